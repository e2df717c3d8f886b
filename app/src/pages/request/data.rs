//! All that the page of one call shows.

use engine::{
    diagnosis::Diagnosis,
    remediation::Card,
    request::{Request, timeline::GatePassage},
};
use serde::{Deserialize, Serialize};

use crate::pages::requests::data::RequestRow;

/// One call, why it ended so, and what proves it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestPage {
    /// The call as lists show it.
    pub row: RequestRow,
    /// The call with its lines.
    pub request: Request,
    /// Why.
    pub diagnosis: Diagnosis,
    /// The gates in the order in which they are passed.
    pub gates: Vec<GatePassage>,
    /// The reference of the request that filled the cache entry, when it is stored.
    pub filled_by_reference: Option<String>,
    /// That request, when it is stored and another one.
    pub filling: Option<RequestRow>,
    /// What can be typed to settle it.
    pub cards: Vec<Card>,
    /// The region, where the log names it.
    pub region: Option<String>,
    /// Calls of the same caller within the cache's life before and after, this one among them, oldest first.
    pub same_caller: Vec<RequestRow>,
}

//! All that the page of one call shows.

use engine::{
    diagnosis::Diagnosis,
    request::{Request, timeline::GatePassage},
};
use serde::{Deserialize, Serialize};

use crate::pages::requests::data::RequestRow;

/// One call, why it ended so, and what proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Calls of the same caller within the cache's life before and after, this one among them, oldest first.
    pub same_caller: Vec<RequestRow>,
}

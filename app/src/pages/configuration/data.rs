//! All that the pages of configurations show.

use engine::{
    configuration::{difference::Change, undeployed::Undeployed},
    time::Instant,
};
use serde::{Deserialize, Serialize};

/// What stands in an address for a configuration that is not dated.
pub const UNDATED: &str = "undated";

/// Every API of which a configuration is known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ConfigurationsPage {
    /// By id.
    pub apis: Vec<ApiRow>,
}

/// An API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiRow {
    /// Its id.
    pub api_id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its region.
    pub region: Option<String>,
    /// When its configuration was seen last; `None` where no moment is known.
    pub last_seen: Option<Instant>,
    /// How many different configurations are known.
    pub n_configurations: u32,
    /// The stages on which something that was edited is not live.
    pub not_live: Vec<String>,
}

/// The configurations of one API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigurationPage {
    /// The API.
    pub api: ApiRow,
    /// What is not live on each stage of the newest configuration.
    pub stages: Vec<StageRow>,
    /// The configurations, newest first.
    pub moments: Vec<MomentRow>,
    /// How many older ones are not shown.
    pub n_older: u32,
    /// Two of them, compared.
    pub compared: Option<Compared>,
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageRow {
    /// Its name.
    pub stage: String,
    /// What is not live on it.
    pub undeployed: Undeployed,
}

/// A configuration, for as long as nothing changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MomentRow {
    /// When it was seen first; `None` where no moment is known.
    pub from: Option<Instant>,
    /// When it was seen last.
    pub until: Option<Instant>,
    /// What changed since the one before; `None` for the first.
    pub changes: Option<Vec<Change>>,
}

/// Two configurations, compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// The one.
    pub before: Option<Instant>,
    /// The other.
    pub after: Option<Instant>,
    /// What the other says otherwise.
    pub changes: Vec<Change>,
}

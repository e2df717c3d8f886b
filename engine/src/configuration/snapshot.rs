//! An API's configuration as it was described at one moment.
//!
//! A snapshot is kept as a bundle in one form (see `canonical`), so that what means the same is the same text, whoever described
//! it and however. That text is what a store is addressed by: the moment is not in it.

use serde_json::{Map, Value};

use super::{Api, Configuration, ConfigurationError, canonical, document, json::text};
use crate::{ids::ApiId, time::Instant};

/// One API, as it was described.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The API's id; `None` where nothing tells it, as in a template.
    pub api_id: Option<ApiId>,
    /// As `eu-west-1`.
    pub region: Option<String>,
    /// When it was described; `None` where that is not told.
    pub taken_at: Option<Instant>,
    document: String,
    bundle: Value,
}

/// The snapshots in what a person may have: a bundle, outputs of commands, an OpenAPI document, a template; several behind one
/// another, too. One for each API; an output that does not tell whose it is belongs to the API beside it, if that is the only one.
pub fn snapshots(text: &str) -> Result<Vec<Snapshot>, ConfigurationError> {
    let mut apis: Vec<(Option<ApiId>, Map<String, Value>)> = Vec::new();
    let mut loose = Map::new();
    for described in document::read(text)? {
        let Value::Object(raw) = described.raw else { continue };
        if described.is_loose {
            if loose.is_empty() {
                loose = raw;
            } else {
                document::join(&mut loose, raw);
            }
            continue;
        }
        let known = apis.iter_mut().find(|(api_id, _)| api_id.is_some() && *api_id == described.api_id);
        match known {
            Some((_, known)) => document::join(known, raw),
            None => apis.push((described.api_id, raw)),
        }
    }
    if !loose.is_empty() {
        match apis.as_mut_slice() {
            [(_, only)] => document::join(only, loose),
            _ => apis.push((None, loose)),
        }
    }
    let snapshots: Vec<_> =
        apis.into_iter().filter_map(|(_, raw)| Snapshot::of(&Value::Object(raw))).collect();
    if snapshots.is_empty() { Err(ConfigurationError::Unknown) } else { Ok(snapshots) }
}

impl Snapshot {
    /// What a raw bundle says; `None` where that is nothing.
    fn of(raw: &Value) -> Option<Self> {
        let taken_at = raw.get("takenAt").and_then(document::moment);
        let bundle = canonical::bundle(raw);
        let is_about_an_api = bundle.keys().any(|part| part != "region" && part != "describedBy");
        is_about_an_api.then(|| Self::whole(Value::Object(bundle), taken_at))
    }

    fn whole(bundle: Value, taken_at: Option<Instant>) -> Self {
        let api_id = bundle.get("restApi").and_then(|api| text(api, "id")).map(ApiId::from);
        let region = text(&bundle, "region").map(str::to_owned);
        Self { api_id, region, taken_at, document: bundle.to_string(), bundle }
    }

    /// One that was kept; `None` for a text that is none.
    pub fn stored(document: String) -> Option<Self> {
        let bundle: Value = serde_json::from_str(&document).ok().filter(Value::is_object)?;
        Some(Self { document, ..Self::whole(bundle, None) })
    }

    /// It with those parts that it does not tell as they were before. A document that somebody wrote, or an export of a stage, does
    /// not outdo what API Gateway told.
    #[must_use]
    pub fn over(&self, earlier: &Self) -> Self {
        let (first, second) = if self.is_of_control_plane() || !earlier.is_of_control_plane() {
            (self, earlier)
        } else {
            (earlier, self)
        };
        let Value::Object(mut parts) = first.bundle.clone() else { return self.clone() };
        for (name, part) in second.bundle.as_object().into_iter().flatten() {
            if name != "describedBy" && !parts.contains_key(name) {
                parts.insert(name.clone(), part.clone());
            }
        }
        parts.sort_keys();
        Self::whole(Value::Object(parts), self.taken_at)
    }

    /// Its text, which is the same for all that mean the same. The moment is not in it.
    pub fn document(&self) -> &str {
        &self.document
    }

    /// It as a bundle that may be read again, as `why403 snapshot` prints it.
    pub fn bundle(&self) -> String {
        let mut bundle = self.bundle.clone();
        if let (Some(taken_at), Value::Object(parts)) = (self.taken_at, &mut bundle) {
            parts.insert("takenAt".to_owned(), taken_at.to_string().into());
            parts.sort_keys();
        }
        format!("{bundle:#}\n")
    }

    /// What it says of the API, for judging calls.
    pub fn configuration(&self) -> Configuration {
        let mut configuration = Configuration::default();
        configuration.apis.insert(self.api_id.clone(), Api::of(&self.bundle));
        configuration
    }

    /// The API's name.
    pub fn name(&self) -> Option<&str> {
        text(self.bundle.get("restApi")?, "name")
    }

    /// Whether API Gateway itself told it, and not a document that somebody wrote or an export of one stage.
    pub fn is_of_control_plane(&self) -> bool {
        self.bundle.get("describedBy").is_none()
    }

    /// The names of its stages.
    pub fn stages(&self) -> impl Iterator<Item = &str> {
        super::json::list(self.bundle.get("stages").unwrap_or(&Value::Null))
            .iter()
            .filter_map(|stage| text(stage, "stageName"))
    }

    /// The parts themselves.
    pub(super) fn parts(&self) -> &Value {
        &self.bundle
    }
}

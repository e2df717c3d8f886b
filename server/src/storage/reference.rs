//! What the URL of a request is made of.
//!
//! The request id, as people paste it. A client may choose that id, so further calls under one id get `~2`, `~3` … behind
//! it. A request without an id, or with what only stands for one (`<request-id>`, as people write it when they share a log),
//! is called after its content, so that importing its file again finds it again.

use std::collections::HashMap;

use engine::{
    diagnosis::{Deny, PolicyOrigin},
    ids::{ApiId, StageName},
    incident::Identity,
    log::line,
    request::Request,
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// What the name of a request without an id begins with.
const UNNAMED: &str = "unnamed-";

/// The id that tells this request from others in any file; `None` where there is none, or a placeholder.
pub fn identity(request: &Request) -> Option<&str> {
    let id = request.request_id.as_ref()?.as_str();
    let prefix = format!("({id})");
    // What the engine takes for an id before a message. It holds no `~`.
    (line::split(&prefix).request_id == Some(id) && !id.starts_with(UNNAMED)).then_some(id)
}

/// Whether a reference was made of what a request without an id says.
pub fn is_unnamed(reference: &str) -> bool {
    reference.starts_with(UNNAMED)
}

/// By what a request is found in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The request id, when that is a UUID as API Gateway writes them; else the beginning of the SHA-256 of what stands for it.
    pub request_key: Uuid,
    /// As [`Request::ordinal`].
    pub ordinal: i16,
}

impl Key {
    /// The key behind a reference.
    pub fn of(reference: &str) -> Self {
        let named = reference.split_once('~');
        let ordinal = named.and_then(|(_, place)| place.parse::<i16>().ok()).filter(|place| *place >= 2);
        match (named, ordinal) {
            (Some((id, _)), Some(place)) => Self { request_key: key_of_id(id), ordinal: place - 1 },
            _ => Self { request_key: key_of_id(reference), ordinal: 0 },
        }
    }

    /// The reference that this key tells by itself.
    pub fn reference(self) -> String {
        match self.ordinal {
            0 => self.request_key.to_string(),
            ordinal => format!("{}~{}", self.request_key, i32::from(ordinal) + 1),
        }
    }
}

/// The key of all requests with this id.
pub fn key_of_id(id: &str) -> Uuid {
    if let Ok(uuid) = Uuid::try_parse(id)
        && line::is_uuid(id)
        && uuid.to_string() == id
    {
        return uuid;
    }
    let mut key = [0; 16];
    key.iter_mut().zip(Sha256::digest(id)).for_each(|(byte, hashed)| *byte = hashed);
    Uuid::from_bytes(key)
}

/// By what a text that is too long for an index is found.
pub fn key_of_text(text: &str) -> i64 {
    xxh3_64(text.as_bytes()).cast_signed()
}

/// By what the calls that share an entry of an authorizer's cache are found. `None` where no line names the authorizer.
pub fn key_of_cache(request: &Request, identity: &str) -> Option<i64> {
    let authorizer_id = request.authorizer_id.as_ref()?.as_str();
    let api_id = request.api_id.as_ref().map_or("", ApiId::as_str);
    let stage = request.stage.as_ref().map_or("", StageName::as_str);
    Some(key_of_entry(api_id, stage, authorizer_id, identity))
}

/// As [`key_of_cache`], of what it is made of; what is not known is empty.
pub fn key_of_entry(api_id: &str, stage: &str, authorizer_id: &str, identity: &str) -> i64 {
    let mut hash = Xxh3::new();
    for part in [api_id, stage, authorizer_id, identity] {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.digest().cast_signed()
}

/// By what an incident is found: the hash of what groups its calls. Those of the sample are others.
pub fn key_of_incident(identity: &Identity, is_sample: bool) -> i64 {
    let Identity { api_id, stage, authorizer_id, cause, deny, policy_origin, statement } = identity;
    let mut hash = Xxh3::new();
    let statement = statement.map_or_else(String::new, |statement| statement.to_string());
    for part in [
        api_id.as_str(),
        stage,
        authorizer_id,
        cause.id(),
        deny.map_or("", Deny::id),
        policy_origin.map_or("", PolicyOrigin::id),
        &statement,
        if is_sample { "sample" } else { "" },
    ] {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.digest().cast_signed()
}

/// Names requests; remembers what it named, so that two unnamed requests of the same content get two names.
#[derive(Debug, Default)]
pub struct References {
    n_alike: HashMap<u64, u64>,
}

impl References {
    /// The reference of this request.
    pub fn of(&mut self, request: &Request) -> String {
        match (identity(request), request.ordinal) {
            (None, _) => self.unnamed(request),
            (Some(id), 0) => id.to_owned(),
            (Some(id), ordinal) => format!("{id}~{}", u32::from(ordinal) + 1),
        }
    }

    fn unnamed(&mut self, request: &Request) -> String {
        let mut hash = Xxh3::new();
        for line in &request.lines {
            hash.update(&line.at.map_or(i64::MIN, engine::time::Instant::millis).to_le_bytes());
            hash.update(&(line.text.len() as u64).to_le_bytes());
            hash.update(line.text.as_bytes());
        }
        let n_alike = self.n_alike.entry(hash.digest()).or_default();
        hash.update(&n_alike.to_le_bytes());
        *n_alike += 1;
        format!("{UNNAMED}{:016x}", hash.digest())
    }
}

#[cfg(test)]
mod tests {
    use engine::request::{Line, Request};

    use super::{Key, References};

    fn request(id: Option<&str>, ordinal: u16, text: &str) -> Request {
        Request {
            request_id: id.map(Into::into),
            ordinal,
            extended_request_id: None,
            api_id: None,
            stage: None,
            authorizer_id: None,
            method: None,
            path: None,
            lines: vec![Line { number: 1, at: None, text: text.into() }],
        }
    }

    #[test]
    fn a_key_tells_the_reference_of_an_id_that_api_gateway_made() {
        for reference in ["4f3e3b0f-39db-11e9-8b1c-0123456789ab", "4f3e3b0f-39db-11e9-8b1c-0123456789ab~3"] {
            assert_eq!(Key::of(reference).reference(), reference);
        }
        for reference in
            ["a1b2c3-d4", "a1b2c3-d4~2", "unnamed-0011223344556677", "4F3E3B0F-39DB-11E9-8B1C-0123456789AB"]
        {
            assert_ne!(Key::of(reference).reference(), reference);
        }
        assert_eq!(Key::of("a1b2c3-d4~2").request_key, Key::of("a1b2c3-d4").request_key);
        assert_eq!(Key::of("a1b2c3-d4~2").ordinal, 1);
    }

    #[test]
    fn a_request_is_called_by_its_id() {
        let mut references = References::default();
        assert_eq!(references.of(&request(Some("a1b2c3-d4"), 0, "x")), "a1b2c3-d4");
        assert_eq!(references.of(&request(Some("a1b2c3-d4"), 1, "x")), "a1b2c3-d4~2");
    }

    #[test]
    fn no_two_requests_share_a_name() {
        let mut references = References::default();
        let long = "x".repeat(5000);
        let mut names: Vec<_> = [
            request(Some("a1b2c3d4"), 1, "1"),
            request(Some("a1b2c3d4~2"), 0, "2"),
            request(Some("<request-id>"), 0, "3"),
            request(Some("<request-id>"), 0, "4"),
            request(Some(&long), 0, "5"),
            request(None, 0, "x"),
            request(None, 0, "x"),
            request(None, 0, "y"),
        ]
        .iter()
        .map(|request| references.of(request))
        .collect();
        assert!(names.iter().all(|name| name.len() < 250));
        let n = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), n);
    }

    #[test]
    fn an_unnamed_request_is_found_again() {
        let first = References::default().of(&request(None, 0, "x"));
        assert_eq!(References::default().of(&request(None, 0, "x")), first);
        assert!(first.starts_with("unnamed-"));
    }
}

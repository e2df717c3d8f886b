//! Lines of a request that is stored already, joined to it.
//!
//! A request's lines can come in two files or deliveries: an export ends in the middle of a call, or two overlap. The union of both is
//! assembled anew, so it does not matter which came first. A line is the same line when time and text are; one that a file
//! holds twice is kept twice.

use std::collections::{BTreeMap, HashMap};

use engine::{
    log::Event,
    request::{Line, Request, assemble},
    time::Instant,
};

use super::revising::{Before, Revision};
use crate::storage::{
    reference::{References, identity},
    requests::{Origin, Stored},
};

/// What a portion and the database hold together.
#[derive(Debug, Default)]
pub struct Merged {
    /// Requests of which the portion brought something.
    pub changes: Vec<Revision>,
    /// Stored requests to which it brought nothing new.
    pub unchanged: Vec<Stored>,
    /// Stored requests that are no request any more.
    pub gone: Vec<Before>,
}

/// Joins the requests of a portion to those that are stored under their ids.
pub fn merge(incoming: Vec<(String, Request)>, stored: Vec<Stored>, origin: Origin) -> Merged {
    let mut stored_by_key: HashMap<String, Vec<Stored>> = HashMap::new();
    for one in stored {
        stored_by_key.entry(key(&one.reference, &one.request)).or_default().push(one);
    }
    let mut incoming_by_key: BTreeMap<usize, (String, Vec<(String, Request)>)> = BTreeMap::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (reference, request) in incoming {
        let key = key(&reference, &request);
        let n_places = places.len();
        let place = *places.entry(key.clone()).or_insert(n_places);
        incoming_by_key.entry(place).or_insert_with(|| (key, Vec::new())).1.push((reference, request));
    }

    let mut merged = Merged::default();
    for (key, incoming) in incoming_by_key.into_values() {
        let stored = stored_by_key.remove(&key).unwrap_or_default();
        join(&mut merged, &incoming, stored, origin);
    }
    merged
}

/// What requests that may belong together have in common: the id that the client may have chosen, else the content.
fn key(reference: &str, request: &Request) -> String {
    match identity(request) {
        Some(id) => format!("id {id}"),
        None => format!("content {reference}"),
    }
}

/// Joins what a portion and the database hold under one request id.
fn join(merged: &mut Merged, incoming: &[(String, Request)], stored: Vec<Stored>, origin: Origin) {
    let mut n_stored: HashMap<(Option<Instant>, &str), i64> = HashMap::new();
    for line in stored.iter().flat_map(|stored| &stored.request.lines) {
        *n_stored.entry((line.at, &line.text)).or_default() += 1;
    }
    let mut new_lines: Vec<Line> = Vec::new();
    for line in incoming.iter().flat_map(|(_, request)| &request.lines) {
        let left = n_stored.entry((line.at, &line.text)).or_default();
        if *left > 0 {
            *left -= 1;
        } else {
            new_lines.push(line.clone());
        }
    }
    // The log group of the portion may tell what that of the stored lines did not.
    let known_home = stored
        .iter()
        .map(|stored| &stored.request)
        .chain(incoming.iter().map(|(_, request)| request))
        .find(|request| request.api_id.is_some());
    let learns_home = known_home.is_some() && stored.iter().any(|stored| stored.request.api_id.is_none());
    if new_lines.is_empty() && !learns_home {
        merged.unchanged.extend(stored);
        return;
    }

    let stored_lines = stored.iter().flat_map(|stored| &stored.request.lines).cloned().collect();
    let lines = in_order(stored_lines, new_lines);
    // Without an id the content is the key, so nothing new could have come.
    let request_id = incoming.first().and_then(|(_, request)| identity(request)).map(str::to_owned);
    let events = (1_u64..)
        .zip(lines)
        .map(|(number, line)| {
            let message = match &request_id {
                Some(id) => format!("({id}) {}", line.text),
                None => line.text.to_string(),
            };
            // The places of two files say nothing about each other: the joined lines are counted anew.
            Event::new(number, line.at, message)
        })
        .collect();
    let mut before: HashMap<&str, &Stored> =
        stored.iter().map(|stored| (stored.reference.as_str(), stored)).collect();
    let mut references = References::default();
    for mut request in assemble(events).requests {
        // Another line of its file may have told where it belongs.
        if let (None, Some(known)) = (&request.api_id, known_home) {
            request.api_id.clone_from(&known.api_id);
            if request.stage.is_none() {
                request.stage.clone_from(&known.stage);
            }
        }
        let reference = references.of(&request);
        let before = before.remove(reference.as_str());
        let origin = before.map_or(origin, |before| before.origin);
        let before = before.map(Before::of);
        merged.changes.push(Revision { reference, request, before, origin, is_of_portion: true });
    }
    let left: Vec<Before> = before.into_values().map(Before::of).collect();
    merged.gone.extend(left);
}

/// Both in time order. Of lines of one millisecond, those go first whose part of the call began, else ended, earlier: a file
/// that was cut in that millisecond holds all that was said before.
fn in_order(stored: Vec<Line>, new: Vec<Line>) -> Vec<Line> {
    let span = |lines: &[Line]| {
        let moments = || lines.iter().filter_map(|line| line.at);
        (moments().min(), moments().max())
    };
    let (mut lines, behind) = if span(&new) < span(&stored) { (new, stored) } else { (stored, new) };
    lines.extend(behind);
    lines.sort_by_key(|line| line.at);
    lines
}

//! The entries of the menu: what can be copied, opened or saved of a page. What needs an id that the log does not name, or that is none of
//! AWS's, is left out.

use engine::{
    diagnosis::Cause,
    export::{
        command::{Shown, curl, filter_log_events},
        console::{authorizers, insights},
        insights::{looked_for, of_request as query_of_request, of_text},
        is_request_id, log_group,
        window::Window,
    },
    record::Record,
    remediation::place::Place,
};

use super::{
    incident_json, incident_markdown, place_of_incident, place_of_request, request_json, request_markdown,
};
use crate::{
    pages::{incidents::data::IncidentPage, request::data::RequestPage},
    urls,
    words::Words,
};

/// Something to carry away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Text to be copied.
    Text {
        /// The key of its name.
        key: &'static str,
        /// What more there is to say of it.
        note: Option<String>,
        /// The text.
        text: String,
        /// Where it can be saved from as a file.
        file: Option<String>,
    },
    /// A page of AWS.
    Link {
        /// The key of its name.
        key: &'static str,
        /// Its address.
        address: String,
    },
}

/// What can be carried away of a call.
pub(crate) fn of_request(words: Words, page: &RequestPage, site: &str) -> Vec<Entry> {
    let place = place_of_request(page);
    let request_id = page.request.request_id.as_ref().map(engine::ids::RequestId::as_str);
    let request_id = request_id.filter(|id| is_request_id(id));
    let window = page.request.started_at().zip(page.request.ended_at());
    let window = window.map(|(first, last)| Window::around(first, last));
    let reference = &page.row.reference;
    let mut entries = vec![text("takeaway-link", format!("{site}{}", urls::request(reference)))];
    entries.extend(call_again(words, page, &place));
    entries.extend(lines_of(words, &place, window, request_id, request_id.and_then(query_of_request)));
    entries.push(Entry::Text {
        key: "takeaway-markdown",
        note: None,
        text: request_markdown(words.language, page, site),
        file: Some(urls::request_file(reference, "md")),
    });
    entries.push(Entry::Text {
        key: "takeaway-json",
        note: None,
        text: request_json(page, site),
        file: Some(urls::request_file(reference, "json")),
    });
    entries
}

/// What can be carried away of an incident.
pub(crate) fn of_incident(words: Words, page: &IncidentPage, site: &str) -> Vec<Entry> {
    let place = place_of_incident(page);
    let incident_id = page.incident.incident_id;
    let window = page.incident.first_seen.zip(page.incident.last_seen);
    let window = window.map(|(first, last)| Window::around(first, last));
    let lines = page.proof.iter().flat_map(|proof| &proof.lines);
    // The last of the lines that prove it is the one that refused.
    let deciding = lines.filter_map(|line| looked_for(line.text.as_str())).next_back();
    let mut entries = vec![text("takeaway-link", format!("{site}{}", urls::incident(incident_id)))];
    entries.extend(lines_of(words, &place, window, deciding, deciding.and_then(of_text)));
    entries.push(Entry::Text {
        key: "takeaway-markdown",
        note: None,
        text: incident_markdown(words.language, page, site),
        file: Some(urls::incident_file(incident_id, "md")),
    });
    entries.push(Entry::Text {
        key: "takeaway-json",
        note: None,
        text: incident_json(page, site),
        file: Some(urls::incident_file(incident_id, "json")),
    });
    entries
}

fn text(key: &'static str, text: String) -> Entry {
    Entry::Text { key, note: None, text, file: None }
}

/// The call once more.
fn call_again(words: Words, page: &RequestPage, place: &Place) -> Option<Entry> {
    let record = Record::of(&page.request, &page.diagnosis);
    let shown = if record.cause == Cause::ApiKeyRejected { Shown::TokenAndKey } else { Shown::Token };
    Some(Entry::Text {
        key: "takeaway-curl",
        note: Some(words.say_with("takeaway-curl-note", &[("variable", "$TOKEN".into())])),
        text: curl(place, record.method?, record.path?, shown)?,
        file: None,
    })
}

/// How AWS is asked for the lines that hold this text.
fn lines_of(
    words: Words,
    place: &Place,
    window: Option<Window>,
    looked_for: Option<&str>,
    query: Option<String>,
) -> Vec<Entry> {
    let command = looked_for.zip(window).and_then(|(text, window)| filter_log_events(place, window, text));
    let command = command.map(|command| text("takeaway-cli", command));
    let link = query.as_deref().zip(window).and_then(|(query, window)| insights(place, window, query));
    let link = link.map(|address| Entry::Link { key: "takeaway-console", address });
    let group = log_group(place).map(|group| words.say_with("takeaway-group", &[("group", group.into())]));
    let query = query.map(|text| Entry::Text { key: "takeaway-insights", note: group, text, file: None });
    let authorizers = authorizers(place).map(|address| Entry::Link { key: "takeaway-authorizers", address });
    [command, query, link, authorizers].into_iter().flatten().collect()
}

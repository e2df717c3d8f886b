//! What happened to an incident, in order: calls, changes of the API, what people did and said, when it heals.

use engine::{
    configuration::difference::{Became, Change},
    export::markdown::{code, quotation, text},
    policy::compare::Manner,
    time::Instant,
};

use crate::{
    pages::incidents::{data::IncidentPage, done},
    words::Words,
};

/// As a list; what somebody said stands behind it, quoted.
pub(super) fn timeline(words: Words, page: &IncidentPage) -> String {
    let incident = &page.incident;
    let mut events: Vec<(Instant, String)> = Vec::new();
    let said = |key: &str| text(&words.say(key));
    events.extend(incident.first_seen.map(|at| (at, said("takeaway-first-call"))));
    for changed in &page.changes {
        events.extend(changed.changes.iter().map(|change| (changed.at, change_of(words, change))));
    }
    for one in &page.activity {
        let (who, what) = done(words, one);
        let said = if one.kind == "comment" { format!("\n{}", indented(&one.body)) } else { String::new() };
        events.push((one.at, format!("{}: {}{said}", code(&who), text(&what))));
    }
    events.extend(incident.last_seen.map(|at| (at, said("takeaway-last-call"))));
    events.extend(incident.heals_at.map(|at| (at, said("takeaway-heals"))));
    // What happened in one moment stays in the order of above.
    events.sort_by_key(|(at, _)| *at);
    let line = |(at, what): &(Instant, String)| format!("- {at} {}\n", what.trim_end());
    events.iter().map(line).collect()
}

/// A quotation that belongs to an entry of the list.
fn indented(body: &str) -> String {
    let line = |line| format!("  {line}\n");
    quotation(body).lines().map(line).collect()
}

fn change_of(words: Words, change: &Change) -> String {
    let thing = text(&words.say(&format!("thing-{}", change.thing.id())));
    let name = if change.name.is_empty() { String::new() } else { format!(" {}", code(&change.name)) };
    let value = |value: Option<&str>| value.map_or_else(|| text(&words.say("became-nothing")), code);
    let became = match &change.became {
        Became::Added => text(&words.say("became-added")),
        Became::Removed => text(&words.say("became-removed")),
        Became::Changed { field, before, after } => {
            format!("{} {} → {}", code(field), value(before.as_deref()), value(after.as_deref()))
        }
        Became::Statement(statement) => {
            let key = match statement.manner {
                Manner::Added => "became-statement-added",
                Manner::Removed => "became-statement-removed",
                Manner::Changed => "became-statement-changed",
            };
            let place = statement.new.or(statement.old).map(|place| i64::from(place) + 1);
            text(&match place {
                Some(place) => words.say_with(key, &[("n", place.into())]),
                None => words.say("became-around"),
            })
        }
    };
    format!("{thing}{name}: {became}")
}

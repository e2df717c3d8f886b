//! What changes on the page of sources while somebody looks at it: each figure with the id of its place, in the viewer's words. The
//! page is made of these, and asks for them again every few seconds, so that nothing moves or closes under the reader's hands.

use std::fmt::Write as _;

use engine::time::Instant;
use serde::{Deserialize, Serialize};

use super::data::{Pull, Source, SourceKind, SourcesPage, State};
use crate::{
    format,
    words::{Slot, Words},
};

/// What is older is told by its date.
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1_000;

/// All of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Which parts the page has: when others have come or gone, it has to be loaded anew.
    pub shape: String,
    /// The figures.
    pub figures: Vec<Figure>,
}

/// One, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// The id of its element.
    pub id: String,
    /// What it says; an element that says nothing is hidden.
    pub text: String,
    /// The moment it tells of, as a machine reads it.
    pub title: Option<String>,
    /// The id of a state, for its colour.
    pub state: Option<String>,
    /// How far a progress bar is.
    pub value: Option<i64>,
}

impl Figure {
    fn new(id: String, text: String) -> Self {
        Self { id, text, title: None, state: None, value: None }
    }
}

/// Of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceFigures {
    pub(crate) state: Figure,
    pub(crate) problem: Figure,
    pub(crate) failures: Figure,
    pub(crate) events: Figure,
    pub(crate) requests: Figure,
    pub(crate) last_event: Figure,
    pub(crate) last_answer: Figure,
    pub(crate) deliveries: Figure,
    pub(crate) backfills: Vec<Figure>,
}

/// What the page shows now.
pub(crate) fn figures(words: Words, page: &SourcesPage) -> Figures {
    let mut all = vec![title(words, page)];
    for source in &page.sources {
        let SourceFigures {
            state,
            problem,
            failures,
            events,
            requests,
            last_event,
            last_answer,
            deliveries,
            backfills,
        } = of_source(words, source, page.now);
        all.extend([state, problem, failures, events, requests, last_event, last_answer, deliveries]);
        all.extend(backfills);
    }
    Figures { shape: shape(page), figures: all }
}

/// Which parts the page has.
pub(crate) fn shape(page: &SourcesPage) -> String {
    let mut shape = String::new();
    for source in &page.sources {
        let is_paused = i32::from(source.paused_at.is_some());
        // Writing to a text cannot fail.
        let _ = write!(shape, "{}:{is_paused}:{}", source.source_id, source.gaps().len());
        for pull in source.backfills() {
            let _ = write!(shape, ":{}{}", pull.pull_id, if pull.is_open() { "+" } else { "" });
        }
        shape.push(' ');
    }
    shape
}

/// The heading: how many sources, and how they are.
pub(crate) fn title(words: Words, page: &SourcesPage) -> Figure {
    let n_failing = page.sources.iter().filter(|source| source.state(page.now) == State::Failing).count();
    let count = |n: usize| Slot::from(i64::try_from(n).unwrap_or(i64::MAX));
    let slots = [("sources", count(page.sources.len())), ("failing", count(n_failing))];
    Figure::new("sources-title".to_owned(), words.say_with("sources-title", &slots))
}

/// The figures of one source.
pub(crate) fn of_source(words: Words, source: &Source, now: Instant) -> SourceFigures {
    let figure = |name: &str, text| Figure::new(format!("source-{}-{name}", source.source_id), text);
    let moment = |name: &str, at: Option<Instant>, never: &str| match at {
        Some(at) => Figure { title: Some(at.to_string()), ..figure(name, ago(words, now, at)) },
        None => figure(name, words.say(never)),
    };
    let is_push = matches!(source.kind, SourceKind::Push);
    let (problem, failures) = source.problem.as_ref().map_or_else(Default::default, |problem| {
        let slots = [("n", problem.n_failures.into()), ("ago", ago(words, now, problem.at).into())];
        (format::visible(&problem.text), words.say_with("sources-failures", &slots))
    });
    let deliveries = if is_push && source.n_deliveries > 0 {
        let slots = [("n", source.n_deliveries.into()), ("repeated", source.n_repeated.into())];
        words.say_with("sources-deliveries", &slots)
    } else {
        String::new()
    };
    let asked = match &source.kind {
        SourceKind::Configurations(asked) => Some(asked),
        SourceKind::Cloudwatch(_) | SourceKind::Push => None,
    };
    let count = |name: &str, n: i64| figure(name, format::count(n));
    SourceFigures {
        state: Figure {
            state: Some(source.state(now).id().to_owned()),
            ..figure("state", state(words, source, now))
        },
        problem: figure("problem", problem),
        failures: figure("failures", failures),
        events: count("events", asked.map_or(source.n_events, |asked| asked.n_apis)),
        requests: count("requests", asked.map_or(source.n_requests, |asked| asked.n_snapshots)),
        last_event: match asked {
            Some(asked) => figure("last-event", next(words, now, source, asked.next_at)),
            None => moment("last-event", source.last_event_at, "sources-none-yet"),
        },
        last_answer: moment("last-answer", source.last_answer_at, "sources-never"),
        deliveries: figure("deliveries", deliveries),
        backfills: source.backfills().map(|pull| backfill(words, source.source_id, pull)).collect(),
    }
}

/// How a source is, in words.
fn state(words: Words, source: &Source, now: Instant) -> String {
    let is_push = matches!(source.kind, SourceKind::Push);
    let is_asked = matches!(source.kind, SourceKind::Configurations(_));
    let state = source.state(now);
    let lag = words.span(whole_seconds(source.behind(now).unwrap_or(0)));
    match state {
        State::Paused => words.say("sources-state-paused"),
        State::Failing => words.say("sources-state-failing"),
        State::Waiting if is_asked => words.say("sources-state-waiting-configuration"),
        State::Live if is_asked => words.say("sources-state-live-push"),
        State::Waiting if is_push => words.say("sources-state-waiting-push"),
        State::Waiting => words.say("sources-state-waiting"),
        State::Live if is_push => words.say("sources-state-live-push"),
        State::Live => words.say_with("sources-state-live", &[("lag", lag.into())]),
        State::Behind => words.say_with("sources-state-behind", &[("lag", lag.into())]),
    }
}

/// When it is asked next.
fn next(words: Words, now: Instant, source: &Source, next_at: Option<Instant>) -> String {
    if source.paused_at.is_some() {
        return words.say("sources-state-paused");
    }
    match next_at.map(|at| at.since(now)) {
        Some(millis) if millis > 0 => {
            words.say_with("sources-in", &[("span", words.span(whole_seconds(millis)).into())])
        }
        _ => words.say("sources-at-once"),
    }
}

/// How far a stretch of the past is read.
fn backfill(words: Words, source_id: i64, pull: &Pull) -> Figure {
    let at = |moment| format!("{} UTC", format::second(moment));
    let slots = [
        ("from", at(pull.from).into()),
        ("to", at(pull.until.unwrap_or(pull.read_until)).into()),
        ("percent", pull.percent().into()),
        ("n", pull.n_events.into()),
    ];
    let key = if pull.finished_at.is_some() {
        "sources-backfill-finished"
    } else if pull.cancelled_at.is_some() {
        "sources-backfill-cancelled"
    } else {
        "sources-backfill-running"
    };
    let id = format!("source-{source_id}-pull-{}", pull.pull_id);
    Figure { value: Some(pull.percent()), ..Figure::new(id, words.say_with(key, &slots)) }
}

/// `8 s ago`; what is long past by its date.
fn ago(words: Words, now: Instant, at: Instant) -> String {
    let millis = now.since(at).max(0);
    if millis > DAY_MILLIS {
        return format!("{} UTC", format::second(at));
    }
    words.say_with("sources-ago", &[("span", words.span(whole_seconds(millis)).into())])
}

fn whole_seconds(millis: i64) -> i64 {
    if millis < 1_000 { 0 } else { millis / 1_000 * 1_000 }
}

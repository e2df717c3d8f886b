use std::collections::BTreeMap;

use aws::{LogEvent, Page};
use engine::time::Instant;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Cursor, LATE, Next, Step, Stretch, Window};
use crate::sources::seen::{Fingerprint, Seen};

fn at(millis: i64) -> Instant {
    Instant::from_millis(millis).unwrap()
}

fn event(id: usize, at_millis: i64) -> LogEvent {
    LogEvent { at_millis, event_id: format!("{id:056}"), stream: "s".into(), message: format!("m{id}") }
}

fn page(events: &[LogEvent], token: Option<&str>) -> Page {
    Page { events: events.to_vec(), token: token.map(Into::into) }
}

fn cursor(from: i64, until: Option<i64>) -> Cursor {
    let stretch = Stretch { from: at(from), until: until.map(at) };
    Cursor::resume(stretch, at(from), &json!({}), Seen::default())
}

fn asked(cursor: &Cursor, now: i64) -> Window {
    match cursor.next(at(now)) {
        Next::Ask(window) => window,
        Next::Rest(until) => panic!("rests until {until}"),
    }
}

const HOUR: i64 = 3_600_000;

#[test]
fn an_empty_page_with_a_token_is_not_the_end() {
    let mut cursor = cursor(0, None);
    let window = asked(&cursor, HOUR);
    let step = cursor.take(&window, page(&[], Some("next")));
    assert_eq!((step.read_until(), step.sure_until), (Some(at(0)), at(0)));
    cursor.keep(step);
    let window = asked(&cursor, HOUR);
    assert_eq!(window.token.as_deref(), Some("next"));
    let step = cursor.take(&window, page(&[event(1, 5)], None));
    assert_eq!(step.new.len(), 1);
    cursor.keep(step);
    assert_eq!(cursor.read_until(), window.until);
}

#[test]
fn what_is_young_is_not_asked_for() {
    let cursor = cursor(0, None);
    assert_eq!(cursor.next(at(6_999)), Next::Rest(at(7_000)));
    assert_eq!(asked(&cursor, 7_000).until, at(5_000));
}

#[test]
fn what_is_late_is_asked_for_again_and_told_from_what_is_stored() {
    let mut cursor = cursor(0, None);
    let now = 60_000;
    let window = asked(&cursor, now);
    let step = cursor.take(&window, page(&[event(1, 1_000)], None));
    assert_eq!((step.read_until(), step.sure_until), (Some(at(58_000)), at(0)));
    cursor.keep(step);
    // Soon: only the last seconds.
    assert_eq!(asked(&cursor, now + 10_000).from, at(48_000));
    // In time: all that may be late.
    let now = LATE + 2 * 60_000 + 1;
    let window = asked(&cursor, now);
    assert_eq!(window.from, at(0));
    let step = cursor.take(&window, page(&[event(1, 1_000), event(2, 1_000)], None));
    assert_eq!(step.new, [event(2, 1_000)]);
    assert_eq!(step.sure_until, at(2 * 60_000 + 1));
}

#[test]
fn a_stretch_of_the_past_ends_when_nothing_can_be_late() {
    let mut old = cursor(0, Some(1_000));
    let window = asked(&old, HOUR);
    assert_eq!((window.from, window.until), (at(0), at(1_000)));
    assert!(old.take(&window, page(&[], None)).is_finished);

    old = cursor(0, Some(1_000));
    let window = asked(&old, 4_000);
    let step = old.take(&window, page(&[], None));
    assert!(!step.is_finished);
    old.keep(step);
    assert_eq!(old.next(at(5_000)), Next::Rest(at(1_000 + LATE)));
    let window = asked(&old, 1_000 + LATE);
    assert!(old.take(&window, page(&[], None)).is_finished);
}

#[test]
fn the_same_token_again_begins_the_window_anew() {
    let mut cursor = cursor(0, None);
    let window = asked(&cursor, HOUR);
    cursor.keep(cursor.take(&window, page(&[event(1, 5)], Some("a"))));
    let window = asked(&cursor, HOUR);
    let step = cursor.take(&window, page(&[event(1, 5)], Some("a")));
    assert!(step.is_stuck && step.new.is_empty());
    cursor.keep(step);
    assert_eq!(asked(&cursor, HOUR).token, None);
}

#[test]
fn windows_grow_where_little_is_and_shrink_where_much_is() {
    let mut quiet = cursor(0, Some(100 * HOUR));
    let first = asked(&quiet, 200 * HOUR);
    quiet.keep(quiet.take(&first, page(&[], None)));
    let second = asked(&quiet, 200 * HOUR);
    assert!(second.until.since(second.from) > first.until.since(first.from));

    let mut busy = cursor(0, Some(100 * HOUR));
    for n in 0..17 {
        let window = asked(&busy, 200 * HOUR);
        let token = (n < 16).then(|| n.to_string());
        busy.keep(busy.take(&window, page(&[], token.as_deref())));
    }
    let second = asked(&busy, 200 * HOUR);
    assert!(second.until.since(second.from) < first.until.since(first.from));
}

#[test]
fn a_checkpoint_that_cannot_be_read_reads_again_what_may_be_missing() {
    let stretch = Stretch { from: at(0), until: None };
    let cursor = Cursor::resume(stretch, at(HOUR), &json!({"of": "another version"}), Seen::default());
    let window = asked(&cursor, HOUR + 60_000);
    assert!(window.from <= at(HOUR - LATE));
}

/// What is stored, as the database has it.
struct Stored {
    read_until: Instant,
    checkpoint: Value,
    pages: Vec<(Instant, Vec<u8>)>,
    n_times: BTreeMap<String, u32>,
}

impl Stored {
    fn commit(&mut self, step: &Step) {
        self.read_until = step.read_until().unwrap();
        // As text, as the database gives it back.
        self.checkpoint = serde_json::from_str(&step.checkpoint().to_string()).unwrap();
        if let Some(newest) = step.newest {
            self.pages.push((newest, Fingerprint::to_bytes(&step.fingerprints)));
        }
        self.pages.retain(|(newest, _)| *newest >= step.sure_until);
        for event in &step.new {
            *self.n_times.entry(event.event_id.clone()).or_default() += 1;
        }
    }
}

/// What goes wrong with one question.
#[derive(Debug, Clone, Copy)]
enum Trouble {
    None,
    /// The server dies before it stored the page.
    DiesBefore,
    /// The server dies when it has stored the page.
    DiesAfter,
    /// AWS does not know the token any more.
    Expired,
    /// AWS gives an empty page and a token in between.
    Empty,
    /// AWS gives the page before once more, and the same token.
    Repeated,
    /// Nothing is asked for a while.
    Away,
}

fn trouble() -> impl Strategy<Value = Trouble> {
    prop_oneof![
        8 => Just(Trouble::None),
        1 => Just(Trouble::DiesBefore),
        1 => Just(Trouble::DiesAfter),
        1 => Just(Trouble::Expired),
        1 => Just(Trouble::Empty),
        1 => Just(Trouble::Repeated),
        1 => Just(Trouble::Away),
    ]
}

/// A log group that answers from a list of events, each with the moment of its arrival.
struct Group {
    events: Vec<(LogEvent, i64)>,
    per_page: usize,
    /// How far AWS's clock is before ours.
    skew: i64,
}

impl Group {
    /// A page of a window; `place` is where it begins in what had arrived when the window was begun. Within a page the order may turn.
    fn page(&self, window: &Window, place: usize) -> Page {
        let arrived = window.asked_at.millis() + self.skew;
        let events: Vec<_> = self
            .events
            .iter()
            .filter(|(event, arrives)| {
                // The end may belong to it or not.
                *arrives <= arrived
                    && window.from.millis() <= event.at_millis
                    && event.at_millis <= window.until.millis()
            })
            .map(|(event, _)| event.clone())
            .collect();
        let mut of_page: Vec<_> = events.iter().skip(place).take(self.per_page).cloned().collect();
        if place.is_multiple_of(3) {
            of_page.reverse();
        }
        let next = place + self.per_page;
        Page { events: of_page, token: (next < events.len()).then(|| format!("{next}")) }
    }
}

fn run(group: &Group, stretch: Stretch, troubles: &[Trouble]) -> Stored {
    let mut stored = Stored {
        read_until: stretch.from,
        checkpoint: json!({}),
        pages: Vec::new(),
        n_times: BTreeMap::new(),
    };
    let resume = |stored: &Stored| {
        Cursor::resume(stretch, stored.read_until, &stored.checkpoint, Seen::of(&stored.pages))
    };
    let mut cursor = resume(&stored);
    let mut troubles = troubles.iter();
    let mut now = stretch.from.millis() + 7_000;
    let last = group.events.iter().map(|(event, _)| event.at_millis).max().unwrap_or_default();
    for _ in 0..20_000 {
        // Whoever was away has to catch up before all can be there.
        if cursor.mark.sure_until > at(last) && stretch.until.is_none() {
            return stored;
        }
        let window = match cursor.next(at(now)) {
            Next::Rest(until) => {
                assert!(until > at(now), "a rest that is no rest");
                now = until.millis();
                continue;
            }
            Next::Ask(window) => window,
        };
        assert!(window.from < window.until && window.until.millis() < now);
        now += 150;
        let place = window.token.as_ref().map_or(0, |token| token.trim_start_matches('+').parse().unwrap());
        let trouble = troubles.next().copied().unwrap_or(Trouble::None);
        let mut page = group.page(&window, place);
        match trouble {
            Trouble::Away => {
                now += 3 * LATE;
                continue;
            }
            Trouble::Expired if window.token.is_some() => {
                stored.checkpoint = cursor.restart();
                continue;
            }
            Trouble::Empty => page = Page { events: vec![], token: Some(format!("+{place}")) },
            Trouble::Repeated if window.token.is_some() => {
                page = group.page(&window, place.saturating_sub(group.per_page));
                page.token.clone_from(&window.token);
            }
            _ => {}
        }
        let step = cursor.take(&window, page);
        if matches!(trouble, Trouble::DiesBefore) {
            cursor = resume(&stored);
            continue;
        }
        stored.commit(&step);
        let is_finished = step.is_finished;
        cursor.keep(step);
        if matches!(trouble, Trouble::DiesAfter) {
            cursor = resume(&stored);
        }
        if is_finished {
            return stored;
        }
    }
    panic!("it does not come to an end: {:?}", stored.checkpoint);
}

fn events() -> impl Strategy<Value = Vec<(LogEvent, i64)>> {
    let lateness = prop_oneof![4 => 0..3_000_i64, 1 => 0..LATE - 60_000];
    proptest::collection::vec((0..HOUR / 2, lateness), 0..60).prop_map(|list| {
        let mut list = list;
        list.sort_unstable();
        list.into_iter().enumerate().map(|(id, (at, late))| (event(id, at), at + late)).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_event_is_stored_once_whatever_the_pages_do(
        events in events(),
        per_page in 1..9_usize,
        skew in -50_000..50_000_i64,
        until in proptest::option::of(1..HOUR / 2),
        troubles in proptest::collection::vec(trouble(), 0..200),
    ) {
        let group = Group { events, per_page, skew };
        let stored = run(&group, Stretch { from: at(0), until: until.map(at) }, &troubles);
        let wanted: BTreeMap<String, u32> = group
            .events
            .iter()
            .filter(|(event, _)| until.is_none_or(|until| event.at_millis < until))
            .map(|(event, _)| (event.event_id.clone(), 1))
            .collect();
        prop_assert_eq!(stored.n_times, wanted);
    }
}

//! A log group: its events, page by page.

use std::collections::BTreeMap;

use serde::Deserialize;

/// As many events stand on a page at most.
pub const MOST: usize = 10_000;

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Event {
    /// When it happened, in milliseconds since 1970.
    pub at_millis: i64,
    /// What it says.
    pub message: String,
    /// The log stream.
    #[serde(default)]
    pub stream: String,
    /// After how many questions about its group it arrives.
    #[serde(default)]
    pub after: u64,
}

/// Where an event stands: its moment, and its number among all of its group.
pub(crate) type Place = (i64, u64);

/// The events of a log group.
#[derive(Debug, Default)]
pub(crate) struct Group {
    events: BTreeMap<Place, Event>,
    n_questions: u64,
}

/// Some of them.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    pub(crate) events: Vec<(Place, &'a Event)>,
    /// Behind which the next page begins; `None`: this was the last.
    pub(crate) next: Option<Place>,
}

impl Group {
    pub(crate) fn add(&mut self, event: Event) {
        let number = u64::try_from(self.events.len()).unwrap_or(u64::MAX);
        self.events.insert((event.at_millis, number), event);
    }

    pub(crate) fn len(&self) -> usize {
        self.events.len()
    }

    /// The events of a stretch of time, its end included, behind a place.
    pub(crate) fn page(&mut self, from: i64, until: i64, behind: Option<Place>, per_page: usize) -> Page<'_> {
        self.n_questions += 1;
        let n_questions = self.n_questions;
        let mut events = self
            .events
            .iter()
            .filter(|(place, event)| {
                (from..=until).contains(&event.at_millis)
                    && event.after < n_questions
                    && behind.is_none_or(|behind| **place > behind)
            })
            .map(|(place, event)| (*place, event));
        let of_page: Vec<_> = events.by_ref().take(per_page).collect();
        let next = events.next().and(of_page.last()).map(|(place, _)| *place);
        Page { events: of_page, next }
    }
}

/// CloudWatch's id of an event: 56 digits that tell its moment.
pub(crate) fn event_id((at_millis, number): Place) -> String {
    format!("{at_millis:032}{number:024}")
}

//! Events → requests: what belongs together, in time order, however it arrived.
//!
//! | file | what is there |
//! |---|---|
//! | [`group`] | the lines under one request id, and when a run of lines without one is over |
//! | [`open`] | the groups that are not closed yet, by place and by id |
//! | [`calls`] | a group → the calls in it: a client may choose one id twice |
//! | [`order`] | the order of lines, also within one millisecond |
//! | [`home`] | to which API and stage a request belongs whose lines do not say it |
//!
//! An [`Assembler`] holds only what is still open: a group is closed when no event of it came for long enough.

mod calls;
mod group;
mod home;
mod open;
mod order;

use std::sync::Arc;

use super::Request;
use crate::{
    ids::{ApiId, StageName},
    log::{
        Event, Export,
        access::Record,
        line,
        sentence::{self, Sentence},
    },
    time::Instant,
};
use group::{Group, GroupLine, Said};
use home::{Home, Homes};
use open::{Open, Place};

/// All requests that an export tells of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Assembly {
    /// In the order of their first lines.
    pub requests: Vec<Request>,
    /// Lines whose shape is not known. Those that belong to a request are kept with it.
    pub n_unknown_lines: u64,
    /// The first few of them.
    pub unknown_samples: Vec<String>,
}

/// What was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// Events.
    pub n_events: u64,
    /// Lines whose shape is not known.
    pub n_unknown_lines: u64,
    /// The first few of them.
    pub unknown_samples: Vec<String>,
    /// Events that came when all of their time was over: they stand in requests of their own.
    pub n_late_events: u64,
}

/// How many unknown lines are shown.
const N_SAMPLES: usize = 5;

/// More bytes of lines that belong to no request are not held.
const MOST_STRAYS: usize = 8 * 1024 * 1024;

/// A line whose shape is not known and that belongs to no request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    /// When, if the export says.
    pub at: Option<Instant>,
    /// The line.
    pub line: String,
}

/// Puts events together whose log group is not known.
pub fn assemble(events: Vec<Event>) -> Assembly {
    assemble_exports(vec![Export { events, log_group: None }])
}

/// Puts the events of several exports together: a request may begin in one and end in another. Lines of a further export are
/// numbered on from those of the one before.
///
/// A log group belongs to one stage, which its name says. Where no export names its group, what one line says of API and
/// stage holds for all, unless two lines differ.
pub fn assemble_exports(exports: Vec<Export>) -> Assembly {
    let mut assembler = Assembler::default();
    for export in exports {
        assembler.begin_export(export.log_group.as_deref());
        for event in export.events {
            assembler.take(event);
        }
    }
    let requests = assembler.finish();
    let Counts { n_unknown_lines, unknown_samples, .. } = assembler.counts;
    Assembly { requests, n_unknown_lines, unknown_samples }
}

/// Takes events in, in any order, and gives requests out when they are whole.
#[derive(Debug, Default)]
pub struct Assembler {
    /// What was taken in so far.
    pub counts: Counts,
    open: Open,
    /// The group that lines without a prefix belong to.
    bare: Option<Place>,
    /// Where the events of this export belong, unless they say it.
    home: Option<Home>,
    /// The log group that an event named last, read.
    named_home: Option<(Arc<str>, Option<Home>)>,
    homes: Homes,
    export: u32,
    first_number: u64,
    last_number: u64,
    latest: Option<Instant>,
    closed_before: Option<Instant>,
    held: usize,
    strays: Vec<Stray>,
    n_stray_bytes: usize,
}

impl Assembler {
    /// What comes now is another export, of this log group if it names one. Its numbers go on from those of the one before.
    pub fn begin_export(&mut self, log_group: Option<&str>) {
        self.home = log_group.and_then(home::of_log_group);
        self.bare = None;
        self.export += 1;
        self.first_number = self.last_number;
    }

    /// Takes an event in.
    pub fn take(&mut self, event: Event<impl AsRef<str>>) {
        let number = event.number + self.first_number;
        self.last_number = self.last_number.max(number);
        self.counts.n_events += 1;
        let home = self.home_of(event.log_group.as_ref());
        let Event { mut at, event_id, message, is_ordinary, .. } = event;
        let message = message.as_ref();
        let split = if is_ordinary { line::split_ordinary(message) } else { line::split(message) };
        let sentence = (!is_ordinary).then(|| sentence::read(split.body));
        if sentence == Some(Sentence::Unknown) {
            self.count_unknown(message);
        }
        let place = match (&sentence, split.request_id) {
            (Some(Sentence::AccessLog(json)), _) => {
                let record = Record::read(json).unwrap_or_default();
                at = at.or_else(|| record.request_time());
                Some(self.group_of_access_line(&record, home.as_ref()))
            }
            (_, Some(id)) => Some(self.open.group_of(id, None, home.as_ref())),
            (Some(sentence), None) => self.bare_group(sentence, home.as_ref()),
            (None, None) => None,
        };
        if let Some(at) = at {
            self.latest = self.latest.max(Some(at));
            self.counts.n_late_events += u64::from(self.closed_before.is_some_and(|limit| at < limit));
        }
        let Some(place) = place else {
            self.n_stray_bytes += size_of::<Stray>() + message.len();
            if self.n_stray_bytes <= MOST_STRAYS {
                self.strays.push(Stray { at, line: message.to_owned() });
            }
            return;
        };
        if let Some(Sentence::ExtendedRequestId(id)) = sentence {
            self.open.name_extended_id(place, id);
        }
        if let Some(group) = self.open.get_mut(place) {
            let line = GroupLine { number, at, event_id, export: self.export, part: 0..0 };
            let said = sentence.as_ref().map(Said::of).unwrap_or_default();
            self.held += group.take(line, split.body, said);
        }
    }

    /// The lines since the last time that belong to no request; of very many, the first.
    pub fn take_strays(&mut self) -> Vec<Stray> {
        self.n_stray_bytes = 0;
        std::mem::take(&mut self.strays)
    }

    /// About how many bytes are held.
    pub fn held(&self) -> usize {
        self.held
    }

    /// The latest moment of any event.
    pub fn latest(&self) -> Option<Instant> {
        self.latest
    }

    /// The earliest moment of what is still open.
    pub fn earliest_open(&self) -> Option<Instant> {
        self.open.groups().filter_map(Group::first_at).min()
    }

    /// The requests of which no event came since `limit`; in the order of their first lines.
    pub fn close_before(&mut self, limit: Instant) -> Vec<Request> {
        self.closed_before = self.closed_before.max(Some(limit));
        self.close(|group| group.last_at().is_some_and(|last| last < limit))
    }

    /// All that is open.
    pub fn finish(&mut self) -> Vec<Request> {
        self.close(|_| true)
    }

    fn close(&mut self, is_over: impl Fn(&Group) -> bool) -> Vec<Request> {
        let mut requests = Vec::new();
        for place in self.open.places(is_over) {
            let Some(mut group) = self.open.remove(place) else { continue };
            self.held = self.held.saturating_sub(group.size());
            self.bare = self.bare.filter(|bare| *bare != place);
            requests.extend(calls::of(&mut group));
            self.open.reuse(group.lines);
        }
        requests.iter_mut().for_each(Request::refresh);
        self.homes.share(&mut requests);
        requests.sort_by_key(|request| request.lines.first().map(|line| (line.at, line.number)));
        requests
    }

    fn count_unknown(&mut self, message: &str) {
        self.counts.n_unknown_lines += 1;
        if self.counts.unknown_samples.len() < N_SAMPLES {
            self.counts.unknown_samples.push(message.chars().take(300).collect());
        }
    }

    fn home_of(&mut self, log_group: Option<&Arc<str>>) -> Option<Home> {
        let Some(log_group) = log_group else { return self.home.clone() };
        match &self.named_home {
            Some((known, home)) if Arc::ptr_eq(known, log_group) || known == log_group => home.clone(),
            _ => {
                let home = home::of_log_group(log_group);
                self.named_home = Some((Arc::clone(log_group), home.clone()));
                home
            }
        }
    }

    /// Where an access line belongs: its ids say it. The extended one no client can choose.
    fn group_of_access_line(&mut self, record: &Record, home: Option<&Home>) -> Place {
        let own = record.api_id().zip(record.get("stage"));
        // What one call says of itself is not said of others that a client gave the same id.
        let own = own.map(|(api_id, stage)| Home::new((ApiId::from(api_id), StageName::from(stage))));
        let extended = record.get("extendedRequestId");
        if let Some(place) = extended.and_then(|id| self.open.of_extended_id(id)) {
            return place;
        }
        let place = match record.get("requestId").filter(|id| line::is_uuid(id)) {
            Some(id) => self.open.group_of(id, own.as_ref(), home),
            None => self.open.begin(None, home),
        };
        if let Some(id) = extended {
            self.open.name_extended_id(place, id);
        }
        place
    }

    /// Where a line without a prefix belongs: to the run it stands in, until a line opens the next request or names another.
    fn bare_group(&mut self, sentence: &Sentence<'_>, home: Option<&Home>) -> Option<Place> {
        // Placeholders, and the `test-request` of old consoles, name no request in particular.
        let id = sentence.request_id().filter(|id| line::is_uuid(id));
        if let Some(known) = id.and_then(|id| self.open.last_of(id)) {
            self.bare = Some(known);
            return self.bare;
        }
        let opens = match self.bare.and_then(|bare| self.open.get(bare)) {
            // What is not known and stands before all others belongs to nothing.
            None => *sentence != Sentence::Unknown,
            Some(current) => current.is_over_before(sentence),
        };
        if opens {
            self.bare = Some(self.open.begin(None, home));
        }
        if let (Some(named), Some(bare)) = (sentence.request_id(), self.bare) {
            if let Some(id) = id {
                self.open.name_id(bare, id);
            }
            if let Some(group) = self.open.get_mut(bare) {
                group.name_id(named);
            }
        }
        self.bare
    }
}

#[cfg(test)]
mod tests {
    use super::{assemble, assemble_exports};
    use crate::{
        log::{Event, Export},
        time::Instant,
    };

    fn event(number: u64, at: i64, message: &str) -> Event {
        Event::new(number, Instant::from_millis(at), message.to_owned())
    }

    #[test]
    fn lines_are_grouped_by_request_id_and_put_in_time_order() {
        let assembly = assemble(vec![
            event(1, 20, "(aaaaaaaa-1) Method completed with status: 200"),
            event(2, 11, "(bbbbbbbb-2) Extended Request Id: B="),
            event(3, 10, "(aaaaaaaa-1) Extended Request Id: A="),
            event(4, 12, "(bbbbbbbb-2) something new"),
            event(5, 12, "no request at all"),
        ]);
        let shown: Vec<_> = assembly
            .requests
            .iter()
            .map(|request| {
                let numbers: Vec<u64> = request.lines.iter().map(|line| line.number).collect();
                (request.request_id.as_ref().unwrap().as_str(), numbers)
            })
            .collect();
        assert_eq!(shown, [("aaaaaaaa-1", vec![3, 1]), ("bbbbbbbb-2", vec![2, 4])]);
        assert_eq!(assembly.n_unknown_lines, 2);
    }

    #[test]
    fn one_id_that_a_client_chose_twice_is_two_calls() {
        let assembly = assemble(vec![
            event(1, 10, "(aaaaaaaa-1) Extended Request Id: A="),
            event(2, 11, "(aaaaaaaa-1) Method completed with status: 200"),
            event(3, 90, "(aaaaaaaa-1) Extended Request Id: B="),
            event(4, 91, "(aaaaaaaa-1) Method completed with status: 403"),
        ]);
        let ordinals: Vec<_> = assembly.requests.iter().map(|request| request.ordinal).collect();
        assert_eq!(ordinals, [0, 1]);
    }

    #[test]
    fn bare_lines_form_requests_by_what_they_say() {
        let assembly = assemble(vec![
            event(1, 0, "Extended Request Id: A="),
            event(2, 0, "Unauthorized request: <request-id>"),
            event(3, 0, "Extended Request Id: B="),
            event(4, 0, "Starting authorizer: 4hugyv for request: bbbbbbbb-2"),
            event(5, 0, "Verifying Usage Plan for request: bbbbbbbb-2. API Key:  API Stage: abcde12345/prod"),
        ]);
        let ids: Vec<_> =
            assembly.requests.iter().map(|request| request.request_id.as_ref().unwrap().as_str()).collect();
        assert_eq!(ids, ["<request-id>", "bbbbbbbb-2"]);
        assert_eq!(assembly.requests[0].stage, assembly.requests[1].stage);
    }

    #[test]
    fn bare_requests_behind_one_another_stay_apart_whatever_placeholder_names_them() {
        let assembly = assemble(vec![
            event(1, 0, "Extended Request Id: A="),
            event(2, 0, "Unauthorized request: <request-id>"),
            event(3, 0, "Sending request to https://x"),
            event(4, 0, "The client is not authorized to perform this operation."),
            event(5, 0, "X-ray Tracing ID : 1"),
            event(6, 0, "Starting authorizer: 4hugyv for request: <request-id>"),
        ]);
        let numbers: Vec<Vec<u64>> = assembly
            .requests
            .iter()
            .map(|request| request.lines.iter().map(|line| line.number).collect())
            .collect();
        assert_eq!(numbers, [vec![1, 2], vec![3, 4, 5], vec![6]]);
    }

    #[test]
    fn two_exports_tell_of_one_request_and_a_log_group_of_its_stage() {
        let part = |number, at, message| Export {
            events: vec![event(number, at, message)],
            log_group: Some("123456789012:API-Gateway-Execution-Logs_abcde12345/prod".to_owned()),
        };
        let assembly = assemble_exports(vec![
            part(1, 10, "(aaaaaaaa-1) Extended Request Id: A="),
            part(1, 11, "(aaaaaaaa-1) Method completed with status: 200"),
        ]);
        let [request] = assembly.requests.as_slice() else { panic!("one request") };
        let numbers: Vec<u64> = request.lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [1, 2]);
        assert_eq!(request.stage.as_ref().unwrap().as_str(), "prod");
    }

    #[test]
    fn an_hour_of_silence_under_one_id_parts_two_calls() {
        let assembly = assemble(vec![
            event(1, 0, "(aaaaaaaa-1) Method completed with status: 200"),
            event(2, 3_600_000, "(aaaaaaaa-1) The client is not authorized to perform this operation."),
        ]);
        assert_eq!(assembly.requests.len(), 2);
    }
}

//! Events → requests: what belongs together, in time order, however it arrived.

use std::collections::{HashMap, HashSet};

use super::{Line, Request};
use crate::{
    ids::{ApiId, AuthorizerId, StageName},
    log::{
        Event, EventId, Export, line,
        sentence::{self, Sentence},
    },
    time::Instant,
};

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

/// How many unknown lines are shown.
const N_SAMPLES: usize = 5;

/// A call takes minutes at the most: lines under one id that are further apart are of two calls.
const LONGEST_SILENCE_MS: i64 = 600_000;

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
    let mut groups = Groups::default();
    let mut n_lines = 0;
    for export in exports {
        groups.home = export.log_group.as_deref().and_then(stage_of_log_group);
        groups.bare = None;
        let first = n_lines;
        for mut event in export.events {
            event.number += first;
            n_lines = n_lines.max(event.number);
            groups.take(event);
        }
    }
    let Groups { all, n_unknown_lines, unknown_samples, .. } = groups;
    let mut requests: Vec<Request> = all.into_iter().flat_map(Group::into_requests).collect();
    requests.iter_mut().for_each(Request::refresh);
    share_stage(&mut requests);
    requests.sort_by_key(|request| request.lines.first().map(|line| (line.at, line.number)));
    Assembly { requests, n_unknown_lines, unknown_samples }
}

/// The stage that a log group belongs to: `API-Gateway-Execution-Logs_{api}/{stage}`, be it behind an ARN's account.
fn stage_of_log_group(name: &str) -> Option<(ApiId, StageName)> {
    let (_, home) = name.split_once("API-Gateway-Execution-Logs_")?;
    let (api_id, stage) = home.split_once('/')?;
    Some((api_id.into(), stage.trim_end_matches(":*").into()))
}

/// The lines under one request id, or a run of lines without one.
#[derive(Default)]
struct Group {
    request_id: Option<String>,
    home: Option<(ApiId, StageName)>,
    lines: Vec<(Option<EventId>, Line)>,
}

#[derive(Default)]
struct Groups {
    all: Vec<Group>,
    by_id: HashMap<String, usize>,
    /// The group that lines without a prefix belong to.
    bare: Option<usize>,
    /// Where the events that come now belong.
    home: Option<(ApiId, StageName)>,
    n_unknown_lines: u64,
    unknown_samples: Vec<String>,
}

impl Groups {
    fn take(&mut self, event: Event) {
        let split = line::split(&event.message);
        let sentence = sentence::read(split.body);
        if sentence == Sentence::Unknown {
            self.n_unknown_lines += 1;
            if self.unknown_samples.len() < N_SAMPLES {
                self.unknown_samples.push(event.message.chars().take(300).collect());
            }
        }
        let group = match split.request_id {
            Some(id) => Some(self.group_of(id)),
            None => self.bare_group(&sentence),
        };
        let line = Line { number: event.number, at: event.at, text: split.body.to_owned() };
        if let Some(group) = group.and_then(|group| self.all.get_mut(group)) {
            group.lines.push((event.event_id, line));
        }
    }

    fn group_of(&mut self, id: &str) -> usize {
        if let Some(group) = self.by_id.get(id) {
            return *group;
        }
        let group = self.new_group(Some(id));
        self.by_id.insert(id.to_owned(), group);
        group
    }

    fn new_group(&mut self, id: Option<&str>) -> usize {
        let request_id = id.map(str::to_owned);
        self.all.push(Group { request_id, home: self.home.clone(), lines: Vec::new() });
        self.all.len() - 1
    }

    /// Where a line without a prefix belongs: to the run it stands in, until a line opens the next request or names another.
    fn bare_group(&mut self, sentence: &Sentence<'_>) -> Option<usize> {
        // Placeholders, and the `test-request` of old consoles, name no request in particular.
        let id = sentence.request_id().filter(|id| line::is_uuid(id));
        if let Some(id) = id
            && let Some(known) = self.by_id.get(id)
        {
            self.bare = Some(*known);
            return self.bare;
        }
        let opens = match self.bare.and_then(|bare| self.all.get(bare)) {
            // What is not known and stands before all others belongs to nothing.
            None => *sentence != Sentence::Unknown,
            Some(current) => current.is_over_before(sentence),
        };
        if opens {
            self.bare = Some(self.new_group(None));
        }
        if let (Some(named), Some(bare)) = (sentence.request_id(), self.bare) {
            if let Some(id) = id {
                self.by_id.insert(id.to_owned(), bare);
            }
            if let Some(group) = self.all.get_mut(bare) {
                group.request_id.get_or_insert_with(|| named.to_owned());
            }
        }
        self.bare
    }
}

impl Group {
    /// Whether a line without a prefix that says this belongs to the next request.
    fn is_over_before(&self, next: &Sentence<'_>) -> bool {
        let said: Vec<Sentence<'_>> = self.lines.iter().map(|(_, line)| sentence::read(&line.text)).collect();
        // `Execution log for request` and `Extended Request Id` follow one another at the head of one request.
        let is_more_than_a_heading = said
            .iter()
            .any(|sentence| !matches!(sentence, Sentence::ExecutionLog { .. } | Sentence::Unknown));
        let starts = matches!(next, Sentence::ExtendedRequestId(_)) && is_more_than_a_heading
            || matches!(next, Sentence::ExecutionLog { .. }) && !said.is_empty();
        let is_over = said.iter().any(Sentence::is_ending) && !next.is_trailing();
        let names_another =
            next.request_id().is_some_and(|id| self.request_id.as_deref().is_some_and(|known| known != id));
        starts || is_over || names_another
    }

    /// A client may choose its request id, so several calls may stand under one. Each has its own extended request id, which
    /// no client can choose; where there is none, a long silence parts them.
    fn into_requests(mut self) -> Vec<Request> {
        let mut last = None;
        for (_, line) in &mut self.lines {
            // A line without a moment was written with the one before it.
            line.at = line.at.or(last);
            last = line.at;
        }
        self.lines.sort_by(|(id_a, a), (id_b, b)| {
            // Event ids have one length, so their text orders them; of two exports without ids the place does.
            (a.at, id_a, a.number).cmp(&(b.at, id_b, b.number))
        });
        // An export of overlapping pages holds an event twice.
        self.lines.dedup_by(|(id_a, a), (id_b, b)| id_a.is_some() && id_a == id_b && a.text == b.text);
        let mut requests: Vec<Request> = Vec::new();
        let mut extended_ids: HashSet<String> = HashSet::new();
        let mut last = None;
        for (_, line) in self.lines {
            let begins = match sentence::read(&line.text) {
                Sentence::ExtendedRequestId(id) => {
                    extended_ids.insert(id.to_owned()) && extended_ids.len() > 1
                }
                _ => false,
            };
            let is_late = line
                .at
                .zip(last)
                .is_some_and(|(at, last): (Instant, Instant)| at.since(last) > LONGEST_SILENCE_MS);
            last = line.at;
            if requests.is_empty() || ((begins || is_late) && requests.len() < usize::from(u16::MAX)) {
                requests.push(Request {
                    request_id: self.request_id.as_deref().map(Into::into),
                    ordinal: u16::try_from(requests.len()).unwrap_or(u16::MAX),
                    api_id: self.home.as_ref().map(|(api_id, _)| api_id.clone()),
                    stage: self.home.as_ref().map(|(_, stage)| stage.clone()),
                    ..Request::default()
                });
            }
            if let Some(request) = requests.last_mut() {
                request.lines.push(line);
            }
        }
        requests
    }
}

/// Gives API and stage to the requests whose own lines do not name them: by their authorizer, which belongs to one API,
/// else by the only stage that the export names.
fn share_stage(requests: &mut [Request]) {
    type Home = (Option<ApiId>, Option<StageName>);
    let mut by_authorizer: HashMap<AuthorizerId, Home> = HashMap::new();
    let mut all: Option<Home> = None;
    let agree = |home: &mut Home, api: &Option<ApiId>, stage: &Option<StageName>| {
        if home.0 != *api {
            home.0 = None;
        }
        if home.1 != *stage {
            home.1 = None;
        }
    };
    for request in requests.iter().filter(|request| request.api_id.is_some()) {
        let home = (request.api_id.clone(), request.stage.clone());
        if let Some(authorizer_id) = &request.authorizer_id {
            let known = by_authorizer.entry(authorizer_id.clone()).or_insert_with(|| home.clone());
            agree(known, &home.0, &home.1);
        }
        agree(all.get_or_insert_with(|| home.clone()), &home.0, &home.1);
    }
    for request in requests.iter_mut().filter(|request| request.api_id.is_none()) {
        let by_authorizer = request.authorizer_id.as_ref().and_then(|id| by_authorizer.get(id));
        if let Some((api_id, stage)) = by_authorizer.or(all.as_ref()) {
            request.api_id.clone_from(api_id);
            if request.stage.is_none() {
                request.stage.clone_from(stage);
            }
        }
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
        Event {
            number,
            at: Instant::from_millis(at),
            event_id: None,
            log_group: None,
            message: message.to_owned(),
        }
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

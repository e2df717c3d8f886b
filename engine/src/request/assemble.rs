//! Events → requests: what belongs together, in time order, however it arrived.

use std::collections::HashMap;

use super::{Line, Request};
use crate::{
    ids::{ApiId, AuthorizerId, StageName},
    log::{
        Event, line,
        sentence::{self, Sentence},
    },
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

/// Puts the events of one export together. Events of one log group belong to one stage, so what one line says of API and
/// stage holds for all, unless two lines differ.
pub fn assemble(events: Vec<Event>) -> Assembly {
    let mut groups = Groups::default();
    for event in events {
        groups.take(event);
    }
    let Groups { all, n_unknown_lines, unknown_samples, .. } = groups;
    let mut requests: Vec<Request> = all.into_iter().flat_map(Group::into_requests).collect();
    requests.iter_mut().for_each(Request::refresh);
    share_stage(&mut requests);
    requests.sort_by_key(|request| request.lines.first().map(|line| (line.at, line.number)));
    Assembly { requests, n_unknown_lines, unknown_samples }
}

/// The lines under one request id, or a run of lines without one.
#[derive(Default)]
struct Group {
    request_id: Option<String>,
    lines: Vec<(Option<String>, Line)>,
}

#[derive(Default)]
struct Groups {
    all: Vec<Group>,
    by_id: HashMap<String, usize>,
    /// The group that lines without a prefix belong to.
    bare: Option<usize>,
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
        self.all.push(Group { request_id: Some(id.to_owned()), lines: Vec::new() });
        self.by_id.insert(id.to_owned(), self.all.len() - 1);
        self.all.len() - 1
    }

    /// Where a line without a prefix belongs: to the run it stands in, until a line opens the next request or names another.
    fn bare_group(&mut self, sentence: &Sentence<'_>) -> Option<usize> {
        let named = named_request(sentence);
        if let Some(named) = named
            && let Some(known) = self.by_id.get(named)
        {
            self.bare = Some(*known);
            return self.bare;
        }
        let current = self.bare.and_then(|bare| self.all.get(bare));
        let opens = match current {
            // What is not known and stands before all others belongs to nothing.
            None => *sentence != Sentence::Unknown,
            Some(current) => {
                let starts =
                    matches!(sentence, Sentence::ExtendedRequestId(_) | Sentence::ExecutionLog { .. });
                (starts && !current.lines.is_empty() && current.has_more_than_a_heading())
                    || named.is_some_and(|named| current.request_id.as_deref().is_some_and(|id| id != named))
            }
        };
        if opens {
            self.all.push(Group::default());
            self.bare = Some(self.all.len() - 1);
        }
        if let (Some(named), Some(bare)) = (named, self.bare) {
            self.by_id.insert(named.to_owned(), bare);
            if let Some(group) = self.all.get_mut(bare) {
                group.request_id.get_or_insert_with(|| named.to_owned());
            }
        }
        self.bare
    }
}

/// The request that a sentence names.
fn named_request<'a>(sentence: &Sentence<'a>) -> Option<&'a str> {
    match sentence {
        Sentence::ExecutionLog { request_id }
        | Sentence::ResourcePolicyExplicitDeny { request_id, .. }
        | Sentence::StartingAuthorizer { request_id, .. }
        | Sentence::UnauthorizedRequest { request_id }
        | Sentence::VerifyingUsagePlan { request_id, .. }
        | Sentence::StartingExecution { request_id } => Some(request_id),
        _ => None,
    }
}

impl Group {
    /// `Execution log for request` and `Extended Request Id` follow one another at the head of one request.
    fn has_more_than_a_heading(&self) -> bool {
        self.lines.iter().any(|(_, line)| {
            !matches!(sentence::read(&line.text), Sentence::ExecutionLog { .. } | Sentence::Unknown)
        })
    }

    /// A client may choose its request id, so two calls may stand under one: each has its own extended request id, which no
    /// client can choose.
    fn into_requests(mut self) -> Vec<Request> {
        self.lines.sort_by(|(id_a, a), (id_b, b)| {
            // Event ids have one length, so their text orders them; of two exports without ids the place does.
            (a.at, id_a, a.number).cmp(&(b.at, id_b, b.number))
        });
        // An export of overlapping pages holds an event twice.
        self.lines.dedup_by(|(id_a, a), (id_b, b)| id_a.is_some() && id_a == id_b && a.text == b.text);
        let mut requests: Vec<Request> = Vec::new();
        let mut extended_ids: Vec<String> = Vec::new();
        for (_, line) in self.lines {
            if let Sentence::ExtendedRequestId(id) = sentence::read(&line.text)
                && !extended_ids.iter().any(|known| known == id)
            {
                if !extended_ids.is_empty() {
                    requests.push(Request::default());
                }
                extended_ids.push(id.to_owned());
            }
            if requests.is_empty() {
                requests.push(Request::default());
            }
            if let Some(request) = requests.last_mut() {
                request.lines.push(line);
            }
        }
        for (ordinal, request) in requests.iter_mut().enumerate() {
            request.request_id = self.request_id.as_deref().map(Into::into);
            request.ordinal = u16::try_from(ordinal).unwrap_or(u16::MAX);
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
    use super::assemble;
    use crate::{log::Event, time::Instant};

    fn event(number: u64, at: i64, message: &str) -> Event {
        Event { number, at: Instant::from_millis(at), event_id: None, message: message.to_owned() }
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
}

//! Text that someone pastes: told what it is, and diagnosed at once.
//!
//! Lines of a log in any container, the response that a client got, or a request id. Nothing here knows where the text comes
//! from; a browser runs it so that the text need not leave the machine.

use crate::{
    client::{self, Reply},
    diagnose,
    diagnosis::{Cause, Diagnosis, PolicyOrigin, StatusSource},
    log::{Reader, line},
    request::{
        Line, Request, assemble_exports,
        timeline::{GatePassage, gates},
    },
};

/// How many calls of a log are told one by one; who has more imports the file.
const MOST_CALLS: usize = 50;

/// What the text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pasted {
    /// Nothing that is known here.
    Nothing,
    /// A request id or an extended request id, and nothing else.
    Id(String),
    /// Responses that clients got, each told as a call.
    Replies(Vec<Call>),
    /// Lines of a log.
    Log {
        /// How many calls they tell of.
        n_calls: u32,
        /// How many of them were refused or failed.
        n_refused: u32,
        /// Those that were refused before those that were not, at most fifty.
        calls: Vec<Call>,
    },
}

/// One call, and why it ended as it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The call with its lines; of a response, what it says.
    pub request: Request,
    /// Why.
    pub diagnosis: Diagnosis,
    /// The gates in the order in which they are passed.
    pub gates: Vec<GatePassage>,
    /// Whether it is told by the client's response, not by a log.
    pub is_reply: bool,
    /// What it may be as well, likeliest first.
    pub alternatives: Vec<Cause>,
}

/// Tells what a text is.
pub fn read(text: &str) -> Pasted {
    if let Some(pasted) = log(text) {
        return pasted;
    }
    if let Some(id) = id(text.trim()) {
        return Pasted::Id(id.to_owned());
    }
    let replies = client::read(text);
    if replies.is_empty() {
        return Pasted::Nothing;
    }
    Pasted::Replies(replies.iter().map(of_reply).collect())
}

fn log(text: &str) -> Option<Pasted> {
    let mut reader = Reader::new();
    reader.feed(text.as_bytes()).ok()?;
    let requests = assemble_exports(vec![reader.finish().ok()?]).requests;
    if requests.is_empty() {
        return None;
    }
    let diagnoses = diagnose(&requests);
    let n_calls = u32::try_from(requests.len()).unwrap_or(u32::MAX);
    let (refused, allowed): (Vec<_>, Vec<_>) =
        requests.into_iter().zip(diagnoses).partition(|(_, diagnosis)| diagnosis.cause != Cause::None);
    let n_refused = u32::try_from(refused.len()).unwrap_or(u32::MAX);
    let calls = refused
        .into_iter()
        .chain(allowed)
        .take(MOST_CALLS)
        .map(|(request, diagnosis)| Call {
            gates: gates(&request, &diagnosis),
            request,
            diagnosis,
            is_reply: false,
            alternatives: Vec::new(),
        })
        .collect();
    Some(Pasted::Log { n_calls, n_refused, calls })
}

/// The text, if it is an id and nothing else.
fn id(text: &str) -> Option<&str> {
    // `x-amz-apigw-id`: 15 characters of Base64 and `=`.
    let is_extended = (12..=24).contains(&text.len())
        && text.ends_with('=')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/_-=".contains(&byte));
    (line::is_uuid(text) || is_extended).then_some(text)
}

/// A response as a call: its lines are what it says.
fn of_reply(reply: &Reply) -> Call {
    let verdict = reply.verdict();
    let mut request = Request {
        request_id: reply.request_id.as_deref().map(Into::into),
        extended_request_id: reply.extended_request_id.as_deref().map(Into::into),
        ..Request::default()
    };
    let said = [
        reply.status.map(|status| format!("HTTP {status}")),
        reply.error_type.as_ref().map(|kind| format!("x-amzn-errortype: {kind}")),
        reply.message.as_ref().map(|message| format!("message: {message}")),
    ];
    let lines: Vec<Line> = (1..)
        .zip(said.into_iter().flatten())
        .map(|(number, text)| Line { number, at: None, text: text.into() })
        .collect();
    let is_policy = verdict.cause == Cause::AuthorizerPolicyDeny;
    let diagnosis = Diagnosis {
        status: verdict.status,
        status_source: verdict.status.map(|_| match reply.status {
            Some(_) => StatusSource::Logged,
            None => StatusSource::Inferred,
        }),
        gate: verdict.gate,
        cause: verdict.cause,
        deny: verdict.deny,
        policy_origin: is_policy.then_some(PolicyOrigin::Unknown),
        grade: verdict.grade,
        filled_by: None,
        heals_at: None,
        principal: None,
        statement: None,
        policy: Vec::new(),
        method_arn: None,
        evidence: lines.iter().map(|line| line.number).collect(),
        missing: verdict.missing,
        configuration: None,
    };
    // Before the lines are there: they are the client's, not the log's.
    let gates = gates(&request, &diagnosis);
    request.lines = lines;
    Call { request, diagnosis, gates, is_reply: true, alternatives: verdict.alternatives }
}

#[cfg(test)]
mod tests {
    use super::{Pasted, read};
    use crate::diagnosis::{Cause, Deny, Gate};

    #[test]
    fn lines_of_a_log_are_diagnosed_refused_calls_first() {
        let text = crate::sample::events(crate::time::Instant::EPOCH);
        let Pasted::Log { n_calls, n_refused, calls } = read(&text) else { panic!("no log") };
        assert!(n_refused < n_calls && n_refused > 0);
        let first_allowed = calls.iter().position(|call| call.diagnosis.cause == Cause::None);
        assert_eq!(first_allowed.and_then(|place| u32::try_from(place).ok()), Some(n_refused));
    }

    #[test]
    fn an_id_alone_is_an_id() {
        for id in ["5f0c2f6b-6d4a-4d9f-9a52-3b8d1c5e7a10", "MY92aEkXoAMFVxQ="] {
            assert_eq!(read(&format!(" {id}\n")), Pasted::Id(id.to_owned()));
        }
    }

    #[test]
    fn a_response_is_told_as_a_call() {
        let pasted = read("{\"Message\":\"User is not authorized to access this resource\"}");
        let Pasted::Replies(calls) = pasted else { panic!("{pasted:?}") };
        let call = &calls[0];
        assert_eq!(call.diagnosis.cause, Cause::AuthorizerPolicyDeny);
        assert_eq!(call.diagnosis.deny, Some(Deny::Implicit));
        assert_eq!(call.diagnosis.gate, Some(Gate::AuthorizerPolicy));
        assert_eq!(call.request.lines.len(), 1);
    }

    #[test]
    fn anything_else_is_nothing() {
        for text in ["", "  \n", "Dear all,", "0", "{}", "{\"a\": 1}", "\u{0}\u{feff}"] {
            assert_eq!(read(text), Pasted::Nothing, "{text:?}");
        }
    }
}

//! What must hold for any input: four checks, each of which a fuzzer feeds, and `tests/seeds.rs` with the inputs in `seeds`.

use engine::{
    arn,
    configuration::Configuration,
    diagnose,
    log::{
        Event, Intake, Reader,
        access::{Formats, LABEL, Record},
        line, sentence,
    },
    policy::{
        Context, Decision, Policy, Request, Role,
        combine::{Authorization, combine},
        document, evaluate,
        refusal::{Refused, refusal},
    },
    record,
    request::assemble,
};

/// An export in pieces of a size that its first byte gives: read alike in pieces and as a whole, and judged.
pub fn containers(bytes: &[u8]) {
    let Some((size, bytes)) = bytes.split_first() else { return };
    let whole = events(bytes, bytes.len());
    let in_pieces = events(bytes, usize::from(*size));
    assert!(whole == in_pieces, "{whole:?}\n{in_pieces:?}");
    judge(whole.unwrap_or_default());
}

fn events(bytes: &[u8], size: usize) -> Option<Vec<Event>> {
    let mut reader = Reader::new();
    for piece in bytes.chunks(size.max(1)) {
        reader.feed(piece).ok()?;
    }
    reader.finish().ok().map(|export| export.events)
}

/// Execution lines: taken apart, and what is redacted once stays as it is.
pub fn lines(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let intake = Intake::default();
    let mut events = Vec::new();
    for (number, message) in (1..).zip(text.split('\x1e')) {
        let split = line::split(message);
        let _ = sentence::read(split.body);
        let taken = intake.take(message).message;
        let again = intake.redactor.message(&taken);
        assert!(taken == again, "{message:?}\n{taken:?}\n{again:?}");
        let message = taken;
        events.push(Event::new(number, None, message));
    }
    judge(events);
}

/// A format in the first line and access lines behind it: a line that is one has a canonical form, which stays as it is.
pub fn access(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (format, lines) = text.split_once('\n').unwrap_or(("", text));
    let mut formats = Formats::default();
    formats.learn(format);
    for message in lines.split('\n') {
        if let Some(record) = formats.read(message) {
            let line = record.to_line();
            let json = line.strip_prefix(LABEL).unwrap_or_default();
            assert_eq!(Record::read(json), Some(record), "{message:?}");
        }
    }
    let intake = Intake { formats, ..Intake::default() };
    let taken = intake.take(lines).message;
    assert!(intake.redactor.message(&taken) == taken, "{lines:?}\n{taken:?}");
    let message = taken;
    judge(vec![Event::new(1, None, message)]);
}

/// An ARN in the first line and a policy, an answer or a configuration behind it: all ways to ask agree.
pub fn policies(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (arn, json) = text.split_once('\n').unwrap_or((text, ""));
    let mut configuration = Configuration::default();
    let before = configuration.clone();
    if configuration.read(json).is_err() {
        assert!(configuration == before);
    }
    let known = configuration.clone();
    if configuration.read(json).is_ok() {
        assert!(configuration == known, "read twice it says the same");
    }
    let _ = configuration.token_headers().count() + configuration.access_log_formats().count();
    let answer = document::read(json).map(|answer| answer.policy);
    for policy in answer.into_iter().chain([document::document(json)]) {
        policy_says_one_thing(&policy, arn);
        for pattern in policy.statements.iter().flat_map(|statement| &statement.resources.patterns) {
            let n_stars = pattern.matches('*').count();
            if pattern.len() < 40 && arn.len() < 40 && n_stars <= 3 {
                let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), arn.chars().collect());
                assert_eq!(arn::glob(pattern, arn), naive(&p, &t, &|_, _| true), "{pattern:?} {arn:?}");
                if !arn.contains('*') {
                    assert_eq!(arn::covers(pattern, arn), naive_covers(&p, &t), "{pattern:?} {arn:?}");
                }
            }
        }
    }
}

fn policy_says_one_thing(policy: &Policy, arn: &str) {
    let _ = policy.in_short();
    let of = |role| evaluate(policy, role, &Request::invoke(arn));
    let (authorizer, resource) = (of(Role::Authorizer).outcomes(), of(Role::Resource).outcomes());
    let both = combine(Authorization::Lambda, authorizer, Some(resource)).decision;
    assert!(both.allow || both.explicit_deny || both.implicit_deny);
    assert!(!both.is_allow() || !both.is_refusal());
    let context = Context::not_known();
    let refused = Refused {
        method_arn: Some(arn),
        api_id: Some("a1b2c3d4e5"),
        stage: Some("prod"),
        is_fresh: true,
        context,
    };
    match (of(Role::Authorizer).decision, refusal(policy, &refused)) {
        (Decision::Allow(_), refusal) => assert_eq!(refusal, None),
        (_, refusal) => assert!(refusal.is_some()),
    }
    let _ = refusal(policy, &Refused { method_arn: None, ..refused });
}

/// Wildcards as slowly as they can be read.
fn naive(pattern: &[char], text: &[char], may: &dyn Fn(usize, char) -> bool) -> bool {
    match (pattern, text) {
        ([], text) => text.is_empty(),
        (['*', rest @ ..], text) => {
            naive(rest, text, may)
                || text
                    .split_first()
                    .is_some_and(|(t, tail)| may(pattern.len(), *t) && naive(pattern, tail, may))
        }
        (['?', rest @ ..], [t, tail @ ..]) => may(pattern.len(), *t) && naive(rest, tail, may),
        ([p, rest @ ..], [t, tail @ ..]) => p == t && naive(rest, tail, may),
        (_, []) => false,
    }
}

/// Which wildcards cross `:`, as AWS's sentence has it.
fn naive_covers(pattern: &[char], text: &[char]) -> bool {
    let may = |left: usize, t: char| {
        let at = pattern.len() - left;
        let is_of_path = pattern[..at].iter().filter(|c| **c == ':').count() >= 5;
        let is_last = pattern[at] == '*' && pattern.get(at + 1).is_none_or(|c| *c == ':');
        t != ':' || is_of_path || is_last
    };
    naive(pattern, text, &may)
}

/// Puts lines together and says why: a verdict for each call, with evidence of its own.
fn judge(events: Vec<Event>) {
    let requests = assemble(events).requests;
    let diagnoses = diagnose(&requests);
    assert_eq!(requests.len(), diagnoses.len());
    for (request, diagnosis) in requests.iter().zip(&diagnoses) {
        let _ = record::Record::of(request, diagnosis);
    }
}

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
        Caller, Context, Decision, Fact, Policy, Request, Role,
        case::Case,
        combine::{Authorization, combine},
        document, evaluate,
        explain::{Because, explain},
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
    let _ = Case::read(bytes).map(|case| case.outcomes());
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
    what_is_learnt_settles_what_was_open(policy, arn);
}

/// A page cuts patterns and ARNs at the places that it is told.
fn what_is_explained_can_be_shown(policy: &Policy, role: Role, request: &Request<'_>) {
    for reason in explain(policy, role, request) {
        if let Because::Resource(resource) = reason.because
            && let Some(miss) = resource.miss
        {
            assert!(
                resource.text.get(miss.in_pattern).is_some() && request.resource.get(miss.in_arn).is_some()
            );
        }
    }
}

/// Whatever the values of the keys are that a policy asks for, it says nothing that it could not have said without them.
fn what_is_learnt_settles_what_was_open(policy: &Policy, arn: &str) {
    let conditions = || policy.statements.iter().flat_map(|statement| &statement.conditions);
    let with = |fact: &dyn Fn(&[String]) -> Fact| {
        conditions().fold(Context::complete(), |context, condition| {
            context.with(&condition.key, fact(&condition.values))
        })
    };
    let one = |values: &[String]| values.last().map_or(Fact::Absent, |value| Fact::One(value.clone()));
    let many = |values: &[String]| Fact::Many(values.to_vec());
    for role in [Role::Authorizer, Role::Resource] {
        let open = evaluate(policy, role, &Request::invoke(arn)).outcomes();
        for context in [Context::complete(), with(&one), with(&many), with(&|_| Fact::One(arn.to_owned()))] {
            for caller in [Caller::Anonymous, Caller::Iam("arn:aws:iam::123456789012:user/ana")] {
                let request = Request::invoke(arn).with(&context);
                let request = Request { caller, ..request };
                let found = evaluate(policy, role, &request).outcomes();
                what_is_explained_can_be_shown(policy, role, &request);
                let is_within = (open.allow || !found.allow)
                    && (open.explicit_deny || !found.explicit_deny)
                    && (open.implicit_deny || !found.implicit_deny);
                assert!(is_within || caller != Caller::Anonymous, "{open:?} {found:?} {context:?}");
            }
        }
    }
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

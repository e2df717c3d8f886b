//! Recorded calls under a change: what is foretold, beside what happens when the same calls are made under it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a test may end so"
)]

#[path = "what_if/gateway.rs"]
mod gateway;
#[expect(dead_code, reason = "of the worlds, no more than their lines and settings are used here")]
mod traffic;

use std::collections::BTreeMap;

use engine::{
    configuration::{Configuration, History},
    diagnosis::{Cause, Deny, Gate, Grade, Memory},
    log::{Intake, Reader},
    request::assemble_exports,
    what_if::{
        Answers, AuthorizerPolicy, Because, Call, Callers, Change, Direction, Effect, Flush, Outcome, Replay,
        Undecided,
        change::Tried,
        fix::{Contest, Must, fixes},
    },
};
use gateway::{API, ARN, Arrival, Settings, Style, arn, at, policy, serve};
use proptest::{collection::vec, prelude::*};

/// What is configured, as AWS tells it.
fn bundle(settings: &Settings) -> String {
    let mut sources = "method.request.header.Authorization".to_owned();
    if settings.is_by_method {
        sources += ",context.httpMethod,context.path";
    }
    let resource_policy = settings.denied_verb.map_or("null".to_owned(), |verb| {
        serde_json::to_string(&format!(
            r#"{{"Statement":[{{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"{ARN}/HEAD/none"}},
                {{"Effect":"Deny","Principal":"*","Action":"execute-api:Invoke","Resource":"{ARN}/{verb}/*"}}]}}"#
        ))
        .unwrap()
    });
    format!(
        r#"{{"restApi":{{"id":"{API}","policy":{resource_policy}}},"authorizers":{{"items":[{{"id":"auth01","type":"{}",
            "identitySource":"{sources}","authorizerResultTtlInSeconds":{}}}]}}}}"#,
        if settings.is_by_method { "REQUEST" } else { "TOKEN" },
        settings.ttl_ms / 1000
    )
}

fn configuration(text: &str) -> Configuration {
    let mut configuration = Configuration::default();
    configuration.read(text).unwrap();
    configuration
}

fn recorded(settings: &Settings) -> History {
    configuration(&bundle(settings)).into()
}

fn replay(change: Change, recorded: &History, calls: &[Call]) -> (Vec<Effect>, Outcome) {
    let mut replay = Replay::new(change, recorded.clone());
    let effects = calls.iter().map(|call| replay.call(call)).collect();
    let so_far = replay.so_far();
    let outcome = replay.finish();
    assert_eq!(so_far.n_calls, outcome.n_calls);
    let n = outcome.n_unchanged
        + outcome.n_elsewhere
        + outcome.n_newly_allowed
        + outcome.n_newly_refused
        + outcome.n_undecided;
    assert_eq!(n, outcome.n_calls, "every call is counted once");
    (effects, outcome)
}

/// Holds what is foretold against what happens, and gives how many calls are undecided, by reason.
fn compare(effects: &[Effect], before: &[Call], after: &[Call]) -> BTreeMap<Undecided, usize> {
    let mut undecided = BTreeMap::new();
    for ((effect, before), after) in effects.iter().zip(before).zip(after) {
        let passes = |call: &Call| call.cause == Cause::None;
        let expected = match (passes(before), passes(after)) {
            (true, false) => Some(Direction::NewlyRefused),
            (false, true) => Some(Direction::NewlyAllowed),
            _ => None,
        };
        match effect {
            Effect::None => assert_eq!(expected, None, "{before:?}\n{after:?}"),
            Effect::Flips(flip) => {
                assert_eq!(expected, Some(flip.direction), "{flip:?}\n{before:?}\n{after:?}");
                if flip.direction == Direction::NewlyRefused && flip.because != Because::ResourcePolicy {
                    assert_eq!(flip.deny, after.deny, "{flip:?}\n{before:?}\n{after:?}");
                }
            }
            Effect::Undecided(reason) => *undecided.entry(*reason).or_default() += 1,
            Effect::Elsewhere => panic!("nothing here ends elsewhere: {before:?}"),
        }
    }
    undecided
}

fn arrivals() -> impl Strategy<Value = Vec<Arrival>> {
    vec((0_i64..12_000, 0_usize..6, 0_usize..4), 1..120).prop_map(|steps| {
        let mut now = 0;
        steps
            .into_iter()
            .map(|(pause, caller, method)| {
                // Some come together, before the first answer is there.
                now += if pause % 5 == 0 { pause % 50 } else { pause };
                Arrival { at: now, caller, method }
            })
            .collect()
    })
}

fn styles() -> impl Strategy<Value = Style> {
    prop_oneof![Just(Style::OfCaller), Just(Style::Echo)]
}

fn flush_before_all() -> Flush {
    Flush { at: at(-10_000_000), api_id: None, stage: None }
}

proptest! {
    #[test]
    fn without_a_change_nothing_flips(arrivals in arrivals(), style in styles(), ttl in 1_i64..60) {
        let settings = Settings::caching(style, ttl);
        let calls = serve(&settings, &arrivals);
        let same = configuration(&bundle(&settings));
        for change in [
            Change::default(),
            Change { configuration: same, ..Change::default() },
            // Goes the whole way, and changes nothing.
            Change { flushes: vec![flush_before_all()], ..Change::default() },
        ] {
            let (_, outcome) = replay(change, &recorded(&settings), &calls);
            prop_assert_eq!(outcome.n_unchanged, outcome.n_calls, "{:?}", outcome);
            prop_assert_eq!(outcome.invocations.extra(), 0);
        }
    }

    #[test]
    fn another_ttl_is_foretold(arrivals in arrivals(), style in styles(), ttl in 1_i64..60, new in 0_i64..60) {
        let before = Settings::caching(style, ttl);
        let after = Settings { ttl_ms: new * 1000, ..before.clone() };
        let (was, is) = (serve(&before, &arrivals), serve(&after, &arrivals));
        let change = Change { ttl_seconds: Some(u32::try_from(new).unwrap()), ..Change::default() };
        let (effects, outcome) = replay(change, &recorded(&before), &was);
        let undecided = compare(&effects, &was, &is);
        if style == Style::OfCaller {
            prop_assert!(undecided.is_empty(), "{undecided:?}");
            // A miss that is not recorded takes as long as the others did.
            let n_called = |calls: &[Call]| calls.iter().filter(|call| call.authorizer_ms.is_some()).count() as u64;
            prop_assert_eq!(outcome.invocations.recorded, n_called(&was));
            prop_assert_eq!(outcome.invocations.changed, n_called(&is));
        }
    }

    #[test]
    fn a_ttl_of_0_is_as_if_each_call_was_evaluated_fresh(arrivals in arrivals(), style in styles()) {
        let before = Settings::caching(style, 30);
        let was = serve(&before, &arrivals);
        let fresh: Vec<Call> = arrivals
            .iter()
            .flat_map(|arrival| serve(&before, std::slice::from_ref(arrival)))
            .collect();
        let change = Change { ttl_seconds: Some(0), ..Change::default() };
        let (effects, outcome) = replay(change, &recorded(&before), &was);
        let undecided = compare(&effects, &was, &fresh);
        let is_honest = |reason: &Undecided| *reason == Undecided::AnswerForMethodNotSeen;
        prop_assert!(undecided.keys().all(is_honest), "{undecided:?}");
        prop_assert!(style == Style::Echo || undecided.is_empty());
        prop_assert_eq!(outcome.invocations.changed, outcome.n_calls);
        prop_assert_eq!(outcome.invocations.changed_unknown, 0);
    }

    #[test]
    fn method_and_path_in_the_key_are_foretold(arrivals in arrivals(), style in styles(), ttl in 1_i64..60) {
        let before = Settings::caching(style, ttl);
        let after = Settings { is_by_method: true, ..before.clone() };
        let (was, is) = (serve(&before, &arrivals), serve(&after, &arrivals));
        let change = Change { configuration: configuration(&bundle(&after)), ..Change::default() };
        let (effects, _) = replay(change, &recorded(&before), &was);
        let undecided = compare(&effects, &was, &is);
        prop_assert!(style == Style::Echo || undecided.is_empty(), "{undecided:?}");
    }

    #[test]
    fn a_flush_is_foretold(arrivals in arrivals(), style in styles(), flush in 0_i64..600_000) {
        let before = Settings::caching(style, 60);
        let after = Settings { flushes: vec![flush], ..before.clone() };
        let (was, is) = (serve(&before, &arrivals), serve(&after, &arrivals));
        let flush = Flush { at: at(flush), api_id: Some(API.into()), stage: Some("prod".into()) };
        let (effects, outcome) = replay(Change { flushes: vec![flush], ..Change::default() }, &recorded(&before), &was);
        let undecided = compare(&effects, &was, &is);
        prop_assert!(style == Style::Echo || undecided.is_empty(), "{undecided:?}");
        if style == Style::OfCaller {
            let n_called = is.iter().filter(|call| call.authorizer_ms.is_some()).count() as u64;
            prop_assert_eq!(outcome.invocations.changed, n_called);
        }
    }

    #[test]
    fn another_policy_and_another_resource_policy_are_foretold(
        arrivals in arrivals(), style in styles(), verb in prop_oneof![Just(None), Just(Some("GET")), Just(Some("DELETE"))],
        has_policy in any::<bool>(),
    ) {
        let before = Settings::caching(style, 30);
        let tried = has_policy.then(|| policy(&[("Allow", &format!("{ARN}/GET/*")), ("Deny", &arn(2))]));
        let after = Settings { denied_verb: verb, policy: tried.clone(), ..before.clone() };
        let (was, is) = (serve(&before, &arrivals), serve(&after, &arrivals));
        let change = Change {
            configuration: configuration(&bundle(&after)),
            authorizer_policy: tried.as_deref().map(AuthorizerPolicy::for_all),
            ..Change::default()
        };
        let (effects, _) = replay(change, &recorded(&before), &was);
        let undecided = compare(&effects, &was, &is);
        // A call that is refused before the authorizer fills no entry: what later ones get then may not be known.
        let may_be_open = style == Style::Echo && verb.is_some() && !has_policy;
        prop_assert!(may_be_open || undecided.is_empty(), "{undecided:?}");
    }

    #[test]
    fn a_fix_turns_exactly_the_selected_calls(arrivals in arrivals(), which in any::<prop::sample::Index>(), must_pass in any::<bool>()) {
        let settings = Settings::caching(Style::OfCaller, 30);
        let calls = serve(&settings, &arrivals);
        let candidates: Vec<&Call> =
            calls.iter().filter(|call| (call.cause == Cause::None) != must_pass).collect();
        prop_assume!(!candidates.is_empty());
        let one = which.get(&candidates);
        // All refused calls of one caller to one method.
        let selected: Vec<Call> = calls
            .iter()
            .filter(|call| call.principal == one.principal && call.method_arn == one.method_arn)
            .cloned()
            .collect();
        let must = if must_pass { Must::Pass } else { Must::BeRefused };
        let proposals = fixes(&selected, &[], must);
        prop_assert!(!proposals.is_empty());
        let mut contest = Contest::new(proposals, &selected, must, &recorded(&settings));
        for call in &calls {
            contest.call(call);
        }
        let ranked = contest.finish();
        prop_assert_eq!(ranked[0].n_turned, selected.len() as u64);
        prop_assert_eq!(ranked[0].n_selected, selected.len() as u64);
        // Who is denied everything by one statement cannot be let through without that.
        let is_denied_all = must_pass && one.deny == Some(Deny::Explicit);
        if !is_denied_all {
            prop_assert_eq!(ranked[0].n_others, 0);
            prop_assert!(!ranked[0].fix.has_wildcard, "{:?}", ranked[0].fix);
        }
        prop_assert!(ranked.windows(2).all(|pair| pair[0].n_turned > pair[1].n_turned
            || pair[0].n_others <= pair[1].n_others));
    }
}

/// The calls of a world with every kind of odd habit, as the engine judges them.
fn of_traffic(seed: u64, n_calls: usize) -> (Vec<Call>, Configuration) {
    let traffic = traffic::traffic(seed, n_calls);
    let mut known = Configuration::default();
    for api in &traffic.world.apis {
        known.read(&traffic::bundle::of(api).to_string()).unwrap();
    }
    let export = traffic::export::Export {
        container: traffic::export::Container::Ndjson,
        order: traffic::export::Order::Time,
        has_event_ids: true,
    };
    let read = export.files(&traffic, seed).into_iter().map(|file| {
        let mut reader = Reader::with(Intake::of(&known));
        export.write(&traffic, &file, |piece| reader.feed(piece.as_bytes()).unwrap());
        reader.finish().unwrap()
    });
    let mut requests = assemble_exports(read.collect()).requests;
    requests.sort_by_key(engine::request::Request::asked_at);
    let (mut calls, mut answers) = (Vec::new(), Answers::default());
    let history = History::from(known.clone());
    Memory::default().judge(&requests, &history, |judged| calls.push(Call::of(&judged, &mut answers)));
    (calls, known)
}

#[test]
fn without_a_change_nothing_flips_in_traffic_with_every_habit() {
    let mut n_cached = 0;
    for seed in 1..9 {
        let (calls, known) = of_traffic(seed, 1500);
        n_cached += calls
            .iter()
            .filter(|call| call.policy_origin == Some(engine::diagnosis::PolicyOrigin::Cached))
            .count();
        for recorded in [History::from(known.clone()), History::default()] {
            for change in [
                Change::default(),
                Change {
                    flushes: vec![Flush { at: engine::time::Instant::EPOCH, api_id: None, stage: None }],
                    ..Change::default()
                },
            ] {
                let (_, outcome) = replay(change, &recorded, &calls);
                assert_eq!(
                    (outcome.n_newly_allowed, outcome.n_newly_refused),
                    (0, 0),
                    "seed {seed}: {:?}",
                    outcome.rows
                );
            }
        }
        // The same resource policy, written anew.
        let change = Change { configuration: known.clone(), ..Change::default() };
        let (_, outcome) = replay(change, &known.into(), &calls);
        assert_eq!(outcome.n_unchanged + outcome.n_elsewhere + outcome.n_undecided, outcome.n_calls);
    }
    assert!(n_cached > 500, "the cache is in play: {n_cached}");
}

fn three_calls() -> (Settings, Vec<Call>) {
    let settings = Settings::caching(Style::Echo, 300);
    let arrivals = [(0, 0), (1000, 1), (400_000, 1)].map(|(at, method)| Arrival { at, caller: 0, method });
    let calls = serve(&settings, &arrivals);
    assert_eq!(calls[1].cause, Cause::AuthorizerPolicyDeny);
    (settings, calls)
}

#[test]
fn what_the_authorizer_would_have_answered_for_another_method_is_not_guessed() {
    let (settings, calls) = three_calls();
    let off = || Change { ttl_seconds: Some(0), ..Change::default() };
    let (effects, outcome) = replay(off(), &recorded(&settings), &calls);
    assert_eq!(effects[1], Effect::Undecided(Undecided::AnswerForMethodNotSeen));
    assert_eq!(outcome.undecided, [(Undecided::AnswerForMethodNotSeen, 1)]);
    // Once it answered for that method, it is taken to answer so again.
    let again: Vec<Call> = calls
        .iter()
        .chain(&serve(
            &settings,
            &[Arrival { at: 800_000, caller: 0, method: 0 }, Arrival { at: 801_000, caller: 0, method: 1 }],
        ))
        .cloned()
        .collect();
    let (effects, outcome) = replay(off(), &recorded(&settings), &again);
    let Effect::Flips(flip) = &effects[4] else { panic!("{effects:?}") };
    assert_eq!((flip.direction, flip.because), (Direction::NewlyAllowed, Because::AskedFresh));
    assert_eq!(flip.grade, Grade::Inferred, "nobody asked");
    assert_eq!(outcome.assumptions, [engine::what_if::Assumption::NearestAnswer]);
    assert_eq!((outcome.invocations.recorded, outcome.invocations.changed), (3, 5));
    let latency = outcome.latency.unwrap();
    assert_eq!((latency.miss_p50_ms, latency.n_slower, latency.added_p95_ms), (40, 2, 40));
}

#[test]
fn a_policy_is_tried_for_those_who_match() {
    let settings = Settings::caching(Style::OfCaller, 300);
    let arrivals: Vec<Arrival> = (0..6).map(|caller| Arrival { at: 1000, caller, method: 0 }).collect();
    let mut calls = serve(&settings, &arrivals);
    let tried = |patterns: &[&str]| Change {
        authorizer_policy: Some(AuthorizerPolicy {
            callers: Callers::Matching(patterns.iter().map(ToString::to_string).collect()),
            ..AuthorizerPolicy::for_all(&policy(&[("Allow", "*")]))
        }),
        ..Change::default()
    };
    let (_, outcome) = replay(tried(&["*002", "*000"]), &recorded(&settings), &calls);
    assert_eq!((outcome.n_newly_allowed, outcome.n_newly_refused), (1, 0));
    let row = &outcome.rows[0];
    assert_eq!(row.of.principal.as_deref(), Some("*002"));
    assert_eq!((row.of.method.as_deref(), row.of.path.as_deref()), (Some("GET"), Some("/orders")));
    assert_eq!((row.of.because, row.grade, row.n_calls), (Because::AuthorizerPolicy, Grade::Proved, 1));
    calls[2].principal = None;
    let (_, outcome) = replay(tried(&["*002"]), &recorded(&settings), &calls);
    assert_eq!(outcome.undecided, [(Undecided::CallerNotLogged, 1)]);
}

#[test]
fn what_is_not_logged_leaves_a_call_undecided_and_says_why() {
    let settings = Settings::caching(Style::OfCaller, 300);
    let mut calls = serve(&settings, &[Arrival { at: 0, caller: 0, method: 0 }]);
    let resource_policy = |condition: &str| {
        let text = format!(
            r#"{{"Statement":[{{"Effect":"Deny","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/*"{condition}}}]}}"#
        );
        let bundle =
            format!(r#"{{"restApi":{{"id":"{API}","policy":{}}}}}"#, serde_json::to_string(&text).unwrap());
        Change { configuration: configuration(&bundle), ..Change::default() }
    };
    let by_address = || resource_policy(r#","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#);
    let (_, outcome) = replay(by_address(), &recorded(&settings), &calls);
    assert_eq!(outcome.undecided, [(Undecided::ConditionKey, 1)]);
    assert_eq!(outcome.missing_keys, [("aws:SourceIp".to_owned(), 1)]);
    calls[0].source_address = Some("203.0.113.7".into());
    let (effects, outcome) = replay(by_address(), &recorded(&settings), &calls);
    let Effect::Flips(flip) = &effects[0] else { panic!("{effects:?}") };
    assert_eq!(flip.gate, Some(Gate::ResourcePolicy));
    assert_eq!((flip.deny, flip.statement), (Some(Deny::Explicit), Some(0)));
    assert_eq!(
        (outcome.invocations.recorded, outcome.invocations.changed),
        (1, 0),
        "it is not asked any more"
    );
    // Without a method, a policy that is for all of the stage still tells.
    calls[0].method_arn = None;
    (calls[0].method, calls[0].path) = (None, None);
    let (effects, _) = replay(resource_policy(""), &recorded(&settings), &calls);
    assert!(matches!(&effects[0], Effect::Flips(flip) if flip.direction == Direction::NewlyRefused));
    let tried = AuthorizerPolicy::for_all(&policy(&[("Allow", &arn(0))]));
    let change = Change { authorizer_policy: Some(tried), ..Change::default() };
    let (_, outcome) = replay(change, &recorded(&settings), &calls);
    assert_eq!(outcome.undecided, [(Undecided::MethodNotLogged, 1)]);
}

#[test]
fn a_record_that_the_rules_do_not_explain_is_no_flip() {
    let settings = Settings::caching(Style::OfCaller, 300);
    let mut calls = serve(&settings, &[Arrival { at: 0, caller: 0, method: 0 }]);
    // Its policy allows it.
    calls[0].cause = Cause::AuthorizerPolicyDeny;
    calls[0].deny = Some(Deny::Implicit);
    let tried = AuthorizerPolicy::for_all(&policy(&[("Allow", "*")]));
    let change = Change { authorizer_policy: Some(tried), ..Change::default() };
    let (effects, _) = replay(change, &recorded(&settings), &calls);
    assert_eq!(effects, [Effect::Undecided(Undecided::RecordNotExplained)]);
}

#[test]
fn an_entry_that_was_filled_before_the_first_call_is_not_made_up() {
    let settings = Settings::caching(Style::OfCaller, 300);
    let mut calls = serve(&settings, &[0, 1000].map(|at| Arrival { at, caller: 0, method: 0 }));
    calls.remove(0);
    (calls[0].answer, calls[0].answered_at) = (None, None);
    let with_ttl = |seconds| Change { ttl_seconds: Some(seconds), ..Change::default() };
    let (effects, outcome) = replay(with_ttl(60), &recorded(&settings), &calls);
    assert_eq!(effects, [Effect::Undecided(Undecided::FillingRequest)]);
    assert_eq!(outcome.invocations.changed_unknown, 1);
    assert_eq!(replay(with_ttl(600), &recorded(&settings), &calls).0, [Effect::None]);
    assert_eq!(
        replay(with_ttl(0), &recorded(&settings), &calls).0,
        [Effect::Undecided(Undecided::PolicyNotSeen)]
    );
}

#[test]
fn calls_that_end_elsewhere_stay_there_and_refused_ones_alone_are_said_to_be() {
    let settings = Settings::caching(Style::OfCaller, 300);
    let mut calls = serve(&settings, &[0, 1, 2].map(|caller| Arrival { at: 0, caller, method: 1 }));
    (calls[0].cause, calls[1].cause) = (Cause::WafBlocked, Cause::Throttled);
    let tried = AuthorizerPolicy::for_all(&policy(&[("Allow", "*")]));
    let change = Change { authorizer_policy: Some(tried), ..Change::default() };
    let (effects, outcome) = replay(change, &recorded(&settings), &calls);
    assert_eq!(effects[..2], [Effect::Elsewhere, Effect::Elsewhere]);
    assert_eq!((outcome.n_elsewhere, outcome.n_newly_allowed), (2, 1));
    assert!(outcome.is_refused_only);
}

#[test]
fn an_edit_changes_statements_and_leaves_the_rest() {
    let settings = Settings::caching(Style::OfCaller, 300);
    let calls = serve(&settings, &[Arrival { at: 0, caller: 1, method: 1 }]);
    let proposals = fixes(&calls, &[], Must::Pass);
    let first = &proposals[0];
    assert_eq!(first.callers, Callers::Matching(vec!["*001".to_owned()]));
    let text = first.edit.of(&calls[0].answer.as_ref().unwrap().document).unwrap();
    let edited: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(edited["Statement"][0]["Resource"], serde_json::json!([format!("{ARN}/GET/*"), arn(1)]));
    assert_eq!(edited["Version"], "2012-10-17");
    assert!(!first.has_wildcard && proposals.iter().any(|fix| fix.has_wildcard));
    assert!(matches!(first.change().authorizer_policy.unwrap().answer, Tried::Edit(_)));
}

//! The playground over its examples, over what people type on the way, and over stored calls.

#![expect(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "what cannot be judged, and a place that is none, should be loud"
)]

use engine::{
    diagnose,
    diagnosis::Deny,
    log::Reader,
    playground::{
        Before, Entry, Judgement, Known, Sheet, examples, judge,
        judgement::{Obstacle, Reading, Said},
        stored::{self, Gap},
    },
    policy::{
        combine::{Authorization, Outcome},
        compare::Manner,
        explain::Because,
    },
    request::assemble,
    sample,
    time::Instant,
};

const API: &str = "arn:aws:execute-api:eu-west-1:123456789012:k3x9q2m7ab";

fn outcome(judgement: &Judgement) -> Option<Outcome> {
    judgement.verdict.as_ref().unwrap().decision.settled()
}

fn notes(judgement: &Judgement) -> Vec<(&'static str, Option<u32>)> {
    let notes = judgement.authorizer.notes.iter().chain(&judgement.resource_policy.notes);
    notes
        .map(|note| {
            let id = match &note.said {
                Said::Finding(finding) => finding.kind.id(),
                Said::NotJson(_) => "not_json",
                Said::NoPolicy => "no_policy",
            };
            (id, note.place.as_ref().map(|place| place.line))
        })
        .collect()
}

#[test]
fn the_examples_come_out_as_they_are_told() {
    let cached = judge(&examples::named("cached").unwrap());
    assert_eq!(outcome(&cached), Some(Outcome::ImplicitDeny));
    assert!(notes(&cached).contains(&("cross_talk", Some(9))), "{:?}", notes(&cached));
    let Because::Resource(miss) = &cached.authorizer.reasons[0].because else { panic!("{cached:?}") };
    let at = miss.miss.as_ref().unwrap();
    assert_eq!(&miss.text[at.in_pattern.clone()], "GET");
    assert!(
        cached
            .wordings
            .unwrap()
            .new
            .ends_with("because no identity-based policy allows the execute-api:Invoke action")
    );

    let deny = judge(&examples::named("deny").unwrap());
    assert_eq!((outcome(&deny), deny.authorizer.decides), (Some(Outcome::ExplicitDeny), Some(1)));

    let address = judge(&examples::named("address").unwrap());
    assert_eq!(outcome(&address), Some(Outcome::Allow));
    assert!(notes(&address).iter().any(|(id, _)| *id == "blocks_nobody"), "{:?}", notes(&address));
    assert_eq!(address.resource_policy.short_forms[0].whole, format!("{API}/prod/*"));
    assert_eq!(examples::named("other"), None);
}

#[test]
fn what_is_half_typed_is_said_and_not_guessed() {
    assert_eq!(judge(&Sheet::default()).verdict, Err(Obstacle::Nothing));
    let whole = examples::named("cached").unwrap();
    for end in (0..whole.authorizer.len()).filter(|end| whole.authorizer.is_char_boundary(*end)) {
        let sheet = Sheet { authorizer: whole.authorizer[..end].to_owned(), ..whole.clone() };
        let judgement = judge(&sheet);
        assert!(
            judgement
                .verdict
                .as_ref()
                .map_or(true, |combined| combined.decision.settled() != Some(Outcome::Allow)),
            "a policy that breaks off allows nothing for certain: {}",
            sheet.authorizer
        );
    }
    let wrong = Sheet { authorizer: "{\n  \"Statement\": [}\n}".to_owned(), ..whole.clone() };
    let judgement = judge(&wrong);
    assert_eq!(judgement.verdict, Err(Obstacle::Unreadable));
    assert_eq!(
        (judgement.authorizer.reading, notes(&judgement)),
        (Reading::Unreadable, vec![("not_json", Some(2))])
    );
    let no_call = Sheet { arn: format!("{API}/prod//"), ..whole };
    assert_eq!(judge(&no_call).verdict, Err(Obstacle::NoMethod));
    for text in ["null", "[]", "7", "\"x\"", "{}", "{\"policyDocument\":null}", "{\"policyDocument\":7}"] {
        let sheet =
            Sheet { authorizer: text.to_owned(), arn: format!("{API}/prod/GET/"), ..Sheet::default() };
        let judgement = judge(&sheet);
        let is_allowed = judgement.verdict.as_ref().is_ok_and(|combined| combined.decision.is_allow());
        assert!(!is_allowed && !judgement.authorizer.notes.is_empty(), "{text}: {judgement:?}");
    }
}

#[test]
fn what_is_not_known_leaves_the_verdict_open_and_is_named() {
    let mut sheet = examples::named("address").unwrap();
    sheet.authorization = Authorization::None;
    assert_eq!(outcome(&judge(&sheet)), Some(Outcome::ImplicitDeny));
    sheet.context.clear();
    let open = judge(&sheet);
    assert_eq!((outcome(&open), open.unknown_keys.as_slice()), (None, &["aws:SourceIp".to_owned()][..]));
    // A value that is still to be typed.
    sheet.context.push(Entry {
        key: "aws:sourceip".to_owned(),
        known: Known::Value,
        values: vec![String::new()],
    });
    assert_eq!(outcome(&judge(&sheet)), None);
    sheet.context[0].values = vec!["203.0.113.9 ".to_owned()];
    assert_eq!(outcome(&judge(&sheet)), Some(Outcome::Allow));
    sheet.context.clear();
    sheet.is_context_complete = true;
    assert_eq!(outcome(&judge(&sheet)), Some(Outcome::ImplicitDeny));

    let no_policy = Sheet { is_resource_policy_unknown: true, ..examples::named("cached").unwrap() };
    assert_eq!(outcome(&judge(&no_policy)), None, "the resource policy may allow it");
    let deny = Sheet { is_resource_policy_unknown: true, ..examples::named("deny").unwrap() };
    assert_eq!(outcome(&judge(&deny)), Some(Outcome::ExplicitDeny), "no resource policy can take that back");
}

#[test]
fn an_edit_is_compared_by_meaning_and_by_what_comes_out() {
    let begun = examples::named("cached").unwrap().begun();
    assert_eq!(judge(&begun).changes, None);
    let edited = Sheet { authorizer: begun.authorizer.replace("GET/orders", "*/orders"), ..begun.clone() };
    let changes = judge(&edited).changes.unwrap();
    assert_eq!((changes.before, changes.after), (Some(Outcome::ImplicitDeny), Some(Outcome::Allow)));
    assert_eq!(changes.resource_policy, None);
    let [change] = changes.authorizer.as_deref().unwrap() else { panic!("{changes:?}") };
    assert_eq!((change.manner, change.new), (Manner::Changed, Some(0)));
    let reshaped = begun.authorizer.replace("\"execute-api:Invoke\"", "[ \"execute-api:invoke\" ]");
    let changes = judge(&Sheet { authorizer: reshaped, ..begun }).changes.unwrap();
    assert_eq!(changes.authorizer.as_deref(), Some(&[][..]));
    let unreadable = Sheet {
        before: Some(Before { authorizer: "{".to_owned(), ..Before::default() }),
        ..examples::named("cached").unwrap()
    };
    assert!(judge(&unreadable).changes.is_some());
}

#[test]
fn a_stored_call_opens_with_the_policy_that_answered_it() {
    let mut reader = Reader::new();
    let now = Instant::parse("2026-08-01T14:05:00Z").unwrap();
    reader.feed(sample::events(now).as_bytes()).unwrap();
    let requests = assemble(reader.finish().unwrap().events).requests;
    let diagnoses = diagnose(&requests);
    let (mut n_cached, mut n_fresh) = (0, 0);
    for (request, diagnosis) in requests.iter().zip(&diagnoses) {
        let filler = diagnosis.filled_by.as_ref().and_then(|filled| {
            requests.iter().find(|request| request.request_id.as_ref() == Some(&filled.request_id))
        });
        let (sheet, gaps) = stored::sheet(request, diagnosis, filler);
        assert!(!sheet.authorizer.contains("sample-token"), "a secret");
        assert_eq!(
            gaps.contains(&Gap::Policy),
            sheet.authorizer.is_empty() && request.authorizer_id.is_some()
        );
        let asked = Sheet { is_resource_policy_unknown: false, ..sheet.clone() };
        if !gaps.contains(&Gap::Method)
            && !sheet.authorizer.is_empty()
            && diagnosis.deny != Some(Deny::Unknown)
        {
            let is_allowed = judge(&asked).verdict.unwrap().decision.is_allow();
            assert_eq!(is_allowed, diagnosis.deny.is_none(), "{sheet:?} {diagnosis:?}");
            n_fresh += 1;
        }
        if gaps.contains(&Gap::Method) && !sheet.authorizer.is_empty() {
            assert!(sheet.arn.starts_with(&format!("{API}/prod/")), "{}", sheet.arn);
            n_cached += 1;
        }
    }
    assert!(n_cached >= 4 && n_fresh >= 4, "{n_cached} {n_fresh}");
}

//! A gateway of one stage, as short as it can be: who calls what and when is given, and the same calls can be made under another
//! configuration. So what a replay foretells can be held against what then happens.

use std::{collections::BTreeMap, sync::Arc};

use engine::{
    diagnosis::{Cause, Deny, Grade, PolicyOrigin},
    policy::document::Answer,
    time::Instant,
    what_if::{Answers, Call},
};

pub(crate) const API: &str = "a1b2c3d4e5";
pub(crate) const ARN: &str = "arn:aws:execute-api:eu-central-1:111122223333:a1b2c3d4e5/prod";
/// How long the authorizer's function takes.
const LATENCY_MS: i64 = 40;

pub(crate) const METHODS: [(&str, &str); 4] =
    [("GET", "/orders"), ("POST", "/orders"), ("GET", "/orders/7"), ("DELETE", "/orders/7")];

/// What the function answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// One policy for each caller: who may read, who may all, who nothing.
    OfCaller,
    /// Allows the very call that it is asked about, or denies it to some callers.
    Echo,
}

#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) style: Style,
    pub(crate) ttl_ms: i64,
    /// Whether method and path are part of what answers are cached under.
    pub(crate) is_by_method: bool,
    pub(crate) flushes: Vec<i64>,
    /// Calls of this verb are denied by the resource policy.
    pub(crate) denied_verb: Option<&'static str>,
    /// What is answered to everyone instead.
    pub(crate) policy: Option<String>,
}

impl Settings {
    pub(crate) fn caching(style: Style, ttl_seconds: i64) -> Self {
        Self {
            style,
            ttl_ms: ttl_seconds * 1000,
            is_by_method: false,
            flushes: Vec::new(),
            denied_verb: None,
            policy: None,
        }
    }
}

/// Somebody calls.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrival {
    pub(crate) at: i64,
    pub(crate) caller: usize,
    pub(crate) method: usize,
}

pub(crate) fn arn(method: usize) -> String {
    let (verb, path) = METHODS[method];
    format!("{ARN}/{verb}{path}")
}

pub(crate) fn policy(statements: &[(&str, &str)]) -> String {
    let statements: Vec<String> = statements
        .iter()
        .map(|(effect, resource)| {
            format!(r#"{{"Effect":"{effect}","Action":"execute-api:Invoke","Resource":"{resource}"}}"#)
        })
        .collect();
    format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","))
}

fn answered(settings: &Settings, caller: usize, method: usize) -> String {
    if let Some(policy) = &settings.policy {
        return policy.clone();
    }
    match (settings.style, caller % 3) {
        (Style::OfCaller, 0) => policy(&[("Allow", &format!("{ARN}/*/*"))]),
        (Style::OfCaller, 1) => {
            policy(&[("Allow", &format!("{ARN}/GET/*")), ("Allow", &format!("{ARN}/HEAD/*"))])
        }
        (Style::OfCaller, _) => policy(&[("Deny", "*")]),
        (Style::Echo, 0 | 1) => policy(&[("Allow", &arn(method))]),
        (Style::Echo, _) => policy(&[("Deny", &arn(method))]),
    }
}

/// What a policy says of a method, by the few forms that there are here.
fn decided(policy: &str, method: usize) -> (Cause, Option<Deny>) {
    let (verb, _) = METHODS[method];
    let names = |effect: &str, resource: &str| {
        policy.contains(&format!(
            r#""Effect":"{effect}","Action":"execute-api:Invoke","Resource":"{resource}""#
        ))
    };
    let matches = |effect: &str| {
        names(effect, "*")
            || names(effect, &arn(method))
            || names(effect, &format!("{ARN}/*/*"))
            || names(effect, &format!("{ARN}/{verb}/*"))
    };
    if matches("Deny") {
        (Cause::AuthorizerPolicyDeny, Some(Deny::Explicit))
    } else if matches("Allow") {
        (Cause::None, None)
    } else {
        (Cause::AuthorizerPolicyDeny, Some(Deny::Implicit))
    }
}

pub(crate) fn at(millis: i64) -> Instant {
    Instant::EPOCH.plus_millis(1_800_000_000_000 + millis)
}

/// When an answer was given, and its policy.
type Entry = (i64, String);

/// Serves the arrivals, which are in time order.
pub(crate) fn serve(settings: &Settings, arrivals: &[Arrival]) -> Vec<Call> {
    let mut cache: BTreeMap<(usize, Option<usize>), Vec<Entry>> = BTreeMap::new();
    let mut answers = Answers::default();
    arrivals
        .iter()
        .enumerate()
        .map(|(number, arrival)| {
            let (verb, path) = METHODS[arrival.method];
            let mut call = Call {
                request_id: Some(format!("r{number}").as_str().into()),
                at: Some(at(arrival.at)),
                api_id: Some(API.into()),
                stage: Some("prod".into()),
                authorizer_id: Some("auth01".into()),
                identity: Some(format!("****{:06}", arrival.caller).into()),
                principal: Some(format!("*{:03}", arrival.caller).into()),
                method: Some(verb.into()),
                path: Some(path.into()),
                method_arn: Some(arn(arrival.method).into()),
                source_address: None,
                user_agent: None,
                cause: Cause::None,
                deny: None,
                grade: Grade::Proved,
                policy_origin: None,
                answer: None,
                answered_at: None,
                authorizer_ms: None,
            };
            if settings.denied_verb == Some(verb) {
                call.cause = Cause::ResourcePolicyDeny;
                call.deny = Some(Deny::Explicit);
                (call.authorizer_id, call.identity, call.principal) = (None, None, None);
                return call;
            }
            let key = (arrival.caller, settings.is_by_method.then_some(arrival.method));
            let entries = cache.entry(key).or_default();
            let is_flushed =
                |born: i64| settings.flushes.iter().any(|flush| born < *flush && *flush <= arrival.at);
            let hit = entries
                .iter()
                .rev()
                .find(|(born, _)| *born <= arrival.at)
                .filter(|(born, _)| arrival.at - born < settings.ttl_ms && !is_flushed(*born));
            let (born, text, origin) = if let Some((born, text)) = hit {
                (*born, text.clone(), PolicyOrigin::Cached)
            } else {
                let text = answered(settings, arrival.caller, arrival.method);
                let born = arrival.at + LATENCY_MS;
                entries.push((born, text.clone()));
                entries.sort();
                call.authorizer_ms = Some(u32::try_from(LATENCY_MS).unwrap());
                (born, text, PolicyOrigin::Fresh)
            };
            let answer: Arc<Answer> = answers.read(&text);
            (call.cause, call.deny) = decided(&text, arrival.method);
            call.policy_origin = Some(origin);
            call.answer = Some(answer);
            call.answered_at = Some(at(born));
            call
        })
        .collect()
}

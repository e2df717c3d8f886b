//! The sample investigation that a new user looks at first: an hour's worth of calls to a small made-up API, in which the
//! usual things went wrong.
//!
//! It is written as an export in CloudWatch's own shape, so that it is read by the same code as any other. Each situation is
//! a function; [`SITUATIONS`] lists them with what a reader should find.

use serde_json::json;

use crate::{diagnosis::Cause, time::Instant};

/// What went wrong in the sample, and how often.
pub const SITUATIONS: &[(&str, Cause, usize)] = &[
    ("a cached policy covers only the method that filled the cache", Cause::AuthorizerPolicyDeny, 4),
    ("the authorizer's policy says Deny", Cause::AuthorizerPolicyDeny, 2),
    ("the resource policy denies an address", Cause::ResourcePolicyDeny, 3),
    ("the token is missing", Cause::IdentityRejected, 2),
    ("the backend refuses, not the authorizer", Cause::BackendRefused, 2),
];

const API_ID: &str = "k3x9q2m7ab";
const AUTHORIZER_ID: &str = "4hugyv";
const AUTHORIZER_FUNCTION: &str = "arn:aws:lambda:eu-west-1:123456789012:function:orders-authorizer";
const BACKEND_FUNCTION: &str = "arn:aws:lambda:eu-west-1:123456789012:function:orders";

/// The sample as `aws logs filter-log-events` would save it, its last call a minute or two before `now`.
pub fn events(now: Instant) -> String {
    let mut log = Log { events: Vec::new(), seed: now.millis().unsigned_abs(), now };
    cached_policy_covers_one_method(&mut log);
    authorizer_denies(&mut log);
    resource_policy_denies(&mut log);
    token_is_missing(&mut log);
    backend_refuses(&mut log);
    log.events.sort_by_key(|(at, _)| *at);
    let events: Vec<_> = log
        .events
        .iter()
        .enumerate()
        .map(|(place, (at, message))| {
            json!({
                "logStreamName": "072b030ba126b2f4b2374f342be9ed44",
                "timestamp": at.millis(),
                "message": message,
                "ingestionTime": at.millis() + 900,
                "eventId": format!("{:056}", (u128::from(at.millis().unsigned_abs()) << 64) + place as u128),
            })
        })
        .collect();
    let group = format!("API-Gateway-Execution-Logs_{API_ID}/prod");
    json!({ "logGroupName": group, "events": events, "searchedLogStreams": [] }).to_string()
}

/// Mara's client asks for GET /orders first; the authorizer answers with a policy for just that method.
fn cached_policy_covers_one_method(log: &mut Log) {
    let mara = Caller { principal: "user|mara", token: "sample-token-of-mara-0000000000000000000000bkwef5" };
    let get = Policy::Allow("GET/orders");
    log.call(520, |call| call.authorized(&mara, get, "GET", "orders").answered("GET", "/orders", 200));
    log.call(489, |call| call.served_from_cache(&mara).answered("GET", "/orders", 200));
    for ago in [440, 436, 280] {
        log.call(ago, |call| call.served_from_cache(&mara).refused());
    }
    log.call(310, |call| call.served_from_cache(&mara).answered("GET", "/orders", 200));
    // The entry has died: the next call fills the cache anew, and now GET is what it does not cover.
    let post = Policy::Allow("POST/orders");
    log.call(170, |call| call.authorized(&mara, post, "POST", "orders").answered("POST", "/orders", 201));
    log.call(95, |call| call.served_from_cache(&mara).refused());
}

/// Olek has left the company; the authorizer knows it.
fn authorizer_denies(log: &mut Log) {
    let olek = Caller { principal: "user|olek", token: "sample-token-of-olek-0000000000000000000000q81nTz" };
    log.call(402, |call| call.authorized(&olek, Policy::Deny("*/*"), "GET", "orders/17").refused());
    log.call(377, |call| call.served_from_cache(&olek).refused());
}

/// A scanner calls from an address that the resource policy denies.
fn resource_policy_denies(log: &mut Log) {
    for (ago, method_and_path) in [(351, "GET/orders"), (350, "DELETE/orders/17"), (348, "GET/.env")] {
        log.call(ago, |call| call.denied_by_resource_policy(method_and_path));
    }
}

/// A client that forgot its token.
fn token_is_missing(log: &mut Log) {
    for ago in [333, 331] {
        log.call(ago, Call::without_token);
    }
}

/// Ines may call everything, and does; the backend has an opinion of its own about one order.
fn backend_refuses(log: &mut Log) {
    let ines = Caller { principal: "user|ines", token: "sample-token-of-ines-0000000000000000000000Zp40xa" };
    log.call(505, |call| {
        call.authorized(&ines, Policy::Allow("*"), "GET", "orders").answered("GET", "/orders", 200)
    });
    for (ago, method, path, status) in [
        (460, "GET", "/orders/17", 200),
        (431, "PUT", "/orders/17", 200),
        (372, "GET", "/orders", 200),
        (298, "GET", "/orders/4711", 403),
        (296, "GET", "/orders/4711", 403),
        (251, "GET", "/orders/18", 200),
    ] {
        log.call(ago, |call| call.served_from_cache(&ines).answered(method, path, status));
    }
    log.call(190, |call| {
        call.authorized(&ines, Policy::Allow("*"), "GET", "orders").answered("GET", "/orders", 200)
    });
    for (ago, path) in [(151, "/orders/19"), (122, "/orders"), (80, "/orders/20")] {
        log.call(ago, |call| call.served_from_cache(&ines).answered("GET", path, 200));
    }
}

struct Caller {
    principal: &'static str,
    token: &'static str,
}

#[derive(Clone, Copy)]
enum Policy {
    Allow(&'static str),
    Deny(&'static str),
}

struct Log {
    events: Vec<(Instant, String)>,
    seed: u64,
    now: Instant,
}

impl Log {
    /// Writes the lines of one call that began so many seconds ago.
    fn call(&mut self, seconds_ago: i64, lines: impl FnOnce(Call) -> Call) {
        let (a, b) = (self.random(), self.random());
        let id = format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            a >> 32,
            (a >> 16) & 0xffff,
            a & 0xfff,
            b & 0xfff,
            b >> 16
        );
        let extended_id = format!("MY9{:07x}IdGxz{:x}=", (b >> 20) & 0xfff_ffff, a & 0xf);
        let started = self.now.plus_millis(-1000 * seconds_ago + i64::from((a & 0x1ff) as u16));
        let call = Call { id, at: started, lines: Vec::new() }
            .says(0, format!("Extended Request Id: {extended_id}"));
        let call = lines(call);
        let trace = format!("X-ray Tracing ID : Root=1-{:08x}-{:024x}", a >> 32, b);
        let call = call.says(0, trace);
        self.events.extend(call.lines);
    }

    /// The generator `SplitMix64`: the same sample for the same moment.
    fn random(&mut self) -> u64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

struct Call {
    id: String,
    at: Instant,
    lines: Vec<(Instant, String)>,
}

impl Call {
    /// One more line, so many milliseconds after the last.
    fn says(mut self, after_ms: i64, what: impl AsRef<str>) -> Self {
        self.at = self.at.plus_millis(after_ms);
        self.lines.push((self.at, format!("({}) {}", self.id, what.as_ref())));
        self
    }

    fn starts_authorizer(self) -> Self {
        let line = format!("Starting authorizer: {AUTHORIZER_ID} for request: {}", self.id);
        self.says(1, line)
    }

    fn identity(self, caller: &Caller) -> Self {
        self.says(0, format!("Incoming identity: {}", crate::redact::mask(caller.token)))
    }

    /// The authorizer is called and answers.
    fn authorized(self, caller: &Caller, policy: Policy, method: &str, path: &str) -> Self {
        let uri = format!(
            "https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/{AUTHORIZER_FUNCTION}/invocations"
        );
        let stage = format!("arn:aws:execute-api:eu-west-1:123456789012:{API_ID}/prod");
        let (effect, resource) = match policy {
            Policy::Allow(resource) => ("Allow", resource),
            Policy::Deny(resource) => ("Deny", resource),
        };
        let asked = json!({
            "type": "TOKEN",
            "methodArn": format!("{stage}/{method}/{path}"),
            "authorizationToken": caller.token,
        });
        let answer = json!({
            "principalId": caller.principal,
            "policyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                    {"Action": "execute-api:Invoke", "Effect": effect, "Resource": format!("{stage}/{resource}")},
                ],
            },
            "context": {"tier": "gold"},
        });
        let headers = format!(
            "Endpoint request headers: {{x-amzn-lambda-integration-tag={}, X-Amz-Date=20260110T110400Z, \
             x-amzn-apigateway-api-id={API_ID}, X-Amz-Source-Arn=arn:aws:execute-api:eu-west-1:123456789012:{API_ID}/\
             authorizers/{AUTHORIZER_ID}, Accept=application/json [TRUNCATED]",
            self.id
        );
        self.starts_authorizer()
            .identity(caller)
            .says(1, format!("Endpoint request URI: {uri}"))
            .says(0, headers)
            .says(0, format!("Endpoint request body after transformations: {asked}"))
            .says(0, format!("Sending request to {uri}"))
            .says(63, format!("Authorizer result body before parsing: {answer}"))
            .policy_is_used(caller)
    }

    /// An earlier answer is still cached.
    fn served_from_cache(self, caller: &Caller) -> Self {
        self.starts_authorizer().identity(caller).policy_is_used(caller)
    }

    fn policy_is_used(self, caller: &Caller) -> Self {
        let principal = crate::redact::mask(caller.principal);
        self.says(1, format!("Using valid authorizer policy for principal: {principal}"))
            .says(0, "Successfully completed authorizer execution")
    }

    fn refused(self) -> Self {
        self.says(0, "The client is not authorized to perform this operation.")
    }

    fn without_token(self) -> Self {
        let line = format!("Unauthorized request: {}", self.id);
        self.starts_authorizer().says(0, line)
    }

    fn denied_by_resource_policy(self, method_and_path: &str) -> Self {
        let line = format!(
            "ExplicitDenyException User: anonymous is not authorized to perform: execute-api:Invoke on resource: \
             arn:aws:execute-api:eu-west-1:********9012:{API_ID}/prod/{method_and_path} with an explicit deny: {}",
            self.id
        );
        self.says(1, line)
    }

    /// All gates passed; the backend answers.
    fn answered(self, method: &str, path: &str, status: u16) -> Self {
        let id = self.id.clone();
        let template = if path == "/orders" { "/orders" } else { "/orders/{id}" };
        let uri = format!(
            "https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/{BACKEND_FUNCTION}/invocations"
        );
        let body = if status == 403 { r#"{"message":"Forbidden"}"# } else { r#"{"orders":[17,18]}"# };
        self.says(0, format!("Verifying Usage Plan for request: {id}. API Key:  API Stage: {API_ID}/prod"))
            .says(
                1,
                format!(
                    "API Key  authorized because method '{method} {template}' does not require API Key. Request will not \
                     contribute to throttle or quota limits"
                ),
            )
            .says(0, format!("Usage Plan check succeeded for API Key  and API Stage {API_ID}/prod"))
            .says(0, format!("Starting execution for request: {id}"))
            .says(0, format!("HTTP Method: {method}, Resource Path: {path}"))
            .says(0, "Method request query string: {}")
            .says(0, "Method request headers: {Accept=application/json, User-Agent=orders-web/3.2, Host=api.example.com}")
            .says(0, format!("Endpoint request URI: {uri}"))
            .says(0, format!("Sending request to {uri}"))
            .says(38, format!("Received response. Status: {status}, Integration latency: 37 ms"))
            .says(0, format!("Endpoint response body before transformations: {body}"))
            .says(0, format!("Method response body after transformations: {body}"))
            .says(0, "Successfully completed execution")
            .says(0, format!("Method completed with status: {status}"))
            .says(0, format!("AWS Integration Endpoint RequestId : {id}"))
    }
}

#[cfg(test)]
mod tests {
    use super::{SITUATIONS, events};
    use crate::{
        diagnose,
        diagnosis::{Cause, Deny, PolicyOrigin},
        log::Reader,
        request::assemble,
        time::Instant,
    };

    #[test]
    fn each_situation_is_found_as_often_as_it_happens() {
        let mut reader = Reader::new();
        reader.feed(events(Instant::parse("2026-08-01T14:05:00Z").unwrap()).as_bytes()).unwrap();
        let assembly = assemble(reader.finish().unwrap().events);
        assert_eq!(assembly.n_unknown_lines, 0, "{:?}", assembly.unknown_samples);
        let diagnoses = diagnose(&assembly.requests);
        for cause in Cause::ALL.iter().filter(|cause| **cause != Cause::None) {
            let expected: usize = SITUATIONS.iter().filter(|(_, of, _)| of == cause).map(|(_, _, n)| n).sum();
            let found = diagnoses.iter().filter(|diagnosis| diagnosis.cause == *cause).count();
            assert_eq!(found, expected, "{}", cause.id());
        }
        let of = |deny, origin| {
            diagnoses
                .iter()
                .filter(|diagnosis| diagnosis.cause == Cause::AuthorizerPolicyDeny)
                .filter(|diagnosis| diagnosis.deny == Some(deny) && diagnosis.policy_origin == Some(origin))
                .count()
        };
        assert_eq!(of(Deny::Implicit, PolicyOrigin::Cached), 4);
        assert_eq!(of(Deny::Explicit, PolicyOrigin::Cached), 1);
        assert_eq!(of(Deny::Explicit, PolicyOrigin::Fresh), 1);
    }
}

//! Identity, cache, Lambda: which policy there is for a call, or why there is none.

use std::rc::Rc;

use super::{End, Entry, Gateway, Origin};
use crate::traffic::{
    access,
    policy::{Effect, Policy, Reach, Statement},
    schedule::Arrival,
    sentences::{Call, Needs, Whose, mask},
    world::{Authorizer, Kind, Standing, Style},
};

/// What a client sent as its identity.
struct Identity {
    /// As the cache keeps it; empty where any source is missing.
    key: String,
    /// As the log prints it.
    masked: String,
    token: String,
}

impl Gateway {
    /// The policy that holds for a call, from the cache or from the Lambda; or how the call ended.
    pub(super) fn authorize(
        &mut self,
        arrival: &Arrival,
        which: usize,
        call: &mut Call<'_>,
        facts: &mut access::Facts,
    ) -> Result<Origin, End> {
        let authorizer = &call.api.authorizers[which];
        let started = call.now;
        call.say(Needs::Info, |call| {
            format!("Starting authorizer: {} for request: {}", authorizer.id, call.request_id)
        });
        let identity = self.identity(authorizer, call);
        let is_printed = !identity.key.is_empty() || call.world.habits.prints_missing_identity;
        if is_printed {
            call.say(Needs::Trace, |_| format!("Incoming identity: {}", identity.masked));
        }
        // Without a cache, API Gateway does not look at the sources of a REQUEST authorizer.
        let checks = authorizer.kind == Kind::Token || authorizer.ttl_ms > 0;
        let is_invalid = authorizer.validates && !identity.token.starts_with("Bearer ");
        if checks && (identity.key.is_empty() || is_invalid) {
            facts.authorizer = Some(phase(401, 0, None, None));
            call.say(Needs::Info, |call| format!("Unauthorized request: {}", call.request_id));
            let end = End::refused("identity_rejected", 401, "UNAUTHORIZED", "Unauthorized");
            // Without that line only other calls of the stage show that data trace is on, if one knows the stage.
            return Err(End { is_told: is_printed && call.prints(Needs::Trace), ..end });
        }
        let node = self.random.below(call.stage.n_nodes);
        let key = (arrival.api, arrival.stage, which, node, identity.key.clone());
        let cached = self.cache.get(&key).and_then(|entries| {
            let at = call.now;
            let is_flushed =
                |born| call.stage.flushed_at.is_some_and(|flushed| born < flushed && flushed <= at);
            let latest = entries.iter().rev().find(|entry| entry.born <= at)?;
            (at < latest.dies && !is_flushed(latest.born)).then(|| latest.clone())
        });
        if let Some(entry) = cached {
            call.now +=
                if self.random.chance(20) { self.random.between(3, 12) } else { self.random.between(0, 1) };
            facts.authorizer = Some(phase(200, call.now - started, None, Some(entry.principal.clone())));
            say_policy(call, &entry.principal);
            return Ok(Origin { entry, is_cached: true });
        }
        let entry = self.ask(authorizer, &identity, call, facts)?;
        if authorizer.ttl_ms > 0 {
            let entries = self.cache.entry(key).or_default();
            entries.retain(|old| old.dies + 60_000 > entry.born);
            let place = entries.partition_point(|old| old.born <= entry.born);
            entries.insert(place, entry.clone());
        }
        Ok(Origin { entry, is_cached: false })
    }

    fn identity(&mut self, authorizer: &Authorizer, call: &Call<'_>) -> Identity {
        let token = match self.random.below(1000) {
            0..25 => String::new(),
            25..35 => call.caller.token.replacen("Bearer ", "", 1),
            _ => call.caller.token.clone(),
        };
        if authorizer.kind == Kind::Token {
            return Identity { key: token.clone(), masked: mask(&token), token };
        }
        let has_tenant = self.random.chance(985);
        let values = [token.as_str(), if has_tenant { call.caller.tenant.as_str() } else { "" }];
        let sources = authorizer.sources.iter().zip(values);
        let masked: Vec<String> =
            sources.clone().map(|(source, value)| format!("{source}={}", mask(value))).collect();
        let is_whole = sources.clone().all(|(_, value)| !value.is_empty());
        let key: Vec<&str> = sources.map(|(_, value)| value).collect();
        Identity {
            key: if is_whole { key.join("\n") } else { String::new() },
            masked: format!("{{{}}}", masked.join(", ")),
            token,
        }
    }

    /// Calls the Lambda.
    fn ask(
        &mut self,
        authorizer: &Authorizer,
        identity: &Identity,
        call: &mut Call<'_>,
        facts: &mut access::Facts,
    ) -> Result<Entry, End> {
        let started = call.now;
        call.now += self.random.between(0, 1);
        call.invoke(&mut self.random, Whose::Authorizers(&authorizer.id), |call| {
            event(authorizer, identity, call)
        });
        call.now += match self.random.below(20) {
            0 => self.random.between(3, 7),
            1 => self.random.between(800, 3000),
            _ => self.random.between(9, 120),
        };
        let latency = call.now - started;
        let lambda = Some((200, latency - 1, self.random.uuid()));
        let standing = match identity.token.is_empty() {
            true if self.random.chance(700) => Standing::Unknown,
            true => Standing::Denied,
            false => call.caller.standing,
        };
        if standing == Standing::Unknown {
            facts.authorizer = Some(phase(401, latency, lambda, None));
            if call.world.habits.prints_raised_body {
                call.say(Needs::Trace, |_| {
                    r#"Authorizer result body before parsing: {"errorMessage":"Unauthorized"}"#.to_owned()
                });
            }
            call.say(Needs::Info, |call| format!("Unauthorized request: {}", call.request_id));
            let end = End::refused("authorizer_raised_unauthorized", 401, "UNAUTHORIZED", "Unauthorized");
            // Without `Sending request` the URI, headers and body still show that the Lambda was called.
            return Err(End { is_told: call.prints(Needs::Trace), ..end });
        }
        if self.random.chance(12) {
            facts.authorizer = Some(phase(500, latency, lambda, None));
            return Err(self.fail(call));
        }
        let policy = self.policy(authorizer.style, standing, call);
        let principal = if standing == Standing::Denied && identity.token.is_empty() {
            "nobody".to_owned()
        } else {
            call.caller.principal.clone()
        };
        let text = self.answer(&policy, &principal, call);
        call.say(Needs::Trace, |_| format!("Authorizer result body before parsing: {text}"));
        let born = call.now;
        facts.authorizer = Some(phase(200, latency, lambda, Some(principal.clone())));
        call.now += self.random.between(0, 1);
        say_policy(call, &principal);
        let filled_by = call.request_id.clone();
        Ok(Entry { born, dies: born + authorizer.ttl_ms, filled_by, principal, policy: Rc::new(policy) })
    }

    /// The Lambda crashed, or answered what is no policy.
    fn fail(&mut self, call: &mut Call<'_>) -> End {
        let failures = [
            (
                r#"{"errorMessage":"KeyError: 'sub'","errorType":"KeyError"}"#,
                r#"Invalid JSON in response: Unrecognized field "errorMessage" , not marked as ignorable"#,
            ),
            ("null", "Could not parse policy"),
            ("", "Invalid permissions on Lambda function"),
        ];
        let (answer, why) = *self.random.pick(&failures);
        if !answer.is_empty() {
            call.say(Needs::Trace, |_| format!("Authorizer result body before parsing: {answer}"));
            call.now += self.random.between(0, 1);
        }
        call.say(Needs::Error, |_| format!("Execution failed due to configuration error: {why}"));
        call.say(Needs::Error, |_| {
            "Execution failed due to configuration error: Authorizer error".to_owned()
        });
        if call.world.habits.prints_response_type {
            call.say(Needs::Error, |_| {
                "Gateway response type: AUTHORIZER_CONFIGURATION_ERROR with status code: 500".to_owned()
            });
        }
        call.completed(Needs::Error, 500);
        End::refused("authorizer_error", 500, "AUTHORIZER_CONFIGURATION_ERROR", "Internal server error")
    }

    /// The policy that the authorizer's author made for this call.
    fn policy(&mut self, style: Style, standing: Standing, call: &Call<'_>) -> Policy {
        let exact = || Reach::Exact(call.verb.to_owned(), call.path.clone());
        let whole_stage =
            self.random.pick(&[Reach::Everything, Reach::Api, Reach::Stage, Reach::StageSlash]).clone();
        let is_revoked = call.caller.revoked_at.is_some_and(|at| at <= call.now);
        let allow = |reaches| Statement::new(Effect::Allow, reaches);
        let deny = |reaches| Statement::new(Effect::Deny, reaches);
        let list = |n: usize| -> Vec<Reach> {
            let methods = call.api.methods.iter().filter(|method| !method.template.contains('{'));
            methods
                .take(n)
                .map(|method| Reach::Exact(method.verb.to_owned(), method.template.to_owned()))
                .collect()
        };
        let statements = match (standing, style) {
            (Standing::DeniedMethod, _) => vec![deny(vec![exact()])],
            _ if standing == Standing::Denied || is_revoked => vec![deny(vec![whole_stage])],
            (_, Style::Narrow) => vec![allow(vec![exact()])],
            (_, Style::Wide) => vec![allow(vec![whole_stage])],
            (_, Style::Mixed) => vec![
                allow(vec![whole_stage]),
                deny(vec![Reach::Verb("DELETE".to_owned()), Reach::Path("/admin/jobs".to_owned())]),
            ],
            (_, Style::List) => {
                let mut reaches = list(3);
                reaches.push(Reach::Under("GET".to_owned(), "/orders/".to_owned()));
                vec![allow(reaches)]
            }
            (_, Style::LongList) => {
                let others = (0..14).map(|n| Reach::Exact("GET".to_owned(), format!("/archive/of/year/{n}")));
                let statement = allow(others.chain(list(4)).collect());
                vec![statement, deny(vec![Reach::Verb("DELETE".to_owned())])]
            }
            (_, Style::Conditional) => vec![
                Statement { only_from: Some("192.0.2."), ..allow(vec![whole_stage]) },
                allow(vec![Reach::Exact("GET".to_owned(), "/items".to_owned())]),
            ],
            (_, Style::DenyOthers) => vec![
                allow(vec![whole_stage]),
                Statement {
                    is_negated: true,
                    ..deny(vec![Reach::Verb("GET".to_owned()), Reach::Verb("POST".to_owned())])
                },
            ],
            (_, Style::Misplaced) => vec![allow(vec![Reach::Elsewhere])],
        };
        Policy { statements }
    }

    /// The answer as the Lambda writes it.
    fn answer(&mut self, policy: &Policy, principal: &str, call: &Call<'_>) -> String {
        let document = policy.document(&call.api.place(call.stage), false);
        match self.random.below(10) {
            0 => format!("\n{{\n  \"principalId\": \"{principal}\",\n  \"policyDocument\": {document}\n}}"),
            1..3 => format!(
                r#"{{"policyDocument":{document},"context":{{"tier":"gold","secret":"{}"}},"principalId":"{principal}"}}"#,
                self.random.base64(24)
            ),
            _ => format!(
                r#"{{"principalId":"{principal}","policyDocument":{document},"context":{{"tier":"gold"}}}}"#
            ),
        }
    }
}

fn phase(
    status: u16,
    latency: i64,
    lambda: Option<(u16, i64, String)>,
    principal: Option<String>,
) -> access::Authorizer {
    access::Authorizer { status, latency, lambda, principal }
}

fn say_policy(call: &mut Call<'_>, principal: &str) {
    call.say(Needs::Trace, |_| format!("Using valid authorizer policy for principal: {}", mask(principal)));
    call.say(Needs::Info, |_| "Successfully completed authorizer execution".to_owned());
}

/// What the Lambda is called with.
fn event(authorizer: &Authorizer, identity: &Identity, call: &Call<'_>) -> String {
    let (arn, token) = (call.method_arn(), &identity.token);
    if authorizer.kind == Kind::Token {
        return format!(r#"{{"type":"TOKEN","methodArn":"{arn}","authorizationToken":"{token}"}}"#);
    }
    format!(
        r#"{{"type":"REQUEST","methodArn":"{arn}","resource":"{}","path":"{}","httpMethod":"{}","headers":{{"Authorization":"{token}"}},"queryStringParameters":{{"tenant":"{}"}}}}"#,
        call.method.template, call.path, call.verb, call.caller.tenant
    )
}

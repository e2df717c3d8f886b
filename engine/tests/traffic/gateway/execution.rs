//! Usage plan, integration, response: what comes behind the access checks.

use super::{End, Gateway};
use crate::traffic::{
    access,
    sentences::{Call, Needs, Whose, mask},
};

/// How the backend answers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Backend {
    Answers(u16),
    /// The Lambda's answer is not of the form that a proxy integration needs.
    Malformed,
    Raises,
    TimesOut,
    NotInvokable,
}

impl Gateway {
    /// Serves a call that passed the access checks.
    pub(super) fn execute(&mut self, call: &mut Call<'_>, facts: &mut access::Facts) -> End {
        if let Some(end) = self.usage_plan(call) {
            return end;
        }
        call.now += self.random.between(0, 1);
        call.say(Needs::Info, |call| format!("Starting execution for request: {}", call.request_id));
        call.say(Needs::Info, |call| format!("HTTP Method: {}, Resource Path: {}", call.verb, call.path));
        self.say_request(call);
        if call.verb == "POST" && self.random.chance(15) {
            call.say(Needs::Info, |_| {
                "Request body does not match model schema for content type application/json: [object has missing required \
                 properties ([\"name\"])]"
                    .to_owned()
            });
            call.completed(Needs::Info, 400);
            return End::refused("client_error", 400, "BAD_REQUEST_BODY", "Invalid request body");
        }
        let backend = self.random.weighted(&[
            (880, Backend::Answers(200)),
            (30, Backend::Answers(201)),
            (20, Backend::Answers(304)),
            (20, Backend::Answers(403)),
            (6, Backend::Answers(401)),
            (15, Backend::Answers(404)),
            (6, Backend::Answers(500)),
            (6, Backend::Malformed),
            (6, Backend::Raises),
            (6, Backend::TimesOut),
            (5, Backend::NotInvokable),
        ]);
        call.now += self.random.between(0, 1);
        call.invoke(&mut self.random, Whose::Integrations, |call| {
            format!(
                r#"{{"resource":"{}","path":"{}","httpMethod":"{}","headers":{{"Accept":"*/*","Host":"api.example.com"}},"requestContext":{{"stage":"{}","identity":{{"sourceIp":"{}"}}}},"body":null}}"#,
                call.method.template, call.path, call.verb, call.stage.name, call.caller.ip
            )
        });
        call.now += self.random.between(3, 90);
        match backend {
            Backend::Answers(status) => self.answered(call, facts, status),
            _ => self.failed(call, facts, backend),
        }
    }

    fn usage_plan(&mut self, call: &mut Call<'_>) -> Option<End> {
        let Call { api, stage, method, .. } = *call;
        let api_stage = format!("{}/{}", api.id, stage.name);
        let sent = call.caller.api_key.clone().filter(|_| method.needs_key);
        let key = sent.as_deref().map(mask).unwrap_or_default();
        call.say(Needs::Info, |call| {
            format!(
                "Verifying Usage Plan for request: {}. API Key: {key} API Stage: {api_stage}",
                call.request_id
            )
        });
        if !method.needs_key {
            call.say(Needs::Info, |_| {
                format!(
                    "API Key {key} authorized because method '{} {}' does not require API Key. Request will not contribute to \
                     throttle or quota limits",
                    method.verb, method.template
                )
            });
        }
        let is_unknown = method.needs_key && sent.is_some() && self.random.chance(60);
        if method.needs_key && (sent.is_none() || is_unknown) {
            let why = if is_unknown {
                "No Usage Plan found for key and API Stage"
            } else {
                "API Key was required but not present"
            };
            call.say(Needs::Info, |_| {
                format!(
                    "API Key {key} not authorized because method '{} {}' requires API Key and API Key is not associated with a \
                     Usage Plan for API Stage {api_stage}: {why}",
                    method.verb, method.template
                )
            });
            if call.world.habits.completes_refused_keys {
                call.completed(Needs::Info, 403);
            }
            return Some(End::refused("api_key_rejected", 403, "INVALID_API_KEY", "Forbidden"));
        }
        if method.needs_key && self.random.chance(40) {
            let word = if self.random.chance(700) { "throttle" } else { "quota" };
            call.say(Needs::Info, |call| {
                format!(
                    "Key {word} limit exceeded for RestApi {}, Stage {}, Resource k0w8mc, HttpMethod {}. Limit: 1.00 Burst: 1",
                    api.id, stage.name, call.verb
                )
            });
            call.completed(Needs::Info, 429);
            return Some(if word == "quota" {
                End::refused("quota_exceeded", 429, "QUOTA_EXCEEDED", "Limit Exceeded")
            } else {
                End::refused("throttled", 429, "THROTTLED", "Too Many Requests")
            });
        }
        if self.random.chance(3) {
            call.say(Needs::Info, |_| "Usage Plan check failed due to an internal error".to_owned());
        } else {
            call.say(Needs::Info, |_| {
                format!("Usage Plan check succeeded for API Key {key} and API Stage {api_stage}")
            });
        }
        None
    }

    fn say_request(&mut self, call: &mut Call<'_>) {
        if !call.prints(Needs::Trace) {
            return;
        }
        if let Some(key) = &call.caller.api_key.clone().filter(|_| call.method.needs_key) {
            call.say(Needs::Trace, |_| format!("API Key: {}", mask(key)));
        }
        call.say(Needs::Trace, |_| "Method request path: {}".to_owned());
        call.say(Needs::Trace, |_| "Method request query string: {}".to_owned());
        let token = mask(&call.caller.token);
        let via = self.random.base64(50);
        call.say(Needs::Trace, |call| {
            format!(
                "Method request headers: {{Accept=*/*, Authorization={token}, CloudFront-Viewer-Country=PL, Host=api.example.com, \
                 Accept-Encoding=gzip, deflate, br, X-Forwarded-Port=443, Via=2.0 {via}.cloudfront.net (CloudFront), \
                 X-Forwarded-For={}, User-Agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36}}",
                call.caller.ip
            )
        });
        call.say(Needs::Trace, |_| "Method request body before transformations: ".to_owned());
    }

    fn answered(&mut self, call: &mut Call<'_>, facts: &mut access::Facts, status: u16) -> End {
        // Through a proxy integration the Lambda's call itself went well; any other answers with the status itself.
        let received = if call.method.is_proxy { 200 } else { status };
        facts.integration = Some(received);
        let latency = self.random.between(3, 90);
        let lambda = self.random.uuid();
        call.say(Needs::Trace, |_| {
            format!("Received response. Status: {received}, Integration latency: {latency} ms")
        });
        call.say(Needs::Trace, |_| {
            format!(
                "Endpoint response headers: {{Date=Sat, 01 Aug 2026 12:00:00 GMT, Content-Type=application/json, \
                 Content-Length=183, Connection=keep-alive, x-amzn-RequestId={lambda}, x-amzn-Remapped-Content-Length=0}}"
            )
        });
        let body = match status {
            403 => r#"{"message":"Forbidden"}"#,
            401 => r#"{"message":"Unauthorized"}"#,
            _ => r#"{"orders":[{"id":17,"state":"paid"}]}"#,
        };
        call.say(Needs::Trace, |_| format!("Endpoint response body before transformations: {body}"));
        call.say(Needs::Trace, |_| format!("Method response body after transformations: {body}"));
        call.say(Needs::Trace, |_| "Method response headers: {Content-Type=application/json}".to_owned());
        call.say(Needs::Info, |_| "Successfully completed execution".to_owned());
        let (cause, error_needs) = match status {
            401 | 403 => ("backend_refused", Needs::Error),
            404 => ("client_error", Needs::Error),
            500.. => ("integration_error", Needs::Error),
            _ => ("none", Needs::Info),
        };
        call.completed(error_needs, status);
        call.say(Needs::Info, |_| format!("AWS Integration Endpoint RequestId : {lambda}"));
        // At level ERROR nothing says how far the call came.
        let is_told = call.prints(Needs::Info);
        End { cause, status, deny: None, statement: None, error: None, is_told }
    }

    fn failed(&mut self, call: &mut Call<'_>, facts: &mut access::Facts, backend: Backend) -> End {
        let lambda = self.random.uuid();
        let (status, kind, message, line) = match backend {
            Backend::TimesOut => {
                call.now += 29_000;
                (
                    504,
                    "INTEGRATION_TIMEOUT",
                    "Endpoint request timed out",
                    "Execution failed due to a timeout error".to_owned(),
                )
            }
            Backend::Raises => (
                502,
                "DEFAULT_5XX",
                "Internal server error",
                format!(
                    "Lambda execution failed with status 200 due to customer function error: cannot read order. Lambda request \
                     id: {lambda}"
                ),
            ),
            Backend::Malformed => (
                502,
                "DEFAULT_5XX",
                "Internal server error",
                "Execution failed due to configuration error: Malformed Lambda proxy response".to_owned(),
            ),
            Backend::NotInvokable | Backend::Answers(_) => (
                500,
                "API_CONFIGURATION_ERROR",
                "Internal server error",
                "Execution failed due to configuration error: Invalid permissions on Lambda function"
                    .to_owned(),
            ),
        };
        facts.integration = Some(if status == 504 { 504 } else { 200 });
        call.say(Needs::Error, |_| line);
        if call.world.habits.prints_response_type {
            call.say(Needs::Error, |_| format!("Gateway response type: {kind} with status code: {status}"));
        }
        call.completed(Needs::Error, status);
        call.say(Needs::Info, |_| format!("AWS Integration Endpoint RequestId : {lambda}"));
        End::refused("integration_error", status, kind, message)
    }
}

//! A call → its lines.

use std::fmt::{self, Write as _};

use crate::{
    document,
    ending::{Ending, Origin},
    random::Random,
    session::{Cache, Reach, Session},
    world::{ACCOUNT, Group, REGION, Route, address, mask, principal, token},
};

/// A line of a burst: where its text lies, and of what call it is.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) at: i64,
    /// The call's place in its burst.
    pub(crate) call: usize,
    /// The line's place in its call.
    pub(crate) place: u64,
    pub(crate) text: std::ops::Range<usize>,
}

/// Calls at the same time, in one log group.
#[derive(Debug, Default)]
pub(crate) struct Burst {
    pub(crate) text: String,
    pub(crate) lines: Vec<Line>,
    pub(crate) calls: Vec<Truth>,
}

/// What a call was.
#[derive(Debug)]
pub(crate) struct Truth {
    pub(crate) request_id: String,
    pub(crate) started_at: i64,
    pub(crate) n_lines: u64,
    pub(crate) ending: Ending,
    /// Where an authorizer's policy was evaluated.
    pub(crate) origin: Option<Origin>,
    pub(crate) caller: Option<u64>,
    /// The batch in which CloudWatch took its lines in.
    pub(crate) batch: u64,
}

impl Burst {
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.lines.clear();
        self.calls.clear();
    }
}

/// A stage that serves calls.
#[derive(Debug)]
pub(crate) struct Stage<'a> {
    pub(crate) group: &'a Group,
    pub(crate) random: Random,
    pub(crate) cache: Cache,
}

/// A call on its way.
struct Call<'a> {
    burst: &'a mut Burst,
    group: &'a Group,
    request_id: String,
    route: Route,
    path: String,
    now: i64,
    n_lines: u64,
}

impl Call<'_> {
    fn say(&mut self, text: fmt::Arguments<'_>) {
        /// A message is cut at 1,024 characters; all of ours are ASCII.
        const LONGEST: usize = 1024;
        let start = self.burst.text.len();
        let _ = write!(self.burst.text, "({}) ", self.request_id);
        let begin = self.burst.text.len();
        let _ = self.burst.text.write_fmt(text);
        if self.burst.text.len() > begin + LONGEST {
            self.burst.text.truncate(begin + LONGEST);
            self.burst.text.push_str(" [TRUNCATED]");
        }
        let (call, place) = (self.burst.calls.len(), self.n_lines);
        self.burst.lines.push(Line { at: self.now, call, place, text: start..self.burst.text.len() });
        self.n_lines += 1;
    }

    /// The lines about a call of a Lambda function, up to where it is sent.
    fn invoke(&mut self, function: &str, source: &str, body: &str) {
        let Group { api, .. } = self.group;
        let uri = format!(
            "https://lambda.{REGION}.amazonaws.com/2015-03-31/functions/arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}/invocations"
        );
        // The gateway's own credentials are good for hours.
        let hour = self.now / 21_600_000;
        let mut of_the_hour = Random::new(u64::try_from(hour).unwrap_or(0) ^ function.len() as u64);
        let (signature, session) = (of_the_hour.hex(6), of_the_hour.letters(520));
        let request_id = self.request_id.clone();
        self.say(format_args!("Endpoint request URI: {uri}"));
        self.say(format_args!(
            "Endpoint request headers: {{x-amzn-lambda-integration-tag={request_id}, Authorization={:*>240}{signature}, \
             X-Amz-Date=20261101T000000Z, x-amzn-apigateway-api-id={api}, \
             X-Amz-Source-Arn=arn:aws:execute-api:{REGION}:{ACCOUNT}:{api}/{source}, Accept=application/json, \
             User-Agent=AmazonAPIGateway_{api}, X-Amz-Security-Token={session} [TRUNCATED]",
            ""
        ));
        self.say(format_args!("Endpoint request body after transformations: {body}"));
        self.say(format_args!("Sending request to {uri}"));
    }
}

/// What the authorizer is asked for, by how the call is to end.
enum Asked {
    Session(Session),
    /// Nobody's answer is cached: the function answers so.
    Fresh(Reach),
}

impl Stage<'_> {
    /// Serves a call that begins at `at`.
    pub(crate) fn serve(&mut self, at: i64, burst: &mut Burst) {
        let ending = Ending::any(&mut self.random);
        let (route, asked) = self.arrange(at, ending);
        let path = route.path(&mut self.random);
        let request_id = self.random.uuid();
        let batch = self.random.number();
        let mut call = Call { burst, group: self.group, request_id, route, path, now: at, n_lines: 0 };
        let (origin, caller) = self.pass(&mut call, ending, asked);
        let Call { burst, request_id, n_lines, .. } = call;
        burst.calls.push(Truth { request_id, started_at: at, n_lines, ending, origin, caller, batch });
    }

    /// What is asked of whom, so that the call ends as it is to end.
    fn arrange(&mut self, at: i64, ending: Ending) -> (Route, Asked) {
        let random = &mut self.random;
        match ending {
            Ending::AuthorizerDenies => {
                let is_nothing = |reach| matches!(reach, Reach::Nothing);
                let cached = if random.chance(800) { self.cache.any(at, random, is_nothing) } else { None };
                (Route::any(random), cached.map_or(Asked::Fresh(Reach::Nothing), Asked::Session))
            }
            Ending::AuthorizerIsSilent => {
                let is_narrow = |reach| matches!(reach, Reach::Narrow(_));
                let cached = self.cache.any(at, random, is_narrow);
                let allowed = match cached {
                    Some(Session { reach: Reach::Narrow(allowed), .. }) => allowed,
                    _ => Route::plain(random),
                };
                let mut route = Route::any(random);
                while (route.method, route.template) == (allowed.method, allowed.template) {
                    route = Route::any(random);
                }
                (route, cached.map_or(Asked::Fresh(Reach::Narrow(allowed)), Asked::Session))
            }
            // Neither answer is cached.
            Ending::AuthorizerRaises | Ending::AuthorizerFails => {
                (Route::any(random), Asked::Fresh(Reach::Nothing))
            }
            _ => {
                let is_allowing = |reach| !matches!(reach, Reach::Nothing);
                let cached = if random.chance(885) { self.cache.any(at, random, is_allowing) } else { None };
                let asked = cached.map_or_else(
                    || {
                        let narrow = Reach::Narrow(Route::plain(random));
                        Asked::Fresh(if random.chance(400) { narrow } else { Reach::Wide })
                    },
                    Asked::Session,
                );
                let (Asked::Session(Session { reach, .. }) | Asked::Fresh(reach)) = asked;
                let route = match reach {
                    Reach::Narrow(route) => route,
                    _ => Route::any(random),
                };
                (route, asked)
            }
        }
    }

    /// The gates in their order. Gives where the authorizer's policy came from, and who called.
    fn pass(&mut self, call: &mut Call<'_>, ending: Ending, asked: Asked) -> (Option<Origin>, Option<u64>) {
        let extended_id = self.random.letters(15);
        call.say(format_args!("Extended Request Id: {extended_id}="));
        call.now += self.random.between(0, 2);
        match ending {
            Ending::ResourcePolicyDenies => {
                let (api, stage, method) = (self.group.api, self.group.stage, call.route.method);
                let (path, request_id) = (call.path.clone(), call.request_id.clone());
                call.say(format_args!(
                    "ExplicitDenyException User: anonymous is not authorized to perform: execute-api:Invoke on resource: \
                     arn:aws:execute-api:{REGION}:********4321:{api}/{stage}/{method}{path} with an explicit deny: {request_id}"
                ));
                return (None, None);
            }
            Ending::ResourcePolicyIsSilent => {
                call.now += 5;
                call.say(format_args!("The client is not authorized to perform this operation."));
                return (None, None);
            }
            _ => {}
        }
        let (authorizer, request_id) = (self.group.authorizer, call.request_id.clone());
        call.say(format_args!("Starting authorizer: {authorizer} for request: {request_id}"));
        if ending == Ending::IdentityIsMissing {
            call.say(format_args!("Incoming identity: "));
            call.say(format_args!("Unauthorized request: {request_id}"));
            return (None, None);
        }
        let session = match asked {
            Asked::Session(session) => Some(session),
            Asked::Fresh(_) => None,
        };
        let caller = session.map(|session| session.caller);
        let caller = caller.unwrap_or_else(|| self.cache.stranger(call.now, &mut self.random));
        call.say(format_args!("Incoming identity: {}", mask(&token(caller))));
        let origin = match (session, asked) {
            (None, Asked::Fresh(reach)) => {
                if !self.ask(call, caller, ending, reach) {
                    return (None, None);
                }
                Origin::Fresh
            }
            _ => Origin::Cached,
        };
        call.now += self.random.between(0, 1);
        call.say(format_args!("Using valid authorizer policy for principal: {}", mask(&principal(caller))));
        call.say(format_args!("Successfully completed authorizer execution"));
        if matches!(ending, Ending::AuthorizerDenies | Ending::AuthorizerIsSilent) {
            call.say(format_args!("The client is not authorized to perform this operation."));
        } else {
            self.execute(call, ending, caller);
        }
        (Some(origin), Some(caller))
    }

    /// Calls the authorizer's function; false where no policy came.
    fn ask(&mut self, call: &mut Call<'_>, caller: u64, ending: Ending, reach: Reach) -> bool {
        let group = self.group;
        let event = format!(
            r#"{{"type":"TOKEN","methodArn":"{}","authorizationToken":"{}"}}"#,
            group.arn(&format!("{}{}", call.route.method, call.path)),
            token(caller)
        );
        call.invoke("authorizer", &format!("authorizers/{}", group.authorizer), &event);
        call.now += self.random.between(9, 120);
        match ending {
            Ending::AuthorizerRaises => {
                let request_id = call.request_id.clone();
                call.say(format_args!(
                    r#"Authorizer result body before parsing: {{"errorMessage":"Unauthorized","errorType":"Error","trace":["Error: Unauthorized"]}}"#
                ));
                call.say(format_args!("Unauthorized request: {request_id}"));
                false
            }
            Ending::AuthorizerFails => {
                call.say(format_args!(
                    r#"Authorizer result body before parsing: {{"errorMessage":"KeyError: 'sub'","errorType":"KeyError"}}"#
                ));
                call.say(format_args!(
                    "Execution failed due to configuration error: Invalid JSON in response: Unrecognized field \"errorMessage\" , \
                     not marked as ignorable"
                ));
                call.say(format_args!("Execution failed due to configuration error: Authorizer error"));
                call.say(format_args!(
                    "Gateway response type: AUTHORIZER_CONFIGURATION_ERROR with status code: 500"
                ));
                call.say(format_args!("Method completed with status: 500"));
                false
            }
            _ => {
                let answer = document::answer(group, caller, reach);
                call.say(format_args!("Authorizer result body before parsing: {answer}"));
                self.cache.keep(Session { caller, reach, born: call.now });
                true
            }
        }
    }

    /// What comes behind the access checks.
    fn execute(&mut self, call: &mut Call<'_>, ending: Ending, caller: u64) {
        let Group { api, stage, .. } = *self.group;
        let (Route { method, template }, path) = (call.route, call.path.clone());
        let request_id = call.request_id.clone();
        call.say(format_args!(
            "Verifying Usage Plan for request: {request_id}. API Key:  API Stage: {api}/{stage}"
        ));
        if ending == Ending::KeyIsMissing {
            call.say(format_args!(
                "API Key  not authorized because method '{method} {template}' requires API Key and API Key is not associated with a \
                 Usage Plan for API Stage {api}/{stage}: API Key was required but not present"
            ));
            return;
        }
        call.say(format_args!(
            "API Key  authorized because method '{method} {template}' does not require API Key. Request will not contribute to \
             throttle or quota limits"
        ));
        call.say(format_args!("Usage Plan check succeeded for API Key  and API Stage {api}/{stage}"));
        call.now += self.random.between(0, 1);
        call.say(format_args!("Starting execution for request: {request_id}"));
        call.say(format_args!("HTTP Method: {method}, Resource Path: {path}"));
        call.say(format_args!("Method request path: {{}}"));
        call.say(format_args!("Method request query string: {{}}"));
        let trace = self.random.hex(24);
        call.say(format_args!(
            "Method request headers: {{Accept=*/*, Authorization={}, CloudFront-Viewer-Country=PL, CloudFront-Forwarded-Proto=https, \
             CloudFront-Is-Tablet-Viewer=false, CloudFront-Is-Mobile-Viewer=false, CloudFront-Is-SmartTV-Viewer=false, \
             CloudFront-Is-Desktop-Viewer=true, Host={api}.execute-api.{REGION}.amazonaws.com, Accept-Encoding=gzip, deflate, br, \
             Accept-Language=en-GB,en;q=0.8, X-Forwarded-Port=443, X-Forwarded-For={}, X-Forwarded-Proto=https, \
             X-Amzn-Trace-Id=Root=1-690551c0-{trace}, User-Agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 \
             (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36}}",
            mask(&token(caller)),
            address(caller)
        ));
        call.say(format_args!("Method request body before transformations: "));
        let event = document::integration_event(self.group, method, template, &path);
        call.invoke("orders", &format!("{stage}/{method}{template}"), &event);
        let latency = self.random.between(3, 90);
        call.now += latency;
        let integration_id = self.random.uuid();
        // An HTTP backend's status is passed on as it is.
        let status = ending.status();
        let body = match ending {
            Ending::BackendRefuses => r#"{"message":"Forbidden"}"#.to_owned(),
            _ => format!(
                r#"{{"orders":[{{"id":{},"state":"paid","total":{}.{:02}}}]}}"#,
                100_000 + self.random.below(900_000),
                self.random.below(900),
                self.random.below(100)
            ),
        };
        call.say(format_args!("Received response. Status: {status}, Integration latency: {latency} ms"));
        call.say(format_args!(
            "Endpoint response headers: {{Date=Sun, 01 Nov 2026 00:00:00 GMT, Content-Type=application/json, Content-Length={}, \
             Connection=keep-alive, x-amzn-RequestId={integration_id}, x-amzn-Remapped-Content-Length=0, \
             X-Amz-Executed-Version=$LATEST}}",
            body.len()
        ));
        call.say(format_args!("Endpoint response body before transformations: {body}"));
        call.say(format_args!("Method response body after transformations: {body}"));
        call.say(format_args!("Method response headers: {{Content-Type=application/json}}"));
        call.say(format_args!("Successfully completed execution"));
        call.say(format_args!("Method completed with status: {status}"));
        call.say(format_args!("AWS Integration Endpoint RequestId : {integration_id}"));
    }
}

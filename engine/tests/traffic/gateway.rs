//! API Gateway itself: a call passes the gates in their order and leaves lines and a truth.
//!
//! | file | what is there |
//! |---|---|
//! | [`authorizer`] | identity, cache, Lambda: which policy there is for a call |
//! | [`execution`] | usage plan, integration, response: what comes behind the access checks |

mod authorizer;
mod execution;

use std::{collections::HashMap, rc::Rc};

use super::{
    Line, access,
    policy::{Asked, Decision, Policy},
    random::Random,
    schedule::Arrival,
    sentences::{Call, Needs},
    truth::{self, Truth},
    world::{Guard, Level, World},
};

/// How a call ended.
pub(crate) struct End {
    pub(crate) cause: &'static str,
    pub(crate) status: u16,
    pub(crate) deny: Option<&'static str>,
    pub(crate) statement: Option<u32>,
    /// The gateway response and its message, where the gateway itself answered.
    pub(crate) error: Option<(&'static str, String)>,
    /// Whether the lines tell the cause, given the stage's settings.
    pub(crate) is_told: bool,
}

impl End {
    fn refused(cause: &'static str, status: u16, kind: &'static str, message: &str) -> Self {
        let error = Some((kind, message.to_owned()));
        Self { cause, status, deny: None, statement: None, error, is_told: true }
    }
}

/// An answer of an authorizer that is cached.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) born: i64,
    pub(crate) dies: i64,
    pub(crate) filled_by: String,
    pub(crate) principal: String,
    pub(crate) policy: Rc<Policy>,
}

/// Where the policy of a call came from.
pub(crate) struct Origin {
    pub(crate) entry: Entry,
    pub(crate) is_cached: bool,
}

pub(crate) struct Gateway {
    pub(crate) random: Random,
    /// By API, stage, authorizer, node and identity. Later answers take the place of earlier ones.
    pub(crate) cache: HashMap<(usize, usize, usize, usize, String), Vec<Entry>>,
    /// Ids of calls that were made, and when each was over.
    ids: Vec<(String, i64)>,
}

/// Serves the arrivals: all lines, and the truth of each call that left one.
pub(crate) fn serve(world: &World, seed: u64, arrivals: &[Arrival]) -> (Vec<Line>, Vec<Truth>) {
    let mut gateway = Gateway { random: Random::new(seed ^ 0x6a7e), cache: HashMap::new(), ids: Vec::new() };
    let (mut lines, mut truths) = (Vec::new(), Vec::with_capacity(arrivals.len()));
    for (number, arrival) in arrivals.iter().enumerate() {
        let (of_call, truth) = gateway.serve(world, number, arrival);
        lines.extend(of_call);
        truths.push(truth);
    }
    truth::mark_mixed_up(&mut truths, &lines);
    (lines, truths)
}

impl Gateway {
    fn serve(&mut self, world: &World, number: usize, arrival: &Arrival) -> (Vec<Line>, Truth) {
        let api = &world.apis[arrival.api];
        let stage = &api.stages[arrival.stage];
        let method = &api.methods[arrival.method];
        let random = &mut self.random;
        let stages_before: usize = world.apis[..arrival.api].iter().map(|api| api.stages.len()).sum();
        let mut path = method.template.to_owned();
        if path.contains('{') {
            let id = match random.below(12) {
                0 => format!("{}:{}", random.word(4), random.word(3)),
                1 => format!("a%20{}", random.word(3)),
                _ => random.below(5000).to_string(),
            };
            path = path
                .replace("{proxy+}", &format!("in/{id}.txt"))
                .replace("{id}", &id)
                .replace("{year}", "2026");
        }
        let mut call = Call {
            world,
            api,
            stage,
            method,
            caller: &world.callers[arrival.caller],
            number,
            group: (stages_before + arrival.stage) * 2,
            request_id: String::new(),
            extended_id: random.extended_id(),
            verb: if method.verb == "ANY" {
                random.pick::<&str>(&["GET", "PUT", "DELETE"])
            } else {
                method.verb
            },
            path,
            now: arrival.at,
            lines: Vec::new(),
        };
        call.request_id = self.id_of(&call);
        let mut facts = access::Facts {
            request_id: call.request_id.clone(),
            extended_id: call.extended_id.clone(),
            api_id: api.id.clone(),
            stage: stage.name,
            ip: call.caller.ip.clone(),
            at: arrival.at,
            method: call.verb.to_owned(),
            path: call.path.clone(),
            template: Some(method.template),
            ..access::Facts::default()
        };
        let (end, origin) = self.pass(arrival, &mut call, &mut facts);
        self.end(&mut call, &mut facts, &end);
        let truth = truth::of(&call, &facts, &end, origin.as_ref());
        self.ids.push((call.request_id, call.now));
        (call.lines, truth)
    }

    /// The gates, in order.
    fn pass(
        &mut self,
        arrival: &Arrival,
        call: &mut Call<'_>,
        facts: &mut access::Facts,
    ) -> (End, Option<Origin>) {
        if let Some(end) = self.before_the_api(call, facts) {
            return (end, None);
        }
        call.say(Needs::Info, |call| format!("Extended Request Id: {}", call.extended_id));
        call.now += self.random.between(0, 2);
        let resource_policy = call.api.resource_policy.as_ref();
        let asked = Asked { verb: call.verb, path: &call.path.clone(), ip: &call.caller.ip };
        let resource_decision = resource_policy.map(|policy| policy.decide(&asked));
        if let Some(Decision::ExplicitDeny(index)) = resource_decision {
            return (denied_by_resource_policy(call, facts, Some(index)), None);
        }
        let is_allowed = resource_decision == Some(Decision::Allow);
        let which = match call.method.guard {
            Guard::Authorizer(which) => which,
            Guard::Nobody if resource_policy.is_none() || is_allowed => {
                return (self.execute(call, facts), None);
            }
            Guard::Nobody => return (denied_by_resource_policy(call, facts, None), None),
            Guard::Iam => {
                facts.authenticate = Some((200, ""));
                return (self.execute(call, facts), None);
            }
        };
        let origin = match self.authorize(arrival, which, call, facts) {
            Ok(origin) => origin,
            Err(end) => return (end, None),
        };
        let decision = origin.entry.policy.decide(&asked);
        let (deny, statement, words) = match decision {
            Decision::Allow => (None, None, ""),
            // Either may allow.
            Decision::Silent if is_allowed => (None, None, ""),
            Decision::ExplicitDeny(index) => (
                Some("explicit"),
                Some(index),
                if call.world.habits.has_new_words {
                    " with an explicit deny in an identity-based policy"
                } else {
                    " with an explicit deny"
                },
            ),
            Decision::Silent => (Some("implicit"), None, ""),
        };
        if deny.is_none() {
            facts.authorize = Some(200);
            return (self.execute(call, facts), Some(origin));
        }
        facts.authorize = Some(403);
        call.say(Needs::Info, |_| "The client is not authorized to perform this operation.".to_owned());
        let message = format!("User is not authorized to access this resource{words}");
        let status = call.api.denied_status;
        let end = End::refused("authorizer_policy_deny", status, "ACCESS_DENIED", &message);
        (End { deny, statement, ..end }, Some(origin))
    }

    /// WAF, routes that are not there, and signatures that do not hold: an execution log tells of none of them.
    fn before_the_api(&mut self, call: &mut Call<'_>, facts: &mut access::Facts) -> Option<End> {
        let end = |cause, kind, message| End { is_told: false, ..End::refused(cause, 403, kind, message) };
        match self.random.below(1000) {
            0..8 => {
                facts.waf = Some(403);
                return Some(end("waf_blocked", "WAF_FILTERED", "Forbidden"));
            }
            8..20 => {
                "/ordres".clone_into(&mut call.path);
                facts.path.clone_from(&call.path);
                facts.template = None;
                return Some(end(
                    "route_not_found",
                    "MISSING_AUTHENTICATION_TOKEN",
                    "Missing Authentication Token",
                ));
            }
            number => {
                if number % 2 == 0 && call.stage.name == "prod" {
                    facts.waf = Some(200);
                }
            }
        }
        if call.method.guard == Guard::Iam && self.random.chance(200) {
            let (kind, message) = *self.random.pick(&[
                ("EXPIRED_TOKEN", "The security token included in the request is expired"),
                (
                    "INVALID_SIGNATURE",
                    "The request signature we calculated does not match the signature you provided.",
                ),
            ]);
            facts.authenticate = Some((403, message));
            return Some(end("iam_auth_failed", kind, message));
        }
        None
    }

    /// What is printed behind every ending, and the access log's line.
    fn end(&mut self, call: &mut Call<'_>, facts: &mut access::Facts, end: &End) {
        if call.stage.has_xray {
            let trace = format!("Root=1-6a6d7f80-{}", self.random.hex(24));
            if !call.lines.is_empty() {
                call.say(Needs::Info, |_| format!("X-ray Tracing ID : {trace}"));
            }
            facts.xray = Some(trace);
        }
        facts.status = end.status;
        facts.error.clone_from(&end.error);
        facts.latency = call.now - facts.at;
        if let Some(access) = call.stage.access {
            let group = call.group + usize::from(!access.is_mixed);
            // Now and then it comes minutes later.
            let late = if self.random.chance(50) { self.random.between(1000, 240_000) } else { 0 };
            let message = access::line(access.format, facts, &call.world.habits);
            let (call_number, place) = (call.number, call.lines.len());
            call.lines.push(Line { at: call.now + late, group, call: call_number, place, message });
        }
    }

    /// Its request id: API Gateway's, or now and then one that its client took from an earlier call.
    fn id_of(&mut self, call: &Call<'_>) -> String {
        let habits = &call.world.habits;
        if call.stage.level == Level::Info && !self.ids.is_empty() {
            let is_overlapping = self.random.chance(habits.overlapping_ids);
            if is_overlapping || self.random.chance(habits.reused_ids) {
                let back = self.ids.len().min(if is_overlapping { 3 } else { 400 });
                let (id, over_at) = &self.ids[self.ids.len() - 1 - self.random.below(back)];
                let used_since = self.ids.iter().rev().take(400).filter(|(other, _)| other == id);
                if is_overlapping
                    || used_since.map(|(_, over_at)| *over_at).max() < Some(call.now - 500) && *over_at > 0
                {
                    return id.clone();
                }
            }
        }
        self.random.uuid()
    }
}

/// The resource policy refused: by a statement, or by its silence.
fn denied_by_resource_policy(call: &mut Call<'_>, facts: &mut access::Facts, statement: Option<u32>) -> End {
    let is_explicit = statement.is_some();
    facts.authorize = Some(403);
    let words = match (is_explicit, call.world.habits.has_new_words) {
        (true, true) => " with an explicit deny in a resource-based policy",
        (true, false) => " with an explicit deny",
        (false, true) => " because no resource-based policy allows the execute-api:Invoke action",
        (false, false) => "",
    };
    let arn = call.masked_arn();
    let message =
        format!("User: anonymous is not authorized to perform: execute-api:Invoke on resource: {arn}{words}");
    if is_explicit {
        call.say(Needs::Info, |call| format!("ExplicitDenyException {message}: {}", call.request_id));
    } else {
        call.now += 5;
        call.say(Needs::Info, |_| "The client is not authorized to perform this operation.".to_owned());
    }
    let end = End::refused("resource_policy_deny", call.api.denied_status, "ACCESS_DENIED", &message);
    End { deny: Some(if is_explicit { "explicit" } else { "implicit" }), statement, ..end }
}

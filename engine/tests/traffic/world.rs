//! What is deployed and who calls. [`drawn`] makes a world of a seed.

mod drawn;

use super::{access::Format, policy::Policy};

pub(crate) struct World {
    pub(crate) apis: Vec<Api>,
    pub(crate) callers: Vec<Caller>,
    /// What API Gateway does one way or the other; nobody has documented which.
    pub(crate) habits: Habits,
    /// Whether who reads the log is given the bundles as well.
    pub(crate) is_configuration_known: bool,
}

#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is one habit")]
pub(crate) struct Habits {
    /// `Incoming identity:` is printed for a token that is missing, too.
    pub(crate) prints_missing_identity: bool,
    /// `Sending request to` is printed (not so in 2017).
    pub(crate) prints_sending: bool,
    /// A call without a fitting API key has a `Method completed` line.
    pub(crate) completes_refused_keys: bool,
    /// The error object of a Lambda that raised `Unauthorized` is printed.
    pub(crate) prints_raised_body: bool,
    /// `Gateway response type` is printed for failures.
    pub(crate) prints_response_type: bool,
    /// An explicit deny of a resource policy ends in the new words.
    pub(crate) has_new_words: bool,
    /// A hit's `integrationLatency` in the access log is `0`, else `-`.
    pub(crate) hit_latency_is_zero: bool,
    /// Calls in a thousand whose client chose the id of an earlier call.
    pub(crate) reused_ids: usize,
    /// The same, of a call that is still under way.
    pub(crate) overlapping_ids: usize,
}

pub(crate) struct Api {
    pub(crate) id: String,
    pub(crate) account: String,
    pub(crate) region: &'static str,
    pub(crate) authorizers: Vec<Authorizer>,
    pub(crate) methods: Vec<Method>,
    pub(crate) stages: Vec<Stage>,
    pub(crate) resource_policy: Option<Policy>,
    /// The status that the gateway response `ACCESS_DENIED` is given.
    pub(crate) denied_status: u16,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Token,
    Request,
}

pub(crate) struct Authorizer {
    pub(crate) id: String,
    pub(crate) kind: Kind,
    pub(crate) ttl_ms: i64,
    pub(crate) sources: &'static [&'static str],
    /// Tokens that do not start with `Bearer ` are turned away before the Lambda.
    pub(crate) validates: bool,
    pub(crate) style: Style,
}

/// What an authorizer's author made of policies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Style {
    /// Allows the method that it was asked about.
    Narrow,
    /// Allows the whole stage, in one of several spellings.
    Wide,
    /// Allows the stage but for some methods.
    Mixed,
    /// Allows a list of methods.
    List,
    /// A list so long that the log cuts it.
    LongList,
    /// Allows what some addresses ask for.
    Conditional,
    /// Denies all but some methods.
    DenyOthers,
    /// Allows the stage of the console's test.
    Misplaced,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Off,
    Error,
    Info,
}

pub(crate) struct Stage {
    pub(crate) name: &'static str,
    pub(crate) level: Level,
    pub(crate) data_trace: bool,
    pub(crate) access: Option<Access>,
    /// Caches that calls are spread over.
    pub(crate) n_nodes: usize,
    pub(crate) has_xray: bool,
    /// When someone flushed the authorizers' cache.
    pub(crate) flushed_at: Option<i64>,
}

#[derive(Clone, Copy)]
pub(crate) struct Access {
    pub(crate) format: Format,
    /// Whether its lines go into the execution log's group.
    pub(crate) is_mixed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guard {
    Nobody,
    Authorizer(usize),
    Iam,
}

pub(crate) struct Method {
    pub(crate) verb: &'static str,
    pub(crate) template: &'static str,
    pub(crate) guard: Guard,
    pub(crate) needs_key: bool,
    pub(crate) is_proxy: bool,
}

pub(crate) struct Caller {
    pub(crate) principal: String,
    pub(crate) token: String,
    /// The second identity source of a REQUEST authorizer.
    pub(crate) tenant: String,
    pub(crate) api_key: Option<String>,
    pub(crate) ip: String,
    pub(crate) standing: Standing,
    /// From when on the authorizer denies the caller.
    pub(crate) revoked_at: Option<i64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Known,
    /// The authorizer answers with Deny for everything.
    Denied,
    /// The authorizer answers with Deny for just what was asked.
    DeniedMethod,
    /// The Lambda raises `Unauthorized`.
    Unknown,
}

/// Where a policy holds.
pub(crate) struct Place<'a> {
    pub(crate) region: &'a str,
    pub(crate) account: &'a str,
    pub(crate) api_id: &'a str,
    pub(crate) stage: &'a str,
}

/// When the traffic begins: 2026-08-01, noon.
pub(crate) const BEGINNING: i64 = 1_785_585_600_000;

impl World {
    /// The log groups: of each stage the execution log's, then the access log's.
    pub(crate) fn groups(&self) -> Vec<String> {
        let stages = self.apis.iter().flat_map(|api| api.stages.iter().map(move |stage| (api, stage)));
        stages
            .flat_map(|(api, stage)| {
                [
                    format!("API-Gateway-Execution-Logs_{}/{}", api.id, stage.name),
                    format!("access-log-of-{}-{}", api.id, stage.name),
                ]
            })
            .collect()
    }
}

impl Api {
    pub(crate) fn place<'a>(&'a self, stage: &'a Stage) -> Place<'a> {
        Place { region: self.region, account: &self.account, api_id: &self.id, stage: stage.name }
    }
}

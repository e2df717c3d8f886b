//! One verdict a request: which gate turned the call away, why, and how sure that is.
//!
//! | file | what is there |
//! |---|---|
//! | [`case`] | all that is known of one request, and the start of every verdict |
//! | [`causes`] | one cause a file: looks at a case and says whether it is the one |
//! | [`outcome`] | what API Gateway says of the ending itself: gateway response, phases of the access line, text |
//! | [`stage`] | what the other calls of a stage tell |
//!
//! Evidence is heard in this order: a line of the gate that refused, the gateway response type, the phases and the text of the
//! access line, a bare status. A response type outranks what would only follow from where the lines end.

pub mod case;
pub mod causes;
pub mod outcome;
pub mod stage;
mod twins;

use serde::{Deserialize, Serialize};

use crate::{
    cache::{Cache, Origin},
    configuration::{Configuration, History, JudgedWith, Met},
    diagnosis::{case::Case, outcome::Outcome, stage::Stages},
    ids::RequestId,
    policy::document::Answer,
    request::{Request, reading::Reading},
    time::Instant,
};

/// Every cause that evidence can show; the first that fits is the one. In the order of the gates, so far as one kind of
/// evidence does not outweigh another.
const CAUSES: &[fn(&Case<'_>) -> Option<Diagnosis>] = &[
    causes::cache_invalidation_refused::check,
    causes::resource_policy_deny::explicit,
    causes::waf_blocked::check,
    causes::iam_auth_failed::check,
    causes::route_not_found::check,
    causes::authorizer_error::check,
    causes::authorizer_raised_unauthorized::check,
    causes::identity_rejected::check,
    causes::unauthorized::check,
    causes::authorizer_policy_deny::check,
    causes::resource_policy_deny::implicit,
    causes::api_key_rejected::check,
    causes::throttled::check,
    causes::quota_exceeded::check,
    causes::backend_refused::check,
    causes::integration_error::check,
    causes::client_error::check,
    causes::not_mapped::check,
    causes::none::check,
];

/// Says of each request why it ended as it did; in the order of `requests`, which may be any order. Requests that belong
/// together (of one stage, within the longest TTL) must be given together: a cached policy came with an earlier one.
pub fn diagnose(requests: &[Request]) -> Vec<Diagnosis> {
    diagnose_with(requests, &Configuration::default())
}

/// As [`diagnose`], with what configuration bundles say.
pub fn diagnose_with(requests: &[Request], configuration: &Configuration) -> Vec<Diagnosis> {
    Memory::default().diagnose(requests, &configuration.clone().into())
}

/// What earlier requests leave behind for the diagnosis of later ones.
#[derive(Debug, Default)]
pub struct Memory {
    cache: Cache,
    stages: Stages,
}

impl Memory {
    /// Diagnoses requests that are later than all that were given before.
    pub fn diagnose(&mut self, requests: &[Request], history: &History) -> Vec<Diagnosis> {
        let mut diagnoses = Vec::with_capacity(requests.len());
        self.judge(requests, history, |judged| diagnoses.push(judged.diagnosis));
        diagnoses
    }

    /// As [`Memory::diagnose`], and shows what each verdict was made from; in the order of `requests`.
    pub fn judge(&mut self, requests: &[Request], history: &History, mut each: impl FnMut(Judged<'_>)) {
        let mut lines = Vec::new();
        let readings = Reading::all(requests, &mut lines);
        let origins = self.cache.replay(&readings, history);
        for reading in &readings {
            self.stages.learn(reading);
        }
        let nothing = Configuration::default();
        let mixed_up = twins::mixed_up(&readings);
        for (place, (reading, origin)) in readings.iter().zip(&origins).enumerate() {
            let outcome = Outcome::of(reading);
            let stage = self.stages.of(reading.request);
            let configuration = history.of(reading.request);
            let case = Case { reading, origin: origin.as_ref(), outcome: &outcome, stage, configuration };
            let mut diagnosis = verdict(&case);
            if configuration.is_unsure() {
                let nothing = Met::always(&nothing);
                let origin = self.cache.origin(reading, &nothing);
                let case = Case { origin: origin.as_ref(), configuration: nothing, ..case };
                diagnosis.doubt(&verdict(&case));
            }
            if mixed_up.contains(&place) {
                diagnosis.weaken(Grade::Inferred);
            }
            each(Judged { place, reading, origin: origin.as_ref(), diagnosis });
        }
    }

    /// Learns which answers these requests got, be they earlier or later than others, and no more of them: what filled a cache
    /// and was diagnosed elsewhere. One that is known already changes nothing.
    pub fn remember(&mut self, requests: &[Request]) {
        let mut lines = Vec::new();
        self.cache.remember(&Reading::all(requests, &mut lines));
    }

    /// What is known of the stages.
    pub fn stages(&mut self) -> &mut Stages {
        &mut self.stages
    }

    /// Drops what says nothing of requests at `at` or later.
    pub fn forget_before(&mut self, at: Instant) {
        self.cache.forget_before(at);
    }
}

/// A verdict, and what it was made from.
#[derive(Debug)]
pub struct Judged<'a> {
    /// The place of the request among those that were given.
    pub place: usize,
    /// The request, read.
    pub reading: &'a Reading<'a>,
    /// Where the authorizer's policy came from, when one was evaluated.
    pub origin: Option<&'a Origin>,
    /// Why it ended as it did.
    pub diagnosis: Diagnosis,
}

impl Judged<'_> {
    /// The policy that answered, where it is known which.
    pub fn answer(&self) -> Option<&Answer> {
        match self.origin?.candidates.as_slice() {
            [one] => one.answer.as_deref(),
            _ => None,
        }
    }
}

fn verdict(case: &Case<'_>) -> Diagnosis {
    // Most calls are allowed, and say so: no cause needs to be asked about them.
    if case.reading.is_plain()
        && let Some(allowed) = causes::none::check(case)
    {
        return allowed;
    }
    CAUSES.iter().find_map(|cause| cause(case)).unwrap_or_else(|| causes::unknown::of(case))
}

/// Declares a closed list whose ids are the same in the engine, the JSON, the URLs and the database.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $id:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $id)] $variant,)+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The id that stands in JSON, URLs and the database.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)+ }
            }

            /// The value with this id.
            pub fn from_id(id: &str) -> Option<Self> {
                match id { $($id => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

pub(crate) use vocabulary;

vocabulary! {
    /// The gates of API Gateway, in the order in which a call passes them.
    Gate {
        /// AWS WAF, before everything.
        Waf = "waf",
        /// The resource policy's first pass: explicit denies only.
        ResourcePolicy = "resource_policy",
        /// The authorizer's identity sources are there and well formed.
        Identity = "identity",
        /// The authorizer: its cache, else its Lambda function.
        Authorizer = "authorizer",
        /// The authorizer's policy, evaluated together with the resource policy.
        AuthorizerPolicy = "authorizer_policy",
        /// API key, throttle, quota.
        UsagePlan = "usage_plan",
        /// The backend.
        Integration = "integration",
        /// What goes back to the client.
        Response = "response",
    }
}

vocabulary! {
    /// Why a call ended as it did.
    Cause {
        /// The call was allowed.
        None = "none",
        /// The API's resource policy refused.
        ResourcePolicyDeny = "resource_policy_deny",
        /// 401 before the Lambda: the identity source is missing, empty or malformed.
        IdentityRejected = "identity_rejected",
        /// 401 by the Lambda, which raised `Unauthorized`.
        AuthorizerRaisedUnauthorized = "authorizer_raised_unauthorized",
        /// 401, and the log does not tell before or in the Lambda.
        Unauthorized = "unauthorized",
        /// 500: the authorizer's Lambda failed, could not be invoked, or answered what is no policy.
        AuthorizerError = "authorizer_error",
        /// The authorizer's policy refused.
        AuthorizerPolicyDeny = "authorizer_policy_deny",
        /// An API key was missing or not in a usage plan of the stage.
        ApiKeyRejected = "api_key_rejected",
        /// Throttled.
        Throttled = "throttled",
        /// The usage plan's quota is used up.
        QuotaExceeded = "quota_exceeded",
        /// AWS WAF blocked the call.
        WafBlocked = "waf_blocked",
        /// No such path or method: `Missing Authentication Token`.
        RouteNotFound = "route_not_found",
        /// An IAM signature was wrong, expired or incomplete.
        IamAuthFailed = "iam_auth_failed",
        /// Plain `Forbidden` of the edge: no base-path mapping, disabled endpoint, mutual TLS.
        NotMapped = "not_mapped",
        /// A client without the right asked to invalidate the response cache.
        CacheInvalidationRefused = "cache_invalidation_refused",
        /// The backend itself answered 401 or 403.
        BackendRefused = "backend_refused",
        /// The integration failed.
        IntegrationError = "integration_error",
        /// The client's request was not acceptable.
        ClientError = "client_error",
        /// The evidence does not tell.
        Unknown = "unknown",
    }
}

vocabulary! {
    /// How a policy denied.
    Deny {
        /// A statement with `Deny` matched.
        Explicit = "explicit",
        /// No statement matched.
        Implicit = "implicit",
        /// The evidence does not tell.
        Unknown = "unknown",
    }
}

vocabulary! {
    /// Where the authorizer's policy came from.
    PolicyOrigin {
        /// The authorizer was called for this request.
        Fresh = "fresh",
        /// An answer to an earlier request was still cached.
        Cached = "cached",
        /// The evidence does not tell.
        Unknown = "unknown",
    }
}

vocabulary! {
    /// How sure a verdict is: that of the weakest value it states.
    Grade {
        /// The log says so.
        Proved = "proved",
        /// It follows from what the log says and from how API Gateway is known to behave.
        Inferred = "inferred",
        /// It cannot be told.
        Unknown = "unknown",
    }
}

vocabulary! {
    /// How the status is known.
    StatusSource {
        /// A line names it.
        Logged = "logged",
        /// It follows from the line that refused.
        Inferred = "inferred",
    }
}

vocabulary! {
    /// What the log does not hold, and what would have settled more. Each has words in the app.
    Missing {
        /// Data trace is off, so a cached answer looks like a fresh one.
        DataTrace = "data_trace",
        /// The method and path of a refused call: an access log names them.
        MethodAndPath = "method_and_path",
        /// The request that filled the cache entry lies outside these lines.
        FillingRequest = "filling_request",
        /// Several cached policies may have answered.
        OneCandidate = "one_candidate",
        /// The log cut the policy at 1,024 characters.
        WholePolicy = "whole_policy",
        /// The authorizer's TTL: a configuration snapshot tells it; 300 s is assumed.
        AuthorizerTtl = "authorizer_ttl",
        /// A context key that a condition of the policy asks for.
        ConditionKey = "condition_key",
        /// The status that the client saw: `Method completed` is not printed for a refused call.
        Status = "status",
        /// The start of the request: its first lines are not here.
        Start = "start",
        /// The resource policy itself: a configuration snapshot holds it.
        ResourcePolicy = "resource_policy",
        /// Which gate refused: an access log with the gateway response type and the phases names it.
        AccessLog = "access_log",
        /// The headers of the response, of which `x-amzn-errortype` names the gate.
        ResponseHeaders = "response_headers",
        /// The API's methods and how each is authorized: its configuration names them.
        Methods = "methods",
        /// The configuration at the time of the call: the one that is known was seen at another time.
        Snapshot = "snapshot",
    }
}

/// The request whose authorizer call filled the cache entry that answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledBy {
    /// Its request id.
    pub request_id: RequestId,
    /// When the authorizer answered it.
    pub at: Option<Instant>,
    /// The method it asked for, when the log names it.
    pub method: Option<String>,
    /// The path it asked for, when the log names it.
    pub path: Option<String>,
}

/// Why a request ended as it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// The HTTP status that the client got.
    pub status: Option<u16>,
    /// How the status is known; `None` with no status.
    pub status_source: Option<StatusSource>,
    /// The gate that ended the call; `None` when no gate refused or none can be named.
    pub gate: Option<Gate>,
    /// Why.
    pub cause: Cause,
    /// For the two policy denials: how.
    pub deny: Option<Deny>,
    /// Whenever an authorizer's policy was evaluated: where it came from.
    pub policy_origin: Option<PolicyOrigin>,
    /// How sure the weakest stated value is.
    pub grade: Grade,
    /// The request that filled the cache entry that answered.
    pub filled_by: Option<FilledBy>,
    /// When a denying cache entry dies.
    pub heals_at: Option<Instant>,
    /// Who called, as the log names them (masked by API Gateway).
    pub principal: Option<String>,
    /// Index (from 0) of the statement that decided.
    pub statement: Option<u32>,
    /// What the policy that answered allows or denies, as `Allow arn:…`; in the policy's order.
    pub policy: Vec<String>,
    /// The ARN that was asked for, as far as the log names it.
    pub method_arn: Option<String>,
    /// Numbers of the lines that prove it (see [`crate::request::Line::number`]), of this request only.
    pub evidence: Vec<u64>,
    /// What the log does not hold.
    pub missing: Vec<Missing>,
    /// The configuration that it was judged with; `None` where nothing is known of the API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration: Option<JudgedWith>,
}

//! All that is known of one request when its cause is looked for. Once made, it does not change.

use std::borrow::Cow;

use super::{
    Cause, Deny, Diagnosis, FilledBy, Gate, Grade, Missing, PolicyOrigin, StatusSource, outcome::Outcome,
    stage::StageFacts,
};
use crate::{
    arn::MethodArn,
    cache::{Candidate, DEFAULT_TTL_MS, Origin, entries::Ttl},
    configuration::{Authorizer, Met, ResourcePolicy},
    log::sentence::Sentence,
    policy::Context,
    redact::mask,
    request::{
        paths,
        reading::{ReadLine, Reading},
    },
};

/// One request, and what surrounds it.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The request, read.
    pub reading: &'a Reading<'a>,
    /// Where the authorizer's policy came from, when one was evaluated.
    pub origin: Option<&'a Origin>,
    /// What API Gateway says of the ending itself.
    pub outcome: &'a Outcome<'a>,
    /// What other calls of the stage show.
    pub stage: &'a StageFacts,
    /// What is known of the configuration that the call met.
    pub configuration: Met<'a>,
}

impl<'a> Case<'a> {
    /// Numbers of the lines that `is` holds for.
    pub fn lines(&self, is: impl Fn(&ReadLine<'a>) -> bool) -> Vec<u64> {
        self.reading.lines.iter().filter(|line| is(line)).map(|line| line.number).collect()
    }

    /// Whether the call came past every access check: API Gateway says so before it calls the integration.
    pub fn is_executed(&self) -> bool {
        self.reading.says(|sentence| {
            matches!(sentence, Sentence::StartingExecution { .. } | Sentence::MethodAndPath { .. })
        })
    }

    /// The number of the first line that says what `is` holds for.
    pub fn line(&self, is: impl Fn(&Sentence<'a>) -> bool) -> Option<u64> {
        self.reading.line(|line| is(&line.sentence)).map(|line| line.number)
    }

    /// Whether the execution log has anything to say of the call.
    pub fn has_execution_lines(&self) -> bool {
        self.reading.says(|sentence| !matches!(sentence, Sentence::AccessLog(_) | Sentence::Unknown))
    }

    /// Whether the call came to an authorizer, as lines of either log say.
    pub fn has_authorizer(&self) -> bool {
        self.reading.has_authorizer() || self.outcome.has_authorizer()
    }

    /// The authorizer's configuration.
    pub fn authorizer(&self) -> Option<&'a Authorizer> {
        let request = self.reading.request;
        self.configuration.authorizer(request.api_id.as_ref(), request.authorizer_id.as_ref()?)
    }

    /// The API's resource policy, or that it has none, when the configuration says so.
    pub fn resource_policy(&self) -> Option<&'a ResourcePolicy> {
        self.configuration.resource_policy(self.reading.request.api_id.as_ref())
    }

    /// What the access line tells of the condition keys that API Gateway gives to resource policies. Which keys it gives to an
    /// authorizer's policy is not documented.
    pub fn context(&self) -> Context {
        let mut context = Context::partial();
        let Some(record) = &self.reading.access else { return context };
        // A VPC endpoint puts another address in its place.
        let is_public = self.configuration.is_private(self.reading.request.api_id.as_ref()) == Some(false);
        if let Some(address) = record.get("identity.sourceIp").filter(|_| is_public) {
            context.set("aws:SourceIp", address);
        }
        if let Some(agent) = record.get("identity.userAgent") {
            context.set("aws:UserAgent", agent);
        }
        context
    }

    /// Whether the configuration says that all of such a call would be printed.
    pub fn is_traced_by_configuration(&self) -> bool {
        let request = self.reading.request;
        let stage = self.configuration.stage(request.api_id.as_ref(), request.stage.as_ref());
        stage.and_then(|stage| stage.data_trace(request.method.as_deref(), request.path.as_deref()))
            == Some(true)
    }

    /// The status that the owner of the API gave to a gateway response, when it is another than API Gateway's own.
    pub fn customised_status(&self, response_type: &str) -> Option<u16> {
        self.configuration.gateway_response(self.reading.request.api_id.as_ref(), response_type)
    }

    /// A verdict that names a cause and nothing else yet: the status that a line names, else `status` by inference.
    pub fn verdict(&self, cause: Cause, gate: Option<Gate>, status: Option<u16>, grade: Grade) -> Diagnosis {
        let logged = self.reading.logged_status().map(|(status, _)| (status, StatusSource::Logged));
        let (status, status_source) = logged
            .or_else(|| {
                let customised = response_type(cause).and_then(|kind| self.customised_status(kind));
                Some((customised.or(status)?, StatusSource::Inferred))
            })
            .unzip();
        let mut missing = Vec::new();
        if status_source == Some(StatusSource::Inferred) {
            missing.push(Missing::Status);
        }
        if self.reading.request.method.is_none() || !self.knows_the_path() {
            missing.push(Missing::MethodAndPath);
        }
        let mut diagnosis = Diagnosis {
            status,
            status_source,
            gate,
            cause,
            deny: None,
            policy_origin: None,
            grade,
            filled_by: None,
            heals_at: None,
            principal: self.principal(),
            statement: None,
            policy: Vec::new(),
            method_arn: self.method_arn().map(Cow::into_owned),
            evidence: Vec::new(),
            missing,
            configuration: self.configuration.judged_with,
        };
        self.say_where_the_policy_came_from(&mut diagnosis);
        diagnosis
    }

    /// Whether the request's path is what was asked for: no template, and without the stage before it.
    fn knows_the_path(&self) -> bool {
        let request = self.reading.request;
        let Some(path) = request.path.as_deref() else { return false };
        let is_raw = || {
            let record = self.reading.access.as_ref();
            record.is_some_and(|record| {
                let asked = paths::asked(record, request.stage.as_ref());
                record.get("path") == Some(path) && asked.is_none_or(|(_, asked)| asked != path)
            })
        };
        !path.contains('{') && !is_raw()
    }

    fn say_where_the_policy_came_from(&self, diagnosis: &mut Diagnosis) {
        let Some(origin) = self.origin else { return };
        diagnosis.policy_origin = Some(origin.origin);
        if let [Candidate { answer: Some(answer), .. }] = origin.candidates.as_slice() {
            diagnosis.policy = answer.policy.in_short();
            if answer.policy.is_cut {
                diagnosis.missing.push(Missing::WholePolicy);
            }
        }
        if origin.is_estimate {
            diagnosis.missing.push(Missing::DataTrace);
            diagnosis.weaken(Grade::Inferred);
        }
        match (origin.origin, origin.candidates.as_slice()) {
            (PolicyOrigin::Fresh, _) => {}
            (PolicyOrigin::Unknown, _) => diagnosis.missing.push(Missing::DataTrace),
            (PolicyOrigin::Cached, []) => {
                diagnosis.missing.push(Missing::FillingRequest);
                diagnosis.weaken(Grade::Inferred);
            }
            (PolicyOrigin::Cached, [candidate]) => {
                diagnosis.filled_by = Self::filled_by(candidate);
                // The identity is masked, so that it was this caller's entry is likely, not certain.
                diagnosis.weaken(Grade::Inferred);
            }
            (PolicyOrigin::Cached, _) => {
                diagnosis.missing.push(Missing::OneCandidate);
                diagnosis.weaken(Grade::Inferred);
            }
        }
    }

    fn filled_by(candidate: &Candidate) -> Option<FilledBy> {
        candidate.filled_by.as_deref().cloned()
    }

    /// When the cached answer that denied dies: its birth and the TTL, as long as nothing shows another TTL.
    pub fn say_when_it_heals(&self, diagnosis: &mut Diagnosis) {
        let Some(Origin { origin: PolicyOrigin::Cached, candidates, ttl, .. }) = self.origin else { return };
        // While any of several candidates lives, the call may be refused.
        let last = candidates.iter().max_by_key(|candidate| candidate.born);
        if let Some(Candidate { born: Some(born), is_within_ttl: true, .. }) = last {
            diagnosis.heals_at = Some(born.plus_millis(match ttl {
                Ttl::Known(ttl) => *ttl,
                Ttl::Assumed => DEFAULT_TTL_MS,
            }));
        }
        if *ttl == Ttl::Assumed {
            diagnosis.missing.push(Missing::AuthorizerTtl);
        }
    }

    /// The ARN that was asked for: as the authorizer was told it, as the resource policy's message names it, else put together
    /// from what the access line says of the method and path.
    pub fn method_arn(&self) -> Option<Cow<'a, str>> {
        let told = self.reading.lines.iter().find_map(ReadLine::method_arn);
        let quoted = || {
            self.reading.find(|sentence| match sentence {
                Sentence::ResourcePolicyExplicitDeny { arn, .. } => Some(*arn),
                _ => None,
            })
        };
        told.filter(|arn| MethodArn::parse(arn).is_some())
            .or_else(quoted)
            .map(Cow::Borrowed)
            .or_else(|| self.arn_by_access().map(Cow::Owned))
    }

    fn arn_by_access(&self) -> Option<String> {
        let request = self.reading.request;
        let (method, path) = paths::asked(self.reading.access.as_ref()?, request.stage.as_ref())?;
        let stage = request.stage.as_ref()?;
        Some(format!("{}/{stage}/{method}/{}", self.stage.arn_start()?, path.trim_start_matches('/')))
    }

    /// Who called: as API Gateway masks it, else as the authorizer names it.
    fn principal(&self) -> Option<String> {
        let masked = self.reading.find(|sentence| match sentence {
            Sentence::UsingPolicy { principal } if !principal.is_empty() => Some((*principal).to_owned()),
            Sentence::ResourcePolicyExplicitDeny { user, .. } => Some((*user).to_owned()),
            _ => None,
        });
        masked.or_else(|| self.outcome.principal.map(mask)).or_else(|| {
            match self.origin?.candidates.as_slice() {
                [Candidate { answer: Some(answer), .. }] => {
                    answer.principal_id.as_deref().filter(|id| !id.is_empty()).map(mask)
                }
                _ => None,
            }
        })
    }
}

/// The gateway response that goes with a cause, where it is one.
fn response_type(cause: Cause) -> Option<&'static str> {
    Some(match cause {
        Cause::ResourcePolicyDeny | Cause::AuthorizerPolicyDeny => "ACCESS_DENIED",
        Cause::IdentityRejected | Cause::AuthorizerRaisedUnauthorized | Cause::Unauthorized => "UNAUTHORIZED",
        Cause::AuthorizerError => "AUTHORIZER_CONFIGURATION_ERROR",
        Cause::ApiKeyRejected => "INVALID_API_KEY",
        Cause::Throttled => "THROTTLED",
        Cause::QuotaExceeded => "QUOTA_EXCEEDED",
        Cause::WafBlocked => "WAF_FILTERED",
        Cause::RouteNotFound => "MISSING_AUTHENTICATION_TOKEN",
        Cause::IamAuthFailed => "INVALID_SIGNATURE",
        _ => return None,
    })
}

impl Diagnosis {
    /// Lowers the grade to `grade` if it is higher: a verdict is as sure as the weakest value it states.
    pub(crate) fn weaken(&mut self, grade: Grade) {
        self.grade = self.grade.max(grade);
    }

    /// Lowers the grade where the verdict would be another without a configuration of which it is not sure that the call met it.
    pub(crate) fn doubt(&mut self, without: &Self) {
        let judged_with = self.configuration;
        if *self != (Self { configuration: judged_with, ..without.clone() }) {
            self.weaken(Grade::Inferred);
            self.missing.push(Missing::Snapshot);
        }
    }

    /// With these lines as evidence.
    pub(crate) fn on(mut self, evidence: impl IntoIterator<Item = u64>) -> Self {
        self.evidence = evidence.into_iter().collect();
        self.evidence.sort_unstable();
        self.evidence.dedup();
        self
    }

    /// With this way of denying.
    pub(crate) fn denying(mut self, deny: Deny) -> Self {
        self.deny = Some(deny);
        self
    }
}

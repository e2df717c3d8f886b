//! What belongs to a verdict when it is told: which words, which steps, which note under a gate, which weight a line has. Ids
//! only: the words and the drawings are the app's.
//!
//! A story is a cause, for the two policy denials with its deny and origin. Its id stands in the keys of `words/*.ftl`:
//! `story-{id}` (short), `.title`, `.verdict`, `.meaning`.

use crate::{
    diagnosis::{Cause, Deny, Diagnosis, Gate, PolicyOrigin},
    remediation::Kind,
    request::timeline::{GatePassage, Passage},
};

/// What a call's ending is told with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Story {
    cause: Cause,
    deny: Deny,
    origin: PolicyOrigin,
}

impl Story {
    /// The story of these values.
    pub fn new(cause: Cause, deny: Option<Deny>, origin: Option<PolicyOrigin>) -> Self {
        Self { cause, deny: deny.unwrap_or(Deny::Unknown), origin: origin.unwrap_or(PolicyOrigin::Unknown) }
    }

    /// The key of its short words.
    pub fn key(self) -> String {
        let Self { cause, deny, origin } = self;
        match cause {
            Cause::AuthorizerPolicyDeny => format!("story-{}-{}-{}", cause.id(), deny.id(), origin.id()),
            Cause::ResourcePolicyDeny => format!("story-{}-{}", cause.id(), deny.id()),
            _ => format!("story-{}", cause.id()),
        }
    }

    /// Whether a cached answer refused.
    pub fn is_cached(self) -> bool {
        self.cause == Cause::AuthorizerPolicyDeny && self.origin == PolicyOrigin::Cached
    }

    /// What to do about it, from doing nothing to the lasting fix.
    pub fn steps(self) -> &'static [Step] {
        use Step::{
            AskOwner, AttachKey, CacheOff, CacheRight, ChangeIdentitySource, CheckAnswer, CheckDomain,
            CheckExpression, CheckIntegration, CheckPermission, CheckRoute, CheckSource, ConfirmCaching,
            CoverMethods, DataTrace, Deploy, FixAuthorizer, FixRequest, FixResourcePolicy, Flush, MoreLog,
            RaiseLimit, ReadAuthorizerLog, ReadBackend, ReadStatement, ReadWaf, RenewToken, SendIdentity,
            SendKey, SignAgain, SlowDown, Wait,
        };
        match self.cause {
            Cause::None => &[],
            Cause::AuthorizerPolicyDeny => match (self.deny, self.origin) {
                (Deny::Explicit, PolicyOrigin::Cached) => {
                    &[ConfirmCaching, Wait, Flush, ReadStatement, AskOwner]
                }
                (_, PolicyOrigin::Cached) => {
                    &[ConfirmCaching, Wait, Flush, CoverMethods, CacheOff, ChangeIdentitySource]
                }
                (Deny::Explicit, PolicyOrigin::Fresh) => &[AskOwner, ReadStatement, FixAuthorizer],
                (Deny::Implicit, PolicyOrigin::Fresh) => &[ReadStatement, FixAuthorizer],
                (Deny::Unknown, PolicyOrigin::Fresh) => &[ReadAuthorizerLog, FixAuthorizer, DataTrace],
                (_, PolicyOrigin::Unknown) => &[Wait, Flush, DataTrace, FixAuthorizer],
            },
            Cause::ResourcePolicyDeny => &[CheckSource, FixResourcePolicy, Deploy],
            Cause::IdentityRejected => &[SendIdentity, CheckExpression],
            Cause::AuthorizerRaisedUnauthorized => &[RenewToken, ReadAuthorizerLog],
            Cause::Unauthorized => &[SendIdentity, RenewToken, DataTrace],
            Cause::AuthorizerError => &[ReadAuthorizerLog, CheckPermission, CheckAnswer],
            Cause::ApiKeyRejected => &[SendKey, AttachKey],
            Cause::Throttled | Cause::QuotaExceeded => &[SlowDown, RaiseLimit],
            Cause::WafBlocked => &[ReadWaf],
            Cause::RouteNotFound => &[CheckRoute, Deploy, CheckDomain],
            Cause::IamAuthFailed => &[SignAgain],
            Cause::NotMapped => &[CheckDomain],
            Cause::CacheInvalidationRefused => &[CacheRight],
            Cause::BackendRefused => &[ReadBackend],
            Cause::IntegrationError => &[ReadBackend, CheckIntegration],
            Cause::ClientError => &[FixRequest],
            Cause::Unknown => &[MoreLog],
        }
    }
}

/// Whether a cause has nothing to do with the authorizer and its policies.
pub fn is_beside_the_authorizer(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::ApiKeyRejected
            | Cause::Throttled
            | Cause::QuotaExceeded
            | Cause::WafBlocked
            | Cause::RouteNotFound
            | Cause::NotMapped
            | Cause::CacheInvalidationRefused
            | Cause::BackendRefused
            | Cause::IntegrationError
            | Cause::ClientError
    )
}

/// Whether the authorizer, its policies or the resource policy ended the call: what the API's own people have written.
pub fn is_of_the_authorizer(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::ResourcePolicyDeny
            | Cause::IdentityRejected
            | Cause::AuthorizerRaisedUnauthorized
            | Cause::Unauthorized
            | Cause::AuthorizerError
            | Cause::AuthorizerPolicyDeny
    )
}

/// The gate at which calls with this cause end, when no diagnosis names it.
pub fn usual_gate(cause: Cause) -> Option<Gate> {
    Some(match cause {
        Cause::None | Cause::Unknown | Cause::NotMapped | Cause::RouteNotFound | Cause::ClientError => {
            return None;
        }
        Cause::WafBlocked => Gate::Waf,
        Cause::ResourcePolicyDeny => Gate::ResourcePolicy,
        Cause::IdentityRejected | Cause::IamAuthFailed => Gate::Identity,
        Cause::AuthorizerRaisedUnauthorized | Cause::Unauthorized | Cause::AuthorizerError => {
            Gate::Authorizer
        }
        Cause::AuthorizerPolicyDeny => Gate::AuthorizerPolicy,
        Cause::ApiKeyRejected | Cause::Throttled | Cause::QuotaExceeded => Gate::UsagePlan,
        Cause::CacheInvalidationRefused | Cause::BackendRefused | Cause::IntegrationError => {
            Gate::Integration
        }
    })
}

macro_rules! steps {
    ($($step:ident = $id:literal,)+) => {
        /// Something to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(missing_docs, reason = "their ids say it")]
        pub enum Step { $($step,)+ }

        impl Step {
            /// Stands in the keys of its words: `step-{id}`.
            pub fn id(self) -> &'static str {
                match self { $(Self::$step => $id,)+ }
            }

            /// Every step.
            pub const ALL: &'static [Self] = &[$(Self::$step),+];
        }
    };
}

steps! {
    ConfirmCaching = "confirm-caching",
    Wait = "wait",
    Flush = "flush",
    CoverMethods = "cover-methods",
    CacheOff = "cache-off",
    ChangeIdentitySource = "change-identity-source",
    Deploy = "deploy",
    ReadStatement = "read-statement",
    FixAuthorizer = "fix-authorizer",
    AskOwner = "ask-owner",
    DataTrace = "data-trace",
    FixResourcePolicy = "fix-resource-policy",
    CheckSource = "check-source",
    SendIdentity = "send-identity",
    CheckExpression = "check-expression",
    RenewToken = "renew-token",
    ReadAuthorizerLog = "read-authorizer-log",
    CheckPermission = "check-permission",
    CheckAnswer = "check-answer",
    SendKey = "send-key",
    AttachKey = "attach-key",
    SlowDown = "slow-down",
    RaiseLimit = "raise-limit",
    ReadWaf = "read-waf",
    CheckRoute = "check-route",
    SignAgain = "sign-again",
    CheckDomain = "check-domain",
    CacheRight = "cache-right",
    ReadBackend = "read-backend",
    CheckIntegration = "check-integration",
    FixRequest = "fix-request",
    MoreLog = "more-log",
}

impl Step {
    /// The card that has the commands for it; `None` where there is nothing to be typed.
    pub fn card(self) -> Option<Kind> {
        Some(match self {
            Self::ConfirmCaching => Kind::ConfirmCaching,
            Self::Flush => Kind::Flush,
            Self::CoverMethods | Self::FixAuthorizer => Kind::FixAuthorizer,
            Self::CacheOff => Kind::CachingOff,
            Self::ChangeIdentitySource => Kind::ChangeIdentitySource,
            Self::FixResourcePolicy => Kind::FixResourcePolicy,
            Self::Deploy => Kind::Deploy,
            Self::AttachKey => Kind::GiveKey,
            _ => return None,
        })
    }

    /// Whether it is left out where no card calls for it: nothing is to be confirmed that is known, and nothing is to be flushed where
    /// nothing is cached.
    pub fn needs_card(self) -> bool {
        matches!(self, Self::ConfirmCaching | Self::Flush | Self::CacheOff | Self::ChangeIdentitySource)
    }
}

/// What is noted under a gate: what it found, else how the call fared there. Ids of words: `gate-note-…` or `passage-…`.
pub fn note(diagnosis: &Diagnosis, passage: &GatePassage) -> &'static str {
    match (passage.gate, passage.passage) {
        (Gate::ResourcePolicy, Passage::Passed) => "gate-note-no-deny",
        (Gate::Identity, Passage::Passed) => "gate-note-identity-present",
        (Gate::Identity, Passage::Refused) if diagnosis.cause == Cause::IdentityRejected => {
            "gate-note-identity-refused"
        }
        // The authorizer gives the same answer.
        (Gate::Identity, Passage::Refused) if diagnosis.cause == Cause::Unauthorized => {
            "gate-note-identity-or-authorizer"
        }
        (Gate::Authorizer, Passage::Passed) => "gate-note-called",
        (Gate::Authorizer, Passage::Cached)
            if diagnosis.filled_by.as_ref().is_some_and(|by| by.at.is_some()) =>
        {
            "gate-note-cached-before"
        }
        (Gate::Authorizer, Passage::Cached) => "gate-note-cached",
        (Gate::Authorizer, Passage::Refused) if diagnosis.cause == Cause::AuthorizerRaisedUnauthorized => {
            "gate-note-raised"
        }
        (Gate::Authorizer, Passage::Refused) if diagnosis.cause == Cause::AuthorizerError => {
            "gate-note-failed"
        }
        (Gate::AuthorizerPolicy, Passage::Passed) => "gate-note-allows",
        (Gate::ResourcePolicy | Gate::AuthorizerPolicy, Passage::Refused)
            if diagnosis.deny == Some(Deny::Explicit) =>
        {
            "gate-note-explicit"
        }
        (Gate::ResourcePolicy | Gate::AuthorizerPolicy, Passage::Refused)
            if diagnosis.deny == Some(Deny::Implicit) =>
        {
            "gate-note-implicit"
        }
        (Gate::UsagePlan, Passage::Refused) => match diagnosis.cause {
            Cause::Throttled => "gate-note-throttled",
            Cause::QuotaExceeded => "gate-note-quota",
            _ => "gate-note-key-refused",
        },
        (Gate::Integration, Passage::Passed) => "gate-note-answered",
        (Gate::Response, _) if diagnosis.status.is_some() => "gate-note-status",
        (_, passage) => said_of(passage),
    }
}

/// The id of the words for a passage.
pub fn said_of(passage: Passage) -> &'static str {
    match passage {
        Passage::Passed => "passage-passed",
        Passage::Cached => "passage-cached",
        Passage::Refused => "passage-refused",
        Passage::NotReached => "passage-not_reached",
        Passage::NotLogged => "passage-not_logged",
        Passage::Absent => "passage-absent",
    }
}

/// How far a call walked through its gates: the index of the last gate it came to, and whether it passed it.
pub fn walked(passages: &[Passage]) -> (usize, bool) {
    if let Some(stop) = passages.iter().position(|passage| *passage == Passage::Refused) {
        return (stop, false);
    }
    let last = passages.iter().rposition(|passage| matches!(passage, Passage::Passed | Passage::Cached));
    (last.unwrap_or(0), true)
}

/// Line numbers in short: `3–6, 9`.
pub fn runs(numbers: &[u64]) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some((_, last)) if number == *last + 1 => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let shown: Vec<_> = runs
        .into_iter()
        .map(|(from, to)| if from == to { from.to_string() } else { format!("{from}–{to}") })
        .collect();
    shown.join(", ")
}

/// What a line does for the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// It decided.
    Deciding,
    /// It led to the cached answer.
    Cached,
    /// It shows that nothing refused.
    Allowing,
    /// Nothing.
    Other,
}

impl Weight {
    /// What a line does at the gate that it belongs to; `is_evidence` when the verdict names it.
    pub fn of(diagnosis: &Diagnosis, is_evidence: bool, gate: Option<&GatePassage>) -> Self {
        match gate.map(|gate| gate.passage) {
            _ if !is_evidence => Self::Other,
            _ if diagnosis.cause == Cause::None => Self::Allowing,
            Some(Passage::Refused) => Self::Deciding,
            // What led to the cached answer: who asked, and whose policy was found.
            _ if diagnosis.policy_origin == Some(PolicyOrigin::Cached) => Self::Cached,
            _ => Self::Deciding,
        }
    }

    /// Its id in the page.
    pub fn id(self) -> &'static str {
        match self {
            Self::Deciding => "deciding",
            Self::Cached => "cached",
            Self::Allowing => "allowing",
            Self::Other => "other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{runs, walked};
    use crate::request::timeline::Passage::{Absent, Cached, NotLogged, NotReached, Passed, Refused};

    #[test]
    fn the_path_ends_where_the_call_was_refused_else_at_the_last_gate_it_passed() {
        assert_eq!(walked(&[NotLogged, Passed, Cached, Refused, NotReached]), (3, false));
        assert_eq!(walked(&[NotLogged, Passed, Absent, Passed]), (3, true));
        assert_eq!(walked(&[NotLogged, NotLogged]), (0, true));
    }

    #[test]
    fn neighbouring_lines_are_one_run() {
        assert_eq!(runs(&[3, 4, 5, 6, 9]), "3–6, 9");
        assert_eq!(runs(&[]), "");
    }
}

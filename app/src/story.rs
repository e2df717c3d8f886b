//! Which words and which steps belong to a cause.
//!
//! A story is a cause, for the two policy denials with its deny and origin. Its id stands in the keys of `words/*.ftl`:
//! `story-{id}` (short), `.title`, `.verdict`, `.meaning`.

#[cfg(feature = "ssr")]
use engine::diagnosis::Gate;
use engine::diagnosis::{Cause, Deny, PolicyOrigin};

/// What a call's ending is told with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Story {
    cause: Cause,
    deny: Deny,
    origin: PolicyOrigin,
}

impl Story {
    /// The story of these values.
    pub(crate) fn new(cause: Cause, deny: Option<Deny>, origin: Option<PolicyOrigin>) -> Self {
        Self { cause, deny: deny.unwrap_or(Deny::Unknown), origin: origin.unwrap_or(PolicyOrigin::Unknown) }
    }

    /// The key of its short words.
    pub(crate) fn key(self) -> String {
        let Self { cause, deny, origin } = self;
        match cause {
            Cause::AuthorizerPolicyDeny => format!("story-{}-{}-{}", cause.id(), deny.id(), origin.id()),
            Cause::ResourcePolicyDeny => format!("story-{}-{}", cause.id(), deny.id()),
            _ => format!("story-{}", cause.id()),
        }
    }

    /// Whether a cached answer refused.
    #[cfg(feature = "ssr")]
    pub(crate) fn is_cached(self) -> bool {
        self.cause == Cause::AuthorizerPolicyDeny && self.origin == PolicyOrigin::Cached
    }

    /// What to do about it, from doing nothing to the lasting fix.
    pub(crate) fn steps(self) -> &'static [Step] {
        use Step::{
            AskOwner, AttachKey, CacheOff, CacheRight, CheckAnswer, CheckDomain, CheckExpression,
            CheckIntegration, CheckPermission, CheckRoute, CheckSource, CoverMethods, DataTrace,
            FixAuthorizer, FixRequest, FixResourcePolicy, Flush, MoreLog, RaiseLimit, ReadAuthorizerLog,
            ReadBackend, ReadStatement, ReadWaf, RenewToken, SendIdentity, SendKey, SignAgain, SlowDown,
            Wait,
        };
        match self.cause {
            Cause::None => &[],
            Cause::AuthorizerPolicyDeny => match (self.deny, self.origin) {
                (Deny::Explicit, PolicyOrigin::Cached) => &[Wait, Flush, ReadStatement, AskOwner],
                (_, PolicyOrigin::Cached) => &[Wait, Flush, CoverMethods, CacheOff],
                (Deny::Explicit, PolicyOrigin::Fresh) => &[AskOwner, ReadStatement, FixAuthorizer],
                (Deny::Implicit, PolicyOrigin::Fresh) => &[ReadStatement, FixAuthorizer],
                (Deny::Unknown, PolicyOrigin::Fresh) => &[ReadAuthorizerLog, FixAuthorizer, DataTrace],
                (_, PolicyOrigin::Unknown) => &[Wait, Flush, DataTrace, FixAuthorizer],
            },
            Cause::ResourcePolicyDeny => &[CheckSource, FixResourcePolicy],
            Cause::IdentityRejected => &[SendIdentity, CheckExpression],
            Cause::AuthorizerRaisedUnauthorized => &[RenewToken, ReadAuthorizerLog],
            Cause::Unauthorized => &[SendIdentity, RenewToken, DataTrace],
            Cause::AuthorizerError => &[ReadAuthorizerLog, CheckPermission, CheckAnswer],
            Cause::ApiKeyRejected => &[SendKey, AttachKey],
            Cause::Throttled | Cause::QuotaExceeded => &[SlowDown, RaiseLimit],
            Cause::WafBlocked => &[ReadWaf],
            Cause::RouteNotFound => &[CheckRoute, CheckDomain],
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

/// The page of AWS on which a cause is explained: its title and address.
#[cfg(feature = "ssr")]
pub(crate) fn source(cause: Cause) -> (&'static str, &'static str) {
    macro_rules! guide {
        ($title:literal, $page:literal) => {
            ($title, concat!("https://docs.aws.amazon.com/apigateway/latest/developerguide/", $page, ".html"))
        };
    }
    match cause {
        Cause::None | Cause::Unknown => {
            guide!("Set up CloudWatch logging for REST APIs in API Gateway", "set-up-logging")
        }
        Cause::ResourcePolicyDeny => {
            guide!(
                "How API Gateway resource policies affect authorization workflow",
                "apigateway-authorization-flow"
            )
        }
        Cause::IdentityRejected
        | Cause::AuthorizerRaisedUnauthorized
        | Cause::Unauthorized
        | Cause::AuthorizerError => {
            guide!("Use API Gateway Lambda authorizers", "apigateway-use-lambda-authorizer")
        }
        Cause::AuthorizerPolicyDeny => {
            guide!("Output from an API Gateway Lambda authorizer", "api-gateway-lambda-authorizer-output")
        }
        Cause::ApiKeyRejected | Cause::QuotaExceeded => {
            guide!("Usage plans and API keys for REST APIs in API Gateway", "api-gateway-api-usage-plans")
        }
        Cause::Throttled => guide!(
            "Throttle requests to your REST APIs for better throughput in API Gateway",
            "api-gateway-request-throttling"
        ),
        Cause::WafBlocked => {
            guide!(
                "Use AWS WAF to protect your REST APIs in API Gateway",
                "apigateway-control-access-aws-waf"
            )
        }
        Cause::RouteNotFound | Cause::ClientError | Cause::IntegrationError => {
            guide!("Gateway response types for API Gateway", "supported-gateway-response-types")
        }
        Cause::IamAuthFailed => {
            guide!("Control access to a REST API with IAM permissions", "permissions")
        }
        Cause::NotMapped => {
            guide!("Custom domain name for public REST APIs in API Gateway", "how-to-custom-domains")
        }
        Cause::CacheInvalidationRefused => {
            guide!("Cache settings for REST APIs in API Gateway", "api-gateway-caching")
        }
        Cause::BackendRefused => {
            guide!("Integrations for REST APIs in API Gateway", "how-to-integration-settings")
        }
    }
}

/// Whether a cause has nothing to do with the authorizer and its policies.
#[cfg(feature = "ssr")]
pub(crate) fn is_beside_the_authorizer(cause: Cause) -> bool {
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

/// The gate at which calls with this cause end, when no diagnosis names it.
#[cfg(feature = "ssr")]
pub(crate) fn usual_gate(cause: Cause) -> Option<Gate> {
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
        pub(crate) enum Step { $($step,)+ }

        impl Step {
            /// Stands in the keys of its words: `step-{id}`.
            pub(crate) fn id(self) -> &'static str {
                match self { $(Self::$step => $id,)+ }
            }

            #[cfg(all(test, feature = "ssr"))]
            const ALL: &'static [Self] = &[$(Self::$step),+];
        }
    };
}

steps! {
    Wait = "wait",
    Flush = "flush",
    CoverMethods = "cover-methods",
    CacheOff = "cache-off",
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

/// The command that flushes a stage's authorizer cache; `None` when an id is not of AWS's grammar, so that nothing from a
/// log can reach a shell.
pub(crate) fn flush_command(api_id: &str, stage: &str) -> Option<String> {
    let is_api =
        api_id.len() == 10 && api_id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let is_stage = (1..=128).contains(&stage.len())
        && !stage.starts_with('-')
        && stage.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    (is_api && is_stage).then(|| {
        format!(
            "aws apigateway flush-stage-authorizers-cache \\\n  --rest-api-id {api_id} --stage-name {stage}"
        )
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use engine::diagnosis::{Cause, Deny, Gate, Grade, Missing, PolicyOrigin};

    use super::{Step, Story, flush_command, source};
    use crate::{
        viewer::Language,
        words::{Slot, Words},
    };

    const LANGUAGES: [Words; 2] =
        [Words { language: Language::English }, Words { language: Language::Chinese }];

    #[test]
    fn every_story_has_words_and_steps() {
        let slots =
            [("call", Slot::from("GET /x")), ("filled", Slot::from("none")), ("status", Slot::from("403"))];
        for words in LANGUAGES {
            for &cause in Cause::ALL {
                assert!(words.has(&format!("cause-{}", cause.id())));
                for part in ["seen", "why", "settles"] {
                    assert!(words.has(&format!("doc-{}.{part}", cause.id())), "{cause:?}, {part}");
                }
                assert!(source(cause).1.starts_with("https://docs.aws.amazon.com/"));
                for &deny in Deny::ALL {
                    for &origin in PolicyOrigin::ALL {
                        let story = Story::new(cause, Some(deny), Some(origin));
                        for part in ["", ".title", ".verdict", ".meaning"] {
                            let key = format!("{}{part}", story.key());
                            assert!(words.has(&key), "{key}");
                            let text = words.say_with(&key, &slots);
                            assert!(!text.contains('$') && !text.is_empty(), "{key}: {text}");
                        }
                        assert_eq!(story.steps().is_empty(), cause == Cause::None);
                    }
                }
            }
        }
    }

    #[test]
    fn every_value_of_the_vocabulary_has_words() {
        for words in LANGUAGES {
            let mut keys = Vec::new();
            keys.extend(Deny::ALL.iter().map(|deny| format!("deny-{}", deny.id())));
            keys.extend(PolicyOrigin::ALL.iter().map(|origin| format!("origin-{}", origin.id())));
            keys.extend(Gate::ALL.iter().map(|gate| format!("gate-{}", gate.id())));
            keys.extend(Grade::ALL.iter().map(|grade| format!("grade-{}.why", grade.id())));
            keys.extend(Missing::ALL.iter().map(|missing| format!("missing-{}.show", missing.id())));
            keys.extend(Step::ALL.iter().map(|step| format!("step-{}.why", step.id())));
            for key in keys {
                assert!(words.has(&key), "{key}");
                assert!(words.has(key.split('.').next().unwrap()), "{key}");
            }
        }
    }

    #[test]
    fn a_command_is_made_only_of_ids_in_the_grammar_of_aws() {
        assert!(flush_command("a1b2c3d4e5", "prod").is_some());
        for (api, stage) in
            [("a1b2c3d4e5", "prod; rm -rf /"), ("a1b2c3d4e5", "--help"), ("$(id)", "prod"), ("", "")]
        {
            assert_eq!(flush_command(api, stage), None);
        }
    }
}

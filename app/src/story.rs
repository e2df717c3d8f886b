//! Where AWS explains a cause. Which words and steps belong to it says `engine::story`; its tests are here, where the words are.

use engine::diagnosis::Cause;

/// The page of AWS on which a cause is explained: its title and address.
pub fn source(cause: Cause) -> (&'static str, &'static str) {
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

#[cfg(test)]
mod tests {
    use engine::diagnosis::{Cause, Deny, Gate, Grade, Missing, PolicyOrigin};
    use engine::story::{Step, Story};

    use super::source;
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
}

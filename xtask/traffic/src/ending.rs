//! How calls end, and how often.

use crate::random::Random;

/// How a call ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// 200.
    Allowed,
    /// 403: a statement of the authorizer's policy denies.
    AuthorizerDenies,
    /// 403: no statement of the authorizer's policy allows.
    AuthorizerIsSilent,
    /// 403: a statement of the resource policy denies.
    ResourcePolicyDenies,
    /// 403: no statement of the resource policy allows.
    ResourcePolicyIsSilent,
    /// 403: the method needs an API key.
    KeyIsMissing,
    /// 403: the backend's own answer.
    BackendRefuses,
    /// 401: nothing by which to ask the authorizer.
    IdentityIsMissing,
    /// 401: the authorizer's function raised it.
    AuthorizerRaises,
    /// 500: the authorizer's function failed.
    AuthorizerFails,
}

/// Where the authorizer's policy of a call came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Its function was called.
    Fresh,
    /// An earlier call's answer.
    Cached,
}

impl Origin {
    /// The product's word.
    pub fn id(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Cached => "cached",
        }
    }
}

/// How often of a thousand.
const OFTEN: [(u64, Ending); 10] = [
    (850, Ending::Allowed),
    (55, Ending::AuthorizerDenies),
    (19, Ending::AuthorizerIsSilent),
    (25, Ending::ResourcePolicyDenies),
    (10, Ending::ResourcePolicyIsSilent),
    (9, Ending::KeyIsMissing),
    (7, Ending::BackendRefuses),
    (12, Ending::IdentityIsMissing),
    (8, Ending::AuthorizerRaises),
    (5, Ending::AuthorizerFails),
];

impl Ending {
    /// One of them, as often as it happens.
    pub(crate) fn any(random: &mut Random) -> Self {
        let mut left = random.below(1000);
        for (often, ending) in OFTEN {
            if left < often {
                return ending;
            }
            left -= often;
        }
        Self::Allowed
    }

    /// The status that the client gets.
    pub fn status(self) -> u16 {
        match self {
            Self::Allowed => 200,
            Self::IdentityIsMissing | Self::AuthorizerRaises => 401,
            Self::AuthorizerFails => 500,
            _ => 403,
        }
    }

    /// The product's word for the cause.
    pub fn cause(self) -> &'static str {
        match self {
            Self::Allowed => "none",
            Self::AuthorizerDenies | Self::AuthorizerIsSilent => "authorizer_policy_deny",
            Self::ResourcePolicyDenies | Self::ResourcePolicyIsSilent => "resource_policy_deny",
            Self::KeyIsMissing => "api_key_rejected",
            Self::BackendRefuses => "backend_refused",
            Self::IdentityIsMissing => "identity_rejected",
            Self::AuthorizerRaises => "authorizer_raised_unauthorized",
            Self::AuthorizerFails => "authorizer_error",
        }
    }

    /// The product's word for how a policy denied.
    pub fn deny(self) -> &'static str {
        match self {
            Self::AuthorizerDenies | Self::ResourcePolicyDenies => "explicit",
            Self::AuthorizerIsSilent | Self::ResourcePolicyIsSilent => "implicit",
            _ => "",
        }
    }
}

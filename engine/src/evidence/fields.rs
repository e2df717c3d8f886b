//! The fields of the recommended access log, and which calls have a value for each.
//!
//! A line does not tell a field that its format leaves out from one that the gateway had no value for. So a field counts as
//! missing only where calls were logged that must have had it.
//!
//! Source: API Gateway Developer Guide, "Variables for access logging".

use super::{Count, Evidence};

/// A field of the recommended format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its variable without `$context.`.
    pub variable: &'static str,
    /// Variables that tell as much; a format with one of them lacks nothing.
    pub instead: &'static [&'static str],
    /// Which calls have it.
    pub of: Of,
}

/// Which calls have a value for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// All.
    All,
    /// Those that were allowed.
    Allowed,
    /// Those that API Gateway itself refused.
    Refused,
    /// Those that came to an authorizer.
    Authorizer,
    /// Those for which the authorizer's Lambda function was called.
    Called,
    /// It depends on what the API uses: AWS WAF, IAM, X-Ray; or something has to fail.
    Some,
}

impl Of {
    /// How many calls were logged that must have had it; `None` where that cannot be told.
    pub fn n_expected(self, evidence: &Evidence) -> Option<u64> {
        let count = match self {
            Self::All => Count::Access,
            Self::Allowed => Count::AccessAllowed,
            Self::Refused => Count::AccessRefused,
            Self::Authorizer => Count::AccessAuthorizer,
            Self::Called => Count::AccessCalled,
            Self::Some => return None,
        };
        Some(evidence.count(count))
    }
}

const fn field(variable: &'static str, of: Of) -> Field {
    Field { variable, instead: &[], of }
}

/// The fields, in the order of the recommended format.
pub const FIELDS: &[Field] = &[
    field("requestId", Of::All),
    field("extendedRequestId", Of::All),
    Field { instead: &["domainName"], ..field("apiId", Of::All) },
    field("stage", Of::All),
    field("identity.sourceIp", Of::All),
    Field { instead: &["requestTime"], ..field("requestTimeEpoch", Of::All) },
    field("httpMethod", Of::All),
    field("path", Of::All),
    Field { instead: &["resourceId"], ..field("resourcePath", Of::Allowed) },
    field("status", Of::All),
    Field { instead: &["error.message"], ..field("error.messageString", Of::Refused) },
    field("error.responseType", Of::Refused),
    field("waf.status", Of::Some),
    field("waf.error", Of::Some),
    Field { instead: &["waf.responseCode"], ..field("wafResponseCode", Of::Some) },
    field("authenticate.status", Of::Some),
    field("authenticate.error", Of::Some),
    field("authorizer.status", Of::Authorizer),
    field("authorizer.error", Of::Some),
    field("authorizer.latency", Of::Authorizer),
    field("authorizer.integrationLatency", Of::Called),
    field("authorizer.integrationStatus", Of::Called),
    field("authorizer.requestId", Of::Called),
    field("authorizer.principalId", Of::Some),
    field("authorize.status", Of::Some),
    field("authorize.error", Of::Some),
    field("integration.status", Of::Some),
    Field { instead: &["integrationStatus"], ..field("integration.integrationStatus", Of::Some) },
    Field { instead: &["integrationErrorMessage"], ..field("integration.error", Of::Some) },
    field("xrayTraceId", Of::Some),
];

/// The place among [`FIELDS`] of a variable, or of what it may be replaced with.
pub fn place(variable: &str) -> Option<usize> {
    FIELDS.iter().position(|field| field.variable == variable || field.instead.contains(&variable))
}

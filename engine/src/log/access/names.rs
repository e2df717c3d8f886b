//! What a key means when the format is not known: owners name keys like the variable, or by a common short word.

use std::sync::LazyLock;

use super::evidence;

/// The variables that API Gateway offers to access logs of REST APIs.
const VARIABLES: &[&str] = &[
    "accountId",
    "apiId",
    "authenticate.error",
    "authenticate.latency",
    "authenticate.status",
    "authorize.error",
    "authorize.latency",
    "authorize.status",
    "authorizer.error",
    "authorizer.integrationLatency",
    "authorizer.integrationStatus",
    "authorizer.latency",
    "authorizer.principalId",
    "authorizer.requestId",
    "authorizer.status",
    "awsEndpointRequestId",
    "cipherSuite",
    "customDomain.basePathMatched",
    "customDomain.routingRuleIdMatched",
    "deploymentId",
    "domainName",
    "domainPrefix",
    "endpointType",
    "error.message",
    "error.messageString",
    "error.responseType",
    "error.validationErrorString",
    "extendedRequestId",
    "httpMethod",
    "identity.accountId",
    "identity.apiKey",
    "identity.apiKeyId",
    "identity.caller",
    "identity.clientCert.clientCertPem",
    "identity.clientCert.issuerDN",
    "identity.clientCert.serialNumber",
    "identity.clientCert.subjectDN",
    "identity.clientCert.validity.notAfter",
    "identity.clientCert.validity.notBefore",
    "identity.cognitoAuthenticationProvider",
    "identity.cognitoAuthenticationType",
    "identity.cognitoIdentityId",
    "identity.cognitoIdentityPoolId",
    "identity.principalOrgId",
    "identity.sourceIp",
    "identity.user",
    "identity.userAgent",
    "identity.userArn",
    "identity.vpcId",
    "identity.vpceId",
    "integration.error",
    "integration.integrationStatus",
    "integration.latency",
    "integration.requestId",
    "integration.status",
    "integrationErrorMessage",
    "integrationLatency",
    "integrationStatus",
    "isCanaryRequest",
    "path",
    "protocol",
    "requestId",
    "requestTime",
    "requestTimeEpoch",
    "resourceId",
    "resourcePath",
    "responseLatency",
    "responseLength",
    "responseOverride.status",
    "routeKey",
    "stage",
    "status",
    "tlsVersion",
    "waf.error",
    "waf.latency",
    "waf.status",
    "wafResponseCode",
    "webaclArn",
    "xrayTraceId",
];

/// Other names for them, without separators and in lower case.
const ALIASES: &[(&str, &str)] = &[
    ("agent", "identity.userAgent"),
    ("api", "apiId"),
    ("apigwid", "extendedRequestId"),
    ("apigwrequestid", "extendedRequestId"),
    ("apikey", "identity.apiKey"),
    ("apikeyid", "identity.apiKeyId"),
    ("bytes", "responseLength"),
    ("caller", "identity.caller"),
    ("clientip", "identity.sourceIp"),
    ("date", "requestTime"),
    ("datetime", "requestTime"),
    ("epoch", "requestTimeEpoch"),
    ("errormsg", "error.message"),
    ("errortype", "error.responseType"),
    ("extendedid", "extendedRequestId"),
    ("extrequestid", "extendedRequestId"),
    ("gatewayresponsetype", "error.responseType"),
    ("httpstatus", "status"),
    ("httpstatuscode", "status"),
    ("httpverb", "httpMethod"),
    ("ip", "identity.sourceIp"),
    ("ipaddress", "identity.sourceIp"),
    ("latency", "responseLatency"),
    ("message", "error.message"),
    ("method", "httpMethod"),
    ("principal", "authorizer.principalId"),
    ("principalid", "authorizer.principalId"),
    ("remoteaddr", "identity.sourceIp"),
    ("remoteip", "identity.sourceIp"),
    ("reqid", "requestId"),
    ("requestmethod", "httpMethod"),
    ("requestpath", "path"),
    ("requesturi", "path"),
    ("resource", "resourcePath"),
    ("responsecode", "status"),
    ("responsesize", "responseLength"),
    ("responsestatus", "status"),
    ("responsestatuscode", "status"),
    ("responsetype", "error.responseType"),
    ("restapiid", "apiId"),
    ("rid", "requestId"),
    ("route", "resourcePath"),
    ("sourceip", "identity.sourceIp"),
    ("stagename", "stage"),
    ("statuscode", "status"),
    ("time", "requestTime"),
    ("timestamp", "requestTime"),
    ("traceid", "xrayTraceId"),
    ("ua", "identity.userAgent"),
    ("uri", "path"),
    ("url", "path"),
    ("user", "identity.user"),
    ("useragent", "identity.userAgent"),
    ("userarn", "identity.userArn"),
    ("validationerror", "error.validationErrorString"),
    ("verb", "httpMethod"),
    ("vpceid", "identity.vpceId"),
    ("vpcid", "identity.vpcId"),
    ("waf", "wafResponseCode"),
    ("wafcode", "wafResponseCode"),
    ("xray", "xrayTraceId"),
    ("xrayid", "xrayTraceId"),
];

/// Simple names in order, each with its variable.
static BY_NAME: LazyLock<Vec<(Simple, &'static str)>> = LazyLock::new(|| {
    let own = VARIABLES.iter().filter_map(|variable| Some((simple(variable)?, *variable)));
    let aliases = ALIASES.iter().filter_map(|(alias, variable)| Some((simple(alias)?, *variable)));
    // Where two variables differ by their separators alone, the one with a separator is meant: the other is found by its
    // exact name.
    let mut names: Vec<_> = own.chain(aliases).collect();
    names.sort_by_key(|(name, variable)| (*name, !variable.contains('.')));
    names.dedup_by_key(|(name, _)| *name);
    names
});

/// A name without separators, in lower case.
type Simple = [u8; LONGEST];

const LONGEST: usize = 40;

fn simple(name: &str) -> Option<Simple> {
    let mut simple = [0; LONGEST];
    let mut places = simple.iter_mut();
    for byte in name.bytes().filter(|byte| !matches!(byte, b'.' | b'-' | b'_' | b' ' | b'$')) {
        *places.next()? = byte.to_ascii_lowercase();
    }
    Some(simple)
}

/// Whether `name` is that of a variable, as API Gateway writes it.
pub(super) fn is_variable(name: &str) -> bool {
    VARIABLES.binary_search(&name).is_ok()
}

/// The variable that a key names, if a value of it can look so.
pub(super) fn variable(key: &str, value: &str) -> Option<&'static str> {
    let key = key.strip_prefix('$').unwrap_or(key);
    let key = key.strip_prefix("context.").unwrap_or(key);
    let exact = VARIABLES.binary_search(&key).ok().and_then(|at| VARIABLES.get(at));
    let by_name = || {
        let simple = simple(key)?;
        let at = BY_NAME.binary_search_by_key(&simple, |(name, _)| *name).ok()?;
        BY_NAME.get(at).map(|(_, variable)| *variable)
    };
    let variable = exact.copied().or_else(by_name)?;
    if evidence::is_absent(value) {
        return Some(variable);
    }
    match variable {
        "requestTime" if evidence::is_request_time(value) => Some(variable),
        "requestTime" | "requestTimeEpoch" => evidence::is_epoch_millis(value).then_some("requestTimeEpoch"),
        "path" | "resourcePath" => value.starts_with('/').then_some(variable),
        "status" => evidence::is_status(value).then_some(variable),
        "wafResponseCode" => value.starts_with("WAF").then_some(variable),
        _ => Some(variable),
    }
}

#[cfg(test)]
mod tests {
    use super::{VARIABLES, variable};

    #[test]
    fn keys_are_known_in_any_spelling() {
        assert!(VARIABLES.is_sorted());
        for (key, value, expected) in [
            ("requestId", "x", Some("requestId")),
            ("request_id", "x", Some("requestId")),
            ("request.id", "x", Some("requestId")),
            ("$context.requestId", "x", Some("requestId")),
            ("HTTPMethod", "GET", Some("httpMethod")),
            ("error-responseType", "ACCESS_DENIED", Some("error.responseType")),
            ("errorMessage", "Forbidden", Some("error.message")),
            ("error.messageString", "Forbidden", Some("error.messageString")),
            ("waf-status", "403", Some("waf.status")),
            ("authorizer-integrationStatus", "200", Some("authorizer.integrationStatus")),
            ("authorizeError", "x", Some("authorize.error")),
            ("integrationStatus", "403", Some("integrationStatus")),
            ("integration-status", "403", Some("integration.status")),
            ("time", "28/Aug/2019:15:10:34 +0000", Some("requestTime")),
            ("timestamp", "1566999034000", Some("requestTimeEpoch")),
            ("timestamp", "2019-08-28T15:10:34Z", None),
            ("status", "success", None),
            ("path", "somewhere", None),
            ("tenant", "x", None),
            ("a-key-that-is-longer-than-any-name-of-a-variable-can-be", "x", None),
        ] {
            assert_eq!(variable(key, value), expected, "{key}");
        }
    }
}

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

/// A variable under the name that is left of it without separators. It is looked for in every key of every line.
#[derive(Debug, Clone, Copy)]
struct Entry {
    name: Simple,
    variable: &'static str,
    /// Another that differs by its separators alone: it is meant by its exact name only.
    namesake: Option<&'static str>,
}

/// A table with room enough that a name is found where its hash says, or close behind.
static BY_NAME: LazyLock<[Option<Entry>; N_PLACES]> = LazyLock::new(|| {
    let mut table: [Option<Entry>; N_PLACES] = [None; N_PLACES];
    let own = VARIABLES.iter().map(|variable| (*variable, *variable));
    for (name, variable) in own.chain(ALIASES.iter().copied()) {
        let Some(simple) = simple(name) else { continue };
        let place = places(&simple).find(|place| {
            table.get(*place).and_then(Option::as_ref).is_none_or(|entry| entry.name == simple)
        });
        match place.and_then(|place| table.get_mut(place)) {
            Some(Some(entry)) if entry.variable != variable => {
                let (deep, flat) = if variable.contains('.') {
                    (variable, entry.variable)
                } else {
                    (entry.variable, variable)
                };
                (entry.variable, entry.namesake) = (deep, Some(flat));
            }
            Some(entry @ None) => *entry = Some(Entry { name: simple, variable, namesake: None }),
            _ => {}
        }
    }
    table
});

const N_PLACES: usize = 1024;

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

/// Where in the table a name may stand.
fn places(simple: &Simple) -> impl Iterator<Item = usize> {
    let letters = simple.iter().take_while(|byte| **byte != 0);
    let hash = letters.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let start = usize::try_from(hash >> 32).unwrap_or_default();
    (0..16).map(move |step| (start + step) % N_PLACES)
}

/// Whether `name` is that of a variable, as API Gateway writes it.
pub(super) fn is_variable(name: &str) -> bool {
    VARIABLES.binary_search(&name).is_ok()
}

/// The variable that a key names, if a value of it can look so.
pub(super) fn variable(key: &str, value: &str) -> Option<&'static str> {
    let key = key.strip_prefix('$').unwrap_or(key);
    let key = key.strip_prefix("context.").unwrap_or(key);
    let simple = simple(key)?;
    let entry = places(&simple)
        .map_while(|place| BY_NAME.get(place).and_then(Option::as_ref))
        .find(|entry| entry.name == simple)?;
    let variable = entry.namesake.filter(|namesake| *namesake == key).unwrap_or(entry.variable);
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
    use super::{ALIASES, VARIABLES, variable};

    #[test]
    fn keys_are_known_in_any_spelling() {
        assert!(VARIABLES.is_sorted());
        for name in VARIABLES {
            assert_eq!(variable(name, ""), Some(*name));
        }
        for (alias, meant) in ALIASES {
            assert_eq!(variable(alias, ""), Some(*meant));
        }
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

//! The values that a diagnosis asks for, in their types; each has more than one variable, or one that is easily misread.

use time::macros::format_description;

use super::Record;
use crate::time::Instant;

/// The path of a call, as far as an access line tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path<'r> {
    /// As in an ARN, but with its leading slash: without the stage and without a custom domain's base path.
    pub path: &'r str,
    /// Whether it names parameters (`/orders/{id}`) and not what was asked for.
    pub is_template: bool,
}

impl Record<'_> {
    /// What the client sees as `x-amzn-RequestId`.
    pub fn request_id(&self) -> Option<&str> {
        self.get("requestId")
    }

    /// What the client sees as `x-amz-apigw-id`.
    pub fn extended_request_id(&self) -> Option<&str> {
        self.get("extendedRequestId")
    }

    /// The API: named, or as its own domain begins with it.
    pub fn api_id(&self) -> Option<&str> {
        self.get("apiId")
            .or_else(|| self.domain_name()?.split_once(".execute-api.").map(|(api_id, _)| api_id))
    }

    /// The stage.
    pub fn stage(&self) -> Option<&str> {
        self.get("stage")
    }

    /// The HTTP method.
    pub fn method(&self) -> Option<&str> {
        self.get("httpMethod")
    }

    /// The path that was asked for, else the resource's.
    pub fn path(&self) -> Option<Path<'_>> {
        let resource = self.get("resourcePath").filter(|path| path.starts_with('/'));
        match self.get("path").filter(|path| path.starts_with('/')) {
            Some(path) => Some(Path { path: self.without_prefix(path, resource), is_template: false }),
            None => resource.map(|path| Path { path, is_template: path.contains('{') }),
        }
    }

    /// Whether [`Self::path`] names parameters and not what was asked for.
    pub fn is_template(&self) -> bool {
        self.path().is_some_and(|path| path.is_template)
    }

    /// `$context.path` begins with the stage, or with the base path of a custom domain.
    fn without_prefix<'r>(&self, path: &'r str, resource: Option<&str>) -> &'r str {
        if resource == Some(path) {
            return path;
        }
        let base_path = self.get("customDomain.basePathMatched").filter(|base| *base != "(none)");
        let is_custom = self.domain_name().is_some_and(|name| !name.contains(".execute-api."));
        let prefix = match base_path {
            Some(base) => Some(base),
            None if is_custom => None,
            None => self.stage(),
        };
        let rest = prefix.and_then(|prefix| path.strip_prefix('/')?.strip_prefix(prefix.trim_matches('/')));
        match rest {
            Some("") => "/",
            Some(rest) if rest.starts_with('/') => rest,
            _ => path,
        }
    }

    fn domain_name(&self) -> Option<&str> {
        self.get("domainName")
    }

    /// What the client got.
    pub fn status(&self) -> Option<u16> {
        self.status_of("status")
    }

    /// The gateway response, as `ACCESS_DENIED`; absent when the integration answered.
    pub fn response_type(&self) -> Option<&str> {
        self.get("error.responseType")
    }

    /// What API Gateway said, whatever the client was told.
    pub fn error_message(&self) -> Option<&str> {
        self.get("error.message").or_else(|| self.get("error.messageString"))
    }

    /// The status that AWS WAF returned.
    pub fn waf_status(&self) -> Option<u16> {
        self.status_of("waf.status")
    }

    /// `WAF_ALLOW` or `WAF_BLOCK`.
    pub fn waf_response_code(&self) -> Option<&str> {
        self.get("wafResponseCode")
    }

    /// Whether AWS WAF blocked the call.
    pub fn is_blocked_by_waf(&self) -> bool {
        self.waf_response_code() == Some("WAF_BLOCK")
            || self.waf_status() == Some(403)
            || self.response_type() == Some("WAF_FILTERED")
    }

    /// The status of the check of a signature.
    pub fn authenticate_status(&self) -> Option<u16> {
        self.status_of("authenticate.status")
    }

    /// What was wrong with a signature.
    pub fn authenticate_error(&self) -> Option<&str> {
        self.get("authenticate.error")
    }

    /// The status of the authorizer.
    pub fn authorizer_status(&self) -> Option<u16> {
        self.status_of("authorizer.status")
    }

    /// What was wrong with the authorizer.
    pub fn authorizer_error(&self) -> Option<&str> {
        self.get("authorizer.error")
    }

    /// How long the authorizer took, in milliseconds; a cached answer takes 0.
    pub fn authorizer_latency(&self) -> Option<u64> {
        self.number("authorizer.latency")
    }

    /// How long the authorizer's Lambda took, in milliseconds.
    pub fn authorizer_integration_latency(&self) -> Option<u64> {
        self.number("authorizer.integrationLatency")
    }

    /// The status with which the authorizer's Lambda ended.
    pub fn authorizer_integration_status(&self) -> Option<u16> {
        self.status_of("authorizer.integrationStatus")
    }

    /// The id of the authorizer's Lambda invocation; absent when it was not invoked.
    pub fn authorizer_request_id(&self) -> Option<&str> {
        self.get("authorizer.requestId")
    }

    /// The status of the evaluation of policies.
    pub fn authorize_status(&self) -> Option<u16> {
        self.status_of("authorize.status")
    }

    /// What was wrong with the policies.
    pub fn authorize_error(&self) -> Option<&str> {
        self.get("authorize.error")
    }

    /// The status that the backend answered with. `integration.status` is the one that a Lambda function returned; the others
    /// are that of the service that ran it.
    pub fn integration_status(&self) -> Option<u16> {
        ["integration.status", "integration.integrationStatus", "integrationStatus"]
            .into_iter()
            .find_map(|name| self.status_of(name))
    }

    /// Whether the backend was called: all access checks were passed.
    pub fn is_executed(&self) -> bool {
        self.integration_status().is_some()
            || [
                "integration.latency",
                "integrationLatency",
                "integration.requestId",
                "awsEndpointRequestId",
                "integration.error",
                "integrationErrorMessage",
            ]
            .into_iter()
            .any(|name| self.get(name).is_some())
    }

    /// What went wrong in the integration.
    pub fn integration_error(&self) -> Option<&str> {
        self.get("integration.error").or_else(|| self.get("integrationErrorMessage"))
    }

    /// Who called: as the authorizer names them, else as IAM or Cognito does.
    pub fn principal(&self) -> Option<&str> {
        [
            "authorizer.principalId",
            "identity.userArn",
            "identity.caller",
            "identity.user",
            "authorizer.claims.sub",
        ]
        .into_iter()
        .find_map(|name| self.get(name))
    }

    /// Whether the call came with an API key that the line shows.
    pub fn api_key_present(&self) -> bool {
        self.get("identity.apiKey").is_some() || self.get("identity.apiKeyId").is_some()
    }

    /// When API Gateway received the call: to the millisecond, or to the second.
    pub fn request_time(&self) -> Option<Instant> {
        let epoch = self.get("requestTimeEpoch").and_then(|millis| millis.parse().ok());
        epoch.and_then(Instant::from_millis).or_else(|| self.get("requestTime").and_then(clf_time))
    }

    /// The call's X-Ray trace.
    pub fn xray(&self) -> Option<&str> {
        self.get("xrayTraceId")
    }

    fn status_of(&self, name: &str) -> Option<u16> {
        self.get(name)?.parse().ok().filter(|status| (100..600).contains(status))
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.get(name)?.parse().ok()
    }
}

/// `28/Aug/2019:15:10:34 +0000`.
fn clf_time(text: &str) -> Option<Instant> {
    let format = format_description!(
        "[day]/[month repr:short]/[year]:[hour]:[minute]:[second] [offset_hour sign:mandatory][offset_minute]"
    );
    let moment = time::OffsetDateTime::parse(text, format).ok()?;
    Instant::from_millis(moment.unix_timestamp().checked_mul(1000)?)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::super::Record;

    fn record<'a>(fields: &[(&'a str, &'a str)]) -> Record<'a> {
        let fields =
            fields.iter().map(|(name, value)| (Cow::Borrowed(*name), Cow::Borrowed(*value))).collect();
        Record { fields }
    }

    #[test]
    fn a_path_is_what_an_arn_would_hold() {
        let default = ("domainName", "a1b2c3.execute-api.eu-west-1.amazonaws.com");
        let custom = ("domainName", "api.example.com");
        for (fields, path, is_template) in [
            (vec![("path", "/prod/orders/7"), ("stage", "prod")], "/orders/7", false),
            (vec![("path", "/prod/orders/7"), ("stage", "prod"), default], "/orders/7", false),
            (vec![("path", "/prod"), ("stage", "prod")], "/", false),
            (vec![("path", "/prod/orders"), ("stage", "prod"), custom], "/prod/orders", false),
            (
                vec![
                    ("path", "/v1/orders"),
                    ("stage", "prod"),
                    custom,
                    ("customDomain.basePathMatched", "v1"),
                ],
                "/orders",
                false,
            ),
            (vec![("path", "/production"), ("stage", "prod")], "/production", false),
            (vec![("path", "/prod/x"), ("stage", "prod"), ("resourcePath", "/prod/x")], "/prod/x", false),
            (vec![("path", "/orders/7")], "/orders/7", false),
            (vec![("resourcePath", "/orders/{id}")], "/orders/{id}", true),
            (vec![("resourcePath", "/orders")], "/orders", false),
        ] {
            let record = record(&fields);
            let found = record.path().unwrap();
            assert_eq!((found.path, found.is_template), (path, is_template), "{fields:?}");
        }
        assert_eq!(record(&[default]).api_id(), Some("a1b2c3"));
    }

    #[test]
    fn the_time_of_a_request_is_read_in_both_forms() {
        for (name, value, shown) in [
            ("requestTime", "28/Aug/2019:15:10:34 +0000", Some("2019-08-28T15:10:34.000Z")),
            ("requestTime", "28/Aug/2019:17:10:34 +0200", Some("2019-08-28T15:10:34.000Z")),
            ("requestTimeEpoch", "1567005034123", Some("2019-08-28T15:10:34.123Z")),
            ("requestTimeEpoch", "99999999999999999999", None),
            ("requestTime", "yesterday", None),
        ] {
            let shown = shown.map(str::to_owned);
            assert_eq!(record(&[(name, value)]).request_time().map(|at| at.to_string()), shown, "{value}");
        }
    }
}

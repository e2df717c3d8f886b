//! The access log's line of a call, in the format of its stage: `$context` variables filled in, `-` for what is not there.

use super::{sentences, world::Habits};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Format {
    Clf,
    Json,
    Xml,
    Csv,
    /// The one that why403 recommends.
    Recommended,
    /// A team's own JSON.
    OwnJson,
    /// A team's own text.
    OwnText,
}

impl Format {
    pub(crate) const ALL: &'static [Self] = &[
        Self::Clf,
        Self::Json,
        Self::Xml,
        Self::Csv,
        Self::Recommended,
        Self::Recommended,
        Self::OwnJson,
        Self::OwnText,
    ];

    /// As it stands in `accessLogSettings.format`.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Clf => concat!(
                r#"$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "#,
                r#""$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength "#,
                "$context.requestId $context.extendedRequestId",
            ),
            Self::Json => concat!(
                r#"{ "requestId":"$context.requestId", "extendedRequestId":"$context.extendedRequestId", "#,
                r#""ip": "$context.identity.sourceIp", "caller":"$context.identity.caller", "#,
                r#""user":"$context.identity.user", "requestTime":"$context.requestTime", "#,
                r#""httpMethod":"$context.httpMethod", "resourcePath":"$context.resourcePath", "#,
                r#""status":"$context.status", "protocol":"$context.protocol", "#,
                r#""responseLength":"$context.responseLength" }"#,
            ),
            Self::Xml => concat!(
                r#"<request id="$context.requestId"> <extendedRequestId>$context.extendedRequestId</extendedRequestId> "#,
                "<ip>$context.identity.sourceIp</ip> <caller>$context.identity.caller</caller> ",
                "<user>$context.identity.user</user> <requestTime>$context.requestTime</requestTime> ",
                "<httpMethod>$context.httpMethod</httpMethod> <resourcePath>$context.resourcePath</resourcePath> ",
                "<status>$context.status</status> <protocol>$context.protocol</protocol> ",
                "<responseLength>$context.responseLength</responseLength> </request>",
            ),
            Self::Csv => concat!(
                "$context.identity.sourceIp,$context.identity.caller,$context.identity.user,$context.requestTime,",
                "$context.httpMethod,$context.resourcePath,$context.protocol,$context.status,",
                "$context.responseLength,$context.requestId,$context.extendedRequestId",
            ),
            Self::Recommended => concat!(
                r#"{"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId","#,
                r#""apiId":"$context.apiId","stage":"$context.stage","ip":"$context.identity.sourceIp","#,
                r#""requestTimeEpoch":"$context.requestTimeEpoch","httpMethod":"$context.httpMethod","#,
                r#""path":"$context.path","resourcePath":"$context.resourcePath","status":"$context.status","#,
                r#""errorMessage":$context.error.messageString,"responseType":"$context.error.responseType","#,
                r#""wafStatus":"$context.waf.status","wafResponseCode":"$context.wafResponseCode","#,
                r#""authenticateStatus":"$context.authenticate.status","#,
                r#""authenticateError":"$context.authenticate.error","#,
                r#""authorizerStatus":"$context.authorizer.status","authorizerError":"$context.authorizer.error","#,
                r#""authorizerLatency":"$context.authorizer.latency","#,
                r#""authorizerIntegrationLatency":"$context.authorizer.integrationLatency","#,
                r#""authorizerIntegrationStatus":"$context.authorizer.integrationStatus","#,
                r#""authorizerRequestId":"$context.authorizer.requestId","#,
                r#""principalId":"$context.authorizer.principalId","authorizeStatus":"$context.authorize.status","#,
                r#""authorizeError":"$context.authorize.error","integrationStatus":"$context.integration.status","#,
                r#""xrayTraceId":"$context.xrayTraceId"}"#,
            ),
            Self::OwnJson => concat!(
                r#"{"time":"$context.requestTime","rid":"$context.requestId","ext":"$context.extendedRequestId","#,
                r#""call":"$context.httpMethod $context.path","s":$context.status,"took":$context.responseLatency,"#,
                r#""why":{"type":"$context.error.responseType","text":"$context.error.message"}}"#,
            ),
            Self::OwnText => concat!(
                "$context.requestTimeEpoch|$context.requestId|$context.extendedRequestId|$context.httpMethod|",
                r#"$context.path|$context.status|$context.error.responseType|"$context.error.message""#,
            ),
        }
    }

    /// Whether it says which gateway response was given.
    pub(crate) fn has_response_type(self) -> bool {
        matches!(self, Self::Recommended | Self::OwnJson | Self::OwnText)
    }

    /// Whether only the stage's configuration says how to read it.
    pub(crate) fn is_own(self) -> bool {
        matches!(self, Self::OwnJson | Self::OwnText)
    }
}

/// What a call was, for its access line.
#[derive(Default)]
pub(crate) struct Facts {
    pub(crate) request_id: String,
    pub(crate) extended_id: String,
    pub(crate) api_id: String,
    pub(crate) stage: &'static str,
    pub(crate) ip: String,
    pub(crate) at: i64,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) template: Option<&'static str>,
    pub(crate) status: u16,
    pub(crate) latency: i64,
    pub(crate) error: Option<(&'static str, String)>,
    pub(crate) waf: Option<u16>,
    pub(crate) authenticate: Option<(u16, &'static str)>,
    pub(crate) authorizer: Option<Authorizer>,
    pub(crate) authorize: Option<u16>,
    pub(crate) integration: Option<u16>,
    pub(crate) xray: Option<String>,
}

/// What the authorizer did.
pub(crate) struct Authorizer {
    pub(crate) status: u16,
    pub(crate) latency: i64,
    /// Of the Lambda's call, if there was one.
    pub(crate) lambda: Option<(u16, i64, String)>,
    pub(crate) principal: Option<String>,
}

/// The line.
pub(crate) fn line(format: Format, facts: &Facts, habits: &Habits) -> String {
    let mut parts = format.text().split("$context.");
    let mut line = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '.';
        let end = part.find(|c| !is_name(c)).unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        line.push_str(value(name, facts, habits).as_deref().unwrap_or("-"));
        line.push_str(rest);
    }
    line
}

fn value(name: &str, facts: &Facts, habits: &Habits) -> Option<String> {
    let authorizer = facts.authorizer.as_ref();
    let lambda = authorizer.and_then(|authorizer| authorizer.lambda.as_ref());
    let is_refused = |status: Option<u16>| status.is_some_and(|status| status >= 400);
    match name {
        "requestId" => Some(facts.request_id.clone()),
        "extendedRequestId" => Some(facts.extended_id.clone()),
        "apiId" => Some(facts.api_id.clone()),
        "stage" => Some(facts.stage.to_owned()),
        "identity.sourceIp" => Some(facts.ip.clone()),
        "requestTime" => Some(sentences::request_time(facts.at)),
        "requestTimeEpoch" => Some(facts.at.to_string()),
        "httpMethod" => Some(facts.method.clone()),
        "path" => Some(format!("/{}{}", facts.stage, facts.path)),
        "resourcePath" => facts.template.map(str::to_owned),
        "protocol" => Some("HTTP/1.1".to_owned()),
        "status" => Some(facts.status.to_string()),
        "responseLength" => Some("42".to_owned()),
        "responseLatency" => Some(facts.latency.to_string()),
        "error.message" => facts.error.as_ref().map(|(_, message)| message.clone()),
        "error.messageString" => facts.error.as_ref().map(|(_, message)| format!("\"{message}\"")),
        "error.responseType" => facts.error.as_ref().map(|(kind, _)| (*kind).to_owned()),
        "waf.status" => facts.waf.map(|status| status.to_string()),
        "wafResponseCode" => {
            facts.waf.map(|status| if status == 200 { "WAF_ALLOW" } else { "WAF_BLOCK" }.to_owned())
        }
        "authenticate.status" => facts.authenticate.map(|(status, _)| status.to_string()),
        "authenticate.error" => {
            facts.authenticate.filter(|(status, _)| *status >= 400).map(|(_, error)| error.to_owned())
        }
        "authorizer.status" => authorizer.map(|authorizer| authorizer.status.to_string()),
        "authorizer.error" => {
            authorizer.filter(|authorizer| is_refused(Some(authorizer.status))).map(|authorizer| {
                if authorizer.status == 401 { "Unauthorized" } else { "Internal server error" }.to_owned()
            })
        }
        "authorizer.latency" => authorizer.map(|authorizer| authorizer.latency.to_string()),
        "authorizer.integrationLatency" => match (authorizer, lambda) {
            (_, Some((_, latency, _))) => Some(latency.to_string()),
            (Some(_), None) if habits.hit_latency_is_zero => Some("0".to_owned()),
            _ => None,
        },
        "authorizer.integrationStatus" => lambda.map(|(status, ..)| status.to_string()),
        "authorizer.requestId" => lambda.map(|(.., id)| id.clone()),
        "authorizer.principalId" => authorizer.and_then(|authorizer| authorizer.principal.clone()),
        "authorize.status" => facts.authorize.map(|status| status.to_string()),
        "authorize.error" => is_refused(facts.authorize)
            .then(|| "The client is not authorized to perform this operation.".to_owned()),
        "integration.status" => facts.integration.map(|status| status.to_string()),
        "xrayTraceId" => facts.xray.clone(),
        _ => None,
    }
}

//! What an authorizer answers, and what Lambda functions are called with.

use crate::{
    session::Reach,
    world::{Group, N_TENANTS, Route, principal},
};

/// The policy that an authorizer returns; the callers of a tenant share it.
fn policy(group: &Group, caller: u64, reach: Reach) -> String {
    let tenant = caller % N_TENANTS;
    let statements = match reach {
        Reach::Wide => format!(
            r#"{{"Sid":"stage","Action":"execute-api:Invoke","Effect":"Allow","Resource":"{}"}},{{"Sid":"admin","Action":"execute-api:Invoke","Effect":"Deny","Resource":"{}"}}"#,
            group.arn("*"),
            group.arn(&format!("*/admin/t{tenant:03}/*"))
        ),
        Reach::Narrow(Route { method, template }) => format!(
            r#"{{"Sid":"only","Action":"execute-api:Invoke","Effect":"Allow","Resource":"{}"}}"#,
            group.arn(&format!("{method}{template}"))
        ),
        Reach::Nothing => format!(
            r#"{{"Sid":"blocked","Action":"execute-api:Invoke","Effect":"Deny","Resource":"{}"}}"#,
            group.arn("*")
        ),
    };
    format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)
}

/// The authorizer's answer.
pub(crate) fn answer(group: &Group, caller: u64, reach: Reach) -> String {
    format!(
        r#"{{"principalId":"{}","policyDocument":{},"context":{{"tenant":"t{:03}","tier":"gold"}}}}"#,
        principal(caller),
        policy(group, caller, reach),
        caller % N_TENANTS
    )
}

/// What the integration's function is called with, as far as the log prints it.
pub(crate) fn integration_event(group: &Group, method: &str, template: &str, path: &str) -> String {
    format!(
        r#"{{"resource":"{template}","path":"{path}","httpMethod":"{method}","headers":{{"Accept":"*/*","Host":"{}.execute-api.eu-west-1.amazonaws.com","X-Forwarded-Proto":"https"}},"multiValueHeaders":{{"Accept":["*/*"],"Accept-Encoding":["gzip, deflate, br"],"CloudFront-Forwarded-Proto":["https"],"CloudFront-Is-Desktop-Viewer":["true"],"CloudFront-Is-Mobile-Viewer":["false"],"X-Forwarded-Port":["443"],"X-Forwarded-Proto":["https"]}},"queryStringParameters":null,"requestContext":{{"stage":"{}","protocol":"HTTP/1.1"}},"body":null,"isBase64Encoded":false}}"#,
        group.api, group.stage
    )
}

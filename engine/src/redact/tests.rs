//! Each kind of sentence, with a secret in it.

use super::Redactor;

fn message(text: &str) -> String {
    Redactor::default().message(text).into_owned()
}

#[test]
fn secrets_do_not_come_through() {
    const SECRET: &str = "s3cr3t-0123456789-token";
    for (text, kept) in [
        (
            format!(
                r#"(aaaaaaaa-0000) Endpoint request body after transformations: {{"type":"TOKEN","authorizationToken":"Bearer {SECRET}","methodArn":"arn:x"}}"#
            ),
            r#""methodArn":"arn:x""#,
        ),
        (
            format!(
                r#"Endpoint request body after transformations: {{"type":"REQUEST","methodArn":"arn:x","headers":{{"X-Token":"{SECRET}","path":"{SECRET}"}},"multiValueHeaders":{{"X-Token":["{SECRET}"]}},"stageVariables":{{"k":"{SECRET}"#
            ),
            r#""X-Token":""#,
        ),
        (format!("Endpoint request body after transformations: secret={SECRET}"), "[withheld: "),
        (format!("Incoming identity: {SECRET}"), "Incoming identity: ***"),
        (format!("Incoming identity: {{method.request.header.X={SECRET}}}"), "method.request.header.X="),
        (
            format!(
                "Method request headers: {{Accept=*/*, Cookie=a={SECRET}, b={SECRET}, X-Api-Key={SECRET} [TRUNCATED]"
            ),
            "Accept=*/*",
        ),
        (format!("Endpoint request headers: {{X-Amz-Security-Token={SECRET}, Host=lambda}}"), "Host=lambda"),
        (format!("Method request query string: {{token={SECRET}}}"), "token="),
        (format!("Endpoint request URI: https://backend/x?key={SECRET}&b=1"), "https://backend/x?key="),
        (format!("Method request body before transformations: {SECRET}"), "[withheld: 23 characters]"),
        (format!("Method response body after transformations: {{\"t\":\"{SECRET}\"}}"), "[withheld: "),
        (
            format!(
                r#"Authorizer result body before parsing: {{"principalId":"user|a1","policyDocument":{{"Statement":[{{"Effect":"Allow","Resource":"arn:x"}}]}},"context":{{"secret":"{SECRET}","n":1234567890123}},"usageIdentifierKey":"{SECRET}"}}"#
            ),
            r#""principalId":"****|a1","policyDocument":{"Statement":[{"Effect":"Allow","Resource":"arn:x"}]}"#,
        ),
        (format!("something new: Authorization was Bearer {SECRET}"), "something new"),
        (format!("Endpoint request query string: {{password={SECRET}}}"), "{password="),
        (format!("something new {{\"a\": \"{SECRET}\", \"b\": [{SECRET}]}}"), "something new {\"a\": \""),
        (format!("something new with password: {SECRET} in it"), " in it"),
        (
            format!(
                "Lambda execution failed with status 200 due to customer function error: token={SECRET}. Lambda request id: x"
            ),
            "Lambda request id: x",
        ),
        (format!("Sending request to https://bob:{SECRET}@internal/x"), "@internal/x"),
        (
            format!(
                "Endpoint request body after transformations: {{'methodArn': 'x', 'type': 'TOKEN', 'authorizationToken': '{SECRET}'}}"
            ),
            "[withheld: ",
        ),
        (
            format!("Endpoint request body after transformations: {{\"version\": \"{SECRET}\"}}"),
            "[withheld: ",
        ),
        (
            format!(
                "Authorizer result body before parsing: {{\"errorType\":\"Error\",\"errorMessage\":\"bad {SECRET}\",\"k\":\"{SECRET}\"}}"
            ),
            "\"errorType\":\"Error\"",
        ),
        (
            format!("Authorizer result body before parsing: {{principalId={SECRET}, policyDocument={{}}}}"),
            "parsing: {",
        ),
    ] {
        let redacted = message(&text);
        assert!(!redacted.contains(SECRET), "{redacted}");
        assert!(!redacted.contains("1234567890123"), "{redacted}");
        assert!(redacted.contains(kept), "{redacted}");
    }
}

#[test]
fn equal_tokens_stay_equal_and_masks_are_left_alone() {
    let masked = "Incoming identity: **************bkwef5";
    assert_eq!(message(masked), masked);
    for plain in [
        "(aaaaaaaa-0000) Method completed with status: 200",
        "HTTP Method: GET, Resource Path: /surveyJobsCompleted",
        "HTTP Method: GET, Resource Path: /ASIA/list",
        r#"Authorizer result body before parsing: {"policyDocument":{"Statement":[{"Effect":"Deny","Resource":"arn:surveyJobs"}]}}"#,
    ] {
        assert_eq!(message(plain), plain);
    }
}

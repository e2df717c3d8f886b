//! Access lines in every format that is met, and lines that only look like one.

#![expect(clippy::unwrap_used, reason = "a test may end so")]

use engine::log::{
    Intake,
    access::{Formats, LABEL, RECOMMENDED, Record},
};
use proptest::prelude::*;

const ID: &str = "aaaaaaaa-0000-4000-8000-000000000001";

/// What a line says, as `variable=value`, by formats that were learned; also when it has gone through its canonical form.
fn fields(formats: &[&str], line: &str) -> Option<Vec<String>> {
    let mut known = Formats::default();
    for format in formats {
        known.learn(format);
    }
    let record = known.read(line)?;
    let canonical = record.to_line();
    let again = Record::read(canonical.strip_prefix(LABEL).unwrap()).unwrap();
    assert_eq!(record, again, "{canonical}");
    Some(record.fields.iter().map(|(name, value)| format!("{name}={value}")).collect())
}

fn check(formats: &[&str], line: &str, expected: &[&str]) {
    assert_eq!(fields(formats, line).unwrap_or_default(), expected, "{line}");
}

#[test]
fn the_formats_of_the_console_need_not_be_learned() {
    let clf =
        format!(r#"192.0.2.1 - - [01/Feb/2026:10:00:00 +0000] "GET /orders/{{id}} HTTP/1.1" 403 82 {ID}"#);
    let csv = format!("192.0.2.1,-,-,01/Feb/2026:10:00:00 +0000,GET,/orders/{{id}},HTTP/1.1,403,82,{ID}");
    let in_order = [
        "identity.sourceIp=192.0.2.1",
        "requestTime=01/Feb/2026:10:00:00 +0000",
        "httpMethod=GET",
        "resourcePath=/orders/{id}",
        "protocol=HTTP/1.1",
        "status=403",
        "responseLength=82",
        "requestId=aaaaaaaa-0000-4000-8000-000000000001",
    ];
    let with_extended: Vec<&str> =
        in_order.into_iter().chain(["extendedRequestId=W9zAAbbbCcDDeeF="]).collect();
    let extended_first: Vec<&str> =
        ["extendedRequestId=W9zAAbbbCcDDeeF="].into_iter().chain(in_order).collect();
    for (line, separator) in [(clf, ' '), (csv, ',')] {
        check(&[], &line, &in_order);
        check(&[], &format!("{line}{separator}W9zAAbbbCcDDeeF="), &with_extended);
        check(&[], &format!("W9zAAbbbCcDDeeF={separator}{line}"), &extended_first);
    }
    let json = format!(
        r#"{{ "requestId":"{ID}", "extendedRequestId":"W9zAAbbbCcDDeeF=", "ip": "192.0.2.1", "caller":"-", "user":"-", "requestTime":"01/Feb/2026:10:00:00 +0000", "httpMethod":"GET", "resourcePath":"/orders", "status":"403", "protocol":"HTTP/1.1", "responseLength":"82" }}"#
    );
    let xml = format!(
        r#"<request id="{ID}"> <extendedRequestId>W9zAAbbbCcDDeeF=</extendedRequestId> <ip>192.0.2.1</ip> <caller>-</caller> <user>-</user> <requestTime>01/Feb/2026:10:00:00 +0000</requestTime> <httpMethod>GET</httpMethod> <resourcePath>/orders</resourcePath> <status>403</status> <protocol>HTTP/1.1</protocol> <responseLength>82</responseLength> </request>"#
    );
    let by_name = [
        "requestId=aaaaaaaa-0000-4000-8000-000000000001",
        "extendedRequestId=W9zAAbbbCcDDeeF=",
        "identity.sourceIp=192.0.2.1",
        "requestTime=01/Feb/2026:10:00:00 +0000",
        "httpMethod=GET",
        "resourcePath=/orders",
        "status=403",
        "protocol=HTTP/1.1",
        "responseLength=82",
    ];
    let without_extended: Vec<&str> = by_name.into_iter().filter(|field| !field.starts_with("ext")).collect();
    for line in [json, xml] {
        check(&[], &line, &by_name);
        let old = line
            .replace(r#" "extendedRequestId":"W9zAAbbbCcDDeeF=","#, "")
            .replace("<extendedRequestId>W9zAAbbbCcDDeeF=</extendedRequestId> ", "");
        check(&[], &old, &without_extended);
    }
}

#[test]
fn keys_with_values_behind_them_are_read_by_their_names() {
    let line = format!(
        r#"requestId={ID} ip=192.0.2.1 requestTime=01/Feb/2026:10:00:00 +0000 httpMethod=GET path=/prod/orders/7?a=b status=403 responseType=ACCESS_DENIED message="User is not authorized (x=1)" authorizer.status=200 tenant=acme wafStatus=-"#
    );
    check(
        &[],
        &line,
        &[
            "requestId=aaaaaaaa-0000-4000-8000-000000000001",
            "identity.sourceIp=192.0.2.1",
            "requestTime=01/Feb/2026:10:00:00 +0000",
            "httpMethod=GET",
            "path=/prod/orders/7?a=b",
            "status=403",
            "error.responseType=ACCESS_DENIED",
            "error.message=User is not authorized (x=1)",
            "authorizer.status=200",
            "tenant=acme",
        ],
    );
    for none in [
        format!("requestId={ID} status=403 level=info msg=denied"),
        format!("level=info requestId={ID} status=403 method=GET path=/orders duration=12ms"),
        format!("requestId={ID} status=allowed authorizer.status=200"),
        "requestId=7 status=403 responseType=ACCESS_DENIED".to_owned(),
        format!("denied requestId={ID} status=403 responseType=ACCESS_DENIED"),
    ] {
        assert_eq!(fields(&[], &none), None, "{none}");
    }
}

#[test]
fn the_recommended_format_names_the_gate() {
    // As API Gateway would print it: each variable replaced, and `-` for what it does not have.
    let mut line = RECOMMENDED.replace("$context.error.messageString", r#""User is not authorized""#);
    for (variable, value) in [
        ("requestId\"", format!("{ID}\"")),
        ("error.responseType", "ACCESS_DENIED".to_owned()),
        ("status\"", "403\"".to_owned()),
        ("authorizer.status", "200".to_owned()),
        ("authorize.status", "403".to_owned()),
        ("stage", "prod".to_owned()),
        ("path", "/prod/orders/7".to_owned()),
    ] {
        line = line.replacen(&format!("$context.{variable}"), &value, 1);
    }
    while let Some(start) = line.find("$context.") {
        let length = line.chars().skip(start).take_while(|c| *c != '"').count();
        line.replace_range(start..start + length, "-");
    }
    let formats = Formats::default();
    let record = formats.read(&line).unwrap();
    assert_eq!(record.get("requestId"), Some(ID));
    assert_eq!(record.status(), Some(403));
    assert_eq!(record.get("error.responseType"), Some("ACCESS_DENIED"));
    assert_eq!(record.get("error.messageString"), Some("User is not authorized"));
    assert_eq!((record.authorizer_status(), record.get("authorize.status")), (Some(200), Some("403")));
    assert_eq!((record.get("integration.status"), record.authorizer_request_id()), (None, None));
    assert_eq!(record.get("path"), Some("/prod/orders/7"));
}

#[test]
fn other_json_is_known_by_the_names_of_its_keys() {
    check(
        &[],
        &format!(
            r#"{{"request_id":"{ID}","status":"403","error-responseType":"WAF_FILTERED","waf-status":"403","waf_response_code":"WAF_BLOCK","authorize.error":"-","tenant":"a"}}"#
        ),
        &[
            "requestId=aaaaaaaa-0000-4000-8000-000000000001",
            "status=403",
            "error.responseType=WAF_FILTERED",
            "waf.status=403",
            "wafResponseCode=WAF_BLOCK",
            "tenant=a",
        ],
    );
    check(
        &[],
        &format!(
            r#"{{"request":{{"id":"{ID}","method":"GET","path":"/prod/x"}},"response":{{"statusCode":200,"latency":12}},"integration":{{"latency":9,"status":"200"}},"authorizer":{{"principalId":"user|a","tenant":"x"}}}}"#
        ),
        &[
            "requestId=aaaaaaaa-0000-4000-8000-000000000001",
            "httpMethod=GET",
            "path=/prod/x",
            "status=200",
            "responseLatency=12",
            "integration.latency=9",
            "integration.status=200",
            "authorizer.principalId=user|a",
            "authorizer.tenant=x",
        ],
    );
    check(
        &[],
        &format!(r#"{{"requestId":"{ID}","status":"403","message":"Forbidden"}}"#),
        &["requestId=aaaaaaaa-0000-4000-8000-000000000001", "status=403", "error.message=Forbidden"],
    );
    // Broken by a message with quotes, by a number that is not there, by an end that is missing.
    check(
        &[],
        &format!(
            r#"{{"requestId":"{ID}","status":403,"integrationLatency":-,"errorMessage":"Invalid "id" in "GET", please","responseLength":82,"stage":"pro"#
        ),
        &[
            "requestId=aaaaaaaa-0000-4000-8000-000000000001",
            "status=403",
            r#"error.message=Invalid "id" in "GET", please"#,
            "responseLength=82",
            "stage=pro",
        ],
    );
}

#[test]
fn a_format_that_was_learned_says_what_stands_where() {
    let json = r#"{"id":"$context.requestId","what":"$context.httpMethod $context.path","code":$context.status,"why":"$context.error.messageString","kind":"access","deep":{"who":"$context.authorizer.claims.sub"},"requestId":"a name of ours"}"#;
    check(
        &[json],
        &format!(
            r#"{{"id":"{ID}","what":"GET /prod/a b","code":403,"why":""Missing Token"","kind":"access","deep":{{"who":"ann"}},"requestId":"a name of ours"}}"#
        ),
        &[
            "requestId=aaaaaaaa-0000-4000-8000-000000000001",
            "httpMethod=GET",
            "path=/prod/a b",
            "status=403",
            "error.messageString=Missing Token",
            "kind=access",
            "authorizer.claims.sub=ann",
            "own.requestId=a name of ours",
        ],
    );
    // The stage's format has another key now, and lacks one.
    check(
        &[json],
        &format!(
            r#"{{"id":"{ID}","what":"-","code":-,"kind":"access","deep":{{"who":"-"}},"requestId":"a name of ours","ip":"192.0.2.1"}}"#
        ),
        &[
            "requestId=aaaaaaaa-0000-4000-8000-000000000001",
            "kind=access",
            "own.requestId=a name of ours",
            "identity.sourceIp=192.0.2.1",
        ],
    );
    let text = "$context.requestId | $context.status | $context.identity.userAgent | $context.error.message";
    check(
        &[json, text],
        &format!("{ID} | 403 | a | b | Forbidden"),
        &[
            "requestId=aaaaaaaa-0000-4000-8000-000000000001",
            "status=403",
            "identity.userAgent=a",
            "error.message=b | Forbidden",
        ],
    );
    check(&[text], &format!("{ID} | 403"), &["requestId=aaaaaaaa-0000-4000-8000-000000000001", "status=403"]);
    let pairs = "rid=$context.requestId \\\n  status=$context.status \\\n  key=$context.identity.apiKeyId";
    check(
        &[pairs],
        &format!("rid={ID} status=429 key=abc more=1"),
        &[
            "requestId=aaaaaaaa-0000-4000-8000-000000000001",
            "status=429",
            "identity.apiKeyId=abc",
            "more=more=1",
        ],
    );
    let xml = r"<r><i>$context.requestId</i><s>$context.status</s></r>";
    check(
        &[xml],
        &format!("<r><i>{ID}</i><s>403</s></r>"),
        &["requestId=aaaaaaaa-0000-4000-8000-000000000001", "status=403"],
    );
}

#[test]
fn other_lines_are_no_access_lines() {
    let id_and_status =
        r#"{"requestId":"$context.requestId","status":"$context.status","message":"$context.error.message"}"#;
    for line in [
        String::new(),
        "{".to_owned(),
        "Endpoint request body after transformations: {}".to_owned(),
        format!("({ID}) Method completed with status: 403"),
        format!("START RequestId: {ID} Version: $LATEST"),
        // What Lambda functions write.
        format!(
            r#"{{"timestamp":"2026-02-01T10:00:00Z","level":"INFO","requestId":"{ID}","message":"denied"}}"#
        ),
        format!(
            r#"{{"level":"info","requestId":"{ID}","status":403,"method":"GET","path":"/x","msg":"denied"}}"#
        ),
        format!(
            r#"{{"time":"2026-02-01T10:00:00Z","type":"platform.report","record":{{"requestId":"{ID}","status":"success"}}}}"#
        ),
        format!(r#"{{"level":"INFO","cold_start":true,"function_request_id":"{ID}","status":"403"}}"#),
        format!(
            r#"{{"requestId":"{ID}","statusCode":403,"message":"the token of ann is too old","userId":7}}"#
        ),
        format!(
            r#"{{"requestContext":{{"requestId":"{ID}","stage":"prod","httpMethod":"GET","resourcePath":"/x"}},"body":null}}"#
        ),
        // AWS WAF.
        format!(
            r#"{{"timestamp":1769940000000,"formatVersion":1,"webaclId":"arn:aws:wafv2:x","terminatingRuleId":"a","action":"BLOCK","httpSourceName":"APIGW","httpSourceId":"123456789012:a1b2c3:prod","responseCodeSent":403,"httpRequest":{{"clientIp":"192.0.2.1","uri":"/x","httpMethod":"GET","requestId":"{ID}"}}}}"#
        ),
        // CloudTrail, AppSync, a policy, an event of an export.
        format!(
            r#"{{"eventVersion":"1.08","requestID":"{ID}","errorCode":"AccessDenied","sourceIPAddress":"192.0.2.1"}}"#
        ),
        format!(
            r#"{{"logType":"RequestSummary","requestId":"{ID}","graphQLAPIId":"x","statusCode":200,"latency":3}}"#
        ),
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow"}]}"#.to_owned(),
        r#"{"timestamp":1769940000000,"message":"x","ingestionTime":1769940000001,"eventId":"1"}"#.to_owned(),
        r#"192.0.2.1 - - [01/Feb/2026:10:00:00 +0000] "GET /index.html HTTP/1.1" 403 82 "-" "curl/8""#
            .to_owned(),
        "<html><body>Forbidden</body></html>".to_owned(),
    ] {
        assert_eq!(fields(&[], &line), None, "{line}");
        assert_eq!(
            fields(&[RECOMMENDED, id_and_status, "$context.requestId $context.status"], &line),
            None,
            "{line}"
        );
    }
}

#[test]
fn hostile_lines_take_no_time() {
    // Were any of them gone through again for each of its bytes, this would run for hours.
    let mut formats = Formats::default();
    formats.learn(RECOMMENDED);
    formats.learn(
        "$context.identity.userAgent a$context.stage-$context.status $context.path b$context.requestId",
    );
    for piece in [
        "\"", "{", "[", "{\"a\":", "\",\"", "\"}", "\\", "<", "<a>", "<a b=\"", " ", "a", " a", "a-", "-,",
        "é", "\" \"",
    ] {
        for before in ["", "{\"a\":\"", "{\"a\":", "<a>", "192.0.2.1 "] {
            let line = format!("{before}{}", piece.repeat((1 << 18) / piece.len() - 16));
            let _ = formats.read(&line);
        }
    }
}

#[test]
fn an_access_line_is_taken_in_beside_execution_lines() {
    let intake = Intake::default();
    let taken = intake.take(&format!(r#"{{"requestId":"{ID}","status":"403","resourcePath":"/orders"}}"#));
    assert!(taken.is_log);
    assert!(taken.message.starts_with(LABEL), "{}", taken.message);
    let taken = intake.take(&format!("({ID}) {{\"requestId\":\"{ID}\",\"status\":\"403\"}}"));
    assert!(!taken.message.contains(LABEL), "{}", taken.message);
}

proptest! {
    #[test]
    fn any_format_and_any_line_are_data(format in ".{0,80}", line in ".{0,200}") {
        let mut formats = Formats::default();
        formats.learn(&format);
        formats.learn(&format!("$context.requestId{format}$context.status{format}$context.path"));
        formats.learn(&format!("{{{format}"));
        for line in [&line, &format!("{{\"{line}"), &format!("<a>{line}"), &format!("{format}{line}")] {
            if let Some(record) = formats.read(line) {
                let canonical = record.to_line();
                let again = Record::read(canonical.strip_prefix(LABEL).unwrap()).unwrap();
                prop_assert_eq!(record, again);
            }
        }
    }
}

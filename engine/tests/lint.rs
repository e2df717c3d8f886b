//! What the linter says of a policy, and of what it must say nothing.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "a test may end so")]

use engine::policy::{
    combine::Authorization,
    document::{Answer, document, read},
    lint::{Api, AuthorizerCache, Element, Finding, Kind, Level, Place, Subject, Whose, lint},
};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};

const ARN: &str = "arn:aws:execute-api:eu-west-1:111122223333:q1w2e3r4t5/prod/GET/orders/7";
const API: &str = "arn:aws:execute-api:eu-west-1:111122223333:q1w2e3r4t5";

fn answer(policy: &Value) -> Answer {
    read(&json!({"principalId": "someone", "policyDocument": policy}).to_string()).unwrap()
}

fn policy(statements: &Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn allow(resource: &Value) -> Value {
    policy(&json!({"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": resource}))
}

/// The id of a finding, and the text that it underlines.
fn said(finding: &Finding, policy: &Value) -> (&'static str, String) {
    let slots = finding.facts.slots();
    for wanted in finding.kind.slots() {
        assert!(slots.iter().any(|(slot, _)| slot == wanted), "{finding:?} lacks `{wanted}`");
    }
    let underlined = underlined(&finding.place, policy).unwrap_or_default();
    (finding.kind.id(), underlined)
}

fn underlined(place: &Place, policy: &Value) -> Option<String> {
    let item = |value: &Value, n: u32| match value {
        Value::Array(items) => Some(items[n as usize].clone()),
        value => (n == 0).then(|| value.clone()),
    };
    let statement = item(&policy["Statement"], place.statement?)?;
    let element = &statement[place.element?.id()];
    let text = match place.element? {
        Element::Condition => {
            let keys = element.as_object()?.values().flat_map(|keys| keys.as_object().unwrap().values());
            item(keys.clone().nth(place.item? as usize)?, place.value?)?
        }
        _ => item(element, place.item?)?,
    };
    let (text, range) = (text.as_str()?, place.range?);
    Some(text[range.start as usize..range.end as usize].to_owned())
}

/// Checks what is said of an authorizer's policy beside what is cached of it.
#[track_caller]
fn check_answer(policy: &Value, expected: &[(&str, &str)]) {
    let answer = answer(policy);
    let cache = AuthorizerCache { ttl_seconds: Some(0), ..AuthorizerCache::default() };
    let subject =
        Subject { authorizer: Some(&answer), api: Api::of_method(ARN), cache, ..Subject::default() };
    check(&lint(&subject), policy, expected);
}

#[track_caller]
fn check_resource_policy(policy: &Value, subject: &Subject<'_>, expected: &[(&str, &str)]) {
    let read = document(&policy.to_string());
    check(&lint(&Subject { resource_policy: Some(&read), ..subject.clone() }), policy, expected);
}

#[track_caller]
fn check(findings: &[Finding], policy: &Value, expected: &[(&str, &str)]) {
    let found: Vec<_> = findings.iter().map(|finding| said(finding, policy)).collect();
    let found: Vec<_> = found.iter().map(|(id, text)| (*id, text.as_str())).collect();
    assert_eq!(found, expected, "{policy}");
}

/// What stands behind the API's id.
#[track_caller]
fn check_rest(rest: &str, expected: &[(&str, &str)]) {
    check_answer(&allow(&json!(format!("{API}/{rest}"))), expected);
}

#[test]
fn good_policies_are_passed_in_silence() {
    for resource in [
        json!("*"),
        json!(ARN),
        json!("arn:aws:execute-api:*"),
        json!("arn:*:execute-api:*:*:*"),
        json!(format!("{API}/*")),
        json!(format!("{API}/prod/*")),
        json!(format!("{API}/*/*/*")),
        json!(format!("{API}/prod/GET/")),
        json!(format!("{API}/prod/*/orders/*")),
        json!(format!("{API}/*/GET/orders/${{aws:PrincipalTag/id}}")),
        json!(format!("{API}*")),
        json!("arn:aws:execute-api:eu-*:*:*/prod/GET/*"),
        json!("arn:aws:execute-api:eu-west-1:111122223333:/domainnames/api.example.com+abc123"),
        // An authorizer for several APIs.
        json!([format!("{API}/prod/*"), "arn:aws:execute-api:eu-west-1:111122223333:other12345/live/*"]),
        // The console may test, too.
        json!([format!("{API}/prod/*"), format!("{API}/test-invoke-stage/*")]),
        json!([format!("{API}/dev/*"), format!("{API}/prod/*")]),
    ] {
        check_answer(&allow(&resource), &[]);
    }
    check_answer(&policy(&json!([])), &[]);
    check_answer(
        &policy(&json!([
            {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": format!("{API}/prod/*")},
            {"Effect": "Deny", "Action": ["execute-api:Invoke"], "Resource": [format!("{API}/prod/DELETE/*")]},
            {"Effect": "Deny", "Action": "execute-api:*", "NotResource": format!("{API}/*")},
            {"Effect": "Deny", "Action": "execute-api:Invoke", "Resource": format!("{API}/dev/*")}
        ])),
        &[],
    );
}

#[test]
fn another_place_than_the_apis_is_seen() {
    let at = |place: &str| allow(&json!(format!("arn:{place}/prod/GET/orders/7")));
    for (place, expected) in [
        ("aws-cn:execute-api:eu-west-1:111122223333:q1w2e3r4t5", ("wrong_partition", "aws-cn")),
        ("aws:execute-api:us-east-1:111122223333:q1w2e3r4t5", ("wrong_region", "us-east-1")),
        ("aws:execute-api:eu-west-1:444455556666:q1w2e3r4t5", ("wrong_account", "444455556666")),
        ("aws:execute-api:eu-west-1:111122223333:z9y8x7w6v5", ("wrong_api", "z9y8x7w6v5")),
        ("aws:execute-api:eu-west-1::q1w2e3r4t5", ("wrong_account", "")),
        ("aws:execute-api:eu-west-1:********3333:q1w2e3r4t5", ("masked_account", "********3333")),
    ] {
        check_answer(&at(place), &[expected]);
    }
    let deny = policy(&json!([
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "*", "Resource": "arn:aws:execute-api:us-east-1:111122223333:z9y8x7w6v5/*"}
    ]));
    // An authorizer of many APIs may deny in another one; that of this one is only hinted at.
    let answer = answer(&deny);
    let subject = Subject { authorizer: Some(&answer), api: Api::of_method(ARN), ..Subject::default() };
    assert!(lint(&subject).iter().all(|finding| finding.level == Level::Hint));
    // Without knowing the API, nothing is wrong with any.
    let answer = self::answer(&at("aws:execute-api:us-east-1:444455556666:z9y8x7w6v5"));
    let cache = AuthorizerCache { ttl_seconds: Some(0), ..AuthorizerCache::default() };
    assert_eq!(lint(&Subject { authorizer: Some(&answer), cache, ..Subject::default() }), []);
}

#[test]
fn stages_are_compared_as_far_as_they_are_known() {
    check_rest("dev/*", &[("wrong_stage", "dev")]);
    check_rest("Prod/*", &[("wrong_stage", "Prod")]);
    check_rest("pro?/*", &[]);
    check_rest("null/GET/orders", &[("test_stage", "null")]);
    check_rest("test-invoke-stage/GET/orders", &[("test_stage", "test-invoke-stage")]);
    check_rest("ESTestInvoke-stage/*", &[("test_stage", "ESTestInvoke-stage")]);
    check_answer(
        &allow(&json!([format!("{API}/prod/*"), format!("{API}/null/*")])),
        &[("test_stage", "null")],
    );
    // What a console test was answered is right in the test.
    let policy = allow(&json!(format!("{API}/ESTestInvoke-stage/GET/*")));
    let answer = answer(&policy);
    let arn = ARN.replace("/prod/", "/ESTestInvoke-stage/");
    let cache = AuthorizerCache { ttl_seconds: Some(0), ..AuthorizerCache::default() };
    let subject =
        Subject { authorizer: Some(&answer), api: Api::of_method(&arn), cache, ..Subject::default() };
    check(&lint(&subject), &policy, &[]);
    // All stages are known.
    let api = Api { stages: vec!["dev", "live"], ..Api::default() };
    let subject = Subject { api, ..Subject::default() };
    let of = |stage: &str| {
        policy_of_everyone(
            &json!({"Effect": "Deny", "Action": "*", "Resource": format!("execute-api:/{stage}/*")}),
        )
    };
    check_resource_policy(&of("dev"), &subject, &[]);
    check_resource_policy(&of("l*"), &subject, &[]);
    check_resource_policy(&of("prod"), &subject, &[("wrong_stage", "prod")]);
}

fn policy_of_everyone(statement: &Value) -> Value {
    let mut statement = statement.clone();
    statement["Principal"] = json!("*");
    policy(&statement)
}

#[test]
fn what_nobody_filled_in_is_seen() {
    for (resource, expected) in [
        ("arn:aws:execute-api:false:false:q1w2e3r4t5/prod/*", vec!["false", "false"]),
        ("arn:aws:execute-api:undefined:111122223333:q1w2e3r4t5/prod/*", vec!["undefined"]),
        ("arn:aws:execute-api:eu-west-1:None:q1w2e3r4t5/prod/*", vec!["None"]),
        (
            "arn:aws:execute-api:{region}:<account-id>:api-id/{stage}/*",
            vec!["{region}", "<account-id>", "api-id", "{stage}"],
        ),
        (
            "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/prod/*",
            vec!["${AWS::Region}", "${AWS::AccountId}", "${Api}"],
        ),
        ("arn:aws:execute-api:eu-west-1:111122223333:q1w2e3r4t5/${opt:stage}/GET/*", vec!["${opt:stage}"]),
        ("arn:aws:execute-api:eu-west-1:111122223333:q1w2e3r4t5/prod/GET/${userId}", vec!["${userId}"]),
        ("arn:aws:execute-api:eu-west-1:111122223333:q1w2e3r4t5/prod/undefined/orders", vec!["undefined"]),
        ("arn:${AWS::Partition}:execute-api:eu-west-1:111122223333:q1w2e3r4t5/*", vec!["${AWS::Partition}"]),
    ] {
        let expected: Vec<_> = expected.into_iter().map(|text| ("placeholder", text)).collect();
        check_answer(&allow(&json!(resource)), &expected);
    }
}

#[test]
fn what_is_no_arn_of_a_method_is_seen() {
    for resource in ["prod/GET/orders", "/orders", "https://x.example/prod", "execute-api:*"] {
        check_answer(&allow(&json!(resource)), &[("not_an_arn", resource)]);
    }
    let incomplete = "arn:aws:execute-api:eu-west-1";
    check_answer(&allow(&json!(incomplete)), &[("incomplete_arn", incomplete)]);
    let statement = json!({"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": incomplete});
    check_resource_policy(
        &policy_of_everyone(&statement),
        &Subject::default(),
        &[("not_an_arn", incomplete)],
    );
    check_answer(
        &allow(&json!("arn:aws:lambda:eu-west-1:111122223333:function:f")),
        &[("foreign_resource", "lambda")],
    );
    check_answer(
        &allow(&json!("arn:aws:apigateway:eu-west-1::/restapis/x")),
        &[("foreign_resource", "apigateway")],
    );
    check_answer(&allow(&json!("execute-api:/prod/GET/*")), &[("short_form", "execute-api:/prod/GET/*")]);
    check_resource_policy(
        &policy_of_everyone(
            &json!({"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "execute-api:/prod/GET/*"}),
        ),
        &Subject::default(),
        &[],
    );
    for lost in [format!("{API}/"), format!("{API}/prod/")] {
        check_answer(&allow(&json!(lost)), &[("lost_asterisk", &lost)]);
    }
}

#[test]
fn the_method_is_looked_at() {
    for (rest, expected) in [
        ("prod/orders", Some(("missing_method", "orders"))),
        ("prod/orders/*", Some(("missing_method", "orders"))),
        ("prod/orders*", Some(("missing_method", "orders*"))),
        ("prod", Some(("missing_method", "prod"))),
        ("prod*", None),
        ("*/orders", None),
        ("prod/G*/orders", None),
        ("prod/P*", None),
        ("prod/???/orders", None),
        ("prod/$connect", None),
        ("prod/ANY/orders", Some(("any_method", "ANY"))),
        ("*/ANY/orders", Some(("any_method", "ANY"))),
        ("prod/any/orders", Some(("any_method", "any"))),
        ("prod/get/orders", Some(("method_case", "get"))),
        ("*/get/orders", None),
        ("prod/GET/get", None),
        ("prod/GET/", None),
    ] {
        check_rest(rest, expected.as_slice());
    }
    let root = format!("{API}/prod/GET");
    check_answer(&allow(&json!(root)), &[("root_slash", &root)]);
}

#[test]
fn the_path_is_looked_at() {
    for (rest, expected) in [
        ("prod/GET/orders/{id}", vec![("path_template", "{id}")]),
        ("prod/GET/{proxy+}", vec![("path_template", "{proxy+}")]),
        ("prod/GET/a/{x}/b/{y}", vec![("path_template", "{x}"), ("path_template", "{y}")]),
        ("prod/GET/a{b}c", vec![]),
        ("prod/GET/%7Bid%7D", vec![]),
        ("prod/GET/orders/", vec![("trailing_slash", "/")]),
        ("prod/GET/orders/*", vec![]),
        ("prod/GET//orders", vec![("double_slash", "/")]),
        ("prod/GET/a//b", vec![("double_slash", "/")]),
        ("prod//orders", vec![("double_slash", "/")]),
        ("prod/GET/orders?page=1", vec![("query_string", "?page=1")]),
        ("prod/GET/order?", vec![]),
        ("prod/GET/a:b/c=d", vec![]),
    ] {
        check_rest(rest, &expected);
    }
}

#[test]
fn actions_are_looked_at() {
    let of = |action: Value| policy(&json!({"Effect": "Allow", "Action": action, "Resource": "*"}));
    check_answer(&of(json!("lambda:InvokeFunction")), &[("foreign_action", "lambda:InvokeFunction")]);
    check_answer(&of(json!("execute-api:GET")), &[("unknown_action", "execute-api:GET")]);
    check_answer(&of(json!("Invoke")), &[("unknown_action", "Invoke")]);
    for action in [
        json!("*"),
        json!("EXECUTE-API:INVOKE"),
        json!(["execute-api:Invoke", "execute-api:ManageConnections"]),
    ] {
        check_answer(&of(action), &[]);
    }
    check_answer(&policy(&json!({"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"})), &[]);
    // The caller's own policy in IAM may be about other services, too.
    let policy = of(json!("s3:GetObject"));
    let answer = answer(&policy);
    let subject = Subject {
        authorizer: Some(&answer),
        authorization: Some(Authorization::IamSameAccount),
        ..Subject::default()
    };
    check(&lint(&subject), &policy, &[]);
}

#[test]
fn defects_of_the_text_have_their_own_names() {
    let statement = json!({"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*"});
    let of = |answer: Value| {
        let answer = read(&answer.to_string()).unwrap();
        let subject = Subject { authorizer: Some(&answer), ..Subject::default() };
        lint(&subject)
            .into_iter()
            .map(|finding| finding.facts.defect.unwrap_or(finding.kind.id().to_owned()))
            .collect::<Vec<_>>()
    };
    let with = |key: &str, value: Value| {
        let mut statement = statement.clone();
        statement[key] = value;
        json!({"principalId": "x", "policyDocument": policy(&statement)})
    };
    assert_eq!(
        of(json!({"principalId": "x", "policyDocument": {"Version": "2012-10-17"}})),
        ["missing_statement"]
    );
    assert_eq!(of(json!({"principalId": "", "policyDocument": policy(&statement)})), ["empty_principal_id"]);
    assert_eq!(of(json!({"policyDocument": policy(&statement)})), ["empty_principal_id"]);
    assert_eq!(of(with("Effect", json!("DENY"))), ["effect_case"]);
    assert_eq!(of(with("Effect", json!("allow"))), ["effect_case"]);
    assert_eq!(of(with("Effect", json!("Permit"))), ["effect"]);
    assert_eq!(of(with("Principal", json!("*"))), ["principal_not_allowed"]);
    assert_eq!(of(with("Condition", json!({"StringSame": {"a:b": "c"}}))), ["condition_operator"]);
    assert_eq!(of(with("Resource", json!([]))), ["empty_list"]);
    assert_eq!(of(with("Condition", json!({"StringEquals": {"aws:UserAgent": []}}))), ["empty_list"]);
    let mut none_left_out = with("NotResource", json!([]));
    none_left_out["policyDocument"]["Statement"].as_object_mut().unwrap().remove("Resource");
    assert_eq!(of(none_left_out), ["empty_negated_list"]);
    let answer = read(r#"{"principalId":"x","policyDocument":{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Eff"#).unwrap();
    let findings = lint(&Subject { authorizer: Some(&answer), ..Subject::default() });
    assert_eq!(findings.iter().map(|finding| finding.kind).collect::<Vec<_>>(), [Kind::CutPolicy]);
}

#[test]
fn too_long_is_said() {
    let resource = format!("{API}/prod/GET/{}", "a".repeat(500));
    check_answer(&allow(&json!(resource)), &[("long_resource", &resource)]);
    let policy =
        policy_of_everyone(&json!({"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": resource}));
    check_resource_policy(&policy, &Subject::default(), &[]);
    let subject = Subject { n_resource_policy_chars: Some(8193), ..Subject::default() };
    check_resource_policy(&policy, &subject, &[("long_policy", "")]);
    check_resource_policy(
        &policy,
        &Subject { n_resource_policy_chars: Some(8192), ..Subject::default() },
        &[],
    );
}

#[test]
fn variables_need_the_newer_language() {
    let mut policy = allow(&json!(format!("{API}/prod/GET/${{aws:username}}/x")));
    check_answer(&policy, &[]);
    policy["Version"] = json!("2008-10-17");
    check_answer(&policy, &[("variables_in_2008", "${aws:username}")]);
    policy.as_object_mut().unwrap().remove("Version");
    policy["Statement"]["Condition"] = json!({"StringLike": {"aws:UserAgent": ["x", "a${aws:userid}"]}});
    check_answer(
        &policy,
        &[("variables_in_2008", "${aws:username}"), ("variables_in_2008", "${aws:userid}")],
    );
}

fn conditional(effect: &str, condition: &Value) -> Value {
    policy_of_everyone(
        &json!({"Effect": effect, "Action": "execute-api:Invoke", "Resource": "execute-api:/*", "Condition": condition}),
    )
}

fn lambda() -> Subject<'static> {
    Subject { authorization: Some(Authorization::Lambda), ..Subject::default() }
}

#[test]
fn an_allow_by_address_blocks_nobody_beside_an_authorizer() {
    let condition = json!({"IpAddress": {"aws:SourceIp": ["198.51.100.0/24"]}});
    let policy = conditional("Allow", &condition);
    check_resource_policy(&policy, &lambda(), &[("blocks_nobody", "")]);
    check_resource_policy(&conditional("Deny", &condition), &lambda(), &[]);
    for authorization in [Authorization::None, Authorization::IamCrossAccount, Authorization::Cognito] {
        let subject = Subject { authorization: Some(authorization), ..Subject::default() };
        check_resource_policy(&policy, &subject, &[]);
    }
    check_resource_policy(&policy, &Subject::default(), &[]);
    // With a Deny for the others it is the list that it seems to be.
    let both = self::policy(&json!([
        {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "execute-api:/*", "Condition": condition},
        {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "execute-api:/*",
         "Condition": {"NotIpAddress": {"aws:SourceIp": "198.51.100.0/24"}}}
    ]));
    check_resource_policy(&both, &lambda(), &[]);
}

#[test]
fn conditions_on_keys_that_calls_lack_are_seen() {
    let public = Subject { api: Api { is_private: Some(false), ..Api::default() }, ..lambda() };
    let private = Subject { api: Api { is_private: Some(true), ..Api::default() }, ..lambda() };
    let not_endpoint = conditional("Deny", &json!({"StringNotEquals": {"aws:sourceVpce": "vpce-1"}}));
    check_resource_policy(&not_endpoint, &public, &[("absent_key_holds", "")]);
    check_resource_policy(&not_endpoint, &private, &[]);
    check_resource_policy(&not_endpoint, &lambda(), &[("endpoint_key", "")]);
    let endpoint = conditional("Allow", &json!({"StringEquals": {"aws:SourceVpce": "vpce-1"}}));
    check_resource_policy(&endpoint, &public, &[("absent_key_fails", "")]);
    check_resource_policy(&endpoint, &private, &[]);
    check_resource_policy(&endpoint, &lambda(), &[]);
    for (effect, condition, expected) in [
        ("Allow", json!({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}), Some("absent_key_fails")),
        ("Allow", json!({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}}), Some("absent_key_holds")),
        ("Deny", json!({"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}), Some("absent_key_holds")),
        ("Deny", json!({"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}), Some("absent_key_holds")),
        (
            "Deny",
            json!({"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o/*"}}),
            Some("absent_key_holds"),
        ),
        (
            "Deny",
            json!({"ForAnyValue:StringNotLike": {"aws:PrincipalOrgPaths": "o/*"}}),
            Some("absent_key_fails"),
        ),
        ("Deny", json!({"Null": {"aws:PrincipalArn": "false"}}), None),
        ("Deny", json!({"Null": {"aws:username": "false"}, "StringNotLike": {"aws:UserName": "a*"}}), None),
        ("Deny", json!({"StringNotLike": {"aws:Referer": "https://example.com/*"}}), None),
        ("Deny", json!({"Bool": {"aws:SecureTransport": "false"}}), None),
        ("Allow", json!({"StringEquals": {"s3:prefix": "a"}}), Some("foreign_key")),
    ] {
        let expected: Vec<_> = expected.into_iter().map(|id| (id, "")).collect();
        check_resource_policy(&conditional(effect, &condition), &lambda(), &expected);
    }
    // A signed call has the first, and may come from anywhere.
    let signed = Subject { authorization: Some(Authorization::IamSameAccount), ..Subject::default() };
    check_resource_policy(
        &conditional("Allow", &json!({"StringEquals": {"aws:PrincipalOrgID": "o-1"}})),
        &signed,
        &[],
    );
    let address = conditional("Deny", &json!({"NotIpAddress": {"aws:SourceIp": "198.51.100.0/24"}}));
    check_resource_policy(&address, &private, &[("source_ip_on_private", "")]);
    check_resource_policy(&address, &public, &[]);
}

#[test]
fn principals_must_be_everyone_where_callers_are_not_signed() {
    let of = |effect: &str, element: &str, principal: Value| {
        let mut statement =
            json!({"Effect": effect, "Action": "execute-api:Invoke", "Resource": "execute-api:/*"});
        if !principal.is_null() {
            statement[element] = principal;
        }
        policy(&statement)
    };
    let account = json!({"AWS": "111122223333"});
    for (policy, expected) in [
        (of("Allow", "Principal", json!("*")), None),
        (of("Allow", "Principal", json!({"AWS": "*"})), None),
        (of("Allow", "Principal", json!({"AWS": ["111122223333", "*"]})), None),
        (of("Allow", "Principal", account.clone()), Some("named_principal")),
        (of("Allow", "Principal", json!({"Service": "apigateway.amazonaws.com"})), Some("named_principal")),
        (of("Deny", "NotPrincipal", account.clone()), Some("named_principal")),
        (of("Allow", "Principal", json!(null)), Some("missing_principal")),
    ] {
        let expected: Vec<_> = expected.into_iter().map(|id| (id, "")).collect();
        check_resource_policy(&policy, &lambda(), &expected);
    }
    check_resource_policy(&of("Allow", "Principal", account), &Subject::default(), &[]);
    let role = of("Allow", "Principal", json!({"AWS": "arn:aws:iam::111122223333:role/app-*"}));
    check_resource_policy(&role, &Subject::default(), &[("principal_wildcard", "")]);
}

#[test]
fn values_are_looked_at() {
    for (condition, expected) in [
        (
            json!({"StringEquals": {"aws:SourceIp": "198.51.100.0/24"}}),
            Some(("address_as_text", "198.51.100.0/24")),
        ),
        (json!({"StringLike": {"aws:SourceIp": "198.51.100.*"}}), None),
        (
            json!({"StringEquals": {"aws:UserAgent": ["curl", "curl/*"]}}),
            Some(("literal_wildcard", "curl/*")),
        ),
        (json!({"StringLike": {"aws:UserAgent": "curl/*"}}), None),
        (json!({"StringEquals": {"aws:Referer": "https://example.com/?a=b"}}), None),
    ] {
        check_resource_policy(&conditional("Deny", &condition), &lambda(), expected.as_slice());
    }
}

fn cached(ttl_seconds: Option<u32>, identity_sources: Option<&[&'static str]>) -> AuthorizerCache<'static> {
    AuthorizerCache { ttl_seconds, identity_sources: identity_sources.map(<[_]>::to_vec), is_request: None }
}

#[track_caller]
fn check_cached(policy: &Value, cache: AuthorizerCache<'_>, expected: &[(&str, Level)]) {
    let answer = answer(policy);
    let subject =
        Subject { authorizer: Some(&answer), api: Api::of_method(ARN), cache, ..Subject::default() };
    let found: Vec<_> = lint(&subject).iter().map(|finding| (finding.kind.id(), finding.level)).collect();
    assert_eq!(found, expected, "{policy}");
}

#[test]
fn a_policy_of_one_method_does_not_belong_into_a_cache() {
    const TOKEN: &[&str] = &["method.request.header.Authorization"];
    let one = allow(&json!(ARN));
    let few = allow(&json!([ARN, format!("{API}/prod/POST/orders")]));
    let all = allow(&json!(format!("{API}/prod/*")));
    let read_only = allow(&json!(format!("{API}/prod/GET/*")));
    check_cached(&one, cached(Some(300), Some(TOKEN)), &[("cross_talk", Level::Warning)]);
    check_cached(&one, cached(Some(300), None), &[("cross_talk", Level::Warning)]);
    check_cached(&one, cached(None, None), &[("cross_talk", Level::Hint)]);
    check_cached(&few, cached(Some(300), Some(TOKEN)), &[("cross_talk", Level::Hint)]);
    check_cached(&read_only, cached(Some(300), Some(TOKEN)), &[("cross_talk", Level::Hint)]);
    check_cached(&one, cached(Some(0), Some(TOKEN)), &[]);
    check_cached(&all, cached(Some(300), Some(TOKEN)), &[]);
    let keyed = &["method.request.header.Authorization", "context.httpMethod", "context.path"];
    check_cached(&one, cached(Some(300), Some(keyed)), &[]);
    check_cached(&one, cached(Some(300), Some(&keyed[..2])), &[("outside_cache_key", Level::Warning)]);
    // A Deny of one method takes nothing from the others.
    let deny = policy(&json!([
        {"Effect": "Deny", "Action": "*", "Resource": ARN},
        {"Effect": "Allow", "Action": "*", "Resource": format!("{API}/prod/*")}
    ]));
    check_cached(&deny, cached(Some(300), Some(TOKEN)), &[]);
    let answer = answer(&one);
    let api = Api { n_methods: Some(1), ..Api::of_method(ARN) };
    let subject = Subject {
        authorizer: Some(&answer),
        api,
        cache: cached(Some(300), Some(TOKEN)),
        ..Subject::default()
    };
    assert_eq!(lint(&subject), []);
}

#[test]
fn what_is_not_in_the_cache_key_does_not_belong_into_the_policy() {
    const TOKEN: &[&str] = &["method.request.header.Authorization"];
    let of = |condition: Value| {
        policy(
            &json!({"Effect": "Allow", "Action": "*", "Resource": format!("{API}/prod/*"), "Condition": condition}),
        )
    };
    let address = of(json!({"IpAddress": {"aws:SourceIp": "198.51.100.7/32"}}));
    check_cached(&address, cached(Some(60), Some(TOKEN)), &[("outside_cache_key", Level::Warning)]);
    check_cached(&address, cached(Some(0), Some(TOKEN)), &[]);
    check_cached(&address, cached(Some(60), None), &[]);
    check_cached(&address, cached(Some(60), Some(&["context.identity.sourceIp"])), &[]);
    check_cached(
        &of(json!({"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}})),
        cached(Some(60), Some(TOKEN)),
        &[],
    );
    let agent = of(json!({"StringEquals": {"aws:UserAgent": "app/1"}}));
    check_cached(&agent, cached(Some(60), Some(TOKEN)), &[("outside_cache_key", Level::Warning)]);
    let unchecked = AuthorizerCache { is_request: Some(true), ..cached(Some(0), Some(TOKEN)) };
    check_cached(&of(json!({})), unchecked, &[("unchecked_identity", Level::Hint)]);
}

#[test]
fn idle_statements_are_seen() {
    let of = |effect: &str, rest: &str| json!({"Effect": effect, "Action": "execute-api:Invoke", "Resource": format!("{API}/{rest}")});
    for (statements, expected) in [
        (json!([of("Allow", "prod/GET/a"), of("Deny", "prod/GET/*")]), vec!["overruled"]),
        (json!([of("Allow", "prod/*"), of("Deny", "prod/GET/*")]), vec![]),
        (json!([of("Allow", "prod/*"), of("Allow", "prod/GET/a")]), vec!["redundant"]),
        (json!([of("Allow", "prod/GET/a"), of("Allow", "prod/GET/a")]), vec!["redundant"]),
        (json!([of("Allow", "prod/GET/a"), of("Allow", "prod/GET/b")]), vec![]),
        (json!([of("Deny", "prod/GET/a"), of("Allow", "prod/*")]), vec![]),
        (json!([{"Effect": "Allow", "Action": "*", "NotResource": "*"}]), vec!["all_but_everything"]),
        (
            json!([{"Effect": "Allow", "NotAction": ["execute-api:*"], "Resource": "*"}]),
            vec!["all_but_everything"],
        ),
        (
            json!([{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition":
                {"StringEquals": {"aws:UserAgent": "a"}, "StringNotEquals": {"aws:useragent": ["a", "b"]}}}]),
            vec!["exclusive_conditions"],
        ),
        (
            json!([{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
                   {"Effect": "Allow", "Action": "*", "Resource": "*"}]),
            vec!["redundant"],
        ),
        (
            json!([{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
                   {"Effect": "Allow", "Action": "*", "Resource": "*"}]),
            vec![],
        ),
    ] {
        let expected: Vec<_> = expected.into_iter().map(|id| (id, "")).collect();
        check_answer(&policy(&statements), &expected);
    }
}

#[test]
fn a_thousand_statements_are_no_burden() {
    let statements: Vec<Value> = (0..1000)
        .map(|n| json!({"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": format!("{API}/prod/GET/o*/{n}*")}))
        .collect();
    let answer = answer(&policy(&json!(statements)));
    let subject = Subject { authorizer: Some(&answer), api: Api::of_method(ARN), ..Subject::default() };
    assert!(!lint(&subject).is_empty());
}

#[test]
fn findings_are_what_they_were_behind_json() {
    let policy = allow(&json!(format!("{API}/dev/ANY/{{id}}")));
    let answer = answer(&policy);
    let cache = cached(Some(0), None);
    let subject =
        Subject { authorizer: Some(&answer), api: Api::of_method(ARN), cache, ..Subject::default() };
    let findings = lint(&subject);
    let json = serde_json::to_string(&findings).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Finding>>(&json).unwrap(), findings);
    let first: Value = serde_json::from_str::<Vec<Value>>(&json).unwrap()[0].clone();
    assert_eq!(
        first,
        json!({
            "id": "wrong_stage",
            "level": "warning",
            "place": {"policy": "authorizer", "statement": 0, "element": "Resource", "item": 0, "value": null,
                      "range": {"start": 54, "end": 57}},
            "facts": {"found": "dev", "expected": "prod"}
        })
    );
    assert_eq!(findings[0].place.policy, Whose::Authorizer);
}

/// Pieces of resources, to be put together wrongly.
const PIECES: &[&str] = &[
    "arn:aws:execute-api:",
    "execute-api:/",
    "eu-west-1:",
    ":",
    "/",
    "//",
    "*",
    "?",
    "{id}",
    "${aws:userid}",
    "${x",
    "}",
    "ANY",
    "get",
    "GET",
    "prod",
    "null",
    "undefined",
    "é中",
    "q1w2e3r4t5",
    "?a=b",
    "111122223333:",
    "********3333:",
    "<x>",
    "$",
];

proptest! {
    #[test]
    fn what_is_underlined_stands_there(resources in vec(vec(select(PIECES), 0..12), 1..3), ttl in 0u32..2) {
        let resources: Vec<String> = resources.iter().map(|pieces| pieces.concat()).collect();
        let policy = policy_of_everyone(&json!({"Effect": "Allow", "Action": "*", "Resource": resources}));
        let (answer, resource_policy) = (answer(&policy), document(&policy.to_string()));
        let subject = Subject {
            authorizer: Some(&answer),
            resource_policy: Some(&resource_policy),
            api: Api::of_method(ARN),
            cache: cached(Some(ttl), Some(&["context.path"])),
            ..Subject::default()
        };
        for finding in lint(&subject) {
            said(&finding, &policy);
            if let (Some(Element::Resource), Some(item), Some(range)) = (finding.place.element, finding.place.item, finding.place.range) {
                let underlined = resources[item as usize].get(range.start as usize..range.end as usize);
                prop_assert!(underlined.is_some(), "{:?}", finding);
            }
        }
    }
}

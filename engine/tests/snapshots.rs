//! Snapshots: what means the same is the same text; what is different is named, and nothing else.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may end so")]

use engine::{
    configuration::{
        ConfigurationError, Snapshot,
        difference::{Became, Change, Thing, difference},
        snapshots,
        undeployed::{Certainty, Seen, undeployed},
    },
    time::Instant,
};
use proptest::{prelude::*, sample::subsequence};
use serde_json::{Map, Value, json};

fn api() -> Value {
    json!({
        "takenAt": "2026-11-01T10:00:00Z",
        "region": "eu-west-1",
        "restApi": {"id": "a1b2c3d4e5", "name": "orders", "createdDate": 1_790_000_000, "apiKeySource": "HEADER",
            "endpointConfiguration": {"types": ["REGIONAL"], "vpcEndpointIds": []}, "warnings": ["x"],
            "policy": policy(&["Allow", "Deny"]).to_string()},
        "authorizers": {"items": [
            {"id": "4hugyv", "name": "session", "type": "TOKEN", "authType": "custom", "authorizerUri": "arn:x",
                "identitySource": "method.request.header.X-Session", "authorizerResultTtlInSeconds": 0},
            {"id": "9xk2pq", "name": "partner", "type": "REQUEST", "identitySource": "context.path, context.httpMethod"}]},
        "resources": {"items": [
            {"id": "r", "path": "/"},
            {"id": "s", "parentId": "r", "pathPart": "orders", "path": "/orders", "resourceMethods": {
                "GET": {"httpMethod": "GET", "authorizationType": "CUSTOM", "authorizerId": "4hugyv", "apiKeyRequired": false,
                    "methodIntegration": {"type": "AWS_PROXY", "httpMethod": "POST", "uri": "arn:get",
                        "requestTemplates": {"application/json": "dropped"}}},
                "POST": {"httpMethod": "POST", "authorizationType": "CUSTOM", "authorizerId": "9xk2pq", "apiKeyRequired": true,
                    "methodIntegration": {"type": "HTTP", "uri": "https://bob:hunter2@backend.example/orders?token=abcdef123456"}}}}]},
        "stages": {"item": [
            {"stageName": "prod", "deploymentId": "d1", "methodSettings": {"*/*": {"loggingLevel": "INFO", "dataTraceEnabled": true}},
                "accessLogSettings": {"format": "$context.requestId", "destinationArn": "arn:log"},
                "variables": {"table": "orders", "dbPassword": "hunter2"}, "cacheClusterStatus": "NOT_AVAILABLE"},
            {"stageName": "dev", "deploymentId": "d1", "methodSettings": {}}]},
        "deployments": {"items": [{"id": "d1", "createdDate": "2026-10-01T00:00:00Z"}]},
        "gatewayResponses": {"items": [
            {"responseType": "ACCESS_DENIED", "statusCode": "404", "defaultResponse": false},
            {"responseType": "THROTTLED", "statusCode": "429", "defaultResponse": true}]},
        "usagePlans": {"items": [
            {"id": "p1", "name": "gold", "apiStages": [{"apiId": "a1b2c3d4e5", "stage": "prod"}]},
            {"id": "p2", "name": "elsewhere", "apiStages": [{"apiId": "zzzzzzzzzz", "stage": "prod"}]}]},
        "apiKeys": {"items": [{"id": "k1", "name": "acme", "enabled": true, "value": "hunter2hunter2hunter2", "stageKeys": []}]},
        "basePathMappings": {"items": [{"domainName": "api.example", "basePath": "v1", "restApiId": "a1b2c3d4e5", "stage": "prod"}]}
    })
}

fn policy(effects: &[&str]) -> Value {
    let statements = effects.iter().map(|effect| {
        json!({"Effect": effect, "Principal": "*", "Action": "execute-api:Invoke",
            "Resource": format!("arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/prod/{effect}/*")})
    });
    json!({"Version": "2012-10-17", "Statement": statements.collect::<Value>()})
}

fn snapshot(bundle: &Value) -> Snapshot {
    let mut all = snapshots(&bundle.to_string()).unwrap();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn in_words(changes: &[Change]) -> Vec<String> {
    let one = |change: &Change| {
        let became = match &change.became {
            Became::Added => "added".to_owned(),
            Became::Removed => "removed".to_owned(),
            Became::Statement(change) => format!("statement {}", change.manner.id()),
            Became::Changed { field, before, after } => {
                format!("{field}: {} → {}", before.as_deref().unwrap_or("-"), after.as_deref().unwrap_or("-"))
            }
        };
        format!("{} {} {became}", change.thing.id(), change.name)
    };
    changes.iter().map(one).collect()
}

#[test]
fn a_snapshot_survives_its_export_and_its_keeping() {
    let taken = snapshot(&api());
    assert_eq!(taken.api_id.as_ref().map(engine::ids::ApiId::as_str), Some("a1b2c3d4e5"));
    assert_eq!((taken.region.as_deref(), taken.name()), (Some("eu-west-1"), Some("orders")));
    assert_eq!(taken.taken_at, Instant::parse("2026-11-01T10:00:00Z"));
    let again = snapshots(&taken.bundle()).unwrap();
    assert_eq!(again, std::slice::from_ref(&taken));
    let kept = Snapshot::stored(taken.document().to_owned()).unwrap();
    assert_eq!((kept.document(), kept.taken_at), (taken.document(), None));
    assert_eq!(kept.configuration(), taken.configuration());
    assert_eq!(Snapshot::stored("[]".to_owned()), None);
    assert!(!taken.document().contains("takenAt"));
}

#[test]
fn no_secret_is_kept() {
    let bundle = snapshot(&api()).bundle();
    for secret in ["hunter2", "abcdef123456", "dropped"] {
        assert!(!bundle.contains(secret), "{secret} in {bundle}");
    }
    assert!(bundle.contains(r#""dbPassword": "(withheld)""#), "{bundle}");
    assert!(bundle.contains("backend.example/orders"), "{bundle}");
    assert!(!bundle.contains("elsewhere"), "{bundle}");
}

#[test]
fn what_changed_is_said_in_the_author_s_order() {
    let old = snapshot(&api());
    let mut new = api();
    new["authorizers"]["items"][0]["authorizerResultTtlInSeconds"] = json!("300");
    new["authorizers"]["items"][1]["id"] = json!("newone");
    new["resources"]["items"][1]["resourceMethods"]["POST"]["authorizerId"] = json!("newone");
    new["resources"]["items"][1]["resourceMethods"].as_object_mut().unwrap().shift_remove("GET");
    new["stages"]["item"][0]["deploymentId"] = json!("d2");
    new["stages"]["item"][0]["methodSettings"]["*/*"]["loggingLevel"] = json!("ERROR");
    new["stages"]["item"].as_array_mut().unwrap().remove(1);
    new["deployments"]["items"]
        .as_array_mut()
        .unwrap()
        .push(json!({"id": "d2", "createdDate": "2026-11-02T00:00:00Z"}));
    new["restApi"]["policy"] = json!(policy(&["Deny"]).to_string());
    new["gatewayResponses"]["items"][0]["statusCode"] = json!(403);
    new["apiKeys"]["items"] = json!([]);
    new["basePathMappings"]["items"][0]["stage"] = json!("dev");
    let new = snapshot(&new);
    let expected = [
        "resource_policy  statement removed",
        "authorizer partner removed",
        "authorizer session authorizerResultTtlInSeconds: 0 → 300",
        "authorizer partner added",
        "method GET /orders removed",
        "method POST /orders authorizerId: partner (9xk2pq) → partner (newone)",
        "gateway_response ACCESS_DENIED statusCode: 404 → 403",
        "stage dev removed",
        "stage prod deploymentId: d1 → d2",
        "stage prod methodSettings.*/*.loggingLevel: INFO → ERROR",
        "deployment d2 added",
        "api_key acme removed",
        "base_path_mapping api.example/v1 stage: prod → dev",
    ];
    assert_eq!(in_words(&difference(&old, &new)), expected);
    assert_eq!(difference(&old, &old), []);
}

#[test]
fn what_one_side_does_not_tell_is_not_gone() {
    let whole = snapshot(&api());
    let mut part = api();
    for name in ["authorizers", "stages", "usagePlans", "resources"] {
        part.as_object_mut().unwrap().shift_remove(name);
    }
    assert_eq!(difference(&whole, &snapshot(&part)), []);
    let mut paths = api();
    for resource in paths["resources"]["items"].as_array_mut().unwrap() {
        if let Some(methods) = resource.get_mut("resourceMethods").and_then(Value::as_object_mut) {
            methods.values_mut().for_each(|method| *method = json!({}));
        }
    }
    assert_eq!(difference(&whole, &snapshot(&paths)), [], "without `--embed methods`");
}

#[test]
fn outputs_of_commands_make_one_snapshot() {
    let whole = api();
    let texts: Vec<String> = [
        "restApi",
        "authorizers",
        "resources",
        "stages",
        "deployments",
        "gatewayResponses",
        "usagePlans",
        "apiKeys",
        "basePathMappings",
    ]
    .into_iter()
    .map(|part| whole[part].to_string())
    .collect();
    let mut expected = whole;
    for name in ["takenAt", "region"] {
        expected.as_object_mut().unwrap().shift_remove(name);
    }
    let all = snapshots(&texts.join("\n")).unwrap();
    assert_eq!(all, [snapshot(&expected)]);
    // Of two APIs it is not known whose a list of stages is.
    let other = r#"{"restApi": {"id": "f6g7h8i9j0", "name": "other"}}"#;
    assert_eq!(snapshots(&format!("{} {other} {}", texts[0], texts[3])).unwrap().len(), 3);
}

#[test]
fn an_export_says_what_is_not_live() {
    let export = json!({"openapi": "3.0.1", "info": {"title": "orders", "version": "2026-10-01"},
        "servers": [{"url": "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/{basePath}"}],
        "paths": {"/orders": {
            "get": {"security": [{"session": []}], "x-amazon-apigateway-integration": {"type": "aws_proxy", "httpMethod": "POST", "uri": "arn:get"}},
            "post": {"security": [{"partner": []}, {"api_key": []}]},
            "delete": {"security": [{"session": []}]}}},
        "components": {"securitySchemes": {
            "session": {"type": "apiKey", "name": "X-Session", "in": "header", "x-amazon-apigateway-authtype": "custom",
                "x-amazon-apigateway-authorizer": {"type": "token", "authorizerUri": "arn:x", "authorizerResultTtlInSeconds": 300}},
            "partner": {"type": "apiKey", "name": "Unused", "in": "header", "x-amazon-apigateway-authtype": "custom",
                "x-amazon-apigateway-authorizer": {"type": "request", "identitySource": "context.path, context.httpMethod"}},
            "api_key": {"type": "apiKey", "name": "x-api-key", "in": "header"}}},
        "x-amazon-apigateway-gateway-responses": {"ACCESS_DENIED": {"statusCode": 404}},
        "x-amazon-apigateway-policy": {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/prod/Allow/*"}]}});
    let mut bundle = api();
    bundle["exports"] = json!({"prod": export.to_string()});
    let now = snapshot(&bundle);
    assert_eq!(snapshots(&now.bundle()).unwrap(), std::slice::from_ref(&now));
    let at = Instant::parse("2026-11-01T10:00:00Z").unwrap();
    let seen = [Seen { since: at, until: at, snapshot: &now }];
    let live = undeployed(&seen, &"prod".into()).unwrap();
    assert_eq!(live.certainty, Certainty::Proved);
    assert_eq!(live.deployed_at, Instant::parse("2026-10-01T00:00:00Z"));
    let expected = [
        "resource_policy  statement added",
        "authorizer session authorizerResultTtlInSeconds: 300 → 0",
        "method DELETE /orders removed",
    ];
    assert_eq!(in_words(&live.changes), expected);
    assert_eq!(undeployed(&seen, &"dev".into()).unwrap().certainty, Certainty::Unknown);
    assert_eq!(undeployed(&seen, &"gone".into()), None);
}

#[test]
fn without_an_export_snapshots_from_the_deployment_on_tell() {
    let with_ttl = |ttl: u32, level: &str| {
        let mut bundle = api();
        bundle["authorizers"]["items"][0]["authorizerResultTtlInSeconds"] = json!(ttl);
        bundle["stages"]["item"][0]["methodSettings"]["*/*"]["loggingLevel"] = json!(level);
        snapshot(&bundle)
    };
    let (a, b, c) = (with_ttl(0, "INFO"), with_ttl(60, "INFO"), with_ttl(300, "ERROR"));
    let day = |day: u32| Instant::parse(&format!("2026-{day:02}-01T00:00:00Z")).unwrap();
    let seen = |since, until, snapshot| Seen { since: day(since), until: day(until), snapshot };
    let stage = "prod".into();
    let ttl =
        |from: u32, to: u32| vec![format!("authorizer session authorizerResultTtlInSeconds: {from} → {to}")];
    // The deployment is of the first of October.
    for (history, certainty, changes, perhaps) in [
        (vec![seen(9, 10, &a), seen(10, 11, &b)], Certainty::Inferred, ttl(0, 60), vec![]),
        (vec![seen(8, 9, &a), seen(11, 12, &b)], Certainty::Inferred, vec![], ttl(0, 60)),
        (
            vec![seen(8, 9, &a), seen(11, 11, &b), seen(12, 12, &c)],
            Certainty::Inferred,
            ttl(60, 300),
            ttl(0, 60),
        ),
        (vec![seen(11, 11, &b), seen(12, 12, &c)], Certainty::Inferred, ttl(60, 300), vec![]),
        (vec![seen(11, 12, &c)], Certainty::Unknown, vec![], vec![]),
        (vec![seen(9, 12, &c)], Certainty::Unknown, vec![], vec![]),
    ] {
        let live = undeployed(&history, &stage).unwrap();
        assert_eq!(in_words(&live.changes), changes);
        assert_eq!(in_words(&live.perhaps), perhaps);
        if history.len() > 1 || history[0].since > day(10) {
            assert_eq!(live.certainty, certainty);
        }
    }
}

#[test]
fn what_is_no_configuration_is_refused() {
    for (text, expected) in [
        (r#"{"items": []}"#, ConfigurationError::Unknown),
        (r#"{"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}}"#, ConfigurationError::NoApi),
        (&" ".repeat(33 << 20), ConfigurationError::TooLarge),
    ] {
        assert_eq!(snapshots(text), Err(expected));
    }
    let whole = api().to_string();
    assert_eq!(snapshots(whole.split_at(whole.len() / 2).0), Err(ConfigurationError::CutOff));
}

#[cfg(feature = "yaml")]
#[test]
fn yaml_says_the_same_as_json() {
    let yaml = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Api:\n    Type: AWS::ApiGateway::RestApi\n    Properties: {Name: !Sub 'orders-${Env}'}\n  \
        Auth:\n    Type: AWS::ApiGateway::Authorizer\n    Properties:\n      RestApiId: !Ref Api\n      Type: TOKEN\n      AuthorizerUri: !GetAtt F.Arn\n";
    let json = json!({"Resources": {
        "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": {"Fn::Sub": "orders-${Env}"}}},
        "Auth": {"Type": "AWS::ApiGateway::Authorizer", "Properties": {"RestApiId": {"Ref": "Api"}, "Type": "TOKEN",
            "AuthorizerUri": {"Fn::GetAtt": ["F", "Arn"]}}}}});
    assert_eq!(snapshots(yaml).unwrap(), [snapshot(&json)]);
    assert!(!snapshots(yaml).unwrap()[0].is_of_control_plane());
    let mut bomb = "Resources: &a0 [x]\n".to_owned();
    for n in 1..200 {
        bomb = format!("{bomb}k{n}: &a{n} [*a{0}, *a{0}]\n", n - 1);
    }
    assert_eq!(snapshots(&bomb), Err(ConfigurationError::YamlBomb));
}

/// The same bundle, written otherwise: keys, elements and statements in another order, numbers as text.
fn shuffled(value: &Value, order: &mut impl FnMut(usize) -> usize) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> =
                members.iter().map(|(name, value)| (name.clone(), shuffled(value, order))).collect();
            shuffle(&mut members, order);
            Value::Object(Map::from_iter(members))
        }
        Value::Array(elements) => {
            let mut elements: Vec<_> = elements.iter().map(|element| shuffled(element, order)).collect();
            shuffle(&mut elements, order);
            Value::Array(elements)
        }
        Value::Number(number) if order(2) == 0 => json!(number.to_string()),
        Value::String(text) => match serde_json::from_str::<Value>(text) {
            Ok(policy) if policy.is_object() => json!(format!("{:#}", shuffled(&policy, order))),
            _ => value.clone(),
        },
        other => other.clone(),
    }
}

fn shuffle<T>(elements: &mut [T], order: &mut impl FnMut(usize) -> usize) {
    for place in (1..elements.len()).rev() {
        elements.swap(place, order(place + 1));
    }
}

/// Edits, each with what it is called.
type Edit = (&'static str, fn(&mut Value));

const EDITS: &[Edit] = &[
    ("authorizer session authorizerResultTtlInSeconds: 0 → 60", |api| {
        api["authorizers"]["items"][0]["authorizerResultTtlInSeconds"] = json!(60);
    }),
    ("authorizer partner identitySource: context.path,context.httpMethod → context.path", |api| {
        api["authorizers"]["items"][1]["identitySource"] = json!("context.path");
    }),
    ("method GET /orders apiKeyRequired: false → true", |api| {
        api["resources"]["items"][1]["resourceMethods"]["GET"]["apiKeyRequired"] = json!(true);
    }),
    ("method DELETE /orders added", |api| {
        api["resources"]["items"][1]["resourceMethods"]["DELETE"] = json!({"authorizationType": "NONE"});
    }),
    ("stage prod variables.table: orders → orders2", |api| {
        api["stages"]["item"][0]["variables"]["table"] = json!("orders2");
    }),
    ("stage dev removed", |api| {
        api["stages"]["item"].as_array_mut().unwrap().remove(1);
    }),
    ("resource_policy  statement added", |api| {
        api["restApi"]["policy"] = json!(
            policy(&["Allow", "Deny", "Other"])
                .to_string()
                .replace(r#""Effect":"Other""#, r#""Effect":"Deny""#)
        );
    }),
    ("api  name: orders → renamed", |api| api["restApi"]["name"] = json!("renamed")),
    ("usage_plan gold added", |api| {
        api["usagePlans"]["items"].as_array_mut().unwrap().push(
            json!({"id": "p3", "name": "gold", "apiStages": [{"apiId": "a1b2c3d4e5", "stage": "dev"}]}),
        );
    }),
    ("base_path_mapping api.example/v1 stage: prod → dev", |api| {
        api["basePathMappings"]["items"][0]["stage"] = json!("dev");
    }),
    ("gateway_response ACCESS_DENIED statusCode: 404 → 401", |api| {
        api["gatewayResponses"]["items"][0]["statusCode"] = json!(401);
    }),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn another_order_is_no_difference(seed in any::<Vec<u8>>()) {
        let mut numbers = seed.iter().cycle();
        let mut order = |below: usize| numbers.next().map_or(0, |number| usize::from(*number) % below);
        let one = snapshot(&api());
        let other = snapshot(&shuffled(&api(), &mut order));
        prop_assert_eq!(difference(&one, &other), []);
        // But for the policy, whose author's order is kept, it is the same text.
        let mut without = api();
        without["restApi"].as_object_mut().unwrap().shift_remove("policy");
        let other = snapshot(&shuffled(&without, &mut order));
        let without = snapshot(&without);
        prop_assert_eq!(without.document(), other.document());
    }

    #[test]
    fn exactly_what_was_edited_is_named(edits in subsequence(EDITS, 0..=EDITS.len())) {
        let mut edited = api();
        for (_, edit) in &edits {
            edit(&mut edited);
        }
        let mut found = in_words(&difference(&snapshot(&api()), &snapshot(&edited)));
        let mut expected: Vec<String> = edits.iter().map(|(name, _)| (*name).to_owned()).collect();
        found.sort();
        expected.sort();
        prop_assert_eq!(found, expected);
        let things = difference(&snapshot(&edited), &snapshot(&api()));
        prop_assert_eq!(things.len(), edits.len());
        prop_assert!(things.iter().all(|change| Thing::ALL.contains(&change.thing)));
    }

    #[test]
    fn nothing_panics(text in "(\\{|\\[|restApi|:|\"|items|, |id|\n|Resources|!Ref |&a|\\*a|- |\\}|\\]){0,40}") {
        let _ = snapshots(&text);
    }
}

//! The real SDK against the stand-in for the control plane: what AWS tells of APIs, and what becomes of it.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may end so")]

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use aws::{AwsError, Bundle, Clients, ConfigurationSource, Keys, Role, Way};
use aws_stand_in::{StandIn, api::Step, control_plane::Region, script::Trouble};
use serde_json::{Value, json};

const API: &str = "a1b2c3d4e5";
const SECRET: &str = "planted-value-of-a-key";

fn clients(answer_within: Duration) -> Clients {
    Clients::with_keys(Keys { id: "AKIATEST".into(), secret: "secret".into() }, answer_within)
}

fn way(stand_in: &StandIn) -> Way {
    Way { region: "eu-central-1".into(), role: None, endpoint_url: Some(stand_in.url()) }
}

async fn source(stand_in: &StandIn) -> Arc<dyn ConfigurationSource> {
    clients(Duration::from_secs(30)).configuration_source(&way(stand_in)).await
}

async fn bundle(stand_in: &StandIn) -> Result<Bundle, AwsError> {
    let source = source(stand_in).await;
    let surroundings = source.surroundings().await?;
    source.bundle(API, &surroundings).await
}

fn authorizer(ttl_seconds: u32) -> Step {
    Step::Authorizer {
        id: "auth01".into(),
        name: "orders-auth".into(),
        kind: "TOKEN".into(),
        identity_source: "method.request.header.Authorization".into(),
        ttl_seconds,
    }
}

fn method(path: &str) -> Step {
    Step::Method {
        path: path.into(),
        method: "GET".into(),
        authorizer_id: Some("auth01".into()),
        is_key_required: false,
    }
}

fn deploy(at_seconds: i64) -> Step {
    Step::Deploy { stage: "prod".into(), at_seconds }
}

/// An API with an authorizer, three methods and a stage, and what there is around it.
async fn stand_in() -> StandIn {
    let stand_in = StandIn::start().await.unwrap();
    let made = [Step::Create { name: "orders".into() }, authorizer(0)];
    let methods = ["/orders", "/orders/{id}", "/health"].map(method);
    stand_in.live(API, made.into_iter().chain(methods).chain([deploy(1_785_592_800)]));
    stand_in.live("other00000", [Step::Create { name: "a-name-before".into() }]);
    let plan =
        |id: &str, api: &str| json!({"id": id, "name": id, "apiStages": [{"apiId": api, "stage": "prod"}]});
    let key = |id: &str| json!({"id": id, "name": id, "enabled": true, "value": SECRET, "stageKeys": []});
    let mapping = |api: &str| vec![json!({"basePath": "(none)", "restApiId": api, "stage": "prod"})];
    stand_in.region(Region {
        usage_plans: vec![plan("plan-1", API), plan("plan-2", "other00000")],
        usage_plan_keys: BTreeMap::from([
            ("plan-1".into(), vec![key("key-1")]),
            ("plan-2".into(), vec![key("key-2")]),
        ]),
        api_keys: vec![key("key-1"), key("key-2")],
        base_path_mappings: BTreeMap::from([
            ("orders.example.com".into(), mapping(API)),
            ("other.example.com".into(), mapping("other00000")),
        ]),
    });
    stand_in
}

/// What tells the elements of a part apart.
fn ids<'a>(bundle: &'a Bundle, part: &str, name: &str) -> Vec<&'a str> {
    let part = &bundle.document[part];
    let elements = part.get("items").or_else(|| part.get("item")).and_then(Value::as_array).unwrap();
    elements.iter().map(|element| element[name].as_str().unwrap()).collect()
}

#[tokio::test]
async fn all_pages_of_all_parts_make_a_bundle() {
    let stand_in = stand_in().await;
    stand_in.per_page(1);
    stand_in.trouble([Trouble::None, Trouble::Empty]);
    let bundle = bundle(&stand_in).await.unwrap();
    assert_eq!(bundle.missing, []);
    assert_eq!(ids(&bundle, "resources", "path"), ["/orders", "/orders/{id}", "/health", "/"]);
    assert_eq!(ids(&bundle, "authorizers", "id"), ["auth01"]);
    assert_eq!(ids(&bundle, "stages", "stageName"), ["prod"]);
    assert_eq!(ids(&bundle, "gatewayResponses", "responseType"), ["ACCESS_DENIED", "UNAUTHORIZED"]);
    // What belongs to other APIs is theirs.
    assert_eq!(ids(&bundle, "usagePlans", "id"), ["plan-1"]);
    assert_eq!(ids(&bundle, "apiKeys", "id"), ["key-1"]);
    assert_eq!(ids(&bundle, "basePathMappings", "domainName"), ["orders.example.com"]);
    let document = &bundle.document;
    assert_eq!(document["restApi"]["name"], "orders");
    assert_eq!(document["region"], "eu-central-1");
    assert_eq!(document["deployments"]["items"][0]["createdDate"], "2026-08-01T14:00:00Z");
    assert_eq!(document["resources"]["items"][0]["resourceMethods"]["GET"]["authorizerId"], "auth01");
    let schemes = &document["exports"]["prod"]["components"]["securitySchemes"];
    assert_eq!(schemes["orders-auth"]["x-amazon-apigateway-authorizer"]["authorizerResultTtlInSeconds"], 0);
    assert!(!document.to_string().contains(SECRET));
}

#[tokio::test]
async fn the_same_configuration_is_the_same_text() {
    let stand_in = stand_in().await;
    let one = bundle(&stand_in).await.unwrap();
    let n_asked = stand_in.asked().len();
    stand_in.trouble(vec![Trouble::Reordered; n_asked]);
    assert_eq!(one.document.to_string(), bundle(&stand_in).await.unwrap().document.to_string());
}

#[tokio::test]
async fn what_is_edited_is_not_what_is_deployed() {
    let stand_in = stand_in().await;
    let policy = r#"{"Version":"2012-10-17","Statement":[]}"#;
    stand_in.live(API, [authorizer(300), Step::Policy { policy: Some(policy.into()) }]);
    let ttl = |bundle: &Bundle| {
        let deployed = &bundle.document["exports"]["prod"]["components"]["securitySchemes"]["orders-auth"];
        let edited = &bundle.document["authorizers"]["items"][0];
        [edited, &deployed["x-amazon-apigateway-authorizer"]]
            .map(|it| it["authorizerResultTtlInSeconds"].as_i64().unwrap())
    };
    let edited = bundle(&stand_in).await.unwrap();
    assert_eq!(ttl(&edited), [300, 0]);
    // The policy's text is its author's.
    assert_eq!(edited.document["restApi"]["policy"], policy);
    stand_in.live(API, [deploy(1_785_596_400)]);
    let deployed = bundle(&stand_in).await.unwrap();
    assert_eq!(ttl(&deployed), [300, 300]);
    assert_eq!(ids(&deployed, "deployments", "id"), ["d1", "d2"]);

    stand_in.live(API, [Step::RemoveStage { stage: "prod".into() }]);
    assert!(ids(&bundle(&stand_in).await.unwrap(), "stages", "stageName").is_empty());
}

#[tokio::test]
async fn a_busy_control_plane_is_asked_again() {
    let stand_in = stand_in().await;
    let quiet = bundle(&stand_in).await.unwrap();
    stand_in.trouble([Trouble::Throttled, Trouble::None, Trouble::TooMany, Trouble::Failure]);
    assert_eq!(bundle(&stand_in).await.unwrap(), quiet);
}

#[tokio::test]
async fn what_may_not_be_read_is_named_and_the_rest_is_there() {
    let stand_in = stand_in().await;
    for action in ["GetUsagePlanKeys", "GetDomainNames", "GetExport", "GetStages"] {
        stand_in.deny(action);
    }
    let bundle = bundle(&stand_in).await.unwrap();
    let parts: Vec<&str> = bundle.missing.iter().map(|missing| missing.part.as_str()).collect();
    assert_eq!(parts, ["stages", "usagePlans", "basePathMappings"]);
    let why = &bundle.missing[1].why;
    assert!(why.contains("no right to call `apigateway:GET`") && why.contains("::/usageplans/plan-1/keys"));
    assert!(bundle.document.get("stages").is_none() && bundle.document.get("usagePlans").is_none());
    assert_eq!(bundle.document["missing"][0]["part"], "stages");
    assert_eq!(ids(&bundle, "authorizers", "id"), ["auth01"]);
}

#[tokio::test]
async fn an_api_that_may_not_be_read_is_a_failure() {
    let stand_in = stand_in().await;
    stand_in.live(API, [Step::Remove]);
    let told = bundle(&stand_in).await.unwrap_err().to_string();
    assert!(told.contains(&format!("there is no REST API `{API}` in this region: check")), "{told}");
    stand_in.deny("GetRestApi");
    let refused = bundle(&stand_in).await.unwrap_err();
    assert!(matches!(refused, AwsError::NoRight { .. }), "{refused:?}");
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_given_up() {
    let stand_in = stand_in().await;
    stand_in.trouble([Trouble::Hang]);
    let source = clients(Duration::from_millis(300)).configuration_source(&way(&stand_in)).await;
    let error = source.rest_apis().await.unwrap_err();
    assert_eq!(error, AwsError::Network { what: "no answer in time".into() });
}

#[tokio::test]
async fn a_role_is_taken_on() {
    let stand_in = stand_in().await;
    let arn = "arn:aws:iam::210987654321:role/reads-configuration";
    stand_in.role(arn, None);
    let role = Role { arn: arn.into(), external_id: None, endpoint_url: Some(stand_in.url()) };
    let way = Way { role: Some(role), ..way(&stand_in) };
    let apis = clients(Duration::from_secs(30)).configuration_source(&way).await.rest_apis().await.unwrap();
    assert_eq!(apis.iter().map(|api| api.name.as_str()).collect::<Vec<_>>(), ["a-name-before", "orders"]);
    let asked = stand_in.asked();
    assert_eq!(asked.last().unwrap().access_key, "ASIAreads-configuration");
}

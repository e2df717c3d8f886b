//! `why403 snapshot`, the real binary against the stand-in for the control plane.

use std::{collections::BTreeMap, process::Output};

use aws_stand_in::{StandIn, api::Step, control_plane::Region};
use engine::configuration::Configuration;
use serde_json::{Value, json};
use tokio::process::Command;

const API: &str = "a1b2c3d4e5";
const SECRET: &str = "planted-value-of-a-key";

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_why403"));
    command.arg("snapshot").args(arguments);
    command.envs([("AWS_ACCESS_KEY_ID", "AKIATEST"), ("AWS_SECRET_ACCESS_KEY", "secret")]);
    // Nothing of the person who runs the test.
    command.envs([("AWS_CONFIG_FILE", "/dev/null"), ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")]);
    for name in ["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_ENDPOINT_URL"] {
        command.env_remove(name);
    }
    command
}

async fn snapshot(stand_in: &StandIn, arguments: &[&str]) -> Output {
    let mut command = command(arguments);
    command.args(["--region", "eu-central-1", "--endpoint-url", &stand_in.url()]);
    command.output().await.unwrap()
}

async fn stand_in() -> StandIn {
    let stand_in = StandIn::start().await.unwrap();
    let authorizer = Step::Authorizer {
        id: "auth01".into(),
        name: "orders-auth".into(),
        kind: "TOKEN".into(),
        identity_source: "method.request.header.Authorization".into(),
        ttl_seconds: 60,
    };
    let deploy = Step::Deploy { stage: "prod".into(), at_seconds: 1_785_592_800 };
    stand_in.live(API, [Step::Create { name: "orders".into() }, authorizer, deploy]);
    stand_in.live("f6g7h8i9j0", [Step::Create { name: "invoices\u{1b}[2J".into() }]);
    let key = json!({"id": "key-1", "name": "partner", "enabled": true, "value": SECRET});
    stand_in.region(Region {
        usage_plans: vec![
            json!({"id": "plan-1", "name": "gold", "apiStages": [{"apiId": API, "stage": "prod"}]}),
        ],
        usage_plan_keys: BTreeMap::from([("plan-1".into(), vec![key.clone()])]),
        api_keys: vec![key],
        ..Region::default()
    });
    stand_in
}

fn told(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn a_snapshot_is_a_bundle_and_nothing_but_reading() {
    let stand_in = stand_in().await;
    let output = snapshot(&stand_in, &["--api-id", API]).await;
    let (out, err) = (told(&output.stdout), told(&output.stderr));
    assert!(output.status.success(), "{err}");
    assert_eq!(err, format!("why403: reading the configuration of {API} in eu-central-1\n"));
    let bundle: Value = serde_json::from_str(out).unwrap();
    assert_eq!(bundle["apiKeys"]["items"][0]["id"], "key-1");
    assert_eq!(bundle["region"], "eu-central-1");
    assert!(bundle["takenAt"].as_str().unwrap().ends_with('Z'));
    assert!(!out.contains(SECRET));
    // What was printed is what `--config` takes.
    let mut configuration = Configuration::default();
    configuration.read(out).unwrap();
    let authorizer = configuration.authorizer(Some(&API.into()), &"auth01".into()).unwrap();
    assert_eq!(authorizer.ttl_seconds, 60);
    assert!(stand_in.asked().iter().all(|asked| asked.action.starts_with("Get")));
}

#[tokio::test]
async fn without_an_api_all_are_named() {
    let output = snapshot(&stand_in().await, &[]).await;
    assert_eq!((output.status.code(), told(&output.stdout)), (Some(2), ""));
    let lines: Vec<&str> = told(&output.stderr).lines().collect();
    let expected = [
        "why403: give one of the REST APIs of eu-central-1 as `--api-id`:",
        "why403:   f6g7h8i9j0  invoices\u{fffd}[2J",
        "why403:   a1b2c3d4e5  orders",
    ];
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn what_may_not_be_read_is_told_and_left_out() {
    let stand_in = stand_in().await;
    stand_in.deny("GetUsagePlans");
    let output = snapshot(&stand_in, &["--api-id", API]).await;
    assert!(output.status.success());
    let err = told(&output.stderr);
    assert!(err.contains("why403: without usagePlans: no right to call `apigateway:GET`"), "{err}");
    let bundle: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(bundle.get("usagePlans").is_none() && bundle.get("authorizers").is_some());
}

#[tokio::test]
async fn without_an_answer_nothing_is_printed_and_it_is_said_what_to_do() {
    let stand_in = stand_in().await;
    let absent = snapshot(&stand_in, &["--api-id", "none000000"]).await;
    let no_region = command(&["--api-id", API]).output().await.unwrap();
    for (output, says) in [
        (absent, "there is no REST API `none000000` in this region: check id, region and account"),
        (no_region, "no region is named: give `--region`"),
    ] {
        assert_eq!((output.status.code(), told(&output.stdout)), (Some(1), ""));
        let err = told(&output.stderr);
        assert!(err.lines().last().unwrap().contains(says), "{err}");
    }
}

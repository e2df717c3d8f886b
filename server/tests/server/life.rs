//! The life of an API: each call is judged with the configuration that it met, in whichever order logs and snapshots come.

use app::{backend::Backend as _, viewer::Viewer};
use engine::configuration::snapshot::{Snapshot, snapshots};
use serde_json::json;
use server::{ingest::work, storage::requests::Origin};
use sqlx::PgPool;

use crate::support::{REFERENCES, TestServer};

const API: &str = "abcde12345";

/// The API, described at a moment of the morning.
fn described(at: &str, ttl: u32, deployments: &[(&str, &str)]) -> Snapshot {
    let moment = |time: &str| format!("2026-08-01T{time}:00Z");
    let (serves, _) = deployments.last().unwrap();
    let made = deployments.iter().map(|(id, time)| json!({"id": id, "createdDate": moment(time)}));
    let bundle = json!({
        "takenAt": moment(at),
        "restApi": {"id": API, "name": "orders", "createdDate": moment("08:00"), "apiKeySource": "HEADER"},
        "authorizers": {"items": [{
            "id": "4hugyv", "name": "tokens", "type": "TOKEN", "authorizerResultTtlInSeconds": ttl,
            "identitySource": "method.request.header.Authorization",
        }]},
        "stages": {"item": [{
            "stageName": "prod", "deploymentId": serves,
            "methodSettings": {"*/*": {"loggingLevel": "INFO", "dataTraceEnabled": true}},
        }]},
        "resources": {"items": [{"id": "r1", "path": "/orders", "resourceMethods": {
            "GET": {"httpMethod": "GET", "authorizationType": "CUSTOM", "authorizerId": "4hugyv"},
            "POST": {"httpMethod": "POST", "authorizationType": "CUSTOM", "authorizerId": "4hugyv"},
        }}]},
        "deployments": {"items": made.collect::<Vec<_>>()},
    });
    snapshots(&bundle.to_string()).unwrap().remove(0)
}

/// A caller asks for one method and, half a minute later, for another that his cached policy does not name.
fn calls(number: u8, minute: &str) -> String {
    let (first, second) = (id(number, 1), id(number, 2));
    let arn = |end: &str| format!("arn:aws:execute-api:us-east-1:123456789012:{API}/prod/{end}");
    let says = |second: u8, millis: u8, id: &str, text: &str| {
        format!("2026-08-01T{minute}:{second:02}.{millis:03}Z ({id}) {text}\n")
    };
    let lambda = "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:auth/invocations";
    let asked = format!(
        "Endpoint request body after transformations: {}",
        json!({"type": "TOKEN", "methodArn": arn("GET/orders"), "authorizationToken": "Bearer x"})
    );
    let answered = format!(
        "Authorizer result body before parsing: {}",
        json!({"principalId": "user|a1", "policyDocument": {"Version": "2012-10-17", "Statement": [
            {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": arn("GET/orders")},
        ]}})
    );
    let identity = format!("Incoming identity: **********************tok{number:03}");
    [
        says(0, 1, &first, &format!("Starting authorizer: 4hugyv for request: {first}")),
        says(0, 2, &first, &identity),
        says(0, 3, &first, &asked),
        says(0, 4, &first, &format!("Sending request to {lambda}")),
        says(0, 5, &first, &answered),
        says(0, 6, &first, "Using valid authorizer policy for principal: ****|a1"),
        says(0, 7, &first, "Successfully completed authorizer execution"),
        says(0, 8, &first, &format!("Starting execution for request: {first}")),
        says(0, 9, &first, "HTTP Method: GET, Resource Path: /orders"),
        says(0, 10, &first, "Method completed with status: 200"),
        says(30, 1, &second, &format!("Starting authorizer: 4hugyv for request: {second}")),
        says(30, 2, &second, &identity),
        says(30, 3, &second, "Using valid authorizer policy for principal: ****|a1"),
        says(30, 4, &second, "Successfully completed authorizer execution"),
        says(30, 5, &second, "The client is not authorized to perform this operation."),
    ]
    .concat()
}

fn minute(at: engine::time::Instant) -> String {
    at.time_of_day().chars().take(5).collect()
}

fn id(number: u8, call: u8) -> String {
    format!("aaaaaaaa-0000-4000-8000-0000000{number:02}{call:03}")
}

/// What a step of the story brings.
#[derive(Clone)]
enum Step {
    Snapshot(Box<Snapshot>),
    Log(String),
}

async fn take(server: &TestServer, step: Step) {
    match step {
        Step::Snapshot(snapshot) => {
            server.desk.ingest().keep_snapshots(&[*snapshot], Origin::default()).await.unwrap();
        }
        Step::Log(log) => {
            server.import("log", &log).await;
        }
    }
}

/// When each refused call heals, how sure the verdict is, and by which configuration.
async fn verdicts(server: &TestServer) -> Vec<String> {
    while work::next(&server.desk.ingest()).await.unwrap() {}
    let viewer = Viewer {
        user_id: 1,
        name: "admin".into(),
        has_password: false,
        role: app::viewer::Role::Administrator,
    };
    let references: Vec<String> = sqlx::query_scalar(REFERENCES).fetch_all(&server.pool).await.unwrap();
    let mut verdicts = Vec::new();
    for reference in references.iter().filter(|reference| reference.ends_with('2')) {
        let page = server.desk.request(&viewer, reference).await.unwrap().unwrap();
        let diagnosis = page.diagnosis;
        let heals = diagnosis.heals_at.map(minute).unwrap_or_default();
        let judged_with = diagnosis.configuration.map(|judged_with| {
            let from = judged_with.seen_from.map(minute).unwrap_or_default();
            format!("{} {from}", judged_with.standing.id())
        });
        let is_doubted = diagnosis.missing.contains(&engine::diagnosis::Missing::Snapshot);
        let call = page.row.started_at.map(minute).unwrap_or_default();
        verdicts.push(format!(
            "{call} heals {heals}, {}{}",
            judged_with.unwrap_or_default(),
            if is_doubted { ", doubted" } else { "" }
        ));
    }
    verdicts.sort();
    verdicts
}

fn story() -> Vec<Step> {
    let snapshot = |at, ttl, deployments: &[_]| Step::Snapshot(Box::new(described(at, ttl, deployments)));
    let log = |number, minute| Step::Log(calls(number, minute));
    vec![
        log(1, "09:50"),
        snapshot("10:00", 300, &[("d1", "09:00")]),
        log(2, "10:02"),
        // The TTL is changed and not deployed.
        snapshot("10:15", 60, &[("d1", "09:00")]),
        log(3, "10:16"),
        // It is deployed at 10:20, which is seen ten minutes later.
        log(4, "10:18"),
        log(5, "10:21"),
        snapshot("10:30", 60, &[("d1", "09:00"), ("d2", "10:20")]),
        // Nothing new.
        snapshot("10:35", 60, &[("d1", "09:00"), ("d2", "10:20")]),
        log(6, "10:40"),
    ]
}

/// The snapshots of it, in their order.
pub(crate) fn snapshots_of_story() -> Vec<Snapshot> {
    let of = |step| match step {
        Step::Snapshot(snapshot) => Some(*snapshot),
        Step::Log(_) => None,
    };
    story().into_iter().filter_map(of).collect()
}

/// Lets a server live through it.
pub(crate) async fn tell(server: &TestServer) {
    for step in story() {
        take(server, step).await;
    }
    while work::next(&server.desk.ingest()).await.unwrap() {}
}

const TOLD: [&str; 6] = [
    // Nothing was seen before ten.
    "09:50 heals 09:55, later 10:00, doubted",
    "10:02 heals 10:07, seen 10:00",
    "10:16 heals 10:21, seen 10:15",
    "10:18 heals 10:23, seen 10:15",
    "10:21 heals 10:22, seen 10:30",
    "10:40 heals 10:41, seen 10:30",
];

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn each_call_is_judged_with_what_it_met(pool: PgPool) {
    let server = TestServer::start(pool).await;
    tell(&server).await;
    assert_eq!(verdicts(&server).await, TOLD);
    let n: i64 = sqlx::query_scalar("SELECT count(*) FROM snapshot").fetch_one(&server.pool).await.unwrap();
    assert_eq!(n, 3);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn it_does_not_matter_in_which_order_logs_and_snapshots_come(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let (snapshots, logs): (Vec<_>, Vec<_>) =
        story().into_iter().partition(|step| matches!(step, Step::Snapshot(_)));
    let backwards: Vec<Step> = snapshots.iter().rev().cloned().collect();
    let orders = [
        [snapshots.clone(), logs.clone()],
        [logs.clone(), snapshots],
        [logs.clone(), backwards.clone()],
        [backwards, logs],
    ];
    for (number, order) in orders.into_iter().enumerate() {
        sqlx::query("TRUNCATE request, import, incident, incident_minute, incident_activity, batch_incident, rollup_minute, stage_facts, authorizer_home, snapshot, configuration, stage_evidence")
            .execute(&server.pool)
            .await
            .unwrap();
        for step in order.concat() {
            take(&server, step).await;
        }
        assert_eq!(verdicts(&server).await, TOLD, "order {number}");
    }
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn an_import_is_judged_with_the_configuration_beside_it_and_keeps_it(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let mut bundle: serde_json::Value =
        serde_json::from_str(&described("10:00", 60, &[("d1", "09:00")]).bundle()).unwrap();
    // Nobody says when it was made: it holds for the calls that it came with.
    bundle.as_object_mut().unwrap().remove("takenAt");
    let files = [("calls.log", calls(1, "09:50")), ("api.json", bundle.to_string())];
    let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    server.upload_all(&files).cookie(&cookie).send().await;
    assert_eq!(verdicts(&server).await, ["09:50 heals 09:51, given "]);
    // It is known from now on.
    server.import("more", &calls(2, "10:10")).await;
    assert_eq!(verdicts(&server).await[1], "10:10 heals 10:11, given ");
}

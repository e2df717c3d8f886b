//! The overview: is it ours, how bad, since when, what changed.

use serde_json::{Value, json};
use server::ingest::work;
use sqlx::PgPool;

use crate::support::TestServer;

const DENIED: &str = "The client is not authorized to perform this operation.";

const NO_PLAN: &str = "API Key ****abcd not authorized because method 'GET /orders' requires API Key and API Key is not \
    associated with a Usage Plan for API Stage k3x9q2m7ab/prod: No Usage Plan found for key and API Stage";

/// A call of a stage as its execution log tells it; with what was said last.
fn call(id: u32, time: &str, sentence: &str, status: u16) -> String {
    let id = format!("dddddddd-0000-4000-8000-{id:012}");
    let lines = [
        "Resource Path: /orders".to_owned(),
        format!("Starting authorizer: 4hugyv for request: {id}"),
        "Incoming identity: **********************mara".to_owned(),
        "Using valid authorizer policy for principal: *****mara".to_owned(),
        "Successfully completed authorizer execution".to_owned(),
        sentence.to_owned(),
        format!("Method completed with status: {status}"),
    ];
    let line = |(place, line)| format!("2026-08-01T{time}.{place:03}Z ({id}) {line}\n");
    lines.iter().enumerate().map(line).collect::<Vec<String>>().concat()
}

/// An hour in which nothing is refused but one key, then twenty minutes of refusals.
fn calls() -> String {
    let mut calls = String::new();
    for minute in 0..60 {
        calls += &call(minute, &format!("13:{minute:02}:10"), "Method completed successfully", 200);
    }
    calls += &call(100, "13:20:30", NO_PLAN, 403);
    for minute in 0..20 {
        calls += &call(200 + minute, &format!("14:{minute:02}:20"), DENIED, 403);
    }
    calls
}

fn bundle(ttl: u32, at: &str) -> String {
    json!({
        "takenAt": at,
        "restApi": { "id": "k3x9q2m7ab", "name": "orders" },
        "authorizers": { "items": [{ "id": "4hugyv", "name": "orders-auth", "type": "TOKEN",
            "identitySource": "method.request.header.Authorization", "authorizerResultTtlInSeconds": ttl }] },
        "stages": { "item": [{ "stageName": "prod", "deploymentId": "d1" }] },
    })
    .to_string()
}

async fn seen(server: &TestServer, cookie: &str, ttl: u32, at: &str) {
    let bundle = bundle(ttl, at);
    let sent = server.upload_all(&[("api.json", bundle)]).cookie(cookie).send().await;
    assert!(sent.status.is_redirection() || sent.status.is_success(), "{}", sent.body);
    while work::next(&server.desk.ingest()).await.unwrap() {}
}

async fn home(server: &TestServer, cookie: &str) -> Value {
    server.get("/api/home").cookie(cookie).send().await.json()
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_is_asked_first_is_answered_first(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    server.import("allowed", &call(1, "12:00:00", "Method completed successfully", 200)).await;
    let calm = home(&server, &cookie).await;
    assert_eq!(calm["answer"], Value::Null, "nothing is refused");

    seen(&server, &cookie, 300, "2026-08-01T09:00:00Z").await;
    server.import("log", &calls()).await;
    let answer = home(&server, &cookie).await["answer"].clone();
    assert_eq!(answer["incident"]["identity"]["cause"], "authorizer_policy_deny", "{answer}");
    assert_eq!(answer["incident"]["n_requests"], 20);
    assert_eq!(answer["since"], "2026-08-01T14:00:00.000Z");
    assert_eq!(answer["after"], json!([20, 20]));
    assert_eq!((&answer["n_ours"], &answer["n_beside"]), (&json!(20), &json!(1)));
    assert_eq!(answer["n_incidents"], 2);
    assert_eq!(answer["changed"], Value::Null, "one configuration is known, and no change of it");
    let before = answer["before"].as_array().unwrap();
    assert_eq!(before[1], 1);
    assert!(before[0].as_i64().unwrap() >= 61);
    let page = server.get("/").cookie(&cookie).send().await.body;
    for said in ["100.0 %", "2026-08-01 14:00 UTC", "What changed?", "before that: 1."] {
        assert!(page.contains(said), "`{said}` in {page}");
    }

    // Whatever is settled is not what somebody on call is told first.
    let number = answer["incident"]["incident_id"].as_i64().unwrap();
    let settled = server.post(&format!("/incidents/{number}/ignore"), "").cookie(&cookie).send().await;
    assert!(settled.status.is_redirection(), "{}", settled.body);
    let answer = home(&server, &cookie).await["answer"].clone();
    assert_eq!(answer["incident"]["identity"]["cause"], "api_key_rejected");
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_changed_last_before_the_first_call_is_named(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    server.import("log", &calls()).await;
    for (ttl, at) in
        [(0, "2026-08-01T09:00:00Z"), (300, "2026-08-01T13:58:00Z"), (60, "2026-08-01T14:10:00Z")]
    {
        seen(&server, &cookie, ttl, at).await;
    }
    let answer = home(&server, &cookie).await["answer"].clone();
    let changed = &answer["changed"];
    assert_eq!(
        (&changed["kind"], &changed["at"]),
        (&json!("changed"), &json!("2026-08-01T13:58:00.000Z")),
        "{answer}"
    );
}

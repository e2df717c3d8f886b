//! Which of several configurations a call met.

#![expect(clippy::unwrap_used, reason = "a test may end so")]

use std::sync::Arc;

use engine::{
    configuration::{Configuration, History, Period, Standing},
    ids::{ApiId, AuthorizerId, StageName},
    time::Instant,
};
use serde_json::json;

const API: &str = "a1b2c3d4e5";

/// An API whose authorizer caches for so long, whose stage serves a deployment of this moment.
fn configuration(ttl: u32, deployed: &str, level: &str) -> Configuration {
    let bundle = json!({
        "restApi": {"id": API, "name": "orders"},
        "authorizers": {"items": [
            {"id": "au1", "name": "orders-auth", "type": "TOKEN", "authorizerResultTtlInSeconds": ttl},
        ]},
        "stages": {"item": [{
            "stageName": "prod", "deploymentId": deployed,
            "methodSettings": {"*/*": {"loggingLevel": level, "dataTraceEnabled": false}},
        }]},
        "deployments": {"items": [{"id": deployed, "createdDate": deployed}]},
    });
    let mut configuration = Configuration::default();
    configuration.read(&bundle.to_string()).unwrap();
    configuration
}

fn at(time: &str) -> Instant {
    Instant::parse(&format!("2026-11-02T{time}:00Z")).unwrap()
}

fn deployed(time: &str) -> String {
    format!("2026-11-02T{time}:00Z")
}

fn seen(from: &str, until: &str, configuration: Configuration) -> Period {
    Period { seen_from: at(from), seen_until: at(until), configuration: Arc::new(configuration) }
}

fn history(periods: impl IntoIterator<Item = Period>) -> History {
    let mut history = History::default();
    history.add(API.into(), periods);
    history
}

/// What is known of the authorizer's TTL at a moment, and how sure that is.
fn ttl(history: &History, time: &str) -> (Option<u32>, Option<Standing>) {
    let (api_id, stage): (ApiId, StageName) = (API.into(), "prod".into());
    let met = history.at(Some(&api_id), Some(&stage), Some(at(time)));
    let authorizer = met.authorizer(Some(&api_id), &AuthorizerId::from("au1"));
    (
        authorizer.map(|authorizer| authorizer.ttl_seconds),
        met.judged_with.map(|judged_with| judged_with.standing),
    )
}

#[test]
fn what_was_edited_holds_from_its_deployment_on() {
    let history = history([
        seen("10:00", "11:00", configuration(0, &deployed("09:00"), "INFO")),
        // Edited, seen, and not deployed.
        seen("11:05", "12:00", configuration(300, &deployed("09:00"), "INFO")),
        // Deployed at half past, seen later.
        seen("12:45", "13:00", configuration(300, &deployed("12:30"), "INFO")),
    ]);
    for (time, expected, standing) in [
        ("10:30", 0, Standing::Seen),
        // Nothing was deployed between.
        ("11:02", 0, Standing::Seen),
        ("11:30", 0, Standing::Seen),
        ("12:29", 0, Standing::Seen),
        ("12:30", 300, Standing::Seen),
        ("14:00", 300, Standing::Seen),
    ] {
        assert_eq!(ttl(&history, time), (Some(expected), Some(standing)), "{time}");
    }
}

#[test]
fn before_anything_was_seen_the_first_that_was_seen_is_doubted() {
    let history = history([seen("10:00", "11:00", configuration(60, &deployed("09:00"), "INFO"))]);
    assert_eq!(ttl(&history, "09:30"), (Some(60), Some(Standing::Later)));
}

#[test]
fn what_is_not_dated_holds_where_nothing_dated_does() {
    let mut history = history([seen("10:00", "11:00", configuration(60, &deployed("09:00"), "INFO"))]);
    history.know(&configuration(10, &deployed("09:00"), "INFO"));
    assert_eq!(ttl(&history, "09:30"), (Some(10), Some(Standing::Given)));
    assert_eq!(ttl(&history, "10:30"), (Some(60), Some(Standing::Seen)));
}

#[test]
fn what_a_stage_logs_needs_no_deployment() {
    let history = history([
        seen("10:00", "11:00", configuration(0, &deployed("09:00"), "ERROR")),
        seen("11:00", "12:00", configuration(0, &deployed("09:00"), "INFO")),
    ]);
    let (api_id, stage): (ApiId, StageName) = (API.into(), "prod".into());
    for (time, expected) in [("10:30", "error"), ("11:30", "info")] {
        let met = history.at(Some(&api_id), Some(&stage), Some(at(time)));
        let logging = met.stage(Some(&api_id), Some(&stage)).unwrap().logging(None, None).unwrap();
        assert_eq!(logging.level.id(), expected, "{time}");
    }
}

#[test]
fn when_a_stage_was_set_otherwise_nobody_saw() {
    let history = history([
        seen("10:00", "10:30", configuration(0, &deployed("09:00"), "ERROR")),
        seen("11:00", "12:00", configuration(0, &deployed("09:00"), "INFO")),
    ]);
    assert_eq!(ttl(&history, "10:45"), (Some(0), Some(Standing::Between)));
}

#[test]
fn of_another_api_nothing_is_known() {
    let history = history([seen("10:00", "11:00", configuration(0, &deployed("09:00"), "INFO"))]);
    let met = history.at(Some(&"other".into()), None, Some(at("10:30")));
    assert_eq!(met.judged_with, None);
    assert!(met.authorizer(Some(&"other".into()), &"au1".into()).is_none());
}

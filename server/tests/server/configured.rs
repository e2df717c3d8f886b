//! What a configuration bundle says has the same effect on an import as on `why403 diagnose`.

use std::{fs, path::Path};

use app::{backend::Backend as _, viewer::Viewer};
use axum::http::StatusCode;
use engine::{
    Investigation,
    configuration::Configuration,
    diagnosis::{Cause, Diagnosis},
    log::{Intake, Reader},
    request::Request,
};
use sqlx::PgPool;

use crate::support::{REFERENCES, TestServer};

/// The lines between ```` ```name ```` and the next fence of one of the engine's cases.
fn block<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("```{name}\n"))?;
    Some(rest.split("```").next().unwrap_or_default())
}

/// As `why403 diagnose` goes through files.
fn diagnosed(logs: &[&str], configuration: &Configuration) -> Vec<(Request, Diagnosis)> {
    let mut investigation = Investigation::new(configuration.clone());
    for log in logs {
        investigation.begin_export(None);
        let mut reader = Reader::with(Intake { is_brief: true, ..Intake::of(configuration) });
        reader.feed(log.as_bytes()).unwrap();
        reader.finish().unwrap().events.into_iter().for_each(|event| investigation.take(event));
    }
    investigation.finish().0
}

/// What is to be the same: all that a verdict says but masks, which have a key here. Evidence by its text: where a line stood in its
/// file is forgotten when its request is joined with what is stored.
fn verdicts<'a>(explained: impl IntoIterator<Item = &'a (Request, Diagnosis)>) -> Vec<String> {
    let mut verdicts: Vec<String> = explained
        .into_iter()
        .map(|(request, diagnosis)| {
            let mut diagnosis = diagnosis.clone();
            diagnosis.principal = None;
            let evidence = std::mem::take(&mut diagnosis.evidence);
            let evidence = request.lines.iter().filter(|line| evidence.contains(&line.number));
            let evidence: Vec<&str> =
                evidence.map(|line| line.text.split(':').next().unwrap_or_default()).collect();
            let id = request.request_id.as_ref().map(ToString::to_string);
            // A stored request may learn its stage from the bundle, which knows whose the authorizer is.
            format!("{id:?} {:?} {diagnosis:?} {evidence:?}", request.path)
        })
        .collect();
    verdicts.sort();
    verdicts
}

async fn stored(server: &TestServer) -> Vec<(Request, Diagnosis)> {
    let viewer = Viewer {
        user_id: 1,
        name: "admin".into(),
        has_password: false,
        role: app::viewer::Role::Administrator,
    };
    let references: Vec<String> = sqlx::query_scalar(REFERENCES).fetch_all(&server.pool).await.unwrap();
    let mut stored = Vec::new();
    for reference in references {
        let page = server.desk.request(&viewer, &reference).await.unwrap().unwrap();
        stored.push((page.request, page.diagnosis));
    }
    stored
}

async fn forget(server: &TestServer) {
    sqlx::query(
        "TRUNCATE request, import, incident, incident_minute, incident_activity, batch_incident, rollup_minute, stage_facts, authorizer_home, snapshot, configuration",
    )
    .execute(&server.pool)
    .await
    .unwrap();
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn import_and_diagnose_agree_on_every_case(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/tests/cases");
    let mut n_configured = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let log = block(&text, "log").unwrap();
        let mut configuration = Configuration::default();
        let mut files = vec![("calls.log", log)];
        if let Some(bundle) = block(&text, "configuration") {
            configuration.read(bundle).unwrap();
            files.push(("api.json", bundle));
            n_configured += 1;
        }
        forget(&server).await;
        let answer = server.upload_all(&files).cookie(&cookie).send().await;
        assert!(answer.location().starts_with("/import/"), "{}: {}", path.display(), answer.location());
        let (stored, diagnosed) = (stored(&server).await, diagnosed(&[log], &configuration));
        assert_eq!(verdicts(&stored), verdicts(&diagnosed), "{}", path.display());
    }
    assert!(n_configured >= 5, "{n_configured}");
}

const FORMAT: &str = "$context.requestId|$context.httpMethod|$context.path|$context.status|$context.error.responseType|\
                      $context.authorizer.requestId";
const ACCESS: &str = "aaaaaaaa-0000-4000-8000-000000000002|GET|/prod/orders|401|UNAUTHORIZED|-\n";
const EXECUTION: &str = "2026-08-01T13:00:00.001Z (aaaaaaaa-0000-4000-8000-000000000001) Starting authorizer: a1b2c3 for request: \
     aaaaaaaa-0000-4000-8000-000000000001\n\
     2026-08-01T13:00:00.002Z (aaaaaaaa-0000-4000-8000-000000000001) Unauthorized request: \
     aaaaaaaa-0000-4000-8000-000000000001\n";

fn bundle() -> String {
    serde_json::json!({
        "restApi": {"id": "a1b2c3d4e5", "name": "orders"},
        "authorizers": {"items": [{
            "id": "a1b2c3", "name": "tokens", "type": "REQUEST", "authorizerResultTtlInSeconds": 0,
            "identitySource": "method.request.header.X-Tenant-Way",
        }]},
        "stages": {"item": [{
            "stageName": "prod", "deploymentId": "d1",
            "accessLogSettings": {"format": FORMAT},
            "methodSettings": {"*/*": {"loggingLevel": "INFO", "dataTraceEnabled": true}},
        }]},
    })
    .to_string()
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_format_and_headers_are_known_wherever_the_bundle_stands(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let bundle = bundle();
    let mut configuration = Configuration::default();
    configuration.read(&bundle).unwrap();
    let header = "2026-08-01T13:00:00.003Z (aaaaaaaa-0000-4000-8000-000000000001) Method request headers: \
                  {X-Tenant-Way=correcthorse, Host=x}\n";
    let execution = format!("{EXECUTION}{header}");
    let expected = verdicts(&diagnosed(&[&execution, ACCESS], &configuration));
    // All is printed that can be, so that nothing was called is proved by what is not there.
    assert!(expected[0].contains("IdentityRejected"), "{expected:#?}");
    assert!(expected[1].contains("Logged"), "{expected:#?}");
    let (execution, access, bundle) =
        (("execution.log", execution.as_str()), ("access.log", ACCESS), ("api.json", bundle.as_str()));
    for files in [[bundle, execution, access], [execution, access, bundle], [execution, bundle, access]] {
        forget(&server).await;
        let sent = server.upload_all(&files).cookie(&cookie).with("accept", "application/json");
        let summary = sent.send().await.json();
        assert_eq!(summary["name"], "execution.log, access.log");
        assert_eq!((&summary["n_requests"], &summary["n_unknown_lines"]), (&2.into(), &0.into()));
        let stored = stored(&server).await;
        assert_eq!(verdicts(&stored), expected);
        assert!(!format!("{stored:?}").contains("correcthorse"));
    }
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_is_stored_is_explained_anew_when_more_is_known(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let cause = async || stored(&server).await.remove(0).1.cause;
    server.upload("execution.log", EXECUTION.as_bytes()).cookie(&cookie).send().await;
    assert_eq!(cause().await, Cause::Unauthorized);
    let bundle = bundle();
    let files = [("execution.log", EXECUTION), ("api.json", &bundle)];
    server.upload_all(&files).cookie(&cookie).send().await;
    assert_eq!(cause().await, Cause::AuthorizerRaisedUnauthorized);
    // Nothing new came: what was found stays.
    server.upload("execution.log", EXECUTION.as_bytes()).cookie(&cookie).send().await;
    assert_eq!(cause().await, Cause::AuthorizerRaisedUnauthorized);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_bundle_without_a_name_or_too_late_is_told(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let server = TestServer::with(server.pool, |settings| settings.upload_mib = 32).await;
    let cookie = server.signed_in().await;
    let bundle = bundle();
    let body = "x".repeat(512 * 1024);
    let line = "(aaaaaaaa-0000-4000-8000-000000000001) Method request body before transformations:";
    let long = format!("{}{EXECUTION}", format!("{line} {body}\n").repeat(17));
    let page = "<!DOCTYPE html><title>Not found</title>";
    let nameless = r#"{"items": [{"id": "a1b2c3", "type": "TOKEN", "authorizerResultTtlInSeconds": 60}]}"#;
    for (files, words) in [
        (&[("authorizers.json", nameless)][..], "describes an API and does not say which"),
        (&[("long.log", &long), ("api.json", &bundle)], "`api.json` describes the API and came behind"),
        (&[("authorizers.json", nameless), ("page.html", page)], "`page.html`: this is no log"),
        (&[("page.html", page)], "this is no log"),
    ] {
        let sent = server.upload_all(files).cookie(&cookie).with("accept", "application/json").send().await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(sent.json()["problem"].as_str().unwrap().contains(words), "{}", sent.body);
    }
    // What stood before the bundle that came too late is stored, and explained anew with it.
    assert_eq!(stored(&server).await.len(), 1);
    let files = [("api.json", bundle.as_str()), ("long.log", &long)];
    let sent = server.upload_all(&files).cookie(&cookie).with("accept", "application/json").send().await;
    assert_eq!(sent.json()["n_requests"], 1, "{}", sent.body);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_bundle_alone_is_kept_and_what_is_stored_is_judged_with_it(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    server.upload("execution.log", EXECUTION.as_bytes()).cookie(&cookie).send().await;
    let bundle = bundle();
    let send = async |files: &[(&str, &str)]| {
        let sent = server.upload_all(files).cookie(&cookie).with("accept", "application/json").send().await;
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
        sent.json()
    };
    let page = "<!DOCTYPE html><title>Not found</title>";
    let sent = send(&[("api.json", bundle.as_str()), ("page.html", page)]).await;
    assert_eq!((&sent["described"][0]["is_new"], &sent["n_left_out"]), (&true.into(), &1.into()), "{sent}");
    while server::ingest::work::next(&server.desk.ingest()).await.unwrap() {}
    assert_eq!(stored(&server).await.remove(0).1.cause, Cause::AuthorizerRaisedUnauthorized);
    // The same again tells nothing new, and is one import.
    let first = send(&[("api.json", bundle.as_str())]).await;
    let again = send(&[("api.json", bundle.as_str())]).await;
    assert_eq!((&again["described"][0]["is_new"], &again["import_id"]), (&false.into(), &first["import_id"]));
    let shown = server.get(&format!("/import/{}", first["import_id"])).cookie(&cookie).send().await;
    assert!(shown.body.contains("The configuration of one API is kept") && shown.body.contains("api.json"));
}

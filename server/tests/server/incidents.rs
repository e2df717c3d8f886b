//! Incidents: the same for any order of arrival and after a rebuild, and what people make of them stays.

use app::{backend::Backend as _, pages::incidents::data::IncidentRow, viewer::Viewer};
use axum::http::StatusCode;
use engine::{diagnosis::Cause, incident::State};
use server::ingest::work;
use sqlx::PgPool;

use crate::support::TestServer;

/// A call that an explicit statement of the authorizer's policy denied, or one that nothing allowed.
fn call(id: u32, time: &str, caller: &str, sentence: &str) -> String {
    let id = format!("cccccccc-0000-4000-8000-{id:012}");
    let lines = [
        format!("Starting authorizer: 4hugyv for request: {id}"),
        format!("Incoming identity: **********************{caller}"),
        format!("Using valid authorizer policy for principal: *****{caller}"),
        "Successfully completed authorizer execution".to_owned(),
        sentence.to_owned(),
    ];
    let line = |(place, line)| format!("2026-08-01T{time}.{place:03}Z ({id}) {line}\n");
    lines.iter().enumerate().map(line).collect::<Vec<String>>().concat()
}

const DENIED: &str = "The client is not authorized to perform this operation.";
const ERROR: &str = "Execution failed due to configuration error: Invalid permissions on Lambda function";

fn pieces() -> Vec<String> {
    vec![
        call(1, "10:00:00", "mara", DENIED) + &call(2, "10:00:30", "olek", DENIED),
        call(3, "10:05:00", "mara", DENIED),
        call(4, "10:06:00", "ines", ERROR),
        call(5, "10:07:10", "mara", DENIED),
    ]
}

fn viewer() -> Viewer {
    Viewer { user_id: 1, name: "admin".into(), has_password: false, role: app::viewer::Role::Administrator }
}

async fn listed(server: &TestServer, state: Option<&str>) -> Vec<IncidentRow> {
    server.desk.incidents(&viewer(), state, None).await.unwrap().incidents
}

/// What is told of all of them, but for their numbers.
async fn told(server: &TestServer) -> Vec<String> {
    let mut told: Vec<String> = listed(server, None)
        .await
        .into_iter()
        .map(|row| {
            format!(
                "{:?} {} calls {} callers {:?}–{:?} {:?}",
                row.identity, row.n_requests, row.n_callers, row.first_seen, row.last_seen, row.trend.counts
            )
        })
        .collect();
    told.sort();
    told
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn grouping_is_the_same_for_any_order_of_arrival_and_after_a_rebuild(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let mut expected: Option<Vec<String>> = None;
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
        sqlx::query(
            "TRUNCATE request, import, rollup_minute, stage_facts, authorizer_home, stage_evidence, incident, incident_minute,
             incident_activity, batch_incident",
        )
        .execute(&server.pool)
        .await
        .unwrap();
        let pieces = pieces();
        for piece in order {
            server.import("log", &pieces[piece]).await;
            // The same again changes nothing.
            server.import("log", &pieces[piece]).await;
        }
        while work::next(&server.desk.ingest()).await.unwrap() {}
        let now = told(&server).await;
        assert_eq!(now.len(), 2, "{now:#?}");
        assert_eq!(&now, expected.get_or_insert_with(|| now.clone()), "{order:?}");
    }
    // An older engine judged them, and knew no incidents.
    sqlx::query("UPDATE request SET engine_version = 0, incident_key = NULL; ")
        .execute(&server.pool)
        .await
        .unwrap();
    sqlx::query("TRUNCATE incident_minute").execute(&server.pool).await.unwrap();
    sqlx::query("UPDATE incident SET n_requests = 0").execute(&server.pool).await.unwrap();
    work::look_for_older_verdicts(&server.desk.ingest()).await.unwrap();
    while work::next(&server.desk.ingest()).await.unwrap() {}
    assert_eq!(Some(told(&server).await), expected);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn an_incident_is_resolved_and_regresses_when_it_comes_again(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let pieces = pieces();
    for piece in &pieces[..3] {
        server.import("log", piece).await;
    }
    let denied = async || {
        let all = [
            listed(&server, None).await,
            listed(&server, Some("resolved")).await,
            listed(&server, Some("ignored")).await,
        ];
        all.concat().into_iter().find(|row| row.identity.cause == Cause::AuthorizerPolicyDeny).unwrap()
    };
    let incident = denied().await;
    let address = format!("/incidents/{}", incident.incident_id);
    let act = async |action: &str, form: &str| {
        let answer = server.post(&format!("{address}/{action}"), form).cookie(&cookie).send().await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{action}");
        answer.location().to_owned()
    };
    assert_eq!(act("assign", "owner=1").await, address);
    assert_eq!(act("comment", "text=It+was+**the+cache**+%3Cscript%3E").await, format!("{address}#activity"));
    act("resolve", "").await;
    assert_eq!(denied().await.state, State::Resolved);
    // What is older than that and comes late changes nothing; the clock stands at 14:05.
    server.import("log", &pieces[3]).await;
    assert_eq!((denied().await.state, denied().await.n_requests), (State::Resolved, 4));
    server.import("log", &call(9, "14:05:30", "mara", DENIED)).await;
    assert_eq!(denied().await.state, State::Regressed);

    let page = server.get(&address).cookie(&cookie).send().await;
    for part in [
        "regressed",
        "@admin",
        "the cache<",
        "&lt;script&gt;",
        "resolved it",
        "looks after it",
        "5 calls",
        "*****mara",
    ] {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
    // It is left aside until two more calls came.
    server.clock.advance(60);
    act("ignore", "hours=&calls=2&callers=").await;
    assert_eq!(denied().await.state, State::Ignored);
    server.import("log", &call(10, "14:06:20", "mara", DENIED)).await;
    assert_eq!(denied().await.state, State::Ignored);
    server.import("log", &call(11, "14:06:40", "mara", DENIED)).await;
    assert_eq!(denied().await.state, State::Open);
    act("ignore", "hours=1").await;
    server.clock.advance(3_599);
    assert_eq!(denied().await.state, State::Ignored);
    server.clock.advance(1);
    assert_eq!(denied().await.state, State::Open);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_makes_no_sense_changes_nothing(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    server.import("log", &pieces()[0]).await;
    let id = listed(&server, None).await[0].incident_id;
    let long = "x".repeat(10_001);
    for (action, form, problem) in [
        ("comment", "text=++", "comment"),
        ("comment", format!("text={long}").as_str(), "comment"),
        ("ignore", "calls=0", "ignore"),
        ("ignore", "calls=many", "ignore"),
        ("ignore", "callers=-1", "ignore"),
        ("delete", "", "other"),
    ] {
        let answer = server.post(&format!("/incidents/{id}/{action}"), form).cookie(&cookie).send().await;
        assert_eq!(answer.location(), format!("/incidents/{id}?problem={problem}"), "{action}");
    }
    assert_eq!(listed(&server, None).await[0].state, State::Open);
    let gone = server.post("/incidents/999/resolve", "").cookie(&cookie).send().await;
    assert_eq!(gone.location(), "/incidents");
    for page in ["/incidents/999", "/incidents/x", "/incidents/%00"] {
        assert_eq!(server.get(page).cookie(&cookie).send().await.status, StatusCode::NOT_FOUND, "{page}");
    }
    for page in ["/incidents", "/incidents?state=ignored", "/incidents?state=nonsense"] {
        assert_eq!(server.get(page).cookie(&cookie).send().await.status, StatusCode::OK, "{page}");
    }
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn the_sample_has_incidents_of_its_own_and_takes_them_with_it(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    server.import("log", &pieces()[0]).await;
    server.post("/sample/load", "").cookie(&cookie).send().await;
    let all = listed(&server, None).await;
    assert!(all.iter().filter(|row| row.is_sample).count() >= 4, "{all:#?}");
    let of_sample = all.iter().find(|row| row.is_sample).unwrap().incident_id;
    server.post(&format!("/incidents/{of_sample}/comment"), "text=hello").cookie(&cookie).send().await;
    server.post("/sample/remove", "").cookie(&cookie).send().await;
    let left = listed(&server, None).await;
    assert_eq!((left.len(), left[0].is_sample), (1, false));
}

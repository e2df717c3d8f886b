//! What several files tell together.

use crate::support::TestServer;
use app::{backend::Backend as _, pages::request::data::RequestPage, viewer::Viewer};
use engine::diagnosis::{Cause, Deny, PolicyOrigin};
use engine::log::Reader;
use server::ingest::delivery::{Delivery, NoNote};
use sqlx::PgPool;

fn viewer() -> Viewer {
    Viewer { user_id: 1, name: "admin".into(), has_password: false, role: app::viewer::Role::Administrator }
}

async fn page(server: &TestServer, reference: &str) -> RequestPage {
    server.desk.request(&viewer(), reference).await.unwrap().unwrap()
}

/// The sample's events, one line each, oldest first.
fn sample_lines(server: &TestServer) -> Vec<String> {
    let export: serde_json::Value = serde_json::from_str(&engine::sample::events(server.desk.now())).unwrap();
    let events = export["events"].as_array().unwrap();
    events
        .iter()
        .map(|event| {
            let at = engine::time::Instant::from_millis(event["timestamp"].as_i64().unwrap()).unwrap();
            format!("{at} {}\n", event["message"].as_str().unwrap())
        })
        .collect()
}

async fn all_rows(pool: &PgPool) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT concat_ws('|', coalesce(reference, request_key || CASE ordinal WHEN 0 THEN '' ELSE '~' || ordinal + 1 END), status, gate, cause, deny, policy_origin, grade, filled_by, heals_at, n_lines,
                          method, path, api_id, stage, principal)
         FROM request ORDER BY 1",
    )
    .fetch_all(pool)
    .await
    .unwrap()
}

/// What calls showed of their stages, by day.
async fn all_evidence(pool: &PgPool) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT concat_ws('|', api_id, stage, day, is_sample, engine_version, evidence)
         FROM stage_evidence ORDER BY 1",
    )
    .fetch_all(pool)
    .await
    .unwrap()
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_log_in_two_files_in_either_order_tells_the_same_as_in_one(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let lines = sample_lines(&server);
    server.import("whole", &lines.concat()).await;
    let whole = all_rows(&server.pool).await;
    let evidence = all_evidence(&server.pool).await;

    // Cut at places that are in the middle of requests.
    for cut in [lines.len() / 7, lines.len() / 2, lines.len() - 5] {
        let (early, late) = lines.split_at(cut);
        for (first, second) in [(early, late), (late, early)] {
            sqlx::query(
                "TRUNCATE request, import, incident, incident_minute, incident_activity, batch_incident, rollup_minute, stage_facts, authorizer_home, stage_evidence",
            )
            .execute(&server.pool)
            .await
            .unwrap();
            server.import("first", &first.concat()).await;
            server.import("second", &second.concat()).await;
            let n_lines: i64 =
                sqlx::query_scalar("SELECT sum(n_lines) FROM request").fetch_one(&server.pool).await.unwrap();
            assert_eq!(usize::try_from(n_lines).unwrap(), lines.len(), "cut at {cut}");
            assert_eq!(all_rows(&server.pool).await, whole, "cut at {cut}");
            assert_eq!(all_evidence(&server.pool).await, evidence, "cut at {cut}");
        }
    }
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn importing_a_part_again_changes_nothing(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let lines = sample_lines(&server);
    let (early, late) = lines.split_at(lines.len() / 2);
    server.import("early", &early.concat()).await;
    server.import("late", &late.concat()).await;
    let rows = all_rows(&server.pool).await;
    let evidence = all_evidence(&server.pool).await;
    let written: i64 = sqlx::query_scalar("SELECT max(xmin::text::bigint) FROM request")
        .fetch_one(&server.pool)
        .await
        .unwrap();
    for part in [late, early, &lines[..]] {
        server.import("again", &part.concat()).await;
        assert_eq!(all_rows(&server.pool).await, rows);
        assert_eq!(all_evidence(&server.pool).await, evidence, "no line is counted twice");
    }
    let written_again: i64 = sqlx::query_scalar("SELECT max(xmin::text::bigint) FROM request")
        .fetch_one(&server.pool)
        .await
        .unwrap();
    assert_eq!(written, written_again, "no row was written again");
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_cached_denial_learns_who_filled_the_cache_from_an_older_file(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let lines = sample_lines(&server);
    let denied: String = {
        server.import("whole", &lines.concat()).await;
        sqlx::query_scalar(
            "SELECT request_key::text FROM request WHERE cause = 'authorizer_policy_deny' AND deny = 'implicit'
             ORDER BY started_at LIMIT 1",
        )
        .fetch_one(&server.pool)
        .await
        .unwrap()
    };
    let filled_by = page(&server, &denied).await.filled_by_reference.unwrap();
    sqlx::query("TRUNCATE request, import, incident, incident_minute, incident_activity, batch_incident, rollup_minute, stage_facts, authorizer_home, stage_evidence")
        .execute(&server.pool)
        .await
        .unwrap();

    let of = |id: &str| lines.iter().filter(|line| line.contains(id)).cloned().collect::<String>();
    server.import("denied", &of(&denied)).await;
    assert_eq!(page(&server, &denied).await.filled_by_reference, None);
    server.import("filling", &of(&filled_by)).await;
    let page = page(&server, &denied).await;
    assert_eq!(page.diagnosis.cause, Cause::AuthorizerPolicyDeny);
    assert_eq!(page.diagnosis.deny, Some(Deny::Implicit));
    assert_eq!(page.diagnosis.policy_origin, Some(PolicyOrigin::Cached));
    assert_eq!(page.filled_by_reference.as_deref(), Some(filled_by.as_str()));
    assert!(page.same_caller.iter().any(|row| row.reference == denied));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn callers_whom_the_resource_policy_refused_are_not_one_caller(pool: PgPool) {
    let server = TestServer::start(pool).await;
    server.import("sample", &sample_lines(&server).concat()).await;
    let refused: String = sqlx::query_scalar(
        "SELECT request_key::text FROM request WHERE cause = 'resource_policy_deny' LIMIT 1",
    )
    .fetch_one(&server.pool)
    .await
    .unwrap();
    assert_eq!(page(&server, &refused).await.same_caller, []);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn lines_come_back_from_the_database_as_they_were(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let log = "2026-08-01T13:00:00.001Z (aaaaaaaa-0000-4000-8000-000000000001) Extended Request Id: MY92nHDwwwIdGxzR=\n\
               2026-08-01T13:00:00.002Z (aaaaaaaa-0000-4000-8000-000000000001) 未知的一行 é\u{0} of nobody knows what\n\
               2026-08-01T13:00:00.002Z (aaaaaaaa-0000-4000-8000-000000000001) Unauthorized\n";
    let summary = server.import("a", log).await;
    assert_eq!((summary.n_events, summary.n_unknown_lines), (3, 1));
    let page = page(&server, "aaaaaaaa-0000-4000-8000-000000000001").await;
    let texts: Vec<_> = page.request.lines.iter().map(|line| (line.number, line.text.as_str())).collect();
    assert_eq!(
        texts,
        [
            (1, "Extended Request Id: MY92nHDwwwIdGxzR="),
            (2, "未知的一行 é\u{0} of nobody knows what"),
            (3, "Unauthorized"),
        ]
    );
    assert_eq!(page.row.duration_ms, Some(1));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn two_calls_under_one_id_that_a_client_chose_have_pages_of_their_own(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let first = "2026-08-01T13:00:00.001Z (aaaaaaaa-1) Extended Request Id: A=\n\
                 2026-08-01T13:00:00.002Z (aaaaaaaa-1) Unauthorized\n";
    let second = "2026-08-01T13:10:00.001Z (aaaaaaaa-1) Extended Request Id: B=\n\
                  2026-08-01T13:10:00.002Z (aaaaaaaa-1) Method completed with status: 200\n";
    server.import("first", first).await;
    server.import("second", second).await;
    assert_eq!(page(&server, "aaaaaaaa-1").await.row.status, Some(401));
    assert_eq!(page(&server, "aaaaaaaa-1~2").await.row.status, Some(200));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn placeholders_for_an_id_do_not_join_the_calls_of_two_files(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let first = "Extended Request Id: A=\nUnauthorized request: <request-id>\n";
    let second = "Extended Request Id: B=\nUnauthorized request: <request-id>\n";
    for _ in 0..2 {
        server.import("first", first).await;
        server.import("second", second).await;
        let n: i64 =
            sqlx::query_scalar("SELECT count(*) FROM request").fetch_one(&server.pool).await.unwrap();
        assert_eq!(n, 2);
    }
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn two_imports_at_once_wait_for_each_other(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let lines = sample_lines(&server);
    let (early, late) = lines.split_at(lines.len() / 2);
    let (early, late) = (early.concat(), late.concat());
    tokio::join!(server.import("early", &early), server.import("late", &late));
    let both = all_rows(&server.pool).await;
    sqlx::query("TRUNCATE request, import, incident, incident_minute, incident_activity, batch_incident, rollup_minute, stage_facts, authorizer_home, stage_evidence")
        .execute(&server.pool)
        .await
        .unwrap();
    server.import("whole", &lines.concat()).await;
    assert_eq!(both, all_rows(&server.pool).await);
}

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn deliveries_of_any_size_in_any_order_and_twice_tell_the_same_as_one_file(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let lines = sample_lines(&server);
    server.import("whole", &lines.concat()).await;
    let whole = all_rows(&server.pool).await;
    let evidence = all_evidence(&server.pool).await;
    let ingest = server.desk.ingest();
    for seed in 1..=6 {
        sqlx::query("TRUNCATE request, import, incident, incident_minute, incident_activity, batch_incident, rollup_minute, stage_facts, authorizer_home, stage_evidence")
            .execute(&server.pool)
            .await
            .unwrap();
        let mut dice = Dice(seed);
        let mut deliveries: Vec<Vec<String>> = vec![Vec::new(); 3 + dice.below(20)];
        for line in &lines {
            let n_deliveries = deliveries.len();
            let place = dice.below(n_deliveries);
            deliveries[place].push(line.clone());
            if dice.below(4) == 0 {
                // Sent again by who is not sure that it arrived.
                deliveries[(place + 1) % n_deliveries].push(line.clone());
            }
        }
        let mut n_new = 0;
        for lines in deliveries.iter().filter(|lines| !lines.is_empty()) {
            let mut reader = Reader::with(ingest.intake().await.unwrap());
            reader.feed(lines.concat().as_bytes()).unwrap();
            let Ok(export) = reader.finish() else { continue };
            let delivery = Delivery { exports: vec![export], ..Delivery::default() };
            n_new += ingest.deliver(delivery, &NoNote).await.unwrap().n_new_requests;
        }
        while server::ingest::work::next(&ingest).await.unwrap() {}
        assert_eq!(all_rows(&server.pool).await, whole, "seed {seed}");
        assert_eq!(all_evidence(&server.pool).await, evidence, "seed {seed}");
        assert_eq!(usize::try_from(n_new).unwrap(), whole.len(), "seed {seed}");
    }
}

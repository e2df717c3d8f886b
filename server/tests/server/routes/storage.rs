//! `/storage` and `/unknown-lines`: what is kept, and what could not be understood.

use app::{
    backend::Backend as _,
    pages::unknown_lines::data::{UnknownLinesPage, UnknownLinesQuery},
    viewer::Viewer,
};
use axum::http::StatusCode;
use server::{housekeeping, ingest::work, storage::jobs};
use sqlx::PgPool;

use crate::support::TestServer;

/// Two calls of a day each, and lines that belong to no call.
fn log(n_strays: usize) -> String {
    let calls = [(30, 1), (31, 2)].map(|(day, id)| {
        let id = format!("aaaaaaaa-0000-4000-8000-00000000000{id}");
        format!(
            "2026-07-{day}T13:00:00.001Z ({id}) Extended Request Id: MY92nHDwwwIdGxzR=\n\
             2026-07-{day}T13:00:00.002Z ({id}) Unauthorized request: {id}\n"
        )
    });
    let strays =
        (0..n_strays).map(|n| format!("2026-07-30T14:00:00.000Z Gremlin {n} in the <b>machine</b>\n"));
    calls.into_iter().chain(strays).collect()
}

async fn unknown(server: &TestServer, query: UnknownLinesQuery) -> UnknownLinesPage {
    let viewer = Viewer {
        user_id: 1,
        name: "admin".into(),
        has_password: false,
        role: app::viewer::Role::Administrator,
    };
    server.desk.unknown_lines(&viewer, &query).await.unwrap()
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn days_their_sizes_and_the_next_to_go_are_told(pool: PgPool) {
    let server = TestServer::with(pool, |settings| settings.retention_days = Some(3)).await;
    let cookie = server.signed_in().await;
    server.import("calls.log", &log(1)).await;
    let page = server.get("/api/storage").cookie(&cookie).send().await.json();
    let days: Vec<(&str, i64)> = page["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| (day["date"].as_str().unwrap(), day["n_requests"].as_i64().unwrap()))
        .collect();
    assert_eq!(days, [("2026-07-31", 1), ("2026-07-30", 1)]);
    assert!(page["days"][0]["n_bytes"].as_i64().unwrap() > 0 && page["n_bytes"].as_i64().unwrap() > 0);
    assert_eq!(page["next_to_go"][0], "2026-07-30");
    assert_eq!((&page["n_unknown_lines"], &page["retention_days"]), (&1.into(), &3.into()));
    let shown = server.get("/storage").cookie(&cookie).send().await;
    assert_eq!(shown.status, StatusCode::OK);
    for words in ["2026-07-30", "3 days are kept", "2026-08-03", "/unknown-lines", "No verdicts"] {
        assert!(shown.body.contains(words), "{words} is not in\n{}", shown.body);
    }
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn verdicts_that_are_made_again_are_told(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    server.import("calls.log", &log(0)).await;
    let mut connection = server.pool.acquire().await.unwrap();
    jobs::add(&mut connection, work::REBUILD, &serde_json::json!({})).await.unwrap();
    let jobs = async || server.get("/api/storage").cookie(&cookie).send().await.json()["jobs"].clone();
    let waiting = jobs().await;
    assert_eq!((&waiting[0]["n_done"], &waiting[0]["n_all"]), (&serde_json::Value::Null, &2.into()));
    jobs::note_progress(&mut connection, 1, 1).await.unwrap();
    assert_eq!(jobs().await[0]["n_done"], 1);
    assert!(server.get("/storage").cookie(&cookie).send().await.body.contains("1 of 2 calls"));
    assert!(work::next(&server.desk.ingest()).await.unwrap());
    assert_eq!(jobs().await, serde_json::json!([]));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn unknown_lines_are_read_page_by_page_and_by_what_brought_them(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let first = server.import("first.log", &log(150)).await.import_id;
    let other = log(0).replace("aaaaaaaa", "bbbbbbbb") + "2026-07-30T14:00:00.000Z Something else\n";
    server.import("second.log", &other).await;

    let page = unknown(&server, UnknownLinesQuery::default()).await;
    assert_eq!((page.lines.len(), page.lines[0].line.as_str()), (100, "Something else"));
    let older = unknown(&server, UnknownLinesQuery { older_than: page.older, ..Default::default() }).await;
    assert_eq!((older.lines.len(), older.older), (51, None));
    assert!(!page.lines.contains(&older.lines[0]));
    let one = unknown(&server, UnknownLinesQuery { import: Some(first), ..Default::default() }).await;
    assert_eq!((one.of.as_deref(), one.lines.len(), one.samples.len()), (Some("first.log"), 100, 5));

    let shown = server.get(&format!("/unknown-lines?import={first}")).cookie(&cookie).send().await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.body.contains("in the &lt;b&gt;machine") && !shown.body.contains("<b>machine"));
    let odd = server.get("/unknown-lines?import=x&older_than=-1&source=99999").cookie(&cookie).send().await;
    assert_eq!(odd.status, StatusCode::OK);
    let result = server.get(&format!("/import/{first}")).cookie(&cookie).send().await;
    assert!(result.body.contains(&format!("/unknown-lines?import={first}")));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_is_old_is_forgotten_with_its_day(pool: PgPool) {
    let server = TestServer::start(pool).await;
    server.import("calls.log", &log(3)).await;
    sqlx::raw_sql(
        "INSERT INTO source (source_id, kind, name, key_hash, created_at) OVERRIDING SYSTEM VALUE
         VALUES (7, 'push', 'fire', '\\x00', '2026-08-01T14:00:00Z');
         INSERT INTO push_delivery VALUES (7, 'old', '2026-07-29T00:00:00Z'), (7, 'new', '2026-08-01T00:00:00Z');
         INSERT INTO stray_line (line, kept_at) VALUES ('undated', '2026-08-01T00:00:00Z')",
    )
    .execute(&server.pool)
    .await
    .unwrap();
    housekeeping::forget(&server.desk.ingest(), 1).await.unwrap();
    let count = async |of: &'static str| -> Vec<String> {
        sqlx::query_scalar(of).fetch_all(&server.pool).await.unwrap()
    };
    assert_eq!(count("SELECT delivery_id FROM push_delivery").await, ["new"]);
    assert_eq!(count("SELECT line FROM stray_line").await, ["undated"]);
    assert_eq!(count("SELECT started_at::date::text FROM request").await, ["2026-07-31"]);
}

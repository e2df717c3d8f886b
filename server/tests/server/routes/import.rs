//! `/import`: files that are sent.

use axum::http::StatusCode;
use sqlx::PgPool;

use crate::support::TestServer;

const LOG: &str = "(aaaaaaaa-0000-4000-8000-000000000001) Extended Request Id: MY92nHDwwwIdGxzR=\n\
                   (aaaaaaaa-0000-4000-8000-000000000001) Unauthorized request: aaaaaaaa-0000-4000-8000-000000000001\n";

async fn n_rows(pool: &PgPool) -> (i64, i64) {
    let requests = sqlx::query_scalar("SELECT count(*) FROM request").fetch_one(pool).await.unwrap();
    let imports = sqlx::query_scalar("SELECT count(*) FROM import").fetch_one(pool).await.unwrap();
    (requests, imports)
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_form_leads_to_what_the_file_brought(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let answer = server.upload("C:\\logs\\prod.txt", LOG.as_bytes()).cookie(&cookie).send().await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let address = answer.location().to_owned();
    assert!(address.starts_with("/import/"), "{address}");
    let id = address.rsplit('/').next().unwrap();
    let summary = server.get(&format!("/api/import?import_id={id}")).cookie(&cookie).send().await.json();
    assert_eq!((&summary["name"], &summary["n_requests"]), (&"prod.txt".into(), &1.into()));
    let page = server.get(&address).cookie(&cookie).send().await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("prod.txt"));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn the_same_file_twice_gives_the_same_rows(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let json = |answer: crate::support::Answer| answer.json();
    let first = json(
        server.upload("a", LOG.as_bytes()).cookie(&cookie).with("accept", "application/json").send().await,
    );
    let rows = n_rows(&server.pool).await;
    let again = json(
        server.upload("a", LOG.as_bytes()).cookie(&cookie).with("accept", "application/json").send().await,
    );
    assert_eq!(n_rows(&server.pool).await, rows);
    assert_eq!(first["import_id"], again["import_id"]);
    assert_eq!((&first["n_new_requests"], &again["n_new_requests"]), (&1.into(), &0.into()));
    assert_eq!((&again["n_requests"], &again["n_refused"]), (&1.into(), &1.into()));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_is_no_log_is_told_and_leaves_nothing(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let half = format!("{{\"events\": [{{\"timestamp\": 1, \"message\": {LOG:?}}}, {{\"timest");
    let long = vec![b'x'; 900 * 1024 + 200 * 1024];
    for (bytes, words) in [
        (&b""[..], "empty"),
        (b"hello\nworld\n", "no log of API Gateway"),
        (half.as_bytes(), "cut off"),
        (b"Unauthorized\n\xff\xfe\xfd\n", "UTF-8"),
        (&long, "larger than 1 MiB"),
    ] {
        let told = server.upload("x", bytes).cookie(&cookie).with("accept", "application/json").send().await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", told.body);
        let problem = told.json()["problem"].as_str().unwrap().to_owned();
        assert!(problem.contains(words) && !problem.contains('\n'), "{problem}");

        let shown = server.upload("x", bytes).cookie(&cookie).send().await;
        assert_eq!(shown.location(), format!("/import?problem={}", app::urls::encode(&problem)));
    }
    assert_eq!(n_rows(&server.pool).await, (0, 0));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn who_watches_is_told_line_by_line_and_the_last_is_the_result(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let watched = async |bytes: &[u8]| {
        let asked = server.upload("a.txt", bytes).cookie(&cookie).with("accept", "application/x-ndjson");
        let answer = asked.send().await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/x-ndjson"));
        assert!(answer.body.ends_with('\n'));
        let lines: Vec<serde_json::Value> =
            answer.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let (last, before) = lines.split_last().unwrap();
        assert!(before.iter().all(|line| line["progress"]["n_bytes"].is_u64()), "{}", answer.body);
        last.clone()
    };
    let last = watched(LOG.as_bytes()).await;
    assert_eq!(
        (&last["name"], &last["n_requests"], &last["n_refused"]),
        (&"a.txt".into(), &1.into(), &1.into())
    );
    assert!(last["import_id"].is_i64());
    let last = watched(b"hello\nworld\n").await;
    assert!(last["problem"].as_str().unwrap().contains("no log of API Gateway"), "{last}");
    // A stranger is told so, and not led to a page that a script would read.
    let asked = server.upload("a.txt", LOG.as_bytes()).with("accept", "application/x-ndjson").send().await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_form_without_a_file_asks_for_one(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let answer = server.upload("", b"").cookie(&cookie).send().await;
    assert_eq!(answer.location(), "/import?problem=choose%20a%20file%20first");
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_secret_in_the_log_is_nowhere_in_the_answers(pool: PgPool) {
    const SECRET: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtYXJhIn0.c2lnbmF0dXJlLW9mLW1hcmE";
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let log = format!(
        "{LOG}(aaaaaaaa-0000-4000-8000-000000000001) Method request headers: {{Authorization=Bearer {SECRET}}}\n"
    );
    server.import("a", &log).await;
    let page = "/requests/aaaaaaaa-0000-4000-8000-000000000001";
    for address in [page, "/api/request?reference=aaaaaaaa-0000-4000-8000-000000000001"] {
        let answer = server.get(address).cookie(&cookie).send().await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(!answer.body.contains("c2lnbmF0dXJlLW9mLW1hcmE"), "{address}");
    }
}

//! `/requests` and `/api/requests`: the list, its filters, its pages.

use std::{fmt::Write as _, time::Duration};

use axum::http::StatusCode;
use serde_json::Value;
use sqlx::PgPool;
use tokio::{io::AsyncWriteExt as _, net::TcpStream};

use crate::support::TestServer;

/// So many calls, a second apart, each refused for want of a token.
fn unauthorized(n: usize) -> String {
    let mut log = String::new();
    for call in 0..n {
        let (minute, second) = (call / 60, call % 60);
        writeln!(
            log,
            "2026-08-01T13:{minute:02}:{second:02}.000Z (aaaaaaaa-0000-4000-8000-{call:012}) Unauthorized"
        )
        .unwrap();
    }
    log
}

async fn list(server: &TestServer, cookie: &str, query: &str) -> Value {
    let answer = server.get(&format!("/api/requests{query}")).cookie(cookie).send().await;
    assert!(answer.status.is_success(), "{query}: {}", answer.body);
    answer.json()
}

fn query(pairs: &str) -> String {
    // The server function takes the filters as fields of `query`.
    let pairs: Vec<String> = pairs
        .split('&')
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap();
            format!("query[{name}]={value}")
        })
        .collect();
    format!("?{}", pairs.join("&"))
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn pages_follow_one_another_without_gap_or_overlap(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    server.import("many", &unauthorized(230)).await;
    let mut seen: Vec<String> = Vec::new();
    let mut older: Option<String> = None;
    loop {
        let address = older.as_ref().map_or_else(String::new, |older| query(&format!("older_than={older}")));
        let page = list(&server, &cookie, &address).await;
        assert_eq!((&page["n_matching"], &page["n_stored"]), (&230.into(), &230.into()));
        seen.extend(
            page["rows"].as_array().unwrap().iter().map(|row| row["reference"].as_str().unwrap().to_owned()),
        );
        match page["older"].as_str() {
            Some(next) => older = Some(next.to_owned()),
            None => break,
        }
    }
    let expected: Vec<String> =
        (0..230).rev().map(|call| format!("aaaaaaaa-0000-4000-8000-{call:012}")).collect();
    assert_eq!(seen, expected);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn filters_narrow_and_facets_count_with_all_filters_but_their_own(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    server.post("/sample/load", "").cookie(&cookie).send().await;
    let all = list(&server, &cookie, "").await;
    let n_stored = all["n_stored"].as_i64().unwrap();
    let count = |page: &Value, facet: &str| -> i64 {
        values(page, facet).iter().map(|one| one["n_requests"].as_i64().unwrap()).sum()
    };
    assert_eq!(count(&all, "cause"), n_stored);

    let denied = list(&server, &cookie, &query("cause=authorizer_policy_deny&deny=implicit")).await;
    assert_eq!(denied["n_matching"], 4);
    assert!(denied["rows"].as_array().unwrap().iter().all(|row| row["deny"] == "implicit"));
    // Its own filter does not narrow a facet, the others do.
    assert_eq!(count(&denied, "cause"), 4);
    let refused = list(&server, &cookie, &query("cause=refused")).await;
    let n_refused: usize = engine::sample::SITUATIONS.iter().map(|(_, _, n)| n).sum();
    assert_eq!(refused["n_matching"], n_refused);
    assert_eq!(count(&refused, "cause"), n_stored);

    for (filter, is_right) in [
        ("method=post", (|row: &Value| row["method"] == "POST") as fn(&Value) -> bool),
        ("status=401", |row| row["status"] == 401),
        ("grade=proved", |row| row["grade"] == "proved"),
        ("policy_origin=cached", |row| row["policy_origin"] == "cached"),
        ("path=/orders/*", |row| row["path"].as_str().is_some_and(|path| path.starts_with("/orders/"))),
        ("stage=prod", |row| row["stage"] == "prod"),
    ] {
        let page = list(&server, &cookie, &query(filter)).await;
        let rows = page["rows"].as_array().unwrap();
        assert!(!rows.is_empty() && rows.iter().all(is_right), "{filter}: {page}");
        assert_eq!(page["n_matching"], rows.len(), "{filter}");
    }
    let other = list(&server, &cookie, &query("stage=dev")).await;
    assert_eq!((&other["n_matching"], &other["n_stored"]), (&0.into(), &n_stored.into()));
    assert!(!values(&other, "stage").is_empty());
}

/// The values of a facet.
fn values<'a>(page: &'a Value, facet: &str) -> &'a [Value] {
    let facets = page["facets"].as_array().unwrap();
    facets.iter().find(|one| one["of"] == facet).unwrap()["values"].as_array().unwrap()
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_is_left_out_is_not_listed_but_still_counted_by_its_facet(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    server.post("/sample/load", "").cookie(&cookie).send().await;
    let all = list(&server, &cookie, "").await;
    let n_stored = all["n_stored"].as_i64().unwrap();
    for facet in ["cause", "policy_origin", "api", "stage", "method", "path", "status", "authorizer"] {
        let value = values(&all, facet)[0]["value"].as_str().unwrap();
        let n_with = values(&all, facet)[0]["n_requests"].as_i64().unwrap();
        let without = format!("?query[without][0][of]={facet}&query[without][0][value]={value}");
        let page = list(&server, &cookie, &without).await;
        // Also the calls stay of which no line says it.
        assert_eq!(page["n_matching"].as_i64().unwrap(), n_stored - n_with, "{facet} {value}");
        assert_eq!(page["rows"].as_array().unwrap().len(), usize::try_from(n_stored - n_with).unwrap());
        assert_eq!(values(&page, facet), values(&all, facet), "{facet}");
    }
    // As it stands in the address.
    let of_page = server.get("/requests?without=method:GET&without=status:401").cookie(&cookie).send().await;
    let table =
        server.get("/requests.csv?without=method:GET&without=status:401").cookie(&cookie).send().await;
    let n_rows = of_page.body.matches("<td class=\"time\">").count();
    assert!(n_rows > 0 && n_rows < usize::try_from(n_stored).unwrap());
    assert_eq!(table.body.lines().count(), n_rows + 1);
    assert!(table.body.lines().all(|line| !line.contains(",GET,") && !line.contains(",401,")));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_star_in_a_path_stands_for_any_text(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let mut log = String::new();
    for (call, path) in ["/orders", "/orders/1", "/orders/1/lines", "/order%", "/users"].iter().enumerate() {
        let id = format!("aaaaaaaa-0000-4000-8000-{call:012}");
        writeln!(log, "2026-08-01T13:00:00.000Z ({id}) HTTP Method: GET, Resource Path: {path}").unwrap();
        writeln!(log, "2026-08-01T13:00:00.100Z ({id}) Method completed with status: 200").unwrap();
    }
    server.import("paths", &log).await;
    for (path, n) in [
        ("/orders", 1),
        ("/orders*", 3),
        ("/orders/*", 2),
        ("*lines", 1),
        ("/order%25", 1),
        ("*", 5),
        ("orders", 0),
    ] {
        let page = list(&server, &cookie, &query(&format!("path={path}"))).await;
        assert_eq!(page["n_matching"], n, "{path}");
    }
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_is_typed_leads_to_an_address_that_says_it(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    server.post("/sample/load", "").cookie(&cookie).send().await;
    let all = list(&server, &cookie, "").await;
    let of = |facet: &str| values(&all, facet)[0]["value"].as_str().unwrap().to_owned();
    let reference = all["rows"][0]["reference"].as_str().unwrap();
    for (typed, leads_to) in [
        (reference.to_owned(), format!("/requests/{reference}")),
        (format!("({reference}) Unauthorized"), format!("/requests/{reference}")),
        ("/orders".into(), "/requests?path=%2Forders%2A".into()),
        ("GET /orders".into(), "/requests?method=GET&path=%2Forders".into()),
        (of("api"), format!("/requests?api={}", of("api"))),
        (of("authorizer"), format!("/requests?authorizer={}", of("authorizer"))),
        (
            format!("arn:aws:execute-api:eu-west-1:123456789012:{}/prod/GET/orders/*", of("api")),
            format!("/requests?method=GET&api={}&stage=prod&path=%2Forders%2F%2A", of("api")),
        ),
    ] {
        let answer =
            server.get(&format!("/requests?q={}", app::urls::encode(&typed))).cookie(&cookie).send().await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{typed}");
        assert_eq!(answer.headers["location"].to_str().unwrap(), leads_to, "{typed}");
        // And there it stays.
        let there = server.get(&leads_to).cookie(&cookie).send().await;
        assert_eq!(there.status, StatusCode::OK, "{leads_to}");
    }
    let nobody = server.get("/requests?q=nobody").cookie(&cookie).send().await;
    assert_eq!(nobody.status, StatusCode::OK);
    assert!(nobody.body.contains("/requests?path=%2Anobody%2A"), "{}", nobody.body);
}

/// Queries that wait for a lock in this database.
async fn n_waiting(pool: &PgPool) -> i64 {
    sqlx::query_scalar(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )
    .fetch_one(pool)
    .await
    .unwrap()
}

async fn until_waiting(pool: &PgPool, n: i64) {
    for _ in 0..200 {
        if n_waiting(pool).await == n {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(n_waiting(pool).await, n, "queries that wait");
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_query_ends_when_the_browser_goes_away(pool: PgPool) {
    let server = TestServer::start(pool.clone()).await;
    let cookie = server.signed_in().await;
    let address = server.listen().await;
    let mut lock = pool.begin().await.unwrap();
    sqlx::query("LOCK TABLE request IN ACCESS EXCLUSIVE MODE").execute(&mut *lock).await.unwrap();
    for path in ["/requests", "/requests.csv", "/api/requests"] {
        let mut browser = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n\r\n");
        browser.write_all(request.as_bytes()).await.unwrap();
        until_waiting(&pool, 1).await;
        drop(browser);
        until_waiting(&pool, 0).await;
    }
    lock.rollback().await.unwrap();
    assert_eq!(server.get("/requests").cookie(&cookie).send().await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_takes_too_long_says_so_and_a_list_is_shown_without_its_counts(pool: PgPool) {
    let server =
        TestServer::with(pool.clone(), |settings| settings.longest_query = Duration::from_millis(200)).await;
    let cookie = server.signed_in().await;
    server.import("few", &unauthorized(3)).await;

    let mut lock = pool.begin().await.unwrap();
    sqlx::query("LOCK TABLE rollup_minute IN ACCESS EXCLUSIVE MODE").execute(&mut *lock).await.unwrap();
    let uncounted = server.get("/requests").cookie(&cookie).send().await;
    lock.rollback().await.unwrap();
    assert_eq!(uncounted.status, StatusCode::OK);
    assert!(uncounted.body.contains("Counting what matches took too long"), "{}", uncounted.body);
    assert_eq!(uncounted.body.matches("<td class=\"time\">").count(), 3);

    let mut lock = pool.begin().await.unwrap();
    sqlx::query("LOCK TABLE request IN ACCESS EXCLUSIVE MODE").execute(&mut *lock).await.unwrap();
    let too_slow = server.get("/requests").cookie(&cookie).send().await;
    lock.rollback().await.unwrap();
    assert_eq!(too_slow.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(too_slow.body.contains("This takes too long to look up"), "{}", too_slow.body);
    assert_eq!(server.get("/requests").cookie(&cookie).send().await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn one_box_finds_a_call_by_either_id(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let log = "(aaaaaaaa-0000-4000-8000-000000000001) Extended Request Id: MY92nHDwwwIdGxzR=\n\
               (aaaaaaaa-0000-4000-8000-000000000001) Unauthorized\n\
               (bbbbbbbb-0000-4000-8000-000000000002) Unauthorized\n";
    server.import("a", log).await;
    for id in ["aaaaaaaa-0000-4000-8000-000000000001", "MY92nHDwwwIdGxzR%3D", "%20MY92nHDwwwIdGxzR%3D%20"] {
        let page = list(&server, &cookie, &query(&format!("q={id}"))).await;
        assert_eq!(page["n_matching"], 1, "{id}");
    }
    assert_eq!(list(&server, &cookie, &query("q=%00")).await["n_matching"], 2);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_time_window_includes_its_start_and_not_its_end(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    server.import("many", &unauthorized(10)).await;
    let page = list(&server, &cookie, &query("from=2026-08-01T13:00:02Z&to=2026-08-01T13:00:05Z")).await;
    assert_eq!(page["n_matching"], 3);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_a_log_says_ends_no_title(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let id = "dddddddd-0000-4000-8000-000000000001";
    let line = |text: &str| format!("2026-08-01T10:00:00.000Z ({id}) {text}\n");
    let log = [
        line("HTTP Method: GET, Resource Path: /a</title><img src=x>"),
        line("User is not authorized to access this resource"),
        line("Method completed with status: 403"),
    ];
    server.import("log", &log.concat()).await;
    for page in [format!("/requests/{id}"), "/requests?path=%3C/title%3E%3Cimg%20src=x%3E".to_owned()] {
        let answer = server.get(&page).cookie(&cookie).send().await;
        assert!(answer.body.contains("</title>"), "{page}");
        assert!(!answer.body.contains("<img src"), "{page}: {}", answer.body);
    }
}

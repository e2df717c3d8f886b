//! `/requests` and `/api/requests`: the list, its filters, its pages.

use std::fmt::Write as _;

use serde_json::Value;
use sqlx::PgPool;

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
        page[facet].as_array().unwrap().iter().map(|one| one["n_requests"].as_i64().unwrap()).sum()
    };
    assert_eq!(count(&all, "causes"), n_stored);

    let denied = list(&server, &cookie, &query("cause=authorizer_policy_deny&deny=implicit")).await;
    assert_eq!(denied["n_matching"], 4);
    assert!(denied["rows"].as_array().unwrap().iter().all(|row| row["deny"] == "implicit"));
    // Its own filter does not narrow a facet, the others do.
    assert_eq!(count(&denied, "causes"), 4);
    let refused = list(&server, &cookie, &query("cause=refused")).await;
    let n_refused: usize = engine::sample::SITUATIONS.iter().map(|(_, _, n)| n).sum();
    assert_eq!(refused["n_matching"], n_refused);
    assert_eq!(count(&refused, "causes"), n_stored);

    for (filter, is_right) in [
        ("method=post", (|row: &Value| row["method"] == "POST") as fn(&Value) -> bool),
        ("status=401", |row| row["status"] == 401),
        ("grade=proved", |row| row["grade"] == "proved"),
        ("policy_origin=cached", |row| row["policy_origin"] == "cached"),
        ("path=/orders/", |row| row["path"].as_str().is_some_and(|path| path.starts_with("/orders/"))),
        ("stage=prod", |row| row["stage"] == "prod"),
    ] {
        let page = list(&server, &cookie, &query(filter)).await;
        let rows = page["rows"].as_array().unwrap();
        assert!(!rows.is_empty() && rows.iter().all(is_right), "{filter}: {page}");
        assert_eq!(page["n_matching"], rows.len(), "{filter}");
    }
    let other = list(&server, &cookie, &query("stage=dev")).await;
    assert_eq!((&other["n_matching"], &other["n_stored"]), (&0.into(), &n_stored.into()));
    assert!(!other["stages"].as_array().unwrap().is_empty());
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

//! `/trends`: what is counted, and for which range.

use std::fmt::Write as _;

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::TestServer;

/// 2026-08-01T14:00:00Z.
const BEGINS_MS: i64 = 1_785_592_800_000;
const MINUTE_MS: i64 = 60_000;
const WEEK_MS: i64 = 7 * 86_400_000;

/// Calls of two stages over two hours, every third refused, and a few of a week before; of all only the access log tells.
fn calls() -> String {
    let mut lines = String::new();
    let mut call = |n: i64, at: i64, stage: &str, status: i64| {
        let line = json!({
            "requestId": format!("aaaaaaaa-0000-4000-8000-{n:012}"), "apiId": "k3x9q2m7ab", "stage": stage,
            "requestTimeEpoch": at.to_string(), "httpMethod": "GET", "path": "/orders", "status": status.to_string(),
        });
        writeln!(lines, "{line}").unwrap();
    };
    for n in 0..120 {
        let stage = if n % 4 == 0 { "test" } else { "prod" };
        call(n, BEGINS_MS + n * MINUTE_MS, stage, if n % 3 == 0 { 403 } else { 200 });
    }
    for n in 120..125 {
        call(n, BEGINS_MS - WEEK_MS + n * MINUTE_MS / 2, "prod", 403);
    }
    lines
}

fn sum(counts: &Value) -> i64 {
    counts.as_array().unwrap().iter().map(|n| n.as_i64().unwrap()).sum()
}

fn refused(trend: &Value) -> i64 {
    trend["endings"].as_array().unwrap().iter().map(|ending| sum(&ending["counts"])).sum()
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_is_counted_agrees_with_the_calls(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    server.import("access", &calls()).await;
    for (query, narrowed) in [
        ("from=2026-08-01T14:00:00Z&to=2026-08-01T16:00:00Z", "true"),
        ("from=2026-08-01T14:00:00Z&to=2026-08-01T16:00:00Z&api=k3x9q2m7ab&stage=prod", "stage = 'prod'"),
        (
            "from=2026-08-01T14:30&to=1785596400000&step=10",
            "started_at < '2026-08-01T15:00Z' AND started_at >= '2026-08-01T14:30Z'",
        ),
        ("from=2026-08-01T14:00:00Z&to=2026-08-01T16:00:00Z&api=elsewhere0", "false"),
    ] {
        let asked: Vec<String> = query
            .split('&')
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap();
                format!("query[{name}]={}&", app::urls::encode(value))
            })
            .collect();
        let asked = asked.concat();
        let page = server.get(&format!("/api/trends?{asked}")).cookie(&cookie).send().await.json();
        let (all, not_allowed): (i64, i64) = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT count(*), count(*) FILTER (WHERE cause <> 'none') FROM request
             WHERE started_at >= '2026-08-01T14:00Z' AND started_at < '2026-08-01T16:00Z' AND {narrowed}"
        )))
        .fetch_one(&server.pool)
        .await
        .unwrap();
        assert_eq!(
            (sum(&page["trend"]["calls"]), refused(&page["trend"])),
            (all, not_allowed),
            "{query}: {page}"
        );
        let stages = page["stages"].as_array().unwrap();
        let of_stages: i64 = stages.iter().map(|stage| stage["n_requests"].as_i64().unwrap()).sum();
        let refused_there: i64 = stages.iter().map(|stage| sum(&stage["line"])).sum();
        assert_eq!((of_stages, refused_there), (all, not_allowed), "{query}");
        assert_eq!(page["misread"], json!([]), "{query}");
    }
    // The only refusals are of status 403: alone they are all, and of others there are none; the calls stay all calls.
    for (status, n) in [("403", 40), ("401", 0), ("5xx", 0)] {
        let page = server.get(&format!(
            "/api/trends?query[from]=2026-08-01T14:00:00Z&query[to]=2026-08-01T16:00:00Z&query[status]={status}"
        ));
        let page = page.cookie(&cookie).send().await.json();
        assert_eq!((sum(&page["trend"]["calls"]), refused(&page["trend"])), (120, n), "{status}");
    }
    let page = server.get("/api/trends?query[from]=2026-08-01T14:00:00Z&query[to]=2026-08-01T16:00:00Z");
    let page = page.cookie(&cookie).send().await.json();
    assert_eq!(sum(&page["trend"]["week_before"]), 5);
    let prod = page["stages"].as_array().unwrap().iter().find(|stage| stage["stage"] == "prod").unwrap();
    assert_eq!(prod["week_before"], json!([5, 5]));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_is_old_is_found_and_what_is_hostile_harms_nothing(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let get = async |path: &str| server.get(path).cookie(&cookie).send().await;
    assert_eq!(get("/trends").await.status, StatusCode::OK, "nothing is stored yet");
    server.import("access", &calls()).await;

    let all = get("/trends?range=all").await;
    assert!(all.body.contains("role=\"img\""), "{}", all.body);
    let overview = get("/").await;
    assert!(overview.body.contains("role=\"img\"") && overview.body.contains("href=\"/trends\""));
    for hostile in [
        "from=%00&to=%FF&step=0",
        "from=-1&to=9223372036854775807",
        "from=1970-01-01T00:00:00Z&to=2999-12-31T23:59:59Z&step=1",
        "from=2026-08-01T16:00:00Z&to=2026-08-01T14:00:00Z",
        "from=9999-12-31T23:59:59Z",
        "range=%3Cscript%3E&step=99999999999999999999",
        "api=%00&stage=%27%3B--",
        "api=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "status=%3Cscript%3E",
        "status=403%00",
    ] {
        let page = get(&format!("/trends?{hostile}")).await;
        assert_eq!(page.status, StatusCode::OK, "{hostile}: {}", page.body);
        assert!(!page.body.contains("<script>alert"), "{hostile}");
    }
    assert!(get("/trends?from=yesterday").await.body.contains("Not understood and left out: from"));
}

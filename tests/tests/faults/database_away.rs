//! `kill -9` of Postgres while something is being stored.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::Value;
use tests::database::{self, Database};
use tests::guest::Guest;
use tests::web::ask;
use tests::{Product, product};
use tokio::time::sleep;

use super::made::{Made, assert_same};

const ROUND: Duration = Duration::from_millis(50);
const ROUNDS: usize = 1200;
const N_REQUESTS: &str = "SELECT count(*) FROM request";

/// What an import brought, without what differs from one to the next.
fn figures(answer: &str) -> Value {
    let mut summary: Value = serde_json::from_str(answer).unwrap();
    for name in ["import_id", "imported_at"] {
        summary.as_object_mut().unwrap().remove(name);
    }
    summary
}

/// Waits until the server is well, or is not.
async fn until_well(guest: &Guest, is_well: bool) -> (StatusCode, Value) {
    for _ in 0..ROUNDS {
        let health = guest.health().await;
        if health.0.is_success() == is_well {
            return health;
        }
        sleep(ROUND).await;
    }
    panic!("its health never became {is_well}");
}

#[tokio::test]
async fn a_server_whose_database_is_killed_waits_says_so_and_goes_on() {
    let made = Made::up();
    let mut database = Database::start().await;
    let calm = database.fresh("calm");
    let server = Product::start_on(&calm).await;
    let answer = Guest::sign_in(&server).await.import("all.ndjson", &made.text()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let wanted = figures(&answer.body);
    server.stop();
    let calm = database.stored(&calm);

    let url = database.fresh("killed");
    let server = Product::start_on(&url).await;
    let guest = Guest::sign_in(&server).await;
    let text = made.text();
    let importing = async { guest.import("all.ndjson", &text).await };
    let disturbing = async {
        database.until(&url, N_REQUESTS, |n| n > 0).await;
        database.kill().await;
        let (status, health) = until_well(&guest, false).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!((&health["status"], &health["database"]), (&"failing".into(), &"away".into()), "{health}");
        let away = loop {
            let page = guest.get("/requests?cause=refused").await;
            if page.body.contains("The database cannot be reached") {
                break page;
            }
            sleep(ROUND).await;
        };
        assert_eq!(away.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(away.header("retry-after"), "5");
        assert!(away.body.contains("Not reachable since"), "{}", away.body);
        let (_, health) = guest.health().await;
        assert!(health["database_away_since"].is_string(), "{health}");
        let push = [
            ("x-amz-firehose-protocol-version", "1.0"),
            ("x-amz-firehose-request-id", "one"),
            ("x-amz-firehose-access-key", "key"),
        ];
        let push = ask(Method::POST, &format!("{}/ingest/firehose", server.url()), &push, "{}").await;
        assert_eq!(push.status, StatusCode::SERVICE_UNAVAILABLE, "{push:?}");
        database.start_again().await;
        let (_, health) = until_well(&guest, true).await;
        assert_eq!((&health["jobs"], &health["sources"]["lagging"]), (&0.into(), &0.into()), "{health}");
    };
    let (answer, ()) = tokio::join!(importing, disturbing);
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(figures(&answer.body), wanted);
    let log = server.log();
    assert_eq!(log.matches("the database is away: all that needs it waits").count(), 1, "{log}");
    assert_eq!(log.matches("something failed").count(), 0, "{log}");
    server.stop();
    assert_same(&database.stored(&url), &calm);
    database.stop().await;
}

#[tokio::test]
async fn a_private_database_that_is_killed_is_started_again() {
    let made = Made::up();
    // The key for fingerprints is in the database.
    let first = Product::start().await;
    let folder = first.data();
    first.stop();
    let copy = product::folder();
    let copied = Command::new("cp").arg("-a").arg(folder.path().join(".")).arg(copy.path()).status().unwrap();
    assert!(copied.success());
    let calm = Product::start_in(folder, true).await;
    let answer = Guest::sign_in(&calm).await.import("all.ndjson", &made.text()).await;
    let wanted = figures(&answer.body);
    let rows = database::stored_in(calm.data().path()).await;
    calm.stop();

    let server = Product::start_in(Arc::new(copy), true).await;
    let guest = Guest::sign_in(&server).await;
    let text = made.text();
    let data = server.data();
    let importing = async { guest.import("all.ndjson", &text).await };
    let disturbing = async {
        while database::count_in(data.path(), N_REQUESTS).await.is_none_or(|n| n == 0) {
            sleep(ROUND).await;
        }
        database::kill_postgres(data.path());
    };
    let (answer, ()) = tokio::join!(importing, disturbing);
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(figures(&answer.body), wanted);
    assert!(server.log().contains("the private database is started again"), "{}", server.log());
    assert_same(&database::stored_in(data.path()).await, &rows);
    server.stop();
}

//! Secrets of every kind that tells by its look, in every place, through the whole server: none is stored or shown.
//!
//! The tables are the engine's (`engine/tests/secrets`), which also has the tests of what is told by its name alone.

use std::{fs, path::Path};

use app::{backend::Backend as _, viewer::Viewer};
use serde_json::json;
use sqlx::PgPool;

use crate::support::TestServer;

/// How many requests are looked at as pages; all are looked at as what pages are made of.
const PAGES: usize = 150;

fn table(name: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/tests/secrets");
    let text = fs::read_to_string(folder.join(name)).unwrap();
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

/// A log in which each secret stands in each place, a request each; and the secrets.
fn planted() -> (String, Vec<String>) {
    let kinds = table("kinds.txt");
    let secrets: Vec<&str> = kinds
        .iter()
        .filter_map(|kind| kind.strip_prefix("look | ")?.split_once(" | "))
        .map(|(_, secret)| secret)
        .collect();
    let mut events = Vec::new();
    for place in table("places.txt") {
        let (_, place) = place.split_once(" | ").unwrap();
        for secret in &secrets {
            let n = events.len();
            let said = place.replace("\\n", "\n").replace('§', secret);
            // One that stands there already is for another call.
            let said = said.strip_prefix("(aaaaaaaa-0000-4000-8000-000000000001) ").unwrap_or(&said);
            events.push(json!({
                "timestamp": 1_785_590_000_000_i64 + i64::try_from(n).unwrap() * 1_000,
                "message": format!("({}) {said}", request_id(n)),
            }));
        }
    }
    (json!({ "events": events }).to_string(), secrets.into_iter().map(str::to_owned).collect())
}

fn request_id(n: usize) -> String {
    format!("bbbbbbbb-0000-4000-8000-{n:012}")
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn no_secret_is_stored_or_shown(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let (log, secrets) = planted();
    let leaked = |text: &str| secrets.iter().find(|secret| text.contains(secret.as_str())).cloned();
    let imported = server.import("log.json", &log).await;
    assert!(imported.n_requests > 1_000, "{}", imported.n_requests);

    // As columns, whatever they are called.
    for table in ["request", "import"] {
        let rows: Vec<String> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT to_jsonb(t)::text FROM {table} AS t")))
                .fetch_all(&server.pool)
                .await
                .unwrap();
        for row in rows {
            assert_eq!(leaked(&row), None, "in {table}: {row}");
        }
    }
    // What is packed, as the pages get it; and some as they are shown.
    let viewer = Viewer { user_id: 1, name: "admin".into(), has_password: false };
    let cookie = server.signed_in().await;
    let n_requests = usize::try_from(imported.n_requests).unwrap();
    for n in 0..n_requests {
        let reference = request_id(n);
        let page = server.desk.request(&viewer, &reference).await.unwrap();
        let page = format!("{:?}", page.expect("each call has a page"));
        assert_eq!(leaked(&page), None, "in {reference}");
        if n % (n_requests / PAGES) == 0 {
            let html = server.get(&format!("/requests/{reference}")).cookie(&cookie).send().await.body;
            assert_eq!(leaked(&html), None, "on the page of {reference}");
        }
    }
    let list = server.get("/requests").cookie(&cookie).send().await.body;
    assert_eq!(leaked(&list), None, "in the list");
}

//! Secrets of every kind, in every place, through the whole server: none is stored or shown.
//!
//! What is planted are the engine's tables (`engine/tests/secrets`). That the server's own log holds none either, the real program
//! tells: `tests/tests/secrets.rs`.

use app::{backend::Backend as _, viewer::Viewer};
use sqlx::PgPool;

use crate::{
    planted::{Traces, bare_export, export, planted},
    support::TestServer,
};

/// How many requests are looked at as pages; all are looked at as what pages are made of.
const PAGES: usize = 150;

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn no_secret_is_stored_or_shown(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let planted = planted();
    let traces = Traces::of(&planted);
    let imported = server.import("log.json", &export(&planted)).await;
    assert!(imported.n_requests > 3_000, "{}", imported.n_requests);
    server.import("bare.json", &bare_export(&planted)).await;

    // As columns, whatever they are called.
    for table in ["request", "import"] {
        let rows: Vec<String> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT to_jsonb(t)::text FROM {table} AS t")))
                .fetch_all(&server.pool)
                .await
                .unwrap();
        for row in rows {
            assert_eq!(traces.find(&row), None, "in {table}: {row}");
        }
    }
    // What is packed, as the pages get it; and some as they are shown.
    let viewer = Viewer {
        user_id: 1,
        name: "admin".into(),
        has_password: false,
        role: app::viewer::Role::Administrator,
    };
    let cookie = server.signed_in().await;
    let references: Vec<String> =
        sqlx::query_scalar(crate::support::REFERENCES).fetch_all(&server.pool).await.unwrap();
    let every = references.len() / PAGES;
    for (n, reference) in references.into_iter().enumerate() {
        let page = server.desk.request(&viewer, &reference).await.unwrap();
        let page = format!("{:?}", page.expect("each call has a page"));
        assert_eq!(traces.find(&page), None, "in {reference}");
        if n % every == 0 {
            let html = server.get(&format!("/requests/{reference}")).cookie(&cookie).send().await.body;
            assert_eq!(traces.find(&html), None, "on the page of {reference}");
        }
    }
    let list = server.get("/requests").cookie(&cookie).send().await.body;
    assert_eq!(traces.find(&list), None, "in the list");
}

/// Files are called by what is in them, or by whom they are for.
#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn no_secret_is_kept_as_the_name_of_a_file(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let planted = planted();
    let traces = Traces::of(&planted);
    for (n, secret) in crate::planted::looks().into_iter().enumerate() {
        let log = format!("(aaaaaaaa-0000-4000-8000-{n:012}) Unauthorized\n");
        let sent = server.upload(&format!("calls of {secret}.log"), log.as_bytes());
        let page = sent.cookie(&cookie).send().await.location().to_owned();
        assert!(page.starts_with("/import/"), "{page}");
        let page = server.get(&page).cookie(&cookie).send().await.body;
        assert_eq!(traces.find(&page), None);
        assert!(page.contains("calls of"), "{page}");
    }
    // What exports are called by those who make them.
    for name in [
        "API-Gateway-Execution-Logs_a1b2c3d4e5_prod.json",
        "log-events-viewer-result (3).csv",
        "prod-2026-08-01T14-05-00Z.log.gz",
        "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d-000000.gz",
        "API-Gateway-Execution-Logs_a1b2c3d4e5+prod+9f8e7d6c5b4a39281706f5e4d3c2b1a0.json",
    ] {
        assert_eq!(
            server.import(name, "(aaaaaaaa-0000-4000-8000-000000000001) Unauthorized\n").await.name,
            name
        );
    }
}

//! The pages of configurations.

use axum::http::StatusCode;
use sqlx::PgPool;

use crate::{life, support::TestServer};

fn has(page: &str, facts: &[&str]) {
    for fact in facts {
        assert!(page.contains(fact), "`{fact}` is missing in {page}");
    }
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_changed_is_told_and_any_two_are_compared(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    life::tell(&server).await;
    let list = server.get("/configuration").cookie(&cookie).send().await;
    has(&list.body, &["orders (abcde12345)", "2026-08-01 10:35:00"]);

    let page = server.get("/configuration/abcde12345").cookie(&cookie).send().await;
    has(
        &page.body,
        &[
            "2026-08-01 10:00:00.000 UTC",
            "unchanged until 2026-08-01 10:35:00",
            "<code lang=\"en\">authorizerResultTtlInSeconds</code>",
            "The first that is known.",
        ],
    );
    let compare = "/configuration/abcde12345?before=2026-08-01T10:30:00Z&after=2026-08-01T10:00:00Z";
    let page = server.get(compare).cookie(&cookie).send().await;
    let (_, compared) = page.body.split_once("id=\"compared\"").unwrap();
    let (compared, _) = compared.split_once("</section>").unwrap();
    has(compared, &["<code lang=\"en\">60</code>", "<code lang=\"en\">300</code>"]);
    for nothing in
        ["before=x&after=y", "before=undated&after=2026-08-01T10:00:00Z", "before=2026-08-01T10:00:00Z"]
    {
        let page = server.get(&format!("/configuration/abcde12345?{nothing}")).cookie(&cookie).send().await;
        assert!(!page.body.contains("id=\"compared\""), "{nothing}");
    }
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn an_edit_that_nobody_deployed_is_told_until_it_is(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let steps = life::snapshots_of_story();
    let mut told = Vec::new();
    for snapshot in steps {
        server
            .desk
            .ingest()
            .keep_snapshots(&[snapshot], server::storage::requests::Origin::default())
            .await
            .unwrap();
        let page = server.get("/configuration/abcde12345").cookie(&cookie).send().await;
        told.push(page.body.contains("Edited, and not live on this stage until it is deployed"));
    }
    // Seen first; edited; deployed; nothing new.
    assert_eq!(told, [false, true, false, false]);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn of_what_is_not_known_nothing_is_told(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let empty = server.get("/configuration").cookie(&cookie).send().await;
    has(&empty.body, &["No configuration yet", "why403 snapshot"]);
    for page in ["/configuration/abcde12345", "/configuration/%00", "/configuration/~"] {
        assert_eq!(server.get(page).cookie(&cookie).send().await.status, StatusCode::NOT_FOUND, "{page}");
    }
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_bundle_survives_being_saved_and_brought_back(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    life::tell(&server).await;
    let address = "/configuration/abcde12345/bundle?at=2026-08-01T10:30:00Z";
    assert!(
        server
            .get("/configuration/abcde12345")
            .cookie(&cookie)
            .send()
            .await
            .body
            .contains("/bundle?at=2026-08-01T10%3A30")
    );
    let saved = server.get(address).cookie(&cookie).send().await;
    assert_eq!(saved.header("content-disposition"), "attachment; filename=\"abcde12345.json\"");
    assert_eq!(saved.json()["takenAt"], "2026-08-01T10:30:00.000Z");
    // It tells nothing that is not known.
    let sent = server
        .upload("api.json", saved.body.as_bytes())
        .cookie(&cookie)
        .with("accept", "application/json")
        .send()
        .await;
    assert_eq!(sent.json()["described"][0]["is_new"], false, "{}", sent.body);
    assert_eq!(server.get(address).cookie(&cookie).send().await.body, saved.body);
    for nothing in ["at=x", "at=undated", "at=2026-08-01T10:31:00Z"] {
        let page = format!("/configuration/abcde12345/bundle?{nothing}");
        assert_eq!(server.get(&page).cookie(&cookie).send().await.status, StatusCode::NOT_FOUND, "{nothing}");
    }
}

//! `/sources`: what its forms do, and what they answer.

use app::pages::sources::data::{SourcesPage, State};
use axum::http::StatusCode;
use server::auth::Token;
use sqlx::PgPool;

use crate::support::TestServer;

const GROUP: &str = "API-Gateway-Execution-Logs_a1b2c3d4e5/prod";

async fn sources(server: &TestServer) -> SourcesPage {
    server.desk.sources_page().await.unwrap()
}

/// Adds a log group as the page does.
async fn add(server: &TestServer, cookie: &str, since: &str) {
    let form = format!("step=add&region=eu-central-1&since={since}&group={}", app::urls::encode(GROUP));
    let answer = server.post("/sources/cloudwatch", &form).cookie(cookie).send().await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sources?done=added"));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_log_group_is_added_once_and_followed_from_now_on(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    add(&server, &cookie, "hour").await;
    add(&server, &cookie, "now").await;
    let page = sources(&server).await;
    let [source] = &page.sources[..] else { panic!("{page:?}") };
    assert_eq!((source.name.as_str(), source.state(page.now)), (GROUP, State::Waiting));
    assert_eq!(source.live().unwrap().from, page.now);
    let hour = source.backfills().next().unwrap();
    assert_eq!((page.now.since(hour.from), hour.until), (3_600_000, Some(page.now)));
    assert_eq!(source.gaps(), []);
    let shown = server.get("/sources?done=added").cookie(&cookie).send().await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.body.contains(GROUP) && shown.body.contains("Waiting for its first event"));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_source_is_paused_resumed_and_removed(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    add(&server, &cookie, "now").await;
    let id = sources(&server).await.sources[0].source_id;
    for (action, is_paused) in [("pause", true), ("resume", false)] {
        let answer = server.post(&format!("/sources/{id}/{action}"), "").cookie(&cookie).send().await;
        assert_eq!(answer.location(), format!("/sources#source-{id}"));
        assert_eq!(sources(&server).await.sources[0].paused_at.is_some(), is_paused);
    }
    let remove = format!("/sources/{id}/remove");
    let answer = server.post(&remove, "").cookie(&cookie).send().await;
    assert_eq!(answer.location(), "/sources?done=removed");
    assert_eq!(sources(&server).await.sources, []);
    for (action, problem) in [("remove", "source-gone"), ("backfill", "source-not-begun")] {
        let address = format!("/sources/{id}/{action}");
        let answer = server.post(&address, "window=day").cookie(&cookie).send().await;
        assert_eq!(answer.location(), format!("/sources?problem={problem}"), "{action}");
    }
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_stretch_of_the_past_is_asked_for_and_stopped(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    add(&server, &cookie, "now").await;
    let id = sources(&server).await.sources[0].source_id;
    let backfill = format!("/sources/{id}/backfill");
    for form in [
        "window=range&from=2026-08-01T14:00&to=2026-08-01T13:00",
        "window=range&from=2026-08-01T14:00&to=2026-08-01T15:00",
        "window=range&from=&to=",
        "window=month",
        "",
    ] {
        let answer = server.post(&backfill, form).cookie(&cookie).send().await;
        assert_eq!(answer.location(), "/sources?problem=source-range", "{form}");
    }
    let form = "window=range&from=2026-08-01T12:00&to=2026-08-01T13:00:30";
    let answer = server.post(&backfill, form).cookie(&cookie).send().await;
    assert_eq!(answer.location(), format!("/sources#source-{id}"));
    let source = sources(&server).await.sources.remove(0);
    let pull = source.backfills().next().unwrap();
    assert_eq!(pull.from.to_string(), "2026-08-01T12:00:00.000Z");
    assert_eq!(pull.until.unwrap().to_string(), "2026-08-01T13:00:30.000Z");
    assert!(pull.is_open());
    let cancel = format!("/sources/{id}/backfill/{}/cancel", pull.pull_id);
    let answer = server.post(&cancel, "").cookie(&cookie).send().await;
    assert_eq!(answer.location(), format!("/sources#source-{id}"));
    let source = sources(&server).await.sources.remove(0);
    assert!(!source.backfills().next().unwrap().is_open());
    // The live log is not stopped by such a form.
    let live = source.live().unwrap().pull_id;
    server.post(&format!("/sources/{id}/backfill/{live}/cancel"), "").cookie(&cookie).send().await;
    assert!(sources(&server).await.sources[0].live().unwrap().is_open());
}

/// The key that a page shows.
fn key_on(page: &str) -> String {
    let (_, rest) = page.split_once("class=\"panel new-key\"").unwrap();
    let (_, rest) = rest.split_once("<pre").unwrap();
    let (_, rest) = rest.split_once('>').unwrap();
    rest.split('<').next().unwrap().to_owned()
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_key_is_shown_once_and_only_its_hash_is_kept(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let hash = async || -> Vec<u8> {
        sqlx::query_scalar("SELECT key_hash FROM source").fetch_one(&server.pool).await.unwrap()
    };
    let answer = server.post("/sources/push", "name=orders").cookie(&cookie).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(answer.header("cache-control"), "no-store");
    let key = key_on(&answer.body);
    assert_eq!((key.len(), hash().await), (43, Token::shown(&key).hash()));
    let id = sources(&server).await.sources[0].source_id;

    let again = server.post("/sources/push", &format!("source_id={id}")).cookie(&cookie).send().await;
    let newer = key_on(&again.body);
    assert_ne!(newer, key);
    assert_eq!(hash().await, Token::shown(&newer).hash());
    let page = server.get("/sources").cookie(&cookie).send().await;
    assert!(page.body.contains("orders") && !page.body.contains(&newer));
    let gone = server.post("/sources/push", "source_id=999").cookie(&cookie).send().await;
    assert_eq!(gone.location(), "/sources?problem=source-gone");

    for (form, words) in [("name=Orders", "a source of this name already"), ("name=+", "Give it a name")] {
        let told = server.post("/sources/push", form).cookie(&cookie).send().await;
        assert!(told.body.contains(words) && !told.body.contains("new-key"), "{form}");
    }
    assert_eq!(sources(&server).await.sources.len(), 1);
}

//! APIs are asked again and again how they are configured, by a stand-in for AWS on which things go wrong.

use app::pages::sources::data::{Configurations, Source, SourceKind, State};
use aws_stand_in::{StandIn, api::Step, script::Trouble};
use axum::http::StatusCode;
use engine::time::Instant;
use server::storage::{snapshots, sources};
use sqlx::PgPool;

use crate::{
    pulls::{Crew, until},
    support::TestServer,
};

const API: &str = "a1b2c3d4e5";

fn authorizer(ttl_seconds: u32) -> Step {
    Step::Authorizer {
        id: "auth01".into(),
        name: "orders-auth".into(),
        kind: "TOKEN".into(),
        identity_source: "method.request.header.Authorization".into(),
        ttl_seconds,
    }
}

async fn stand_in() -> StandIn {
    let stand_in = StandIn::start().await.unwrap();
    let create = || Step::Create { name: "orders".into() };
    stand_in.live(API, [create(), authorizer(300)]);
    stand_in.live("f6g7h8i9j0", [Step::Create { name: "invoices".into() }]);
    stand_in
}

/// Adds APIs as the page does.
async fn add(server: &TestServer, cookie: &str, stand_in: &StandIn, which: &str) {
    let url = app::urls::encode(&stand_in.url());
    let form = format!("step=add&region=eu-central-1&endpoint_url={url}&every=5&{which}");
    let answer = server.post("/sources/configuration", &form).cookie(cookie).send().await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sources?done=asked"));
}

async fn shown(server: &TestServer) -> (Source, Configurations) {
    let source = server.desk.sources_page().await.unwrap().sources.remove(0);
    let asked = match source.kind.clone() {
        SourceKind::Configurations(asked) => Some(asked),
        SourceKind::Cloudwatch(_) | SourceKind::Push => None,
    };
    (source, asked.unwrap())
}

async fn n_seen(server: &TestServer, api: &str) -> usize {
    let mut connection = server.pool.acquire().await.unwrap();
    snapshots::of_apis(&mut connection, &[api.into()]).await.unwrap().len()
}

/// Waits until the first source has answered at this moment.
async fn answered(server: &TestServer, at: Instant) {
    until(server, |sources| sources[0].last_answer_at == Some(at)).await;
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_is_news_is_kept_and_taken_at_once_when_somebody_asks(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let stand_in = stand_in().await;
    for _ in 0..2 {
        add(&server, &cookie, &stand_in, &format!("api={API}")).await;
    }
    assert_eq!(server.desk.sources_page().await.unwrap().sources.len(), 1);
    let crew = Crew::start(&server, 1);
    let first = server.desk.now();
    answered(&server, first).await;
    let (source, asked) = shown(&server).await;
    assert_eq!((source.state(first), asked.n_apis, asked.n_snapshots), (State::Live, 1, 1));
    assert_eq!((asked.missing, n_seen(&server, "f6g7h8i9j0").await), (vec![], 0));

    // It rests for five minutes, unless somebody cannot wait.
    stand_in.live(API, [authorizer(0)]);
    server.clock.advance(60);
    let take = format!("/sources/{}/take", source.source_id);
    let answer = server.post(&take, "").cookie(&cookie).send().await;
    assert_eq!(answer.location(), format!("/sources#source-{}", source.source_id));
    answered(&server, server.desk.now()).await;
    assert_eq!((shown(&server).await.1.n_snapshots, n_seen(&server, API).await), (2, 2));

    // What did not change is no news.
    server.clock.advance(60);
    server.post(&take, "").cookie(&cookie).send().await;
    answered(&server, server.desk.now()).await;
    assert_eq!(n_seen(&server, API).await, 2);
    let page = server.get("/sources").cookie(&cookie).send().await;
    assert!(page.body.contains("Changes found") && page.body.contains(&take));
    crew.stop().await;
    assert!(stand_in.asked().iter().all(|asked| asked.action.starts_with("Get")), "{:?}", stand_in.asked());
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_may_not_be_read_keeps_nothing_else_back(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let stand_in = stand_in().await;
    add(&server, &cookie, &stand_in, "all=all").await;
    let crew = Crew::start(&server, 1);
    let first = server.desk.now();
    answered(&server, first).await;
    assert_eq!(shown(&server).await.1.n_apis, 2);

    // One of two that were chosen is gone.
    stand_in.live("f6g7h8i9j0", [Step::Remove]);
    let mut connection = server.pool.acquire().await.unwrap();
    let id = shown(&server).await.0.source_id;
    sources::remove(&mut connection, id).await.unwrap();
    add(&server, &cookie, &stand_in, &format!("api={API}&api=f6g7h8i9j0")).await;
    server.clock.advance(60);
    answered(&server, server.desk.now()).await;
    let (source, asked) = shown(&server).await;
    assert_eq!((source.problem, asked.n_apis), (None, 1));
    assert!(
        asked.missing.iter().any(|(part, why)| part == "f6g7h8i9j0" && why.contains("there is no REST API"))
    );
    let page = server.get("/sources").cookie(&cookie).send().await;
    assert!(page.body.contains("1 part could not be read"), "{}", page.body);
    crew.stop().await;
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_failure_is_told_and_tried_again(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let stand_in = stand_in().await;
    stand_in.trouble([Trouble::Failure; 5]);
    add(&server, &cookie, &stand_in, &format!("api={API}")).await;
    let crew = Crew::start(&server, 1);
    answered(&server, server.desk.now()).await;
    assert_eq!(shown(&server).await.0.problem, None);
    assert_eq!(n_seen(&server, API).await, 1);
    crew.stop().await;
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn nothing_that_was_not_chosen_is_followed(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    // Nobody listens there: what the answer says of it is a sentence on the page.
    let form = "step=add&region=eu-central-1&endpoint_url=http%3A%2F%2F127.0.0.1%3A9";
    let answer = server.post("/sources/configuration", form).cookie(&cookie).send().await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.contains("The APIs could not be found"));
    assert_eq!(server.desk.sources_page().await.unwrap().sources, []);
}

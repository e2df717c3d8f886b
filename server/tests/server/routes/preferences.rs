//! `/preferences`.

use sqlx::PgPool;

use crate::support::TestServer;

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn language_and_theme_are_remembered_and_shown(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let answer = server.post("/preferences", "language=zh-CN&theme=dark&return=%2Fsign-in").send().await;
    assert_eq!(answer.location(), "/sign-in");
    let cookies: Vec<_> =
        answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
    assert!(cookies.iter().any(|cookie| cookie.starts_with("why403_language=zh-CN;")), "{cookies:?}");
    assert!(cookies.iter().any(|cookie| cookie.starts_with("why403_theme=dark;")), "{cookies:?}");

    let page = server.get("/sign-in").cookie("why403_language=zh-CN; why403_theme=dark").send().await;
    assert!(page.body.contains("lang=\"zh-CN\"") && page.body.contains("data-theme=\"dark\""));
    let page = server.get("/sign-in").with("accept-language", "zh;q=0.9, en;q=0.4").send().await;
    assert!(page.body.contains("lang=\"zh-CN\""));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn nobody_is_sent_to_another_site_and_no_other_value_is_kept(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let answer =
        server.post("/preferences", "language=xx&theme=%22%3B+evil&return=%2F%2Fevil.example").send().await;
    assert_eq!(answer.location(), "/");
    assert_eq!(answer.header("set-cookie"), "");
}

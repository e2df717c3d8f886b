//! `/invite/{token}`: how a teammate comes in, once.

use axum::http::StatusCode;
use sqlx::PgPool;

use crate::support::TestServer;

const PASSWORD: &str = "correct+horse+battery";

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn the_invited_choose_a_name_and_a_password_and_are_in(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let admin = server.signed_in().await;
    let token = server.invite(&admin).await;
    let address = format!("/invite/{token}");
    // To look at it does not use it up.
    for _ in 0..2 {
        let page = server.get(&address).send().await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains(&format!("action=\"{address}\"")), "{}", page.body);
    }
    let joined = server.post(&address, &format!("name=+Mara+&password={PASSWORD}")).send().await;
    assert_eq!(joined.location(), "/");
    let cookie = joined.session_cookie().unwrap();
    assert!(server.get("/api/home").cookie(&cookie).send().await.status.is_success());
    // Not with more rights than a member has.
    assert_eq!(server.get("/api/team").cookie(&cookie).send().await.status, StatusCode::FORBIDDEN);
    // The password works, however the name is capitalised.
    let again = server.post("/sign-in", &format!("name=mara&password={PASSWORD}")).send().await;
    assert!(again.session_cookie().is_some());

    let (hash, kept): (Vec<u8>, Option<String>) = sqlx::query_as(
        "SELECT token_hash, (SELECT password_hash FROM app_user WHERE name = 'Mara') FROM invitation",
    )
    .fetch_one(&server.pool)
    .await
    .unwrap();
    assert!(hash.len() == 32 && !token.as_bytes().starts_with(&hash[..4]));
    assert!(kept.unwrap().starts_with("$argon2id$"));
    // The page of the team never shows the link again.
    let page = server.get("/team").cookie(&admin).send().await;
    assert!(page.body.contains("Mara") && !page.body.contains(&token));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_is_unknown_expired_used_or_withdrawn_looks_alike(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let admin = server.signed_in().await;
    let [used, withdrawn, expired] =
        [server.invite(&admin).await, server.invite(&admin).await, server.invite(&admin).await];
    server.post(&format!("/invite/{used}"), &format!("name=mara&password={PASSWORD}")).send().await;
    let id: i64 = sqlx::query_scalar("SELECT invitation_id FROM invitation ORDER BY 1 OFFSET 1 LIMIT 1")
        .fetch_one(&server.pool)
        .await
        .unwrap();
    let done = server.post(&format!("/team/invitations/{id}/withdraw"), "").cookie(&admin).send().await;
    assert_eq!(done.location(), "/team?done=withdrawn");
    assert_eq!(server.get(&format!("/invite/{expired}")).send().await.status, StatusCode::OK);
    server.clock.advance(7 * 24 * 60 * 60);

    // But for what of the address stands in the page, and what is new with each.
    let plain = |body: &str, token: &str| {
        let body = body.replace(token, "");
        let (_, body) = body.split_once("<main").unwrap();
        body.split_once("</main>").unwrap().0.to_owned()
    };
    let unknown = "A".repeat(43);
    let gone = server.get(&format!("/invite/{unknown}")).send().await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    for token in [&used, &withdrawn, &expired, "short", "%3Cscript%3E", "%00"] {
        let address = format!("/invite/{token}");
        let page = server.get(&address).send().await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{token}");
        assert_eq!(plain(&page.body, token), plain(&gone.body, &unknown), "{token}");
        // A name that is taken and a bad password tell no more.
        for form in ["name=admin&password=short", &format!("name=olek&password={PASSWORD}")] {
            let sent = server.post(&address, form).send().await;
            assert_eq!((sent.location(), sent.session_cookie()), (address.as_str(), None), "{token}");
        }
    }
    let n: i64 = sqlx::query_scalar("SELECT count(*) FROM app_user").fetch_one(&server.pool).await.unwrap();
    assert_eq!(n, 2);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_cannot_be_taken_leaves_the_invitation_as_it_is(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let admin = server.signed_in().await;
    server.member(&admin, "mara").await;
    let address = format!("/invite/{}", server.invite(&admin).await);
    for (form, problem) in [
        ("", "name"),
        ("name=olek", "short"),
        ("name=olek&password=password1234", "common"),
        ("name=%E2%80%AEnimda&password=correct+horse+battery", "name"),
        ("name=%00&password=correct+horse+battery", "name"),
        (&format!("name={}&password={PASSWORD}", "x".repeat(51)), "name"),
        (&format!("name=olek&password={}", "x".repeat(2_000)), "short"),
        ("name=MARA&password=correct+horse+battery", "name-taken"),
        ("name=Admin&password=correct+horse+battery", "name-taken"),
    ] {
        let sent = server.post(&address, form).send().await;
        assert_eq!(sent.location(), format!("{address}?problem={problem}"), "{form}");
        assert_eq!(sent.session_cookie(), None, "{form}");
    }
    // Neither a user nor a session was half made.
    let n: i64 =
        sqlx::query_scalar("SELECT (SELECT count(*) FROM app_user) * 100 + (SELECT count(*) FROM session)")
            .fetch_one(&server.pool)
            .await
            .unwrap();
    assert_eq!(n, 202);
    let sent = server.post(&address, &format!("name=olek&password={PASSWORD}")).send().await;
    assert_eq!(sent.location(), "/");
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn of_two_at_once_one_comes_in(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let admin = server.signed_in().await;
    let address = format!("/invite/{}", server.invite(&admin).await);
    let forms = ["mara", "olek"].map(|name| format!("name={name}&password={PASSWORD}"));
    let (one, other) =
        tokio::join!(server.post(&address, &forms[0]).send(), server.post(&address, &forms[1]).send());
    let mut ways = [one.location(), other.location()];
    ways.sort_unstable();
    assert_eq!(ways, ["/", address.as_str()]);
    let n: i64 = sqlx::query_scalar("SELECT count(*) FROM app_user").fetch_one(&server.pool).await.unwrap();
    assert_eq!(n, 2);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn of_two_with_one_name_one_comes_in_and_the_other_may_choose_again(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let admin = server.signed_in().await;
    let addresses =
        [server.invite(&admin).await, server.invite(&admin).await].map(|it| format!("/invite/{it}"));
    let form = format!("name=mara&password={PASSWORD}");
    let (one, other) =
        tokio::join!(server.post(&addresses[0], &form).send(), server.post(&addresses[1], &form).send());
    let mut ways = [one.location().to_owned(), other.location().to_owned()];
    ways.sort();
    assert_eq!(ways[0], "/");
    let (address, problem) = ways[1].split_once('?').unwrap();
    assert_eq!(problem, "problem=name-taken");
    let sent = server.post(address, &format!("name=mara2&password={PASSWORD}")).send().await;
    assert_eq!(sent.location(), "/");
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn guessing_is_slowed_down(pool: PgPool) {
    let server = TestServer::start(pool).await;
    for _ in 0..60 {
        assert_eq!(server.post("/invite/guess", "name=x").send().await.location(), "/invite/guess");
    }
    assert_eq!(server.post("/invite/guess", "name=x").send().await.location(), "/invite/guess?problem=slow");
}

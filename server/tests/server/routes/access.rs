//! What answers without a session, and what does not.

use axum::http::StatusCode;
use sqlx::PgPool;

use crate::support::TestServer;

const CLOSED_PAGES: [&str; 35] = [
    "/",
    "/trends",
    "/requests",
    "/requests/abc",
    "/requests/abc/export.json",
    "/requests/abc/export.md",
    "/requests.csv?cause=refused",
    "/trends.csv",
    "/incidents.csv",
    "/import",
    "/incidents",
    "/incidents/1",
    "/incidents/1/shares",
    "/incidents/1/export.json",
    "/incidents/1/export.md",
    "/import/1",
    "/sources",
    "/sources/cloudwatch",
    "/sources/push",
    "/sources/configuration",
    "/cache",
    "/cache/a1b2c3d4e5/prod/4hugyv",
    "/configuration",
    "/configuration/a1b2c3d4e5",
    "/configuration/a1b2c3d4e5/bundle?at=undated",
    "/stages",
    "/stages/a1b2c3d4e5/prod",
    "/playground",
    "/settings",
    "/storage",
    "/team",
    "/shares",
    "/unknown-lines",
    "/nowhere",
    "/set-up",
];
const CLOSED_FORMS: [&str; 24] = [
    "/import",
    "/sample/load",
    "/sample/remove",
    "/settings/password",
    "/sign-out",
    "/sources/cloudwatch",
    "/sources/push",
    "/sources/configuration",
    "/incidents/1/resolve",
    "/incidents/1/comment",
    "/incidents/1/assign",
    "/incidents/1/shares",
    "/batches",
    "/batches/1/undo",
    "/shares/1/revoke",
    "/shares/public",
    "/shares/revoke",
    "/team",
    "/team/invitations/1/withdraw",
    "/team/1/role",
    "/team/1/remove",
    "/sources/1/take",
    "/sources/1/remove",
    "/sources/1/backfill",
];

/// What only administrators may look at, and do.
const PAGES_OF_ADMINISTRATORS: [&str; 2] = ["/team", "/shares"];
const FORMS_OF_ADMINISTRATORS: [&str; 6] = [
    "/team",
    "/team/invitations/1/withdraw",
    "/team/1/role",
    "/team/1/remove",
    "/shares/public",
    "/shares/revoke",
];

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_member_may_do_all_but_what_concerns_people_and_the_workspace(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let admin = server.signed_in().await;
    let member = server.member(&admin, "mara").await;
    for page in CLOSED_PAGES {
        let seen = async |cookie: &str| server.get(page).cookie(cookie).send().await.status;
        let of_admin = seen(&admin).await;
        assert!(of_admin != StatusCode::SEE_OTHER && of_admin != StatusCode::FORBIDDEN, "{page}: {of_admin}");
        let expected = if PAGES_OF_ADMINISTRATORS.contains(&page) { StatusCode::FORBIDDEN } else { of_admin };
        assert_eq!(seen(&member).await, expected, "{page}");
    }
    for address in ["/api/team", "/api/all-shares"] {
        let refused = server.get(address).cookie(&member).send().await;
        assert_eq!((refused.status, refused.json()), (StatusCode::FORBIDDEN, serde_json::json!("Forbidden")));
    }
    // They end the session, or load what others look for.
    let aside = ["/sign-out", "/sample/load"];
    for form in CLOSED_FORMS.into_iter().filter(|form| !aside.contains(form)) {
        let sent = async |cookie: &str| server.post(form, "").cookie(cookie).send().await;
        let of_member = sent(&member).await;
        if FORMS_OF_ADMINISTRATORS.contains(&form) {
            assert_eq!(of_member.status, StatusCode::FORBIDDEN, "{form}");
            assert_ne!(sent(&admin).await.status, StatusCode::FORBIDDEN, "{form}");
        } else {
            let of_admin = sent(&admin).await;
            assert_ne!(of_admin.location(), "/sign-in", "{form}");
            // What is wrong with an empty form may be another thing: one of the two has a password.
            let way = |answer: &crate::support::Answer| {
                (answer.status, answer.location().split('?').next().unwrap().to_owned())
            };
            assert_eq!(way(&of_member), way(&of_admin), "{form}");
        }
    }
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_page_sends_a_stranger_to_sign_in_and_remembers_the_way(pool: PgPool) {
    let server = TestServer::start(pool).await;
    for page in CLOSED_PAGES {
        let answer = server.get(page).send().await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{page}");
        let way_back =
            if page == "/" { String::new() } else { format!("?return={}", app::urls::encode(page)) };
        assert_eq!(answer.location(), format!("/sign-in{way_back}"), "{page}");
    }
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_form_of_a_stranger_changes_nothing(pool: PgPool) {
    let server = TestServer::start(pool).await;
    for form in CLOSED_FORMS {
        let answer = server.post(form, "").send().await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in"), "{form}");
    }
    let stored: i64 =
        sqlx::query_scalar("SELECT count(*) FROM request").fetch_one(&server.pool).await.unwrap();
    assert_eq!(stored, 0);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn scripts_and_server_functions_are_told_in_json(pool: PgPool) {
    let server = TestServer::start(pool).await;
    for address in [
        "/api/home",
        "/api/requests",
        "/api/request?reference=x",
        "/api/playground?reference=x",
        "/api/import?import_id=1",
        "/api/sources",
        "/api/incidents",
        "/api/shares?incident_id=1",
        "/api/all-shares",
        "/api/team",
        "/api/invitation?token=x",
        "/api/incident?incident_id=1",
        "/api/sources-figures",
        "/api/sources-cloudwatch",
        "/api/sources-push",
        "/api/sources-configuration",
        "/api/storage",
        "/api/unknown-lines",
    ] {
        let answer = server.get(address).send().await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{address}");
        assert_eq!(answer.json(), serde_json::json!("SignedOut"), "{address}");
    }
    let answer = server.upload("x.json", b"{}").with("accept", "application/json").send().await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn signing_in_setting_up_and_preferences_are_open(pool: PgPool) {
    let server = TestServer::start(pool).await;
    assert_eq!(server.get("/sign-in").send().await.status, StatusCode::OK);
    assert_eq!(server.get("/set-up/some-token").send().await.status, StatusCode::OK);
    assert_eq!(server.get("/invite/some-token").send().await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.get("/health").send().await.status, StatusCode::OK);
    // Looks at who asks by itself.
    assert_eq!(server.get("/metrics").from("127.0.0.1:50000").send().await.status, StatusCode::OK);
    assert_eq!(server.post("/preferences", "theme=dark").send().await.location(), "/");
    assert_ne!(server.get("/pkg/why403.css").send().await.status, StatusCode::SEE_OTHER);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_form_that_another_site_sends_is_refused(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    let foreign = server.post("/sample/load", "").cookie(&cookie).with("sec-fetch-site", "cross-site");
    assert_eq!(foreign.send().await.status, StatusCode::FORBIDDEN);
    let foreign = server
        .post("/sample/load", "")
        .cookie(&cookie)
        .with("host", "127.0.0.1:4030")
        .with("origin", "https://evil.example");
    assert_eq!(foreign.send().await.status, StatusCode::FORBIDDEN);
    let own = server
        .post("/sample/load", "")
        .cookie(&cookie)
        .with("host", "127.0.0.1:4030")
        .with("origin", "http://127.0.0.1:4030");
    assert_eq!(own.send().await.status, StatusCode::SEE_OTHER);
}

//! What browsers are told beside the page.

use axum::http::StatusCode;
use sqlx::PgPool;

use crate::support::TestServer;

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_page_runs_only_scripts_with_its_own_nonce(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let answer = server.get("/sign-in").send().await;
    let policy = answer.header("content-security-policy");
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap();
    assert!(nonce.len() >= 16);
    for script in answer.body.split("<script").skip(1) {
        let tag = script.split('>').next().unwrap();
        assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{tag}");
    }
    for part in [
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "style-src 'self'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe-inline"));
    let again = server.get("/sign-in").send().await;
    assert_ne!(again.header("content-security-policy"), policy);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn no_page_can_be_framed_sniffed_or_kept(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    for page in ["/", "/requests", "/api/home", "/nowhere"] {
        let answer = server.get(page).cookie(&cookie).send().await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{page}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{page}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{page}");
        assert_eq!(answer.header("cache-control"), "no-store", "{page}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{page}");
        assert_eq!(answer.header("strict-transport-security"), "", "{page}");
    }
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn behind_https_the_cookie_is_bound_to_the_host(pool: PgPool) {
    let server =
        TestServer::with(pool, |settings| settings.public_url = Some("https://why403.example.com".into()))
            .await;
    let token = server.set_up_token().await;
    let answer = server.post(&format!("/set-up/{token}"), "").send().await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-why403="), "{cookie}");
    for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(answer.header("strict-transport-security").starts_with("max-age="));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn an_unknown_address_is_a_page_with_status_404(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    for address in ["/nowhere", "/requests/no-such-request", "/import/999"] {
        let answer = server.get(address).cookie(&cookie).send().await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert!(answer.body.contains("<html"), "{address}");
    }
    assert_eq!(server.get("/pkg/nothing.js").send().await.status, StatusCode::NOT_FOUND);
}

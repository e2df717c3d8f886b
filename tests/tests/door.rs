//! Nothing answers without a session but what has to.

use http::{Method, StatusCode};
use tests::web::{ask, get};
use tests::{Journey, Product, Scripts, journey};

const PASSWORD: &str = "a long enough pass phrase";

#[tokio::test]
async fn nothing_is_shown_to_who_is_not_signed_in() {
    let product = Product::start().await;
    let url = product.url();
    let id = "11111111-2222-4333-8444-555555555555";
    for path in [
        "/",
        "/requests",
        "/requests?cause=refused",
        &format!("/requests/{id}"),
        "/import",
        "/import/1",
        "/paste",
        "/playground",
        "/settings",
        "/no/such/page",
    ] {
        let answer = get(&format!("{url}{path}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.header("location").starts_with("/sign-in"), "{path}: {}", answer.header("location"));
        assert_eq!(answer.body, "", "{path}");
    }
    for path in [
        "/api/home",
        "/api/requests",
        "/api/request?reference=1",
        "/api/playground?reference=1",
        "/api/import?import_id=1",
        "/api/x",
    ] {
        let answer = ask(Method::GET, &format!("{url}{path}"), &[("accept", "application/json")], "").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let form = [("content-type", "application/x-www-form-urlencoded"), ("accept", "text/html")];
    for path in ["/sample/load", "/sample/remove", "/settings/password", "/sign-out", "/import"] {
        let answer = ask(Method::POST, &format!("{url}{path}"), &form, "password=1").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.header("location").starts_with("/sign-in"), "{path}");
    }
    product.stop();
}

#[tokio::test]
async fn what_has_to_answers_without_a_session() {
    let product = Product::start().await;
    let url = product.url();
    for path in ["/sign-in", product.set_up_path(), "/health", "/pkg/why403.css", "/pkg/why403.js"] {
        let answer = get(&format!("{url}{path}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
    }
    let health = get(&format!("{url}/health")).await;
    assert!(health.body.contains(r#""status":"ok""#), "{}", health.body);
    product.stop();
}

#[tokio::test]
async fn pages_carry_the_headers_that_keep_others_out() {
    let product = Product::start().await;
    let answer = get(&format!("{}/sign-in", product.url())).await;
    let policy = answer.header("content-security-policy");
    for rule in [
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "style-src 'self'",
    ] {
        assert!(policy.contains(rule), "{rule} is not in {policy}");
    }
    assert!(policy.contains("'nonce-") && !policy.contains("unsafe-inline"), "{policy}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_ne!(answer.header("referrer-policy"), "");
    let other = get(&format!("{}/sign-in", product.url())).await;
    assert_ne!(other.header("content-security-policy"), policy, "a nonce is used once");
    product.stop();
}

#[tokio::test]
async fn another_site_cannot_make_a_browser_send_forms() {
    let product = Product::start().await;
    let form = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", "https://elsewhere.example"),
        ("sec-fetch-site", "cross-site"),
    ];
    for path in ["/preferences", "/sign-in", product.set_up_path()] {
        let answer = ask(Method::POST, &format!("{}{path}", product.url()), &form, "theme=dark").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    product.stop();
}

#[tokio::test]
async fn a_password_lets_one_in_again_and_after_a_restart() {
    journey(Scripts::Off, async |at: &Journey| {
        at.sign_in().await;
        let browser = &at.browser;
        browser.open("/settings").await;
        browser.fill("#password", PASSWORD).await;
        browser.follow("form[action='/settings/password'] button").await;
        assert!(browser.has(".notice.done").await);
        browser.follow(".bar form[action='/sign-out'] button").await;

        // What was asked for is shown after signing in.
        browser.open("/requests?status=403").await;
        browser.fill("#name", "admin").await;
        browser.fill("#password", "not the pass phrase").await;
        browser.follow("form[action='/sign-in'] button").await;
        assert!(browser.has("[role='alert']").await);
        browser.fill("#name", "admin").await;
        browser.fill("#password", PASSWORD).await;
        browser.follow("form[action='/sign-in'] button").await;
        browser.at("/requests?status=403").await;
    })
    .await;
}

#[tokio::test]
async fn data_and_password_outlive_a_restart_and_the_set_up_link_does_not() {
    let mut data = None;
    journey(Scripts::Off, async |at: &Journey| {
        at.sign_in_with_sample().await;
        at.browser.open("/settings").await;
        at.browser.fill("#password", PASSWORD).await;
        at.browser.follow("form[action='/settings/password'] button").await;
        data = Some(at.product.data());
    })
    .await;
    let product = Product::start_in(data.unwrap(), false).await;
    assert!(!product.log().contains("/set-up/"), "{}", product.log());
    let form = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    let body = format!("name=admin&password={}", PASSWORD.replace(' ', "+"));
    let answer = ask(Method::POST, &format!("{}/sign-in", product.url()), &form, &body).await;
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    let refused = format!("{}/requests?cause=refused", product.url());
    let list = ask(Method::GET, &refused, &[("cookie", &cookie)], "").await;
    assert_eq!(list.status, StatusCode::OK);
    assert_eq!(list.body.matches("<td class=\"call\"").count(), 13);
    product.stop();
}

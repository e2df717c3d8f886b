//! What the logs of a stage tell: found from the list and from a call, with what to paste.

use tests::{Journey, Scripts, journey};

async fn what_to_turn_on(at: &Journey) {
    at.sign_in_with_sample().await;
    let browser = &at.browser;
    browser.open("/").await;
    browser.follow("nav a[href='/stages']").await;
    browser.at("/stages").await;
    let stage = browser.link("tbody tr td.call a").await;
    browser.follow("tbody tr td.call a").await;
    browser.at(&stage).await;
    assert!(browser.text("h1").await.starts_with("Evidence of "));
    assert!(browser.text("dl.facts").await.contains("seen in "));
    assert!(
        browser.text("section[aria-labelledby='format'] pre").await.contains("$context.authorizer.error")
    );
    assert!(!browser.has("main form").await, "nothing here changes anything");
    assert_eq!(browser.barriers().await, Vec::<String>::new());

    // A call of which the log does not tell all leads here.
    browser.open("/requests?cause=authorizer_policy_deny&policy_origin=cached").await;
    browser.follow("tbody tr td.call a").await;
    browser.follow("main a[href^='/stages/']").await;
    assert!(browser.path().await.starts_with("/stages/"));
}

#[tokio::test]
async fn a_stage_says_what_to_turn_on() {
    journey(Scripts::On, what_to_turn_on).await;
}

#[tokio::test]
async fn a_stage_says_what_to_turn_on_without_scripts() {
    journey(Scripts::Off, what_to_turn_on).await;
}

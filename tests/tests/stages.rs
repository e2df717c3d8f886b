//! What the logs of a stage tell: found from the list and from the sources, with what to paste. That anyone can use these pages is
//! looked at with all others, in `pages.rs`.

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

    browser.open("/sources").await;
    browser.follow("main a[href='/stages']").await;
    browser.at("/stages").await;
}

#[tokio::test]
async fn a_stage_says_what_to_turn_on() {
    journey(Scripts::On, what_to_turn_on).await;
}

#[tokio::test]
async fn a_stage_says_what_to_turn_on_without_scripts() {
    journey(Scripts::Off, what_to_turn_on).await;
}

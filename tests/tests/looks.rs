//! Language and theme: chosen by a button, kept, also for somebody who is not signed in.

use serde_json::json;
use tests::{Journey, Scripts, journey};

async fn language(at: &Journey) {
    at.sign_in_with_sample().await;
    let browser = &at.browser;
    browser.open("/requests?cause=identity_rejected").await;
    browser.follow("tbody tr td.call a").await;
    let call = browser.path().await;
    assert_eq!(browser.attribute("html", "lang").await.as_deref(), Some("en"));
    let log = browser.texts("ol.raw .text").await;

    browser.prefer("language", "zh-CN").await;
    browser.at(&call).await;
    assert_eq!(browser.attribute("html", "lang").await.as_deref(), Some("zh-CN"));
    assert!(browser.text(".gates").await.contains("授权方"));
    assert_eq!(browser.texts("ol.raw .text").await, log, "the log is never translated");
    assert_eq!(browser.attribute("ol.raw .text", "lang").await.as_deref(), Some("en"));

    browser.open("/").await;
    assert_eq!(browser.attribute("html", "lang").await.as_deref(), Some("zh-CN"));
    browser.prefer("language", "en").await;
    assert_eq!(browser.attribute("html", "lang").await.as_deref(), Some("en"));
}

#[tokio::test]
async fn the_language_is_chosen_by_a_button() {
    journey(Scripts::On, language).await;
}

#[tokio::test]
async fn the_language_is_chosen_without_scripts_too() {
    journey(Scripts::Off, language).await;
}

#[tokio::test]
async fn who_is_not_signed_in_can_choose_too() {
    journey(Scripts::Off, async |at: &Journey| {
        at.browser.open("/sign-in").await;
        at.browser.prefer("language", "zh-CN").await;
        at.browser.at("/sign-in").await;
        assert_eq!(at.browser.attribute("html", "lang").await.as_deref(), Some("zh-CN"));
        at.browser.prefer("theme", "dark").await;
        assert_eq!(at.browser.attribute("html", "data-theme").await.as_deref(), Some("dark"));
    })
    .await;
}

#[tokio::test]
async fn the_theme_is_chosen_by_a_button_and_changes_the_paper() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in().await;
        let paper = "return getComputedStyle(document.body).backgroundColor";
        at.browser.prefer("theme", "light").await;
        let light = at.browser.run(paper, vec![]).await;
        at.browser.prefer("theme", "dark").await;
        let dark = at.browser.run(paper, vec![]).await;
        assert_ne!(light, dark);
        at.browser.open("/settings").await;
        assert_eq!(at.browser.run(paper, vec![]).await, dark);
        // The system's choice: as the browser says the system has it.
        at.browser.prefer("theme", "system").await;
        at.browser.system_prefers("dark").await;
        assert_eq!(at.browser.run(paper, vec![]).await, dark);
        at.browser.system_prefers("light").await;
        assert_eq!(at.browser.run(paper, vec![]).await, light);
        assert_ne!(light, json!(null));
    })
    .await;
}

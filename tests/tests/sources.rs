//! Where events come from: a sender gets its key, is paused and removed; the page keeps its figures up and lets what is open be.

#![expect(clippy::unwrap_used, reason = "a test may end so")]

use std::time::Duration;

use aws_stand_in::{StandIn, api::Step};
use fantoccini::key::Key;
use serde_json::json;
use tests::{Journey, Scripts, journey};

/// Adds a sender by the page, and gives its key.
async fn add_sender(at: &Journey, name: &str) -> String {
    let browser = &at.browser;
    browser.open("/sources").await;
    browser.follow("main a[href='/sources/push']").await;
    browser.at("/sources/push").await;
    browser.fill("#name", name).await;
    browser.follow(".source-form button").await;
    browser.text(".new-key pre").await
}

async fn a_life(at: &Journey) {
    at.sign_in().await;
    let browser = &at.browser;
    browser.open("/sources").await;
    assert!(browser.text("h1").await.contains("Nothing is read yet"));
    let key = add_sender(at, "orders, production").await;
    assert_eq!(key.len(), 43);
    browser.follow(".new-key a[href='/sources']").await;
    browser.at("/sources").await;
    assert_eq!(browser.text(".source-state").await, "Waiting for its first delivery");
    browser.follow(".source form[action$='/pause'] button").await;
    assert_eq!(browser.text(".source-state").await, "Paused");
    browser.follow(".source form[action$='/resume'] button").await;
    assert_eq!(browser.text(".source-state").await, "Waiting for its first delivery");

    // Another key takes the place of the first.
    browser.click(".source .more > summary").await;
    browser.follow(".source form[action='/sources/push'] button").await;
    assert_ne!(browser.text(".new-key pre").await, key);

    // Removing asks once more.
    browser.open("/sources").await;
    browser.click(".source .more > summary").await;
    browser.click(".source .more details > summary").await;
    browser.follow(".source form[action$='/remove'] button").await;
    browser.at("/sources?done=removed").await;
    assert!(!browser.has(".source").await);
}

#[tokio::test]
async fn a_sender_is_added_paused_and_removed() {
    journey(Scripts::On, a_life).await;
}

#[tokio::test]
async fn a_sender_is_added_paused_and_removed_without_scripts() {
    journey(Scripts::Off, a_life).await;
}

#[tokio::test]
async fn figures_are_kept_up_and_what_is_open_stays_open() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in().await;
        let browser = &at.browser;
        add_sender(at, "orders").await;
        browser.open("/sources").await;
        browser.click(".source .more > summary").await;
        // Somebody else pauses it.
        let pause = "
            const form = document.querySelector(\".source form[action$='/pause']\");
            fetch(form.action, { method: 'POST', redirect: 'manual' });";
        browser.run(pause, vec![]).await;
        browser.find(".source-state[data-state='paused']").await;
        assert_eq!(browser.text(".source-state").await, "Paused");
        assert!(browser.text(".live-note").await.contains("another state"));
        assert!(browser.has(".source .more[open]").await);
        browser.follow(".live-note button").await;
        browser.find(".source form[action$='/resume']").await;
    })
    .await;
}

#[tokio::test]
async fn the_keyboard_alone_pauses_a_source() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in().await;
        let browser = &at.browser;
        add_sender(at, "orders").await;
        browser.open("/sources").await;
        browser.press(Key::Tab).await;
        browser.press(Key::Enter).await;
        for _ in 0..20 {
            browser.press(Key::Tab).await;
            let is_pause = "return document.activeElement.matches(\"form[action$='/pause'] button\")";
            if browser.run(is_pause, vec![]).await == json!(true) {
                browser.press(Key::Enter).await;
                browser.find(".source form[action$='/resume']").await;
                return;
            }
        }
        browser.fail("the keyboard should reach the pause").await;
    })
    .await;
}

#[tokio::test]
async fn the_ways_in_lead_to_one_another() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in().await;
        let browser = &at.browser;
        // The start page has all three.
        assert!(browser.has(".begin a[href='/sources/cloudwatch']").await);
        browser.follow(".rail a[href='/sources']").await;
        browser.at("/sources").await;
        browser.follow("main a[href='/import']").await;
        browser.at("/import").await;
        browser.find(".drop-zone.alive").await;
        assert_eq!(browser.attribute(".rail a[aria-current]", "href").await.as_deref(), Some("/sources"));
        browser.follow("main a[href='/sources']").await;
        browser.follow("main a[href='/sources/cloudwatch']").await;
        browser.at("/sources/cloudwatch").await;
    })
    .await;
}

/// An API is found, chosen and followed; what changes is found when somebody asks.
async fn a_configuration_is_followed(at: &Journey) {
    let stand_in = StandIn::start().await.unwrap();
    let authorizer = |ttl_seconds| Step::Authorizer {
        id: "auth01".into(),
        name: "orders-auth".into(),
        kind: "TOKEN".into(),
        identity_source: "method.request.header.Authorization".into(),
        ttl_seconds,
    };
    stand_in.live("a1b2c3d4e5", [Step::Create { name: "orders".into() }, authorizer(300)]);
    at.sign_in().await;
    let browser = &at.browser;
    browser.open("/sources").await;
    browser.follow("main a[href='/sources/configuration']").await;
    browser.at("/sources/configuration").await;
    browser.fill("#region", "eu-central-1").await;
    browser.click(".source-form details > summary").await;
    browser.fill("#endpoint_url", &stand_in.url()).await;
    browser.follow(".source-form button[value='find']").await;
    assert_eq!(browser.text("label[for='api-0']").await, "orders");
    browser.click("#api-0").await;
    browser.follow(".source-form button[value='add']").await;
    browser.at("/sources?done=asked").await;
    answered(at, "1").await;
    stand_in.live("a1b2c3d4e5", [authorizer(0)]);
    browser.follow(".source form[action$='/take'] button").await;
    answered(at, "2").await;
    browser.open("/configuration/a1b2c3d4e5").await;
    assert!(browser.text("main").await.contains("orders-auth"));
}

/// Waits until so many changes are found, asking for the page again and again as somebody without scripts would.
async fn answered(at: &Journey, changes: &str) {
    for _ in 0..200 {
        at.browser.open("/sources").await;
        if at.browser.text("[id$='-requests']").await == changes {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    at.browser.fail(&format!("{changes} changes should be found")).await;
}

#[tokio::test]
async fn a_configuration_is_followed_and_taken_at_once() {
    journey(Scripts::On, a_configuration_is_followed).await;
}

#[tokio::test]
async fn a_configuration_is_followed_and_taken_at_once_without_scripts() {
    journey(Scripts::Off, a_configuration_is_followed).await;
}

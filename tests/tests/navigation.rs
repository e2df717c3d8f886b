//! Moving about with scripts: pages change without being loaded anew, and still are what a fresh load would give.

use serde_json::json;
use tests::{Journey, Scripts, journey};

#[tokio::test]
async fn pages_change_without_loading_the_document_anew() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in_with_sample().await;
        let browser = &at.browser;
        browser.run("window.same = true", vec![]).await;
        browser.follow(".rail a[href='/']").await;
        browser.at("/").await;
        browser.follow(".rail a[href='/requests']").await;
        browser.at("/requests").await;
        browser.follow("tbody tr td.call a").await;
        browser.back().await;
        browser.at("/requests").await;
        assert_eq!(browser.run("return window.same", vec![]).await, json!(true));
    })
    .await;
}

#[tokio::test]
async fn islands_of_a_page_that_was_changed_to_are_alive() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in_with_sample().await;
        let browser = &at.browser;
        browser.follow(".rail a[href='/sources']").await;
        browser.follow("main a[href='/import']").await;
        browser.at("/import").await;
        browser.find(".drop-zone.alive").await;
        browser.follow(".rail a[href='/requests']").await;
        browser.follow("tbody tr td.call a").await;
        browser.find(".head .copyable button:not([hidden])").await;
    })
    .await;
}

#[tokio::test]
async fn a_gate_leads_to_its_line_and_the_line_to_its_gate() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in_with_sample().await;
        let browser = &at.browser;
        browser.follow("tbody tr td.call a").await;
        let call = browser.path().await;
        browser.click(".gate[data-passage='refused'] a.lines").await;
        let path = browser.path().await;
        assert!(path.starts_with(&format!("{call}#line-")), "{path}");
        let fragment = path.split_once('#').unwrap().1.to_owned();
        browser.find(&format!("li[id='{fragment}']:target")).await;
        browser.click(&format!("li[id='{fragment}'] a.at-gate")).await;
        browser.find(".gate:target").await;
        // Back goes to the line, not to another page.
        browser.back().await;
        browser.find(&format!("li[id='{fragment}']:target")).await;
    })
    .await;
}

#[tokio::test]
async fn the_keyboard_alone_reaches_a_call() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in_with_sample().await;
        let browser = &at.browser;
        browser.open("/requests").await;
        // The first stop skips to the content.
        browser.press(fantoccini::key::Key::Tab).await;
        let first = browser.run("return document.activeElement.className", vec![]).await;
        assert_eq!(first, json!("skip"));
        browser.press(fantoccini::key::Key::Enter).await;
        for _ in 0..60 {
            browser.press(fantoccini::key::Key::Tab).await;
            let is_call = browser.run("return document.activeElement.matches('td.call a')", vec![]).await;
            if is_call == json!(true) {
                browser.press(fantoccini::key::Key::Enter).await;
                browser.find(".verdict").await;
                return;
            }
        }
        browser.fail("the keyboard should reach a call").await;
    })
    .await;
}

#[tokio::test]
async fn an_address_that_is_none_says_so_and_leads_on() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in().await;
        let browser = &at.browser;
        for path in ["/no/such/page", "/requests/11111111-2222-4333-8444-555555555555", "/import/4711"] {
            browser.open(path).await;
            browser.follow(".ways a[href='/']").await;
            browser.at("/").await;
        }
    })
    .await;
}

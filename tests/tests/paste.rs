//! Text is pasted and says at once what it is; nothing of it leaves the browser.

use engine::time::Instant;
use serde_json::json;
use tests::{Browser, Journey, Scripts, journey};

const ID: &str = "5f0c2f6b-6d4a-4d9f-9a52-3b8d1c5e7a10";

/// What a client gets whose call the authorizer's policy does not cover.
const REPLY: &str = "HTTP/1.1 403 Forbidden
x-amzn-RequestId: 5f0c2f6b-6d4a-4d9f-9a52-3b8d1c5e7a10
x-amzn-ErrorType: AccessDeniedException

{\"Message\":\"User is not authorized to access this resource\"}";

/// Opens the page by the rail, and waits for the engine.
async fn open(at: &Journey) {
    let browser = &at.browser;
    browser.follow(".rail a[href='/paste']").await;
    browser.at("/paste").await;
    browser.find(".paste:not([hidden])").await;
    let is_loaded = "return performance.getEntriesByType('resource')
        .some((entry) => entry.name.endsWith('/pkg/engine.wasm') && entry.responseEnd > 0)";
    until(browser, is_loaded, "the engine should be loaded").await;
}

/// Waits until a script says that it is so.
async fn until(browser: &Browser, script: &str, what: &str) {
    for _ in 0..400 {
        if browser.run(script, vec![]).await == json!(true) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    browser.fail(what).await;
}

/// Pastes this in place of what stood in the field, and waits for what is said about it.
async fn paste(browser: &Browser, text: &str) {
    let script = "
        const field = document.getElementById('paste');
        const status = document.querySelector('.paste-status');
        window.said = false;
        new MutationObserver(() => { window.said = true; })
            .observe(document.querySelector('.paste'), { subtree: true, childList: true, characterData: true });
        field.focus();
        field.select();
        document.execCommand('insertText', false, arguments[0]);";
    browser.run(script, vec![json!(text)]).await;
    until(browser, "return window.said", "something should be said about what was pasted").await;
}

/// A log of several calls.
fn log() -> String {
    engine::sample::events(Instant::EPOCH.plus_millis(1_785_593_100_000))
}

#[tokio::test]
async fn a_response_says_why_it_was_refused() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in().await;
        open(at).await;
        paste(&at.browser, REPLY).await;
        let browser = &at.browser;
        let said = browser.text(".verdict").await;
        assert!(said.contains("No statement of the authorizer’s policy allows"), "{said}");
        assert_eq!(browser.text(".pasted-call .status").await, "403");
        assert_eq!(
            browser.attribute(".gate[data-passage='refused']", "id").await.as_deref(),
            Some("gate-authorizer_policy")
        );
        assert!(browser.has(".missing li").await, "what is missing is said");
        assert!(browser.has(".steps .step").await, "what to do is said");
        assert!(browser.text("ol.raw").await.contains("User is not authorized to access this resource"));
        assert_eq!(browser.link(".pasted-call .meta a").await, format!("/requests?q={ID}"));
    })
    .await;
}

#[tokio::test]
async fn lines_of_a_log_are_told_call_by_call() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in().await;
        open(at).await;
        let browser = &at.browser;
        paste(browser, &log()).await;
        assert!(browser.text(".paste-status").await.contains("refused or failed: 13"));
        assert_eq!(browser.count(".pasted-choice").await, 26);
        let first = browser.text(".pasted-call h2").await;
        assert!(browser.text(".verdict").await.contains("still cached"));
        assert!(browser.has("ol.raw li[data-weight='deciding'] .no").await);
        let flush = browser.text(".step:has(.command)").await;
        assert!(
            flush.contains("Drops every cached answer of stage prod") && flush.contains("flush-stage"),
            "{flush}"
        );
        browser.click(".step .command button").await;
        let is_said = "return document.querySelector('.step .command button').innerText !== 'Copy'";
        until(browser, is_said, "it should be said how the copying went").await;
        browser.click("li:last-child > .pasted-choice").await;
        browser.find(".gates:not(:has([data-passage='refused']))").await;
        assert_ne!(browser.text(".pasted-call h2").await, first);
    })
    .await;
}

#[tokio::test]
async fn an_id_leads_to_the_stored_call_and_anything_else_is_told_so() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in().await;
        open(at).await;
        let browser = &at.browser;
        paste(browser, &format!("  {ID}\n")).await;
        assert_eq!(browser.link(".paste a.main").await, format!("/requests?q={ID}"));
        paste(browser, "Dear all, the gateway is closed on Mondays.").await;
        assert!(browser.text(".paste-status").await.contains("Nothing here that I know"));
        assert!(!browser.has(".pasted-call, .paste a.main").await);
    })
    .await;
}

#[tokio::test]
async fn the_verdict_is_said_in_chinese_too() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in().await;
        at.browser.prefer("language", "zh-CN").await;
        open(at).await;
        let browser = &at.browser;
        paste(browser, REPLY).await;
        assert!(browser.text(".verdict").await.contains("授权方的策略中没有语句允许此调用"));
        assert!(browser.text(".gates").await.contains("授权方"));
        assert!(
            browser.text("ol.raw").await.contains("User is not authorized"),
            "AWS's text is not translated"
        );
        // No sentence is missing: a key is what stands where one is.
        let text = browser.text(".paste").await;
        for start in ["story-", "facts-", "gate-", "step-", "missing-", "evidence-", "paste-", "{"] {
            assert!(!text.contains(start), "{start} in {text}");
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_that_is_pasted_leaves_the_browser() {
    journey(Scripts::On, async |at: &Journey| {
        const MARK: &str = "pasted-7c1d9e";
        at.sign_in().await;
        open(at).await;
        let browser = &at.browser;
        let n_loaded = "return performance.getEntriesByType('resource').length";
        let before = browser.run(n_loaded, vec![]).await;
        browser.watch_what_is_sent().await;
        let body = format!("{{\"message\":\"Forbidden\"}} {MARK}");
        let line = format!("({ID}) Method completed with status: 403 {MARK}");
        for text in [REPLY, ID, &body, &line, &log(), MARK] {
            paste(browser, text).await;
        }
        browser.has_sent_nothing().await;
        assert_eq!(browser.run(n_loaded, vec![]).await, before);
        browser.at("/paste").await;
        assert_eq!(browser.run("return document.cookie.includes('pasted')", vec![]).await, json!(false));
        browser.has_no_field_of_a_form(".paste").await;
        assert!(!at.product.log().contains(MARK), "{}", at.product.log());
    })
    .await;
}

#[tokio::test]
async fn what_is_pasted_is_only_ever_text() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in().await;
        open(at).await;
        let hostile = "<img src=x onerror=\"window.hurt = true\"><refused>{call}</refused>";
        let text = format!(
            "({ID}) HTTP Method: GET, Resource Path: /{hostile}\n({ID}) Method completed with status: 403\n"
        );
        paste(&at.browser, &text).await;
        at.browser.find(".pasted-call").await;
        assert_eq!(at.browser.run("return [window.hurt ?? null]", vec![]).await, json!([null]));
        assert!(!at.browser.has("main img").await);
        assert!(at.browser.text("ol.raw").await.contains(hostile));
        assert!(at.browser.text(".pasted-call h2").await.contains("<refused>{call}</refused>"));
    })
    .await;
}

#[tokio::test]
async fn without_scripts_the_page_says_so_and_leads_to_the_import() {
    journey(Scripts::Off, async |at: &Journey| {
        at.sign_in().await;
        let browser = &at.browser;
        browser.follow(".begin-paste a").await;
        browser.at("/paste").await;
        assert!(browser.text("main").await.contains("needs scripts"));
        assert!(browser.has(".paste[hidden]").await, "no field that could do nothing");
        browser.follow("noscript a[href='/import']").await;
        browser.at("/import").await;
    })
    .await;
}

#[tokio::test]
async fn the_keyboard_alone_pastes_and_reads() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in().await;
        open(at).await;
        let browser = &at.browser;
        browser.run("document.querySelector('h1').focus()", vec![]).await;
        browser.press(fantoccini::key::Key::Tab).await;
        assert_eq!(browser.run("return document.activeElement.id", vec![]).await, json!("paste"));
        paste(browser, &log()).await;
        browser.press(fantoccini::key::Key::Tab).await;
        browser.press(fantoccini::key::Key::Tab).await;
        browser.press(fantoccini::key::Key::Enter).await;
        browser.find("li:nth-child(2) > .pasted-choice[aria-pressed='true']").await;
    })
    .await;
}

/// The page with each kind of text: anyone can use it, it fits, and a picture of it is kept to be looked at.
async fn looks(at: &Journey, language: &str) {
    at.sign_in().await;
    let browser = &at.browser;
    browser.prefer("language", language).await;
    let mut faults = Vec::new();
    for theme in ["light", "dark"] {
        browser.prefer("theme", theme).await;
        open(at).await;
        let log = log();
        for (name, text) in [("nothing", "Dear all"), ("id", ID), ("reply", REPLY), ("log", log.as_str())] {
            paste(browser, text).await;
            for (width, size) in [(1280, "wide"), (320, "narrow")] {
                browser.resize(width, 900).await;
                let picture = format!("paste-{name}-{language}-{theme}-{size}");
                browser.picture(&picture).await;
                let found = [browser.overflow().await, browser.barriers().await].concat();
                faults.extend(found.iter().map(|fault| format!("{picture}: {fault}")));
            }
            browser.resize(1280, 900).await;
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[tokio::test]
async fn the_page_in_english_light_and_dark_wide_and_narrow() {
    journey(Scripts::On, async |at: &Journey| looks(at, "en").await).await;
}

#[tokio::test]
async fn the_page_in_chinese_light_and_dark_wide_and_narrow() {
    journey(Scripts::On, async |at: &Journey| looks(at, "zh-CN").await).await;
}

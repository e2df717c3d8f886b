//! Policies and a call are typed, and the verdict stands there at once; all of it is kept in the address.

#![expect(clippy::unwrap_used, reason = "what cannot be read should be loud")]

use engine::playground::{Sheet, examples, link};
use fantoccini::key::Key;
use serde_json::{Value, json};
use tests::{Browser, Journey, Scripts, journey};

const CALL: &str = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/orders";

/// Opens the page by the rail, and waits until it is alive.
async fn open(at: &Journey) {
    at.browser.follow(".rail a[href='/playground']").await;
    at.browser.at("/playground").await;
    alive(&at.browser).await;
}

async fn alive(browser: &Browser) {
    browser.find("#playground:not([hidden])").await;
}

/// Opens the page with a sheet in its address.
async fn open_with(browser: &Browser, sheet: &Sheet) {
    browser.open("/settings").await;
    browser.open(&format!("/playground#{}", link::encode(sheet).unwrap())).await;
    alive(browser).await;
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

/// Types this in place of what stood in a field.
async fn fill(browser: &Browser, id: &str, text: &str) {
    let script = "
        const field = document.getElementById(arguments[0]);
        field.focus();
        field.select();
        document.execCommand(arguments[1] ? 'insertText' : 'delete', false, arguments[1]);";
    browser.run(script, vec![json!(format!("play-{id}")), json!(text)]).await;
}

/// Chooses an option of a field.
async fn choose(browser: &Browser, css: &str, value: &str) {
    browser.click(&format!("{css} option[value='{value}']")).await;
}

/// Waits for a decision.
async fn decided(browser: &Browser, decision: &str) -> String {
    browser.find(&format!("#play-verdict[data-decision='{decision}']")).await;
    browser.text("#play-verdict").await
}

/// What a link to the page that is open would hold, once it has been put into the address.
async fn in_address(browser: &Browser) -> Sheet {
    let mut held = String::new();
    for _ in 0..400 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        let now = browser.run("return location.hash", vec![]).await;
        let now = now.as_str().unwrap().to_owned();
        // The address follows a moment later: twice the same is the last.
        if !now.is_empty() && now == held {
            return link::decode(&now).unwrap().unwrap();
        }
        tokio::time::sleep(std::time::Duration::from_millis(350)).await;
        held = now;
    }
    browser.fail("the address should hold what is typed").await
}

fn policy(effect: &str, resource: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"{effect}","Action":"execute-api:Invoke","Resource":"{resource}"}}]}}"#
    )
}

#[tokio::test]
async fn typing_changes_the_verdict() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in().await;
        open(at).await;
        let browser = &at.browser;
        decided(browser, "none").await;
        browser.click("[data-example='cached']").await;
        let said = decided(browser, "deny").await;
        assert!(said.contains("no statement allows it") && said.contains("POST /orders"), "{said}");
        assert_eq!(browser.text("td[aria-current]").await, "implicit deny");
        fill(browser, "method", "GET").await;
        let said = decided(browser, "allow").await;
        assert!(said.contains("Statement 1 of the authorizer’s policy allows it"), "{said}");
        assert!(
            browser
                .run("return document.getElementById('play-arn').value", vec![])
                .await
                .as_str()
                .unwrap()
                .ends_with("/prod/GET/orders")
        );
        fill(browser, "resource_policy", &policy("Deny", "*")).await;
        // A resource policy's statement without a principal is for nobody.
        decided(browser, "allow").await;
        let deny = policy("Deny", "*").replace("\"Effect\"", "\"Principal\":\"*\",\"Effect\"");
        fill(browser, "resource_policy", &deny).await;
        let said = decided(browser, "deny").await;
        assert!(said.contains("before the authorizer or its cache is asked"), "{said}");
        assert!(
            browser.text(".play-answer").await.contains("with an explicit deny in a resource-based policy")
        );
        fill(browser, "resource_policy", "{\n  \"Version\" 1}").await;
        decided(browser, "none").await;
        assert!(browser.text("#play-resource_policy-said").await.contains("line 2, column 13"));
        browser.click("#play-resource_policy-said [data-do='go']").await;
        let place = "const field = document.activeElement; return [field.id, field.selectionStart]";
        assert_eq!(browser.run(place, vec![]).await, json!(["play-resource_policy", 14]));
    })
    .await;
}

#[tokio::test]
async fn what_is_not_known_is_asked_for() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in().await;
        let browser = &at.browser;
        let mut sheet = examples::named("address").unwrap();
        sheet.authorizer = policy("Allow", "arn:aws:execute-api:eu-west-1:123456789012:other/*");
        sheet.context.clear();
        open_with(browser, &sheet).await;
        let said = decided(browser, "unknown").await;
        assert!(said.contains("aws:SourceIp"), "{said}");
        assert!(browser.count("td[aria-current]").await > 1, "every row that may apply is lit");
        browser.click("[data-do='ask'][data-key='aws:SourceIp']").await;
        let focused = "return document.activeElement.dataset.field";
        assert_eq!(browser.run(focused, vec![]).await, json!("value"));
        browser.run("document.execCommand('insertText', false, '203.0.113.9')", vec![]).await;
        decided(browser, "allow").await;
        choose(browser, "#play-context [data-field='known']", "absent").await;
        decided(browser, "deny").await;
        browser.click("[data-do='remove-key']").await;
        decided(browser, "unknown").await;
        choose(browser, "#play-others", "absent").await;
        decided(browser, "deny").await;
    })
    .await;
}

#[tokio::test]
async fn the_address_holds_everything_and_brings_it_back() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in().await;
        open(at).await;
        let browser = &at.browser;
        let text = "{\"principalId\": \"u\u{1f600}\",\n\n \"policyDocument\": {}}";
        fill(browser, "authorizer", text).await;
        fill(browser, "arn", CALL).await;
        fill(browser, "ttl", "60").await;
        choose(browser, "#play-resource_policy-empty", "unknown").await;
        browser.click("[data-do='add-key']").await;
        browser.run("document.execCommand('insertText', false, 'aws:SourceVpce')", vec![]).await;
        let sheet = in_address(browser).await;
        assert_eq!((sheet.authorizer.as_str(), sheet.arn.as_str(), sheet.ttl_seconds), (text, CALL, Some(60)));
        assert!(sheet.is_resource_policy_unknown && sheet.context[0].key == "aws:SourceVpce");
        let length = browser.run("return history.length", vec![]).await;
        let address = browser.path().await;
        fill(browser, "method", "PUT").await;
        assert_ne!(in_address(browser).await, sheet);
        assert_eq!(browser.run("return history.length", vec![]).await, length, "typing adds no pages to go back to");
        browser.open("/settings").await;
        browser.open(&address).await;
        alive(browser).await;
        let shown = "return ['authorizer', 'arn', 'method', 'ttl'].map((id) => document.getElementById(`play-${id}`).value)";
        assert_eq!(browser.run(shown, vec![]).await, json!([text, CALL, "GET", "60"]));
        assert_eq!(browser.run("return document.querySelector('[data-field=key]').value", vec![]).await, json!("aws:SourceVpce"));
        browser.click("[data-do='clear']").await;
        until(browser, "return location.hash === ''", "an empty page has a plain address").await;
    })
    .await;
}

#[tokio::test]
async fn another_language_and_signing_in_keep_what_is_typed() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in().await;
        let browser = &at.browser;
        let sheet = examples::named("deny").unwrap();
        open_with(browser, &sheet).await;
        decided(browser, "deny").await;
        browser.prefer("language", "zh-CN").await;
        assert!(decided(browser, "deny").await.contains("明确拒绝"));
        assert_eq!(in_address(browser).await, sheet);
        assert!(!at.product.log().contains("v1."), "{}", at.product.log());
    })
    .await;
}

#[tokio::test]
async fn nothing_that_is_typed_leaves_the_browser() {
    journey(Scripts::On, async |at: &Journey| {
        const MARK: &str = "typed-7c1d9e";
        at.sign_in().await;
        open(at).await;
        let browser = &at.browser;
        browser.watch_what_is_sent().await;
        fill(browser, "authorizer", &policy("Allow", &format!("arn:aws:execute-api:*:*:{MARK}"))).await;
        fill(browser, "arn", CALL).await;
        browser.press(Key::Enter).await;
        decided(browser, "deny").await;
        in_address(browser).await;
        browser.has_sent_nothing().await;
        browser.has_no_field_of_a_form("#playground").await;
        browser.reload().await;
        alive(browser).await;
        assert!(!at.product.log().contains(MARK), "{}", at.product.log());
    })
    .await;
}

#[tokio::test]
async fn a_hostile_address_shows_text_or_says_that_it_is_damaged() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in().await;
        let browser = &at.browser;
        let hostile = "<img src=x onerror=\"window.hurt = true\"><template data-slot=call>{call}</template>";
        let sheet = Sheet {
            authorizer: format!(
                "{{\"Statement\":[{{\"Effect\":\"Allow\",\"Resource\":{}}}]}}",
                json!(hostile)
            ),
            resource_policy: format!("{{\"Version\": {hostile}"),
            arn: format!("{CALL}{hostile}"),
            caller: hostile.to_owned(),
            context: vec![engine::playground::Entry { key: hostile.to_owned(), ..Default::default() }],
            ..Sheet::default()
        };
        open_with(browser, &sheet).await;
        browser.find("#play-resource_policy-said .play-note").await;
        assert_eq!(
            browser
                .run("return [window.hurt ?? null, document.querySelectorAll('main img').length]", vec![])
                .await,
            json!([Value::Null, 0])
        );
        let mut huge = link::encode(&sheet).unwrap();
        huge.push_str(&"A".repeat(100_000));
        for fragment in ["v1.!!!!", "v1.AAAA", "v1.%3Cscript%3E", "v99.AAAA", huge.as_str()] {
            browser.open("/settings").await;
            browser.open(&format!("/playground#{fragment}")).await;
            alive(browser).await;
            browser.find("#play-link-problem:not([hidden])").await;
            decided(browser, "none").await;
        }
        // The page lives on.
        browser.click("[data-example='deny']").await;
        decided(browser, "deny").await;
        assert!(browser.has("#play-link-problem[hidden]").await);
    })
    .await;
}

#[tokio::test]
async fn too_much_for_a_link_is_said_and_still_evaluated() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in().await;
        open(at).await;
        let browser = &at.browser;
        let noise = "
            let noise = '';
            for (let n = 0; n < 9000; n += 1) noise += Math.random().toString(36).slice(2, 10);
            const field = document.getElementById('play-authorizer');
            field.value = JSON.stringify({ Id: noise, Statement: { Effect: 'Allow', Action: '*', Resource: '*' } });
            field.dispatchEvent(new Event('input', { bubbles: true }));";
        browser.run(noise, vec![]).await;
        fill(browser, "arn", CALL).await;
        browser.find("#play-link-said:not(:empty)").await;
        assert!(browser.text("#play-link-said").await.contains("too much for a link"));
        assert_eq!(browser.run("return location.hash", vec![]).await, json!(""));
    })
    .await;
}

#[tokio::test]
async fn a_stored_call_opens_with_what_its_log_tells() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in_with_sample().await;
        let browser = &at.browser;
        browser.open("/requests?cause=authorizer_policy_deny&deny=implicit").await;
        browser.follow("tbody tr td.call a").await;
        let call = browser.path().await;
        browser.follow("a[href^='/playground?request=']").await;
        alive(browser).await;
        assert_eq!(browser.link(".play-beginning a").await, call);
        let said = browser.text(".play-beginning").await;
        assert!(said.contains("Method or path are not in the log"), "{said}");
        let policy = browser.run("return document.getElementById('play-authorizer').value", vec![]).await;
        let policy = policy.as_str().unwrap();
        assert!(policy.contains("policyDocument") && policy.contains("/prod/POST/orders"), "{policy}");
        decided(browser, "none").await;
        fill(browser, "method", "GET").await;
        fill(browser, "path", "/orders").await;
        // Whether the API has a resource policy, and what it says, is not known.
        decided(browser, "unknown").await;
        choose(browser, "#play-resource_policy-empty", "none").await;
        decided(browser, "deny").await;
        assert!(!browser.has("#play-changes section").await, "nothing is edited yet");
        // What an edit changes, in the policy and for the call.
        fill(browser, "authorizer", &policy.replace("/prod/POST/orders", "/prod/*/orders")).await;
        decided(browser, "allow").await;
        let changes = browser.text("#play-changes").await;
        assert!(
            changes.contains("implicit deny → allowed") && changes.contains("Statement 1 is another"),
            "{changes}"
        );
        assert!(browser.text("#play-changes del").await.contains("/prod/POST/orders"));
        assert!(browser.text("#play-changes ins").await.contains("/prod/*/orders"));
        for (width, size) in [(1280, "wide"), (360, "narrow")] {
            browser.resize(width, 900).await;
            browser.picture(&format!("playground-edited-en-{size}")).await;
            assert_eq!([browser.overflow().await, browser.barriers().await].concat(), Vec::<String>::new());
        }
        browser.resize(1280, 900).await;
        let edited = in_address(browser).await;
        assert!(edited.before.is_some(), "a link holds what it was, too");
        browser.click("[data-do='restore']").await;
        decided(browser, "deny").await;
    })
    .await;
}

#[tokio::test]
async fn a_call_that_is_not_stored_is_said_so() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in().await;
        let browser = &at.browser;
        browser.open("/playground?request=11111111-2222-4333-8444-555555555555").await;
        alive(browser).await;
        assert!(browser.text("main").await.contains("No stored call has this id"));
    })
    .await;
}

#[tokio::test]
async fn without_scripts_the_page_says_what_it_needs() {
    journey(Scripts::Off, async |at: &Journey| {
        at.sign_in().await;
        at.browser.open("/playground").await;
        assert!(at.browser.text("main").await.contains("needs scripts"));
        assert!(at.browser.has("#playground[hidden]").await, "no fields that could do nothing");
    })
    .await;
}

#[tokio::test]
async fn the_keyboard_alone_is_enough() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in().await;
        open(at).await;
        let browser = &at.browser;
        browser.run("document.querySelector('h1').focus()", vec![]).await;
        let focused = "return document.activeElement.dataset.example ?? document.activeElement.id";
        let mut seen = Vec::new();
        for _ in 0..60 {
            browser.press(Key::Tab).await;
            let now = browser.run(focused, vec![]).await.as_str().unwrap_or_default().to_owned();
            if now == "cached" {
                browser.press(Key::Enter).await;
                decided(browser, "deny").await;
            }
            if now == "play-method" {
                browser.press(Key::Delete).await;
                browser.run("document.activeElement.select()", vec![]).await;
                for key in ["G", "E", "T"] {
                    let key = key.chars().next().unwrap();
                    browser
                        .run(
                            "document.execCommand('insertText', false, arguments[0])",
                            vec![json!(key.to_string())],
                        )
                        .await;
                }
                decided(browser, "allow").await;
            }
            seen.push(now);
        }
        for wanted in [
            "cached",
            "deny",
            "address",
            "play-link",
            "play-authorizer",
            "play-resource_policy",
            "play-method",
            "play-path",
            "play-arn",
            "play-authorization",
            "play-add-key",
            "play-others",
        ] {
            assert!(seen.iter().any(|id| id == wanted), "{wanted} is not reached: {seen:?}");
        }
    })
    .await;
}

/// The page with each kind of content: anyone can use it, it fits, and a picture of it is kept to be looked at.
async fn looks(at: &Journey, language: &str) {
    at.sign_in().await;
    let browser = &at.browser;
    browser.prefer("language", language).await;
    let mut unread = examples::named("deny").unwrap();
    unread.authorizer.truncate(200);
    "{ \"Version\" }".clone_into(&mut unread.resource_policy);
    let mut open_question = examples::named("address").unwrap();
    open_question.context.clear();
    open_question.authorizer = policy("Allow", "arn:aws:execute-api:eu-west-1:123456789012:other/*");
    let mut faults = Vec::new();
    for theme in ["light", "dark"] {
        browser.prefer("theme", theme).await;
        for (name, sheet) in [
            ("empty", &Sheet::default()),
            ("cached", &examples::named("cached").unwrap()),
            ("deny", &examples::named("deny").unwrap()),
            ("address", &examples::named("address").unwrap()),
            ("unread", &unread),
            ("unknown", &open_question),
        ] {
            if *sheet == Sheet::default() {
                open(at).await;
            } else {
                open_with(browser, sheet).await;
            }
            for (width, size) in [(1280, "wide"), (360, "narrow"), (320, "narrowest")] {
                browser.resize(width, 900).await;
                let picture = format!("playground-{name}-{language}-{theme}-{size}");
                browser.picture(&picture).await;
                let found = [browser.overflow().await, browser.barriers().await].concat();
                faults.extend(found.iter().map(|fault| format!("{picture}: {fault}")));
            }
            browser.resize(1280, 900).await;
            // No sentence is missing: a key is what stands where one is.
            let text = browser.text("main").await;
            for start in ["play-", "lint-", "reason-"] {
                assert!(!text.contains(start), "{start} in {text}");
            }
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

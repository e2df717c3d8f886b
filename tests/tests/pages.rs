//! Every page in both languages, light and dark, wide and narrow: anyone can use it, it fits, and a picture of it
//! is kept to be looked at.

use tests::{Journey, Scripts, exports, journey, product};

/// The width that a page has to fit without scrolling sideways (WCAG 2.2, 1.4.10).
const NARROW: u32 = 320;
const WIDE: u32 = 1280;

const LOOKS: [(&str, &str); 4] = [("en", "light"), ("en", "dark"), ("zh-CN", "light"), ("zh-CN", "dark")];

/// Looks at pages in one language and theme, and tells what is wrong with them.
async fn look_at(at: &Journey, pages: &[(&str, String)], language: &str, theme: &str) -> Vec<String> {
    let browser = &at.browser;
    let mut faults = Vec::new();
    browser.prefer("language", language).await;
    browser.prefer("theme", theme).await;
    for (name, path) in pages {
        browser.open(path).await;
        for (width, size) in [(WIDE, "wide"), (NARROW, "narrow")] {
            browser.resize(width, 900).await;
            let picture = format!("{name}-{language}-{theme}-{size}");
            browser.picture(&picture).await;
            let found = [browser.overflow().await, browser.barriers().await].concat();
            faults.extend(found.iter().map(|fault| format!("{picture}: {fault}")));
        }
        browser.resize(WIDE, 900).await;
    }
    faults
}

/// There is nothing wrong with any page.
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

fn named<const N: usize>(pages: [(&'static str, &str); N]) -> Vec<(&'static str, String)> {
    pages.map(|(name, path)| (name, path.to_owned())).to_vec()
}

#[tokio::test]
async fn the_pages_before_anything_is_there() {
    journey(Scripts::On, async |at: &Journey| {
        let mut faults = Vec::new();
        for (language, theme) in LOOKS {
            at.browser.open("/sign-in").await;
            let pages = named([
                ("sign-in", "/sign-in"),
                ("sign-in-problem", "/sign-in?problem=wrong"),
                ("set-up", at.product.set_up_path()),
            ]);
            faults.extend(look_at(at, &pages, language, theme).await);
        }
        at.sign_in().await;
        let pages = named([
            ("begin", "/"),
            ("requests-none", "/requests"),
            ("import", "/import"),
            ("sources-none", "/sources"),
            ("sources-cloudwatch", "/sources/cloudwatch"),
            ("sources-push", "/sources/push"),
            ("sources-configuration", "/sources/configuration"),
            ("incidents-none", "/incidents"),
            ("trends-none", "/trends"),
            ("cache-none", "/cache"),
            ("configuration-none", "/configuration"),
            ("storage-none", "/storage"),
            ("unknown-lines-none", "/unknown-lines"),
            ("stages-none", "/stages"),
            ("import-problem", "/import?problem=the%20file%20is%20empty"),
            ("not-found", "/no/such/page"),
            ("team", "/team?problem=last-administrator"),
            ("public-links-none", "/shares"),
            ("invitation-gone", "/invite/none"),
        ]);
        for (language, theme) in LOOKS {
            faults.extend(look_at(at, &pages, language, theme).await);
        }
        none(&faults);
    })
    .await;
}

#[tokio::test]
async fn the_pages_with_calls_in_english() {
    journey(Scripts::On, async |at: &Journey| filled(at, "en").await).await;
}

#[tokio::test]
async fn the_pages_with_calls_in_chinese() {
    journey(Scripts::On, async |at: &Journey| filled(at, "zh-CN").await).await;
}

async fn filled(at: &Journey, language: &str) {
    at.sign_in_with_sample().await;
    let browser = &at.browser;
    let mut pages = named([
        ("overview", "/"),
        ("requests", "/requests"),
        ("requests-filtered", "/requests?cause=authorizer_policy_deny&deny=implicit&policy_origin=cached"),
        ("requests-no-match", "/requests?cause=resource_policy_deny&path=%2Fnowhere"),
        ("request-not-found", "/requests/11111111-2222-4333-8444-555555555555"),
        ("settings", "/settings"),
        ("incidents", "/incidents"),
        ("trends", "/trends"),
        ("caches", "/cache"),
        ("storage", "/storage"),
        ("unknown-lines", "/unknown-lines"),
    ]);
    let calls = [
        ("request-cached", "cause=authorizer_policy_deny&deny=implicit"),
        ("request-explicit-deny", "cause=authorizer_policy_deny&deny=explicit&policy_origin=fresh"),
        ("request-resource-policy", "cause=resource_policy_deny"),
        ("request-no-token", "cause=identity_rejected"),
        ("request-backend", "cause=backend_refused"),
        ("request-allowed", "cause=none"),
    ];
    for (name, filter) in calls {
        browser.open(&format!("/requests?{filter}")).await;
        pages.push((name, browser.link("tbody tr td.call a").await));
    }
    browser.open("/cache").await;
    pages.push(("cache", browser.link("main a[href^='/cache/']").await));
    browser.open("/incidents").await;
    let incident = browser.link(".incident h2 a").await;
    pages.push(("shares", format!("{incident}/shares")));
    pages.push(("incident", incident));
    let folder = product::folder();
    let file = exports::sample(folder.path(), "events.json", "2026-08-01T14:05:00Z");
    browser.open("/import").await;
    browser.find(".drop-zone.alive").await;
    browser.choose_file("#file", &file).await;
    browser.find("dl.figures").await;
    pages.push(("imported", browser.path().await));
    browser.open("/sources").await;
    // An address at which nobody answers.
    let add = "
        const form = (fields) => ({ method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
        const group = 'API-Gateway-Execution-Logs_k3x9q2m7ab/prod';
        await fetch('/sources/push', form({ name: 'orders' }));
        await fetch('/sources/cloudwatch', form({
            step: 'add', region: 'eu-central-1', since: 'day', group, endpoint_url: 'http://127.0.0.1:9',
        }));";
    browser.run(add, vec![]).await;
    pages.push(("sources", "/sources".to_owned()));
    browser.open("/stages").await;
    pages.push(("stage", browser.link("tbody tr td.call a").await));
    pages.push(("stages", "/stages".to_owned()));
    let mut faults = look_at(at, &pages, language, "light").await;
    faults.extend(look_at(at, &pages, language, "dark").await);
    none(&faults);
}

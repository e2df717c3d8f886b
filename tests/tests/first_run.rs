//! What a new user does: from the set-up link to a request that says why, with scripts and without.

use tests::{Journey, Scripts, journey};

/// From the empty overview in at most three clicks to a call that was refused.
async fn walk(at: &Journey) {
    let browser = &at.browser;
    browser.open("/").await;
    browser.at("/sign-in").await;

    browser.open(at.product.set_up_path()).await;
    browser.follow("form[action^='/set-up/'] button").await;
    browser.at("/").await;
    assert_eq!(browser.count("ul.begin > li").await, 3);
    assert!(browser.has(".way-file input[type='file']").await);
    assert!(!browser.has(".way-later button, .way-later a").await, "what comes later is no dead button");

    browser.follow("form[action='/sample/load'] button").await;
    browser.at("/requests?cause=refused").await;
    assert_eq!(browser.count("tbody tr").await, 13);
    browser.follow("tbody tr td.call a").await;

    let said = browser.text(".verdict").await;
    assert!(said.contains("still cached") && said.contains("does not cover"), "{said}");
    assert!(browser.has(".gates .gate[data-passage='refused']").await);
    assert!(browser.has("ol.raw li[data-weight='deciding']").await);
    assert!(browser.has("ol.raw li[data-weight='cached']").await);
}

#[tokio::test]
async fn three_clicks_lead_to_a_call_that_says_why() {
    journey(Scripts::On, walk).await;
}

#[tokio::test]
async fn three_clicks_lead_there_without_scripts_too() {
    journey(Scripts::Off, walk).await;
}

#[tokio::test]
async fn the_set_up_link_works_once() {
    journey(Scripts::Off, async |at: &Journey| {
        at.sign_in().await;
        at.browser.follow("form[action='/sign-out'] button").await;
        at.browser.open("/").await;
        at.browser.at("/sign-in").await;
        at.browser.open(at.product.set_up_path()).await;
        at.browser.follow("form[action^='/set-up/'] button").await;
        assert!(at.browser.has("[role='alert']").await);
        at.browser.open("/").await;
        at.browser.at("/sign-in").await;
    })
    .await;
}

#[tokio::test]
async fn what_the_browser_makes_alive_answers_to_a_click() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in_with_sample().await;
        at.browser.follow("tbody tr td.call a").await;
        let button = ".head .copyable button:not([hidden])";
        let before = at.browser.text(button).await;
        at.browser.click(button).await;
        // The browser of a test may forbid to copy; the button says so then.
        for _ in 0..200 {
            if at.browser.text(button).await != before {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        at.browser.fail("the button should have answered").await;
    })
    .await;
}

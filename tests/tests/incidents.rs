//! An incident from its list to its end: looked at, talked about, settled, and shared with somebody who has no account.

use tests::{Browser, Journey, Scripts, journey};

async fn a_life(at: &Journey) {
    at.sign_in_with_sample().await;
    let browser = &at.browser;
    browser.follow(".rail a[href='/incidents']").await;
    browser.at("/incidents").await;
    let n_open = browser.count(".incident").await;
    assert!(n_open >= 4);
    // That of the cached policy which covers other methods only.
    let css = ".incident[data-outcome='cached'] h2 a";
    let address = browser.link(css).await;
    browser.follow(css).await;
    browser.at(&address).await;
    assert!(browser.text(".incident-key").await.contains("k3x9q2m7ab/prod"));
    assert!(browser.text(".steps").await.contains("flush-stage-authorizers-cache"));
    assert!(browser.count("tbody tr td.call a").await > 0);

    browser.fill("#text", "It was **the cache**").await;
    browser.follow("form.comment button").await;
    assert_eq!(browser.text(".markdown b").await, "the cache");
    browser.follow("form[action$='/assign'] button").await;
    assert!(browser.text(".head .meta").await.contains("@admin"));
    browser.follow("form[action$='/resolve'] button").await;
    assert_eq!(browser.text(".head .state").await, "resolved");
    browser.open("/incidents").await;
    assert_eq!(browser.count(".incident").await, n_open - 1);
    browser.open("/incidents?state=resolved").await;
    assert_eq!(browser.count(".incident").await, 1);
    browser.open(&address).await;
    browser.follow("form[action$='/reopen'] button").await;
    assert_eq!(browser.text(".head .state").await, "open");

    // A link for somebody else, in a browser that knows nothing of us.
    browser.follow(".settling a[href$='/shares']").await;
    browser.follow(".share-form button").await;
    let link = browser.text(".new-key pre").await;
    let (_, token) = link.split_once("/s/").unwrap_or_default();
    // It may run scripts, so that it can be measured: the page has none.
    let guest = Browser::start(Scripts::On, at.product.url()).await;
    for (language, words) in [("en", "What happened"), ("zh-CN", "发生了什么")] {
        guest.open(&format!("/s/{token}")).await;
        guest.at("/shared").await;
        assert!(!guest.has("script").await);
        guest.open(&format!("/shared?language={language}")).await;
        assert_eq!(guest.attribute("html", "lang").await.as_deref(), Some(language));
        assert!(guest.text("main").await.contains(words));
        for width in [1280, 320] {
            guest.resize(width, 900).await;
            guest.picture(&format!("shared-{language}-{width}")).await;
            assert_eq!(guest.overflow().await, [""; 0], "{language} {width}");
        }
    }
    let page = guest.text("body").await;
    assert!(!page.contains("k3x9q2m7ab") && !page.contains("mara"), "{page}");
    browser.open(&format!("{address}/shares")).await;
    browser.follow("form[action$='/revoke'] button").await;
    guest.open("/shared").await;
    assert!(guest.text("h1").await.contains("There is nothing here"));
    assert_eq!(guest.close().await, [""; 0]);
}

#[tokio::test]
async fn an_incident_is_settled_and_shared() {
    journey(Scripts::On, a_life).await;
}

#[tokio::test]
async fn an_incident_is_settled_and_shared_without_scripts() {
    journey(Scripts::Off, a_life).await;
}

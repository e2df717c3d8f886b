//! A teammate: invited by a link, in with a name and a password of their own, asked to look after something, and removed.

use tests::{Browser, Journey, Scripts, journey};

async fn a_teammate(at: &Journey) {
    at.sign_in_with_sample().await;
    let browser = &at.browser;
    browser.open("/settings").await;
    browser.follow("main a[href='/team']").await;
    browser.at("/team").await;
    browser.fill("#note", "Mara of payments").await;
    browser.follow(".share-form button").await;
    let link = browser.text(".new-key pre").await;
    let (_, token) = link.split_once("/invite/").unwrap_or_default();
    let address = format!("/invite/{token}");

    // A browser that knows nothing of us.
    let guest = Browser::start(Scripts::On, at.product.url()).await;
    guest.open(&address).await;
    guest.resize(320, 900).await;
    assert_eq!(guest.overflow().await, [""; 0]);
    guest.resize(1280, 900).await;
    guest.fill("#name", "admin").await;
    guest.fill("#password", "a long enough pass phrase").await;
    guest.follow("form[action^='/invite/'] button").await;
    assert!(guest.text("[role='alert']").await.contains("Somebody has this name"));
    guest.fill("#name", "mara").await;
    guest.fill("#password", "a long enough pass phrase").await;
    guest.follow("form[action^='/invite/'] button").await;
    guest.at("/").await;
    assert!(guest.text(".viewer").await.contains("mara"));
    guest.open("/settings").await;
    assert!(!guest.has("main a[href='/team']").await);
    guest.open(&address).await;
    assert!(guest.text("h1").await.contains("There is no invitation here"));

    // Two are settled at once, and then they are not.
    browser.open("/incidents").await;
    let n_open = browser.count(".incident").await;
    browser.click(".incident:nth-child(1) .tick input").await;
    browser.click(".incident:nth-child(2) .tick input").await;
    browser.follow(".several button[value='resolve']").await;
    assert!(browser.text(".undoable").await.contains("2 incidents are resolved."));
    assert_eq!(browser.count(".incident").await, n_open - 2);
    browser.follow(".undoable button").await;
    assert!(browser.text(".notice.done").await.contains("Undone: 2 of 2"));
    assert_eq!(browser.count(".incident").await, n_open);
    browser.follow(".incident:nth-child(1) h2 a").await;
    browser.click("select#owner option:last-child").await;
    browser.follow("form.several-part button").await;
    assert!(browser.text(".head .meta").await.contains("@mara"));
    assert!(browser.text(".activity").await.contains("asked @mara to look after it"));

    // Removed: signed out at once, and their name stays.
    let incident = browser.path().await;
    browser.open("/team").await;
    browser.click(".team-changes summary").await;
    browser.follow(".team-changes form[action$='/remove'] button").await;
    assert!(browser.text(".notice.done").await.contains("signed out everywhere"));
    guest.open("/incidents").await;
    guest.at("/sign-in?problem=expired&return=%2Fincidents").await;
    browser.open(&incident).await;
    assert!(browser.text(".activity").await.contains("asked @mara to look after it"));
    assert!(!browser.text(".head .meta").await.contains("@mara"));
    assert_eq!(guest.close().await, [""; 0]);
}

#[tokio::test]
async fn a_teammate_comes_and_goes() {
    journey(Scripts::On, a_teammate).await;
}

#[tokio::test]
async fn a_teammate_comes_and_goes_without_scripts() {
    journey(Scripts::Off, a_teammate).await;
}

#[tokio::test]
async fn a_link_asks_for_its_passphrase_and_all_links_are_switched_off() {
    journey(Scripts::Off, async |at: &Journey| {
        at.sign_in_with_sample().await;
        let browser = &at.browser;
        browser.open("/incidents").await;
        browser.follow(".incident:nth-child(1) h2 a").await;
        browser.follow(".settling a[href$='/shares']").await;
        browser.fill("#passphrase", "an owl at noon").await;
        browser.follow(".share-form button").await;
        let link = browser.text(".new-key pre").await;
        let (_, token) = link.split_once("/s/").unwrap_or_default();

        let guest = Browser::start(Scripts::On, at.product.url()).await;
        guest.open(&format!("/s/{token}")).await;
        assert!(!guest.text("main").await.contains("What happened"));
        for (width, size) in [(1280, "wide"), (320, "narrow")] {
            guest.resize(width, 900).await;
            guest.picture(&format!("shared-passphrase-{size}")).await;
            assert_eq!(guest.overflow().await, [""; 0], "{size}");
        }
        guest.fill("#passphrase", "a raven at noon").await;
        guest.follow("form button").await;
        assert!(guest.text("[role='alert']").await.contains("not right"));
        guest.fill("#passphrase", "an owl at noon").await;
        guest.follow("form button").await;
        assert!(guest.text("main").await.contains("What happened"));

        browser.open("/shares").await;
        browser.follow("form[action='/shares/public'] button").await;
        guest.open("/shared").await;
        assert!(guest.text("h1").await.contains("There is nothing here"));
        browser.follow("form[action='/shares/public'] button").await;
        guest.open("/shared").await;
        assert!(guest.text("main").await.contains("What happened"));
        browser.click("details summary.danger").await;
        browser.follow("form[action='/shares/revoke'] button").await;
        assert!(browser.text(".notice.done").await.contains("One link was taken back."));
        guest.open("/shared").await;
        assert!(guest.text("h1").await.contains("There is nothing here"));
        assert_eq!(guest.close().await, [""; 0]);
    })
    .await;
}

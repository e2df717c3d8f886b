//! The list of calls: its filters are its address, so that it can be loaded again, gone back to and passed on.

use tests::{Journey, Scripts, journey};

async fn filters(at: &Journey) {
    at.sign_in_with_sample().await;
    let browser = &at.browser;
    browser.open("/requests").await;
    let all = browser.count("tbody tr").await;
    assert!(all > 13, "{all}");

    // By a facet, then one more, then back and forth.
    browser.follow(".facet a[href='/requests?cause=resource_policy_deny']").await;
    browser.at("/requests?cause=resource_policy_deny").await;
    assert_eq!(browser.count("tbody tr").await, 3);
    browser.follow(".facet a[href*='method=DELETE']").await;
    browser.at("/requests?cause=resource_policy_deny&method=DELETE").await;
    assert_eq!(browser.count("tbody tr").await, 1);
    browser.reload().await;
    browser.at("/requests?cause=resource_policy_deny&method=DELETE").await;
    assert_eq!(browser.count("tbody tr").await, 1);
    browser.back().await;
    browser.at("/requests?cause=resource_policy_deny").await;
    assert_eq!(browser.count("tbody tr").await, 3);
    browser.back().await;
    browser.at("/requests").await;
    assert_eq!(browser.count("tbody tr").await, all);

    // By the form.
    browser.click("details.filters summary").await;
    browser.fill("#filter-path", "/orders/4711").await;
    browser.follow("details.filters form button").await;
    assert!(browser.path().await.contains("path=%2Forders%2F4711"), "{}", browser.path().await);
    assert_eq!(browser.count("tbody tr").await, 2);
    assert_eq!(browser.attribute("#filter-path", "value").await.as_deref(), Some("/orders/4711"));

    // Into a call and back to the same list.
    let list = browser.path().await;
    browser.follow("tbody tr td.call a").await;
    assert!(browser.has(".verdict").await);
    browser.back().await;
    browser.at(&list).await;
    assert_eq!(browser.count("tbody tr").await, 2);
}

#[tokio::test]
async fn filters_stand_in_the_address() {
    journey(Scripts::On, filters).await;
}

#[tokio::test]
async fn filters_work_without_scripts() {
    journey(Scripts::Off, filters).await;
}

#[tokio::test]
async fn a_request_id_finds_its_call() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in_with_sample().await;
        let browser = &at.browser;
        let address = browser.link("tbody tr:nth-child(3) td.call a").await;
        let id = address.trim_start_matches("/requests/").to_owned();
        browser.fill("#search", &id).await;
        browser.follow("form.search button").await;
        // There is only one, so it is shown at once.
        browser.at(&address).await;
        assert!(browser.has(".verdict").await);

        browser.fill("#search", "11111111-2222-4333-8444-555555555555").await;
        browser.follow("form.search button").await;
        assert!(browser.has(".empty .ways").await);
    })
    .await;
}

#[tokio::test]
async fn when_nothing_matches_the_page_says_which_filter_to_drop() {
    journey(Scripts::Off, async |at: &Journey| {
        at.sign_in_with_sample().await;
        let browser = &at.browser;
        browser.open("/requests?cause=resource_policy_deny&path=%2Fnowhere").await;
        assert_eq!(browser.count("tbody tr").await, 0);
        browser.follow(".empty .ways a[href='/requests?cause=resource_policy_deny']").await;
        assert_eq!(browser.count("tbody tr").await, 3);
    })
    .await;
}

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

    // Without one value; the facet still counts it, struck through, and takes it in again.
    browser.follow(".facet a.facet-out[href*='without=method%3AGET']").await;
    browser.at("/requests?without=method%3AGET").await;
    let without = browser.count("tbody tr").await;
    assert!(0 < without && without < all, "{without}");
    let left: Vec<String> = browser.texts("tbody tr td.call").await;
    assert!(left.iter().all(|call| !call.contains("GET ")), "{left:?}");
    browser.follow(".chips a[href='/requests']").await;
    browser.at("/requests").await;
    assert_eq!(browser.count("tbody tr").await, all);

    // By the form: a path is the whole path, `*` stands for any text.
    browser.click("details.filters summary").await;
    browser.fill("#filter-path", "/orders/47*").await;
    browser.follow("details.filters form button").await;
    assert!(browser.path().await.contains("path=%2Forders%2F47*"), "{}", browser.path().await);
    assert_eq!(browser.count("tbody tr").await, 2);
    assert_eq!(browser.attribute("#filter-path", "value").await.as_deref(), Some("/orders/47*"));

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

/// What people have at hand is what they paste: the box says what it took it for in the address and in its filters.
async fn search(at: &Journey) {
    at.sign_in_with_sample().await;
    let browser = &at.browser;
    for (typed, leads_to) in [
        ("GET /orders", "/requests?method=GET&path=%2Forders"),
        ("arn:aws:execute-api:eu-west-1:123456789012:k3x9q2m7ab/prod/DELETE/orders/17", "DELETE"),
        (
            "https://k3x9q2m7ab.execute-api.eu-west-1.amazonaws.com/prod/orders/17?page=2",
            "path=%2Forders%2F17",
        ),
    ] {
        browser.fill("#search", typed).await;
        browser.follow("form.search button").await;
        let path = browser.path().await;
        assert!(path.contains(leads_to) && !path.contains("search="), "{typed} -> {path}");
        assert!(browser.count("tbody tr").await > 0, "{path}");
    }
    // A line out of the log is the call that wrote it.
    browser.open("/requests?cause=resource_policy_deny").await;
    let call = browser.link("tbody tr td.call a").await;
    let id = call.trim_start_matches("/requests/");
    browser.fill("#search", &format!("({id}) Method completed with status: 403")).await;
    browser.follow("form.search button").await;
    browser.at(&call).await;
    // Nothing is called so: the search says what it looked for, and what else there is to do.
    browser.fill("#search", "/nowhere").await;
    browser.follow("form.search button").await;
    assert_eq!(browser.count("tbody tr").await, 0);
    assert!(browser.has(".empty .ways a").await);
}

#[tokio::test]
async fn what_is_pasted_becomes_filters() {
    journey(Scripts::On, search).await;
}

#[tokio::test]
async fn what_is_pasted_becomes_filters_without_scripts() {
    journey(Scripts::Off, search).await;
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

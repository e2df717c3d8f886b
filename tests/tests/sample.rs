//! The sample investigation: each of its situations is shown with its right cause.

use engine::sample::SITUATIONS;
use tests::{Journey, Scripts, journey};

/// What a person should see of one situation.
struct Situation {
    /// The filter that shows its calls.
    filter: &'static str,
    /// How many there are.
    calls: usize,
    /// The gate that refused.
    gate: &'static str,
    /// What the verdict says.
    says: [&'static str; 2],
}

const SEEN: [Situation; 6] = [
    Situation {
        filter: "cause=authorizer_policy_deny&deny=implicit&policy_origin=cached",
        calls: 4,
        gate: "authorizer_policy",
        says: ["still cached", "does not cover"],
    },
    Situation {
        filter: "cause=authorizer_policy_deny&deny=explicit&policy_origin=cached",
        calls: 1,
        gate: "authorizer_policy",
        says: ["still cached", "denies"],
    },
    Situation {
        filter: "cause=authorizer_policy_deny&deny=explicit&policy_origin=fresh",
        calls: 1,
        gate: "authorizer_policy",
        says: ["was called", "denies"],
    },
    Situation {
        filter: "cause=resource_policy_deny",
        calls: 3,
        gate: "resource_policy",
        says: ["resource policy", "denies"],
    },
    Situation { filter: "cause=identity_rejected", calls: 2, gate: "identity", says: ["identity", ""] },
    Situation { filter: "cause=backend_refused", calls: 2, gate: "integration", says: ["backend", "403"] },
];

#[test]
fn the_table_above_misses_no_situation() {
    let calls: usize = SITUATIONS.iter().map(|(_, _, calls)| calls).sum();
    assert_eq!(SEEN.iter().map(|situation| situation.calls).sum::<usize>(), calls);
}

#[tokio::test]
async fn each_situation_is_shown_with_its_cause() {
    journey(Scripts::Off, async |at: &Journey| {
        at.sign_in_with_sample().await;
        let browser = &at.browser;
        for Situation { filter, calls, gate, says } in SEEN {
            browser.open(&format!("/requests?{filter}")).await;
            assert_eq!(browser.count("tbody tr").await, calls, "{filter}");
            browser.follow("tbody tr td.call a").await;
            let verdict = browser.text(".verdict").await;
            for words in says {
                assert!(verdict.to_lowercase().contains(words), "{filter}: {verdict}");
            }
            let refused = browser.attribute(".gate[data-passage='refused']", "id").await;
            assert_eq!(refused, Some(format!("gate-{gate}")), "{filter}");
            assert_eq!(browser.count(".gate[data-passage='refused']").await, 1, "{filter}");
            // The deciding line is there in the log's own words, and the gate leads to it.
            assert!(browser.has("ol.raw li[data-weight='deciding']").await, "{filter}");
            let lines = browser.link(".gate[data-passage='refused'] a.lines").await;
            assert!(browser.has(&format!("li[id='{}']", lines.trim_start_matches('#'))).await, "{lines}");
            assert!(browser.count(".steps li.step").await > 0, "{filter}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_sample_is_marked_and_goes_with_one_click() {
    journey(Scripts::On, async |at: &Journey| {
        at.sign_in_with_sample().await;
        let browser = &at.browser;
        let rows = browser.count("tbody tr").await;
        assert_eq!(browser.count("tbody tr .badge.sample, tbody tr .sample").await, rows);
        browser.open("/").await;
        assert!(browser.text("h1").await.contains("of calls refused or failed"));
        browser.follow("form[action='/sample/remove'] button").await;
        browser.at("/").await;
        assert_eq!(browser.count("ul.begin > li").await, 3);
        browser.open("/requests").await;
        assert!(!browser.has("tbody tr").await);
    })
    .await;
}

#[tokio::test]
async fn loading_it_twice_does_not_double_it() {
    journey(Scripts::Off, async |at: &Journey| {
        at.sign_in_with_sample().await;
        at.browser.open("/settings").await;
        at.browser.follow("form[action='/sample/remove'] button").await;
        at.browser.open("/settings").await;
        at.browser.follow("main form[action='/sample/load'] button").await;
        assert_eq!(at.browser.count("tbody tr").await, 13);
    })
    .await;
}

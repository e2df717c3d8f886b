//! A cache of two policies, and what somebody wrote to be taken for HTML.

use app::pages::cache::data::{
    AuthorizerRow, CachePage, CachesPage, CrossTalk, EntryRow, Flush, Flushed, PolicyRow, Risk, Served,
    StaleAllow,
};
use engine::{
    cache::coverage::Coverage,
    configuration::Method,
    policy::lint::{Facts, Kind},
};

use super::now;

fn authorizer() -> AuthorizerRow {
    AuthorizerRow {
        api_id: "a1b2c3d4e5".into(),
        stage: "prod".into(),
        authorizer_id: "4hugyv".into(),
        name: Some("<b>orders-auth".into()),
        is_sample: false,
        ttl_ms: Some(300_000),
        last_answer: Some(now().plus_millis(-60_000)),
        n_alive: 220,
    }
}

pub(crate) fn caches() -> CachesPage {
    CachesPage { authorizers: vec![authorizer()], is_limited: false }
}

pub(crate) fn cache(page: u32) -> CachePage {
    let method = |verb: &str, path: &str| Method {
        path: path.into(),
        verb: verb.into(),
        authorization: Some("CUSTOM".into()),
        authorizer_id: Some("4hugyv".into()),
    };
    let entry = |policy: Option<&str>, path: &str| EntryRow {
        principal: Some("****<i>1".into()),
        born: now().plus_millis(-60_000),
        dies: now().plus_millis(240_000),
        reference: "aaaaaaaa-0000-4000-8000-000000000001".into(),
        method: Some("GET".into()),
        path: Some(path.into()),
        policy: policy.map(str::to_owned),
        n_hits: 14,
        n_implicit: 3,
        n_others: 1,
    };
    let policy = |name: &str, coverage: [Coverage; 2]| PolicyRow {
        name: name.into(),
        n_entries: 110,
        statements: vec![
            "Allow arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/GET/<u>".into(),
        ],
        coverage: coverage.to_vec(),
    };
    CachePage {
        authorizer: authorizer(),
        identity_sources: vec!["method.request.header.Authorization".into()],
        judged_with: None,
        at: now(),
        is_now: true,
        entries: vec![entry(Some("91c20000"), "/orders"), entry(None, "/me")],
        n_alive: 220,
        page,
        n_pages: 3,
        policies: vec![
            policy("91c20000", [Coverage::Allowed, Coverage::Implicit]),
            policy("77aa0000", [Coverage::Implicit, Coverage::Allowed]),
        ],
        n_policies: 14,
        methods: vec![method("GET", "/orders"), method("POST", "/orders/{id}")],
        are_methods_told: true,
        served: Served { n_fresh: 20, n_cached: 180, n_unknown: 4, n_implicit: 12 },
        cross_talk: Some(CrossTalk { n_entries: 220, n_methods: 2 }),
        stale_allow: Some(StaleAllow {
            n_calls: 3,
            longest_ms: 154_000,
            latest: "aaaaaaaa-0000-4000-8000-000000000001".into(),
            latest_at: now(),
            refused_by: "aaaaaaaa-0000-4000-8000-000000000002".into(),
        }),
        risks: vec![Risk {
            kind: Kind::OutsideCacheKey,
            facts: Facts {
                found: Some("<b>203.0.113.7".into()),
                expected: Some("context.identity.sourceIp".into()),
                ..Facts::default()
            },
            policy: Some("91c20000".into()),
            n_entries: 110,
        }],
        around: (-4_i64..=0)
            .map(|place| (now().plus_millis(75_000 * place), u32::try_from(40 * (place + 5)).unwrap()))
            .collect(),
        flushed: vec![Flushed {
            after: now().plus_millis(-150_000),
            before: now().plus_millis(-140_000),
            n_entries: 12,
        }],
        flush: Flush { n_entries: 240, n_authorizers: 2, n_callers: 31 },
    }
}

//! Links to incidents: what they show to somebody who is signed in nowhere, and until when.

use app::backend::Backend as _;
use axum::http::StatusCode;
use serde_json::Value;
use sqlx::PgPool;

use crate::support::TestServer;

/// Every name that stands in what is shared: what is not in this list does not get out.
const NAMES: [&str; 29] = [
    "api",
    "asked",
    "at",
    "authorizer",
    "calls",
    "cause",
    "counts",
    "deny",
    "first_seen",
    "from",
    "gates",
    "grade",
    "heals_at",
    "last_seen",
    "method",
    "n",
    "n_callers",
    "n_requests",
    "path",
    "policy",
    "policy_origin",
    "resolved_at",
    "shared_at",
    "stage",
    "state",
    "statement",
    "status",
    "trend",
    "until",
];

fn names(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                into.push(name.clone());
                names(value, into);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| names(value, into)),
        _ => {}
    }
}

/// The sample, an incident of it, and a signed-in cookie.
async fn sample(pool: PgPool) -> (TestServer, String, i64) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    server.post("/sample/load", "").cookie(&cookie).send().await;
    let viewer = app::viewer::Viewer {
        user_id: 1,
        name: "admin".into(),
        has_password: false,
        role: app::viewer::Role::Administrator,
    };
    let all = server.desk.incidents(&viewer, None, None).await.unwrap().incidents;
    let cached =
        all.iter().find(|row| row.identity.policy_origin == Some(engine::diagnosis::PolicyOrigin::Cached));
    let incident_id = cached.unwrap().incident_id;
    (server, cookie, incident_id)
}

/// Makes a link as the page does; gives its token.
async fn share(server: &TestServer, cookie: &str, incident_id: i64, days: &str) -> String {
    let form = format!("days={days}");
    let made = server.post(&format!("/incidents/{incident_id}/shares"), &form).cookie(cookie).send().await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    let (_, rest) = made.body.split_once("/s/").unwrap();
    rest.chars().take(43).collect()
}

/// Follows a link as a browser that knows nothing of us.
async fn follow(server: &TestServer, token: &str, query: &str) -> (StatusCode, String) {
    let exchanged = server.get(&format!("/s/{token}")).send().await;
    if exchanged.status != StatusCode::SEE_OTHER {
        return (exchanged.status, exchanged.body);
    }
    assert_eq!((exchanged.location(), exchanged.header("referrer-policy")), ("/shared", "no-referrer"));
    let cookie = exchanged.header("set-cookie").split(';').next().unwrap().to_owned();
    let page = server.get(&format!("/shared{query}")).cookie(&cookie).send().await;
    assert!(page.header("content-security-policy").starts_with("default-src 'none'; style-src 'self'"));
    assert_eq!(page.header("cache-control"), "no-store");
    (page.status, page.body)
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_link_shows_what_was_then_and_no_more(pool: PgPool) {
    let (server, cookie, incident_id) = sample(pool).await;
    let token = share(&server, &cookie, incident_id, "7").await;
    let (status, page) = follow(&server, &token, "").await;
    assert_eq!(status, StatusCode::OK);
    for part in ["k3x9…", "prod", "What happened", "Read only", "POST", "<html"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("<script") && !page.contains("style=") && !page.contains("<form"), "{page}");
    let (_, chinese) = follow(&server, &token, "?language=zh-CN").await;
    assert!(chinese.contains("发生了什么") && chinese.contains("lang=\"zh-CN\""));

    // What comes later changes nothing of it.
    server.post(&format!("/incidents/{incident_id}/resolve"), "").cookie(&cookie).send().await;
    server.post("/sample/remove", "").cookie(&cookie).send().await;
    assert_eq!(follow(&server, &token, "").await.1, page);

    // Nothing of what is stored stands in it.
    let document: Value =
        sqlx::query_scalar("SELECT document FROM share").fetch_one(&server.pool).await.unwrap();
    let mut found = Vec::new();
    names(&document, &mut found);
    for name in found {
        assert!(NAMES.contains(&name.as_str()), "{name}");
    }
    let text = document.to_string();
    for private in [
        "k3x9q2m7ab",
        "4hugyv",
        "123456789012",
        "admin",
        "mara",
        "olek",
        "ines",
        "bkwef5",
        "3c2b33dc",
        "MY97e21b",
        "203.0.113",
    ] {
        assert!(!text.contains(private) && !page.contains(private), "{private}: {text}");
    }
    assert!(!text.contains(&token));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_is_unknown_expired_or_taken_back_looks_alike(pool: PgPool) {
    let (server, cookie, incident_id) = sample(pool).await;
    let revoked = share(&server, &cookie, incident_id, "7").await;
    let expiring = share(&server, &cookie, incident_id, "1").await;
    let lasting = share(&server, &cookie, incident_id, "90").await;
    // What nobody offered is the usual time.
    share(&server, &cookie, incident_id, "4000").await;
    let longest: i64 = sqlx::query_scalar(
        "SELECT max(extract(epoch FROM expires_at - created_at))::bigint / 86400 FROM share",
    )
    .fetch_one(&server.pool)
    .await
    .unwrap();
    assert_eq!(longest, 90);
    let page = server.get(&format!("/incidents/{incident_id}/shares")).cookie(&cookie).send().await;
    assert!(page.body.contains("works until") && !page.body.contains(&revoked));
    let first: i64 =
        sqlx::query_scalar("SELECT min(share_id) FROM share").fetch_one(&server.pool).await.unwrap();
    let taken = server.post(&format!("/shares/{first}/revoke"), "").cookie(&cookie).send().await;
    assert_eq!(taken.location(), format!("/incidents/{incident_id}/shares"));
    assert_eq!(follow(&server, &expiring, "").await.0, StatusCode::OK);
    server.clock.advance(24 * 60 * 60);
    let unknown = "A".repeat(43);
    let (status, gone) = follow(&server, &unknown, "").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    for token in [&revoked, &expiring, "short", "%3Cscript%3E"] {
        assert_eq!(follow(&server, token, "").await, (StatusCode::NOT_FOUND, gone.clone()), "{token}");
    }
    assert_eq!(follow(&server, &lasting, "").await.0, StatusCode::OK);
    let none = server.get("/shared").send().await;
    assert_eq!((none.status, none.body), (StatusCode::NOT_FOUND, gone));
    // Each opening is counted; that of a link that does not work is not.
    let views: Vec<i64> = sqlx::query_scalar("SELECT n_views FROM share ORDER BY share_id")
        .fetch_all(&server.pool)
        .await
        .unwrap();
    assert_eq!(views, [0, 1, 1, 0]);
}

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

const PASSPHRASE: &str = "an+owl+at+noon";

/// Makes a link that asks for a passphrase; gives its token.
async fn share_behind(server: &TestServer, cookie: &str, incident_id: i64) -> String {
    let address = format!("/incidents/{incident_id}/shares");
    let made = server.post(&address, &format!("days=7&passphrase={PASSPHRASE}")).cookie(cookie).send().await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    assert!(made.body.contains("with a passphrase") && !made.body.contains("an owl at noon"));
    let (_, rest) = made.body.split_once("/s/").unwrap();
    rest.chars().take(43).collect()
}

/// Types a passphrase as a browser does that followed this link.
async fn unlock(server: &TestServer, token: &str, typed: &str) -> crate::support::Answer {
    let cookie = format!("why403-share={token}");
    server.post("/shared?language=en", &format!("passphrase={typed}")).cookie(&cookie).send().await
}

fn pass_of(answer: &crate::support::Answer) -> String {
    let set = answer.header("set-cookie");
    assert!(set.starts_with("why403-share-pass=") && set.contains("HttpOnly; SameSite=Lax"), "{set}");
    set.split(';').next().unwrap().to_owned()
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_passphrase_stands_before_all_that_a_link_shows(pool: PgPool) {
    let (server, cookie, incident_id) = sample(pool).await;
    let token = share_behind(&server, &cookie, incident_id).await;
    let (status, page) = follow(&server, &token, "").await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("A passphrase, please") && page.contains("action=\"/shared?language=en\""),
        "{page}"
    );
    assert!(!page.contains("k3x9") && !page.contains("What happened") && !page.contains("<script"), "{page}");
    assert!(follow(&server, &token, "?language=zh-CN").await.1.contains("请输入口令"));
    let open = server.get("/shared").cookie(&format!("why403-share={token}")).send().await;
    assert!(open.header("content-security-policy").contains("form-action 'self'"));

    for typed in ["", "wrong", "an+owl+at+noo", &"x".repeat(5_000), "%00"] {
        let refused = unlock(&server, &token, typed).await;
        assert_eq!(refused.location(), "/shared?language=en&problem=passphrase", "{typed}");
        assert_eq!(refused.header("set-cookie"), "");
        assert_eq!(refused.header("referrer-policy"), "no-referrer");
    }
    let refused =
        server.get("/shared?problem=passphrase").cookie(&format!("why403-share={token}")).send().await;
    assert!(refused.body.contains("The passphrase is not right.") && !refused.body.contains("k3x9"));
    let viewed: i64 = sqlx::query_scalar("SELECT n_views FROM share").fetch_one(&server.pool).await.unwrap();
    assert_eq!(viewed, 0);

    let opened = unlock(&server, &token, PASSPHRASE).await;
    assert_eq!(opened.location(), "/shared?language=en");
    let pass = pass_of(&opened);
    let both = format!("why403-share={token}; {pass}");
    let page = server.get("/shared").cookie(&both).send().await;
    assert!(page.body.contains("k3x9…") && !page.body.contains("<form"), "{}", page.body);
    // Of another link with the same passphrase it opens nothing.
    let other = share_behind(&server, &cookie, incident_id).await;
    let page = server.get("/shared").cookie(&format!("why403-share={other}; {pass}")).send().await;
    assert!(page.body.contains("A passphrase, please"));
    let page =
        server.get("/shared").cookie(&format!("why403-share={token}; why403-share-pass=x")).send().await;
    assert!(page.body.contains("A passphrase, please"));
    // And nothing is left of it when the link is taken back.
    let first: i64 =
        sqlx::query_scalar("SELECT min(share_id) FROM share").fetch_one(&server.pool).await.unwrap();
    server.post(&format!("/shares/{first}/revoke"), "").cookie(&cookie).send().await;
    let gone = follow(&server, &"A".repeat(43), "").await;
    let page = server.get("/shared").cookie(&both).send().await;
    assert_eq!((page.status, page.body), gone);
    let typed = unlock(&server, &token, PASSPHRASE).await;
    assert_eq!((typed.status, typed.body), gone);

    let (hash, document): (String, Value) =
        sqlx::query_as("SELECT passphrase_hash, document FROM share LIMIT 1")
            .fetch_one(&server.pool)
            .await
            .unwrap();
    assert!(hash.starts_with("$argon2id$") && !document.to_string().contains("owl"));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn guessing_a_passphrase_is_slowed_down(pool: PgPool) {
    let (server, cookie, incident_id) = sample(pool).await;
    let token = share_behind(&server, &cookie, incident_id).await;
    for _ in 0..8 {
        unlock(&server, &token, "guess").await;
    }
    let slow = unlock(&server, &token, PASSPHRASE).await;
    assert_eq!((slow.location(), slow.header("set-cookie")), ("/shared?language=en&problem=slow", ""));
    server.clock.advance(15 * 60);
    pass_of(&unlock(&server, &token, PASSPHRASE).await);
    // Without a link there is nothing to try.
    let none = server.post("/shared", "passphrase=x").send().await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    // What cannot keep a secret is none.
    let address = format!("/incidents/{incident_id}/shares");
    for (passphrase, problem) in [("short", "short"), ("aaaaaaaaaaaaaaa", "common")] {
        let form = format!("days=7&passphrase={passphrase}");
        let refused = server.post(&address, &form).cookie(&cookie).send().await;
        assert_eq!(refused.location(), format!("{address}?problem=passphrase-{problem}"));
    }
    let n: i64 = sqlx::query_scalar("SELECT count(*) FROM share").fetch_one(&server.pool).await.unwrap();
    assert_eq!(n, 1);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn without_public_links_no_link_ever_was(pool: PgPool) {
    let (server, cookie, incident_id) = sample(pool).await;
    let [open, expiring] =
        [share(&server, &cookie, incident_id, "7").await, share(&server, &cookie, incident_id, "1").await];
    let locked = share_behind(&server, &cookie, incident_id).await;
    let revoked = share(&server, &cookie, incident_id, "7").await;
    let last: i64 =
        sqlx::query_scalar("SELECT max(share_id) FROM share").fetch_one(&server.pool).await.unwrap();
    server.post(&format!("/shares/{last}/revoke"), "").cookie(&cookie).send().await;
    let (_, shown) = follow(&server, &open, "").await;
    let gone = follow(&server, &"A".repeat(43), "").await;
    let switch = async |to: &str| {
        server
            .post("/shares/public", &format!("public={to}"))
            .cookie(&cookie)
            .send()
            .await
            .location()
            .to_owned()
    };
    assert_eq!(switch("maybe").await, "/shares?problem=other");
    assert_eq!(follow(&server, &open, "").await.1, shown);

    assert_eq!(switch("off").await, "/shares");
    for token in [&open, &expiring, &locked, &revoked] {
        assert_eq!(follow(&server, token, "").await, gone);
        assert_eq!(unlock(&server, token, PASSPHRASE).await.body, gone.1);
    }
    let address = format!("/incidents/{incident_id}/shares");
    let made = server.post(&address, "days=7").cookie(&cookie).send().await;
    assert_eq!(made.location(), format!("{address}?problem=no-public-links"));
    let page = server.get(&address).cookie(&cookie).send().await;
    assert!(page.body.contains("no public links") && !page.body.contains("name=\"days\""));
    let page = server.get("/shares").cookie(&cookie).send().await;
    assert!(page.body.contains("neither expired nor been taken back open again"));

    server.clock.advance(24 * 60 * 60);
    // The session is over by now.
    let cookie = server.signed_in().await;
    server.post("/shares/public", "public=on").cookie(&cookie).send().await;
    assert_eq!(follow(&server, &open, "").await.1, shown);
    assert!(follow(&server, &locked, "").await.1.contains("A passphrase, please"));
    assert_eq!(follow(&server, &expiring, "").await, gone);
    assert_eq!(follow(&server, &revoked, "").await, gone);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn all_that_were_seen_are_taken_back_and_no_later_one(pool: PgPool) {
    let (server, cookie, incident_id) = sample(pool).await;
    let seen =
        [share(&server, &cookie, incident_id, "7").await, share(&server, &cookie, incident_id, "30").await];
    share(&server, &cookie, incident_id, "7").await;
    let newest: i64 =
        sqlx::query_scalar("SELECT max(share_id) FROM share").fetch_one(&server.pool).await.unwrap();
    server.post(&format!("/shares/{newest}/revoke"), "").cookie(&cookie).send().await;
    let page = server.get("/shares").cookie(&cookie).send().await;
    let newest = newest - 1;
    assert!(page.body.contains("2 links to incidents are live"), "{}", page.body);
    assert!(page.body.contains(&format!("name=\"newest\" value=\"{newest}\"")));
    for token in &seen {
        assert!(!page.body.contains(token));
    }
    let later = share(&server, &cookie, incident_id, "7").await;
    let revoke = async |form: &str| {
        server.post("/shares/revoke", form).cookie(&cookie).send().await.location().to_owned()
    };
    for form in ["", "newest=all", "newest=1e9", "newest=99999999999999999999"] {
        assert_eq!(revoke(form).await, "/shares?problem=other", "{form}");
    }
    assert_eq!(revoke("newest=-5").await, "/shares?revoked=0");
    assert_eq!(revoke(&format!("newest={newest}")).await, "/shares?revoked=2");
    for token in &seen {
        assert_eq!(follow(&server, token, "").await.0, StatusCode::NOT_FOUND);
    }
    assert_eq!(follow(&server, &later, "").await.0, StatusCode::OK);
    let page = server.get("/shares?revoked=2").cookie(&cookie).send().await;
    assert!(
        page.body.contains("2 links were taken back.")
            && page.body.contains("One link to an incident is live")
    );
}

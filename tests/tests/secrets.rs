//! Secrets of every kind, in every place of a log and in what a stranger may send: none is in an answer, in the server's own log,
//! however much it tells, or in a file that it leaves behind.
//!
//! What is planted are the engine's tables (`engine/tests/secrets`).

#![expect(clippy::unwrap_used, reason = "a test may end so")]

use std::fs;
use std::path::Path;

use http::{Method, StatusCode};
use tests::Product;
use tests::guest::Guest;
use tests::web::ask;

#[path = "../../engine/tests/secrets/planted.rs"]
mod planted;

use planted::{Traces, bare_export, export, looks, planted, request_id};

/// The calls whose pages are looked at: one in so many.
const EVERY: usize = 40;

#[tokio::test]
async fn no_secret_of_a_log_is_answered_or_logged_or_left_in_a_file() {
    let product = Product::start_with_log("trace").await;
    let planted = planted();
    let traces = Traces::of(&planted);
    let guest = Guest::sign_in(&product).await;
    for (name, export) in [("calls.json", export(&planted)), ("bare.json", bare_export(&planted))] {
        let answer = guest.import(name, &export).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        assert_eq!(traces.find(&answer.body), None, "in the answer to the import of {name}");
    }
    // What cannot be read: the answer says why, in words that are ours.
    let whole = export(&planted[..50]);
    let bare: String = planted[..200].iter().map(|planted| planted.message.clone() + "\n").collect();
    for text in [
        whole.get(..whole.len() - 20).unwrap(),
        &whole.replace("\"message\":\"", "\"message\":"),
        &whole.replace("message", "massage"),
        &format!("{whole}{whole}]"),
        &bare,
        &format!("[{whole}"),
        &format!("{{\"restApi\":{{\"id\":{whole}"),
        &bare.replace('\n', " "),
    ] {
        let answer = guest.import("odd.json", text).await;
        assert_eq!(traces.find(&answer.body), None, "in the answer to an import");
        assert!([200, 422].contains(&answer.status.as_u16()), "{answer:?}");
    }
    for path in ["/", "/requests", "/requests?cause=unknown", "/import/1", "/import/2"] {
        let page = guest.get(path).await;
        assert_eq!((page.status, traces.find(&page.body)), (StatusCode::OK, None), "{path}");
    }
    for path in ["/api/home", "/api/requests", "/api/import?import_id=1", "/api/import?import_id=2"] {
        let page = guest.json(path).await;
        assert_eq!((page.status, traces.find(&page.body)), (StatusCode::OK, None), "{path}");
    }
    for id in (0..planted.len()).step_by(EVERY).map(request_id) {
        let page = guest.get(&format!("/requests/{id}")).await;
        assert_eq!(traces.find(&page.body), None, "{id}");
        let page = guest.json(&format!("/api/request?reference={id}")).await;
        assert_eq!(traces.find(&page.body), None, "{id}");
    }
    ended_without(product, &traces);
}

#[tokio::test]
async fn no_secret_that_is_sent_to_the_wrong_place_is_logged_or_left_in_a_file() {
    let product = Product::start_with_log("trace").await;
    let planted = planted();
    let traces = Traces::of(&planted);
    let guest = Guest::sign_in(&product).await;
    let form = ("content-type", "application/x-www-form-urlencoded");
    let html = ("accept", "text/html");
    for secret in looks() {
        // In an address, also such as the database cannot take (`%00`) and as no page has.
        for path in [
            "/requests/§",
            "/requests/§%00",
            "/requests?path=§",
            "/requests?path=§%00&from=§&status=§",
            "/requests?after=§",
            "/import?problem=§",
            "/import/§",
            "/set-up/§",
            "/sign-in?return=/requests/§",
            "/pkg/§",
            "/no/such/§?token=§",
            "/api/request?reference=§%00",
            "/api/request?§=1",
            "/api/requests?query[path]=§%00",
            "/api/import?import_id=§",
            "/api/§",
        ] {
            let path = path.replace('§', secret);
            assert_ne!(guest.ask(Method::GET, &path, &[html], "").await.status, 500, "{path}");
            let stranger = ask(Method::GET, &format!("{}{path}", product.url()), &[html], "").await;
            assert_ne!(stranger.status, 500, "{path}");
        }
        // In what is posted.
        let body = format!(
            "name={secret}&password={secret}&token={secret}&return={secret}&language={secret}&theme={secret}"
        );
        for path in
            ["/sign-in", "/preferences", "/settings/password", "/set-up/x", "/no/such/page", "/api/home"]
        {
            let path = format!("{path}?{secret}");
            ask(Method::POST, &format!("{}{path}", product.url()), &[form, html], &body).await;
        }
        guest.import(secret, "").await;
        guest.import("a.log", secret).await;
        let multipart = format!("multipart/form-data; boundary={secret}");
        guest.ask(Method::POST, "/import", &[("content-type", &multipart)], secret).await;
        // In headers.
        let bearer = format!("Bearer {secret}");
        let cookie = format!("why403={secret}; {secret}=1");
        let headers = [
            ("authorization", bearer.as_str()),
            ("cookie", &cookie),
            ("x-api-key", secret),
            ("origin", secret),
            ("referer", secret),
            ("user-agent", secret),
            ("accept-language", secret),
            ("x-forwarded-for", secret),
            html,
        ];
        for method in [Method::GET, Method::POST] {
            ask(method, &format!("{}/requests", product.url()), &headers, "").await;
        }
    }
    ended_without(product, &traces);
}

/// The product ends, and what it said and left behind holds nothing of it.
fn ended_without(product: Product, traces: &Traces<'_>) {
    let data = product.data();
    let log = product.log();
    assert!(log.contains("answered"), "the log should tell of each answer:\n{log}");
    assert_eq!(traces.find(&log), None, "in the server's log");
    product.stop();
    let mut n_files = 0;
    each_file(data.path(), &mut |path| {
        n_files += 1;
        assert_eq!(traces.find(fs::read(path).unwrap()), None, "in {}", path.display());
    });
    assert!(n_files > 100, "{n_files}");
}

fn each_file(folder: &Path, look: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            each_file(&entry.path(), look);
        } else if kind.is_file() {
            look(&entry.path());
        }
    }
}

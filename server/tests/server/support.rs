//! A server in this process: the real router over a database of its own, a clock that stands still, and a browser's
//! cookies.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{Method, Request, StatusCode, header, request::Builder},
};
use engine::{log::Intake, redact::Redactor, time::Instant};
use server::{
    clock::{FixedClock, SharedClock},
    config::HttpSettings,
    desk::Desk,
    http::Shared,
    router::router,
    storage::{codec::Codec, users},
};
use sqlx::PgPool;
use tower::ServiceExt as _;

/// When the tests take place.
pub(crate) const NOW: &str = "2026-08-01T14:05:00Z";

/// The references of all requests.
pub(crate) const REFERENCES: &str = "SELECT coalesce(reference, request_key || CASE ordinal WHEN 0 THEN '' ELSE '~' || ordinal + 1 END) FROM request";

/// The server.
pub(crate) struct TestServer {
    /// Its database.
    pub(crate) pool: PgPool,
    /// Its clock.
    pub(crate) clock: Arc<FixedClock>,
    /// Its use cases.
    pub(crate) desk: Desk,
    router: Router,
}

/// What was answered.
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: StatusCode,
    /// The headers.
    pub(crate) headers: axum::http::HeaderMap,
    /// The body.
    pub(crate) body: String,
}

impl Answer {
    /// Where it sends us.
    pub(crate) fn location(&self) -> &str {
        self.header("location")
    }

    /// A header; empty when there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// `name=value` of the session cookie that it sets.
    pub(crate) fn session_cookie(&self) -> Option<String> {
        let cookies = self.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        cookies
            .filter_map(|cookie| cookie.split(';').next())
            .find(|pair| pair.contains("why403="))
            .map(Into::into)
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

impl TestServer {
    /// A server on this machine.
    pub(crate) async fn start(pool: PgPool) -> Self {
        Self::with(pool, |_| {}).await
    }

    /// A server with other settings.
    pub(crate) async fn with(pool: PgPool, change: impl FnOnce(&mut HttpSettings)) -> Self {
        let mut settings = HttpSettings {
            listen: "127.0.0.1:4030".parse().unwrap(),
            public_url: None,
            upload_mib: 1,
            retention_days: None,
            longest_query: server::desk::LONGEST_QUERY,
            metrics_token: None,
        };
        change(&mut settings);
        let clock = Arc::new(FixedClock::new(Instant::parse(NOW).unwrap()));
        let codec = Codec::load(&mut pool.acquire().await.unwrap()).await.unwrap();
        let intake = Intake { redactor: Redactor::keyed([7; 32]), ..Intake::default() };
        let desk = Desk::new(pool.clone(), codec, intake, Arc::clone(&clock) as SharedClock);
        let router = router(Shared::new(desk.clone(), settings));
        Self { pool, clock, desk, router }
    }

    /// Serves on a port of its own, as long as the test runs.
    pub(crate) async fn listen(&self) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = self.router.clone().into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(axum::serve(listener, service).into_future());
        address
    }

    /// The cookie of somebody who is signed in.
    pub(crate) async fn signed_in(&self) -> String {
        let token = self.set_up_token().await;
        self.post(&format!("/set-up/{token}"), "").send().await.session_cookie().unwrap()
    }

    /// Makes an invitation as the page does; gives its token.
    pub(crate) async fn invite(&self, cookie: &str) -> String {
        let made = self.post("/team", "note=").cookie(cookie).send().await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.body);
        let (_, rest) = made.body.split_once("/invite/").unwrap();
        rest.chars().take(43).collect()
    }

    /// The cookie of a new member.
    pub(crate) async fn member(&self, cookie: &str, name: &str) -> String {
        let token = self.invite(cookie).await;
        let form = format!("name={name}&password=correct+horse+battery");
        self.post(&format!("/invite/{token}"), &form).send().await.session_cookie().unwrap()
    }

    /// The number of the user of this name.
    pub(crate) async fn user_id(&self, name: &str) -> i64 {
        sqlx::query_scalar("SELECT user_id FROM app_user WHERE name = $1")
            .bind(name)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    /// The token of a new set-up link.
    pub(crate) async fn set_up_token(&self) -> String {
        let mut connection = self.pool.acquire().await.unwrap();
        let token = server::auth::set_up_token(&mut connection, self.desk.now()).await.unwrap();
        token.unwrap().reveal().to_owned()
    }

    /// Gives the first administrator a password.
    pub(crate) async fn set_password(&self, password: &str) {
        let mut connection = self.pool.acquire().await.unwrap();
        let user_id = users::first(&mut connection, "admin", self.desk.now()).await.unwrap();
        let hash = server::auth::password::Passwords::default().hash(password).await.unwrap();
        users::set_password(&mut connection, user_id, &hash).await.unwrap();
    }

    /// Imports a text, past the web.
    pub(crate) async fn import(&self, name: &str, text: &str) -> app::pages::import::data::ImportSummary {
        let bytes = text.as_bytes().to_vec();
        let ingest = self.desk.ingest();
        ingest.import(name, bytes, ingest.intake().await.unwrap(), &[], false).await.unwrap()
    }

    /// A request for a page.
    pub(crate) fn get(&self, path: &str) -> Asking<'_> {
        Asking { server: self, request: Request::builder().uri(path), body: Body::empty() }
    }

    /// A form that is posted.
    pub(crate) fn post(&self, path: &str, form: &str) -> Asking<'_> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        Asking { server: self, request, body: Body::from(form.to_owned()) }
    }

    /// What a machine sends.
    pub(crate) fn sent(&self, path: &str, body: Vec<u8>) -> Asking<'_> {
        let request = Request::builder().method(Method::POST).uri(path);
        Asking { server: self, request, body: Body::from(body) }
    }

    /// A file that is sent.
    pub(crate) fn upload(&self, name: &str, bytes: &[u8]) -> Asking<'_> {
        self.upload_all(&[(name, bytes)])
    }

    /// Files that are sent together, in this order.
    pub(crate) fn upload_all(&self, files: &[(&str, impl AsRef<[u8]>)]) -> Asking<'_> {
        let mut body = Vec::new();
        for (name, bytes) in files {
            let head = format!("Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"");
            body.extend_from_slice(format!("--edge\r\n{head}\r\n\r\n").as_bytes());
            body.extend_from_slice(bytes.as_ref());
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--edge--\r\n");
        let request = Request::builder()
            .method(Method::POST)
            .uri("/import")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        Asking { server: self, request, body: Body::from(body) }
    }
}

/// A request that is being put together.
pub(crate) struct Asking<'server> {
    server: &'server TestServer,
    request: Builder,
    body: Body,
}

impl Asking<'_> {
    /// Adds a header.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// Lets it come from this address.
    pub(crate) fn from(mut self, peer: &str) -> Self {
        let peer: SocketAddr = peer.parse().unwrap();
        self.request = self.request.extension(ConnectInfo(peer));
        self
    }

    /// Adds a cookie.
    pub(crate) fn cookie(self, cookie: &str) -> Self {
        self.with("cookie", cookie)
    }

    /// Sends it.
    pub(crate) async fn send(self) -> Answer {
        let request = self.request.body(self.body).unwrap();
        let response = self.server.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }
}

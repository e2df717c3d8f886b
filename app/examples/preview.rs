//! Serves the pages over the sample investigation, without a database: `cargo run -p app --features ssr --example preview`.
//!
//! For whoever works on the pages or their style; styles are read from `style/` at each request, islands from
//! `target/site`, if they were built there. Add `?look=zh-CN,dark`
//! to see another language or theme. Nothing that posts is answered.

#![expect(clippy::print_stdout, reason = "tells where to look")]

#[path = "../tests/canned/mod.rs"]
mod canned;

use std::path::Path;

use axum::{
    Router, extract,
    http::{StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use canned::Stored;

async fn asset(extract::Path(path): extract::Path<String>) -> impl IntoResponse {
    let path = if path == "why403.css" { "main.css" } else { &path };
    let (folder, content_type) = match path.rsplit('.').next() {
        Some("svg") => ("style", "image/svg+xml"),
        Some("css") => ("style", "text/css"),
        Some("wasm") => ("target/site/pkg", "application/wasm"),
        _ => ("target/site/pkg", "text/javascript"),
    };
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let is_inside = path.split('/').all(|part| part != "..");
    match std::fs::read(root.join(folder).join(path)) {
        Ok(bytes) if is_inside => ([(header::CONTENT_TYPE, content_type)], bytes).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let stored = match std::env::args().nth(1).as_deref() {
        Some("nothing") => Stored::Nothing,
        Some("broken") => Stored::Broken,
        _ => Stored::Sample,
    };
    let pages = canned::router(stored);
    let app = Router::new().route("/pkg/{*path}", get(asset)).merge(pages);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("http://{}/", listener.local_addr()?);
    axum::serve(listener, app).await
}

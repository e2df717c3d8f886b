//! The browser's files, which the binary carries inside itself.
//!
//! A file's `.br` and `.gz` twins, made when it was built, are sent to browsers that take them: nothing is compressed while
//! a request waits. Names stay the same from version to version, so browsers ask again each time and get a short "not
//! modified" by their tag.

use std::{path::PathBuf, sync::LazyLock};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header},
    response::Response,
};
use xxhash_rust::xxh3::xxh3_64;

/// Address and bytes of each file.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The style sheet's address; a build without assets answers it with a notice.
const STYLE_SHEET: &str = "/pkg/why403.css";

/// What a page looks like when the build left the assets out: readable, and it says so.
const NOTICE: &str = "body::before {
    content: \"This build of why403 carries no assets, so pages are plain. Build it with: cargo xtask build\";
    display: block; padding: 1em; border-bottom: 2px solid; font-family: sans-serif;
}";

/// Where the files are while `cargo leptos watch` makes them anew at every change; `None` otherwise.
static WATCHED: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    std::env::var_os("LEPTOS_WATCH")?;
    Some(std::env::var_os("LEPTOS_SITE_ROOT").map_or_else(|| PathBuf::from("target/site"), PathBuf::from))
});

/// Whether `cargo leptos watch` runs us; its pages reload themselves through a socket of their own.
pub fn are_watched() -> bool {
    WATCHED.is_some()
}

/// Whether the assets were there when this binary was built.
pub fn are_built_in() -> bool {
    are_watched() || FILES.iter().any(|(address, _)| *address == STYLE_SHEET)
}

/// Answers a request for a file.
pub async fn serve(uri: Uri, headers: HeaderMap) -> Response {
    let address = uri.path();
    let Some(bytes) = find(address) else {
        if address == STYLE_SHEET {
            return with_type(Bytes::from_static(NOTICE.as_bytes()), address);
        }
        return with_status(StatusCode::NOT_FOUND);
    };
    let accepted =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let twin = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(encoding, _)| accepts(accepted, encoding))
        .find_map(|(encoding, ending)| find(&format!("{address}{ending}")).map(|bytes| (encoding, bytes)));
    let (encoding, body) = twin.map_or((None, bytes), |(encoding, bytes)| (Some(encoding), bytes));

    let tag = format!("\"{:016x}\"", xxh3_64(&body));
    let is_known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|known| known.split(',').any(|known| known.trim().trim_start_matches("W/") == tag));
    let mut response =
        if is_known { with_status(StatusCode::NOT_MODIFIED) } else { with_type(body, address) };
    put(&mut response, header::ETAG, &tag);
    put(&mut response, header::CACHE_CONTROL, "public, max-age=0, must-revalidate");
    put(&mut response, header::VARY, "accept-encoding");
    if let Some(encoding) = encoding.filter(|_| !is_known) {
        put(&mut response, header::CONTENT_ENCODING, encoding);
    }
    response
}

fn find(address: &str) -> Option<Bytes> {
    match &*WATCHED {
        Some(_) if address.contains("..") => None,
        Some(site) => std::fs::read(site.join(address.trim_start_matches('/'))).ok().map(Bytes::from),
        None => FILES.iter().find(|(known, _)| *known == address).map(|(_, bytes)| Bytes::from_static(bytes)),
    }
}

/// Whether an `Accept-Encoding` takes this encoding.
fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|one| {
        let (name, quality) = one.split_once(';').unwrap_or((one, ""));
        name.trim().eq_ignore_ascii_case(encoding)
            && !matches!(quality.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

fn with_type(body: Bytes, address: &str) -> Response {
    let kind = match address.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("json") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    };
    let mut response = Response::new(Body::from(body));
    put(&mut response, header::CONTENT_TYPE, kind);
    response
}

fn with_status(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn put(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::accepts;

    #[test]
    fn an_encoding_is_taken_when_it_is_named_and_not_refused() {
        assert!(accepts("gzip, deflate, br, zstd", "br"));
        assert!(accepts("GZIP;q=0.5", "gzip"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("identity", "br"));
        assert!(!accepts("", "gzip"));
    }
}

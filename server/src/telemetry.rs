//! The server's own log, on stderr: who asked for what and what failed, never what a log line or a token says.

use std::{error::Error, fmt::Write as _};

use tracing_subscriber::{EnvFilter, layer::SubscriberExt as _, util::SubscriberInitExt as _};

/// What other crates would log of a request's address, in which a token may stand; nobody may turn it on.
const SILENT: &str = "tower_http::csrf=off";

/// How we log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// What is logged, as in `WHY403_LOG`.
    pub filter: Option<String>,
    /// A line of JSON each, for programs that collect logs.
    pub is_json: bool,
}

/// Begins to log. A filter that cannot be read counts as `fallback`.
///
/// Panics are not ours to format: the standard hook writes `panicked at` with the place, which tests look for.
pub fn start(settings: &Settings, fallback: &str) {
    let filter = settings.filter.as_deref().and_then(|filter| EnvFilter::try_new(filter).ok());
    let filter = filter.unwrap_or_else(|| EnvFilter::new(fallback));
    let filter = match SILENT.parse() {
        Ok(silent) => filter.add_directive(silent),
        Err(_) => filter,
    };
    let lines =
        tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false).with_ansi(false);
    // A second start (in tests) leaves the first in place.
    let _ = if settings.is_json {
        let lines = lines.json().flatten_event(true).with_span_list(false);
        tracing_subscriber::registry().with(filter).with(lines).try_init()
    } else {
        tracing_subscriber::registry().with(filter).with(lines).try_init()
    };
}

/// An error with all that led to it, in one line.
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let message = error.to_string();
        // A transparent error says the same as its source.
        if !text.ends_with(&message) {
            // Writing to a string cannot fail.
            let _ = write!(text, ": {message}");
        }
        source = error.source();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

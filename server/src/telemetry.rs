//! The server's own log, on stderr: who asked for what and what failed, never what a log line or a token says.

use std::{error::Error, fmt::Write as _};

use tracing_subscriber::{EnvFilter, layer::SubscriberExt as _, util::SubscriberInitExt as _};

/// What other crates would log of a request's address, in which a token may stand; nobody may turn it on.
const SILENT: &str = "tower_http::csrf=off";

/// Begins to log. `filter` as in `WHY403_LOG`; what cannot be read there counts as `fallback`.
///
/// Panics are not ours to format: the standard hook writes `panicked at` with the place, which tests look for.
pub fn start(filter: Option<&str>, fallback: &str) {
    let filter =
        filter.and_then(|filter| EnvFilter::try_new(filter).ok()).unwrap_or_else(|| EnvFilter::new(fallback));
    let filter = match SILENT.parse() {
        Ok(silent) => filter.add_directive(silent),
        Err(_) => filter,
    };
    let lines =
        tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false).with_ansi(false);
    // A second start (in tests) leaves the first in place.
    let _ = tracing_subscriber::registry().with(filter).with(lines).try_init();
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

//! What only Chromium's driver knows: how the browser is started, its console, its developer tools.

use std::path::Path;

use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::Scripts;

/// How the browser is started.
pub(super) fn capabilities(scripts: Scripts, profile: &Path) -> Capabilities {
    let mut arguments: Vec<String> = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=en-US",
        "--force-color-profile=srgb",
        "--hide-scrollbars",
    ]
    .map(str::to_owned)
    .to_vec();
    arguments.push(format!("--user-data-dir={}", profile.display()));
    let javascript = match scripts {
        Scripts::On => 1,
        Scripts::Off => 2,
    };
    let options = json!({
        "args": arguments,
        "prefs": {
            "profile.managed_default_content_settings.javascript": javascript,
            "intl.accept_languages": "en-US,en",
        },
    });
    let wanted = json!({
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL" },
    });
    match wanted {
        Value::Object(wanted) => wanted,
        _ => Capabilities::new(),
    }
}

/// Takes what the console has said since it was last asked.
#[derive(Debug)]
pub(super) struct Log;

impl WebDriverCompatibleCommand for Log {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        below_session(base, session, "se/log")
    }

    fn method_and_body(&self, _url: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}

/// A command of the developer tools.
#[derive(Debug)]
pub(super) struct Devtools {
    body: String,
}

impl Devtools {
    pub(super) fn new(command: &str, parameters: &Value) -> Self {
        Self { body: json!({ "cmd": command, "params": parameters }).to_string() }
    }
}

impl WebDriverCompatibleCommand for Devtools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        below_session(base, session, "goog/cdp/execute")
    }

    fn method_and_body(&self, _url: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.clone()))
    }
}

fn below_session(base: &Url, session: Option<&str>, rest: &str) -> Result<Url, ParseError> {
    base.join(&format!("session/{}/{rest}", session.unwrap_or_default()))
}

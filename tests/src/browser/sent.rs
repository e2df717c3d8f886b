//! Whether anything leaves a page, or is kept by the browser: all ways a script has are watched.

use serde_json::{Value, json};

use super::Browser;

const WATCH: &str = "
    window.sent = [];
    new PerformanceObserver((list) => window.sent.push(...list.getEntries().map((entry) => entry.name)))
        .observe({ type: 'resource' });
    for (const [owner, name] of [
        [window, 'fetch'], [XMLHttpRequest.prototype, 'open'], [navigator, 'sendBeacon'],
        [window, 'WebSocket'], [window, 'EventSource'], [window, 'Worker'], [history, 'pushState'],
        [Storage.prototype, 'setItem'], [HTMLFormElement.prototype, 'submit'],
    ]) {
        const original = owner[name];
        owner[name] = function (...parts) { window.sent.push(name); return original.apply(this, parts); };
    }";

impl Browser {
    /// Watches the page that is open from now on.
    pub async fn watch_what_is_sent(&self) {
        self.run(WATCH, vec![]).await;
    }

    /// Fails when something was sent or kept since.
    pub async fn has_sent_nothing(&self) {
        let sent = self.run("return window.sent", vec![]).await;
        if sent != Value::Array(vec![]) {
            self.fail(&format!("the page sent or kept something: {sent}")).await;
        }
    }

    /// Fails when a form could send a field inside of `container`.
    pub async fn has_no_field_of_a_form(&self, container: &str) {
        let script =
            "return [...document.querySelector(arguments[0]).querySelectorAll('input, textarea, select')]
            .filter((field) => field.form || field.name).length";
        let n_fields = self.run(script, vec![json!(container)]).await;
        if n_fields != json!(0) {
            self.fail(&format!("{n_fields} fields of {container} belong to a form")).await;
        }
    }
}

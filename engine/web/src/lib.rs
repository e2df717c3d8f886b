//! The engine as a page loads it: text in, verdicts out, and nothing leaves the browser.
//!
//! A module of its own beside the pages' islands, so that only the page that reads pasted text downloads the engine.

use wasm_bindgen::prelude::wasm_bindgen;

/// Says of pasted text what it is and why its calls ended as they did: an [`engine::paste::Pasted`] as JSON.
#[wasm_bindgen]
pub fn read(text: &str) -> String {
    // A value without maps of other keys than text: to write it cannot fail.
    serde_json::to_string(&engine::paste::read(text)).unwrap_or_default()
}

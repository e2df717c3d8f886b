//! The engine's modules in the browser.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Gets one, by the script in the page's head (`engine.js`).
pub(super) async fn load(name: &str) -> Result<JsValue, JsValue> {
    let load: Function = Reflect::get(&window(), &"loadEngine".into())?.dyn_into()?;
    let module: Promise = load.call1(&JsValue::UNDEFINED, &name.into())?.dyn_into()?;
    JsFuture::from(module).await
}

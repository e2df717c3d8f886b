//! Brings the playground to life: loads its module (`engine-playground`), which does all the rest. Without scripts the page says
//! what it needs.

use js_sys::{Function, Reflect};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast as _, JsValue};

use super::engine;

/// The line that says how far it is.
#[island]
pub fn PlaygroundLoader(
    /// The module is on its way.
    waiting: String,
    /// It could not be loaded.
    failed: String,
) -> impl IntoView {
    // Nothing to wait for where no scripts run.
    let said = RwSignal::new(String::new());
    Effect::new(move |_| {
        said.set(waiting.clone());
        let failed = failed.clone();
        spawn_local(async move {
            said.set(start().await.map_or(failed, |()| String::new()));
        });
    });
    view! { <p class="play-status" role="status">{said}</p> }
}

async fn start() -> Result<(), JsValue> {
    let module = engine::load("playground").await?;
    let start: Function = Reflect::get(&module, &"start".into())?.dyn_into()?;
    start.call0(&JsValue::UNDEFINED).map(|_| ())
}

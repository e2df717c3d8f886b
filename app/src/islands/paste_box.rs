//! Where text is pasted: the engine says in the browser what it is, as it is typed. Nothing is sent anywhere; the field has no
//! name and stands in no form.
//!
//! The engine is a module of its own (`engine-web`), which fills what stands below the field from the page's templates.

use std::{cell::RefCell, rc::Rc, time::Duration};

use js_sys::{Function, Reflect};
use leptos::{ev, prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Element;

use super::{copy::put_on_clipboard, engine};

/// How long after the last key the text is read.
const PAUSE: Duration = Duration::from_millis(150);
/// What is longer (in bytes) is for the import: a browser would stand still over it.
const LONGEST: usize = 8 * 1024 * 1024;

/// What the field says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasteBoxWords {
    /// What goes in.
    pub label: String,
    /// That nothing leaves the browser.
    pub private: String,
    /// Nothing is there yet.
    pub hint: String,
    /// The engine is on its way.
    pub waiting: String,
    /// The engine could not be loaded, or fell over the text.
    pub failed: String,
    /// More than a browser should read.
    pub too_long: String,
}

/// The engine's module, once it is there, and what it is to read.
#[derive(Debug, Default)]
struct Engine {
    module: Option<JsValue>,
    is_failed: bool,
    /// A later text takes the place of an earlier one.
    text: String,
    /// Counts the changes, so that only the last one's pause ends in a reading.
    n_changes: u64,
}

/// The field and what is said about its text. Stays hidden until scripts run.
#[island]
pub fn PasteBox(
    /// What the field says.
    words: PasteBoxWords,
) -> impl IntoView {
    let PasteBoxWords { label, private, hint, waiting, failed, too_long } = words;
    let is_alive = RwSignal::new(false);
    // What the field itself has to say; nothing while the engine speaks.
    let said = RwSignal::new(hint.clone());
    // Not in a signal: a value that may not leave its thread must not be owned by the server's rendering.
    let engine = Rc::new(RefCell::new(Engine::default()));
    let read = {
        let engine = Rc::clone(&engine);
        move || {
            let kept = engine.borrow();
            let is_short = kept.text.len() <= LONGEST;
            let text = if is_short { kept.text.as_str() } else { "" };
            let is_told = kept.module.as_ref().and_then(|module| call(module, "show", &text.into()).ok());
            said.set(match is_told {
                _ if kept.text.trim().is_empty() => hint.clone(),
                _ if !is_short => too_long.clone(),
                Some(()) => String::new(),
                None if kept.is_failed || kept.module.is_some() => failed.clone(),
                None => waiting.clone(),
            });
        }
    };
    {
        let (engine, read) = (Rc::clone(&engine), read.clone());
        Effect::new(move |_| {
            is_alive.set(true);
            let (engine, read) = (Rc::clone(&engine), read.clone());
            spawn_local(async move {
                let loaded = engine::load("engine").await;
                {
                    let mut kept = engine.borrow_mut();
                    kept.is_failed = loaded.is_err();
                    kept.module = loaded.ok();
                }
                read();
            });
        });
    }
    let chooser = Rc::clone(&engine);
    let on_input = move |event: ev::Event| {
        let mut kept = engine.borrow_mut();
        kept.text = event_target_value(&event);
        kept.n_changes += 1;
        let n_changes = kept.n_changes;
        let (engine, read) = (Rc::clone(&engine), read.clone());
        let is_last = move || engine.borrow().n_changes == n_changes;
        set_timeout(
            move || {
                if is_last() {
                    read();
                }
            },
            PAUSE,
        );
    };
    let on_click = move |event: ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let closest = |what| target.as_ref().and_then(|target| target.closest(what).ok().flatten());
        if let Some(button) = closest("[data-copied]") {
            spawn_local(copy_command(button));
        }
        let choice = closest("[data-call]");
        let place = choice.and_then(|choice| choice.get_attribute("data-call")?.parse::<u32>().ok());
        if let (Some(place), Some(module)) = (place, chooser.borrow().module.as_ref()) {
            // A call that is not there any more is not shown.
            let _ = call(module, "choose", &place.into());
        }
    };
    view! {
        <div class="paste" hidden=move || !is_alive.get()>
            <label for="paste">{label}</label>
            <textarea
                id="paste" rows="12" autocomplete="off" spellcheck="false" autocapitalize="off" translate="no"
                aria-describedby="paste-private" on:input=on_input
            ></textarea>
            <p id="paste-private" class="meta">{private}</p>
            <div class="paste-status" role="status">
                <p>{said}</p>
                <p id="paste-status"></p>
            </div>
            <div id="paste-result" class="stack" on:click=on_click></div>
        </div>
    }
}

/// Copies the command beside a button, which then says how that went.
async fn copy_command(button: Element) {
    let command = button.previous_element_sibling().and_then(|command| command.text_content());
    let is_copied = match command {
        Some(command) => put_on_clipboard(&command).await,
        None => false,
    };
    let told = button.get_attribute(if is_copied { "data-copied" } else { "data-failed" });
    if let (Some(said), Some(told)) = (button.first_element_child(), told) {
        said.set_text_content(Some(&told));
    }
}

fn call(module: &JsValue, name: &str, argument: &JsValue) -> Result<(), JsValue> {
    let function: Function = Reflect::get(module, &name.into())?.dyn_into()?;
    function.call1(&JsValue::UNDEFINED, argument).map(|_| ())
}

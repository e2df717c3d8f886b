//! Where text is pasted: the engine says in the browser what it is, as it is typed. Nothing is sent anywhere; the field has no
//! name and stands in no form.

use std::{cell::RefCell, rc::Rc, time::Duration};

use engine::paste::{Call, Pasted};
use js_sys::{Function, Promise, Reflect};
use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::{
    pages::paste::call::{PastedCall, in_short, name, search},
    urls,
    words::{Phrases, Words},
};

/// How long after the last key the text is read.
const PAUSE: Duration = Duration::from_millis(150);
/// What is longer (in UTF-16 units) is for the import: a browser would stand still over it.
const LONGEST: usize = 8 * 1024 * 1024;

/// What is shown below the field.
#[derive(Debug, Clone, PartialEq)]
enum Shown {
    /// The field is empty.
    Nothing,
    /// The engine is on its way.
    Waiting,
    /// The engine could not be loaded, or fell over the text.
    Failed,
    /// More than a browser should read.
    TooLong,
    /// What the text is.
    Read(Pasted),
}

/// The engine's function, once it is there.
#[derive(Debug, Default)]
struct Engine {
    read: Option<Function>,
    is_failed: bool,
    /// What to read; a later text takes the place of an earlier one.
    text: String,
    /// Counts the keys, so that only the last one's pause ends in a reading.
    n_keys: u64,
}

/// The field and what is said about its text. Stays hidden until scripts run.
#[island]
pub fn PasteBox(
    /// All that may be said.
    phrases: Phrases,
) -> impl IntoView {
    let words = Words::from_phrases(&phrases);
    let is_alive = RwSignal::new(false);
    let shown = RwSignal::new(Shown::Nothing);
    // Not in a signal: a value that may not leave its thread must not be owned by the server's rendering.
    let engine = Rc::new(RefCell::new(Engine::default()));
    {
        let engine = Rc::clone(&engine);
        Effect::new(move |_| {
            is_alive.set(true);
            let engine = Rc::clone(&engine);
            spawn_local(async move {
                let loaded = load().await;
                let mut kept = engine.borrow_mut();
                kept.is_failed = loaded.is_err();
                kept.read = loaded.ok();
                if !kept.text.is_empty() {
                    shown.set(read(&kept));
                }
            });
        });
    }
    let on_input = move |event: ev::Event| {
        let mut kept = engine.borrow_mut();
        kept.text = event_target_value(&event);
        kept.n_keys += 1;
        let n_keys = kept.n_keys;
        let engine = Rc::clone(&engine);
        set_timeout(
            move || {
                let kept = engine.borrow();
                if kept.n_keys == n_keys {
                    shown.set(read(&kept));
                }
            },
            PAUSE,
        );
    };
    view! {
        <div class="paste" hidden=move || !is_alive.get()>
            <label for="paste">{words.say("paste-label")}</label>
            <textarea
                id="paste" rows="12" autocomplete="off" spellcheck="false" autocapitalize="off" translate="no"
                aria-describedby="paste-private" on:input=on_input
            ></textarea>
            <p id="paste-private" class="meta">{words.say("paste-private")}</p>
            <p class="paste-status" role="status">{move || shown.with(|shown| status(words, shown))}</p>
            {move || result(words, shown.get())}
        </div>
    }
}

/// Gets the engine, which is a module of its own.
async fn load() -> Result<Function, JsValue> {
    let load: Function = Reflect::get(&window(), &"loadEngine".into())?.dyn_into()?;
    let engine: Promise = load.call0(&JsValue::UNDEFINED)?.dyn_into()?;
    let engine = JsFuture::from(engine).await?;
    Reflect::get(&engine, &"read".into())?.dyn_into()
}

fn read(engine: &Engine) -> Shown {
    if engine.text.trim().is_empty() {
        return Shown::Nothing;
    }
    if engine.text.len() > LONGEST {
        return Shown::TooLong;
    }
    let Some(read) = &engine.read else {
        return if engine.is_failed { Shown::Failed } else { Shown::Waiting };
    };
    let json = read.call1(&JsValue::UNDEFINED, &JsValue::from_str(&engine.text)).ok();
    let pasted = json.and_then(|json| json.as_string());
    pasted.and_then(|json| leptos::serde_json::from_str(&json).ok()).map_or(Shown::Failed, Shown::Read)
}

/// One sentence about the whole text, also read aloud.
fn status(words: Words, shown: &Shown) -> String {
    match shown {
        Shown::Nothing => words.say("paste-hint"),
        Shown::Waiting => words.say("paste-waiting"),
        Shown::Failed => words.say("paste-failed"),
        Shown::TooLong => words.say("paste-too-long"),
        Shown::Read(Pasted::Nothing) => words.say("paste-nothing"),
        Shown::Read(Pasted::Id(_)) => words.say("paste-id"),
        Shown::Read(Pasted::Replies(calls)) => {
            words.say_with("paste-replies", &[("n", i64::try_from(calls.len()).unwrap_or(i64::MAX).into())])
        }
        Shown::Read(Pasted::Log { n_calls, n_refused, .. }) => {
            let slots = [("n", i64::from(*n_calls).into()), ("refused", n_refused.to_string().into())];
            words.say_with("paste-log", &slots)
        }
    }
}

fn result(words: Words, shown: Shown) -> AnyView {
    match shown {
        Shown::Nothing | Shown::Waiting | Shown::Failed | Shown::Read(Pasted::Nothing) => ().into_any(),
        Shown::TooLong => {
            view! { <p><a class="button" href=urls::IMPORT>{words.say("paste-import")}</a></p> }.into_any()
        }
        Shown::Read(Pasted::Id(id)) => {
            view! { <p><a class="button main" href=search(&id)>{words.say("paste-look-up")}</a></p> }
                .into_any()
        }
        Shown::Read(Pasted::Replies(calls)) => told(words, calls, 0),
        Shown::Read(Pasted::Log { n_calls, calls, .. }) => told(words, calls, n_calls),
    }
}

/// The calls to choose from, and the chosen one.
fn told(words: Words, calls: Vec<Call>, n_calls: u32) -> AnyView {
    let chosen = RwSignal::new(0_usize);
    let n_left = usize::try_from(n_calls).unwrap_or(usize::MAX).saturating_sub(calls.len());
    let choices = (calls.len() > 1).then(|| {
        let items = calls
            .iter()
            .enumerate()
            .map(|(place, call)| {
                let status = call.diagnosis.status.map(|status| status.to_string());
                view! {
                    <li>
                        <button
                            class="pasted-choice" type="button" aria-pressed=move || (chosen.get() == place).to_string()
                            on:click=move |_| chosen.set(place)
                        >
                            <span class="pasted-name" lang="en">{name(words, call)}</span>
                            <span class="pasted-status">{status}</span>
                            <span class="pasted-why">{in_short(words, call)}</span>
                        </button>
                    </li>
                }
            })
            .collect_view();
        view! {
            <ul class="pasted-choices" aria-label=words.say("paste-calls")>{items}</ul>
            {(n_left > 0).then(|| view! {
                <p class="meta">
                    <span>{words.say_with("paste-more", &[("n", i64::try_from(n_left).unwrap_or(i64::MAX).into())])}</span>
                    <a href=urls::IMPORT>{words.say("paste-import")}</a>
                </p>
            })}
        }
    });
    view! {
        {choices}
        {move || calls.get(chosen.get()).cloned().map(|call| view! { <PastedCall words call/> })}
    }
    .into_any()
}

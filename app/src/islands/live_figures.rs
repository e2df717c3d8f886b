//! Figures that change while somebody looks: asked for every few seconds and put where they stand. Nothing else on the page is
//! touched, so what is open stays open and nothing moves.

use js_sys::{Array, Promise, Reflect};
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Response};

/// How long to wait between two answers, in milliseconds.
const ROUND: i32 = 4_000;

/// What is said when the figures cannot be kept up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveFiguresWords {
    /// Parts of the page have come or gone.
    pub changed: String,
    /// The link that loads it anew.
    pub again: String,
    /// The server does not answer.
    pub stale: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Note {
    Nothing,
    Changed,
    Stale,
}

/// Keeps up figures that have an id. `path` answers with `shape`, and with `figures` of `id`, `text`, `title`, `state`, `value`.
#[island]
pub fn LiveFigures(
    /// Where they are asked for.
    path: String,
    /// Which parts the page has.
    shape: String,
    /// What is said when they cannot be kept up.
    words: LiveFiguresWords,
) -> impl IntoView {
    let note = RwSignal::new(Note::Nothing);
    let place = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        let (path, shape) = (path.clone(), shape.clone());
        let Some(place) = place.get_untracked() else { return };
        spawn_local(async move {
            // When another page has taken the place of this one, nobody needs them any more.
            while sleep().await && place.is_connected() {
                if document().hidden() {
                    continue;
                }
                let Some(found) = ask(&path).await.filter(|_| place.is_connected()) else {
                    note.try_set(Note::Stale);
                    continue;
                };
                let is_same = field(&found, "shape").as_deref() == Some(&shape);
                note.try_set(if is_same { Note::Nothing } else { Note::Changed });
                put_all(&found);
            }
        });
    });
    let LiveFiguresWords { changed, again, stale } = words;
    view! {
        <div class="live-note" role="status" node_ref=place>
            {move || match note.get() {
                Note::Nothing => ().into_any(),
                Note::Stale => view! { <p class="notice">{stale.clone()}</p> }.into_any(),
                Note::Changed => {
                    let (changed, again) = (changed.clone(), again.clone());
                    view! {
                        <p class="notice">
                            {changed}
                            <button
                                class="button small" type="button"
                                on:click=|_| {
                                    // A page that cannot be loaded anew stays as it is.
                                    let _ = window().location().reload();
                                }
                            >
                                {again}
                            </button>
                        </p>
                    }
                    .into_any()
                }
            }}
        </div>
    }
}

/// Waits for the next round; whether that was possible.
async fn sleep() -> bool {
    let timer = Promise::new(&mut |done, _| {
        // Without a timer the promise is never kept, and the figures stay as they are.
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, ROUND);
    });
    JsFuture::from(timer).await.is_ok()
}

async fn ask(path: &str) -> Option<JsValue> {
    let response = JsFuture::from(window().fetch_with_str(path)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.json().ok()?).await.ok()
}

fn field(value: &JsValue, name: &str) -> Option<String> {
    Reflect::get(value, &name.into()).ok()?.as_string()
}

fn put_all(found: &JsValue) {
    let figures =
        Reflect::get(found, &"figures".into()).ok().and_then(|figures| figures.dyn_into::<Array>().ok());
    for figure in figures.iter().flat_map(Array::iter) {
        if let Some(id) = field(&figure, "id") {
            put(&id, &figure);
        }
    }
}

/// Puts one figure in its place. What has not changed is left alone: it may be read aloud.
fn put(id: &str, figure: &JsValue) {
    let element = |id: &str| document().get_element_by_id(id);
    if let Some(element) = element(id) {
        let text = field(figure, "text").unwrap_or_default();
        if element.text_content().as_deref() != Some(&text) {
            element.set_text_content(Some(&text));
        }
        let _ = element.toggle_attribute_with_force("hidden", text.is_empty());
        set(&element, "title", field(figure, "title"));
        set(&element, "data-state", field(figure, "state"));
    }
    let value = Reflect::get(figure, &"value".into()).ok().and_then(|value| value.as_f64());
    if let (Some(bar), Some(value)) = (element(&format!("{id}-bar")), value) {
        set(&bar, "value", Some(value.to_string()));
    }
}

fn set(element: &Element, name: &str, value: Option<String>) {
    if let Some(value) = value
        && element.get_attribute(name).as_ref() != Some(&value)
    {
        // A name that we wrote is one that an attribute may have.
        let _ = element.set_attribute(name, &value);
    }
}

//! A button that copies.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::Clipboard;

/// Copies a text; whether the browser let it. Browsers have no clipboard where the page came over plain HTTP from another machine.
pub(super) async fn put_on_clipboard(text: &str) -> bool {
    let found = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
    let Some(clipboard) = found.ok().and_then(|found| found.dyn_into::<Clipboard>().ok()) else {
        return false;
    };
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// Copies `text`. Stays hidden until scripts run, because without them it could do nothing.
#[island]
pub fn CopyButton(
    /// What is copied.
    text: String,
    /// Whether `text` is a path of this site, to be copied with the site's address before it.
    is_path: bool,
    /// What the button says.
    label: String,
    /// What it says when it has copied.
    done: String,
    /// What it says when the browser forbids it.
    failed: String,
) -> impl IntoView {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        Hidden,
        Ready,
        Done,
        Failed,
    }
    let state = RwSignal::new(State::Hidden);
    Effect::new(move |_| state.set(State::Ready));
    let copy = move |_| {
        let text = match (is_path, window().location().origin()) {
            (true, Ok(origin)) => format!("{origin}{text}"),
            _ => text.clone(),
        };
        spawn_local(async move {
            state.set(if put_on_clipboard(&text).await { State::Done } else { State::Failed });
        });
    };
    view! {
        <button class="button small" type="button" hidden=move || state.get() == State::Hidden on:click=copy>
            <span aria-live="polite">
                {move || match state.get() {
                    State::Hidden | State::Ready => label.clone(),
                    State::Done => done.clone(),
                    State::Failed => failed.clone(),
                }}
            </span>
        </button>
    }
}

//! The engine in the browser: pasted text in, what the page shows of it out. Nothing leaves the browser.
//!
//! A module of its own beside the pages' islands, so that only the page that reads pasted text downloads the engine. It has no
//! words and no drawings: the page brings them as templates in the viewer's language (`app/src/pages/paste/templates.rs`), and
//! this module picks and fills them. What is pasted reaches the page as text only.
//!
//! | file | what is there |
//! |---|---|
//! | [`page`] | where on the page it comes to stand; the templates are `engine-templates`' |
//! | [`call`] | one call: verdict, gates, facts, what to do, lines |

mod call;
mod page;

use std::cell::RefCell;

use engine::{
    format,
    paste::{Call, Pasted, read},
    story::Story,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use page::Page;

thread_local! {
    /// The calls to choose from.
    static CALLS: RefCell<Vec<Call>> = const { RefCell::new(Vec::new()) };
}

/// Says of a text what it is and why its calls ended as they did; of an empty text, nothing.
#[wasm_bindgen]
pub fn show(text: &str) -> Result<(), JsValue> {
    let page = Page::open()?;
    page.clear();
    CALLS.take();
    if text.trim().is_empty() {
        return Ok(());
    }
    match read(text) {
        Pasted::Nothing => page.say("paste-nothing", &[]),
        Pasted::Id(id) => {
            page.say("paste-id", &[]);
            if let Some(way) = page.piece("look-up") {
                way.set("look-up", "href", &search(&id));
                page.show(&way);
            }
        }
        Pasted::Replies(calls) => {
            page.say("paste-replies", &[("n", &calls.len().to_string())]);
            told(&page, calls, 0);
        }
        Pasted::Log { n_calls, n_refused, calls } => {
            page.say("paste-log", &[("n", &n_calls.to_string()), ("refused", &n_refused.to_string())]);
            told(&page, calls, n_calls);
        }
    }
    Ok(())
}

/// Shows the call at this place of the list.
#[wasm_bindgen]
pub fn choose(place: u32) -> Result<(), JsValue> {
    let page = Page::open()?;
    CALLS.with_borrow(|calls| {
        if let Some(chosen) = usize::try_from(place).ok().and_then(|place| calls.get(place)) {
            page.press(place);
            page.replace_call(call::article(&page, chosen).as_ref());
        }
    });
    Ok(())
}

/// The calls to choose from, when there are several, and the first one.
fn told(page: &Page, calls: Vec<Call>, n_calls: u32) {
    if calls.len() > 1
        && let Some(list) = page.piece("choices")
    {
        for (place, call) in calls.iter().enumerate() {
            let Some(choice) = page.piece("choice") else { break };
            choice.set("button", "data-call", &place.to_string());
            choice.set("button", "aria-pressed", if place == 0 { "true" } else { "false" });
            choice.text("name", &name(page, call));
            choice
                .text("status", &call.diagnosis.status.map(|status| status.to_string()).unwrap_or_default());
            let story = Story::new(call.diagnosis.cause, call.diagnosis.deny, call.diagnosis.policy_origin);
            choice.text("why", &page.text(&story.key(), &[]));
            list.append("choices", &choice);
        }
        let n_left = usize::try_from(n_calls).unwrap_or(usize::MAX).saturating_sub(calls.len());
        if n_left > 0 {
            list.text("more-text", &page.text("paste-more", &[("n", &n_left.to_string())]));
        } else {
            list.remove("more");
        }
        page.show(&list);
    }
    if let Some(article) = calls.first().and_then(|first| call::article(page, first)) {
        page.show(&article);
    }
    CALLS.set(calls);
}

/// What a call is named by: method and path, else its id.
fn name(page: &Page, call: &Call) -> String {
    let request = &call.request;
    format::call(request.method.as_deref(), request.path.as_deref())
        .or_else(|| request.request_id.as_ref().map(|id| format::visible(id.as_str())))
        .unwrap_or_else(|| page.text("call-unnamed", &[]))
}

/// The address at which a stored call with this id is looked for.
fn search(id: &str) -> String {
    format!("/requests?q={}", String::from(js_sys::encode_uri_component(id)))
}

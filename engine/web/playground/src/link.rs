//! The sheet in the fragment of the address, which browsers send to nobody.

use std::cell::RefCell;

use engine::playground::{
    Sheet,
    link::{LinkError, decode, encode},
};
use js_sys::Reflect;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Clipboard, Window};

use crate::page::Page;

/// How long after the last key the address is changed, in milliseconds: browsers refuse to change it a hundred times a second.
const PAUSE: i32 = 300;

impl Page {
    /// Says why the address holds nothing that can be shown.
    pub(crate) fn say_problem(&self, problem: Option<LinkError>) {
        let key = match problem {
            Some(LinkError::OtherVersion) => "play-link-version",
            Some(LinkError::Damaged) => "play-link-damaged",
            None => "",
        };
        self.put_text("link-problem", &self.text(key, &[]));
        self.show("link-problem", problem.is_some());
    }
}

/// What the address holds, or why that is nothing.
pub(crate) fn read() -> (Option<Sheet>, Option<LinkError>) {
    let fragment = web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    match decode(&fragment) {
        None => (None, None),
        Some(Ok(sheet)) => (Some(sheet), None),
        Some(Err(problem)) => (None, Some(problem)),
    }
}

/// Puts a sheet into the address, a moment later. An address of its own for every key would fill the browser's history: the one
/// that is there is replaced.
pub(crate) fn remember(sheet: &Sheet) {
    thread_local! {
        static LAST: RefCell<Option<Sheet>> = const { RefCell::new(None) };
    }
    let is_waiting = LAST.replace(Some(sheet.clone())).is_some();
    let Some(window) = web_sys::window().filter(|_| !is_waiting) else { return };
    let later = Closure::once_into_js(|| {
        if let (Some(sheet), Ok(page)) = (LAST.take(), Page::open())
            && let Some(window) = web_sys::window()
        {
            write(&window, &page, &sheet);
        }
    });
    // Without a timer the address stays as it is.
    let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(later.unchecked_ref(), PAUSE);
}

fn write(window: &Window, page: &Page, sheet: &Sheet) {
    let link = if *sheet == Sheet::default() { Ok(String::new()) } else { encode(sheet) };
    page.put_text("link-said", &if link.is_err() { page.text("play-link-long", &[]) } else { String::new() });
    let location = window.location();
    let here = [location.pathname(), location.search()].map(Result::unwrap_or_default).concat();
    let link = link.unwrap_or_default();
    let address = if link.is_empty() { here } else { format!("{here}#{link}") };
    if let Ok(history) = window.history() {
        let state = history.state().unwrap_or(JsValue::NULL);
        // A browser that has had enough leaves the address as it is.
        let _ = history.replace_state_with_url(&state, "", Some(&address));
    }
}

/// Copies the address of what is shown; it needs nothing that is stored here.
pub(crate) fn copy(page: &Page) {
    let sheet = crate::SHOWN.with_borrow(Sheet::clone);
    let Ok(link) = encode(&sheet) else {
        page.put_text("link-said", &page.text("play-link-long", &[]));
        return;
    };
    let Some(window) = web_sys::window() else { return };
    let location = window.location();
    let page_address = [location.origin(), location.pathname()].map(Result::unwrap_or_default).concat();
    let address = format!("{page_address}#{link}");
    let page = page.clone();
    // Browsers have no clipboard where the page came over plain HTTP from another machine.
    let clipboard = Reflect::get(&window.navigator(), &"clipboard".into());
    let Some(clipboard) = clipboard.ok().and_then(|found| found.dyn_into::<Clipboard>().ok()) else {
        page.put_text("link-said", &page.text("play-link-forbidden", &[]));
        return;
    };
    spawn_local(async move {
        let copied = JsFuture::from(clipboard.write_text(&address)).await;
        let key = if copied.is_ok() { "play-link-copied" } else { "play-link-forbidden" };
        page.put_text("link-said", &page.text(key, &[]));
    });
}

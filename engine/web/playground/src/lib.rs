//! The playground in the browser: reads the page's fields at every key, asks `engine::playground` what API Gateway would answer, and
//! shows it by the page's templates. What is typed is kept in the fragment of the address and nowhere else.
//!
//! | file | what is there |
//! |---|---|
//! | [`page`] | fields and places of the page |
//! | [`form`] | the fields ↔ a sheet |
//! | [`editor`] | line numbers and marks under the policies |
//! | [`verdict`] | what comes out, by which statement, what the client reads |
//! | [`reasons`] | statement by statement |
//! | [`notes`] | what is remarked upon, and how the policies changed |
//! | [`link`] | the sheet in the address |

mod editor;
mod form;
mod link;
mod notes;
mod page;
mod reasons;
mod verdict;

use std::cell::RefCell;

use engine::playground::{Entry, Known, Sheet, examples, judge, text};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{Element, Event};

use page::Page;

thread_local! {
    /// What is shown; the fields say the same.
    static SHOWN: RefCell<Sheet> = RefCell::default();
}

/// Brings the page that is open to life: with what its address holds, else with the stored call that it was opened from.
#[wasm_bindgen]
pub fn start() -> Result<(), JsValue> {
    let page = Page::open()?;
    listen(&page)?;
    // Before anything is in it, the fields have to be measurable.
    let _ = page.root.remove_attribute("hidden");
    begin(&page);
    Ok(())
}

/// Shows what the address holds, else the stored call, else nothing.
fn begin(page: &Page) {
    let (from_link, problem) = link::read();
    page.say_problem(problem);
    let stored = page.root.get_attribute("data-sheet");
    let stored = stored.and_then(|json| serde_json::from_str::<Sheet>(&json).ok()).map(Sheet::begun);
    let sheet = from_link.or(stored);
    let is_new = sheet.is_none();
    put(page, sheet.unwrap_or_default());
    if is_new && let Some(examples) = page.element("examples") {
        // Names that are ours can be set.
        let _ = examples.set_attribute("open", "");
    }
}

fn listen(page: &Page) -> Result<(), JsValue> {
    thread_local! {
        static HEARD: RefCell<bool> = const { RefCell::new(false) };
    }
    let on = |kind: &str, listener: fn(&Page, &Event)| {
        let closure = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            if let Ok(page) = Page::open() {
                listener(&page, &event);
            }
        });
        page.root.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref())?;
        closure.forget();
        Ok::<(), JsValue>(())
    };
    on("input", typed)?;
    on("change", chosen)?;
    on("click", clicked)?;
    // The address is the window's: it is listened to once, whichever page comes and goes.
    if !HEARD.replace(true) {
        let closure = Closure::<dyn Fn(Event)>::new(|_| {
            if let Ok(page) = Page::open() {
                begin(&page);
            }
        });
        let window = web_sys::window().ok_or("no window")?;
        window.add_event_listener_with_callback("hashchange", closure.as_ref().unchecked_ref())?;
        closure.forget();
    }
    Ok(())
}

fn typed(page: &Page, event: &Event) {
    let id = target(event).map(|field| field.id()).unwrap_or_default();
    match id.as_str() {
        "play-arn" => form::take_arn_apart(page),
        "play-api" | "play-stage" | "play-method" | "play-path" => form::put_arn_together(page),
        _ => form::refresh_rows(page),
    }
    read(page);
}

/// Some ways of choosing an option say so only afterwards. Of a text that says nothing new: it changes when it is left, which may be
/// by a press on a button that must still be there when it is let go.
fn chosen(page: &Page, event: &Event) {
    if target(event).is_some_and(|field| field.tag_name() == "SELECT") {
        typed(page, event);
    }
}

/// Shows what comes out of what is typed.
fn read(page: &Page) {
    let sheet = SHOWN.with_borrow(|old| form::read(page, old));
    show(page, &sheet);
    link::remember(&sheet);
    SHOWN.set(sheet);
}

/// Puts a sheet into the fields, and shows what comes out.
fn put(page: &Page, sheet: Sheet) {
    form::write(page, &sheet);
    show(page, &sheet);
    SHOWN.set(sheet);
}

fn show(page: &Page, sheet: &Sheet) {
    let judgement = judge(sheet);
    for (policy, text, side) in [
        ("authorizer", &sheet.authorizer, &judgement.authorizer),
        ("resource_policy", &sheet.resource_policy, &judgement.resource_policy),
    ] {
        let marks: Vec<_> =
            side.notes.iter().filter_map(|note| Some((note.place.as_ref()?, note.level.id()))).collect();
        editor::draw(page, policy, text, &marks);
        notes::show(page, policy, text, side);
    }
    let label = if judgement.has_caller { "play-authorizer.iam" } else { "play-authorizer" };
    page.put_text("authorizer-label", &page.text(label, &[]));
    page.show("authorizer-panel", judgement.has_caller_policy);
    page.show("caller-field", judgement.has_caller);
    page.show("empty", sheet.resource_policy.trim().is_empty());
    verdict::show(page, sheet, &judgement);
    notes::show_changes(page, &judgement);
}

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn clicked(page: &Page, event: &Event) {
    let Some(button) = target(event).and_then(|element| element.closest("[data-do]").ok().flatten()) else {
        return;
    };
    let data = |name: &str| button.get_attribute(&format!("data-{name}")).unwrap_or_default();
    match data("do").as_str() {
        "example" => {
            if let Some(sheet) = examples::named(&data("example")) {
                put(page, sheet);
                read(page);
                page.say_problem(None);
            }
        }
        "clear" => {
            put(page, Sheet::default());
            read(page);
            page.say_problem(None);
            page.focus("authorizer");
        }
        "restore" => {
            let before = SHOWN.with_borrow(|sheet| sheet.before.clone());
            if let Some(before) = before {
                page.set_value("authorizer", &before.authorizer);
                page.set_value("resource_policy", &before.resource_policy);
                read(page);
                page.focus("authorizer");
            }
        }
        "format" => {
            let policy = data("of");
            if let Some(tidy) = text::tidy(&page.value(&policy)) {
                page.set_value(&policy, &tidy);
                read(page);
            }
        }
        "go" => {
            let place = |name| data(name).parse().unwrap_or_default();
            editor::go_to(page, &data("of"), place("start"), place("end"));
        }
        "link" => link::copy(page),
        "add-key" => {
            let row = form::add_row(page, &Entry { known: Known::Value, ..Entry::default() });
            if let Some(field) = row.as_ref().and_then(form::first_field) {
                page::focus(&field);
            }
            read(page);
        }
        "remove-key" => {
            if let Ok(Some(row)) = button.closest("li") {
                row.remove();
            }
            page.focus("add-key");
            read(page);
        }
        "ask" => {
            let key = data("key");
            let row = form::row_of(page, &key)
                .or_else(|| form::add_row(page, &Entry { key, known: Known::Value, values: Vec::new() }));
            if let Some(field) = row.as_ref().and_then(form::ask_for_value) {
                page::focus(&field);
            }
            read(page);
        }
        _ => {}
    }
}

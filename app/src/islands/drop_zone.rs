//! Where log files are dropped: without scripts a plain form with a file field, with them a zone that takes the files,
//! shows how far they are sent, and goes to the result.

use std::{cell::RefCell, rc::Rc};

use leptos::{ev, prelude::*};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{File, FileList, FormData, HtmlInputElement, ProgressEvent, XmlHttpRequest};

/// What the zone says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropZoneWords {
    /// What to do here.
    pub lead: String,
    /// Beside the file field.
    pub choose: String,
    /// The button of the plain form.
    pub send: String,
    /// Ends the sending.
    pub cancel: String,
    /// How far it is sent, with `{percent}` for the number.
    pub progress: String,
    /// All is sent, the server reads.
    pub reading: String,
    /// The connection failed.
    pub failed: String,
}

#[derive(Debug, Clone, PartialEq)]
enum State {
    /// Waits for a file.
    Idle,
    /// Sends; so many per cent are sent.
    Sending(u32),
    /// All is sent.
    Reading,
    /// Did not work, and why.
    Failed(String),
}

/// The drop zone. `action` takes the files as multipart fields `file`.
#[island]
pub fn DropZone(
    /// Where the file is posted to.
    action: String,
    /// What the zone says.
    words: DropZoneWords,
) -> impl IntoView {
    let state = RwSignal::new(State::Idle);
    let is_over = RwSignal::new(false);
    let is_alive = RwSignal::new(false);
    // Not in a signal: a value that may not leave its thread must not be owned by the server's rendering.
    let under_way = Rc::new(RefCell::new(None::<XmlHttpRequest>));
    Effect::new(move |_| is_alive.set(true));

    let failed = StoredValue::new(words.failed.clone());
    let action = StoredValue::new(action);
    let send = {
        let under_way = Rc::clone(&under_way);
        move |files: FileList| {
            let mut files: Vec<File> = (0..files.length()).filter_map(|place| files.get(place)).collect();
            if files.is_empty() {
                return;
            }
            // What describes the API is short, and a long log is read as it arrives.
            files.sort_by(|one, other| one.size().total_cmp(&other.size()));
            state.set(State::Sending(0));
            match upload(&action.get_value(), &files, state, failed.get_value()) {
                Ok(request) => *under_way.borrow_mut() = Some(request),
                Err(_) => state.set(State::Failed(failed.get_value())),
            }
        }
    };
    let send_chosen = send.clone();
    let on_drop = move |event: ev::DragEvent| {
        event.prevent_default();
        is_over.set(false);
        if let Some(files) = event.data_transfer().and_then(|data| data.files()) {
            send(files);
        }
    };
    let on_drag = move |event: ev::DragEvent| {
        event.prevent_default();
        is_over.set(true);
    };
    let on_choose = move |event: ev::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(files) = input.and_then(|input| input.files()) {
            send_chosen(files);
        }
    };
    let on_cancel = move |_| {
        if let Some(request) = under_way.borrow_mut().take() {
            // To abort a request that has ended does nothing.
            let _ = request.abort();
        }
        state.set(State::Idle);
    };

    let DropZoneWords { lead, choose, send: send_word, cancel, progress, reading, failed: _ } = words;
    let is_busy = move || matches!(state.get(), State::Sending(_) | State::Reading);
    let percent = move || match state.get() {
        State::Sending(percent) => Some(percent.to_string()),
        State::Reading => Some("100".to_owned()),
        State::Idle | State::Failed(_) => None,
    };
    let status = move || match state.get() {
        State::Idle => String::new(),
        State::Sending(percent) => progress.replace("{percent}", &percent.to_string()),
        State::Reading => reading.clone(),
        State::Failed(reason) => reason,
    };
    view! {
        <form
            class="drop-zone" class:over=is_over class:busy=is_busy class:alive=is_alive
            method="post" action=action.get_value() enctype="multipart/form-data"
            on:drop=on_drop on:dragover=on_drag
            on:dragleave=move |_| is_over.set(false)
        >
            <p class="drop-lead">{lead}</p>
            <p class="drop-choice">
                <label class="button main" for="file">{choose}</label>
                <input id="file" name="file" type="file" multiple required on:change=on_choose/>
                <button class="button" type="submit" hidden=is_alive>{send_word}</button>
            </p>
            <div class="drop-progress" hidden=move || !is_busy()>
                <progress max="100" value=percent aria-labelledby="drop-status"></progress>
                <button class="button small" type="button" on:click=on_cancel>{cancel}</button>
            </div>
            <p
                class="drop-status" id="drop-status" role="status"
                class:problem=move || matches!(state.get(), State::Failed(_))
            >
                {status}
            </p>
        </form>
    }
}

/// Starts to send. Progress and failure go to `state`; success leaves this page for the result.
fn upload(
    action: &str,
    files: &[File],
    state: RwSignal<State>,
    failed: String,
) -> Result<XmlHttpRequest, JsValue> {
    let form = FormData::new()?;
    for file in files {
        form.append_with_blob_and_filename("file", file, &file.name())?;
    }
    let request = XmlHttpRequest::new()?;
    request.open("POST", action)?;
    request.set_request_header("Accept", "application/json")?;

    let on_progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        let (sent, total) = (event.loaded(), event.total());
        if sent >= total {
            state.set(State::Reading);
        } else {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
            state.set(State::Sending((100.0 * sent / total) as u32));
        }
    });
    request.upload()?.set_onprogress(Some(on_progress.as_ref().unchecked_ref()));
    on_progress.forget();

    let on_end = {
        let request = request.clone();
        let failed = failed.clone();
        Closure::<dyn Fn()>::new(move || match outcome(&request) {
            Outcome::Imported(path) => {
                if window().location().assign(&path).is_err() {
                    state.set(State::Failed(failed.clone()));
                }
            }
            Outcome::Problem(problem) => state.set(State::Failed(problem)),
            Outcome::Other => state.set(State::Failed(failed.clone())),
        })
    };
    request.set_onload(Some(on_end.as_ref().unchecked_ref()));
    on_end.forget();
    let on_error = Closure::<dyn Fn()>::new(move || state.set(State::Failed(failed.clone())));
    request.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    on_error.forget();

    request.send_with_opt_form_data(Some(&form))?;
    Ok(request)
}

enum Outcome {
    Imported(String),
    Problem(String),
    Other,
}

fn outcome(request: &XmlHttpRequest) -> Outcome {
    let Some(answer) =
        request.response_text().ok().flatten().and_then(|text| js_sys::JSON::parse(&text).ok())
    else {
        return Outcome::Other;
    };
    let field = |name: &str| js_sys::Reflect::get(&answer, &JsValue::from_str(name)).ok();
    let import_id = field("import_id").and_then(|id| id.as_f64());
    let problem = field("problem").and_then(|problem| problem.as_string());
    match (import_id, problem) {
        (Some(id), _) => {
            #[expect(clippy::cast_possible_truncation, reason = "ids are whole and far below 2^53")]
            let path = crate::urls::imported(id as i64);
            Outcome::Imported(path)
        }
        (None, Some(problem)) => Outcome::Problem(problem),
        (None, None) => Outcome::Other,
    }
}

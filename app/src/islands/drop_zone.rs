//! Where log files are dropped: without scripts a plain form with a file field, with them a zone that takes files and whole folders,
//! shows how far they are sent and read, and goes to the result.

use std::{cell::RefCell, rc::Rc};

use leptos::{ev, prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast as _;
use web_sys::{File, HtmlInputElement};

use super::{
    folder,
    sending::{Outcome, Progress, Sending},
};

/// What the zone says. `{…}` are slots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropZoneWords {
    /// What to do here.
    pub lead: String,
    /// Beside the file field.
    pub choose: String,
    /// Beside the field for a folder.
    pub choose_folder: String,
    /// The button of the plain form.
    pub send: String,
    /// Ends the sending.
    pub cancel: String,
    /// How far it is sent: `{percent}`, `{sent}`, `{total}`.
    pub progress: String,
    /// All is sent, the server reads.
    pub reading: String,
    /// What the server has read so far: `{events}`.
    pub read: String,
    /// There is nothing to send.
    pub empty: String,
    /// Stopped before anything was stored.
    pub stopped: String,
    /// Stopped, and what is stored stays: `{requests}`.
    pub stopped_stored: String,
    /// The connection failed.
    pub failed: String,
}

#[derive(Debug, Clone, PartialEq)]
enum State {
    /// Waits for a file.
    Idle,
    /// Sends, or is read.
    Busy(Progress),
    /// Somebody stopped it.
    Stopped(Progress),
    /// There was nothing in what was dropped.
    Empty,
    /// Did not work, and why; without a reason the connection failed.
    Failed(Option<String>),
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
    let under_way = Rc::new(RefCell::new(None::<Sending>));
    Effect::new(move |_| is_alive.set(true));

    let action = StoredValue::new(action);
    let send = {
        let under_way = Rc::clone(&under_way);
        move |mut files: Vec<File>| {
            if files.is_empty() {
                state.set(State::Empty);
                return;
            }
            // What describes the API is short, and a long log is read as it arrives.
            files.sort_by(|one, other| one.size().total_cmp(&other.size()));
            state.set(State::Busy(Progress::default()));
            let on_progress = move |progress| state.set(State::Busy(progress));
            let on_end = move |outcome| match outcome {
                Outcome::Imported(path) if window().location().assign(&path).is_ok() => {}
                Outcome::Problem(problem) => state.set(State::Failed(Some(problem))),
                Outcome::Imported(_) | Outcome::Other => state.set(State::Failed(None)),
            };
            match Sending::start(&action.get_value(), &files, on_progress, on_end) {
                Ok(sending) => *under_way.borrow_mut() = Some(sending),
                Err(_) => state.set(State::Failed(None)),
            }
        }
    };
    let on_drop = {
        let send = send.clone();
        move |event: ev::DragEvent| {
            event.prevent_default();
            is_over.set(false);
            // What was dropped can be asked for only while it drops.
            if let Some(dropped) = event.data_transfer().map(|data| folder::dropped(&data)) {
                let send = send.clone();
                spawn_local(async move { send(dropped.files().await) });
            }
        }
    };
    let on_drag = move |event: ev::DragEvent| {
        event.prevent_default();
        is_over.set(true);
    };
    let on_choose = move |event: ev::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(files) = input.and_then(|input| input.files()) {
            send(folder::logs(&files));
        }
    };
    let on_cancel = move |_| {
        if let (Some(sending), State::Busy(progress)) = (under_way.borrow_mut().take(), state.get_untracked())
        {
            sending.stop();
            state.set(State::Stopped(progress));
        }
    };

    let is_busy = move || matches!(state.get(), State::Busy(_));
    let percent = move || match state.get() {
        State::Busy(progress) => Some(progress.percent().to_string()),
        _ => None,
    };
    let DropZoneWords { lead, choose, choose_folder, send: send_word, cancel, .. } = words.clone();
    view! {
        <form
            class="drop-zone" class:over=is_over class:busy=is_busy class:alive=is_alive
            method="post" action=action.get_value() enctype="multipart/form-data"
            on:drop=on_drop on:dragover=on_drag
            on:dragleave=move |_| is_over.set(false)
        >
            <p class="drop-lead">{lead}</p>
            <p class="drop-choice">
                <input id="file" name="file" type="file" multiple required on:change=on_choose.clone()/>
                <label class="button main" for="file">{choose}</label>
                <button class="button" type="submit" hidden=is_alive>{send_word}</button>
                <input id="folder" type="file" prop:webkitdirectory=true hidden=move || !is_alive.get() on:change=on_choose/>
                <label class="button" for="folder">{choose_folder}</label>
            </p>
            <div class="drop-progress" hidden=move || !is_busy()>
                <progress max="100" value=percent aria-labelledby="drop-status"></progress>
                <button class="button small" type="button" on:click=on_cancel>{cancel}</button>
            </div>
            <p
                class="drop-status" id="drop-status" role="status"
                class:problem=move || matches!(state.get(), State::Failed(_) | State::Empty)
            >
                {move || said(&words, state.get())}
            </p>
        </form>
    }
}

/// What is said of a state.
fn said(words: &DropZoneWords, state: State) -> String {
    let fill = |sentence: &str, slots: &[(&str, String)]| {
        slots.iter().fold(sentence.to_owned(), |text, (slot, value)| text.replace(slot, value))
    };
    match state {
        State::Idle => String::new(),
        State::Busy(progress) if progress.is_sent() && progress.n_events == 0 => words.reading.clone(),
        State::Busy(progress) if progress.is_sent() => fill(
            &words.read,
            &[("{events}", count(progress.n_events)), ("{requests}", count(progress.n_requests))],
        ),
        State::Busy(progress) => fill(
            &words.progress,
            &[
                ("{percent}", progress.percent().to_string()),
                ("{sent}", megabytes(progress.sent)),
                ("{total}", megabytes(progress.total)),
            ],
        ),
        State::Stopped(progress) if progress.n_requests > 0 => {
            fill(&words.stopped_stored, &[("{requests}", count(progress.n_requests))])
        }
        State::Stopped(_) => words.stopped.clone(),
        State::Empty => words.empty.clone(),
        State::Failed(reason) => reason.unwrap_or_else(|| words.failed.clone()),
    }
}

fn count(n: i64) -> String {
    engine::format::count(n)
}

/// `12.3`, of bytes.
fn megabytes(bytes: i64) -> String {
    let tenths = bytes / 100_000;
    format!("{}.{}", tenths / 10, tenths % 10)
}

//! Files on their way to the server, which answers with a line of JSON every moment: how far it is, and at last what came of it.

use js_sys::Reflect;
use leptos::web_sys;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{File, FormData, ProgressEvent, XmlHttpRequest};

/// How far it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Progress {
    /// Bytes that were sent.
    pub(super) sent: i64,
    /// Bytes that are to be sent.
    pub(super) total: i64,
    /// Log events that the server has read.
    pub(super) n_events: i64,
    /// Requests that it has stored.
    pub(super) n_requests: i64,
}

impl Progress {
    /// How much is sent, in hundredths.
    pub(super) fn percent(self) -> i64 {
        if self.total == 0 { 0 } else { 100 * self.sent / self.total }
    }

    /// Whether all is sent.
    pub(super) fn is_sent(self) -> bool {
        self.total > 0 && self.sent >= self.total
    }
}

/// What came of it.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The page of the result.
    Imported(String),
    /// Why the server did not take it.
    Problem(String),
    /// No answer that can be read.
    Other,
}

/// A request that is under way.
#[derive(Debug)]
pub(super) struct Sending(XmlHttpRequest);

impl Sending {
    /// Starts to send.
    pub(super) fn start(
        action: &str,
        files: &[File],
        on_progress: impl Fn(Progress) + Clone + 'static,
        on_end: impl Fn(Outcome) + Clone + 'static,
    ) -> Result<Self, JsValue> {
        let form = FormData::new()?;
        for file in files {
            form.append_with_blob_and_filename("file", file, &file.name())?;
        }
        let request = XmlHttpRequest::new()?;
        request.open("POST", action)?;
        request.set_request_header("Accept", "application/x-ndjson")?;
        let sent = std::rc::Rc::new(std::cell::Cell::new(Progress::default()));

        let on_sent = {
            let (sent, on_progress) = (sent.clone(), on_progress.clone());
            Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
                let progress =
                    Progress { sent: whole(event.loaded()), total: whole(event.total()), ..sent.get() };
                sent.set(progress);
                on_progress(progress);
            })
        };
        request.upload()?.set_onprogress(Some(on_sent.as_ref().unchecked_ref()));
        on_sent.forget();

        let on_line = {
            let request = request.clone();
            Closure::<dyn Fn()>::new(move || {
                let line = last_line(&request).and_then(|line| field(&line, "progress"));
                let Some(line) = line else { return };
                let number = |name| field(&line, name).and_then(|number| number.as_f64()).map_or(0, whole);
                let progress =
                    Progress { n_events: number("n_events"), n_requests: number("n_requests"), ..sent.get() };
                sent.set(progress);
                on_progress(progress);
            })
        };
        request.set_onprogress(Some(on_line.as_ref().unchecked_ref()));
        on_line.forget();

        let on_load = {
            let (request, on_end) = (request.clone(), on_end.clone());
            Closure::<dyn Fn()>::new(move || on_end(outcome(&request)))
        };
        request.set_onload(Some(on_load.as_ref().unchecked_ref()));
        on_load.forget();
        let on_error = Closure::<dyn Fn()>::new(move || on_end(Outcome::Other));
        request.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        on_error.forget();

        request.send_with_opt_form_data(Some(&form))?;
        Ok(Self(request))
    }

    /// Hangs up, by which the server knows that nobody wants the rest.
    pub(super) fn stop(self) {
        // To abort a request that has ended does nothing.
        let _ = self.0.abort();
    }
}

/// The last line that came whole.
fn last_line(request: &XmlHttpRequest) -> Option<JsValue> {
    let text = request.response_text().ok().flatten()?;
    let line = text.strip_suffix('\n').unwrap_or(&text).rsplit('\n').next()?;
    js_sys::JSON::parse(line).ok()
}

fn field(value: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(value, &name.into()).ok().filter(|found| !found.is_undefined())
}

fn outcome(request: &XmlHttpRequest) -> Outcome {
    let Some(answer) = last_line(request) else { return Outcome::Other };
    let import_id = field(&answer, "import_id").and_then(|id| id.as_f64());
    let problem = field(&answer, "problem").and_then(|problem| problem.as_string());
    match (import_id, problem) {
        (Some(id), _) => Outcome::Imported(crate::urls::imported(whole(id))),
        (None, Some(problem)) => Outcome::Problem(problem),
        (None, None) => Outcome::Other,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "whole numbers, far below 2^53")]
fn whole(number: f64) -> i64 {
    number as i64
}

//! What one call adds to the counts. On the way of every call that is stored: counters, and nothing allocated.

use super::{Count, Evidence, fields};
use crate::{diagnosis::Cause, log::sentence::Sentence, request::reading::Reading};

/// What the lines of one call are.
#[derive(Default)]
struct Lines {
    n_execution: u64,
    n_execution_bytes: u64,
    n_access: u64,
    n_access_bytes: u64,
    has_execution: bool,
    has_steps: bool,
    is_traceable: bool,
}

impl Evidence {
    /// Learns from a call and from why it ended as it did. A test in the console prints everything, whatever the stage logs, so
    /// that nothing is learned from it.
    pub fn learn(&mut self, reading: &Reading<'_>, cause: Cause) {
        let Some(lines) = Lines::of(reading) else { return };
        let is_allowed = cause == Cause::None;
        self.add(Count::Requests, 1);
        self.add(Count::Allowed, u64::from(is_allowed));
        if lines.has_execution {
            self.add(Count::Steps, u64::from(lines.has_steps));
            self.add(Count::Traceable, u64::from(lines.is_traceable));
            let (requests, events, bytes) = if reading.has_data_trace() {
                (Count::Trace, Count::TraceEvents, Count::TraceBytes)
            } else if lines.has_steps {
                (Count::Plain, Count::PlainEvents, Count::PlainBytes)
            } else {
                (Count::Failures, Count::FailureEvents, Count::FailureBytes)
            };
            self.add(requests, 1);
            self.add(events, lines.n_execution);
            self.add(bytes, lines.n_execution_bytes);
        }
        self.add(Count::AccessEvents, lines.n_access);
        self.add(Count::AccessBytes, lines.n_access_bytes);
        if reading.access.is_some() {
            self.learn_access(reading, cause);
        }
    }

    fn learn_access(&mut self, reading: &Reading<'_>, cause: Cause) {
        let Some(record) = &reading.access else { return };
        let is_refused = match cause {
            Cause::Unknown => record.status().is_some_and(|status| matches!(status, 401 | 403 | 429)),
            Cause::None | Cause::BackendRefused | Cause::IntegrationError | Cause::ClientError => false,
            _ => true,
        };
        self.add(Count::Access, 1);
        self.add(Count::AccessAllowed, u64::from(cause == Cause::None));
        self.add(Count::AccessRefused, u64::from(is_refused));
        self.add(Count::AccessAuthorizer, u64::from(reading.has_authorizer()));
        self.add(Count::AccessCalled, u64::from(reading.authorizer_was_called()));
        for (name, _) in &record.fields {
            if let Some(n) = fields::place(name).and_then(|place| self.fields.get_mut(place)) {
                *n = n.saturating_add(1);
            }
        }
    }
}

impl Lines {
    /// Counts the lines; `None` for those of a test in the console.
    fn of(reading: &Reading<'_>) -> Option<Self> {
        let mut lines = Self::default();
        for (line, text) in reading.lines.iter().zip(&reading.request.lines) {
            let n_bytes = u64::try_from(text.text.len()).unwrap_or(u64::MAX);
            match line.sentence {
                Sentence::ExecutionLog { .. } => return None,
                Sentence::AccessLog(json) => {
                    lines.n_access += 1;
                    lines.n_access_bytes += u64::try_from(json.len()).unwrap_or(u64::MAX);
                    continue;
                }
                Sentence::Unknown => {}
                _ => {
                    lines.has_execution = true;
                    lines.has_steps |= is_step(&line.sentence);
                    lines.is_traceable |= matches!(
                        line.sentence,
                        Sentence::StartingAuthorizer { .. } | Sentence::StartingExecution { .. }
                    );
                }
            }
            lines.n_execution += 1;
            lines.n_execution_bytes += n_bytes;
        }
        Some(lines)
    }
}

/// Whether only log level INFO prints it. Whether ERROR prints refusals is not known, so they show nothing.
fn is_step(sentence: &Sentence<'_>) -> bool {
    matches!(
        sentence,
        Sentence::ExtendedRequestId(_)
            | Sentence::StartingAuthorizer { .. }
            | Sentence::AuthorizerCompleted
            | Sentence::VerifyingUsagePlan { .. }
            | Sentence::ApiKeyAuthorized { .. }
            | Sentence::UsagePlanSucceeded { .. }
            | Sentence::StartingExecution { .. }
            | Sentence::MethodAndPath { .. }
            | Sentence::ValidationSucceeded
            | Sentence::ExecutionCompleted
            | Sentence::IntegrationRequestId(_)
            | Sentence::XRayTraceId(_)
    )
}

//! What can be seen of a stage's calls, and how surely each question about them can be answered from it.
//!
//! The grades are those of [`crate::diagnosis`] for a call of that cause, of which the log holds what can be seen; a test
//! holds them to it.

use serde::{Deserialize, Serialize};

use super::{Count, Evidence, fields};
use crate::{
    configuration::stage::Level,
    diagnosis::{Cause, Grade, vocabulary},
};

vocabulary! {
    /// A setting of a stage that lets more be seen.
    Setting {
        /// An access log in the recommended format.
        AccessLog = "access_log",
        /// Log level INFO.
        Steps = "steps",
        /// Data trace, which needs INFO.
        DataTrace = "data_trace",
    }
}

vocabulary! {
    /// What else is asked of a call than its cause.
    Detail {
        /// The method and path of a refused call.
        MethodAndPath = "method_and_path",
        /// The status that the client of a refused call got.
        Status = "status",
        /// Whether the authorizer's policy was fresh or cached.
        PolicyOrigin = "policy_origin",
        /// Which request filled the cache entry, and when it dies.
        FilledBy = "filled_by",
        /// Whether a policy denied explicitly or implicitly, and by which statement.
        Deny = "deny",
    }
}

/// What can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sight {
    /// How much the execution log prints.
    pub level: Level,
    /// Whether it prints requests and responses in full.
    pub is_data_trace: bool,
    /// Which of [`fields::FIELDS`] access lines have, a bit each.
    pub fields: u64,
}

/// Every question, with how surely it can be answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered<T> {
    /// What is asked.
    pub question: T,
    /// How surely it is answered from what is logged now.
    pub now: Grade,
    /// How surely, with one setting turned on; only where that is surer.
    pub with: Vec<(Setting, Grade)>,
}

impl Sight {
    /// What the calls of a stage let be seen.
    pub fn of(evidence: &Evidence) -> Self {
        let level = match () {
            () if evidence.count(Count::Steps) > 0 => Level::Info,
            () if evidence.n_execution() > 0 => Level::Error,
            () => Level::Off,
        };
        let seen = (0..fields::FIELDS.len()).filter(|place| evidence.field(*place) > 0);
        Self {
            level,
            is_data_trace: evidence.count(Count::Trace) > 0,
            fields: seen.fold(0, |fields, place| fields | 1 << place),
        }
    }

    /// The same with a setting turned on.
    #[must_use]
    pub fn with(mut self, setting: Setting) -> Self {
        match setting {
            Setting::AccessLog => self.fields |= (1 << fields::FIELDS.len()) - 1,
            Setting::Steps => self.level = Level::Info,
            Setting::DataTrace => {
                self.level = Level::Info;
                self.is_data_trace = true;
            }
        }
        self
    }

    /// Whether a setting is on already.
    pub fn has(self, setting: Setting) -> bool {
        self.with(setting) == self
    }

    /// Every question that `answer` knows to answer, and what each setting would make of it.
    pub fn answers<T: Copy>(self, questions: &[T], answer: fn(Self, T) -> Grade) -> Vec<Answered<T>> {
        let answered = |&question: &T| {
            let now = answer(self, question);
            let surer = Setting::ALL.iter().map(|setting| (*setting, answer(self.with(*setting), question)));
            Answered { question, now, with: surer.filter(|(_, grade)| *grade < now).collect() }
        };
        questions.iter().map(answered).collect()
    }

    /// How surely calls of this cause are told.
    pub fn cause(self, cause: Cause) -> Grade {
        let has_steps = self.level == Level::Info;
        let has_failures = self.level >= Level::Error;
        let response = self.logs("error.responseType");
        let text = self.logs("error.messageString");
        let status = self.logs("status");
        let phase = |name| self.logs(name);
        let proved = |is: bool| is.then_some(Grade::Proved);
        let inferred = |is: bool| is.then_some(Grade::Inferred);
        let grade = match cause {
            Cause::None => proved(has_steps || status),
            // What refuses at the second pass has no line of its own.
            Cause::ResourcePolicyDeny => inferred(has_steps || text),
            Cause::IdentityRejected => proved(has_steps && self.is_data_trace),
            Cause::AuthorizerRaisedUnauthorized => proved(
                (has_steps && self.is_data_trace)
                    || (phase("authorizer.requestId") && (response || phase("authorizer.status"))),
            ),
            Cause::Unauthorized => {
                proved(has_steps || response || phase("authorizer.status") || (text && status))
            }
            Cause::AuthorizerError => proved(has_failures || response || phase("authorizer.status")),
            // Where the policy came from is a part of the verdict, and without data trace it is an estimate.
            Cause::AuthorizerPolicyDeny => {
                let is_denied = response || phase("authorize.status");
                let has_authorizer = phase("authorizer.status") || phase("authorizer.principalId");
                proved(has_steps && self.is_data_trace)
                    .or(inferred(has_steps || (is_denied && has_authorizer)))
            }
            Cause::ApiKeyRejected => proved(has_steps || response),
            Cause::Throttled | Cause::QuotaExceeded => proved(has_steps || response).or(inferred(text)),
            Cause::WafBlocked => proved(response || phase("waf.status") || phase("wafResponseCode")),
            Cause::RouteNotFound => inferred(response || text),
            Cause::IamAuthFailed => proved(response || text).or(inferred(phase("authenticate.status"))),
            Cause::NotMapped => inferred(text),
            Cause::CacheInvalidationRefused => proved(has_steps || text),
            Cause::BackendRefused => proved(has_steps || (status && phase("integration.status"))),
            Cause::IntegrationError => {
                proved(has_steps || (status && response)).or(inferred(has_failures || status))
            }
            Cause::ClientError => proved(has_steps || response).or(inferred(status)),
            Cause::Unknown => None,
        };
        grade.unwrap_or(Grade::Unknown)
    }

    /// How surely a detail is told.
    pub fn detail(self, detail: Detail) -> Grade {
        let has_steps = self.level == Level::Info;
        let has_trace = has_steps && self.is_data_trace;
        let (is_proved, is_inferred) = match detail {
            // Lines of the execution log name them for calls that got past every gate only.
            Detail::MethodAndPath => (self.logs("httpMethod") && self.logs("path"), has_trace),
            Detail::Status => (self.logs("status"), has_steps || self.logs("error.responseType")),
            Detail::PolicyOrigin => {
                let tells_the_call =
                    self.logs("authorizer.requestId") || self.logs("authorizer.integrationLatency");
                (has_trace, has_steps || tells_the_call)
            }
            // The identity is masked, so that it was this caller's entry is likely, not certain.
            Detail::FilledBy => (false, has_trace),
            Detail::Deny => (has_trace, self.logs("error.messageString")),
        };
        match (is_proved, is_inferred) {
            (true, _) => Grade::Proved,
            (false, true) => Grade::Inferred,
            (false, false) => Grade::Unknown,
        }
    }

    fn logs(self, variable: &str) -> bool {
        fields::place(variable).is_some_and(|place| self.fields & 1 << place != 0)
    }
}

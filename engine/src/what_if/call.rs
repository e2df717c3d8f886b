//! A request and its verdict → the facts of it that a change may meet.
//!
//! | fact | where it comes from |
//! |---|---|
//! | when | the line `Starting authorizer`, else the first line ([`Request::asked_at`](crate::request::Request::asked_at)) |
//! | API, stage, authorizer | the log group's name, `Starting authorizer`, the access line |
//! | identity | `Incoming identity`, which data trace prints, masked by API Gateway: what answers are cached under |
//! | principal | `Using valid authorizer policy for principal`, masked; the access line; the answer |
//! | method and path, ARN | `HTTP Method`, the authorizer's event, the resource policy's message, the access line |
//! | address, agent | `$context.identity.sourceIp` and `.userAgent` of the access line; no execution log tells them |
//! | how it ended | the [`Diagnosis`] |
//! | the answer, and when it came | `Authorizer result body before parsing` of this call, or of the one that filled the cache entry |
//! | how long the authorizer took | from `Starting authorizer` to its answer, else `$context.authorizer.integrationLatency` |
//!
//! Policies are few and calls many: calls with one policy share it, by [`Answers`].

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use crate::{
    cache::{Candidate, Origin, replay},
    diagnosis::{Cause, Deny, Diagnosis, Grade, Judged, Missing, PolicyOrigin},
    ids::{ApiId, AuthorizerId, RequestId, StageName},
    log::{access::Record, sentence::Sentence},
    policy::{
        Policy,
        document::{Answer, document},
    },
    request::reading::Reading,
    time::Instant,
};

/// A recorded call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Its request id, to point at it.
    pub request_id: Option<RequestId>,
    /// When its authorizer was asked, the cache first; else when it started. One without a moment cannot be replayed.
    pub at: Option<Instant>,
    /// The API.
    pub api_id: Option<ApiId>,
    /// The stage.
    pub stage: Option<StageName>,
    /// The authorizer that it came to.
    pub authorizer_id: Option<AuthorizerId>,
    /// What answers to it are cached under, masked.
    pub identity: Option<Box<str>>,
    /// Who called, masked.
    pub principal: Option<Box<str>>,
    /// The HTTP method.
    pub method: Option<Box<str>>,
    /// The path that was asked for; never a template.
    pub path: Option<Box<str>>,
    /// The ARN that was asked for, where a line names it.
    pub method_arn: Option<Box<str>>,
    /// `aws:SourceIp`.
    pub source_address: Option<Box<str>>,
    /// `aws:UserAgent`.
    pub user_agent: Option<Box<str>>,
    /// Why it ended as it did.
    pub cause: Cause,
    /// How a policy denied.
    pub deny: Option<Deny>,
    /// How sure that is.
    pub grade: Grade,
    /// Where the authorizer's policy came from; `None` where none was evaluated.
    pub policy_origin: Option<PolicyOrigin>,
    /// The authorizer's answer that was evaluated, where it is known which.
    pub answer: Option<Arc<Answer>>,
    /// When the authorizer gave it.
    pub answered_at: Option<Instant>,
    /// How long the authorizer's function took, in milliseconds, where it was called for this call.
    pub authorizer_ms: Option<u32>,
}

impl Call {
    /// The facts of a request that was judged.
    pub fn of(judged: &Judged<'_>, answers: &mut Answers) -> Self {
        let Judged { reading, origin, diagnosis, .. } = judged;
        let request = reading.request;
        let has_path = !diagnosis.missing.contains(&Missing::MethodAndPath);
        let access = |name| reading.access.as_ref().and_then(|record| record.get(name)).map(Box::from);
        let answered = origin.and_then(|origin| answered(origin, diagnosis));
        Self {
            request_id: request.request_id.clone(),
            at: request.asked_at(),
            api_id: request.api_id.clone(),
            stage: request.stage.clone(),
            authorizer_id: request.authorizer_id.clone(),
            identity: replay::identity(reading).map(Box::from),
            principal: diagnosis.principal.as_deref().map(Box::from),
            method: request.method.as_deref().map(Box::from),
            path: request.path.as_deref().filter(|path| has_path && !path.contains('{')).map(Box::from),
            method_arn: diagnosis.method_arn.as_deref().map(Box::from),
            source_address: access("identity.sourceIp"),
            user_agent: access("identity.userAgent"),
            cause: diagnosis.cause,
            deny: diagnosis.deny,
            grade: diagnosis.grade,
            policy_origin: diagnosis.policy_origin,
            answer: answered
                .and_then(|candidate| candidate.answer.as_ref())
                .map(|answer| answers.share(answer)),
            answered_at: answered.and_then(|candidate| candidate.born),
            authorizer_ms: authorizer_ms(reading),
        }
    }

    /// Whether it came to a Lambda authorizer or to its cache.
    pub(super) fn has_asked(&self) -> bool {
        self.policy_origin.is_some()
            || matches!(
                self.cause,
                Cause::IdentityRejected
                    | Cause::AuthorizerRaisedUnauthorized
                    | Cause::Unauthorized
                    | Cause::AuthorizerError
            )
    }

    /// Whether the authorizer's function was called for it; `None` where nothing tells.
    pub(super) fn was_called(&self) -> Option<bool> {
        match (self.policy_origin, self.cause) {
            (Some(PolicyOrigin::Fresh), _)
            | (None, Cause::AuthorizerRaisedUnauthorized | Cause::AuthorizerError) => Some(true),
            (Some(PolicyOrigin::Unknown), _) | (None, Cause::Unauthorized) => None,
            (Some(PolicyOrigin::Cached) | None, _) => Some(false),
        }
    }
}

/// The answer that was evaluated: the one that the verdict names, the only one, or any where all say the same.
fn answered<'a>(origin: &'a Origin, diagnosis: &Diagnosis) -> Option<&'a Candidate> {
    let candidates = origin.candidates.as_slice();
    if let Some(filled_by) = &diagnosis.filled_by {
        let is_it = |candidate: &&Candidate| {
            candidate.filled_by.as_ref().is_some_and(|by| by.request_id == filled_by.request_id)
        };
        let mut named = candidates.iter().filter(is_it);
        if let (Some(one), None) = (named.next(), named.next()) {
            return Some(one);
        }
    }
    let (first, others) = candidates.split_first()?;
    let policy = |candidate: &'a Candidate| candidate.answer.as_ref().map(|answer| &answer.policy);
    (origin.is_complete && others.iter().all(|other| policy(other) == policy(first))).then_some(first)
}

fn authorizer_ms(reading: &Reading<'_>) -> Option<u32> {
    if let Some(latency) = reading.access.as_ref().and_then(Record::authorizer_integration_latency) {
        return u32::try_from(latency).ok().filter(|latency| *latency > 0);
    }
    if !reading.authorizer_was_called() {
        return None;
    }
    let at = |is: fn(&Sentence<'_>) -> bool| reading.line(|line| is(&line.sentence)).and_then(|line| line.at);
    let start = at(|sentence| matches!(sentence, Sentence::StartingAuthorizer { .. }))?;
    let end = at(|sentence| matches!(sentence, Sentence::AuthorizerResult(_)))?;
    u32::try_from(end.since(start)).ok()
}

/// Answers that calls share: one for each policy.
#[derive(Debug, Default)]
pub struct Answers {
    by_document: HashMap<Box<str>, Arc<Answer>>,
    /// In the order in which they came.
    documents: VecDeque<Box<str>>,
}

/// More are not kept for the next call that has one.
const MOST_ANSWERS: usize = 4096;

impl Answers {
    /// The answer of a policy's text.
    pub fn read(&mut self, text: &str) -> Arc<Answer> {
        if let Some(known) = self.by_document.get(text) {
            return known.clone();
        }
        self.keep(text, document(text))
    }

    /// The same policy as other calls have it, without what is the caller's own.
    pub fn share(&mut self, answer: &Arc<Answer>) -> Arc<Answer> {
        if answer.document.is_empty() {
            // The log cut it: no text tells whether two are the same.
            return answer.clone();
        }
        match self.by_document.get(&answer.document) {
            Some(known) => known.clone(),
            None => self.keep(&answer.document, answer.policy.clone()),
        }
    }

    fn keep(&mut self, text: &str, policy: Policy) -> Arc<Answer> {
        if self.documents.len() >= MOST_ANSWERS
            && let Some(oldest) = self.documents.pop_front()
        {
            self.by_document.remove(&oldest);
        }
        let answer = Arc::new(Answer { document: text.into(), ..Answer::of(policy) });
        self.by_document.insert(text.into(), answer.clone());
        self.documents.push_back(text.into());
        answer
    }
}

//! What is tried, and what it leaves of what a call met.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use super::{Guard, NO_RESOURCE_POLICY, call::Call, fix::Edit};
use crate::{
    arn::glob,
    cache::entries::Ttl,
    configuration::{Authorizer, Configuration, History, Met, Method, ResourcePolicy, method::route},
    ids::{ApiId, StageName},
    policy::document::{Answer, document},
    time::Instant,
};

/// What is tried, of all the calls that are given. What it leaves out stays as it was.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Authorizers and resource policies, as a bundle describes them.
    pub configuration: Configuration,
    /// How long answers are cached, in seconds, whatever the configuration says; 0 is not at all.
    pub ttl_seconds: Option<u32>,
    /// What answers are cached under, as `context.httpMethod`, whatever the configuration says.
    pub identity_sources: Option<Vec<String>>,
    /// The resource policy, whatever the configuration says.
    pub resource_policy: Option<ResourcePolicy>,
    /// What the authorizer answers.
    pub authorizer_policy: Option<AuthorizerPolicy>,
    /// When caches are emptied.
    pub flushes: Vec<Flush>,
}

/// What an authorizer is to answer in the place of what it answered.
#[derive(Debug, Clone)]
pub struct AuthorizerPolicy {
    /// To whom.
    pub callers: Callers,
    /// What.
    pub answer: Tried,
}

/// What is answered.
#[derive(Debug, Clone)]
pub enum Tried {
    /// This policy.
    Policy(Arc<Answer>),
    /// What was answered, edited so.
    Edit(Edit),
}

impl AuthorizerPolicy {
    /// One policy for everyone.
    pub fn for_all(text: &str) -> Self {
        Self { callers: Callers::All, answer: Tried::Policy(Arc::new(whole(text))) }
    }

    /// What is answered in the place of `base`; `None` where that is to be edited and is not known.
    pub(super) fn answer(&self, base: Option<&Arc<Answer>>, edited: &mut Edited) -> Option<Arc<Answer>> {
        match &self.answer {
            Tried::Policy(answer) => Some(answer.clone()),
            Tried::Edit(edit) => edited.of(base?, edit),
        }
    }
}

/// An answer that is no more than a policy.
pub(super) fn whole(text: &str) -> Answer {
    Answer { document: text.into(), ..Answer::of(document(text)) }
}

/// Answers as an edit leaves them, by their policies' texts.
#[derive(Debug, Default)]
pub(super) struct Edited(HashMap<Box<str>, Option<Arc<Answer>>>);

/// More are not kept.
const MOST_EDITED: usize = 4096;

impl Edited {
    fn of(&mut self, base: &Arc<Answer>, edit: &Edit) -> Option<Arc<Answer>> {
        if let Some(known) = self.0.get(&base.document) {
            return known.clone();
        }
        if self.0.len() >= MOST_EDITED {
            self.0.clear();
        }
        let answer = edit.of(&base.document).map(|text| Arc::new(whole(&text)));
        self.0.insert(base.document.clone(), answer.clone());
        answer
    }
}

/// Whom a policy is tried for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Callers {
    /// Everyone.
    #[default]
    All,
    /// Those whose principal, as the log masks it, fits one of these, in which `*` is any run of characters and `?` one.
    Matching(Vec<String>),
}

impl Callers {
    /// Whether a caller is meant; `None` where it is not known who called.
    pub fn take_in(&self, principal: Option<&str>) -> Option<bool> {
        match self {
            Self::All => Some(true),
            Self::Matching(patterns) => {
                let principal = principal?;
                Some(patterns.iter().any(|pattern| pattern == principal || glob(pattern, principal)))
            }
        }
    }
}

/// A moment at which the cache of a stage's authorizers is emptied (`FlushStageAuthorizersCache`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flush {
    /// When.
    pub at: Instant,
    /// Of this API; of every one without.
    pub api_id: Option<ApiId>,
    /// Of this stage; of every one without.
    pub stage: Option<StageName>,
}

impl Flush {
    /// Whether it empties the cache that a call looks into.
    pub(super) fn is_of(&self, call: &Call) -> bool {
        let fits_api = self.api_id.is_none() || self.api_id == call.api_id;
        fits_api && (self.stage.is_none() || self.stage == call.stage)
    }

    /// Whether it drops, before a moment, an answer that was given at `born`.
    pub(super) fn drops(&self, born: Option<Instant>, at: Instant) -> bool {
        self.at <= at && born.is_none_or(|born| born < self.at)
    }
}

/// What a call met, and what it meets under the change.
#[derive(Debug)]
pub(crate) struct Settings<'a> {
    pub(super) ttl_before: Ttl,
    pub(super) ttl_after: Ttl,
    /// `None` where nothing tells.
    pub(super) sources_before: Option<&'a [String]>,
    /// `None` where they stay as they were.
    pub(super) sources_after: Option<&'a [String]>,
    /// `REQUEST`, `TOKEN`; empty where nothing tells.
    pub(super) kind: &'a str,
    pub(super) resource_policy_before: &'a ResourcePolicy,
    pub(super) resource_policy_after: &'a ResourcePolicy,
    /// Whether nothing tells what it was before.
    pub(super) is_resource_policy_assumed: bool,
    pub(super) guard: Guard,
    methods: &'a [Method],
    flushes: &'a [Flush],
}

impl<'a> Settings<'a> {
    pub(super) fn of(change: &'a Change, recorded: &'a History, call: &Call) -> Self {
        let api_id = call.api_id.as_ref();
        let met = recorded.at(api_id, call.stage.as_ref(), call.at);
        let before = authorizer_before(&met, call);
        let tried = authorizer(&change.configuration, call);
        let ttl_of = |authorizer: &Authorizer| Ttl::Known(i64::from(authorizer.ttl_seconds) * 1000);
        let ttl_before = before.map_or(Ttl::Assumed, ttl_of);
        let ttl_after = match change.ttl_seconds {
            Some(seconds) => Ttl::Known(i64::from(seconds) * 1000),
            None => tried.map_or(ttl_before, ttl_of),
        };
        let sources_before = before.map(|before| before.identity_sources.as_slice());
        let sources_after = change
            .identity_sources
            .as_deref()
            .or_else(|| tried.map(|tried| tried.identity_sources.as_slice()))
            .filter(|sources| {
                !sources.is_empty() && sources_before.is_none_or(|known| !is_same(known, sources))
            });
        let known = met.resource_policy(api_id);
        let resource_policy_before = known.unwrap_or(&NO_RESOURCE_POLICY);
        let resource_policy_after = change
            .resource_policy
            .as_ref()
            .or_else(|| change.configuration.resource_policy(api_id))
            .unwrap_or(resource_policy_before);
        let methods = match met.methods(api_id) {
            [] => change.configuration.methods(api_id),
            known => known,
        };
        let kind = before.or(tried).map_or("", |authorizer| authorizer.kind.as_str());
        Self {
            ttl_before,
            ttl_after,
            sources_before,
            sources_after,
            kind,
            resource_policy_before,
            resource_policy_after,
            is_resource_policy_assumed: known.is_none(),
            guard: guard(methods, call),
            methods,
            flushes: &change.flushes,
        }
    }

    /// Whether calls meet another resource policy.
    pub(super) fn is_resource_policy_new(&self) -> bool {
        match (self.resource_policy_before, self.resource_policy_after) {
            (ResourcePolicy::Absent, ResourcePolicy::Absent) => false,
            (ResourcePolicy::Document { text: before, .. }, ResourcePolicy::Document { text: after, .. }) => {
                before != after
            }
            _ => true,
        }
    }

    /// Whether the cache answers as it did, until a moment.
    pub(super) fn is_cache_as_it_was(&self, call: &Call, at: Instant) -> bool {
        let is_same_ttl = match (self.ttl_before, self.ttl_after) {
            (before, after) if before == after => true,
            // The default is assumed.
            (Ttl::Assumed, Ttl::Known(after)) => after == crate::cache::DEFAULT_TTL_MS,
            _ => false,
        };
        is_same_ttl && self.sources_after.is_none() && !self.flushes(call).any(|flush| flush.at <= at)
    }

    pub(super) fn flushes(&self, call: &Call) -> impl Iterator<Item = &'a Flush> {
        self.flushes.iter().filter(|flush| flush.is_of(call))
    }

    /// The path of the method that the call went to, as `/orders/{id}`; what was asked for where no configuration names it.
    pub(super) fn resource_path<'b>(&self, call: &'b Call) -> Option<Cow<'b, str>>
    where
        'a: 'b,
    {
        let path = call.path.as_deref()?;
        let method = call.method.as_deref().and_then(|method| route(self.methods, method, path));
        Some(method.map_or(Cow::Borrowed(path), |method| Cow::Owned(method.path.clone())))
    }

    /// What answers to a call are cached under by the new identity sources; `None` where a value of them is not in the log.
    pub(super) fn identity_after<'b>(&self, call: &'b Call) -> Option<Cow<'b, str>> {
        let identity = call.identity.as_deref()?;
        let Some(sources) = self.sources_after else { return Some(Cow::Borrowed(identity)) };
        let parts = parts(identity, self.sources_before);
        let mut key = String::new();
        for source in sources {
            let source = source.strip_prefix('$').unwrap_or(source).to_ascii_lowercase();
            let value = match source.as_str() {
                "context.httpmethod" => call.method.as_deref()?.into(),
                "context.path" => call.path.as_deref()?.into(),
                "context.resourcepath" | "context.resourceid" => self.template(call)?.into(),
                "context.identity.sourceip" => call.source_address.as_deref()?.into(),
                "context.identity.useragent" => call.user_agent.as_deref()?.into(),
                // One for all calls of a stage.
                "context.apiid" | "context.stage" | "context.accountid" => Cow::Borrowed(""),
                of_stage if of_stage.starts_with("stagevariables.") => Cow::Borrowed(""),
                source => Cow::Owned(value_of(&parts, source)?.to_owned()),
            };
            key.push_str(&value);
            // No value holds it.
            key.push('\n');
        }
        Some(Cow::Owned(key))
    }

    fn template(&self, call: &Call) -> Option<&'a str> {
        let method = route(self.methods, call.method.as_deref()?, call.path.as_deref()?)?;
        Some(&method.path)
    }
}

/// What of an identity each source gave; one source of no name is a token's.
fn parts<'a>(identity: &'a str, sources: Option<&'a [String]>) -> Vec<(&'a str, &'a str)> {
    let inner = identity.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    match (inner, sources) {
        (Some(inner), _) => inner.split(", ").filter_map(|part| part.split_once('=')).collect(),
        (None, Some([only])) => vec![(only, identity)],
        (None, _) => vec![("", identity)],
    }
}

fn value_of<'a>(parts: &[(&'a str, &'a str)], source: &str) -> Option<&'a str> {
    let of = |wanted: &str| {
        parts.iter().find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted)).map(|(_, value)| *value)
    };
    // The only header of a token's authorizer that nothing describes.
    of(source).or_else(|| of("").filter(|_| source.starts_with("method.request.header.")))
}

/// Whether two lists of sources make the same key.
fn is_same(one: &[String], other: &[String]) -> bool {
    if one == other {
        return true;
    }
    let sorted = |sources: &[String]| {
        let mut sources: Vec<String> = sources.iter().map(|source| source.to_ascii_lowercase()).collect();
        sources.sort_unstable();
        sources.dedup();
        sources
    };
    sorted(one) == sorted(other)
}

fn authorizer<'a>(configuration: &'a Configuration, call: &Call) -> Option<&'a Authorizer> {
    let api_id = call.api_id.as_ref();
    match &call.authorizer_id {
        Some(id) => configuration.authorizer(api_id, id),
        None => None,
    }
    .or_else(|| only_lambda(configuration.authorizers(api_id), call))
}

fn authorizer_before<'a>(met: &Met<'a>, call: &Call) -> Option<&'a Authorizer> {
    met.authorizer(call.api_id.as_ref(), call.authorizer_id.as_ref()?)
}

/// The API's only authorizer that asks a function, for a call that does not name its own.
fn only_lambda<'a>(authorizers: impl Iterator<Item = &'a Authorizer>, call: &Call) -> Option<&'a Authorizer> {
    let mut lambdas = authorizers.filter(|authorizer| authorizer.is_lambda());
    let only = lambdas.next().filter(|_| call.authorizer_id.is_none())?;
    lambdas.next().is_none().then_some(only)
}

fn guard(methods: &[Method], call: &Call) -> Guard {
    if call.has_asked() || call.authorizer_id.is_some() {
        return Guard::Lambda;
    }
    let method = call.method.as_deref().zip(call.path.as_deref());
    let told = method.and_then(|(method, path)| route(methods, method, path)?.authorization.as_deref());
    match told {
        Some("NONE") => Guard::Nobody,
        Some("CUSTOM") => Guard::Lambda,
        Some("AWS_IAM") => Guard::Iam,
        Some("COGNITO_USER_POOLS") => Guard::Cognito,
        _ if call.cause == crate::diagnosis::Cause::ResourcePolicyDeny
            && call.deny == Some(crate::diagnosis::Deny::Explicit) =>
        {
            Guard::NotKnown
        }
        _ => Guard::Assumed,
    }
}

//! A sheet → what API Gateway would answer, by which statement, and what is to be remarked upon.

use std::{borrow::Cow, ops::Range};

use super::{
    Entry, Known, Sheet,
    text::{Node, Place},
};
use crate::{
    arn::MethodArn,
    client::{Call, Wordings},
    policy::{
        Caller, Context, Decision, Fact, Policy, Request, Role, Statement,
        combine::{Authorization, Combined, Outcome, Outcomes, Row, combine},
        compare::{Change, compare},
        document::{self, Answer},
        evaluate,
        explain::{Reason, explain},
        lint::{self, Api, AuthorizerCache, Finding, Level, Subject, Whose, lint},
    },
};

/// All that is said of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The authorizer's policy, or the caller's under IAM.
    pub authorizer: Side,
    /// The API's.
    pub resource_policy: Side,
    /// Whether a policy of the caller's side takes part.
    pub has_caller_policy: bool,
    /// Whether the caller is an IAM principal.
    pub has_caller: bool,
    /// What comes out, or why nothing can.
    pub verdict: Result<Combined, Obstacle>,
    /// What the client would read, where that is settled.
    pub wordings: Option<Wordings>,
    /// Context keys that it depends on and that are not known.
    pub unknown_keys: Vec<String>,
    /// What was edited; `None` when nothing was, or nothing is known of an earlier state.
    pub changes: Option<Changes>,
}

/// Why nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// Nothing is typed.
    Nothing,
    /// A policy cannot be read.
    Unreadable,
    /// The ARN names no method.
    NoMethod,
}

/// One policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// What is there.
    pub reading: Reading,
    /// What it says of the call, as far as that is known; `None` when there is no such policy.
    pub outcomes: Option<Outcomes>,
    /// The statement that decides what it says.
    pub decides: Option<u32>,
    /// What is remarked upon, in the order of the text.
    pub notes: Vec<Note>,
    /// Statement by statement, why it matches or not.
    pub reasons: Vec<Reason>,
    /// Where each statement stands in the text.
    pub places: Vec<Place>,
    /// Resources in the short form that resource policies may use, with what API Gateway makes of them.
    pub short_forms: Vec<ShortForm>,
}

/// A resource in the short form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortForm {
    /// In which statement, from 0.
    pub statement: u32,
    /// As it is written: `execute-api:/prod/GET/*`.
    pub short: String,
    /// The ARN that API Gateway saves in its place, for the API that is called.
    pub whole: String,
}

/// What was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// There is no such policy.
    None,
    /// There may be one: it is not known.
    NotKnown,
    /// It is no JSON, or no policy.
    Unreadable,
    /// It breaks off.
    Cut,
    /// It is whole.
    Whole,
}

/// A remark on a policy's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// How grave.
    pub level: Level,
    /// What.
    pub said: Said,
    /// Where.
    pub place: Option<Place>,
}

/// What is remarked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// It is no JSON; what the reader of JSON said.
    NotJson(String),
    /// It is JSON, but no policy.
    NoPolicy,
    /// What the linter found.
    Finding(Finding),
}

/// How the policies differ from what they were before they were edited, and what that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// Of the authorizer's policy; `None` where its text is the same or one of the two cannot be read.
    pub authorizer: Option<Vec<Change>>,
    /// Of the API's.
    pub resource_policy: Option<Vec<Change>>,
    /// What came out before, if that was settled.
    pub before: Option<Outcome>,
    /// What comes out now.
    pub after: Option<Outcome>,
}

/// What comes of a sheet.
pub fn judge(sheet: &Sheet) -> Judgement {
    let has_caller_policy = !matches!(sheet.authorization, Authorization::None | Authorization::Cognito);
    let has_caller =
        matches!(sheet.authorization, Authorization::IamSameAccount | Authorization::IamCrossAccount);
    let (mut authorizer, answer) = read(&sheet.authorizer, Reading::NotKnown);
    let if_empty = if sheet.is_resource_policy_unknown { Reading::NotKnown } else { Reading::None };
    let (mut resource_policy, api_answer) = read(&sheet.resource_policy, if_empty);
    let is_readable = |side: &Side| side.reading != Reading::Unreadable;
    let is_empty = |text: &str| text.trim().is_empty();
    let context = context(sheet);
    let request = Request {
        action: &sheet.action,
        resource: &sheet.arn,
        caller: if has_caller && !sheet.caller.is_empty() {
            Caller::Iam(&sheet.caller)
        } else {
            Caller::Anonymous
        },
        context: &context,
    };
    let mut unknown_keys = Vec::new();
    let verdict = if is_empty(&sheet.authorizer) && is_empty(&sheet.resource_policy) {
        Err(Obstacle::Nothing)
    } else if (has_caller_policy && !is_readable(&authorizer)) || !is_readable(&resource_policy) {
        Err(Obstacle::Unreadable)
    } else if !names_a_method(&sheet.arn) {
        Err(Obstacle::NoMethod)
    } else {
        let mut keys = Vec::new();
        if has_caller_policy {
            keys.extend(authorizer.evaluate(answer.as_ref(), Role::Authorizer, &request));
        }
        keys.extend(resource_policy.evaluate(api_answer.as_ref(), Role::Resource, &request));
        let combined = combine(
            sheet.authorization,
            authorizer.outcomes.unwrap_or(Outcomes::ANY),
            resource_policy.outcomes,
        );
        if combined.decision.settled().is_none() {
            unknown_keys = without_twins(keys);
        }
        Ok(combined)
    };
    let call = Call {
        caller: match request.caller {
            Caller::Iam(arn) => arn,
            Caller::Anonymous => "anonymous",
        },
        action: &sheet.action,
        arn: &sheet.arn,
    };
    remark(sheet, (&mut authorizer, answer.as_ref()), (&mut resource_policy, api_answer.as_ref()));
    let wordings = verdict.as_ref().ok().and_then(|combined| same(combined, |row| row.wordings(call)));
    let changes = changes(sheet, verdict.as_ref().ok());
    Judgement {
        authorizer,
        resource_policy,
        has_caller_policy,
        has_caller,
        verdict,
        wordings: wordings.flatten(),
        unknown_keys,
        changes,
    }
}

/// Adds what the linter finds to both policies, each in the order of its text.
fn remark(
    sheet: &Sheet,
    (authorizer, answer): (&mut Side, Option<&Answer>),
    (resource_policy, api_answer): (&mut Side, Option<&Answer>),
) {
    let is_lambda = sheet.authorization == Authorization::Lambda;
    let subject = Subject {
        authorizer: answer.filter(|_| is_lambda),
        resource_policy: api_answer.map(|answer| &answer.policy),
        n_resource_policy_chars: Some(lint::length::n_chars(&sheet.resource_policy)),
        api: if names_a_method(&sheet.arn) { Api::of_method(&sheet.arn) } else { Api::default() },
        authorization: Some(sheet.authorization),
        cache: AuthorizerCache { ttl_seconds: sheet.ttl_seconds, ..AuthorizerCache::default() },
    };
    let roots = [&sheet.authorizer, &sheet.resource_policy].map(|text| Node::read(text));
    for finding in lint(&subject) {
        let (side, text, root) = match (finding.place.policy, &roots) {
            (Whose::Authorizer, [root, _]) => (&mut *authorizer, &sheet.authorizer, root),
            (Whose::ResourcePolicy, [_, root]) => (&mut *resource_policy, &sheet.resource_policy, root),
        };
        let place = root.as_ref().map(|root| Place::of(text, range(root, text, &finding.place)));
        side.notes.push(Note { level: finding.level, place, said: Said::Finding(finding) });
    }
}

/// The bytes of what a finding is about: of the innermost thing around it that is found.
fn range(root: &Node, text: &str, place: &lint::Place) -> Range<usize> {
    let document = root.member(text, "policyDocument").unwrap_or(root);
    let Some(index) = place.statement else {
        let name = place.element.map(lint::Element::id);
        let named = name
            .and_then(|name| root.name_of_member(text, name).or_else(|| document.name_of_member(text, name)));
        return named.unwrap_or(document.range.start..document.range.start + 1);
    };
    let statement = document.member(text, "Statement").and_then(|all| all.item(index as usize));
    let Some(statement) = statement else { return document.range.start..document.range.start + 1 };
    let start = statement.range.start..statement.range.start + 1;
    let Some(name) = place.element.map(lint::Element::id) else { return start };
    let Some(element) = statement.member(text, name) else { return start };
    let named = || statement.name_of_member(text, name).unwrap_or(start.clone());
    let Some(item) = place.item.map(|item| item as usize) else { return named() };
    let value = if name == "Condition" {
        let conditions = element.members().flat_map(|(_, operator)| operator.members());
        let Some((key, values)) = conditions.into_iter().nth(item) else { return named() };
        match place.value.and_then(|value| values.item(value as usize)) {
            Some(value) => value,
            None => return key,
        }
    } else {
        let Some(value) = element.item(item) else { return named() };
        value
    };
    match place.range {
        Some(span) => value.part(text, &(span.start as usize..span.end as usize)),
        None => value.range.clone(),
    }
}

/// What was edited, and what that changes.
fn changes(sheet: &Sheet, after: Option<&Combined>) -> Option<Changes> {
    let before = sheet.before.as_ref()?;
    let is_edited = before.authorizer != sheet.authorizer || before.resource_policy != sheet.resource_policy;
    let differ = |old: &str, new: &str| {
        let policy = |text: &str| {
            if text.trim().is_empty() {
                return Some(Policy::default());
            }
            read(text, Reading::None).1.map(|answer| answer.policy)
        };
        (old != new).then(|| Some(compare(&policy(old)?, &policy(new)?))).flatten()
    };
    is_edited.then(|| {
        let then = Sheet {
            authorizer: before.authorizer.clone(),
            resource_policy: before.resource_policy.clone(),
            before: None,
            ..sheet.clone()
        };
        Changes {
            authorizer: differ(&before.authorizer, &sheet.authorizer),
            resource_policy: differ(&before.resource_policy, &sheet.resource_policy),
            before: judge(&then).verdict.ok().and_then(|combined| combined.decision.settled()),
            after: after.and_then(|combined| combined.decision.settled()),
        }
    })
}

/// What the sheet says of context keys.
fn context(sheet: &Sheet) -> Context {
    let start = if sheet.is_context_complete { Context::complete() } else { Context::partial() };
    sheet
        .context
        .iter()
        .filter(|entry| !entry.key.is_empty())
        .fold(start, |context, entry| context.with(&entry.key, fact(entry)))
}

/// A value that is still to be typed is not known.
fn fact(entry: &Entry) -> Fact {
    match (entry.known, entry.values.as_slice()) {
        (Known::Value, [value]) if !value.is_empty() => Fact::One(value.trim().to_owned()),
        (Known::Values, [_, ..]) => Fact::Many(entry.values.clone()),
        (Known::Absent, _) => Fact::Absent,
        _ => Fact::NotKnown,
    }
}

/// Each key once, whatever its case.
fn without_twins(keys: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for key in keys {
        if !kept.iter().any(|known| known.eq_ignore_ascii_case(&key)) {
            kept.push(key);
        }
    }
    kept
}

/// What holds in every row that may apply.
fn same<T: PartialEq>(combined: &Combined, of: impl Fn(Row) -> T) -> Option<T> {
    let mut all = combined.rows.iter().map(|row| of(*row));
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

/// Whether an ARN tells all that policies look at.
fn names_a_method(arn: &str) -> bool {
    let is_whole = arn.splitn(6, ':').take(5).all(|part| !part.is_empty());
    is_whole
        && MethodArn::parse(arn)
            .is_some_and(|arn| [arn.api_id, arn.stage, arn.method].iter().all(|part| !part.is_empty()))
}

/// Reads a policy that stands by itself or in an authorizer's answer.
fn read(text: &str, if_empty: Reading) -> (Side, Option<Answer>) {
    let side = |reading, outcomes| Side {
        reading,
        outcomes,
        decides: None,
        notes: Vec::new(),
        reasons: Vec::new(),
        places: Vec::new(),
        short_forms: Vec::new(),
    };
    if text.trim().is_empty() {
        let outcomes = (if_empty == Reading::NotKnown).then_some(Outcomes::ANY);
        return (side(if_empty, outcomes), None);
    }
    let fault =
        serde_json::from_str::<serde::de::IgnoredAny>(text.trim_end().trim_end_matches("[TRUNCATED]")).err();
    let is_cut = fault.as_ref().is_some_and(serde_json::Error::is_eof);
    if let Some(fault) = fault.filter(|_| !is_cut) {
        let mut side = side(Reading::Unreadable, None);
        side.notes.push(Note {
            level: Level::Error,
            place: Some(Place::at(text, fault.line(), fault.column())),
            said: Said::NotJson(without_place(&fault).into_owned()),
        });
        return (side, None);
    }
    let answer = if text.contains("\"policyDocument\"") {
        document::read(text)
    } else {
        let policy = document::document(text);
        // A policy by itself: that nobody is named is no fault of it.
        let nobody = Some("-".to_owned());
        Some(Answer { principal_id: nobody, policy, ..Answer::default() })
    };
    let mut side = side(if is_cut { Reading::Cut } else { Reading::Whole }, Some(Outcomes::ANY));
    side.places = places(text);
    if answer.is_none() {
        side.reading = Reading::Unreadable;
        side.notes.push(Note { level: Level::Error, place: None, said: Said::NoPolicy });
    }
    (side, answer)
}

/// Where each statement stands.
fn places(text: &str) -> Vec<Place> {
    let Some(root) = Node::read(text) else { return Vec::new() };
    let document = root.member(text, "policyDocument").unwrap_or(&root);
    let Some(statements) = document.member(text, "Statement") else { return Vec::new() };
    (0..)
        .map_while(|index| statements.item(index))
        .map(|statement| Place::of(text, statement.range.clone()))
        .collect()
}

/// What is wrong, without the place: that is said in the viewer's language.
fn without_place(fault: &serde_json::Error) -> Cow<'static, str> {
    let said = fault.to_string();
    said.rsplit_once(" at line ").map_or(said.clone(), |(said, _)| said.to_owned()).into()
}

/// What the short forms in a policy stand for: region, account and API are those of the policy's own API.
fn short_forms(policy: &Policy, arn: &str) -> Vec<ShortForm> {
    let api = arn.find('/').and_then(|end| arn.get(..end)).unwrap_or_default();
    let of = |statement: &Statement| {
        let index = statement.index;
        let whole = |short: &String| {
            Some(format!("{api}{}", short.strip_prefix("execute-api:").filter(|rest| rest.starts_with('/'))?))
        };
        let form = move |short: &String| {
            Some(ShortForm { statement: index, whole: whole(short)?, short: short.clone() })
        };
        statement.resources.patterns.iter().filter_map(form).collect::<Vec<_>>()
    };
    policy.statements.iter().flat_map(of).collect()
}

impl Side {
    /// Evaluates it; gives the keys that it depends on.
    fn evaluate(&mut self, answer: Option<&Answer>, role: Role, request: &Request<'_>) -> Vec<String> {
        let Some(policy) = answer.map(|answer| &answer.policy) else { return Vec::new() };
        let evaluation = evaluate(policy, role, request);
        if role == Role::Resource {
            self.short_forms = short_forms(policy, request.resource);
        }
        self.reasons = explain(policy, role, request);
        self.outcomes = Some(evaluation.outcomes());
        self.decides = match evaluation.decision {
            Decision::Allow(statement) | Decision::ExplicitDeny(statement) => Some(statement),
            Decision::ImplicitDeny | Decision::Indeterminate => None,
        };
        evaluation.unknown_keys
    }
}

//! A sheet → what API Gateway would answer, by which statement, and what is to be remarked upon.

use std::borrow::Cow;

use super::{Entry, Known, Sheet, text::Place};
use crate::{
    arn::MethodArn,
    client::{Call, Wordings},
    policy::{
        Caller, Context, Decision, Fact, Request, Role,
        combine::{Authorization, Combined, Outcomes, Row, combine},
        document::{self, Answer},
        evaluate,
    },
};

/// All that is said of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// What is there.
    pub reading: Reading,
    /// What it says of the call, as far as that is known; `None` when there is no such policy.
    pub outcomes: Option<Outcomes>,
    /// The statement that decides what it says.
    pub decides: Option<u32>,
    /// What is remarked upon, in the order of the text.
    pub notes: Vec<Note>,
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

/// How grave a remark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// It cannot be right.
    Error,
    /// It is likely to be wrong.
    Warning,
    /// It is worth knowing.
    Hint,
}

impl Level {
    /// Its name on the page.
    pub fn id(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        }
    }
}

/// What is remarked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// It is no JSON; what the reader of JSON said.
    NotJson(String),
    /// It breaks off: what stands before is evaluated.
    Cut,
    /// It is JSON, but no policy.
    NoPolicy,
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
        caller: if has_caller && !sheet.caller.is_empty() { Caller::Iam(&sheet.caller) } else { Caller::Anonymous },
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
    let wordings = verdict.as_ref().ok().and_then(|combined| same(combined, |row| row.wordings(call)));
    Judgement {
        authorizer,
        resource_policy,
        has_caller_policy,
        has_caller,
        verdict,
        wordings: wordings.flatten(),
        unknown_keys,
    }
}

/// What the sheet says of context keys.
fn context(sheet: &Sheet) -> Context {
    let start = if sheet.is_context_complete { Context::complete() } else { Context::partial() };
    sheet.context.iter().filter(|entry| !entry.key.is_empty()).fold(start, |context, entry| {
        context.with(&entry.key, fact(entry))
    })
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
    is_whole && MethodArn::parse(arn).is_some_and(|arn| {
        [arn.api_id, arn.stage, arn.method].iter().all(|part| !part.is_empty())
    })
}

/// Reads a policy that stands by itself or in an authorizer's answer.
fn read(text: &str, if_empty: Reading) -> (Side, Option<Answer>) {
    let side = |reading, outcomes| Side { reading, outcomes, decides: None, notes: Vec::new() };
    if text.trim().is_empty() {
        let outcomes = (if_empty == Reading::NotKnown).then_some(Outcomes::ANY);
        return (side(if_empty, outcomes), None);
    }
    let fault = serde_json::from_str::<serde::de::IgnoredAny>(text.trim_end().trim_end_matches("[TRUNCATED]")).err();
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
    if is_cut {
        let end = text.trim_end().len();
        side.notes.push(Note {
            level: Level::Warning,
            place: Some(Place::of(text, end..end)),
            said: Said::Cut,
        });
    }
    if answer.is_none() {
        side.reading = Reading::Unreadable;
        side.notes.push(Note { level: Level::Error, place: None, said: Said::NoPolicy });
    }
    (side, answer)
}

/// What is wrong, without the place: that is said in the viewer's language.
fn without_place(fault: &serde_json::Error) -> Cow<'static, str> {
    let said = fault.to_string();
    said.rsplit_once(" at line ").map_or(said.clone(), |(said, _)| said.to_owned()).into()
}

impl Side {
    /// Evaluates it; gives the keys that it depends on.
    fn evaluate(&mut self, answer: Option<&Answer>, role: Role, request: &Request<'_>) -> Vec<String> {
        let Some(policy) = answer.map(|answer| &answer.policy) else { return Vec::new() };
        let evaluation = evaluate(policy, role, request);
        self.outcomes = Some(evaluation.outcomes());
        self.decides = match evaluation.decision {
            Decision::Allow(statement) | Decision::ExplicitDeny(statement) => Some(statement),
            Decision::ImplicitDeny | Decision::Indeterminate => None,
        };
        evaluation.unknown_keys
    }
}

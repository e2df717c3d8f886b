//! The smallest changes of statements that let selected calls through, or refuse them, ranked by what else they turn.
//!
//! A fix edits what the authorizer answers to the selected callers, and leaves the rest of the policy as it is. [`fixes`] proposes; a
//! [`Contest`] replays all recorded calls against every proposal at once and tells which of them turns the selected calls and how many
//! others. A resource with a wildcard is proposed only beside one without, and says so ([`Fix::has_wildcard`]).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde_json::{Value, json};

use super::{
    AuthorizerPolicy, Call, Callers, Change, Direction, Effect as CallEffect, Outcome, Replay, change::Tried,
};
use crate::{
    arn::{MethodArn, covers},
    configuration::{
        History, Method,
        method::{is_parameter, route},
    },
    ids::RequestId,
    policy::{Effect, Policy, Statement, document::Answer, evaluate::INVOKE},
};

/// What is to become of the selected calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Must {
    /// They must pass.
    Pass,
    /// They must be refused.
    BeRefused,
}

/// One change of a policy's statements.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A new statement, behind all others.
    AddStatement {
        /// Its effect, `Allow` or `Deny`.
        is_deny: bool,
        /// What it names.
        resources: Vec<String>,
    },
    /// More resources in a statement.
    AddResources {
        /// Its place, from 0.
        statement: u32,
        /// What is added.
        resources: Vec<String>,
    },
    /// One resource less in a statement.
    RemoveResource {
        /// Its place, from 0.
        statement: u32,
        /// What goes.
        resource: String,
    },
    /// One statement less.
    RemoveStatement {
        /// Its place, from 0.
        statement: u32,
    },
}

/// Changes of a policy's statements that are made together.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// In order; places are those before any of them.
    pub steps: Vec<Step>,
}

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What is edited.
    pub edit: Edit,
    /// For whom: the selected callers.
    pub callers: Callers,
    /// Whether it names more than single calls: a resource with `*`, or a Deny that goes as a whole.
    pub has_wildcard: bool,
}

/// A proposal and what it turns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// The proposal.
    pub fix: Fix,
    /// Selected calls that it turns as they must be.
    pub n_turned: u64,
    /// Selected calls that went through the replay.
    pub n_selected: u64,
    /// Other calls that it lets through or refuses, which nobody asked for.
    pub n_others: u64,
    /// All that it does.
    pub outcome: Outcome,
}

impl Edit {
    /// A policy's text after the edit; `None` where it is no policy whose statements can be edited.
    pub fn of(&self, document: &str) -> Option<String> {
        let mut policy: Value = serde_json::from_str(document).ok()?;
        if let Value::String(text) = &policy {
            policy = serde_json::from_str(text).ok()?;
        }
        let statements = policy.get_mut("Statement")?;
        if statements.is_object() {
            *statements = json!([statements.take()]);
        }
        let statements = statements.as_array_mut()?;
        let mut removed = BTreeSet::new();
        let mut added = Vec::new();
        for step in &self.steps {
            match step {
                Step::AddStatement { is_deny, resources } => added.push(json!({
                    "Effect": if *is_deny { "Deny" } else { "Allow" },
                    "Action": INVOKE,
                    "Resource": resources,
                })),
                Step::AddResources { statement, resources } => {
                    let known = resources_of(statements, *statement)?;
                    known.extend(resources.iter().cloned().map(Value::String));
                }
                Step::RemoveResource { statement, resource } => {
                    let known = resources_of(statements, *statement)?;
                    known.retain(|other| other != resource);
                }
                Step::RemoveStatement { statement } => {
                    removed.insert(usize::try_from(*statement).ok()?);
                }
            }
        }
        let mut place = 0;
        statements.retain(|_| {
            place += 1;
            !removed.contains(&(place - 1))
        });
        statements.extend(added);
        Some(policy.to_string())
    }

    /// How much is changed: the fewer the smaller.
    pub fn size(&self) -> usize {
        let of_step = |step: &Step| match step {
            Step::AddStatement { resources, .. } => 1 + resources.len(),
            Step::AddResources { resources, .. } => resources.len(),
            Step::RemoveResource { .. } | Step::RemoveStatement { .. } => 1,
        };
        self.steps.iter().map(of_step).sum()
    }
}

/// The `Resource` of a statement as a list.
fn resources_of(statements: &mut [Value], place: u32) -> Option<&mut Vec<Value>> {
    let resources = statements.get_mut(usize::try_from(place).ok()?)?.get_mut("Resource")?;
    if resources.is_string() {
        *resources = json!([resources.take()]);
    }
    resources.as_array_mut()
}

impl Fix {
    /// It as a change to replay.
    pub fn change(&self) -> Change {
        Change {
            authorizer_policy: Some(AuthorizerPolicy {
                callers: self.callers.clone(),
                answer: Tried::Edit(self.edit.clone()),
            }),
            ..Change::default()
        }
    }
}

/// More selected calls are not looked at for resources.
const MOST_RESOURCES: usize = 100;

/// Edits that turn the selected calls, the narrowest first. Nothing is proposed where a call's ARN or the policy that was evaluated is
/// not known, or where the callers' policies differ in what has to be edited.
pub fn fixes(selected: &[Call], methods: &[Method], must: Must) -> Vec<Fix> {
    let Some(wanted) = Wanted::of(selected) else { return Vec::new() };
    let mut edits = Vec::new();
    match must {
        Must::Pass => wanted.let_through(methods, &mut edits),
        Must::BeRefused => wanted.refuse(methods, &mut edits),
    }
    let mut fixes: Vec<Fix> = Vec::new();
    for (edit, has_wildcard) in edits {
        if !fixes.iter().any(|known| known.edit == edit) {
            fixes.push(Fix { edit, callers: wanted.callers.clone(), has_wildcard });
        }
    }
    fixes
}

/// What the selected calls have in common.
struct Wanted<'a> {
    /// What they asked for, each once; without wildcards.
    arns: Vec<&'a str>,
    /// The policies that answered them.
    policies: Vec<&'a Policy>,
    callers: Callers,
}

impl<'a> Wanted<'a> {
    fn of(selected: &'a [Call]) -> Option<Self> {
        let mut arns = BTreeSet::new();
        let mut policies: BTreeMap<&str, &Arc<Answer>> = BTreeMap::new();
        let mut principals = BTreeSet::new();
        let mut are_callers_known = true;
        for call in selected {
            let arn = call.method_arn.as_deref()?;
            MethodArn::parse(arn)?;
            // Text that a client chose must not become a pattern.
            if arn.contains(['*', '?', '$']) {
                return None;
            }
            arns.insert(arn);
            let answer = call.answer.as_ref().filter(|answer| !answer.document.is_empty())?;
            policies.insert(&answer.document, answer);
            match &call.principal {
                Some(principal) => drop(principals.insert(principal.to_string())),
                None => are_callers_known = false,
            }
        }
        if arns.is_empty() || arns.len() > MOST_RESOURCES {
            return None;
        }
        Some(Self {
            arns: arns.into_iter().collect(),
            policies: policies.into_values().map(|answer| &answer.policy).collect(),
            callers: if are_callers_known {
                Callers::Matching(principals.into_iter().collect())
            } else {
                Callers::All
            },
        })
    }

    fn let_through(&self, methods: &[Method], edits: &mut Vec<(Edit, bool)>) {
        let Some((lifts, lifts_all)) = self.lifts() else { return };
        let is_allowed = |arn: &&str| {
            self.policies.iter().all(|policy| {
                of_effect(policy, Effect::Allow)
                    .any(|statement| is_plain(statement) && matches(statement, arn))
            })
        };
        let missing: Vec<&str> = self.arns.iter().copied().filter(|arn| !is_allowed(arn)).collect();
        let with = |step: Option<Step>| Edit { steps: lifts.iter().cloned().chain(step).collect() };
        if missing.is_empty() {
            edits.push((with(None), lifts_all));
            return;
        }
        for (resources, has_wildcard) in Self::resources(&missing, methods) {
            // One more resource where calls are allowed already is less than a statement of its own.
            if let Some(statement) = self.same_allow() {
                let step = Step::AddResources { statement, resources: resources.clone() };
                edits.push((with(Some(step)), has_wildcard || lifts_all));
            }
            let step = Step::AddStatement { is_deny: false, resources };
            edits.push((with(Some(step)), has_wildcard || lifts_all));
        }
    }

    fn refuse(&self, methods: &[Method], edits: &mut Vec<(Edit, bool)>) {
        for (resources, has_wildcard) in Self::resources(&self.arns, methods) {
            let step = Step::AddStatement { is_deny: true, resources };
            edits.push((Edit { steps: vec![step] }, has_wildcard));
        }
        // What allows them goes, with all else that it allows.
        let [policy] = self.policies.as_slice() else { return };
        let allows = of_effect(policy, Effect::Allow).filter(|statement| !statement.resources.is_negated);
        let steps: Vec<Step> = allows.flat_map(|statement| self.without(statement)).collect();
        if !steps.is_empty() {
            edits.push((Edit { steps }, true));
        }
    }

    /// The Denies that refuse them, out of the way; `None` where that cannot be said of all policies alike. Whether more goes than
    /// single calls comes with them.
    fn lifts(&self) -> Option<(Vec<Step>, bool)> {
        let of_policy = |policy: &Policy| -> Option<Vec<Step>> {
            let mut steps = Vec::new();
            for statement in of_effect(policy, Effect::Deny) {
                if self.arns.iter().any(|arn| matches(statement, arn)) {
                    // What is denied all but some has to be rewritten by who knows why.
                    if statement.resources.is_negated {
                        return None;
                    }
                    steps.extend(self.without(statement));
                }
            }
            Some(steps)
        };
        let mut all = self.policies.iter().map(|policy| of_policy(policy));
        let first = all.next()??;
        all.all(|other| other.as_ref() == Some(&first)).then_some(())?;
        let is_whole = |step: &Step| match step {
            Step::RemoveResource { resource, .. } => resource.contains(['*', '?']),
            _ => true,
        };
        let is_more = first.iter().any(is_whole);
        Some((first, is_more))
    }

    /// A statement without the resources that take in the selected calls.
    fn without(&self, statement: &Statement) -> Vec<Step> {
        let (hit, kept): (Vec<_>, Vec<_>) = statement
            .resources
            .patterns
            .iter()
            .partition(|pattern| self.arns.iter().any(|arn| covers(pattern, arn)));
        match (hit.as_slice(), kept.as_slice()) {
            ([], _) => Vec::new(),
            (_, []) => vec![Step::RemoveStatement { statement: statement.index }],
            (hit, _) => hit
                .iter()
                .map(|resource| Step::RemoveResource {
                    statement: statement.index,
                    resource: (*resource).clone(),
                })
                .collect(),
        }
    }

    /// The statement that allows without conditions, in all policies at the same place.
    fn same_allow(&self) -> Option<u32> {
        let of_policy = |policy: &Policy| {
            of_effect(policy, Effect::Allow)
                .find(|statement| is_plain(statement) && !statement.resources.is_negated)
                .map(|statement| statement.index)
        };
        let mut all = self.policies.iter().map(|policy| of_policy(policy));
        let first = all.next()??;
        all.all(|other| other == Some(first)).then_some(first)
    }

    /// The calls themselves; then whatever stands in the parameters of their paths; then their verbs at the whole stage.
    fn resources(arns: &[&str], methods: &[Method]) -> Vec<(Vec<String>, bool)> {
        let exact: Vec<String> = arns.iter().map(|arn| (*arn).to_owned()).collect();
        let routes: BTreeSet<String> =
            arns.iter().map(|arn| whole_route(arn, methods).unwrap_or_else(|| (*arn).to_owned())).collect();
        let verbs: BTreeSet<String> = arns.iter().filter_map(|arn| whole_verb(arn)).collect();
        let routes: Vec<String> = routes.into_iter().collect();
        let mut found = vec![(exact, false)];
        if found.iter().all(|(known, _)| *known != routes) {
            found.push((routes, true));
        }
        found.push((verbs.into_iter().collect(), true));
        found
    }
}

fn of_effect(policy: &Policy, effect: Effect) -> impl Iterator<Item = &Statement> {
    policy.statements.iter().filter(move |statement| statement.effect == effect)
}

fn is_plain(statement: &Statement) -> bool {
    statement.conditions.is_empty() && !statement.is_doubtful
}

fn matches(statement: &Statement, arn: &str) -> bool {
    statement.resources.patterns.iter().any(|pattern| covers(pattern, arn)) != statement.resources.is_negated
}

/// Every call of the method that a call went to: `*` stands for its parameters, and for `/` too.
fn whole_route(arn: &str, methods: &[Method]) -> Option<String> {
    let MethodArn { method, path, .. } = MethodArn::parse(arn)?;
    let route = route(methods, method, path)?;
    let head = arn.get(..arn.len().checked_sub(path.len())?)?;
    let segments = route.path.trim_start_matches('/').split('/');
    let pattern: Vec<&str> =
        segments.map(|segment| if is_parameter(segment) { "*" } else { segment }).collect();
    Some(format!("{head}{}", pattern.join("/")))
}

fn whole_verb(arn: &str) -> Option<String> {
    let MethodArn { path, .. } = MethodArn::parse(arn)?;
    Some(format!("{}*", arn.get(..arn.len().checked_sub(path.len())?)?))
}

/// Proposals, each with a replay of its own that gets the same calls.
#[derive(Debug)]
pub struct Contest {
    wanted: Direction,
    selected: BTreeSet<RequestId>,
    n_selected: u64,
    running: Vec<Running>,
}

#[derive(Debug)]
struct Running {
    fix: Fix,
    replay: Replay,
    n_turned: u64,
    n_others: u64,
}

impl Contest {
    /// One of these proposals for the calls that were selected.
    pub fn new(fixes: Vec<Fix>, selected: &[Call], must: Must, recorded: &History) -> Self {
        let running = fixes
            .into_iter()
            .map(|fix| Running {
                replay: Replay::new(fix.change(), recorded.clone()),
                fix,
                n_turned: 0,
                n_others: 0,
            })
            .collect();
        Self {
            wanted: match must {
                Must::Pass => Direction::NewlyAllowed,
                Must::BeRefused => Direction::NewlyRefused,
            },
            selected: selected.iter().filter_map(|call| call.request_id.clone()).collect(),
            n_selected: 0,
            running,
        }
    }

    /// Takes the next call (see [`Replay::call`]).
    pub fn call(&mut self, call: &Call) {
        let is_selected = call.request_id.as_ref().is_some_and(|id| self.selected.contains(id));
        self.n_selected += u64::from(is_selected);
        for running in &mut self.running {
            if let CallEffect::Flips(flip) = running.replay.call(call) {
                if is_selected && flip.direction == self.wanted {
                    running.n_turned += 1;
                } else {
                    running.n_others += 1;
                }
            }
        }
    }

    /// The proposals: those that turn the most selected calls first, of them those that turn the fewest others, of them the smallest.
    pub fn finish(self) -> Vec<Ranked> {
        let n_selected = self.n_selected;
        let mut ranked: Vec<Ranked> = self
            .running
            .into_iter()
            .map(|Running { fix, replay, n_turned, n_others }| Ranked {
                fix,
                n_turned,
                n_selected,
                n_others,
                outcome: replay.finish(),
            })
            .collect();
        ranked.sort_by_key(|one| {
            (std::cmp::Reverse(one.n_turned), one.n_others, one.fix.has_wildcard, one.fix.edit.size())
        });
        ranked
    }
}

//! The difference between two policies, by meaning.
//!
//! Two policies mean the same when they decide the same of every call. So it is no difference in what order statements, and
//! the names in a list, stand, or how often; whether one name stands by itself or in an array; what a statement is called;
//! how actions and condition keys are capitalised; whether everyone is `"*"` or `{"AWS": "*"}`, and an account its number or
//! the ARN of its root. What is different is shown as the author wrote it, in the author's order.
//!
//! Statements that are not the same are paired, so that a person sees what became of each: those of one name (`Sid`) first,
//! then those most alike. Whoever compares the other way round gets the same difference mirrored.
//!
//! ```
//! use engine::policy::{compare::{Manner, compare}, document::document};
//!
//! let old = document(r#"{"Statement": {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": ["a", "b"]}}"#);
//! let new = document(r#"{"Statement": [{"Resource": ["c", "a"], "Action": "Execute-API:invoke", "Effect": "Allow"}]}"#);
//! let changes = compare(&old, &new);
//! assert_eq!(changes.len(), 1);
//! assert_eq!(changes[0].manner, Manner::Changed);
//! let parts = &changes[0].parts;
//! assert_eq!((parts.len(), parts[0].element.id()), (1, "Resource"));
//! assert_eq!((&parts[0].removed[..], &parts[0].added[..]), (&["b".to_owned()][..], &["c".to_owned()][..]));
//! ```

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::{
    Condition, Effect, Names, Policy, Principal, Principals, Statement, Test, Version, lint::Element,
};
use crate::diagnosis::vocabulary;

vocabulary! {
    /// What became of something.
    Manner {
        /// It is new.
        Added = "added",
        /// It is gone.
        Removed = "removed",
        /// It is another.
        Changed = "changed",
    }
}

/// What became of a statement, or of the policy around them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Change {
    /// What.
    pub manner: Manner,
    /// Which statement it was, from 0; `None` for one that is new, and for what stands around the statements.
    pub old: Option<u32>,
    /// Which statement it is.
    pub new: Option<u32>,
    /// In what; of a statement that is new or gone, all of it.
    pub parts: Vec<Part>,
}

/// What became of an element.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Part {
    /// Which.
    pub element: Element,
    /// What.
    pub manner: Manner,
    /// Of a condition: its operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// Of a condition: its key, as the old policy has it where both do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What it no longer names.
    pub removed: Vec<String>,
    /// What it names now.
    pub added: Vec<String>,
}

/// How many pairs of statements are looked at for their likeness.
const MOST_PAIRS: usize = 100_000;

/// From which likeness on two statements are one that was changed.
const ALIKE: u32 = 500;

/// What `new` says otherwise than `old`; nothing where they mean the same.
pub fn compare(old: &Policy, new: &Policy) -> Vec<Change> {
    let mut names = Interner::default();
    let sides = [old, new].map(|policy| {
        policy
            .statements
            .iter()
            .map(|statement| Meaning::of(statement, policy, &mut names))
            .collect::<Vec<_>>()
    });
    let [old_side, new_side] = &sides;
    let left = |side: &[Meaning<'_>], other: &[Meaning<'_>]| {
        let known: BTreeSet<&Essence> = other.iter().map(|meaning| &meaning.essence).collect();
        let mut seen = BTreeSet::new();
        let is_left = |place: &usize| {
            side.get(*place).is_some_and(|meaning| {
                !known.contains(&meaning.essence) && seen.insert(meaning.essence.clone())
            })
        };
        (0..side.len()).filter(is_left).collect::<Vec<_>>()
    };
    let (old_left, new_left) = (left(old_side, new_side), left(new_side, old_side));
    let pairs = pair(old_side, new_side, &old_left, &new_left);

    let mut changes = around(old, new);
    let became: BTreeMap<usize, usize> = pairs.iter().map(|&(old, new)| (old, new)).collect();
    let was: BTreeMap<usize, usize> = pairs.iter().map(|&(old, new)| (new, old)).collect();
    // What is gone stands where it stood: behind the statement that came before it and is still there.
    let mut ordered: Vec<((usize, usize), Change)> = Vec::new();
    let stays = places_of_what_stays(old_side, new_side, &became);
    for &place in &old_left {
        let Some(meaning) = old_side.get(place).filter(|_| !became.contains_key(&place)) else { continue };
        let before = stays.range(..place).next_back().map_or(0, |(_, new)| new + 1);
        ordered.push(((before, 0), whole(meaning, Manner::Removed)));
    }
    for &place in &new_left {
        let Some(meaning) = new_side.get(place) else { continue };
        let change = match was.get(&place).and_then(|place| old_side.get(*place)) {
            Some(old) => changed(old, meaning),
            None => whole(meaning, Manner::Added),
        };
        ordered.push(((place, 1), change));
    }
    ordered.sort_by_key(|(order, _)| *order);
    changes.extend(ordered.into_iter().map(|(_, change)| change));
    changes
}

/// Where each old statement that is still there, as it was or changed, stands now.
fn places_of_what_stays(
    old: &[Meaning<'_>],
    new: &[Meaning<'_>],
    became: &BTreeMap<usize, usize>,
) -> BTreeMap<usize, usize> {
    let mut places = BTreeMap::new();
    for (place, meaning) in new.iter().enumerate() {
        places.entry(&meaning.essence).or_insert(place);
    }
    old.iter()
        .enumerate()
        .filter_map(|(place, meaning)| {
            Some((place, *became.get(&place).or_else(|| places.get(&meaning.essence))?))
        })
        .collect()
}

/// What is different around the statements.
fn around(old: &Policy, new: &Policy) -> Vec<Change> {
    let version = |policy: &Policy| match policy.version {
        Version::V2008 => "2008-10-17".to_owned(),
        Version::V2012 => "2012-10-17".to_owned(),
    };
    let mut changes = Vec::new();
    let mut push = |element, removed, added| {
        let part = Part { element, manner: Manner::Changed, operator: None, key: None, removed, added };
        changes.push(Change { manner: Manner::Changed, old: None, new: None, parts: vec![part] });
    };
    // The language matters to variables alone.
    if old.version != new.version && (has_variables(old) || has_variables(new)) {
        push(Element::Version, vec![version(old)], vec![version(new)]);
    }
    let (of_old, of_new) = (doubts(old, None), doubts(new, None));
    if of_old != of_new {
        push(Element::Statement, of_old, of_new);
    }
    changes
}

/// The defects that leave open what a statement means, or the policy as a whole.
fn doubts(policy: &Policy, statement: Option<u32>) -> Vec<String> {
    let is_read = |index| policy.statements.iter().any(|statement| statement.index == index);
    let mut ids: Vec<String> = policy
        .defects
        .iter()
        .filter(|defect| defect.kind.changes_meaning())
        // One of a statement that could not be read at all is one of the whole.
        .filter(|defect| match statement {
            Some(_) => defect.statement == statement,
            None => defect.statement.is_none_or(|index| !is_read(index)),
        })
        .map(|defect| defect.kind.id().to_owned())
        .collect();
    if statement.is_none() && policy.is_cut {
        ids.push("cut".to_owned());
    }
    ids.sort_unstable();
    ids
}

fn has_variables(policy: &Policy) -> bool {
    policy.statements.iter().any(|statement| {
        let values = statement.conditions.iter().flat_map(|condition| &condition.values);
        statement.resources.patterns.iter().chain(values).any(|text| text.contains("${"))
    })
}

/// Numbers for texts, so that sets of them are quickly compared.
#[derive(Default)]
struct Interner {
    known: HashMap<String, u32>,
}

impl Interner {
    fn number(&mut self, text: String) -> u32 {
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        *self.known.entry(text).or_insert(next)
    }

    fn set(&mut self, texts: impl IntoIterator<Item = String>) -> Vec<u32> {
        let mut numbers: Vec<u32> = texts.into_iter().map(|text| self.number(text)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

/// What a statement says, apart from how it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Essence {
    is_allow: bool,
    is_not_action: bool,
    actions: Vec<u32>,
    is_not_resource: bool,
    resources: Vec<u32>,
    /// Whether it was `NotPrincipal`, and whom it names.
    principals: Option<(bool, Vec<u32>)>,
    /// Operator and key, and values.
    conditions: Vec<(u32, Vec<u32>)>,
    doubts: Vec<u32>,
}

/// A statement and what it says.
struct Meaning<'a> {
    statement: &'a Statement,
    essence: Essence,
    doubts: Vec<String>,
}

impl<'a> Meaning<'a> {
    fn of(statement: &'a Statement, policy: &Policy, names: &mut Interner) -> Self {
        let doubts = if statement.is_doubtful { doubts(policy, Some(statement.index)) } else { Vec::new() };
        let mut conditions: Vec<(u32, Vec<u32>)> = statement
            .conditions
            .iter()
            .map(|condition| {
                let values = condition.values.iter().map(|value| value_meant(condition, value));
                (names.number(condition_meant(condition)), names.set(values))
            })
            .collect();
        conditions.sort_unstable();
        conditions.dedup();
        let essence = Essence {
            is_allow: statement.effect == Effect::Allow,
            is_not_action: statement.actions.is_negated,
            actions: names.set(statement.actions.patterns.iter().map(|action| action.to_ascii_lowercase())),
            is_not_resource: statement.resources.is_negated,
            resources: names.set(statement.resources.patterns.iter().cloned()),
            principals: statement
                .principals
                .as_ref()
                .map(|principals| (principals.is_negated, names.set(principal_names(principals)))),
            conditions,
            doubts: names.set(doubts.iter().cloned()),
        };
        Self { statement, essence, doubts }
    }
}

/// A condition's operator and key, as they are meant: `ArnEquals` is `ArnLike`.
fn condition_meant(condition: &Condition) -> String {
    let mut operator = condition.operator;
    operator.test = match operator.test {
        Test::ArnEquals => Test::ArnLike,
        Test::ArnNotEquals => Test::ArnNotLike,
        test => test,
    };
    format!("{operator} {}", condition.key.to_lowercase())
}

fn value_meant(condition: &Condition, value: &str) -> String {
    match condition.operator.test {
        Test::Bool | Test::Null => value.to_ascii_lowercase(),
        _ => value.to_owned(),
    }
}

fn principal_names(principals: &Principals) -> Vec<String> {
    let written = |principal: &Principal| {
        let name = principal.as_written();
        match principal {
            Principal::Service(_) => format!("Service {name}"),
            Principal::Federated(_) => format!("Federated {name}"),
            Principal::CanonicalUser(_) => format!("CanonicalUser {name}"),
            Principal::Everyone | Principal::Account(_) | Principal::Arn(_) => name.to_owned(),
        }
    };
    principals.names.iter().map(written).collect()
}

/// Which of the statements that are left are one that was changed.
fn pair(
    old: &[Meaning<'_>],
    new: &[Meaning<'_>],
    old_left: &[usize],
    new_left: &[usize],
) -> Vec<(usize, usize)> {
    let mut pairs = by_name(old, new, old_left, new_left);
    let paired_old: BTreeSet<usize> = pairs.iter().map(|pair| pair.0).collect();
    let paired_new: BTreeSet<usize> = pairs.iter().map(|pair| pair.1).collect();
    let old_left: Vec<usize> = old_left.iter().copied().filter(|place| !paired_old.contains(place)).collect();
    let new_left: Vec<usize> = new_left.iter().copied().filter(|place| !paired_new.contains(place)).collect();

    // Of very many, only those that stand at about the same place.
    let reach = MOST_PAIRS / old_left.len().max(new_left.len()).max(1) / 2;
    let mut candidates = Vec::new();
    for (rank, &old_place) in old_left.iter().enumerate() {
        let from = rank.saturating_sub(reach);
        for (distance, &new_place) in new_left.iter().enumerate().skip(from).take(2 * reach + 1) {
            let (Some(one), Some(other)) = (old.get(old_place), new.get(new_place)) else { continue };
            let likeness = likeness(one, other);
            if distance.abs_diff(rank) <= reach && likeness >= ALIKE {
                let order = (u32::MAX - likeness, old_place.abs_diff(new_place), old_place + new_place);
                candidates.push((order, old_place, new_place));
            }
        }
    }
    // The order is the same from both sides, so that the mirrored comparison pairs alike.
    candidates.sort_unstable();
    let (mut is_old_paired, mut is_new_paired) = (BTreeSet::new(), BTreeSet::new());
    for (_, old_place, new_place) in candidates {
        if !is_old_paired.contains(&old_place) && !is_new_paired.contains(&new_place) {
            is_old_paired.insert(old_place);
            is_new_paired.insert(new_place);
            pairs.push((old_place, new_place));
        }
    }
    pairs
}

/// Pairs of statements that have a name which no other of theirs has.
fn by_name(
    old: &[Meaning<'_>],
    new: &[Meaning<'_>],
    old_left: &[usize],
    new_left: &[usize],
) -> Vec<(usize, usize)> {
    fn named<'a>(side: &[Meaning<'a>], left: &[usize]) -> BTreeMap<&'a str, Option<usize>> {
        let mut named = BTreeMap::new();
        for &place in left {
            if let Some(sid) = side.get(place).and_then(|meaning| meaning.statement.sid.as_deref())
                && !sid.is_empty()
            {
                named.entry(sid).and_modify(|only| *only = None).or_insert(Some(place));
            }
        }
        named
    }
    let of_new = named(new, new_left);
    named(old, old_left).into_iter().filter_map(|(sid, place)| Some((place?, (*of_new.get(sid)?)?))).collect()
}

/// How alike two statements are, of 1,000; the same from both sides.
fn likeness(one: &Meaning<'_>, other: &Meaning<'_>) -> u32 {
    let (a, b) = (&one.essence, &other.essence);
    let same = |is_same: bool| if is_same { 1000 } else { 0 };
    let actions = if a.is_not_action == b.is_not_action { shared(&a.actions, &b.actions) } else { 0 };
    let resources = if a.is_not_resource == b.is_not_resource {
        let first = |meaning: &Meaning<'_>| meaning.statement.resources.patterns.first().cloned();
        let texts = first(one).zip(first(other)).map_or(0, |(one, other)| text_likeness(&one, &other));
        shared(&a.resources, &b.resources).max(texts * 9 / 10)
    } else {
        0
    };
    if actions == 0 && resources == 0 {
        return 0;
    }
    let keys = |essence: &Essence| {
        let mut keys: Vec<u32> = essence.conditions.iter().map(|(key, _)| *key).collect();
        // Their sets of values may differ in two that are alike.
        keys.dedup();
        keys
    };
    let conditions = if a.conditions == b.conditions { 1000 } else { shared(&keys(a), &keys(b)) * 8 / 10 };
    (2 * same(a.is_allow == b.is_allow)
        + actions
        + 4 * resources
        + same(a.principals == b.principals)
        + 2 * conditions)
        / 10
}

/// What part of two sets they share, of 1,000.
fn shared(one: &[u32], other: &[u32]) -> u32 {
    if one.is_empty() && other.is_empty() {
        return 1000;
    }
    let n_shared = one.iter().filter(|number| other.binary_search(number).is_ok()).count();
    let n_all = one.len() + other.len() - n_shared;
    u32::try_from(1000 * n_shared / n_all.max(1)).unwrap_or(1000)
}

/// What part of two texts is the same at their beginnings and ends, of 1,000.
fn text_likeness(one: &str, other: &str) -> u32 {
    let longest = one.len().max(other.len()).max(1);
    let shortest = one.len().min(other.len());
    let start = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let end = one.bytes().rev().zip(other.bytes().rev()).take_while(|(a, b)| a == b).count();
    u32::try_from(1000 * (start + end).min(shortest) / longest).unwrap_or(1000)
}

/// A statement that is new or gone, with all that it says.
fn whole(meaning: &Meaning<'_>, manner: Manner) -> Change {
    let index = Some(meaning.statement.index);
    let (old, new) = if manner == Manner::Removed { (index, None) } else { (None, index) };
    let statement = meaning.statement;
    let part = |element, texts: Vec<String>| {
        let (removed, added) =
            if manner == Manner::Removed { (texts, Vec::new()) } else { (Vec::new(), texts) };
        Part { element, manner, operator: None, key: None, removed, added }
    };
    let mut parts = vec![part(Element::Effect, vec![effect(statement)])];
    if let Some(principals) = &statement.principals {
        parts.push(part(principal_element(principals), unique(principal_names(principals))));
    }
    parts.push(part(action_element(&statement.actions), unique(statement.actions.patterns.clone())));
    parts.push(part(resource_element(&statement.resources), unique(statement.resources.patterns.clone())));
    for condition in &statement.conditions {
        parts.push(of_condition(condition, part(Element::Condition, unique(condition.values.clone()))));
    }
    if !meaning.doubts.is_empty() {
        parts.push(part(Element::Statement, meaning.doubts.clone()));
    }
    Change { manner, old, new, parts }
}

/// What is different in a statement.
fn changed(old: &Meaning<'_>, new: &Meaning<'_>) -> Change {
    let (one, other) = (old.statement, new.statement);
    let of_effect = [Some(Element::Effect); 2];
    let of_principals = [one, other].map(|statement| statement.principals.as_ref().map(principal_element));
    let of_actions = [one, other].map(|statement| Some(action_element(&statement.actions)));
    let of_resources = [one, other].map(|statement| Some(resource_element(&statement.resources)));
    let names = |statement: &Statement| statement.principals.as_ref().map_or_else(Vec::new, principal_names);
    let actions = |statement: &Statement| statement.actions.patterns.clone();
    let resources = |statement: &Statement| statement.resources.patterns.clone();
    let mut parts = part(of_effect, vec![effect(one)], vec![effect(other)], str::to_owned);
    parts.extend(part(of_principals, names(one), names(other), str::to_owned));
    parts.extend(part(of_actions, actions(one), actions(other), str::to_ascii_lowercase));
    parts.extend(part(of_resources, resources(one), resources(other), str::to_owned));
    parts.extend(conditions(&one.conditions, &other.conditions));
    parts.extend(part([Some(Element::Statement); 2], old.doubts.clone(), new.doubts.clone(), str::to_owned));
    Change { manner: Manner::Changed, old: Some(one.index), new: Some(other.index), parts }
}

/// What is different in an element that may also be another one (`Resource`, `NotResource`), or be missing.
fn part(
    elements: [Option<Element>; 2],
    old: Vec<String>,
    new: Vec<String>,
    meant: impl Fn(&str) -> String,
) -> Vec<Part> {
    let one =
        |element, manner, removed, added| Part { element, manner, operator: None, key: None, removed, added };
    match elements {
        [Some(of_old), Some(of_new)] if of_old == of_new => {
            let lacks = |texts: Vec<String>, others: &[String]| {
                let others: BTreeSet<String> = others.iter().map(|text| meant(text)).collect();
                unique(texts.into_iter().filter(|text| !others.contains(&meant(text))).collect())
            };
            let (removed, added) = (lacks(old.clone(), &new), lacks(new, &old));
            if removed.is_empty() && added.is_empty() {
                return Vec::new();
            }
            vec![one(of_old, Manner::Changed, removed, added)]
        }
        [of_old, of_new] => {
            let gone = of_old.map(|element| one(element, Manner::Removed, unique(old), Vec::new()));
            let come = of_new.map(|element| one(element, Manner::Added, Vec::new(), unique(new)));
            gone.into_iter().chain(come).collect()
        }
    }
}

/// What is different in the conditions: those of one operator and key are paired.
fn conditions(old: &[Condition], new: &[Condition]) -> Vec<Part> {
    let values = |condition: &Condition| -> BTreeSet<String> {
        condition.values.iter().map(|value| value_meant(condition, value)).collect()
    };
    let essence = |condition: &Condition| (condition_meant(condition), values(condition));
    let left = |side: &[Condition], other: &[Condition]| -> Vec<usize> {
        let known: BTreeSet<_> = other.iter().map(essence).collect();
        let mut seen = BTreeSet::new();
        let of = |place: usize| side.get(place).map(essence);
        (0..side.len())
            .filter(|place| {
                of(*place).is_some_and(|essence| !known.contains(&essence) && seen.insert(essence))
            })
            .collect()
    };
    let mut new_left = left(new, old);
    let mut parts = Vec::new();
    for condition in left(old, new).into_iter().filter_map(|place| old.get(place)) {
        let meant = condition_meant(condition);
        let is_same = |place: &usize| new.get(*place).is_some_and(|other| condition_meant(other) == meant);
        let now = new_left.iter().position(is_same).and_then(|at| new.get(new_left.remove(at)));
        let elements = [Some(Element::Condition), now.map(|_| Element::Condition)];
        let added = now.map_or_else(Vec::new, |now| now.values.clone());
        let found = part(elements, condition.values.clone(), added, |value| value_meant(condition, value));
        parts.extend(found.into_iter().map(|part| of_condition(condition, part)));
    }
    for condition in new_left.into_iter().filter_map(|place| new.get(place)) {
        let found =
            part([None, Some(Element::Condition)], Vec::new(), condition.values.clone(), str::to_owned);
        parts.extend(found.into_iter().map(|part| of_condition(condition, part)));
    }
    parts
}

fn of_condition(condition: &Condition, part: Part) -> Part {
    Part { operator: Some(condition.operator.to_string()), key: Some(condition.key.clone()), ..part }
}

/// Each text once, in the author's order.
fn unique(texts: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    texts.into_iter().filter(|text| seen.insert(text.clone())).collect()
}

fn effect(statement: &Statement) -> String {
    match statement.effect {
        Effect::Allow => "Allow".to_owned(),
        Effect::Deny => "Deny".to_owned(),
    }
}

fn principal_element(principals: &Principals) -> Element {
    if principals.is_negated { Element::NotPrincipal } else { Element::Principal }
}

fn action_element(names: &Names) -> Element {
    if names.is_negated { Element::NotAction } else { Element::Action }
}

fn resource_element(names: &Names) -> Element {
    if names.is_negated { Element::NotResource } else { Element::Resource }
}

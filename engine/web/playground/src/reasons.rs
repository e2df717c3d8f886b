//! Statement by statement: why each matches the call, or the first element of it that does not.

use engine::{
    format,
    playground::{Judgement, Sheet, judgement::Side},
    policy::{
        Effect, Truth,
        explain::{Because, Compared, FoundFact, Reason, ResourceMiss},
    },
};
use engine_templates::Part;

use crate::page::Page;

/// More statements than these are not explained: nobody reads them, and each is a piece of the page.
const MOST_REASONS: usize = 100;

/// The panel; nothing where no policy is evaluated.
pub(crate) fn panel(page: &Page, sheet: &Sheet, judgement: &Judgement) -> Option<Part> {
    let panel = page.piece("statements")?;
    let caller = if judgement.has_caller { "play-of-iam" } else { "play-of-authorizer" };
    let sides = [
        (caller, "authorizer", &judgement.authorizer),
        ("play-of-resource", "resource_policy", &judgement.resource_policy),
    ];
    let mut is_empty = true;
    for (title, policy, side) in sides {
        if side.reasons.is_empty() {
            continue;
        }
        is_empty = false;
        let list = page.piece("reasons")?;
        list.text("title", &page.text(title, &[]));
        for reason in side.reasons.iter().take(MOST_REASONS) {
            list.append_some("reasons", item(page, sheet, policy, side, reason).as_ref());
        }
        panel.append("sides", &list);
    }
    (!is_empty).then_some(panel)
}

fn item(page: &Page, sheet: &Sheet, policy: &str, side: &Side, reason: &Reason) -> Option<Part> {
    let item = page.piece("reason")?;
    let number = (u64::from(reason.statement) + 1).to_string();
    item.text("name", &page.text("play-statement", &[("number", &number)]));
    let (effect, matches) = match (reason.effect, reason.matches) {
        (_, Truth::No) => ("none", "play-matches-no"),
        (Effect::Allow, Truth::Yes) => ("allowed", "play-matches-yes"),
        (Effect::Deny, Truth::Yes) => ("refused", "play-matches-yes"),
        (_, Truth::Maybe) => ("unknown", "play-matches-maybe"),
    };
    item.text(
        "effect",
        match reason.effect {
            Effect::Allow => "Allow",
            Effect::Deny => "Deny",
        },
    );
    item.set("item", "data-comes", effect);
    item.text("matches", &page.text(matches, &[]));
    item.text_or_remove("sid", reason.sid.as_deref().map(format::visible).as_deref());
    if !reason.is_deciding {
        item.remove("decides");
    }
    match side.places.get(reason.statement as usize) {
        Some(place) => page.fill_place(&item, policy, place, &sheet_text(sheet, policy)),
        None => item.remove("go"),
    }
    why(page, sheet, &item, &reason.because);
    for form in side.short_forms.iter().filter(|form| form.statement == reason.statement) {
        let Some(piece) = page.piece("short-form") else { break };
        piece.text("short", &format::visible(&form.short));
        piece.text("whole", &format::visible(&form.whole));
        item.append("details", &piece);
    }
    Some(item)
}

fn sheet_text(sheet: &Sheet, policy: &str) -> String {
    if policy == "authorizer" { sheet.authorizer.clone() } else { sheet.resource_policy.clone() }
}

fn why(page: &Page, sheet: &Sheet, item: &Part, because: &Because) {
    let say = |key: &str, slots: &[(&'static str, &str)]| {
        item.append_some("why", page.sentence(key, slots).as_ref());
    };
    let compare = |conditions: &[Compared]| {
        for condition in conditions {
            item.append_some("details", compared(page, condition).as_ref());
        }
    };
    match because {
        Because::Matched { conditions, .. } => {
            say("play-reason-matched", &[]);
            compare(conditions);
        }
        Because::NotKnown { keys, is_doubtful, conditions } => {
            if *is_doubtful {
                say("play-reason-doubtful", &[]);
            } else {
                say("play-reason-unknown", &[("key", &format::visible(&keys.join(", ")))]);
            }
            compare(conditions);
        }
        Because::Action { action, patterns, excepted_by } => {
            let key =
                if excepted_by.is_some() { "play-reason-action-excepted" } else { "play-reason-action" };
            let found = format::visible(&patterns.join(", "));
            say(key, &[("found", &found), ("wanted", &format::visible(action))]);
        }
        Because::Resource(miss) => resource(page, sheet, item, miss),
        Because::Principal { caller, principals, is_negated } => {
            let key = match (principals.is_empty(), is_negated, caller) {
                (true, ..) => "play-reason-nobody",
                (false, true, _) => "play-reason-principal-excepted",
                (false, false, None) => "play-reason-principal-anonymous",
                (false, false, Some(_)) => "play-reason-principal",
            };
            let found = format::visible(&principals.join(", "));
            let caller = format::visible(caller.as_deref().unwrap_or("anonymous"));
            say(key, &[("found", &found), ("wanted", &caller)]);
        }
        Because::Condition(condition) => {
            say("play-reason-condition", &[]);
            compare(std::slice::from_ref(condition));
        }
    }
}

/// The pattern above the ARN, each with the segment marked in which they part.
fn resource(page: &Page, sheet: &Sheet, item: &Part, resource: &ResourceMiss) {
    let say = |key: &str, slots: &[(&'static str, &str)]| {
        item.append_some("why", page.sentence(key, slots).as_ref());
    };
    let Some(miss) = &resource.miss else {
        let key = match (resource.pattern, resource.is_excepted) {
            (None, _) => "play-reason-resource-none",
            (_, true) => "play-reason-resource-excepted",
            (_, false) => "play-reason-resource-variable",
        };
        say(key, &[("found", &format::visible(&resource.text))]);
        return;
    };
    let arn = sheet.arn.as_str();
    let in_pattern = resource.text.get(miss.in_pattern.clone()).unwrap_or_default();
    let in_arn = arn.get(miss.in_arn.clone()).unwrap_or_default();
    let key = match (in_pattern.is_empty(), in_arn.is_empty()) {
        (true, _) => "play-reason-resource-ends".to_owned(),
        (_, true) => "play-reason-resource-short".to_owned(),
        _ => format!("play-reason-resource-{}", miss.segment.id()),
    };
    say(&key, &[("found", &format::visible(in_pattern)), ("wanted", &format::visible(in_arn))]);
    let Some(arns) = page.piece("arns") else { return };
    for (name, text, range) in
        [("pattern", resource.text.as_str(), &miss.in_pattern), ("arn", arn, &miss.in_arn)]
    {
        let before = text.get(..range.start).unwrap_or_default();
        let within = text.get(range.clone()).unwrap_or_default();
        let after = text.get(range.end..).unwrap_or_default();
        arns.append(name, &page.plain(&format::visible(before)));
        if let Some(mark) = page.piece("miss") {
            mark.text("miss", &if within.is_empty() { "∅".to_owned() } else { format::visible(within) });
            arns.append(name, &mark);
        }
        arns.append(name, &page.plain(&format::visible(after)));
    }
    item.append("details", &arns);
}

/// A condition: what it asks for, what the call has, whether it holds.
fn compared(page: &Page, condition: &Compared) -> Option<Part> {
    let piece = page.piece("compared")?;
    let holds = match condition.holds {
        Truth::Yes => "yes",
        Truth::No => "no",
        Truth::Maybe => "maybe",
    };
    piece.set("item", "data-holds", holds);
    piece.text("holds", &page.text(&format!("play-holds-{holds}"), &[]));
    piece.text("operator", &format::visible(&condition.operator));
    piece.text("key", &format::visible(&condition.found.key));
    piece.text("wanted", &format::visible(&condition.wanted.join(", ")));
    match &condition.found.fact {
        FoundFact::Absent => piece.text("found", &page.text("play-found-absent", &[])),
        FoundFact::NotKnown => piece.text("found", &page.text("play-found-unknown", &[])),
        FoundFact::One(value) => piece.text("found", &format::visible(value)),
        FoundFact::Many(values) => piece.text("found", &format::visible(&values.join(", "))),
    }
    Some(piece)
}

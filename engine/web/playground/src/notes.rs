//! What is remarked upon in a policy's text, and how the policies differ from what they were.

use engine::{
    format,
    playground::{
        Judgement,
        judgement::{Note, Said, Side},
        text::Place,
    },
    policy::{
        combine::Outcome,
        compare::{Change, Manner},
    },
};
use engine_templates::{Part, Slots};

use crate::page::Page;

impl Page {
    /// Makes a piece's button lead to a place in a policy.
    pub(crate) fn fill_place(&self, piece: &Part, policy: &str, place: &Place, text: &str) {
        let (start, end) = place.in_utf16(text);
        let (line, column) = (place.line.to_string(), place.column.to_string());
        piece.text("go", &self.text("play-go", &[("line", &line), ("column", &column)]));
        for (name, value) in [("start", start), ("end", end)] {
            piece.set("go", &format!("data-{name}"), &value.to_string());
        }
        piece.set("go", "data-of", policy);
    }
}

/// Shows the remarks on a policy under its field.
pub(crate) fn show(page: &Page, policy: &str, text: &str, side: &Side) {
    let place = format!("{policy}-said");
    let Some(list) = page.piece("notes").filter(|_| !side.notes.is_empty()) else {
        page.fill(&place, None);
        return;
    };
    for note in &side.notes {
        list.append_some("notes", item(page, policy, text, note).as_ref());
    }
    page.fill(&place, Some(&list));
}

fn item(page: &Page, policy: &str, text: &str, note: &Note) -> Option<Part> {
    let item = page.piece("note")?;
    let level = note.level.id();
    item.set("item", "data-level", level);
    item.text("level", &page.text(&format!("play-level-{level}"), &[]));
    match &note.said {
        Said::NotJson(said) => {
            item.append_some("title", page.sentence("play-not-json", &[]).as_ref());
            item.text("what", said);
            item.set("what", "lang", "en");
            item.remove("todo");
        }
        Said::NoPolicy => {
            item.append_some("title", page.sentence("play-no-policy", &[]).as_ref());
            item.remove("what");
            item.remove("todo");
        }
        Said::Finding(finding) => {
            let slots = finding.facts.slots();
            let shown: Vec<(&'static str, String)> =
                slots.iter().map(|(name, value)| (*name, format::visible(value))).collect();
            let slots: Vec<(&'static str, &str)> =
                shown.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let id = finding.kind.id();
            for (part, ending) in [("title", "title"), ("what", "what"), ("todo", "do")] {
                item.append_some(part, page.sentence(&format!("lint-{id}-{ending}"), &slots).as_ref());
            }
        }
    }
    match &note.place {
        Some(place) => page.fill_place(&item, policy, place, text),
        None => item.remove("go"),
    }
    Some(item)
}

/// Shows how the policies differ from what they were, and what that changes for the call.
pub(crate) fn show_changes(page: &Page, judgement: &Judgement) {
    let piece = judgement.changes.as_ref().and_then(|changes| {
        let panel = page.piece("changes")?;
        let decision = |verdict: Option<Outcome>| {
            page.piece(match verdict {
                Some(Outcome::Allow) => "decision-allow",
                Some(Outcome::ImplicitDeny) => "decision-implicit_deny",
                Some(Outcome::ExplicitDeny) => "decision-explicit_deny",
                None => "decision-unknown",
            })
        };
        panel.append_some("before", decision(changes.before).as_ref());
        panel.append_some("after", decision(changes.after).as_ref());
        let sides =
            [("play-of-authorizer", &changes.authorizer), ("play-of-resource", &changes.resource_policy)];
        for (title, side) in sides {
            let Some(changes) = side else { continue };
            let list = page.piece("change-list")?;
            list.text("title", &page.text(title, &[]));
            if changes.is_empty() {
                list.append_some("changes", page.piece("same-meaning").as_ref());
            }
            for change in changes {
                list.append_some("changes", one_change(page, change).as_ref());
            }
            panel.append("sides", &list);
        }
        Some(panel)
    });
    page.fill("changes", piece.as_ref());
}

fn one_change(page: &Page, change: &Change) -> Option<Part> {
    let item = page.piece("change")?;
    let count = |index: Option<u32>| index.map(|index| (u64::from(index) + 1).to_string());
    let number = count(change.new).or_else(|| count(change.old)).unwrap_or_default();
    let slots: &Slots<'_> = &[("number", &number)];
    let key = match (change.manner, number.is_empty()) {
        (_, true) => "play-change-around",
        (Manner::Added, _) => "play-change-added",
        (Manner::Removed, _) => "play-change-removed",
        (Manner::Changed, _) => "play-change-changed",
    };
    item.append_some("what", page.sentence(key, slots).as_ref());
    for part in &change.parts {
        let row = page.piece("change-part")?;
        let names = [Some(part.element.id()), part.operator.as_deref(), part.key.as_deref()];
        let name: Vec<&str> = names.into_iter().flatten().collect();
        row.text("element", &format::visible(&name.join(" ")));
        for (place, values) in [("removed", &part.removed), ("added", &part.added)] {
            for value in values {
                let piece = page.piece(place)?;
                piece.text("value", &format::visible(value));
                row.append("values", &piece);
            }
        }
        item.append("parts", &row);
    }
    Some(item)
}

//! What is remarked upon in a policy's text.

use engine::playground::{
    Judgement,
    judgement::{Note, Reading, Said, Side},
};

use crate::page::Page;
use engine_templates::Part;

/// Shows the remarks on a policy under its field.
pub(crate) fn show(page: &Page, policy: &str, text: &str, side: &Side) {
    let Some(list) = page.piece("notes").filter(|_| !side.notes.is_empty()) else {
        page.fill(&format!("{policy}-said"), None);
        return;
    };
    for note in &side.notes {
        if let Some(item) = item(page, policy, text, note) {
            list.append("notes", &item);
        }
    }
    page.fill(&format!("{policy}-said"), Some(&list));
    let _ = Reading::Whole;
}

fn item(page: &Page, policy: &str, text: &str, note: &Note) -> Option<Part> {
    let item = page.piece("note")?;
    item.set("item", "data-level", note.level.id());
    item.text("level", &page.text(&format!("play-level-{}", note.level.id()), &[]));
    let (title, what) = match &note.said {
        Said::NotJson(said) => ("play-not-json", Some(said.as_str())),
        Said::Cut => ("play-cut", None),
        Said::NoPolicy => ("play-no-policy", None),
    };
    item.append_some("title", page.sentence(title, &[]).as_ref());
    item.text_or_remove("what", what);
    item.remove("todo");
    match &note.place {
        Some(place) => {
            let (start, end) = place.in_utf16(text);
            let (line, column) = (place.line.to_string(), place.column.to_string());
            item.text("go", &page.text("play-go", &[("line", &line), ("column", &column)]));
            for (name, value) in [("start", start), ("end", end)] {
                item.set("go", &format!("data-{name}"), &value.to_string());
            }
            item.set("go", "data-of", policy);
        }
        None => item.remove("go"),
    }
    Some(item)
}

/// Shows how the policies differ from what they were.
pub(crate) fn show_changes(page: &Page, _judgement: &Judgement) {
    page.fill("changes", None);
}

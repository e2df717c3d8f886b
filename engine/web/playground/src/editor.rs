//! The fields for policies: under each lie the same lines, with their numbers, and with marks under what is remarked upon.

use engine::playground::text::Place;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlTextAreaElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use crate::page::Page;

/// More lines are not numbered: nobody reads them, and every one is an element.
const MOST_LINES: usize = 2_000;

/// Draws the lines of a text, with marks of a level at places. Marks that overlap are drawn as far as they do not.
pub(crate) fn draw(page: &Page, policy: &str, text: &str, marks: &[(&Place, &'static str)]) {
    let mut marks: Vec<_> = marks.iter().map(|(place, level)| (place.range.clone(), *level)).collect();
    marks.sort_by_key(|(range, _)| (range.start, range.end));
    let mut marks = marks.into_iter().peekable();
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split('\n').take(MOST_LINES) {
        let end = start + line.len();
        let Some(piece) = page.piece("editor-line") else { return };
        let mut drawn = start;
        while let Some((range, level)) = marks.next_if(|(range, _)| range.start <= end) {
            let from = range.start.max(drawn);
            let to = range.end.min(end).max(from);
            if let (Some(before), Some(within)) = (text.get(drawn..from), text.get(from..to)) {
                piece.append("line", &page.plain(before));
                if let Some(mark) = page.piece("editor-mark") {
                    // A place between two characters is marked, too.
                    mark.text("mark", if within.is_empty() { "\u{200b}" } else { within });
                    mark.set("mark", "data-level", level);
                    piece.append("line", &mark);
                }
                drawn = to;
            }
        }
        let rest = text.get(drawn..end).unwrap_or_default();
        // An empty line is as high as any other.
        piece.append("line", &page.plain(if rest.is_empty() && drawn == start { "\u{200b}" } else { rest }));
        lines.push(piece);
        start = end + 1;
    }
    page.fill(&format!("{policy}-lines"), &lines);
}

/// Selects a place in a field, and shows it.
pub(crate) fn go_to(page: &Page, policy: &str, start: u32, end: u32) {
    let Some(field) = page.element(policy).and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok())
    else {
        return;
    };
    // Ends of a text that has changed are moved to its end.
    let _ = field.focus();
    let _ = field.set_selection_range(start, end);
    let text = field.value();
    let line = text.encode_utf16().take(start as usize).filter(|unit| *unit == u16::from(b'\n')).count();
    let lines = page.element(&format!("{policy}-lines")).map(|lines| lines.child_nodes());
    let line = lines.and_then(|lines| lines.item(u32::try_from(line).ok()?)?.dyn_into::<Element>().ok());
    if let Some(line) = line {
        show(&line);
    }
}

fn show(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Center);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

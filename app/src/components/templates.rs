//! What a module in the browser picks from to say and draw: sentences in the viewer's language and pieces of a page, as `template`
//! elements that it finds by id, copies and fills (`engine-templates`). So neither words nor drawings travel as code.
//!
//! A `template` stands for a sentence (its id is the sentence's key) or for a piece. In them `data-slot` is where text goes,
//! `data-part` where the module finds an element to fill, name or remove.

use engine::request::timeline::Passage;
use leptos::prelude::*;

use super::gates::{id, posts};
use crate::words::{
    Slot, Words,
    rich::{Mark, Piece},
};

/// Which sentences, and how they may be filled.
#[derive(Debug)]
pub(crate) struct Said<'a> {
    /// Beginnings of their keys.
    pub(crate) keys: &'a [&'a str],
    /// Every slot that one of them may have.
    pub(crate) slots: &'a [&'static str],
    /// Slots by whose values sentences take other forms, each with such a value.
    pub(crate) forms: &'a [(&'static str, &'a str)],
}

/// All of them, with their slots open.
pub(crate) fn sentences(words: Words, said: &Said<'_>) -> Vec<AnyView> {
    Words::keys()
        .filter(|key| said.keys.iter().any(|start| key.starts_with(start)) && words.has(key))
        .flat_map(|key| sentence(words, &key, said))
        .collect()
}

/// A sentence, and where it has them its forms: for one thing (`~one`), and for other values that say which (`~none`).
fn sentence(words: Words, key: &str, said: &Said<'_>) -> Vec<AnyView> {
    let slots = |name: &str, by: &Slot| -> Vec<(&'static str, Slot)> {
        let fill = |known: &str| if known == name { by.clone() } else { format!("{{{known}}}").into() };
        said.slots.iter().map(|known| (*known, fill(known))).collect()
    };
    let open = slots("", &Slot::Count(0));
    let text = words.say_with(key, &open);
    let mut forms = vec![(String::new(), open)];
    let one = ("~one".to_owned(), "n", Slot::Count(1), "1");
    let others =
        said.forms.iter().map(|(name, value)| (format!("~{value}"), *name, Slot::from(*value), *value));
    for (ending, name, by, shown) in [one].into_iter().chain(others) {
        let form = slots(name, &by);
        if words.say_with(key, &form) != text.replace(&format!("{{{name}}}"), shown) {
            forms.push((ending, form));
        }
    }
    forms
        .into_iter()
        .map(|(ending, slots)| {
            let pieces =
                words.rich(key, &slots).into_iter().map(|found| piece(found, said.slots)).collect_view();
            view! { <template data-id=format!("{key}{ending}")>{pieces}</template> }.into_any()
        })
        .collect()
}

/// A stretch of a sentence, with its slots open.
fn piece(Piece { mark, text }: Piece, slots: &[&str]) -> AnyView {
    let inner = with_slots(&text, slots);
    match mark {
        None => inner.into_any(),
        Some(Mark::Strong) => view! { <b>{inner}</b> }.into_any(),
        Some(Mark::Code) => view! { <code lang="en">{inner}</code> }.into_any(),
        Some(Mark::Refused) => view! { <span class="word refused">{inner}</span> }.into_any(),
        Some(Mark::Cached) => view! { <span class="word cached">{inner}</span> }.into_any(),
        Some(Mark::Allowed) => view! { <span class="word allowed">{inner}</span> }.into_any(),
        Some(Mark::Unknown) => view! { <span class="word unknown">{inner}</span> }.into_any(),
    }
}

fn with_slots(text: &str, slots: &[&str]) -> Vec<AnyView> {
    let mut views = Vec::new();
    let mut plain = String::new();
    let flush = |plain: &mut String, views: &mut Vec<AnyView>| {
        // An empty text would be rendered as a space.
        if !plain.is_empty() {
            views.push(std::mem::take(plain).into_any());
        }
    };
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        plain.push_str(before);
        match behind.split_once('}') {
            Some((name, after)) if slots.contains(&name) => {
                flush(&mut plain, &mut views);
                views.push(view! { <span data-slot=name.to_owned()></span> }.into_any());
                rest = after;
            }
            _ => {
                plain.push('{');
                rest = behind;
            }
        }
    }
    plain.push_str(rest);
    flush(&mut plain, &mut views);
    views
}

/// The drawing of each passage, where the call came and where it did not.
pub(crate) fn drawings() -> impl IntoView {
    use Passage::{Absent, Cached, NotLogged, NotReached, Passed, Refused};
    [Passed, Cached, Refused, NotReached, NotLogged, Absent]
        .into_iter()
        .flat_map(|passage| [(passage, true), (passage, false)])
        .map(|(passage, is_gone)| {
            let way = if is_gone { "went" } else { "ahead" };
            let name = format!("drawing-{}-{way}", id(passage));
            view! { <template data-id=name>{posts(passage, is_gone)}</template> }
        })
        .collect_view()
}

//! What can be carried away of a page, folded: each text with a button that copies it, and where it can be saved. Without scripts the
//! texts stand there to be selected.

use leptos::prelude::*;

use crate::{islands::CopyButton, takeaway::Entry, words::Words};

/// The menu.
#[component]
pub(crate) fn CopyMenu(words: Words, entries: Vec<Entry>) -> impl IntoView {
    let entries = entries.into_iter().map(|entry| one(words, entry)).collect_view();
    view! {
        <details class="copy-menu">
            <summary class="button small">{words.say("takeaway")}</summary>
            <ul class="panel">{entries}</ul>
        </details>
    }
    .into_any()
}

fn one(words: Words, entry: Entry) -> AnyView {
    match entry {
        Entry::Link { key, address } => view! {
            <li><a href=address rel="noopener noreferrer external">{words.say(key)}</a></li>
        }
        .into_any(),
        Entry::Text { key, note, text, file } => {
            let name = words.say(key);
            let save = file.map(|file| {
                let label = words.say("takeaway-save");
                // The islands router would take it for a page.
                view! { <a class="button small" href=file download="" rel="external">{label}</a> }
            });
            view! {
                <li>
                    <p class="minor">{name.clone()}</p>
                    {note.map(|note| view! { <p class="faint">{note}</p> })}
                    <div class="command">
                        <pre lang="en" tabindex="0" aria-label=name>{text.clone()}</pre>
                        <CopyButton
                            text is_path=false label=words.say("copy") done=words.say("copied")
                            failed=words.say("copy-failed")
                        />
                        {save}
                    </div>
                </li>
            }
            .into_any()
        }
    }
}

//! What stands before a link that asks for a passphrase: a field, and nothing of what is behind it.

use leptos::prelude::*;

use super::page::document;
use crate::{urls, viewer::Language, words::Words};

/// The whole document; `problem`: the code of what was wrong with the last try.
pub fn locked(language: Language, problem: Option<&str>) -> String {
    let words = Words { language };
    let title = words.say("locked-title");
    let problem = match problem {
        Some("slow") => Some(words.say("problem-slow")),
        Some(_) => Some(words.say("problem-passphrase")),
        None => None,
    };
    let action = format!("{}?language={}", urls::SHARED, language.tag());
    document(words, &title, || {
        view! {
            <h1>{title.clone()}</h1>
            <p class="lead">{words.say("locked-text")}</p>
            {problem.map(|problem| view! { <p class="notice problem" role="alert">{problem}</p> })}
            <form class="fields panel" method="post" action=action>
                <label for="passphrase">{words.say("shares-passphrase")}</label>
                <input id="passphrase" name="passphrase" type="password" autocomplete="off" required/>
                <button class="button main" type="submit">{words.say("locked-go")}</button>
            </form>
        }
        .into_any()
    })
}

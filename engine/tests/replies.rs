//! What people paste of what a client got, in `tests/replies/*.md`: a story, the paste, and what each reply in it proves.
//!
//! The last block has a line a reply: status, cause, gate, deny and grade, then `or` and what else it may be, then `missing` and
//! what would settle it. `UPDATE_EXPECT=1 cargo test -p engine --test replies` writes what is found: read the difference before
//! you keep it.

#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a test may end so")]

use std::{fmt::Write as _, fs, path::Path};

use engine::client::{self, ClientVerdict};
use proptest::prelude::*;

#[test]
fn every_paste_proves_what_is_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/replies");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    let mut failures = String::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let replies = client::read(block(&text, "paste"));
        let found: String = replies.iter().map(|reply| shown(&reply.verdict()) + "\n").collect();
        let expected = block(&text, "text");
        if found == expected {
            continue;
        }
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            let (before, _) = text.split_once("```text\n").unwrap();
            fs::write(&path, format!("{before}```text\n{found}```\n")).unwrap();
        }
        let _ = writeln!(failures, "{}:\n{found}\n{replies:#?}", path.display());
    }
    assert!(failures.is_empty(), "found something else in\n{failures}");
}

/// The lines between ```` ```name ```` and the next fence.
fn block<'a>(text: &'a str, name: &str) -> &'a str {
    let start = text.find(&format!("```{name}\n")).unwrap() + name.len() + 4;
    let end = text[start..].find("```").unwrap();
    &text[start..start + end]
}

fn shown(verdict: &ClientVerdict) -> String {
    let mut text = verdict.status.map_or("-".to_owned(), |status| status.to_string());
    let gate = verdict.gate.map_or("-", |gate| gate.id());
    let deny = verdict.deny.map_or("-", |deny| deny.id());
    let _ = write!(text, " {} {gate} {deny} {}", verdict.cause.id(), verdict.grade.id());
    for (word, ids) in [
        (" or", verdict.alternatives.iter().map(|cause| cause.id()).collect::<Vec<_>>()),
        (" missing", verdict.missing.iter().map(|missing| missing.id()).collect()),
    ] {
        if !ids.is_empty() {
            let _ = write!(text, "{word} {}", ids.join(" "));
        }
    }
    text
}

proptest! {
    #[test]
    fn any_text_is_data(text in "(HTTP/1.1 403|[a-z-]{1,16}: |\\{\"message\":|\"|\\}|\n|.){0,60}") {
        for reply in client::read(&text) {
            let _ = reply.verdict();
        }
    }
}

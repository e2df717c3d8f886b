//! What is carried elsewhere stays what it is there: text in Markdown, cells in a sheet, words in a shell.

#![expect(clippy::unwrap_used, reason = "a test may end so")]

use std::process::Command;

use engine::{
    export::{
        command::{Shown, curl, filter_log_events},
        markdown,
        sheet::cell,
        window::Window,
    },
    remediation::place::{Found, Place},
    time::Instant,
};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

/// What Markdown is made of, and what cannot be seen.
const HOSTILE: &str =
    "[\\x60*_{}\\[\\]<>()#+.!|~&:@$= \n\r\t\\\\\"'/a-c1-2é\u{202e}\u{200b}\u{0}\u{1b}-]{0,60}";

/// What is more than text and code in a Markdown text, beyond paragraphs.
fn marks(text: &str) -> Vec<String> {
    let events = Parser::new_ext(text, Options::all());
    events
        .filter(|event| {
            let is_plain = match event {
                Event::Start(tag) => {
                    matches!(tag, Tag::Paragraph | Tag::CodeBlock(_) | Tag::BlockQuote(None))
                }
                Event::Text(_) | Event::Code(_) | Event::End(_) | Event::SoftBreak => true,
                _ => false,
            };
            !is_plain
        })
        .map(|event| format!("{event:?}"))
        .collect()
}

fn texts(text: &str) -> String {
    Parser::new(text)
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.to_string()),
            _ => None,
        })
        .collect()
}

fn texts_with_all(text: &str) -> String {
    let mut options = Options::all();
    // It makes other quotes of quotes, and one sign of three dots.
    options.remove(Options::ENABLE_SMART_PUNCTUATION);
    // This reader takes `{…}` at the end of a heading for attributes even where it is escaped; where tickets are written nobody does.
    options.remove(Options::ENABLE_HEADING_ATTRIBUTES);
    Parser::new_ext(text, options)
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.to_string()),
            _ => None,
        })
        .collect()
}

fn place() -> Place {
    let (region, api, stage) = (Some("eu-west-1"), Some("k3x9q2m7ab"), Some("prod"));
    Place::read(Found { region, api, stage, ..Found::default() })
}

/// What a program gets as its words when `sh` reads the line.
fn words(line: &str) -> Vec<String> {
    let script =
        format!("curl() {{ printf '%s\\0' \"$@\"; }}; aws() {{ curl \"$@\"; }}; TOKEN=the-token\n{line}");
    let output = Command::new("sh").arg("-c").arg(script).output().unwrap();
    assert!(output.status.success(), "{line}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_terminator('\0').map(str::to_owned).collect()
}

#[test]
fn the_check_of_markdown_can_fail() {
    for bad in [
        "# a",
        "[a](b)",
        "<b>",
        "<https://a.example>",
        "- a",
        "1. a",
        "a\n===",
        "| a |\n|---|",
        "~~a~~",
        "$a$",
    ] {
        assert!(!marks(bad).is_empty(), "{bad}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn text_stays_text(text in HOSTILE) {
        let sentence = markdown::text(&text);
        prop_assert_eq!(marks(&sentence), Vec::<String>::new(), "{}", sentence);
        prop_assert!(!sentence.contains('\n'));
        let heading = format!("# {sentence}\n");
        let is_whole = sentence.is_empty() || texts(&sentence) == texts_with_all(&heading);
        prop_assert!(is_whole, "{}", heading);
        let code = markdown::code(&text);
        prop_assert_eq!(marks(&format!("a {code} b")), Vec::<String>::new(), "{}", code);
        prop_assert!(texts(&format!("a {code} b")).ends_with(" b"), "{}", code);
        let quoted = markdown::quotation(&text);
        prop_assert_eq!(marks(&quoted), Vec::<String>::new(), "{}", quoted);
    }

    #[test]
    fn a_fence_holds_what_is_in_it(text in HOSTILE) {
        let fenced = markdown::fence("text", &text);
        let page = format!("before\n\n{fenced}\nbehind");
        prop_assert_eq!(marks(&page), Vec::<String>::new(), "{}", fenced);
        prop_assert!(texts(&page).ends_with("behind"), "{}", fenced);
        let blocks = Parser::new(&page).filter(|event| matches!(event, Event::Start(Tag::CodeBlock(_)))).count();
        prop_assert_eq!(blocks, 1);
    }

    #[test]
    fn a_cell_is_no_formula_and_can_be_read_back(text in r"[=+\-@\t\r\n '＝a-c1]{0,12}") {
        let held = cell(&text);
        let first = held.trim_start_matches([' ', '\n']).chars().next();
        prop_assert!(!first.is_some_and(|first| "=+-@\t\r＝".contains(first)), "{held:?}");
        prop_assert_eq!(held.strip_prefix('\'').unwrap_or(&held), text.as_str());
    }

    #[test]
    fn a_call_again_is_one_address(path in r#"/[ -~é世'"$`\\;&|<>()*?#!\[\]-]{0,40}"#) {
        if let Some(line) = curl(&place(), "GET", &path, Shown::Token) {
            let words = words(&line);
            prop_assert_eq!(words.len(), 8, "{:?}", words);
            prop_assert!(words[5].starts_with("https://k3x9q2m7ab.execute-api.eu-west-1.amazonaws.com/prod/"));
            prop_assert!(!words[5].contains([' ', '"', '<', '#', '?']), "{}", words[5]);
            prop_assert_eq!(words.last().unwrap(), "Authorization: the-token");
        } else {
            prop_assert!(path.contains("***") || path.contains('{'), "{}", path);
        }
    }

    #[test]
    fn a_text_is_looked_for_as_it_is(text in r#"[ -~é'$`\\;&|"-]{1,40}"#) {
        let window = Window::around(Instant::EPOCH, Instant::EPOCH);
        match filter_log_events(&place(), window, &text) {
            Some(line) => prop_assert!(words(&line).contains(&format!("\"{text}\"")), "{}", line),
            None => prop_assert!(text.contains(['"', '\\'])),
        }
    }
}

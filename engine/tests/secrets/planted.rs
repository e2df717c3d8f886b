//! What is planted: the tables of this folder, as messages, as exports, and what to look for afterwards. Other packages take this file
//! in by its path, so that all plant the same.

use std::collections::HashSet;

const KINDS: &str = include_str!("kinds.txt");
const PLACES: &str = include_str!("places.txt");
const MESSAGES: &str = include_str!("messages.txt");

/// How a secret can be told, from everywhere to only by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    Look,
    Text,
    Named,
}

impl Told {
    fn of(word: &str) -> Self {
        match word {
            "look" => Self::Look,
            "text" => Self::Text,
            "named" => Self::Named,
            _ => unreachable!("{word}"),
        }
    }
}

/// A message with secrets in it.
#[derive(Debug, Clone)]
pub(crate) struct Planted {
    /// As API Gateway, or whoever it was, wrote it.
    pub(crate) message: String,
    /// What must not be left of it.
    pub(crate) secrets: Vec<String>,
}

/// The lines of a table.
pub(crate) fn table(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with('#'))
}

/// `\n` in the tables is a line end, unless its backslash is escaped.
pub(crate) fn with_line_ends(text: &str) -> String {
    text.replace("\\\\n", "\u{0}").replace("\\n", "\n").replace('\u{0}', "\\n")
}

/// Each secret, with how it can be told.
fn kinds() -> impl Iterator<Item = (Told, &'static str)> {
    table(KINDS).map(|kind| {
        let (told, secret) = kind.split_once(" | ").unwrap();
        (Told::of(told), secret.split_once(" | ").unwrap().1)
    })
}

/// The secrets that are told by their look, wherever they stand.
#[allow(dead_code, clippy::allow_attributes, reason = "not every test that takes this file in types them")]
pub(crate) fn looks() -> Vec<&'static str> {
    kinds().filter(|(told, _)| *told == Told::Look).map(|(_, secret)| secret).collect()
}

/// Every secret in every place in which it must be told.
pub(crate) fn planted() -> Vec<Planted> {
    let mut all = Vec::new();
    for place in table(PLACES) {
        let (told_here, place) = place.split_once(" | ").unwrap();
        for (_, secret) in kinds().filter(|(told, _)| *told <= Told::of(told_here)) {
            let message = with_line_ends(place).replace('§', secret);
            all.push(Planted { message, secrets: vec![secret.to_owned()] });
        }
    }
    for message in table(MESSAGES) {
        let secrets = message.split('«').skip(1).map(|rest| rest.split('»').next().unwrap());
        let secrets = secrets.map(with_line_ends).collect();
        all.push(Planted { message: with_line_ends(message).replace(['«', '»'], ""), secrets });
    }
    all
}

/// The id of the call of the `n`th message of [`export`].
pub(crate) fn request_id(n: usize) -> String {
    format!("aaaaaaaa-0000-4000-8000-{n:012}")
}

/// An export in which each message is that of a call of its own, unless it names its call.
pub(crate) fn export(planted: &[Planted]) -> String {
    let of_calls = planted.iter().enumerate().map(|(n, planted)| match planted.message.strip_prefix('(') {
        Some(_) => planted.message.clone(),
        None => format!("({}) {}", request_id(n), planted.message),
    });
    events(of_calls)
}

/// An export of the messages as they are: who writes access lines, or to the same log group, puts no id before them.
#[allow(dead_code, clippy::allow_attributes, reason = "not every test that takes this file in needs both")]
pub(crate) fn bare_export(planted: &[Planted]) -> String {
    events(planted.iter().map(|planted| planted.message.clone()))
}

fn events(messages: impl Iterator<Item = String>) -> String {
    let events: Vec<_> = messages
        .enumerate()
        .map(|(n, message)| {
            serde_json::json!({"timestamp": 1_785_593_100_000_u64 + n as u64, "message": message})
        })
        .collect();
    serde_json::json!({ "events": events }).to_string()
}

/// Ten bytes of a secret in a row; of a mask no more than six are shown.
const TRACE: usize = 10;

/// What secrets would leave behind.
pub(crate) struct Traces<'a>(HashSet<&'a [u8]>);

impl<'a> Traces<'a> {
    /// Those of all that was planted.
    pub(crate) fn of(planted: &'a [Planted]) -> Self {
        let secrets = planted.iter().flat_map(|planted| &planted.secrets);
        Self(secrets.flat_map(|secret| secret.as_bytes().windows(TRACE)).collect())
    }

    /// The first that is found, with what stands around it.
    pub(crate) fn find(&self, text: impl AsRef<[u8]>) -> Option<String> {
        let text = text.as_ref();
        let at = text.windows(TRACE).position(|part| self.0.contains(part))?;
        let around = at.saturating_sub(80)..(at + 80).min(text.len());
        Some(String::from_utf8_lossy(text.get(around).unwrap()).into_owned())
    }
}

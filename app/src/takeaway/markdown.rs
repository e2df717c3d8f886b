//! What the Markdown of a call and of an incident have in common.

use engine::{
    export::markdown::{code, fence, text},
    remediation::{Card, Form, Language},
    request::Line,
    story::Story,
    time::Instant,
};

use crate::{
    components::steps::{to_do, told},
    words::Words,
};

/// `- **First**: 2026-08-01T13:46:00.000Z`; `value` is Markdown.
pub(super) fn fact(label: &str, value: &str) -> String {
    format!("- **{}**: {value}\n", text(label))
}

/// A part with its heading; nothing where there is nothing in it.
pub(super) fn part(title: &str, body: &str) -> String {
    if body.trim().is_empty() { String::new() } else { format!("\n## {}\n\n{body}", text(title)) }
}

/// An address of ours.
pub(super) fn link(address: &str) -> String {
    format!("<{address}>")
}

/// Lines of a log, as they are stored: what could be a secret was masked before.
pub(super) fn lines(lines: &[&Line]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let line = |line: &&Line| {
        let at = line.at.map(|at| format!("{at} ")).unwrap_or_default();
        // A line may hold line ends; only what is one line looks like one.
        format!("{at}{}\n", line.text.as_str().replace(['\n', '\r'], " "))
    };
    fence("text", &lines.iter().map(line).collect::<String>())
}

/// The statements of a policy, and which of them decided.
pub(super) fn policy(words: Words, statements: &[String], decided: Option<u32>) -> String {
    let line = |(place, statement): (usize, &String)| {
        let is_it = u32::try_from(place).ok() == decided;
        let mark =
            if is_it { format!(" ← **{}**", text(&words.say("takeaway-decided"))) } else { String::new() };
        format!("{}. {}{mark}\n", place + 1, code(statement))
    };
    statements.iter().enumerate().map(line).collect()
}

/// What to do, with its commands.
pub(super) fn steps(words: Words, story: Story, cards: &[Card], heals_at: Option<Instant>) -> String {
    let step = |(place, (step, card)): (usize, (engine::story::Step, Option<Card>))| {
        let (title, why) = told(words, step, heals_at);
        let card = card.map(|card| commands(words, &card)).unwrap_or_default();
        format!("### {}. {}\n\n{}\n{card}\n", place + 1, text(&title), text(&why))
    };
    let steps: String = to_do(story, cards).into_iter().enumerate().map(step).collect();
    if steps.is_empty() { steps } else { format!("{}\n", steps.trim_end()) }
}

fn commands(words: Words, card: &Card) -> String {
    let titled = |key: &str, forms: &[Form]| {
        if forms.is_empty() {
            return String::new();
        }
        let forms: String = forms.iter().map(form_of).collect();
        format!("\n{}:\n{forms}", text(&words.say(key)))
    };
    let how: String = card.commands.iter().map(form_of).collect();
    format!("{how}{}{}", titled("card-check", &card.check), titled("card-rollback", &card.rollback))
}

/// A command or a piece of code, behind an empty line.
fn form_of(form: &Form) -> String {
    let language = match form.language {
        Language::AwsCli => "sh",
        Language::Terraform => "hcl",
        Language::CloudFormation => "yaml",
        Language::Cdk => "ts",
        Language::Json => "json",
        Language::Python => "python",
        Language::Node => "js",
    };
    format!("\n{}", fence(language, &form.text))
}

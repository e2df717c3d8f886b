//! The tables: what was measured, side by side, and nothing asserted.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::ask::Timed;
use super::contestant::Contestant;
use super::load::Loaded;
use super::questions::{QUESTIONS, Question};
use super::search::Searched;

/// What was measured with one number of events.
pub(super) struct Measured {
    pub(super) n_events: u64,
    pub(super) n_requests: u64,
    pub(super) n_bytes: u64,
    /// Every round of every contestant.
    pub(super) rounds: BTreeMap<Contestant, Vec<Loaded>>,
    pub(super) questions: BTreeMap<Contestant, Vec<Timed>>,
    /// Of the product, when it took part.
    pub(super) search: Option<Searched>,
    /// How busy the machine was, before and after.
    pub(super) load: [String; 2],
}

/// The loads of one size.
pub(super) fn loads(measured: &Measured) -> String {
    let Measured { n_events, n_requests, n_bytes, load: [before, after], .. } = measured;
    let mut text = format!(
        "\n## {n_events} events, {n_requests} requests, {} MB of NDJSON\n\nLoad average before: {before}; after: {after}. \
         Medians; in brackets the least and the most.\n\n\
         | into | rounds | wall s | k events/s | CPU s (of it Postgres) | k events/s per core | stored MB | NDJSON ÷ stored | WAL MB | peak anonymous MB |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
        mega(*n_bytes)
    );
    for (contestant, rounds) in &measured.rounds {
        let of = |value: fn(&Loaded) -> f64| Spread::of(rounds.iter().map(value));
        let cpu = of(|round| round.cpu);
        let stored = of(|round| float(round.n_stored));
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} ({:.2}) | {:.0} | {:.1} | {:.1} | {:.0} | {:.0} |",
            contestant.title(),
            rounds.len(),
            of(|round| round.wall).shown(2),
            of(|round| float(round.n_events) / round.wall / 1e3).shown(0),
            cpu.shown(2),
            of(|round| round.cpu_of_server).median,
            float(*n_events) / cpu.median / 1e3,
            stored.median / 1e6,
            float(*n_bytes) / stored.median,
            of(|round| float(round.n_wal_bytes)).median / 1e6,
            of(|round| float(round.peak_anonymous)).median / 1e6,
        );
    }
    text.push_str(&ratios(measured));
    text
}

/// The product against the others, round by round.
fn ratios(measured: &Measured) -> String {
    let Some(ours) = measured.rounds.get(&Contestant::Why403) else { return String::new() };
    let mut text = "\n| why403 against | as fast (wall) | CPU of theirs ÷ ours | stored by them ÷ by us |\n|---|---|---|---|\n".to_owned();
    for (contestant, rounds) in measured.rounds.iter().filter(|(other, _)| **other != Contestant::Why403) {
        let of = |value: fn(&Loaded) -> f64| {
            Spread::of(rounds.iter().zip(ours).map(|(theirs, ours)| value(theirs) / value(ours))).shown(2)
        };
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            contestant.name(),
            of(|round| round.wall),
            of(|round| round.cpu),
            of(|round| float(round.n_stored)),
        );
    }
    text
}

/// The questions of one size.
pub(super) fn questions(measured: &Measured) -> String {
    let mut text = format!(
        "\n### Questions at {} events: median / 95th percentile in ms, how often asked\n\n| | {} |\n|---|---|---|---|---|\n",
        measured.n_events,
        QUESTIONS.map(Question::name).join(" | ")
    );
    let mut wrong = String::new();
    for (contestant, timed) in &measured.questions {
        let _ = write!(text, "| {} |", contestant.name());
        for Timed { question, milliseconds, wrong: difference } in timed {
            let mark = if let Some(difference) = difference {
                let _ =
                    writeln!(wrong, "\nWRONG: {} on {}: {difference}", contestant.name(), question.name());
                " **wrong**"
            } else {
                ""
            };
            let _ = write!(
                text,
                " {} / {}, {}{mark} |",
                brief(percentile(milliseconds, 50)),
                brief(percentile(milliseconds, 95)),
                milliseconds.len()
            );
        }
        text.push('\n');
    }
    text + &wrong
}

/// Text in all lines, from the start of a program to its end.
pub(super) fn search(measured: &Measured) -> String {
    let Some(Searched { why403, ripgrep }) = &measured.search else { return String::new() };
    let seconds = |values: &[f64]| Spread::of(values.iter().copied()).shown(3);
    let mut text = format!(
        "\n### Text search over all lines of {} events, s\n\nwhy403 search: {}",
        measured.n_events,
        seconds(why403)
    );
    if !ripgrep.is_empty() {
        let times: Vec<f64> = why403.iter().zip(ripgrep).map(|(ours, theirs)| ours / theirs).collect();
        let _ = write!(text, "; rg over the files: {}; ours ÷ theirs: {}", seconds(ripgrep), seconds(&times));
    }
    text + "\n"
}

/// How much longer the questions take with more events of the same day.
pub(super) fn growth(smaller: &Measured, larger: &Measured) -> String {
    let mut text = format!(
        "\n### Growth from {} to {} events: median ÷ median\n\n| | {} |\n|---|---|---|---|---|\n",
        smaller.n_events,
        larger.n_events,
        QUESTIONS.map(Question::name).join(" | ")
    );
    for (contestant, after) in &larger.questions {
        let Some(before) = smaller.questions.get(contestant) else { continue };
        let _ = write!(text, "| {} |", contestant.name());
        for (before, after) in before.iter().zip(after) {
            let times = percentile(&after.milliseconds, 50) / percentile(&before.milliseconds, 50);
            let _ = write!(text, " {times:.2} |");
        }
        text.push('\n');
    }
    text
}

/// What lies between the least and the most.
struct Spread {
    least: f64,
    median: f64,
    most: f64,
    n: usize,
}

impl Spread {
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.collect();
        let [least, median, most] = [0, 50, 100].map(|percent| percentile(&values, percent));
        Self { least, median, most, n: values.len() }
    }

    fn shown(&self, digits: usize) -> String {
        let Self { least, median, most, n } = self;
        if *n > 1 {
            format!("{median:.digits$} ({least:.digits$}–{most:.digits$})")
        } else {
            format!("{median:.digits$}")
        }
    }
}

/// The value below which so many hundredths lie; not a number of no values.
fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = sorted.len().saturating_sub(1) * percent;
    let (below, rest) = (place / 100, place % 100);
    match (sorted.get(below), sorted.get(below + usize::from(rest > 0))) {
        (Some(low), Some(high)) => low + (high - low) * float(rest as u64) / 100.0,
        _ => f64::NAN,
    }
}

/// Three digits are enough.
fn brief(milliseconds: f64) -> String {
    match milliseconds {
        value if value < 1.0 => format!("{value:.3}"),
        value if value < 100.0 => format!("{value:.1}"),
        value => format!("{value:.0}"),
    }
}

fn mega(bytes: u64) -> u64 {
    bytes / 1_000_000
}

#[expect(clippy::cast_precision_loss, reason = "bytes and events are far below 2^52")]
fn float(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_lie_between_values() {
        let values = [4.0, 1.0, 3.0, 2.0];
        assert_eq!([0, 50, 100].map(|percent| brief(percentile(&values, percent))), ["1.0", "2.5", "4.0"]);
        assert_eq!(brief(percentile(&[0.5], 95)), "0.500");
        assert!(percentile(&[], 50).is_nan());
    }

    #[test]
    fn one_round_has_no_spread() {
        assert_eq!(Spread::of([2.0].into_iter()).shown(1), "2.0");
        assert_eq!(Spread::of([2.0, 1.0, 4.0].into_iter()).shown(1), "2.0 (1.0–4.0)");
    }
}

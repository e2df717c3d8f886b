//! Lines → files, as people export them.

use std::fmt::Write as _;

use super::{Traffic, random::Random};

/// The form of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Container {
    /// `aws logs filter-log-events`: a file for each log group.
    FilterLogEvents { names_group: bool },
    /// One event a line; all groups in one file.
    Ndjson,
    /// A moment and a message a line; all groups in one file.
    Plain,
}

/// The order of lines in a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Order {
    /// By time.
    Time,
    /// Stream behind stream.
    Streams,
    /// By time, but for lines that are up to so many places away from theirs.
    Shuffled(usize),
}

/// How traffic is exported.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Export {
    pub(crate) container: Container,
    pub(crate) order: Order,
    pub(crate) has_event_ids: bool,
}

impl Export {
    /// One of the ways, drawn from a seed.
    pub(crate) fn of(seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0xe6);
        let container = random.weighted(&[
            (3, Container::FilterLogEvents { names_group: true }),
            (1, Container::FilterLogEvents { names_group: false }),
            (2, Container::Ndjson),
            (2, Container::Plain),
        ]);
        let order = random.weighted(&[(2, Order::Time), (1, Order::Streams), (2, Order::Shuffled(40))]);
        Self { container, order, has_event_ids: container != Container::Plain && random.chance(700) }
    }

    /// The files: of each the places of its lines in [`Traffic::lines`].
    pub(crate) fn files(&self, traffic: &Traffic, seed: u64) -> Vec<Vec<usize>> {
        let n_files = match self.container {
            Container::FilterLogEvents { .. } => traffic.groups.len(),
            Container::Ndjson | Container::Plain => 1,
        };
        let mut files = vec![Vec::new(); n_files];
        for (place, line) in traffic.lines.iter().enumerate() {
            files[if n_files == 1 { 0 } else { line.group }].push(place);
        }
        let mut random = Random::new(seed ^ 0x0d);
        for file in &mut files {
            match self.order {
                Order::Time => {}
                Order::Streams => file.sort_by_key(|&place| stream(traffic, place)),
                Order::Shuffled(window) => {
                    let mut places: Vec<(usize, usize)> = file
                        .iter()
                        .enumerate()
                        .map(|(at, &line)| (at + random.below(window), line))
                        .collect();
                    places.sort_by_key(|(at, _)| *at);
                    *file = places.into_iter().map(|(_, line)| line).collect();
                }
            }
        }
        files.retain(|file| !file.is_empty());
        files
    }

    /// Writes one file, piece by piece.
    pub(crate) fn write(&self, traffic: &Traffic, file: &[usize], mut piece: impl FnMut(&str)) {
        let mut text = String::new();
        if let Container::FilterLogEvents { names_group } = self.container {
            text.push('{');
            if names_group && let Some(first) = file.first() {
                let _ = write!(text, r#""logGroupName":"{}","#, traffic.groups[traffic.lines[*first].group]);
            }
            text.push_str(r#""events":["#);
        }
        for (at, &place) in file.iter().enumerate() {
            match self.container {
                Container::FilterLogEvents { .. } => {
                    text.push_str(if at == 0 { "\n" } else { ",\n" });
                    self.event(traffic, place, &mut text);
                }
                Container::Ndjson => {
                    self.event(traffic, place, &mut text);
                    text.push('\n');
                }
                Container::Plain => {
                    let line = &traffic.lines[place];
                    let _ = writeln!(text, "{} {}", moment(line.at), line.message);
                }
            }
            if text.len() > 64 * 1024 {
                piece(&text);
                text.clear();
            }
        }
        if let Container::FilterLogEvents { .. } = self.container {
            text.push_str("],\"searchedLogStreams\":[]}");
        }
        piece(&text);
    }

    fn event(&self, traffic: &Traffic, place: usize, text: &mut String) {
        let line = &traffic.lines[place];
        let _ = write!(
            text,
            r#"{{"logStreamName":"{:032x}","timestamp":{},"message":{},"ingestionTime":{}"#,
            stream(traffic, place).1,
            line.at,
            serde_json::Value::from(line.message.as_str()),
            line.at + 900
        );
        if self.has_event_ids {
            let _ = write!(text, r#","eventId":"{}""#, event_id(line.at, line.call, line.place));
        }
        text.push('}');
    }
}

/// A few streams a group; a call is in one.
fn stream(traffic: &Traffic, place: usize) -> (usize, u64) {
    let line = &traffic.lines[place];
    (line.group, Random::new(u64::try_from(line.call % 3 + line.group * 3).unwrap()).number())
}

/// CloudWatch's id of an event: the time in the high bits, then the batch, then the place in it.
fn event_id(at: i64, call: usize, place: usize) -> String {
    let batch = Random::new(u64::try_from(call).unwrap()).number();
    let low = (u128::from(batch) << 24) | u128::try_from(place).unwrap();
    // at × 2^144 + low, in limbs of 64 bits, divided thrice by 10^19.
    let low_64 = u128::from(u64::MAX);
    let mut limbs = [u128::try_from(at).unwrap() << 16, low >> 64, low & low_64];
    let mut digits = [0; 3];
    for digit in &mut digits {
        let mut rest = 0;
        for limb in &mut limbs {
            let value = (rest << 64) | *limb;
            *limb = value / 10_000_000_000_000_000_000;
            rest = value % 10_000_000_000_000_000_000;
        }
        *digit = rest;
    }
    format!("{:018}{:019}{:019}", digits[2], digits[1], digits[0])
}

/// As `2026-08-01T12:00:00.000Z`; the traffic is of one month.
fn moment(at: i64) -> String {
    let noon = at - super::world::BEGINNING + 12 * 3_600_000;
    let (day, hour, minute) = (noon / 86_400_000 + 1, noon / 3_600_000 % 24, noon / 60_000 % 60);
    format!("2026-08-{day:02}T{hour:02}:{minute:02}:{:02}.{:03}Z", noon / 1000 % 60, noon % 1000)
}

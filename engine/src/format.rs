//! Moments, counts and log text as people read them. Pure.

use crate::time::Instant;

/// A count with thousands apart.
pub fn count(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value < 0 {
        text.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Bytes in the largest unit of which there is one: `980 B`, `4.1 KiB`, `2.35 GiB`.
pub fn bytes(value: i64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    let whole = value.unsigned_abs();
    let Some((place, unit)) =
        UNITS.iter().enumerate().rev().find(|(place, _)| whole >> (10 * (place + 1)) > 0)
    else {
        return format!("{value} B");
    };
    let hundredths = (whole >> (10 * place)) * 100 / 1024;
    match hundredths {
        0..1_000 => format!("{}.{:02} {unit}", hundredths / 100, hundredths % 100),
        1_000..10_000 => format!("{}.{} {unit}", hundredths / 100, hundredths % 100 / 10),
        _ => format!("{} {unit}", hundredths / 100),
    }
}

/// The day and the time of day to the second: `2026-08-01 14:02:31`. The zone (UTC) must stand beside it.
pub fn second(moment: Instant) -> String {
    let time = moment.time_of_day();
    format!("{} {}", moment.date(), time.split('.').next().unwrap_or(&time))
}

/// The day and the minute: `2026-08-01 14:02`. The zone (UTC) must stand beside it.
pub fn minute(moment: Instant) -> String {
    let time = moment.time_of_day();
    format!("{} {}", moment.date(), time.get(..5).unwrap_or(&time))
}

/// The moment to the millisecond, with the zone.
pub fn millisecond(moment: Instant) -> String {
    format!("{} {} UTC", moment.date(), moment.time_of_day())
}

/// A span as the id of its words and what fills their slots `n`, `large` and `small`: `3 ms`, `1.52 s`, `4 min 52 s`, `2 h 5 min`.
pub fn span(millis: i64) -> (&'static str, String, String, String) {
    let millis = millis.max(0);
    let (key, large, small) = match millis {
        0..1_000 => return ("span-milliseconds", millis.to_string(), String::new(), String::new()),
        1_000..60_000 => {
            let text = format!("{}.{:02}", millis / 1_000, millis % 1_000 / 10);
            let seconds = text.trim_end_matches('0').trim_end_matches('.').to_owned();
            return ("span-seconds", seconds, String::new(), String::new());
        }
        60_000..3_600_000 => ("span-minutes", millis / 60_000, millis % 60_000 / 1_000),
        _ => ("span-hours", millis / 3_600_000, millis % 3_600_000 / 60_000),
    };
    let key = match (key, small) {
        ("span-minutes", 0) => "span-minutes-whole",
        ("span-hours", 0) => "span-hours-whole",
        (key, _) => key,
    };
    (key, String::new(), large.to_string(), small.to_string())
}

/// `POST /orders`, as far as it is known.
pub fn call(method: Option<&str>, path: Option<&str>) -> Option<String> {
    match (method, path) {
        (Some(method), Some(path)) => Some(visible(&format!("{method} {path}"))),
        (Some(one), None) | (None, Some(one)) => Some(visible(one)),
        (None, None) => None,
    }
}

/// Text from a log with what cannot be seen made visible: control characters, and those that turn the direction of writing
/// and could make a line look like another.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => shown.push(character),
            '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}'
            | '\u{FEFF}'
            | '\u{061C}' => shown.extend(character.escape_unicode()),
            _ if character.is_control() => shown.extend(character.escape_unicode()),
            _ => shown.push(character),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use crate::time::Instant;

    use super::{bytes, count, millisecond, second, visible};

    #[test]
    fn bytes_have_three_figures() {
        for (value, text) in [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1.00 KiB"),
            (4_200, "4.10 KiB"),
            (50_000_000, "47.6 MiB"),
            (300 << 30, "300 GiB"),
            (i64::MAX, "8388607 TiB"),
        ] {
            assert_eq!(bytes(value), text);
        }
    }

    #[test]
    fn counts_have_thousands_apart() {
        for (value, text) in [(0, "0"), (999, "999"), (1_240, "1,240"), (-1_000_000, "-1,000,000")] {
            assert_eq!(count(value), text);
        }
    }

    #[test]
    fn moments_say_their_zone_or_leave_it_to_the_heading() {
        let moment = Instant::parse("2026-08-01T14:02:31.482Z").unwrap();
        assert_eq!(second(moment), "2026-08-01 14:02:31");
        assert_eq!(millisecond(moment), "2026-08-01 14:02:31.482 UTC");
    }

    #[test]
    fn what_cannot_be_seen_is_made_visible() {
        assert_eq!(visible("a\u{202e}b\u{1b}[31m\tc"), "a\\u{202e}b\\u{1b}[31m\tc");
    }
}

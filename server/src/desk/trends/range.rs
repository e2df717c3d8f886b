//! Which range a page of trends is about, and in which steps it is counted.

use app::pages::trends::data::TrendsQuery;
use engine::time::Instant;

use crate::storage::trends::Range;

const MINUTE_MS: i64 = 60_000;
/// The lengths of a column, in minutes: each a part of the next larger unit of time.
const STEPS: [i64; 13] = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 10_080];
/// So many columns a chart has when nobody asks for a step; twice as many when somebody does.
const MOST_COLUMNS: i64 = 180;
/// What is shown when nothing is asked for: as much as one looks back at in an incident.
const USUAL_MS: i64 = 6 * 3_600_000;

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    /// The range.
    pub range: Range,
    /// Whether it ends with what is stored.
    pub is_past: bool,
    /// What could not be read.
    pub misread: Vec<&'static str>,
}

/// The range that is asked for; where what is stored is older than that range is long, the same length at its end.
pub(super) fn chosen(query: &TrendsQuery, stored: Option<(Instant, Instant)>, now: Instant) -> Chosen {
    let mut misread = Vec::new();
    let mut moment = |name: &'static str, text: &Option<String>| {
        let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty())?;
        let moment = parse(text);
        if moment.is_none() {
            misread.push(name);
        }
        moment
    };
    let (from, to) = (moment("from", &query.from), moment("to", &query.to));
    let quick = query.range.as_deref().filter(|name| !name.is_empty()).and_then(|name| {
        let known = TrendsQuery::RANGES.iter().find(|(known, _)| *known == name);
        if known.is_none() {
            misread.push("range");
        }
        known.map(|(_, length)| *length)
    });
    let minutes = query.step.as_deref().filter(|step| !step.is_empty()).and_then(|step| {
        let minutes = step.parse().ok().filter(|minutes| STEPS.contains(minutes));
        if minutes.is_none() {
            misread.push("step");
        }
        minutes
    });
    if query.status.as_deref().is_some_and(|status| !status.is_empty()) && query.statuses().is_none() {
        misread.push("status");
    }
    let (first, last) = stored.map_or((now, now), |(first, last)| (first, last.plus_millis(MINUTE_MS)));
    let held = last.since(first).max(MINUTE_MS);
    let length = match quick {
        Some(i64::MAX) => held,
        Some(length) => length,
        None => USUAL_MS.min(held.max(3_600_000)),
    };
    let is_all = quick == Some(i64::MAX);
    let is_absolute = from.is_some() || to.is_some();
    let is_past = !is_absolute && stored.is_some() && (is_all || now.since(last) > length || now < last);
    let end = if is_past { last } else { now };
    let (from, to) = match (from, to) {
        (Some(from), Some(to)) if from < to => (from, to),
        (Some(one), Some(other)) => {
            misread.push("to");
            (one.min(other), one.max(other))
        }
        (Some(from), None) => (from, from.plus_millis(length)),
        (None, Some(to)) => (to.plus_millis(-length), to),
        (None, None) => (end.plus_millis(-length), end),
    };
    Chosen { range: in_steps(from, to, minutes), is_past: is_past && !is_all, misread }
}

/// The range in whole columns, which begin at round times.
fn in_steps(from: Instant, to: Instant, minutes: Option<i64>) -> Range {
    let length = to.since(from).max(MINUTE_MS);
    let fits = |step: i64, most: i64| length / step <= most;
    let step_ms = minutes
        .map(|minutes| minutes * MINUTE_MS)
        .filter(|step| fits(*step, 2 * MOST_COLUMNS))
        .or_else(|| STEPS.iter().map(|minutes| minutes * MINUTE_MS).find(|step| fits(*step, MOST_COLUMNS)))
        .unwrap_or_else(|| (length / MOST_COLUMNS / MINUTE_MS + 1) * MINUTE_MS);
    let from = from.plus_millis(-from.millis().rem_euclid(step_ms));
    let n_columns = (to.since(from) + step_ms - 1).div_euclid(step_ms).max(1);
    let to = Instant::from_millis(from.millis() + n_columns * step_ms).unwrap_or(to);
    Range { from, to, step_ms }
}

/// RFC 3339, the same without seconds (as a browser's field gives it), or milliseconds since 1970. Before 1970 no call came,
/// and what is behind the year 3000 is a slip.
fn parse(text: &str) -> Option<Instant> {
    let moment = match text.parse() {
        Ok(millis) => Instant::from_millis(millis),
        Err(_) => Instant::parse(text).or_else(|| Instant::parse(&format!("{text}:00"))),
    };
    moment.filter(|moment| (0..32_503_680_000_000).contains(&moment.millis()))
}

#[cfg(test)]
mod tests {
    use super::{TrendsQuery, chosen, parse};
    use engine::time::Instant;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    #[test]
    fn what_is_old_is_shown_at_its_own_end() {
        let stored = Some((at("2026-08-01T00:00:00Z"), at("2026-08-01T14:04:00Z")));
        let chosen_at = |query: &TrendsQuery, now: &str| chosen(query, stored, at(now));
        let old = chosen_at(&TrendsQuery::default(), "2026-11-01T00:00:00Z");
        assert!(old.is_past);
        assert_eq!(
            (old.range.from, old.range.to, old.range.step_ms),
            (at("2026-08-01T08:04:00Z"), at("2026-08-01T14:06:00Z"), 120_000)
        );
        let live = chosen_at(&TrendsQuery::default(), "2026-08-01T14:30:00Z");
        assert_eq!((live.is_past, live.range.to), (false, at("2026-08-01T14:30:00Z")));
        let all = chosen_at(
            &TrendsQuery { range: Some("all".into()), ..TrendsQuery::default() },
            "2026-11-01T00:00:00Z",
        );
        assert_eq!(all.range.from, at("2026-08-01T00:00:00Z"));
        assert_eq!(all.range.to, at("2026-08-01T14:05:00Z"));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let query = TrendsQuery {
            range: Some("fortnight".into()),
            from: Some("yesterday".into()),
            step: Some("-1".into()),
            ..TrendsQuery::default()
        };
        assert_eq!(chosen(&query, None, at("2026-08-01T00:00:00Z")).misread, ["from", "range", "step"]);
        assert_eq!(parse("2026-08-01T14:02"), parse("1785592920000"));
        assert_eq!(parse("9999-12-31T23:59:59Z"), None);
    }

    #[test]
    fn no_range_has_too_many_columns_or_none() {
        for (from, to) in [
            ("1970-01-01T00:00:00Z", "2999-12-31T00:00:00Z"),
            ("2026-08-01T00:00:00Z", "2026-08-01T00:00:00.001Z"),
            ("2026-08-01T00:00:30Z", "2026-08-01T03:00:10Z"),
            ("2026-08-01T00:00:00Z", "2026-08-08T00:00:00Z"),
        ] {
            let query = TrendsQuery::default().between(at(from), at(to));
            let range = chosen(&query, None, at("2026-08-01T00:00:00Z")).range;
            let n_columns = range.to.since(range.from) / range.step_ms;
            assert!((1..=183).contains(&n_columns), "{from} {to}: {range:?}");
            assert!(range.from <= at(from) && range.to >= at(to) && range.step_ms % 60_000 == 0);
        }
    }
}

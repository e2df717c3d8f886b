//! Where things of a chart stand. Pure.

use engine::time::Instant;

/// Round numbers from nothing to at least `most`, five steps or fewer; the last is the top of the axis.
pub(super) fn ticks(most: i64) -> Vec<i64> {
    let most = most.max(1);
    let mut unit: i64 = 1;
    loop {
        for step in [unit, unit.saturating_mul(2), unit.saturating_mul(5)] {
            // By division, so that no number is too large.
            if (most - 1) / step < 5 {
                return (0..=(most - 1) / step + 1).map(|n| n.saturating_mul(step)).collect();
            }
        }
        unit = unit.saturating_mul(10);
    }
}

/// Round lengths of time, in minutes.
const ROUND: [i64; 15] = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 10_080, 43_200];
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 1_440 * MINUTE_MS;
/// More would touch one another on a narrow screen.
const MOST_LABELS: i64 = 5;

/// Round times of a range, each with what stands there: the time of day, or the day where it begins.
pub(super) fn times(from: Instant, to: Instant) -> Vec<(Instant, String)> {
    let length = to.since(from).max(MINUTE_MS);
    let step = ROUND
        .iter()
        .map(|minutes| minutes * MINUTE_MS)
        .find(|step| length / step <= MOST_LABELS)
        .unwrap_or_else(|| (length / MOST_LABELS / DAY_MS + 1) * DAY_MS);
    let first = from.millis() + (-from.millis()).rem_euclid(step);
    let n_labels = usize::try_from(MOST_LABELS + 1).unwrap_or_default();
    std::iter::successors(Some(first), |millis| Some(millis + step))
        .take_while(|millis| *millis < to.millis())
        .take(n_labels)
        .filter_map(Instant::from_millis)
        .map(|at| (at, label(at, step)))
        .collect()
}

fn label(at: Instant, step: i64) -> String {
    if step >= 365 * DAY_MS {
        at.date()
    } else if at.millis().rem_euclid(DAY_MS) == 0 {
        at.date().get(5..).unwrap_or_default().to_owned()
    } else {
        at.time_of_day().get(..5).unwrap_or_default().to_owned()
    }
}

/// How far a part is along a whole, in hundredths, as SVG takes it.
pub(super) fn percent(part: i64, whole: i64) -> String {
    let thousandths = i128::from(part.max(0)) * 100_000 / i128::from(whole.max(1));
    format!("{}.{:03}%", thousandths / 1_000, thousandths % 1_000)
}

/// How many pixels of `height` a value has, in tenths; what is there is seen.
pub(super) fn tenths(value: i64, top: i64, height: i64) -> i64 {
    let tenths = i128::from(value.max(0)) * i128::from(height * 10) / i128::from(top.max(1));
    i64::try_from(tenths).unwrap_or(height * 10)
}

/// Tenths of pixels, as SVG takes them.
pub(super) fn pixels(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths.rem_euclid(10))
}

#[cfg(test)]
mod tests {
    use super::{percent, ticks, times};
    use engine::time::Instant;

    #[test]
    fn ticks_are_round_few_and_reach_the_most() {
        assert_eq!(ticks(0), [0, 1]);
        assert_eq!(ticks(5), [0, 1, 2, 3, 4, 5]);
        assert_eq!(ticks(22), [0, 5, 10, 15, 20, 25]);
        assert_eq!(ticks(1_001), [0, 500, 1_000, 1_500]);
        for most in [1, 7, 99, 100, 101, 123_456_789, i64::MAX] {
            let ticks = ticks(most);
            assert!((2..=6).contains(&ticks.len()), "{most}: {ticks:?}");
            assert!(*ticks.last().unwrap() >= most);
        }
    }

    #[test]
    fn times_are_round_and_few() {
        let at = |text: &str| Instant::parse(text).unwrap();
        let labels = |from: &str, to: &str| -> Vec<String> {
            times(at(from), at(to)).into_iter().map(|(_, label)| label).collect()
        };
        assert_eq!(
            labels("2026-08-01T13:05:00Z", "2026-08-01T14:05:00Z"),
            ["13:15", "13:30", "13:45", "14:00"]
        );
        assert_eq!(labels("2026-08-01T20:00:00Z", "2026-08-02T02:00:00Z"), ["20:00", "22:00", "08-02"]);
        assert_eq!(labels("2026-08-01T00:00:00Z", "2026-08-01T00:01:00Z"), ["08-01"]);
        assert!(labels("1970-01-01T00:00:00Z", "2999-12-31T00:00:00Z").len() <= 6);
    }

    #[test]
    fn a_share_is_text_that_svg_takes() {
        assert_eq!(percent(1, 8), "12.500%");
        assert_eq!(percent(1, 0), "100.000%");
        assert_eq!(percent(i64::MAX, i64::MAX), "100.000%");
    }
}

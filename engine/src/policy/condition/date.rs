//! Moments: the forms of ISO 8601 that the W3C names, or seconds since 1970.

/// A moment, in nanoseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment(i128);

const SECOND: i128 = 1_000_000_000;

impl Moment {
    /// Reads `2026`, `2026-07`, `2026-07-01`, `2026-07-01T02:00+02:00`, `2026-07-01T00:00:00.25Z` or `1782864000`; `None` for
    /// what is no moment. A time without a zone is UTC. Source: IAM User Guide, "Date condition operators";
    /// <https://www.w3.org/TR/NOTE-datetime>.
    pub(super) fn read(text: &str) -> Option<Self> {
        if text.len() != 4
            && text.strip_prefix('-').unwrap_or(text).bytes().all(|b| b.is_ascii_digit() || b == b'.')
        {
            return Self::of_epoch(text);
        }
        let (date, time) = match text.split_once(['T', 't']) {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let mut fields = date.split('-');
        let year = digits(fields.next()?, 4)?;
        let month = fields.next().map_or(Some(1), |month| digits(month, 2))?;
        let day = fields.next().map_or(Some(1), |day| digits(day, 2))?;
        let is_whole = date.len() == 10;
        if fields.next().is_some() || (time.is_some() && !is_whole) {
            return None;
        }
        let month = time::Month::try_from(u8::try_from(month).ok()?).ok()?;
        let date =
            time::Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()?;
        let days = i128::from(date.to_julian_day() - time::macros::date!(1970 - 01 - 01).to_julian_day());
        let nanos = time.map_or(Some(0), nanos_of_day)?;
        Some(Self(days * 86_400 * SECOND + nanos))
    }

    fn of_epoch(text: &str) -> Option<Self> {
        let (is_negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
        let (seconds, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let nanos = i128::from(seconds.parse::<u64>().ok()?) * SECOND + nanos_of(fraction)?;
        Some(Self(if is_negative { -nanos } else { nanos }))
    }
}

/// The nanoseconds of `hh:mm`, `hh:mm:ss` or `hh:mm:ss.s` with its zone.
fn nanos_of_day(time: &str) -> Option<i128> {
    let (time, zone) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => time.split_at(at),
        None => (time, "Z"),
    };
    let (time, fraction) = match time.split_once('.') {
        Some((time, fraction)) if !fraction.is_empty() => (time, fraction),
        Some(_) => return None,
        None => (time, ""),
    };
    let mut fields = time.split(':');
    let hours = digits(fields.next()?, 2).filter(|hours| *hours < 24)?;
    let minutes = digits(fields.next()?, 2).filter(|minutes| *minutes < 60)?;
    let seconds = match fields.next() {
        // A leap second.
        Some(seconds) => digits(seconds, 2).filter(|seconds| *seconds <= 60)?,
        None if fraction.is_empty() => 0,
        None => return None,
    };
    if fields.next().is_some() {
        return None;
    }
    let seconds = (hours * 60 + minutes) * 60 + seconds - offset(zone)?;
    Some(i128::from(seconds) * SECOND + nanos_of(fraction)?)
}

/// The seconds that a zone is ahead of UTC: `Z`, `+02:00`, `-0330`.
fn offset(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("Z") {
        return Some(0);
    }
    let (sign, zone) = match zone.strip_prefix('+') {
        Some(zone) => (1, zone),
        None => (-1, zone.strip_prefix('-')?),
    };
    let (hours, minutes) = match zone.split_once(':') {
        Some(parts) => parts,
        None => zone.split_at_checked(2)?,
    };
    let minutes = if minutes.is_empty() { 0 } else { digits(minutes, 2).filter(|minutes| *minutes < 60)? };
    Some(sign * (digits(hours, 2).filter(|hours| *hours < 24)? * 60 + minutes) * 60)
}

/// The nanoseconds of what stands behind the point of seconds.
fn nanos_of(fraction: &str) -> Option<i128> {
    let mut nanos: i128 = 0;
    let mut unit = SECOND / 10;
    for byte in fraction.bytes() {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit <= 9)?;
        nanos += i128::from(digit) * unit;
        unit /= 10;
    }
    Some(nanos)
}

/// A number of just so many digits.
fn digits(text: &str, n: usize) -> Option<i64> {
    if text.len() == n && text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn one_moment_may_be_written_in_several_ways() {
        for same in [
            "2026-07-01T00:00:00Z",
            "2026-07-01",
            "2026-07",
            "2026-07-01T00:00Z",
            "2026-07-01T00:00:00",
            "2026-07-01T00:00:00.000Z",
            "2026-07-01t02:00:00+02:00",
            "2026-06-30T20:30-0330",
            "1782864000",
            "1782864000.0",
        ] {
            assert_eq!(Moment::read(same), Some(Moment(1_782_864_000_000_000_000)), "{same}");
        }
        assert_eq!(Moment::read("1970"), Some(Moment(0)));
        assert_eq!(Moment::read("-1"), Some(Moment(-1_000_000_000)));
        assert!(Moment::read("2026-07-01T00:00:00.25Z") < Moment::read("2026-07-01T00:00:00.5Z"));
    }

    #[test]
    fn what_is_no_moment_is_none() {
        for odd in [
            "",
            "-",
            ".",
            "yesterday",
            "2026-7-1",
            "2026-13-01",
            "2026-02-30",
            "2026-07-01T",
            "2026-07T00:00Z",
            "2026-07-01T24:00Z",
            "2026-07-01T00:00:00.Z",
            "2026-07-01T00:00:00+2",
            "2026-07-01T00:60Z",
            "2026-07-01T00:00.5Z",
            "2026-07-01T00:00+24:00",
            "2026-07-01T00:00+00:60",
            "2026-07-01 00:00:00Z",
            "1.2.3",
            "2026-07-01-01",
        ] {
            assert_eq!(Moment::read(odd), None, "{odd}");
        }
    }
}

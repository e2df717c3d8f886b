//! Moments as API Gateway and CloudWatch give them: whole milliseconds since 1970, UTC. Arithmetic and text only; nothing
//! here reads a clock.

mod iso;

use std::fmt;

use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, macros::format_description};

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
///
/// Shown and sent as RFC 3339 in UTC with milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);

    /// 0000-01-01T00:00:00.000Z.
    const FIRST: i64 = -62_167_219_200_000;

    /// 9999-12-31T23:59:59.999Z.
    const LAST: i64 = 253_402_300_799_999;

    /// The moment so many milliseconds after 1970; `None` outside the years 0 to 9999.
    pub fn from_millis(millis: i64) -> Option<Self> {
        (Self::FIRST..=Self::LAST).contains(&millis).then_some(Self(millis))
    }

    /// Milliseconds since 1970.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339 with any offset, and the same without an offset, which then means UTC.
    pub fn parse(text: &str) -> Option<Self> {
        let (at, rest) = Self::parse_start(text.trim())?;
        rest.is_empty().then_some(at)
    }

    /// Reads such a moment off the start of a text, and gives what stands behind it.
    pub fn parse_start(text: &str) -> Option<(Self, &str)> {
        let (millis, length) = iso::millis_at_start(text.as_bytes())?;
        Some((Self::from_millis(millis)?, text.get(length..)?))
    }

    /// Reads the moment that a test in the console prints: `Sun May 07 05:37:15 UTC 2017`.
    pub fn parse_console(text: &str) -> Option<Self> {
        let format = format_description!(
            "[weekday repr:short] [month repr:short] [day] [hour]:[minute]:[second] UTC [year]"
        );
        let moment = time::PrimitiveDateTime::parse(text, format).ok()?.assume_utc();
        Self::from_millis(moment.unix_timestamp().checked_mul(1000)?)
    }

    /// So many milliseconds later (or earlier, when negative); stays at the edge of what can be told.
    #[must_use]
    pub fn plus_millis(self, millis: i64) -> Self {
        Self::from_millis(self.0.saturating_add(millis)).unwrap_or(self)
    }

    /// Milliseconds from `earlier` to here.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    fn date_time(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// The day, as `2026-08-01`.
    pub fn date(self) -> String {
        self.date_time().format(format_description!("[year]-[month]-[day]")).unwrap_or_default()
    }

    /// The time of day with milliseconds, as `14:02:31.482`.
    pub fn time_of_day(self) -> String {
        self.date_time()
            .format(format_description!("[hour]:[minute]:[second].[subsecond digits:3]"))
            .unwrap_or_default()
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}Z", self.date(), self.time_of_day())
    }
}

impl Serialize for Instant {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an RFC 3339 moment"))
    }
}

#[cfg(test)]
mod tests {
    use super::Instant;

    #[test]
    fn reads_what_it_writes_and_what_others_write() {
        for (text, shown) in [
            ("2026-01-10T11:04:45.964Z", "2026-01-10T11:04:45.964Z"),
            ("2026-01-10T12:04:45.964+01:00", "2026-01-10T11:04:45.964Z"),
            ("2026-01-10 11:04:45", "2026-01-10T11:04:45.000Z"),
            ("2026-01-10T11:04:45.964123456+00:00", "2026-01-10T11:04:45.964Z"),
            ("2026-01-10T11:04:45,5 UTC", "2026-01-10T11:04:45.500Z"),
            ("2024-02-29 20:04:45.1-0530", "2024-03-01T01:34:45.100Z"),
            ("2026-01-10 20:04:45.964 (UTC+09:00)", "2026-01-10T11:04:45.964Z"),
            ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(Instant::parse(text).unwrap().to_string(), shown);
        }
        for none in [
            "yesterday",
            "",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-10",
            "2026-01-10T11:04:45Zx",
        ] {
            assert_eq!(Instant::parse(none), None, "{none}");
        }
        assert_eq!(Instant::from_millis(i64::MAX), None);
        let edges = [Instant::FIRST, Instant::LAST].map(|edge| Instant::from_millis(edge).unwrap());
        assert_eq!(
            edges.map(|edge| edge.to_string()),
            ["0000-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"]
        );
        assert_eq!([Instant::FIRST - 1, Instant::LAST + 1].map(Instant::from_millis), [None, None]);
    }
}

//! The partitions of the table `request`: one a day, made when something of that day comes.
//!
//! What has no time, or one that no call can have, stays in the partition of all others; so does what comes when there are very
//! many days, since every query has to look at each.

use std::collections::BTreeSet;

use engine::time::Instant;
use sqlx::PgConnection;

use super::{StorageError, failed};

/// The first of January 2015: API Gateway came later that year.
const FIRST_DAY: i64 = 16_436;
/// Clocks differ; more than so many days from now nothing was logged.
const DAYS_AHEAD: i64 = 2;
/// More days than these get no partition of their own.
const MOST_DAYS: i64 = 200;
const MILLIS_A_DAY: i64 = 86_400_000;

/// A day of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    /// The day that a moment is of.
    pub fn of(moment: Instant) -> Self {
        Self(moment.millis().div_euclid(MILLIS_A_DAY))
    }

    /// When it begins.
    pub fn start(self) -> Option<Instant> {
        Instant::from_millis(self.0.checked_mul(MILLIS_A_DAY)?)
    }

    /// As `2026-11-23`.
    pub fn text(self) -> Option<String> {
        Some(self.start()?.to_string().get(..10)?.to_owned())
    }

    /// The day of such a text.
    pub fn parse(text: &str) -> Option<Self> {
        Instant::parse(&format!("{text}T00:00:00Z")).map(Self::of)
    }

    fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The name of its partition.
    pub(super) fn partition(self) -> Option<String> {
        Some(format!("request_{}", self.text()?.replace('-', "")))
    }
}

/// Makes room for what is of these days.
pub async fn make(
    connection: &mut PgConnection,
    days: &BTreeSet<Day>,
    now: Instant,
) -> Result<(), StorageError> {
    let last = Day::of(now).0 + DAYS_AHEAD;
    for day in days.iter().filter(|day| (FIRST_DAY..=last).contains(&day.0)) {
        let (Some(name), Some(from), Some(until)) = (day.partition(), day.text(), day.next().text()) else {
            continue;
        };
        let known = sqlx::query!(
            r#"SELECT to_regclass($1) IS NOT NULL AS "is_there!",
                      (SELECT count(*) FROM pg_inherits WHERE inhparent = 'request'::regclass) AS "n_days!""#,
            name,
        )
        .fetch_one(&mut *connection)
        .await
        .map_err(failed("look for a day's partition"))?;
        if known.is_there || known.n_days > MOST_DAYS {
            continue;
        }
        // A date and digits, which need no quoting.
        let make = format!(
            "CREATE TABLE IF NOT EXISTS {name} PARTITION OF request
             FOR VALUES FROM ('{from} 00:00:00+00') TO ('{until} 00:00:00+00')"
        );
        match sqlx::query(sqlx::AssertSqlSafe(make)).execute(&mut *connection).await {
            Ok(_) => {}
            // 23514: rows of that day stand among all others already, and go on to do so. 42P07: another server was faster.
            Err(sqlx::Error::Database(refusal))
                if matches!(refusal.code().as_deref(), Some("23514" | "42P07")) => {}
            Err(error) => return Err(failed("make a day's partition")(error)),
        }
    }
    Ok(())
}

/// Lets Postgres learn what stands in these days. It does by itself, but only some time after many rows came, and until then it
/// goes through a day where an index would do.
pub async fn analyze(connection: &mut PgConnection, days: &BTreeSet<Day>) -> Result<(), StorageError> {
    let stored = all(connection).await?;
    // What Postgres looks at by default would take a tenth of the import.
    sqlx::query("SET default_statistics_target = 10")
        .execute(&mut *connection)
        .await
        .map_err(failed("learn what stands in a day"))?;
    for day in stored.iter().filter_map(|stored| stored.day).filter(|day| days.contains(day)) {
        let Some(name) = day.partition() else { continue };
        let analyze = format!("ANALYZE {name}");
        sqlx::query(sqlx::AssertSqlSafe(analyze))
            .execute(&mut *connection)
            .await
            .map_err(failed("learn what stands in a day"))?;
    }
    sqlx::query("RESET default_statistics_target")
        .execute(connection)
        .await
        .map_err(failed("learn what stands in a day"))?;
    Ok(())
}

/// A day as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDay {
    /// The day; `None` for what is of no day of its own.
    pub day: Option<Day>,
    /// About how many requests.
    pub n_requests: i64,
    /// With its indexes.
    pub n_bytes: i64,
}

/// The days that are stored, newest first.
pub async fn all(connection: &mut PgConnection) -> Result<Vec<StoredDay>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT relname::text AS "name!", greatest(reltuples, 0)::bigint AS "n_requests!",
                  pg_total_relation_size(oid) AS "n_bytes!"
           FROM pg_class JOIN pg_inherits ON inhrelid = oid
           WHERE inhparent = 'request'::regclass ORDER BY relname DESC"#
    )
    .fetch_all(connection)
    .await
    .map_err(failed("read the stored days"))?;
    let day = |name: &str| {
        let digits = name.strip_prefix("request_")?;
        let (year, month, day) = (digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?);
        Day::parse(&format!("{year}-{month}-{day}"))
    };
    Ok(rows
        .into_iter()
        .map(|row| StoredDay { day: day(&row.name), n_requests: row.n_requests, n_bytes: row.n_bytes })
        .collect())
}

/// Forgets all requests before a day. Says how many days that were.
pub async fn drop_before(connection: &mut PgConnection, first: Day) -> Result<u64, StorageError> {
    let mut n_days = 0;
    for stored in all(connection).await? {
        let Some(name) = stored.day.filter(|day| *day < first).and_then(Day::partition) else { continue };
        let drop = format!("DROP TABLE IF EXISTS {name}");
        sqlx::query(sqlx::AssertSqlSafe(drop))
            .execute(&mut *connection)
            .await
            .map_err(failed("forget a day"))?;
        n_days += 1;
    }
    if let Some(start) = first.start() {
        sqlx::query!(
            "DELETE FROM request_other WHERE started_at < $1 AND started_at > '-infinity'",
            super::to_sql(start),
        )
        .execute(connection)
        .await
        .map_err(failed("forget a day"))?;
    }
    Ok(n_days)
}

#[cfg(test)]
mod tests {
    use super::Day;
    use engine::time::Instant;

    #[test]
    fn a_day_is_named_by_its_date() {
        let day = Day::of(Instant::parse("2026-11-23T23:59:59.999Z").unwrap());
        assert_eq!(day.text().as_deref(), Some("2026-11-23"));
        assert_eq!(day.partition().as_deref(), Some("request_20261123"));
        assert_eq!(day.next().text().as_deref(), Some("2026-11-24"));
        assert_eq!(Day::parse("2026-11-23"), Some(day));
    }
}

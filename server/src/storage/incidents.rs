//! Incidents: counted in the transaction that stores or removes their calls, so that they always agree with the rows; and what
//! people made of them.

use std::collections::BTreeMap;

use engine::{
    diagnosis::{Cause, Deny, PolicyOrigin},
    incident::{Handled, Identity, Ignored},
    time::Instant,
};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{StorageError, failed, from_sql, to_sql};

/// An incident that calls tell of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// The hash of what groups its calls.
    pub key: i64,
    /// What groups them.
    pub identity: Identity,
    /// Whether it is of the sample investigation.
    pub is_sample: bool,
}

/// What has come to the calls of incidents, and gone from them.
#[derive(Debug, Default)]
pub(super) struct Counts(BTreeMap<(i64, Option<Instant>), i64>);

impl Counts {
    pub(super) fn add(&mut self, key: i64, minute: Option<Instant>, n: i64) {
        *self.0.entry((key, minute)).or_default() += n;
    }

    /// Adds them to what is stored.
    pub(super) async fn store(self, connection: &mut PgConnection) -> Result<(), StorageError> {
        let changed: Vec<((i64, Option<Instant>), i64)> =
            self.0.into_iter().filter(|(_, n)| *n != 0).collect();
        if changed.is_empty() {
            return Ok(());
        }
        let keys: Vec<i64> = changed.iter().map(|((key, _), _)| *key).collect();
        let minutes: Vec<Option<OffsetDateTime>> =
            changed.iter().map(|((_, minute), _)| minute.map(to_sql)).collect();
        let counts: Vec<i64> = changed.iter().map(|(_, n)| *n).collect();
        sqlx::query!(
            "INSERT INTO incident_minute AS known (incident_key, minute, n_requests)
             SELECT incident_key, coalesce(minute, '-infinity'), n
             FROM unnest($1::bigint[], $2::timestamptz[], $3::bigint[]) AS new (incident_key, minute, n)
             ON CONFLICT (incident_key, minute) DO UPDATE SET n_requests = known.n_requests + excluded.n_requests",
            &keys,
            &minutes as &[Option<OffsetDateTime>],
            &counts,
        )
        .execute(&mut *connection)
        .await
        .map_err(failed("count the calls of incidents"))?;
        sqlx::query!(
            "UPDATE incident SET n_requests = n_requests + more.n
             FROM (SELECT incident_key, sum(n)::bigint AS n
                   FROM unnest($1::bigint[], $2::bigint[]) AS new (incident_key, n) GROUP BY 1) AS more
             WHERE incident.incident_key = more.incident_key",
            &keys,
            &counts,
        )
        .execute(&mut *connection)
        .await
        .map_err(failed("count the calls of incidents"))?;
        if counts.iter().any(|n| *n < 0) {
            sqlx::query!(
                "DELETE FROM incident_minute WHERE incident_key = ANY ($1) AND n_requests <= 0",
                &keys,
            )
            .execute(&mut *connection)
            .await
            .map_err(failed("count the calls of incidents"))?;
            forget_empty(connection).await?;
        }
        Ok(())
    }
}

/// Keeps incidents that are not known yet; their calls are counted with the rows.
pub(super) async fn keep(
    connection: &mut PgConnection,
    incidents: impl Iterator<Item = &Incident>,
) -> Result<(), StorageError> {
    let incidents: Vec<&Incident> = incidents.collect();
    if incidents.is_empty() {
        return Ok(());
    }
    let column = |of: fn(&Identity) -> String| -> Vec<String> {
        incidents.iter().map(|incident| of(&incident.identity)).collect()
    };
    let statements: Vec<Option<i32>> = incidents
        .iter()
        .map(|incident| incident.identity.statement.and_then(|index| i32::try_from(index).ok()))
        .collect();
    // In one order everywhere: so the numbers that people see do not depend on a hash.
    sqlx::query!(
        "INSERT INTO incident (incident_key, api_id, stage, authorizer_id, cause, deny, policy_origin, statement, is_sample)
         SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                              $8::integer[], $9::boolean[])
             AS new (incident_key, api_id, stage, authorizer_id, cause, deny, policy_origin, statement, is_sample)
         WHERE NOT EXISTS (SELECT FROM incident WHERE incident.incident_key = new.incident_key)
         ORDER BY api_id, stage, cause, deny, policy_origin, statement
         ON CONFLICT DO NOTHING",
        &incidents.iter().map(|incident| incident.key).collect::<Vec<i64>>(),
        &column(|identity| identity.api_id.clone()),
        &column(|identity| identity.stage.clone()),
        &column(|identity| identity.authorizer_id.clone()),
        &column(|identity| identity.cause.id().to_owned()),
        &column(|identity| identity.deny.map_or("", Deny::id).to_owned()),
        &column(|identity| identity.policy_origin.map_or("", PolicyOrigin::id).to_owned()),
        &statements as &[Option<i32>],
        &incidents.iter().map(|incident| incident.is_sample).collect::<Vec<bool>>(),
    )
    .execute(connection)
    .await
    .map_err(failed("keep incidents"))?;
    Ok(())
}

/// Forgets incidents of which no call is stored and nobody said anything.
async fn forget_empty(connection: &mut PgConnection) -> Result<(), StorageError> {
    sqlx::query!(
        "DELETE FROM incident
         WHERE n_requests <= 0 AND owner_id IS NULL AND resolved_at IS NULL AND ignored_at IS NULL
           AND NOT EXISTS (SELECT FROM incident_activity AS activity WHERE activity.incident_id = incident.incident_id)",
    )
    .execute(connection)
    .await
    .map_err(failed("forget incidents without calls"))?;
    Ok(())
}

/// Removes those of the sample investigation.
pub(super) async fn remove_sample(connection: &mut PgConnection) -> Result<(), StorageError> {
    sqlx::query!(
        "DELETE FROM incident_minute
         WHERE incident_key IN (SELECT incident_key FROM incident WHERE is_sample)"
    )
    .execute(&mut *connection)
    .await
    .map_err(failed("remove the sample investigation"))?;
    sqlx::query!("DELETE FROM incident WHERE is_sample")
        .execute(connection)
        .await
        .map_err(failed("remove the sample investigation"))?;
    Ok(())
}

/// Forgets the calls before a moment.
pub(super) async fn forget_before(connection: &mut PgConnection, start: Instant) -> Result<(), StorageError> {
    sqlx::query!(
        "WITH gone AS (DELETE FROM incident_minute WHERE minute < $1 AND minute > '-infinity'
                       RETURNING incident_key, n_requests),
              sums AS (SELECT incident_key, sum(n_requests)::bigint AS n FROM gone GROUP BY 1)
         UPDATE incident SET n_requests = n_requests - sums.n FROM sums
         WHERE incident.incident_key = sums.incident_key",
        to_sql(start),
    )
    .execute(&mut *connection)
    .await
    .map_err(failed("forget old calls of incidents"))?;
    forget_empty(connection).await
}

/// An incident as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub incident_id: i64,
    /// What is known of it.
    pub incident: Incident,
    /// Its calls.
    pub n_requests: i64,
    /// The minute of the first.
    pub first_seen: Option<Instant>,
    /// The minute of the last.
    pub last_seen: Option<Instant>,
    /// Its callers among the latest calls, as far as masks tell them apart.
    pub n_callers: i64,
    /// Whether more calls than were looked at may have others.
    pub has_more_callers: bool,
    /// Whose it is.
    pub owner: Option<String>,
    /// When it was resolved.
    pub resolved_at: Option<Instant>,
    /// Until when it is ignored, if there is such an end.
    pub ignored_until: Option<Instant>,
    /// What people made of it.
    pub handled: Handled,
    /// When the last cached denial among its latest calls dies.
    pub heals_at: Option<Instant>,
}

/// So many of the latest calls are looked at for who called.
const LOOKED_AT: i64 = 2_000;

struct ListedRow {
    incident_id: i64,
    incident_key: i64,
    api_id: String,
    stage: String,
    authorizer_id: String,
    cause: String,
    deny: String,
    policy_origin: String,
    statement: Option<i32>,
    is_sample: bool,
    n_requests: i64,
    first_seen: Option<OffsetDateTime>,
    last_seen: Option<OffsetDateTime>,
    n_callers: i64,
    n_looked_at: i64,
    owner: Option<String>,
    resolved_at: Option<OffsetDateTime>,
    has_come_since: bool,
    ignored_at: Option<OffsetDateTime>,
    ignored_until: Option<OffsetDateTime>,
    ignored_calls: Option<i64>,
    ignored_callers: Option<i64>,
    n_calls_since: i64,
    n_callers_since: i64,
    heals_at: Option<OffsetDateTime>,
}

impl From<ListedRow> for Listed {
    fn from(row: ListedRow) -> Self {
        let identity = Identity {
            api_id: row.api_id,
            stage: row.stage,
            authorizer_id: row.authorizer_id,
            cause: Cause::from_id(&row.cause).unwrap_or(Cause::Unknown),
            deny: Deny::from_id(&row.deny),
            policy_origin: PolicyOrigin::from_id(&row.policy_origin),
            statement: row.statement.and_then(|index| u32::try_from(index).ok()),
        };
        let ignored = row.ignored_at.map(|_| Ignored {
            until: row.ignored_until.and_then(from_sql),
            calls: row.ignored_calls.map(|most| (most, row.n_calls_since)),
            callers: row.ignored_callers.map(|most| (most, row.n_callers_since)),
        });
        Self {
            incident_id: row.incident_id,
            incident: Incident { key: row.incident_key, identity, is_sample: row.is_sample },
            n_requests: row.n_requests,
            first_seen: row.first_seen.and_then(from_sql),
            last_seen: row.last_seen.and_then(from_sql),
            n_callers: row.n_callers,
            has_more_callers: row.n_looked_at >= LOOKED_AT,
            owner: row.owner,
            resolved_at: row.resolved_at.and_then(from_sql),
            ignored_until: row.ignored_until.and_then(from_sql),
            handled: Handled {
                is_resolved: row.resolved_at.is_some(),
                has_come_since: row.has_come_since,
                ignored,
            },
            heals_at: row.heals_at.and_then(from_sql),
        }
    }
}

/// Incidents with calls or a history, those that were seen last first; `only`: one of them.
pub async fn list(
    connection: &mut PgConnection,
    only: Option<i64>,
    limit: i64,
) -> Result<Vec<Listed>, StorageError> {
    let rows = sqlx::query_as!(
        ListedRow,
        r#"SELECT incident_id, incident_key, api_id, stage, authorizer_id, cause, deny, policy_origin, statement, is_sample,
                  n_requests, first_seen AS "first_seen: OffsetDateTime", last_seen AS "last_seen: OffsetDateTime",
                  recent.n_callers AS "n_callers!", recent.n_looked_at AS "n_looked_at!", recent.heals_at,
                  app_user.name AS "owner?", resolved_at, ignored_at, ignored_until, ignored_calls, ignored_callers,
                  (resolved_at IS NOT NULL AND EXISTS (
                      SELECT FROM request
                      WHERE request.incident_key = incident.incident_key AND started_at > resolved_at)
                  ) AS "has_come_since!",
                  since.n_calls AS "n_calls_since!", since.n_callers AS "n_callers_since!"
           FROM incident
           LEFT JOIN app_user ON app_user.user_id = owner_id AND app_user.removed_at IS NULL
           CROSS JOIN LATERAL (
               SELECT (SELECT minute FROM incident_minute AS one
                       WHERE one.incident_key = incident.incident_key AND minute > '-infinity'
                       ORDER BY minute LIMIT 1) AS first_seen,
                      (SELECT minute FROM incident_minute AS one
                       WHERE one.incident_key = incident.incident_key AND minute > '-infinity'
                       ORDER BY minute DESC LIMIT 1) AS last_seen) AS seen
           CROSS JOIN LATERAL (
               SELECT count(DISTINCT principal) AS n_callers, count(*) AS n_looked_at, max(heals_at) AS heals_at
               FROM (SELECT principal, heals_at FROM request
                     WHERE request.incident_key = incident.incident_key
                     ORDER BY started_at DESC LIMIT $3) AS latest) AS recent
           CROSS JOIN LATERAL (
               SELECT count(*) AS n_calls, count(DISTINCT principal) AS n_callers
               FROM (SELECT principal FROM request
                     WHERE request.incident_key = incident.incident_key AND started_at > ignored_at
                       AND (ignored_calls IS NOT NULL OR ignored_callers IS NOT NULL)
                     LIMIT greatest(coalesce(ignored_calls, 0), 100 * coalesce(ignored_callers, 0))) AS later) AS since
           WHERE $1::bigint IS NULL OR incident_id = $1
           ORDER BY last_seen DESC NULLS LAST, incident_id DESC LIMIT $2"#,
        only,
        limit,
        LOOKED_AT,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("list the incidents"))?;
    Ok(rows.into_iter().map(Listed::from).collect())
}

/// What groups the calls of these incidents, by their numbers; those that are forgotten are left out.
pub async fn identities(
    connection: &mut PgConnection,
    incident_ids: &[i64],
) -> Result<BTreeMap<i64, Identity>, StorageError> {
    let rows = sqlx::query!(
        "SELECT incident_id, api_id, stage, authorizer_id, cause, deny, policy_origin, statement
         FROM incident WHERE incident_id = ANY ($1)",
        incident_ids,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("read what groups the calls of incidents"))?;
    let identities = rows.into_iter().map(|row| {
        let identity = Identity {
            api_id: row.api_id,
            stage: row.stage,
            authorizer_id: row.authorizer_id,
            cause: Cause::from_id(&row.cause).unwrap_or(Cause::Unknown),
            deny: Deny::from_id(&row.deny),
            policy_origin: PolicyOrigin::from_id(&row.policy_origin),
            statement: row.statement.and_then(|index| u32::try_from(index).ok()),
        };
        (row.incident_id, identity)
    });
    Ok(identities.collect())
}

/// How many calls of these incidents came in each of so many equal parts of a time, by their numbers; those without any are left out.
pub async fn trends(
    connection: &mut PgConnection,
    incident_ids: &[i64],
    from: Instant,
    until: Instant,
    n_parts: i32,
) -> Result<BTreeMap<i64, Vec<i64>>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT incident_id,
                  width_bucket(extract(epoch FROM minute)::double precision, extract(epoch FROM $2::timestamptz)::double precision,
                               extract(epoch FROM $3::timestamptz)::double precision, $4) AS "part!",
                  sum(incident_minute.n_requests)::bigint AS "n!"
           FROM incident_minute JOIN incident USING (incident_key)
           WHERE incident_id = ANY ($1) AND minute >= $2 AND minute < $3
           GROUP BY 1, 2"#,
        incident_ids,
        to_sql(from),
        to_sql(until),
        n_parts,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("read the trends of incidents"))?;
    let n = usize::try_from(n_parts).unwrap_or_default();
    let mut trends: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for row in rows {
        let place = usize::try_from(row.part.saturating_sub(1)).unwrap_or_default();
        let parts = trends.entry(row.incident_id).or_insert_with(|| vec![0; n]);
        if let Some(part) = parts.get_mut(place) {
            *part += row.n;
        }
    }
    Ok(trends)
}

/// What was asked for, and how often; the most frequent first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What: a method and a path, or a caller's mask.
    pub value: (Option<String>, Option<String>),
    /// How often.
    pub n: i64,
}

/// Methods and paths of an incident's latest calls.
pub async fn methods(connection: &mut PgConnection, key: i64, limit: i64) -> Result<Vec<Part>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT method, path, count(*) AS "n!"
           FROM (SELECT method, path FROM request WHERE incident_key = $1 ORDER BY started_at DESC LIMIT $3) AS latest
           GROUP BY 1, 2 ORDER BY 3 DESC, 2, 1 LIMIT $2"#,
        key,
        limit,
        LOOKED_AT,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("read what an incident's calls asked for"))?;
    Ok(rows.into_iter().map(|row| Part { value: (row.method, row.path), n: row.n }).collect())
}

/// Callers of an incident's latest calls.
pub async fn callers(connection: &mut PgConnection, key: i64, limit: i64) -> Result<Vec<Part>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT principal, count(*) AS "n!"
           FROM (SELECT principal FROM request WHERE incident_key = $1 ORDER BY started_at DESC LIMIT $3) AS latest
           GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $2"#,
        key,
        limit,
        LOOKED_AT,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("read who an incident's callers are"))?;
    Ok(rows.into_iter().map(|row| Part { value: (row.principal, None), n: row.n }).collect())
}

/// Something that was said or done about an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Who; `None`: somebody who is no user any more.
    pub user: Option<String>,
    /// What kind of thing.
    pub kind: String,
    /// What was said, or more of what was done.
    pub body: String,
    /// When.
    pub at: Instant,
}

/// All of it, the oldest first.
pub async fn activity(
    connection: &mut PgConnection,
    incident_id: i64,
    limit: i64,
) -> Result<Vec<Activity>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT name AS "name?", kind, body, at
           FROM (SELECT * FROM incident_activity WHERE incident_id = $1 ORDER BY activity_id DESC LIMIT $2) AS activity
           LEFT JOIN app_user USING (user_id) ORDER BY activity_id"#,
        incident_id,
        limit,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("read what was said of an incident"))?;
    let rows = rows.into_iter().filter_map(|row| {
        Some(Activity { user: row.name, kind: row.kind, body: row.body, at: from_sql(row.at)? })
    });
    Ok(rows.collect())
}

/// What somebody does about an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doing {
    /// Says something.
    Comment(String),
    /// Settles it.
    Resolve,
    /// Takes it up again: what was resolved or ignored is open.
    Reopen,
    /// Leaves it aside, until the first of these.
    Ignore {
        /// Until then.
        until: Option<Instant>,
        /// Until so many calls came.
        calls: Option<i64>,
        /// Until so many callers came.
        callers: Option<i64>,
    },
    /// Makes it this person's, or nobody's.
    Assign(Option<Owner>),
}

/// Who is to look after an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Their id.
    pub user_id: i64,
    /// Their name.
    pub name: String,
}

impl Doing {
    /// What kind of activity it is.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Comment(_) => "comment",
            Self::Resolve => "resolved",
            Self::Reopen => "reopened",
            Self::Ignore { .. } => "ignored",
            Self::Assign(Some(_)) => "assigned",
            Self::Assign(None) => "unassigned",
        }
    }
}

/// Does it about all of these that there are, and notes who did. Gives how many there are.
pub async fn act(
    connection: &mut PgConnection,
    incident_ids: &[i64],
    user_id: i64,
    doing: &Doing,
    now: Instant,
) -> Result<u64, StorageError> {
    let sql_now = to_sql(now);
    let body = match doing {
        Doing::Comment(text) => text.replace('\0', "\u{fffd}"),
        Doing::Ignore { until, calls, callers } => ignored(*until, *calls, *callers),
        // Who takes it for themselves is named as who did it.
        Doing::Assign(Some(owner)) if owner.user_id != user_id => owner.name.clone(),
        Doing::Resolve | Doing::Reopen | Doing::Assign(_) => String::new(),
    };
    let (resolved, ignore) = match doing {
        Doing::Resolve => (Some(true), Some((None, None, None, false))),
        Doing::Reopen => (Some(false), Some((None, None, None, false))),
        Doing::Ignore { until, calls, callers } => (Some(false), Some((*until, *calls, *callers, true))),
        Doing::Comment(_) | Doing::Assign(_) => (None, None),
    };
    let (until, calls, callers, is_ignored) = ignore.unwrap_or_default();
    let owner = match doing {
        Doing::Assign(owner) => Some(owner.as_ref().map(|owner| owner.user_id)),
        _ => None,
    };
    let done = sqlx::query!(
        "WITH done AS (
             UPDATE incident
             SET resolved_at = CASE WHEN $3::boolean IS NULL THEN resolved_at WHEN $3 THEN $4::timestamptz END,
                 ignored_at = CASE WHEN NOT $5::boolean THEN ignored_at WHEN $6::boolean THEN $4 END,
                 ignored_until = CASE WHEN $5 THEN $7 ELSE ignored_until END,
                 ignored_calls = CASE WHEN $5 THEN $8 ELSE ignored_calls END,
                 ignored_callers = CASE WHEN $5 THEN $9 ELSE ignored_callers END,
                 owner_id = CASE WHEN $10::boolean THEN $11 ELSE owner_id END
             WHERE incident_id = ANY ($1) RETURNING incident_id)
         INSERT INTO incident_activity (incident_id, user_id, kind, body, at)
         SELECT incident_id, $2, $12, $13, $4 FROM done ORDER BY incident_id",
        incident_ids,
        user_id,
        resolved,
        sql_now,
        ignore.is_some(),
        is_ignored,
        until.map(to_sql),
        calls,
        callers,
        owner.is_some(),
        owner.flatten(),
        doing.kind(),
        body,
    )
    .execute(connection)
    .await
    .map_err(failed("note what is done about an incident"))?;
    Ok(done.rows_affected())
}

/// How long it is ignored, as the page reads it: `until=… calls=… callers=…`.
fn ignored(until: Option<Instant>, calls: Option<i64>, callers: Option<i64>) -> String {
    let parts = [
        until.map(|until| format!("until={until}")),
        calls.map(|n| format!("calls={n}")),
        callers.map(|n| format!("callers={n}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

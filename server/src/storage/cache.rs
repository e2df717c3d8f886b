//! What the authorizers' caches are made of: the answers that were given, and the calls that they served.

use engine::{
    cache::{LONGEST_TTL_MS, flush},
    diagnosis::{Deny, PolicyOrigin},
    time::Instant,
};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{StorageError, failed, from_sql, reference::Key, to_sql};

/// An authorizer of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    /// Its API.
    pub api_id: String,
    /// The stage; empty where no line names it.
    pub stage: String,
    /// The authorizer.
    pub authorizer_id: String,
    /// Whether it is of the sample investigation.
    pub is_sample: bool,
}

/// The authorizers that calls or configurations have told of, by API, stage and id.
pub async fn authorizers(connection: &mut PgConnection, limit: i64) -> Result<Vec<Guard>, StorageError> {
    sqlx::query_as!(
        Guard,
        r#"SELECT api_id, stage, authorizer_id, bool_and(is_sample) AS "is_sample!" FROM authorizer_home
           GROUP BY api_id, stage, authorizer_id ORDER BY api_id, stage, authorizer_id LIMIT $1"#,
        limit,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("read which authorizers there are"))
}

/// When an authorizer answered last, no later than a moment.
pub async fn last_answer(
    connection: &mut PgConnection,
    guard: &Guard,
    until: Instant,
) -> Result<Option<Instant>, StorageError> {
    let at = sqlx::query_scalar!(
        r#"SELECT answered_at AS "at!" FROM request
           WHERE api_id = $1 AND (stage = $2 OR ($2 = '' AND stage IS NULL)) AND authorizer_id = $3
             AND answered_at IS NOT NULL AND started_at <= $4
           ORDER BY started_at DESC LIMIT 1"#,
        guard.api_id,
        guard.stage,
        guard.authorizer_id,
        to_sql(until),
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("look when an authorizer answered last"))?;
    Ok(at.and_then(from_sql))
}

/// An answer that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What it is cached under.
    pub cache_key: i64,
    /// When it was given.
    pub answered_at: Instant,
    /// The call that it was given for.
    pub key: Key,
    /// What its URL is made of, where the key does not tell.
    pub reference: Option<String>,
    /// What it asked for.
    pub method: Option<String>,
    /// What it asked for.
    pub path: Option<String>,
    /// Who called.
    pub principal: Option<String>,
    /// The policy.
    pub policy_hash: Option<Uuid>,
}

struct AnswerRow {
    cache_key: i64,
    answered_at: OffsetDateTime,
    request_key: Uuid,
    ordinal: i16,
    reference: Option<String>,
    method: Option<String>,
    path: Option<String>,
    principal: Option<String>,
    policy_hash: Option<Uuid>,
}

/// A call's lines begin before its answer, and by less than this.
const LONGEST_ANSWER_MS: i64 = 60_000;

/// The answers of an authorizer behind a moment and no later than another one.
pub async fn answers(
    connection: &mut PgConnection,
    guard: &Guard,
    after: Instant,
    until: Instant,
) -> Result<Vec<Answer>, StorageError> {
    let rows = sqlx::query_as!(
        AnswerRow,
        r#"SELECT cache_key AS "cache_key!", answered_at AS "answered_at!", request_key, ordinal, reference, method, path,
                  principal, policy_hash
           FROM request
           WHERE api_id = $1 AND (stage = $2 OR ($2 = '' AND stage IS NULL)) AND authorizer_id = $3
             AND answered_at > $4 AND answered_at <= $5 AND cache_key IS NOT NULL
             AND started_at > $6 AND started_at <= $5
           ORDER BY answered_at, request_key, ordinal"#,
        guard.api_id,
        guard.stage,
        guard.authorizer_id,
        to_sql(after),
        to_sql(until),
        to_sql(after.plus_millis(-LONGEST_ANSWER_MS)),
    )
    .fetch_all(connection)
    .await
    .map_err(failed("read the answers of an authorizer"))?;
    let answer = |row: AnswerRow| {
        Some(Answer {
            cache_key: row.cache_key,
            answered_at: from_sql(row.answered_at)?,
            key: Key { request_key: row.request_key, ordinal: row.ordinal },
            reference: row.reference,
            method: row.method,
            path: row.path,
            principal: row.principal,
            policy_hash: row.policy_hash,
        })
    };
    Ok(rows.into_iter().filter_map(answer).collect())
}

/// The answers of an authorizer, and until when each is known to have served: no more than so many. How long they may live is for
/// the configuration to say.
pub async fn lives(
    connection: &mut PgConnection,
    guard: &Guard,
    after: Instant,
    until: Instant,
    limit: i64,
) -> Result<Vec<flush::Served>, StorageError> {
    let rows = sqlx::query!(
        r#"WITH hit AS (
               SELECT filled_by, max(started_at) AS last_hit FROM request
               WHERE api_id = $1 AND (stage = $2 OR ($2 = '' AND stage IS NULL)) AND authorizer_id = $3
                 AND filled_by IS NOT NULL AND policy_origin = $8 AND started_at > $4 AND started_at <= $5
               GROUP BY 1)
           SELECT cache_key AS "cache_key!", answered_at AS "answered_at!", last_hit
           FROM request LEFT JOIN hit ON hit.filled_by = request_key
           WHERE api_id = $1 AND (stage = $2 OR ($2 = '' AND stage IS NULL)) AND authorizer_id = $3
             AND answered_at > $4 AND answered_at <= $5 AND cache_key IS NOT NULL
             AND started_at > $6 AND started_at <= $5
           LIMIT $7"#,
        guard.api_id,
        guard.stage,
        guard.authorizer_id,
        to_sql(after),
        to_sql(until),
        to_sql(after.plus_millis(-LONGEST_ANSWER_MS)),
        limit,
        PolicyOrigin::Cached.id(),
    )
    .fetch_all(connection)
    .await
    .map_err(failed("read how long an authorizer's answers served"))?;
    let served = rows.into_iter().filter_map(|row| {
        Some(flush::Served {
            key: row.cache_key,
            born: from_sql(row.answered_at)?,
            last_hit: row.last_hit.and_then(from_sql),
            ttl_ms: 0,
        })
    });
    Ok(served.collect())
}

/// Calls of an authorizer, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// The call whose answer served them; `None`: that is not known, or they were not served by the cache.
    pub filled_by: Option<Uuid>,
    /// From where their policy came.
    pub origin: PolicyOrigin,
    /// How many.
    pub n: i64,
    /// Of these, denied because no statement was about them.
    pub n_implicit: i64,
}

/// How an authorizer's calls were served, behind a moment and no later than another one.
pub async fn served(
    connection: &mut PgConnection,
    guard: &Guard,
    after: Instant,
    until: Instant,
) -> Result<Vec<Served>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT filled_by, policy_origin AS "policy_origin!", count(*) AS "n!",
                  count(*) FILTER (WHERE cause = 'authorizer_policy_deny' AND deny = $6) AS "n_implicit!"
           FROM request
           WHERE api_id = $1 AND (stage = $2 OR ($2 = '' AND stage IS NULL)) AND authorizer_id = $3
             AND policy_origin IS NOT NULL AND started_at > $4 AND started_at <= $5
           GROUP BY 1, 2"#,
        guard.api_id,
        guard.stage,
        guard.authorizer_id,
        to_sql(after),
        to_sql(until),
        Deny::Implicit.id(),
    )
    .fetch_all(connection)
    .await
    .map_err(failed("count the calls that an authorizer's cache served"))?;
    let served = rows.into_iter().filter_map(|row| {
        let origin = PolicyOrigin::from_id(&row.policy_origin)?;
        Some(Served { filled_by: row.filled_by, origin, n: row.n, n_implicit: row.n_implicit })
    });
    Ok(served.collect())
}

/// A call that an answer let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetIn {
    /// The call whose answer it was.
    pub filled_by: Uuid,
    /// What its URL is made of.
    pub reference: String,
    /// What it asked for.
    pub method: String,
    /// What it asked for.
    pub path: String,
    /// When.
    pub at: Instant,
}

/// The calls that these answers let in behind a moment each and no later than another one, the latest first.
pub async fn let_in(
    connection: &mut PgConnection,
    guard: &Guard,
    answers: &[(Uuid, Instant)],
    until: Instant,
    limit: i64,
) -> Result<Vec<LetIn>, StorageError> {
    let Some(first) = answers.iter().map(|(_, after)| *after).min() else { return Ok(Vec::new()) };
    let (filled_by, after): (Vec<Uuid>, Vec<OffsetDateTime>) =
        answers.iter().map(|(filled_by, after)| (*filled_by, to_sql(*after))).unzip();
    let rows = sqlx::query!(
        r#"SELECT filled_by AS "filled_by!", request_key, ordinal, reference, method AS "method!", path AS "path!", started_at
           FROM request JOIN unnest($4::uuid[], $5::timestamptz[]) AS answer (filled_by, after) USING (filled_by)
           WHERE api_id = $1 AND (stage = $2 OR ($2 = '' AND stage IS NULL)) AND authorizer_id = $3
             AND cause = 'none' AND started_at > after AND started_at > $6 AND started_at <= $7
             AND method IS NOT NULL AND path IS NOT NULL
           ORDER BY started_at DESC, request_key LIMIT $8"#,
        guard.api_id,
        guard.stage,
        guard.authorizer_id,
        &filled_by,
        &after,
        to_sql(first),
        to_sql(until),
        limit,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("look whom a cache let in"))?;
    let let_in = rows.into_iter().filter_map(|row| {
        let key = Key { request_key: row.request_key, ordinal: row.ordinal };
        Some(LetIn {
            filled_by: row.filled_by,
            reference: row.reference.unwrap_or_else(|| key.reference()),
            method: row.method,
            path: row.path,
            at: from_sql(row.started_at)?,
        })
    });
    Ok(let_in.collect())
}

/// How many callers of a stage called in the minute before a moment, as far as identities tell them apart.
pub async fn callers_of_minute(
    connection: &mut PgConnection,
    guard: &Guard,
    until: Instant,
) -> Result<i64, StorageError> {
    sqlx::query_scalar!(
        r#"SELECT count(DISTINCT cache_key) AS "n!" FROM request
           WHERE api_id = $1 AND (stage = $2 OR ($2 = '' AND stage IS NULL))
             AND started_at > $3 AND started_at <= $4"#,
        guard.api_id,
        guard.stage,
        to_sql(until.plus_millis(-60_000)),
        to_sql(until),
    )
    .fetch_one(connection)
    .await
    .map_err(failed("count who calls a stage"))
}

/// What a stage is asked for, as far as its calls name it: the methods that one authorizer guards.
pub async fn methods_seen(
    connection: &mut PgConnection,
    guard: &Guard,
    until: Instant,
    limit: i64,
) -> Result<Vec<(String, String)>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT DISTINCT method AS "method!", path AS "path!" FROM request
           WHERE api_id = $1 AND (stage = $2 OR ($2 = '' AND stage IS NULL)) AND authorizer_id = $3
             AND method IS NOT NULL AND path IS NOT NULL AND started_at > $4 AND started_at <= $5
           ORDER BY 2, 1 LIMIT $6"#,
        guard.api_id,
        guard.stage,
        guard.authorizer_id,
        to_sql(until.plus_millis(-LONGEST_TTL_MS)),
        to_sql(until),
        limit,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("look what a stage was asked for"))?;
    Ok(rows.into_iter().map(|row| (row.method, row.path)).collect())
}

/// Policies by their hashes.
pub async fn policies(
    connection: &mut PgConnection,
    hashes: &[Uuid],
) -> Result<Vec<(Uuid, String)>, StorageError> {
    let rows = sqlx::query!("SELECT policy_hash, document FROM policy WHERE policy_hash = ANY ($1)", hashes)
        .fetch_all(connection)
        .await
        .map_err(failed("read policies"))?;
    Ok(rows.into_iter().map(|row| (row.policy_hash, row.document)).collect())
}

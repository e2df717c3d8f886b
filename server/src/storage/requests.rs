//! Requests out of the database, whole: with their lines and their verdict.

use engine::{diagnosis::Diagnosis, request::Request, time::Instant};
use sqlx::{PgConnection, Postgres, QueryBuilder};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    StorageError,
    codec::{Codec, Unpacked, Unpacker},
    counts::Tally,
    failed, from_sql,
    reference::{Key, key_of_id},
    to_sql,
};

/// How long a day is: lines of one call may stand on both sides of midnight, and an id may come again after an hour.
const MILLIS_A_DAY: i64 = 86_400_000;

/// Where a row stands: its primary key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// By what it is found.
    pub key: Key,
    /// Its API; empty where it is not known.
    pub api_id: String,
    /// When it began.
    pub started_at: Option<Instant>,
}

/// What brought a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Origin {
    /// The import.
    pub import_id: Option<i64>,
    /// The source.
    pub source_id: Option<i64>,
    /// Whether it is the sample investigation.
    pub is_sample: bool,
}

/// A request as it is stored.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Where its row stands.
    pub place: Place,
    /// What its URL is made of.
    pub reference: String,
    /// The request with its lines.
    pub request: Request,
    /// Why it ended as it did.
    pub diagnosis: Diagnosis,
    /// The engine that said so.
    pub engine_version: i32,
    /// What brought it.
    pub origin: Origin,
    /// What it counts as.
    pub tally: Tally,
}

/// The columns as the database gives them.
#[derive(Debug, sqlx::FromRow)]
struct StoredRow {
    api_id: String,
    started_at: OffsetDateTime,
    request_key: Uuid,
    ordinal: i16,
    reference: Option<String>,
    request_id: Option<String>,
    stage: Option<String>,
    authorizer_id: Option<String>,
    method: Option<String>,
    path: Option<String>,
    status: Option<i16>,
    cause: String,
    deny: Option<String>,
    policy_origin: Option<String>,
    dictionary_id: i16,
    pack: Vec<u8>,
    engine_version: i32,
    import_id: Option<i64>,
    source_id: Option<i64>,
    is_sample: bool,
    incident_key: Option<i64>,
}

/// What a [`StoredRow`] is read by. Minus infinity is no moment that a program can hold.
const SELECT: &str = "SELECT api_id, greatest(started_at, '4713-01-01 00:00:00+00 BC') AS started_at, request_key, ordinal, \
     reference, request_id, stage, authorizer_id, method, path, status, cause, deny, policy_origin, \
     dictionary_id, pack, engine_version, import_id, source_id, is_sample, incident_key FROM request ";

/// A moment as [`SELECT`] gives it.
pub(super) fn moment(started_at: OffsetDateTime) -> Option<Instant> {
    if started_at.year() < 0 { None } else { from_sql(started_at) }
}

impl StoredRow {
    fn unpack(self, unpacker: &mut Unpacker<'_>) -> Result<Stored, StorageError> {
        let key = Key { request_key: self.request_key, ordinal: self.ordinal };
        let reference = self.reference.unwrap_or_else(|| key.reference());
        let Unpacked { lines, extended_request_id, diagnosis } =
            match unpacker.unpack(self.dictionary_id, &self.pack) {
                Ok(unpacked) => unpacked,
                Err(source) => return Err(StorageError::Unreadable { reference, source }),
            };
        let request_id = self.request_id.as_deref().or_else(|| reference.split('~').next());
        let request_id =
            request_id.filter(|_| self.request_id.is_some() || !super::reference::is_unnamed(&reference));
        let tally = Tally {
            at: moment(self.started_at),
            api_id: self.api_id.clone(),
            stage: self.stage.clone().unwrap_or_default(),
            cause: self.cause,
            deny: self.deny.unwrap_or_default(),
            policy_origin: self.policy_origin.unwrap_or_default(),
            status: self.status.unwrap_or_default(),
            is_sample: self.is_sample,
            incident: self.incident_key,
        };
        let mut request = Request {
            request_id: request_id.map(Into::into),
            ordinal: u16::try_from(self.ordinal).unwrap_or_default(),
            extended_request_id,
            api_id: Some(self.api_id.as_str()).filter(|api_id| !api_id.is_empty()).map(Into::into),
            stage: self.stage.as_deref().map(Into::into),
            authorizer_id: self.authorizer_id.as_deref().map(Into::into),
            method: self.method,
            path: self.path,
            lines,
        };
        let diagnosis = if let Some(diagnosis) = diagnosis {
            diagnosis
        } else {
            // Rows of earlier versions wait to be judged again.
            request.refresh();
            let made = engine::diagnose(std::slice::from_ref(&request)).pop();
            made.ok_or_else(|| StorageError::Unreadable {
                reference: reference.clone(),
                source: super::codec::CodecError::Length,
            })?
        };
        Ok(Stored {
            place: Place { key, api_id: self.api_id, started_at: moment(self.started_at) },
            reference,
            request,
            diagnosis,
            engine_version: self.engine_version,
            origin: Origin {
                import_id: self.import_id,
                source_id: self.source_id,
                is_sample: self.is_sample,
            },
            tally,
        })
    }
}

async fn read(
    connection: &mut PgConnection,
    codec: &Codec,
    mut query: QueryBuilder<Postgres>,
    action: &'static str,
) -> Result<Vec<Stored>, StorageError> {
    let rows: Vec<StoredRow> =
        query.build_query_as().fetch_all(&mut *connection).await.map_err(failed(action))?;
    let mut dictionaries = codec.now();
    if rows.iter().any(|row| !dictionaries.has(row.dictionary_id)) {
        codec.renew(connection).await?;
        dictionaries = codec.now();
    }
    let mut unpacker = dictionaries.unpacker();
    rows.into_iter().map(|row| row.unpack(&mut unpacker)).collect()
}

/// The request of this reference: of several days that saw the same id, the latest.
pub async fn find(
    connection: &mut PgConnection,
    codec: &Codec,
    reference: &str,
) -> Result<Option<Stored>, StorageError> {
    let Key { request_key, ordinal } = Key::of(reference);
    let mut query = QueryBuilder::new(SELECT);
    query.push("WHERE request_key = ").push_bind(request_key);
    query.push(" AND ordinal = ").push_bind(ordinal);
    query.push(" ORDER BY started_at DESC LIMIT 1");
    Ok(read(connection, codec, query, "read a request").await?.pop())
}

/// What is known of a stored row without unpacking it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Known {
    /// By what it is found.
    pub request_key: Uuid,
    /// Among the calls under its id.
    pub ordinal: i16,
    /// Its API.
    pub api_id: String,
    /// Of its lines.
    pub lines_hash: i64,
    /// The engine that judged it.
    pub engine_version: i32,
}

/// What is stored under these keys about this time: a day before and after, and what has no time. `None` is any time.
pub async fn known(
    connection: &mut PgConnection,
    keys: &[Uuid],
    between: Option<(Instant, Instant)>,
) -> Result<Vec<Known>, StorageError> {
    let mut query = of_keys(
        "SELECT request_key, ordinal, api_id, lines_hash, engine_version FROM request ",
        keys,
        between,
    );
    query.build_query_as().fetch_all(connection).await.map_err(failed("look for what is stored already"))
}

/// The requests under these keys about this time.
pub async fn with_keys(
    connection: &mut PgConnection,
    codec: &Codec,
    keys: &[Uuid],
    between: Option<(Instant, Instant)>,
) -> Result<Vec<Stored>, StorageError> {
    let mut query = of_keys(SELECT, keys, between);
    query.push(" ORDER BY request_key, ordinal, started_at");
    read(connection, codec, query, "read the requests that are stored already").await
}

/// Asks for each key by itself: of many at once Postgres would rather go through all of their time.
fn of_keys(select: &str, keys: &[Uuid], between: Option<(Instant, Instant)>) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::new("SELECT found.* FROM unnest(");
    query.push_bind(keys.to_vec()).push("::uuid[]) AS wanted (request_key) CROSS JOIN LATERAL (");
    query.push(select).push("WHERE request.request_key = wanted.request_key");
    if let Some((from, until)) = between {
        query.push(" AND (started_at BETWEEN ").push_bind(to_sql(from.plus_millis(-MILLIS_A_DAY)));
        query.push(" AND ").push_bind(to_sql(until.plus_millis(MILLIS_A_DAY)));
        query.push(" OR started_at = '-infinity')");
    }
    query.push(" OFFSET 0) AS found");
    query
}

/// What an authorizer's answers are cached under, and when they may have been given.
#[derive(Debug, Clone, Default)]
pub struct CacheKeys {
    /// The keys of the cache entries.
    pub keys: Vec<i64>,
    /// The first moment.
    pub from: Option<Instant>,
    /// The last moment.
    pub until: Option<Instant>,
}

/// More answers to one identity are not read: an authorizer that is asked so often does not cache.
const MOST_ANSWERS: i64 = 256;

/// The requests for which authorizers were called under these identities, latest first each.
pub async fn answered(
    connection: &mut PgConnection,
    codec: &Codec,
    keys: &CacheKeys,
) -> Result<Vec<Stored>, StorageError> {
    let (Some(from), Some(until)) = (keys.from, keys.until) else { return Ok(Vec::new()) };
    if keys.keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::new("SELECT found.* FROM unnest(");
    query.push_bind(&keys.keys).push("::bigint[]) AS wanted (cache_key) CROSS JOIN LATERAL (");
    query.push(SELECT).push("WHERE request.cache_key = wanted.cache_key AND answered_at BETWEEN ");
    query.push_bind(to_sql(from)).push(" AND ").push_bind(to_sql(until));
    // A call's lines begin before its answer, and by less than a minute: that names the partitions.
    query.push(" AND started_at BETWEEN ").push_bind(to_sql(from.plus_millis(-60_000)));
    query.push(" AND ").push_bind(to_sql(until));
    query.push(" ORDER BY answered_at DESC LIMIT ").push_bind(MOST_ANSWERS).push(") AS found");
    read(connection, codec, query, "read the answers that may be cached").await
}

/// The requests under these identities that were answered from the cache, in time order.
pub async fn served_from_cache(
    connection: &mut PgConnection,
    codec: &Codec,
    keys: &CacheKeys,
) -> Result<Vec<Stored>, StorageError> {
    let (Some(from), Some(until)) = (keys.from, keys.until) else { return Ok(Vec::new()) };
    let mut query = QueryBuilder::new("SELECT found.* FROM unnest(");
    query.push_bind(&keys.keys).push("::bigint[]) AS wanted (cache_key) CROSS JOIN LATERAL (");
    query.push(SELECT).push("WHERE request.cache_key = wanted.cache_key AND answered_at IS NULL");
    query.push(" AND started_at BETWEEN ").push_bind(to_sql(from.plus_millis(-60_000)));
    query.push(" AND ").push_bind(to_sql(until));
    query.push(" OFFSET 0) AS found ORDER BY started_at, request_key, ordinal");
    read(connection, codec, query, "read what a cached answer may have served").await
}

/// Which requests are judged again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope<'a> {
    /// Those of a stage.
    Stage {
        /// Its API.
        api_id: &'a str,
        /// Its name.
        stage: &'a str,
    },
    /// Those of an API since a moment, or all.
    Api {
        /// The API.
        api_id: &'a str,
        /// The moment.
        since: Option<Instant>,
    },
    /// Those that an engine older than this judged.
    OlderEngine(i32),
}

/// Requests in time order behind a place, at most so many.
pub async fn in_order(
    connection: &mut PgConnection,
    codec: &Codec,
    scope: Scope<'_>,
    behind: Option<&Place>,
    limit: i64,
) -> Result<Vec<Stored>, StorageError> {
    let mut query = QueryBuilder::new(SELECT);
    query.push("WHERE true");
    match scope {
        Scope::Stage { api_id, stage } => {
            query.push(" AND api_id = ").push_bind(api_id);
            query.push(" AND coalesce(stage, '') = ").push_bind(stage);
        }
        Scope::Api { api_id, since } => {
            query.push(" AND api_id = ").push_bind(api_id);
            if let Some(since) = since {
                query.push(" AND started_at >= ").push_bind(to_sql(since));
            }
        }
        Scope::OlderEngine(version) => {
            query.push(" AND engine_version < ").push_bind(version);
        }
    }
    if let Some(Place { key, started_at, .. }) = behind {
        query.push(" AND (started_at, request_key, ordinal) > (");
        match started_at {
            Some(at) => query.push_bind(to_sql(*at)),
            None => query.push("'-infinity'::timestamptz"),
        };
        query.push(", ").push_bind(key.request_key).push(", ").push_bind(key.ordinal).push(")");
    }
    query.push(" ORDER BY started_at, request_key, ordinal LIMIT ").push_bind(limit);
    read(connection, codec, query, "read requests in their order").await
}

/// The latest requests, at most so many.
pub async fn latest(
    connection: &mut PgConnection,
    codec: &Codec,
    limit: i64,
) -> Result<Vec<Stored>, StorageError> {
    let mut query = QueryBuilder::new(SELECT);
    query.push("ORDER BY started_at DESC LIMIT ").push_bind(limit);
    read(connection, codec, query, "read the latest requests").await
}

/// About how many requests of a stage are stored, but never more than `limit`.
pub async fn count_of_stage(
    connection: &mut PgConnection,
    api_id: &str,
    stage: &str,
    limit: i64,
) -> Result<i64, StorageError> {
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM (
               SELECT FROM request WHERE api_id = $1 AND coalesce(stage, '') = $2 LIMIT $3) AS few"#,
        api_id,
        stage,
        limit,
    )
    .fetch_one(connection)
    .await
    .map_err(failed("count the requests of a stage"))
}

/// Whether any request was judged by an older engine.
pub async fn has_older_than(connection: &mut PgConnection, version: i32) -> Result<bool, StorageError> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM request WHERE engine_version < $1) AS "is_there!""#,
        version,
    )
    .fetch_one(connection)
    .await
    .map_err(failed("look for verdicts of an older engine"))
}

/// The requests of these authorizers whose API is not known, the first so many of them.
pub async fn homeless(
    connection: &mut PgConnection,
    codec: &Codec,
    authorizer_ids: &[String],
    most: i64,
) -> Result<Vec<Stored>, StorageError> {
    let mut query = QueryBuilder::new(SELECT);
    query.push("WHERE authorizer_id = ANY (").push_bind(authorizer_ids);
    query.push(") AND api_id = '' ORDER BY started_at, request_key, ordinal LIMIT ").push_bind(most);
    read(connection, codec, query, "read the requests whose API is not known").await
}

/// The reference of the first request with this id.
pub async fn reference_of(
    connection: &mut PgConnection,
    request_id: &str,
) -> Result<Option<String>, StorageError> {
    let row = sqlx::query!(
        "SELECT request_key, ordinal, reference FROM request WHERE request_key = $1 ORDER BY started_at DESC, ordinal LIMIT 1",
        key_of_id(request_id),
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("look a request id up"))?;
    Ok(row.map(|row| {
        row.reference
            .unwrap_or_else(|| Key { request_key: row.request_key, ordinal: row.ordinal }.reference())
    }))
}

/// The engine of this build.
pub fn engine_version() -> i32 {
    i32::try_from(engine::VERSION).unwrap_or(i32::MAX)
}

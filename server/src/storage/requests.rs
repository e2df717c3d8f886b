//! Requests in and out, whole: with their lines and their diagnosis.

use engine::{
    diagnosis::{Deny, Diagnosis, Gate, PolicyOrigin, StatusSource},
    ids::{ApiId, AuthorizerId, ExtendedRequestId, RequestId, StageName},
    request::Request,
    time::Instant,
};
use sqlx::PgConnection;

use super::{
    StorageError,
    codec::{Codec, Packer},
    copy::Rows,
    failed, to_sql,
};

/// A request as it is stored.
#[derive(Debug, Clone)]
pub struct Stored {
    /// What its URL is made of.
    pub reference: String,
    /// The request with its lines.
    pub request: Request,
    /// Why it ended as it did.
    pub diagnosis: Diagnosis,
    /// The engine that said so.
    pub engine_version: i32,
    /// Whether it belongs to the sample investigation.
    pub is_sample: bool,
}

/// Where the row of a new request belongs.
#[derive(Debug, Clone, Copy)]
pub struct Origin {
    /// The import that brings it.
    pub import_id: i64,
    /// Whether that is the sample investigation.
    pub is_sample: bool,
}

/// The columns as the database gives them.
struct StoredRow {
    reference: String,
    request_id: Option<String>,
    ordinal: i16,
    extended_request_id: Option<String>,
    api_id: Option<String>,
    stage: Option<String>,
    authorizer_id: Option<String>,
    method: Option<String>,
    path: Option<String>,
    dictionary_id: i16,
    pack: Vec<u8>,
    diagnosis: Vec<u8>,
    engine_version: i32,
    is_sample: bool,
}

impl StoredRow {
    fn unpack(self, codec: &Codec) -> Result<Stored, StorageError> {
        let unreadable = |source| StorageError::Unreadable { reference: self.reference.clone(), source };
        let lines = codec.lines(self.dictionary_id, &self.pack).map_err(unreadable)?;
        let diagnosis = codec.diagnosis(self.dictionary_id, &self.diagnosis).map_err(unreadable)?;
        let request = Request {
            request_id: self.request_id.as_deref().map(Into::into),
            ordinal: u16::try_from(self.ordinal).unwrap_or_default(),
            extended_request_id: self.extended_request_id.as_deref().map(Into::into),
            api_id: self.api_id.as_deref().map(Into::into),
            stage: self.stage.as_deref().map(Into::into),
            authorizer_id: self.authorizer_id.as_deref().map(Into::into),
            method: self.method,
            path: self.path,
            lines,
        };
        Ok(Stored {
            reference: self.reference,
            request,
            diagnosis,
            engine_version: self.engine_version,
            is_sample: self.is_sample,
        })
    }
}

/// The request of this reference.
pub async fn find(
    connection: &mut PgConnection,
    codec: &Codec,
    reference: &str,
) -> Result<Option<Stored>, StorageError> {
    sqlx::query_as!(
        StoredRow,
        "SELECT reference, request_id, ordinal, extended_request_id, api_id, stage, authorizer_id, method, path,
                dictionary_id, pack, diagnosis, engine_version, is_sample
         FROM request WHERE reference = $1",
        reference,
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("read a request"))?
    .map(|row| row.unpack(codec))
    .transpose()
}

/// The references of the requests that have one of these ids or are called so.
pub async fn with_ids(
    connection: &mut PgConnection,
    codec: &Codec,
    request_ids: &[String],
    references: &[String],
) -> Result<Vec<Stored>, StorageError> {
    let rows = sqlx::query_as!(
        StoredRow,
        "SELECT reference, request_id, ordinal, extended_request_id, api_id, stage, authorizer_id, method, path,
                dictionary_id, pack, diagnosis, engine_version, is_sample
         FROM request WHERE request_id = ANY ($1) OR reference = ANY ($2)
         ORDER BY reference",
        request_ids,
        references,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("read the requests that are stored already"))?;
    rows.into_iter().map(|row| row.unpack(codec)).collect()
}

/// The requests to one stage between two moments, both included, in time order: what shares an authorizer's cache.
pub async fn of_stage_between(
    connection: &mut PgConnection,
    codec: &Codec,
    api_id: Option<&str>,
    stage: Option<&str>,
    between: (Instant, Instant),
) -> Result<Vec<Stored>, StorageError> {
    let rows = sqlx::query_as!(
        StoredRow,
        "SELECT reference, request_id, ordinal, extended_request_id, api_id, stage, authorizer_id, method, path,
                dictionary_id, pack, diagnosis, engine_version, is_sample
         FROM request
         WHERE api_id IS NOT DISTINCT FROM $1 AND stage IS NOT DISTINCT FROM $2
           AND started_at BETWEEN $3 AND $4
         ORDER BY started_at, request_key",
        api_id,
        stage,
        to_sql(between.0),
        to_sql(between.1),
    )
    .fetch_all(connection)
    .await
    .map_err(failed("read the requests of a stage"))?;
    rows.into_iter().map(|row| row.unpack(codec)).collect()
}

/// Where these authorizers belong, as far as the stored requests tell: an authorizer belongs to one API, and, when that API
/// has one stage, to that.
pub async fn homes(
    connection: &mut PgConnection,
    authorizer_ids: &[String],
) -> Result<Vec<(String, String, Option<String>)>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT authorizer_id AS "authorizer_id!", min(api_id) AS "api_id!",
                  CASE WHEN count(DISTINCT stage) = 1 THEN min(stage) END AS stage
           FROM request WHERE authorizer_id = ANY ($1) AND api_id IS NOT NULL
           GROUP BY authorizer_id HAVING count(DISTINCT api_id) = 1"#,
        authorizer_ids,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("look up where authorizers belong"))?;
    Ok(rows.into_iter().map(|row| (row.authorizer_id, row.api_id, row.stage)).collect())
}

/// The requests of these authorizers whose API is not known.
pub async fn homeless(
    connection: &mut PgConnection,
    codec: &Codec,
    authorizer_ids: &[String],
) -> Result<Vec<Stored>, StorageError> {
    let rows = sqlx::query_as!(
        StoredRow,
        "SELECT reference, request_id, ordinal, extended_request_id, api_id, stage, authorizer_id, method, path,
                dictionary_id, pack, diagnosis, engine_version, is_sample
         FROM request WHERE authorizer_id = ANY ($1) AND api_id IS NULL
         ORDER BY reference",
        authorizer_ids,
    )
    .fetch_all(connection)
    .await
    .map_err(failed("read the requests whose API is not known"))?;
    rows.into_iter().map(|row| row.unpack(codec)).collect()
}

/// The reference of the first request with this id.
pub async fn reference_of(
    connection: &mut PgConnection,
    request_id: &RequestId,
) -> Result<Option<String>, StorageError> {
    sqlx::query_scalar!(
        "SELECT reference FROM request WHERE request_id = $1 ORDER BY ordinal LIMIT 1",
        request_id.as_str(),
    )
    .fetch_optional(connection)
    .await
    .map_err(failed("look a request id up"))
}

/// Removes the requests of these references.
pub async fn remove(connection: &mut PgConnection, references: &[String]) -> Result<(), StorageError> {
    sqlx::query!("DELETE FROM request WHERE reference = ANY ($1)", references)
        .execute(connection)
        .await
        .map_err(failed("remove requests"))?;
    Ok(())
}

/// Removes the requests of the sample investigation.
pub async fn remove_sample(connection: &mut PgConnection) -> Result<(), StorageError> {
    sqlx::query!("DELETE FROM request WHERE is_sample")
        .execute(connection)
        .await
        .map_err(failed("remove the sample investigation"))?;
    Ok(())
}

/// Rows of requests, packed and ready to be sent.
#[derive(Debug, Default)]
pub struct Batch {
    full: Vec<Vec<u8>>,
    rows: Rows,
}

/// What is sent at once.
const CHUNK: usize = 256 * 1024;

/// Fields of a row in [`Batch::add`] and in the COPY statement.
const N_FIELDS: i16 = 28;

impl Batch {
    /// Packs one request.
    pub fn add(
        &mut self,
        packer: &mut Packer<'_>,
        reference: &str,
        request: &Request,
        diagnosis: &Diagnosis,
        origin: Origin,
    ) -> Result<(), StorageError> {
        let lines = packer.lines(&request.lines).map_err(StorageError::Pack)?;
        let whole_diagnosis = packer.diagnosis(diagnosis).map_err(StorageError::Pack)?;
        let started_at = request.started_at();
        let filled_by = diagnosis.filled_by.as_ref().map(|filled_by| filled_by.request_id.as_str());

        let rows = &mut self.rows;
        rows.row(N_FIELDS);
        rows.text(Some(reference));
        rows.text(column(request.request_id.as_ref().map(RequestId::as_str)).as_deref());
        rows.smallint(Some(i16::try_from(request.ordinal).unwrap_or(i16::MAX)));
        rows.text(column(request.extended_request_id.as_ref().map(ExtendedRequestId::as_str)).as_deref());
        rows.text(column(request.api_id.as_ref().map(ApiId::as_str)).as_deref());
        rows.text(column(request.stage.as_ref().map(StageName::as_str)).as_deref());
        rows.text(column(request.authorizer_id.as_ref().map(AuthorizerId::as_str)).as_deref());
        rows.text(column(request.method.as_deref()).as_deref());
        rows.text(column(request.path.as_deref()).as_deref());
        rows.text(column(diagnosis.principal.as_deref()).as_deref());
        rows.timestamptz(started_at);
        rows.bigint(started_at.zip(request.ended_at()).map(|(from, until)| until.since(from)));
        rows.smallint(diagnosis.status.and_then(|status| i16::try_from(status).ok()));
        rows.text(diagnosis.status_source.map(StatusSource::id));
        rows.text(diagnosis.gate.map(Gate::id));
        rows.text(Some(diagnosis.cause.id()));
        rows.text(diagnosis.deny.map(Deny::id));
        rows.text(diagnosis.policy_origin.map(PolicyOrigin::id));
        rows.text(Some(diagnosis.grade.id()));
        rows.text(column(filled_by).as_deref());
        rows.timestamptz(diagnosis.heals_at);
        rows.integer(engine_version());
        rows.integer(i32::try_from(request.lines.len()).unwrap_or(i32::MAX));
        rows.smallint(Some(packer.dictionary_id()));
        rows.bytea(&lines);
        rows.bytea(&whole_diagnosis);
        rows.bigint(Some(origin.import_id));
        rows.boolean(origin.is_sample);

        if rows.len() >= CHUNK {
            self.full.push(rows.take());
        }
        Ok(())
    }

    /// Loads the rows; one whose reference is stored already takes the place of that row, but keeps its import. Says how
    /// many were not stored before.
    pub async fn store(self, connection: &mut PgConnection) -> Result<i64, StorageError> {
        let Self { full, rows } = self;
        // The staging table belongs to the connection, so no compile-time check can see it.
        sqlx::query(STAGING).execute(&mut *connection).await.map_err(failed("make room for the requests"))?;
        let mut copy = connection.copy_in_raw(COPY).await.map_err(failed("load the requests"))?;
        for chunk in full.into_iter().chain([rows.finish()]) {
            if let Err(error) = copy.send(chunk).await {
                // The connection is only usable again once the COPY is over; the first error is the one to tell.
                let _ = copy.abort("the client failed").await;
                return Err(failed("load the requests")(error));
            }
        }
        copy.finish().await.map_err(failed("load the requests"))?;
        sqlx::query_scalar(MERGE).fetch_one(connection).await.map_err(failed("store the requests"))
    }
}

/// The engine of this build.
pub fn engine_version() -> i32 {
    i32::try_from(engine::VERSION).unwrap_or(i32::MAX)
}

const STAGING: &str = "CREATE TEMPORARY TABLE IF NOT EXISTS request_staging (
    reference text, request_id text, ordinal smallint, extended_request_id text, api_id text, stage text,
    authorizer_id text, method text, path text, principal text, started_at timestamptz, duration_ms bigint,
    status smallint, status_source text, gate text, cause text, deny text, policy_origin text, grade text,
    filled_by text, heals_at timestamptz, engine_version integer, n_lines integer, dictionary_id smallint, pack bytea,
    diagnosis bytea, import_id bigint, is_sample boolean
) ON COMMIT DELETE ROWS";

const COPY: &str = "COPY request_staging FROM STDIN WITH (FORMAT binary)";

const MERGE: &str = "WITH stored AS (
    INSERT INTO request (
        reference, request_id, ordinal, extended_request_id, api_id, stage, authorizer_id, method, path, principal,
        started_at, duration_ms, status, status_source, gate, cause, deny, policy_origin, grade, filled_by, heals_at,
        engine_version, n_lines, dictionary_id, pack, diagnosis, import_id, is_sample)
    SELECT
        reference, request_id, ordinal, extended_request_id, api_id, stage, authorizer_id, method, path, principal,
        started_at, duration_ms, status, status_source, gate, cause, deny, policy_origin, grade, filled_by, heals_at,
        engine_version, n_lines, dictionary_id, pack, diagnosis, import_id, is_sample
    FROM request_staging
    ON CONFLICT (reference) DO UPDATE SET
        request_id = excluded.request_id, ordinal = excluded.ordinal,
        extended_request_id = excluded.extended_request_id, api_id = excluded.api_id, stage = excluded.stage,
        authorizer_id = excluded.authorizer_id, method = excluded.method, path = excluded.path,
        principal = excluded.principal, started_at = excluded.started_at, duration_ms = excluded.duration_ms,
        status = excluded.status, status_source = excluded.status_source, gate = excluded.gate,
        cause = excluded.cause, deny = excluded.deny, policy_origin = excluded.policy_origin,
        grade = excluded.grade, filled_by = excluded.filled_by, heals_at = excluded.heals_at,
        engine_version = excluded.engine_version, n_lines = excluded.n_lines,
        dictionary_id = excluded.dictionary_id, pack = excluded.pack, diagnosis = excluded.diagnosis
    RETURNING (xmax = 0) AS is_new
)
SELECT count(*) FILTER (WHERE is_new) FROM stored";

/// A text as a column holds it: without NUL, which Postgres refuses, and no longer than an index entry may be. The lines
/// and the diagnosis keep the whole of it.
fn column(text: Option<&str>) -> Option<String> {
    const LONGEST: usize = 1000;
    let text = text?;
    let end = (0..=LONGEST.min(text.len())).rev().find(|end| text.is_char_boundary(*end))?;
    Some(text.get(..end)?.replace('\0', "\u{fffd}"))
}

#[cfg(test)]
mod tests {
    use super::column;

    #[test]
    fn a_column_holds_no_nul_and_no_overlong_text() {
        assert_eq!(column(Some("a\0b")).as_deref(), Some("a\u{fffd}b"));
        assert_eq!(column(Some(&"é".repeat(900))).unwrap().len(), 1000);
        assert_eq!(column(None), None);
    }
}

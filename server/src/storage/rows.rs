//! Requests into the database: packed into rows, and the counts that go with them.
//!
//! Rows are made before it is known which of them are stored already; only those that are to be written are sent.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use engine::{
    cache::replay,
    diagnosis::{Deny, Gate, Judged, PolicyOrigin, StatusSource},
    evidence::Ledger,
    ids::{ApiId, AuthorizerId, RequestId, StageName},
    incident::Identity,
    request::Request,
    time::Instant,
};
use sqlx::PgConnection;
use uuid::Uuid;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::{
    StorageError,
    codec::{Packed, Packer},
    copy::Rows,
    counts::{self, Counts, Tally},
    evidence, failed, homes,
    incidents::{self, Incident},
    reference::{self, Key, key_of_cache, key_of_id, key_of_incident, key_of_text},
    requests::{Origin, Place, engine_version},
    to_sql,
};

/// A request as it is to be stored.
#[derive(Debug)]
pub struct Entry {
    /// Where its row will stand.
    pub place: Place,
    /// Of its lines.
    pub lines_hash: i64,
    /// Of its verdict.
    pub verdict_hash: u64,
    /// What it counts as.
    pub tally: Tally,
    /// When the authorizer was called for it, and the key of the cache entry.
    pub answered: Option<(Instant, i64)>,
    row: Range<usize>,
    policy: Option<Uuid>,
}

/// Rows of requests, packed and ready to be sent.
#[derive(Debug, Default)]
pub struct Batch {
    rows: Rows,
    /// One a row, in their order.
    pub entries: Vec<Entry>,
    /// What they show of their stages.
    pub ledger: Ledger,
    policies: BTreeMap<Uuid, Box<str>>,
    incidents: BTreeMap<i64, Incident>,
}

/// Fields of a row in [`Batch::add`] and in [`COPY`].
const N_FIELDS: i16 = 34;

const COPY: &str = "COPY request (
    started_at, lines_hash, extended_request_key, cache_key, answered_at, heals_at, import_id, source_id, request_key, policy_hash,
    filled_by, engine_version, n_lines, duration_ms, ordinal, status, dictionary_id, is_sample, api_id, stage, authorizer_id, method,
    path, principal, status_source, gate, cause, deny, policy_origin, grade, reference, request_id, pack, incident_key
) FROM STDIN WITH (FORMAT binary)";

/// What is sent at once.
const CHUNK: usize = 256 * 1024;

/// Of a request's lines and their moments, in their order.
pub fn lines_hash(request: &Request) -> i64 {
    let mut hash = Xxh3::new();
    for line in &request.lines {
        hash.update(&line.at.map_or(i64::MIN, Instant::millis).to_le_bytes());
        hash.update(&(line.text.len() as u64).to_le_bytes());
        hash.update(line.text.as_bytes());
    }
    hash.digest().cast_signed()
}

impl Batch {
    /// Packs one request.
    pub fn add(
        &mut self,
        packer: &mut Packer<'_>,
        reference: &str,
        judged: &Judged<'_>,
        origin: Origin,
    ) -> Result<(), StorageError> {
        let Judged { reading, diagnosis, .. } = judged;
        let request = reading.request;
        self.ledger.learn(reading, diagnosis.cause);
        let key = Key::of(reference);
        let place = Place {
            key,
            api_id: column(request.api_id.as_ref().map(ApiId::as_str)).unwrap_or_default(),
            started_at: request.started_at(),
        };
        let told = key.reference();
        let policy = judged.answer().map(|answer| &*answer.document).filter(|document| !document.is_empty());
        let policy = policy.map(|document| (Uuid::from_u128(xxh3_128(document.as_bytes())), document));
        let answered_at = replay::answer_of(reading).and_then(|(_, at)| at);
        let cache_key = replay::identity(reading).and_then(|identity| key_of_cache(request, identity));
        let lines_hash = lines_hash(request);
        let ended_at = request.ended_at();

        let rows = &mut self.rows;
        let start = rows.len();
        rows.row(N_FIELDS);
        rows.moment(place.started_at);
        rows.bigint(Some(lines_hash));
        rows.bigint(request.extended_request_id.as_ref().map(|id| key_of_text(id.as_str())));
        rows.bigint(cache_key);
        rows.timestamptz(answered_at);
        rows.timestamptz(diagnosis.heals_at);
        rows.bigint(origin.import_id);
        rows.bigint(origin.source_id);
        rows.uuid(Some(key.request_key));
        rows.uuid(policy.map(|(hash, _)| hash));
        let filled_by = diagnosis.filled_by.as_ref();
        rows.uuid(filled_by.map(|filled_by| key_of_id(filled_by.request_id.as_str())));
        rows.integer(Some(engine_version()));
        rows.integer(Some(i32::try_from(request.lines.len()).unwrap_or(i32::MAX)));
        let duration = place.started_at.zip(ended_at).map(|(from, until)| until.since(from));
        rows.integer(duration.map(|millis| i32::try_from(millis).unwrap_or(i32::MAX)));
        rows.smallint(Some(key.ordinal));
        rows.smallint(diagnosis.status.and_then(|status| i16::try_from(status).ok()));
        rows.smallint(Some(packer.dictionary_id()));
        rows.boolean(origin.is_sample);
        rows.text(Some(&place.api_id));
        rows.text(column(request.stage.as_ref().map(StageName::as_str)).as_deref());
        rows.text(column(request.authorizer_id.as_ref().map(AuthorizerId::as_str)).as_deref());
        rows.text(column(request.method.as_deref()).as_deref());
        rows.text(column(request.path.as_deref()).as_deref());
        rows.text(column(diagnosis.principal.as_deref()).as_deref());
        rows.text(diagnosis.status_source.map(StatusSource::id));
        rows.text(diagnosis.gate.map(Gate::id));
        rows.text(Some(diagnosis.cause.id()));
        rows.text(diagnosis.deny.map(Deny::id));
        rows.text(diagnosis.policy_origin.map(PolicyOrigin::id));
        rows.text(Some(diagnosis.grade.id()));
        rows.text(Some(reference).filter(|reference| **reference != told));
        rows.text(column(own_id(request, reference)).as_deref());
        let Packed { bytes, verdict_hash } = packer.pack(request, diagnosis).map_err(StorageError::Pack)?;
        rows.bytea(bytes);
        let incident = Identity::of(request, diagnosis).map(in_columns);
        let incident = incident.map(|identity| (key_of_incident(&identity, origin.is_sample), identity));
        rows.bigint(incident.as_ref().map(|(key, _)| *key));

        let tally = Tally {
            at: place.started_at,
            api_id: place.api_id.clone(),
            stage: column(request.stage.as_ref().map(StageName::as_str)).unwrap_or_default(),
            cause: diagnosis.cause.id().to_owned(),
            deny: diagnosis.deny.map(Deny::id).unwrap_or_default().to_owned(),
            policy_origin: diagnosis.policy_origin.map(PolicyOrigin::id).unwrap_or_default().to_owned(),
            status: diagnosis.status.and_then(|status| i16::try_from(status).ok()).unwrap_or_default(),
            is_sample: origin.is_sample,
            incident: incident.as_ref().map(|(key, _)| *key),
        };
        if let Some((key, identity)) = incident {
            self.incidents.entry(key).or_insert(Incident { key, identity, is_sample: origin.is_sample });
        }
        if let Some((hash, document)) = policy {
            self.policies.entry(hash).or_insert_with(|| document.replace('\0', "\u{fffd}").into());
        }
        let policy = policy.map(|(hash, _)| hash);
        let answered = answered_at.zip(cache_key);
        let row = start..rows.len();
        self.entries.push(Entry { place, lines_hash, verdict_hash, tally, answered, row, policy });
        Ok(())
    }

    /// Sends the rows of those entries that are wanted, none of which may be stored, and counts them.
    pub async fn store(
        &self,
        connection: &mut PgConnection,
        is_wanted: impl Fn(usize, &Entry) -> bool,
        counts: &mut Counts,
    ) -> Result<u64, StorageError> {
        let wanted = self.entries.iter().enumerate().filter(|(place, entry)| is_wanted(*place, entry));
        let wanted: Vec<&Entry> = wanted.map(|(_, entry)| entry).collect();
        if wanted.is_empty() {
            return Ok(0);
        }
        let mut copy = connection.copy_in_raw(COPY).await.map_err(failed("load the requests"))?;
        let mut chunk = Rows::HEADER.to_vec();
        for (place, entry) in wanted.iter().enumerate() {
            chunk.extend_from_slice(self.rows.part(entry.row.clone()));
            let is_last = place + 1 == wanted.len();
            if is_last {
                chunk.extend_from_slice(Rows::TRAILER);
            }
            if (is_last || chunk.len() >= CHUNK)
                && let Err(error) = copy.send(std::mem::take(&mut chunk)).await
            {
                // The connection is only usable again once the COPY is over; the first error is the one to tell.
                let _ = copy.abort("the client failed").await;
                return Err(failed("load the requests")(error));
            }
        }
        copy.finish().await.map_err(failed("load the requests"))?;
        for entry in &wanted {
            counts.add(&entry.tally, 1);
        }
        self.store_policies(connection, &wanted).await?;
        let keys: BTreeSet<i64> = wanted.iter().filter_map(|entry| entry.tally.incident).collect();
        incidents::keep(connection, keys.iter().filter_map(|key| self.incidents.get(key))).await?;
        Ok(wanted.len() as u64)
    }

    async fn store_policies(
        &self,
        connection: &mut PgConnection,
        wanted: &[&Entry],
    ) -> Result<(), StorageError> {
        let mut hashes: Vec<Uuid> = wanted.iter().filter_map(|entry| entry.policy).collect();
        hashes.sort_unstable();
        hashes.dedup();
        if hashes.is_empty() {
            return Ok(());
        }
        let documents: Vec<String> =
            hashes.iter().filter_map(|hash| self.policies.get(hash)).map(ToString::to_string).collect();
        sqlx::query!(
            "INSERT INTO policy (policy_hash, document) SELECT * FROM unnest($1::uuid[], $2::text[])
             ON CONFLICT DO NOTHING",
            &hashes,
            &documents,
        )
        .execute(connection)
        .await
        .map_err(failed("store policies"))?;
        Ok(())
    }
}

/// What groups a call, as columns hold it.
fn in_columns(identity: Identity) -> Identity {
    let text = |text: String| column(Some(&text)).unwrap_or_default();
    Identity {
        api_id: text(identity.api_id),
        stage: text(identity.stage),
        authorizer_id: text(identity.authorizer_id),
        ..identity
    }
}

/// Removes rows, and takes them off the counts.
pub async fn remove(
    connection: &mut PgConnection,
    rows: &[(&Place, &Tally)],
    counts: &mut Counts,
) -> Result<(), StorageError> {
    if rows.is_empty() {
        return Ok(());
    }
    let keys: Vec<Uuid> = rows.iter().map(|(place, _)| place.key.request_key).collect();
    let ordinals: Vec<i16> = rows.iter().map(|(place, _)| place.key.ordinal).collect();
    let api_ids: Vec<String> = rows.iter().map(|(place, _)| place.api_id.clone()).collect();
    let moments: Vec<Option<time::OffsetDateTime>> =
        rows.iter().map(|(place, _)| place.started_at.map(to_sql)).collect();
    sqlx::query!(
        "DELETE FROM request USING unnest($1::uuid[], $2::smallint[], $3::text[], $4::timestamptz[])
             AS gone (request_key, ordinal, api_id, started_at)
         WHERE request.request_key = gone.request_key AND request.ordinal = gone.ordinal
           AND request.api_id = gone.api_id
           AND request.started_at = coalesce(gone.started_at, '-infinity')",
        &keys,
        &ordinals,
        &api_ids,
        &moments as &[Option<time::OffsetDateTime>],
    )
    .execute(connection)
    .await
    .map_err(failed("remove requests"))?;
    for (_, tally) in rows {
        counts.add(tally, -1);
    }
    Ok(())
}

/// Removes the requests of the sample investigation.
pub async fn remove_sample(connection: &mut PgConnection) -> Result<(), StorageError> {
    sqlx::query!("DELETE FROM request WHERE is_sample")
        .execute(&mut *connection)
        .await
        .map_err(failed("remove the sample investigation"))?;
    homes::remove_sample(&mut *connection).await?;
    evidence::remove_sample(&mut *connection).await?;
    counts::remove_sample(connection).await
}

/// The id of a request as its lines have it, where its reference does not say it.
fn own_id<'a>(request: &'a Request, reference: &str) -> Option<&'a str> {
    let id = request.request_id.as_ref().map(RequestId::as_str)?;
    let is_told = reference::identity(request).is_some() && reference.split('~').next() == Some(id);
    (!is_told).then_some(id)
}

/// A text as a column holds it: without NUL, which Postgres refuses, and no longer than an index entry may be. The lines
/// and the diagnosis keep the whole of it.
pub fn column(text: Option<&str>) -> Option<String> {
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

//! From the bytes of an export to explained requests in the database, all or nothing.
//!
//! | file | what it does |
//! |---|---|
//! | [`reading`] | bytes as they arrive → the engine's reader, on a thread of its own |
//! | [`parcel`] | files that are sent together: logs, and what describes their API |
//! | [`merging`] | lines of a request that is stored already → one request with all of its lines |
//! | [`homes`] | to which API and stage a request belongs whose lines do not say it |
//! | [`neighbours`] | stored requests that share a cache with new ones, so that all are diagnosed together |
//!
//! One transaction holds an import: what fails half-way leaves nothing. The same bytes again change nothing.

use std::collections::HashSet;

use app::pages::import::data::ImportSummary;
use engine::{
    configuration::Configuration,
    diagnosis::{Cause, Diagnosis},
    log::{Export, ReadError},
    request::{Request, assemble_exports},
    time::Instant,
};
use sqlx::{Connection as _, PgConnection};

use crate::storage::{
    StorageError,
    codec::Codec,
    failed, imports,
    reference::{References, identity},
    requests::{self, Batch, Origin, Stored},
};

pub mod homes;
pub mod merging;
pub mod neighbours;
pub mod parcel;
pub mod reading;

use merging::MergedRequest;

/// Why an import brought nothing.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The bytes are no log that can be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The bytes of one of several files are no log that can be read.
    #[error("`{name}`: {why}")]
    ReadOneOf {
        /// Its name.
        name: String,
        /// Why.
        why: ReadError,
    },
    /// All that came describes APIs.
    #[error(
        "this describes an API and is no log: send it together with the log, or give it to `why403 import` by `--config`"
    )]
    OnlyConfiguration,
    /// What describes the API came too late to read the log by it.
    #[error(
        "`{name}` describes the API and came behind a log that was read without it: send it again, with `{name}` first"
    )]
    LateConfiguration {
        /// The name of the file.
        name: String,
    },
    /// The bytes could not be had.
    #[error("the file cannot be read")]
    Source(#[source] std::io::Error),
    /// The file is longer than may be sent.
    #[error("the file is larger than {limit_mib} MiB: import it with `why403 import FILE`")]
    TooLarge {
        /// What may be sent.
        limit_mib: usize,
    },
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A thread that worked on it ended early.
    #[error("the import was stopped")]
    Stopped,
}

/// What was read and is to be stored together, with the hash of its bytes.
#[derive(Debug)]
pub struct Source {
    /// The file's name; of several, theirs.
    pub name: String,
    /// What is in it; of several files, in their order.
    pub exports: Vec<Export>,
    /// SHA-256 of its bytes.
    pub content_hash: Vec<u8>,
    /// Whether it is the sample investigation.
    pub is_sample: bool,
    /// What is known of the APIs. It is not stored: what rests on it is explained without it when a later import explains it anew.
    pub configuration: Configuration,
}

/// Stores an export: its requests, joined with what is stored, explained.
pub async fn store(
    connection: &mut PgConnection,
    codec: &Codec,
    source: Source,
    now: Instant,
) -> Result<ImportSummary, IngestError> {
    let Source { name, exports, content_hash, is_sample, configuration } = source;
    let n_events = count(exports.iter().map(|export| export.events.len()).sum());
    let assembly = on_thread(move || assemble_exports(exports)).await?;

    let mut transaction = connection.begin().await.map_err(failed("begin the import"))?;
    let connection = &mut *transaction;
    imports::take_turn(connection).await?;
    let origin = Origin {
        import_id: imports::begin(connection, &content_hash, &name, is_sample, now).await?,
        is_sample,
    };
    if is_sample {
        // The sample is dated relative to now: a new one takes the place of the old one.
        requests::remove_sample(connection).await?;
        imports::remove_sample(connection, Some(origin.import_id)).await?;
    }

    let n_requests = count(assembly.requests.len());
    let (work, references_of_file) =
        gather(connection, codec, assembly.requests, configuration, is_sample).await?;
    let explained = on_thread(move || work.explain()).await?;
    let n_refused = explained
        .iter()
        .filter(|explained| {
            references_of_file.contains(&explained.reference) && explained.diagnosis.cause != Cause::None
        })
        .count();
    let batch = {
        let codec = codec.clone();
        on_thread(move || pack(&codec, &explained, origin)).await??
    };
    let n_new_requests = batch.store(connection).await?;

    let summary = ImportSummary {
        import_id: origin.import_id,
        name,
        imported_at: now,
        is_sample,
        n_events,
        n_requests,
        n_new_requests,
        n_refused: count(n_refused),
        n_unknown_lines: i64::try_from(assembly.n_unknown_lines).unwrap_or(i64::MAX),
        unknown_samples: assembly
            .unknown_samples
            .into_iter()
            .map(|line| line.replace('\0', "\u{fffd}"))
            .collect(),
    };
    imports::finish(connection, &summary).await?;
    transaction.commit().await.map_err(failed("finish the import"))?;
    Ok(summary)
}

/// Requests to be diagnosed together.
#[derive(Debug)]
struct Work {
    subjects: Vec<Subject>,
    configuration: Configuration,
}

/// One of them.
#[derive(Debug)]
struct Subject {
    reference: String,
    request: Request,
    /// What is stored of it, when that is still its request.
    stored: Option<(Diagnosis, i32)>,
    /// Whether it only tells about others: its own neighbours are not at hand, so its diagnosis stays as it is.
    is_context: bool,
}

/// A request whose row has to be written.
#[derive(Debug)]
struct Explained {
    reference: String,
    request: Request,
    diagnosis: Diagnosis,
    /// Whether what is stored says the same already.
    is_unchanged: bool,
}

/// Joins the requests of a file with what is stored. Also gives the references of the file's own requests.
async fn gather(
    connection: &mut PgConnection,
    codec: &Codec,
    incoming: Vec<Request>,
    configuration: Configuration,
    is_sample: bool,
) -> Result<(Work, HashSet<String>), IngestError> {
    let mut references = References::default();
    let named: Vec<(String, Request)> =
        incoming.into_iter().map(|request| (references.of(&request), request)).collect();
    let request_ids: Vec<String> =
        named.iter().filter_map(|(_, request)| identity(request)).map(str::to_owned).collect();
    let called: Vec<String> = named.iter().map(|(reference, _)| reference.clone()).collect();
    let stored = requests::with_ids(connection, codec, &request_ids, &called).await?;

    let mut merged = on_thread(move || merging::merge(named, stored)).await?;
    homes::by_authorizer(connection, codec, &mut merged, is_sample).await?;
    requests::remove(connection, &merged.obsolete).await?;
    // What is known of an API may change the verdict on every call.
    let is_more_known = !configuration.is_empty();
    let is_to_be_explained = |stored: Option<&(Diagnosis, i32)>| {
        is_more_known || stored.is_none_or(|(_, version)| *version != requests::engine_version())
    };
    let new = merged.requests.iter().chain(&merged.neighbours);
    let new = new.filter(|one| is_to_be_explained(one.unchanged.as_ref()));
    let windows = neighbours::windows(new.map(|one| &one.request));

    let mut work = Work { subjects: Vec::new(), configuration };
    let of_file: HashSet<String> = merged.requests.iter().map(|one| one.reference.clone()).collect();
    for MergedRequest { reference, request, unchanged } in
        merged.requests.into_iter().chain(merged.neighbours)
    {
        // What the file did not change is only looked at again where something near it is new.
        let is_context = !is_to_be_explained(unchanged.as_ref())
            && !windows.iter().any(|window| window.may_change(&request));
        work.subjects.push(Subject { reference, request, stored: unchanged, is_context });
    }
    let mut known: HashSet<String> = work.subjects.iter().map(|subject| subject.reference.clone()).collect();
    for window in &windows {
        for stored in window.load(connection, codec).await? {
            let Stored { reference, request, diagnosis, engine_version, is_sample: of_sample } = stored;
            if of_sample == is_sample && known.insert(reference.clone()) {
                let is_context = !window.may_change(&request);
                let stored = Some((diagnosis, engine_version));
                work.subjects.push(Subject { reference, request, stored, is_context });
            }
        }
    }
    Ok((work, of_file))
}

impl Work {
    fn explain(self) -> Vec<Explained> {
        let (requests, others): (Vec<Request>, Vec<_>) = self
            .subjects
            .into_iter()
            .map(|subject| (subject.request, (subject.reference, subject.stored, subject.is_context)))
            .unzip();
        let verdicts = engine::diagnose_with(&requests, &self.configuration);
        requests
            .into_iter()
            .zip(verdicts)
            .zip(others)
            .map(|((request, verdict), (reference, stored, is_context))| {
                let (diagnosis, is_unchanged) = match stored {
                    Some((stored, _)) if is_context => (stored, true),
                    Some((stored, version)) => {
                        let is_same = stored == verdict && version == requests::engine_version();
                        (verdict, is_same)
                    }
                    None => (verdict, false),
                };
                Explained { reference, request, diagnosis, is_unchanged }
            })
            .collect()
    }
}

fn pack(codec: &Codec, explained: &[Explained], origin: Origin) -> Result<Batch, StorageError> {
    let mut packer = codec.packer().map_err(StorageError::Pack)?;
    let mut batch = Batch::default();
    for Explained { reference, request, diagnosis, .. } in explained.iter().filter(|one| !one.is_unchanged) {
        batch.add(&mut packer, reference, request, diagnosis, origin)?;
    }
    Ok(batch)
}

/// Work that would hold up others, on a thread where it may.
async fn on_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, IngestError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| IngestError::Stopped)
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

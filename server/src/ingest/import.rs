//! Files into the database, of any length, in bounded memory: read and put together on one thread, judged and stored beside it.
//!
//! What is whole is stored portion by portion, so that an import that is broken off keeps what it brought, and the same file again
//! changes nothing of that. Counts stand in the import's row as they grow.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use app::pages::import::data::{ImportSummary, LeftOut};
use async_trait::async_trait;
use engine::{
    configuration::snapshot::Snapshot,
    ids::ApiId,
    investigation::{Gathering, Portion},
    log::{Intake, ReadError, Reader},
    request::assemble::Counts,
};
use sqlx::PgConnection;
use tokio::{
    sync::mpsc::{self, Receiver, Sender},
    task::JoinHandle,
};
use xxhash_rust::xxh3::Xxh3;

use super::{
    IngestError, configuring,
    delivery::{Ingest, NoNote, Note, Noted},
    patience::Patience,
    writer::{Writer, Written},
};
use crate::{
    metrics::{Came, Way},
    storage::{StorageError, failed, imports, requests::Origin},
};

/// Pieces that may wait to be read.
const WAITING: usize = 8;
/// Requests in one transaction.
const PORTION: usize = 1500;
/// As many bytes are put together as a whole before the first request is given out: what a later line says of its file holds for
/// all of a file that is no longer.
const WHOLE: u64 = 16 * 1024 * 1024;
/// Who sends a file would have to begin again.
const PATIENCE: Patience = Patience::Minutes;
/// About as many bytes of open requests are held.
const HELD: usize = 20 * 1024 * 1024;

/// So many files that are no logs are named.
const MOST_LEFT_OUT: usize = 100;

/// How far an import is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read.
    pub n_bytes: u64,
    /// Events read.
    pub n_events: u64,
    /// Lines whose shape is not known.
    pub n_unknown_lines: u64,
    /// Requests stored.
    pub n_requests: u64,
}

/// Who is told how far it is.
pub type Watcher = Arc<dyn Fn(Progress) + Send + Sync>;

/// Files that are brought in together.
pub struct Import {
    intake: Intake,
    // It is large, and an import is handed about.
    writer: Box<Writer>,
    watcher: Watcher,
    progress: Progress,
    summary: ImportSummary,
    /// Of the files before this one.
    before: ImportSummary,
    hash: Xxh3,
    n_files: usize,
    /// Of these, read to their ends.
    n_read: usize,
    /// APIs whose calls came, where configurations came with them.
    met: BTreeSet<ApiId>,
    /// The first file that is no log, and why.
    problem: Option<(String, ReadError)>,
    /// Where the name of this file begins among the names.
    named_from: usize,
    /// What was counted of this file.
    counted: Progress,
    ingest: Ingest,
}

impl Import {
    /// An import of nothing yet.
    pub async fn begin(
        ingest: &Ingest,
        intake: Intake,
        given: &[Snapshot],
        is_sample: bool,
        watcher: Watcher,
    ) -> Result<Self, IngestError> {
        let now = ingest.clock.now();
        let mut connection = ingest.pool.acquire().await.map_err(failed("connect to the database"))?;
        let import_id = imports::begin(&mut connection, is_sample, now).await?;
        let origin = Origin { import_id: Some(import_id), source_id: None, is_sample };
        let described = ingest.keep_snapshots(given, origin).await?;
        let summary = ImportSummary {
            import_id,
            name: String::new(),
            imported_at: now,
            is_sample,
            n_events: 0,
            n_requests: 0,
            n_new_requests: 0,
            n_refused: 0,
            n_unknown_lines: 0,
            unknown_samples: Vec::new(),
            n_left_out: 0,
            left_out: Vec::new(),
            described,
        };
        Ok(Self {
            intake,
            writer: Box::new(
                Writer::new(ingest.clone(), origin).knowing(configuring::given(given)).with(PATIENCE),
            ),
            watcher,
            progress: Progress::default(),
            before: summary.clone(),
            summary,
            hash: Xxh3::new(),
            n_files: 0,
            n_read: 0,
            met: BTreeSet::new(),
            problem: None,
            named_from: 0,
            counted: Progress::default(),
            ingest: ingest.clone(),
        })
    }

    /// Begins to read a file of this name, of which a secret is not kept either.
    pub fn read(mut self, name: &str) -> Reading {
        let name = self.intake.redactor.text(name).into_owned();
        self.n_files += 1;
        self.named_from = self.summary.name.len();
        let separator = if self.named_from == 0 { "" } else { ", " };
        self.summary.name.push_str(separator);
        self.summary.name.push_str(&name);
        self.writer.begin_export();
        self.before = self.summary.clone();
        self.counted = Progress::default();
        let (pieces, arriving) = mpsc::channel(WAITING);
        let is_whole = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&is_whole);
        let task = tokio::spawn(async move {
            let read = self.take(arriving, ended).await;
            (self, read)
        });
        Reading { name, pieces, is_whole, task }
    }

    /// How many requests are stored.
    pub fn n_requests(&self) -> i64 {
        self.summary.n_requests
    }

    async fn take(&mut self, arriving: Receiver<Vec<u8>>, ended: Arc<AtomicBool>) -> Result<(), IngestError> {
        let intake = self.intake.clone();
        let (portions, mut whole) = mpsc::channel(1);
        let reader = tokio::task::spawn_blocking(move || gather(arriving, &ended, intake, &portions));
        while let Some((portion, so_far)) = whole.recv().await {
            self.count(&so_far);
            self.store(portion).await?;
        }
        let read = reader.await.map_err(|_| IngestError::Stopped)?;
        let Some(Gathered { last, counts, so_far, hash }) = read? else { return Err(IngestError::Stopped) };
        self.hash.update(&hash.to_le_bytes());
        self.count(&so_far);
        self.summary.unknown_samples.extend(counts.unknown_samples);
        self.store(last).await
    }

    fn count(&mut self, so_far: &Progress) {
        let of_file = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        self.summary.n_events = self.before.n_events + of_file(so_far.n_events);
        self.summary.n_unknown_lines = self.before.n_unknown_lines + of_file(so_far.n_unknown_lines);
        self.progress.n_bytes = so_far.n_bytes;
        self.progress.n_events = so_far.n_events;
        let before = std::mem::replace(&mut self.counted, *so_far);
        self.came(Came {
            n_bytes: so_far.n_bytes.saturating_sub(before.n_bytes),
            n_events: so_far.n_events.saturating_sub(before.n_events),
            n_unknown_lines: so_far.n_unknown_lines.saturating_sub(before.n_unknown_lines),
            n_new_requests: 0,
        });
    }

    fn came(&self, came: Came) {
        let way = if self.summary.is_sample { Way::Sample } else { Way::File };
        self.ingest.metrics.came(way, came);
    }

    async fn store(&mut self, portion: Portion) -> Result<(), IngestError> {
        if !self.summary.described.is_empty() {
            self.met.extend(portion.requests.iter().filter_map(|request| request.api_id.clone()));
        }
        let note = Summary(self.summary.clone());
        let Written { n_requests, n_new, n_refused, .. } = self.writer.write(portion, &note).await?;
        self.summary.n_requests += n_requests;
        self.summary.n_new_requests += n_new;
        self.came(Came { n_new_requests: u64::try_from(n_new).unwrap_or_default(), ..Came::default() });
        self.summary.n_refused += n_refused;
        self.progress.n_requests = u64::try_from(self.summary.n_requests).unwrap_or_default();
        (self.watcher)(self.progress);
        Ok(())
    }

    /// So many files were sent, those that describe APIs included.
    pub fn is_of(&mut self, n_files: usize) {
        self.n_files = n_files;
    }

    /// Goes on behind a file: one that is no log is left out, since others may be; all else ends the import.
    pub async fn behind(mut self, name: &str, read: Result<(), IngestError>) -> Result<Self, IngestError> {
        match read {
            Ok(()) => {
                self.n_read += 1;
                Ok(self)
            }
            Err(IngestError::Read(why)) => {
                self.leave_out(name, why);
                Ok(self)
            }
            Err(why) => Err(self.give_up(why).await),
        }
    }

    /// What was stored of it before it showed that it is no log, or is broken, stays.
    fn leave_out(&mut self, name: &str, why: ReadError) {
        if self.summary.n_requests == self.before.n_requests {
            self.summary.clone_from(&self.before);
            self.summary.name.truncate(self.named_from);
        }
        self.summary.n_left_out += 1;
        if self.summary.left_out.len() < MOST_LEFT_OUT {
            self.summary.left_out.push(LeftOut { name: name.to_owned(), why: why.to_string() });
        }
        self.problem.get_or_insert((name.to_owned(), why));
    }

    /// Files of these names described the APIs that it was given; told where no log is named.
    pub fn described_by(&mut self, names: &[String], snapshots: &[Snapshot]) {
        if self.n_read > 0 {
            return;
        }
        let names: Vec<_> = names.iter().map(|name| self.intake.redactor.text(name)).collect();
        self.summary.name = names.join(", ");
        for snapshot in snapshots {
            self.hash.update(snapshot.bundle().as_bytes());
        }
    }

    /// All files are there. When none of them brought anything, why the first did not.
    pub async fn finish(mut self) -> Result<ImportSummary, IngestError> {
        if self.n_read == 0
            && self.summary.described.is_empty()
            && let Some((name, why)) = self.problem.take()
        {
            let why = IngestError::Read(why);
            let why = if self.n_files > 1 { why.of(&name) } else { why };
            return Err(self.give_up(why).await);
        }
        for described in &mut self.summary.described {
            described.is_of_others =
                !self.met.is_empty() && !self.met.contains(&ApiId::from(described.api_id.as_str()));
        }
        self.writer.settle().await?;
        let content_hash = self.hash.digest128().to_le_bytes();
        let mut waiting = PATIENCE.begin();
        self.summary.import_id = loop {
            match self.note_end(&content_hash).await {
                Ok(import_id) => break import_id,
                Err(why) => waiting.wait(why).await?,
            }
        };
        waiting.is_over();
        Ok(self.summary)
    }

    async fn note_end(&self, content_hash: &[u8]) -> Result<i64, IngestError> {
        let mut connection = self.ingest.pool.acquire().await.map_err(failed("connect to the database"))?;
        Ok(imports::finish(&mut connection, &self.summary, content_hash).await?)
    }

    /// It ends here, for this reason. What was stored stays, and the reason says so; an import that brought nothing is forgotten.
    pub async fn give_up(self, why: IngestError) -> IngestError {
        let Ok(mut connection) = self.ingest.pool.acquire().await else { return why };
        if self.summary.n_requests > 0 {
            if matches!(
                why,
                IngestError::Storage(_) | IngestError::Away(_) | IngestError::Full(_) | IngestError::Stopped
            ) {
                return why;
            }
            // The reason is what has to be told.
            let _ = imports::note(&mut connection, &self.summary).await;
            return IngestError::Partly { why: Box::new(why), n_requests: self.summary.n_requests };
        }
        let _ = imports::forget(&mut connection, self.summary.import_id).await;
        why
    }
}

/// Counts of an import, noted with what they count.
struct Summary(ImportSummary);

#[async_trait]
impl Note for Summary {
    async fn note(&self, connection: &mut PgConnection) -> Result<Noted, StorageError> {
        imports::note(connection, &self.0).await?;
        NoNote.note(connection).await
    }
}

/// What is left at the end of a file.
struct Gathered {
    last: Portion,
    counts: Counts,
    so_far: Progress,
    hash: u128,
}

/// Puts a file together; `None` when it was given up in the middle, by who sends or by who stores.
fn gather(
    mut arriving: Receiver<Vec<u8>>,
    ended: &AtomicBool,
    intake: Intake,
    portions: &Sender<(Portion, Progress)>,
) -> Result<Option<Gathered>, ReadError> {
    let mut reader = Reader::with(intake);
    let mut gathering = Gathering::holding(HELD);
    gathering.begin_export(None);
    let mut hash = Xxh3::new();
    let mut so_far = Progress::default();
    let mut waiting = Portion::default();
    while let Some(piece) = arriving.blocking_recv() {
        hash.update(&piece);
        so_far.n_bytes += piece.len() as u64;
        reader.pass(&piece, |event| gathering.take(event))?;
        if so_far.n_bytes < WHOLE {
            continue;
        }
        let Some(Portion { requests, strays, is_all_before }) = gathering.ready() else { continue };
        waiting.requests.extend(requests);
        waiting.strays.extend(strays);
        waiting.is_all_before = is_all_before;
        if waiting.requests.len() >= PORTION {
            so_far.n_events = gathering.counts().n_events;
            so_far.n_unknown_lines = gathering.counts().n_unknown_lines;
            for portion in parts(std::mem::take(&mut waiting)) {
                if portions.blocking_send((portion, so_far)).is_err() {
                    return Ok(None);
                }
            }
        }
    }
    if !ended.load(Ordering::Acquire) {
        return Ok(None);
    }
    for event in reader.finish()?.events {
        gathering.take(event);
    }
    let (Portion { requests, strays, .. }, counts) = gathering.finish();
    waiting.requests.extend(requests);
    waiting.strays.extend(strays);
    waiting.is_all_before = None;
    so_far.n_events = counts.n_events;
    so_far.n_unknown_lines = counts.n_unknown_lines;
    let mut parts = parts(waiting);
    let last = parts.pop().unwrap_or_default();
    for portion in parts {
        if portions.blocking_send((portion, so_far)).is_err() {
            return Ok(None);
        }
    }
    Ok(Some(Gathered { last, counts, so_far, hash: hash.digest128() }))
}

/// A portion in parts that are transactions of a good size.
fn parts(portion: Portion) -> Vec<Portion> {
    let Portion { mut requests, mut strays, is_all_before } = portion;
    let mut parts = Vec::new();
    while requests.len() > 2 * PORTION {
        let rest = requests.split_off(PORTION);
        let head = std::mem::replace(&mut requests, rest);
        parts.push(Portion { requests: head, strays: std::mem::take(&mut strays), is_all_before: None });
    }
    parts.push(Portion { requests, strays, is_all_before });
    parts
}

/// A file that is being read.
pub struct Reading {
    name: String,
    pieces: Sender<Vec<u8>>,
    /// Whether no piece is missing when no more come.
    is_whole: Arc<AtomicBool>,
    task: JoinHandle<(Import, Result<(), IngestError>)>,
}

impl Reading {
    /// The name of the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Takes the next bytes; whether more are wanted. Where not, [`Reading::finish`] says why.
    pub async fn feed(&self, piece: Vec<u8>) -> bool {
        self.pieces.send(piece).await.is_ok()
    }

    /// All bytes came. Gives the import back for the next file.
    pub async fn finish(self) -> Result<(Import, Result<(), IngestError>), IngestError> {
        let Self { pieces, is_whole, task, .. } = self;
        is_whole.store(true, Ordering::Release);
        drop(pieces);
        task.await.map_err(|_| IngestError::Stopped)
    }
}

impl Ingest {
    /// Brings in what is in memory already.
    pub async fn import(
        &self,
        name: &str,
        bytes: Vec<u8>,
        intake: Intake,
        given: &[Snapshot],
        is_sample: bool,
    ) -> Result<ImportSummary, IngestError> {
        let import = Import::begin(self, intake, given, is_sample, Arc::new(|_| {})).await?;
        let reading = import.read(name);
        reading.feed(bytes).await;
        match reading.finish().await? {
            (import, Ok(())) => import.finish().await,
            (import, Err(why)) => Err(import.give_up(why).await),
        }
    }
}

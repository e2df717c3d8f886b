//! Files that are sent together: logs, and what describes their API (see [`engine::configuration`]). Which is which, the content
//! says. The logs are one import: a request may begin in one and end in another. What is neither is left out, and named with the result.
//!
//! What describes an API also tells how its access log is read and which header holds a token, so short files wait until all short
//! ones are there. A file that is longer is a log and is read as it arrives; the page sends the short ones first.

use app::pages::import::data::ImportSummary;
use engine::{
    configuration::snapshot::{Snapshot, snapshots},
    log::{Intake, Reader},
};

use super::{
    IngestError, configuring,
    delivery::Ingest,
    import::{Import, Reading, Watcher},
    on_thread,
};

/// What is longer, in bytes, describes no API.
pub const SHORT: usize = 8 * 1024 * 1024;
/// So many bytes may wait.
const MOST_WAITING: usize = 64 * 1024 * 1024;

/// Files on their way to one import.
pub struct Parcel {
    ingest: Ingest,
    intake: Intake,
    watcher: Watcher,
    snapshots: Vec<Snapshot>,
    /// The names of the files that those were in.
    described_by: Vec<String>,
    waiting: Vec<(String, Vec<u8>)>,
    n_waiting_bytes: usize,
    /// Whether logs are being read, so that nothing new may come to be known of them.
    is_opened: bool,
    import: Option<Import>,
    n_files: usize,
}

impl Parcel {
    /// Nothing yet.
    pub fn new(ingest: Ingest, intake: Intake, watcher: Watcher) -> Self {
        Self {
            ingest,
            intake,
            watcher,
            snapshots: Vec::new(),
            described_by: Vec::new(),
            waiting: Vec::new(),
            n_waiting_bytes: 0,
            is_opened: false,
            import: None,
            n_files: 0,
        }
    }

    /// Adds a file that came whole.
    pub async fn add(&mut self, name: &str, bytes: Vec<u8>) -> Result<(), IngestError> {
        self.n_files += 1;
        self.n_waiting_bytes += bytes.len();
        self.waiting.push((name.to_owned(), bytes));
        if self.is_opened || self.n_waiting_bytes > MOST_WAITING { self.open().await } else { Ok(()) }
    }

    /// Begins a log that is read as it arrives.
    pub async fn begin(&mut self, name: &str) -> Result<Reading, IngestError> {
        self.n_files += 1;
        self.open().await?;
        Ok(self.import().await?.read(name))
    }

    /// Ends such a log.
    pub async fn end(&mut self, reading: Reading) -> Result<(), IngestError> {
        let name = reading.name().to_owned();
        let (import, read) = reading.finish().await?;
        self.import = Some(import.behind(&name, read).await?);
        Ok(())
    }

    /// All files are there; `None` when there were none.
    pub async fn finish(mut self) -> Result<Option<ImportSummary>, IngestError> {
        self.open().await?;
        if self.n_files == 0 {
            return Ok(None);
        }
        if self.import.is_none() && self.snapshots.iter().all(|snapshot| snapshot.api_id.is_none()) {
            return Err(IngestError::NamelessConfiguration);
        }
        let mut import = self.import().await?;
        import.described_by(&self.described_by, &self.snapshots);
        import.is_of(self.n_files);
        Ok(Some(import.finish().await?))
    }

    async fn import(&mut self) -> Result<Import, IngestError> {
        if let Some(import) = self.import.take() {
            return Ok(import);
        }
        let (intake, watcher) = (self.intake.clone(), Watcher::clone(&self.watcher));
        Import::begin(&self.ingest, intake, &self.snapshots, false, watcher).await
    }

    /// Tells logs from what describes APIs in the files that wait, and reads the logs.
    async fn open(&mut self) -> Result<(), IngestError> {
        let mut logs = Vec::new();
        for (name, bytes) in std::mem::take(&mut self.waiting) {
            let (bytes, described) = on_thread(move || {
                let described = described(&bytes);
                (bytes, described)
            })
            .await?;
            match described {
                None => logs.push((name, bytes)),
                Some(_) if self.is_opened => {
                    let why = IngestError::LateConfiguration { name };
                    return Err(match self.import.take() {
                        Some(import) => import.give_up(why).await,
                        None => why,
                    });
                }
                Some(described) => {
                    self.snapshots.extend(described);
                    self.described_by.push(name);
                }
            }
        }
        self.n_waiting_bytes = 0;
        if !self.is_opened {
            self.intake.learn(&configuring::given(&self.snapshots).all);
            self.is_opened = true;
        }
        for (name, bytes) in logs {
            let reading = self.import().await?.read(&name);
            reading.feed(bytes).await;
            self.end(reading).await?;
        }
        Ok(())
    }
}

/// What a file tells that describes APIs and is no log: an access line may have the names that a stage has.
pub fn described(bytes: &[u8]) -> Option<Vec<Snapshot>> {
    let described = snapshots(str::from_utf8(bytes).ok()?).ok()?;
    let mut reader = Reader::new();
    let is_log = reader.feed(bytes).and_then(|()| reader.finish()).is_ok();
    (!is_log).then_some(described)
}

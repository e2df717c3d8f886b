//! Files that are sent together: logs, and what describes their API (see [`engine::configuration`]). Which is which, the content
//! says. The logs are one import: a request may begin in one and end in another.
//!
//! What describes an API also tells how its access log is read and which header holds a token, so short files wait until all short
//! ones are there. A file that is longer is a log and is read as it arrives; the page sends the short ones first.

use engine::{
    configuration::Configuration,
    log::{Intake, Reader},
};
use sha2::{Digest as _, Sha256};

use super::{
    IngestError, Source, on_thread,
    reading::{Reading, read_all},
};

/// What is longer, in bytes, describes no API.
pub const SHORT: usize = 8 * 1024 * 1024;
/// So many bytes may wait.
const MOST_WAITING: usize = 64 * 1024 * 1024;

/// Files on their way to one [`Source`].
#[derive(Debug)]
pub struct Parcel {
    intake: Intake,
    configuration: Configuration,
    waiting: Vec<(String, Vec<u8>)>,
    n_waiting_bytes: usize,
    /// Whether logs are being read, so that nothing new may come to be known of them.
    is_opened: bool,
    logs: Vec<Source>,
    n_files: usize,
}

impl Parcel {
    /// Nothing yet.
    pub fn new(intake: Intake) -> Self {
        Self {
            intake,
            configuration: Configuration::default(),
            waiting: Vec::new(),
            n_waiting_bytes: 0,
            is_opened: false,
            logs: Vec::new(),
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
        Ok(Reading::begin(name, self.intake.clone()))
    }

    /// Ends such a log.
    pub async fn end(&mut self, reading: Reading) -> Result<(), IngestError> {
        let name = reading.name().to_owned();
        let log = reading.finish().await.map_err(|error| self.of(name, error))?;
        self.logs.push(log);
        Ok(())
    }

    /// All files are there; `None` when there were none.
    pub async fn finish(mut self) -> Result<Option<Source>, IngestError> {
        self.open().await?;
        let mut logs = self.logs.into_iter();
        let Some(mut source) = logs.next() else {
            return if self.n_files == 0 { Ok(None) } else { Err(IngestError::OnlyConfiguration) };
        };
        let mut hash = Sha256::new_with_prefix(&source.content_hash);
        let mut is_several = false;
        for log in logs {
            is_several = true;
            hash.update(&log.content_hash);
            source.name = format!("{}, {}", source.name, log.name);
            source.exports.extend(log.exports);
        }
        if is_several {
            source.content_hash = hash.finalize().to_vec();
        }
        source.configuration = self.configuration;
        Ok(Some(source))
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
                Some(_) if self.is_opened => return Err(IngestError::LateConfiguration { name }),
                Some(text) => {
                    // It was read before.
                    let _ = self.configuration.read(&text);
                }
            }
        }
        self.n_waiting_bytes = 0;
        if !self.is_opened {
            self.intake.learn(&self.configuration);
            self.is_opened = true;
        }
        for (name, bytes) in logs {
            let read = read_all(&name, bytes, self.intake.clone()).await;
            self.logs.push(read.map_err(|error| self.of(name, error))?);
        }
        Ok(())
    }

    /// Says of which file an error tells, where that is a question.
    fn of(&self, name: String, error: IngestError) -> IngestError {
        match error {
            IngestError::Read(why) if self.n_files > 1 => IngestError::ReadOneOf { name, why },
            error => error,
        }
    }
}

/// The text of a file that describes APIs and is no log: an access line may have the names that a stage has.
pub fn described(bytes: &[u8]) -> Option<String> {
    let text = str::from_utf8(bytes).ok()?;
    Configuration::default().read(text).ok()?;
    let mut reader = Reader::new();
    let is_log = reader.feed(bytes).and_then(|()| reader.finish()).is_ok();
    (!is_log).then(|| text.to_owned())
}

//! Bytes as they arrive → the engine's reader, on a thread of its own.
//!
//! The channel between them is short, so a slow reader slows the sender down and memory holds a few pieces, not the file.

use engine::{
    configuration::Configuration,
    log::{Export, Intake, ReadError, Reader},
};
use sha2::{Digest as _, Sha256};
use tokio::{
    sync::mpsc::{self, Sender},
    task::JoinHandle,
};

use super::{IngestError, Source};

/// Pieces that may wait to be read.
const WAITING: usize = 8;

/// A file that is being read.
#[derive(Debug)]
pub struct Reading {
    name: String,
    pieces: Sender<Vec<u8>>,
    reader: JoinHandle<Result<(Export, Vec<u8>), ReadError>>,
}

impl Reading {
    /// Begins to read a file of this name, of which a secret is not kept either.
    pub fn begin(name: &str, intake: Intake) -> Self {
        let name = intake.redactor.text(name).into_owned();
        let (pieces, mut arriving) = mpsc::channel::<Vec<u8>>(WAITING);
        let reader = tokio::task::spawn_blocking(move || {
            let mut reader = Reader::with(intake);
            let mut hash = Sha256::new();
            while let Some(piece) = arriving.blocking_recv() {
                hash.update(&piece);
                reader.feed(&piece)?;
            }
            Ok((reader.finish()?, hash.finalize().to_vec()))
        });
        Self { name, pieces, reader }
    }

    /// The name of the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Takes the next bytes; whether more are wanted. Where not, [`Reading::finish`] says why.
    pub async fn feed(&self, piece: Vec<u8>) -> bool {
        self.pieces.send(piece).await.is_ok()
    }

    /// All bytes came.
    pub async fn finish(self) -> Result<Source, IngestError> {
        let Self { name, pieces, reader } = self;
        drop(pieces);
        let (export, content_hash) = reader.await.map_err(|_| IngestError::Stopped)??;
        Ok(Source {
            name,
            exports: vec![export],
            content_hash,
            is_sample: false,
            configuration: Configuration::default(),
        })
    }
}

/// Reads what is in memory already.
pub async fn read_all(name: &str, bytes: Vec<u8>, intake: Intake) -> Result<Source, IngestError> {
    let reading = Reading::begin(name, intake);
    reading.feed(bytes).await;
    reading.finish().await
}

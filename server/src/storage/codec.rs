//! Bytes of a request ↔ bytes in the database: zstd with a dictionary, which makes a request four times smaller than zstd
//! alone does, since one request is too short to learn from.
//!
//! A compressed value is the plain length as a varint, then a zstd frame. Each row names its dictionary; the one that this
//! version writes with is built in (made by `cargo run -p server --example train_dictionary`) and put into the table
//! `dictionary`, so that a later version with a better one still reads what this one wrote.

use std::{collections::BTreeMap, sync::Arc};

use engine::{diagnosis::Diagnosis, request::Line};
use sqlx::PgConnection;
use zstd::{
    bulk::{Compressor, Decompressor},
    dict::{DecoderDictionary, EncoderDictionary},
};

use super::{StorageError, failed, pack};

/// The dictionary that this version writes with.
const BUILT_IN: (i16, &[u8]) = (1, include_bytes!("../../dictionaries/1.zdict"));

/// Fast, and with a dictionary nearly as small as higher levels.
const LEVEL: i32 = 1;

/// No request is longer than this; a row that claims to be is damaged.
const MAX_PLAIN: usize = 1 << 30;

/// What can be wrong with a stored value.
#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    /// It names a dictionary that is not in the database.
    #[error("there is no dictionary `{0}`")]
    NoDictionary(i16),
    /// It is not what zstd wrote.
    #[error("the compressed bytes are damaged")]
    Zstd(#[source] std::io::Error),
    /// It claims a length that no request has.
    #[error("the stored length is damaged")]
    Length,
    /// The lines in it cannot be read.
    #[error(transparent)]
    Pack(#[from] pack::PackError),
    /// The diagnosis in it cannot be read.
    #[error("the stored diagnosis is damaged")]
    Diagnosis(#[source] serde_json::Error),
}

/// The dictionaries of this database.
#[derive(Clone)]
pub struct Codec {
    encoder: Arc<EncoderDictionary<'static>>,
    decoders: Arc<BTreeMap<i16, DecoderDictionary<'static>>>,
}

impl Codec {
    /// Reads the dictionaries, and puts in the built-in one where it is missing.
    pub async fn load(connection: &mut PgConnection) -> Result<Self, StorageError> {
        let (dictionary_id, bytes) = BUILT_IN;
        sqlx::query!(
            "INSERT INTO dictionary (dictionary_id, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            dictionary_id,
            bytes,
        )
        .execute(&mut *connection)
        .await
        .map_err(failed("store the dictionary"))?;
        let rows = sqlx::query!("SELECT dictionary_id, bytes FROM dictionary")
            .fetch_all(&mut *connection)
            .await
            .map_err(failed("read the dictionaries"))?;
        Ok(Self::of(rows.into_iter().map(|row| (row.dictionary_id, row.bytes))))
    }

    fn of(dictionaries: impl IntoIterator<Item = (i16, Vec<u8>)>) -> Self {
        Self {
            encoder: Arc::new(EncoderDictionary::copy(BUILT_IN.1, LEVEL)),
            decoders: Arc::new(
                dictionaries.into_iter().map(|(id, bytes)| (id, DecoderDictionary::copy(&bytes))).collect(),
            ),
        }
    }

    /// Something that compresses many values in a row.
    pub fn packer(&self) -> Result<Packer<'_>, CodecError> {
        let compressor = Compressor::with_prepared_dictionary(&self.encoder).map_err(CodecError::Zstd)?;
        Ok(Packer { compressor })
    }

    /// Reads lines back.
    pub fn lines(&self, dictionary_id: i16, stored: &[u8]) -> Result<Vec<Line>, CodecError> {
        Ok(pack::decode(&self.decompress(dictionary_id, stored)?)?)
    }

    /// Reads a diagnosis back.
    pub fn diagnosis(&self, dictionary_id: i16, stored: &[u8]) -> Result<Diagnosis, CodecError> {
        serde_json::from_slice(&self.decompress(dictionary_id, stored)?).map_err(CodecError::Diagnosis)
    }

    fn decompress(&self, dictionary_id: i16, stored: &[u8]) -> Result<Vec<u8>, CodecError> {
        let dictionary = self.decoders.get(&dictionary_id).ok_or(CodecError::NoDictionary(dictionary_id))?;
        let mut frame = stored;
        let length = pack::take(&mut frame)?;
        let length = usize::try_from(length).ok().filter(|length| *length <= MAX_PLAIN);
        let length = length.ok_or(CodecError::Length)?;
        Decompressor::with_prepared_dictionary(dictionary)
            .and_then(|mut decompressor| decompressor.decompress(frame, length))
            .map_err(CodecError::Zstd)
    }
}

/// Compresses with the dictionary of this version.
pub struct Packer<'dictionary> {
    compressor: Compressor<'dictionary>,
}

impl Packer<'_> {
    /// The dictionary it uses.
    pub fn dictionary_id(&self) -> i16 {
        BUILT_IN.0
    }

    /// Lines as they are stored.
    pub fn lines(&mut self, lines: &[Line]) -> Result<Vec<u8>, CodecError> {
        self.compress(&pack::encode(lines))
    }

    /// A diagnosis as it is stored.
    pub fn diagnosis(&mut self, diagnosis: &Diagnosis) -> Result<Vec<u8>, CodecError> {
        self.compress(&serde_json::to_vec(diagnosis).map_err(CodecError::Diagnosis)?)
    }

    fn compress(&mut self, plain: &[u8]) -> Result<Vec<u8>, CodecError> {
        if plain.len() > MAX_PLAIN {
            return Err(CodecError::Length);
        }
        let mut stored = Vec::new();
        pack::put(&mut stored, plain.len() as u64);
        stored.extend_from_slice(&self.compressor.compress(plain).map_err(CodecError::Zstd)?);
        Ok(stored)
    }
}

#[cfg(test)]
mod tests {
    use engine::{request::Line, time::Instant};

    use super::{BUILT_IN, Codec, CodecError};

    fn codec() -> Codec {
        Codec::of([(BUILT_IN.0, BUILT_IN.1.to_vec())])
    }

    fn lines() -> Vec<Line> {
        (1..30)
            .map(|number| Line {
                number,
                at: Instant::from_millis(1_767_000_000_000 + i64::try_from(number).unwrap()),
                text: format!("Starting authorizer: abc{number} for request: 1-2-3").into(),
            })
            .collect()
    }

    #[test]
    fn compressed_lines_come_back() {
        let codec = codec();
        let stored = codec.packer().unwrap().lines(&lines()).unwrap();
        assert_eq!(codec.lines(BUILT_IN.0, &stored).unwrap(), lines());
    }

    #[test]
    fn a_damaged_row_is_an_error_not_a_panic() {
        let codec = codec();
        let mut stored = codec.packer().unwrap().lines(&lines()).unwrap();
        assert!(matches!(codec.lines(9, &stored), Err(CodecError::NoDictionary(9))));
        assert!(matches!(codec.lines(BUILT_IN.0, &[0xff]), Err(CodecError::Pack(_))));
        assert!(matches!(codec.lines(BUILT_IN.0, &[0xff, 0xff, 0xff, 0xff, 0x7f]), Err(CodecError::Length)));
        stored.truncate(stored.len() / 2);
        assert!(matches!(codec.lines(BUILT_IN.0, &stored), Err(CodecError::Zstd(_))));
    }
}

//! Bytes of a request ↔ bytes in the database: zstd with a dictionary, which makes a request four times smaller than zstd
//! alone does, since one request is too short to learn from.
//!
//! A compressed value is the plain length as a varint, then a zstd frame. Each row names its dictionary; the one that this
//! version writes with is built in (made by `cargo run -p server --example train_dictionary`) and put into the table
//! `dictionary`, so that a later version with a better one still reads what this one wrote.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::Arc,
};

use engine::{diagnosis::Diagnosis, request::Line};
use sqlx::PgConnection;
use xxhash_rust::xxh3::xxh3_64;
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
        Ok(Packer { compressor, plain: Vec::new(), stored: Vec::new() })
    }

    /// Something that reads many values in a row.
    pub fn unpacker(&self) -> Unpacker<'_> {
        Unpacker { decoders: &self.decoders, by_dictionary: BTreeMap::new() }
    }
}

/// Reads values of any dictionary.
pub struct Unpacker<'dictionary> {
    decoders: &'dictionary BTreeMap<i16, DecoderDictionary<'static>>,
    by_dictionary: BTreeMap<i16, Decompressor<'dictionary>>,
}

impl Unpacker<'_> {
    /// Reads lines back, and what was made of them; `None` where no verdict is stored.
    pub fn unpack(
        &mut self,
        dictionary_id: i16,
        stored: &[u8],
    ) -> Result<(Vec<Line>, Option<Diagnosis>), CodecError> {
        let plain = self.decompress(dictionary_id, stored)?;
        let (lines, verdict) = pack::decode(&plain)?;
        let diagnosis = if verdict.is_empty() {
            None
        } else {
            Some(serde_json::from_slice(verdict).map_err(CodecError::Diagnosis)?)
        };
        Ok((lines, diagnosis))
    }

    fn decompress(&mut self, dictionary_id: i16, stored: &[u8]) -> Result<Vec<u8>, CodecError> {
        let mut frame = stored;
        let length = pack::take(&mut frame)?;
        let length = usize::try_from(length).ok().filter(|length| *length <= MAX_PLAIN);
        let length = length.ok_or(CodecError::Length)?;
        let decompressor = match self.by_dictionary.entry(dictionary_id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let dictionary =
                    self.decoders.get(&dictionary_id).ok_or(CodecError::NoDictionary(dictionary_id))?;
                place.insert(Decompressor::with_prepared_dictionary(dictionary).map_err(CodecError::Zstd)?)
            }
        };
        decompressor.decompress(frame, length).map_err(CodecError::Zstd)
    }
}

/// What is packed.
#[derive(Debug, Clone, Copy)]
pub struct Packed<'a> {
    /// As it is stored.
    pub bytes: &'a [u8],
    /// Of the verdict in it; see [`verdict_hash`].
    pub verdict_hash: u64,
}

/// By what it is seen whether a verdict is another.
pub fn verdict_hash(diagnosis: &Diagnosis) -> u64 {
    serde_json::to_vec(diagnosis).map_or(0, |json| xxh3_64(&json))
}

/// Compresses with the dictionary of this version.
pub struct Packer<'dictionary> {
    compressor: Compressor<'dictionary>,
    plain: Vec<u8>,
    stored: Vec<u8>,
}

impl Packer<'_> {
    /// The dictionary it uses.
    pub fn dictionary_id(&self) -> i16 {
        BUILT_IN.0
    }

    /// Lines and their verdict as they are stored.
    pub fn pack(&mut self, lines: &[Line], diagnosis: &Diagnosis) -> Result<Packed<'_>, CodecError> {
        let Self { compressor, plain, stored } = self;
        plain.clear();
        pack::encode(plain, lines);
        let verdict = plain.len();
        serde_json::to_writer(&mut *plain, diagnosis).map_err(CodecError::Diagnosis)?;
        if plain.len() > MAX_PLAIN {
            return Err(CodecError::Length);
        }
        stored.clear();
        pack::put(stored, plain.len() as u64);
        let start = stored.len();
        stored.resize(start + zstd::zstd_safe::compress_bound(plain.len()), 0);
        let frame = stored.get_mut(start..).unwrap_or_default();
        let length = compressor.compress_to_buffer(plain, frame).map_err(CodecError::Zstd)?;
        stored.truncate(start + length);
        let verdict_hash = xxh3_64(plain.get(verdict..).unwrap_or_default());
        Ok(Packed { bytes: stored, verdict_hash })
    }
}

#[cfg(test)]
mod tests {
    use engine::{
        diagnosis::Diagnosis,
        request::{Line, Request},
        time::Instant,
    };

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

    fn stored() -> (Diagnosis, Vec<u8>) {
        let request = Request { lines: lines(), ..Request::default() };
        let diagnosis = engine::diagnose(&[request]).remove(0);
        let stored = codec().packer().unwrap().pack(&lines(), &diagnosis).unwrap().bytes.to_vec();
        (diagnosis, stored)
    }

    #[test]
    fn what_is_packed_comes_back() {
        let (diagnosis, stored) = stored();
        assert_eq!(codec().unpacker().unpack(BUILT_IN.0, &stored).unwrap(), (lines(), Some(diagnosis)));
    }

    #[test]
    fn a_damaged_row_is_an_error_not_a_panic() {
        let codec = codec();
        let (_, mut stored) = stored();
        assert!(matches!(codec.unpacker().unpack(9, &stored), Err(CodecError::NoDictionary(9))));
        assert!(matches!(codec.unpacker().unpack(BUILT_IN.0, &[0xff]), Err(CodecError::Pack(_))));
        assert!(matches!(
            codec.unpacker().unpack(BUILT_IN.0, &[0xff, 0xff, 0xff, 0xff, 0x7f]),
            Err(CodecError::Length)
        ));
        stored.truncate(stored.len() / 2);
        assert!(matches!(codec.unpacker().unpack(BUILT_IN.0, &stored), Err(CodecError::Zstd(_))));
    }
}

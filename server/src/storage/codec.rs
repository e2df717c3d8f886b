//! Bytes of a request ↔ bytes in the database: zstd with a dictionary, which makes a request four times smaller than zstd
//! alone does, since one request is too short to learn from.
//!
//! A compressed value is the plain length as a varint, then a zstd frame. Each row names its dictionary. The first is built in (made
//! by `cargo run --release -p server --example train_dictionary`); as soon as there is enough to learn from, one is made of the
//! requests of this database, which packs them two to three times smaller, and now and then it is looked whether a new one would be
//! better still. All stay in the table `dictionary`.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::{Arc, PoisonError, RwLock},
};

use engine::{
    diagnosis::Diagnosis,
    ids::ExtendedRequestId,
    request::{Line, Request},
};
use sqlx::PgConnection;
use xxhash_rust::xxh3::xxh3_64;
use zstd::{
    bulk::{Compressor, Decompressor},
    dict::{DecoderDictionary, EncoderDictionary},
};

use super::{
    StorageError, dictionaries,
    pack::{self, Plain},
};

/// The dictionary that this version writes with.
const BUILT_IN: (i16, &[u8]) = (1, include_bytes!("../../dictionaries/1.zdict"));

/// Dictionaries that were made of what is stored have greater numbers.
const LAST_BUILT_IN: i16 = 99;

/// Measured as best: larger ones pack hardly better and take longer to load.
const DICTIONARY_SIZE: usize = 16 * 1024;

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

/// The dictionaries of this database, as far as this server knows them. Clones share them.
#[derive(Clone)]
pub struct Codec {
    known: Arc<RwLock<Arc<Dictionaries>>>,
}

/// The dictionary that this version packs with.
pub fn dictionary_id() -> i16 {
    BUILT_IN.0
}

impl Codec {
    /// Reads the dictionaries, and puts in the built-in one where it is missing.
    pub async fn load(connection: &mut PgConnection) -> Result<Self, StorageError> {
        let (dictionary_id, bytes) = BUILT_IN;
        dictionaries::keep(connection, dictionary_id, bytes).await?;
        Ok(Self::of(dictionaries::all(connection, 0).await?))
    }

    fn of(dictionaries: impl IntoIterator<Item = (i16, Vec<u8>)>) -> Self {
        let (dictionary_id, bytes) = BUILT_IN;
        let mut known = Dictionaries {
            newest: dictionary_id,
            encoder: Arc::new(EncoderDictionary::copy(bytes, LEVEL)),
            decoders: BTreeMap::new(),
        };
        known.add(dictionaries);
        Self { known: Arc::new(RwLock::new(Arc::new(known))) }
    }

    /// The dictionaries, as they are known now.
    pub fn now(&self) -> Arc<Dictionaries> {
        Arc::clone(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the dictionaries that others made meanwhile.
    pub async fn renew(&self, connection: &mut PgConnection) -> Result<(), StorageError> {
        let known = self.now();
        let newer = dictionaries::all(connection, known.newest).await?;
        if !newer.is_empty() {
            let mut all = Dictionaries::clone(&known);
            all.add(newer);
            *self.known.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(all);
        }
        Ok(())
    }

    /// Stores a dictionary that was made of what is stored here, and packs with it from now on.
    pub async fn learn(&self, connection: &mut PgConnection, dictionary: &[u8]) -> Result<(), StorageError> {
        self.renew(connection).await?;
        let next = self.now().newest.max(LAST_BUILT_IN).saturating_add(1);
        // Another server may be as fast: then its dictionary is ours too.
        dictionaries::keep(connection, next, dictionary).await?;
        self.renew(connection).await
    }
}

/// Some dictionaries; values are packed with the newest.
#[derive(Clone)]
pub struct Dictionaries {
    newest: i16,
    encoder: Arc<EncoderDictionary<'static>>,
    decoders: BTreeMap<i16, Arc<DecoderDictionary<'static>>>,
}

impl Dictionaries {
    fn add(&mut self, dictionaries: impl IntoIterator<Item = (i16, Vec<u8>)>) {
        for (dictionary_id, bytes) in dictionaries {
            if dictionary_id > self.newest {
                self.newest = dictionary_id;
                self.encoder = Arc::new(EncoderDictionary::copy(&bytes, LEVEL));
            }
            self.decoders.insert(dictionary_id, Arc::new(DecoderDictionary::copy(&bytes)));
        }
    }

    /// One alone, to see how well it packs.
    pub fn of_one(dictionary: &[u8]) -> Self {
        Self {
            newest: i16::MAX,
            encoder: Arc::new(EncoderDictionary::copy(dictionary, LEVEL)),
            decoders: BTreeMap::new(),
        }
    }

    /// Whether none was made of what is stored here.
    pub fn is_built_in(&self) -> bool {
        self.newest <= LAST_BUILT_IN
    }

    /// Whether this one is known.
    pub fn has(&self, dictionary_id: i16) -> bool {
        self.decoders.contains_key(&dictionary_id)
    }

    /// Something that compresses many values in a row.
    pub fn packer(&self) -> Result<Packer<'_>, CodecError> {
        let compressor = Compressor::with_prepared_dictionary(&self.encoder).map_err(CodecError::Zstd)?;
        Ok(Packer { dictionary_id: self.newest, compressor, plain: Vec::new(), stored: Vec::new() })
    }

    /// Something that reads many values in a row.
    pub fn unpacker(&self) -> Unpacker<'_> {
        Unpacker { decoders: &self.decoders, by_dictionary: BTreeMap::new() }
    }
}

/// Makes a dictionary of packs that are not compressed; `None` of too few to learn from.
pub fn train(plain: &[Vec<u8>]) -> Option<Vec<u8>> {
    zstd::dict::from_samples(plain, DICTIONARY_SIZE).ok()
}

/// What is read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpacked {
    /// The lines.
    pub lines: Vec<Line>,
    /// The extended request id.
    pub extended_request_id: Option<ExtendedRequestId>,
    /// The verdict; `None` in what was stored before verdicts were, and before extended request ids were beside the lines.
    pub diagnosis: Option<Diagnosis>,
}

/// Reads values of any dictionary.
pub struct Unpacker<'dictionary> {
    decoders: &'dictionary BTreeMap<i16, Arc<DecoderDictionary<'static>>>,
    by_dictionary: BTreeMap<i16, Decompressor<'dictionary>>,
}

impl Unpacker<'_> {
    /// Reads lines back, and what was made of them.
    pub fn unpack(&mut self, dictionary_id: i16, stored: &[u8]) -> Result<Unpacked, CodecError> {
        let mut plain = Vec::new();
        self.decompress_into(dictionary_id, stored, &mut plain)?;
        let Plain { lines, extended_request_id, verdict } = pack::decode(&plain)?;
        let diagnosis = verdict.map(serde_json::from_slice).transpose().map_err(CodecError::Diagnosis)?;
        Ok(Unpacked { lines, extended_request_id: extended_request_id.map(Into::into), diagnosis })
    }

    /// What was compressed, in place of what stands in `plain`.
    pub fn decompress_into(
        &mut self,
        dictionary_id: i16,
        stored: &[u8],
        plain: &mut Vec<u8>,
    ) -> Result<(), CodecError> {
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
        plain.clear();
        // zstd writes no further than there is room.
        plain.reserve(length);
        decompressor.decompress_to_buffer(frame, plain).map_err(CodecError::Zstd)?;
        Ok(())
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

/// Compresses with one dictionary.
pub struct Packer<'dictionary> {
    dictionary_id: i16,
    compressor: Compressor<'dictionary>,
    plain: Vec<u8>,
    stored: Vec<u8>,
}

impl Packer<'_> {
    /// The dictionary it uses.
    pub fn dictionary_id(&self) -> i16 {
        self.dictionary_id
    }

    /// How long a plain pack is when it is compressed.
    pub fn size(&mut self, plain: &[u8]) -> Result<usize, CodecError> {
        self.stored.resize(zstd::zstd_safe::compress_bound(plain.len()), 0);
        self.compressor.compress_to_buffer(plain, &mut self.stored).map_err(CodecError::Zstd)
    }

    /// A request's lines and its verdict as they are stored.
    pub fn pack(&mut self, request: &Request, diagnosis: &Diagnosis) -> Result<Packed<'_>, CodecError> {
        let Self { compressor, plain, stored, .. } = self;
        plain.clear();
        let verdict = plain_pack(plain, request, diagnosis)?;
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

/// Appends what is compressed of a request; says where its verdict begins.
pub fn plain_pack(
    plain: &mut Vec<u8>,
    request: &Request,
    diagnosis: &Diagnosis,
) -> Result<usize, CodecError> {
    let extended_request_id = request.extended_request_id.as_ref().map(ExtendedRequestId::as_str);
    pack::encode(plain, extended_request_id, &request.lines);
    let verdict = plain.len();
    serde_json::to_writer(plain, diagnosis).map_err(CodecError::Diagnosis)?;
    Ok(verdict)
}

#[cfg(test)]
mod tests {
    use engine::{
        request::{Line, Request},
        time::Instant,
    };

    use super::{BUILT_IN, Codec, CodecError, Unpacked};

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

    fn stored() -> (Unpacked, Vec<u8>) {
        let extended_request_id = Some("W9z=".into());
        let request = Request { lines: lines(), extended_request_id, ..Request::default() };
        let diagnosis = engine::diagnose(std::slice::from_ref(&request)).remove(0);
        let stored = codec().now().packer().unwrap().pack(&request, &diagnosis).unwrap().bytes.to_vec();
        let Request { lines, extended_request_id, .. } = request;
        (Unpacked { lines, extended_request_id, diagnosis: Some(diagnosis) }, stored)
    }

    #[test]
    fn what_is_packed_comes_back() {
        let (told, stored) = stored();
        assert_eq!(codec().now().unpacker().unpack(BUILT_IN.0, &stored).unwrap(), told);
    }

    #[test]
    fn a_damaged_row_is_an_error_not_a_panic() {
        let codec = codec().now();
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

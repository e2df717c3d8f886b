//! What AWS delivers packed: base64 in a field of JSON, mostly of gzip, of which the content is an export of its own.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::{Stream, sink::Sink, unpack::Unpack};
use crate::log::ReadError;

/// How deep one delivery may be packed into another: a Firehose record may hold a Lambda event that holds a payload.
pub(super) const DEEPEST: u8 = 3;

/// What one field may unpack to. CloudWatch Logs delivers a few MiB at the most.
const LONGEST: usize = 64 * 1024 * 1024;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Reads what is packed in a field. What cannot be read is kept as an event that says so.
pub(super) fn read(packed: &str, depth: u8, line: u64, sink: &mut Sink) {
    if depth >= DEEPEST || unpack(packed, depth, sink).is_err() {
        sink.take_unreadable("delivery", packed.len(), line);
    }
}

fn unpack(packed: &str, depth: u8, sink: &mut Sink) -> Result<(), ReadError> {
    let bytes = BASE64.decode(packed.trim()).map_err(|_| ReadError::NotALog)?;
    let mut stream = Stream::inside(depth + 1);
    let mut n_bytes = 0;
    let mut take = |bytes: &[u8]| {
        n_bytes += bytes.len();
        if n_bytes > LONGEST { Err(ReadError::NotALog) } else { stream.feed(bytes, sink) }
    };
    let mut packed = Unpack::default();
    packed.feed(&bytes, &mut take)?;
    packed.finish(&mut take)?;
    stream.finish(sink)
}

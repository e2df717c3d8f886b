//! gzip, of one member or many, packed once or twice, or not at all → the bytes of the export.
//!
//! CloudWatch Logs packs what it delivers; Firehose puts such deliveries behind one another in one file, and may pack that file
//! again. Other kinds of compression are named, not unpacked.

use std::io::Write as _;

use flate2::write::MultiGzDecoder;

use crate::log::ReadError;

/// As many bytes as tell a compressed file or a byte order mark from text.
const LONGEST_MARK: usize = 4;

/// What some editors put before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// gzip makes a thousand bytes of one at the most: in pieces of this size it never fills the memory.
const PIECE: usize = 4 * 1024;

/// How often a file may be packed.
const DEEPEST: u8 = 3;

/// Takes packed or plain bytes in, and gives plain ones on.
#[derive(Debug)]
pub(crate) struct Unpack {
    depth: u8,
    state: State,
}

#[derive(Debug)]
enum State {
    /// The first bytes, which decide.
    Undecided(Vec<u8>),
    Plain,
    Gzip {
        decoder: Box<MultiGzDecoder<Vec<u8>>>,
        inner: Box<Unpack>,
        is_over: bool,
    },
}

/// Takes plain bytes.
type Take<'a> = &'a mut dyn FnMut(&[u8]) -> Result<(), ReadError>;

impl Default for Unpack {
    fn default() -> Self {
        Self::at(0)
    }
}

impl Unpack {
    fn at(depth: u8) -> Self {
        Self { depth, state: State::Undecided(Vec::new()) }
    }

    pub(crate) fn feed(&mut self, bytes: &[u8], take: Take<'_>) -> Result<(), ReadError> {
        match &mut self.state {
            State::Undecided(start) => {
                start.extend_from_slice(bytes);
                if start.len() < LONGEST_MARK { Ok(()) } else { self.decide(take) }
            }
            State::Plain => take(bytes),
            State::Gzip { decoder, inner, is_over } => {
                for mut piece in bytes.chunks(PIECE) {
                    while !piece.is_empty() && !*is_over {
                        match decoder.write(piece) {
                            Ok(n) if n > 0 => piece = piece.get(n..).unwrap_or_default(),
                            // What copies disks fills the end of a file with zeros.
                            _ if piece.iter().all(|byte| *byte == 0) => *is_over = true,
                            _ => return Err(ReadError::BrokenGzip),
                        }
                        inner.feed(decoder.get_ref(), take)?;
                        decoder.get_mut().clear();
                    }
                }
                Ok(())
            }
        }
    }

    /// Gives on what is left.
    pub(crate) fn finish(&mut self, take: Take<'_>) -> Result<(), ReadError> {
        if matches!(self.state, State::Undecided(_)) {
            self.decide(take)?;
        }
        let State::Gzip { decoder, inner, is_over } = &mut self.state else { return Ok(()) };
        let ended = if *is_over { Ok(()) } else { decoder.try_finish() };
        inner.feed(decoder.get_ref(), take)?;
        decoder.get_mut().clear();
        ended.map_err(|_| ReadError::BrokenGzip)?;
        inner.finish(take)
    }

    fn decide(&mut self, take: Take<'_>) -> Result<(), ReadError> {
        let State::Undecided(start) = &mut self.state else { return Ok(()) };
        let start = std::mem::take(start);
        match start.as_slice() {
            [0x1f, 0x8b, ..] if self.depth < DEEPEST => {
                let decoder = Box::new(MultiGzDecoder::new(Vec::new()));
                let inner = Box::new(Self::at(self.depth + 1));
                self.state = State::Gzip { decoder, inner, is_over: false };
                self.feed(&start, take)
            }
            [0x1f, 0x8b, ..] | [b'P', b'K', 3, 4, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..] => {
                Err(ReadError::Compressed)
            }
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Err(ReadError::Utf16),
            start => {
                self.state = State::Plain;
                take(start.strip_prefix(BYTE_ORDER_MARK).unwrap_or(start))
            }
        }
    }
}

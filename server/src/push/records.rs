//! Records → events, in bounded memory: portion by portion, and no record may unpack to more than any log is.

use std::io::Read as _;

use engine::log::{Event, Export, Intake, ReadError, Reader};
use flate2::read::MultiGzDecoder;

/// The most bytes that a record unpacks to.
const LONGEST_RECORD: usize = 64 * 1024 * 1024;
/// About as many bytes of messages stand in a portion.
const PORTION: usize = 16 * 1024 * 1024;
/// Bytes that are unpacked at a time.
const PIECE: usize = 64 * 1024;
/// About as much as a message takes beside its text.
const EVENT: usize = 128;

/// Events that are stored together.
#[derive(Debug, Default)]
pub struct Portion {
    /// One a log group.
    pub exports: Vec<Export>,
    /// Records that could not be read, and are kept as a line that says so.
    pub n_unreadable: u64,
}

/// Reads records, and gives events on when there are enough of them.
pub struct Records<Give> {
    intake: Intake,
    portion: Portion,
    n_bytes: usize,
    give: Give,
}

impl<Give: FnMut(Portion) -> bool> Records<Give> {
    /// Nothing yet. `give` says whether more is wanted.
    pub fn new(intake: Intake, give: Give) -> Self {
        Self { intake, portion: Portion::default(), n_bytes: 0, give }
    }

    /// Takes a record in; whether more is wanted.
    pub fn take(&mut self, record: &[u8]) -> bool {
        let mut reader = Reader::with(self.intake.clone());
        let mut is_wanted = true;
        let read = unpack(record, |bytes| {
            reader.feed(bytes)?;
            is_wanted = self.keep(reader.drain(), None);
            if is_wanted { Ok(()) } else { Err(ReadError::NotALog) }
        });
        if !is_wanted {
            return false;
        }
        // Of what proves to be no log, lines are kept all the same: an access log may have any form.
        let left = reader.drain();
        is_wanted = self.keep(left, None);
        match read.and_then(|()| reader.finish()) {
            Ok(export) => is_wanted && self.keep(export.events, export.log_group.as_deref()),
            // What only says that the sender can reach us.
            Err(ReadError::NoEvents | ReadError::Empty) => is_wanted,
            Err(_) => is_wanted && self.unreadable(record.len()),
        }
    }

    /// A record that could not even be unpacked is kept as a line that says so.
    pub fn unreadable(&mut self, n_bytes: usize) -> bool {
        self.portion.n_unreadable += 1;
        self.keep(vec![Event::new(1, None, format!("[unreadable record: {n_bytes} bytes]"))], None)
    }

    /// What is left, the last portion.
    pub fn finish(mut self) {
        (self.give)(std::mem::take(&mut self.portion));
    }

    fn keep(&mut self, events: Vec<Event>, log_group: Option<&str>) -> bool {
        for mut event in events {
            self.n_bytes += event.message.len() + EVENT;
            let group = event.log_group.clone().or_else(|| log_group.map(Into::into));
            let group = group.as_deref();
            let exports = &mut self.portion.exports;
            if exports.last().is_none_or(|last| last.log_group.as_deref() != group) {
                exports.push(Export { events: Vec::new(), log_group: group.map(str::to_owned) });
            }
            if let Some(last) = exports.last_mut() {
                event.number = last.events.len() as u64 + 1;
                last.events.push(event);
            }
        }
        if self.n_bytes < PORTION {
            return true;
        }
        self.n_bytes = 0;
        (self.give)(std::mem::take(&mut self.portion))
    }
}

/// Unpacks a record, if it is packed; packed twice is nothing that AWS sends.
fn unpack(record: &[u8], mut take: impl FnMut(&[u8]) -> Result<(), ReadError>) -> Result<(), ReadError> {
    if !is_gzip(record) {
        return record.chunks(PIECE).try_for_each(take);
    }
    let mut decoder = MultiGzDecoder::new(record);
    let mut piece = vec![0; PIECE];
    let mut n_bytes = 0;
    loop {
        let n = decoder.read(&mut piece).map_err(|_| ReadError::BrokenGzip)?;
        let bytes = piece.get(..n).unwrap_or_default();
        if bytes.is_empty() {
            return Ok(());
        }
        if n_bytes == 0 && is_gzip(bytes) {
            return Err(ReadError::Compressed);
        }
        n_bytes += n;
        if n_bytes > LONGEST_RECORD {
            return Err(ReadError::NotALog);
        }
        take(bytes)?;
    }
}

fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

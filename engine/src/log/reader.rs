//! The bytes of an export, in any pieces, → events.
//!
//! Exports of every kind that [`super::container`] knows, packed or not, several behind one another. What they are, the
//! content says, not the file's name. Memory holds the events that were not yet given out, and of the file no more than what
//! makes one event.

use memchr::memrchr;

use super::{
    Event, Intake,
    container::{Sink, Stream, Unpack},
};

/// All that an export holds.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Export {
    /// In the order of the export; without those that [`Reader::drain`] gave out.
    pub events: Vec<Event>,
    /// Which log group they come from, where the export names one, and only one.
    pub log_group: Option<String>,
}

/// Why bytes are no export that can be read; says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing is there.
    #[error("the file is empty: export the log again, with a time window in which calls were made")]
    Empty,
    /// It is an export, of nothing.
    #[error(
        "the export holds no events: widen its time window, or check that execution logging is on for the stage"
    )]
    NoEvents,
    /// Something else.
    #[error(
        "this is no log of API Gateway: give the output of `aws logs filter-log-events`, lines copied from the log group \
         API-Gateway-Execution-Logs_<api-id>/<stage> or from an access log, or what a test of a method or authorizer printed"
    )]
    NotALog,
    /// zip, zstd.
    #[error("the file is compressed, and not by gzip: unpack it first")]
    Compressed,
    /// Its end is missing, or a part of it was changed.
    #[error("the gzip file is cut off or damaged: download it again")]
    BrokenGzip,
    /// As PowerShell's `>` writes it.
    #[error("the file is UTF-16 text, as PowerShell's `>` writes it: save it as UTF-8")]
    Utf16,
    /// Broken text.
    #[error("line {line} is not UTF-8 text: export the log again as UTF-8")]
    NotUtf8 {
        /// Its number, from 1.
        line: u64,
    },
    /// Broken text in a JSON export.
    #[error("event {event} is not UTF-8 text: export the log again as UTF-8")]
    EventNotUtf8 {
        /// Its number, from 1.
        event: u64,
    },
    /// No event is so long.
    #[error(
        "line {line} is longer than 1 MiB, which no log event is: this is no log, or its line ends were lost"
    )]
    LongLine {
        /// Its number, from 1.
        line: u64,
    },
    /// An element of the JSON is longer than any event.
    #[error(
        "event {event} is longer than 8 MiB, which no log event is: this is no export of CloudWatch Logs"
    )]
    LongEvent {
        /// Its number, from 1.
        event: u64,
    },
    /// The end is missing.
    #[error("the JSON ends in the middle, behind event {n_events}: the export was cut off; make it again")]
    CutOff {
        /// Events that were whole.
        n_events: u64,
    },
}

/// How many bytes are read before their events are given out: their messages fit into a core's own memory.
const PORTION: usize = 16 * 1024;

/// Takes an export in, piece by piece.
#[derive(Debug, Default)]
pub struct Reader {
    unpack: Unpack,
    stream: Stream,
    sink: Sink,
}

impl Reader {
    /// A reader of one export.
    pub fn new() -> Self {
        Self::default()
    }

    /// A reader that takes messages in so.
    pub fn with(intake: Intake) -> Self {
        Self { sink: Sink::with(intake), ..Self::default() }
    }

    /// Takes the next bytes in, in pieces of any size.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        let Self { unpack, stream, sink } = self;
        unpack.feed(bytes, &mut |bytes| stream.feed(bytes, sink))
    }

    /// Gives out the events so far, in the order of the export. Who does so now and then reads a file of any size; an event that
    /// was given out may still prove to be of a file that [`Reader::finish`] refuses.
    pub fn drain(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        self.sink.drain(|event| {
            let message = event.message.to_owned();
            events.push(event.saying(message));
        });
        events
    }

    /// Takes the next bytes in, and lends the events in them out while they are at hand: as [`Reader::feed`] and [`Reader::drain`]
    /// in turn, a few lines at a time, which is faster than by the megabyte.
    pub fn pass(&mut self, mut bytes: &[u8], mut take: impl FnMut(Event<&str>)) -> Result<(), ReadError> {
        while !bytes.is_empty() {
            // Cut between lines, which most containers have.
            let window = bytes.get(..PORTION).unwrap_or(bytes);
            let end = memrchr(b'\n', window).map_or(window.len(), |end| end + 1);
            let (portion, rest) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
            self.feed(portion)?;
            self.sink.drain(&mut take);
            bytes = rest;
        }
        Ok(())
    }

    /// The whole export, when it is one.
    pub fn finish(mut self) -> Result<Export, ReadError> {
        let Self { unpack, stream, sink } = &mut self;
        unpack.finish(&mut |bytes| stream.feed(bytes, sink))?;
        let is_empty = stream.is_empty();
        stream.finish(sink)?;
        let (events, log_group) = self.sink.finish(is_empty)?;
        Ok(Export { events, log_group })
    }
}

#[cfg(test)]
mod tests {
    use super::{Export, ReadError, Reader};
    use crate::time::Instant;

    fn read(bytes: &[u8], size: usize) -> Result<Export, ReadError> {
        let mut reader = Reader::new();
        for piece in bytes.chunks(size) {
            reader.feed(piece)?;
        }
        reader.finish()
    }

    /// The events of an export as `number@moment message`, the same in pieces of any size.
    fn check(text: &str, expected: &[&str]) {
        for size in [1, 2, 3, 7, 64, 100_000] {
            let export = read(text.as_bytes(), size).unwrap();
            let shown: Vec<String> = export
                .events
                .iter()
                .map(|event| {
                    let at = event.at.map_or_else(|| "-".to_owned(), Instant::time_of_day);
                    format!("{}@{at} {}", event.number, event.message)
                })
                .collect();
            assert_eq!(shown, expected, "in pieces of {size}");
        }
    }

    #[test]
    fn filter_log_events_json() {
        check(
            r#"{ "events": [ {"logStreamName": "s", "timestamp": 1551194970161,
                "message": "(4f3e3b0f-39db-11e9) Extended Request Id: Vts2FFmArPEFh8g=", "ingestionTime": 1, "eventId": "1"},
                {"odd": true} ], "searchedLogStreams": [] }"#,
            &[
                "1@15:29:30.161 (4f3e3b0f-39db-11e9) Extended Request Id: Vts2FFmArPEFh8g=",
                "2@- [unreadable event: 13 bytes]",
            ],
        );
    }

    #[test]
    fn plain_lines_with_moments_before_or_above_them() {
        check(
            "2026-01-10T11:04:45.964Z (9cef3834-f42c) Extended Request Id: W9z=\r\n\r\n\
             2026-01-10T11:04:45.966Z\n(9cef3834-f42c) Unauthorized request: 9cef3834-f42c\nmore of it\n",
            &[
                "1@11:04:45.964 (9cef3834-f42c) Extended Request Id: W9z=",
                "4@11:04:45.966 (9cef3834-f42c) Unauthorized request: 9cef3834-f42c\nmore of it",
            ],
        );
    }

    #[test]
    fn bare_sentences_with_a_body_over_several_lines() {
        check(
            "\u{feff}Authorizer result body before parsing:\n{\n  \"principalId\": \"user\"\n}\n\
             Successfully completed authorizer execution",
            &[
                "1@- Authorizer result body before parsing:\n{\n  \"principalId\": \"**er\"\n}",
                "5@- Successfully completed authorizer execution",
            ],
        );
    }

    #[test]
    fn excerpts_behind_one_another_stay_apart() {
        check(
            "\n\n(9cef3834-f42c) Method completed with status: 200\n\n-- end --\nExtended Request Id: W9z=\nUnauthorized\n",
            &[
                "3@- (9cef3834-f42c) Method completed with status: 200",
                "5@- -- end --",
                "6@- Extended Request Id: W9z=",
                "7@- Unauthorized",
            ],
        );
    }

    #[test]
    fn a_cut_character_at_a_truncation_is_kept() {
        let mut line = b"(9cef3834-f42c) Method request path: {city=M\xc3".to_vec();
        line.extend_from_slice(b" [TRUNCATED]\n");
        let export = read(&line, 5).unwrap();
        assert!(export.events[0].message.ends_with("M\u{fffd} [TRUNCATED]"));
    }

    #[test]
    fn what_cannot_be_read_says_what_to_do() {
        let long = vec![b'x'; 2 * 1024 * 1024];
        for (bytes, expected) in [
            (&b""[..], ReadError::Empty),
            (b" \n\t\n", ReadError::Empty),
            (b"hello\nworld\n", ReadError::NotALog),
            (b"{\"a\": 1}", ReadError::NotALog),
            (b"[1, 2]", ReadError::NotALog),
            (b"{\"events\": []}", ReadError::NoEvents),
            (b"{\"events\": [{\"message\": \"hello\"}]}", ReadError::NotALog),
            (b"{\"events\": [{\"message\": \"Unauthorized\"}, {\"mess", ReadError::CutOff { n_events: 1 }),
            (b"\x1f\x8b\x08\x00", ReadError::BrokenGzip),
            (b"PK\x03\x04", ReadError::Compressed),
            (b"\xff\xfea\x00", ReadError::Utf16),
            (b"{\"events\": [{\"message\": \"\xff\"}]}", ReadError::EventNotUtf8 { event: 1 }),
            (b"Traceback:\n(deadbeef01) segfault\n", ReadError::NotALog),
            (b"Unauthorized\n\xff\xff\xff", ReadError::NotUtf8 { line: 2 }),
            (&long, ReadError::LongLine { line: 1 }),
        ] {
            assert_eq!(read(bytes, 4096), Err(expected));
        }
    }
}

//! A line → a line of NDJSON as `filter-log-events` gives it, and a row of typed columns in the binary form of `COPY`.

use std::io::Write as _;

/// A line on its way into the files.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Event<'a> {
    /// The log group's name.
    pub(crate) log_group: &'a str,
    /// The API and the stage.
    pub(crate) stage: &'a str,
    pub(crate) at: i64,
    pub(crate) request_id: &'a str,
    pub(crate) batch: u64,
    /// Its place in its batch.
    pub(crate) place: u64,
    pub(crate) message: &'a str,
}

/// How `COPY … (FORMAT binary)` begins.
pub(crate) const HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// How it ends.
pub(crate) const TAIL: [u8; 2] = (-1_i16).to_be_bytes();
/// Postgres counts from 2000-01-01.
const POSTGRES_BEGINNING: i64 = 946_684_800_000;

impl Event<'_> {
    /// Adds a line of NDJSON.
    pub(crate) fn write_json(&self, id: &str, out: &mut Vec<u8>) {
        let _ = write!(out, r#"{{"logGroupName":"{}","timestamp":{},"message":""#, self.log_group, self.at);
        escape(self.message, out);
        let _ = writeln!(out, r#"","ingestionTime":{},"eventId":"{id}"}}"#, self.at + 900);
    }

    /// Adds a row: id, time, stage, request id, message.
    pub(crate) fn write_row(&self, id: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(&5_i16.to_be_bytes());
        column(id.as_bytes(), out);
        column(&((self.at - POSTGRES_BEGINNING) * 1000).to_be_bytes(), out);
        column(self.stage.as_bytes(), out);
        column(&uuid(self.request_id), out);
        column(self.message.as_bytes(), out);
    }

    /// CloudWatch's id: the time in the high bits, then the batch, then the place in it; 56 digits.
    pub(crate) fn id(&self) -> String {
        let low = (u128::from(self.batch) << 24) | u128::from(self.place);
        // at × 2^144 + low, in limbs of 64 bits, divided by 10^19 again and again.
        let at = u128::try_from(self.at).unwrap_or(0);
        let mut limbs = [at << 16, low >> 64, low & u128::from(u64::MAX)];
        let mut digits = [0; 3];
        for digit in &mut digits {
            let mut rest = 0;
            for limb in &mut limbs {
                let value = (rest << 64) | *limb;
                *limb = value / 10_000_000_000_000_000_000;
                rest = value % 10_000_000_000_000_000_000;
            }
            *digit = rest;
        }
        let [last, middle, first] = digits;
        format!("{first:018}{middle:019}{last:019}")
    }
}

fn column(bytes: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&i32::try_from(bytes.len()).unwrap_or(i32::MAX).to_be_bytes());
    out.extend_from_slice(bytes);
}

/// The text of a JSON string: ours have quotes and nothing else that is escaped.
fn escape(text: &str, out: &mut Vec<u8>) {
    let mut pieces = text.split('"');
    out.extend_from_slice(pieces.next().unwrap_or_default().as_bytes());
    for piece in pieces {
        out.extend_from_slice(b"\\\"");
        out.extend_from_slice(piece.as_bytes());
    }
}

fn uuid(text: &str) -> [u8; 16] {
    let digits = text.bytes().filter(|byte| *byte != b'-');
    let number = digits
        .fold(0_u128, |number, digit| number << 4 | u128::from(char::from(digit).to_digit(16).unwrap_or(0)));
    number.to_be_bytes()
}

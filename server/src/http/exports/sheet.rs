//! A table as RFC 4180 has it, in UTF-8 with the mark that Excel needs to see that. No cell is a formula.

use csv::{Terminator, Writer, WriterBuilder};
use engine::export::sheet::cell;

/// What a table is.
pub(super) const CSV: &str = "text/csv; charset=utf-8; header=present";

const MARK: &[u8] = b"\xef\xbb\xbf";

/// Some rows.
pub(super) struct Sheet(Writer<Vec<u8>>);

impl Sheet {
    /// The first rows: the names of the columns.
    pub(super) fn begin<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut sheet = Self::with(MARK.to_vec());
        sheet.row(names);
        sheet
    }

    /// Further rows.
    pub(super) fn further() -> Self {
        Self::with(Vec::new())
    }

    fn with(start: Vec<u8>) -> Self {
        // The last row of a table may be a sentence.
        Self(WriterBuilder::new().terminator(Terminator::CRLF).flexible(true).from_writer(start))
    }

    /// One more row.
    pub(super) fn row<Cell: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = Cell>) {
        for one in cells {
            // Writing to memory cannot fail.
            let _ = self.0.write_field(cell(one.as_ref()).as_bytes());
        }
        let _ = self.0.write_record(None::<&[u8]>);
    }

    /// The rows as they are sent.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0.into_inner().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Sheet;

    proptest! {
        #[test]
        fn a_table_is_read_back_and_holds_no_formula(
            rows in proptest::collection::vec(proptest::array::uniform3("[=+@\\-\",;\r\n\t 'a-cé]{0,8}"), 1..6),
        ) {
            let mut sheet = Sheet::begin(["a", "b", "c"]);
            for row in &rows {
                sheet.row(row);
            }
            let bytes = sheet.into_bytes();
            let read: Vec<csv::StringRecord> =
                csv::Reader::from_reader(bytes.as_slice()).records().collect::<Result<_, _>>().unwrap();
            prop_assert_eq!(read.len(), rows.len());
            for (read, row) in read.iter().zip(&rows) {
                for (held, text) in read.iter().zip(row) {
                    prop_assert!(!held.starts_with(['=', '+', '-', '@', '\t', '\r']), "{held:?}");
                    prop_assert_eq!(held.strip_prefix('\'').unwrap_or(held), text);
                }
            }
        }
    }
}

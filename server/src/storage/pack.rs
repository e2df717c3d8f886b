//! The lines of one request and what was made of them as bytes, and back, without loss.
//!
//! ```text
//! pack   = version, n_lines, line*, verdict
//! line   = time, number, length, text
//! time   = 0 when unknown, else 1 + zigzag(milliseconds since the last known time; since 1970 for the first)
//! number = zigzag(difference to the number of the line before)
//! ```
//! The verdict is JSON, and nothing in packs of the first form. All numbers are LEB128 varints. Lengths, not terminators: a text may hold any byte, and a varint may be zero.

use engine::{request::Line, time::Instant};

/// The form described above; another form gets another number, so that old rows stay readable.
const VERSION: u64 = 2;

/// Without a verdict behind the lines.
const LINES_ONLY: u64 = 1;

/// What can be wrong with a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// It ends before it is complete.
    #[error("the pack ends too early")]
    Truncated,
    /// It is of a form that this version does not know.
    #[error("the pack is of form {0}, which this version cannot read")]
    Version(u64),
    /// A number, time or text in it makes no sense.
    #[error("the pack holds what no pack can hold")]
    Malformed,
}

/// Packs lines behind what is in `bytes`; the verdict follows them.
pub fn encode(bytes: &mut Vec<u8>, lines: &[Line]) {
    bytes.reserve(lines.iter().map(|line| line.text.len() + 8).sum());
    put(bytes, VERSION);
    put(bytes, lines.len() as u64);
    let mut known_time = 0_i64;
    let mut last_number = 0_u64;
    for line in lines {
        match line.at {
            None => put(bytes, 0),
            Some(at) => {
                // The years 0 to 9999 in milliseconds leave room for the one.
                put(bytes, zigzag(at.millis().wrapping_sub(known_time)) + 1);
                known_time = at.millis();
            }
        }
        put(bytes, zigzag(line.number.wrapping_sub(last_number).cast_signed()));
        last_number = line.number;
        put(bytes, line.text.len() as u64);
        bytes.extend_from_slice(line.text.as_bytes());
    }
}

/// Unpacks lines; the verdict is left.
pub fn decode(bytes: &[u8]) -> Result<(Vec<Line>, &[u8]), PackError> {
    let mut rest = bytes;
    let version = take(&mut rest)?;
    if version != VERSION && version != LINES_ONLY {
        return Err(PackError::Version(version));
    }
    let n_lines = take(&mut rest)?;
    let mut lines = Vec::new();
    let mut known_time = 0_i64;
    let mut last_number = 0_u64;
    for _ in 0..n_lines {
        let at = match take(&mut rest)?.checked_sub(1) {
            None => None,
            Some(difference) => {
                known_time = known_time.wrapping_add(unzigzag(difference));
                Some(Instant::from_millis(known_time).ok_or(PackError::Malformed)?)
            }
        };
        let number = last_number.wrapping_add(unzigzag(take(&mut rest)?).cast_unsigned());
        last_number = number;
        let length = usize::try_from(take(&mut rest)?).map_err(|_| PackError::Malformed)?;
        let (text, behind) = rest.split_at_checked(length).ok_or(PackError::Truncated)?;
        rest = behind;
        let text = std::str::from_utf8(text).map_err(|_| PackError::Malformed)?.into();
        lines.push(Line { number, at, text });
    }
    if version == LINES_ONLY && !rest.is_empty() { Err(PackError::Malformed) } else { Ok((lines, rest)) }
}

fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

fn unzigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -((number & 1).cast_signed())
}

/// Appends a varint.
pub(super) fn put(bytes: &mut Vec<u8>, mut number: u64) {
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return;
        }
        bytes.push(low | 0x80);
    }
}

/// Takes a varint from the front.
pub(super) fn take(rest: &mut &[u8]) -> Result<u64, PackError> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (&byte, behind) = rest.split_first().ok_or(PackError::Truncated)?;
        *rest = behind;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(PackError::Malformed)
}

#[cfg(test)]
mod tests {
    use engine::{request::Line, time::Instant};
    use proptest::prelude::*;

    use super::{PackError, decode, encode};

    fn packed(lines: &[Line]) -> Vec<u8> {
        let mut bytes = Vec::new();
        encode(&mut bytes, lines);
        bytes
    }

    fn any_line() -> impl Strategy<Value = Line> {
        let time = prop_oneof![
            Just(None),
            any::<i64>().prop_map(Instant::from_millis),
            (1_700_000_000_000_i64..1_700_000_100_000).prop_map(Instant::from_millis),
        ];
        (any::<u64>(), time, any::<String>()).prop_map(|(number, at, text)| Line {
            number,
            at,
            text: text.into(),
        })
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back(lines in proptest::collection::vec(any_line(), 0..20)) {
            let mut bytes = packed(&lines);
            prop_assert_eq!(decode(&bytes), Ok((lines.clone(), &[][..])));
            bytes.extend_from_slice(b"verdict");
            prop_assert_eq!(decode(&bytes), Ok((lines, &b"verdict"[..])));
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes);
        }

        #[test]
        fn a_pack_that_was_cut_is_refused(lines in proptest::collection::vec(any_line(), 1..5)) {
            let bytes = packed(&lines);
            prop_assert!(decode(&bytes[..bytes.len() - 1]).is_err());
        }
    }

    #[test]
    fn a_form_of_a_later_version_is_named() {
        assert_eq!(decode(&[7]), Err(PackError::Version(7)));
    }
}

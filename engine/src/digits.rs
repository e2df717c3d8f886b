//! Numbers in digits, eight digits at a time: every event has several.

/// More digits than these may not fit.
const MOST: usize = 19;

/// The number that starts a text, and how many digits it has; `None` for none, or for too many.
pub(crate) fn leading(text: &[u8]) -> Option<(u64, usize)> {
    let mut number = 0;
    let mut length = 0;
    while let Some(eight) = text.get(length..).and_then(<[u8]>::first_chunk).copied().and_then(eight) {
        length += 8;
        if length > MOST {
            return None;
        }
        number = 100_000_000 * number + eight;
    }
    for digit in text.iter().skip(length).take_while(|byte| byte.is_ascii_digit()) {
        length += 1;
        if length > MOST {
            return None;
        }
        number = 10 * number + u64::from(digit - b'0');
    }
    (length > 0).then_some((number, length))
}

/// The number that nineteen digits write.
pub(crate) fn nineteen(digits: &[u8; MOST]) -> Option<u64> {
    let (eights, rest) = digits.as_chunks();
    let high = eights.iter().try_fold(0, |number, digits| Some(100_000_000 * number + eight(*digits)?))?;
    rest.iter()
        .try_fold(high, |number, digit| digit.is_ascii_digit().then(|| 10 * number + u64::from(digit - b'0')))
}

/// The number that eight digits write: neighbours are put together to pairs, pairs to fours and these to the whole.
fn eight(digits: [u8; 8]) -> Option<u64> {
    let bytes = u64::from_le_bytes(digits);
    // Digits are 0x30 to 0x39: six more than the last of them carries into the upper half of a byte.
    let uppers = (bytes & 0xf0f0_f0f0_f0f0_f0f0)
        | ((bytes.wrapping_add(0x0606_0606_0606_0606) & 0xf0f0_f0f0_f0f0_f0f0) >> 4);
    if uppers != 0x3333_3333_3333_3333 {
        return None;
    }
    let ones = bytes & 0x0f0f_0f0f_0f0f_0f0f;
    let pairs = (ones * 10 + (ones >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    Some((fours * 10_000 + (fours >> 32)) & 0xffff_ffff)
}

#[cfg(test)]
mod tests {
    use super::{leading, nineteen};

    #[test]
    fn digits_are_numbers_up_to_nineteen_of_them() {
        for text in
            ["0", "7", "12345678", "123456789", "1785585610629", "9999999999999999999", "0000000000000000012"]
        {
            let number: u64 = text.parse().unwrap();
            assert_eq!(leading(text.as_bytes()), Some((number, text.len())));
            assert_eq!(leading(format!("{text},\"").as_bytes()), Some((number, text.len())));
            let padded = format!("{text:0>19}");
            assert_eq!(nineteen(padded.as_bytes().try_into().unwrap()), Some(number));
        }
        assert_eq!(leading(b"12345678901234567890"), None);
        assert_eq!(leading(b"999999999999999999999999"), None);
        assert_eq!(leading(b""), None);
        for place in [3, 11, 18] {
            for byte in u8::MIN..=u8::MAX {
                let mut text = *b"1234567812345678123";
                text[place] = byte;
                assert_eq!(nineteen(&text).is_some(), byte.is_ascii_digit(), "{byte}");
            }
        }
    }
}

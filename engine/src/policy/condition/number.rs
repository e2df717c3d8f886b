//! Numbers, compared as they are written: no digit is lost.

use std::cmp::Ordering;

/// A decimal number: `mantissa` times ten to the power of `exponent`, without zeros at the mantissa's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    mantissa: i128,
    exponent: i32,
}

impl Number {
    /// Reads `10`, `-0.5`, `1e3`; `None` for what is no number, or has more than some 38 digits.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (is_negative, digits) = match text.as_bytes() {
            [b'-', ..] => (true, text.get(1..)?),
            [b'+', ..] => (false, text.get(1..)?),
            _ => (false, text),
        };
        let (digits, exponent) = match digits.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent.parse::<i16>().ok()?),
            None => (digits, 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let mut mantissa: i128 = 0;
        for byte in whole.bytes().chain(fraction.trim_end_matches('0').bytes()) {
            let digit = byte.checked_sub(b'0').filter(|digit| *digit <= 9)?;
            mantissa = mantissa.checked_mul(10)?.checked_add(digit.into())?;
        }
        let mut exponent = i32::from(exponent) - i32::try_from(fraction.trim_end_matches('0').len()).ok()?;
        while mantissa != 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            exponent += 1;
        }
        if mantissa == 0 {
            exponent = 0;
        }
        Some(Self { mantissa: if is_negative { -mantissa } else { mantissa }, exponent })
    }

    /// How many digits stand before the point.
    fn magnitude(self) -> i64 {
        let digits = self.mantissa.unsigned_abs().checked_ilog10().map_or(0, |log| i64::from(log) + 1);
        digits + i64::from(self.exponent)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let (ours, theirs) = (self.mantissa.signum(), other.mantissa.signum());
        if ours != theirs || ours == 0 {
            return ours.cmp(&theirs);
        }
        let by_size = self.magnitude().cmp(&other.magnitude()).then_with(|| {
            // Of one magnitude: the mantissa with fewer digits is filled up.
            let lowest = self.exponent.min(other.exponent);
            let filled = |number: &Self| {
                let zeros = u32::try_from(number.exponent - lowest).unwrap_or(u32::MAX);
                10u128.checked_pow(zeros).and_then(|by| number.mantissa.unsigned_abs().checked_mul(by))
            };
            filled(self).cmp(&filled(other))
        });
        if ours < 0 { by_size.reverse() } else { by_size }
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn numbers_are_compared_digit_by_digit() {
        let order = [
            "-1e300",
            "-1e3",
            "-10.5",
            "-10.25",
            "-0.5",
            "0",
            "0.5",
            "10",
            "10.25",
            "10.5",
            "100",
            "123456789012345678",
            "123456789012345679",
            "1e30",
            "1e200",
            "2e200",
            "1e300",
        ];
        for (place, text) in order.iter().enumerate() {
            for (other_place, other) in order.iter().enumerate() {
                let (number, other) = (Number::read(text).unwrap(), Number::read(other).unwrap());
                assert_eq!(number.cmp(&other), place.cmp(&other_place), "{text} {other:?}");
            }
        }
    }

    #[test]
    fn one_number_may_be_written_in_several_ways() {
        for (text, same) in [
            ("10", "10.0"),
            ("0", "-0"),
            ("5", "+5"),
            ("007", "7"),
            ("1e3", "1000"),
            (".5", "0.50"),
            ("5.", "5"),
            ("120e-1", "12"),
        ] {
            assert_eq!(Number::read(text).unwrap(), Number::read(same).unwrap(), "{text}");
        }
        for odd in ["", "-", ".", "1,5", "0x10", "1e", "NaN", " 1", "1.2.3", "--1", &"9".repeat(60)] {
            assert_eq!(Number::read(odd), None, "{odd}");
        }
    }
}

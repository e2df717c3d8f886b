//! Reads a moment that is written year first, digit by digit: every line of a text export starts with one.

/// The milliseconds since 1970 of the moment that starts `text`, and how many bytes it takes.
///
/// `2026-01-10T11:04:45.964Z`, with `T` or a space, with or without a fraction, and `Z`, ` UTC`, an offset, an offset in
/// brackets as the console shows it, or nothing, which means UTC.
pub(super) fn millis_at_start(text: &[u8]) -> Option<(i64, usize)> {
    let [y1, y2, y3, y4, d1, m1, m2, d2, a1, a2, sep, h1, h2, b':', n1, n2, b':', s1, s2, rest @ ..] = text
    else {
        return None;
    };
    if !matches!((d1, d2), (b'-', b'-') | (b'/', b'/')) || !matches!(sep, b'T' | b't' | b' ') {
        return None;
    }
    let (month, day) = (two(*m1, *m2)?, two(*a1, *a2)?);
    let (hour, minute, second) = (two(*h1, *h2)?, two(*n1, *n2)?, two(*s1, *s2)?);
    let year = two(*y1, *y2)? * 100 + two(*y3, *y4)?;
    if !(1..=12).contains(&month) || day < 1 || day > days_of(year, month) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (fraction, fraction_length) = fraction(rest);
    let (offset, offset_length) = rest.get(fraction_length..).and_then(offset).unwrap_or((0, 0));
    let minutes = (days_since_1970(year, month, day) * 24 + hour) * 60 + minute - offset;
    Some(((minutes * 60 + second) * 1000 + fraction, 19 + fraction_length + offset_length))
}

fn two(high: u8, low: u8) -> Option<i64> {
    (high.is_ascii_digit() && low.is_ascii_digit())
        .then(|| i64::from(high - b'0') * 10 + i64::from(low - b'0'))
}

/// The milliseconds of `.964123`, and its length. A comma stands for the point only before one to three digits that nothing
/// follows which a number may go on with: in a table it parts two columns.
fn fraction(text: &[u8]) -> (i64, usize) {
    let Some((mark @ (b'.' | b','), digits)) = text.split_first() else { return (0, 0) };
    let n_digits = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let is_column = *mark == b',' && (n_digits > 3 || digits.get(n_digits).is_some_and(|next| *next == b','));
    if n_digits == 0 || is_column {
        return (0, 0);
    }
    let millis = (0..3).fold(0, |millis, place| {
        let digit = digits.get(place).filter(|_| place < n_digits).map_or(0, |digit| i64::from(digit - b'0'));
        millis * 10 + digit
    });
    (millis, 1 + n_digits)
}

/// The minutes of an offset, and its length.
fn offset(text: &[u8]) -> Option<(i64, usize)> {
    match text {
        [b'Z' | b'z', ..] => Some((0, 1)),
        [b' ', b'U', b'T', b'C', ..] => Some((0, 4)),
        [b' ', b'(', b'U', b'T', b'C', rest @ ..] => {
            let (minutes, length) = signed(rest)?;
            (rest.get(length) == Some(&b')')).then_some((minutes, 5 + length + 1))
        }
        [b' ', rest @ ..] => signed(rest).map(|(minutes, length)| (minutes, length + 1)),
        _ => signed(text),
    }
}

fn signed(text: &[u8]) -> Option<(i64, usize)> {
    let (sign, hours, minutes, length) = match text {
        [sign, h1, h2, b':', m1, m2, ..] => (sign, two(*h1, *h2)?, two(*m1, *m2)?, 6),
        [sign, h1, h2, m1, m2, ..] => (sign, two(*h1, *h2)?, two(*m1, *m2)?, 5),
        _ => return None,
    };
    let minutes = (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)?;
    match sign {
        b'+' => Some((minutes, length)),
        b'-' => Some((-minutes, length)),
        _ => None,
    }
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days in the Gregorian calendar, counted in eras of 400 years that begin in March, so that a leap day ends its year.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

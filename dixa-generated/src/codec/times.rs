//! Points in time.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde::Deserialize;
use serde::de::value::StrDeserializer;
use serde::de::{Deserializer, Error, Visitor};

/// A point in time. The format that the service writes is read fast; jiff reads all others.
pub(super) struct Time(pub(super) Timestamp);

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TimeVisitor)
    }
}

struct TimeVisitor;

impl Visitor<'_> for TimeVisitor {
    type Value = Time;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a timestamp string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Time, E> {
        match common(text.as_bytes()) {
            Some(time) => Ok(Time(time)),
            None => match text.parse::<Timestamp>() {
                Ok(time) => Ok(Time(time)),
                Err(error) if error.is_range() => Err(E::custom(format_args!(
                    "the time {text} is not between {} and {}",
                    Timestamp::MIN,
                    Timestamp::MAX
                ))),
                Err(_) => Timestamp::deserialize(StrDeserializer::new(text)).map(Time),
            },
        }
    }
}

/// The time of `2024-12-01T12:46:36Z` or `2024-12-01T12:46:36.581Z`, optionally followed by `[GMT]`.
fn common(text: &[u8]) -> Option<Timestamp> {
    let text = text.strip_suffix(b"[GMT]").unwrap_or(text).strip_suffix(b"Z")?;
    let (time, millisecond) = match text {
        [time @ .., b'.', a, b, c] => (time, number(&[*a, *b, *c])?),
        time => (time, 0),
    };
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1, b'T', h0, h1, b':', n0, n1, b':', s0, s1] = *time else {
        return None;
    };
    let small = |digits: [u8; 2]| i8::try_from(number(&digits)?).ok();
    let (month, day) = (small([m0, m1])?, small([d0, d1])?);
    let (hour, minute, second) = (small([h0, h1])?, small([n0, n1])?, small([s0, s1])?);
    let year = number(&[y0, y1, y2, y3])?;
    let time = DateTime::new(year, month, day, hour, minute, second, i32::from(millisecond) * 1_000_000).ok()?;
    Offset::UTC.to_timestamp(time).ok()
}

fn number(digits: &[u8]) -> Option<i16> {
    let add = |number: i16, digit: &u8| digit.is_ascii_digit().then(|| number * 10 + i16::from(digit - b'0'));
    digits.iter().try_fold(0, add)
}

#[cfg(test)]
mod tests {
    use super::common;

    #[test]
    fn common_formats_are_read_as_jiff_reads_them_and_others_are_left_to_it() {
        let common_ones = [
            "2024-12-01T12:46:36Z",
            "2024-12-01T12:46:36.581Z",
            "2024-02-29T00:00:00.000Z[GMT]",
            "0000-01-01T00:00:00Z",
            "9999-12-30T21:59:59.999Z",
        ];
        for text in common_ones {
            assert_eq!(common(text.as_bytes()), Some(text.parse().unwrap()), "{text}");
        }
        let others = [
            "2024-12-01T12:46:36.5Z",
            "2024-12-01T12:46:36+01:00",
            "2024-12-01 12:46:36Z",
            "2024-12-01T12:46:60Z",
            "2023-02-29T00:00:00Z",
            "9999-12-31T23:59:59.999Z",
            "2024-12-01T12:46:36.58xZ",
            "2024-12-01T12:46:36[GMT]",
            "",
        ];
        for text in others {
            assert_eq!(common(text.as_bytes()), None, "{text}");
        }
    }
}

//! The formats of strings that are checked.

use std::net::{Ipv4Addr, Ipv6Addr};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use uuid::Uuid;

/// Whether a string has a format; `None` for a format that is not checked.
///
/// `date-time` and `date` are what RFC 3339 says (OpenAPI 3.0.3, "Data Types"), as far as the bindings read it.
pub fn fits(format: &str, text: &str) -> Option<bool> {
    match format {
        "uuid" => Some(Uuid::parse_str(text).is_ok()),
        "date-time" => Some(text.parse::<Timestamp>().is_ok()),
        "date" => Some(text.len() == "2000-01-01".len() && text.parse::<Date>().is_ok()),
        "ipv4" => Some(text.parse::<Ipv4Addr>().is_ok()),
        "ipv6" => Some(text.parse::<Ipv6Addr>().is_ok()),
        _ => None,
    }
}

/// Whether a string is a time by RFC 3339 and nothing else, with `T` and `Z` as capital letters.
pub fn is_rfc3339(text: &str) -> bool {
    let Some((time, rest)) = text.split_at_checked("2000-01-01T00:00:00".len()) else { return false };
    let has_form = time.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        10 => byte == b'T',
        13 | 16 => byte == b':',
        _ => byte.is_ascii_digit(),
    });
    let offset = match rest.strip_prefix('.') {
        Some(fraction) => {
            let offset = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if offset.len() < fraction.len() { offset } else { "" }
        }
        None => rest,
    };
    has_form && time.parse::<DateTime>().is_ok() && is_offset(offset)
}

fn is_offset(offset: &str) -> bool {
    let two_digits = |text: &str, limit: u8| text.len() == 2 && text.parse::<u8>().is_ok_and(|number| number < limit);
    let hours_and_minutes = offset.strip_prefix(['+', '-']).and_then(|offset| offset.split_once(':'));
    offset == "Z" || hours_and_minutes.is_some_and(|(hours, minutes)| two_digits(hours, 24) && two_digits(minutes, 60))
}

#[cfg(test)]
mod tests {
    use super::is_rfc3339;

    #[test]
    fn times_by_rfc_3339_have_all_their_parts() {
        let times = ["2024-12-01T12:46:36Z", "2024-12-01T12:46:36.581Z", "2024-02-29T23:59:60.1+23:59"];
        times.iter().for_each(|text| assert!(is_rfc3339(text), "{text}"));
        assert!(is_rfc3339("9999-12-31T23:59:59-00:00"), "a later time than the bindings can read");
    }

    #[test]
    fn other_times_are_not_by_rfc_3339() {
        let endings = ["", "Z[GMT]", "z", ".Z", "+1:00", "+01", "+0100", "+24:00", "+01:60", " Z", "Zä"];
        let others = endings.map(|ending| format!("2024-12-01T12:46:36{ending}"));
        let dates = ["", "2024-12-01", "2024-12-01T12:46Z", "2024-12-01 12:46:36Z", "2024-02-30T12:46:36Z"];
        let digits = ["2024-12-01T12:46:61Z", "2024-12-01T24:00:00Z", "+024-12-01T12:46:36Z", "2024-12-01T12:46:3äZ"];
        let all = others.iter().map(String::as_str).chain(dates).chain(digits);
        all.for_each(|text| assert!(!is_rfc3339(text), "{text}"));
    }
}

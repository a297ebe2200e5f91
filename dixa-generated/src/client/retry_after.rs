//! The header `Retry-After`.

use std::time::Duration;

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};
use jiff::civil::DateTime;
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// `Retry-After`, in seconds or as a date. A date counts from the `Date` of the response, if there is one.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Some(wait) = seconds(value) {
        return Some(wait);
    }
    let now = headers.get(DATE).and_then(|date| http_date(date.to_str().ok()?)).unwrap_or_else(Timestamp::now);
    let wait: SignedDuration = http_date(value)?.duration_since(now);
    Some(wait.try_into().unwrap_or(Duration::ZERO))
}

/// A decimal number of seconds. The standard has no fractions, but services send them. A number that is too large is
/// the largest one.
fn seconds(text: &str) -> Option<Duration> {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let Ok(whole) = whole.parse() else { return Some(Duration::MAX) };
    // Digits after the ninth are below a nanosecond.
    let nanoseconds = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    Some(Duration::new(whole, nanoseconds))
}

/// A date in one of the three forms of RFC 9110, 5.6.7. The day of the week is not checked.
fn http_date(text: &str) -> Option<Timestamp> {
    static PARSER: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);
    const OBSOLETE: [&str; 2] = ["%d-%b-%y %H:%M:%S GMT", "%b %d %H:%M:%S %Y"];
    let text = text.trim();
    PARSER.parse_timestamp(text).ok().or_else(|| {
        let (_weekday, text) = text.split_once(' ')?;
        let date = OBSOLETE.iter().find_map(|format| DateTime::strptime(format, text).ok())?;
        TimeZone::UTC.to_timestamp(date).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(DATE, "Sun, 06 Nov 1994 08:49:37 GMT".parse().unwrap());
        headers.insert(RETRY_AFTER, value.parse().unwrap());
        retry_after(&headers)
    }

    #[test]
    fn seconds_may_have_a_fraction_and_any_number_of_digits() {
        let cases = [("0", 0), ("2", 2000), (" 2.0 ", 2000), ("1.5", 1500), ("0.0019999999999", 1), ("007", 7000)];
        for (value, milliseconds) in cases {
            assert_eq!(of(value).unwrap().as_millis(), milliseconds, "{value}");
        }
        for value in ["99999999999999999999", "123456789012345678901234567890.5"] {
            assert_eq!(of(value), Some(Duration::MAX), "{value}");
        }
    }

    #[test]
    fn dates_have_one_of_three_forms() {
        let minute = Some(Duration::from_secs(60));
        let dates = [
            "Sun, 06 Nov 1994 08:50:37 GMT",
            "Sunday, 06-Nov-94 08:50:37 GMT",
            "Sun Nov  6 08:50:37 1994",
            "Mon, 06 Nov 1994 08:50:37 GMT",
            "Tuesday, 06-Nov-94 08:50:37 GMT",
            "Wed Nov  6 08:50:37 1994",
        ];
        for date in dates {
            assert_eq!(of(date), minute, "{date}");
        }
        assert_eq!(of("Sun, 06 Nov 1994 08:48:37 GMT"), Some(Duration::ZERO), "a date that has passed");
    }

    #[test]
    fn anything_else_is_not_a_wait() {
        for value in
            ["soon", "-5", "", "1.", ".5", "1e3", "+5", "1.5.5", "inf", "NaN", "Sun Nov  6", "Sun, 99 Nov 1994"]
        {
            assert_eq!(of(value), None, "{value:?}");
        }
    }
}

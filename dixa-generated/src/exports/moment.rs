//! The bounds of a span, and the windows that it is read in.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;

/// A bound of a span: a moment, or the first moment of a day in UTC. It is exact to a millisecond, as times in exports
/// are; what is finer is cut off.
///
/// ```
/// use dixa_generated::exports::Moment;
/// use dixa_generated::jiff::{Timestamp, civil::date};
///
/// let midnight: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
/// assert_eq!(Moment::from(date(2026, 3, 1)), Moment::from(midnight));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(Timestamp);

impl Moment {
    /// The moment in milliseconds since 1970, in UTC.
    pub fn as_millisecond(self) -> i64 {
        self.0.as_millisecond()
    }

    /// The moment of milliseconds since 1970; the nearest one if there is none so far away.
    fn of_millisecond(milliseconds: i64) -> Self {
        let farthest = if milliseconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
        Self(Timestamp::from_millisecond(milliseconds).unwrap_or(farthest))
    }
}

impl From<Timestamp> for Moment {
    fn from(timestamp: Timestamp) -> Self {
        Self::of_millisecond(timestamp.as_nanosecond().div_euclid(1_000_000) as i64)
    }
}

impl From<Date> for Moment {
    fn from(date: Date) -> Self {
        let since = date.duration_since(Date::constant(1970, 1, 1));
        Self::of_millisecond(since.as_secs().saturating_mul(1000))
    }
}

impl From<Moment> for Timestamp {
    fn from(moment: Moment) -> Self {
        moment.0
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A part of a span, from a moment up to another one, without it; in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: i64,
    pub(super) to: i64,
}

/// The longest window. The service permits 31 days. Whole days let windows of dates begin at midnight; and each request
/// begins a millisecond earlier, so that a window of 31 days would be too long.
const LONGEST: i64 = 30 * 24 * 60 * 60 * 1000;

impl Span {
    pub(super) fn new(from: Moment, to: Moment) -> Self {
        Self { from: from.as_millisecond(), to: to.as_millisecond() }
    }

    /// The first window; `None` if the span is empty.
    pub(super) fn first_window(self) -> Option<Self> {
        let to = self.from.saturating_add(LONGEST).min(self.to);
        (self.from < self.to).then_some(Self { from: self.from, to })
    }

    /// What of the span is behind a window.
    pub(super) fn after(self, window: Self) -> Self {
        Self { from: window.to, ..self }
    }

    /// Its bounds as a request has them. The vendor does not say whether items at a bound belong to a window, so it
    /// begins a millisecond before the first that it must have, and windows overlap.
    pub(super) fn bounds(self) -> (String, String) {
        ((self.from - 1).max(0).to_string(), self.to.to_string())
    }

    /// Whether a time is one at the bounds of a request that is not within the span itself.
    pub(super) fn is_at_bound_outside(self, time: i64) -> bool {
        time == self.from - 1 || time == self.to
    }

    /// Whether an item with this time may be in the next window, too.
    pub(super) fn is_in_overlap(self, time: i64) -> bool {
        time >= self.to - 1
    }

    pub(super) fn start(self) -> Timestamp {
        Moment::of_millisecond(self.from).0
    }

    pub(super) fn end(self) -> Timestamp {
        Moment::of_millisecond(self.to).0
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn windows(from: Moment, to: Moment) -> Vec<String> {
        let mut rest = Span::new(from, to);
        let windows = std::iter::from_fn(|| {
            let window = rest.first_window()?;
            rest = rest.after(window);
            Some(format!("{}/{}", window.start(), window.end()))
        });
        windows.collect()
    }

    #[test]
    fn a_span_of_dates_is_cut_at_midnight_into_windows_of_thirty_days() {
        let found = windows(date(2026, 1, 1).into(), date(2026, 3, 15).into());
        assert_eq!(
            found,
            [
                "2026-01-01T00:00:00Z/2026-01-31T00:00:00Z",
                "2026-01-31T00:00:00Z/2026-03-02T00:00:00Z",
                "2026-03-02T00:00:00Z/2026-03-15T00:00:00Z",
            ]
        );
    }

    #[test]
    fn an_empty_span_has_no_window() {
        assert!(windows(date(2026, 1, 1).into(), date(2026, 1, 1).into()).is_empty());
    }

    #[test]
    fn a_request_is_never_longer_than_31_days_and_begins_a_millisecond_before_its_window() {
        let span = Span::new(date(2026, 1, 1).into(), date(2027, 1, 1).into());
        let (after, before) = span.first_window().unwrap().bounds();
        assert_eq!((after.as_str(), before.as_str()), ("1767225599999", "1769817600000"));
    }

    #[test]
    fn what_is_finer_than_a_millisecond_is_cut_off_also_before_1970() {
        for (text, milliseconds) in [("1970-01-01T00:00:00.0019Z", 1), ("1969-12-31T23:59:59.9999Z", -1)] {
            let timestamp: Timestamp = text.parse().unwrap();
            assert_eq!(Moment::from(timestamp).as_millisecond(), milliseconds, "{text}");
        }
    }

    #[test]
    fn the_farthest_dates_are_moments() {
        assert!(Moment::from(Date::MIN) < Moment::from(Date::MAX));
        assert_eq!(Moment::from(Date::MAX), Moment::from(Timestamp::MAX));
    }
}

//! The formats of strings that are checked.

use std::net::{Ipv4Addr, Ipv6Addr};

use jiff::Timestamp;
use jiff::civil::Date;
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

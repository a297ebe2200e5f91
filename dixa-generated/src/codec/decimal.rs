//! Numbers with all their digits.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error as _, Visitor};
use serde::ser::{self, Serialize, Serializer};
use serde_json::Number;
use serde_json::value::RawValue;

use super::path::within;
use super::raw::text_of;
use super::reader::AS_TEXT;

/// A number of any size and precision: the text of a JSON number, exactly as it was received.
///
/// The fields of the format `decimal` have this type. It keeps every digit, and does not calculate: parse the text into
/// the type of a crate such as `rust_decimal` or `bigdecimal`, and back with [`FromStr`].
///
/// ```
/// use dixa_generated::Decimal;
///
/// let price: Decimal = dixa_generated::serde_json::from_str("1.10").unwrap();
/// assert_eq!(price.as_str(), "1.10");
/// // With rust_decimal:
/// // let price: rust_decimal::Decimal = price.as_str().parse()?;
/// assert_eq!(price.to_f64(), Some(1.1));
/// assert_eq!(Decimal::from(7).as_str(), "7");
/// assert!("1.".parse::<Decimal>().is_err(), "not a JSON number");
/// ```
///
/// Two values are equal if their texts are: `1.10` is not equal to `1.1`. To compare numbers, parse the texts.
///
/// It is serialized as a JSON number with this text. `serde_json::Value` and formats other than JSON have their own
/// numbers: a text that they do not write themselves, such as `1.10`, is lost to the former and wrapped in
/// a map by the latter. From other formats it is read as the number that they contain, in its shortest form.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Decimal(Box<str>);

impl Decimal {
    /// The text, such as `1.10`, `-0` or `1e400`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest `f64`, which has 15 to 17 digits; `None` if the number is beyond its range.
    pub fn to_f64(&self) -> Option<f64> {
        self.0.parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// The number in the JSON text of a value.
    fn read(json: &str) -> Result<Self, serde_json::Error> {
        let not_number = |error: DecimalError| match serde_json::from_str::<Number>(json) {
            // This error says what was found instead.
            Err(error) => error,
            Ok(_) => serde_json::Error::custom(error),
        };
        json.parse().map_err(not_number)
    }

    /// The number as serde_json has it, if that one writes the same text.
    fn plain(&self) -> Option<Number> {
        serde_json::from_str(&self.0).ok().filter(|number: &Number| number.to_string() == *self.0)
    }
}

/// A text is not a JSON number, or an `f64` is not finite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecimalError(Box<str>);

impl DecimalError {
    fn of(value: impl fmt::Display) -> Self {
        const LONGEST: usize = 80;
        let text = value.to_string();
        let mut shown: String = text.chars().take(LONGEST).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        Self(shown.into())
    }
}

impl fmt::Display for DecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a JSON number", self.0.escape_debug())
    }
}

impl std::error::Error for DecimalError {}

impl FromStr for Decimal {
    type Err = DecimalError;

    /// Checks the text against the grammar of JSON numbers (RFC 8259, section 6): `+1`, `01`, `1.`, `.5`, `NaN` and
    /// surrounding spaces are errors.
    fn from_str(text: &str) -> Result<Self, DecimalError> {
        if is_number(text.as_bytes()) { Ok(Self(text.into())) } else { Err(DecimalError::of(text)) }
    }
}

/// Whether a text is a number (RFC 8259, section 6).
fn is_number(text: &[u8]) -> bool {
    let unsigned = text.strip_prefix(b"-").unwrap_or(text);
    let (whole, rest) = split_digits(unsigned);
    if whole.is_empty() || (whole.len() > 1 && whole[0] == b'0') {
        return false;
    }
    let rest = match rest.strip_prefix(b".").map(split_digits) {
        Some(([], _)) => return false,
        Some((_, rest)) => rest,
        None => rest,
    };
    match rest {
        [] => true,
        [b'e' | b'E', b'+' | b'-', power @ ..] | [b'e' | b'E', power @ ..] => {
            let (digits, rest) = split_digits(power);
            !digits.is_empty() && rest.is_empty()
        }
        _ => false,
    }
}

/// The digits at the start, and the rest.
fn split_digits(text: &[u8]) -> (&[u8], &[u8]) {
    text.split_at(text.iter().take_while(|byte| byte.is_ascii_digit()).count())
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! from_integers {
    ($($integer:ident)*) => {$(
        impl From<$integer> for Decimal {
            fn from(number: $integer) -> Self {
                Self(number.to_string().into())
            }
        }
    )*};
}

from_integers! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize }

impl TryFrom<f64> for Decimal {
    type Error = DecimalError;

    /// The shortest text that reads back as the same `f64`, such as `0.1` or `7.0`; an error for NaN and infinity.
    fn try_from(number: f64) -> Result<Self, DecimalError> {
        let finite = Number::from_f64(number).ok_or_else(|| DecimalError::of(number))?;
        Ok(Self(finite.to_string().into()))
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(AS_TEXT, DecimalVisitor)
    }
}

struct DecimalVisitor;

impl<'de> Visitor<'de> for DecimalVisitor {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    /// The text that the fast reader passes.
    fn visit_borrowed_str<E: serde::de::Error>(self, json: &'de str) -> Result<Decimal, E> {
        json.parse().map_err(E::custom)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Decimal, D::Error> {
        Decimal::read(text_of(deserializer)?.get()).map_err(|error| within(&error, ""))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.plain() {
            Some(number) => number.serialize(serializer),
            None => RawValue::from_string(self.0.to_string())
                .map_err(<S::Error as ser::Error>::custom)?
                .serialize(serializer),
        }
    }
}

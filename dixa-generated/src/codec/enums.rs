//! Open enumerations of strings.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Visitor};

use super::pass::{self, FindingKind};

/// A value of an enumeration that this version of the crate does not know.
///
/// It is opaque, because code that compares its string would stop working once the value becomes a variant. Read it
/// with the enumeration's `as_str`, and handle it in the default arm of a `match`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    #[doc(hidden)]
    pub fn new(value: &str) -> Self {
        Self(value.into())
    }

    #[doc(hidden)]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// An open enumeration: a string from a list that may grow.
#[doc(hidden)]
pub trait StringEnum: Sized {
    /// The Rust name, for error messages.
    const NAME: &'static str;

    /// The known values.
    const VALUES: &'static [&'static str];

    /// The variant of a known value.
    fn known(value: &str) -> Option<Self>;

    /// The variant of a value that is not known.
    fn unknown(value: UnknownValue) -> Self;

    /// The variant of any value.
    #[inline]
    fn parse(value: &str) -> Self {
        Self::known(value).unwrap_or_else(|| Self::unknown(UnknownValue::new(value)))
    }
}

/// The value of another enumeration with the same name in another spelling: case, underscores, hyphens and spaces do not
/// count. `None` if the other enumeration does not know it.
///
/// The service spells one value in several ways: a channel is `FACEBOOK_MESSENGER` in an event of a webhook and
/// `FacebookMessenger` in the API.
///
/// ```
/// # #[cfg(all(feature = "exports", feature = "webhooks"))] {
/// use dixa_generated::{exports, respelled, webhooks};
///
/// let event = webhooks::Channel::WidgetChat;
/// let channel: Option<exports::Channel> = respelled(&event);
/// assert_eq!(channel, Some(exports::Channel::Widgetchat));
/// # }
/// ```
pub fn respelled<A: StringEnum + fmt::Display, B: StringEnum>(value: &A) -> Option<B> {
    let name = plain(&value.to_string());
    let mut same = B::VALUES.iter().filter(|other| plain(other) == name);
    let found = same.next()?;
    // Of two values with one name neither is right.
    same.next().is_none().then(|| B::known(found))?
}

/// A name without what spellings differ in.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

struct EnumVisitor<T>(PhantomData<T>);

impl<T: StringEnum> Visitor<'_> for EnumVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a string ({})", T::NAME)
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<T, E> {
        match T::known(value) {
            Some(known) => Ok(known),
            None => {
                pass::report(FindingKind::EnumValue, value)?;
                Ok(T::unknown(UnknownValue::new(value)))
            }
        }
    }
}

/// Reads a string enumeration.
#[doc(hidden)]
pub fn read_enum<'de, D: Deserializer<'de>, T: StringEnum>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_str(EnumVisitor(PhantomData))
}

/// Implements the traits of a string enumeration that has `as_str` and [`StringEnum`].
#[allow(unused_macros, reason = "without a version of the API there are no models")]
macro_rules! string_enum {
    ($name:ident) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::codec::read_enum(deserializer)
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                crate::codec::StringEnum::parse(value)
            }
        }
        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            #[inline]
            fn from_str(value: &str) -> Result<Self, std::convert::Infallible> {
                Ok(Self::from(value))
            }
        }
    };
}
#[allow(unused_imports, reason = "without a version of the API there are no models")]
pub(crate) use string_enum;

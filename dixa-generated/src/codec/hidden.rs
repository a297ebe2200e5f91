//! Secrets in debug output.

use std::fmt;

use super::nullable::Nullable;

/// What debug output shows of a secret.
#[doc(hidden)]
pub struct Hidden;

impl Hidden {
    /// Whether an optional secret is set.
    pub fn option<T>(value: &Option<T>) -> Option<Self> {
        value.as_ref().map(|_| Self)
    }

    /// Whether a secret is absent, null or set.
    pub fn nullable<T>(value: &Nullable<T>) -> Nullable<Self> {
        match value {
            Nullable::Absent => Nullable::Absent,
            Nullable::Null => Nullable::Null,
            Nullable::Value(_) => Nullable::Value(Self),
        }
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[hidden]")
    }
}

//! Fields that can be absent, null or set.

/// A field that can be absent, `null` or set; the three mean different things to the service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Nullable<T> {
    /// The field is absent: in an update, the property stays unchanged.
    #[default]
    Absent,
    /// The field is `null`: in an update, the property is cleared.
    Null,
    /// The field is set.
    Value(T),
}

impl<T> Nullable<T> {
    /// The value, if the field is set.
    pub fn as_option(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Option<T>> for Nullable<T> {
    /// `None` becomes `null`.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

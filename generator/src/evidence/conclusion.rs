//! The conclusion about a union.

/// How the members of a union are distinguished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// The description declares a discriminator.
    Declared,
    /// By a tag in this property.
    Tagged(String),
    /// The union is a string, each member one of its values.
    BareString,
    /// By the keys that are present.
    Keys,
    /// By the JSON type of the value.
    JsonType,
    /// The members are declared as objects around the value, but the value is sent without them.
    Content,
    /// Unknown; the schemas have to prove it.
    Undecided,
}

impl Conclusion {
    /// A name for messages.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Tagged(_) => "tagged",
            Self::BareString => "bare string",
            Self::Keys => "by keys",
            Self::JsonType => "by JSON type",
            Self::Content => "contents alone",
            Self::Undecided => "undecided",
        }
    }
}

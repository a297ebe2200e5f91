//! What evidence says of a union.

/// How the members of a union are told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// The description itself declares a discriminator.
    Declared,
    /// By a tag in this property.
    Tagged(String),
    /// The union is a string, each member one of its values.
    BareString,
    /// By the keys that are there.
    Keys,
    /// By the JSON type of the value.
    JsonType,
    /// The members are declared as objects around the value, and the value stands alone.
    Content,
    /// Nothing tells; the proof is left to the schemas.
    Undecided,
}

impl Conclusion {
    /// The way in words.
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

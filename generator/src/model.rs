//! The bindings' model: what one version of the API offers, in the terms of the field and without syntax.
//!
//! `lower` builds it from a corrected description, `name` gives its parts Rust names, `emit` writes it out and
//! `outline` prints it. Everything the emitter needs to know is decided here.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// One version of an API.
#[derive(Clone, Debug, PartialEq)]
pub struct Api {
    /// The module the version is generated into, such as `v1`.
    pub version: String,
    /// `info.title`.
    pub title: String,
    /// The first server's address.
    pub server: Option<String>,
    /// Every operation that is generated, sorted by path and method.
    pub operations: Vec<Operation>,
    /// Every type that is generated.
    pub types: BTreeMap<TypeId, TypeDef>,
    /// What became of each component schema.
    pub dispositions: BTreeMap<String, Disposition>,
}

/// The identity of a type within one [`Api`]: the schema's name, or the place of an inline schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub String);

/// What became of a component schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// It is this type, perhaps together with schemas of the same title and structure.
    Type(TypeId),
    /// It needs no type of its own: it is written out where it is used (arrays, maps, plain strings).
    Inlined,
    /// It is a value of an enumeration or a variant without content.
    Variant,
    /// It wraps a response and is taken off.
    Envelope,
    /// It is an error body that the runtime reads.
    ErrorBody,
    /// No operation leads to it.
    Unused,
}

/// A named type.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeDef {
    /// The schema's title without the exporter's number and generic suffix, or for an inline schema the property's name.
    pub title: String,
    /// The name of the nearest enclosing named schema; empty for a component schema.
    pub parent: String,
    /// Where in the description it stands; several for schemas that are equal.
    pub pointers: Vec<String>,
    /// The schema's own description.
    pub docs: String,
    /// Whether the schema is deprecated.
    pub deprecated: bool,
    /// Struct, enumeration or union.
    pub shape: Shape,
    /// The places that use it, in terms that survive renumbering: `Parent.property`, `Union|Tag`, `GET /path 200`.
    pub uses: BTreeSet<String>,
    /// Whether a request leads to it, so that callers build it.
    pub in_request: bool,
    /// Whether a response leads to it.
    pub in_response: bool,
}

/// The make-up of a named type.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// An object with named fields.
    Struct(Struct),
    /// A string out of a list that may grow.
    Enum(StringEnum),
    /// One of several types.
    Union(Union),
}

/// An object with named fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Struct {
    /// Sorted by wire name.
    pub fields: Vec<Field>,
    /// The type of further entries, where the schema declares `additionalProperties` beside properties.
    pub additional: Option<Type>,
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The JSON key.
    pub wire: String,
    /// The type of a present value.
    pub ty: Type,
    /// Whether the schema lists it as required.
    pub required: bool,
    /// Whether `null` is a value of it.
    pub nullable: bool,
    /// Whether the type contains itself through this field, so that it needs a box.
    pub boxed: bool,
    /// The one value it always has: written by the bindings, never asked of a caller.
    pub constant: Option<String>,
    /// The property's description.
    pub docs: String,
    /// The value the service assumes when it is absent.
    pub default: Option<Value>,
    /// What the schema demands of values beyond their type.
    pub constraints: Constraints,
    /// Whether the property is deprecated.
    pub deprecated: bool,
}

/// What a schema demands of values beyond their type, by keyword: `format`, `minimum`, `maxLength`, `pattern`, …
///
/// No type in Rust holds them; the service refuses what breaks them.
pub type Constraints = BTreeMap<String, Value>;

/// A string out of a list that may grow.
#[derive(Clone, Debug, PartialEq)]
pub struct StringEnum {
    /// The known values, sorted.
    pub values: Vec<String>,
}

/// One of several types.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// How the members are told apart on the wire.
    pub encoding: UnionEncoding,
    /// Sorted by tag; for untagged unions in the order in which they are tried.
    pub members: Vec<Member>,
    /// The fields that all members have with one type.
    pub shared: Vec<Field>,
}

/// How the members of a union are told apart on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnionEncoding {
    /// By the value of a property that every member carries.
    Tagged {
        /// The property's name.
        property: String,
    },
    /// By JSON type or by keys; `decide` has proven that no value fits two members.
    Untagged,
}

/// A member of a union.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The tag on the wire, or for untagged unions the member's title.
    pub tag: String,
    /// The content; none for a member that is nothing but its tag.
    pub ty: Option<Type>,
    /// Whether the union contains itself through this member.
    pub boxed: bool,
    /// The member's own description.
    pub docs: String,
    /// How an untagged member is recognised.
    pub rule: Option<Rule>,
}

/// How an untagged member is recognised: what values look like, as far as the members differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Any value at all.
    Any,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A string; with a list where only these are accepted.
    String(Option<BTreeSet<String>>),
    /// An array of such items.
    Array {
        /// The rule of each item.
        items: Box<Rule>,
        /// Whether an empty array is refused.
        non_empty: bool,
    },
    /// An object with at least these and at most those keys.
    Object {
        /// The keys that must be there, each with the rule of its value.
        required: BTreeMap<String, Rule>,
        /// The keys that may be there; none for a map that takes any.
        declared: Option<BTreeSet<String>>,
    },
    /// Any of several.
    OneOf(Vec<Rule>),
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// Any text.
    String,
    /// `true` or `false`.
    Boolean,
    /// 32 bits, signed.
    Int32,
    /// 64 bits, signed.
    Int64,
    /// `format: float`.
    Float,
    /// Any other number.
    Double,
    /// `format: uuid`.
    Uuid,
    /// `format: date-time`.
    Timestamp,
    /// `format: date`.
    Date,
    /// `format: binary`: the content of a file.
    Binary,
    /// A value without a schema, or with one that has no type in Rust.
    Json,
    /// An array.
    List(Box<Type>),
    /// An object with free keys.
    Map(Box<Type>, Box<Type>),
    /// A value that may be `null`.
    Nullable(Box<Type>),
    /// A named type.
    Named(TypeId),
}

impl Type {
    /// Every named type within.
    pub fn named(&self) -> Vec<&TypeId> {
        match self {
            Self::Named(id) => vec![id],
            Self::List(inner) | Self::Nullable(inner) => inner.named(),
            Self::Map(key, value) => [key.named(), value.named()].concat(),
            _ => Vec::new(),
        }
    }

    /// The same type with every named type replaced.
    pub fn map_named(&self, with: &impl Fn(&TypeId) -> TypeId) -> Self {
        let boxed = |t: &Self| Box::new(t.map_named(with));
        match self {
            Self::Named(id) => Self::Named(with(id)),
            Self::List(inner) => Self::List(boxed(inner)),
            Self::Nullable(inner) => Self::Nullable(boxed(inner)),
            Self::Map(key, value) => Self::Map(boxed(key), boxed(value)),
            other => other.clone(),
        }
    }
}

impl Type {
    /// The same type with a JSON value in place of each named type that is to go.
    pub fn without(&self, goes: &impl Fn(&TypeId) -> bool) -> Self {
        let boxed = |t: &Self| Box::new(t.without(goes));
        match self {
            Self::Named(id) if goes(id) => Self::Json,
            Self::List(inner) => Self::List(boxed(inner)),
            Self::Nullable(inner) => Self::Nullable(boxed(inner)),
            Self::Map(key, value) => Self::Map(boxed(key), boxed(value)),
            other => other.clone(),
        }
    }
}

impl Shape {
    /// The types of all fields and members, with the name of the place each stands in.
    pub fn types(&self) -> Vec<(String, &Type)> {
        match self {
            Self::Struct(s) => {
                let fields = s.fields.iter().map(|f| (format!(".{}", f.wire), &f.ty));
                fields.chain(s.additional.iter().map(|t| (".*".to_owned(), t))).collect()
            }
            Self::Enum(_) => Vec::new(),
            Self::Union(u) => u.members.iter().filter_map(|m| Some((format!("|{}", m.tag), m.ty.as_ref()?))).collect(),
        }
    }

    /// The same for changing them.
    pub fn types_mut(&mut self) -> Vec<&mut Type> {
        match self {
            Self::Struct(s) => s.fields.iter_mut().map(|f| &mut f.ty).chain(&mut s.additional).collect(),
            Self::Enum(_) => Vec::new(),
            Self::Union(u) => {
                let members = u.members.iter_mut().filter_map(|m| m.ty.as_mut());
                members.chain(u.shared.iter_mut().map(|f| &mut f.ty)).collect()
            }
        }
    }
}

/// One call.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// `operationId`, or method and path where the description has none.
    pub id: String,
    /// `GET`, `POST`, …
    pub method: String,
    /// The path template, with the version's prefix.
    pub path: String,
    /// Method and path, without the version's prefix where that is enough: what names it in the lock.
    pub key: String,
    /// The first tag; it decides the module.
    pub tag: String,
    /// The one-line summary.
    pub summary: String,
    /// The description.
    pub docs: String,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Path parameters in the order of the template, then the others by name.
    pub parameters: Vec<Parameter>,
    /// The body of the request.
    pub body: Option<Body>,
    /// The response of a success.
    pub response: Response,
    /// The parameters that turn pages, where the response is a page.
    pub paging: Option<Paging>,
    /// The parameter that chooses a page of a list whose response does not link to the next page.
    pub unlinked_page_key: Option<String>,
    /// The declared responses other than success.
    pub errors: Vec<ErrorResponse>,
    /// The JSON pointer of the operation.
    pub pointer: String,
}

/// A parameter of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The name on the wire.
    pub wire: String,
    /// Where it is sent.
    pub place: ParameterPlace,
    /// Whether it must be given.
    pub required: bool,
    /// Its type.
    pub ty: Type,
    /// The description.
    pub docs: String,
    /// The value the service assumes when it is absent.
    pub default: Option<Value>,
    /// What the schema demands of values beyond their type.
    pub constraints: Constraints,
    /// Whether it is deprecated.
    pub deprecated: bool,
}

/// The parameters that turn pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    /// The query parameter that holds the mark of a page.
    pub key: String,
    /// The query parameter that holds the size of a page, where there is one.
    pub limit: Option<String>,
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterPlace {
    /// In a segment of the path.
    Path,
    /// In the query; arrays repeat the name or are joined.
    Query(ListStyle),
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
    /// As a part of a multipart body.
    Part,
}

/// How an array stands in a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListStyle {
    /// The name is repeated for each item.
    Repeated,
    /// One value, the items joined by this character.
    Joined(char),
}

/// The body of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Whether it must be given.
    pub required: bool,
    /// How it is written.
    pub media: BodyMedia,
    /// What it holds; for multipart bodies the parts are parameters.
    pub ty: Type,
    /// The description.
    pub docs: String,
}

/// How a body is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyMedia {
    /// As JSON, with this media type.
    Json,
    /// As a form.
    Form,
    /// As text.
    Text,
    /// As the bytes they are, under this media type.
    Bytes(String),
    /// As multipart/form-data; its parts are parameters.
    Multipart,
}

/// The response of a success.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The declared success codes with their descriptions.
    pub statuses: Vec<(String, String)>,
    /// How the body is read.
    pub form: ResponseFormat,
    /// The type that a caller gets; the item's type for pages.
    pub ty: Option<Type>,
    /// Whether a success may come without a body.
    pub may_be_empty: bool,
}

/// A declared response other than success.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorResponse {
    /// The status, such as `404`, or `default`.
    pub status: String,
    /// The description.
    pub docs: String,
    /// The type of the body, where it is not the `{"message": …}` that the runtime reads.
    pub ty: Option<Type>,
}

/// How the body of a response is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseFormat {
    /// There is none.
    Empty,
    /// JSON as it is.
    Json,
    /// JSON; the value stands in `data`.
    Data,
    /// JSON; a list stands in `data` and may be missing.
    List,
    /// JSON; a list in `data`, links to the neighbouring pages in `meta`.
    Page,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

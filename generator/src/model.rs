//! The bindings' model: the operations and types of one version of the API, independent of Rust syntax.
//!
//! `lower` builds it from a corrected description, `name` assigns Rust names to its parts, `emit` writes it as Rust and
//! `outline` prints it. It contains every decision that the emitter needs.

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
    /// The requests that the service sends, sorted by name. Only their bodies are generated.
    pub webhooks: Vec<Webhook>,
    /// Every type that is generated.
    pub types: BTreeMap<TypeId, TypeDef>,
    /// What became of each component schema.
    pub dispositions: BTreeMap<String, Disposition>,
    /// The warning about each schema that has become a JSON value, by the pointer of the schema or of its use.
    pub untyped: BTreeMap<String, String>,
}

/// The identity of a type within one [`Api`]: the schema's name, or the pointer of an inline schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub String);

/// What became of a component schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// It is this type. Schemas of the same title and structure may be the same type.
    Type(TypeId),
    /// It has no named type: it is written inline where it is used (arrays, maps, plain strings).
    Inlined,
    /// It is a value of an enumeration or a variant without content.
    Variant,
    /// It is the envelope of a response and is removed.
    Envelope,
    /// It is the error body that the runtime reads.
    ErrorBody,
    /// No operation and no webhook uses it.
    Unused,
}

/// A named type.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeDef {
    /// The schema's title without the exporter's number and generic suffix, or the property's name of an inline schema.
    pub title: String,
    /// The name of the nearest enclosing named schema; empty for a component schema.
    pub parent: String,
    /// Its pointers in the description; several if equal schemas were merged.
    pub pointers: Vec<String>,
    /// The schema's description.
    pub docs: String,
    /// Whether the schema is deprecated.
    pub deprecated: bool,
    /// The constraints on the number of its entries and on further entries; for a union those of its members, each with
    /// the member's tag.
    pub constraints: Constraints,
    /// Struct, enumeration or union.
    pub shape: Shape,
    /// The places that use it, independent of the exporter's numbers: `Parent.property`, `Union|Tag`, `GET /path 200`.
    pub uses: BTreeSet<String>,
    /// Whether a request contains it, so that callers build it.
    pub in_request: bool,
    /// Whether a response contains it.
    pub in_response: bool,
}

/// The structure of a named type.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// An object with named fields.
    Struct(Struct),
    /// A string from a list of values that may grow.
    Enum(StringEnum),
    /// One of several types.
    Union(Union),
}

/// An object with named fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Struct {
    /// Sorted by wire name.
    pub fields: Vec<Field>,
    /// The type of further entries, if the schema declares `additionalProperties` in addition to properties.
    pub additional: Option<Type>,
    /// The order of the required fields in the description.
    pub order: ArgumentOrder,
}

impl Struct {
    /// Whether its constructor takes a struct with named fields: two of its arguments could be exchanged, and `x-order`
    /// does not list both.
    pub fn has_named_arguments(&self) -> bool {
        let arguments: Vec<&Field> = self.fields.iter().filter(|field| field.is_argument()).collect();
        let is_listed = |field: &Field| self.order.fixed.contains(&field.wire);
        arguments.iter().enumerate().any(|(at, one)| {
            let is_alike = |other: &&&Field| one.nullable == other.nullable && is_exchangeable(&one.ty, &other.ty);
            let mut alike = arguments[..at].iter().filter(is_alike);
            alike.any(|other| !is_listed(one) || !is_listed(other))
        })
    }
}

/// Whether a call with values of the two types still compiles when they are exchanged, as two numbers do.
pub fn is_exchangeable(one: &Type, other: &Type) -> bool {
    let kind = |ty: &Type| match ty {
        Type::Int32 | Type::Uint64 => Type::Int64,
        Type::Float => Type::Double,
        Type::Binary => Type::String,
        ty => ty.clone(),
    };
    match (one, other) {
        (Type::List(one), Type::List(other)) => is_exchangeable(one, other),
        _ => kind(one) == kind(other),
    }
}

/// The order in which a constructor or an operation takes its arguments, as the description states it. It may contain
/// keys that are not arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ArgumentOrder {
    /// By `x-order`, which comes before the lock.
    pub fixed: Vec<String>,
    /// By the order in which the description lists them, which comes after the lock.
    pub listed: Vec<String>,
}

/// The keyword of a schema with the names of its properties, and of an operation with the names of its parameters, in
/// the order in which callers pass the values.
pub const ORDER: &str = "x-order";

/// A field of a struct.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The JSON key.
    pub wire: String,
    /// The type of a present value.
    pub ty: Type,
    /// Whether the schema lists it as required.
    pub required: bool,
    /// Whether its value may be `null`.
    pub nullable: bool,
    /// Whether the type contains itself through this field, so that it needs a box.
    pub boxed: bool,
    /// The tag that it always is, since the struct is nothing but a member of one union; the bindings write it and callers
    /// do not pass it.
    pub constant: Option<Value>,
    /// The only value of the enumeration, which is also its default: constructors set it.
    pub preset: Option<String>,
    /// Whether only requests or only responses have it.
    pub access: Access,
    /// The property's description.
    pub docs: String,
    /// The value that the service assumes if it is absent.
    pub default: Option<Value>,
    /// The schema's constraints on values beyond their type.
    pub constraints: Constraints,
    /// Whether the property is deprecated.
    pub deprecated: bool,
}

/// Whether requests and responses have a property (OpenAPI 3.0.3, "Schema Object": `readOnly`, `writeOnly`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Both have it.
    #[default]
    Both,
    /// Only the service sets it: requests do not send it.
    ReadOnly,
    /// The service never returns it.
    WriteOnly,
}

impl Field {
    /// Whether constructors take its value.
    pub fn is_argument(&self) -> bool {
        self.required && self.constant.is_none() && self.preset.is_none()
    }

    /// Whether it is a required list or map, which is read as empty where it is missing or `null`.
    pub fn is_empty_if_missing(&self) -> bool {
        self.required && !self.nullable && matches!(self.ty, Type::List(_) | Type::Map(..))
    }
}

/// A tag as text: the string, or the number or boolean as JSON writes it.
pub fn tag_text(tag: &Value) -> String {
    tag.as_str().map_or_else(|| tag.to_string(), str::to_owned)
}

/// A schema's constraints on values beyond their type, by keyword: `format`, `minimum`, `maxLength`, `pattern`, …
/// Those of a list's items have the prefix `items.`, those of a map's values `values.`. A parameter may have
/// `allowReserved`.
///
/// No Rust type expresses them; the service rejects values that violate them.
pub type Constraints = BTreeMap<String, Value>;

/// The keyword of a schema whose values are secrets, beside `format: password`. Debug output does not show them.
pub const SENSITIVE: &str = "x-sensitive";

/// The keyword of a schema, parameter, body, operation or response whose text follows the description in the docs.
/// Corrections use it, since a description that they replaced would hide what the publisher says.
pub const NOTE: &str = "x-note";

/// The keyword of a discriminator with a text for tags, which follows the description of the variant in the docs.
pub const TAG_NOTES: &str = "x-notes";

/// Whether a value, or a part of it that is not a struct, is a secret.
pub fn is_sensitive(constraints: &Constraints) -> bool {
    constraints.iter().any(|(key, value)| {
        let keyword = key.rsplit('.').next();
        keyword == Some(SENSITIVE) || keyword == Some("format") && value == "password"
    })
}

/// A string from a list of values that may grow.
#[derive(Clone, Debug, PartialEq)]
pub struct StringEnum {
    /// The known values, sorted.
    pub values: Vec<String>,
}

/// One of several types.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// How the members are distinguished on the wire.
    pub encoding: UnionEncoding,
    /// Sorted by tag. The members of an untagged union are tried in this order.
    pub members: Vec<Member>,
    /// The fields that all members have with the same type.
    pub shared: Vec<Field>,
}

/// How the members of a union are distinguished on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnionEncoding {
    /// By the value of a property that every member has.
    Tagged {
        /// The property's name.
        property: String,
        /// Whether the tags are JSON numbers or booleans instead of strings.
        literal: bool,
    },
    /// By JSON type or by keys; `description::disjoint` has proven that no value matches two members.
    Untagged,
    /// By the status of the response; the tag of a member is `201`, `2XX`, …
    Status,
}

/// The name of a success code (RFC 9110, and the registry of IANA).
pub fn status_name(status: &str) -> String {
    let name = match status {
        "200" => "Success",
        "201" => "Created",
        "202" => "Accepted",
        "203" => "NonAuthoritativeInformation",
        "204" => "NoContent",
        "205" => "ResetContent",
        "206" => "PartialContent",
        "207" => "MultiStatus",
        "208" => "AlreadyReported",
        "226" => "ImUsed",
        "2XX" => "OtherSuccess",
        other => return format!("Status{other}"),
    };
    name.to_owned()
}

/// A member of a union.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The tag on the wire; for untagged unions the member's title.
    pub tag: String,
    /// The content; `None` for a member that consists of its tag alone.
    pub ty: Option<Type>,
    /// Whether the union contains itself through this member.
    pub boxed: bool,
    /// The member's description.
    pub docs: String,
    /// How an untagged member is recognised.
    pub pattern: Option<Pattern>,
}

/// How an untagged member is recognised: the form of its values, as far as the members differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Any value at all.
    Any,
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A string; if there is a list, one of its values.
    String(Option<BTreeSet<String>>),
    /// An array.
    Array {
        /// The pattern that each item matches.
        items: Box<Pattern>,
        /// Whether an empty array does not match.
        non_empty: bool,
    },
    /// An object with at least the required keys and no keys other than the declared ones.
    Object {
        /// The keys that must be present, each with the pattern of its value.
        required: BTreeMap<String, Pattern>,
        /// The keys that may be present; `None` if any key may be.
        declared: Option<BTreeSet<String>>,
    },
    /// Any of several patterns.
    OneOf(Vec<Pattern>),
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// Any string.
    String,
    /// `true` or `false`.
    Boolean,
    /// 32 bits, signed.
    Int32,
    /// 64 bits, signed.
    Int64,
    /// 64 bits, unsigned.
    Uint64,
    /// `format: float`.
    Float,
    /// Any other number.
    Double,
    /// `format: decimal`, or another format that promises all digits.
    Decimal,
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
    /// An object with arbitrary keys.
    Map(Box<Type>, Box<Type>),
    /// A value that may be `null`.
    Nullable(Box<Type>),
    /// A named type.
    Named(TypeId),
}

impl Type {
    /// Every named type that it contains.
    pub fn named(&self) -> Vec<&TypeId> {
        match self {
            Self::Named(id) => vec![id],
            Self::List(inner) | Self::Nullable(inner) => inner.named(),
            Self::Map(key, value) => [key.named(), value.named()].concat(),
            _ => Vec::new(),
        }
    }

    /// The type of a value that may also be `null`.
    pub fn nullable(self) -> Self {
        if matches!(self, Self::Nullable(_)) { self } else { Self::Nullable(Box::new(self)) }
    }

    /// Whether it is or contains a JSON value.
    pub fn has_json(&self) -> bool {
        match self {
            Self::Json => true,
            Self::List(inner) | Self::Nullable(inner) | Self::Map(_, inner) => inner.has_json(),
            _ => false,
        }
    }

    /// A copy with every named type replaced.
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
    /// A copy with a JSON value in place of each named type that `is_removed` selects.
    pub fn without(&self, is_removed: &impl Fn(&TypeId) -> bool) -> Self {
        let boxed = |t: &Self| Box::new(t.without(is_removed));
        match self {
            Self::Named(id) if is_removed(id) => Self::Json,
            Self::List(inner) => Self::List(boxed(inner)),
            Self::Nullable(inner) => Self::Nullable(boxed(inner)),
            Self::Map(key, value) => Self::Map(boxed(key), boxed(value)),
            other => other.clone(),
        }
    }
}

impl Shape {
    /// The types of all fields and members, each with its position: `.field` or `|member`.
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

    /// Mutable references to the types of all fields and members.
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

/// An operation of the API.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// `operationId`, or method and path if the description has none.
    pub id: String,
    /// `GET`, `POST`, …
    pub method: String,
    /// The path template, with the version's prefix.
    pub path: String,
    /// The path template as it is sent: percent-encoded, except for the names of parameters, and with a query if the
    /// path has one.
    pub template: String,
    /// Method and path, without the version's prefix unless it is needed to be unique: the key in the lock.
    pub key: String,
    /// The first tag; it determines the module.
    pub tag: String,
    /// The one-line summary.
    pub summary: String,
    /// The description.
    pub docs: String,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Path parameters in the order of the template, then the others by name.
    pub parameters: Vec<Parameter>,
    /// The order of the parameters in the description; the keys have the form `query limit`.
    pub order: ArgumentOrder,
    /// The body of the request.
    pub body: Option<Body>,
    /// The successful response.
    pub response: Response,
    /// The paging parameters, if the response is a page.
    pub paging: Option<Paging>,
    /// The parameter that selects a page of a list whose response does not link to the next page.
    pub unlinked_page_key: Option<String>,
    /// The declared responses other than the successful ones.
    pub errors: Vec<ErrorResponse>,
    /// The JSON pointer of the operation.
    pub pointer: String,
}

/// A request that the service sends.
#[derive(Clone, Debug, PartialEq)]
pub struct Webhook {
    /// The name in the description.
    pub name: String,
    /// The type of its JSON body.
    pub ty: Type,
    /// The JSON pointer of the request.
    pub pointer: String,
}

/// A parameter of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The name on the wire.
    pub wire: String,
    /// Where it is sent.
    pub place: ParameterLocation,
    /// How its value is written there.
    pub style: Style,
    /// The media type of a part, where the description declares one.
    pub media_type: Option<String>,
    /// Whether it is required.
    pub required: bool,
    /// Its type.
    pub ty: Type,
    /// The description.
    pub docs: String,
    /// The value that the service assumes if it is absent.
    pub default: Option<Value>,
    /// The schema's constraints on values beyond their type.
    pub constraints: Constraints,
    /// Whether it is deprecated.
    pub deprecated: bool,
}

/// The paging parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    /// The query parameter that selects a page.
    pub key: String,
    /// The query parameter that limits the number of items of a page, if there is one.
    pub limit: Option<String>,
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterLocation {
    /// In a segment of the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
    /// As a part of a multipart body.
    Part,
}

/// How a value is written as text (OpenAPI 3.0.3, "Style Values"). Only lists and objects differ by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Each item and each property by itself. In a query or form it repeats the name; elsewhere commas join what is
    /// written.
    Exploded,
    /// One value: items, or keys and values, joined by this character.
    Joined(char),
    /// `name[key]=value` for each property.
    Deep,
    /// In a path: after a dot.
    Label {
        /// Whether each item and each property is by itself.
        explode: bool,
    },
    /// In a path: `;name=value`.
    Matrix {
        /// Whether each item and each property is by itself.
        explode: bool,
    },
    /// JSON text.
    Json,
}

/// The body of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Whether it is required.
    pub required: bool,
    /// How it is written.
    pub media: BodyMedia,
    /// The media type of a JSON body, unless it is `application/json`.
    pub media_type: Option<String>,
    /// The fields of a form that are not written as [`Style::Exploded`].
    pub styles: BTreeMap<String, Style>,
    /// Its type; the parts of a multipart body are parameters.
    pub ty: Type,
    /// The schema's constraints on values beyond their type.
    pub constraints: Constraints,
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
    /// As raw bytes, with this media type.
    Bytes(String),
    /// As multipart/form-data; its parts are parameters.
    Multipart,
}

/// The successful response.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The declared success codes with their descriptions.
    pub statuses: Vec<(String, String)>,
    /// How the body is read.
    pub form: ResponseFormat,
    /// The type that a caller gets; for pages the type of an item.
    pub ty: Option<Type>,
    /// Whether a successful response may have no body.
    pub may_be_empty: bool,
    /// The media types that are asked for; empty for JSON, which is what a client asks for by itself.
    pub accept: Vec<String>,
    /// How the body is read for each success code, if that differs.
    pub by_status: Vec<(String, ResponseFormat)>,
}

/// A declared response other than the successful ones.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorResponse {
    /// The status, such as `404`, or `default`.
    pub status: String,
    /// The description.
    pub docs: String,
    /// The type of the body, unless it is the error body that the runtime reads.
    pub ty: Option<Type>,
}

/// How the body of a response is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseFormat {
    /// There is no body.
    Empty,
    /// The JSON body itself.
    Json,
    /// JSON; the value is in `data`.
    Data,
    /// JSON; a list is in `data`, which may be missing.
    List,
    /// JSON; a list is in `data`, links to the neighbouring pages are in `meta`.
    Page,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// In a way that depends on the status.
    ByStatus,
}

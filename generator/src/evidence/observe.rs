//! Compares examples with their schemas and records how each union is encoded.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ptr;

use serde_json::Value;

use super::conclusion::Conclusion;
use super::prose::{Checked, ValueList};
use super::support::Source;
use crate::description::Node;
use crate::description::disjoint::{accepts, accepts_in_part};
use crate::description::formats::fits;
use crate::description::{Example, MemberSchema, Schemas, examples};
use crate::diagnostic::{Diagnostic, Diagnostics, Location, Severity};
use crate::model::{Access, Pattern, tag_text};
use crate::text::child;

/// A value of a union in an example, or values that clients saw.
pub struct Observation {
    /// The pointer of the union's schema.
    pub union: String,
    /// What identified the member.
    pub seen: Seen,
    /// Where the value is.
    pub place: Location,
    /// Whose value it is.
    pub source: Source,
    /// The number of values.
    pub count: usize,
    /// Whether the description declares the tag.
    pub declared: bool,
}

/// What identified the member of a union.
#[derive(Debug, PartialEq, Eq)]
pub enum Seen {
    /// Its title, in this property.
    Tag(String),
    /// The value is its title.
    Bare,
    /// The keys that are present.
    Keys,
    /// The JSON type.
    JsonType,
    /// The value has the schema of the member's only property.
    Content,
}

impl Seen {
    /// The conclusion for the union.
    pub fn conclusion(&self) -> Conclusion {
        match self {
            Self::Tag(property) => Conclusion::Tagged(property.clone()),
            Self::Bare => Conclusion::BareString,
            Self::Keys => Conclusion::Keys,
            Self::JsonType => Conclusion::JsonType,
            Self::Content => Conclusion::Content,
        }
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(property) => write!(f, "by the tag `{property}`"),
            Self::Bare => f.write_str("by a plain string"),
            Self::Keys => f.write_str("by their keys"),
            Self::JsonType => f.write_str("by their JSON type"),
            Self::Content => f.write_str("by the content of the member without the object around it"),
        }
    }
}

/// A string in a value of a union, under a key that no member declares. It may be a tag that no member has.
pub struct Undeclared {
    /// The pointer of the union's schema.
    pub union: String,
    /// The key.
    pub key: String,
    /// The string.
    pub text: String,
    /// The pointer of the string.
    pub example: String,
}

/// The result of comparing all examples.
#[derive(Default)]
pub struct Observed {
    /// The observations of unions, in the order of the examples.
    pub observations: Vec<Observation>,
    /// The strings that may be tags of no member.
    pub undeclared: Vec<Undeclared>,
    /// The example values of each string with a list of values.
    pub checked: BTreeMap<String, Checked>,
    /// The example values of each string with a format, by the pointer of its schema.
    pub formatted: BTreeMap<String, BTreeSet<String>>,
    /// The contradictions between examples and schemas.
    pub diagnostics: Diagnostics,
}

impl Observed {
    /// Adds what clients saw.
    pub fn add(&mut self, unions: Vec<Observation>, checked: BTreeMap<String, Checked>) {
        self.observations.extend(unions);
        for (pointer, more) in checked {
            let known = self.checked.entry(pointer).or_default();
            known.plain = known.plain.and(more.plain);
            for (key, support) in more.tagged {
                let tagged = known.tagged.entry(key).or_default();
                *tagged = tagged.and(support);
            }
        }
    }
}

/// Compares all examples of a description with their schemas.
pub fn observe(file: &str, schemas: &Schemas<'_>, lists: &[ValueList]) -> Observed {
    let lists = lists.iter().map(|list| (list.pointer.as_str(), list)).collect();
    let observed = Observed::default();
    let mut observer = Observer { file, schemas, lists, source: Source::Published, open: Vec::new(), observed };
    for example in examples(schemas) {
        observer.source = observer.source_of(&example);
        observer.value(&example.schema, &example.value, &Around::default());
    }
    observer.observed
}

struct Observer<'a, 'r> {
    file: &'a str,
    schemas: &'a Schemas<'r>,
    lists: BTreeMap<&'a str, &'a ValueList>,
    /// Whose example is being compared.
    source: Source,
    /// The pairs of schema and value that are being compared: a union can lead back to itself without consuming a value.
    open: Vec<(*const Value, *const Value)>,
    observed: Observed,
}

/// What a union adds to the keys of its members.
#[derive(Default)]
struct Around<'r> {
    /// The key of its tag.
    tag: Option<String>,
    /// The schemas beside the union.
    own: Vec<Node<'r>>,
}

impl<'r> Observer<'_, 'r> {
    fn source_of(&mut self, example: &Example<'r>) -> Source {
        Source::read(example.source).unwrap_or_else(|| {
            self.observed.diagnostics.add(Diagnostic {
                severity: Severity::Error,
                code: "example-source-unknown",
                message: format!("`x-example-source` is {}", example.source.unwrap_or(&Value::Null)),
                places: vec![Location::new(self.file, &example.value.pointer)],
                help: "write `ours` for an example that the service did not publish; omit the key for others".into(),
            });
            Source::Published
        })
    }

    /// Compares a value with a schema within a union.
    fn value(&mut self, schema: &Node<'r>, value: &Node<'r>, around: &Around<'r>) {
        let schema = self.schemas.resolve(schema);
        let pair = (ptr::from_ref(schema.value), ptr::from_ref(value.value));
        if self.open.contains(&pair) {
            return;
        }
        self.open.push(pair);
        self.resolved_value(&schema, value, around);
        self.open.pop();
    }

    fn resolved_value(&mut self, schema: &Node<'r>, value: &Node<'r>, around: &Around<'r>) {
        if value.value.is_null() {
            if !self.schemas.is_nullable(schema) && schema.value.as_object().is_some_and(|s| !s.is_empty()) {
                self.contradiction(schema, value, "the example is null, but the schema does not allow null");
            }
            return;
        }
        let subtypes = self.schemas.subtypes(schema);
        if !subtypes.is_empty() {
            return self.union(schema, &subtypes, value, &Around::default());
        }
        let parts = self.schemas.object_parts(schema);
        let members = |part: &Node<'r>| self.schemas.members(part);
        if let Some((at, members)) = parts.iter().map(members).enumerate().find(|(_, members)| !members.is_empty()) {
            let own = around.own.iter().chain(&parts).filter(|part| part.has("properties")).cloned().collect();
            return self.union(&parts[at], &members, value, &Around { tag: around.tag.clone(), own });
        }
        let is_object = |part: &Node<'r>| part.has("properties") || part.str("type") == Some("object");
        if parts.iter().any(is_object) {
            return self.object(schema, &parts, value, around);
        }
        parts.iter().for_each(|part| self.plain(part, value));
    }

    /// Compares a value with the keywords of one schema that is not an object.
    fn plain(&mut self, schema: &Node<'r>, value: &Node<'r>) {
        match schema.str("type") {
            Some("array") => match value.value.as_array() {
                Some(items) => self.items(schema, value, items),
                None => self.contradiction(schema, value, "the schema declares an array"),
            },
            Some("string") => self.string(schema, value),
            Some("integer") if !value.value.is_i64() && !value.value.is_u64() => {
                self.contradiction(schema, value, "the schema declares an integer");
            }
            Some("number") if !value.value.is_number() => {
                self.contradiction(schema, value, "the schema declares a number");
            }
            Some("boolean") if !value.value.is_boolean() => {
                self.contradiction(schema, value, "the schema declares a boolean");
            }
            None if schema.has("format") && value.value.is_string() => self.string(schema, value),
            None if schema.has("items") => self.items(schema, value, value.value.as_array().map_or(&[], Vec::as_slice)),
            _ => {}
        }
    }

    fn items(&mut self, schema: &Node<'r>, value: &Node<'r>, items: &'r [Value]) {
        let Some(item_schema) = schema.get("items") else { return };
        for (index, item) in items.iter().enumerate() {
            let item = Node { value: item, pointer: child(&value.pointer, &index.to_string()) };
            self.value(&item_schema, &item, &Around::default());
        }
    }

    fn string(&mut self, schema: &Node<'r>, value: &Node<'r>) {
        let list = self.lists.get(schema.pointer.as_str()).copied();
        if let Some(text) = value.value.as_str() {
            if schema.has("format") {
                self.observed.formatted.entry(schema.pointer.clone()).or_default().insert(text.to_owned());
            }
            let allowed = schema.strings("enum");
            let known = match list {
                Some(list) => list.values.contains(text),
                None => allowed.is_empty() || allowed.contains(&text),
            };
            if !known {
                self.contradiction(schema, value, "the value is not in the list of the schema");
            } else if let Some(format) = schema.str("format").filter(|format| fits(format, text) == Some(false)) {
                self.contradiction(schema, value, &format!("the value is not in the format `{format}`"));
            } else if list.is_some() {
                self.observed.checked.entry(schema.pointer.clone()).or_default().plain.add(self.source, 1);
            }
            return;
        }
        // A value of the list is the only content of an object: the service sends such a string as a tag.
        let single = value.value.as_object().filter(|o| o.len() == 1).and_then(|o| o.iter().next());
        match (list, single) {
            (Some(list), Some((key, Value::String(text)))) if list.values.contains(text) => {
                let checked = self.observed.checked.entry(schema.pointer.clone()).or_default();
                checked.tagged.entry(key.clone()).or_default().add(self.source, 1);
            }
            _ => self.contradiction(schema, value, "the schema declares a string"),
        }
    }

    fn object(&mut self, schema: &Node<'r>, parts: &[Node<'r>], value: &Node<'r>, around: &Around<'r>) {
        let Some(object) = value.value.as_object() else {
            return self.contradiction(schema, value, "the schema declares an object");
        };
        let describes = |part: &&Node<'_>| part.has("properties") || part.has("additionalProperties");
        let closed = parts.iter().any(|part| part.has("properties"))
            || !(parts.iter().any(|part| describes(&part)) || parts[0].pointer == schema.pointer);
        for (key, inner) in object {
            let inner = Node { value: inner, pointer: child(&value.pointer, key) };
            let declared = parts.iter().chain(&around.own).find_map(|part| part.get("properties")?.get(key));
            let further = parts.iter().find_map(|part| part.get("additionalProperties"));
            match declared.or(further) {
                Some(property) => self.value(&property, &inner, &Around::default()),
                None if around.tag.as_ref() == Some(key) || !closed => {}
                None => self.contradiction(schema, &inner, "the schema does not declare this property"),
            }
        }
        for part in parts {
            for required in part.strings("required") {
                if object.contains_key(required) {
                    continue;
                }
                let property = parts.iter().find_map(|part| part.get("properties")?.get(required));
                if property.is_none_or(|property| self.schemas.access(&property) == Access::Both) {
                    let what = format!("the schema requires `{required}`, which the example does not have");
                    self.contradiction(part, value, &what);
                }
            }
        }
    }

    /// Compares a value with the member of a union that it is.
    fn union(&mut self, union: &Node<'r>, members: &[MemberSchema<'r>], value: &Node<'r>, around: &Around<'r>) {
        let discriminator = self.schemas.discriminator(union, members);
        let identified = match &discriminator {
            Some(discriminator) => self.identify_declared(union, discriminator, members, value),
            None => self.identify(union, members, value, &around.own),
        };
        let Some((seen, member)) = identified else { return };
        let tag = match &seen {
            Seen::Tag(property) => Some(property.clone()),
            _ => around.tag.clone(),
        };
        match (&seen, member) {
            (Seen::Bare, _) | (_, None) => {}
            (Seen::Content, Some(member)) => {
                if let Some((_, property)) = member.node.entries("properties").into_iter().next() {
                    self.value(&property, value, &Around::default());
                }
            }
            (_, Some(member)) => self.value(&member.node, value, &Around { tag, own: around.own.clone() }),
        }
        self.observed.observations.push(Observation {
            union: union.pointer.clone(),
            seen,
            place: Location::new(self.file, &value.pointer),
            source: self.source,
            count: 1,
            declared: discriminator.is_some(),
        });
    }

    /// The member that a value is, and what identified it. A diagnostic where nothing does.
    fn identify<'m>(
        &mut self,
        union: &Node<'r>,
        members: &'m [MemberSchema<'r>],
        value: &Node<'r>,
        own: &[Node<'r>],
    ) -> Option<(Seen, Option<&'m MemberSchema<'r>>)> {
        let by_tag = |tag: &str| members.iter().find(|m| m.tag == tag && !tag.is_empty());
        if let Some(text) = value.value.as_str()
            && members.iter().all(MemberSchema::is_empty)
        {
            let Some(member) = by_tag(text) else {
                self.contradiction(union, value, "no member of the union has this title");
                return None;
            };
            return Some((Seen::Bare, Some(member)));
        }
        for (key, inner) in value.value.as_object().into_iter().flatten() {
            let member = inner.as_str().and_then(by_tag);
            let declared = |node: &Node<'r>| node.get("properties").is_some_and(|p| p.has(key));
            if let Some(member) = member.filter(|m| m.is_object() && !declared(&m.node) && !own.iter().any(declared)) {
                return Some((Seen::Tag(key.clone()), Some(member)));
            }
        }
        self.undeclared(union, members, value, own);
        type Accepts = fn(&Pattern, &Value) -> bool;
        let accepting = |accepts: Accepts, pattern_of: &dyn Fn(&MemberSchema<'r>) -> Option<Pattern>| {
            let accepting =
                |m: &&'m MemberSchema<'r>| pattern_of(m).is_some_and(|pattern| accepts(&pattern, value.value));
            members.iter().filter(accepting).collect::<Vec<_>>()
        };
        let pattern = |m: &MemberSchema<'r>| Some(self.schemas.outline_member_pattern(own, &m.node));
        let mut whole = accepting(accepts, &pattern);
        if whole.is_empty() && value.value.is_object() {
            whole = accepting(accepts_in_part, &pattern);
            // Several members with such keys prove nothing.
            whole.truncate(if whole.len() == 1 { 1 } else { 0 });
        }
        match whole.as_slice() {
            [member] => {
                let seen = if value.value.is_object() { Seen::Keys } else { Seen::JsonType };
                return Some((seen, Some(member)));
            }
            [_, _, ..] if value.value.is_object() => {
                self.contradiction(union, value, "several members of the union accept the example, and it has no tag");
                return None;
            }
            [_, _, ..] => return Some((Seen::JsonType, None)),
            [] => {}
        }
        let content = |m: &MemberSchema<'r>| match m.node.entries("properties").as_slice() {
            [(_, property)] => Some(self.schemas.outline_pattern(property)),
            _ => None,
        };
        match accepting(accepts, &content).as_slice() {
            [] => {
                self.contradiction(union, value, "no member of the union accepts the example");
                None
            }
            [member] => Some((Seen::Content, Some(member))),
            // The empty list fits every list, but it proves the encoding.
            _ => Some((Seen::Content, None)),
        }
    }

    /// Records the strings of a value under keys that neither a member nor a schema beside the union declares.
    fn undeclared(&mut self, union: &Node<'r>, members: &[MemberSchema<'r>], value: &Node<'r>, own: &[Node<'r>]) {
        let mut parts: Vec<_> = members.iter().flat_map(|member| self.schemas.object_parts(&member.node)).collect();
        parts.extend(own.iter().cloned());
        for (key, inner) in value.value.as_object().into_iter().flatten() {
            let is_declared = parts.iter().any(|part| part.get("properties").is_some_and(|p| p.has(key)));
            if let Some(text) = inner.as_str().filter(|_| !is_declared) {
                let (union, key, text) = (union.pointer.clone(), key.clone(), text.to_owned());
                let example = child(&value.pointer, &key);
                self.observed.undeclared.push(Undeclared { union, key, text, example });
            }
        }
    }

    /// Identifies the member of a union with a discriminator.
    fn identify_declared<'m>(
        &mut self,
        union: &Node<'r>,
        discriminator: &Node<'r>,
        members: &'m [MemberSchema<'r>],
        value: &Node<'r>,
    ) -> Option<(Seen, Option<&'m MemberSchema<'r>>)> {
        let property = discriminator.str("propertyName").unwrap_or_default();
        let tag = value.value.get(property).filter(|tag| tag.is_string() || tag.is_number() || tag.is_boolean());
        let Some(tag) = tag.map(tag_text) else {
            self.contradiction(
                union,
                value,
                &format!("the union declares the tag `{property}`, which the example does not have"),
            );
            return None;
        };
        let member = members.iter().find(|member| self.schemas.tags_of(discriminator, member).contains(&tag));
        if member.is_none() {
            self.contradiction(union, value, "no member of the union has this tag");
        }
        member.map(|member| (Seen::Tag(property.to_owned()), Some(member)))
    }

    fn contradiction(&mut self, schema: &Node<'_>, value: &Node<'_>, what: &str) {
        let mut shown = value.value.to_string();
        if shown.chars().count() > 80 {
            shown = shown.chars().take(80).chain("…".chars()).collect();
        }
        self.observed.diagnostics.add(Diagnostic {
            severity: Severity::Warning,
            code: "example-contradicts-schema",
            message: format!("{what}; the example is {shown}"),
            places: vec![Location::new(self.file, &value.pointer), Location::new(self.file, &schema.pointer)],
            help: "find out which of them is right, and correct the other in an overlay under spec/overlays".into(),
        });
    }
}

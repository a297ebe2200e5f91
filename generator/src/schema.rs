//! Reading schemas: titles, members of unions, and where schemas stand in a description.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use crate::load::{child, percent_decoded, unescape};
use crate::model::Rule;
use crate::node::Node;

/// A description with what is looked up in it again and again.
pub struct Schemas<'a> {
    /// The description.
    pub root: &'a Value,
    titles: BTreeSet<&'a str>,
    /// The component schemas by pointer: nearly every reference leads to one.
    components: HashMap<String, &'a Value>,
    all: OnceCell<Vec<Node<'a>>>,
}

/// A member of a `oneOf` or `anyOf`.
pub struct MemberSchema<'a> {
    /// The member's schema, references followed.
    pub node: Node<'a>,
    /// The reference it is given by, where it is one.
    pub reference: Option<&'a str>,
    /// Its title without the generic suffix, or its name: the value of the tag, where the union is tagged.
    pub tag: String,
}

impl MemberSchema<'_> {
    /// Whether the member is an object without properties.
    pub fn is_empty(&self) -> bool {
        let node = &self.node;
        node.str("type") == Some("object")
            && node.entries("properties").is_empty()
            && !["additionalProperties", "oneOf", "anyOf", "allOf", "enum"].iter().any(|key| node.has(key))
    }

    /// Whether the member is an object at all.
    pub fn is_object(&self) -> bool {
        self.node.str("type") == Some("object") || self.node.has("properties") || self.node.has("allOf")
    }
}

/// How deep [`Schemas::rule`] looks; what lies deeper counts as equal.
const RULE_DEPTH: usize = 4;

/// Keys, JSON type and the same for items: deeper values may hold tags that no schema declares yet.
const OUTLINE_DEPTH: usize = 2;

impl<'a> Schemas<'a> {
    /// Prepares a description for reading.
    pub fn new(root: &'a Value) -> Self {
        let titles = components(root).filter_map(|node| node.str("title")).collect();
        let components = components(root).map(|node| (node.pointer, node.value)).collect();
        Self { root, titles, components, all: OnceCell::new() }
    }

    /// Follows the reference that a node may be.
    pub fn resolve(&self, node: &Node<'a>) -> Node<'a> {
        node.resolve_by(|pointer| self.components.get(pointer).copied().or_else(|| self.root.pointer(pointer)))
    }

    /// The title of a schema without its generic suffix; for a component without a title its name.
    pub fn title(&self, node: &Node<'a>) -> Option<String> {
        let title = match node.str("title") {
            Some(title) => title.to_owned(),
            None => node.component()?,
        };
        Some(self.without_generic_suffix(&title).to_owned())
    }

    /// `BulkActionSuccess_BulkError_Agent` → `BulkActionSuccess`: what follows are type arguments of the service's own
    /// language when each part is capitalised and one of them is the title of another schema.
    fn without_generic_suffix<'t>(&self, title: &'t str) -> &'t str {
        let Some((base, arguments)) = title.split_once('_') else { return title };
        let mut parts = arguments.split('_');
        let capitalised = parts.clone().all(|part| part.starts_with(|c: char| c.is_ascii_uppercase()));
        let known = parts.any(|part| self.titles.contains(part));
        if capitalised && known && !base.is_empty() { base } else { title }
    }

    /// The members of a union; empty for every other schema.
    pub fn members(&self, union: &Node<'a>) -> Vec<MemberSchema<'a>> {
        let member = |node: Node<'a>| {
            let reference = node.str("$ref");
            let resolved = self.resolve(&node);
            let tag = self.title(&resolved).unwrap_or_default();
            MemberSchema { node: resolved, reference, tag }
        };
        let mut members: Vec<_> = ["oneOf", "anyOf"].iter().flat_map(|key| union.items(key)).map(member).collect();
        members.sort_by(|a, b| (&a.tag, &a.node.pointer).cmp(&(&b.tag, &b.node.pointer)));
        members
    }

    /// What values of the schema look like, as far as needed to tell union members apart.
    pub fn rule(&self, node: &Node<'a>) -> Rule {
        self.rule_within(node, RULE_DEPTH)
    }

    /// The same from the outside only, for values whose inner unions are not yet understood.
    pub fn outline_rule(&self, node: &Node<'a>) -> Rule {
        self.rule_within(node, OUTLINE_DEPTH)
    }

    fn rule_within(&self, node: &Node<'a>, depth: usize) -> Rule {
        let node = self.resolve(node);
        let Some(depth) = depth.checked_sub(1) else { return Rule::Any };
        let members = self.members(&node);
        if !members.is_empty() {
            return Rule::OneOf(members.iter().map(|member| self.tagged_rule(&node, member, depth)).collect());
        }
        if node.has("allOf") || node.has("properties") || node.str("type") == Some("object") {
            return self.object_rule(&node, depth);
        }
        match node.str("type") {
            Some("boolean") => Rule::Boolean,
            Some("integer" | "number") => Rule::Number,
            Some("string") => {
                let values: BTreeSet<_> = node.strings("enum").into_iter().map(str::to_owned).collect();
                Rule::String((!values.is_empty()).then_some(values))
            }
            Some("array") => Rule::Array {
                items: Box::new(node.get("items").map_or(Rule::Any, |items| self.rule_within(&items, depth))),
                non_empty: node.value.get("minItems").and_then(Value::as_u64).unwrap_or(0) > 0,
            },
            _ => Rule::Any,
        }
    }

    /// A member of a tagged union carries the tag beside its own keys.
    fn tagged_rule(&self, union: &Node<'a>, member: &MemberSchema<'a>, depth: usize) -> Rule {
        let mut rule = self.rule_within(&member.node, depth);
        let property = union.get("discriminator").and_then(|d| d.str("propertyName"));
        if let (Some(property), Rule::Object { required, declared }) = (property, &mut rule) {
            required.insert(property.to_owned(), Rule::String(None));
            if let Some(declared) = declared {
                declared.insert(property.to_owned());
            }
        }
        rule
    }

    fn object_rule(&self, node: &Node<'a>, depth: usize) -> Rule {
        let mut required = BTreeMap::new();
        let mut declared = BTreeSet::new();
        let mut open = false;
        for part in self.object_parts(node) {
            for (name, property) in part.entries("properties") {
                declared.insert(name.to_owned());
                if part.strings("required").contains(&name) {
                    let property = self.resolve(&property);
                    let rule = if property.flag("nullable") { Rule::Any } else { self.rule_within(&property, depth) };
                    required.insert(name.to_owned(), rule);
                }
            }
            open |= part.value.get("additionalProperties").is_some_and(|value| value != &Value::Bool(false));
        }
        // An object about which nothing is said takes everything.
        let declared = (!open && !declared.is_empty()).then_some(declared);
        Rule::Object { required, declared }
    }

    /// An object schema and, for `allOf`, all schemas that it is put together from.
    pub fn object_parts(&self, node: &Node<'a>) -> Vec<Node<'a>> {
        let mut parts = vec![self.resolve(node)];
        let mut next = 0;
        while next < parts.len() && parts.len() < 256 {
            let inner: Vec<_> = parts[next].items("allOf").iter().map(|part| self.resolve(part)).collect();
            for part in inner {
                if !parts.iter().any(|known| known.pointer == part.pointer) {
                    parts.push(part);
                }
            }
            next += 1;
        }
        parts
    }

    /// Every schema of the description, components first, each with the schemas within it.
    pub fn all(&self) -> &[Node<'a>] {
        self.all.get_or_init(|| self.walk_all())
    }

    fn walk_all(&self) -> Vec<Node<'a>> {
        let mut found = Vec::new();
        for node in components(self.root) {
            walk(node, &mut found);
        }
        for operation in operations(self.root) {
            for parameter in &operation.parameters {
                parameter.get("schema").into_iter().for_each(|schema| walk(schema, &mut found));
            }
            let body = operation.node.get("requestBody").map(|body| self.resolve(&body));
            let responses = operation.node.entries("responses").into_iter().map(|(_, r)| self.resolve(&r));
            for holder in body.into_iter().chain(responses) {
                for (_, media) in holder.entries("content") {
                    media.get("schema").into_iter().for_each(|schema| walk(schema, &mut found));
                }
            }
        }
        let mut seen = BTreeSet::new();
        found.retain(|node| seen.insert(node.pointer.clone()));
        found
    }
}

fn walk<'a>(node: Node<'a>, found: &mut Vec<Node<'a>>) {
    if node.has("$ref") {
        return;
    }
    let properties = node.entries("properties").into_iter().map(|(_, property)| property);
    let single = ["items", "additionalProperties", "not"].into_iter().filter_map(|key| node.get(key));
    let lists = ["oneOf", "anyOf", "allOf"].into_iter().flat_map(|key| node.items(key));
    let inner: Vec<_> = properties.chain(single).chain(lists).filter(|inner| inner.value.is_object()).collect();
    found.push(node);
    inner.into_iter().for_each(|inner| walk(inner, found));
}

/// The component schemas, sorted by name.
pub fn components(root: &Value) -> impl Iterator<Item = Node<'_>> {
    let components = Node::root(root).get("components");
    components.into_iter().flat_map(|c| c.entries("schemas")).map(|(_, node)| node)
}

/// An operation as the description has it.
pub struct OperationNode<'a> {
    /// The path template.
    pub path: &'a str,
    /// The method in upper case.
    pub method: String,
    /// The operation object.
    pub node: Node<'a>,
    /// Its parameters and those of its path item, references followed; its own come first and win.
    pub parameters: Vec<Node<'a>>,
}

const METHODS: [&str; 8] = ["delete", "get", "head", "options", "patch", "post", "put", "trace"];

/// The operations, sorted by path and method.
pub fn operations(root: &Value) -> Vec<OperationNode<'_>> {
    let mut operations = Vec::new();
    for (path, item) in Node::root(root).entries("paths") {
        let item = item.resolve(root);
        for method in METHODS {
            let Some(node) = item.get(method) else { continue };
            let mut parameters: Vec<Node<'_>> = Vec::new();
            for parameter in node.items("parameters").into_iter().chain(item.items("parameters")) {
                let parameter = parameter.resolve(root);
                let same = |p: &Node<'_>| p.str("name") == parameter.str("name") && p.str("in") == parameter.str("in");
                if !parameters.iter().any(same) {
                    parameters.push(parameter);
                }
            }
            parameters.sort_by_key(|p| (p.str("in"), p.str("name")));
            operations.push(OperationNode { path, method: method.to_uppercase(), node, parameters });
        }
    }
    operations
}

/// An example and the schema it is meant for.
pub struct Example<'a> {
    /// The value.
    pub value: Node<'a>,
    /// The schema.
    pub schema: Node<'a>,
    /// The operation it belongs to: method and path; none for an example that stands at a schema.
    pub operation: Option<(String, &'a str)>,
    /// The response's status, `request` for a body, `parameter` for a parameter.
    pub role: String,
    /// The example's name among several.
    pub name: String,
}

/// Every example of the description: of bodies, parameters and schemas.
pub fn examples<'a>(schemas: &Schemas<'a>) -> Vec<Example<'a>> {
    let mut found = Vec::new();
    for operation in operations(schemas.root) {
        let owner = Some((operation.method.clone(), operation.path));
        let body = operation.node.get("requestBody").map(|body| ("request".to_owned(), schemas.resolve(&body)));
        let responses = operation.node.entries("responses").into_iter();
        let responses = responses.map(|(status, response)| (status.to_owned(), schemas.resolve(&response)));
        for (role, holder) in body.into_iter().chain(responses) {
            for (_, media) in holder.entries("content") {
                media_examples(schemas, &media, &owner, &role, &mut found);
            }
        }
        for parameter in &operation.parameters {
            media_examples(schemas, parameter, &owner, "parameter", &mut found);
        }
    }
    for schema in schemas.all() {
        if let Some(value) = schema.get("example") {
            let schema = schema.clone();
            found.push(Example { value, schema, operation: None, role: "schema".to_owned(), name: String::new() });
        }
    }
    found
}

fn media_examples<'a>(
    schemas: &Schemas<'a>,
    holder: &Node<'a>,
    operation: &Option<(String, &'a str)>,
    role: &str,
    found: &mut Vec<Example<'a>>,
) {
    let Some(schema) = holder.get("schema") else { return };
    let named = holder.entries("examples").into_iter().filter_map(|(name, example)| {
        let value = schemas.resolve(&example).get("value")?;
        Some((name.to_owned(), value))
    });
    let single = holder.get("example").map(|value| (String::new(), value));
    for (name, value) in single.into_iter().chain(named) {
        let (schema, operation, role) = (schema.clone(), operation.clone(), role.to_owned());
        found.push(Example { value, schema, operation, role, name });
    }
}

/// The JSONPath (RFC 9535) that selects the node at a pointer; a parameter is selected by its name and place.
pub fn json_path(root: &Value, pointer: &str) -> String {
    let mut path = "$".to_owned();
    let mut node = root;
    let mut above = String::new();
    for segment in pointer.split('/').skip(1) {
        let name = segment.replace("~1", "/").replace("~0", "~");
        let next = match node {
            Value::Array(items) => name.parse::<usize>().ok().and_then(|index| items.get(index)),
            _ => node.get(&name),
        };
        let parameter =
            next.filter(|_| above == "parameters").and_then(|p| Some((p["name"].as_str()?, p["in"].as_str()?)));
        match (node, parameter) {
            (Value::Array(_), Some((name, place))) => {
                path.push_str(&format!("[?@.name == {} && @.in == {}]", quoted(name), quoted(place)));
            }
            (Value::Array(_), None) => path.push_str(&format!("[{name}]")),
            _ if is_shorthand(&name) => path.push_str(&format!(".{name}")),
            _ => path.push_str(&format!("[{}]", quoted(&name))),
        }
        above = name;
        node = next.unwrap_or(&Value::Null);
    }
    path
}

fn is_shorthand(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn quoted(name: &str) -> String {
    let mut text = String::from("'");
    for c in name.chars() {
        match c {
            '\\' | '\'' => text.extend(['\\', c]),
            c if c < ' ' => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => text.push(c),
        }
    }
    text.push('\'');
    text
}

/// The name of the schema that a mapping names or refers to.
pub fn mapped_schema(target: &str) -> String {
    let name = target.rsplit('/').next().unwrap_or(target);
    if target.starts_with('#') { unescape(&percent_decoded(name)) } else { name.to_owned() }
}

/// A pointer without the last two segments: the schema that a property belongs to.
pub fn enclosing(pointer: &str) -> &str {
    pointer.rsplitn(3, '/').nth(2).unwrap_or("")
}

/// The pointer of the schema of a property.
pub fn property(schema: &str, name: &str) -> String {
    child(&child(schema, "properties"), name)
}

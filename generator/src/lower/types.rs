//! Converts schemas to types.

use std::collections::BTreeSet;

use serde_json::Value;

use super::constraints::type_constraints;
use super::state::{Context, Lower};
use crate::description::Node;
use crate::model::{Disposition, Member, Shape, StringEnum, Type, TypeDef, TypeId, Union, UnionEncoding};

/// The maximum nesting depth of schemas, such as lists, maps and unions in each other.
const DEEPEST: usize = 64;

impl<'r> Lower<'_, 'r> {
    /// The type of a schema, without `null`.
    pub(super) fn type_of(&mut self, node: &Node<'r>, context: Context<'_>) -> Type {
        let reported = self.diagnostics.len();
        let ty = self.resolved_type_of(node, context);
        if ty.has_json() {
            self.note_untyped(&node.pointer, reported);
        }
        ty
    }

    fn resolved_type_of(&mut self, node: &Node<'r>, context: Context<'_>) -> Type {
        let node = self.schemas.resolve(node);
        if let Some(id) = self.known(&node) {
            return Type::Named(id);
        }
        if self.open.len() > DEEPEST {
            return self.json_value(&node, "the schema is nested too deeply in schemas without a name");
        }
        if self.open.contains(&node.pointer) {
            return self.json_value(&node, "the schema contains itself without a named schema in between");
        }
        self.open.push(node.pointer.clone());
        let ty = self.fresh_type(&node, context);
        self.open.pop();
        if let Some(name) = node.component() {
            let disposition = match &ty {
                Type::Named(id) => Disposition::Type(id.clone()),
                _ => Disposition::Inlined,
            };
            self.dispositions.insert(name, disposition);
        }
        ty
    }

    /// The type of a schema, including `null`.
    pub(super) fn nullable_type_of(&mut self, node: &Node<'r>, context: Context<'_>) -> Type {
        let ty = self.type_of(node, context);
        if self.schemas.is_nullable(node) { Type::Nullable(Box::new(ty)) } else { ty }
    }

    fn id(node: &Node<'_>) -> TypeId {
        TypeId(node.component().unwrap_or_else(|| node.pointer.clone()))
    }

    pub(super) fn known(&self, node: &Node<'r>) -> Option<TypeId> {
        let id = Self::id(node);
        self.types.contains_key(&id).then_some(id)
    }

    fn fresh_type(&mut self, node: &Node<'r>, context: Context<'_>) -> Type {
        let subtypes = self.schemas.subtypes(node);
        if !subtypes.is_empty() {
            return self.base(node, subtypes, context);
        }
        if node.has("allOf") || node.has("oneOf") || node.has("anyOf") {
            return self.composed(node, context);
        }
        self.plain(node, context)
    }

    /// The type of a schema by its own keywords, without those that compose it of other schemas.
    pub(super) fn plain(&mut self, node: &Node<'r>, context: Context<'_>) -> Type {
        if node.has("not") && node.str("type").is_none() {
            return self.json_value(node, "`not` has no Rust type");
        }
        match node.str("type") {
            Some("string") => self.string(node, context),
            Some("integer") => integer(node),
            Some("number") => number(node),
            Some("boolean") => Type::Boolean,
            Some("array") => self.list(node, context),
            Some("object") => self.object(node, context),
            None if node.has("properties") || node.has("additionalProperties") => self.object(node, context),
            None if node.has("items") => self.list(node, context),
            None if node.has("enum") => self.listed(node, context),
            _ => Type::Json,
        }
    }

    fn list(&mut self, node: &Node<'r>, context: Context<'_>) -> Type {
        let items = node.get("items").map_or(Type::Json, |items| self.nullable_type_of(&items, context));
        Type::List(Box::new(items))
    }

    /// The type of a list of values without a type.
    fn listed(&mut self, node: &Node<'r>, context: Context<'_>) -> Type {
        let values = node.value.get("enum").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let values: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
        match values.first() {
            Some(Value::String(_)) if values.iter().all(|value| value.is_string()) => self.string(node, context),
            Some(Value::Bool(_)) if values.iter().all(|value| value.is_boolean()) => Type::Boolean,
            Some(Value::Number(_)) if values.iter().all(|value| value.is_i64()) => Type::Int64,
            Some(Value::Number(_)) if values.iter().all(|value| value.is_number()) => Type::Double,
            _ => Type::Json,
        }
    }

    fn string(&mut self, node: &Node<'r>, context: Context<'_>) -> Type {
        let values: BTreeSet<String> = node.strings("enum").into_iter().map(str::to_owned).collect();
        if !values.is_empty() {
            let shape = Shape::Enum(StringEnum { values: values.into_iter().collect() });
            return self.define(node, context, shape);
        }
        match node.str("format") {
            Some("uuid") => Type::Uuid,
            Some("date-time") => Type::Timestamp,
            Some("date") => Type::Date,
            Some("binary") => Type::Binary,
            _ => Type::String,
        }
    }

    fn object(&mut self, node: &Node<'r>, context: Context<'_>) -> Type {
        if let Some(tag_only) = self.tag_only(node, context) {
            return tag_only;
        }
        if node.entries("properties").is_empty() {
            let value = match node.get("additionalProperties") {
                Some(values) if values.value.is_object() => self.nullable_type_of(&values, context),
                _ => Type::Json,
            };
            let key = match node.get("x-propertyNames") {
                Some(names) => self.type_of(&names, context),
                None => Type::String,
            };
            let key = if key == Type::Uuid || self.is_enum(&key) { key } else { Type::String };
            return Type::Map(Box::new(key), Box::new(value));
        }
        self.structure(node, std::slice::from_ref(node), context)
    }

    /// An object whose only property is a discriminator with a list of values: a union whose members are only tags.
    fn tag_only(&mut self, node: &Node<'r>, context: Context<'_>) -> Option<Type> {
        let [(property, inner)] = &node.entries("properties")[..] else { return None };
        let values = inner.strings("enum");
        let declared = node.get("discriminator").and_then(|d| d.str("propertyName"));
        if declared != Some(*property) || values.is_empty() {
            return None;
        }
        let tags: BTreeSet<&str> = values.into_iter().collect();
        let member =
            |tag: &str| Member { tag: tag.to_owned(), ty: None, boxed: false, docs: String::new(), pattern: None };
        let union = Union {
            encoding: UnionEncoding::Tagged { property: (*property).to_owned(), literal: false },
            members: tags.into_iter().map(member).collect(),
            shared: Vec::new(),
        };
        Some(self.define(node, context, Shape::Union(union)))
    }

    pub(super) fn is_enum(&self, ty: &Type) -> bool {
        matches!(ty, Type::Named(id) if matches!(self.types.get(id).map(|def| &def.shape), Some(Shape::Enum(_))))
    }

    pub(super) fn is_struct(&self, ty: &Type) -> bool {
        match ty {
            Type::Named(id) => self.types.get(id).is_some_and(|def| matches!(def.shape, Shape::Struct(_))),
            _ => false,
        }
    }

    /// Registers a schema among the types before its parts are lowered, so that they may refer to it.
    pub(super) fn reserve(&mut self, node: &Node<'r>, context: Context<'_>, shape: Shape) -> TypeId {
        let id = Self::id(node);
        let is_component = node.component().is_some();
        let title = self.schemas.title(node).unwrap_or_else(|| context.name.to_owned());
        let def = TypeDef {
            title,
            parent: if is_component { String::new() } else { context.parent.to_owned() },
            pointers: vec![node.pointer.clone()],
            docs: self.docs(node),
            deprecated: node.flag("deprecated"),
            constraints: type_constraints(self.schemas, node),
            shape,
            uses: BTreeSet::new(),
            in_request: false,
            in_response: false,
        };
        self.types.insert(id.clone(), def);
        id
    }

    pub(super) fn define(&mut self, node: &Node<'r>, context: Context<'_>, shape: Shape) -> Type {
        let id = self.reserve(node, context, shape);
        let names_property = node.component().is_none() && node.str("title").is_none();
        if let Some(def) = self.types.get_mut(&id).filter(|_| names_property) {
            // The description of a property describes the property, not the type.
            def.docs.clear();
        }
        Type::Named(id)
    }
}

/// The smallest integer that holds every value.
fn integer(node: &Node<'_>) -> Type {
    let beyond_signed =
        node.value.get("maximum").and_then(Value::as_u64).is_some_and(|most| i64::try_from(most).is_err());
    match node.str("format") {
        Some("int32") => Type::Int32,
        Some("uint64") => Type::Uint64,
        _ if beyond_signed => Type::Uint64,
        _ => Type::Int64,
    }
}

/// `decimal` and `decimal128` promise all digits, of which `f64` keeps 15 to 17.
fn number(node: &Node<'_>) -> Type {
    match node.str("format") {
        Some("float") => Type::Float,
        Some(format) if format.starts_with("decimal") => Type::Decimal,
        _ => Type::Double,
    }
}

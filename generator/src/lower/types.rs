//! Converts schemas to types.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::member_names::{member_name, name_of_type};
use super::state::{Context, Lower, Pending, constraints};
use crate::description::Node;
use crate::description::disjoint::overlap;
use crate::description::{MemberSchema, mapped_schema};
use crate::diagnostic::Severity;
use crate::model::{
    Disposition, Field, Member, Shape, StringEnum, Struct, Type, TypeDef, TypeId, Union, UnionEncoding,
};

/// The nesting depth beyond which the fields of a struct are deferred: a description can contain chains of any length.
const EAGER: usize = 16;

/// The maximum nesting depth of schemas, such as lists, maps and unions in each other.
const DEEPEST: usize = 64;

impl<'r> Lower<'_, 'r> {
    /// The type of a schema, without `null`.
    pub(super) fn type_of(&mut self, node: &Node<'r>, context: Context<'_>) -> Type {
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
        if self.is_nullable(node) { Type::Nullable(Box::new(ty)) } else { ty }
    }

    fn is_nullable(&self, node: &Node<'r>) -> bool {
        let resolved = self.schemas.resolve(node);
        let null_in_enum =
            resolved.get("enum").is_some_and(|e| e.value.as_array().is_some_and(|v| v.contains(&Value::Null)));
        // A wrapper such as `allOf: [$ref], nullable: true` makes the schema that it wraps nullable.
        resolved.flag("nullable") || null_in_enum
    }

    fn id(node: &Node<'_>) -> TypeId {
        TypeId(node.component().unwrap_or_else(|| node.pointer.clone()))
    }

    fn known(&self, node: &Node<'r>) -> Option<TypeId> {
        let id = Self::id(node);
        self.types.contains_key(&id).then_some(id)
    }

    fn fresh_type(&mut self, node: &Node<'r>, context: Context<'_>) -> Type {
        if !node.items("oneOf").is_empty() || !node.items("anyOf").is_empty() {
            return self.union(node, context);
        }
        if node.has("allOf") {
            return self.all_of(node, context);
        }
        if node.has("not") {
            return self.json_value(node, "`not` has no Rust type");
        }
        match node.str("type") {
            Some("string") => self.string(node, context),
            Some("integer") => match node.str("format") {
                Some("int32") => Type::Int32,
                _ => Type::Int64,
            },
            Some("number") => match node.str("format") {
                Some("float") => Type::Float,
                _ => Type::Double,
            },
            Some("boolean") => Type::Boolean,
            Some("array") => match node.get("items") {
                Some(items) => Type::List(Box::new(self.nullable_type_of(&items, context))),
                None => Type::List(Box::new(Type::Json)),
            },
            Some("object") => self.object(node, context),
            None if node.has("properties") || node.has("additionalProperties") => self.object(node, context),
            None if node.has("enum") && node.strings("enum").len() == enum_len(node) => self.string(node, context),
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
            encoding: UnionEncoding::Tagged { property: (*property).to_owned() },
            members: tags.into_iter().map(member).collect(),
            shared: Vec::new(),
        };
        Some(self.define(node, context, Shape::Union(union)))
    }

    fn all_of(&mut self, node: &Node<'r>, context: Context<'_>) -> Type {
        let parts = self.schemas.object_parts(node);
        let own = ["properties", "additionalProperties", "type", "required"].iter().any(|key| node.has(key));
        if let ([wrapped], false) = (&node.items("allOf")[..], own) {
            return self.type_of(wrapped, context);
        }
        let is_object = |part: &Node<'_>| {
            part.has("allOf") || part.has("properties") || part.has("required") || part.str("type") == Some("object")
        };
        if let Some(other) = parts.iter().find(|part| !is_object(part) || part.has("oneOf") || part.has("anyOf")) {
            let what = format!("`allOf` with {} cannot be merged into one struct", other.pointer);
            return self.json_value(node, &what);
        }
        self.structure(node, &parts, context)
    }

    /// A struct from one object schema or from all parts of an `allOf`.
    fn structure(&mut self, node: &Node<'r>, parts: &[Node<'r>], context: Context<'_>) -> Type {
        let id = self.reserve(node, context);
        let pending = Pending { id: id.clone(), pointer: node.pointer.clone(), parts: parts.to_vec() };
        if self.open.len() > EAGER {
            self.pending.push(pending)
        } else {
            self.fill(pending)
        }
        Type::Named(id)
    }

    /// Lowers the deferred structs, and then what depends on the fields of all structs.
    pub(super) fn finish(&mut self) {
        while let Some(pending) = self.pending.pop() {
            self.fill(pending);
        }
        let unions: Vec<Union> = self
            .types
            .values()
            .filter_map(|def| match &def.shape {
                Shape::Union(union) => Some(union.clone()),
                _ => None,
            })
            .collect();
        for union in unions {
            if let UnionEncoding::Tagged { property } = &union.encoding {
                self.tag_as_constant(&union.members, property);
            }
        }
    }

    /// The fields of a struct.
    fn fill(&mut self, Pending { id, pointer, parts }: Pending<'r>) {
        let title = self.types.get(&id).map_or_else(String::new, |def| def.title.clone());
        let mut fields: Vec<Field> = Vec::new();
        let mut additional = None;
        let required: BTreeSet<&str> = parts.iter().flat_map(|part| part.strings("required")).collect();
        let mut schemas: BTreeMap<&str, &Value> = BTreeMap::new();
        for part in &parts {
            if let Some(name) = part.component().filter(|_| part.pointer != pointer) {
                self.dispositions.entry(name).or_insert(Disposition::Inlined);
            }
            for (name, property) in part.entries("properties") {
                if schemas.insert(name, property.value) == Some(property.value) {
                    continue;
                }
                let field = self.field(name, &property, required.contains(name), &title);
                match fields.iter_mut().find(|known| known.wire == name) {
                    Some(known) if known.ty == field.ty => {}
                    Some(known) => {
                        known.ty = Type::Json;
                        self.json_value(
                            &property,
                            &format!("two parts of `allOf` define `{name}` with different types"),
                        );
                    }
                    None => fields.push(field),
                }
            }
            match part.get("additionalProperties") {
                Some(values) if values.value.is_object() => {
                    additional = Some(self.nullable_type_of(&values, Context { parent: &title, name: "value" }));
                }
                Some(values) if values.value == &Value::Bool(true) => additional = Some(Type::Json),
                _ => {}
            }
        }
        fields.sort_by(|a, b| a.wire.cmp(&b.wire));
        if let Some(def) = self.types.get_mut(&id) {
            def.shape = Shape::Struct(Struct { fields, additional });
        }
    }

    fn field(&mut self, name: &str, property: &Node<'r>, required: bool, parent: &str) -> Field {
        let resolved = self.schemas.resolve(property);
        let values = resolved.strings("enum");
        let default = resolved.value.get("default");
        let constant = match (values.as_slice(), default) {
            ([only], Some(Value::String(default))) if required && default == only => Some((*only).to_owned()),
            _ => None,
        };
        let ty = match constant {
            Some(_) => Type::String,
            None => self.type_of(property, Context { parent, name }),
        };
        Field {
            wire: name.to_owned(),
            ty,
            required,
            nullable: self.is_nullable(property),
            boxed: false,
            constant,
            docs: self.docs(property),
            default: default.cloned(),
            constraints: constraints(&resolved),
            deprecated: property.flag("deprecated") || resolved.flag("deprecated") && !property.has("$ref"),
        }
    }

    fn union(&mut self, node: &Node<'r>, context: Context<'_>) -> Type {
        let members = self.schemas.members(node);
        match node.get("discriminator").and_then(|d| Some((d.str("propertyName")?.to_owned(), d))) {
            Some((property, discriminator)) => self.tagged(node, &members, property, &discriminator, context),
            None => match members.as_slice() {
                [only] => self.type_of(&only.node, context),
                _ => self.untagged(node, &members, context),
            },
        }
    }

    fn tagged(
        &mut self,
        node: &Node<'r>,
        members: &[MemberSchema<'r>],
        property: String,
        discriminator: &Node<'r>,
        context: Context<'_>,
    ) -> Type {
        let mapping: Vec<(&str, String)> = discriminator
            .entries("mapping")
            .into_iter()
            .filter_map(|(tag, target)| Some((tag, mapped_schema(target.value.as_str()?))))
            .collect();
        let mut lowered = Vec::new();
        let id = self.reserve(node, context);
        for member in members {
            let name = member.node.component().unwrap_or_default();
            let mut tags: Vec<&str> = mapping.iter().filter(|(_, n)| *n == name).map(|(tag, _)| *tag).collect();
            if tags.is_empty() {
                tags.push(if name.is_empty() { &member.tag } else { &name });
            }
            let parent = self.types[&id].title.clone();
            let ty = if member.is_empty() {
                self.dispositions.insert(name.clone(), Disposition::Variant);
                None
            } else {
                Some(self.type_of(&member.node, Context { parent: &parent, name: &member.tag }))
            };
            let is_object = ty.as_ref().is_none_or(|ty| self.is_struct(ty));
            if !is_object || tags.iter().any(|tag| tag.is_empty()) {
                self.types.remove(&id);
                let what = format!("a member of a tagged union must be an object; {} is not", member.node.pointer);
                return self.json_value(node, &what);
            }
            let docs = self.docs(&member.node);
            for tag in tags {
                let (ty, docs) = (ty.clone(), docs.clone());
                lowered.push(Member { tag: tag.to_owned(), ty, boxed: false, docs, pattern: None });
            }
        }
        lowered.sort_by(|a, b| a.tag.cmp(&b.tag));
        if let Some(pair) = lowered.windows(2).find(|pair| pair[0].tag == pair[1].tag) {
            let what = format!("two members of the union have the tag `{}`", pair[0].tag);
            self.types.remove(&id);
            return self.json_value(node, &what);
        }
        if let Some(def) = self.types.get_mut(&id) {
            def.shape = Shape::Union(Union {
                encoding: UnionEncoding::Tagged { property },
                members: lowered,
                shared: Vec::new(),
            });
        }
        Type::Named(id)
    }

    /// Makes the tag's property a constant of each member that declares it: the member always has the same tag.
    fn tag_as_constant(&mut self, members: &[Member], property: &str) {
        for member in members {
            let Some(Type::Named(id)) = &member.ty else { continue };
            if self.may_vary(id, property) {
                continue;
            }
            let alone = members.iter().filter(|other| other.ty == member.ty).count() == 1;
            if let Some(TypeDef { shape: Shape::Struct(s), .. }) = self.types.get_mut(id)
                && let Some(field) = s.fields.iter_mut().find(|field| field.wire == property)
                && alone
            {
                match &field.constant {
                    // It is a member of another union with another tag, so the caller has to set the value.
                    Some(other) if *other != member.tag => field.constant = None,
                    _ => field.constant = Some(member.tag.clone()),
                }
                field.ty = Type::String;
            }
        }
    }

    /// Whether the schema allows several values for the property, so that it is more than a tag.
    fn may_vary(&self, id: &TypeId, property: &str) -> bool {
        let Some(Shape::Struct(s)) = self.types.get(id).map(|def| &def.shape) else { return false };
        let field = s.fields.iter().find(|field| field.wire == property);
        match field.map(|field| &field.ty) {
            Some(Type::Named(inner)) => {
                matches!(self.types.get(inner).map(|def| &def.shape), Some(Shape::Enum(e)) if e.values.len() > 1)
            }
            _ => false,
        }
    }

    fn untagged(&mut self, node: &Node<'r>, members: &[MemberSchema<'r>], context: Context<'_>) -> Type {
        let patterns: Vec<_> = members.iter().map(|member| self.schemas.pattern(&member.node)).collect();
        for (index, pattern) in patterns.iter().enumerate() {
            for (later, other) in patterns.iter().enumerate().skip(index + 1) {
                let Some(witness) = overlap(pattern, other) else { continue };
                let message = format!(
                    "the members of the union cannot be distinguished: {} and {} both accept {witness}; it becomes a JSON value",
                    members[index].node.pointer, members[later].node.pointer
                );
                let help = "declare a discriminator, or make the members differ, with an overlay under spec/overlays";
                self.report(Severity::Warning, "ambiguous-union", message, &node.pointer, help);
                return Type::Json;
            }
        }
        let id = self.reserve(node, context);
        let parent = self.types[&id].title.clone();
        let mut lowered = Vec::new();
        for (member, pattern) in members.iter().zip(patterns) {
            let name = member_name(member, members);
            let own = if name.is_empty() { "Item" } else { &name };
            let ty = self.type_of(&member.node, Context { parent: &parent, name: own });
            let tag = if name.is_empty() { name_of_type(&ty, "Object") } else { name };
            let docs = self.docs(&member.node);
            lowered.push(Member { tag, ty: Some(ty), boxed: false, docs, pattern: Some(pattern) });
        }
        lowered.sort_by(|a, b| a.tag.cmp(&b.tag));
        let union = Union { encoding: UnionEncoding::Untagged, members: lowered, shared: Vec::new() };
        if let Some(def) = self.types.get_mut(&id) {
            def.shape = Shape::Union(union);
        }
        Type::Named(id)
    }

    fn is_enum(&self, ty: &Type) -> bool {
        matches!(ty, Type::Named(id) if matches!(self.types.get(id).map(|def| &def.shape), Some(Shape::Enum(_))))
    }

    fn is_struct(&self, ty: &Type) -> bool {
        match ty {
            Type::Named(id) => self.types.get(id).is_some_and(|def| matches!(def.shape, Shape::Struct(_))),
            _ => false,
        }
    }

    /// Registers a schema among the types before its parts are lowered, so that they may refer to it.
    fn reserve(&mut self, node: &Node<'r>, context: Context<'_>) -> TypeId {
        let id = Self::id(node);
        let is_component = node.component().is_some();
        let title = self.schemas.title(node).unwrap_or_else(|| context.name.to_owned());
        let def = TypeDef {
            title,
            parent: if is_component { String::new() } else { context.parent.to_owned() },
            pointers: vec![node.pointer.clone()],
            docs: self.docs(node),
            deprecated: node.flag("deprecated"),
            shape: Shape::Struct(Struct { fields: Vec::new(), additional: None }),
            uses: BTreeSet::new(),
            in_request: false,
            in_response: false,
        };
        self.types.insert(id.clone(), def);
        id
    }

    fn define(&mut self, node: &Node<'r>, context: Context<'_>, shape: Shape) -> Type {
        let id = self.reserve(node, context);
        let names_property = node.component().is_none() && node.str("title").is_none();
        if let Some(def) = self.types.get_mut(&id) {
            def.shape = shape;
            if names_property {
                // The description of a property describes the property, not the type.
                def.docs.clear();
            }
        }
        Type::Named(id)
    }
}

fn enum_len(node: &Node<'_>) -> usize {
    node.value.get("enum").and_then(Value::as_array).map_or(0, Vec::len)
}

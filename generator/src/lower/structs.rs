//! Objects with named fields.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::constraints::constraints;
use super::narrow::narrow;
use super::state::{Context, Lower, Pending};
use crate::description::Node;
use crate::model::{Access, Disposition, Field, Shape, Struct, Type};

/// The nesting depth beyond which the fields of a struct are deferred: a description can contain chains of any length.
const EAGER: usize = 16;

impl<'r> Lower<'_, 'r> {
    /// A struct from one object schema or from all parts of an `allOf`.
    pub(super) fn structure(&mut self, node: &Node<'r>, parts: &[Node<'r>], context: Context<'_>) -> Type {
        let order = self.object_order(parts);
        let id = self.reserve(node, context, Shape::Struct(Struct { fields: Vec::new(), additional: None, order }));
        let pending = Pending { id: id.clone(), pointer: node.pointer.clone(), parts: parts.to_vec() };
        if self.open.len() > EAGER {
            self.pending.push(pending)
        } else {
            self.fill(pending)
        }
        Type::Named(id)
    }

    /// Lowers the deferred structs.
    pub(super) fn fill_pending(&mut self) {
        while let Some(pending) = self.pending.pop() {
            self.fill(pending);
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
                if schemas.insert(name, property.value) != Some(property.value) {
                    let field = self.field(name, &property, required.contains(name), &title);
                    self.add(&mut fields, field, &property);
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
        if let Some(Shape::Struct(s)) = self.types.get_mut(&id).map(|def| &mut def.shape) {
            (s.fields, s.additional) = (fields, additional);
        }
    }

    /// Adds a field. Where another part of the `allOf` has it as well, the more specific type counts.
    fn add(&mut self, fields: &mut Vec<Field>, field: Field, property: &Node<'r>) {
        let Some(known) = fields.iter_mut().find(|known| known.wire == field.wire) else { return fields.push(field) };
        known.nullable = match self.schemas.resolve(property).shaping().next() {
            Some(_) => known.nullable && field.nullable,
            None => known.nullable || field.nullable,
        };
        if known.docs.is_empty() {
            known.docs = field.docs;
        }
        known.access = if known.access == Access::Both { field.access } else { known.access };
        known.preset = field.preset.or(known.preset.take());
        known.ty = match narrow(&self.types, &known.ty, &field.ty) {
            Some(ty) => ty,
            None => {
                let what = format!("two parts of `allOf` define `{}` with different types", field.wire);
                self.json_value(property, &what)
            }
        };
    }

    fn field(&mut self, name: &str, property: &Node<'r>, required: bool, parent: &str) -> Field {
        let resolved = self.schemas.resolve(property);
        let default = resolved.value.get("default");
        let preset = match (resolved.strings("enum").as_slice(), default) {
            ([only], Some(Value::String(default))) if required && default == only => Some((*only).to_owned()),
            _ => None,
        };
        Field {
            wire: name.to_owned(),
            ty: self.type_of(property, Context { parent, name }),
            required,
            nullable: self.schemas.is_nullable(property),
            boxed: false,
            constant: None,
            preset,
            access: self.schemas.access(property),
            docs: self.docs(property),
            default: default.cloned(),
            constraints: constraints(self.schemas, &resolved),
            deprecated: property.flag("deprecated") || resolved.flag("deprecated") && !property.has("$ref"),
        }
    }
}

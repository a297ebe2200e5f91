//! Explains the items of one version from its model.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use dixa_generator::conventions::Conventions;
use dixa_generator::description::{Node, Schemas};
use dixa_generator::emit::{Declaration, Signatures};
use dixa_generator::model::{
    Disposition, Field, Member, Operation, Parameter, ParameterLocation, Shape, Type, TypeDef, TypeId, UnionEncoding,
};
use dixa_generator::name::lock::Lock;
use dixa_generator::text::{Source, child, property};
use dixa_generator::{GeneratedVersion, VersionInput};

use super::corrections::{Correction, corrections};
use super::explanation::{Explanation, location};
use super::find::{Index, Item, fields, tags};
use crate::error::counted;
use crate::project;

/// Explains the items of one version.
pub struct Explainer<'a> {
    input: &'a VersionInput,
    version: &'a GeneratedVersion,
    names: &'a Source,
    lock: &'a Lock,
    conventions: &'a Conventions,
    signatures: Signatures<'a>,
    index: Index,
    corrections: OnceCell<Vec<Correction>>,
    schemas: OnceCell<Schemas<'a>>,
}

impl<'a> Explainer<'a> {
    /// Prepares a version. `names` is the text of `names.lock`, and `lock` is what it holds.
    pub fn new(
        input: &'a VersionInput,
        version: &'a GeneratedVersion,
        names: &'a Source,
        lock: &'a Lock,
        conventions: &'a Conventions,
    ) -> Self {
        let signatures = Signatures::new(&version.api, &version.names, input.reference.as_deref());
        let index = Index::new(version, &signatures);
        Self {
            input,
            version,
            names,
            lock,
            conventions,
            signatures,
            index,
            corrections: OnceCell::new(),
            schemas: OnceCell::new(),
        }
    }

    /// The name of the version.
    pub fn version(&self) -> &'a str {
        &self.version.version
    }

    /// All names of the version.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// All items of the version.
    pub fn items(&self) -> BTreeSet<&Item> {
        self.index.items()
    }

    /// Explains an item, with the lines of the description.
    pub fn explain_with_lines(&self, item: &Item) -> Explanation {
        let mut explanation = self.explain(item);
        explanation.locate(&self.input.description);
        explanation
    }

    /// Explains an item, without the lines of the description.
    pub fn explain(&self, item: &Item) -> Explanation {
        let types = &self.version.api.types;
        let explained = match item {
            Item::Type(id) => types.get(id).map(|def| self.ty(id, def)),
            Item::Field(id, index) => types.get(id).and_then(|def| self.field(id, def, *index)),
            Item::Variant(id, index) => types.get(id).and_then(|def| self.variant(id, def, *index)),
            Item::Operation(index) => self.version.api.operations.get(*index).map(|op| self.operation(op)),
            Item::Schema(name) => Some(self.schema(name)),
        };
        explained.unwrap_or_else(|| Explanation::new(format!("{item:?}")))
    }

    fn ty(&self, id: &TypeId, def: &TypeDef) -> Explanation {
        let name = self.version.names.ty(id);
        let mut explanation = Explanation::new(format!("{} {}", kind(&def.shape), self.path(name)));
        self.declared(Some(self.signatures.type_declaration(id, def)), &mut explanation);
        if def.title != name {
            explanation.row("title", &def.title);
        }
        self.fields_or_variants(id, def, &mut explanation);
        self.encoding(def, &mut explanation);
        let direction = match (def.in_request, def.in_response) {
            (true, true) => "requests and responses",
            (true, false) => "requests",
            _ => "responses",
        };
        explanation.row("found in", direction);
        self.described(&def.pointers, &mut explanation);
        self.pinned_type(name, &mut explanation);
        def.uses.iter().for_each(|place| explanation.row("used by", place));
        explanation
    }

    fn fields_or_variants(&self, id: &TypeId, def: &TypeDef, explanation: &mut Explanation) {
        if let Shape::Struct(s) = &def.shape {
            for declaration in self.signatures.field_declarations(id, s).into_iter().flatten() {
                explanation.row("field", declaration.code.trim_start_matches("pub "));
            }
            return;
        }
        let tags = tags(def).into_iter().map(|tag| format!("\"{tag}\"")).chain(["any other".to_owned()]);
        for (declaration, tag) in self.signatures.variant_declarations(id, def).into_iter().zip(tags) {
            explanation.row("variant", format!("{}  {tag}", declaration.code));
        }
    }

    /// How the members of a union are distinguished.
    fn encoding(&self, def: &TypeDef, explanation: &mut Explanation) {
        let tag = match &def.shape {
            Shape::Union(u) => match &u.encoding {
                UnionEncoding::Tagged { property, .. } => format!(" in `{property}`"),
                UnionEncoding::Untagged | UnionEncoding::Status => String::new(),
            },
            _ => String::new(),
        };
        let unions = &self.version.evidence.unions;
        if let Some(union) = def.pointers.iter().find_map(|pointer| unions.get(pointer)) {
            explanation.row("encoding", format!("{}{tag}", union.conclusion.name()));
        }
    }

    fn field(&self, id: &TypeId, def: &TypeDef, index: usize) -> Option<Explanation> {
        let field = fields(def).get(index)?;
        let (kind_of_field, name, declaration) = match &def.shape {
            Shape::Struct(s) => {
                let name = self.signatures.fields(id, s).into_iter().nth(index)?;
                ("field", name, self.signatures.field_declarations(id, s).into_iter().nth(index)?)
            }
            Shape::Union(union) => {
                let (name, _) = self.signatures.accessors(id, union).into_iter().nth(index)?;
                ("field of all members", name, self.signatures.accessor_declarations(id, union).into_iter().nth(index))
            }
            Shape::Enum(_) => return None,
        };
        let owner = self.version.names.ty(id);
        let mut explanation = Explanation::new(format!("{kind_of_field} {}.{name}", self.path(owner)));
        self.declared(declaration, &mut explanation);
        explanation.row("on the wire", on_the_wire(field));
        self.described(&self.field_pointers(def, field), &mut explanation);
        explanation.row("part of", format!("{} {owner}", kind(&def.shape)));
        Some(explanation)
    }

    /// The pointers of a field's property; for a field that members share, one in each of them.
    fn field_pointers(&self, def: &TypeDef, field: &Field) -> Vec<String> {
        let content = |member: &Member| match &member.ty {
            Some(Type::Named(id)) => self.version.api.types.get(id),
            _ => None,
        };
        let owners: Vec<&TypeDef> = match &def.shape {
            Shape::Union(u) => u.members.iter().filter_map(content).collect(),
            _ => vec![def],
        };
        let schemas = self.schemas();
        let parts = owners.iter().flat_map(|owner| &owner.pointers).flat_map(|pointer| {
            let node = self.node(pointer);
            node.into_iter()
                .flat_map(|node| schemas.object_parts(&node))
                .map(|part| property(&part.pointer, &field.wire))
        });
        parts.filter(|pointer| self.version.corrected.pointer(pointer).is_some()).collect()
    }

    fn schemas(&self) -> &Schemas<'a> {
        self.schemas.get_or_init(|| Schemas::new(&self.version.corrected, self.conventions))
    }

    fn node(&self, pointer: &str) -> Option<Node<'a>> {
        let value = self.version.corrected.pointer(pointer)?;
        Some(Node { value, pointer: pointer.to_owned() })
    }

    fn variant(&self, id: &TypeId, def: &TypeDef, index: usize) -> Option<Explanation> {
        let tag = tags(def).into_iter().nth(index)?;
        let name = self.signatures.variants(id, def).into_iter().nth(index)?;
        let owner = self.version.names.ty(id);
        let mut explanation = Explanation::new(format!("variant {}::{name}", self.path(owner)));
        self.declared(self.signatures.variant_declarations(id, def).into_iter().nth(index), &mut explanation);
        explanation.row("on the wire", format!("\"{tag}\""));
        self.encoding(def, &mut explanation);
        let mut pointers = def.pointers.clone();
        pointers.extend(self.member_pointers(def, tag));
        self.described(&pointers, &mut explanation);
        explanation.row("part of", format!("{} {owner}", kind(&def.shape)));
        Some(explanation)
    }

    fn member_pointers(&self, def: &TypeDef, tag: &str) -> Vec<String> {
        let schemas = self.schemas();
        let unions = def.pointers.iter().filter_map(|pointer| self.node(pointer));
        let members = unions.flat_map(|union| schemas.members(&union)).filter(|member| member.tag == tag);
        members.map(|member| member.node.pointer).collect()
    }

    fn operation(&self, operation: &Operation) -> Explanation {
        let (module, function) = self.version.names.operation(operation);
        let title = format!("operation {}", self.path(&format!("{module}::{function}")));
        let mut explanation = Explanation::new(title);
        self.declared(Some(self.signatures.operation_declaration(operation)), &mut explanation);
        explanation.row("call", format!("{} {}", operation.method, operation.path));
        if !operation.summary.is_empty() {
            explanation.row("summary", &operation.summary);
        }
        explanation.row("id", &operation.id);
        self.inputs(operation, &mut explanation);
        explanation.row("response", self.response(operation));
        if operation.deprecated {
            explanation.row("deprecated", "by the service");
        }
        self.described(std::slice::from_ref(&operation.pointer), &mut explanation);
        self.pinned_operation(operation, &mut explanation);
        if let Some(address) = self.signatures.reference(operation) {
            explanation.row("reference", address);
        }
        explanation
    }

    /// A row for each parameter and the body: the name and type in Rust, then where the value is sent.
    fn inputs(&self, operation: &Operation, explanation: &mut Explanation) {
        let parameters = self.signatures.names().parameters(operation);
        let sent = parameters.into_iter().map(sent_as).chain(["as the body".to_owned()]);
        for (input, sent) in self.signatures.inputs(operation).into_iter().zip(sent) {
            let optional = if input.required { "" } else { ", optional" };
            explanation.row("input", format!("{}: {}{optional}  {sent}", input.name, input.ty));
        }
    }

    /// The type of a success, then the statuses of successes and of errors.
    fn response(&self, operation: &Operation) -> String {
        let statuses: Vec<&str> = operation.response.statuses.iter().map(|(status, _)| status.as_str()).collect();
        let errors = operation.errors.iter().map(|error| match &error.ty {
            Some(ty) => format!("{} {}", error.status, self.signatures.ty(ty)),
            None => error.status.clone(),
        });
        let errors: Vec<String> = errors.collect();
        format!("{} [{}; {}]", self.signatures.response(operation), statuses.join(" "), errors.join(" "))
    }

    fn schema(&self, name: &str) -> Explanation {
        let mut explanation = Explanation::new(format!("schema {name} of {}", self.version.version));
        let disposition = match self.version.api.dispositions.get(name) {
            Some(Disposition::Inlined) => "written out where it is used",
            Some(Disposition::Variant) => "a variant or value of the unions that it is a member of",
            Some(Disposition::Envelope) => "removed: it wraps a response",
            Some(Disposition::ErrorBody) => "read by the runtime: it is the body of an error",
            Some(Disposition::Unused) | None => "left out: no operation and no webhook refers to it",
            Some(Disposition::Type(_)) => "a type",
        };
        explanation.row("became", disposition);
        self.described(&[child("/components/schemas", name)], &mut explanation);
        explanation
    }

    fn declared(&self, declaration: Option<Declaration>, explanation: &mut Explanation) {
        if let Some(Declaration { file, code }) = declaration {
            let file = format!("{}/{file}", project::module(&self.version.version));
            explanation.row_at("declared", code, file);
        }
    }

    /// The pointers, and the corrections that change their values.
    fn described(&self, pointers: &[String], explanation: &mut Explanation) {
        pointers.iter().for_each(|pointer| explanation.pointer("described", pointer));
        let corrections = self.corrections.get_or_init(|| corrections(self.input, self.version));
        let touching = corrections.iter().filter(|c| pointers.iter().any(|pointer| c.touches(pointer)));
        for correction in touching {
            let label = if correction.by_hand { "corrected" } else { "evidence" };
            let grounds = correction.grounds();
            let text = format!("{} [{grounds}] at {}", correction.action.description.trim(), correction.action.target);
            explanation.row_at(label, text, correction.location.clone());
        }
    }

    fn pinned_type(&self, name: &str, explanation: &mut Explanation) {
        match self.lock.types.iter().find(|entry| entry.name == name) {
            Some(entry) => {
                let shape = entry.shape.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
                let used = counted(entry.used.len(), "place");
                let text = format!("title {}, structure {shape}, used in {used}", entry.title);
                explanation.row_at("pinned", text, self.in_lock(&format!("name = \"{name}\"")));
            }
            None => explanation.row("pinned", NOT_PINNED),
        }
    }

    fn pinned_operation(&self, operation: &Operation, explanation: &mut Explanation) {
        match self.lock.operation(&operation.key) {
            Some((key, name)) => {
                let location = self.in_lock(&format!("\"{key}\" ="));
                explanation.row_at("pinned", format!("{key} is {name}"), location);
            }
            None => explanation.row("pinned", NOT_PINNED),
        }
    }

    /// The location of the first line of the lock that starts with `start`.
    fn in_lock(&self, start: &str) -> String {
        let line = self.names.text.lines().position(|line| line.trim_start().starts_with(start));
        location(&self.names.name, line.map(|index| index + 1))
    }

    fn path(&self, name: &str) -> String {
        format!("{}::{name}", self.version.version)
    }
}

const NOT_PINNED: &str = "not yet: the name is new, `cargo xtask regen` pins it";

fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Struct(_) => "struct",
        Shape::Enum(_) => "enumeration",
        Shape::Union(_) => "union",
    }
}

fn sent_as(parameter: &Parameter) -> String {
    let place = match parameter.place {
        ParameterLocation::Path => "in the path",
        ParameterLocation::Query => "in the query",
        ParameterLocation::Header => "as the header",
        ParameterLocation::Cookie => "as the cookie",
        ParameterLocation::Part => "as the part",
    };
    let default = parameter.default.as_ref().map_or_else(String::new, |value| format!(", {value} where absent"));
    format!("{place} `{}`{default}", parameter.wire)
}

fn on_the_wire(field: &Field) -> String {
    let mut text = format!("`{}`, {}", field.wire, if field.required { "required" } else { "may be absent" });
    if field.nullable {
        text.push_str(", may be null");
    }
    if let Some(constant) = &field.constant {
        text.push_str(&format!(", always {constant}: written by the bindings"));
    }
    if let Some(default) = &field.default {
        text.push_str(&format!(", {default} where absent"));
    }
    if field.deprecated {
        text.push_str(", deprecated");
    }
    text
}

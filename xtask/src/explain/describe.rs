//! What there is to say about a part of the bindings.

use std::io::{self, Write};

use dixa_generator::conventions::Conventions;
use dixa_generator::description::{Node, Schemas};
use dixa_generator::model::{Disposition, Field, Member, Operation, Shape, Type, TypeDef, TypeId, UnionEncoding};
use dixa_generator::name::lock::Lock;
use dixa_generator::text::{Source, child, lines_of, property};
use dixa_generator::{GeneratedVersion, VersionInput};
use heck::ToKebabCase;

use super::find::{Thing, field_names, fields, tags};
use super::generated::{Declaration, File};
use crate::error::counted;
use crate::explain::corrections::{Correction, corrections, place};

/// How many lines a long list gets.
const LIST: usize = 12;

/// What there is to say about one thing.
pub struct Explanation {
    title: String,
    rows: Vec<Row>,
}

/// A line of an explanation.
struct Row {
    label: &'static str,
    text: String,
    /// Where that can be read; places take no part in whether two versions are the same.
    place: Option<String>,
}

impl Explanation {
    fn new(title: String) -> Self {
        Self { title, rows: Vec::new() }
    }

    fn row(&mut self, label: &'static str, text: impl Into<String>) {
        self.rows.push(Row { label, text: text.into(), place: None });
    }

    fn placed(&mut self, label: &'static str, text: impl Into<String>, place: String) {
        self.rows.push(Row { label, text: text.into(), place: Some(place) });
    }

    fn declared(&mut self, declaration: Option<Declaration>) {
        if let Some(Declaration { text, place }) = declaration {
            self.placed("declared", text, place);
        }
    }

    /// Writes it out, a label before the first of its lines.
    pub fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.title)?;
        let mut above = "";
        let mut shown = 0;
        for (index, row) in self.rows.iter().enumerate() {
            shown = if row.label == above { shown + 1 } else { 1 };
            let label = if row.label == above { "" } else { row.label };
            above = row.label;
            if shown > LIST {
                if self.rows.get(index + 1).is_none_or(|next| next.label != row.label) {
                    writeln!(out, "  {:<11} … and {} more", "", shown - LIST)?;
                }
                continue;
            }
            let place = row.place.as_ref().map_or_else(String::new, |place| format!("  ({place})"));
            writeln!(out, "  {label:<11} {}{place}", row.text)?;
        }
        Ok(())
    }

    /// Whether it says the same about another version; what tells only the versions apart does not count.
    pub fn is_same(&self, version: &str, other: &Self, other_version: &str) -> bool {
        let bare = |text: &str, version: &str| {
            let text = text.replace(&format!("/{version}/"), "/").replace(&format!("~1{version}~1"), "~1");
            text.replace(&format!("{version}::"), "").replace(&format!(" of {version}"), "")
        };
        let said = |explanation: &Self, version: &str| -> Vec<(&str, String)> {
            let rows = explanation.rows.iter().map(|row| (row.label, bare(&row.text, version)));
            rows.chain([("", bare(&explanation.title, version))]).collect()
        };
        said(self, version) == said(other, other_version)
    }

    /// The first place in the description.
    pub fn first_place(&self) -> Option<&str> {
        self.rows.iter().find(|row| row.label == "described")?.place.as_deref()
    }
}

/// One version, prepared for questions.
pub struct Subject<'a> {
    description: &'a Source,
    version: &'a GeneratedVersion,
    names: &'a Source,
    lock: &'a Lock,
    reference: Option<&'a str>,
    corrections: Vec<Correction>,
    conventions: &'a Conventions,
}

impl<'a> Subject<'a> {
    /// Prepares a version; `names` and `lock` are the names as they are pinned now.
    pub fn new(
        input: &'a VersionInput,
        version: &'a GeneratedVersion,
        names: &'a Source,
        lock: &'a Lock,
        reference: Option<&'a str>,
        conventions: &'a Conventions,
    ) -> Self {
        let corrections = corrections(input, version);
        Self { description: &input.description, conventions, version, names, lock, reference, corrections }
    }

    /// Says what there is to say.
    pub fn explain(&self, thing: &Thing) -> Explanation {
        let types = &self.version.api.types;
        let explained = match thing {
            Thing::Type(id) => types.get(id).map(|def| self.ty(id, def)),
            Thing::Field(id, index) => types.get(id).and_then(|def| self.field(id, def, *index)),
            Thing::Variant(id, index) => types.get(id).and_then(|def| self.variant(id, def, *index)),
            Thing::Operation(index) => self.version.api.operations.get(*index).map(|op| self.operation(op)),
            Thing::Schema(name) => Some(self.schema(name)),
        };
        explained.unwrap_or_else(|| Explanation::new(format!("{thing:?}")))
    }

    fn ty(&self, id: &TypeId, def: &TypeDef) -> Explanation {
        let name = self.version.names.ty(id);
        let mut explanation = Explanation::new(format!("{} {}", kind(&def.shape), self.path(name)));
        explanation.declared(File::of_type(self.version, name).ty(name));
        if def.title != name {
            explanation.row("title", &def.title);
        }
        self.parts(name, def, &mut explanation);
        self.told_apart(def, &mut explanation);
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

    /// The fields or variants.
    fn parts(&self, name: &str, def: &TypeDef, explanation: &mut Explanation) {
        let file = File::of_type(self.version, name);
        if let Shape::Struct(_) = def.shape {
            let fields = fields(def).iter().zip(field_names(def)).filter(|(field, _)| field.constant.is_none());
            for (_, field) in fields {
                explanation.row("field", file.field(&field).map_or(field, |declared| bare_field(&declared.text)));
            }
            return;
        }
        for (variant, tag) in file.variants(name).iter().zip(tags(def)) {
            let bare = variant.text.replace("super::", "");
            explanation.row("variant", format!("{bare}  \"{tag}\""));
        }
    }

    fn told_apart(&self, def: &TypeDef, explanation: &mut Explanation) {
        let by_tag = match &def.shape {
            Shape::Union(u) => match &u.encoding {
                UnionEncoding::Tagged { property } => format!(" in `{property}`"),
                UnionEncoding::Untagged => String::new(),
            },
            _ => String::new(),
        };
        let conclusions = def.pointers.iter().filter_map(|pointer| self.version.unions.get(pointer));
        if let Some(conclusion) = conclusions.into_iter().next() {
            explanation.row("told apart", format!("{}{by_tag}", conclusion.name()));
        }
    }

    fn field(&self, id: &TypeId, def: &TypeDef, index: usize) -> Option<Explanation> {
        let (field, name) = (fields(def).get(index)?, field_names(def).into_iter().nth(index)?);
        let owner = self.version.names.ty(id);
        let shared = matches!(def.shape, Shape::Union(_));
        let kind = if shared { "field of all members" } else { "field" };
        let mut explanation = Explanation::new(format!("{kind} {}.{name}", self.path(owner)));
        explanation.declared(File::of_type(self.version, owner).field(&name));
        explanation.row("on the wire", on_the_wire(field));
        self.described(&self.field_pointers(def, field), &mut explanation);
        explanation.row("part of", format!("{} {owner}", self::kind(&def.shape)));
        Some(explanation)
    }

    /// Where the property of a field stands; for a field that members share, in each of them.
    fn field_pointers(&self, def: &TypeDef, field: &Field) -> Vec<String> {
        let content = |member: &Member| match &member.ty {
            Some(Type::Named(id)) => self.version.api.types.get(id),
            _ => None,
        };
        let owners: Vec<&TypeDef> = match &def.shape {
            Shape::Union(u) => u.members.iter().filter_map(content).collect(),
            _ => vec![def],
        };
        let schemas = Schemas::new(&self.version.corrected, self.conventions);
        let parts = owners.iter().flat_map(|owner| &owner.pointers).flat_map(|pointer| {
            let node = self.node(pointer);
            node.into_iter()
                .flat_map(|node| schemas.object_parts(&node))
                .map(|part| property(&part.pointer, &field.wire))
        });
        parts.filter(|pointer| self.version.corrected.pointer(pointer).is_some()).collect()
    }

    fn node(&self, pointer: &str) -> Option<Node<'a>> {
        let value = self.version.corrected.pointer(pointer)?;
        Some(Node { value, pointer: pointer.to_owned() })
    }

    fn variant(&self, id: &TypeId, def: &TypeDef, index: usize) -> Option<Explanation> {
        let tag = tags(def).into_iter().nth(index)?;
        let owner = self.version.names.ty(id);
        let declared = File::of_type(self.version, owner).variants(owner).into_iter().nth(index);
        let name = declared.as_ref().and_then(|declared| declared.text.split('(').next()).unwrap_or(tag);
        let mut explanation = Explanation::new(format!("variant {}::{name}", self.path(owner)));
        explanation.declared(declared);
        explanation.row("on the wire", format!("\"{tag}\""));
        self.told_apart(def, &mut explanation);
        let mut pointers = def.pointers.clone();
        pointers.extend(self.member_pointers(def, tag));
        self.described(&pointers, &mut explanation);
        explanation.row("part of", format!("{} {owner}", kind(&def.shape)));
        Some(explanation)
    }

    fn member_pointers(&self, def: &TypeDef, tag: &str) -> Vec<String> {
        let schemas = Schemas::new(&self.version.corrected, self.conventions);
        let unions = def.pointers.iter().filter_map(|pointer| self.node(pointer));
        let members = unions.flat_map(|union| schemas.members(&union)).filter(|member| member.tag == tag);
        members.map(|member| member.node.pointer).collect()
    }

    fn operation(&self, operation: &Operation) -> Explanation {
        let (module, function) = self.version.names.operation(operation);
        let title = format!("operation {}", self.path(&format!("{module}::{function}")));
        let mut explanation = Explanation::new(title);
        explanation.declared(File::of_module(self.version, module).function(function));
        explanation.row("call", format!("{} {}", operation.method, operation.path));
        if !operation.summary.is_empty() {
            explanation.row("summary", &operation.summary);
        }
        explanation.row("id", &operation.id);
        self.inputs_and_response(&format!("{module}::{function}"), &mut explanation);
        if operation.deprecated {
            explanation.row("deprecated", "by the service");
        }
        self.described(std::slice::from_ref(&operation.pointer), &mut explanation);
        self.pinned_operation(operation, &mut explanation);
        if let Some(template) = self.reference {
            let address = template
                .replace("{version}", &self.version.version)
                .replace("{tag}", &operation.tag.to_kebab_case())
                .replace("{operation}", &operation.id.to_lowercase());
            explanation.row("reference", address);
        }
        explanation
    }

    /// What goes in and what comes out, as the outline has it.
    fn inputs_and_response(&self, name: &str, explanation: &mut Explanation) {
        let mut lines = self.version.outline.lines().map(str::trim_start);
        let line = lines.find(|line| line.split([' ', '\n']).next() == Some(name)).unwrap_or_default();
        if let Some((inputs, response)) = line.rsplit_once(") -> ") {
            let inputs = inputs.split_once("  (").map_or("", |(_, inputs)| inputs);
            explanation.row("inputs", if inputs.is_empty() { "none" } else { inputs });
            explanation.row("response", response);
        }
    }

    fn schema(&self, name: &str) -> Explanation {
        let mut explanation = Explanation::new(format!("schema {name} of {}", self.version.version));
        let disposition = match self.version.api.dispositions.get(name) {
            Some(Disposition::Inlined) => "written out where it is used",
            Some(Disposition::Variant) => "a variant or value of the unions that it is a member of",
            Some(Disposition::Envelope) => "taken off: it wraps a response",
            Some(Disposition::ErrorBody) => "read by the runtime: it is the body of an error",
            Some(Disposition::Unused) | None => "left out: no operation leads to it",
            Some(Disposition::Type(_)) => "a type",
        };
        explanation.row("became", disposition);
        self.described(&[child("/components/schemas", name)], &mut explanation);
        explanation
    }

    /// The pointers with their lines, and the corrections that touch them.
    fn described(&self, pointers: &[String], explanation: &mut Explanation) {
        let asked: Vec<&str> = pointers.iter().map(String::as_str).collect();
        for (pointer, line) in asked.iter().zip(lines_of(self.description, &asked)) {
            let place = match line {
                Some(line) => place(&self.description.name, Some(line)),
                None => "only in the corrected description".to_owned(),
            };
            explanation.placed("described", format!("#{pointer}"), place);
        }
        let touching = self.corrections.iter().filter(|c| asked.iter().any(|pointer| c.touches(pointer)));
        for correction in touching {
            let label = if correction.by_hand { "corrected" } else { "evidence" };
            let grounds = correction.grounds();
            let text = format!("{} [{grounds}] at {}", correction.action.description.trim(), correction.action.target);
            explanation.placed(label, text, correction.place.clone());
        }
    }

    fn pinned_type(&self, name: &str, explanation: &mut Explanation) {
        match self.lock.types.iter().find(|entry| entry.name == name) {
            Some(entry) => {
                let shape = entry.shape.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
                let used = counted(entry.used.len(), "place");
                let text = format!("title {}, structure {shape}, {used} of use", entry.title);
                explanation.placed("pinned", text, self.lock_place(|line| line == format!("name = \"{name}\"")));
            }
            None => explanation.row("pinned", NOT_PINNED),
        }
    }

    fn pinned_operation(&self, operation: &Operation, explanation: &mut Explanation) {
        let key = operation.key.clone();
        match self.lock.operation(&key) {
            Some((key, name)) => {
                let place = self.lock_place(|line| line.starts_with(&format!("\"{key}\" =")));
                explanation.placed("pinned", format!("{key} is {name}"), place);
            }
            None => explanation.row("pinned", NOT_PINNED),
        }
    }

    fn lock_place(&self, is_it: impl Fn(&str) -> bool) -> String {
        let line = self.names.text.lines().position(|line| is_it(line.trim()));
        place(&self.names.name, line.map(|index| index + 1))
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

/// `pub subject: Option<super::X>` → `subject: Option<X>`.
fn bare_field(text: &str) -> String {
    text.trim_start_matches("pub ").replace("super::", "")
}

fn on_the_wire(field: &Field) -> String {
    let mut text = format!("`{}`, {}", field.wire, if field.required { "required" } else { "may be absent" });
    if field.nullable {
        text.push_str(", may be null");
    }
    if let Some(constant) = &field.constant {
        text.push_str(&format!(", always \"{constant}\": written by the bindings"));
    }
    if let Some(default) = &field.default {
        text.push_str(&format!(", {default} where absent"));
    }
    if field.deprecated {
        text.push_str(", deprecated");
    }
    text
}

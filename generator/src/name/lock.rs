//! `names.lock`: the pinned Rust name of every operation and type.
//!
//! The keys do not contain the names that the exporter assigned (`IsOneOf3`, `getAgents2`), so that a changed number
//! renames nothing.
//!
//! **Operations** are keyed by method and path, regardless of the names of path parameters. An operation with a new
//! key takes the name of an operation that no version has any more in two cases: if its preferred name is exactly that
//! name; or else if module, method and number of path parameters are the same and the paths differ in spelling
//! (`/endusers`, `/end-users`) or in literal segments at the start (`/presence`, `/agents/presence`). In both cases the
//! new operation and the old name must match nothing else.
//!
//! **Types** are keyed by title, structure and places of use, regardless of the style of keys (`extraInfo`,
//! `extra_info`). A type matches an entry in any of these cases: they share most places and also the title or the
//! structure; they share title and structure, and no other type or entry has both; they share the title of a component,
//! and no other type or entry has it; they share at least half of all places. A type never takes the name of a type of
//! another kind (struct, enumeration, union) unless it is the same component by its title. A place within a type whose
//! title is not unique is listed a second time, with the places of that type.
//!
//! A new type is named by its title or place (`types.rs`); a member of only one union also by the union, unless the two
//! titles have a word in common.
//!
//! - *Split*: the part with more in common keeps the name; the other is named by its title or place.
//! - *Merge*: the name with more in common is kept; the other becomes an alias of it.
//! - *Split after a merge*: the part whose old name is that alias gets it back, and the alias is removed.
//!
//! **Fields, variants and setters** are pinned by their keys (`members.rs`).
//!
//! **Arguments** of constructors and operations are pinned in their order (`arguments.rs`).
//!
//! **Old names** are listed under `[renamed]` and emitted as deprecated aliases in every version that has their target,
//! until a maintainer deletes the line. They are not assigned to anything else.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::ident::{is_camel, is_variant, operations_module, snake};
use super::setters::is_taken;
use crate::diagnostic::{Diagnostics, Location, Severity};
use crate::text::Source;

/// Identifiers by what they name: a key on the wire, a value, a tag, or an input of an operation.
pub type Idents = BTreeMap<String, String>;

/// All pinned names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// `GET /agents` → `agents::list_agents`.
    #[serde(default)]
    pub operations: BTreeMap<String, String>,
    /// The setters of each operation, by place and name of the input: `header X-Id` → `x_id`. A query parameter of the
    /// usual spelling needs no entry (see `members`).
    #[serde(default)]
    pub setters: BTreeMap<String, Idents>,
    /// The arguments of each operation beyond those in the path, in their order, as place and name: `query from`.
    #[serde(default)]
    pub arguments: BTreeMap<String, Vec<String>>,
    /// Old name → the current name that it is a deprecated alias of: `agents::get_agents` → `agents::list_agents`.
    #[serde(default)]
    pub renamed: BTreeMap<String, String>,
    /// The types, sorted by name.
    #[serde(default, rename = "type")]
    pub types: Vec<LockedType>,
}

/// The pinned name of one type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedType {
    /// The Rust name.
    pub name: String,
    /// The schema's title, or the name of the property of an inline schema.
    pub title: String,
    /// The distinct structures of the type in all versions when the lock was last written: kind and fingerprint.
    pub shape: BTreeSet<String>,
    /// The places that use it.
    pub used: BTreeSet<String>,
    /// The fields by key. As the next three, only what has another spelling than the usual one (see `members`).
    #[serde(default)]
    pub fields: Idents,
    /// The field that keeps entries under keys that the description does not name.
    #[serde(default)]
    pub additional: Option<String>,
    /// The setters by key, where they have another name than the field.
    #[serde(default)]
    pub setters: Idents,
    /// The variants by value or tag.
    #[serde(default)]
    pub variants: Idents,
    /// The keys of the fields that the constructor takes, in the order of its arguments.
    #[serde(default)]
    pub arguments: Vec<String>,
}

impl LockedType {
    /// Whether it was of this kind (`struct`, `enum` or `union`) in any version.
    pub(crate) fn is_kind(&self, kind: &str) -> bool {
        self.kinds().any(|own| own == kind)
    }

    /// The kinds it had in all versions.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = &str> {
        self.shape.iter().filter_map(|shape| Some(shape.split_once(' ')?.0))
    }

    /// The places that use it, without the names of path parameters and the style of keys.
    pub(crate) fn places(&self) -> BTreeSet<String> {
        self.used.iter().map(|place| folded(&without_placeholders(place))).collect()
    }
}

const HEADER: &str = "\
# The Rust name of every operation and type. Written by the generator; to rename, edit a name by hand.
# Operations are keyed by method and path; types by title, structure (`shape`) and places of use (`used`).
# Fields, variants and setters are listed where the key has another spelling than `fooBar` for a field `foo_bar`, or
# `Email` for a variant `Email`.
# `arguments` lists what constructors and operations take, in their order; what is new is added at the end.
# The names under `[renamed]` are kept as deprecated aliases; to remove an alias, delete its line.

";

impl Lock {
    /// Reads the lock; empty text is a lock without names.
    pub fn parse(source: &Source) -> Result<Self, Diagnostics> {
        let mut problems = Problems { source, found: Diagnostics::default() };
        let lock: Self = match toml::from_str(&source.text) {
            Ok(lock) => lock,
            Err(error) => {
                let before = error.span().and_then(|span| source.text.get(..span.start));
                let line = before.map(|text| text.matches('\n').count() + 1);
                problems.error(line, format!("names.lock cannot be read: {}", error.message()));
                return Err(problems.found);
            }
        };
        lock.check_types(&mut problems);
        lock.check_operations(&mut problems);
        lock.check_renamed(&mut problems);
        if problems.found.is_empty() { Ok(lock) } else { Err(problems.found) }
    }

    fn check_types(&self, problems: &mut Problems<'_>) {
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for entry in &self.types {
            let LockedType { name, fields, additional, setters, variants, arguments, .. } = entry;
            if !names.insert(name) {
                problems.error(problems.line_of_type(name), format!("the type name `{name}` is used twice"));
            }
            if !is_type(name) {
                problems.error(problems.line_of_type(name), format!("`{name}` is not a valid name of a Rust type"));
            }
            for argument in repeated(arguments) {
                let message = format!("the argument `{argument}` of `{name}` is listed twice");
                problems.error(problems.line_of_type(name), message);
            }
            let fields = fields.values().chain(additional);
            let wrong = invalid(fields, is_snake).into_iter().chain(invalid(setters.values(), is_field_setter));
            for ident in wrong.chain(invalid(variants.values(), is_known_variant)) {
                let message = format!("`{ident}` of `{name}` is used twice, or is not a valid name for it");
                problems.error(problems.line_of_type(name), message);
            }
        }
    }

    fn check_operations(&self, problems: &mut Problems<'_>) {
        let mut functions: BTreeSet<&str> = BTreeSet::new();
        for (key, function) in &self.operations {
            if !is_function(function) {
                let message = format!("`{function}` ({key}) is not of the form `module::function`");
                problems.error(problems.line_of_operation(key, function), message);
            }
            if !functions.insert(function) {
                let line = problems.line_of_operation(key, function);
                problems.error(line, format!("the operation name `{function}` is used twice"));
            }
        }
        for (key, arguments) in &self.arguments {
            for argument in repeated(arguments) {
                problems.error(problems.line_of(key), format!("the argument `{argument}` ({key}) is listed twice"));
            }
        }
        for (key, setters) in &self.setters {
            for ident in invalid(setters.values(), |ident| is_snake(ident) && !is_taken(ident)) {
                let message = format!("the setter `{ident}` ({key}) is used twice, or is not a valid name for it");
                problems.error(problems.line_of(key), message);
            }
        }
    }

    fn check_renamed(&self, problems: &mut Problems<'_>) {
        for (old, new) in &self.renamed {
            for name in [old, new].into_iter().filter(|name| !is_type(name) && !is_function(name)) {
                let message = format!("`{name}` is neither a valid name of a type nor of the form `module::function`");
                problems.error(problems.line_of(old), message);
            }
            if is_function(old) && is_type(new) || is_type(old) && is_function(new) {
                let message =
                    format!("`{old}` cannot be an alias of `{new}`: one is a type and the other is a function");
                problems.error(problems.line_of(old), message);
            }
            if old == new {
                problems.error(problems.line_of(old), format!("`{old}` cannot be an alias of itself"));
            }
        }
    }

    /// The key and the name of an operation, regardless of the names of its path parameters.
    pub fn operation(&self, key: &str) -> Option<(&str, &str)> {
        let exact = self.operations.get_key_value(key);
        let template = without_placeholders(key);
        let found = exact.or_else(|| self.operations.iter().find(|(known, _)| without_placeholders(known) == template));
        found.map(|(key, name)| (key.as_str(), name.as_str()))
    }

    /// The current names of all operations and types.
    fn names(&self) -> BTreeSet<&str> {
        let types = self.types.iter().map(|entry| entry.name.as_str());
        self.operations.values().map(String::as_str).chain(types).collect()
    }

    /// The old names, resolved against the current names: chains are collapsed, and an old name is removed if its
    /// target is gone or if it is a current name.
    pub(crate) fn settled(&self) -> BTreeMap<String, String> {
        let names = self.names();
        let target = |start: &str| {
            let chain = std::iter::successors(Some(start), |name| self.renamed.get(*name).map(String::as_str));
            // The number of steps is limited because a chain may be cyclic.
            chain.take(self.renamed.len() + 1).find(|name| names.contains(name)).map(str::to_owned)
        };
        let old = self.renamed.iter().filter(|(old, _)| !names.contains(old.as_str()));
        old.filter_map(|(old, new)| Some((old.clone(), target(new)?))).collect()
    }

    /// The text of the lock.
    pub fn to_text(&self) -> String {
        let mut text = HEADER.to_owned();
        text.push_str("[operations]\n");
        for (key, name) in &self.operations {
            text.push_str(&format!("{} = {}\n", quoted(key), quoted(name)));
        }
        if !self.setters.is_empty() {
            text.push_str("\n[setters]\n");
        }
        for (key, setters) in &self.setters {
            text.push_str(&dotted(&quoted(key), setters));
        }
        if !self.arguments.is_empty() {
            text.push_str("\n[arguments]\n");
        }
        for (key, arguments) in &self.arguments {
            text.push_str(&format!("{} = {}\n", quoted(key), list(arguments)));
        }
        if !self.renamed.is_empty() {
            text.push_str("\n[renamed]\n");
        }
        for (old, new) in &self.renamed {
            text.push_str(&format!("{} = {}\n", quoted(old), quoted(new)));
        }
        for entry in &self.types {
            text.push_str(&format!("\n[[type]]\nname = {}\ntitle = {}\n", quoted(&entry.name), quoted(&entry.title)));
            text.push_str(&format!("shape = [{}]\n", quoted_all(&entry.shape).join(", ")));
            match quoted_all(&entry.used).as_slice() {
                [] => text.push_str("used = []\n"),
                [only] => text.push_str(&format!("used = [{only}]\n")),
                several => text.push_str(&format!("used = [\n  {},\n]\n", several.join(",\n  "))),
            }
            text.push_str(&dotted("fields", &entry.fields));
            text.extend(entry.additional.iter().map(|ident| format!("additional = {}\n", quoted(ident))));
            text.push_str(&dotted("setters", &entry.setters));
            text.push_str(&dotted("variants", &entry.variants));
            if !entry.arguments.is_empty() {
                text.push_str(&format!("arguments = {}\n", list(&entry.arguments)));
            }
        }
        text
    }
}

/// Records what a maintainer renamed by hand: an item with different names in the two locks keeps the old name as an
/// alias, unless the old name is already an alias or is now the name of something else.
pub fn keep_renames(before: &Lock, after: &mut Lock) {
    let operations = before.operations.iter().filter_map(|(key, old)| Some((old.as_str(), after.operation(key)?.1)));
    let (known, names) = (before.names(), after.names());
    let is_new = |new: &&LockedType| !known.contains(new.name.as_str());
    let types = before.types.iter().filter_map(|old| {
        // The description may also have changed since then.
        let is_same = |new: &&LockedType| {
            let common = old.used.intersection(&new.used).count();
            old.title == new.title && (old.shape == new.shape || 2 * common >= old.used.union(&new.used).count())
        };
        let mut same = after.types.iter().filter(is_new).filter(is_same);
        let new = same.next().filter(|_| same.next().is_none())?;
        Some((old.name.as_str(), new.name.as_str()))
    });
    let has_alias = |name: &str| after.renamed.get(name).is_some_and(|new| names.contains(new.as_str()));
    let is_free = |name: &str| !names.contains(name) && !has_alias(name);
    let renamed = operations.chain(types).filter(|(old, new)| old != new && is_free(old));
    let renamed: Vec<_> = renamed.map(|(old, new)| (old.to_owned(), new.to_owned())).collect();
    after.renamed.extend(renamed);
}

/// Warnings about old names that are removed automatically.
pub(crate) fn ended_aliases(source: &Source, before: &Lock, after: &Lock) -> Diagnostics {
    let mut problems = Problems { source, found: Diagnostics::default() };
    let names = after.names();
    for (old, new) in before.renamed.iter().filter(|(old, _)| !after.renamed.contains_key(*old)) {
        let why = if names.contains(old.as_str()) {
            format!("`{old}` is a current name again")
        } else {
            format!("nothing is called `{new}`")
        };
        let message = format!("the alias `{old}` of `{new}` is removed: {why}");
        let help = "correct the right side under [renamed], or delete the line";
        problems.push(Severity::Warning, "alias-ends", problems.line_of(old), message, help);
    }
    problems.found
}

/// A key or place without the names of its path parameters: `GET /agents/{id}` → `GET /agents/{}`.
pub(crate) fn without_placeholders(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, (_, after))) = rest.split_once('{').and_then(|(b, a)| Some((b, a.split_once('}')?))) {
        kept.push_str(before);
        kept.push_str("{}");
        rest = after;
    }
    kept + rest
}

/// A title or place without the style of its keys: `Agent.extraInfo` and `Agent.extra_info` are the same.
pub(crate) fn folded(text: &str) -> String {
    let small =
        if text.is_ascii() { text.to_ascii_lowercase() } else { text.chars().flat_map(char::to_lowercase).collect() };
    if small.contains(['_', '-']) { small.replace(['_', '-'], "") } else { small }
}

fn is_type(name: &str) -> bool {
    is_camel(name)
}

fn is_snake(name: &str) -> bool {
    snake(name) == name
}

fn is_field_setter(name: &str) -> bool {
    is_snake(name) && name != "new"
}

fn is_known_variant(name: &str) -> bool {
    is_variant(name) && name != "Unknown"
}

fn is_function(path: &str) -> bool {
    let parts = path.split_once("::");
    parts.is_some_and(|(module, name)| operations_module(module) == module && is_snake(name))
}

/// The arguments that occur more than once.
fn repeated(arguments: &[String]) -> Vec<&String> {
    invalid(arguments.iter(), |_| true)
}

/// The identifiers that occur twice, or that are none.
fn invalid<'i>(idents: impl Iterator<Item = &'i String>, is_valid: impl Fn(&str) -> bool) -> Vec<&'i String> {
    let mut seen = BTreeSet::new();
    idents.filter(|ident| !seen.insert(*ident) || !is_valid(ident)).collect()
}

/// Collects the problems of a lock.
struct Problems<'a> {
    source: &'a Source,
    found: Diagnostics,
}

impl Problems<'_> {
    fn error(&mut self, line: Option<usize>, message: String) {
        self.push(Severity::Error, "names-lock", line, message, HELP);
    }

    fn push(&mut self, severity: Severity, code: &'static str, line: Option<usize>, message: String, help: &str) {
        let place = Location { file: self.source.name.clone(), line, pointer: String::new() };
        self.found.push(severity, code, message, place, help);
    }

    /// The last line that `matches` selects.
    fn line(&self, matches: impl Fn(&str) -> bool) -> Option<usize> {
        self.source.text.lines().enumerate().filter(|(_, line)| matches(line)).last().map(|(index, _)| index + 1)
    }

    /// The line that sets this name of a type.
    fn line_of_type(&self, name: &str) -> Option<usize> {
        let value = quoted(name);
        self.line(|line| line.strip_prefix("name = ") == Some(&value))
    }

    /// The line that sets this name of an operation; another one lists its arguments.
    fn line_of_operation(&self, key: &str, function: &str) -> Option<usize> {
        let (key, value) = (quoted(key), quoted(function));
        self.line(|line| line.starts_with(&key) && line.trim_end().ends_with(&value))
    }

    /// The line of a key, with or without quotes.
    fn line_of(&self, key: &str) -> Option<usize> {
        let quoted = quoted(key);
        self.line(|line| {
            let rest = line.strip_prefix(&quoted).or_else(|| line.strip_prefix(key));
            rest.is_some_and(|rest| rest.trim_start().starts_with('='))
        })
    }
}

const HELP: &str = "restore the file from version control, or correct the entry by hand";

/// A line for each identifier in a table.
fn dotted(table: &str, idents: &Idents) -> String {
    idents.iter().map(|(key, ident)| format!("{table}.{} = {}\n", quoted(key), quoted(ident))).collect()
}

/// A TOML list on one line.
fn list(values: &[String]) -> String {
    format!("[{}]", quoted_all(values).join(", "))
}

fn quoted_all<'v>(values: impl IntoIterator<Item = &'v String>) -> Vec<String> {
    values.into_iter().map(|value| quoted(value)).collect()
}

/// A TOML string.
fn quoted(text: &str) -> String {
    // JSON strings are TOML strings, except for one character.
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

//! `names.lock`: the Rust name of every operation and type, pinned.
//!
//! An entry is keyed by what the thing is: an operation by method and path, a type by its title, structure and places
//! of use. What the exporter called it (`IsOneOf3`) takes no part, so that a shifted number renames nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostics, Place, Severity};
use crate::load::Source;

/// All pinned names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// `GET /agents` → `agents::list_agents`.
    #[serde(default)]
    pub operations: BTreeMap<String, String>,
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
    /// The schema's title, or the name of the property that an inline schema stands at.
    pub title: String,
    /// Fingerprints of the structures it had when the lock was last written, one for each that differs.
    pub shape: BTreeSet<String>,
    /// The places that use it.
    pub used: BTreeSet<String>,
}

const HEADER: &str = "\
# The Rust name of every operation and type. Written by `cargo xtask regen`; edit a name by hand to rename.
# Operations are keyed by method and path; types by title, structure (`shape`) and places of use (`used`).

";

impl Lock {
    /// Reads the lock; an empty text is a lock without names.
    pub fn parse(source: &Source) -> Result<Self, Diagnostics> {
        let problem = |message: String, line: Option<usize>| {
            let mut diagnostics = Diagnostics::default();
            let place = Place { file: source.name.clone(), line, pointer: String::new() };
            let help = "restore the file from version control, or mend the entry by hand";
            diagnostics.push(Severity::Error, "names-lock", message, place, help);
            diagnostics
        };
        let lock: Self = toml::from_str(&source.text).map_err(|error| {
            let line = error.span().and_then(|span| source.text.get(..span.start)).map(|t| t.matches('\n').count() + 1);
            problem(format!("names.lock cannot be read: {}", error.message()), line)
        })?;
        let mut diagnostics = Diagnostics::default();
        let names: Vec<&str> = lock.types.iter().map(|t| t.name.as_str()).collect();
        for (index, name) in names.iter().enumerate() {
            if names[..index].contains(name) {
                diagnostics.extend(problem(format!("the type name `{name}` is given twice"), None));
            }
            if crate::ident::camel(name) != *name {
                diagnostics.extend(problem(format!("`{name}` cannot be the name of a type in Rust"), None));
            }
        }
        let mut functions: BTreeSet<&str> = BTreeSet::new();
        for (key, function) in &lock.operations {
            let valid = function.split_once("::").is_some_and(|(module, name)| {
                crate::name::module(module) == module && crate::ident::snake(name) == name
            });
            if !valid {
                diagnostics
                    .extend(problem(format!("`{function}` ({key}) is not of the form `module::function`"), None));
            }
            if !functions.insert(function) {
                diagnostics.extend(problem(format!("the operation name `{function}` is given twice"), None));
            }
        }
        if diagnostics.is_empty() { Ok(lock) } else { Err(diagnostics) }
    }

    /// The text of the lock.
    pub fn to_text(&self) -> String {
        let mut text = HEADER.to_owned();
        text.push_str("[operations]\n");
        for (key, name) in &self.operations {
            text.push_str(&format!("{} = {}\n", quoted(key), quoted(name)));
        }
        let list = |values: &BTreeSet<String>| values.iter().map(|v| quoted(v)).collect::<Vec<_>>();
        for entry in &self.types {
            text.push_str(&format!("\n[[type]]\nname = {}\ntitle = {}\n", quoted(&entry.name), quoted(&entry.title)));
            text.push_str(&format!("shape = [{}]\n", list(&entry.shape).join(", ")));
            match list(&entry.used).as_slice() {
                [] => text.push_str("used = []\n"),
                [only] => text.push_str(&format!("used = [{only}]\n")),
                several => text.push_str(&format!("used = [\n  {},\n]\n", several.join(",\n  "))),
            }
        }
        text
    }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    // JSON's form is TOML's, but for one character.
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

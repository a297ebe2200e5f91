//! `names.lock`: the Rust name of every operation and type, pinned.
//!
//! An entry is keyed by what the thing is; what the exporter called it (`IsOneOf3`, `getAgents2`) takes no part, so that
//! a shifted number renames nothing.
//!
//! **Operations** are keyed by method and path. The names of path parameters do not count. An operation whose key is new
//! takes over the name of one that is gone from all versions if its wording asks for exactly that name, or else if
//! module, method and number of path parameters are the same and the paths differ in spelling (`/endusers`,
//! `/end-users`) or in literal segments in front (`/presence`, `/agents/presence`); and only where one new operation and
//! one old name fit nothing else.
//!
//! **Types** are keyed by title, structure and places of use. The same are: most places and one of the others; title and
//! structure that nothing else has; the title of a component that nothing else bears; at least half of all places. A type
//! never takes the name of one of another kind (struct, enumeration, union) unless it is the same component by its title.
//! A place within a type whose title others share is given a second time, with that type's own places.
//!
//! - *Split*: the part with more in common keeps the name, the other gets one by its title or place.
//! - *Merge*: the name with more in common stays, the other becomes an alias of it.
//! - *Split after a merge*: the part whose own name is that alias takes it back, and the alias ends.
//!
//! **Old names** stand under `[renamed]` and are emitted as deprecated aliases wherever their target is, until a
//! maintainer deletes the line. Nothing else takes such a name.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::ident::{camel, operations_module, snake};
use crate::diagnostic::{Diagnostics, Place, Severity};
use crate::text::Source;

/// All pinned names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// `GET /agents` → `agents::list_agents`.
    #[serde(default)]
    pub operations: BTreeMap<String, String>,
    /// Old name → the name that it is a deprecated alias of: `agents::get_agents` → `agents::list_agents`.
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
    /// The schema's title, or the name of the property that an inline schema stands at.
    pub title: String,
    /// The structures it had when the lock was last written, one for each that differs: kind and fingerprint.
    pub shape: BTreeSet<String>,
    /// The places that use it.
    pub used: BTreeSet<String>,
}

impl LockedType {
    /// Whether it was a `struct`, `enum` or `union`; a lock that was written before the kind stood in it leaves it open.
    pub(crate) fn may_be(&self, kind: &str) -> bool {
        self.kinds().next().is_none() || self.kinds().any(|own| own == kind)
    }

    /// Whether it had this structure, given as kind and fingerprint.
    pub(crate) fn has_shape(&self, shape: &str) -> bool {
        let without_kind = shape.split_once(' ').map_or(shape, |(_, fingerprint)| fingerprint);
        self.shape.contains(shape) || self.shape.contains(without_kind)
    }

    /// The kinds it had in all versions.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = &str> {
        self.shape.iter().filter_map(|shape| Some(shape.split_once(' ')?.0))
    }

    /// The places that use it, whatever the path parameters in them are called.
    pub(crate) fn places(&self) -> BTreeSet<String> {
        self.used.iter().map(|place| without_placeholders(place)).collect()
    }
}

const HEADER: &str = "\
# The Rust name of every operation and type. Written by the generator; edit a name by hand to rename.
# Operations are keyed by method and path; types by title, structure (`shape`) and places of use (`used`).
# What stands under `[renamed]` is kept as a deprecated alias; delete a line to end it.

";

impl Lock {
    /// Reads the lock; an empty text is a lock without names.
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
        for LockedType { name, .. } in &self.types {
            if !names.insert(name) {
                problems.error(problems.line_of_type(name), format!("the type name `{name}` is given twice"));
            }
            if !is_type(name) {
                problems.error(problems.line_of_type(name), format!("`{name}` cannot be the name of a type in Rust"));
            }
        }
    }

    fn check_operations(&self, problems: &mut Problems<'_>) {
        let mut functions: BTreeSet<&str> = BTreeSet::new();
        for (key, function) in &self.operations {
            if !is_function(function) {
                let message = format!("`{function}` ({key}) is not of the form `module::function`");
                problems.error(problems.line_of(key), message);
            }
            if !functions.insert(function) {
                problems.error(problems.line_of(key), format!("the operation name `{function}` is given twice"));
            }
        }
    }

    fn check_renamed(&self, problems: &mut Problems<'_>) {
        for (old, new) in &self.renamed {
            for name in [old, new].into_iter().filter(|name| !is_type(name) && !is_function(name)) {
                let message = format!("`{name}` is neither the name of a type nor of the form `module::function`");
                problems.error(problems.line_of(old), message);
            }
            if is_function(old) && is_type(new) || is_type(old) && is_function(new) {
                let message = format!("`{old}` cannot be an alias of `{new}`: one is a type, the other a function");
                problems.error(problems.line_of(old), message);
            }
            if old == new {
                problems.error(problems.line_of(old), format!("`{old}` cannot be an alias of itself"));
            }
        }
    }

    /// The key and the name of an operation; what its path parameters are called does not count.
    pub fn operation(&self, key: &str) -> Option<(&str, &str)> {
        let exact = self.operations.get_key_value(key);
        let template = without_placeholders(key);
        let found = exact.or_else(|| self.operations.iter().find(|(known, _)| without_placeholders(known) == template));
        found.map(|(key, name)| (key.as_str(), name.as_str()))
    }

    /// All names that things have now.
    fn names(&self) -> BTreeSet<&str> {
        let types = self.types.iter().map(|entry| entry.name.as_str());
        self.operations.values().map(String::as_str).chain(types).collect()
    }

    /// The old names as they follow from the names: chains collapse, and an old name ends whose target is gone or that is
    /// the name of something again.
    pub(crate) fn settled(&self) -> BTreeMap<String, String> {
        let names = self.names();
        let target = |start: &str| {
            let chain = std::iter::successors(Some(start), |name| self.renamed.get(*name).map(String::as_str));
            // As many steps as there are entries: a chain may be a ring.
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
        if !self.renamed.is_empty() {
            text.push_str("\n[renamed]\n");
        }
        for (old, new) in &self.renamed {
            text.push_str(&format!("{} = {}\n", quoted(old), quoted(new)));
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

/// Notes what a maintainer renamed by hand: a thing that stands in both locks under different names keeps the old one as
/// an alias, unless the old name has an alias already or is the name of something else now.
pub fn keep_renames(before: &Lock, after: &mut Lock) {
    let operations = before.operations.iter().filter_map(|(key, old)| Some((old.as_str(), after.operation(key)?.1)));
    let (known, names) = (before.names(), after.names());
    let is_new = |new: &&LockedType| !known.contains(new.name.as_str());
    let types = before.types.iter().filter_map(|old| {
        // The description may have moved as well since then.
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

/// What a maintainer hears of old names that end by themselves.
pub(crate) fn ended_aliases(source: &Source, before: &Lock, after: &Lock) -> Diagnostics {
    let mut problems = Problems { source, found: Diagnostics::default() };
    let names = after.names();
    for (old, new) in before.renamed.iter().filter(|(old, _)| !after.renamed.contains_key(*old)) {
        let why = if names.contains(old.as_str()) {
            format!("`{old}` is the name of something again")
        } else {
            format!("nothing is called `{new}`")
        };
        let message = format!("the alias `{old}` of `{new}` ends: {why}");
        let help = "correct the right side under [renamed], or delete the line";
        problems.push(Severity::Warning, "alias-ends", problems.line_of(old), message, help);
    }
    problems.found
}

/// A key or place without what its path parameters are called: `GET /agents/{id}` → `GET /agents/{}`.
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

fn is_type(name: &str) -> bool {
    camel(name) == name
}

fn is_function(path: &str) -> bool {
    let parts = path.split_once("::");
    parts.is_some_and(|(module, name)| operations_module(module) == module && snake(name) == name)
}

/// What is wrong with a lock.
struct Problems<'a> {
    source: &'a Source,
    found: Diagnostics,
}

impl Problems<'_> {
    fn error(&mut self, line: Option<usize>, message: String) {
        self.push(Severity::Error, "names-lock", line, message, MEND);
    }

    fn push(&mut self, severity: Severity, code: &'static str, line: Option<usize>, message: String, help: &str) {
        let place = Place { file: self.source.name.clone(), line, pointer: String::new() };
        self.found.push(severity, code, message, place, help);
    }

    /// The last line that is it.
    fn line(&self, is_it: impl Fn(&str) -> bool) -> Option<usize> {
        self.source.text.lines().enumerate().filter(|(_, line)| is_it(line)).last().map(|(index, _)| index + 1)
    }

    /// The line that gives a type this name.
    fn line_of_type(&self, name: &str) -> Option<usize> {
        let value = quoted(name);
        self.line(|line| line.strip_prefix("name = ") == Some(&value))
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

const MEND: &str = "restore the file from version control, or mend the entry by hand";

/// A TOML string.
fn quoted(text: &str) -> String {
    // JSON's form is TOML's, but for one character.
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

//! The output depends on the content of a description, and neither on its order nor on the numbers that the exporter
//! appends to the names of schemas.

use std::collections::BTreeMap;

use dixa_generator::conventions::Conventions;
use dixa_generator::lower::lower;
use dixa_generator::name::lock::Lock;
use dixa_generator::name::name;
use dixa_generator::outline::outline;
use dixa_generator::text::Source;
use dixa_generator::{GeneratedVersion, Output, VersionInput, corrected};
use serde_json::Value;

use super::{Run, described, with_description};
use crate::random::Random;

/// Panics with the first line that differs, so that the message is short.
fn assert_same(what: &str, before: &str, after: &str) {
    let mut lines = before.lines().zip(after.lines());
    if let Some((old, new)) = lines.find(|(old, new)| old != new) {
        panic!("{what} differs:\n- {old}\n+ {new}");
    }
    assert_eq!(before.len(), after.len(), "{what}");
}

fn assert_same_version(before: &GeneratedVersion, after: &GeneratedVersion) {
    assert_eq!(before.files.keys().collect::<Vec<_>>(), after.files.keys().collect::<Vec<_>>());
    for (path, text) in &before.files {
        assert_same(path, text, &after.files[path]);
    }
    assert_same("the evidence", &before.evidence_text, &after.evidence_text);
    assert_same("the outline", &before.outline, &after.outline);
    assert_same("the table", &before.contract_table, &after.contract_table);
}

/// Compares the files and their lines of code. Docs may differ, because they contain names of schemas.
fn assert_same_names(before: &Output, after: &Output) {
    assert_same("names.lock", &before.names, &after.names);
    for (before, after) in before.versions.iter().zip(&after.versions) {
        assert_same("the outline", &before.outline, &after.outline);
        assert_same("the table", &before.contract_table, &after.contract_table);
        assert_eq!(before.files.keys().collect::<Vec<_>>(), after.files.keys().collect::<Vec<_>>());
        for (path, text) in &before.files {
            assert_same(path, &code(text), &code(&after.files[path]));
        }
    }
}

fn code(text: &str) -> String {
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    text.lines().filter(is_code).map(|line| format!("{line}\n")).collect()
}

/// The order of keys, and of lists whose order has no meaning, changes nothing.
pub fn the_order_changes_nothing(run: &Run, seed: u64) {
    let after = run.changed(|version| reorder(version, seed));
    assert_same("names.lock", &run.output.names, &after.names);
    for (before, after) in run.output.versions.iter().zip(&after.versions) {
        assert_same_version(before, after);
        assert_ne!(before.sha256, after.sha256, "the order of the text is changed");
    }
}

/// Without a lock the order changes no name either.
pub fn without_a_lock_the_order_changes_no_name(run: &Run, seed: u64) {
    let mut input = run.input.clone();
    input.names.text.clear();
    let before = Run::new(input);
    let after = before.changed(|version| reorder(version, seed));
    let [before, after] = [&before.output.names, &after.names].map(|text| without_order(text));
    assert_same("names.lock", &before, &after);
}

/// A lock with all arguments sorted: without one, their order is that of the description.
fn without_order(text: &str) -> String {
    let source = Source { name: "names.lock".to_owned(), text: text.to_owned() };
    let mut lock = Lock::parse(&source).unwrap_or_else(|problems| panic!("{problems}"));
    let of_types = lock.types.iter_mut().map(|entry| &mut entry.arguments);
    lock.arguments.values_mut().chain(of_types).for_each(|arguments| arguments.sort());
    lock.to_text()
}

/// The numbers of schemas change no public name.
pub fn the_numbers_of_schemas_change_no_public_name(run: &Run, seed: u64) {
    let after = run.changed(|version| renumber(version, seed));
    assert_same_names(&run.output, &after);
}

/// Numbers that change several times in sequence change no public name, through the locks that result.
///
/// Two versions take as long as two runs, so that one version is checked: the last.
pub fn repeated_changes_of_numbers_change_no_public_name(run: &Run, first: &Lock, seeds: &[u64]) {
    let (version, conventions) = last(run);
    let (before, mut lock) = named(version, conventions, None, first);
    for seed in seeds {
        let (after, next) = named(version, conventions, Some(*seed), &lock);
        assert_same("the outline", &before, &after);
        assert_same("names.lock", &lock.to_text(), &next.to_text());
        lock = next;
    }
}

fn last(run: &Run) -> (&VersionInput, &Conventions) {
    (run.input.versions.last().expect("a version"), &run.output.conventions)
}

/// Without a lock the numbers of schemas change no public name either.
pub fn without_a_lock_the_numbers_of_schemas_change_no_public_name(run: &Run, seeds: &[u64]) {
    let (version, conventions) = last(run);
    let (before, _) = named(version, conventions, None, &Lock::default());
    for seed in seeds {
        assert_same("the outline", &before, &named(version, conventions, Some(*seed), &Lock::default()).0);
    }
}

/// Line endings and the name of the file change nothing.
pub fn line_endings_and_the_name_of_the_file_change_nothing(run: &Run) {
    let after = run.changed(|version| {
        let text = version.description.text.replace('\n', "\r\n");
        version.description = Source { name: "elsewhere.yaml".to_owned(), text };
    });
    for (before, after) in run.output.versions.iter().zip(&after.versions) {
        assert_same_version(before, after);
    }
}

/// All properties of this file, each for one change.
pub fn all(run: &Run) {
    the_order_changes_nothing(run, 1);
    without_a_lock_the_order_changes_no_name(run, 2);
    the_numbers_of_schemas_change_no_public_name(run, 3);
    line_endings_and_the_name_of_the_file_change_nothing(run);
    let lock = Lock::parse(&run.input.names).unwrap_or_else(|problems| panic!("{problems}"));
    repeated_changes_of_numbers_change_no_public_name(run, &lock, &[4, 5]);
    without_a_lock_the_numbers_of_schemas_change_no_public_name(run, &[6]);
}

/// The outline of a version, with other numbers where there is a seed, and the lock that results.
fn named(version: &VersionInput, conventions: &Conventions, seed: Option<u64>, lock: &Lock) -> (String, Lock) {
    let mut version = version.clone();
    if let Some(seed) = seed {
        renumber(&mut version, seed);
    }
    let description = corrected(&version, conventions).unwrap_or_else(|problems| panic!("{problems}"));
    let (api, _) = lower(&version.version, &version.description.name, &description, conventions);
    let (names, lock) = name(&[&api], lock);
    (outline(&api, &names[0]), lock)
}

/// Where in a description a value is, which decides what of its order may be changed.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    /// The order of keys, and of lists under certain keys.
    Free,
    /// The order of this list, too.
    Set,
    /// The order of keys alone: this is an example.
    Example,
}

/// The lists of a description whose order has no meaning.
const SETS: [&str; 6] = ["allOf", "anyOf", "enum", "oneOf", "parameters", "required"];

/// Writes a description in another order.
pub fn reorder(version: &mut VersionInput, seed: u64) {
    let value = described(version);
    version.description.text.clear();
    write(&value, Order::Free, &mut Random::new(seed), &mut version.description.text);
}

fn write(value: &Value, order: Order, random: &mut Random, text: &mut String) {
    match value {
        Value::Object(object) => {
            let mut entries: Vec<_> = object.iter().collect();
            random.shuffle(&mut entries);
            text.push('{');
            for (index, (key, value)) in entries.into_iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                let inner = match key.as_str() {
                    _ if order == Order::Example => Order::Example,
                    "example" | "examples" | "default" => Order::Example,
                    key if SETS.contains(&key) => Order::Set,
                    _ => Order::Free,
                };
                write(value, inner, random, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            let mut items: Vec<&Value> = items.iter().collect();
            if order == Order::Set {
                random.shuffle(&mut items);
            }
            text.push('[');
            for (index, item) in items.into_iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                write(item, if order == Order::Example { order } else { Order::Free }, random, text);
            }
            text.push(']');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

/// Gives every numbered schema another number, or none, at the end of its name. Titles stay.
pub fn renumber(version: &mut VersionInput, seed: u64) {
    let mut description = described(version);
    let renamed = other_numbers(&description, &mut Random::new(seed));
    rename(&mut description, &renamed);
    let schemas = description["components"]["schemas"].as_object_mut().expect("schemas");
    let moved = std::mem::take(schemas).into_iter();
    schemas.extend(moved.map(|(name, schema)| (renamed.get(&name).cloned().unwrap_or(name), schema)));
    *version = with_description(version, &description);
}

/// How many schemas of a description have a name that differs from another one's only in its number.
pub fn numbered(description: &Value) -> usize {
    let numbered = |(base, names): (&str, Vec<&str>)| names.into_iter().filter(|name| *name != base).count();
    families(description).into_iter().map(numbered).sum()
}

/// The names of numbered schemas, by the name without the number.
fn families(description: &Value) -> BTreeMap<&str, Vec<&str>> {
    let mut families: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for name in description["components"]["schemas"].as_object().expect("schemas").keys() {
        families.entry(name.trim_end_matches(|c: char| c.is_ascii_digit())).or_default().push(name);
    }
    families.retain(|base, names| names.iter().any(|name| name != base));
    families
}

/// The new name of each numbered schema.
fn other_numbers(description: &Value, random: &mut Random) -> BTreeMap<String, String> {
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    for (base, names) in families(description) {
        let mut free: Vec<String> = (1..names.len() + 3).map(|number| format!("{base}{number}")).collect();
        free.push(base.to_owned());
        loop {
            random.shuffle(&mut free);
            if names.iter().zip(&free).all(|(old, new)| old != new || *old == base) {
                break;
            }
        }
        renamed.extend(names.into_iter().map(str::to_owned).zip(free));
    }
    renamed
}

const PREFIX: &str = "#/components/schemas/";

fn rename(value: &mut Value, renamed: &BTreeMap<String, String>) {
    match value {
        Value::Object(object) => object.values_mut().for_each(|inner| rename(inner, renamed)),
        Value::Array(items) => items.iter_mut().for_each(|inner| rename(inner, renamed)),
        Value::String(text) => {
            if let Some(new) = text.strip_prefix(PREFIX).and_then(|name| renamed.get(name)) {
                *text = format!("{PREFIX}{new}");
            }
        }
        _ => {}
    }
}

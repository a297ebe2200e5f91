//! The output depends on what a description says, and neither on the order in which it says it nor on the numbers that
//! the exporter gives to schemas.

mod random;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use dixa_generator::lower::lower;
use dixa_generator::name::lock::Lock;
use dixa_generator::name::name;
use dixa_generator::outline::outline;
use dixa_generator::{GeneratedVersion, Input, Output, VersionInput, corrected, generate};
use dixa_generator::{check::parse, text::Source};
use dixa_tests::project;
use random::Random;
use serde_json::Value;

fn output(change: impl Fn(&Value) -> String) -> Output {
    let mut input = project::input();
    for version in &mut input.versions {
        let value = parse(version.description.clone()).expect("a sound description").value;
        version.description.text = change(&value);
    }
    generate(&input).unwrap_or_else(|problems| panic!("{problems}"))
}

static BEFORE: LazyLock<Output> = LazyLock::new(|| unchanged(&project::input()));

fn unchanged(input: &Input) -> Output {
    generate(input).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The first line that differs, for a message that can be read.
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

#[test]
fn the_order_of_keys_and_of_lists_without_order_changes_nothing() {
    let before = &*BEFORE;
    for seed in [1, 2, 3] {
        let after = output(|value| {
            let mut text = String::new();
            write(value, Order::Free, &mut Random::new(seed), &mut text);
            text
        });
        assert_same("names.lock", &before.names, &after.names);
        for (before, after) in before.versions.iter().zip(&after.versions) {
            assert_same_version(before, after);
            assert_ne!(before.sha256, after.sha256, "the text is another");
        }
    }
}

#[test]
fn without_a_lock_the_order_changes_no_name_either() {
    let mut input = project::input();
    input.names.text.clear();
    let before = unchanged(&input);
    for version in &mut input.versions {
        let value = parse(version.description.clone()).expect("a sound description").value;
        version.description.text.clear();
        write(&value, Order::Free, &mut Random::new(5), &mut version.description.text);
    }
    assert_same("names.lock", &before.names, &unchanged(&input).names);
}

#[test]
fn the_numbers_of_schemas_change_no_public_name() {
    let before = &*BEFORE;
    let after = output(|value| renumbered(value, &mut Random::new(1)).to_string());
    assert_same_names(before, &after);
    assert_same("names.lock", &before.names, &after.names);
}

/// The names of the beta description with other numbers, as its outline shows them, and the lock that follows.
fn named(beta: &VersionInput, seed: Option<u64>, lock: &Lock) -> (String, Lock) {
    let mut beta = beta.clone();
    if let Some(seed) = seed {
        let value = parse(beta.description).expect("a sound description").value;
        let text = renumbered(&value, &mut Random::new(seed)).to_string();
        beta.description = Source { name: "beta.json".to_owned(), text };
    }
    let description = corrected(&beta, &project::conventions()).unwrap_or_else(|problems| panic!("{problems}"));
    let (api, _) = lower("beta", "beta.json", &description, &project::conventions());
    let (names, lock) = name(&[&api], lock);
    (outline(&api, &names[0]), lock)
}

#[test]
fn numbers_that_change_again_and_again_change_no_public_name_through_the_locks_that_follow() {
    let input = project::input();
    let beta = &input.versions[1];
    for first in [Lock::default(), Lock::parse(&input.names).expect("a sound lock")] {
        let (before, mut lock) = named(beta, None, &first);
        for seed in [2, 3, 4] {
            let (after, next) = named(beta, Some(seed), &lock);
            assert_same("the outline", &before, &after);
            assert_same("names.lock", &lock.to_text(), &next.to_text());
            lock = next;
        }
    }
}

#[test]
fn without_a_lock_the_numbers_of_schemas_change_no_public_name_either() {
    let beta = &project::input().versions[1];
    let (before, _) = named(beta, None, &Lock::default());
    for seed in [5, 6] {
        assert_same("the outline", &before, &named(beta, Some(seed), &Lock::default()).0);
    }
}

/// The same files and the same lines of code in them: schemas' names stand in docs alone.
fn assert_same_names(before: &Output, after: &Output) {
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

/// What of a value's order may be changed.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    /// The order of keys, and of lists under certain keys.
    Free,
    /// Of this list too.
    Set,
    /// Of keys alone: this is an example.
    Example,
}

/// The lists of a description whose order has no meaning.
const SETS: [&str; 6] = ["allOf", "anyOf", "enum", "oneOf", "parameters", "required"];

/// Writes JSON in another order.
fn write(value: &Value, order: Order, random: &mut Random, text: &mut String) {
    match value {
        Value::Object(object) => {
            let mut entries: Vec<_> = object.iter().collect();
            shuffle(&mut entries, random);
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
                shuffle(&mut items, random);
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

fn shuffle<T>(items: &mut [T], random: &mut Random) {
    for last in (1..items.len()).rev() {
        items.swap(last, random.below(last + 1));
    }
}

/// The description with another number, or none, at the end of every numbered schema's name. Titles stay.
fn renumbered(description: &Value, random: &mut Random) -> Value {
    let schemas = description["components"]["schemas"].as_object().expect("schemas");
    let mut families: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for name in schemas.keys() {
        families.entry(name.trim_end_matches(|c: char| c.is_ascii_digit())).or_default().push(name);
    }
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    let mut numbered = 0;
    for (base, names) in families.into_iter().filter(|(base, names)| names.iter().any(|name| name != base)) {
        numbered += names.iter().filter(|name| **name != base).count();
        let mut free: Vec<String> = (1..names.len() + 3).map(|number| format!("{base}{number}")).collect();
        free.push(base.to_owned());
        loop {
            shuffle(&mut free, random);
            if names.iter().zip(&free).all(|(old, new)| old != new || *old == base) {
                break;
            }
        }
        renamed.extend(names.into_iter().map(str::to_owned).zip(free));
    }
    assert_eq!(numbered, 32, "the numbered schemas of the description");
    let mut changed = description.clone();
    rename(&mut changed, &renamed);
    let schemas = changed["components"]["schemas"].as_object_mut().expect("schemas");
    let moved = std::mem::take(schemas).into_iter();
    schemas.extend(moved.map(|(name, schema)| (renamed.get(&name).cloned().unwrap_or(name), schema)));
    changed
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

#[test]
fn line_endings_and_the_file_s_name_change_nothing() {
    let before = &*BEFORE;
    let mut input = project::input();
    for version in &mut input.versions {
        let text = version.description.text.replace('\n', "\r\n");
        version.description = Source { name: "elsewhere.yaml".to_owned(), text };
    }
    for (before, after) in before.versions.iter().zip(&unchanged(&input).versions) {
        assert_same_version(before, after);
    }
}

//! Names functions: pinned names by method and path, new ones from the operation's summary, id or path.

use std::collections::{BTreeMap, BTreeSet};

use super::ident::{Scope, operations_module, snake};
use super::lock::{Lock, without_placeholders};
use crate::model::{Api, Operation};

/// The functions of one version by method and path, each as module and function.
type Functions = BTreeMap<String, (String, String)>;

/// Names the operations of all versions. Returns the names of each version, and all of them for the lock.
pub(super) fn name(apis: &[&Api], lock: &Lock) -> (Vec<Functions>, BTreeMap<String, String>) {
    let mut pinned = lock.operations.clone();
    for (new, old) in moved(apis, lock) {
        let name = pinned.remove(&old).unwrap_or_default();
        pinned.insert(new, name);
    }
    let mut used: BTreeMap<String, String> = BTreeMap::new();
    let mut known: BTreeSet<String> = BTreeSet::new();
    let names: Vec<Functions> = apis.iter().map(|api| name_one(api, &mut pinned, &lock.renamed)).collect();
    for (key, (module, function)) in names.iter().flatten() {
        let name = format!("{module}::{function}");
        // The parameters of a path may have different names in different versions; the key of the first is kept.
        if known.insert(name.clone()) {
            used.insert(key.clone(), name);
        }
    }
    (names, used)
}

fn name_one(api: &Api, pinned: &mut BTreeMap<String, String>, renamed: &BTreeMap<String, String>) -> Functions {
    let mut scopes: BTreeMap<String, Scope> = BTreeMap::new();
    for (module, function) in pinned.values().chain(renamed.keys()).filter_map(|name| name.split_once("::")) {
        scopes.entry(module.to_owned()).or_default().reserve(function);
    }
    let operations = keyed(api);
    let found = find(operations.keys(), pinned);
    let mut names = BTreeMap::new();
    for (key, operation) in operations {
        let name = match found.get(&key).and_then(|known| pinned[known].split_once("::")) {
            Some((module, function)) => (module.to_owned(), function.to_owned()),
            None => {
                let module = operations_module(&operation.tag);
                let scope = scopes.entry(module.clone()).or_default();
                let free = preferred_names(operation).find(|name| scope.is_free(name));
                let function = scope.snake(&free.unwrap_or_else(|| path_name(operation)));
                pinned.insert(key.clone(), format!("{module}::{function}"));
                (module, function)
            }
        };
        names.insert(key, name);
    }
    names
}

/// The operations by key.
fn keyed(api: &Api) -> BTreeMap<String, &Operation> {
    api.operations.iter().map(|operation| (operation.key.clone(), operation)).collect()
}

/// The pinned key of each key that has one: the same key, or one that differs only in the names of path parameters.
fn find<'k>(
    keys: impl Iterator<Item = &'k String> + Clone,
    pinned: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let exact = keys.clone().filter(|key| pinned.contains_key(*key));
    let mut found: BTreeMap<String, String> = exact.map(|key| (key.clone(), key.clone())).collect();
    let mut free: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for known in pinned.keys().rev().filter(|known| !found.contains_key(*known)) {
        free.entry(without_placeholders(known)).or_default().push(known);
    }
    for key in keys {
        if !found.contains_key(key)
            && let Some(known) = free.get_mut(&without_placeholders(key)).and_then(Vec::pop)
        {
            found.insert(key.clone(), known.clone());
        }
    }
    found
}

/// New keys of operations that had another key before, each with the old key; `lock` documents the rule.
fn moved(apis: &[&Api], lock: &Lock) -> Vec<(String, String)> {
    let mut freed: BTreeSet<&String> = lock.operations.keys().collect();
    let mut new: BTreeMap<String, (String, &Operation)> = BTreeMap::new();
    for api in apis {
        let operations = keyed(api);
        let found = find(operations.keys(), &lock.operations);
        for known in found.values() {
            freed.remove(known);
        }
        for (key, operation) in operations.into_iter().filter(|(key, _)| !found.contains_key(key)) {
            new.entry(without_placeholders(&key)).or_insert((key, operation));
        }
    }
    let mut moved = Vec::new();
    for is_same in [prefers_old_name, has_similar_path] {
        let mut pairs: Vec<(String, &String)> = Vec::new();
        for (key, operation) in new.values() {
            let old = freed.iter().filter(|old| is_same(key, operation, old, &lock.operations[**old]));
            pairs.extend(old.map(|old| (key.clone(), *old)));
        }
        let is_only_match = |(key, old): &&(String, &String)| {
            pairs.iter().filter(|(other_key, other_old)| other_key == key || other_old == old).count() == 1
        };
        for (key, old) in pairs.iter().filter(is_only_match) {
            freed.remove(*old);
            new.remove(&without_placeholders(key));
            moved.push((key.clone(), (*old).clone()));
        }
    }
    moved
}

/// Whether the operation's preferred name is the old name.
fn prefers_old_name(_: &str, operation: &Operation, _: &str, old_name: &str) -> bool {
    let preferred = preferred_names(operation).next().unwrap_or_default();
    format!("{}::{preferred}", operations_module(&operation.tag)) == old_name
}

/// Whether the operations differ only in the spelling of the path or in literal segments at its start.
fn has_similar_path(key: &str, operation: &Operation, old_key: &str, old_name: &str) -> bool {
    let (Some((method, path)), Some((old_method, old_path))) = (key.split_once(' '), old_key.split_once(' ')) else {
        return false;
    };
    let same_module = old_name.split_once("::").is_some_and(|(old, _)| old == operations_module(&operation.tag));
    let (path, old_path) = (segments(path), segments(old_path));
    let (long, short) = if path.len() < old_path.len() { (old_path, path) } else { (path, old_path) };
    let in_front = &long[..long.len() - short.len()];
    let is_literal = |segment: &String| !segment.contains('{');
    method == old_method
        && same_module
        && long.ends_with(&short)
        && in_front.iter().all(is_literal)
        && short.iter().any(is_literal)
}

/// The segments of a path without case, punctuation and the names of parameters.
fn segments(path: &str) -> Vec<String> {
    let plain = |segment: &str| {
        let kept = segment.chars().filter(|c| c.is_alphanumeric() || matches!(c, '{' | '}'));
        kept.collect::<String>().to_lowercase()
    };
    without_placeholders(path).split('/').filter(|segment| !segment.is_empty()).map(plain).collect()
}

/// The possible names of an operation, the preferred one first.
fn preferred_names(operation: &Operation) -> impl Iterator<Item = String> {
    [summary_name(operation), id_name(operation), Some(path_name(operation))].into_iter().flatten()
}

/// The summary, if it is short enough for a name: `List end users` → `list_end_users`.
fn summary_name(operation: &Operation) -> Option<String> {
    let words: Vec<&str> = operation.summary.split_whitespace().collect();
    let plain = |word: &&str| word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'));
    let filler = |word: &&str| !["a", "an", "the"].contains(&word.to_ascii_lowercase().as_str());
    let short = (2..=6).contains(&words.len()) && words.iter().all(plain);
    let starts_well = operation.summary.starts_with(|c: char| c.is_ascii_alphabetic());
    (short && starts_well).then(|| snake(&words.into_iter().filter(filler).collect::<Vec<_>>().join(" ")))
}

/// The operation id, unless it is derived from the path.
fn id_name(operation: &Operation) -> Option<String> {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let from_path = [letters(&operation.key), letters(&format!("{} {}", operation.method, operation.path))];
    (!from_path.contains(&letters(&operation.id))).then(|| snake(&operation.id))
}

/// Method and path: `GET /agents/{agentId}/teams` → `get_agents_teams`.
fn path_name(operation: &Operation) -> String {
    snake(&operation.key.replace(['{', '}'], " "))
}

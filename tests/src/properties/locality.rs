//! A change of a description changes the files that it concerns, and no other.

use std::collections::{BTreeMap, BTreeSet};

use dixa_generator::model::{Disposition, Shape, TypeDef};
use dixa_generator::{GeneratedVersion, Input, Output, VersionInput, shared};
use serde_json::{Value, json};

use super::{Run, described, schema, with_description};

/// Everything that is written for one version, by path or by a name of what it is.
fn written(output: &Output) -> BTreeMap<String, String> {
    let [version] = output.versions.as_slice() else { panic!("one version") };
    let shared = shared(std::slice::from_ref(output)).unwrap_or_else(|problems| panic!("{problems}"));
    let rest = [
        ("evidence", &version.evidence_text),
        ("lock", &output.names),
        ("provenance", &shared.files["provenance.rs"]),
        ("outline", &version.outline),
        ("table", &version.contract_table),
    ];
    let files = version.files.iter().map(|(path, text)| (path.clone(), text.clone()));
    files.chain(rest.map(|(what, text)| (what.to_owned(), text.clone()))).collect()
}

/// The lines that are in one string more often than in the other.
fn lines_more(text: &str, than: &str) -> usize {
    let mut counts: BTreeMap<&str, isize> = BTreeMap::new();
    text.lines().for_each(|line| *counts.entry(line).or_default() += 1);
    than.lines().for_each(|line| *counts.entry(line).or_default() -= 1);
    counts.values().filter(|count| **count > 0).map(|count| count.unsigned_abs()).sum()
}

/// What changes when the schemas get an optional field: each changed file with the number of lines that are removed
/// and added.
///
/// # Panics
///
/// If the run has several versions or a schema is missing.
pub fn changes(run: &Run, schemas: &[&str]) -> BTreeMap<String, String> {
    let after = run.changed(|version| {
        let mut description = described(version);
        schemas.iter().for_each(|name| add_field(schema(&mut description, name)));
        *version = with_description(version, &description);
    });
    let (before, after) = (written(&run.output), written(&after));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed = names.into_iter().filter_map(|name| {
        let [old, new] = [&before, &after].map(|all| all.get(name).map_or("", String::as_str));
        // The length of a new file depends on the prose in it.
        let how = if old.is_empty() {
            "new".to_owned()
        } else {
            format!("-{} +{}", lines_more(old, new), lines_more(new, old))
        };
        (old != new).then(|| (name.clone(), how))
    });
    changed.collect()
}

fn add_field(schema: &mut Value) {
    schema["properties"]["addedLater"] = json!({"type": "string"});
}

/// The schemas that are one type with this one, itself included.
///
/// # Panics
///
/// If the schema is missing.
pub fn equal<'r>(version: &'r GeneratedVersion, schema: &str) -> Vec<&'r str> {
    let dispositions = &version.api.dispositions;
    let is_same = |found: &Disposition| matches!(found, Disposition::Type(_)) && *found == dispositions[schema];
    dispositions.iter().filter(|(_, found)| is_same(found)).map(|(name, _)| name.as_str()).collect()
}

/// A field of a type changes the file of the type, and of the rest only what names all types.
///
/// It is checked for a few types of each version: structs that are not members of a union, since a union may distinguish
/// its members by their fields.
pub fn a_field_of_a_type_changes_its_file_alone(run: &Run, types: usize) {
    for (input, version) in run.input.versions.iter().zip(&run.output.versions) {
        let alone = Run::new(only(&run.input, input));
        let candidates = structs_apart_from_unions(version);
        assert!(!candidates.is_empty(), "{} has no struct apart from those in unions", version.version);
        // Spread over all, so that they are not neighbours by name.
        for schema in candidates.iter().step_by(candidates.len().div_ceil(types)) {
            let found: BTreeSet<String> = changes(&alone, &[schema]).into_keys().collect();
            let files: Vec<&String> = found.iter().filter(|name| name.ends_with(".rs")).collect();
            let file = version.api.dispositions[schema].clone();
            assert_eq!(files.len(), 1, "a field of {schema} ({file:?}) changes {found:?}");
            let rest: Vec<&str> = found.iter().map(String::as_str).filter(|name| !name.ends_with(".rs")).collect();
            assert_eq!(rest, ["lock", "outline", "provenance"], "a field of {schema}");
        }
    }
}

/// The names of schemas that are a struct of their own, which no union has as a member.
fn structs_apart_from_unions(version: &GeneratedVersion) -> Vec<String> {
    let types = &version.api.types;
    let unions = types.values().filter(|def| matches!(def.shape, Shape::Union(_)));
    let members: BTreeSet<_> =
        unions.flat_map(|def| def.shape.types()).flat_map(|(_, ty)| ty.named()).cloned().collect();
    let is_own = |def: &TypeDef| matches!(def.shape, Shape::Struct(_)) && def.pointers.len() == 1;
    let dispositions = version.api.dispositions.iter();
    let schemas = dispositions.filter(|(_, disposition)| {
        let Disposition::Type(id) = disposition else { return false };
        !members.contains(id) && types.get(id).is_some_and(is_own)
    });
    schemas.map(|(name, _)| name.clone()).collect()
}

/// The input with one version.
fn only(input: &Input, version: &VersionInput) -> Input {
    Input { versions: vec![version.clone()], ..input.clone() }
}

//! A change of the description changes the files that it concerns, and no other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use dixa_generator::check::parse;
use dixa_generator::model::Disposition;
use dixa_generator::{Output, generate};
use dixa_tests::project;
use serde_json::{Value, json};

/// The output for the beta description with these schemas changed.
fn output(edit: impl Fn(&mut Value), schemas: &[&str]) -> Output {
    let mut input = project::input();
    input.versions.retain(|version| version.version == "beta");
    let description = &mut input.versions[0].description;
    let mut value = parse(description.clone()).expect("a sound description").value;
    for schema in schemas {
        let at = value.pointer_mut(&format!("/components/schemas/{schema}"));
        edit(at.unwrap_or_else(|| panic!("no schema {schema}")));
    }
    description.text = value.to_string();
    generate(&input).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Everything that is written, by a name that tells what it is.
fn written(output: Output) -> BTreeMap<String, String> {
    let version = output.versions.into_iter().next().expect("one version");
    let rest = [
        ("evidence", version.evidence_text),
        ("lock", output.names),
        ("provenance", output.shared.files["provenance.rs"].clone()),
        ("outline", version.outline),
        ("table", version.contract_table),
    ];
    version.files.into_iter().chain(rest.map(|(what, text)| (what.to_owned(), text))).collect()
}

static BEFORE: LazyLock<Output> = LazyLock::new(|| output(|_| (), &[]));

/// The lines that are in one text more often than in the other.
fn lines_more(text: &str, than: &str) -> usize {
    let mut counts: BTreeMap<&str, isize> = BTreeMap::new();
    text.lines().for_each(|line| *counts.entry(line).or_default() += 1);
    than.lines().for_each(|line| *counts.entry(line).or_default() -= 1);
    counts.values().filter(|count| **count > 0).map(|count| count.unsigned_abs()).sum()
}

/// What changes when an optional field is added to the schemas: for each text the lines that go and come.
fn changes(schemas: &[&str]) -> String {
    let field = |schema: &mut Value| schema["properties"]["addedLater"] = json!({"type": "string"});
    let after = output(field, schemas);
    let (before, after) = (written(BEFORE.clone()), written(after));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed = names.into_iter().filter_map(|name| {
        let [old, new] = [&before, &after].map(|all| all.get(name).map_or("", String::as_str));
        // How long a new file is depends on the prose in it.
        let how = if old.is_empty() {
            "new".to_owned()
        } else {
            format!("-{} +{}", lines_more(old, new), lines_more(new, old))
        };
        (old != new).then(|| format!("{name} {how}\n"))
    });
    changed.collect()
}

#[test]
fn a_field_of_a_type_changes_its_file_the_outline_the_lock_and_the_stamp() {
    insta::assert_snapshot!(changes(&["Agent"]), @r"
    lock -1 +1
    meta -1 +1
    outline -1 +1
    types/agent.rs -16 +23
    ");
}

#[test]
fn a_field_of_a_member_of_a_union_changes_no_other_member_and_not_the_union() {
    insta::assert_snapshot!(changes(&["EmailConversation"]), @r"
    lock -1 +1
    meta -1 +1
    outline -1 +1
    types/email_conversation.rs -24 +31
    ");
}

#[test]
fn a_field_of_a_request_changes_no_operation() {
    insta::assert_snapshot!(changes(&["CreateAgentInput"]), @r"
    lock -1 +1
    meta -1 +1
    outline -1 +1
    types/create_agent_input.rs -11 +24
    ");
}

/// The schemas that are one type with this one.
fn equal(schema: &str) -> Vec<&str> {
    let dispositions = &BEFORE.versions[0].api.dispositions;
    let is_same = |fate: &Disposition| matches!(fate, Disposition::Type(_)) && *fate == dispositions[schema];
    dispositions.iter().filter(|(_, fate)| is_same(fate)).map(|(name, _)| name.as_str()).collect()
}

#[test]
fn a_field_that_all_equal_schemas_gain_changes_the_one_file_of_their_type() {
    assert_eq!(equal("TimeInterval"), ["TimeInterval", "TimeInterval1"]);
    insta::assert_snapshot!(changes(&["TimeInterval", "TimeInterval1"]), @r"
    lock -1 +1
    meta -1 +1
    outline -1 +1
    types/time_interval.rs -5 +12
    ");
}

/// The type splits: the lock has one entry more, and one place less in the old one.
#[test]
fn a_field_that_one_of_two_equal_schemas_gains_adds_a_type_and_changes_those_that_use_it() {
    insta::assert_snapshot!(changes(&["TimeInterval1"]), @r"
    lock -1 +6
    meta -2 +2
    outline -2 +3
    types/business_hour.rs -1 +1
    types/business_hour_time_interval.rs new
    types/mod.rs -0 +2
    types/time_interval.rs -1 +1
    ");
}

//! A change of a description changes the files that it concerns, and no other.

use dixa_tests::properties::locality;

use crate::{CHECKED_IN, FROZEN};

/// What changes when these schemas of the frozen description get an optional field.
fn changes(schemas: &[&str]) -> String {
    locality::changes(&FROZEN, schemas).iter().map(|(file, how)| format!("{file} {how}\n")).collect()
}

#[test]
fn a_field_of_a_type_changes_its_file_alone_in_the_checked_in_descriptions() {
    locality::a_field_of_a_type_changes_its_file_alone(&CHECKED_IN, 3);
}

#[test]
fn a_field_of_a_type_changes_its_file_the_outline_the_lock_and_the_provenance() {
    locality::a_field_of_a_type_changes_its_file_alone(&FROZEN, 100);
    insta::assert_snapshot!(changes(&["Member"]), @r"
    lock -1 +1
    outline -1 +1
    provenance -1 +1
    types/member.rs -7 +19
    ");
}

#[test]
fn a_field_of_a_member_of_a_union_changes_no_other_member_and_not_the_union() {
    insta::assert_snapshot!(changes(&["HandTool"]), @r"
    lock -1 +1
    outline -1 +1
    provenance -1 +1
    types/hand_tool.rs -8 +20
    ");
}

#[test]
fn a_field_of_a_request_changes_no_operation() {
    insta::assert_snapshot!(changes(&["CreateMemberInput"]), @r"
    lock -1 +1
    outline -1 +1
    provenance -1 +1
    types/create_member_input.rs -5 +17
    ");
}

#[test]
fn a_field_that_all_equal_schemas_get_changes_the_one_file_of_their_type() {
    assert_eq!(locality::equal(&FROZEN.output.versions[0], "Interval"), ["Interval", "Interval1"]);
    insta::assert_snapshot!(changes(&["Interval", "Interval1"]), @r"
    lock -1 +1
    outline -1 +1
    provenance -1 +1
    types/interval.rs -5 +12
    ");
}

/// The type is split: the lock has one more entry, and the old entry has one place less.
#[test]
fn a_field_that_one_of_two_equal_schemas_gets_adds_a_type_and_changes_those_that_use_it() {
    insta::assert_snapshot!(changes(&["Interval1"]), @r"
    lock -4 +7
    outline -2 +3
    provenance -2 +2
    types/interval.rs -1 +1
    types/mod.rs -0 +3
    types/opening_hours.rs -1 +1
    types/opening_hours_interval.rs new
    ");
}

//! The output depends on the content of a description, and neither on its order nor on the numbers that the exporter
//! appends to the names of schemas.

use dixa_generator::name::lock::Lock;
use dixa_tests::properties::{described, determinism};

use crate::{FROZEN, runs};

#[test]
fn the_order_of_keys_and_of_lists_without_order_changes_nothing() {
    for seed in [1, 2, 3] {
        runs().iter().for_each(|run| determinism::the_order_changes_nothing(run, seed));
    }
}

#[test]
fn without_a_lock_the_order_changes_no_name() {
    runs().iter().for_each(|run| determinism::without_a_lock_the_order_changes_no_name(run, 5));
}

#[test]
fn the_numbers_of_schemas_change_no_public_name() {
    assert_eq!(determinism::numbered(&described(&FROZEN.input.versions[0])), 6, "numbered schemas of the fixture");
    runs().iter().for_each(|run| determinism::the_numbers_of_schemas_change_no_public_name(run, 1));
}

#[test]
fn repeated_changes_of_numbers_change_no_public_name_through_the_locks_that_result() {
    for run in runs() {
        for first in [Lock::default(), Lock::parse(&run.input.names).expect("a valid lock")] {
            determinism::repeated_changes_of_numbers_change_no_public_name(run, &first, &[2, 3, 4]);
        }
    }
}

#[test]
fn without_a_lock_the_numbers_of_schemas_change_no_public_name() {
    for run in runs() {
        determinism::without_a_lock_the_numbers_of_schemas_change_no_public_name(run, &[5, 6]);
    }
}

#[test]
fn line_endings_and_the_name_of_the_file_change_nothing() {
    runs().iter().for_each(|run| determinism::line_endings_and_the_name_of_the_file_change_nothing(run));
}

//! Nothing is lost between the descriptions and the bindings: every operation is generated, and for every component
//! schema it is known what became of it.

use std::collections::BTreeMap;

use dixa_tests::properties::accounting;

use crate::{FROZEN, runs};

#[test]
fn every_operation_is_generated() {
    runs().into_iter().for_each(accounting::every_operation_is_generated);
}

#[test]
fn every_component_schema_has_a_disposition() {
    runs().into_iter().for_each(accounting::every_component_schema_has_a_disposition);
}

#[test]
fn every_schema_that_is_a_type_is_named_by_that_type() {
    runs().into_iter().for_each(accounting::every_schema_that_is_a_type_is_named_by_that_type);
}

#[test]
fn every_type_is_used_by_an_operation_and_has_its_own_name_and_file() {
    runs().into_iter().for_each(accounting::every_type_is_used_by_an_operation_and_has_its_own_name_and_file);
}

#[test]
fn the_frozen_description_has_schemas_of_every_disposition() {
    let expected = [("envelope", 9), ("error body", 2), ("type", 25), ("unused", 1), ("variant", 2)];
    assert_eq!(accounting::dispositions(&FROZEN, "v1"), BTreeMap::from(expected));
}

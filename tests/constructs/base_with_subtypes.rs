//! A discriminator on a base: its values are those of the schemas that are derived from it.

use dixa_generated::base_with_subtypes::{Animal, Kennel, Signal, Vehicle};

use crate::support::same;

#[test]
fn the_fields_of_a_derived_schema_are_kept() {
    assert!(matches!(same::<Animal>(r#"{"species": "Cat", "name": "a", "lives": 9}"#), Animal::Cat(_)));
    assert!(matches!(same::<Animal>(r#"{"species": "dog", "name": "a", "pack": 2}"#), Animal::Dog(_)));
    let puppy = same::<Animal>(r#"{"species": "Puppy", "name": "a", "pack": 2, "weeks": 8}"#);
    assert!(matches!(&puppy, Animal::Puppy(puppy) if puppy.weeks == 8));
    assert_eq!(puppy.name(), Some("a"));
    same::<Animal>(r#"{"species": "Horse", "name": "a", "gait": "trot"}"#);
}

#[test]
fn a_derived_schema_alone_is_a_struct() {
    same::<Kennel>(r#"{"guard": {"species": "any", "name": "a"}, "guests": [{"species": "Cat", "name": "b"}]}"#);
}

#[test]
fn a_base_that_the_mapping_names_is_a_member_itself() {
    assert!(matches!(same::<Vehicle>(r#"{"kind": "plain", "wheels": 2}"#), Vehicle::Plain(_)));
    assert!(matches!(same::<Vehicle>(r#"{"kind": "Car", "doors": 4}"#), Vehicle::Car(_)));
}

#[test]
fn a_union_of_derived_schemas_has_the_tag_of_their_base() {
    assert!(matches!(same::<Signal>(r#"{"type": "Flash", "level": 1}"#), Signal::Flash(_)));
}

//! What callers of the old names in `renamed.lock` wrote.

#![allow(deprecated)]

use dixa_generated::Request;
use dixa_generated::renamed::{Animal, Item, PetDog, Sort, stock, things};

#[test]
fn types_are_built_and_taken_apart_by_their_old_names() {
    let item = Item::new(Animal::Dog(PetDog::new(true))).kind(Sort::A);
    assert!(matches!((&item.pet, &item.kind), (Animal::Dog(dog), Some(Sort::A)) if dog.barks));
}

/// What an operation's requests are marked with has a name; functions take what they took.
#[test]
fn operations_are_called_by_their_old_names() {
    let one: Request<Vec<Item>, things::GetThings> = things::get_things(Sort::A, ["x"]).name("n");
    let two: Request<Vec<Item>, stock::GetThings> = stock::get_things(Sort::B, [1, 2]).name(String::new());
    assert_eq!(one.path_template(), two.path_template());
    let _ = stock::put_item("id", &Item::new(Animal::Dog(PetDog::new(false))));
}

//! What callers of the old names in `renamed.lock` wrote.

#![allow(deprecated)]

use crate::Request;
use crate::renamed::{Animal, Item, Sort, stock, things};

/// Types are built and taken apart.
pub fn barks(item: &Item) -> bool {
    matches!((&item.pet, &item.kind), (Animal::Dog(dog), Some(Sort::A)) if dog.barks)
}

/// What an operation's requests are marked with has a name; functions take what they took.
pub fn requests(pet: Animal) -> (Request<Vec<Item>, things::GetThings>, Request<Vec<Item>, stock::GetThings>) {
    let _ = stock::put_item("id", &Item::new(pet).kind(Sort::B));
    (things::get_things(Sort::A, ["x"]).name("n"), stock::get_things(Sort::B, [1, 2]).name(String::new()))
}

//! The generator: what it reports, the names that it assigns, and properties of what it generates.

mod accounting;
mod arguments;
mod bad_input;
mod conventions;
mod determinism;
mod identifiers;
mod locality;
mod names;
mod notes;
mod outline;
mod witnesses;

use std::sync::LazyLock;

use dixa_tests::project;
use dixa_tests::properties::Run;

/// What is generated from the checked-in descriptions of the main API.
static CHECKED_IN: LazyLock<Run> = LazyLock::new(|| Run::new(project::input()));

/// What is generated from the checked-in descriptions of the other APIs.
static FURTHER: LazyLock<Vec<Run>> = LazyLock::new(|| project::inputs().into_iter().skip(1).map(Run::new).collect());

/// What is generated from the frozen description.
static FROZEN: LazyLock<Run> = LazyLock::new(Run::frozen);

fn runs() -> Vec<&'static Run> {
    checked_in().chain([&*FROZEN]).collect()
}

/// What is generated from all checked-in descriptions.
fn checked_in() -> impl Iterator<Item = &'static Run> {
    std::iter::once(&*CHECKED_IN).chain(&*FURTHER)
}

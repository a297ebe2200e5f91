//! The generator: what it reports, the names that it assigns, and properties of what it generates.

mod accounting;
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

/// What is generated from the checked-in descriptions.
static CHECKED_IN: LazyLock<Run> = LazyLock::new(|| Run::new(project::input()));

/// What is generated from the frozen description.
static FROZEN: LazyLock<Run> = LazyLock::new(Run::frozen);

fn runs() -> [&'static Run; 2] {
    [&CHECKED_IN, &FROZEN]
}

//! Properties of the output that hold for every description.
//!
//! Each property is a function that panics where it does not hold. It compares what is described with what is
//! generated and knows no name or number of a description, so that it holds before and after a refresh. The tests call
//! it with the checked-in descriptions, with the frozen one, and with changed ones.

pub mod accounting;
pub mod determinism;
pub mod locality;

use dixa_generator::check::parse;
use dixa_generator::text::Source;
use dixa_generator::{GeneratedVersion, Input, Output, VersionInput, generate};
use serde_json::Value;

use crate::project;

/// What was generated from an input.
pub struct Run {
    /// The input.
    pub input: Input,
    /// The output.
    pub output: Output,
}

impl Run {
    /// Generates.
    ///
    /// # Panics
    ///
    /// If a description has errors.
    pub fn new(input: Input) -> Self {
        let output = generate(&input).unwrap_or_else(|problems| panic!("{problems}"));
        Self { input, output }
    }

    /// What is generated from the frozen description, named through the lock that a first run wrote.
    ///
    /// # Panics
    ///
    /// If the description has errors.
    pub fn frozen() -> Self {
        let mut input = project::frozen();
        input.names.text = Self::new(input.clone()).output.names;
        Self::new(input)
    }

    /// Each version with its description, which is read without the generator's model.
    fn versions(&self) -> impl Iterator<Item = (&GeneratedVersion, Value)> {
        self.output.versions.iter().zip(self.input.versions.iter().map(described))
    }

    /// What is generated from the input after a change of each version.
    fn changed(&self, mut change: impl FnMut(&mut VersionInput)) -> Output {
        let mut input = self.input.clone();
        input.versions.iter_mut().for_each(&mut change);
        generate(&input).unwrap_or_else(|problems| panic!("{problems}"))
    }
}

/// The description as JSON.
///
/// # Panics
///
/// If it has errors.
pub fn described(version: &VersionInput) -> Value {
    parse(version.description.clone()).unwrap_or_else(|problems| panic!("{problems}")).value
}

/// A schema, by its name.
fn schema<'v>(description: &'v mut Value, name: &str) -> &'v mut Value {
    description["components"]["schemas"].get_mut(name).unwrap_or_else(|| panic!("no schema {name}"))
}

/// The version with another description.
fn with_description(version: &VersionInput, description: &Value) -> VersionInput {
    let name = version.description.name.clone();
    VersionInput { description: Source { name, text: description.to_string() }, ..version.clone() }
}

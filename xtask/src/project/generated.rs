//! Generating all APIs of the project.

use dixa_generator::diagnostic::Diagnostics;
use dixa_generator::{GeneratedVersion, Input, Output, Shared, generate, shared};

use crate::error::Error;

/// What is generated for all APIs.
#[derive(Debug)]
pub struct Generated {
    /// Each API, in the order of the inputs.
    pub apis: Vec<Output>,
    /// What they share.
    pub shared: Shared,
}

impl Generated {
    /// The versions of all APIs.
    pub fn versions(&self) -> impl Iterator<Item = &GeneratedVersion> {
        self.apis.iter().flat_map(|api| &api.versions)
    }

    /// The warnings and notes of all APIs.
    pub fn diagnostics(&self) -> Diagnostics {
        let mut all = Diagnostics::default();
        self.apis.iter().for_each(|api| all.extend(api.diagnostics.clone()));
        all
    }
}

/// Generates each API. Where inputs could not be read, their `problems` are reported together with those of the others.
pub fn generate_all(inputs: &[Input], mut problems: Diagnostics) -> Result<Generated, Error> {
    let mut apis = Vec::new();
    for input in inputs {
        match generate(input) {
            Ok(output) => apis.push(output),
            Err(found) => problems.extend(found),
        }
    }
    if problems.has_errors() {
        return Err(Error::Input(problems));
    }
    let shared = shared(&apis).map_err(Error::Input)?;
    Ok(Generated { apis, shared })
}

//! `cargo xtask export`: writes the corrected description for other tools.

use std::io::Write;
use std::path::Path;

use dixa_generator::corrected;
use dixa_generator::export::for_validators;
use dixa_generator::text::to_yaml;

use crate::Exit;
use crate::cli::ExportArgs;
use crate::error::Error;
use crate::project::Project;

/// Writes the description with all its corrections applied.
pub fn export(root: &Path, args: &ExportArgs, out: &mut dyn Write) -> Result<Exit, Error> {
    let project = Project::open(root)?;
    let input = project.input(&args.version)?;
    let corrected = corrected(&input, &project.conventions(project.api_of(&args.version))?).map_err(Error::Input)?;
    let text = to_yaml(&for_validators(&corrected));
    match &args.output {
        None => out.write_all(text.as_bytes())?,
        Some(file) => {
            let help = "--output takes the path of a file in a folder that exists";
            std::fs::write(file, text).map_err(|error| Error::file("write", file, &error, help))?;
        }
    }
    Ok(Exit::Success)
}

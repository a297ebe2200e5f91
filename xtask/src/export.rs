//! `cargo xtask export`: the corrected description, for other tools.

use std::io::Write;
use std::path::Path;

use dixa_generator::corrected;
use dixa_generator::export::for_validators;
use dixa_generator::load::to_yaml;

use crate::Exit;
use crate::cli::ExportArgs;
use crate::failure::Failure;
use crate::project::Project;

/// Writes the description with all its corrections applied.
pub fn export(root: &Path, args: &ExportArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let input = Project::open(root)?.input(&args.version)?;
    let text = to_yaml(&for_validators(&corrected(&input).map_err(Failure::Input)?));
    match &args.output {
        None => out.write_all(text.as_bytes())?,
        Some(file) => {
            let help = "--output takes the path of a file in a folder that exists";
            std::fs::write(file, text).map_err(|error| Failure::file("write", file, &error, help))?;
        }
    }
    Ok(Exit::Success)
}

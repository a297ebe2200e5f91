//! Files in `spec/` that nothing reads.

use std::collections::BTreeSet;

use dixa_generator::diagnostic::{Diagnostics, Location, Severity};

use super::{
    CONVENTIONS, NAMES, OBSERVATIONS, OVERLAYS, Project, conventions, description, names, observations, overlays,
};

impl Project {
    /// Reports the files among the overlays that are applied to no description: those of a version that is no longer
    /// declared, and those with a wrong name.
    pub fn unused_overlays(&self) -> Diagnostics {
        let mut problems = Diagnostics::default();
        let used: BTreeSet<String> = self.versions.iter().flat_map(|v| overlays(&v.api, &v.name)).collect();
        let mut names = self.files.names(OVERLAYS).unwrap_or_default();
        names.sort_unstable();
        for name in names {
            let path = format!("{OVERLAYS}/{name}");
            let is_overlay = [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end));
            if !is_overlay || name.ends_with(".evidence.yaml") || used.contains(&path) {
                continue;
            }
            let version = name.strip_suffix(".yaml").unwrap_or_default();
            let was_dropped = !version.is_empty() && self.files.read(&description(version)).is_ok();
            let severity = if was_dropped { Severity::Warning } else { Severity::Error };
            let used = used.iter().cloned().collect::<Vec<_>>().join(", ");
            let help = format!("the overlays are {used}: rename the file, or delete it");
            let message = "the overlay is applied to no description";
            problems.push(severity, "unused-overlay", message, Location::new(path, ""), help);
        }
        problems
    }

    /// Warns of the conventions and the names of APIs, and of the observations of versions, that `sources.toml` does not
    /// declare.
    pub fn unused_files(&self) -> Diagnostics {
        let mut problems = Diagnostics::default();
        let used: BTreeSet<String> = self.apis().iter().flat_map(|api| [conventions(api), names(api)]).collect();
        let mut found = self.files.names("spec").unwrap_or_default();
        found.sort_unstable();
        let is_of_an_api = |name: &str| [CONVENTIONS, NAMES].iter().any(|end| name.ends_with(&format!(".{end}")));
        let paths = found.iter().filter(|name| is_of_an_api(name)).map(|name| format!("spec/{name}"));
        let mut observed = self.files.names(OBSERVATIONS).unwrap_or_default();
        observed.sort_unstable();
        let is_of_a_version =
            |name: &String| self.versions().any(|version| observations(version).ends_with(&format!("/{name}")));
        for name in observed.iter().filter(|name| !is_of_a_version(name)) {
            let message = "the observations belong to no version";
            let help = "name the file after a version in spec/sources.toml, with the end .jsonl, or delete it";
            let place = Location::new(format!("{OBSERVATIONS}/{name}"), "");
            problems.push(Severity::Warning, "unused-file", message, place, help);
        }
        for path in paths.filter(|path| !used.contains(path)) {
            let message = "the file belongs to no API";
            let help = "an API is named by `api` of its versions in spec/sources.toml: rename the file, or delete it";
            problems.push(Severity::Warning, "unused-file", message, Location::new(path, ""), help);
        }
        problems
    }
}

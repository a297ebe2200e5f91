//! Overlays for another description than the one they are applied to.

use serde_json::Value;

use super::apply::failing;
use super::document::Overlay;
use crate::diagnostic::{Diagnostics, Location, Severity};
use crate::text::locate;

impl Overlay {
    /// Whether it corrects the description of a version: it extends that, or does not say what it extends.
    pub(crate) fn is_for(&self, version: &str) -> bool {
        let file = |address: &str| address.rsplit('/').next().unwrap_or_default().to_owned();
        let stem = |file: String| file.split('.').next().unwrap_or_default().to_owned();
        self.extends.as_deref().is_none_or(|address| stem(file(address)) == version)
    }

    /// The report that it is applied to a version that it does not extend.
    pub(crate) fn is_for_another(&self, version: &str) -> Diagnostics {
        let mut problems = Diagnostics::default();
        let extends = self.extends.as_deref().unwrap_or_default();
        let message = format!("the overlay extends `{extends}`, but its file is applied to `{version}`");
        let help = "move the actions to the overlay of that version, or correct `extends`";
        let place = Location::new(&self.source.name, "/extends");
        problems.push(Severity::Error, "overlay-extends", message, place, help);
        locate(&mut problems, &self.source);
        problems
    }
}

/// Removes the actions that cannot be applied to a description. Returns where they are.
pub fn remove_unfit(document: &mut Value, overlays: &mut [Overlay]) -> Vec<Location> {
    let failing = failing(document, overlays);
    let mut removed = Vec::new();
    for (overlay, failing) in overlays.iter_mut().zip(failing) {
        let mut problems = Diagnostics::default();
        for index in &failing {
            let place = Location::new(&overlay.source.name, format!("/actions/{index}"));
            problems.push(Severity::Note, "overlay-unfit", "", place, "");
        }
        locate(&mut problems, &overlay.source);
        removed.extend(problems.into_iter().flat_map(|problem| problem.places));
        let mut index = 0..;
        overlay.actions.retain(|_| index.next().is_some_and(|index| !failing.contains(&index)));
    }
    removed
}

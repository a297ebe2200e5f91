//! The surface of each version for review: one line for each operation, webhook and type.

use crate::checked_in;

#[test]
fn the_surface_of_each_version_is_as_it_was_reviewed() {
    for version in checked_in().flat_map(|run| &run.output.versions) {
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../snapshots" }, {
            insta::assert_snapshot!(version.version.clone(), version.outline);
        });
    }
}

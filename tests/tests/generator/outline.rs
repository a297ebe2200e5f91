//! The surface of each version for review: one line for each operation and each type.

use crate::CHECKED_IN;

#[test]
fn the_surface_of_each_version_is_as_it_was_reviewed() {
    for version in &CHECKED_IN.output.versions {
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../snapshots" }, {
            insta::assert_snapshot!(version.version.clone(), version.outline);
        });
    }
}

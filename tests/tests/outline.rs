//! The surface of each version for review: one line for each operation and each type.

use dixa_generator::generate;
use dixa_tests::project;

#[test]
fn the_surface_of_each_version_is_as_it_was_reviewed() {
    let output = generate(&project::input()).unwrap_or_else(|problems| panic!("{problems}"));
    for version in &output.versions {
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(version.version.clone(), version.outline);
        });
    }
}

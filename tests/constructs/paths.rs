//! Paths that need more than their parameters to be sent.

use dixa_generated::paths::things;

use crate::support::target;

#[test]
fn a_parameter_that_occurs_twice_is_filled_in_twice() {
    assert_eq!(target(&things::get_twice("m", "c", "r")), "/r/m/clients/c/roles/r/clients/c");
    assert_eq!(target(&things::get_twice("{client}", "c", "r")), "/r/%7Bclient%7D/clients/c/roles/r/clients/c");
}

#[test]
fn what_is_not_allowed_in_a_path_is_encoded() {
    let request = things::get_encoded("ü");
    assert_eq!(target(&request), "/%C3%A9%20x/%C3%BC/100%25/%20/%7Bopen");
    assert_eq!(request.path_template(), "/%C3%A9%20x/{id}/100%25/%20/%7Bopen");
}

/// A path is appended to the address of a server, so what looks like a query is one.
#[test]
fn a_query_in_a_path_is_sent_with_every_call_and_a_fragment_never() {
    let request = things::get_query();
    assert_eq!(target(&request), "/q?action=list%20all&acl");
    assert_eq!(request.path_template(), "/q");
    assert_eq!(target(&request.query("action", "other").query("a", 1)), "/q?action=other&acl&a=1");
    assert_eq!(target(&things::get_fragment()), "/q");
}

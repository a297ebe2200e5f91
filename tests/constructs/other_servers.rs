//! The servers of an operation are not used: the token goes to the client's base URL alone.

use dixa_generated::other_servers::things;

use crate::support::sent;

#[test]
fn every_request_goes_to_the_base_url() {
    for request in [things::post_charge(), things::post_upload(), things::post_same(), things::get_open()] {
        let request = sent(&request);
        assert_eq!(request.uri().authority().unwrap(), "127.0.0.1:1");
    }
}

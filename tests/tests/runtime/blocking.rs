use dixa_generated::Page;
use dixa_tests::server::{Reply, Server};
use serde_json::json;

use crate::{LIST_THINGS, client, get_thing, request};

#[test]
fn calls_need_no_runtime() {
    let server = Server::responding([Reply::data(&json!(5)).header("x-id", "a"), Reply::error(404, "gone")]);
    let client = client(&server);
    let response = get_thing().send_blocking_with_response(&client).unwrap();
    assert_eq!((&response.headers()["x-id"], response.body()), (&"a".parse().unwrap(), &json!(5)));
    assert!(get_thing().send_blocking(&client).unwrap_err().is_not_found());
    assert_eq!(get_thing().send_blocking_raw(&client).unwrap().status(), 404);
}

#[test]
fn lists_are_iterators() {
    let server = Server::responding([
        Reply::page(&json!([1, "x"]), Some("?pageKey=k2")),
        Reply::page(&json!([2]), Some("?pageKey=k2")),
    ]);
    let request = request::<Page<i64>>(&LIST_THINGS);
    let mut items = request.items_blocking(&client(&server));
    assert_eq!(items.next().unwrap().unwrap(), 1);
    assert!(items.next().unwrap().unwrap_err().is_decode());
    assert_eq!(items.next().unwrap().unwrap(), 2);
    assert!(items.next().unwrap().unwrap_err().is_paging());
    assert!(items.next().is_none());
}

#[test]
fn threads_share_a_client() {
    let server = Server::responding([Reply::data(&json!(5))]);
    let client = client(&server);
    std::thread::scope(|scope| {
        let calls: Vec<_> = (0..8).map(|_| scope.spawn(|| get_thing().send_blocking(&client))).collect();
        for call in calls {
            assert_eq!(call.join().unwrap().unwrap(), 5);
        }
    });
}

#[tokio::test]
async fn a_blocking_call_within_a_runtime_does_not_panic() {
    let server = Server::responding([Reply::data(&json!(5))]);
    assert_eq!(get_thing().send_blocking(&client(&server)).unwrap(), 5);
}

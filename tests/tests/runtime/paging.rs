use dixa_generated::{Error, Method, Operation, Page, Request, ResponseFormat};
use dixa_tests::server::{Reply, Server};
use futures_util::{StreamExt, TryStreamExt};
use serde_json::{Value, json};

use crate::{LIST_THINGS, client, operation, request};

static SEARCH_THINGS: Operation = operation(Method::POST, "/v1/search", ResponseFormat::Json);

fn list() -> Request<Page<i64>> {
    request(&LIST_THINGS)
}

fn page(items: &[i64], next: &str) -> Reply {
    Reply::page(&json!(items), Some(next).filter(|next| !next.is_empty()))
}

async fn items(replies: impl IntoIterator<Item = Reply>) -> (Vec<i64>, Option<Error>) {
    let server = Server::responding(replies);
    let (mut good, mut bad) = (Vec::new(), None);
    let mut items = list().items(&client(&server));
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => good.push(item),
            Err(error) => bad = Some(error),
        }
    }
    assert!(items.next().await.is_none());
    (good, bad)
}

#[tokio::test]
async fn items_come_from_all_pages_with_the_parameters_of_the_first() {
    let server = Server::responding([
        page(&[1, 2], "/v1/things?pageKey=k%201%2F&pageLimit=9&email=other"),
        page(&[], "?pageKey=k2"),
        page(&[3], ""),
    ]);
    let request = list().query("email", "ann@example.com").page_limit(2);
    let all: Vec<i64> = request.items(&client(&server)).try_collect().await.unwrap();
    assert_eq!(all, [1, 2, 3]);
    let targets: Vec<_> = server.seen().into_iter().map(|seen| seen.target).collect();
    let first = "/v1/things?email=ann%40example.com&pageLimit=2";
    assert_eq!(targets, [first.to_owned(), format!("{first}&pageKey=k%201%2F"), format!("{first}&pageKey=k2")]);
}

#[tokio::test]
async fn only_the_page_key_of_a_link_to_another_origin_is_used() {
    let thief = Server::responding([page(&[666], "")]);
    let link = format!("{}/steal?x=1&pageKey=k2#fragment", thief.url());
    assert_eq!(items([page(&[1], &link), page(&[2], "")]).await.0, [1, 2]);
    assert!(thief.seen().is_empty());
}

#[tokio::test]
async fn searches_by_post_send_their_body_with_every_page() {
    let server = Server::responding([page(&[1], "?pageKey=k2"), page(&[2], "")]);
    let request = request::<Page<i64>>(&SEARCH_THINGS).json(&json!({ "query": "x" }));
    let all: Vec<i64> = request.items(&client(&server)).try_collect().await.unwrap();
    assert_eq!(all, [1, 2]);
    for seen in server.seen() {
        assert_eq!((seen.method.clone(), &*seen.text()), (Method::POST, r#"{"query":"x"}"#));
    }
}

#[tokio::test]
async fn a_repeated_page_key_ends_the_stream_with_an_error() {
    let circle = [page(&[1], "?pageKey=a"), page(&[2], "?pageKey=b"), page(&[3], "?pageKey=a")];
    let (good, error) = items(circle).await;
    assert_eq!(good, [1, 2, 3]);
    let error = error.unwrap();
    assert!(error.is_paging());
    assert_eq!(error.to_string(), "v1::things::test: cannot read the next page: the page key \"a\" was used before");
}

#[tokio::test]
async fn a_link_without_a_page_key_is_an_error() {
    let (good, error) = items([page(&[1], "/v1/things?page=2")]).await;
    assert_eq!(good, [1]);
    assert!(error.unwrap().to_string().contains("no `pageKey`"));
}

#[tokio::test]
async fn lists_without_items_or_links_end() {
    for body in [json!({}), json!({ "data": [] }), json!({ "data": null, "meta": null }), json!({ "meta": {} })] {
        let (good, error) = items([Reply::json(200, &body)]).await;
        assert!(good.is_empty() && error.is_none(), "{body}");
    }
}

#[tokio::test]
async fn the_other_items_of_a_page_with_a_bad_one_are_returned() {
    let first = Reply::page(&json!([1, { "id": "x" }, 3]), Some("?pageKey=k2"));
    let (good, error) = items([first, page(&[4], "")]).await;
    assert_eq!(good, [1, 3, 4]);
    let error = error.unwrap();
    assert!(error.is_decode());
    assert_eq!(error.json_path(), Some("data[1]"));
    assert_eq!(error.body(), r#"{"id":"x"}"#);
}

#[tokio::test]
async fn a_page_that_is_not_json_is_an_error_without_items() {
    for body in [r#"{"data":[1,tru],"meta":{}}"#, r#"{"data":[1,{"a":}]}"#, r#"{"data":[1"#] {
        let (good, error) = items([Reply::status(200).body(body)]).await;
        assert!(good.is_empty() && error.unwrap().is_decode(), "{body}");
    }
}

#[tokio::test]
async fn a_page_with_a_bad_item_is_an_error_and_the_next_page_follows() {
    let server = Server::responding([Reply::page(&json!([1, "x"]), Some("?pageKey=k2")), page(&[2], "")]);
    let mut pages = list().pages(&client(&server));
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!(error.json_path(), Some("data[1]"));
    assert_eq!(pages.next().await.unwrap().unwrap().items, [2]);
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn a_failed_call_ends_the_stream_which_can_be_resumed_at_its_page_key() {
    let server = Server::start(|seen| match seen.position {
        0 => page(&[1], "?pageKey=k2"),
        1 => Reply::error(400, "not now"),
        _ if seen.target.ends_with("pageKey=k2") => page(&[2], ""),
        _ => Reply::status(404),
    });
    let client = client(&server);
    let mut items = list().items(&client);
    assert_eq!((items.next().await.unwrap().unwrap(), items.page_key()), (1, None));
    assert!(items.next().await.unwrap().unwrap_err().is_bad_request());
    assert!(items.next().await.is_none());

    let mut items = list().page_key("k2").items(&client);
    assert_eq!((items.next().await.unwrap().unwrap(), items.page_key()), (2, Some("k2")));
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn a_thousand_pages_are_read_in_turn() {
    let server = Server::start(|seen| match seen.position {
        999 => page(&[999], ""),
        position => page(&[position as i64], &format!("?pageKey=k{position}")),
    });
    let all: Vec<i64> = list().items(&client(&server)).try_collect().await.unwrap();
    assert_eq!(all, (0..1000).collect::<Vec<_>>());
}

#[tokio::test]
async fn pages_are_fetched_only_when_they_are_needed() {
    let server = Server::responding([page(&[1, 2], "?pageKey=k2"), page(&[3], "")]);
    let items = list().items(&client(&server)).take(2);
    assert!(server.seen().is_empty());
    assert_eq!(items.count().await, 2);
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn send_returns_one_page_and_the_key_of_the_next() {
    let server = Server::responding([page(&[1], "/v1/things?pageKey=k2")]);
    let page = list().send(&client(&server)).await.unwrap();
    assert_eq!((page.items.as_slice(), page.next_key().as_deref()), (&[1][..], Some("k2")));
}

#[tokio::test]
async fn a_page_is_read_in_a_loop() {
    let server = Server::responding([page(&[1, 2], "/v1/things?pageKey=k2")]);
    let page = list().send(&client(&server)).await.unwrap();
    let mut seen = Vec::new();
    for item in &page {
        seen.push(*item);
    }
    for item in page {
        seen.push(item);
    }
    assert_eq!(seen, [1, 2, 1, 2]);
}

/// The impls that explain a misuse hide nothing.
#[tokio::test]
async fn a_stream_has_the_methods_of_streams_where_those_of_iterators_and_futures_are_in_scope() {
    use futures_util::FutureExt as _;
    let server = Server::responding([page(&[1, 2], ""), page(&[3], "")]);
    let tens = list().items(&client(&server)).map(|item| item.unwrap() * 10).take(2);
    assert_eq!(tens.collect::<Vec<_>>().map(|tens| tens.len()).await, 2);
    assert_eq!(list().items(&client(&server)).boxed().next().await.unwrap().unwrap(), 3);
}

#[tokio::test]
async fn untyped_requests_can_page() {
    let server = Server::responding([page(&[1], "?pageKey=k2"), page(&[2], "")]);
    let request = dixa_generated::Request::<Page<Value>>::untyped(Method::GET, "/v1/new").page_limit(1);
    let all: Vec<Value> = request.items(&client(&server)).try_collect().await.unwrap();
    assert_eq!(all, [1, 2]);
    assert_eq!(server.seen()[1].target, "/v1/new?pageLimit=1&pageKey=k2");
}

#[tokio::test]
async fn a_bad_item_is_distinguished_from_a_page_that_cannot_be_read() {
    let pages = [
        Reply::page(&json!([1, "bad"]), Some("?pageKey=k2")),
        Reply::status(200).header("content-type", "text/html").body("<html>Please log in</html>"),
    ];
    let server = Server::responding(pages);
    let mut items = list().items(&client(&server));
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    let bad_item = items.next().await.unwrap().unwrap_err();
    assert!(bad_item.is_item() && bad_item.is_decode(), "{bad_item:?}");
    assert_eq!((bad_item.page_key(), bad_item.body().as_ref()), (None, &br#""bad""#[..]));
    let bad_page = items.next().await.unwrap().unwrap_err();
    assert!(bad_page.is_decode() && !bad_page.is_item(), "{bad_page:?}");
    assert_eq!(bad_page.page_key(), Some("k2"));
    assert!(items.next().await.is_none());

    let server = Server::responding([Reply::page(&json!(["bad"]), Some("?pageKey=k2")), Reply::error(400, "no")]);
    let mut pages = list().pages(&client(&server));
    assert!(pages.next().await.unwrap().unwrap_err().is_item());
    let failed = pages.next().await.unwrap().unwrap_err();
    assert!(!failed.is_item());
    assert_eq!(failed.page_key(), Some("k2"));
}

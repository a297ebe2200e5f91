//! Reading a value allocates its strings and lists only, and paging holds few pages in memory.

use allocation_counter::measure;
use dixa_generated::v1::Conversation;
use dixa_generated::{Client, Method, Page, Request, codec};
use dixa_tests::server::{Reply, Server};
use serde_json::{Value, json};

fn allocations(json: &str) -> u64 {
    let counted = measure(|| drop(codec::decode::<Conversation>(json).expect("a conversation")));
    counted.count_total
}

#[test]
fn ids_enumerations_and_times_are_read_without_allocating() {
    let json = r#"{
        "id": 20418,
        "requesterId": "e7990059-61c2-463c-8f4e-ce1ad3527037",
        "channel": "Email",
        "createdAt": "2024-01-22T10:11:54.663Z[GMT]",
        "direction": "Inbound",
        "state": "Closed",
        "stateUpdatedAt": "2024-01-22T12:00:00Z",
        "anonymizedAt": "2024-02-22T12:00:00Z",
        "link": {"parentId": 20417, "_type": "FollowUp"},
        "_type": "AnonymizedConversation"
    }"#;
    assert_eq!(allocations(json), 0);
}

#[test]
fn each_string_and_each_list_is_allocated_once() {
    let json = r#"{
        "id": 20417,
        "requesterId": "ff583b43-3bb1-4124-9143-d9bf9518b08e",
        "channel": "Email",
        "createdAt": "2024-06-08T19:03:55.120Z",
        "queue": {"id": "d8978419-4782-48c4-8ba8-993d38c8138e", "queuedAt": "2024-06-08T19:03:57.662Z"},
        "toEmail": "service@example.com",
        "fromEmail": "ingrid@example.org",
        "integrationEmail": "service@mail.example.com",
        "subject": "Broken tent pole",
        "customAttributes": [
            {"id": "a83afdfe-aa66-4f61-b6a4-31dc0a2f842e", "name": "Order", "identifier": "order", "value": "T-55120"}
        ],
        "_type": "EmailConversation"
    }"#;
    let (strings, lists) = (4 + 3, 1);
    assert_eq!(allocations(json), strings + lists);
}

const ITEMS_OF_A_PAGE: usize = 500;

fn page_of_strings() -> Value {
    json!(vec!["x".repeat(100); ITEMS_OF_A_PAGE])
}

/// The most bytes that were allocated at a time while this many items were read.
fn most_held(items: usize) -> u64 {
    let pages = items / ITEMS_OF_A_PAGE;
    let page = page_of_strings();
    let server = Server::start(move |seen| {
        let next = (seen.position + 1 < pages).then(|| format!("/v1/things?pageKey=k{}", seen.position));
        Reply::page(&page, next.as_deref())
    });
    let client = Client::builder("token").base_url(server.url()).rate_limit(None).build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut read = 0;
    let counted = measure(|| {
        runtime.block_on(async {
            let mut stream = Request::<Page<String>>::untyped(Method::GET, "/v1/things").items(&client);
            while let Some(item) = stream.next().await {
                item.expect("a string");
                read += 1;
            }
        });
    });
    assert_eq!(read, items);
    counted.bytes_max
}

#[test]
fn reading_a_hundred_thousand_items_holds_few_pages_in_memory() {
    let page = page_of_strings().to_string().len() as u64;
    let most = most_held(100_000);
    // The body of a page, its items, and the buffers of the connection, whose size depends on how the bytes arrive.
    assert!(most < 20 * page, "{most} bytes are held, of 200 pages with {page} bytes each");
}

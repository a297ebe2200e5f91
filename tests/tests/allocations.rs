//! Reading a value allocates its strings and lists only, paging holds few pages in memory, and an export a part of the
//! response.

use allocation_counter::measure;
use dixa_generated::jiff::civil::date;
use dixa_generated::v1::Conversation;
use dixa_generated::{Client, Method, Page, Request, codec, exports};
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

const MIB: u64 = 1024 * 1024;

/// A conversation of two kilobytes, as exports have them.
fn exported(id: usize) -> String {
    let notes = vec!["x".repeat(88); 20];
    let item = json!({
        "id": id, "created_at": 1_767_225_600_000_u64 + id as u64, "initial_channel": "email",
        "requester_id": "ff583b43-3bb1-4124-9143-d9bf9518b08e", "conversation_wrapup_notes": notes,
    });
    item.to_string()
}

/// The most bytes that were allocated at a time while an export read about this many bytes of items in one window.
fn most_held_by_export(bytes: u64) -> u64 {
    const ITEMS_OF_A_PART: usize = 32;
    let size = exported(1_000_000).len() as u64;
    let parts = (bytes / size) as usize / ITEMS_OF_A_PART;
    let server = Server::start(move |_| {
        Reply::status(200).parts(move |part| match part {
            _ if part < parts => {
                let ids = part * ITEMS_OF_A_PART..(part + 1) * ITEMS_OF_A_PART;
                let items: Vec<String> = ids.map(exported).collect();
                Some(format!("{}{}", if part == 0 { "[" } else { "," }, items.join(",")).into_bytes())
            }
            _ => (part == parts).then(|| b"]".to_vec()),
        })
    });
    let client = Client::builder("token").base_url_of(exports::API, server.url()).build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut read = 0;
    let counted = measure(|| {
        runtime.block_on(async {
            let export = exports::conversations().created_between(date(2026, 1, 1), date(2026, 1, 31));
            let mut items = export.items(&client);
            while let Some(item) = items.next().await {
                item.expect("a conversation");
                read += 1;
            }
        });
    });
    assert_eq!(read, parts * ITEMS_OF_A_PART);
    counted.bytes_max
}

#[test]
fn an_export_holds_a_part_of_the_response_and_the_ids_in_memory() {
    let (most, items) = (most_held_by_export(16 * MIB), 16 * MIB / 2048);
    assert!(most < 2 * MIB + 40 * items, "{most} bytes are held while 16 MiB arrive");
}

#[test]
#[ignore = "takes a minute; BENCHMARKS.md has the figure"]
fn an_export_of_a_gigabyte_needs_less_than_32_mib() {
    let most = most_held_by_export(1024 * MIB);
    eprintln!("{most} bytes");
    assert!(most < 32 * MIB, "{most} bytes are held while 1 GiB arrives");
}

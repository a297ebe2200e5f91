//! Items while they arrive, and what is wrong with them.

use super::*;

#[tokio::test]
async fn items_are_returned_while_the_response_arrives() {
    let sent = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&sent);
    let endless = Server::start(move |_| {
        let sent = Arc::clone(&counted);
        Reply::status(200).parts(move |position| {
            sent.fetch_add(1, Ordering::Relaxed);
            let start = if position == 0 { "[" } else { "," };
            Some(format!("{start}{}", item(position as i64, START)).into_bytes())
        })
    });
    let client = client(&endless);
    let mut items = days(0, 1).items(&client);
    for expected in 0..100 {
        let item = items.next().await.unwrap().unwrap();
        assert_eq!(item.id, expected);
    }
    // Dropping the stream closes the connection: the server cannot write on.
    drop(items);
    let mut before = usize::MAX;
    while sent.load(Ordering::Relaxed) != before {
        before = sent.load(Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(endless.seen().len(), 1);
}

#[tokio::test]
async fn an_item_that_cannot_be_decoded_is_an_error_of_its_own() {
    let broken = json!([item(1, START), { "id": "no number" }, item(3, START)]);
    let server = Server::responding([Reply::json(200, &broken)]);
    let client = client(&server);
    let mut items = days(0, 1).items(&client);
    let first = items.next().await.unwrap().unwrap();
    assert_eq!(first.id, 1);
    let error = items.next().await.unwrap().unwrap_err();
    assert!(error.is_item() && error.is_decode());
    assert!(error.json_path().unwrap().starts_with("[1]"), "{error}");
    assert_eq!(error.body(), r#"{"id":"no number"}"#);
    assert_eq!(items.progress().items, 2);
    assert_eq!(items.next().await.unwrap().unwrap().id, 3);
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn bytes_that_are_not_utf8_concern_their_item_alone() {
    let (one, two) = (item(1, START).to_string(), item(2, START).to_string());
    let body = [b"[", one.as_bytes(), b",{\"a\":\"\xff\"},", two.as_bytes(), b"]"].concat();
    let server = Server::responding([Reply::status(200).body(body)]);
    let client = client(&server);
    let mut items = days(0, 1).items(&client);
    items.next().await.unwrap().unwrap();
    let error = items.next().await.unwrap().unwrap_err();
    assert!(error.is_item() && error.to_string().contains("not UTF-8"), "{error}");
    items.next().await.unwrap().unwrap();
}

#[tokio::test]
async fn what_is_not_an_array_ends_the_export_and_is_shown() {
    let cases = [
        (r#"{"message":"not today"}"#, "expected `[`, found `{\"message\":\"not today\"}`"),
        ("[] []", "expected nothing more, found `[]`"),
        ("[{},]", "expected a value, found `]`"),
    ];
    for (body, message) in cases {
        let server = Server::responding([Reply::status(200).body(body)]);
        let client = client(&server);
        let mut items = days(0, 1).items(&client);
        let mut last = None;
        while let Some(item) = items.next().await {
            last = item.err().filter(|error| !error.is_item()).or(last);
        }
        let error = last.unwrap();
        assert!(error.is_decode() && error.to_string().contains(message), "{error}");
        assert_eq!(server.seen().len(), 1, "it is not requested again");
    }
}

#[tokio::test]
async fn an_item_larger_than_the_limit_ends_the_export_and_a_larger_response_does_not() {
    let archive = Archive::every(1000, 1000);
    let server = server(&archive, |_, _| None);
    let size = item(1000, START + 999_000).to_string().len();
    let limited = |size| builder(&server, &TestClock::default()).max_response_size(size).build().unwrap();
    assert_eq!(all(days(0, 1), &limited(size)).await.len(), 1000);
    let (read, error, _) = read(days(0, 1), &limited(size - 1)).await;
    let error = error.unwrap().to_string();
    assert!(error.contains("the item at position 999 is larger than `max_response_size`"), "{error}");
    assert_eq!(read.len(), 999);
}

#[tokio::test]
async fn the_watch_receives_what_is_not_known() {
    let mut strange = item(1, START);
    strange["a_new_field"] = json!(1);
    let server = Server::responding([Reply::json(200, &json!([item(2, START), strange]))]);
    let found = Arc::new(std::sync::Mutex::new(Vec::new()));
    let sink = Arc::clone(&found);
    let watch = Watch::new(move |finding| sink.lock().unwrap().push(finding.to_string())).unknown_fields(true);
    let client = builder(&server, &TestClock::default()).watch(watch).build().unwrap();
    all(days(0, 1), &client).await;
    let found = found.lock().unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("exports::conversations::export_conversations") && found[0].ends_with("[1].a_new_field"));
}

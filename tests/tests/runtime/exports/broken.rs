//! What happens when a transfer breaks or the service refuses.

use super::*;

#[tokio::test]
async fn after_a_broken_transfer_the_window_is_requested_again_and_no_item_is_lost_or_repeated() {
    for by_reset in [false, true] {
        let archive = Archive::every(DAY / 4, 160);
        let server = server(&archive, move |request, response| {
            // The first five responses break, each later than the one before it.
            let at = response.len() * (request.position + 1) / 6;
            let reply = Reply::status(200).body(response);
            let reply = if by_reset { reply.cut_by_reset(at) } else { reply.cut(at) };
            (request.position < 5).then_some(reply)
        });
        let clock = TestClock::default();
        let client = builder(&server, &clock).build().unwrap();
        assert_eq!(all(days(0, 40), &client).await, archive.ids());
        // As each attempt brought something new, the waits do not grow.
        assert_eq!(clock.waits(), [500; 5]);
        let windows: Vec<_> = server.seen().iter().map(bounds).collect();
        assert_eq!(windows.len(), 7);
        assert_eq!(windows[..6].iter().collect::<BTreeSet<_>>().len(), 1, "the same window");
    }
}

#[tokio::test]
async fn items_are_recognized_in_another_order() {
    let archive = Archive::every(DAY, 20);
    let turned = archive.clone();
    let server = Server::start(move |request| {
        let mut archive = turned.clone();
        archive.items.rotate_left(request.position * 7 % 20);
        let response = archive.response(request).to_string();
        let length = response.len();
        let reply = Reply::status(200).body(response);
        if request.position < 3 { reply.cut(length / 2) } else { reply }
    });
    let mut found = all(days(0, 20), &client(&server)).await;
    found.sort_unstable();
    assert_eq!(found, archive.ids());
}

#[tokio::test]
async fn attempts_that_bring_nothing_new_are_as_many_as_the_policy_permits() {
    let archive = Archive::every(DAY, 10);
    let server = server(&archive, |_, response| Some(Reply::status(200).body(response).cut(response.len() / 2)));
    let clock = TestClock::default();
    let client = builder(&server, &clock).build().unwrap();
    let (read, error, progress) = read(days(0, 10), &client).await;
    let error = error.unwrap();
    assert!(error.is_io() && !error.is_item() && error.attempts() == 4, "{error}");
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(error.operation(), Some("exports::conversations::export_conversations"));
    assert!((1..=5).contains(&read.len()), "{read:?}");
    assert_eq!((server.seen().len(), clock.waits()), (4, vec![500, 1000, 2000]));
    assert_eq!((progress.items, progress.resume_from), (read.len() as u64, moment(START)));

    let never = days(0, 10).retry(RetryPolicy::none());
    let (_, error, _) = self::read(never, &client).await;
    assert_eq!(error.unwrap().attempts(), 1);
    assert_eq!(server.seen().len(), 5);
}

#[tokio::test]
async fn a_response_that_ends_within_the_array_is_a_broken_transfer() {
    let archive = Archive::every(DAY, 10);
    let server = server(&archive, |request, response| {
        let end = response.len() - 1;
        (request.position == 0).then(|| Reply::status(200).body(&response.as_bytes()[..end]))
    });
    assert_eq!(all(days(0, 10), &client(&server)).await, archive.ids());
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_429_and_a_5xx_are_retried_as_the_service_asks() {
    let archive = Archive::every(DAY, 70);
    let server = server(&archive, |request, _| match request.position {
        0 => Some(Reply::error(429, "slow down").header("retry-after", "60")),
        2 => Some(Reply::status(503)),
        3 => Some(Reply::reset()),
        _ => None,
    });
    let clock = TestClock::default();
    let client = builder(&server, &clock).build().unwrap();
    assert_eq!(all(days(0, 70), &client).await, archive.ids());
    assert_eq!(clock.waits(), [60_000, 500, 1000]);
}

#[tokio::test]
async fn after_a_429_that_names_no_wait_the_next_request_is_a_minute_later() {
    let archive = Archive::every(DAY, 10);
    let server = server(&archive, |request, _| (request.position < 2).then(|| Reply::error(429, "slow down")));
    let clock = TestClock::default();
    let client = builder(&server, &clock).rate_limit_of(exports::API, exports::API.rate_limit).build().unwrap();
    assert_eq!(all(days(0, 10), &client).await, archive.ids());
    assert_eq!(clock.waits(), [60_000, 60_000]);
}

#[tokio::test]
async fn other_statuses_end_the_export() {
    let archive = Archive::every(DAY, 70);
    let server = server(&archive, |request, _| (request.position == 1).then(|| Reply::error(401, "no such token")));
    let (read, error, progress) = read(days(0, 70), &client(&server)).await;
    assert!(error.unwrap().is_unauthorized());
    assert_eq!((read.len(), server.seen().len()), (30, 2));
    assert_eq!((progress.items, progress.resume_from), (30, moment(START)), "nothing of the second window was read");
}

#[tokio::test]
async fn a_service_that_falls_silent_is_asked_again() {
    let archive = Archive::every(DAY, 10);
    let server = server(&archive, |request, response| {
        (request.position == 0).then(|| Reply::status(200).body(response).pause(Duration::from_secs(2)))
    });
    let patient = builder(&server, &TestClock::default()).read_timeout(Duration::from_millis(100));
    assert_eq!(all(days(0, 10), &patient.build().unwrap()).await, archive.ids());
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn the_time_limits_of_a_call_end_when_the_response_begins() {
    let archive = Archive::every(DAY, 10);
    let server =
        server(&archive, |_, response| Some(Reply::status(200).body(response).pause(Duration::from_millis(300))));
    let limit = Duration::from_millis(200);
    let limited = builder(&server, &TestClock::default()).timeout(limit).attempt_timeout(limit);
    assert_eq!(all(days(0, 10), &limited.build().unwrap()).await, archive.ids());
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn an_item_that_changes_is_returned_again_by_a_filter_on_its_change() {
    let at = |id: i64, updated_at: i64| {
        let mut item = item(id, START);
        item["updated_at"] = json!(updated_at);
        item
    };
    let before = json!([at(1, START + 1), at(2, START + 2)]).to_string();
    let after = json!([at(2, START + 2), at(1, START + 9)]).to_string();
    let replies = || {
        let cut = before.len() - 1;
        [Reply::status(200).body(before.clone()).cut(cut), Reply::status(200).body(after.clone())]
    };
    let (from, to) = (moment(START), moment(START + DAY));
    let server = Server::responding(replies());
    let updated = exports::conversations().updated_between(from, to);
    assert_eq!(all(updated, &client(&server)).await, [1, 2, 1]);
    assert!(server.seen()[0].target.contains("?updated_after="));
    let server = Server::responding(replies());
    assert_eq!(all(days(0, 1), &client(&server)).await, [1, 2]);
}

#[tokio::test]
async fn messages_are_recognized_by_their_ids_too() {
    let id = |n: usize| format!("ff583b43-3bb1-4124-9143-d9bf9518b0{n:02}");
    let body = Value::from_iter((10..30).map(|n| json!({ "id": id(n), "csid": n, "created_at": START + n as i64 })));
    let body = body.to_string();
    let cut = body.len() / 2;
    let server = Server::responding([Reply::status(200).body(body.clone()).cut(cut), Reply::status(200).body(body)]);
    let client = client(&server);
    let mut messages = exports::messages().created_between(date(2026, 1, 1), date(2026, 1, 2)).items(&client);
    let mut found = Vec::new();
    while let Some(message) = messages.next().await {
        found.push(serde_json::to_value(message.unwrap()).unwrap()["csid"].as_u64().unwrap());
    }
    assert_eq!(found, (10..30).collect::<Vec<_>>());
    assert!(server.seen()[0].target.starts_with("/v1/message_export?created_after="));
}

#[test]
fn a_program_without_an_async_runtime_reads_the_same() {
    let archive = Archive::every(DAY, 70);
    let server = server(&archive, |request, response| {
        (request.position == 1).then(|| Reply::status(200).body(response).cut(response.len() / 2))
    });
    let client = client(&server);
    let mut items = days(0, 70).items_blocking(&client);
    let mut found = Vec::new();
    for item in items.by_ref() {
        found.push(item.unwrap().id);
    }
    assert_eq!(found, archive.ids());
    assert_eq!((server.seen().len(), items.progress().items), (4, 70));
}

#[tokio::test]
async fn a_compressed_response_is_read_while_it_arrives_and_goes_on_too() {
    let archive = Archive::every(DAY / 100, 2000);
    let server = server(&archive, |request, response| {
        let squeezed = gzip(response.as_bytes());
        let half = squeezed.len() / 2;
        let reply = Reply::status(200).header("content-encoding", "gzip").body(squeezed);
        Some(if request.position == 0 { reply.cut(half) } else { reply })
    });
    let clock = TestClock::default();
    let client = builder(&server, &clock).build().unwrap();
    let mut items = days(0, 20).items(&client);
    for _ in 0..900 {
        items.next().await.unwrap().unwrap();
    }
    assert_eq!(server.seen().len(), 1, "the items of the part that arrived are returned before it is requested again");
    let mut read = 900;
    while let Some(item) = items.next().await {
        read += 1;
        assert_eq!(item.unwrap().id, read);
    }
    assert_eq!((read, server.seen().len(), clock.waits()), (2000, 2, vec![500]));
}

/// A text in the format gzip, in blocks that are not compressed (RFC 1951, 3.2.4, and RFC 1952).
fn gzip(text: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let blocks = text.chunks(1000).collect::<Vec<_>>();
    for (position, block) in blocks.iter().enumerate() {
        let length = block.len() as u16;
        out.push(u8::from(position + 1 == blocks.len()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(*block);
    }
    let sum = text.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    });
    out.extend((!sum).to_le_bytes());
    out.extend((text.len() as u32).to_le_bytes());
    out
}

//! Spans, their windows, and the requests for them.

use super::*;

#[tokio::test]
async fn a_span_is_read_in_windows_and_each_item_is_returned_once() {
    // Some items are at the bounds of the windows, which the service may include or not.
    let edges = [-1, 0, 1].map(|offset| START + 30 * DAY + offset);
    for is_inclusive in [false, true] {
        let mut archive = Archive::every(DAY / 2, 140);
        archive.items.extend(edges.iter().enumerate().map(|(n, time)| (1000 + n as i64, *time)));
        archive.is_inclusive = is_inclusive;
        let server = server(&archive, |_, _| None);
        let mut found = all(days(0, 70), &client(&server)).await;
        found.sort_unstable();
        assert_eq!(found, archive.ids(), "{is_inclusive}");
        let windows: Vec<_> = server.seen().iter().map(bounds).collect();
        let window = |from: i64, to: i64| (START + from * DAY - 1, START + to * DAY);
        assert_eq!(windows, [window(0, 30), window(30, 60), window(60, 70)]);
        assert!(
            server.seen().iter().all(|request| request.target.starts_with("/v1/conversation_export?created_after="))
        );
    }
}

#[tokio::test]
async fn neighbouring_spans_have_no_item_in_common_and_miss_none() {
    for is_inclusive in [false, true] {
        let archive = Archive { is_inclusive, ..Archive::every(DAY, 10) };
        let server = server(&archive, |_, _| None);
        let client = client(&server);
        let (first, second) = (all(days(0, 5), &client).await, all(days(5, 10), &client).await);
        assert_eq!((first, second), ((1..=5).collect(), (6..=10).collect()), "{is_inclusive}");
    }
}

#[tokio::test]
async fn dates_and_moments_can_be_combined() {
    let archive = Archive::every(DAY, 10);
    let server = server(&archive, |_, _| None);
    let to: Timestamp = "2026-01-03T00:00:00.0009Z".parse().unwrap();
    let export = exports::conversations().created_between(date(2026, 1, 1), to);
    assert_eq!(all(export, &client(&server)).await, [1, 2]);
    assert_eq!(bounds(&server.only()), (START - 1, START + 2 * DAY));
}

#[tokio::test]
async fn an_empty_span_requests_nothing_and_one_that_ends_before_it_begins_is_an_error() {
    let server = server(&Archive::every(DAY, 10), |_, _| None);
    let client = client(&server);
    assert_eq!(all(days(3, 3), &client).await, [0; 0]);
    let (_, error, _) = read(days(3, 2), &client).await;
    let error = error.unwrap();
    assert!(error.is_builder() && error.to_string().contains("2026-01-04"), "{error}");
    assert_eq!(server.seen().len(), 0);
}

#[tokio::test]
async fn the_token_is_a_bearer_and_is_sent_to_the_address_of_exports() {
    let server = server(&Archive::every(DAY, 1), |_, _| None);
    all(days(0, 1), &client(&server)).await;
    let only = server.only();
    assert_eq!(only.header("authorization"), Some(format!("Bearer {TOKEN}").as_str()));
    assert_eq!(only.method, "GET");
}

#[tokio::test]
async fn each_filter_has_its_parameters() {
    let (from, to) = (date(2026, 1, 1), date(2026, 1, 2));
    let exports = [
        ("closed", exports::conversations().closed_between(from, to)),
        ("last_message_created", exports::conversations().last_message_created_between(from, to)),
    ];
    for (name, export) in exports {
        let server = Server::responding([Reply::json(200, &json!([]))]);
        all(export, &client(&server)).await;
        let expected = format!("/v1/conversation_export?{name}_after={}&{name}_before={}", START - 1, START + DAY);
        assert_eq!(server.only().target, expected);
    }
}

#[tokio::test]
async fn no_more_than_ten_requests_are_sent_in_a_minute() {
    let server = server(&Archive::every(DAY, 1), |_, _| None);
    let clock = TestClock::default();
    let limited = builder(&server, &clock).rate_limit_of(exports::API, dixa_generated::RateLimit::per(10, MINUTE, 1));
    all(days(0, 360), &limited.build().unwrap()).await;
    assert_eq!(clock.waits(), [6000; 11]);
}

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn the_progress_says_where_to_go_on() {
    let archive = Archive::every(DAY, 70);
    let server = server(&archive, |_, _| None);
    let client = client(&server);
    let mut items = days(0, 70).items(&client);
    let at = |day: i64| moment(START + day * DAY);
    let progress = |items: u64, from: i64, to: i64| (items, at(from), at(to));
    let of = |progress: Progress| (progress.items, progress.resume_from, progress.window_to);
    assert_eq!(of(items.progress()), progress(0, 0, 30));
    for _ in 0..31 {
        items.next().await.unwrap().unwrap();
    }
    assert_eq!(of(items.progress()), progress(31, 30, 60));
    let rest = exports::conversations().created_between(items.progress().resume_from, at(70));
    assert_eq!(
        all(rest, &client).await,
        (31..=70).collect::<Vec<_>>(),
        "the window from its beginning, and what follows"
    );
    while items.next().await.is_some() {}
    assert_eq!(of(items.progress()), progress(70, 70, 70));
}

#[test]
fn an_export_shows_its_span() {
    assert_eq!(
        format!("{:?}", days(0, 1)),
        "Export { times: Created, from: 2026-01-01T00:00:00Z, to: 2026-01-02T00:00:00Z, .. }"
    );
    assert_eq!(Moment::from(date(2026, 1, 1)).to_string(), "2026-01-01T00:00:00Z");
}

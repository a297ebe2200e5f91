//! The example program, run against a server that breaks the transfer, asks to wait, and has three windows.

#[path = "../../../../dixa-generated/examples/export.rs"]
#[expect(dead_code, reason = "the program's own entry is not called here")]
mod program;

use std::cell::RefCell;

use super::*;

#[tokio::test]
async fn the_export_writes_each_conversation_once_and_says_how_far_it_has_come() {
    let archive = Archive::every(DAY / 20, 1400);
    let server = server(&archive, |request, response| match request.position {
        0 => Some(Reply::status(200).body(response).cut(response.len() / 3)),
        1 => Some(Reply::error(429, "slow down").header("retry-after", "30")),
        _ => None,
    });
    let clock = TestClock::default();
    let client = builder(&server, &clock).build().unwrap();
    let (mut out, reports) = (Vec::new(), RefCell::new(Vec::new()));
    let (from, to) = (date(2026, 1, 1).into(), date(2026, 3, 12).into());
    let report = |progress| reports.borrow_mut().push(progress);
    program::export(&client, from, to, &mut out, report).await.unwrap();

    let written = String::from_utf8(out).unwrap();
    let ids = written.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].as_i64().unwrap());
    assert_eq!(ids.collect::<Vec<_>>(), archive.ids());
    assert_eq!((server.seen().len(), clock.waits()), (5, vec![500, 30_000]));
    let reports = reports.borrow();
    let of = |progress: &Progress| (progress.items, progress.resume_from);
    let expected = [(1000, moment(START + 30 * DAY)), (1400, moment(START + 70 * DAY))];
    assert_eq!(reports.iter().map(of).collect::<Vec<_>>(), expected);
}

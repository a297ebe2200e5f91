//! Bodies that take long to send, and files whose size the system does not state.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use dixa_generated::{Client, FilePart, Request, RetryPolicy};
use dixa_tests::server::{Reply, Seen, Server};
use serde_json::{Value, json};

use crate::{ADD_THING, PUT_THING, TOKEN, builder, client, request};

/// Starts a server that reads a body in pieces, with a pause before each; returns its base URL.
fn slow_server(piece: usize, pause: Duration) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut reader = BufReader::with_capacity(piece, stream);
            let mut length = 0;
            for line in reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty()) {
                if let Some(value) = line.to_lowercase().strip_prefix("content-length: ") {
                    length = value.parse().unwrap();
                }
            }
            while length > 0 {
                thread::sleep(pause);
                let read = reader.fill_buf().unwrap().len();
                reader.consume(read);
                length -= read;
            }
            reader.get_mut().write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"data\":1}").unwrap();
        }
    });
    url
}

async fn upload_takes(piece: usize, pause: Duration, size: usize) -> Duration {
    let limit = Duration::from_millis(200);
    let url = slow_server(piece, pause);
    let client = Client::builder(TOKEN).base_url(url).read_timeout(limit).retry(RetryPolicy::none()).build().unwrap();
    let started = Instant::now();
    let request: Request<Value> = request::<Value>(&ADD_THING).json(&"x".repeat(size));
    request.send(&client).await.unwrap();
    started.elapsed()
}

#[tokio::test]
async fn the_time_that_a_body_takes_is_not_silence_of_the_service() {
    // The buffers of the system take a part of the body; the service is slow with all of it.
    assert!(upload_takes(64 * 1024, Duration::from_millis(5), 10_000_000).await > Duration::from_millis(700));
    assert!(upload_takes(8 * 1024, Duration::from_millis(50), 100_000).await > Duration::from_millis(600));
}

#[tokio::test]
async fn a_service_that_is_silent_after_the_body_exceeds_the_limit() {
    let server = Server::start(|_| {
        thread::sleep(Duration::from_millis(500));
        Reply::data(&json!(1))
    });
    let client = builder(&server).read_timeout(Duration::from_millis(50)).retry(RetryPolicy::none()).build().unwrap();
    let error = crate::add_thing().send(&client).await.unwrap_err();
    assert!(error.is_timeout() && error.to_string().contains("`read_timeout`"), "{error}");
}

async fn uploaded(file: FilePart) -> Seen {
    let server = Server::responding([Reply::data(&json!(1))]);
    request::<Value>(&ADD_THING).files("files", [file]).send(&client(&server)).await.unwrap();
    server.only()
}

#[tokio::test]
async fn files_of_every_size_arrive_with_their_length() {
    let directory = tempfile::tempdir().unwrap();
    for size in [0, 1, 65_535, 65_536, 65_537, 65_538, 300_000] {
        let path = directory.path().join(size.to_string());
        let content: String = (0..size).map(|n| char::from(b'a' + (n % 26) as u8)).collect();
        std::fs::write(&path, &content).unwrap();
        let seen = uploaded(FilePart::path(path)).await;
        assert!(seen.text().contains(&format!("\r\n\r\n{content}\r\n--")), "{size}");
        assert_eq!(seen.header("content-length"), Some(&*seen.body.len().to_string()), "{size}");
    }
}

#[tokio::test]
async fn a_directory_is_an_error_before_anything_is_sent() {
    let server = Server::responding([Reply::data(&json!(1))]);
    let directory = tempfile::tempdir().unwrap();
    let upload = request::<Value>(&ADD_THING).files("files", [FilePart::path(directory.path())]);
    let error = upload.send(&client(&server)).await.unwrap_err();
    assert!(error.is_builder() && error.to_string().contains("directory"), "{error}");
    assert!(server.seen().is_empty());
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn files_of_the_system_arrive_although_their_size_is_stated_wrongly() {
    for path in ["/proc/version", "/sys/kernel/mm/transparent_hugepage/enabled"] {
        let Ok(content) = std::fs::read_to_string(path) else { continue };
        assert!(!content.is_empty());
        assert!(uploaded(FilePart::path(path)).await.text().contains(&content), "{path}");
    }
}

#[cfg(unix)]
fn pipe(directory: &tempfile::TempDir, content: &'static str) -> std::path::PathBuf {
    let path = directory.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
    assert!(made.success());
    let writer = path.clone();
    thread::spawn(move || std::fs::write(writer, content).unwrap());
    path
}

#[cfg(unix)]
#[tokio::test]
async fn the_content_of_a_pipe_arrives() {
    let directory = tempfile::tempdir().unwrap();
    let seen = uploaded(FilePart::path(pipe(&directory, "from a pipe"))).await;
    assert!(seen.text().contains("\r\n\r\nfrom a pipe\r\n--"), "{}", seen.text());
}

#[cfg(unix)]
#[tokio::test]
async fn a_pipe_is_read_once() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::responding([Reply::error(429, "slow down"), Reply::data(&json!(1))]);
    let file = FilePart::path(pipe(&directory, "from a pipe"));
    let upload = request::<Value>(&PUT_THING).path("thingId", 7).files("files", [file]);
    let error = upload.send(&client(&server)).await.unwrap_err();
    assert!(error.is_rate_limited() && error.to_string().contains("not a regular file"), "{error}");
}

#[tokio::test]
async fn an_upload_follows_a_redirect_if_it_can_be_sent_again() {
    let redirecting = || {
        Server::start(|seen| match &*seen.target {
            "/v1/moved" => Reply::data(&json!(1)),
            _ => Reply::status(307).header("location", "/v1/moved"),
        })
    };
    let upload = |file| request::<Value>(&ADD_THING).files("files", [file]);
    let server = redirecting();
    upload(FilePart::path(file!().replace("tests/tests", "tests"))).send(&client(&server)).await.unwrap();
    assert!(server.seen()[1].text().contains("an_upload_follows_a_redirect"));

    let server = redirecting();
    let stream = FilePart::stream("a", futures_util::stream::iter([Ok("x".into())]));
    let error = upload(stream).send(&client(&server)).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 307);
    assert!(error.to_string().contains("a redirect is not followed: a streamed file was sent before"), "{error}");
}

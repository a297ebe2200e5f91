use std::io::{self, Write};

use bytes::Bytes;
use dixa_generated::{FilePart, Request, RequestParts};
use dixa_tests::server::{Reply, Seen, Server};
use futures_util::stream;
use serde_json::{Value, json};

use crate::{ADD_THING, client, request};

fn upload(files: impl IntoIterator<Item = FilePart>) -> Request<Value> {
    request(&ADD_THING).files("files", files)
}

async fn sent(request: Request<Value>) -> Seen {
    let server = Server::responding([Reply::data(&json!(1))]);
    request.send(&client(&server)).await.unwrap();
    server.only()
}

/// The parts of a body, each with its headers.
fn parts(seen: &Seen) -> Vec<String> {
    let content_type = seen.header("content-type").unwrap();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let text = seen.text();
    let text = text.strip_suffix(&format!("--{boundary}--\r\n")).unwrap();
    let before = format!("--{boundary}\r\n");
    let parts = text.split(&before).skip(1);
    parts.map(|part| part.strip_suffix("\r\n").unwrap().to_owned()).collect()
}

#[tokio::test]
async fn files_come_from_bytes_from_a_path_and_from_a_stream() {
    let mut on_disk = tempfile::Builder::new().suffix(".pdf").tempfile().unwrap();
    on_disk.write_all(&[b'p'; 200_000]).unwrap();
    let name = on_disk.path().file_name().unwrap().to_str().unwrap();
    let pieces = stream::iter([Ok(Bytes::from("str")), Ok(Bytes::new()), Ok(Bytes::from("eam"))]);
    let seen = sent(upload([
        FilePart::bytes("a.txt", "bytes").content_type("text/plain"),
        FilePart::path(on_disk.path()).content_type("application/pdf"),
        FilePart::stream("c.bin", pieces),
    ]))
    .await;
    let head = "Content-Disposition: form-data; name=\"files\"; filename=";
    assert_eq!(
        parts(&seen),
        [
            format!("{head}\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nbytes"),
            format!("{head}\"{name}\"\r\nContent-Type: application/pdf\r\n\r\n{}", "p".repeat(200_000)),
            format!("{head}\"c.bin\"\r\nContent-Type: application/octet-stream\r\n\r\nstream"),
        ]
    );
    assert_eq!(seen.header("transfer-encoding"), Some("chunked"));
}

#[tokio::test]
async fn the_content_length_is_sent_if_it_is_known() {
    let on_disk = tempfile::NamedTempFile::new().unwrap();
    let pieces = stream::iter([Ok(Bytes::from("12345"))]);
    let seen = sent(upload([FilePart::path(on_disk.path()), FilePart::stream("a", pieces).length(5)])).await;
    assert_eq!(seen.header("content-length"), Some(&*seen.body.len().to_string()));
}

#[tokio::test]
async fn fields_and_files_can_be_in_one_body() {
    let request = Request::from(RequestParts::new(&ADD_THING).part_text("title", "Ä").part_json("tags", &["x"]));
    let seen = sent(request.files("files", [FilePart::bytes("a", "b").file_name("c")])).await;
    let parts = parts(&seen);
    assert_eq!(parts[0], "Content-Disposition: form-data; name=\"title\"\r\n\r\nÄ");
    assert_eq!(
        parts[1],
        "Content-Disposition: form-data; name=\"tags\"\r\nContent-Type: application/json\r\n\r\n[\"x\"]"
    );
    assert!(parts[2].contains("filename=\"c\""));
}

#[tokio::test]
async fn file_names_cannot_add_headers() {
    let seen = sent(upload([FilePart::bytes("a\"\r\nX-Evil: 1.txt", "b")])).await;
    assert!(parts(&seen)[0].contains("filename=\"a%22%0D%0AX-Evil: 1.txt\"\r\n"));
    let server = Server::responding([Reply::data(&json!(1))]);
    let evil = upload([FilePart::bytes("a", "b").content_type("text/plain\r\nX-Evil: 1")]);
    assert!(evil.send(&client(&server)).await.unwrap_err().is_builder());
}

#[tokio::test]
async fn a_missing_file_is_an_error_before_anything_is_sent() {
    let server = Server::responding([Reply::data(&json!(1))]);
    let error = upload([FilePart::path("/no/such/file")]).send(&client(&server)).await.unwrap_err();
    assert!(error.is_builder());
    assert!(error.to_string().contains("cannot read the file /no/such/file"), "{error}");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_stream_that_fails_is_an_io_error() {
    let server = Server::responding([Reply::data(&json!(1))]);
    let pieces = stream::iter([Ok(Bytes::from("x")), Err(io::Error::other("the disk is gone"))]);
    let error = upload([FilePart::stream("a", pieces)]).send(&client(&server)).await.unwrap_err();
    assert!(error.is_io());
    assert!(error.to_string().contains("the disk is gone"), "{error}");
}

#[test]
fn only_bodies_in_memory_can_be_sent_by_another_http_stack() {
    let client = dixa_generated::Client::new("token").unwrap();
    let request = upload([FilePart::bytes("a.txt", "bytes")]);
    let other = request.to_http(&client).unwrap();
    assert!(other.headers()["content-type"].to_str().unwrap().starts_with("multipart/form-data; boundary="));
    assert_eq!(Some(other.body().clone()), request.body_in_memory());
    assert!(upload([FilePart::path("a")]).to_http(&client).unwrap_err().is_builder());
    assert!(upload([FilePart::path("a")]).body_in_memory().is_none());
}

//! What a call through the bindings costs beside the same call by reqwest and serde_json, written by hand.
//!
//! `cargo bench -p dixa-generated --bench calls`: both calls in turn against a loopback server that answers at once, so that
//! what the machine does besides hits both alike. The figure to look at is the ratio.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use dixa_generated::{Client, v1};
use serde::Deserialize;
use uuid::Uuid;

const ROUNDS: usize = 4_000;
const WARM_UP: usize = 400;

/// The fields that a program written by hand would ask for, with the types of the bindings.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "they are decoded to be compared, not read")]
struct Agent {
    id: Uuid,
    created_at: jiff::Timestamp,
    display_name: String,
    email: String,
    additional_emails: Option<Vec<String>>,
    roles: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Envelope {
    data: Agent,
}

const BODY: &str = r#"{"data":{"id":"4d2ab456-8510-4a35-b266-e502160d5177","createdAt":"2024-12-01T12:46:36.581Z","displayName":"Ada","email":"ada@example.org","additionalEmails":[],"roles":["Agent"]}}"#;

/// A server that keeps connections open and answers every request with the same body.
fn serve(stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    let answer =
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{BODY}", BODY.len());
    let mut line = String::new();
    loop {
        let mut length = 0;
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
            if line == "\r\n" {
                break;
            }
        }
        std::io::copy(&mut reader.by_ref().take(length), &mut std::io::sink())?;
        writer.write_all(answer.as_bytes())?;
    }
}

fn start() -> std::io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || serve(stream));
        }
    });
    Ok(url)
}

/// The time that so many percent of the calls stayed under.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[sorted.len() * percent / 100]
}

async fn through_bindings(client: &Client, id: Uuid) -> Result<Duration, Box<dyn std::error::Error>> {
    let started = Instant::now();
    let agent = v1::agents::get_agent(id).send(client).await?;
    let elapsed = started.elapsed();
    assert_eq!(agent.id, id);
    Ok(elapsed)
}

async fn written_by_hand(http: &reqwest::Client, url: &str, id: Uuid) -> Result<Duration, Box<dyn std::error::Error>> {
    let started = Instant::now();
    let response = http.get(format!("{url}/v1/agents/{id}")).header("authorization", "token").send().await?;
    let status = response.status();
    let envelope: Envelope = serde_json::from_slice(&response.bytes().await?)?;
    let elapsed = started.elapsed();
    assert!(status.is_success() && envelope.data.id == id);
    Ok(elapsed)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = start()?;
    let id: Uuid = "4d2ab456-8510-4a35-b266-e502160d5177".parse()?;
    let client = Client::builder("token").base_url(&url).rate_limit(None).build()?;
    // The same time limits as the bindings' defaults: each costs a timer for every read.
    let http = reqwest::Client::builder()
        .tls_backend_preconfigured(no_tls()?)
        .connect_timeout(Duration::from_secs(10))
        .read_timeout(Duration::from_secs(60))
        .build()?;
    let (mut ours, mut by_hand) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS + WARM_UP {
        // Each goes first in every other round, so that neither profits from what the other has warmed.
        let (first, second);
        if round % 2 == 0 {
            first = through_bindings(&client, id).await?;
            second = written_by_hand(&http, &url, id).await?;
        } else {
            second = written_by_hand(&http, &url, id).await?;
            first = through_bindings(&client, id).await?;
        }
        if round >= WARM_UP {
            ours.push(first);
            by_hand.push(second);
        }
    }
    ours.sort();
    by_hand.sort();
    println!("{ROUNDS} pairs of calls");
    for percent in [10, 25, 50] {
        let (a, b) = (percentile(&ours, percent), percentile(&by_hand, percent));
        println!(
            "  {percent:2} % under: bindings {a:?}, by hand {b:?}, ratio {:.3}",
            a.as_secs_f64() / b.as_secs_f64()
        );
    }
    Ok(())
}

/// Both clients carry the same TLS settings, though nothing here is encrypted.
fn no_tls() -> Result<rustls::ClientConfig, rustls::Error> {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(config.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth())
}

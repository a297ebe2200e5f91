//! What a call through the bindings costs beside the same call by reqwest and serde_json, written by hand.
//!
//! `cargo bench -p dixa-tests --bench calls`: both calls in turn against a loopback server that answers at once, so that
//! what the machine does besides hits both alike. The figure to look at is the ratio.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use dixa_generated::{Client, v1};
use serde::Deserialize;

const ROUNDS: usize = 4_000;
const WARM_UP: usize = 400;

/// The fields that a program written by hand would ask for, with the types of the bindings.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "they are decoded to be compared, not read")]
struct Agent {
    id: dixa_generated::uuid::Uuid,
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

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = start()?;
    let id: dixa_generated::uuid::Uuid = "4d2ab456-8510-4a35-b266-e502160d5177".parse()?;
    let client = Client::builder("token").base_url(&url).rate_limit(None).build()?;
    let http = reqwest::Client::builder().tls_backend_preconfigured(no_tls()?).build()?;
    let (mut ours, mut by_hand, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS + WARM_UP {
        let started = Instant::now();
        let agent = v1::agents::get_agent(id).send(&client).await?;
        let first = started.elapsed();

        let started = Instant::now();
        let response = http.get(format!("{url}/v1/agents/{id}")).header("authorization", "token").send().await?;
        let status = response.status();
        let envelope: Envelope = serde_json::from_slice(&response.bytes().await?)?;
        let second = started.elapsed();

        assert!(status.is_success() && agent.id == envelope.data.id);
        if round >= WARM_UP {
            ours.push(first);
            by_hand.push(second);
            ratios.push(first.as_secs_f64() / second.as_secs_f64());
        }
    }
    ratios.sort_by(f64::total_cmp);
    let (ours, by_hand, ratio) = (median(ours), median(by_hand), ratios[ratios.len() / 2]);
    println!("{ROUNDS} pairs of calls, medians: bindings {ours:?}, by hand {by_hand:?}, pairwise ratio {ratio:.3}");
    Ok(())
}

/// Both clients carry the same TLS settings, though nothing here is encrypted.
fn no_tls() -> Result<rustls::ClientConfig, rustls::Error> {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(config.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth())
}

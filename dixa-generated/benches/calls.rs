//! The cost of a call through the bindings, compared with the same call written by hand with reqwest and serde_json.
//!
//! `cargo bench -p dixa-generated --bench calls`: both take turns against a loopback server that responds at once, so
//! that other load of the machine affects both alike; first one call at a time, then several in flight. Compare the
//! ratios.
//!
//! The processor on which the kernel runs the server's threads affects the figures most. On one processor, such as with
//! `taskset -c 0`, they are reproducible.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use dixa_generated::{Client, v1};
use serde::Deserialize;
use uuid::Uuid;

const ROUNDS: usize = 4_000;
const WARM_UP: usize = 400;
/// Calls of one measurement with several in flight, and how often it is repeated.
const CALLS: usize = 1_920;
const REPEATED: usize = 15;

/// The fields that a program written by hand would have, with the types of the bindings.
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

/// A server that keeps connections open and sends the same response to every request.
fn serve(stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    let response =
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
        writer.write_all(response.as_bytes())?;
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

/// The time that this percentage of the calls took at most.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[sorted.len() * percent / 100]
}

async fn through_bindings(client: &Client, id: Uuid) {
    let agent = v1::agents::get_agent(id).send(client).await.expect("an agent");
    assert_eq!(agent.id, id);
}

async fn written_by_hand(http: &reqwest::Client, url: &str, id: Uuid) {
    let request = http.get(format!("{url}/v1/agents/{id}")).header("authorization", "token");
    let response = request.send().await.expect("a response");
    let status = response.status();
    let body = response.bytes().await.expect("a body");
    let envelope: Envelope = serde_json::from_slice(&body).expect("an agent");
    assert!(status.is_success() && envelope.data.id == id);
}

/// The time of one run.
async fn timed(run: impl Future<Output = ()>) -> Duration {
    let started = Instant::now();
    run.await;
    started.elapsed()
}

/// Makes all calls, `at_a_time` of them concurrently.
async fn in_flight<F: Future<Output = ()> + Send + 'static>(at_a_time: usize, call: impl Fn() -> F) {
    let workers = (0..at_a_time).map(|_| {
        let calls: Vec<F> = (0..CALLS / at_a_time).map(|_| call()).collect();
        tokio::spawn(async move {
            for call in calls {
                call.await;
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.expect("all calls succeed");
    }
}

/// The times of both, sorted. Each is first in every other round, so that neither benefits from caches that the other
/// has warmed.
async fn in_turn<A: Future<Output = ()>, B: Future<Output = ()>>(
    rounds: usize,
    warm_up: usize,
    ours: impl Fn() -> A,
    by_hand: impl Fn() -> B,
) -> (Vec<Duration>, Vec<Duration>) {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for round in 0..rounds + warm_up {
        let (a, b);
        if round % 2 == 0 {
            a = timed(ours()).await;
            b = timed(by_hand()).await;
        } else {
            b = timed(by_hand()).await;
            a = timed(ours()).await;
        }
        if round >= warm_up {
            first.push(a);
            second.push(b);
        }
    }
    first.sort();
    second.sort();
    (first, second)
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
    let (ours, by_hand) =
        in_turn(ROUNDS, WARM_UP, || through_bindings(&client, id), || written_by_hand(&http, &url, id)).await;
    println!("{ROUNDS} pairs of calls");
    for percent in [10, 25, 50] {
        let (a, b) = (percentile(&ours, percent), percentile(&by_hand, percent));
        println!(
            "  {percent:2} % under: bindings {a:?}, by hand {b:?}, ratio {:.3}",
            a.as_secs_f64() / b.as_secs_f64()
        );
    }
    println!("calls in a second, the median of {REPEATED} times {CALLS}");
    for at_a_time in [1, 16, 64] {
        let ours = || {
            in_flight(at_a_time, || {
                let client = client.clone();
                async move { through_bindings(&client, id).await }
            })
        };
        let by_hand = || {
            in_flight(at_a_time, || {
                let (http, url) = (http.clone(), url.clone());
                async move { written_by_hand(&http, &url, id).await }
            })
        };
        let (ours, by_hand) = in_turn(REPEATED, 1, ours, by_hand).await;
        let rate = |times: &[Duration]| CALLS as f64 / percentile(times, 50).as_secs_f64();
        let (a, b) = (rate(&ours), rate(&by_hand));
        println!("  {at_a_time:2} in flight: bindings {a:.0}, by hand {b:.0}, ratio {:.3}", a / b);
    }
    Ok(())
}

/// Both clients carry the same TLS settings, though nothing here is encrypted.
fn no_tls() -> Result<rustls::ClientConfig, rustls::Error> {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(config.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth())
}

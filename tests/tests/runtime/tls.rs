//! A server with TLS, whose certificate is from an authority that no system trusts.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use dixa_generated::{Client, ClientBuilder, reqwest};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::{TestClock, get_thing};

const AUTHORITY: &[u8] = include_bytes!("../../fixtures/tls/authority.pem");
const CERTIFICATE: &[u8] = include_bytes!("../../fixtures/tls/server.pem");
const KEY: &[u8] = include_bytes!("../../fixtures/tls/server.key.pem");

/// Starts the server; returns its base URL.
fn start() -> String {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let chain = vec![CertificateDer::from_pem_slice(CERTIFICATE).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
    let config = Arc::new(builder.with_no_client_auth().with_single_cert(chain, key).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut stream = StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream);
            // A client that does not trust the certificate ends the handshake.
            if stream.read(&mut [0; 4096]).is_ok() {
                let body = r#"{"data":1}"#;
                write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
                stream.flush().unwrap();
            }
        }
    });
    url
}

fn builder(clock: &TestClock) -> ClientBuilder {
    Client::builder("a token of some length").base_url(start()).rate_limit(None).clock(clock.clone())
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_an_error_at_once() {
    let clock = TestClock::default();
    let error = get_thing().send(&builder(&clock).build().unwrap()).await.unwrap_err();
    assert!(error.is_connect() && !error.is_io(), "{error:?}");
    assert!(error.to_string().contains("certificate"), "{error}");
    assert_eq!((error.attempts(), clock.waits().len()), (1, 0));
}

#[tokio::test]
async fn a_root_certificate_can_be_added() {
    let authority = reqwest::Certificate::from_pem(AUTHORITY).unwrap();
    let trusting = builder(&TestClock::default()).http(move |http| http.tls_certs_only([authority.clone()]));
    assert_eq!(get_thing().send(&trusting.build().unwrap()).await.unwrap(), 1);
}

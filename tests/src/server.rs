//! A loopback HTTP server whose responses a test defines, including broken ones.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::{Value, json};

/// A server on a loopback port, which stops when it is dropped.
pub struct Server {
    address: SocketAddr,
    state: Arc<State>,
}

struct State {
    response: Box<dyn Fn(&Seen) -> Reply + Send + Sync>,
    seen: Mutex<Vec<Seen>>,
    ended: AtomicBool,
}

/// A request as the server received it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Its position, from 0.
    pub position: usize,
    /// The method.
    pub method: Method,
    /// Path and query as they were sent.
    pub target: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, without chunks.
    pub body: Vec<u8>,
}

impl Seen {
    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A response: what is written, and what happens to the connection afterwards.
#[derive(Clone, Debug)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// What is written in place of the body.
    parts: Option<Parts>,
    /// How much of the body is written; the headers announce all of it.
    cut: Option<usize>,
    pause: Duration,
    end: End,
}

/// The parts of a body by their positions, until there is none.
#[derive(Clone)]
struct Parts(Arc<dyn Fn(usize) -> Option<Vec<u8>> + Send + Sync>);

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Parts")
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Stay,
    Close,
    Reset,
    ResetBeforeHeaders,
}

impl Reply {
    /// A response without a body.
    pub fn status(status: u16) -> Self {
        let (headers, body) = (Vec::new(), Vec::new());
        Self { status, headers, body, parts: None, cut: None, pause: Duration::ZERO, end: End::Stay }
    }

    /// A JSON response.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::status(status).header("content-type", "application/json").body(body.to_string())
    }

    /// A successful response in the API's envelope.
    pub fn data(data: &Value) -> Self {
        Self::json(200, &json!({ "data": data }))
    }

    /// An error with the API's message.
    pub fn error(status: u16, message: &str) -> Self {
        Self::json(status, &json!({ "message": message }))
    }

    /// A page of a list.
    pub fn page(items: &Value, next: Option<&str>) -> Self {
        Self::json(200, &json!({ "data": items, "meta": { "previous": null, "next": next } }))
    }

    /// A connection that is reset without a response.
    pub fn reset() -> Self {
        Self { end: End::ResetBeforeHeaders, ..Self::status(200) }
    }

    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Writes the body this many times, in chunks, without a length.
    pub fn repeated(self, times: usize) -> Self {
        let body = self.body.clone();
        self.parts(move |position| (position < times).then(|| body.clone()))
    }

    /// Writes these parts, by their positions, until there is none, in chunks, without a length.
    pub fn parts(mut self, parts: impl Fn(usize) -> Option<Vec<u8>> + Send + Sync + 'static) -> Self {
        self.parts = Some(Parts(Arc::new(parts)));
        self.header("transfer-encoding", "chunked")
    }

    /// Writes only the beginning of the body, then closes the connection.
    pub fn cut(mut self, length: usize) -> Self {
        self.cut = Some(length);
        self.end = End::Close;
        self
    }

    /// Writes headers and the beginning of the body, then resets the connection.
    pub fn cut_by_reset(self, length: usize) -> Self {
        Self { end: End::Reset, ..self.cut(length) }
    }

    /// Waits between the headers and the body.
    pub fn pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    fn write(&self, stream: &mut TcpStream) -> io::Result<()> {
        if self.end == End::ResetBeforeHeaders {
            return reset(stream);
        }
        stream.write_all(self.head().as_bytes())?;
        thread::sleep(self.pause);
        if let Some(Parts(parts)) = &self.parts {
            for part in (0..).map_while(|position| parts(position)) {
                write!(stream, "{:x}\r\n", part.len())?;
                stream.write_all(&part)?;
                stream.write_all(b"\r\n")?;
            }
            stream.write_all(b"0\r\n\r\n")?;
        } else {
            stream.write_all(&self.body[..self.cut.unwrap_or(self.body.len())])?;
        }
        if self.end == End::Reset {
            // A reset discards what has not arrived yet; the headers must arrive first.
            thread::sleep(Duration::from_millis(50));
            reset(stream)?;
        }
        Ok(())
    }

    fn head(&self) -> String {
        let mut head = format!("HTTP/1.1 {} Status\r\n", self.status);
        if self.parts.is_none() && self.status != 204 {
            head += &format!("content-length: {}\r\n", self.body.len());
        }
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head + "\r\n"
    }
}

/// Makes closing the connection a reset.
fn reset(stream: &TcpStream) -> io::Result<()> {
    socket2::SockRef::from(stream).set_linger(Some(Duration::ZERO))
}

impl Server {
    /// Starts a server that sends the response that the function returns for each request.
    pub fn start(response: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free loopback port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let (seen, ended) = (Mutex::default(), AtomicBool::new(false));
        let state = Arc::new(State { response: Box::new(response), seen, ended });
        let accepting = Arc::clone(&state);
        thread::spawn(move || accept(&listener, &accepting));
        Self { address, state }
    }

    /// Starts a server that sends these responses in turn, and then the last one repeatedly.
    pub fn responding(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies: Vec<_> = replies.into_iter().collect();
        Self::start(move |seen| replies[seen.position.min(replies.len() - 1)].clone())
    }

    /// The base URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.state.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The only request so far.
    pub fn only(&self) -> Seen {
        let mut seen = self.seen();
        assert_eq!(seen.len(), 1, "one request was expected: {seen:?}");
        seen.remove(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.state.ended.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for connections.
        drop(TcpStream::connect(self.address));
    }
}

fn accept(listener: &TcpListener, state: &Arc<State>) {
    for stream in listener.incoming().flatten() {
        if state.ended.load(Ordering::Relaxed) {
            return;
        }
        let state = Arc::clone(state);
        // Many tests close the connection early, so errors are ignored.
        thread::spawn(move || serve(stream, &state).unwrap_or_default());
    }
}

fn serve(mut stream: TcpStream, state: &State) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    while let Some(seen) = read_request(&mut reader, state)? {
        let reply = (state.response)(&seen);
        reply.write(&mut stream)?;
        if reply.end != End::Stay {
            return Ok(());
        }
    }
    Ok(())
}

fn read_request(reader: &mut impl BufRead, state: &State) -> io::Result<Option<Seen>> {
    let first = read_line(reader)?;
    let mut words = first.split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(None) };
    let (method, target) = (method.parse().map_err(io::Error::other)?, target.to_owned());
    let headers = read_headers(reader)?;
    let body = read_body(reader, &headers)?;
    let mut all = state.seen.lock().unwrap_or_else(PoisonError::into_inner);
    let seen = Seen { position: all.len(), method, target, headers, body };
    all.push(seen.clone());
    Ok(Some(seen))
}

fn read_headers(reader: &mut impl BufRead) -> io::Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    loop {
        let line = read_line(reader)?;
        let Some((name, value)) = line.split_once(": ") else { return Ok(headers) };
        let name: HeaderName = name.parse().map_err(io::Error::other)?;
        headers.append(name, HeaderValue::from_str(value).map_err(io::Error::other)?);
    }
}

fn read_body(reader: &mut impl BufRead, headers: &HeaderMap) -> io::Result<Vec<u8>> {
    if headers.contains_key("transfer-encoding") {
        return read_chunks(reader);
    }
    let length = headers.get("content-length").and_then(|length| length.to_str().ok()?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    Ok(body)
}

fn read_chunks(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let length = u64::from_str_radix(&read_line(reader)?, 16).map_err(io::Error::other)?;
        reader.by_ref().take(length).read_to_end(&mut body)?;
        read_line(reader)?;
        if length == 0 {
            return Ok(body);
        }
    }
}

fn read_line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}

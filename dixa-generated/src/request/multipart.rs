//! Multipart bodies with files.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_core::Stream;
use http::HeaderValue;

use super::upload::{self, ByteStream, Segment};
use crate::client::random_bits;

/// A file to upload.
///
/// ```
/// use dixa_generated::FilePart;
///
/// let note = FilePart::bytes("note.txt", "Called back")
///     .content_type("text/plain");
/// let scan = FilePart::path("scans/contract.pdf")
///     .content_type("application/pdf");
/// # let _ = (note, scan);
/// ```
#[derive(Clone)]
pub struct FilePart {
    file_name: String,
    content_type: Option<String>,
    content: Content,
}

#[derive(Clone)]
enum Content {
    Bytes(Bytes),
    Path(PathBuf),
    /// Taken when the request is sent; clones share one stream.
    Stream(Arc<Mutex<Option<ByteStream>>>, Option<u64>),
}

impl FilePart {
    /// The content type of a file of which nothing is known.
    pub(crate) const CONTENT_TYPE: &'static str = "application/octet-stream";

    /// A file in memory.
    pub fn bytes(file_name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::new(file_name.into(), Content::Bytes(bytes.into()))
    }

    /// A file on disk, with its name. It is opened when the request is sent, and read while the body is written. What is
    /// not a regular file, such as a pipe, is read once: a request with it is not sent again.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Self::new(file_name, Content::Path(path))
    }

    /// A file from a stream, of which one piece at a time is held in memory. A request with such a part can be sent
    /// once: it is never retried, and its clones share the stream.
    pub fn stream(
        file_name: impl Into<String>,
        stream: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
    ) -> Self {
        Self::new(file_name.into(), Content::Stream(Arc::new(Mutex::new(Some(Box::pin(stream)))), None))
    }

    fn new(file_name: String, content: Content) -> Self {
        Self { file_name, content_type: None, content }
    }

    /// Sets the file name.
    pub fn file_name(mut self, file_name: impl Into<String>) -> Self {
        self.file_name = file_name.into();
        self
    }

    /// Sets the content type; by default that of the part in the description, or `application/octet-stream`.
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Sets the length of a stream in bytes, if it is known; the request then has a `Content-Length`.
    pub fn length(mut self, length: u64) -> Self {
        if let Content::Stream(_, known) = &mut self.content {
            *known = Some(length);
        }
        self
    }
}

impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePart")
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

/// A body of several parts (RFC 7578).
#[derive(Clone)]
pub(crate) struct Multipart {
    boundary: String,
    parts: Vec<Part>,
}

#[derive(Clone)]
struct Part {
    head: String,
    content: Content,
}

impl Multipart {
    pub(crate) fn new() -> Self {
        Self { boundary: format!("dixa-{:016x}{:016x}", random_bits(), random_bits()), parts: Vec::new() }
    }

    pub(crate) fn content_type(&self) -> HeaderValue {
        let text = format!("multipart/form-data; boundary={}", self.boundary);
        HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("multipart/form-data"))
    }

    /// Adds a field; without a content type it is text.
    pub(crate) fn field(&mut self, name: &str, content_type: &str, value: impl Into<Bytes>) {
        let mut head = format!("Content-Disposition: form-data; name=\"{}\"\r\n", escape(name));
        if !content_type.is_empty() {
            head += &format!("Content-Type: {content_type}\r\n");
        }
        self.parts.push(Part { head, content: Content::Bytes(value.into()) });
    }

    /// Adds a file; it has this content type unless it has its own.
    pub(crate) fn file(&mut self, name: &str, content_type: &str, file: FilePart) -> Result<(), String> {
        let content_type = file.content_type.as_deref().unwrap_or(content_type);
        if HeaderValue::try_from(content_type).is_err() {
            return Err(format!("{content_type:?} is not a content type"));
        }
        let (name, file_name) = (escape(name), escape(&file.file_name));
        let head = format!(
            "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: {content_type}\r\n",
        );
        self.parts.push(Part { head, content: file.content });
        Ok(())
    }

    /// How many parts it has.
    pub(crate) fn len(&self) -> usize {
        self.parts.len()
    }

    pub(crate) fn has_stream(&self) -> bool {
        self.parts.iter().any(|part| matches!(part.content, Content::Stream(..)))
    }

    pub(crate) fn in_memory(&self) -> Option<Bytes> {
        let mut out = Vec::new();
        for part in &self.parts {
            let Content::Bytes(bytes) = &part.content else { return None };
            out.extend_from_slice(self.before(part).as_bytes());
            out.extend_from_slice(bytes);
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(self.end().as_bytes());
        Some(out.into())
    }

    fn before(&self, part: &Part) -> String {
        format!("--{}\r\n{}\r\n", self.boundary, part.head)
    }

    fn end(&self) -> String {
        format!("--{}--\r\n", self.boundary)
    }

    /// Opens the files and takes the streams. `is_first` is false if the body was sent before.
    pub(super) async fn open(&self, is_first: bool) -> Result<VecDeque<Segment>, String> {
        let mut segments = VecDeque::with_capacity(3 * self.parts.len() + 1);
        for part in &self.parts {
            segments.push_back(Segment::Bytes(self.before(part).into()));
            segments.extend(part.content.open(is_first).await?);
            segments.push_back(Segment::Bytes(Bytes::from_static(b"\r\n")));
        }
        segments.push_back(Segment::Bytes(self.end().into()));
        Ok(segments)
    }
}

impl Content {
    async fn open(&self, is_first: bool) -> Result<Vec<Segment>, String> {
        match self {
            Self::Bytes(bytes) => Ok(vec![Segment::Bytes(bytes.clone())]),
            Self::Path(path) => upload::open(path, is_first)
                .await
                .map_err(|error| format!("cannot read the file {}: {error}", path.display())),
            Self::Stream(stream, length) => {
                let stream = stream.lock().unwrap_or_else(PoisonError::into_inner).take();
                let stream = stream.ok_or("a streamed file was sent before; it can be sent once")?;
                Ok(vec![Segment::Stream(Mutex::new(stream), *length)])
            }
        }
    }
}

/// Escapes a name as HTML forms do.
fn escape(text: &str) -> String {
    text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

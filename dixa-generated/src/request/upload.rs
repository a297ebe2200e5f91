//! A body while it is sent: in parts, so that the progress can be seen.

use std::collections::VecDeque;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http_body::{Frame, SizeHint};
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};
use tokio::time::Instant;

/// The largest part of a body that is handed to the connection at once, in bytes.
const PIECE: usize = 64 * 1024;

pub(super) type ByteStream = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// How much of a body was handed to the connection, and when.
#[derive(Clone, Default)]
pub(crate) struct Upload(Arc<Mutex<Progress>>);

#[derive(Default)]
struct Progress {
    sent: u64,
    last: Option<Instant>,
    /// The next part is not there yet: the caller's stream or the disk is waited for, not the service.
    is_waiting: bool,
}

impl Upload {
    /// When the service has been silent for longer than a limit, if nothing changes until then. What was passed on
    /// may still be on its way: it is in the buffers of the connection, whose progress cannot be seen.
    pub(crate) fn silent_until(&self, started: Instant, limit: Duration) -> Option<Instant> {
        const BUFFERS: u64 = 4 * 1024 * 1024;
        const SLOWEST_PER_SECOND: f64 = 8192.0;
        let progress = self.lock();
        let on_its_way = Duration::from_secs_f64(progress.sent.min(BUFFERS) as f64 / SLOWEST_PER_SECOND);
        let last = if progress.is_waiting { Instant::now() } else { progress.last.unwrap_or(started) };
        last.checked_add(limit)?.checked_add(on_its_way)
    }

    fn add(&self, bytes: usize) {
        let mut progress = self.lock();
        progress.sent += bytes as u64;
        progress.last = Some(Instant::now());
        progress.is_waiting = false;
    }

    fn wait(&self) {
        self.lock().is_waiting = true;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Progress> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A body that is sent in parts.
pub(crate) struct Parts {
    segments: VecDeque<Segment>,
    upload: Upload,
}

pub(super) enum Segment {
    Bytes(Bytes),
    /// A file, and how many bytes of it are left, if that is known.
    File(File, Option<u64>),
    /// A stream, and its length, if that is known. The mutex is never locked; it makes the body `Sync`, which hyper
    /// requires.
    Stream(Mutex<ByteStream>, Option<u64>),
}

impl Parts {
    /// A body of these segments, and its progress.
    pub(super) fn new(segments: VecDeque<Segment>) -> (Self, Upload) {
        let upload = Upload::default();
        (Self { segments, upload: upload.clone() }, upload)
    }
}

/// The body for the HTTP client, and its progress.
pub(super) fn body_of(bytes: Bytes) -> (reqwest::Body, Upload) {
    if bytes.len() > PIECE {
        let (parts, upload) = Parts::new([Segment::Bytes(bytes)].into());
        return (reqwest::Body::wrap(parts), upload);
    }
    let upload = Upload::default();
    upload.add(bytes.len());
    (bytes.into(), upload)
}

/// The segments of a file. The size that the system states is not relied on for small files and for those that are
/// not regular: files of `/proc` have size 0, those of `/sys` one page, and a pipe has none.
pub(super) async fn open(path: &Path, is_first: bool) -> io::Result<Vec<Segment>> {
    let metadata = tokio::fs::metadata(path).await?;
    if metadata.is_dir() {
        return Err(io::Error::new(ErrorKind::IsADirectory, "it is a directory"));
    }
    if !metadata.is_file() {
        if !is_first {
            return Err(io::Error::other("it is not a regular file, so its content can be read once"));
        }
        return Ok(vec![Segment::File(File::open(path).await?, None)]);
    }
    let mut file = File::open(path).await?;
    let length = file.metadata().await?.len();
    let mut start = BytesMut::with_capacity(PIECE + 1);
    while start.len() <= PIECE {
        if file.read_buf(&mut start).await? == 0 {
            return Ok(vec![Segment::Bytes(start.freeze())]);
        }
    }
    let read = start.len() as u64;
    // A file that is longer than the system states is sent without a length.
    let left = length.checked_sub(read);
    Ok(vec![Segment::Bytes(start.freeze()), Segment::File(file, left)])
}

impl Segment {
    fn length(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(bytes.len() as u64),
            Self::File(_, length) | Self::Stream(_, length) => *length,
        }
    }

    /// The next piece; `None` at the end.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        match self {
            Self::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Self::Bytes(bytes) => Poll::Ready(Some(Ok(bytes.split_to(bytes.len().min(PIECE))))),
            Self::File(_, Some(0)) => Poll::Ready(None),
            Self::File(file, left) => read_piece(file, left, context).map(Result::transpose),
            Self::Stream(stream, _) => {
                stream.get_mut().unwrap_or_else(PoisonError::into_inner).as_mut().poll_next(context)
            }
        }
    }
}

fn read_piece(file: &mut File, left: &mut Option<u64>, context: &mut Context<'_>) -> Poll<io::Result<Option<Bytes>>> {
    let largest = left.map_or(PIECE, |left| left.min(PIECE as u64) as usize);
    let mut memory = vec![0; largest];
    let mut buffer = ReadBuf::new(&mut memory);
    ready!(Pin::new(file).poll_read(context, &mut buffer))?;
    let read = buffer.filled().len();
    match left {
        Some(_) if read == 0 => {
            return Poll::Ready(Err(io::Error::new(ErrorKind::UnexpectedEof, "the file became shorter")));
        }
        Some(left) => *left -= read as u64,
        None if read == 0 => return Poll::Ready(Ok(None)),
        None => {}
    }
    memory.truncate(read);
    Poll::Ready(Ok(Some(memory.into())))
}

impl http_body::Body for Parts {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let Self { segments, upload } = &mut *self;
        while let Some(segment) = segments.front_mut() {
            match segment.poll(context) {
                Poll::Pending => {
                    upload.wait();
                    return Poll::Pending;
                }
                Poll::Ready(Some(piece)) => {
                    upload.add(piece.as_ref().map_or(0, Bytes::len));
                    return Poll::Ready(Some(piece.map(Frame::data)));
                }
                Poll::Ready(None) => segments.pop_front(),
            };
        }
        Poll::Ready(None)
    }

    fn size_hint(&self) -> SizeHint {
        let length = self.segments.iter().try_fold(0u64, |sum, segment| sum.checked_add(segment.length()?));
        length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

//! ICE over TCP (RFC 6544, framed as in RFC 4571), for networks that let no UDP out.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener as StdListener};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use socket2::{Domain, Protocol, SockAddr, Socket, Type};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;

use super::order::Order;
use super::{Door, Inner};
use crate::engine;

/// Connections at once.
const STREAMS_MAX: usize = 2000;

/// Packets that may wait for a slow connection; what does not fit is lost, as on any network.
const FRAMES_MAX: usize = 512;

/// How long a connection may stay silent, before and after its first frame.
const FIRST: Duration = Duration::from_secs(10);
const SILENT: Duration = Duration::from_secs(60);

/// The longest frame taken.
const FRAME_BYTES_MAX: usize = 8192;

/// Binds the port.
pub(crate) fn bind(ip: IpAddr, port: u16) -> io::Result<StdListener> {
    let domain = if ip.is_ipv6() { Domain::IPV6 } else { Domain::IPV4 };
    let socket = Socket::new(domain, Type::STREAM, Some(Protocol::TCP))?;
    if ip.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&SockAddr::from(SocketAddr::new(ip, port)))?;
    socket.listen(128)?;
    Ok(socket.into())
}

/// Accepts connections until the task is ended.
pub(crate) fn accept(
    listener: StdListener,
    inner: Arc<Inner>,
) -> io::Result<impl Future<Output = ()> + Send + use<>> {
    let listener = TcpListener::from_std(listener)?;
    let places = Arc::new(Semaphore::new(STREAMS_MAX));
    Ok(async move {
        loop {
            let Ok(place) = places.clone().acquire_owned().await else { return };
            match listener.accept().await {
                Ok((stream, source)) => {
                    let inner = inner.clone();
                    tokio::spawn(async move {
                        if let Err(error) = serve(stream, source, &inner).await {
                            tracing::trace!(%error, "a media stream ended");
                        }
                        drop(place);
                    });
                }
                Err(error) => {
                    tracing::debug!(%error, "accepting a media stream failed");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    })
}

async fn serve(stream: TcpStream, source: SocketAddr, inner: &Inner) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let source = SocketAddr::new(source.ip().to_canonical(), source.port());
    let (mut read, write) = stream.into_split();
    let mut buffer = vec![0; FRAME_BYTES_MAX];
    // The first frame is a STUN request whose user name says which worker it is for.
    let first = timeout(FIRST, frame(&mut read, &mut buffer)).await??;
    let worker = engine::ufrag_of(first).and_then(engine::worker_of);
    let Some(door) = worker.and_then(|w| inner.door(w)) else { return Ok(()) };
    let first = Bytes::copy_from_slice(first);
    let (out, frames) = mpsc::channel(FRAMES_MAX);
    if door.order(Order::TcpOpen { source, out }).await.is_err() {
        return Ok(());
    }
    let writer = tokio::spawn(write_frames(write, frames));
    let result = read_frames(&mut read, &mut buffer, source, door, first).await;
    writer.abort();
    if door.order(Order::TcpGone { source }).await.is_err() {
        tracing::trace!("the worker had stopped");
    }
    result
}

async fn read_frames(
    read: &mut OwnedReadHalf,
    buffer: &mut [u8],
    source: SocketAddr,
    door: &Door,
    first: Bytes,
) -> io::Result<()> {
    let mut bytes = first;
    loop {
        if door.order(Order::TcpFrame { source, bytes }).await.is_err() {
            return Ok(());
        }
        bytes = Bytes::copy_from_slice(timeout(SILENT, frame(read, buffer)).await??);
    }
}

async fn frame<'a>(read: &mut OwnedReadHalf, buffer: &'a mut [u8]) -> io::Result<&'a [u8]> {
    let len = usize::from(read.read_u16().await?);
    let frame = buffer.get_mut(..len).ok_or(io::ErrorKind::InvalidData)?;
    read.read_exact(frame).await?;
    Ok(frame)
}

async fn write_frames(mut write: OwnedWriteHalf, mut frames: mpsc::Receiver<Bytes>) {
    let mut buffer = Vec::new();
    while let Some(frame) = frames.recv().await {
        buffer.clear();
        put(&mut buffer, &frame);
        while let Ok(frame) = frames.try_recv() {
            put(&mut buffer, &frame);
            if buffer.len() > 64 * 1024 {
                break;
            }
        }
        if write.write_all(&buffer).await.is_err() {
            return;
        }
    }
}

fn put(buffer: &mut Vec<u8>, frame: &[u8]) {
    if let Ok(len) = u16::try_from(frame.len()) {
        buffer.extend(len.to_be_bytes());
        buffer.extend_from_slice(frame);
    }
}

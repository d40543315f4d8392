//! TCP. The stack would take any number of connections, each with buffers of 128 KiB, and leave them for five minutes; so
//! they are accepted here and counted, and handed to it.

use std::net::{Shutdown, SocketAddr};
use std::sync::{Arc, Weak};
use std::time::Duration;

use rsipstack::transaction::Endpoint;
use rsipstack::transaction::endpoint::EndpointInnerRef;
use rsipstack::transport::tcp::TcpConnection;
use rsipstack::transport::{SipConnection, TcpListenerConnection};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep};

use super::Inner;
use super::seats::Seat;
use super::stack::stack_address;
use super::types::Failure;
use crate::registrar::Transport;

/// How often it is looked whether a connection has proved itself, or is over.
const GLANCE: Duration = Duration::from_millis(500);

/// Names the listeners for TCP to the stack and accepts connections there.
pub async fn serve(inner: &Arc<Inner>, endpoint: &Endpoint) -> Result<(), Failure> {
    for listen in inner.settings.listen.iter().filter(|one| one.transport == Transport::Tcp) {
        let at = listen.at;
        let listener = TcpListener::bind(at).await.map_err(|source| Failure::Listen { at, source })?;
        let named = SocketAddr::new(inner.settings.address, at.port());
        // The stack writes its address into requests. If it tries to listen there, too, it finds that we do, and gives up.
        let name = TcpListenerConnection::new(at, Some(named)).await.map_err(|_| Failure::Stopped)?;
        endpoint.inner.transport_layer.add_transport(SipConnection::TcpListener(name));
        inner.spawn(accept(inner.clone(), endpoint.inner.clone(), listener, named));
    }
    Ok(())
}

async fn accept(inner: Arc<Inner>, endpoint: EndpointInnerRef, listener: TcpListener, named: SocketAddr) {
    loop {
        let (stream, from) = inner.next_connection(&listener).await;
        let Some(seat) = inner.seats.take(from, Instant::now() + inner.settings.unproved) else { continue };
        let Ok((stream, twin)) = twins(stream) else { continue };
        let address = stack_address(Transport::Tcp, named);
        let Ok(connection) = TcpConnection::from_stream(stream, address, Some(inner.stop.child_token()))
        else {
            continue;
        };
        let alive = Arc::downgrade(&connection.inner);
        endpoint.transport_layer.add_connection(SipConnection::Tcp(connection));
        inner.spawn(watch(seat, twin, alive));
    }
}

/// The stream, and a second hand on it: the stack gives none to close it with.
fn twins(stream: TcpStream) -> std::io::Result<(TcpStream, std::net::TcpStream)> {
    let stream = stream.into_std()?;
    let twin = stream.try_clone()?;
    Ok((TcpStream::from_std(stream)?, twin))
}

/// Keeps the seat of a connection as long as the stack has it, and closes one that proves nothing.
async fn watch<T: Send + Sync>(seat: Seat, twin: std::net::TcpStream, alive: Weak<T>) {
    while alive.strong_count() > 0 && !seat.has_proved() {
        if Instant::now() >= seat.until {
            twin.shutdown(Shutdown::Both).ok();
            break;
        }
        sleep(GLANCE).await;
    }
    drop(twin);
    while alive.strong_count() > 0 {
        sleep(GLANCE).await;
    }
}

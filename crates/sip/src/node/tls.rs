//! TLS with the tree's own provider. The stack's own TLS would bring a second one, and a process with two that
//! installs neither ends at the first handshake; so connections are accepted here and handed to the stack through its
//! seam for foreign TLS (ADR 0030).

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use rsipstack::platform::tls::{TlsClientConfig, TlsConnector, TlsStream, set_client_connector};
use rsipstack::transaction::Endpoint;
use rsipstack::transport::{PlatformTlsConnection, SipConnection};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, ReadHalf, WriteHalf, split};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex as Turn;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream as Accepted;

use super::seats::Seat;
use super::stack::stack_address;
use super::types::{Certificate, Failure, Settings};
use super::{Inner, locked};
use crate::registrar::Transport;

const HANDSHAKE: Duration = Duration::from_secs(10);
/// Stations refresh more often than this.
const SILENCE: Duration = Duration::from_secs(3_900);
const WRITE: Duration = Duration::from_secs(20);

type Stream = Box<dyn TlsStream>;

/// Streams that were accepted and wait for the stack to ask for them; of the whole process, as the seam is.
fn waiting() -> &'static Mutex<HashMap<SocketAddr, Stream>> {
    static WAITING: OnceLock<Mutex<HashMap<SocketAddr, Stream>>> = OnceLock::new();
    WAITING.get_or_init(|| {
        set_client_connector(Arc::new(Handover));
        Mutex::new(HashMap::new())
    })
}

/// Hands over what was accepted. It never dials: a phone whose connection is gone is not called under TLS.
struct Handover;

#[async_trait]
impl TlsConnector for Handover {
    async fn connect(&self, _config: &TlsClientConfig, at: SocketAddr) -> rsipstack::Result<Stream> {
        locked(waiting())
            .remove(&at)
            .ok_or_else(|| rsipstack::Error::Error("no connection under TLS from there".into()))
    }
}

/// A stream that was accepted.
struct Door {
    read: Turn<ReadHalf<Accepted<TcpStream>>>,
    write: Turn<WriteHalf<Accepted<TcpStream>>>,
    local: SocketAddr,
    /// Its place among all connections, free once the stack has let go of it.
    seat: Seat,
}

#[async_trait]
impl TlsStream for Door {
    async fn recv(&self) -> rsipstack::Result<Vec<u8>> {
        let mut chunk = vec![0; 4_096];
        let mut read = self.read.lock().await;
        let began = Instant::now();
        let length = loop {
            let proved = self.seat.has_proved();
            let until = if proved { began + SILENCE } else { self.seat.until };
            match timeout_at(until, read.read(&mut chunk)).await {
                Ok(read) => break read?,
                // It proved itself while we waited for more.
                Err(_) if !proved && self.seat.has_proved() => {}
                Err(_) => return Err(rsipstack::Error::Error("silent for too long".into())),
            }
        };
        chunk.truncate(length);
        Ok(chunk)
    }

    async fn send_all(&self, data: Vec<u8>) -> rsipstack::Result<()> {
        let work = async {
            let mut write = self.write.lock().await;
            write.write_all(&data).await?;
            write.flush().await
        };
        timeout(WRITE, work).await.map_err(|_| rsipstack::Error::Error("does not read".into()))??;
        Ok(())
    }

    async fn shutdown(&self) -> rsipstack::Result<()> {
        timeout(WRITE, async { self.write.lock().await.shutdown().await })
            .await
            .map_err(|_| rsipstack::Error::Error("does not read".into()))??;
        Ok(())
    }

    fn local_addr(&self) -> rsipstack::Result<SocketAddr> {
        Ok(self.local)
    }
}

/// A listener as the stack sees it: its address, for what it writes into requests.
struct Name(SocketAddr);

#[async_trait]
impl TlsStream for Name {
    async fn recv(&self) -> rsipstack::Result<Vec<u8>> {
        std::future::pending().await
    }

    async fn send_all(&self, _data: Vec<u8>) -> rsipstack::Result<()> {
        Err(rsipstack::Error::Error("a listener sends nothing".into()))
    }

    async fn shutdown(&self) -> rsipstack::Result<()> {
        Ok(())
    }

    fn local_addr(&self) -> rsipstack::Result<SocketAddr> {
        Ok(self.0)
    }
}

/// Gives a stream to the stack.
async fn hand_over(from: SocketAddr, stream: Stream) -> rsipstack::Result<SipConnection> {
    locked(waiting()).insert(from, stream);
    let made = PlatformTlsConnection::connect(&stack_address(Transport::Tls, from), None, None).await;
    locked(waiting()).remove(&from);
    Ok(SipConnection::TlsPlatform(made?))
}

/// Names the listeners for TLS to the stack and accepts connections there.
pub async fn serve(inner: &Arc<Inner>, endpoint: &Endpoint) -> Result<(), Failure> {
    for listen in inner.settings.listen.iter().filter(|one| one.transport == Transport::Tls) {
        let acceptor = acceptor(&inner.settings)?;
        let at = listen.at;
        let listener = TcpListener::bind(at).await.map_err(|source| Failure::Listen { at, source })?;
        let named = SocketAddr::new(inner.settings.address, at.port());
        let name = hand_over(named, Box::new(Name(named))).await.map_err(|_| Failure::Stopped)?;
        endpoint.inner.transport_layer.add_transport(name);
        inner.spawn(accept(inner.clone(), endpoint.inner.clone(), listener, acceptor, named));
    }
    Ok(())
}

async fn accept(
    inner: Arc<Inner>,
    endpoint: rsipstack::transaction::endpoint::EndpointInnerRef,
    listener: TcpListener,
    acceptor: TlsAcceptor,
    named: SocketAddr,
) {
    loop {
        let (stream, from) = inner.next_connection(&listener).await;
        let Some(seat) = inner.seats.take(from, Instant::now() + inner.settings.unproved) else { continue };
        let (acceptor, endpoint) = (acceptor.clone(), endpoint.clone());
        inner.spawn(async move {
            let Ok(Ok(stream)) = timeout(HANDSHAKE, acceptor.accept(stream)).await else { return };
            let (read, write) = split(stream);
            let door = Door { read: Turn::new(read), write: Turn::new(write), local: named, seat };
            if let Ok(connection) = hand_over(from, Box::new(door)).await {
                endpoint.transport_layer.add_connection(connection);
            }
        });
    }
}

fn acceptor(settings: &Settings) -> Result<TlsAcceptor, Failure> {
    let Some(Certificate { chain, key }) = &settings.certificate else {
        return Err(Failure::Certificate("there is none".into()));
    };
    let said = |error: &dyn std::fmt::Display| Failure::Certificate(error.to_string());
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(chain).collect::<Result<_, _>>().map_err(|error| said(&error))?;
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|error| said(&error))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| said(&error))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

//! The link to the house: one WebSocket, made again whenever it breaks.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use pass::{Answer, Call, Channel, DoorId, MESSAGE_MAX, PublicKey, Side, Signer, ToDoor, ToHouse};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::{oneshot, watch};
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite::http::Uri;
use tokio_tungstenite::tungstenite::{Message, protocol::WebSocketConfig};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use crate::ask::{Ask, Asking};
use crate::eyes::{Asked, Wires};
use crate::terminal;

const CONNECT: Duration = Duration::from_secs(10);
/// The agent says so often that it is there.
const PULSE: Duration = Duration::from_secs(30);
/// A house that says nothing for so long is gone; it says each minute that nothing changed.
const SILENCE: Duration = Duration::from_secs(150);
const AGAIN_MIN: Duration = Duration::from_millis(500);
const AGAIN_MAX: Duration = Duration::from_secs(30);

/// Why a conversation ended.
#[derive(Debug, thiserror::Error)]
pub enum Ended {
    /// The address of the house is none.
    #[error("the address of the house: {0}")]
    Address(String),
    /// The house cannot be reached, or its certificate is not to be trusted.
    #[error("reaching the house: {0}")]
    Unreachable(String),
    /// The line broke.
    #[error("the line: {0}")]
    Line(#[from] tokio_tungstenite::tungstenite::Error),
    /// Somebody said what the house did not.
    #[error("a message: {0}")]
    Unheard(#[from] pass::Unheard),
    /// The house has entries that were never here, or does not take what follows on its own.
    #[error("the house has another log of this door")]
    AnotherLog,
    /// The house hung up, or said nothing for too long.
    #[error("the house is silent")]
    Silent,
    /// Nobody decides any more; the program ends.
    #[error("the agent ends")]
    Over,
}

/// Where the house is.
#[derive(Clone, Debug)]
pub struct Address {
    /// `wss://host/path`.
    pub url: String,
    /// An authority besides the public ones.
    pub authority: Option<PathBuf>,
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// A connection to the house.
pub struct Line(WebSocketStream<Box<dyn Stream>>);

impl Line {
    /// Connects.
    ///
    /// # Errors
    /// When the house cannot be reached, or is not who it says.
    pub async fn open(address: &Address) -> Result<Self, Ended> {
        match timeout(CONNECT, Self::connect(address)).await {
            Ok(done) => done,
            Err(_) => Err(Ended::Unreachable("no answer in time".to_owned())),
        }
    }

    async fn connect(address: &Address) -> Result<Self, Ended> {
        let wrong = |says: &str| Ended::Address(says.to_owned());
        let uri: Uri = address.url.parse().map_err(|_| wrong("not an address"))?;
        let host = uri.host().ok_or_else(|| wrong("no host"))?.trim_matches(['[', ']']).to_owned();
        let safe = uri.scheme_str() == Some("wss");
        let port = uri.port_u16().unwrap_or(if safe { 443 } else { 80 });
        let unreachable = |error: std::io::Error| Ended::Unreachable(error.to_string());
        let tcp = TcpStream::connect((host.as_str(), port)).await.map_err(unreachable)?;
        tcp.set_nodelay(true).map_err(unreachable)?;
        let stream: Box<dyn Stream> = if safe {
            let name = ServerName::try_from(host).map_err(|_| wrong("no name of a host"))?;
            Box::new(encryption(address)?.connect(name, tcp).await.map_err(unreachable)?)
        } else {
            Box::new(tcp)
        };
        let config =
            WebSocketConfig::default().max_message_size(Some(MESSAGE_MAX)).max_frame_size(Some(MESSAGE_MAX));
        let (socket, _) = client_async_with_config(uri, stream, Some(config)).await?;
        Ok(Self(socket))
    }

    /// Sends a text.
    ///
    /// # Errors
    /// When the line breaks, or nobody takes it in time.
    pub async fn send(&mut self, text: String) -> Result<(), Ended> {
        match timeout(SILENCE, self.0.send(Message::text(text))).await {
            Ok(sent) => Ok(sent?),
            Err(_) => Err(Ended::Silent),
        }
    }

    /// The next text.
    ///
    /// # Errors
    /// When the line breaks or the other side hangs up.
    pub async fn next(&mut self) -> Result<String, Ended> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => return Ok(text.as_str().to_owned()),
                Some(Ok(Message::Close(_))) | None => return Err(Ended::Silent),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.into()),
            }
        }
    }
}

fn encryption(address: &Address) -> Result<tokio_rustls::TlsConnector, Ended> {
    let unreachable = |says: String| Ended::Unreachable(says);
    let mut roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(path) = &address.authority {
        let found = CertificateDer::pem_file_iter(path).map_err(|error| unreachable(error.to_string()))?;
        for certificate in found {
            let certificate = certificate.map_err(|error| unreachable(error.to_string()))?;
            roots.add(certificate).map_err(|error| unreachable(error.to_string()))?;
        }
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| unreachable(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config).into())
}

/// What a conversation needs.
pub struct Link {
    /// Where the house is.
    pub address: Address,
    /// Which door.
    pub door: DoorId,
    /// The house's key for doors.
    pub house: PublicKey,
    /// The agent's key.
    pub agent: Signer,
    /// The way to whoever decides.
    pub asking: Asking,
    /// The end of the log, as it grows.
    pub grown: watch::Receiver<u64>,
    /// The way to whoever sees; nothing where the door has no eye.
    pub eyes: Option<Wires>,
    /// The way to whoever keeps the library of a terminal; nothing where the door has none.
    pub terminal: Option<terminal::Wires>,
}

impl Link {
    /// Keeps the link as long as the program runs.
    pub async fn keep(mut self) {
        let mut again = AGAIN_MIN;
        loop {
            let mut heard = false;
            let ended = self.talk(&mut heard).await;
            if matches!(ended, Ended::Over) || self.asking.send(Ask::Linked(false)).await.is_err() {
                return;
            }
            tracing::info!("{ended}");
            // A house with another log says the same again each time.
            let fine = heard && !matches!(ended, Ended::AnotherLog);
            again = if fine { AGAIN_MIN } else { (again * 2).min(AGAIN_MAX) };
            sleep(jittered(again)).await;
        }
    }

    async fn talk(&mut self, heard: &mut bool) -> Ended {
        match self.conversation(heard).await {
            Ok(()) => Ended::Over,
            Err(ended) => ended,
        }
    }

    async fn conversation(&mut self, welcomed: &mut bool) -> Result<(), Ended> {
        let mut line = Line::open(&self.address).await?;
        let call = Call::new(self.door);
        line.send(written(&call)).await?;
        let answer = timeout(CONNECT, line.next()).await.map_err(|_| Ended::Silent)??;
        let answer: Answer = serde_json::from_str(&answer).map_err(|_| pass::Unheard::Unreadable)?;
        let mut channel = Channel::new(Side::Agent, &call, &answer, self.agent.public(), self.house);
        let mut pulse = tokio::time::interval(PULSE);
        let mut silent_at = Instant::now() + SILENCE;
        // One batch of the log is on its way at a time, by its first entry; the next goes when the house has it.
        let mut on_its_way: Option<u64> = None;
        loop {
            tokio::select! {
                text = line.next() => {
                    silent_at = Instant::now() + SILENCE;
                    let what: ToDoor = channel.hear(&text?)?;
                    if !*welcomed {
                        self.welcome(&what, &mut channel, &mut line).await?;
                        *welcomed = true;
                    }
                    let Some(what) = self.passed_on(what).await? else { continue };
                    if let ToDoor::Taken { chain } = &what
                        && on_its_way.take().is_some_and(|first| chain.n < first)
                    {
                        // It would be given the same batch again, and again.
                        return Err(Ended::AnotherLog);
                    }
                    for said in self.told(what).await? {
                        line.send(channel.say(&self.agent, &said)).await?;
                    }
                }
                grown = self.grown.changed(), if *welcomed && on_its_way.is_none() => grown.map_err(|_| Ended::Over)?,
                said = said_by(&mut self.eyes), if *welcomed => {
                    line.send(channel.say(&self.agent, &said?)).await?;
                }
                said = kept_by(&mut self.terminal), if *welcomed => {
                    line.send(channel.say(&self.agent, &said?)).await?;
                }
                _ = pulse.tick(), if *welcomed => {
                    line.send(channel.say(&self.agent, &ToHouse::Pulse {})).await?;
                }
                () = tokio::time::sleep_until(silent_at) => return Err(Ended::Silent),
            }
            if *welcomed && on_its_way.is_none() {
                self.grown.mark_unchanged();
                if let Some(batch) = self.ask(Ask::Batch).await? {
                    on_its_way = batch.entries.first().map(|entry| entry.n);
                    line.send(channel.say(&self.agent, &ToHouse::Log(batch))).await?;
                }
            }
        }
    }

    /// The house has shown who it is by its first word; only now is it told what this door has.
    async fn welcome(&mut self, what: &ToDoor, channel: &mut Channel, line: &mut Line) -> Result<(), Ended> {
        if !matches!(what, ToDoor::Welcome { .. }) {
            return Err(pass::Unheard::Unreadable.into());
        }
        let (version, chain) = self.ask(Ask::Here).await?;
        self.asking.send(Ask::Linked(true)).await.map_err(|_| Ended::Over)?;
        line.send(channel.say(&self.agent, &ToHouse::Here { version, chain })).await?;
        if let Some(terminal) = &mut self.terminal {
            while terminal.says.try_recv().is_ok() {}
            self.keep_in(terminal::Asked::Here).await?;
        }
        let Some(eyes) = &mut self.eyes else { return Ok(()) };
        // What they said before is in what they say now.
        while eyes.says.try_recv().is_ok() {}
        // They may be looking at something, or be starting: no order to open waits for their answer.
        self.give(Asked::Here).await
    }

    /// Gives on what is for whoever sees, or keeps the library of a terminal; else it comes back.
    async fn passed_on(&self, what: ToDoor) -> Result<Option<ToDoor>, Ended> {
        match what {
            ToDoor::Face { face, picture } => self.give(Asked::Face(face, picture)).await?,
            ToDoor::Terminal { open, faces } => {
                self.keep_in(terminal::Asked::Allowed { open, faces }).await?;
            }
            ToDoor::Teach { what } => self.keep_in(terminal::Asked::Teach(Box::new(what))).await?,
            what => return Ok(Some(what)),
        }
        Ok(None)
    }

    /// Gives something to whoever keeps the library. Without a terminal nobody is told.
    async fn keep_in(&self, what: terminal::Asked) -> Result<(), Ended> {
        match &self.terminal {
            Some(terminal) => terminal.asking.send(what).await.map_err(|_| Ended::Over),
            None => Ok(()),
        }
    }

    /// Gives something to whoever sees. Without an eye nobody is told of faces.
    async fn give(&self, what: Asked) -> Result<(), Ended> {
        match &self.eyes {
            Some(eyes) => eyes.asking.send(what).await.map_err(|_| Ended::Over),
            None => Ok(()),
        }
    }

    async fn told(&self, what: ToDoor) -> Result<Vec<ToHouse>, Ended> {
        self.ask(|reply| Ask::Told { what: Box::new(what), reply }).await?.ok_or(Ended::AnotherLog)
    }

    async fn ask<T>(&self, ask: impl FnOnce(oneshot::Sender<T>) -> Ask) -> Result<T, Ended> {
        let (reply, answer) = oneshot::channel();
        self.asking.send(ask(reply)).await.map_err(|_| Ended::Over)?;
        answer.await.map_err(|_| Ended::Over)
    }
}

/// What those who see say of themselves; never anything where there is no eye.
async fn said_by(eyes: &mut Option<Wires>) -> Result<ToHouse, Ended> {
    match eyes {
        Some(eyes) => eyes.says.recv().await.ok_or(Ended::Over),
        None => std::future::pending().await,
    }
}

/// What whoever keeps the library says; never anything where there is none.
async fn kept_by(terminal: &mut Option<terminal::Wires>) -> Result<ToHouse, Ended> {
    match terminal {
        Some(terminal) => terminal.says.recv().await.ok_or(Ended::Over),
        None => std::future::pending().await,
    }
}

/// From half of it to all of it, so that not all doors come back in the same moment.
fn jittered(span: Duration) -> Duration {
    let [byte] = pass::random::<1>();
    span / 2 + span / 2 * u32::from(byte) / 255
}

/// A word as it travels.
pub fn written<T: serde::Serialize>(word: &T) -> String {
    serde_json::to_string(word).unwrap_or_default()
}

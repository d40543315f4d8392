//! As much of XMPP (RFC 6120, RFC 6121, XEP-0045, XEP-0077) as a load needs, over a plain connection on loopback.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::task::JoinHandle;

const HOST: &str = "localhost";
const ROOMS: &str = "rooms.localhost";
/// Connections of one account have names of their own.
static RESOURCES: AtomicU64 = AtomicU64::new(0);

/// The address of an account.
pub fn address(number: usize) -> String {
    format!("person{number}@{HOST}")
}

/// The address of a room.
pub fn room(name: &str) -> String {
    format!("{name}@{ROOMS}")
}

/// What a server says.
pub struct Reader {
    half: OwnedReadHalf,
    kept: Vec<u8>,
    /// What the same connection writes, kept open.
    talker: Option<Talker>,
}

/// What is said to a server.
pub struct Talker {
    half: OwnedWriteHalf,
    to: String,
    kind: &'static str,
    drain: Option<JoinHandle<()>>,
}

impl Drop for Talker {
    fn drop(&mut self) {
        if let Some(drain) = &self.drain {
            drain.abort();
        }
    }
}

impl Reader {
    /// Keeps the other half.
    pub fn with(mut self, talker: Talker) -> Self {
        self.talker = Some(talker);
        self
    }

    /// Reads until this stands there, and answers what stood before its end.
    async fn until(&mut self, what: &str) -> String {
        loop {
            if let Some(at) = find(&self.kept, what.as_bytes()) {
                let found: Vec<u8> = self.kept.drain(..at + what.len()).collect();
                return String::from_utf8(found).unwrap();
            }
            assert_ne!(
                self.half.read_buf(&mut self.kept).await.unwrap(),
                0,
                "the server closed before {what}"
            );
        }
    }

    /// The bodies of the messages that come next.
    pub async fn bodies(&mut self) -> Vec<String> {
        let message = self.until("</body>").await;
        let from = message.rfind("<body>").map_or(0, |at| at + 6);
        vec![message[from..message.len() - 7].to_owned()]
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

impl Talker {
    async fn send(&mut self, words: &str) {
        self.half.write_all(words.as_bytes()).await.unwrap();
    }

    /// Talks to this address from now on.
    pub fn to(mut self, address: &str, kind: &'static str) -> Self {
        (self.to, self.kind) = (address.to_owned(), kind);
        self
    }

    /// Lets what this connection hears go by.
    pub fn deaf(mut self, mut reader: Reader) -> Self {
        self.drain = Some(tokio::spawn(async move {
            let mut bytes = vec![0; 65_536];
            while reader.half.read(&mut bytes).await.is_ok_and(|count| count > 0) {}
        }));
        self
    }

    /// Says it.
    pub async fn say(&mut self, mark: &str, text: &str) {
        let (to, kind) = (&self.to, self.kind);
        let words = format!("<message to='{to}' type='{kind}' id='{mark}'><body>{text}</body></message>");
        self.send(&words).await;
    }

    /// Goes into a room, without what was said there before.
    pub async fn join(&mut self, name: &str) {
        let nick = RESOURCES.fetch_add(1, Ordering::Relaxed);
        let words = format!(
            "<presence to='{}/n{nick}'><x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>",
            room(name)
        );
        self.send(&words).await;
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

async fn open(port: u16) -> (Reader, Talker) {
    let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (read, write) = stream.into_split();
    let mut talker = Talker { half: write, to: String::new(), kind: "chat", drain: None };
    let mut reader = Reader { half: read, kept: Vec::new(), talker: None };
    begin(&mut reader, &mut talker).await;
    (reader, talker)
}

async fn begin(reader: &mut Reader, talker: &mut Talker) {
    let words = format!(
        "<?xml version='1.0'?><stream:stream to='{HOST}' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
    );
    talker.send(&words).await;
    reader.until("</stream:features>").await;
}

/// Makes an account.
pub async fn register(port: u16, number: usize) {
    let (mut reader, mut talker) = open(port).await;
    let words = format!(
        "<iq type='set' id='r'><query xmlns='jabber:iq:register'><username>person{number}</username><password>word{number}</password></query></iq>"
    );
    talker.send(&words).await;
    let said = reader.until(">").await;
    assert!(said.contains("result"), "{said}");
}

/// Signs in, and is there.
pub async fn enter(port: u16, number: usize) -> (Reader, Talker) {
    let (mut reader, mut talker) = open(port).await;
    let proof = STANDARD.encode(format!("\0person{number}\0word{number}"));
    talker
        .send(&format!("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{proof}</auth>"))
        .await;
    let said = reader.until(">").await;
    assert!(said.contains("<success"), "{said}");
    begin(&mut reader, &mut talker).await;
    let resource = RESOURCES.fetch_add(1, Ordering::Relaxed);
    let words = format!(
        "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>r{resource}</resource></bind></iq>"
    );
    talker.send(&words).await;
    reader.until("</iq>").await;
    talker.send("<presence/>").await;
    (reader, talker)
}

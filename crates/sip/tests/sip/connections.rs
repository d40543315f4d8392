//! Connections: so many of one address, and not for long without a key.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use sip::digest::Algorithm;
use sip::{Account, Accounts, Certificate, Event, Events, Listen, Node, Settings, Transport};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsConnector;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

struct Line;

impl Accounts for Line {
    fn account<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Option<Account>> {
        let md5 = Some(Algorithm::Md5.ha1("line", "courtyard", "secret"));
        Box::pin(async move {
            // Long enough for somebody to hang up meanwhile.
            sleep(Duration::from_millis(200)).await;
            (name == "line").then_some(Account { md5, sha256: None })
        })
    }
}

fn free() -> SocketAddr {
    std::net::TcpListener::bind((HERE, 0)).unwrap().local_addr().unwrap()
}

/// A node that takes three connections of one address, and gives each a second and a half.
async fn node(transport: Transport, certificate: Option<Certificate>) -> (Node, Events, SocketAddr) {
    let at = free();
    let settings = Settings {
        listen: vec![Listen { transport, at }],
        certificate,
        connections_of_one: 3,
        unproved: Duration::from_millis(1_500),
        ..Settings::default()
    };
    let (node, events) = Node::start(settings, Line).await.unwrap();
    (node, events, at)
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}
type Wire = Box<dyn Stream>;

async fn dial(at: SocketAddr, tls: Option<&TlsConnector>) -> Option<Wire> {
    let stream = TcpStream::connect(at).await.unwrap();
    match tls {
        None => Some(Box::new(stream)),
        Some(tls) => {
            let name = ServerName::try_from("localhost").unwrap();
            let stream = timeout(Duration::from_secs(5), tls.connect(name, stream)).await.unwrap();
            stream.ok().map(|stream| Box::new(stream) as Wire)
        }
    }
}

/// Whether the other side hangs up within this time.
async fn ends(stream: &mut Wire, within: Duration) -> bool {
    let mut byte = [0];
    timeout(within, stream.read(&mut byte)).await.is_ok_and(|read| !matches!(read, Ok(1)))
}

/// Says a request and hears what is answered.
async fn ask(stream: &mut Wire, text: &str) -> String {
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = vec![0; 4_096];
    let length = timeout(Duration::from_secs(5), stream.read(&mut answer)).await.unwrap().unwrap();
    String::from_utf8(answer[..length].to_vec()).unwrap()
}

fn register(number: u32, more: &str) -> String {
    format!(
        "REGISTER sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bK{number}\r\n\
         From: <sip:line@127.0.0.1>;tag=a\r\nTo: <sip:line@127.0.0.1>\r\nCall-ID: {number}\r\nCSeq: {number} REGISTER\r\n\
         Contact: <sip:line@127.0.0.1:9>\r\nExpires: 60\r\n{more}Content-Length: 0\r\n\r\n"
    )
}

/// The answer to this challenge of a node for the account `line`.
fn proof(challenge: &str) -> String {
    let nonce = challenge.split("nonce=\"").nth(1).unwrap().split('"').next().unwrap();
    let ha1 = Algorithm::Md5.ha1("line", "courtyard", "secret");
    let ha2 = Algorithm::Md5.hex("REGISTER:sip:127.0.0.1");
    let response = Algorithm::Md5.hex(&format!("{ha1}:{nonce}:00000001:c:auth:{ha2}"));
    format!(
        "Authorization: Digest username=\"line\", realm=\"courtyard\", nonce=\"{nonce}\", uri=\"sip:127.0.0.1\", \
         response=\"{response}\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c\"\r\n"
    )
}

async fn they_are_counted_and_have_to_prove_a_request(
    transport: Transport,
    certificate: Option<Certificate>,
    tls: Option<TlsConnector>,
) {
    let (node, mut events, at) = node(transport, certificate).await;
    let tls = tls.as_ref();
    let mut known = dial(at, tls).await.unwrap();
    let challenge = ask(&mut known, &register(1, "")).await;
    assert!(challenge.starts_with("SIP/2.0 401"), "{challenge}");
    let taken = ask(&mut known, &register(2, &proof(&challenge))).await;
    assert!(taken.starts_with("SIP/2.0 200"), "{taken}");
    assert_eq!(events.next().await, Some(Event::Registered { account: "line".into() }));
    let mut strangers = [dial(at, tls).await.unwrap(), dial(at, tls).await.unwrap()];
    // A fourth is one too many.
    if let Some(mut fourth) = dial(at, tls).await {
        assert!(ends(&mut fourth, Duration::from_millis(500)).await);
    }
    // To ask is not to prove.
    assert!(ask(&mut strangers[0], &register(3, "")).await.starts_with("SIP/2.0 401"));
    assert!(!ends(&mut strangers[1], Duration::from_millis(500)).await);
    for stranger in &mut strangers {
        assert!(ends(stranger, Duration::from_secs(4)).await, "whoever proved nothing is let go");
    }
    // There is room again, and whoever has proved himself is there still.
    sleep(Duration::from_millis(1_500)).await;
    let mut another = dial(at, tls).await.unwrap();
    assert!(!ends(&mut another, Duration::from_millis(300)).await);
    assert!(!ends(&mut known, Duration::from_millis(300)).await);
    node.stop().await;
}

#[tokio::test]
async fn connections_are_counted_and_have_to_prove_a_request() {
    they_are_counted_and_have_to_prove_a_request(Transport::Tcp, None, None).await;
}

#[tokio::test]
async fn connections_under_tls_are_counted_and_have_to_prove_a_request() {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let certificate =
        Certificate { chain: cert.pem().into_bytes(), key: signing_key.serialize_pem().into_bytes() };
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(cert.der().to_vec())).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let tls = TlsConnector::from(Arc::new(config));
    they_are_counted_and_have_to_prove_a_request(Transport::Tls, Some(certificate), Some(tls)).await;
}

#[tokio::test]
async fn whoever_is_registered_is_told_of_although_he_did_not_wait_for_the_answer() {
    let (node, mut events, at) = node(Transport::Tcp, None).await;
    let mut line = dial(at, None).await.unwrap();
    let challenge = ask(&mut line, &register(1, "")).await;
    line.write_all(register(2, &proof(&challenge)).as_bytes()).await.unwrap();
    drop(line);
    let told = timeout(Duration::from_secs(5), events.next()).await;
    assert_eq!(told, Ok(Some(Event::Registered { account: "line".into() })));
    assert_eq!(node.registered("line").len(), 1);
    node.stop().await;
}

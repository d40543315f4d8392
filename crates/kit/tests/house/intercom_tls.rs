//! A station that speaks TLS: it sees the certificate of the house, and registers as any other.

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::json;
use sip::digest::Algorithm;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::homes::{Estate, NO};
use crate::meet::text;
use crate::seat::PATIENCE;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Says a request and hears what is answered.
async fn ask(stream: &mut TlsStream<TcpStream>, number: u32, account: &str, more: &str) -> String {
    let request = format!(
        "REGISTER sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TLS 127.0.0.1:9;branch=z9hG4bK{number}\r\n\
         From: <sip:{account}@127.0.0.1>;tag=a\r\nTo: <sip:{account}@127.0.0.1>\r\nCall-ID: 1\r\nCSeq: {number} REGISTER\r\n\
         Contact: <sip:{account}@127.0.0.1:9;transport=tls>\r\nExpires: 60\r\n{more}Content-Length: 0\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = vec![0; 8_192];
    let length = tokio::time::timeout(PATIENCE, stream.read(&mut answer)).await.unwrap().unwrap();
    String::from_utf8(answer[..length].to_vec()).unwrap()
}

/// The answer to what the house asks by SHA-256.
fn proof(challenge: &str, account: &str, password: &str) -> String {
    let line = challenge.lines().find(|line| line.contains("SHA-256")).unwrap();
    let nonce = line.split("nonce=\"").nth(1).unwrap().split('"').next().unwrap();
    let ha1 = Algorithm::Sha256.ha1(account, "courtyard", password);
    let ha2 = Algorithm::Sha256.hex("REGISTER:sip:127.0.0.1");
    let response = Algorithm::Sha256.hex(&format!("{ha1}:{nonce}:00000001:c:auth:{ha2}"));
    format!(
        "Authorization: Digest username=\"{account}\", realm=\"courtyard\", nonce=\"{nonce}\", uri=\"sip:127.0.0.1\", \
         response=\"{response}\", algorithm=SHA-256, qop=auth, nc=00000001, cnonce=\"c\"\r\n"
    )
}

#[tokio::test]
async fn a_station_that_speaks_tls_sees_the_certificate_of_the_house_and_registers() {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (chain, key) = (folder.path().join("chain.pem"), folder.path().join("key.pem"));
    std::fs::write(&chain, cert.pem()).unwrap();
    std::fs::write(&key, signing_key.serialize_pem()).unwrap();
    let at: SocketAddr = TcpListener::bind((HERE, 0)).unwrap().local_addr().unwrap();
    let estate = Estate::with(|config| {
        (config.server.tls_cert, config.server.tls_key) = (Some(chain), Some(key));
        config.sip.tls = Some(at);
    })
    .await;
    let org = [("org", estate.org.as_str())];
    let plan = estate.wang.call("community.plan", &org, NO).await.expect_ok();
    let wish = json!({ "name": "1单元门口机", "door": plan["doors"][0]["id"] });
    let made = estate.wang.call("station.add", &org, wish).await.expect_ok();
    let (account, password) = (text(&made, "account"), text(&made, "password"));

    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(cert.der().to_vec())).unwrap();
    let client = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(at).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let mut stream = TlsConnector::from(Arc::new(client)).connect(name, stream).await.unwrap();
    let challenge = ask(&mut stream, 1, account, "").await;
    assert!(challenge.starts_with("SIP/2.0 401"), "{challenge}");
    let taken = ask(&mut stream, 2, account, &proof(&challenge, account, password)).await;
    assert!(taken.starts_with("SIP/2.0 200"), "{taken}");
    let listed = estate.wang.call("station.list", &org, NO).await.expect_ok();
    assert_eq!(listed["items"][0]["registered"], true);
}

//! HTTPS: nothing weaker answers, and the certificate is renewed while the house runs.

use kit::proved;
use rustls::version::{TLS12, TLS13};
use std::io::{Read, Write};
use std::time::Duration;

use crate::program::Program;

const DAY: Duration = Duration::from_secs(86_400);

/// The greeting of a client that speaks at most this version (3.1 is TLS 1.0, 3.2 is TLS 1.1), with the ciphers that
/// were usual then.
fn old_hello(minor: u8) -> Vec<u8> {
    let ciphers: [u8; 8] = [0xc0, 0x09, 0xc0, 0x0a, 0xc0, 0x13, 0x00, 0x2f];
    let curves: [u8; 8] = [0x00, 0x0a, 0x00, 0x04, 0x00, 0x02, 0x00, 0x17];
    let points: [u8; 6] = [0x00, 0x0b, 0x00, 0x02, 0x01, 0x00];
    let signatures: [u8; 8] = [0x00, 0x0d, 0x00, 0x04, 0x00, 0x02, 0x04, 0x03];
    let mut body = vec![3, minor];
    body.extend([7; 32]);
    body.extend([0, 0, 8]);
    body.extend(ciphers);
    body.extend([1, 0, 0, 22]);
    body.extend(curves);
    body.extend(points);
    body.extend(signatures);
    let length = |bytes: usize| u16::try_from(bytes).unwrap().to_be_bytes();
    let mut hello = vec![22, 3, minor];
    hello.extend(length(body.len() + 4));
    hello.extend([1, 0]);
    hello.extend(length(body.len()));
    hello.extend(body);
    hello
}

/// Everything that is answered before the line is closed.
fn answered(program: &Program, said: &[u8]) -> Vec<u8> {
    let mut line = program.connect();
    line.write_all(said).unwrap();
    let mut answer = Vec::new();
    // A line that is cut instead of closed has said what it had to say.
    line.read_to_end(&mut answer).unwrap_or_default();
    answer
}

/// proves: JJB-044, HKT-044, YZJ-076
#[test]
fn plain_http_and_weak_tls_are_refused_and_nothing_else_is_open() {
    const ALERT: u8 = 21;
    const PROTOCOL_VERSION: u8 = 70;
    let program = Program::start();
    let plain = answered(&program, b"GET /api/v1/house HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert!(!plain.starts_with(b"HTTP/"), "plain HTTP is answered: {}", String::from_utf8_lossy(&plain));
    for minor in [1, 2] {
        let answer = answered(&program, &old_hello(minor));
        assert_eq!((answer[0], answer[5], answer[6]), (ALERT, 2, PROTOCOL_VERSION), "TLS 1.{}", minor - 1);
    }
    for version in [&TLS12, &TLS13] {
        let client = program.client(&[version]);
        let about = program.ask(&client, "GET /api/v1/house", "").unwrap();
        assert_eq!(about.status(), 200);
        assert!(about.header("strict-transport-security").unwrap().starts_with("max-age=31536000"));
        assert_eq!(about.json()["dev"], true);
        let me = program.ask(&client, "GET /api/v1/me", "").unwrap();
        assert_eq!((me.status(), me.json()["code"].as_str()), (401, Some("session.needed")));
        let rename = program.ask(&client, "PATCH /api/v1/me", r#"{"name":"Eve"}"#).unwrap();
        assert_eq!((rename.status(), rename.json()["code"].as_str()), (401, Some("session.needed")));
    }
    let (tcp, udp) = program.open_ports();
    assert_eq!(tcp.into_iter().collect::<Vec<_>>(), [program.address.port()]);
    assert_eq!(udp.len(), 1, "the one port of the media engine: {udp:?}");
    for id in ["JJB-044", "HKT-044", "YZJ-076"] {
        proved(id, &["house.about", "me.get", "me.update"]);
    }
}

#[test]
fn a_client_that_does_not_know_the_authority_does_not_come_in() {
    let (ours, other) = (Program::start(), Program::start());
    let stranger = other.client(&[&TLS13]);
    let refused = ours.ask(&stranger, "GET /api/v1/house", "").err().expect("an unknown authority");
    assert!(refused.to_string().contains("certificate"), "{refused}");
}

#[test]
fn the_certificate_is_renewed_before_it_ends_and_without_a_restart() {
    let program = Program::start();
    let client = program.client(&[&TLS13]);
    let first = program.ask(&client, "GET /api/v1/house", "").unwrap().certificate;
    program.advance(&client, DAY * 366);
    assert_eq!(program.ask(&client, "GET /api/v1/house", "").unwrap().certificate, first, "not yet due");
    program.advance(&client, DAY * 2);
    // Due, and made within a moment; until then the first one is good, too.
    let mut tries = 0;
    while program.ask(&client, "GET /api/v1/house", "").unwrap().certificate == first {
        tries += 1;
        assert!(tries < 100_000, "the certificate was not renewed");
    }
    let second = program.ask(&client, "GET /api/v1/house", "").unwrap().certificate;
    program.clock.advance(DAY * 60);
    let late = program.ask(&client, "GET /api/v1/house", "").unwrap();
    assert_eq!((late.status(), late.certificate), (200, second), "good where the first one has ended");
}

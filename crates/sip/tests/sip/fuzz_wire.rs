//! Fuzz drivers of what strangers can send before and in a call: descriptions, digests, bodies of INFO, packets.

use std::net::IpAddr;
use std::time::Duration;

use fuzz::{Change, Fuzz};
use sip::digest::{Algorithm, Answer, Nonces, Worth, answerable};
use sip::dtmf::{Ear, read_info};
use sip::h264::{AnnexB, Injector, parameter_sets};
use sip::rtp::{Control, Packet, Reception, report};
use sip::sdp::{self, Description, Want};
use sip::session::Wish;

use crate::descriptions::{BARESIP, OURS};
use crate::digests::answer;

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn fuzz_descriptions() {
    Fuzz::new(FOLDER, "sdp", Change::Bytes)
        .seeds([BARESIP, "v=0\r\nc=IN IP6 ::1\r\nm=audio 4000/2 RTP/AVP 8 0\r\na=ptime:20\r\n"])
        .words(&[
            "m=",
            "a=rtpmap:",
            "a=fmtp:",
            "H264/90000",
            "packetization-mode=1",
            "65536",
            "255",
            "\r\n",
            "c=IN IP4 ",
            ";",
        ])
        .run(|input| {
            let offer = Description::read(input).map_err(|fault| fault.to_string())?;
            let accepted = sdp::accept(&Want::default(), &offer).is_ok();
            let (text, agreed) = sdp::answer(&offer, &OURS).map_err(|fault| fault.to_string())?;
            // What we answer is a description, with a line for each line of the offer.
            let again = Description::read(text.as_bytes()).unwrap();
            assert_eq!(again.media.len(), offer.media.len());
            Ok::<_, String>((
                accepted,
                agreed.audio.is_some(),
                agreed.video.map(|one| one.codec.mode),
                offer.media.len(),
            ))
        });
}

#[test]
fn fuzz_digests() {
    let from: IpAddr = "192.0.2.1".parse().unwrap();
    let nonces = Nonces::new(Duration::from_secs(60)).unwrap();
    let nonce = nonces.make(Duration::ZERO, from).unwrap();
    let whole = answer(&nonce, "0000000a", Algorithm::Md5, "secret");
    let ha1 = Algorithm::Md5.ha1("door1", "courtyard", "secret");
    let core = |text: &str| Answer::read(text).map(|one| (one.account, one.realm));
    let known = core(&whole);
    Fuzz::new(FOLDER, "digest", Change::Bytes)
        .seeds([whole, answer(&nonce, "1", Algorithm::Sha256, "secret"), "Digest a=\"\\\"\", b=".to_owned()])
        .words(&["Digest ", "=\"", "\\\"", ", ", "nc=", "qop=auth", "algorithm=SHA-256", "\u{0}", "é"])
        .run(|input| {
            let text = String::from_utf8_lossy(input);
            let challenge = answerable(&text);
            assert!(
                challenge.is_none_or(|said| answerable(&said).is_none_or(|again| again.contains("realm=")))
            );
            let said = Answer::read(&text)?;
            let right = said.is_of(&ha1, "REGISTER");
            // Only what was made with the key is taken, whatever was done to its frame.
            let named = core(&text);
            assert!(!right || named == known || named.is_some());
            let mut nonces = Nonces::new(Duration::from_secs(60)).unwrap();
            assert_eq!(nonces.weigh(Duration::ZERO, from, &said), Worth::Foreign, "of another process");
            Some((right, said.is_for("sip:192.0.2.9")))
        });
}

#[test]
fn fuzz_info_bodies() {
    Fuzz::new(FOLDER, "info", Change::Bytes)
        .seeds(["Signal=#\r\nDuration=160\r\n", "5", "Signal=11\r\n"])
        .words(&["Signal=", "signal =", "\r\n", "11", "*"])
        .run(|input| {
            let wish = Wish::read(&String::from_utf8_lossy(input));
            (read_info("application/dtmf-relay", input), read_info("application/dtmf", input), wish.is_some())
        });
}

#[test]
fn fuzz_packets() {
    let fragment = vec![0x80, 97, 0, 5, 0, 0, 0, 9, 1, 2, 3, 4, 0x7c, 0x85, 1, 2, 3];
    let event = vec![0x80, 101, 0, 5, 0, 0, 0, 9, 1, 2, 3, 4, 11, 0x8a, 3, 0x20];
    let aggregate = vec![0xb1, 97, 0, 5, 0, 0, 0, 9, 1, 2, 3, 4, 0x78, 0, 2, 0x67, 1, 0, 2, 0x65, 1];
    let control = report(1, "name", Some(Reception::default()), true);
    Fuzz::new(FOLDER, "rtp", Change::Bytes).seeds([fragment, event, aggregate, control]).run(|input| {
        let control = Control::read(input);
        let Some(packet) = Packet::read(input) else { return (control, None, 0) };
        let mut ear = Ear::default();
        let digit = ear.packet(Duration::ZERO, packet.timestamp, &packet.payload);
        let mut injector = Injector::new(parameter_sets("Z0IAHtoCgPRA,aM48gA=="));
        let injected = injector.before(packet.timestamp, &packet.payload).len();
        let mut stream = AnnexB::default();
        let length = stream.push(&packet.payload).len();
        assert!(length <= packet.payload.len() * 4 + 4, "a unit grows by its start code alone");
        assert_eq!(Packet::read(&packet.write()), Some(packet));
        (control, digit, injected)
    });
}

//! What strangers and broken clients send: nobody else notices.

use std::time::Duration;

use livekit_protocol::{self as proto, signal_request, signal_response::Message};
use proptest::prelude::*;
use sfu::engine::{limits, ufrag_of};
use sfu::{sdp, signal};

use crate::network::Dice;
use crate::world::{Show, World};

const SECOND: Duration = Duration::from_secs(1);

/// Every packet of the first room's sound and pictures came to its second member.
pub fn assert_unharmed(world: &mut World, cam: &str) {
    let mut got = world.client(1).got_of(cam);
    got.sort_by_key(|g| g.seq);
    got.dedup_by_key(|g| g.seq);
    assert!(got.len() > 100, "{} packets", got.len());
    assert!(got.windows(2).all(|p| p[1].seq == p[0].seq + 1), "something was lost");
}

#[test]
fn ten_thousand_malformed_datagrams_from_one_client_disturb_no_other_room() {
    let mut world = World::new();
    let (cam, _) = world.meeting("quiet", &["ana", "bo"]);
    world.meeting("loud", &["mallory"]);
    let show = [Show::of(0, "cam", "mic")];
    world.show(SECOND, &show);
    let mallory = world.client(2).lines[0].address;
    let mut dice = Dice::new(7);
    for round in 0..100 {
        for _ in 0..100 {
            let len = usize::try_from(dice.roll(1500)).unwrap();
            let mut bytes: Vec<u8> = (0..len).map(|_| u8::try_from(dice.roll(256)).unwrap()).collect();
            // Most begin like STUN, DTLS, RTP or RTCP, so that they get past the first look.
            if let Some(first) = bytes.first_mut() {
                *first = [0, 1, 22, 23, 0x80, 0x81, 0x90, 0xff][usize::try_from(dice.roll(8)).unwrap()];
            }
            world.inject(mallory, &bytes);
        }
        if round % 4 == 0 {
            world.show(SECOND / 10, &show);
        }
    }
    world.show(SECOND, &show);
    assert_unharmed(&mut world, &cam);
    assert_eq!(world.engine.counters().panics, 0);
}

#[test]
fn malformed_frames_and_descriptions_end_at_most_their_own_session() {
    let mut world = World::new();
    let (cam, _) = world.meeting("quiet", &["ana", "bo"]);
    world.meeting("loud", &["mallory"]);
    let show = [Show::of(0, "cam", "mic")];
    world.show(SECOND, &show);
    let texts =
        ["", "v=0", "m=", "m=audio", "v=0\r\nm=audio 9 X 1\r\na=mid:0\r\n", "\u{0}", "a=mid:\r\nm=video"];
    for text in texts {
        let wish =
            proto::SessionDescription { sdp: text.into(), r#type: "offer".into(), ..Default::default() };
        world.client(2).ask.push(signal_request::Message::Offer(wish.clone()));
        world.client(2).ask.push(signal_request::Message::Answer(wish));
    }
    for _ in 0..200 {
        world.client(2).ask.push(signal_request::Message::AddTrack(proto::AddTrackRequest {
            cid: "x".repeat(5000),
            ..Default::default()
        }));
    }
    world.show(SECOND * 2, &show);
    assert_unharmed(&mut world, &cam);
    assert_eq!(world.engine.counters().panics, 0);
}

#[test]
fn a_message_that_is_too_long_or_no_message_is_not_passed_on() {
    let mut world = World::new();
    world.meeting("room", &["ana", "bo"]);
    world.until("channels", |w| (0..2).all(|who| w.client(who).channels_open()));
    world.client(0).send_data(&vec![1; limits::DATA_BYTES], true, &[]);
    world.client(0).send_raw(&[0xff; 40], true);
    world.client(0).send_data(b"short", true, &[]);
    world.until("the short one", |w| !w.client(1).data.is_empty());
    world.pass(SECOND);
    assert_eq!(world.client(1).texts(), [("ana".to_owned(), b"short".to_vec())]);
    assert!(world.engine.counters().refused >= 2);
}

#[test]
fn a_flood_of_requests_puts_its_sender_out_and_nobody_else() {
    let mut world = World::new();
    world.meeting("room", &["ana", "bo"]);
    for _ in 0..limits::REQUESTS_BURST + limits::OFFENCES + 10 {
        world.client(1).ask.push(signal_request::Message::Ping(1));
    }
    world.pass(SECOND);
    assert!(world.client(1).closed);
    assert!(!world.client(0).closed);
}

#[test]
fn more_tracks_than_allowed_are_refused() {
    let mut world = World::new();
    let who = world.join("room", "ana");
    world.connect();
    for n in 0..limits::TRACKS_PER_PEER + 3 {
        world.client(who).ask.push(signal_request::Message::AddTrack(proto::AddTrackRequest {
            cid: format!("t{n}"),
            source: 2,
            ..Default::default()
        }));
    }
    world.pass(SECOND);
    let count = |world: &mut World, published: bool| {
        world
            .client(who)
            .said
            .iter()
            .filter(|m| match m {
                Message::TrackPublished(_) => published,
                Message::RequestResponse(_) => !published,
                _ => false,
            })
            .count()
    };
    assert_eq!(count(&mut world, true), limits::TRACKS_PER_PEER);
    assert_eq!(count(&mut world, false), 3);
}

proptest! {
    #[test]
    fn parsers_survive_anything(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _found = ufrag_of(&bytes);
        let _read = signal::decode(&bytes);
        let text = String::from_utf8_lossy(&bytes);
        let _sections = sdp::sections(&text);
        let _json = signal::decode_json(&text);
        let edited = sdp::edit(&text, None, |_| sdp::Edit::default());
        prop_assert!(edited.len() <= text.len() * 2 + 2);
    }

    #[test]
    fn descriptions_of_any_lines_are_read_without_harm(
        lines in proptest::collection::vec("(m=|a=|a=mid:|a=msid:|a=ssrc:1 msid:|a=rtpmap:|a=fmtp:96 apt=)[ -~]{0,20}", 0..60)
    ) {
        let text = lines.join("\r\n");
        let _sections = sdp::sections(&text);
        for edit in [
            sdp::Edit { inactive: true, ..Default::default() },
            sdp::Edit { msid: Some("a b".into()), codec: Some("VP8".into()), ..Default::default() },
        ] {
            let out = sdp::edit(&text, Some(("u", "p")), |_| edit.clone());
            prop_assert_eq!(out.matches("m=").count() >= text.matches("\r\nm=").count(), true);
        }
    }
}

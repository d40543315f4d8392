//! What people in a room notice: sound, pictures, layers, mute, loss, narrow lines, coming back.

use std::collections::BTreeSet;
use std::time::Duration;

use livekit_protocol::{self as proto, signal_request, signal_response::Message};
use sfu::signal::Mode;
use str0m::media::MediaKind;

use crate::client::{Got, read_vp8};
use crate::world::{Show, World, claims};

const SECOND: Duration = Duration::from_secs(1);

fn layers_of(got: &[Got]) -> BTreeSet<char> {
    got.iter().map(|g| read_vp8(&g.payload).1).collect()
}

/// Sequence numbers follow one another and time never goes back, in the order of the numbers.
fn assert_unbroken(got: &[Got]) {
    let mut sorted = got.to_vec();
    sorted.sort_by_key(|g| g.seq);
    sorted.dedup_by_key(|g| g.seq);
    for pair in sorted.windows(2) {
        assert_eq!(pair[1].seq, pair[0].seq + 1, "a gap after {}", pair[0].seq);
        assert!(pair[1].time.wrapping_sub(pair[0].time) < 1 << 30, "time went back at {}", pair[1].seq);
    }
}

fn quality(sid: &str, quality: i32) -> signal_request::Message {
    signal_request::Message::TrackSetting(proto::UpdateTrackSettings {
        track_sids: vec![sid.into()],
        quality,
        ..Default::default()
    })
}

#[test]
fn three_people_hear_and_see_the_one_who_sends() {
    let mut world = World::new();
    let (cam, mic) = world.meeting("room", &["ana", "bo", "cy"]);
    world.show(SECOND * 3, &[Show::of(0, "cam", "mic")]);
    for who in [1, 2] {
        let (pictures, sound) = (world.client(who).got_of(&cam), world.client(who).got_of(&mic));
        assert!(pictures.len() > 200, "{} picture packets", pictures.len());
        assert!(sound.len() > 130, "{} sound packets", sound.len());
        assert_unbroken(&pictures);
        assert_unbroken(&sound);
    }
    assert!(world.client(0).got.is_empty(), "nobody gets back what it sends");
}

#[test]
fn two_connections_serve_as_well_as_one() {
    let mut world = World::new();
    let a = world.join_as(claims("room", "ana"), Mode::Dual);
    let b = world.join_as(claims("room", "bo"), Mode::Dual);
    world.connect();
    world.client(a).publish("mic", MediaKind::Audio, 2, &[]);
    world.client(a).publish("cam", MediaKind::Video, 1, &["q", "h", "f"]);
    world.pass(SECOND);
    world.show(SECOND * 2, &[Show::of(a, "cam", "mic")]);
    let cam = world.client(a).sid_of("cam");
    let got = world.client(b).got_of(&cam);
    assert!(got.len() > 130, "{} packets", got.len());
    assert_unbroken(&got);
}

#[test]
fn the_layer_that_was_asked_for_flows_without_a_break_in_numbers() {
    let mut world = World::new();
    let (cam, _) = world.meeting("room", &["ana", "bo"]);
    let show = [Show::of(0, "cam", "mic")];
    world.show(SECOND * 2, &show);
    for (wish, letter) in [(0, 'q'), (1, 'h'), (2, 'f')] {
        let ask = quality(&cam, wish);
        world.client(1).ask.push(ask);
        world.show(SECOND, &show);
        let before = world.client(1).got.len();
        world.show(SECOND, &show);
        let after: Vec<_> =
            world.client(1).got[before..].iter().filter(|g| g.track == cam).cloned().collect();
        assert_eq!(layers_of(&after), BTreeSet::from([letter]), "after asking for {wish}");
    }
    let all = world.client(1).got_of(&cam);
    assert_unbroken(&all);
    let pictures: Vec<u16> = all.iter().map(|g| read_vp8(&g.payload).0).collect();
    for pair in pictures.windows(2) {
        let step = pair[1].wrapping_sub(pair[0]) & 0x7fff;
        assert!(step <= 1, "picture ids jump by {step}");
    }
}

#[test]
fn a_layer_that_dies_is_replaced_by_the_best_that_lives() {
    let mut world = World::new();
    let (cam, _) = world.meeting("room", &["ana", "bo"]);
    let show = [Show::of(0, "cam", "mic")];
    world.show(SECOND * 2, &show);
    world.client(0).sending.iter_mut().filter(|s| s.cid == "cam").for_each(|s| s.layers = vec!["q"]);
    world.show(SECOND * 4, &show);
    let before = world.client(1).got.len();
    world.show(SECOND, &show);
    let after: Vec<_> = world.client(1).got[before..].iter().filter(|g| g.track == cam).cloned().collect();
    assert!(after.len() > 60, "{} packets of the layer that is left", after.len());
    assert_unbroken(&world.client(1).got_of(&cam));
}

#[test]
fn lost_packets_are_sent_again() {
    let mut world = World::new();
    let (cam, _) = world.meeting("room", &["ana", "bo"]);
    let show = [Show::of(0, "cam", "mic")];
    world.show(SECOND, &show);
    for member in &mut world.members {
        member.up.loss_percent = 5;
        member.down.loss_percent = 5;
    }
    world.show(SECOND * 10, &show);
    for member in &mut world.members {
        member.up.loss_percent = 0;
        member.down.loss_percent = 0;
    }
    world.show(SECOND * 2, &show);
    let got = world.client(1).got_of(&cam);
    let numbers: BTreeSet<u64> = got.iter().map(|g| g.seq).collect();
    let span = numbers.last().unwrap() - numbers.first().unwrap() + 1;
    let lost = span - numbers.len() as u64;
    assert!(span > 800, "{span} numbers");
    assert!(lost * 1000 < span * 5, "{lost} of {span} never came");
}

#[test]
fn a_muted_track_rests_and_goes_on_without_a_gap() {
    let mut world = World::new();
    let (cam, mic) = world.meeting("room", &["ana", "bo"]);
    let show = [Show::of(0, "cam", "mic")];
    world.show(SECOND, &show);
    for sid in [&cam, &mic] {
        let wish = proto::MuteTrackRequest { sid: sid.clone(), muted: true };
        world.client(0).ask.push(signal_request::Message::Mute(wish));
    }
    world.show(SECOND / 10, &show);
    assert!(world.seen(1, "ana").unwrap().tracks.iter().all(|t| t.muted));
    let before = world.client(1).got.len();
    world.show(SECOND, &show);
    assert_eq!(world.client(1).got.len(), before, "what is muted is not passed on, even when it is sent");
    for sid in [&cam, &mic] {
        let wish = proto::MuteTrackRequest { sid: sid.clone(), muted: false };
        world.client(0).ask.push(signal_request::Message::Mute(wish));
    }
    world.show(SECOND, &show);
    assert!(world.client(1).got.len() > before + 100);
    assert_unbroken(&world.client(1).got_of(&cam));
    assert_unbroken(&world.client(1).got_of(&mic));
}

#[test]
fn who_speaks_is_told_and_silence_too() {
    let mut world = World::new();
    world.meeting("room", &["ana", "bo"]);
    world.show(SECOND * 2, &[Show::of(0, "cam", "mic")]);
    let told = |world: &mut World| {
        world.client(1).said.iter().rev().find_map(|m| match m {
            Message::SpeakersChanged(s) => s.speakers.first().map(|s| s.active),
            _ => None,
        })
    };
    assert_eq!(told(&mut world), Some(true));
    world.pass(SECOND * 5);
    assert_eq!(told(&mut world), Some(false));
}

#[test]
fn a_narrow_line_gets_a_smaller_picture_and_all_the_sound() {
    let mut world = World::with(|c| c.congestion_control = true);
    let (cam, mic) = world.meeting("room", &["ana", "bo"]);
    let show = [Show { packets: 1, bytes: 400, ..Show::of(0, "cam", "mic") }];
    world.show(SECOND * 2, &show);
    world.members[1].down.bps = Some(400_000);
    // Every layer of this publisher is now 30 frames of 4 packets of 1,100 bytes: more than a megabit.
    let wide = [Show { packets: 4, bytes: 1100, ..Show::of(0, "cam", "mic") }];
    world.show(SECOND * 10, &wide);
    let before = world.client(1).got.len();
    world.show(SECOND * 5, &wide);
    let late: Vec<_> = world.client(1).got[before..].to_vec();
    let sound = late.iter().filter(|g| g.track == mic).count();
    assert!(sound > 225, "{sound} of 250 sound packets came through the narrow line");
    let paused = world.client(1).said.iter().any(|m| matches!(m, Message::StreamStateUpdate(_)));
    assert!(paused || layers_of(&world.client(1).got_of(&cam)).len() > 1, "the picture gave way");
}

#[test]
fn the_line_of_the_house_is_not_exceeded_by_pictures() {
    let mut world = World::new();
    world.meeting("room", &["ana", "bo", "cy", "dee", "eve"]);
    let show = [Show::of(0, "cam", "mic")];
    world.show(SECOND * 2, &show);
    // Four receivers of 720 kbit/s each want 2.9 Mbit/s; the line carries two.
    for _ in 0..10 {
        world.engine.set_line(Some(2_000_000));
        world.show(SECOND, &show);
    }
    let before = world.sent_bytes;
    world.show(SECOND * 5, &show);
    let bps = (world.sent_bytes - before) * 8 / 5;
    assert!(bps < 2_000_000, "{bps} bit/s on a line of 2,000,000");
}

#[test]
fn a_client_whose_websocket_broke_resumes_and_nobody_notices() {
    let mut world = World::new();
    let (cam, _) = world.meeting("room", &["ana", "bo"]);
    let show = [Show::of(0, "cam", "mic")];
    world.show(SECOND, &show);
    world.cut(1);
    world.show(SECOND * 5, &show);
    assert!(!world.is_gone(0, "bo"));
    world.resume(1, claims("room", "bo"));
    world.collect();
    assert!(matches!(
        world.client(1).said.iter().rev().find(|m| matches!(m, Message::Reconnect(_) | Message::Leave(_))),
        Some(Message::Reconnect(_))
    ));
    world.client(1).restart_ice();
    world.show(SECOND * 2, &show);
    let before = world.client(1).got.len();
    world.show(SECOND, &show);
    assert!(world.client(1).got.len() > before + 90);
    assert_unbroken(&world.client(1).got_of(&cam));
}

#[test]
fn a_client_that_does_not_come_back_is_gone_and_must_start_anew() {
    let mut world = World::new();
    world.meeting("room", &["ana", "bo"]);
    world.cut(1);
    world.pass(SECOND * 21);
    assert!(world.is_gone(0, "bo"));
    world.resume(1, claims("room", "bo"));
    world.collect();
    let Some(Message::Leave(leave)) = world.client(1).said.last() else { panic!("no leave") };
    assert_eq!(leave.action, proto::leave_request::Action::Reconnect as i32);
}

#[test]
fn messages_reach_whom_they_are_meant_for_and_name_their_true_sender() {
    let mut world = World::new();
    world.meeting("room", &["ana", "bo", "cy"]);
    world.until("channels", |w| (0..3).all(|who| w.client(who).channels_open()));
    assert!(world.client(0).send_data(b"to all", true, &[]));
    assert!(world.client(0).send_data(b"to cy", true, &["cy"]));
    assert!(world.client(0).send_data(b"quickly", false, &[]));
    world.pass(SECOND);
    let ana = || "ana".to_owned();
    assert_eq!(world.client(1).texts().len(), 2);
    assert!(world.client(1).texts().contains(&(ana(), b"to all".to_vec())));
    assert!(world.client(1).texts().contains(&(ana(), b"quickly".to_vec())));
    assert!(world.client(2).texts().contains(&(ana(), b"to cy".to_vec())));
    assert!(world.client(0).texts().is_empty());
}

#[test]
fn many_reliable_messages_arrive_complete_and_in_order_under_loss() {
    let mut world = World::new();
    world.meeting("room", &["ana", "bo"]);
    world.until("channels", |w| (0..2).all(|who| w.client(who).channels_open()));
    for member in &mut world.members {
        member.down.loss_percent = 3;
    }
    for n in 0u32..300 {
        let mut text = vec![7; 10_000];
        text[..4].copy_from_slice(&n.to_be_bytes());
        world.until("room in the channel", |w| w.client(0).send_data(&text, true, &[]));
    }
    world.until("all messages", |w| w.client(1).data.len() == 300);
    for (n, (_, text)) in (0u32..).zip(world.client(1).texts()) {
        assert_eq!(text[..4], n.to_be_bytes());
    }
}

#[test]
fn sections_are_used_again_by_those_who_come_later() {
    let mut world = World::new();
    let (cam, _) = world.meeting("room", &["ana", "bo"]);
    world.show(SECOND, &[Show::of(0, "cam", "mic")]);
    assert!(!world.client(1).got_of(&cam).is_empty());
    for round in 0..3 {
        let name = format!("guest{round}");
        let who = world.join("room", &name);
        world.connect();
        world.client(who).publish("mic", MediaKind::Audio, 2, &[]);
        world.client(who).publish("cam", MediaKind::Video, 1, &["q", "h", "f"]);
        world.pass(SECOND);
        world.show(SECOND * 2, &[Show::of(who, "cam", "mic"), Show::of(0, "cam", "mic")]);
        let theirs = world.client(who).sid_of("cam");
        let got = world.client(1).got_of(&theirs);
        assert!(got.len() > 90, "round {round}: {} packets", got.len());
        world.cut(who);
        world.pass(SECOND * 22);
        assert!(world.is_gone(1, &name));
    }
}

#[test]
fn a_large_picture_is_not_held_back_on_a_wide_line() {
    let mut world = World::with(|c| c.congestion_control = true);
    world.join("room", "ana");
    world.join("room", "bo");
    world.connect();
    world.client(0).publish("cam", MediaKind::Video, 1, &[]);
    world.pass(SECOND);
    let cam = world.client(0).sid_of("cam");
    let show = [Show { audio: None, packets: 10, bytes: 1100, ..Show::of(0, "cam", "mic") }];
    for second in 1..=10 {
        let before = world.client(1).got_of(&cam).len();
        world.show(SECOND, &show);
        let came = world.client(1).got_of(&cam).len() - before;
        assert!(second < 3 || came > 280, "{came} packets came in second {second}");
    }
}

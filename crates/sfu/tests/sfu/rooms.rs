//! Rooms and who may do what in them.

use std::time::Duration;

use livekit_protocol::{self as proto, DisconnectReason, signal_request, signal_response::Message};
use sfu::signal::Mode;
use sfu::{Event, Permission, Refusal, RoomOptions, Source};
use str0m::media::MediaKind;

use crate::world::{Show, World, claims};

const SECOND: Duration = Duration::from_secs(1);

fn leave_of(world: &mut World, who: usize) -> Option<proto::LeaveRequest> {
    world.client(who).said.iter().find_map(|m| match m {
        Message::Leave(leave) => Some(leave.clone()),
        _ => None,
    })
}

#[test]
fn the_removed_are_told_and_their_old_token_is_dead_while_the_room_lives() {
    let mut world = World::new();
    world.meeting("room", &["ana", "bo"]);
    let now = world.now;
    world.engine.remove(now, "room", "bo").unwrap();
    world.pass(SECOND / 10);
    assert_eq!(leave_of(&mut world, 1).unwrap().reason, DisconnectReason::ParticipantRemoved as i32);
    assert!(world.is_gone(0, "bo"));
    let again = world.join("room", "bo");
    world.pass(SECOND / 10);
    assert!(world.client(again).closed);
    let mut later = claims("room", "bo");
    later.nbf = 1_000_100;
    let invited = world.join_as(later, Mode::Single);
    world.pass(SECOND);
    assert!(!world.client(invited).closed, "a token made later opens the room");
    assert!(
        world
            .events
            .iter()
            .any(|e| matches!(e, Event::Left { identity, removed: true, .. } if identity == "bo"))
    );
}

#[test]
fn a_muted_by_the_house_is_told_and_not_heard() {
    let mut world = World::new();
    let (_, mic) = world.meeting("room", &["ana", "bo"]);
    let show = [Show::of(0, "cam", "mic")];
    world.show(SECOND, &show);
    let now = world.now;
    world.engine.mute(now, "room", &mic, true).unwrap();
    world.show(SECOND / 10, &show);
    let before = world.client(1).got_of(&mic).len();
    world.show(SECOND, &show);
    assert_eq!(world.client(1).got_of(&mic).len(), before);
    assert!(world.client(0).said.iter().any(|m| matches!(m, Message::Mute(m) if m.muted && m.sid == mic)));
    assert_eq!(world.engine.mute(now, "room", "TR_x", true), Err(Refusal::UnknownTrack));
    assert_eq!(world.engine.mute(now, "none", &mic, true), Err(Refusal::UnknownRoom));
}

#[test]
fn a_permission_that_is_taken_away_ends_what_it_allowed() {
    let mut world = World::new();
    let (cam, _) = world.meeting("room", &["ana", "bo"]);
    let show = [Show::of(0, "cam", "mic")];
    world.show(SECOND, &show);
    let now = world.now;
    let only_sound = Permission {
        can_publish: true,
        can_subscribe: true,
        can_publish_data: true,
        sources: vec![Source::Microphone],
    };
    world.engine.set_permission(now, "room", "ana", only_sound).unwrap();
    world.show(SECOND, &show);
    let left = world.seen(1, "ana").unwrap();
    assert_eq!(left.tracks.len(), 1);
    let before = world.client(1).got_of(&cam).len();
    world.show(SECOND, &show);
    assert_eq!(world.client(1).got_of(&cam).len(), before);
    world.client(0).publish("cam2", MediaKind::Video, 1, &[]);
    world.pass(SECOND);
    assert!(world.client(0).sid_of("cam2").is_empty(), "a camera is not taken any more");
    let deaf =
        Permission { can_publish: true, can_subscribe: false, can_publish_data: true, sources: vec![] };
    world.engine.set_permission(now, "room", "bo", deaf).unwrap();
    world.show(SECOND / 2, &show);
    let before = world.client(1).got.len();
    world.show(SECOND, &show);
    assert_eq!(world.client(1).got.len(), before);
}

#[test]
fn who_may_not_publish_subscribe_or_write_does_not() {
    let mut world = World::new();
    world.meeting("room", &["ana"]);
    let mut listener = claims("room", "bo");
    listener.video.can_publish = Some(false);
    let bo = world.join_as(listener, Mode::Single);
    let mut speaker = claims("room", "cy");
    speaker.video.can_subscribe = Some(false);
    speaker.video.can_publish_data = Some(false);
    let cy = world.join_as(speaker, Mode::Single);
    world.connect();
    world.client(bo).publish("mic", MediaKind::Audio, 2, &[]);
    world.until("channels", |w| w.client(cy).channels_open() && w.client(bo).channels_open());
    assert!(world.client(cy).send_data(b"forbidden", true, &[]));
    assert!(world.client(bo).send_data(b"forbidden too", true, &[]));
    world.show(SECOND * 2, &[Show::of(0, "cam", "mic")]);
    assert!(world.client(bo).sid_of("mic").is_empty());
    assert!(world.client(bo).said.iter().any(|m| matches!(m, Message::RequestResponse(_))));
    assert!(world.client(cy).got.is_empty());
    assert!(!world.client(bo).got.is_empty());
    assert!(world.client(0).data.is_empty(), "bo's right to write follows its right to publish");
}

#[test]
fn only_those_a_publisher_names_receive_its_tracks() {
    let mut world = World::new();
    let (cam, _) = world.meeting("room", &["ana", "bo", "cy"]);
    let show = [Show::of(0, "cam", "mic")];
    world.show(SECOND, &show);
    world.client(0).ask.push(signal_request::Message::SubscriptionPermission(
        proto::SubscriptionPermission {
            all_participants: false,
            track_permissions: vec![proto::TrackPermission {
                participant_identity: "bo".into(),
                all_tracks: true,
                ..Default::default()
            }],
        },
    ));
    world.show(SECOND, &show);
    let before = (world.client(1).got_of(&cam).len(), world.client(2).got_of(&cam).len());
    world.show(SECOND, &show);
    assert!(world.client(1).got_of(&cam).len() > before.0);
    assert_eq!(world.client(2).got_of(&cam).len(), before.1);
}

#[test]
fn the_same_identity_twice_puts_the_first_out() {
    let mut world = World::new();
    world.meeting("room", &["ana", "bo"]);
    let again = world.join("room", "bo");
    world.connect();
    assert_eq!(leave_of(&mut world, 1).unwrap().reason, DisconnectReason::DuplicateIdentity as i32);
    assert!(!world.client(again).closed);
    assert_eq!(world.engine.participants("room").len(), 2);
}

#[test]
fn a_full_room_takes_no_more() {
    let mut world = World::new();
    let now = world.now;
    let options = RoomOptions { empty_timeout_s: 0, max_participants: 2 };
    world.engine.create_room(now, "room", options).unwrap();
    for identity in ["ana", "bo", "cy"] {
        world.join("room", identity);
    }
    world.pass(SECOND / 10);
    assert!(world.client(2).closed);
    assert_eq!(world.engine.rooms()[0].participants, 2);
}

#[test]
fn an_empty_room_ends_after_a_while_and_says_so() {
    let mut world = World::new();
    let now = world.now;
    world
        .engine
        .create_room(now, "waiting", RoomOptions { empty_timeout_s: 5, max_participants: 0 })
        .unwrap();
    world.meeting("left", &["ana"]);
    let now = world.now;
    world.engine.remove(now, "left", "ana").unwrap();
    world.pass(SECOND * 6);
    assert!(world.events.contains(&Event::RoomEnded { room: "waiting".into() }));
    world.pass(SECOND * 16);
    assert!(world.events.contains(&Event::RoomEnded { room: "left".into() }));
    assert!(world.engine.rooms().is_empty());
    assert_eq!(world.engine.links(), 0);
}

#[test]
fn deleting_a_room_tells_everybody() {
    let mut world = World::new();
    world.meeting("room", &["ana", "bo"]);
    let now = world.now;
    world.engine.delete_room(now, "room").unwrap();
    world.pass(SECOND / 10);
    for who in [0, 1] {
        assert_eq!(leave_of(&mut world, who).unwrap().reason, DisconnectReason::RoomDeleted as i32);
    }
    assert_eq!(world.engine.delete_room(now, "room"), Err(Refusal::UnknownRoom));
}

#[test]
fn a_hidden_listener_is_seen_by_nobody() {
    let mut world = World::new();
    world.meeting("room", &["ana"]);
    let mut hidden = claims("room", "ghost");
    hidden.video.hidden = true;
    let ghost = world.join_as(hidden, Mode::Single);
    world.connect();
    world.show(SECOND * 2, &[Show::of(0, "cam", "mic")]);
    assert!(!world.client(ghost).got.is_empty());
    assert!(world.seen(0, "ghost").is_none());
}

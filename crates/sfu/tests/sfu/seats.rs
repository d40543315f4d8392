//! The house's own seat in a room: a door station is seen and heard by a browser, and hears it.

use std::sync::Arc;
use std::time::Duration;

use sfu::engine::{SeatHeard, SeatId, SeatPacket, SeatSends, SeatSound};
use sfu::{Refusal, RoomOptions};
use str0m::format::Codec;
use str0m::media::MediaKind;

use crate::world::World;

const STATION: SeatSends = SeatSends { sound: Some(SeatSound::Pcma), picture: true };
/// What a picture of H.264 is decoded by, a whole one, and one that hangs on it.
const SETS: [u8; 4] = [0x67, 0x42, 0xe0, 0x1f];
const WHOLE: [u8; 4] = [0x65, 0x88, 0x84, 0x00];
const LATER: [u8; 4] = [0x41, 0x9a, 0x02, 0x00];

fn seated(world: &mut World) -> SeatId {
    let now = world.now;
    world.engine.create_room(now, "door", RoomOptions::default()).unwrap();
    world.engine.take_seat(now, "door", "station", STATION).unwrap()
}

/// A picture and two packets of sound, as a station sends them within 40 ms.
fn send(world: &mut World, seat: SeatId, turn: u32, picture: &[u8]) {
    let now = world.now;
    let mut packet = |picture: bool, sequence: u64, timestamp: u32, payload: &[u8]| {
        let payload: Arc<[u8]> = payload.into();
        let packet = SeatPacket { picture, stream: 7, sequence, timestamp, marker: true, payload };
        world.engine.seat_sends(now, seat, &packet);
    };
    packet(true, 70_000 + u64::from(turn), turn * 3600, picture);
    packet(false, 9 + u64::from(turn) * 2, turn * 320, &[0xd5; 160]);
    packet(false, 10 + u64::from(turn) * 2, turn * 320 + 160, &[0xd5; 160]);
    world.pass(Duration::from_millis(40));
}

#[test]
fn a_browser_sees_and_hears_a_seat_from_its_first_whole_picture_on() {
    let mut world = World::new();
    let seat = seated(&mut world);
    let ana = world.join("door", "ana");
    world.connect();
    world.until("the tracks", |w| w.seen(ana, "station").is_some_and(|seen| seen.tracks.len() == 2));
    world.pass(Duration::from_millis(300));
    send(&mut world, seat, 0, &LATER);
    assert!(world.heard.contains(&SeatHeard::WantsPicture), "{:?}", world.heard);
    for turn in 1..26 {
        let picture = match turn {
            5 => &SETS,
            6 => &WHOLE,
            _ => &LATER,
        };
        send(&mut world, seat, turn, picture);
    }
    world.pass(Duration::from_millis(200));
    let tracks = world.seen(ana, "station").unwrap().tracks;
    let sid = |kind: i32| tracks.iter().find(|track| track.r#type == kind).unwrap().sid.clone();
    let (sound, pictures) = (world.client(ana).got_of(&sid(0)), world.client(ana).got_of(&sid(1)));
    assert_eq!(pictures.len(), 21, "nothing before what it is decoded by, and all after it");
    assert_eq!((&pictures[0].payload[..], &pictures[1].payload[..]), (&SETS[..], &WHOLE[..]));
    assert!(sound.len() >= 50 && sound.iter().all(|got| got.payload == [0xd5; 160]), "{}", sound.len());
}

#[test]
fn a_seat_hears_a_browser_in_its_own_codec_and_in_no_other() {
    let mut world = World::new();
    seated(&mut world);
    let ana = world.join("door", "ana");
    world.connect();
    world.client(ana).publish("mic", MediaKind::Audio, 2, &[]);
    world.until("the microphone", |w| !w.client(ana).sid_of("mic").is_empty());
    world.pass(Duration::from_millis(300));
    let now = world.now;
    world.heard.clear();
    world.client(ana).send_packet(now, "mic", Codec::Opus, (2000, 0), vec![0xf8; 20]);
    world.client(ana).send_packet(now, "mic", Codec::PCMA, (2001, 160), vec![0x55; 160]);
    world.pass(Duration::from_millis(300));
    let heard: Vec<&SeatPacket> = world
        .heard
        .iter()
        .filter_map(|heard| match heard {
            SeatHeard::Packet(packet) => Some(packet),
            _ => None,
        })
        .collect();
    assert_eq!(heard.len(), 1);
    assert_eq!((heard[0].timestamp, &heard[0].payload[..]), (160, &[0x55; 160][..]));
}

#[test]
fn a_room_has_one_seat_which_ends_with_it() {
    let mut world = World::new();
    let now = world.now;
    let refused = world.engine.take_seat(now, "nowhere", "station", STATION);
    assert_eq!(refused.err(), Some(Refusal::UnknownRoom));
    let seat = seated(&mut world);
    assert_eq!(world.engine.take_seat(now, "door", "other", STATION).err(), Some(Refusal::Full));
    world.pass(Duration::from_secs(60));
    assert_eq!(world.engine.participants("door").len(), 1, "it needs no media path");
    world.engine.leave_seat(world.now, seat);
    world.collect();
    assert_eq!(world.heard.pop(), Some(SeatHeard::Over));
    let seat = world.engine.take_seat(world.now, "door", "station", STATION).unwrap();
    world.engine.delete_room(world.now, "door").unwrap();
    world.collect();
    assert_eq!(world.heard.pop(), Some(SeatHeard::Over));
    send(&mut world, seat, 0, &WHOLE);
}

//! Fuzz drivers of the engine: whatever one room's people send, another room is not disturbed, and nothing panics.

use std::time::Duration;

use fuzz::{Change, Fuzz};
use livekit_protocol::{self as proto, SignalRequest, signal_request};
use prost::Message as _;
use sfu::engine::ConnId;
use sfu::sdp;
use sfu::signal::{self, JoinParams, Mode};
use sfu::token::Bearer;
use str0m::format::Codec;

use crate::bad_input::assert_unharmed;
use crate::world::{Show, World, claims};

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");
const SECOND: Duration = Duration::from_secs(1);
/// A frame of pictures and a little more.
const MOMENT: Duration = Duration::from_millis(40);
/// Somebody else of the room, from an address nobody knows.
const NOWHERE: &str = "10.9.9.9:999";
const LOUD: [Show<'static>; 1] =
    [Show { who: 2, video: Some("cam"), audio: Some("mic"), packets: 1, bytes: 200 }];
const QUIET: [Show<'static>; 1] =
    [Show { who: 0, video: Some("cam"), audio: Some("mic"), packets: 3, bytes: 1000 }];

/// A quiet room of two, who must not notice, and a loud one of two; what the clients sent was written down.
fn world() -> (World, String) {
    let mut world = World::new();
    world.captures = true;
    let (cam, _) = world.meeting("quiet", &["ana", "bo"]);
    world.meeting("loud", &["mallory", "ned"]);
    world.until("channels", |w| (0..4).all(|who| w.client(who).channels_open()));
    world.show(SECOND / 4, &LOUD);
    world.captures = false;
    world.show(SECOND, &QUIET);
    (world, cam)
}

fn whole(world: &World) {
    assert_eq!(world.engine.counters().panics, 0);
}

fn is_there(world: &World, identity: &str) -> bool {
    world.engine.participants("loud").iter().any(|one| one.identity == identity)
}

fn raw(world: &mut World, identity: &str, offer: Option<proto::SessionDescription>) -> ConnId {
    let bearer = Bearer { claims: claims("loud", identity), internal: true };
    let mut join = JoinParams::new(bearer, Mode::Single);
    join.offer = offer;
    world.enter(join)
}

/// Somebody of the loud room who is no real client, entered anew when it was put out.
struct Stranger {
    conn: ConnId,
    offer: Option<proto::SessionDescription>,
}

impl Stranger {
    fn enter(world: &mut World) -> Stranger {
        let address = NOWHERE.parse().unwrap();
        let offer = crate::client::Client::new(&[address], Mode::Single, world.now).first_offer();
        Stranger { conn: raw(world, "eve", offer.clone()), offer }
    }

    fn asks(&mut self, world: &mut World, request: signal_request::Message) -> bool {
        world.request(self.conn, request);
        world.show(MOMENT, &QUIET);
        let stays = is_there(world, "eve");
        if !stays {
            self.conn = raw(world, "eve", self.offer.clone());
        }
        stays
    }
}

#[test]
fn fuzz_datagrams() {
    let (mut world, cam) = world();
    let (mallory, nowhere) = (world.client(2).lines[0].address, NOWHERE.parse().unwrap());
    // What others said with their keys is not among the seeds: who sits on the line and says it again may turn a path
    // away, as ICE allows, and is no stranger.
    let said = std::mem::take(&mut world.datagrams).into_iter().zip(&world.senders);
    let seeds: Vec<Vec<u8>> = said.filter(|(_, from)| **from == mallory).map(|(bytes, _)| bytes).collect();
    let mut rounds = 0u32;
    Fuzz::new(FOLDER, "datagram", Change::Bytes).seeds(seeds).run(|input| {
        rounds += 1;
        let before = world.engine.counters();
        world.inject(if input.len().is_multiple_of(4) { nowhere } else { mallory }, input);
        world.collect();
        if rounds.is_multiple_of(300) {
            world.show(MOMENT, &QUIET); // a client may send ten thousand a second
        }
        whole(&world);
        let after = world.engine.counters();
        (
            after.datagrams_unknown - before.datagrams_unknown,
            after.packets_in - before.packets_in,
            is_there(&world, "mallory"),
        )
    });
    world.show(SECOND, &QUIET);
    assert_unharmed(&mut world, &cam);
}

#[test]
fn fuzz_media() {
    let (mut world, cam) = world();
    let vp8 = [&[0u8, 1, 1, 0][..], &[0x90, 0xe0, 0x80, 0x01, 0x05, 0x20, 0, b'f', 1, 2, 3, 4]].concat();
    let h264 = [&[1u8, 1, 1, 0][..], &[0x78, 0, 4, 0x67, 1, 2, 3, 0, 3, 0x68, 1, 2, 0x65, 9, 9]].concat();
    let sound = [&[2u8, 1, 1, 0][..], &[0xf8; 40]].concat();
    let (mut seq, mut time) = (5000u64, 0u32);
    Fuzz::new(FOLDER, "media", Change::Bytes).seeds([vp8, h264, sound]).run(|input| {
        // Codec, steps of number and time, and then the payload, sealed as every client seals it.
        let [codec, step, pace, far, payload @ ..] = input else { return (0, 0) };
        let codec = [Codec::Vp8, Codec::H264, Codec::Opus][usize::from(codec % 3)];
        seq += u64::from(*step) << (far % 8);
        time = time.wrapping_add(u32::from(*pace) << (far % 32));
        let before = world.engine.counters();
        let now = world.now;
        let track = if codec == Codec::Opus { "mic" } else { "cam" };
        world.client(2).send_packet(
            now,
            track,
            codec,
            (seq, time),
            payload.iter().copied().take(1200).collect(),
        );
        world.show(Duration::from_millis(26), &QUIET);
        whole(&world);
        let after = world.engine.counters();
        (after.packets_in - before.packets_in, world.client(3).got.len().min(1))
    });
    world.show(SECOND, &QUIET);
    assert_unharmed(&mut world, &cam);
}

/// Requests of real clients, and one of each other kind that a stranger could send.
fn requests(world: &mut World) -> Vec<SignalRequest> {
    use signal_request::Message as Ask;
    let others = [
        Ask::Mute(proto::MuteTrackRequest { sid: "TR_1".into(), muted: true }),
        Ask::Subscription(proto::UpdateSubscription {
            track_sids: vec!["TR_1".into()],
            subscribe: true,
            ..Default::default()
        }),
        Ask::TrackSetting(proto::UpdateTrackSettings {
            track_sids: vec!["TR_1".into()],
            quality: 1,
            width: 300,
            ..Default::default()
        }),
        Ask::SubscriptionPermission(proto::SubscriptionPermission {
            all_participants: false,
            track_permissions: vec![proto::TrackPermission {
                participant_identity: "ned".into(),
                ..Default::default()
            }],
        }),
        Ask::SyncState(proto::SyncState { track_sids_disabled: vec!["TR_1".into()], ..Default::default() }),
        Ask::UpdateMetadata(proto::UpdateParticipantMetadata {
            metadata: "m".into(),
            name: "n".into(),
            request_id: 1,
            ..Default::default()
        }),
        Ask::UpdateAudioTrack(proto::UpdateLocalAudioTrack {
            track_sid: "TR_1".into(),
            features: vec![1, 2],
        }),
        Ask::PingReq(proto::Ping { timestamp: 1, rtt: 2 }),
        Ask::Ping(5),
        Ask::Trickle(proto::TrickleRequest { candidate_init: "{}".into(), ..Default::default() }),
        Ask::Leave(proto::LeaveRequest::default()),
    ];
    let heard = std::mem::take(&mut world.requests);
    heard.into_iter().chain(others).map(|ask| SignalRequest { message: Some(ask) }).collect()
}

fn kind(request: &signal_request::Message) -> std::mem::Discriminant<signal_request::Message> {
    std::mem::discriminant(request)
}

#[test]
fn fuzz_signalling_in_protobuf() {
    let (mut world, cam) = world();
    let seeds: Vec<Vec<u8>> = requests(&mut world).iter().map(prost::Message::encode_to_vec).collect();
    let mut stranger = Stranger::enter(&mut world);
    Fuzz::new(FOLDER, "signal-protobuf", Change::Bytes).seeds(seeds).run(|input| {
        let request = signal::decode(input)?;
        let kind = kind(&request);
        let stays = stranger.asks(&mut world, request);
        whole(&world);
        Some((kind, stays))
    });
    assert_unharmed(&mut world, &cam);
}

#[test]
fn fuzz_signalling_in_json() {
    let (mut world, cam) = world();
    let seeds: Vec<String> =
        requests(&mut world).iter().map(|ask| serde_json::to_string(ask).unwrap()).collect();
    assert!(seeds.iter().all(|seed| signal::decode_json(seed).is_some()), "the seeds can be read");
    let mut stranger = Stranger::enter(&mut world);
    Fuzz::new(FOLDER, "signal-json", Change::Json).seeds(seeds).run(|input| {
        let request = signal::decode_json(&String::from_utf8_lossy(input))?;
        let kind = kind(&request);
        let stays = stranger.asks(&mut world, request);
        whole(&world);
        Some((kind, stays))
    });
    assert_unharmed(&mut world, &cam);
}

#[test]
fn fuzz_descriptions() {
    let (mut world, cam) = world();
    let described = std::mem::take(&mut world.requests).into_iter().filter_map(|ask| match ask {
        signal_request::Message::Offer(offer) | signal_request::Message::Answer(offer) => Some(offer.sdp),
        _ => None,
    });
    let mut stranger = Stranger::enter(&mut world);
    let seeds: Vec<String> =
        described.take(6).chain(stranger.offer.as_ref().map(|offer| offer.sdp.clone())).collect();
    assert!(seeds.len() > 1, "there are descriptions to begin with");
    let words = [
        "a=inactive",
        "a=mid:0",
        "a=rid:q send",
        "a=simulcast:send q;h;f",
        "a=fmtp:96 apt=96",
        "m=video 0 UDP/TLS/RTP/SAVPF 96",
        "a=setup:passive",
        "a=msid:- -",
    ];
    let mut id = 1;
    Fuzz::new(FOLDER, "description", Change::Text).seeds(seeds).words(&words).run(|input| {
        let text = String::from_utf8_lossy(input).into_owned();
        let sections = sdp::sections(&text).map(|sections| sections.len());
        let edits =
            sdp::Edit { msid: Some("a b".into()), codec: Some("VP8".into()), inactive: sections == Some(2) };
        let edited = sdp::edit(&text, Some(("u", "p")), |_| edits.clone());
        assert!(edited.len() <= text.len() * 3 + 1_000, "an edited description stays as long as it was");
        id += 1;
        let described =
            proto::SessionDescription { sdp: text, r#type: "offer".into(), id, ..Default::default() };
        let stays = stranger.asks(&mut world, signal_request::Message::Offer(described.clone()))
            && stranger.asks(&mut world, signal_request::Message::Answer(described));
        whole(&world);
        (sections, stays)
    });
    assert_unharmed(&mut world, &cam);
}

#[test]
fn fuzz_data_messages() {
    let (mut room, mut cam) = world();
    let user = |to: &str| proto::DataPacket {
        destination_identities: vec![to.to_owned()],
        sequence: 1,
        value: Some(proto::data_packet::Value::User(proto::UserPacket {
            payload: vec![1, 2, 3],
            topic: Some("t".into()),
            ..Default::default()
        })),
        ..Default::default()
    };
    let seeds = [user("ned").encode_to_vec(), user("").encode_to_vec(), vec![]];
    Fuzz::new(FOLDER, "data", Change::Bytes).seeds(seeds).run(|input| {
        let (before, heard) = (room.engine.counters().refused, room.client(3).data.len());
        room.client(2).send_raw(input, input.len().is_multiple_of(2));
        room.show(MOMENT, &QUIET);
        whole(&room);
        assert!(
            room.client(0).data.is_empty() && room.client(1).data.is_empty(),
            "no message leaves its room"
        );
        let told =
            room.client(3).data.iter().skip(heard).all(|packet| packet.participant_identity == "mallory");
        assert!(told, "a message says who sent it, whatever its sender wrote there");
        let outcome = (room.engine.counters().refused > before, room.client(3).data.len() > heard);
        if !is_there(&room, "mallory") || room.client(2).closed {
            room.show(SECOND, &QUIET);
            assert_unharmed(&mut room, &cam);
            (room, cam) = world();
        }
        outcome
    });
    room.show(SECOND, &QUIET);
    assert_unharmed(&mut room, &cam);
}

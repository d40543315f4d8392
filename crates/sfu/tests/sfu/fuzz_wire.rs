//! Fuzz drivers of what reaches the node before anybody is known: tokens, join requests, TCP frames, Twirp bodies.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};

use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use fuzz::{Change, Fuzz};
use livekit_protocol as proto;
use prost::Message as _;
use sfu::signal::{JoinParams, Mode};
use sfu::token::Bearer;
use sfu::{Grant, Node, Settings};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tower::ServiceExt as _;

use crate::tokens::{NOW, foreign, keys};
use crate::world::{World, claims};

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn fuzz_tokens() {
    let own = keys().sign(&Grant::full("meet_1", "p1"), NOW);
    let payload =
        r#"{"iss":"devkey","sub":"x","nbf":0,"exp":9999999999,"video":{"room":"r","roomJoin":true}}"#;
    let theirs = foreign(payload, "secret");
    let claims_of = |bearer: &Bearer| serde_json::to_value(&bearer.claims).unwrap();
    let true_ones = [&own, &theirs].map(|token| claims_of(&keys().verify(token, NOW).unwrap()));
    let none =
        format!("{}.{}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#), URL_SAFE_NO_PAD.encode(payload));
    Fuzz::new(FOLDER, "token", Change::Bytes)
        .seeds([own, theirs, none])
        .words(&[".", "..", "=", "eyJhbGciOiJub25lIn0", "devkey", "house"])
        .run(|input| {
            let token = String::from_utf8_lossy(input);
            match keys().verify(&token, NOW) {
                // Only what was signed so is taken: a token with other claims has no signature.
                Ok(bearer) => {
                    assert!(true_ones.contains(&claims_of(&bearer)), "{:?} was never signed", bearer.claims)
                }
                Err(refusal) => return Some(refusal.to_string()),
            }
            None
        });
}

#[test]
fn fuzz_signed_claims() {
    let payload = r#"{"iss":"devkey","sub":"x","nbf":0,"iat":1,"exp":9999999999,"name":"n","metadata":"m","attributes":{"a":"b"},
        "video":{"room":"r","roomJoin":true,"roomAdmin":true,"roomList":true,"canPublish":true,"canPublishSources":["camera"],"hidden":true}}"#;
    Fuzz::new(FOLDER, "claims", Change::Json)
        .seeds([payload])
        .words(&["meet_1", "call_1", "door_", "house", "camera"])
        .run(|input| {
            let token = foreign(&String::from_utf8_lossy(input), "secret");
            let Ok(bearer) = keys().verify(&token, NOW) else { return None };
            assert!(!bearer.internal, "the public key is never the house's");
            let room = bearer.claims.video.room.clone();
            for prefix in sfu::token::RESERVED_PREFIXES {
                assert!(
                    !room.starts_with(prefix) || !(bearer.may_join() || bearer.may_administer(&room)),
                    "{room}"
                );
            }
            Some((bearer.may_join(), bearer.claims.video.sources()))
        });
}

#[test]
fn fuzz_join_requests() {
    let mut world = World::new();
    let offer =
        crate::client::Client::new(&["10.9.9.9:9".parse().unwrap()], Mode::Single, world.now).first_offer();
    let join = proto::JoinRequest {
        participant_sid: "PA_1".into(),
        reconnect: true,
        publisher_offer: offer.clone(),
        add_track_requests: vec![proto::AddTrackRequest {
            cid: "mic".into(),
            source: 2,
            ..Default::default()
        }],
        metadata: "m".into(),
        ..Default::default()
    };
    let plain = proto::JoinRequest { reconnect: false, ..join.clone() };
    let wrap = |join: &proto::JoinRequest| proto::WrappedJoinRequest {
        join_request: join.encode_to_vec(),
        ..Default::default()
    };
    let gzip = proto::WrappedJoinRequest { compression: 1, ..wrap(&plain) };
    let seeds = [wrap(&join), wrap(&plain), gzip].map(|wrapped| wrapped.encode_to_vec());
    let mut number = 0;
    Fuzz::new(FOLDER, "join-request", Change::Bytes).seeds(seeds).run(|input| {
        number += 1;
        let bearer = Bearer { claims: claims("loud", &format!("p{}", number % 20)), internal: true };
        let query = HashMap::from([("join_request".to_owned(), URL_SAFE.encode(input))]);
        let join = match JoinParams::from_query(bearer, Mode::Single, &query) {
            Ok(join) => join,
            Err(refusal) => return (Some(refusal.to_string()), 0),
        };
        world.enter(join);
        world.pass(std::time::Duration::from_millis(2));
        assert_eq!(world.engine.counters().panics, 0);
        (None, world.engine.participants("loud").len())
    });
}

fn node() -> Node {
    let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
    Node::start(Settings {
        bind: loopback,
        announce: vec![loopback],
        udp_port: 0,
        tcp_port: 0,
        workers: 1,
        api_key: "devkey".into(),
        api_secret: "secret".into(),
        ..Settings::default()
    })
    .unwrap()
}

async fn whole(node: &Node) {
    let counters = node.counters().await.unwrap();
    assert!(counters.iter().all(|one| one.panics == 0), "{counters:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn fuzz_frames_over_tcp() {
    let mut world = World::new();
    world.captures = true;
    world.meeting("room", &["ana", "bo"]);
    let framed = |bytes: &Vec<u8>| [&u16::try_from(bytes.len()).unwrap().to_be_bytes()[..], bytes].concat();
    let frames: Vec<Vec<u8>> = world.datagrams.iter().take(40).map(framed).collect();
    let node = node();
    let address = (Ipv4Addr::LOCALHOST, node.tcp_port().unwrap());
    let together = frames.concat();
    Fuzz::new(FOLDER, "tcp", Change::Bytes)
        .seeds(frames.into_iter().chain([together]))
        .run_async(async |input| {
            let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
            // The node may have hung up before all was written.
            let written = stream.write_all(input).await.is_ok() && stream.shutdown().await.is_ok();
            let mut answer = Vec::new();
            let read = stream.read_to_end(&mut answer).await.is_ok();
            whole(&node).await;
            (written, read, answer.len())
        })
        .await;
    node.handle().create_room("still_here", sfu::RoomOptions::default()).await.unwrap();
    node.stop().await;
}

const METHODS: [&str; 11] = [
    "CreateRoom",
    "ListRooms",
    "DeleteRoom",
    "ListParticipants",
    "GetParticipant",
    "RemoveParticipant",
    "MutePublishedTrack",
    "UpdateParticipant",
    "UpdateSubscriptions",
    "UpdateRoomMetadata",
    "SendData",
];

/// One call with everything granted; what comes back is an answer, never a fault.
async fn call(node: &Node, content: &str, input: &[u8]) -> (u8, u16) {
    let payload = r#"{"iss":"devkey","sub":"x","nbf":0,"exp":99999999999,"video":{"room":"r","roomJoin":true,"roomAdmin":true,"roomList":true,"roomCreate":true}}"#;
    let (method, body) = input.split_first().map_or((0, input), |(first, rest)| (*first, rest));
    let method = method % 11;
    let request =
        axum::http::Request::post(format!("/twirp/livekit.RoomService/{}", METHODS[usize::from(method)]))
            .header("content-type", content)
            .header("authorization", format!("Bearer {}", foreign(payload, "secret")))
            .body(axum::body::Body::from(body.to_vec()))
            .unwrap();
    let response = node.router().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    assert!(status < 500, "{status} of {}", METHODS[usize::from(method)]);
    whole(node).await;
    (method, status)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn fuzz_twirp_in_protobuf() {
    let node = node();
    let update = proto::UpdateParticipantRequest {
        room: "r".into(),
        identity: "x".into(),
        metadata: "m".into(),
        ..Default::default()
    };
    let data = proto::SendDataRequest {
        room: "r".into(),
        data: vec![1; 9],
        destination_identities: vec!["x".into()],
        ..Default::default()
    };
    let bodies = [
        proto::CreateRoomRequest {
            name: "r".into(),
            empty_timeout: 9,
            max_participants: 2,
            ..Default::default()
        }
        .encode_to_vec(),
        update.encode_to_vec(),
        data.encode_to_vec(),
        proto::MuteRoomTrackRequest {
            room: "r".into(),
            identity: "x".into(),
            track_sid: "TR".into(),
            muted: true,
        }
        .encode_to_vec(),
    ];
    let seeds = (0u8..11).flat_map(|method| bodies.iter().map(move |body| [&[method][..], body].concat()));
    Fuzz::new(FOLDER, "twirp-protobuf", Change::Bytes)
        .seeds(seeds)
        .run_async(async |input| call(&node, "application/protobuf", input).await)
        .await;
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn fuzz_twirp_in_json() {
    let node = node();
    let body = r#"{"room":"r","name":"r","identity":"x","emptyTimeout":9,"maxParticipants":2,"metadata":"m","trackSid":"TR","muted":true,
        "data":"AQID","kind":"RELIABLE","destinationIdentities":["x"],"trackSids":["TR"],"subscribe":true,"names":["r"],
        "permission":{"canPublish":true,"canPublishSources":["CAMERA"]},"attributes":{"a":"b"}}"#;
    Fuzz::new(FOLDER, "twirp-json", Change::Json)
        .seeds([body, "{}", r#"{"room":"r"}"#])
        .words(&["room", "meet_1", "names", "RELIABLE", "AQID"])
        .run_async(async |input| {
            // Which method follows from the body, so that a body alone can be tried again.
            let method = input.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte));
            call(&node, "application/json", &[&[method][..], input].concat()).await
        })
        .await;
    node.stop().await;
}

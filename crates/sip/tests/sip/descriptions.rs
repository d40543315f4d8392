//! Descriptions as stations write them, and what is agreed upon.

use sip::sdp::{self, Audio, Description, Direction, Fault, Kind, NothingFits, Ours, Video, Want};

pub const BARESIP: &str = "v=0\r\no=- 1 1 IN IP4 10.77.0.1\r\ns=-\r\nc=IN IP4 10.77.0.1\r\nt=0 0\r\na=tool:baresip 1.0.0\r\n\
    m=audio 16384 RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n\
    a=rtcp:16385\r\na=sendrecv\r\na=label:1\r\na=ptime:20\r\nm=video 16386 RTP/AVP 97 98\r\n\
    a=rtpmap:97 H264/90000\r\na=fmtp:97 packetization-mode=0;profile-level-id=42801f\r\n\
    a=rtpmap:98 H264/90000\r\na=fmtp:98 packetization-mode=1;profile-level-id=42801f;sprop-parameter-sets=Z0IAHtoCgPRA,aM48gA==\r\n\
    a=framerate:25.00\r\na=sendonly\r\n";

pub const OURS: Ours = Ours {
    address: std::net::IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 9)),
    audio: 20_000,
    video: 20_002,
    session: 7,
    version: 1,
};

fn read(text: &str) -> Description {
    Description::read(text.as_bytes()).unwrap()
}

#[test]
fn a_station_is_answered_with_sound_keys_and_pictures() {
    let (text, agreed) = sdp::answer(&read(BARESIP), &OURS).unwrap();
    let (audio, video) = (agreed.audio.unwrap(), agreed.video.unwrap());
    assert_eq!((audio.codec, audio.send_kind, audio.events), (Audio::Pcmu, 0, Some(101)));
    assert_eq!(audio.to, "10.77.0.1:16384".parse().unwrap());
    assert_eq!((video.codec.mode, video.receive_kind, video.direction), (1, 98, Direction::Listens));
    assert_eq!(video.codec.parameter_sets.len(), 2);
    assert!(text.contains("m=audio 20000 RTP/AVP 0 101\r\n"), "{text}");
    assert!(text.contains("m=video 20002 RTP/AVP 98\r\n"), "{text}");
    assert!(text.contains("a=fmtp:98 profile-level-id=42801f;packetization-mode=1\r\n"), "{text}");
    assert!(text.contains("a=recvonly\r\n"), "{text}");
}

#[test]
fn what_is_not_understood_is_refused_line_by_line() {
    let offer = "v=0\r\nc=IN IP4 192.0.2.1\r\nm=application 9 UDP/BFCP *\r\nm=audio 4000 RTP/SAVP 0\r\n\
                 m=audio 4002 RTP/AVP 9 8\r\na=rtpmap:9 G722/8000\r\nm=video 4004 RTP/AVP 31\r\n";
    let (text, agreed) = sdp::answer(&read(offer), &OURS).unwrap();
    assert_eq!(agreed.audio.unwrap().codec, Audio::Pcma);
    assert!(agreed.video.is_none());
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("m=")).collect();
    assert_eq!(
        lines,
        [
            "m=application 0 UDP/BFCP *",
            "m=audio 0 RTP/SAVP 0",
            "m=audio 20000 RTP/AVP 8",
            "m=video 0 RTP/AVP 31"
        ]
    );
}

#[test]
fn nothing_for_us_is_said_to_be_nothing() {
    let opus = "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 111\r\na=rtpmap:111 opus/48000/2\r\n";
    assert_eq!(sdp::answer(&read(opus), &OURS), Err(NothingFits));
    // Nowhere to send it.
    let nowhere = "v=0\r\nm=audio 4000 RTP/AVP 0\r\n";
    assert_eq!(sdp::answer(&read(nowhere), &OURS), Err(NothingFits));
}

#[test]
fn a_caller_is_offered_to_others_as_he_is() {
    let (_, agreed) = sdp::answer(&read(BARESIP), &OURS).unwrap();
    let want = Want { audio: vec![Audio::Pcmu], video: Some(agreed.video.unwrap().codec) };
    let offer = sdp::offer(&want, &OURS);
    assert!(
        offer.contains("m=audio 20000 RTP/AVP 0 101\r\n") && offer.contains("packetization-mode=1"),
        "{offer}"
    );
    let (answer, theirs) = sdp::answer(&read(&offer), &OURS).unwrap();
    let ours = sdp::accept(&want, &read(&answer)).unwrap();
    assert_eq!(ours.audio.unwrap().codec, Audio::Pcmu);
    assert_eq!(ours.video.unwrap().codec.profile, "42801f");
    assert_eq!(theirs.audio.unwrap().events, Some(101));
}

#[test]
fn an_answer_with_another_codec_than_offered_is_not_taken() {
    let want = Want { audio: vec![Audio::Pcma], video: None };
    let answer = "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 0\r\n";
    assert_eq!(sdp::accept(&want, &read(answer)), Err(NothingFits));
}

#[test]
fn mode_0_is_taken_where_there_is_no_other() {
    let offer = "v=0\r\nc=IN IP4 192.0.2.1\r\nm=video 4000 RTP/AVP 97 99\r\na=rtpmap:97 H264/90000\r\n\
                 a=rtpmap:99 H264/90000\r\na=fmtp:99 packetization-mode=2\r\n";
    let (_, agreed) = sdp::answer(&read(offer), &OURS).unwrap();
    let Video { mode, profile, .. } = agreed.video.unwrap().codec;
    assert_eq!((mode, profile.as_str()), (0, "42e01f"));
}

#[test]
fn a_held_session_is_seen_as_such() {
    let held = BARESIP.replace("a=sendrecv", "a=inactive");
    let (text, agreed) = sdp::answer(&read(&held), &OURS).unwrap();
    assert_eq!(agreed.audio.unwrap().direction, Direction::Neither);
    assert!(text.contains("a=inactive\r\n"));
    // A direction of the whole session holds where a line has none of its own.
    let whole = "v=0\r\nc=IN IP4 192.0.2.1\r\na=recvonly\r\nm=audio 4000 RTP/AVP 0\r\n";
    assert_eq!(read(whole).media[0].direction, Direction::Listens);
}

#[test]
fn descriptions_without_bounds_are_refused() {
    assert_eq!(Description::read(b"hello"), Err(Fault::NotOne));
    assert_eq!(Description::read(&[0xff; 8]), Err(Fault::NotOne));
    assert_eq!(Description::read(&vec![b'a'; sdp::LENGTH_MAX + 1]), Err(Fault::TooLong));
    assert_eq!(Description::read(b"v=0\r\nm=audio\r\n"), Err(Fault::Media));
    let many = format!("v=0\r\n{}", "m=audio 4000 RTP/AVP 0\r\n".repeat(17));
    assert_eq!(Description::read(many.as_bytes()), Err(Fault::TooLong));
    let many = format!("v=0\r\nm=audio 4000 RTP/AVP{}\r\n", " 0".repeat(65));
    assert_eq!(Description::read(many.as_bytes()), Err(Fault::TooLong));
    assert_eq!(read("v=0\r\nm=image 1 udptl t38\r\n").media[0].kind, Kind::Other);
}

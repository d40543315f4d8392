//! Two nodes over loopback: one is the exchange that the other registers at and calls.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use sip::digest::Algorithm;
use sip::sdp::{Audio, Kind, Video, Want};
use sip::{
    Account, Accounts, CallId, Caller, Dial, Digit, Ending, Event, Events, Failure, Listen, MediaPacket,
    Node, Refusal, Settings, Target, Transport, Trunk,
};
use tokio::time::timeout;

use crate::raw::Raw;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

struct Line(Account);

impl Accounts for Line {
    fn account<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Option<Account>> {
        Box::pin(async move { (name == "line").then(|| self.0.clone()) })
    }
}

/// A node, and its events.
struct Side {
    node: Node,
    events: Events,
}

impl Side {
    async fn start(port: u16, media: u16, account: Account, trunks: Vec<Trunk>) -> Side {
        let settings = Settings {
            listen: vec![Listen { transport: Transport::Udp, at: SocketAddr::new(HERE, port) }],
            bind: HERE,
            media_ports: media..=media + 99,
            trunks,
            ..Settings::default()
        };
        let (node, events) = Node::start(settings, Line(account)).await.unwrap();
        Side { node, events }
    }

    /// The next event that is meant; others are passed over.
    async fn until<T>(&mut self, mut meant: impl FnMut(Event) -> Option<T>) -> T {
        let found = async {
            loop {
                if let Some(found) = meant(self.events.next().await.unwrap()) {
                    return found;
                }
            }
        };
        timeout(Duration::from_secs(20), found).await.unwrap()
    }

    async fn incoming(&mut self) -> (CallId, Caller, String) {
        self.until(|event| match event {
            Event::Incoming { call, caller, to, .. } => Some((call, caller, to)),
            _ => None,
        })
        .await
    }

    async fn ended(&mut self, which: CallId) -> Ending {
        self.until(|event| match event {
            Event::Ended { call, ending } if call == which => Some(ending),
            _ => None,
        })
        .await
    }

    async fn answered(&mut self, which: CallId) {
        self.until(|event| matches!(event, Event::Answered { call, .. } if call == which).then_some(()))
            .await;
    }
}

fn free() -> u16 {
    UdpSocket::bind((HERE, 0)).unwrap().local_addr().unwrap().port()
}

fn dial(number: &str, patience: Duration) -> Dial {
    let video = Video { mode: 1, profile: "42e01f".into(), parameter_sets: Vec::new() };
    Dial {
        targets: vec![Target::Trunk { trunk: "t".into(), number: number.into() }],
        shown: "door".into(),
        want: Want { audio: vec![Audio::Pcma], video: Some(video) },
        patience,
    }
}

fn trunk(at: SocketAddr, register: bool) -> Trunk {
    Trunk {
        name: "t".into(),
        at,
        transport: Transport::Udp,
        domain: at.to_string(),
        account: "line".into(),
        password: "secret".into(),
        register,
    }
}

/// The caller, which registers at the callee by this hash.
async fn pair(algorithm: Algorithm, media: u16) -> (Side, Side) {
    let ha1 = Some(algorithm.ha1("line", "courtyard", "secret"));
    let account = match algorithm {
        Algorithm::Md5 => Account { md5: ha1, sha256: None },
        Algorithm::Sha256 => Account { md5: None, sha256: ha1 },
    };
    let port = free();
    let mut callee = Side::start(port, media, account, Vec::new()).await;
    let at = SocketAddr::new(HERE, port);
    let trunk = trunk(at, true);
    let mut caller = Side::start(free(), media + 200, Account::default(), vec![trunk]).await;
    callee
        .until(|event| matches!(event, Event::Registered { account } if account == "line").then_some(()))
        .await;
    caller.until(|event| matches!(event, Event::Trunk { registered: true, .. }).then_some(())).await;
    (caller, callee)
}

fn packet(kind: Kind, sequence: u64, payload: &'static [u8]) -> MediaPacket {
    let timestamp = u32::try_from(sequence).unwrap() * 160;
    MediaPacket { kind, timestamp, sequence, stream: 1, marker: true, payload: Bytes::from_static(payload) }
}

#[tokio::test]
async fn a_call_with_sound_pictures_and_keys_goes_through_and_ends() {
    let (mut caller, mut callee) = pair(Algorithm::Sha256, 41_000).await;
    let [out] = caller.node.dial(dial("100", Duration::from_secs(20))).await.unwrap()[..] else {
        panic!("one")
    };
    let (call, who, to) = callee.incoming().await;
    assert_eq!((who, to.as_str()), (Caller::Account("line".into()), "100"));
    callee.node.ring(call).await.unwrap();
    caller.until(|event| matches!(event, Event::Ringing { call } if call == out).then_some(())).await;
    for _ in 0..4 {
        // Who stopped by himself takes nobody's place.
        callee.node.listen(call).await.unwrap().close();
    }
    let heard = callee.node.listen(call).await.unwrap();
    callee.node.answer(call).await.unwrap();
    assert!(matches!(callee.node.answer(call).await, Err(Failure::NotNow)));
    caller.answered(out).await;
    let mouth = caller.node.speak(out).unwrap();
    let hears = async {
        let (mut sound, mut picture) = (0, 0);
        for turn in 1..200 {
            mouth.push(packet(Kind::Audio, turn, &[0x55; 160]));
            mouth.push(packet(Kind::Video, turn, &[0x41, 1, 2, 3]));
            let Ok(Some(packet)) = timeout(Duration::from_millis(50), heard.next()).await else { continue };
            match packet.kind {
                Kind::Audio => sound += 1,
                _ => picture += 1,
            }
            if sound > 5 && picture > 5 {
                return;
            }
        }
        panic!("{sound} of sound and {picture} of pictures");
    };
    timeout(Duration::from_secs(20), hears).await.unwrap();
    caller.node.press(out, Digit::new('#').unwrap()).await.unwrap();
    let digit = callee.until(|event| match event {
        Event::Digit { digit, .. } => Some(digit),
        _ => None,
    });
    assert_eq!(digit.await.sign(), '#');
    callee.node.picture(call).await.unwrap();
    caller.until(|event| matches!(event, Event::WantsPicture { .. }).then_some(())).await;
    callee.node.hangup(call).await.unwrap();
    assert_eq!(callee.ended(call).await, Ending::Ours);
    assert_eq!(caller.ended(out).await, Ending::Theirs);
    assert!(matches!(callee.node.ring(call).await, Err(Failure::Gone)));
    caller.node.stop().await;
    callee.node.stop().await;
}

#[tokio::test]
async fn wishes_for_pictures_are_told_at_their_pace_and_none_is_lost() {
    let (mut caller, mut callee) = pair(Algorithm::Md5, 44_000).await;
    let [out] = caller.node.dial(dial("1", Duration::from_secs(20))).await.unwrap()[..] else {
        panic!("one")
    };
    let (call, ..) = callee.incoming().await;
    callee.node.answer(call).await.unwrap();
    caller.answered(out).await;
    for _ in 0..40 {
        callee.node.picture(call).await.unwrap();
    }
    let mut told = Vec::new();
    let wish = |event| matches!(event, Event::WantsPicture { .. }).then_some(());
    while timeout(Duration::from_millis(1_500), caller.until(wish)).await.is_ok() {
        told.push(tokio::time::Instant::now());
    }
    assert!((2..6).contains(&told.len()), "{}", told.len());
    assert!(told.windows(2).all(|two| two[1] - two[0] > Duration::from_millis(400)), "{told:?}");
    caller.node.stop().await;
    callee.node.stop().await;
}

/// A caller that has called this telephone, and the call; it was answered with all that was offered.
async fn answered_by(raw: &Raw, media: u16) -> (Side, CallId) {
    let trunk = trunk(raw.at(), false);
    let mut caller = Side::start(free(), media, Account::default(), vec![trunk]).await;
    let [out] = caller.node.dial(dial("1", Duration::from_secs(20))).await.unwrap()[..] else {
        panic!("one")
    };
    let invite = raw.next("INVITE", Duration::from_secs(5)).await.unwrap();
    raw.answer(&invite, "200 OK", invite.body()).await;
    raw.next("ACK", Duration::from_secs(5)).await.unwrap();
    caller.answered(out).await;
    (caller, out)
}

#[tokio::test]
async fn one_info_is_on_its_way_however_many_pictures_are_wished_for() {
    let raw = Raw::new().await;
    let (caller, out) = answered_by(&raw, 44_500).await;
    for _ in 0..5 {
        caller.node.picture(out).await.unwrap();
    }
    let first = raw.next("INFO", Duration::from_secs(5)).await.unwrap();
    // It comes again as long as nobody answers, and no other does.
    while let Some(again) = raw.next("INFO", Duration::from_millis(700)).await {
        assert_eq!(again.header("CSeq"), first.header("CSeq"));
    }
    raw.answer(&first, "200 OK", "").await;
    let second = raw.next("INFO", Duration::from_secs(5)).await.unwrap();
    assert_ne!(second.header("CSeq"), first.header("CSeq"));
    raw.answer(&second, "200 OK", "").await;
    assert!(raw.next("INFO", Duration::from_secs(1)).await.is_none(), "they were one wish");
    caller.node.stop().await;
}

#[tokio::test]
async fn a_call_that_is_bridged_anew_leaves_the_one_before() {
    let (mut caller, mut callee) = pair(Algorithm::Md5, 45_000).await;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for number in ["1", "2", "3"] {
        ours.extend(caller.node.dial(dial(number, Duration::from_secs(20))).await.unwrap());
        let (call, ..) = callee.incoming().await;
        callee.node.answer(call).await.unwrap();
        caller.answered(ours[ours.len() - 1]).await;
        theirs.push(call);
    }
    callee.node.bridge(theirs[0], theirs[1]).await.unwrap();
    callee.node.bridge(theirs[0], theirs[2]).await.unwrap();
    let mut ears = Vec::new();
    for call in &ours {
        ears.push(caller.node.listen(*call).await.unwrap());
    }
    // Each says another thing, and hears what the one says that it is bridged with.
    let says: [&[u8]; 3] = [&[1; 160], &[2; 160], &[3; 160]];
    for turn in 1..30 {
        for (call, say) in ours.iter().zip(says) {
            caller.node.speak(*call).unwrap().push(packet(Kind::Audio, turn, say));
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let mut heard = [0; 3];
    for (ear, heard) in ears.iter().zip(&mut heard) {
        ear.close();
        while let Some(packet) = ear.next().await {
            *heard |= 1 << packet.payload[0];
        }
    }
    assert_eq!(heard, [1 << 3, 0, 1 << 1]);
    // The one that was left ends alone.
    callee.node.hangup(theirs[1]).await.unwrap();
    assert_eq!(callee.ended(theirs[1]).await, Ending::Ours);
    assert_eq!(callee.node.calls(), 2);
    callee.node.hangup(theirs[0]).await.unwrap();
    assert_eq!(callee.ended(theirs[2]).await, Ending::Peer);
    caller.node.stop().await;
    callee.node.stop().await;
}

#[tokio::test]
async fn a_call_is_refused_given_up_or_cancelled() {
    let (mut caller, mut callee) = pair(Algorithm::Md5, 42_000).await;
    let long = Duration::from_secs(20);
    let [out] = caller.node.dial(dial("1", long)).await.unwrap()[..] else { panic!("one") };
    let (call, ..) = callee.incoming().await;
    callee.node.refuse(call, Refusal::Busy).await.unwrap();
    assert_eq!(caller.ended(out).await, Ending::Refused(486));
    assert_eq!(callee.ended(call).await, Ending::Ours);

    let [out] = caller.node.dial(dial("2", Duration::from_millis(400))).await.unwrap()[..] else {
        panic!("one")
    };
    let (call, ..) = callee.incoming().await;
    callee.node.ring(call).await.unwrap();
    assert_eq!(caller.ended(out).await, Ending::Unanswered);
    assert_eq!(callee.ended(call).await, Ending::Cancelled);

    // A node that stops says farewell to those who ring.
    caller.node.dial(dial("3", long)).await.unwrap();
    let (call, ..) = callee.incoming().await;
    callee.node.ring(call).await.unwrap();
    caller.until(|event| matches!(event, Event::Ringing { .. }).then_some(())).await;
    caller.node.stop().await;
    assert_eq!(callee.ended(call).await, Ending::Cancelled);
    assert_eq!(callee.node.calls(), 0);
    callee.node.stop().await;
}

#[tokio::test]
async fn who_is_not_registered_cannot_be_called_and_a_number_is_no_header() {
    let (caller, callee) = pair(Algorithm::Md5, 43_000).await;
    let nobody = Dial { targets: vec![Target::Account("door1".into())], ..dial("1", Duration::from_secs(1)) };
    assert!(matches!(caller.node.dial(nobody).await, Err(Failure::Nobody)));
    for number in ["", "1@evil", "1>;x", "1\r\nX: y", "1 2"] {
        let tried = caller.node.dial(dial(number, Duration::from_secs(1))).await;
        assert!(matches!(tried, Err(Failure::NotDialable)), "{number:?}");
    }
    let taken = callee.node.registered("line").first().map(|binding| binding.source.ip());
    assert_eq!(taken, Some(HERE));
    callee.node.forget("line");
    assert!(callee.node.registered("line").is_empty());
    caller.node.stop().await;
    callee.node.stop().await;
}

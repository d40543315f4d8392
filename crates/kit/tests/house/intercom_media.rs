//! What is seen and heard through the intercom: the station's packets reach pages before anybody answers, and a page's sound
//! reaches the station once it has the call.

use kit::proved;
use serde_json::json;
use sip::sdp::Kind;
use sip::{CallId, MediaPacket, Queue};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

use crate::door_peer::Page;
use crate::homes::{NO, accept, enter, entry};
use crate::intercom::{Gate, Line, rung, with};
use crate::meet::text;
use crate::seat::{Door, PATIENCE, wait_for};

/// What a picture of H.264 is decoded by, the picture, sound of the station, and sound of a page.
const SETS: &[u8] = &[0x67, 0x42, 0xe0, 0x1f, 0x95];
const SHOWN: &[u8] = &[0x65, 0x88, 0x84, 0x00, 0x13];
pub(crate) const SAID: [u8; 160] = [0xd5; 160];
pub(crate) const ANSWERED: &[u8] = &[0x55; 160];

/// A station or a phone that sends until it is dropped.
pub(crate) struct Filming(JoinHandle<()>);

impl Drop for Filming {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn films(station: &Line, call: CallId) -> Filming {
    let out = station.node.speak(call).unwrap();
    Filming(tokio::spawn(async move {
        let mut pace = tokio::time::interval(Duration::from_millis(20));
        for turn in 0_u32.. {
            pace.tick().await;
            let packet = |kind, clock: u32, behind: u64, payload: &[u8]| MediaPacket {
                kind,
                timestamp: turn * (clock / 50),
                sequence: 1_000 + u64::from(turn) * 2 + behind,
                stream: 7,
                marker: payload != SETS,
                payload: payload.to_vec().into(),
            };
            out.push(packet(Kind::Video, 90_000, 0, SETS));
            out.push(packet(Kind::Video, 90_000, 1, SHOWN));
            out.push(MediaPacket { sequence: turn.into(), ..packet(Kind::Audio, 8_000, 0, &SAID) });
        }
    }))
}

/// The same with sound alone.
pub(crate) fn speaks(phone: &Line, call: CallId) -> Filming {
    let out = phone.node.speak(call).unwrap();
    Filming(tokio::spawn(async move {
        let mut pace = tokio::time::interval(Duration::from_millis(20));
        for turn in 0_u32.. {
            pace.tick().await;
            let (timestamp, sequence, payload) = (turn * 160, u64::from(turn), SAID.to_vec().into());
            let (kind, marker) = (Kind::Audio, false);
            out.push(MediaPacket { kind, timestamp, sequence, stream: 9, marker, payload });
        }
    }))
}

/// Waits until the station, or a phone, gets a packet of this kind with this payload.
pub(crate) async fn gets(queue: &Arc<Queue<MediaPacket>>, kind: Kind, payload: &[u8]) {
    let comes = async {
        while let Some(packet) = queue.next().await {
            if packet.kind == kind && packet.payload == payload {
                return;
            }
        }
        panic!("the call ended before it came");
    };
    tokio::time::timeout(PATIENCE, comes).await.expect("what is waited for comes");
}

pub(crate) async fn comes(page: &Page, codec: &str, payload: &[u8]) {
    wait_for(async || page.has(codec, payload).then_some(())).await;
}

/// proves: AJ-013
#[tokio::test]
async fn a_visitor_is_seen_on_every_page_before_anybody_answers_and_both_hear_one_another_then() {
    let mut gate = Gate::open().await;
    let house = &gate.estate.house;
    let ana = gate.estate.resident("安娜", "3-1-502", "owner").await;
    let bo = house.person("Bo").await;
    enter(&ana, &gate.estate.homes[0], entry(&bo, "family", json!({}))).await.expect_ok();
    accept(&bo).await;
    let wish = json!({ "name": "客厅", "home": gate.estate.homes[0] });
    let made = gate.estate.wang.call("station.add", &[("org", &gate.estate.org)], wish).await.expect_ok();
    let mut parlour = Line::registered(gate.at, &made).await;
    let door = Door::open(house).await;

    let visitor = gate.dialled("502").await;
    let _filming = films(&gate.station, visitor);
    parlour.called().await;
    let id = text(&rung(&ana).await[0], "id").to_owned();
    let mut pages = Vec::new();
    for who in [&ana, &bo] {
        let token = with(who, "intercom.watch", &id).await.expect_ok();
        let page = Page::enter(&door, text(&token, "token"), None).await;
        comes(&page, "H264", SHOWN).await;
        assert!(page.began_with("H264", SETS), "a picture is of no use without what it is decoded by");
        comes(&page, "PCMA", &SAID).await;
        pages.push(page);
    }
    assert_eq!(rung(&ana).await[0]["answered_at"], NO, "nobody has answered yet");

    let token = with(&ana, "intercom.answer", &id).await.expect_ok();
    gate.station.answered(visitor).await;
    let hears = gate.station.node.listen(visitor).await.unwrap();
    pages.clear();
    let page = Page::enter(&door, text(&token, "token"), Some(ANSWERED)).await;
    gets(&hears, Kind::Audio, ANSWERED).await;
    comes(&page, "H264", SHOWN).await;
    comes(&page, "PCMA", &SAID).await;
    with(&ana, "intercom.end", &id).await.expect_ok();
    gate.station.over(visitor).await;

    // On the phone of the home the same: its picture comes when it is taken off.
    let visitor = gate.dialled("502").await;
    let _filming = films(&gate.station, visitor);
    let (taken, ..) = parlour.called().await;
    let hears = gate.station.node.listen(visitor).await.unwrap();
    let sees = parlour.node.listen(taken).await.unwrap();
    parlour.node.answer(taken).await.unwrap();
    gate.station.answered(visitor).await;
    gets(&sees, Kind::Video, SHOWN).await;
    gets(&sees, Kind::Audio, &SAID).await;
    let _says = speaks(&parlour, taken);
    gets(&hears, Kind::Audio, &SAID).await;
    gate.gone(visitor).await;
    proved("AJ-013", &["station.add", "intercom.watch", "intercom.answer"]);
}

//! A telephone conference: each hears all others and not himself, told apart by the pitch at which each speaks.

use kit::proved;
use serde_json::{Value, json};
use sip::g711::{from_alaw, to_alaw};
use sip::mix::FRAME;
use sip::sdp::Kind;
use sip::{CallId, Event, MediaPacket};
use std::f64::consts::TAU;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinHandle;

use crate::chat_live::next;
use crate::door_peer::Page;
use crate::intercom::Line;
use crate::meet::text;
use crate::phones::{NO, Office, legs, log, with};
use crate::seat::wait_for;

/// How much is listened to at once: a fifth of a second.
const WINDOW: usize = 10 * FRAME;
/// How high each speaks, and from where on he is heard, and not heard any more.
const HIGH: f64 = 6_000.0;
const LOUD: f64 = 4_000.0;
const STILL: f64 = 400.0;

/// A frame of a sine, whole in each frame where its pitch is a multiple of 50.
pub(crate) fn tone(hertz: u32) -> &'static [u8] {
    let sample = |at: usize| (HIGH * (TAU * f64::from(hertz) * at as f64 / 8_000.0).sin()) as i16;
    let frame: Vec<u8> = (0..FRAME).map(|at| to_alaw(sample(at))).collect();
    Box::leak(frame.into_boxed_slice())
}

/// How strong a pitch is among samples (Goertzel): the height of its sine.
fn strength(samples: &[i16], hertz: u32) -> f64 {
    let turn = 2.0 * (TAU * f64::from(hertz) / 8_000.0).cos();
    let (mut last, mut before) = (0.0, 0.0);
    for sample in samples {
        (last, before) = (f64::from(*sample) + turn * last - before, last);
    }
    let power: f64 = last * last + before * before - turn * last * before;
    2.0 * power.max(0.0).sqrt() / samples.len() as f64
}

fn is_so(samples: &[i16], heard: &[u32], still: &[u32]) -> bool {
    samples.len() == WINDOW
        && heard.iter().all(|hertz| strength(samples, *hertz) > LOUD)
        && still.iter().all(|hertz| strength(samples, *hertz) < STILL)
}

/// Somebody who speaks until he is dropped.
pub(crate) struct Speaking(JoinHandle<()>);

impl Drop for Speaking {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A telephone says this frame over and over.
pub(crate) fn says(company: &Line, call: CallId, frame: &'static [u8]) -> Speaking {
    let out = company.node.speak(call).unwrap();
    Speaking(tokio::spawn(async move {
        let mut pace = tokio::time::interval(Duration::from_millis(20));
        for turn in 0_u32.. {
            pace.tick().await;
            let (timestamp, sequence, payload) = (turn * 160, u64::from(turn), frame.into());
            let (kind, marker) = (Kind::Audio, false);
            out.push(MediaPacket { kind, timestamp, sequence, stream: 9, marker, payload });
        }
    }))
}

/// What a telephone heard last.
pub(crate) struct Ears {
    last: Arc<Mutex<Vec<i16>>>,
    task: JoinHandle<()>,
}

impl Drop for Ears {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Ears {
    pub async fn of(company: &Line, call: CallId) -> Self {
        let queue = company.node.listen(call).await.unwrap();
        let last = Arc::new(Mutex::new(Vec::new()));
        let own = Arc::clone(&last);
        let task = tokio::spawn(async move {
            while let Some(packet) = queue.next().await {
                let mut last = own.lock().unwrap();
                last.extend(packet.payload.iter().map(|byte| from_alaw(*byte)));
                let over = last.len().saturating_sub(WINDOW);
                last.drain(..over);
            }
        });
        Self { last, task }
    }

    /// Waits until all these are heard, and none of those.
    pub async fn hear(&self, heard: &[u32], still: &[u32]) {
        wait_for(async || is_so(&self.last.lock().unwrap(), heard, still).then_some(())).await;
    }
}

/// The same for a page.
pub(crate) async fn page_hears(page: &Page, heard: &[u32], still: &[u32]) {
    let last = || {
        let got = page.got.lock().unwrap();
        let frames = got.get("PCMA").map(Vec::as_slice).unwrap_or_default();
        let frames = &frames[frames.len().saturating_sub(WINDOW / FRAME)..];
        frames.iter().flatten().map(|byte| from_alaw(*byte)).collect::<Vec<i16>>()
    };
    wait_for(async || is_so(&last(), heard, still).then_some(())).await;
}

/// Waits until one frame that a page gets has all these: where several speak to it, their frames come in turn.
async fn page_gets(page: &Page, heard: &[u32]) {
    let is_one = |frame: &Vec<u8>| {
        let samples: Vec<i16> = frame.iter().map(|byte| from_alaw(*byte)).collect();
        heard.iter().all(|hertz| strength(&samples, *hertz) > LOUD)
    };
    let got = || page.got.lock().unwrap().get("PCMA").is_some_and(|frames| frames.iter().any(is_one));
    wait_for(async || got().then_some(())).await;
}

const NUMBERS: [&str; 3] = ["13800138001", "13800138002", "13800138003"];
const PITCHES: [u32; 3] = [400, 700, 1_100];
/// How high a page speaks.
const PAGE: u32 = 1_600;

/// Waits until all of these calls are over at the company.
pub(crate) async fn all_over(office: &mut Office, calls: &[CallId]) {
    let mut left: Vec<CallId> = calls.to_vec();
    let over = office.company.until(|event| {
        if let Event::Ended { call, .. } = event {
            left.retain(|one| *one != call);
        }
        left.is_empty().then_some(())
    });
    over.await;
}

fn leg_of(legs: &[Value], number: &str) -> String {
    text(legs.iter().find(|leg| leg["number"] == number).unwrap(), "id").to_owned()
}

/// proves: DB-004
#[tokio::test]
async fn a_conference_dials_its_numbers_and_each_hears_all_others_and_not_himself() {
    let mut office = Office::open().await;
    office.allow(&office.ana, true).await.expect_ok();
    let mut rung = office.door.stream(office.bo.token()).await.unwrap();
    let wish = json!({ "numbers": NUMBERS, "people": [office.bo.id] });
    let seat = office.start(&office.ana, wish).await.expect_ok();
    let id = text(&seat, "id").to_owned();
    assert_eq!(next(&mut rung, "phone.ringing").await["body"]["phone"], json!(id));

    let mut phones = Vec::new();
    for _ in NUMBERS {
        let (call, _, number) = office.company.called().await;
        phones.push((call, number));
    }
    for (call, _) in &phones {
        office.company.node.answer(*call).await.unwrap();
    }
    phones.sort_by(|one, other| one.1.cmp(&other.1));
    wait_for(async || legs(&office.ana, &id).await.iter().all(|leg| leg["state"] == "talking").then_some(()))
        .await;
    let (mut ears, mut speaking) = (Vec::new(), Vec::new());
    for ((call, number), pitch) in phones.iter().zip(PITCHES) {
        assert!(NUMBERS.iter().any(|meant| *number == format!("+86{meant}")), "{number}");
        ears.push(Ears::of(&office.company, *call).await);
        speaking.push(says(&office.company, *call, tone(pitch)));
    }
    // Three at telephones, and whoever called at her page.
    let page = Page::enter(&office.door, text(&seat, "token"), Some(tone(PAGE))).await;
    ears[0].hear(&[700, 1_100, PAGE], &[400]).await;
    ears[1].hear(&[400, 1_100, PAGE], &[700]).await;
    ears[2].hear(&[400, 700, PAGE], &[1_100]).await;
    page_hears(&page, &PITCHES, &[PAGE]).await;

    // A member comes by his page: he hears the telephones and her, sees no numbers, and orders nothing.
    let token = with(&office.bo, "phone.join", &id, NO).await.expect_ok();
    let his = Page::enter(&office.door, text(&token, "token"), None).await;
    page_gets(&his, &PITCHES).await;
    page_gets(&his, &[PAGE]).await;
    let seen = legs(&office.bo, &id).await;
    assert!(seen.len() == 3 && seen.iter().all(|leg| leg["number"] == NO), "{seen:?}");
    let known = legs(&office.ana, &id).await;
    let second = leg_of(&known, "+8613800138002");
    let at = [("phone", id.as_str()), ("leg", second.as_str())];
    office.bo.call("phone.mute", &at, json!({ "muted": true })).await.expect_code(403, "phone.not_yours");
    office.bo.call("phone.hang_up", &at, NO).await.expect_code(403, "phone.not_yours");
    let more = json!({ "number": "010 6666 1234" });
    with(&office.bo, "phone.add", &id, more.clone()).await.expect_code(403, "phone.not_yours");
    with(&office.bo, "phone.end", &id, NO).await.expect_code(403, "phone.not_yours");
    with(&office.cy, "phone.join", &id, NO).await.expect_code(404, "phone.unknown");

    // Muted, the second is heard by nobody and hears the others; then he is hung up.
    office.ana.call("phone.mute", &at, json!({ "muted": true })).await.expect_ok();
    ears[0].hear(&[1_100, PAGE], &[400, 700]).await;
    ears[1].hear(&[400, 1_100, PAGE], &[700]).await;
    page_hears(&page, &[400, 1_100], &[700]).await;
    office.ana.call("phone.mute", &at, json!({ "muted": false })).await.expect_ok();
    ears[0].hear(&[700, 1_100, PAGE], &[400]).await;
    office.ana.call("phone.hang_up", &at, NO).await.expect_ok();
    office.company.over(phones[1].0).await;
    ears[0].hear(&[1_100, PAGE], &[400, 700]).await;

    // Another is called in, and hears them.
    with(&office.ana, "phone.add", &id, more).await.expect_ok();
    let (added, _, number) = office.company.called().await;
    office.company.node.answer(added).await.unwrap();
    assert_eq!(number, "+861066661234");
    Ears::of(&office.company, added).await.hear(&[400, 1_100, PAGE], &[700]).await;
    with(&office.ana, "phone.end", &id, NO).await.expect_ok();
    all_over(&mut office, &[phones[0].0, phones[2].0, added]).await;
    let entries = log(&office.ana).await;
    assert!(entries.len() == 4 && entries.iter().all(|one| one["phone"] == id), "{entries:?}");
    assert!(entries.iter().all(|one| one["state"] == "done"), "{entries:?}");
    proved("DB-004", &["phone.start", "phone.join", "phone.mute", "phone.hang_up", "phone.add"]);
}

//! A visitor whom nobody answered may leave a message: he hears what he may do and a tone, speaks for half a minute at most, and ends
//! it by `#` or by hanging up. Any other key goes on to the tone. Whoever of the home answers meanwhile has him, and nothing is kept.

use ground::{Fault, Timestamp};
use sip::sdp::{Audio, Kind as Media};
use sip::{Digit, MediaPacket, Queue};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Notify;
use yard::House;

use super::live::Live;
use super::speaking::Speaker;
use super::{Intercom, ending, rules};
use crate::answering::{self, Frames, Kind, Saying};

/// A gap of so many samples is silence; after a longer one the station began anew.
const GAP_MAX: i32 = 8_000;

/// That a visitor leaves a message, and how whoever takes it is told what happens meanwhile.
#[derive(Clone)]
pub(super) struct Leaving {
    pub since: Timestamp,
    told: Arc<Told>,
}

#[derive(Default)]
struct Told {
    /// He wants to hear no more of the prompt.
    skip: Notify,
    /// Somebody answered after all: what wakes whoever takes it down, and what is so from then on.
    taken: Notify,
    is_taken: AtomicBool,
}

impl Leaving {
    /// Somebody of the home answered: nothing is kept. Said while the open calls are held, so that no message ends in between.
    pub(super) fn taken(&self) {
        self.told.is_taken.store(true, Ordering::Release);
        self.told.taken.notify_one();
    }
}

/// Has a visitor leave a message, unless somebody answered by now or it is over; `false` where the community declared nothing, or
/// nothing can be said or heard.
pub(super) async fn begin(house: &House, intercom: &Intercom, live: &Live) -> Result<bool, Fault> {
    let (Some(node), Some(law)) = (intercom.node(), live.offered.audio) else { return Ok(false) };
    if !live.keeping.messages || !intercom.voice().is_there() {
        return Ok(false);
    }
    let leaving = Leaving { since: house.clock.now(), told: Arc::default() };
    let legs = intercom.change(live.call.id, |live| {
        if live.answered.is_some() {
            return None;
        }
        live.leaving = Some(leaving.clone());
        Some(std::mem::take(&mut live.legs))
    });
    let Some(legs) = legs.flatten() else { return Ok(true) };
    for leg in legs.into_keys() {
        // One that is over already is what is wanted.
        node.hangup(leg).await.ok();
    }
    // Where the visitor hung up meanwhile, the next event ends the call.
    node.answer(live.visitor).await.ok();
    ending::changed(house, live);
    let (house, own, live) = (house.clone(), intercom.clone(), live.clone());
    intercom.carry(async move {
        if let Err(fault) = taken_down(&house, &own, (&live, law), &leaving.told).await {
            tracing::error!(fault = %fault.chain(), "taking a visitor's message");
        }
    });
    Ok(true)
}

/// A key that the visitor pressed while he leaves a message.
pub(super) async fn pressed(
    house: &House,
    intercom: &Intercom,
    (live, leaving): (&Live, &Leaving),
    digit: Digit,
) -> Result<(), Fault> {
    if digit.sign() == rules::ENDS {
        return ending::end_unanswered(house, intercom, live.call.id).await;
    }
    leaving.told.skip.notify_one();
    Ok(())
}

/// Takes it down, and keeps it unless somebody answered.
async fn taken_down(
    house: &House,
    intercom: &Intercom,
    (live, law): (&Live, Audio),
    told: &Told,
) -> Result<(), Fault> {
    let samples = tokio::select! {
        () = told.taken.notified() => return Ok(()),
        samples = heard(intercom, (live, law), told) => samples,
    };
    ending::end_unanswered(house, intercom, live.call.id).await?;
    // Whoever answered in the last moment has him, or had him already.
    if told.is_taken.load(Ordering::Acquire) {
        return Ok(());
    }
    let Some(samples) = samples.filter(|samples| samples.len() >= answering::rules::SAMPLES_MIN) else {
        return Ok(());
    };
    let length_ms = i64::try_from(samples.len() / 8).unwrap_or(0);
    let file = answering::rules::wav(law, &samples);
    answering::kept(house, (&live.call, &live.station.name), Kind::Said, (&file, length_ms)).await?;
    ending::changed(house, live);
    Ok(())
}

/// Says what he may do, and hears him; nothing where he hung up before the tone, or the voice failed.
async fn heard(intercom: &Intercom, (live, law): (&Live, Audio), told: &Told) -> Option<Vec<u8>> {
    let node = intercom.node()?;
    let prompt = intercom.voice().said(Saying::Prompt, live.keeping.tongue).await?.coded(law);
    let tone = Frames::tone(law);
    let said = node.listen(live.visitor).await.ok()?;
    let mut speaker = Speaker::new(node.speak(live.visitor).ok()?, law);
    tokio::select! {
        () = speaker.say(&prompt) => {}
        () = told.skip.notified() => {}
        () = passed_over(&said) => return None,
    }
    tokio::select! {
        () = speaker.say(&tone) => {}
        () = passed_over(&said) => return None,
    }
    let samples = taken(&said, law).await;
    node.stop_listening(live.visitor, &said).await;
    Some(samples)
}

/// Passes over what comes until the call is over: nobody listens before the tone.
async fn passed_over(said: &Queue<MediaPacket>) {
    while said.next().await.is_some() {}
}

/// What is said until he hangs up, or the time is over.
async fn taken(said: &Queue<MediaPacket>, law: Audio) -> Vec<u8> {
    let (mut samples, mut next) = (Vec::new(), None);
    while let Some(packet) = said.next().await {
        if packet.kind != Media::Audio {
            continue;
        }
        let gap = match next {
            Some((stream, at)) if stream == packet.stream => packet.timestamp.wrapping_sub(at) as i32,
            _ => 0,
        };
        if gap < 0 {
            continue;
        }
        if gap <= GAP_MAX {
            samples.resize(samples.len() + usize::try_from(gap).unwrap_or(0), answering::rules::silence(law));
        }
        samples.extend_from_slice(&packet.payload);
        let length = u32::try_from(packet.payload.len()).unwrap_or(0);
        next = Some((packet.stream, packet.timestamp.wrapping_add(length)));
        if samples.len() >= answering::rules::SAMPLES_MAX {
            samples.truncate(answering::rules::SAMPLES_MAX);
            break;
        }
    }
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_message_has_its_gaps_as_silence_passes_over_what_comes_late_and_ends_after_half_a_minute() {
        let queue = Queue::new(4_000);
        let packet = |timestamp: u32, kind| MediaPacket {
            kind,
            timestamp,
            sequence: u64::from(timestamp),
            stream: 1,
            marker: false,
            payload: vec![7; 160].into(),
        };
        for (at, kind) in [(0, Media::Audio), (0, Media::Video), (480, Media::Audio), (160, Media::Audio)] {
            queue.push(packet(at, kind));
        }
        queue.close();
        let message = taken(&queue, Audio::Pcma).await;
        assert_eq!((message.len(), message[159], message[160], message[480]), (640, 7, 0xd5, 7));
        let long = Queue::new(4_000);
        for turn in 0..3_000 {
            long.push(packet(turn * 160, Media::Audio));
        }
        assert_eq!(taken(&long, Audio::Pcmu).await.len(), answering::rules::SAMPLES_MAX);
    }
}

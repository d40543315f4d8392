//! The house speaks in a call: what is said goes out as a telephone's sound does, a fiftieth of a second at a time.

use sip::sdp::{Audio, Kind};
use sip::{MediaPacket, Queue};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::time::{interval, sleep};
use yard::House;

use super::{By, Intercom, IntercomId, Outcome, Refusal, ending};
use crate::answering::{Reply, Saying, rules::silence};
use ground::PersonId;

/// Samples of a packet.
const FRAME: usize = 160;
/// How long a packet lasts.
const PACE: Duration = Duration::from_millis(20);
/// The streams that the house speaks in, counted; those of pages and phones are drawn at random. Who speaks anew into a call is
/// another stream there, since its packets are counted from the beginning again.
static STREAMS: AtomicU32 = AtomicU32::new(0);
/// What is on its way when the last packet is given, before the house hangs up.
const TAIL: Duration = Duration::from_millis(300);

/// Speaks into one call.
pub(super) struct Speaker {
    out: Arc<Queue<MediaPacket>>,
    law: Audio,
    stream: u32,
    sequence: u64,
}

impl Speaker {
    pub(super) fn new(out: Arc<Queue<MediaPacket>>, law: Audio) -> Self {
        Self { out, law, stream: STREAMS.fetch_add(1, Ordering::Relaxed), sequence: 0 }
    }

    /// Says it to its end, or until the call is over.
    pub(super) async fn say(&mut self, samples: &[u8]) {
        let mut pace = interval(PACE);
        let mut marker = true;
        for frame in samples.chunks(FRAME) {
            pace.tick().await;
            if self.out.is_closed() {
                return;
            }
            let mut payload = frame.to_vec();
            payload.resize(FRAME, silence(self.law));
            let timestamp = u32::try_from(self.sequence).unwrap_or(0).wrapping_mul(160);
            let (kind, stream, sequence) = (Kind::Audio, self.stream, self.sequence);
            let payload = payload.into();
            self.out.push(MediaPacket { kind, timestamp, sequence, stream, marker, payload });
            self.sequence += 1;
            marker = false;
        }
    }
}

/// Refuses a visitor with a sentence: it stops ringing everywhere, he hears it, and the house hangs up.
pub(super) async fn reply(
    house: &House,
    intercom: &Intercom,
    (id, person): (IntercomId, PersonId),
    reply: Reply,
) -> Result<(), Refusal> {
    let live = intercom.get(id).ok_or(Refusal::Over)?;
    let law = live.offered.audio.ok_or(Refusal::Silent)?;
    let said = intercom.voice().said(Saying::Reply(reply), live.keeping.tongue).await;
    let said = said.ok_or(Refusal::Silent)?.coded(law);
    let own = By::Person(person);
    // On a telephone he says it himself. A message that is being taken is not kept.
    let is_his = |live: &super::live::Live| {
        let is_his = live.answered.is_none_or(|(by, leg, _)| by == own && leg.is_none());
        if let (true, Some(leaving)) = (is_his, &live.leaving) {
            leaving.taken();
        }
        is_his
    };
    let live = intercom.take_if(id, is_his).ok_or(Refusal::Elsewhere)?;
    let (visitor, speaks) = (live.visitor, intercom.clone());
    ending::settle(house, intercom, &live, (Outcome::Refused, None)).await?;
    intercom.carry(async move {
        let Some(node) = speaks.node() else { return };
        // Whoever is answered already hears it, and one who hung up needs nothing.
        node.answer(visitor).await.ok();
        if let Ok(out) = node.speak(visitor) {
            Speaker::new(out, law).say(&said).await;
            sleep(TAIL).await;
        }
        node.hangup(visitor).await.ok();
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_speaks_anew_into_a_call_is_another_stream_and_goes_on_in_his_own() {
        let out = Arc::new(Queue::new(8));
        let mut first = Speaker::new(out.clone(), Audio::Pcma);
        first.say(&[0x2a; FRAME]).await;
        first.say(&[0x2a; FRAME]).await;
        Speaker::new(out.clone(), Audio::Pcma).say(&[0x2a; FRAME]).await;
        out.close();
        let (one, two) = (out.next().await.unwrap(), out.next().await.unwrap());
        let reply = out.next().await.unwrap();
        assert_eq!((one.stream, two.sequence), (two.stream, one.sequence + 1));
        assert_eq!((reply.stream == one.stream, reply.sequence), (false, 0));
    }
}

//! Telling publishers which layers nobody looks at, so that their machines and lines need not carry them.

#![expect(deprecated, reason = "older clients still read these fields")]

use std::time::{Duration, Instant};

use livekit_protocol::{
    SubscribedCodec, SubscribedQuality, SubscribedQualityUpdate, signal_response::Message,
};

use super::publish::Track;
use super::{Engine, TrackKey};

/// A layer is given up only after nobody wanted it for this long.
const PATIENCE: Duration = Duration::from_secs(6);

/// What a publisher was last told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish {
    /// The best layer somebody wants; `None` when nobody wants any.
    told: Option<u8>,
    less_since: Option<Instant>,
}

impl Wish {
    /// Publishers begin by sending everything.
    pub(crate) fn new() -> Wish {
        Wish { told: Some(2), less_since: None }
    }

    /// What is to be told now, if anything: more at once, less with patience.
    fn renew(&mut self, now: Instant, wanted: Option<u8>) -> Option<Option<u8>> {
        if wanted == self.told {
            self.less_since = None;
            return None;
        }
        if wanted < self.told && now < *self.less_since.get_or_insert(now) + PATIENCE {
            return None;
        }
        *self = Wish { told: wanted, less_since: None };
        Some(wanted)
    }
}

impl Track {
    fn best_wanted(&self) -> Option<u8> {
        self.subs.iter().filter_map(|sub| sub.wanted).max()
    }
}

impl Engine {
    /// Tells the publisher of a simulcast track what is wanted of it, when that has changed.
    pub(crate) fn tell_wish(&mut self, now: Instant, key: TrackKey) {
        let Some(track) = self.tracks.get_mut(key) else { return };
        let wanted = track.best_wanted();
        let Some(told) = track.wish.renew(now, wanted) else { return };
        let qualities: Vec<SubscribedQuality> = (0..3u8)
            .map(|layer| SubscribedQuality { quality: i32::from(layer), enabled: Some(layer) <= told })
            .collect();
        let codec =
            track.codec.map_or_else(|| "vp8".to_owned(), |c| c.spec().codec.to_string().to_lowercase());
        let owner = track.peer;
        let update = SubscribedQualityUpdate {
            track_sid: track.info.sid.clone(),
            subscribed_qualities: qualities.clone(),
            subscribed_codecs: vec![SubscribedCodec { codec, qualities }],
        };
        self.signal(owner, Message::SubscribedQualityUpdate(update));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_told_at_once_and_less_with_patience() {
        #[expect(clippy::disallowed_methods, reason = "virtual time needs a beginning")]
        let now = Instant::now();
        let mut wish = Wish::new();
        assert_eq!(wish.renew(now, Some(0)), None);
        assert_eq!(wish.renew(now + PATIENCE, Some(0)), Some(Some(0)));
        assert_eq!(wish.renew(now + PATIENCE, Some(1)), Some(Some(1)));
        assert_eq!(wish.renew(now + PATIENCE, None), None);
        assert_eq!(wish.renew(now + PATIENCE * 2, Some(1)), None);
        assert_eq!(wish.renew(now + PATIENCE * 2, None), None);
        assert_eq!(wish.renew(now + PATIENCE * 3, None), Some(None));
    }
}

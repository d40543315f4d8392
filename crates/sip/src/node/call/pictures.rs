//! Wishes for whole pictures, and INFO requests: bounded, however often the other side wishes and however slowly it answers.

use std::collections::VecDeque;
use std::time::Duration;

use rsipstack::sip::Header;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};

use super::{Call, Command, Phase};
use crate::node::locked;
use crate::node::types::{Event, Failure};

/// The other side's wishes for a picture are told once in this time; those between are told together at its end.
const PACE: Duration = Duration::from_millis(500);
/// How long an INFO request is given before the next one goes. Over UDP it was sent four times then.
const PATIENCE: Duration = Duration::from_secs(4);
/// Keys that wait to be sent in INFO.
const KEYS_MAX: usize = 64;

/// Asks a station for a whole picture (RFC 5168).
const FAST_UPDATE: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?><media_control><vc_primitive><to_encoder>\
                           <picture_fast_update/></to_encoder></vc_primitive></media_control>";

/// When the other side's wish for a picture was told last, and when the next is to be.
#[derive(Default)]
pub(super) struct Wanted {
    last: Option<Instant>,
    pub(super) due: Option<Instant>,
}

/// The INFO requests of a call: one is on its way, the others wait.
pub(super) struct Infos {
    on_its_way: bool,
    keys: VecDeque<String>,
    picture: bool,
    over: (mpsc::Sender<()>, mpsc::Receiver<()>),
}

impl Default for Infos {
    fn default() -> Self {
        Self { on_its_way: false, keys: VecDeque::new(), picture: false, over: mpsc::channel(1) }
    }
}

impl Infos {
    /// Comes back when the one on its way is over.
    pub(super) async fn over(&mut self) {
        // We hold a sender ourselves, so it never closes.
        self.over.1.recv().await;
    }
}

impl Call {
    /// Asks the other side for a whole picture.
    pub(super) async fn picture(&mut self) -> Result<(), Failure> {
        if self.agreed.as_ref().is_none_or(|agreed| agreed.video.is_none()) {
            return Ok(());
        }
        self.hand.wishes.send(super::Wish::Picture).await.map_err(|_| Failure::Gone)?;
        if self.dialog.state().is_confirmed() {
            self.picture_by_info();
        } else {
            self.picture_waits = true;
        }
        Ok(())
    }

    /// The same by INFO alone.
    pub(super) fn picture_by_info(&mut self) {
        self.infos.picture = self.phase == Phase::Answered;
        self.next_info();
    }

    /// Presses a key by INFO.
    pub(super) fn key_by_info(&mut self, body: String) {
        if self.phase == Phase::Answered && self.infos.keys.len() < KEYS_MAX {
            self.infos.keys.push_back(body);
            self.next_info();
        }
    }

    /// The INFO request on its way is over.
    pub(super) fn info_over(&mut self) {
        self.infos.on_its_way = false;
        self.next_info();
    }

    /// Sends the next INFO request, where none is on its way.
    fn next_info(&mut self) {
        if self.infos.on_its_way {
            return;
        }
        let (kind, body) = match self.infos.keys.pop_front() {
            Some(key) => ("application/dtmf-relay", key),
            None if std::mem::take(&mut self.infos.picture) => {
                ("application/media_control+xml", FAST_UPDATE.to_owned())
            }
            None => return,
        };
        self.infos.on_its_way = true;
        let (dialog, over) = (self.dialog.clone(), self.infos.over.0.clone());
        self.inner.spawn(async move {
            let headers = vec![Header::ContentType(kind.into())];
            // A station that does not understand it says so, and that is all.
            timeout(PATIENCE, dialog.info(Some(headers), Some(body.into_bytes()))).await.ok();
            // The call may be over.
            over.send(()).await.ok();
        });
    }

    /// The other side wants a picture: tells whoever it is bridged with, and whoever reads the events.
    pub(super) async fn wants_picture(&mut self) {
        let now = Instant::now();
        if let Some(next) = self.wanted.last.map(|last| last + PACE).filter(|next| now < *next) {
            self.wanted.due = Some(next);
            return;
        }
        self.wanted = Wanted { last: Some(now), due: None };
        let peer = self.inner.entry(self.id).ok().and_then(|entry| *locked(&entry.peer));
        if let Some(peer) = peer
            && !self.inner.nudge(peer, Command::Picture)
        {
            self.wanted.due = Some(now + PACE);
        }
        self.tell(Event::WantsPicture { call: self.id }).await;
    }
}

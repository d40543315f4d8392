//! Requests within a call: keys, wishes for a picture, a call that is held or taken up again, and its timer.

use rsipstack::dialog::dialog::TransactionHandle;
use rsipstack::sip::prelude::HeadersExt;
use rsipstack::sip::{Header, Method, Request, StatusCode};
use tokio::time::Instant;

use super::{Call, say};
use crate::dtmf;
use crate::node::requests::ALLOW;
use crate::node::types::{Ending, Event};
use crate::sdp::{self, Description, Direction, Ours};
use crate::session;

impl Call {
    pub(super) fn session_headers(&self) -> Vec<Header> {
        let mut headers = vec![Header::Allow(ALLOW.into()), Header::Supported("timer".into())];
        if let Some(timer) = self.timer {
            headers.push(Header::SessionExpires(timer.header().into()));
            if self.timed && !timer.ours {
                headers.push(Header::Require("timer".into()));
            }
        }
        headers
    }

    pub(super) fn refresh_due(&mut self) {
        self.due = self.timer.map(|timer| Instant::now() + timer.due());
    }

    /// An INFO request: a key, or a wish for a picture.
    pub(super) async fn asked(&mut self, request: &Request, handle: &TransactionHandle) {
        let kind = request.header_value("Content-Type").unwrap_or_default();
        if let Some(digit) = dtmf::read_info(&kind, &request.body) {
            say(handle, StatusCode::OK).await;
            if let Some(digit) = self.ear.info(self.inner.now(), digit) {
                self.tell(Event::Digit { call: self.id, digit }).await;
            }
        } else if kind.to_ascii_lowercase().starts_with("application/media_control+xml") {
            say(handle, StatusCode::OK).await;
            if request.body.windows(19).any(|window| window == b"picture_fast_update") {
                self.wants_picture().await;
            }
        } else if request.body.is_empty() {
            say(handle, StatusCode::OK).await;
        } else {
            say(handle, StatusCode::UnsupportedMediaType).await;
        }
    }

    /// A re-INVITE or UPDATE: held, taken up again, moved, or only refreshed.
    pub(super) async fn renewed(&mut self, request: &Request, handle: &TransactionHandle) {
        if let Some(wish) =
            request.header_value("Session-Expires").and_then(|value| session::Wish::read(&value))
        {
            let supported = request.header_contains_token("Supported", "timer");
            if let session::Verdict::Agreed(timer) = session::as_called(Some(wish), supported) {
                self.timer = Some(timer);
                self.timed = supported;
            }
        }
        self.refresh_due();
        let mut headers = self.session_headers();
        if request.body.is_empty() && request.method == Method::Update {
            handle.respond(StatusCode::OK, Some(headers), None).await.ok();
            return;
        }
        headers.push(Header::ContentType("application/sdp".into()));
        if request.body.is_empty() {
            // It wants our offer: what we have is what we offer.
            let text = self.text.clone().into_bytes();
            handle.respond(StatusCode::OK, Some(headers), Some(text)).await.ok();
            return;
        }
        let ours = Ours { version: self.ours.version + 1, ..self.ours };
        let answer = Description::read(&request.body).ok().and_then(|offer| sdp::answer(&offer, &ours).ok());
        let Some((text, agreed)) = answer else {
            say(handle, StatusCode::NotAcceptableHere).await;
            return;
        };
        let quiet = |direction| matches!(direction, Direction::Neither | Direction::Listens);
        let held = agreed.audio.as_ref().is_none_or(|one| quiet(one.direction))
            && agreed.video.as_ref().is_none_or(|one| quiet(one.direction));
        self.ours = ours;
        self.text.clone_from(&text);
        self.take_up(agreed).await.ok();
        handle.respond(StatusCode::OK, Some(headers), Some(text.into_bytes())).await.ok();
        if held != self.held {
            self.held = held;
            self.tell(Event::Held { call: self.id, held }).await;
        }
    }

    /// The session's timer: time to refresh, or time to give up.
    pub(super) async fn due(&mut self) -> Option<Ending> {
        let timer = self.timer?;
        if !timer.ours {
            return Some(Ending::Lost);
        }
        self.due = None;
        let (dialog, done) = (self.dialog.clone(), self.refreshed.0.clone());
        let headers = vec![
            Header::ContentType("application/sdp".into()),
            Header::Supported("timer".into()),
            Header::SessionExpires(format!("{};refresher=uac", timer.seconds).into()),
        ];
        let text = self.text.clone().into_bytes();
        self.inner.spawn(async move {
            let answer = dialog.reinvite(Some(headers), Some(text)).await;
            let fine = matches!(answer, Ok(Some(answer)) if u16::from(answer.status_code.clone()) / 100 == 2);
            done.send(fine).await.ok();
        });
        None
    }

    pub(super) fn refresh_answered(&mut self, fine: bool) -> Option<Ending> {
        if !fine {
            return Some(Ending::Lost);
        }
        self.refresh_due();
        None
    }
}

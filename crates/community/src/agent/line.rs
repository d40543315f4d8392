//! A WebSocket with whoever calls: texts in both directions, each within its time.

use ::pass::Unheard;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use ground::{Denied, Fault};
use serde::Serialize;
use std::time::Duration;
use tokio::time::timeout;

use super::rules::WRITE_MAX;

/// Why a conversation ended.
#[derive(Debug, thiserror::Error)]
pub(super) enum Ended {
    /// The other side went, or the line broke.
    #[error("the line ended")]
    Gone,
    /// The other side says or takes nothing.
    #[error("nothing was heard or taken in time")]
    Silent,
    /// Nobody was paired or scanned who says that.
    #[error("a stranger")]
    Stranger,
    /// What was said is not signed as it must be, or no word of an agent.
    #[error("a message: {0}")]
    Unheard(#[from] Unheard),
    /// The agent speaks of more faces than one may have.
    #[error("faces without end")]
    Faces,
    /// The agent signed a log that no agent writes.
    #[error("a log that is none")]
    Log,
    /// The agent was struck off.
    #[error("the agent was struck off")]
    Struck,
    /// Another link of the same agent began.
    #[error("another link of this agent began")]
    Newer,
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Ours.
    #[error("{}", .0.chain())]
    Fault(#[from] Fault),
}

ground::faults!(Ended);

/// The line.
pub(super) struct Line(WebSocket);

impl Line {
    pub(super) const fn new(socket: WebSocket) -> Self {
        Self(socket)
    }

    /// Says something.
    pub(super) async fn send(&mut self, text: String) -> Result<(), Ended> {
        match timeout(WRITE_MAX, self.0.send(Message::Text(Utf8Bytes::from(text)))).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Ended::Gone),
            Err(_) => Err(Ended::Silent),
        }
    }

    /// Hears the next text. Where this is given up while it waits, nothing is lost.
    pub(super) async fn next(&mut self) -> Result<Utf8Bytes, Ended> {
        loop {
            match self.0.recv().await {
                Some(Ok(Message::Text(text))) => return Ok(text),
                Some(Ok(Message::Binary(_) | Message::Close(_)) | Err(_)) | None => return Err(Ended::Gone),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            }
        }
    }

    /// The same within a time.
    pub(super) async fn within(&mut self, span: Duration) -> Result<Utf8Bytes, Ended> {
        timeout(span, self.next()).await.map_err(|_| Ended::Silent)?
    }
}

/// A word as it travels.
pub(super) fn written<T: Serialize>(word: &T) -> Result<String, Fault> {
    use ground::Because as _;
    serde_json::to_string(word).because("writing a word of doors")
}

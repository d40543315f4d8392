//! The stream: what happened to me, as numbered frames over one WebSocket, resumed after any number.
//!
//! A slow reader is closed with 1013 and resumes; ephemeral frames carry no number.

use aide::axum::ApiRouter;
use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use axum::routing::get;
use ground::bus::{Note, Subject};
use ground::{Because, Fault, Person, PersonId, Problem};
use serde::Deserialize;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;

use crate::House;
use crate::account::sessions;
use crate::wire::{Query, SignedIn};

/// Seconds that one write may take before the reader counts as slow.
const WRITE_MAX: Duration = Duration::from_secs(10);
/// Seconds between pings that find out whether anyone is there.
const PING: Duration = Duration::from_secs(30);
/// "Try again later" (RFC 6455, IANA registry).
const SLOW: u16 = 1013;
/// "Policy violation" (RFC 6455): whoever opened the stream is signed in no longer.
const OVER: u16 = 1008;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().route("/stream", get(open))
}

#[derive(Deserialize)]
struct From {
    #[serde(default)]
    after: i64,
}

async fn open(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Query(from): Query<From>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Problem> {
    if !is_ours(&headers) {
        return Err(Problem::forbidden(
            "session.header_missing",
            "a stream is opened by a page of this house",
        ));
    }
    // The socket's task ends when either side closes; the server's graceful stop closes them all.
    Ok(upgrade.max_message_size(4_096).on_upgrade(move |socket| async move {
        if let Err(fault) = carry(socket, &house, who, from.after).await {
            tracing::debug!(fault = %fault.chain(), "a stream ended");
        }
    }))
}

/// A browser names the page that opens a socket; a page of another site, or of a sibling's, is not ours.
/// Programs name none.
fn is_ours(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()) else { return true };
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host))
}

async fn carry(mut socket: WebSocket, house: &House, who: Person, mut after: i64) -> Result<(), Fault> {
    let person = who.person;
    let mut told = house.db.bus().listen(Subject::Person(person));
    loop {
        if !sessions::stands(house, who.device).await? {
            return end(&mut socket, OVER, "the session has ended").await;
        }
        after = catch_up(&mut socket, house, person, after).await?;
        tokio::select! {
            note = told.recv() => match note {
                Ok(Note::Passing(frame)) => write(&mut socket, &frame).await?,
                Ok(Note::New) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return Ok(()),
            },
            () = tokio::time::sleep(PING) => send(&mut socket, Message::Ping(bytes::Bytes::new())).await?,
            heard = socket.recv() => match heard {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Ok(()),
                Some(Ok(_)) => {}
            },
        }
    }
}

async fn catch_up(
    socket: &mut WebSocket,
    house: &House,
    person: PersonId,
    mut after: i64,
) -> Result<i64, Fault> {
    loop {
        let mut view = house.db.view().await?;
        let frames = ground::stream::after(&mut view, person, after).await?;
        drop(view);
        let Some(last) = frames.last() else { return Ok(after) };
        after = last.seq;
        for frame in &frames {
            let text = serde_json::to_string(frame).because("writing a frame")?;
            write(socket, &text).await?;
        }
    }
}

async fn write(socket: &mut WebSocket, frame: &str) -> Result<(), Fault> {
    send(socket, Message::Text(Utf8Bytes::from(frame))).await
}

async fn send(socket: &mut WebSocket, message: Message) -> Result<(), Fault> {
    match tokio::time::timeout(WRITE_MAX, socket.send(message)).await {
        Ok(sent) => sent.because("writing to a stream"),
        Err(_) => {
            end(socket, SLOW, "slow").await?;
            Err(Fault::new("a slow reader was closed"))
        }
    }
}

/// Says why and closes; whoever does not take even that is cut.
async fn end(socket: &mut WebSocket, code: u16, why: &'static str) -> Result<(), Fault> {
    let close = CloseFrame { code, reason: Utf8Bytes::from_static(why) };
    let told = tokio::time::timeout(Duration::from_secs(1), socket.send(Message::Close(Some(close)))).await;
    if told.is_ok() { Ok(()) } else { Err(Fault::new("a slow reader was cut")) }
}

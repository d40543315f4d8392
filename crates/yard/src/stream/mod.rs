//! The stream: what happened to me, as numbered frames over one WebSocket, resumed after any number.
//!
//! A slow reader is closed with 1013 and resumes; ephemeral frames carry no number, and who misses some is told so
//! (`stream.missed`). A stream ends with what opened it: a session that is signed out, or a service account that is revoked
//! or over, is closed with 1008 before the next frame.

use aide::axum::ApiRouter;
use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use axum::routing::get;
use ground::bus::{Bus, Note, Subject};
use ground::{Because, Caller, Fault, Person, PersonId, Problem, Service};
use serde::Deserialize;
use std::time::Duration;
use tokio::time::Instant;

use crate::House;
use crate::wire::{Anyone, Query};
use crate::{account, org, service};

/// Seconds that one write may take before the reader counts as slow.
const WRITE_MAX: Duration = Duration::from_secs(10);
/// Bytes that one says on a stream, at most.
const HEARD_MAX: usize = 4_096;
/// Bytes that are kept ready for it: thousands listen and hardly say anything.
const HEARD_AT_ONCE: usize = 256;
/// Seconds between pings that find out whether anyone is there.
const PING: Duration = Duration::from_secs(30);
/// A program whose day has nearly come is asked for no more often than this.
const SHORTEST: Duration = Duration::from_millis(50);
/// "Try again later" (RFC 6455, IANA registry).
const SLOW: u16 = 1013;
/// "Policy violation" (RFC 6455): whoever listened may no more.
const OVER: u16 = 1008;

/// What a reader is told who missed ephemeral frames: to look again at what they would have been about.
const MISSED: &str = r#"{"topic":"stream","kind":"stream.missed","body":{}}"#;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().route("/stream", get(open))
}

#[derive(Deserialize)]
struct From {
    #[serde(default)]
    after: i64,
}

/// Who listens.
enum Listener {
    /// A person on one of his devices.
    Person(Person),
    /// A program of an organisation.
    Program(Service),
}

impl Listener {
    /// Whoever may listen.
    async fn of(house: &House, caller: Caller) -> Result<Self, Problem> {
        match caller {
            // The stream begins with all that ever happened to the person.
            Caller::Person(who) | Caller::Keeper(who) if who.limited => Err(Problem::second_proof()),
            Caller::Person(who) | Caller::Keeper(who) => Ok(Self::Person(who)),
            Caller::Service(program) => {
                let org = program.org.ok_or(ground::Denied)?;
                house.db.view().await?.permit(program.clone(), "org.events", &org::resource(org))?;
                Ok(Self::Program(program))
            }
            _ => Err(Problem::unauthenticated()),
        }
    }

    /// Whose stream it is.
    const fn stream(&self) -> PersonId {
        match self {
            Self::Person(who) => who.person,
            Self::Program(program) => service::stream_of(program.id),
        }
    }

    /// Whether its end is told on the stream itself. The end of a program's is not.
    const fn is_told(&self) -> bool {
        matches!(self, Self::Person(_))
    }

    /// For how long nothing need be asked; `None` where this one may listen no more.
    async fn stands(&self, house: &House) -> Result<Option<Duration>, Fault> {
        let mut view = house.db.view().await?;
        Ok(match self {
            Self::Person(who) => {
                account::store::session_stands(&mut view, who.person, who.device).await?.then_some(PING)
            }
            Self::Program(program) => {
                let until = service::stands(&mut view, program.id).await?;
                until.map(|until| until.since(view.now()).clamp(SHORTEST, PING))
            }
        })
    }
}

async fn open(
    State(house): State<House>,
    Anyone(caller): Anyone,
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
    let who = Listener::of(&house, caller).await?;
    // The socket's task ends when either side closes; the server's graceful stop closes them all.
    let upgrade = upgrade.max_message_size(HEARD_MAX).read_buffer_size(HEARD_AT_ONCE);
    Ok(upgrade.on_upgrade(move |socket| async move {
        if let Err(fault) = carry(socket, &house, &who, from.after).await {
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

/// While it is there, its person has a stream; those who show that are told when it begins and when it ended.
struct There {
    bus: Bus,
    person: PersonId,
}

impl There {
    fn new(bus: &Bus, person: PersonId) -> Self {
        let there = Self { bus: bus.clone(), person };
        there.tell();
        there
    }

    fn tell(&self) {
        self.bus.pass(Subject::Presence, &self.person.to_string());
    }
}

impl Drop for There {
    fn drop(&mut self) {
        self.tell();
    }
}

async fn carry(mut socket: WebSocket, house: &House, who: &Listener, mut after: i64) -> Result<(), Fault> {
    let person = who.stream();
    // Dropped after what listens: then nobody listens any longer.
    let _there;
    let mut told = house.db.bus().listen(Subject::Person(person));
    _there = who.is_told().then(|| There::new(house.db.bus(), person));
    // What is asked now and then is boxed: its room is given back, and thousands of streams stand still most of the time.
    let (mut look, mut ask, mut due) = (true, true, Instant::now());
    loop {
        // Whatever ends what opened the stream is told on it, too, and stands before whatever passes later.
        if ask || Instant::now() >= due {
            let Some(quiet) = Box::pin(who.stands(house)).await? else {
                let close = CloseFrame { code: OVER, reason: Utf8Bytes::from_static("over") };
                return send(&mut socket, Message::Close(Some(close))).await;
            };
            due = Instant::now() + quiet;
        }
        if look {
            after = Box::pin(catch_up(&mut socket, house, person, after)).await?;
        }
        (look, ask) = (true, true);
        tokio::select! {
            note = told.recv() => match note {
                // Nothing durable came with it.
                Note::Passing(frame) => {
                    write(&mut socket, &frame).await?;
                    (look, ask) = (false, !who.is_told());
                }
                Note::New => {}
                Note::Missed => write(&mut socket, MISSED).await?,
            },
            () = tokio::time::sleep_until(due) => send(&mut socket, Message::Ping(bytes::Bytes::new())).await?,
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

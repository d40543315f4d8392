//! The wire: for whoever turns to the house, and for keepers.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State as Of;
use axum::http::{HeaderName, StatusCode, header};
use ground::{Caller, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::asker::{self, Key, Writing};
use super::views::{TicketBrief, TicketView, WaitingTicket};
use super::{Kind, Refusal, State, TicketId, actions};
use crate::House;
use crate::risk;
use crate::seal;
use crate::wire::{Address, Anyone, Json, Path, Query, SignedIn};

/// Answers that tell a code are kept nowhere.
type NoStore = [(HeaderName, &'static str); 1];
const NO_STORE: NoStore = [(header::CACHE_CONTROL, "no-store")];

/// Tickets on a page that says nothing else, and at most.
const USUAL: u32 = 50;
const MOST: u32 = 200;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    askers().merge(desk())
}

fn askers() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/tickets",
            post_with(write, |op| {
                op.id("ticket.write")
                    .with(seal::mark)
                    .summary("Turn to the house: feedback, a question, a complaint.")
                    .response::<200, Json<TicketMade>>()
            }),
        )
        .api_route(
            "/tickets/look",
            post_with(look, |op| op.id("ticket.look").with(seal::mark).summary("Read by number and code.")),
        )
        .api_route(
            "/tickets/reply",
            post_with(reply_by_code, |op| {
                op.id("ticket.reply_by_code").with(seal::mark).summary("Go on writing, by number and code.")
            }),
        )
        .api_route(
            "/me/tickets",
            get_with(mine, |op| op.id("ticket.list").summary("What I wrote to the house.")),
        )
        .api_route(
            "/me/tickets/{ticket}",
            get_with(read, |op| op.id("ticket.read").summary("One of mine, with the answers.")),
        )
        .api_route(
            "/me/tickets/{ticket}/reply",
            post_with(reply, |op| op.id("ticket.reply").summary("Go on writing.")),
        )
}

fn desk() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/desk/tickets",
            get_with(queue, |op| op.id("ticket.queue").summary("What waits for an answer.")),
        )
        .api_route(
            "/desk/tickets/{ticket}",
            get_with(open, |op| op.id("ticket.open").summary("Open one; whoever wrote it can see that.")),
        )
        .api_route(
            "/desk/tickets/{ticket}/answer",
            post_with(answer, |op| op.id("ticket.answer").summary("Answer.")),
        )
        .api_route(
            "/desk/tickets/{ticket}/close",
            post_with(close, |op| op.id("ticket.close").summary("Close what was answered.")),
        )
}

/// The answer to a challenge.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TicketProof {
    /// The challenge.
    challenge: String,
    /// The nonce, in decimal.
    nonce: String,
}

/// What somebody writes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TicketWish {
    /// What for.
    kind: Kind,
    /// What: 4000 characters at most.
    text: String,
    /// How to reach you; leave it out where you need not be reached otherwise.
    contact: Option<String>,
    /// The proof of work; needed from whoever is not signed in.
    proof: Option<TicketProof>,
}

/// A ticket was opened.
#[derive(Serialize, JsonSchema)]
struct TicketMade {
    /// The ticket.
    id: TicketId,
    /// Its number.
    number: String,
    /// With the number it opens the answer; told once, to whoever is not signed in.
    code: Option<String>,
    /// By when you have an answer.
    due_at: Timestamp,
}

async fn write(
    Of(house): Of<House>,
    Anyone(caller): Anyone,
    Address(from): Address,
    Json(wish): Json<TicketWish>,
) -> Result<(NoStore, Json<TicketMade>), Problem> {
    if !matches!(caller, Caller::Person(_) | Caller::Keeper(_)) {
        let proof = wish.proof.ok_or(Refusal::ProofWrong)?;
        if !house.proofs.accept(&proof.challenge, &proof.nonce, house.clock.now()) {
            return Err(Refusal::ProofWrong.into());
        }
    }
    risk::sent(&house, caller.person().map_or(risk::Of::Address(from), risk::Of::Person)).await?;
    let writing = Writing { kind: wish.kind, text: &wish.text, contact: wish.contact.as_deref() };
    let made = asker::write(&house, &caller, from, &writing).await?;
    let (row, code) = (made.row, made.code);
    Ok((NO_STORE, Json(TicketMade { id: row.id, number: row.number, code, due_at: row.due_at })))
}

/// Number and code, as they were told.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LookWish {
    /// The number.
    number: String,
    /// The code.
    code: String,
}

async fn look(
    Of(house): Of<House>,
    Address(from): Address,
    Json(wish): Json<LookWish>,
) -> Result<Json<TicketView>, Problem> {
    let key = Key { number: &wish.number, code: &wish.code };
    Ok(Json(asker::look(&house, from, &key).await?.into()))
}

/// More, by number and code.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReplyByCodeWish {
    /// The number.
    number: String,
    /// The code.
    code: String,
    /// What: 4000 characters at most.
    text: String,
}

async fn reply_by_code(
    Of(house): Of<House>,
    Address(from): Address,
    Json(wish): Json<ReplyByCodeWish>,
) -> Result<StatusCode, Problem> {
    let key = Key { number: &wish.number, code: &wish.code };
    asker::reply_by_code(&house, from, &key, &wish.text).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which of my tickets.
#[derive(Deserialize, JsonSchema)]
struct TicketPage {
    /// `next` of the page before; the newest where it is absent.
    before: Option<TicketId>,
    /// Tickets on the page: 50 where it is absent, 200 at most.
    limit: Option<u32>,
}

/// What I wrote to the house.
#[derive(Serialize, JsonSchema)]
struct TicketList {
    /// Newest first.
    items: Vec<TicketBrief>,
    /// To be given as `before` for the next page; null on the last.
    next: Option<TicketId>,
}

fn next<T>(rows: &[T], limit: u32, id: impl Fn(&T) -> TicketId) -> Option<TicketId> {
    let full = u32::try_from(rows.len()).unwrap_or(u32::MAX) >= limit;
    rows.last().filter(|_| full).map(id)
}

async fn mine(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Query(page): Query<TicketPage>,
) -> Result<Json<TicketList>, Problem> {
    let limit = page.limit.unwrap_or(USUAL).clamp(1, MOST);
    let rows = asker::mine(&house, who, page.before, limit).await?;
    let next = next(&rows, limit, |row| row.id);
    Ok(Json(TicketList { items: rows.iter().map(TicketBrief::from).collect(), next }))
}

/// One ticket.
#[derive(Deserialize, JsonSchema)]
struct TicketPath {
    /// The ticket.
    ticket: TicketId,
}

async fn read(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<TicketPath>,
) -> Result<Json<TicketView>, Problem> {
    Ok(Json(asker::read(&house, who, at.ticket).await?.into()))
}

/// More.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReplyWish {
    /// What: 4000 characters at most.
    text: String,
}

async fn reply(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<TicketPath>,
    Json(wish): Json<ReplyWish>,
) -> Result<StatusCode, Problem> {
    asker::reply(&house, who, at.ticket, &wish.text).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which tickets of all.
#[derive(Deserialize, JsonSchema)]
struct QueuePage {
    /// `open` where it is absent.
    state: Option<State>,
    /// `next` of the page before; the oldest where it is absent.
    after: Option<TicketId>,
    /// Tickets on the page: 50 where it is absent, 200 at most.
    limit: Option<u32>,
}

/// What waits for an answer, or did.
#[derive(Serialize, JsonSchema)]
struct QueueList {
    /// Oldest first.
    items: Vec<WaitingTicket>,
    /// To be given as `after` for the next page; null on the last.
    next: Option<TicketId>,
}

async fn queue(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Query(page): Query<QueuePage>,
) -> Result<Json<QueueList>, Problem> {
    let limit = page.limit.unwrap_or(USUAL).clamp(1, MOST);
    let state = page.state.unwrap_or(State::Open);
    let rows = actions::queue(&house, who, state, page.after, limit).await?;
    let next = next(&rows, limit, |row| row.id);
    Ok(Json(QueueList { items: rows.iter().map(WaitingTicket::from).collect(), next }))
}

async fn open(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<TicketPath>,
) -> Result<Json<TicketView>, Problem> {
    Ok(Json(actions::open(&house, who, at.ticket).await?.into()))
}

/// An answer.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AnswerWish {
    /// What: 4000 characters at most.
    text: String,
    /// True where nothing remains to be done.
    #[serde(default)]
    close: bool,
}

async fn answer(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<TicketPath>,
    Json(wish): Json<AnswerWish>,
) -> Result<StatusCode, Problem> {
    actions::answer(&house, who, at.ticket, &wish.text, wish.close).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn close(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<TicketPath>,
) -> Result<StatusCode, Problem> {
    actions::close(&house, who, at.ticket).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! The wire: for whoever turns to the house.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State as Of;
use axum::http::{HeaderName, StatusCode, header};
use ground::{Caller, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::asker::{self, Key, Writing};
use super::views::{TicketBrief, TicketView};
use super::{Kind, Refusal, TicketId};
use crate::House;
use crate::risk;
use crate::seal;
use crate::wire::{Address, Anyone, Json, Path, Query, SignedIn};

/// Answers that tell a code are kept nowhere.
type NoStore = [(HeaderName, &'static str); 1];
const NO_STORE: NoStore = [(header::CACHE_CONTROL, "no-store")];

/// Tickets on a page that says nothing else, and at most.
pub(super) const USUAL: u32 = 50;
pub(super) const MOST: u32 = 200;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    askers().merge(super::desk_http::routes()).merge(super::file_http::routes())
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

pub(super) fn next<T>(rows: &[T], limit: u32, id: impl Fn(&T) -> TicketId) -> Option<TicketId> {
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
pub(super) struct TicketPath {
    /// The ticket.
    pub(super) ticket: TicketId,
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

//! The wire: for whoever sits at a queue.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State as Of;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Answering, Part};
use super::http::{MOST, TicketPath, USUAL, next};
use super::record::{FollowUp, Record};
use super::store::TicketRow;
use super::views::{TicketView, WaitingTicket};
use super::{Channel, Kind, State, TicketId, identity, record as recording};
use crate::House;
use crate::house::InLanguage;
use crate::seal;
use crate::staff::Role;
use crate::wire::{Address, Json, NoStore, Path, Query, SignedIn};

/// The routes of the desk.
pub(super) fn routes() -> ApiRouter<House> {
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
        .api_route(
            "/desk/tickets/record",
            post_with(record, |op| {
                op.id("ticket.record").with(seal::mark).summary("Record a call, an e-mail or a letter.")
            }),
        )
        .api_route(
            "/desk/follow-ups",
            post_with(follow_up, |op| {
                op.id("ticket.follow_up").with(seal::mark).summary("File a follow-up against an account.")
            }),
        )
        .merge(identity())
}

fn identity() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/desk/tickets/{ticket}/check",
            post_with(check, |op| {
                op.id("ticket.check").with(seal::mark).summary("Have a code sent to who calls.")
            }),
        )
        .api_route(
            "/desk/tickets/{ticket}/verify",
            post_with(verify, |op| {
                op.id("ticket.verify").with(seal::mark).summary("Compare the code that was read back.")
            }),
        )
        .api_route(
            "/desk/tickets/{ticket}/person",
            get_with(person, |op| {
                op.id("ticket.person")
                    .summary("Whose account it is, once the identity was checked.")
                    .response::<200, Json<BehindView>>()
            }),
        )
        .api_route(
            "/desk/tickets/{ticket}/freeze",
            post_with(freeze, |op| {
                op.id("ticket.freeze")
                    .summary("Freeze the account of whoever proved to be its person.")
                    .response::<204, ()>()
            }),
        )
}

/// Which tickets of all.
#[derive(Deserialize, JsonSchema)]
struct QueuePage {
    /// `protection` or `support`; all at which one sits where it is absent.
    queue: Option<Role>,
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
    let part = Part { queue: page.queue, state, after: page.after, limit };
    let rows = actions::queue(&house, who, part).await?;
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
    /// What solved the case, to be kept with it; 4000 characters at most.
    resolution: Option<String>,
}

async fn answer(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<TicketPath>,
    Json(wish): Json<AnswerWish>,
) -> Result<StatusCode, Problem> {
    let said = Answering { text: &wish.text, closes: wish.close, resolution: wish.resolution.as_deref() };
    actions::answer(&house, who, at.ticket, &said).await?;
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

/// A call, an e-mail or a letter.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RecordWish {
    /// By which channel it came: `phone`, `mail` or `letter`.
    channel: Channel,
    /// What for.
    kind: Kind,
    /// What was said or written: 4000 characters at most.
    text: String,
    /// How to reach whoever it came from.
    contact: Option<String>,
}

/// It is a ticket.
#[derive(Serialize, JsonSchema)]
struct Recorded {
    /// The ticket.
    id: TicketId,
    /// Its number, to be told.
    number: String,
    /// By when it is answered.
    due_at: Timestamp,
}

impl From<TicketRow> for Recorded {
    fn from(row: TicketRow) -> Self {
        Self { id: row.id, number: row.number, due_at: row.due_at }
    }
}

async fn record(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<RecordWish>,
) -> Result<Json<Recorded>, Problem> {
    let RecordWish { channel, kind, text, contact } = wish;
    let record = Record { channel, kind, text: &text, contact: contact.as_deref() };
    Ok(Json(recording::record(&house, who, &record).await?.into()))
}

/// What was said when the house asked.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FollowUpWish {
    /// The number of the account.
    phone: String,
    /// By which channel.
    channel: Channel,
    /// What was asked and answered: 4000 characters at most.
    text: String,
}

async fn follow_up(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<FollowUpWish>,
) -> Result<Json<Recorded>, Problem> {
    let said = FollowUp { phone: &wish.phone, channel: wish.channel, text: &wish.text };
    Ok(Json(recording::follow_up(&house, who, &said).await?.into()))
}

/// The number that whoever calls says is his.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CheckWish {
    /// The number.
    phone: String,
    /// The language of whoever calls: `zh-CN` (the default) or `en`.
    lang: Option<String>,
}

/// A code is on its way.
#[derive(Serialize, JsonSchema)]
struct Checking {
    /// Until when it is good.
    expires_at: Timestamp,
}

async fn check(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Address(from): Address,
    Path(at): Path<TicketPath>,
    Json(wish): Json<CheckWish>,
) -> Result<Json<Checking>, Problem> {
    let lang = InLanguage::new(wish.lang).lang();
    let expires_at = identity::check(&house, who, at.ticket, &wish.phone, (from, lang)).await?;
    Ok(Json(Checking { expires_at }))
}

/// The code that was read back.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct VerifyWish {
    /// The number it was sent to.
    phone: String,
    /// The code.
    code: String,
}

/// The number is his.
#[derive(Serialize, JsonSchema)]
struct Verified {
    /// Whether it has an account; the ticket is that account's now.
    account: bool,
}

async fn verify(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<TicketPath>,
    Json(wish): Json<VerifyWish>,
) -> Result<Json<Verified>, Problem> {
    let account = identity::verify(&house, who, at.ticket, &wish.phone, wish.code.trim()).await?;
    Ok(Json(Verified { account }))
}

/// By whom the account is known.
#[derive(Serialize, JsonSchema)]
struct BehindView {
    /// The name.
    name: String,
    /// The number, masked.
    phone: Option<String>,
    /// The mail address, masked.
    mail: Option<String>,
    /// Since when there is the account.
    since: Timestamp,
}

async fn person(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<TicketPath>,
) -> Result<(NoStore, Json<BehindView>), Problem> {
    let identity::Behind { name, phone, mail, since } = identity::person(&house, who, at.ticket).await?;
    Ok((NoStore, Json(BehindView { name, phone, mail, since })))
}

async fn freeze(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<TicketPath>,
) -> Result<StatusCode, Problem> {
    identity::freeze(&house, who, at.ticket).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! What keepers do: see what waits, open one, answer, close.

use ground::{Caller, Person};

use super::asker::{self, Shown, show};
use super::store::{self, TicketRow};
use super::{Refusal, Side, State, TicketId, resource, rules};
use crate::House;
use crate::notice::{self, Notice};

/// Tickets in a state, oldest first. The list names nobody and opens nothing.
pub(super) async fn queue(
    house: &House,
    who: Person,
    state: State,
    after: Option<TicketId>,
    limit: u32,
) -> Result<Vec<TicketRow>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "ticket.queue")?;
    Ok(store::queue(&mut view, state, after, limit).await?)
}

/// Opens one: a leaf of the access log that whoever wrote it can read.
pub(super) async fn open(house: &House, who: Person, id: TicketId) -> Result<Shown, Refusal> {
    let mut view = house.db.view().await?;
    let row = store::find(&mut view, id).await?.ok_or(Refusal::Unknown)?;
    view.permit(who, "ticket.open", &resource(row.id, row.person)).map_err(|_| Refusal::Unknown)?;
    drop(view);
    show(house, &Caller::from(who), "ticket.open", row).await
}

/// Answers, and closes where that is wished. Whoever has an account is told.
pub(super) async fn answer(
    house: &House,
    who: Person,
    id: TicketId,
    text: &str,
    closes: bool,
) -> Result<(), Refusal> {
    let text = rules::text(text)?;
    let mut cx = house.db.begin().await?;
    let row = store::lock(&mut cx, id).await?.ok_or(Refusal::Unknown)?;
    cx.permit(who, "ticket.answer", &resource(row.id, row.person)).map_err(|_| Refusal::Unknown)?;
    if row.state == State::Closed {
        return Err(Refusal::Closed);
    }
    asker::add(&mut cx, house, &row, Side::House, Some(who.person), &text).await?;
    store::answered(&mut cx, row.id, closes).await?;
    if row.account {
        let told = Notice::new("ticket.answered").with("number", row.number.as_str());
        notice::tell(&mut cx, house, row.person, &told).await?;
    }
    Ok(cx.commit().await?)
}

/// Closes what was answered.
pub(super) async fn close(house: &House, who: Person, id: TicketId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let row = store::lock(&mut cx, id).await?.ok_or(Refusal::Unknown)?;
    cx.permit(who, "ticket.answer", &resource(row.id, row.person)).map_err(|_| Refusal::Unknown)?;
    match row.state {
        State::Closed => return Ok(()),
        State::Open => return Err(Refusal::Unanswered),
        State::Answered => store::close(&mut cx, row.id).await?,
    }
    Ok(cx.commit().await?)
}

//! What keepers do: see what waits, open one, answer, close.

use ground::{Caller, Ctx, Denied, Person, View};
use vault::Subject;

use super::asker::{self, Shown, show};
use super::store::{self, TicketRow};
use super::{Kind, Refusal, Side, State, TicketId, resource, rules};
use crate::House;
use crate::notice::{self, Notice};
use crate::staff::{self, Role};

/// Which part of what waits.
pub(super) struct Part {
    /// The queue; all at which the caller sits where it is absent.
    pub queue: Option<Role>,
    pub state: State,
    pub after: Option<TicketId>,
    pub limit: u32,
}

/// Tickets in a state, oldest first, of the queues at which the caller sits. The list names nobody and opens nothing.
pub(super) async fn queue(house: &House, who: Person, part: Part) -> Result<Vec<TicketRow>, Refusal> {
    let mut view = house.db.view().await?;
    let mut kinds: Vec<Kind> = Vec::new();
    for role in Role::ALL.into_iter().filter(|role| part.queue.is_none_or(|wanted| wanted == *role)) {
        let staff = staff::holders(&mut view, role).await?;
        match view.permit(who, "ticket.queue", &staff::queue(&staff)) {
            Ok(()) => kinds.extend(Kind::of(role)),
            Err(denied) if part.queue.is_some() => return Err(denied.into()),
            Err(_) => {}
        }
    }
    if kinds.is_empty() {
        return Err(Denied.into());
    }
    Ok(store::queue(&mut view, &kinds, part.state, part.after, part.limit).await?)
}

/// A ticket that this caller may handle: he sits at its queue.
pub(super) async fn found(
    view: &mut View,
    who: Person,
    act: &'static str,
    id: TicketId,
) -> Result<TicketRow, Refusal> {
    let row = store::find(view, id).await?.ok_or(Refusal::Unknown)?;
    let staff = staff::holders(view, row.kind.role()).await?;
    view.permit(who, act, &resource(row.id, row.person, &staff)).map_err(|_| Refusal::Unknown)?;
    Ok(row)
}

/// The same, to be changed.
pub(super) async fn locked(
    cx: &mut Ctx,
    who: Person,
    act: &'static str,
    id: TicketId,
) -> Result<TicketRow, Refusal> {
    let row = store::lock(cx, id).await?.ok_or(Refusal::Unknown)?;
    let staff = staff::holders_now(cx, row.kind.role()).await?;
    cx.permit(who, act, &resource(row.id, row.person, &staff)).map_err(|_| Refusal::Unknown)?;
    Ok(row)
}

/// Opens one: a leaf of the access log that whoever wrote it can read.
pub(super) async fn open(house: &House, who: Person, id: TicketId) -> Result<Shown, Refusal> {
    let mut view = house.db.view().await?;
    let row = found(&mut view, who, "ticket.open", id).await?;
    drop(view);
    show(house, &Caller::from(who), "ticket.open", row).await
}

/// What the house says.
pub(super) struct Answering<'a> {
    pub text: &'a str,
    pub closes: bool,
    /// What solved the case, to be kept with it.
    pub resolution: Option<&'a str>,
}

/// Whether this caller answers a ticket: he sits at its queue.
///
/// # Errors
/// [`Refusal::Unknown`].
pub async fn may_answer(view: &mut View, who: Person, id: TicketId) -> Result<(), Refusal> {
    found(view, who, "ticket.answer", id).await.map(drop)
}

/// Answers, and closes where that is wished. Whoever has an account is told.
pub(super) async fn answer(
    house: &House,
    who: Person,
    id: TicketId,
    said: &Answering<'_>,
) -> Result<(), Refusal> {
    let (text, resolution) = (rules::text(said.text)?, rules::resolution(said.resolution)?);
    let mut cx = house.db.begin().await?;
    let row = locked(&mut cx, who, "ticket.answer", id).await?;
    if row.state == State::Closed {
        return Err(Refusal::Closed);
    }
    asker::add(&mut cx, house, &row, Side::House, Some(who.person), &text).await?;
    store::answered(&mut cx, row.id, said.closes).await?;
    if let Some(words) = resolution {
        let subject = Subject::Person(row.person);
        let sealed = house.vault.seal(&TicketRow::RESOLUTION, subject, row.id.bytes(), &words).await?;
        store::resolve(&mut cx, row.id, &sealed).await?;
    }
    if row.account {
        let told = Notice::new("ticket.answered").with("number", row.number.as_str());
        notice::tell(&mut cx, house, row.person, &told).await?;
    }
    Ok(cx.commit().await?)
}

/// Closes what was answered.
pub(super) async fn close(house: &House, who: Person, id: TicketId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let row = locked(&mut cx, who, "ticket.answer", id).await?;
    match row.state {
        State::Closed => return Ok(()),
        State::Open => return Err(Refusal::Unanswered),
        State::Answered => store::close(&mut cx, row.id).await?,
    }
    Ok(cx.commit().await?)
}

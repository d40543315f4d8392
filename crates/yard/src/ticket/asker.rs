//! What people do who turn to the house: write, read the answer, go on writing — signed in, or by number and code.

use aws_lc_rs::rand;
use ground::{Because, Caller, Ctx, DeviceId, Fault, Person, PersonId, Scope, Timestamp};
use policy::Purpose;
use std::net::IpAddr;
use vault::Subject;

use super::file::store::{self as file_store, FileRow};
use super::store::{self, MessageRow, NewMessage, TicketRow};
use super::{Channel, Kind, MessageId, Refusal, Side, State, TicketId, resource, rules};
use crate::House;
use crate::access::the_house;
use crate::account::Bound;
use crate::account::store::{ADDRESS, count};

/// Messages from one address, and tries of codes, within an hour; messages of one person within a day.
const FROM_ADDRESS: Bound = Bound { kind: "ticket.address", span_s: 3_600, most: 10 };
const OF_PERSON: Bound = Bound { kind: "ticket.person", span_s: 86_400, most: 30 };
const LOOKS: Bound = Bound { kind: "ticket.look.address", span_s: 3_600, most: 60 };
const TRIES: Bound = Bound { kind: "ticket.look.number", span_s: 3_600, most: 30 };
/// Draws of a number before the house gives up: of a hundred million few are taken.
const DRAWS_MAX: u32 = 16;

/// What somebody writes.
pub(super) struct Writing<'a> {
    pub kind: Kind,
    pub text: &'a str,
    pub contact: Option<&'a str>,
}

/// A ticket that was opened.
pub(super) struct Made {
    pub row: TicketRow,
    /// Told once, to whoever has no account.
    pub code: Option<String>,
}

/// Opens a ticket. Whoever is not signed in gets a code beside the number; the proof of work was looked at before.
pub(super) async fn write(
    house: &House,
    caller: &Caller,
    from: IpAddr,
    writing: &Writing<'_>,
) -> Result<Made, Refusal> {
    let text = rules::text(writing.text)?;
    let contact = rules::contact(writing.contact)?;
    if !writing.kind.is_written() {
        return Err(Refusal::KindWrong);
    }
    let mut cx = house.db.begin().await?;
    cx.permit(caller.clone(), "ticket.write", &the_house())?;
    let own = if let Caller::Person(who) | Caller::Keeper(who) = caller { Some(who.person) } else { None };
    let (bound, key) = match own {
        Some(person) => (OF_PERSON, person.bytes()),
        None => (FROM_ADDRESS, house.vault.index(&ADDRESS, &from.to_string())),
    };
    cx = bounded(cx, bound, key).await?;
    let person = own.unwrap_or_else(|| PersonId::fresh(cx.clock()));
    let code = if own.is_some() { None } else { Some(fresh_code()?) };
    let new = New { person, account: own.is_some(), kind: writing.kind, channel: Channel::App };
    let row = begin(&mut cx, house, new, contact).await?;
    let code_index = code.as_ref().map(|code| code_index(house, &row.number, code));
    store::add(&mut cx, &row, code_index).await?;
    add(&mut cx, house, &row, Side::Asker, own, &text).await?;
    cx.commit().await?;
    Ok(Made { row, code })
}

/// A ticket that begins.
pub(super) struct New {
    pub person: PersonId,
    pub account: bool,
    pub kind: Kind,
    pub channel: Channel,
}

/// The row of a ticket that begins now; it is not written yet.
pub(super) async fn begin(
    cx: &mut Ctx,
    house: &House,
    new: New,
    contact: Option<String>,
) -> Result<TicketRow, Fault> {
    let (id, number) = (TicketId::fresh(cx.clock()), fresh_number(cx).await?);
    let New { person, account, kind, channel } = new;
    let contact = match contact {
        Some(contact) => {
            Some(house.vault.seal(&TicketRow::CONTACT, Subject::Person(person), id.bytes(), &contact).await?)
        }
        None => None,
    };
    Ok(TicketRow {
        id,
        number,
        person,
        account,
        kind,
        state: State::Open,
        opened_at: cx.now(),
        due_at: due(house, kind, cx.now())?,
        overdue_at: None,
        answered_at: None,
        closed_at: None,
        reopened: 0,
        channel,
        verified_at: None,
        contact,
        resolution: None,
    })
}

/// Counts one more; what was counted stays counted when it was one too many.
async fn bounded(mut cx: Ctx, bound: Bound, key: [u8; 16]) -> Result<Ctx, Refusal> {
    if count(&mut cx, bound, key).await? <= i64::from(bound.most) {
        return Ok(cx);
    }
    let after_s = bound.left_s(cx.now());
    cx.commit().await?;
    Err(Refusal::TooMany { after_s })
}

/// When the policy wants an answer to what came now.
pub(super) fn due(house: &House, kind: Kind, now: Timestamp) -> Result<Timestamp, Fault> {
    let number = house.policy.number(kind.clock()).because("the policy lacks the clock of a ticket")?;
    Ok(rules::due(number.value, now))
}

/// Seals and adds a message.
pub(super) async fn add(
    cx: &mut Ctx,
    house: &House,
    to: &TicketRow,
    side: Side,
    author: Option<PersonId>,
    text: &String,
) -> Result<(), Fault> {
    let id = MessageId::fresh(cx.clock());
    let sealed = house.vault.seal(&MessageRow::TEXT, Subject::Person(to.person), id.bytes(), text).await?;
    let new = NewMessage { id, ticket: to.id, person: to.person, side, author, text: &sealed };
    store::add_message(cx, new).await
}

/// Eight digits that no ticket has.
async fn fresh_number(cx: &mut Ctx) -> Result<String, Fault> {
    for _ in 0..DRAWS_MAX {
        let mut bytes = [0; 4];
        rand::fill(&mut bytes).map_err(|_| Fault::new("no randomness"))?;
        let number = format!("{:08}", u32::from_be_bytes(bytes) % 100_000_000);
        if !store::is_taken(cx, &number).await? {
            return Ok(number);
        }
    }
    Err(Fault::new("no number for a ticket was free"))
}

/// Sixteen signs without those that look like others: eighty bits.
fn fresh_code() -> Result<String, Fault> {
    const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";
    let mut bytes = [0; 16];
    rand::fill(&mut bytes).map_err(|_| Fault::new("no randomness"))?;
    Ok(bytes.iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect())
}

fn code_index(house: &House, number: &str, code: &str) -> [u8; 16] {
    house.vault.index(&store::CODE, &format!("{number}\n{code}"))
}

/// A message in the open.
pub(super) struct Said {
    pub side: Side,
    pub at: Timestamp,
    pub text: String,
}

/// A ticket in the open.
pub(super) struct Shown {
    pub row: TicketRow,
    pub said: Vec<Said>,
    pub files: Vec<FileRow>,
    pub contact: Option<String>,
    pub resolution: Option<String>,
}

/// Opens what stands in a ticket.
pub(super) async fn show(
    house: &House,
    caller: &Caller,
    act: &str,
    row: TicketRow,
) -> Result<Shown, Refusal> {
    let mut view = house.db.view().await?;
    let messages = store::messages(&mut view, &row).await?;
    let files = file_store::of_ticket(&mut view, row.id).await?;
    drop(view);
    // One act, one leaf: contact and resolution stand before the messages.
    let sealed =
        row.contact.iter().chain(&row.resolution).chain(messages.iter().map(|message| &message.text));
    let look = house.vault.look(caller, Purpose::Support).act(act).reason(&row.number);
    let mut opened = look.open_many(sealed).await?.into_iter().map(vault::Opened::into_inner);
    let contact = if row.contact.is_some() { opened.next() } else { None };
    let resolution = if row.resolution.is_some() { opened.next() } else { None };
    let said = messages
        .iter()
        .zip(opened)
        .map(|(message, text)| Said { side: message.side, at: message.at, text })
        .collect();
    Ok(Shown { row, said, files, contact, resolution })
}

/// One's own tickets, newest first.
pub(super) async fn mine(
    house: &House,
    who: Person,
    before: Option<TicketId>,
    limit: u32,
) -> Result<Vec<TicketRow>, Refusal> {
    let mut view = house.db.view().await?;
    let Scope::Own(person) = view.scope(who, "ticket.list")? else { return Ok(Vec::new()) };
    Ok(store::of_person(&mut view, person, before, limit).await?)
}

/// One of one's own.
pub(super) async fn read(house: &House, who: Person, id: TicketId) -> Result<Shown, Refusal> {
    let mut view = house.db.view().await?;
    let row = store::find(&mut view, id).await?.ok_or(Refusal::Unknown)?;
    view.permit(who, "ticket.read", &resource(row.id, row.person, &[])).map_err(|_| Refusal::Unknown)?;
    drop(view);
    show(house, &Caller::from(who), "ticket.read", row).await
}

/// Goes on writing; an answered or closed ticket is open again, with a fresh clock.
pub(super) async fn reply(house: &House, who: Person, id: TicketId, text: &str) -> Result<(), Refusal> {
    let text = rules::text(text)?;
    let cx = house.db.begin().await?;
    let mut cx = counted(cx, who.person).await?;
    let row = store::lock(&mut cx, id).await?.ok_or(Refusal::Unknown)?;
    cx.permit(who, "ticket.reply", &resource(row.id, row.person, &[])).map_err(|_| Refusal::Unknown)?;
    go_on(&mut cx, house, &row, Some(who.person), &text).await?;
    Ok(cx.commit().await?)
}

/// Counts one more of what a person writes or attaches.
pub(super) async fn counted(cx: Ctx, person: PersonId) -> Result<Ctx, Refusal> {
    bounded(cx, OF_PERSON, person.bytes()).await
}

async fn go_on(
    cx: &mut Ctx,
    house: &House,
    row: &TicketRow,
    author: Option<PersonId>,
    text: &String,
) -> Result<(), Fault> {
    add(cx, house, row, Side::Asker, author, text).await?;
    wake(cx, house, row).await
}

/// Opens a ticket again to which its asker added something.
pub(super) async fn wake(cx: &mut Ctx, house: &House, row: &TicketRow) -> Result<(), Fault> {
    if row.state != State::Open {
        let due = due(house, row.kind, cx.now())?;
        store::reopen(cx, row.id, due).await?;
    }
    Ok(())
}

/// Number and code, as they were told.
pub(super) struct Key<'a> {
    pub number: &'a str,
    pub code: &'a str,
}

/// The ticket of number and code; tries are counted by address and by number.
async fn by_key(house: &House, from: IpAddr, key: &Key<'_>) -> Result<(Ctx, TicketRow, Person), Refusal> {
    if key.number.len() > 16 || key.code.len() > 64 {
        return Err(Refusal::Unknown);
    }
    let cx = house.db.begin().await?;
    let cx = bounded(cx, LOOKS, house.vault.index(&ADDRESS, &from.to_string())).await?;
    let mut cx = bounded(cx, TRIES, house.vault.index(&store::CODE, key.number)).await?;
    let code = code_index(house, key.number, &key.code.trim().to_lowercase());
    let Some(row) = store::by_code(&mut cx, key.number, code).await? else {
        cx.commit().await?; // the try counts
        return Err(Refusal::Unknown);
    };
    // Whoever holds the code is the subject of this ticket, and nobody else.
    let device = DeviceId::from_bytes([0; 16]);
    let who = Person { person: row.person, device, keeper: false, limited: false };
    cx.permit(who, "ticket.read", &resource(row.id, row.person, &[]))?;
    Ok((cx, row, who))
}

/// Reads by number and code.
pub(super) async fn look(house: &House, from: IpAddr, key: &Key<'_>) -> Result<Shown, Refusal> {
    let (cx, row, who) = by_key(house, from, key).await?;
    cx.commit().await?;
    show(house, &Caller::from(who), "ticket.look", row).await
}

/// Goes on writing by number and code.
pub(super) async fn reply_by_code(
    house: &House,
    from: IpAddr,
    key: &Key<'_>,
    text: &str,
) -> Result<(), Refusal> {
    let text = rules::text(text)?;
    let (mut cx, row, who) = by_key(house, from, key).await?;
    cx.permit(who, "ticket.reply", &resource(row.id, row.person, &[]))?;
    go_on(&mut cx, house, &row, None, &text).await?;
    Ok(cx.commit().await?)
}

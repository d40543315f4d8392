//! What did not come by the pages of the house: calls, e-mails and letters, recorded at the desk; the house's own calls to
//! whoever has an account; and the case that a frozen account opens.

use ground::{Ctx, Fault, Person, PersonId};

use super::asker::{self, New};
use super::store::{self, TicketRow};
use super::{Channel, Kind, Refusal, Side, State, TicketId, rules};
use crate::House;
use crate::account::{NumberRow, Phone, store as accounts};
use crate::notice::{self, Notice};
use crate::staff::{self, Role};

/// What is recorded of a call, an e-mail or a letter.
pub(super) struct Record<'a> {
    pub channel: Channel,
    pub kind: Kind,
    pub text: &'a str,
    pub contact: Option<&'a str>,
}

/// Records it as a ticket of whoever it came from: a subject of its own until it is known who that is.
pub(super) async fn record(house: &House, who: Person, record: &Record<'_>) -> Result<TicketRow, Refusal> {
    let (text, contact) = (rules::text(record.text)?, rules::contact(record.contact)?);
    if record.channel == Channel::App {
        return Err(Refusal::ChannelWrong);
    }
    if !record.kind.is_written() {
        return Err(Refusal::KindWrong);
    }
    let mut cx = house.db.begin().await?;
    permit_any(&mut cx, who).await?;
    let person = PersonId::fresh(cx.clock());
    let new = New { person, account: false, kind: record.kind, channel: record.channel };
    let row = asker::begin(&mut cx, house, new, contact).await?;
    store::add(&mut cx, &row, None).await?;
    asker::add(&mut cx, house, &row, Side::Asker, Some(who.person), &text).await?;
    cx.commit().await?;
    Ok(row)
}

/// Whoever sits at any queue records what reaches him, whichever queue it then waits at.
async fn permit_any(cx: &mut Ctx, who: Person) -> Result<(), Refusal> {
    let mut staff = Vec::new();
    for role in Role::ALL {
        staff.extend(staff::holders_now(cx, role).await?);
    }
    Ok(cx.permit(who, "ticket.record", &staff::queue(&staff))?)
}

/// What was said when the house called.
pub(super) struct FollowUp<'a> {
    pub phone: &'a str,
    pub channel: Channel,
    pub text: &'a str,
}

/// Files a follow-up against the account of a number. Its person is told, reads it, and may go on with it.
pub(super) async fn follow_up(house: &House, who: Person, said: &FollowUp<'_>) -> Result<TicketRow, Refusal> {
    let text = rules::text(said.text)?;
    let phone = Phone::read(said.phone).ok_or(crate::account::Refusal::PhoneWrong)?;
    let index = house.vault.index(&NumberRow::PHONE, phone.e164());
    let mut cx = house.db.begin().await?;
    let staff = staff::holders_now(&mut cx, Role::Support).await?;
    cx.permit(who, "ticket.record", &staff::queue(&staff))?;
    let person = accounts::person_by_phone(&mut cx, index).await?.ok_or(Refusal::NoAccount)?.id;
    let new = New { person, account: true, kind: Kind::FollowUp, channel: said.channel };
    let mut row = asker::begin(&mut cx, house, new, None).await?;
    row.state = State::Closed;
    (row.answered_at, row.closed_at) = (Some(cx.now()), Some(cx.now()));
    store::add(&mut cx, &row, None).await?;
    asker::add(&mut cx, house, &row, Side::House, Some(who.person), &text).await?;
    let told = Notice::new("ticket.follow_up").with("number", row.number.as_str());
    notice::tell(&mut cx, house, person, &told).await?;
    cx.commit().await?;
    Ok(row)
}

/// What stands in a case of which its person said nothing.
const CASE: &str = "账号持有人报告账号可能已被他人使用，账号已冻结。\nThe holder reports that somebody else may be using this account; it is frozen.";

/// Opens the security case of an account that was frozen, within that unit of work; answers its number.
pub(crate) async fn open_case(
    cx: &mut Ctx,
    house: &House,
    person: PersonId,
    words: Option<&str>,
) -> Result<String, Refusal> {
    let words = rules::resolution(words)?;
    let text = words.map_or_else(|| CASE.to_owned(), |words| format!("{CASE}\n\n{words}"));
    let new = New { person, account: true, kind: Kind::Security, channel: Channel::App };
    let row = asker::begin(cx, house, new, None).await?;
    store::add(cx, &row, None).await?;
    asker::add(cx, house, &row, Side::Asker, Some(person), &text).await?;
    tell_protection(cx, house, &row.number).await?;
    Ok(row.number)
}

/// Opens the ticket that a reported message becomes, within that unit of work. Whoever calls bounds how many one person opens.
///
/// # Errors
/// [`Refusal::Fault`].
pub async fn report(cx: &mut Ctx, house: &House, person: PersonId, text: &str) -> Result<TicketId, Refusal> {
    let text = rules::reported(text);
    let new = New { person, account: true, kind: Kind::Report, channel: Channel::App };
    let row = asker::begin(cx, house, new, None).await?;
    store::add(cx, &row, None).await?;
    asker::add(cx, house, &row, Side::Asker, Some(person), &text).await?;
    Ok(row.id)
}

/// Tells whoever answers for data protection that an account was frozen.
pub(super) async fn tell_protection(cx: &mut Ctx, house: &House, number: &str) -> Result<(), Fault> {
    let told = Notice::new("ticket.security_case").with("number", number);
    for holder in staff::holders_now(cx, Role::Protection).await? {
        notice::tell(cx, house, holder, &told).await?;
    }
    Ok(())
}

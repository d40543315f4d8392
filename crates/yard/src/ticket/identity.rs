//! Is it really he who calls? A code to the number he names, read back; then, for an hour, the desk may see whose account it
//! is, and freeze it.

use ground::{Caller, Fault, Person, Timestamp};
use policy::{Lang, Purpose};
use std::net::IpAddr;
use vault::{Opened, Plain, Sealed, Subject, typed, untyped};

use super::grounds::CHECKED;
use super::store::{self, MessageRow, TicketRow};
use super::{Refusal, TicketId, actions, files, record};
use crate::House;
use crate::account::{self, Mail, Name, Phone, mask_mail, mask_phone, store as accounts};
use crate::freeze;

/// Sends the code. The answer is the same whether the number has an account or not.
pub(super) async fn check(
    house: &House,
    who: Person,
    id: TicketId,
    phone: &str,
    asked: (IpAddr, Lang),
) -> Result<Timestamp, Refusal> {
    let phone = Phone::read(phone).ok_or(account::Refusal::PhoneWrong)?;
    let mut view = house.db.view().await?;
    actions::found(&mut view, who, "ticket.answer", id).await?;
    drop(view);
    Ok(account::send_desk_code(house, &phone, asked).await?)
}

/// Compares the code that was read back. What came from a subject of its own is handed to the account of the number;
/// answers whether there is an account.
pub(super) async fn verify(
    house: &House,
    who: Person,
    id: TicketId,
    phone: &str,
    code: &str,
) -> Result<bool, Refusal> {
    let phone = Phone::read(phone).ok_or(account::Refusal::PhoneWrong)?;
    let mut view = house.db.view().await?;
    actions::found(&mut view, who, "ticket.answer", id).await?;
    drop(view);
    let behind = account::prove_at_desk(house, &phone, code).await?;
    let mut cx = house.db.begin().await?;
    let row = actions::locked(&mut cx, who, "ticket.answer", id).await?;
    let own = row.person;
    let handed = match (row.account, behind) {
        (true, Some(person)) if person == own => false,
        (true, _) => return Err(Refusal::NumberOther),
        (false, Some(person)) => {
            hand_over(house, &mut cx, who, &row, person).await?;
            true
        }
        (false, None) => false,
    };
    store::verified(&mut cx, id).await?;
    cx.commit().await?;
    if handed {
        // Nothing is sealed for it any longer.
        house.vault.destroy_all(Subject::Person(own)).await?;
    }
    Ok(behind.is_some())
}

async fn hand_over(
    house: &House,
    cx: &mut ground::Ctx,
    who: Person,
    row: &TicketRow,
    to: ground::PersonId,
) -> Result<(), Refusal> {
    let caller = Caller::from(who);
    let messages = store::messages(&mut house.db.view().await?, row).await?;
    let sealed = row.contact.iter().chain(&row.resolution).chain(messages.iter().map(|one| &one.text));
    let look = house.vault.look(&caller, Purpose::Support).act("ticket.verify").reason(&row.number);
    let mut opened = look.open_many(sealed).await?.into_iter().map(vault::Opened::into_inner);
    let subject = Subject::Person(to);
    let mut again = async |field, there: bool| -> Result<Option<vault::Sealed<String>>, Refusal> {
        match if there { opened.next() } else { None } {
            Some(words) => Ok(Some(house.vault.seal(field, subject, row.id.bytes(), &words).await?)),
            None => Ok(None),
        }
    };
    let contact = again(&TicketRow::CONTACT, row.contact.is_some()).await?;
    let resolution = again(&TicketRow::RESOLUTION, row.resolution.is_some()).await?;
    store::hand_over(cx, row.id, to, contact.as_ref(), resolution.as_ref()).await?;
    for (message, words) in messages.iter().zip(opened) {
        let text = house.vault.seal(&MessageRow::TEXT, subject, message.id.bytes(), &words).await?;
        store::hand_message(cx, message.id, to, &text).await?;
    }
    files::hand_over(house, cx, &caller, row, to).await
}

/// By whom an account is known.
pub(super) struct Behind {
    pub name: String,
    pub phone: Option<String>,
    pub mail: Option<String>,
    pub since: Timestamp,
}

/// Whose account it is, masked as everywhere; only within an hour after the check.
pub(super) async fn person(house: &House, who: Person, id: TicketId) -> Result<Behind, Refusal> {
    let mut view = house.db.view().await?;
    let row = actions::found(&mut view, who, "ticket.open", id).await?;
    checked(&row, view.now())?;
    if !row.account {
        return Err(Refusal::NoAccount);
    }
    let person = accounts::person(&mut view, row.person).await?.ok_or(Refusal::NoAccount)?;
    let (number, mail) =
        (accounts::number(&mut view, row.person).await?, accounts::mail(&mut view, row.person).await?);
    drop(view);
    let caller = Caller::from(who);
    let sealed: Vec<Sealed<Vec<u8>>> = std::iter::once(untyped(&person.name))
        .chain(number.iter().map(|number| untyped(&number.phone)))
        .chain(mail.iter().map(|mail| untyped(&mail.mail)))
        .collect();
    let look = house.vault.look(&caller, Purpose::Support).act("ticket.person").reason(&row.number);
    let opened = look.open_many(&sealed).await.map_err(|refusal| refusal.or(Refusal::Unverified))?;
    let mut opened = opened.into_iter();
    let name = next::<Name>(&mut opened, true)?.map(|name| name.as_str().to_owned()).unwrap_or_default();
    let phone = next::<Phone>(&mut opened, number.is_some())?.map(|phone| mask_phone(phone.e164()));
    let mail = next::<Mail>(&mut opened, mail.is_some())?.map(|mail| mask_mail(mail.as_str()));
    Ok(Behind { name, phone, mail, since: person.created_at })
}

/// The next of what was opened as one act, where it was asked for.
fn next<T: Plain>(
    opened: &mut impl Iterator<Item = Opened<Vec<u8>>>,
    is_there: bool,
) -> Result<Option<T>, Fault> {
    match if is_there { opened.next() } else { None } {
        Some(value) => typed(Ok(value)),
        None => Ok(None),
    }
}

fn checked(row: &TicketRow, now: Timestamp) -> Result<(), Refusal> {
    let good = row.verified_at.is_some_and(|at| now.since(at) < CHECKED);
    if good { Ok(()) } else { Err(Refusal::Unverified) }
}

/// Freezes the account of whoever proved on the telephone that it is his.
pub(super) async fn freeze(house: &House, who: Person, id: TicketId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let row = actions::locked(&mut cx, who, "ticket.answer", id).await?;
    checked(&row, cx.now())?;
    if !row.account {
        return Err(Refusal::NoAccount);
    }
    freeze::within(&mut cx, house, row.person).await?;
    record::open_case(&mut cx, house, row.person, None).await?;
    Ok(cx.commit().await?)
}

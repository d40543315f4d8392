//! A code to one's own number that proves it is oneself. It opens no session.

use ground::{Because, Caller, Ctx, Fault, Person, PersonId, Timestamp};
use policy::{Lang, Purpose};
use std::net::IpAddr;
use vault::Subject;

use super::erased::store::number_index_now;
use super::place::{self, Place};
use super::proving::{self, Proving};
use super::words::For;
use super::{Phone, Refusal, store};
use crate::House;
use crate::access::account_of;

/// Sends a code to one's own number. Answers when it expires.
pub(crate) async fn send_identity_code(
    house: &House,
    who: Person,
    (from, lang): (IpAddr, Lang),
) -> Result<Timestamp, Refusal> {
    if !house.egress.ways().sms {
        return Err(Refusal::NoSms);
    }
    let phone = own_number(house, who).await?;
    let (code, expires_at) =
        proving::pend(house, Proving::Identity, &Place::Phone(phone.clone()), from).await?;
    let subject = Subject::Person(who.person);
    place::text(house, subject, &phone, (lang, For::Identity, Some(&code)))
        .await
        .because("sending a code to one's own number")?;
    Ok(expires_at)
}

/// Compares a code that was sent for a proof; right, it is used up.
pub(crate) async fn prove_by_code(house: &House, who: Person, typed: &str) -> Result<(), Refusal> {
    let phone = own_number(house, who).await?;
    proving::compare(house, Proving::Identity, &Place::Phone(phone), typed).await.map(drop)
}

async fn own_number(house: &House, who: Person) -> Result<Phone, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.prove", &account_of(who.person))?;
    let number = store::number(&mut view, who.person).await?.ok_or(Refusal::PhoneMissing)?;
    drop(view);
    let phone = house.vault.open(&Caller::from(who), Purpose::Account, &number.phone).await;
    Ok(phone.because("opening one's own number")?.into_inner())
}

/// Ends everything by which a person comes in, within the unit of work that closes his account. Before the number is nobody's, the
/// wings are asked what they keep of it: after that nothing says any longer whose it was.
pub(crate) async fn shut(house: &House, cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    if let Some(index) = number_index_now(cx, person).await? {
        for frees in &house.freeings {
            frees(cx, &index).await?;
        }
    }
    let mut freed = [0; 16];
    aws_lc_rs::rand::fill(&mut freed).map_err(|_| Fault::new("no randomness"))?;
    store::shut(cx, person, freed).await
}

/// The whole number of a person, for his own archive.
pub(crate) async fn number_of(
    house: &House,
    caller: &Caller,
    person: PersonId,
) -> Result<Option<String>, Fault> {
    let mut view = house.db.view().await?;
    let Some(number) = store::number(&mut view, person).await? else { return Ok(None) };
    drop(view);
    let phone = house.vault.look(caller, Purpose::OwnData).act("me.archive").open(&number.phone).await;
    Ok(Some(phone.because("opening one's own number")?.e164().to_owned()))
}

//! A code to one's own number that proves it is oneself. It opens no session.

use egress::{Template, TextMessage};
use ground::{Because, Caller, Ctx, Fault, Person, PersonId, Timestamp};
use policy::{Category, Purpose};
use std::net::IpAddr;
use vault::Subject;

use super::actions::{count_all, six_digits};
use super::rules::{CODE_LIFE, CODE_TRIES};
use super::store::{self, Pending};
use super::{NumberRow, Phone, Refusal};
use crate::House;
use crate::access::account_of;

/// Sends a code to one's own number. Answers when it expires.
pub(crate) async fn send_identity_code(
    house: &House,
    who: Person,
    from: IpAddr,
) -> Result<Timestamp, Refusal> {
    if !house.egress.ways().sms {
        return Err(Refusal::NoSms);
    }
    let phone = own_number(house, who).await?;
    let index = house.vault.index(&NumberRow::PHONE, phone.e164());
    let address = house.vault.index(&store::ADDRESS, &from.to_string());
    let code = six_digits()?;
    let mut cx = house.db.begin().await?;
    let counted = count_all(&mut cx, house, index, address).await;
    if let Err(refusal @ Refusal::TooMany { .. }) = counted {
        cx.commit().await?; // what was counted stays counted
        return Err(refusal);
    }
    counted?;
    let expires_at = cx.now().plus(CODE_LIFE);
    let pending = Pending {
        code_index: code_index(house, &phone, &code),
        tries_left: CODE_TRIES,
        expires_at,
        consent_version: String::new(),
        purposes: String::new(),
    };
    store::save_code(&mut cx, index, &pending).await?;
    cx.commit().await?;
    let text = format!("【四合院】验证码 {code},用于核实是您本人,5 分钟内有效。请勿告诉任何人。");
    let fields = &[Category::PhoneNumber, Category::VerificationCode];
    let template = Template::Code(&code);
    let message = TextMessage { to: phone.e164(), text: &text, template, purpose: Purpose::Account, fields };
    house
        .egress
        .text_message(Subject::Person(who.person), message)
        .await
        .because("sending a code to one's own number")?;
    Ok(expires_at)
}

/// Compares a code that was sent for a proof; right, it is used up.
pub(crate) async fn prove_by_code(house: &House, who: Person, typed: &str) -> Result<(), Refusal> {
    let phone = own_number(house, who).await?;
    let index = house.vault.index(&NumberRow::PHONE, phone.e164());
    let mut cx = house.db.begin().await?;
    let pending = store::take_try(&mut cx, index).await?.ok_or(Refusal::CodeExpired)?;
    if pending.expires_at <= cx.now() {
        return Err(Refusal::CodeExpired);
    }
    let fits = pending.code_index == code_index(house, &phone, typed);
    if fits {
        store::drop_code(&mut cx, index).await?;
    }
    cx.commit().await?; // a wrong try counts
    if fits { Ok(()) } else { Err(Refusal::CodeWrong { left: pending.tries_left }) }
}

async fn own_number(house: &House, who: Person) -> Result<Phone, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.prove", &account_of(who.person))?;
    let number = store::number(&mut view, who.person).await?.ok_or(Refusal::PhoneMissing)?;
    drop(view);
    let phone = house.vault.open(&Caller::from(who), Purpose::Account, &number.phone).await;
    Ok(phone.because("opening one's own number")?.into_inner())
}

fn code_index(house: &House, phone: &Phone, code: &str) -> [u8; 16] {
    house.vault.index(&store::CODE, &format!("identity\n{}\n{code}", phone.e164()))
}

/// Ends everything by which a person comes in, within the unit of work that closes his account.
pub(crate) async fn shut(cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
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

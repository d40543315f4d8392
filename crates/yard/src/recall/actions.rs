//! What is asked of a recipient, and what keepers note by hand.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use egress::{Method, Request};
use ground::{Because, Caller, Ctx, Fault, Person};
use policy::{Category, Purpose, Recipient};
use serde::Deserialize;
use serde_json::json;
use vault::Subject;

use super::store::{self, RecallRow};
use super::told::Mark;
use super::{RecallId, Refusal};
use crate::House;
use crate::access::the_house;

/// What is signed begins with this line.
const DOMAIN: &str = "courtyard recall 1\n";
/// Requests shown at once.
const SHOWN_MAX: u32 = 500;
/// Signs of an acknowledgement at most.
const ANSWER_MAX: usize = 200;

/// Where a recipient takes such requests, by the settings.
fn address(house: &House, recipient: Recipient) -> Option<&str> {
    match recipient {
        Recipient::SmsGateway => house.config.connectors.sms_erase.as_deref(),
        Recipient::MailRelay => house.config.connectors.mail_erase.as_deref(),
        // Push services take none: an address that is not used any longer means nothing to them.
        _ => None,
    }
}

/// What a recipient answers.
#[derive(Deserialize)]
struct Acknowledgement {
    acknowledged: String,
}

/// Asks one recipient; `None` where it has no address for it, or does not answer: then it stays on the list.
pub(super) async fn ask(
    house: &House,
    program: &'static str,
    row: &RecallRow,
) -> Result<Option<String>, Fault> {
    let Some(recipient) = Recipient::from_id(&row.recipient) else { return Ok(None) };
    let (Some(address), Some(mark)) = (address(house, recipient), &row.mark) else { return Ok(None) };
    let program = Caller::Program(program);
    let look = house.vault.look(&program, Purpose::Accountability).act("recall.ask");
    let Ok(text) = look.open(mark).await else { return Ok(None) };
    let mark: Mark = serde_json::from_str(&text).because("reading a recall")?;
    let field = Category::from_id(&mark.field).because("a recall of an unknown field")?;
    let body = json!({
        "format": "courtyard-recall-1",
        "request": row.id,
        "house": house.particulars().legal_name,
        "erase": { "field": mark.field, "sha256": mark.sha256 },
        "closed_at": row.begun_at,
    })
    .to_string();
    let (signature, key) = house.vault.sign(DOMAIN, body.as_bytes())?;
    let headers = vec![
        ("content-type".to_owned(), "application/json".to_owned()),
        ("courtyard-signature".to_owned(), BASE64.encode(signature)),
        ("courtyard-key".to_owned(), BASE64.encode(key)),
    ];
    let request = Request { method: Method::Post, path: String::new(), headers, body: body.into_bytes() };
    let answered = house.egress.ask_to_erase(recipient, address, &[field], row.person, request).await;
    let Ok(answer) = answered else { return Ok(None) };
    if !(200..300).contains(&answer.status) {
        return Ok(None);
    }
    let said = serde_json::from_slice::<Acknowledgement>(&answer.body).ok();
    Ok(said.map(|said| said.acknowledged).filter(|said| is_answer(said)))
}

fn is_answer(said: &str) -> bool {
    !said.trim().is_empty() && said.chars().count() <= ANSWER_MAX
}

/// Keeps an acknowledgement.
pub(super) async fn keep(house: &House, cx: &mut Ctx, row: &RecallRow, said: &str) -> Result<(), Fault> {
    let subject = Subject::Person(row.person);
    let sealed = house.vault.seal(&RecallRow::ANSWER, subject, row.id.bytes(), &said.to_owned()).await?;
    store::acknowledged(cx, row.id, &sealed).await
}

/// Requests, the newest first; the list names nobody.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<RecallRow>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "house.keep", &the_house())?;
    Ok(store::list(&mut view, SHOWN_MAX).await?)
}

/// What a recipient acknowledged, in its own words; a leaf of the access log.
pub(super) async fn answer(house: &House, who: Person, id: RecallId) -> Result<Option<String>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "house.keep", &the_house())?;
    let row = store::find(&mut view, id).await?.ok_or(Refusal::Unknown)?;
    drop(view);
    let Some(sealed) = &row.answer else { return Ok(None) };
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Accountability).act("recall.read");
    let opened = look.open(sealed).await.map_err(|_| Refusal::Unknown)?;
    Ok(Some(opened.into_inner()))
}

/// Notes what a recipient without an address acknowledged by hand.
pub(super) async fn note(house: &House, who: Person, id: RecallId, said: &str) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    let row = store::lock(&mut cx, id).await?.ok_or(Refusal::Unknown)?;
    if !is_answer(said) {
        return Err(Refusal::TextWrong);
    }
    keep(house, &mut cx, &row, said.trim()).await?;
    Ok(cx.commit().await?)
}

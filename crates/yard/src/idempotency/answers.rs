//! What is done around a request with a key: find the first answer, keep it.

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::{Because, Caller, Fault, PersonId};
use policy::{Category, Purpose};
use std::net::IpAddr;

use super::Refusal;
use super::rules::{self, Answer};
use super::store::{self, AnswerRow};
use crate::House;
use crate::house::Held;

/// The program that opens what was kept for nobody.
const PROGRAM: Caller = Caller::Program("idempotency.replay");
/// Answers shown on the page of one's own data.
const SHOWN_MAX: i64 = 100;

/// Where the answer of one request has its place.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub slot: [u8; 16],
    pub asked: [u8; 16],
    pub person: Option<PersonId>,
}

/// The place of a request: whose, under which key, asking what. Only keyed fingerprints.
pub(super) fn place(house: &House, caller: &Caller, from: IpAddr, key: &str, request: &[&[u8]]) -> Place {
    let person = caller.person();
    let whose = match (caller, person) {
        (_, Some(person)) => person.to_string(),
        // Two programs behind one address are two.
        (Caller::Service(program), None) => program.id.to_string(),
        (_, None) => from.to_string(),
    };
    let mut sum = digest::Context::new(&digest::SHA256);
    for part in request {
        sum.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        sum.update(part);
    }
    let sum = URL_SAFE_NO_PAD.encode(sum.finish());
    let slot = house.vault.index(&AnswerRow::ANSWER, &format!("slot\n{whose}\n{key}"));
    let asked = house.vault.index(&AnswerRow::ANSWER, &format!("asked\n{sum}"));
    Place { slot, asked, person }
}

/// The answer that was given before, if this is the same request.
pub(super) async fn first_answer(
    house: &House,
    caller: &Caller,
    place: Place,
) -> Result<Option<Answer>, Refusal> {
    let mut view = house.db.view().await?;
    let since = view.now().minus(rules::LIFE);
    let Some(row) = store::find(&mut view, place.slot, since).await? else { return Ok(None) };
    drop(view);
    if row.asked != place.asked {
        return Err(Refusal::OtherBody);
    }
    let reader = if row.person.is_some() { caller } else { &PROGRAM };
    let answer = house.vault.open(reader, Purpose::SafeRepeat, &row.answer).await;
    Ok(Some(answer.because("opening a kept answer")?.into_inner()))
}

/// Keeps an answer for a day.
pub(super) async fn keep(house: &House, place: Place, answer: &Answer) -> Result<(), Fault> {
    let subject = store::subject(place.person);
    let sealed = house.vault.seal(&AnswerRow::ANSWER, subject, place.slot, answer).await?;
    let mut cx = house.db.begin().await?;
    store::save(&mut cx, place.slot, place.person, place.asked, &sealed).await?;
    cx.commit().await
}

/// What this feature holds about a person.
pub fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> std::pin::Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let rows = store::of_person(&mut view, person, SHOWN_MAX).await?;
        drop(view);
        let sealed: Vec<_> = rows.iter().map(|row| &row.answer).collect();
        let opened =
            house.vault.open_many(caller, Purpose::OwnData, sealed).await.because("opening kept answers")?;
        let held = rows.iter().zip(opened).map(|(row, answer)| Held {
            category: Category::IdempotentAnswer,
            table: "yard_answer",
            value: Some(format!("{} {}", answer.status, String::from_utf8_lossy(&answer.body))),
            collected_at: row.at,
        });
        Ok(held.collect())
    })
}

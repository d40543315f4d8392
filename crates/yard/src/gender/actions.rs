//! What people do: look at what they said of themselves, say it, take it back.

use ground::{Because, Caller, Fault, Person, PersonId};
use policy::{Category, Purpose};
use std::pin::Pin;
use vault::Subject;

use super::Refusal;
use super::rules::Gender;
use super::store::{self, GenderRow};
use crate::access::account_of;
use crate::{Held, House};

/// What I said.
pub(super) async fn get(house: &House, who: Person) -> Result<Option<Gender>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    let row = store::of(&mut view, who.person).await?;
    drop(view);
    let Some(row) = row else { return Ok(None) };
    let opened = house.vault.open(&Caller::from(who), Purpose::ProfileDisplay, &row.gender).await;
    Ok(Some(opened.because("opening one's own gender")?.into_inner()))
}

/// Says it, or takes it back.
pub(super) async fn put(house: &House, who: Person, gender: Option<Gender>) -> Result<(), Refusal> {
    let sealed = match gender {
        Some(gender) => {
            let (subject, row) = (Subject::Person(who.person), who.person.bytes());
            Some(house.vault.seal(&GenderRow::GENDER, subject, row, &gender).await?)
        }
        None => None,
    };
    let mut cx = house.db.begin().await?;
    cx.permit(who, "me.change", &account_of(who.person))?;
    match &sealed {
        Some(sealed) => store::save(&mut cx, who.person, sealed).await?,
        None => store::forget(&mut cx, who.person).await?,
    }
    cx.commit().await?;
    Ok(())
}

/// What this feature holds about a person.
pub fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let Some(row) = store::of(&mut view, person).await? else { return Ok(Vec::new()) };
        drop(view);
        let gender = house.vault.open(caller, Purpose::OwnData, &row.gender).await?.into_inner();
        Ok(vec![Held {
            category: Category::Gender,
            table: "yard_gender",
            value: Some(gender.word().to_owned()),
            collected_at: row.said_at,
        }])
    })
}

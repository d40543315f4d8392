//! The fields of one person, opened for a case: exactly those that it names, each opening a leaf that says case and ground.

use ground::{Caller, PersonId};
use policy::{Category, Purpose};
use vault::OpenRefused;

use super::store::DisclosureRow;
use super::views::Facts;
use crate::{House, account};

/// Rows of one kind that a case may take out.
const ROWS_MAX: u32 = 500;

/// What is in the field, value by value; empty where the house has nothing.
pub(super) async fn open(
    house: &House,
    caller: &Caller,
    person: PersonId,
    field: Category,
    reason: &str,
) -> Result<Vec<String>, OpenRefused> {
    let look = house.vault.look(caller, Purpose::Disclosure).act("disclosure.release").reason(reason);
    let mut view = house.db.view().await?;
    match field {
        Category::DisplayName => {
            let Some(row) = account::store::person(&mut view, person).await? else { return Ok(Vec::new()) };
            drop(view);
            Ok(vec![look.open(&row.name).await?.as_str().to_owned()])
        }
        Category::PhoneNumber => {
            let Some(row) = account::store::number(&mut view, person).await? else { return Ok(Vec::new()) };
            drop(view);
            Ok(vec![look.open(&row.phone).await?.e164().to_owned()])
        }
        Category::EmailAddress => {
            let Some(row) = account::store::mail(&mut view, person).await? else { return Ok(Vec::new()) };
            drop(view);
            Ok(vec![look.open(&row.mail).await?.as_str().to_owned()])
        }
        Category::SessionNetwork => {
            let rows = crate::netlog::rows_of(&mut view, person, i64::from(ROWS_MAX)).await?;
            drop(view);
            let opened = look.open_many(rows.iter().map(|row| &row.address)).await?;
            let line = |(row, address): (&crate::netlog::LogRow, vault::Opened<String>)| {
                format!("{} {} {}", row.at.rfc3339(), row.act, *address)
            };
            Ok(rows.iter().zip(opened).map(line).collect())
        }
        Category::Feedback => {
            let rows = crate::ticket::written_by(&mut view, person, ROWS_MAX).await?;
            drop(view);
            let opened = look.open_many(rows.iter().map(|row| &row.text)).await?;
            let line = |(row, text): (&crate::ticket::MessageRow, vault::Opened<String>)| {
                format!("{} {}", row.at.rfc3339(), *text)
            };
            Ok(rows.iter().zip(opened).map(line).collect())
        }
        _ => Ok(Vec::new()),
    }
}

/// What a case says.
pub(super) async fn facts_of(
    house: &House,
    caller: &Caller,
    act: &str,
    case: &DisclosureRow,
) -> Result<Facts, OpenRefused> {
    Ok(house.vault.look(caller, Purpose::Disclosure).act(act).open(&case.facts).await?.into_inner())
}

//! What is written with a closing: who received something, and by what he finds the person.

use aws_lc_rs::digest;
use ground::{Because, Caller, Ctx, Fault, PersonId};
use policy::{Category, Purpose, Recipient};
use serde::{Deserialize, Serialize};
use vault::{Sealed, Subject};

use super::RecallId;
use super::jobs::Ask;
use super::store::{self, RecallRow};
use crate::{House, account};

/// By what a recipient finds somebody: what it was given of him, and nothing it was not.
#[derive(Serialize, Deserialize)]
pub(super) struct Mark {
    pub(super) field: String,
    pub(super) sha256: String,
}

/// Requests that a closing writes.
pub(crate) struct Told {
    person: PersonId,
    rows: Vec<(RecallId, String, Option<Sealed<String>>)>,
}

/// Finds, before anything is destroyed, who received something of a person, and how they know him.
pub(crate) async fn prepare(house: &House, caller: &Caller, person: PersonId) -> Result<Told, Fault> {
    let mut rows = Vec::new();
    for recipient in house.egress.recipients_of(Subject::Person(person)).await? {
        let id = RecallId::fresh(&house.clock);
        let mark = match mark(house, caller, person, &recipient).await {
            Some(mark) => {
                let text = serde_json::to_string(&mark).because("writing a recall")?;
                let subject = Subject::Person(person);
                Some(house.vault.seal(&RecallRow::MARK, subject, id.bytes(), &text).await?)
            }
            None => None,
        };
        rows.push((id, recipient, mark));
    }
    Ok(Told { person, rows })
}

/// A fingerprint of the number or address that the recipient got; none where the house has none any longer.
async fn mark(house: &House, caller: &Caller, person: PersonId, recipient: &str) -> Option<Mark> {
    let look = house.vault.look(caller, Purpose::Account).act("recall.prepare");
    let mut view = house.db.view().await.ok()?;
    let (field, plain) = match Recipient::from_id(recipient)? {
        Recipient::SmsGateway => {
            let row = account::store::number(&mut view, person).await.ok()??;
            drop(view);
            (Category::PhoneNumber, look.open(&row.phone).await.ok()?.e164().to_owned())
        }
        Recipient::MailRelay => {
            let row = account::store::mail(&mut view, person).await.ok()??;
            drop(view);
            (Category::EmailAddress, look.open(&row.mail).await.ok()?.as_str().to_owned())
        }
        // What a push service got is an address that it made itself, of a device and of nobody.
        _ => return None,
    };
    let sum = digest::digest(&digest::SHA256, plain.as_bytes());
    let sha256 = sum.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    Some(Mark { field: field.id().to_owned(), sha256 })
}

/// Writes them in the unit of work that ends the account.
pub(crate) async fn write(cx: &mut Ctx, told: &Told) -> Result<(), Fault> {
    for (id, recipient, mark) in &told.rows {
        if store::add(cx, *id, told.person, recipient, mark.as_ref()).await? {
            Ask::later(cx, *id).await?;
        }
    }
    Ok(())
}

//! What an application is told of somebody: the least that he let it have, through the gate of all that leaves.

use egress::SendRefused;
use ground::{Caller, PersonId};
use policy::{Category, Purpose};
use serde_json::{Map, Value, json};
use vault::OpenRefused;

use super::refusal::Wrong;
use super::request::{self, Back};
use super::store;
use crate::House;
use crate::account::store as accounts;
use crate::application::{Application, ApplicationId, Scope};
use crate::org;

/// Where somebody is led with an error.
pub(super) fn turned(house: &House, back: &Back) -> String {
    let issuer = house.link("");
    let more =
        [("error", Some(back.error)), ("state", back.state.as_deref()), ("iss", Some(issuer.as_str()))];
    request::with(&back.redirect, &more)
}

/// By what an application knows somebody: the same each time, and another for each application.
pub(super) fn subject(house: &House, application: ApplicationId, person: PersonId) -> String {
    let mark = house.vault.index(&store::SUBJECT, &format!("{application}\n{person}"));
    mark.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The public address of this house, by which applications know it.
pub(super) fn issuer(house: &House) -> Result<String, Wrong> {
    let place = house.link("");
    if place.is_empty() || !house.egress.lets_applications_in() { Err(Wrong::Absent) } else { Ok(place) }
}

/// Has the gate check and record that this is told of somebody; whoever took his yes back is told of no longer.
pub(super) async fn pass(
    house: &House,
    person: PersonId,
    fields: &[Category],
    bytes: usize,
) -> Result<(), Wrong> {
    match house.egress.tell_application(person, fields, bytes).await {
        Ok(()) => Ok(()),
        Err(SendRefused::Fault(fault)) => Err(fault.into()),
        Err(_) => Err(Wrong::Token),
    }
}

/// Whose claims.
pub(super) struct Of<'a> {
    pub application: &'a Application,
    pub person: PersonId,
    pub role: &'a str,
    pub scopes: &'a [Scope],
}

/// What is told of somebody, and of which kinds it is.
pub(super) async fn of(house: &House, of: &Of<'_>) -> Result<(Value, Vec<Category>), Wrong> {
    let mut told = Map::new();
    let mut fields = vec![Category::OrgMembership];
    told.insert("sub".to_owned(), json!(subject(house, of.application.id, of.person)));
    for scope in of.scopes {
        match scope {
            Scope::Profile => {
                if let Some(name) = name(house, of.person).await? {
                    fields.push(Category::DisplayName);
                    told.insert("name".to_owned(), json!(name));
                }
            }
            Scope::Organisation => {
                if let Some(name) = org_name(house, of.application).await? {
                    fields.push(Category::OrgCompanyParticulars);
                    let id = of.application.org;
                    told.insert(
                        "organisation".to_owned(),
                        json!({ "id": id, "name": name, "role": of.role }),
                    );
                }
            }
            Scope::Email => {
                if let Some(mail) = mail(house, of.person).await? {
                    fields.push(Category::EmailAddress);
                    told.insert("email".to_owned(), json!(mail));
                    told.insert("email_verified".to_owned(), json!(true));
                }
            }
            Scope::Phone => {
                if let Some(phone) = phone(house, of.person).await? {
                    fields.push(Category::PhoneNumber);
                    told.insert("phone_number".to_owned(), json!(phone));
                    told.insert("phone_number_verified".to_owned(), json!(true));
                }
            }
            Scope::OfflineAccess => {}
        }
    }
    Ok((Value::Object(told), fields))
}

/// Who opens it: the house, for the application; his person reads it so.
const OPENER: Caller = Caller::Program("openid.userinfo");

/// What was opened; nothing where the data rest, or are gone.
fn opened<T>(answer: Result<T, OpenRefused>) -> Result<Option<T>, Wrong> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(OpenRefused::Fault(fault)) => Err(fault.into()),
        Err(_) => Ok(None),
    }
}

async fn name(house: &House, person: PersonId) -> Result<Option<String>, Wrong> {
    let row = accounts::person(&mut house.db.view().await?, person).await?;
    let Some(row) = row else { return Ok(None) };
    let look = house.vault.look(&OPENER, Purpose::OutsideApplication).act("openid.userinfo");
    Ok(opened(look.open(&row.name).await)?.map(|name| name.as_str().to_owned()))
}

async fn mail(house: &House, person: PersonId) -> Result<Option<String>, Wrong> {
    let row = accounts::mail(&mut house.db.view().await?, person).await?;
    let Some(row) = row else { return Ok(None) };
    let look = house.vault.look(&OPENER, Purpose::OutsideApplication).act("openid.userinfo");
    Ok(opened(look.open(&row.mail).await)?.map(|mail| mail.as_str().to_owned()))
}

async fn phone(house: &House, person: PersonId) -> Result<Option<String>, Wrong> {
    let row = accounts::number(&mut house.db.view().await?, person).await?;
    let Some(row) = row else { return Ok(None) };
    let look = house.vault.look(&OPENER, Purpose::OutsideApplication).act("openid.userinfo");
    Ok(opened(look.open(&row.phone).await)?.map(|phone| phone.e164().to_owned()))
}

/// What the organisation is called; that is the organisation's, and known to its members.
async fn org_name(house: &House, application: &Application) -> Result<Option<String>, Wrong> {
    let row = org::store::find(&mut house.db.view().await?, application.org).await?;
    let Some(row) = row else { return Ok(None) };
    let look = house.vault.look(&OPENER, Purpose::Organisation).act("openid.userinfo");
    Ok(opened(look.open(&row.legal_name).await)?.map(|name| name.as_str().to_owned()))
}

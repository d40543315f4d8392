//! The basic data of an account, looked up by its person: six things, each with what is stored or with the word that nothing
//! is. What the house has no kind of data for is said too, so nobody has to guess.

use axum::extract::State;
use ground::{Caller, Person, Problem};
use policy::{Category, Purpose};
use schemars::JsonSchema;
use serde::Serialize;

use super::http::proved_twice;
use crate::House;
use crate::access::account_of;
use crate::account::{self, store};
use crate::org::{self, OrgBrief};
use crate::wire::{Json, SignedIn};

/// The basic data of my account.
#[derive(Serialize, JsonSchema)]
pub(super) struct Basics {
    /// My WeChat id, my number, my picture, my name and my mail address, in that order.
    items: Vec<BasicView>,
    /// What my account may do.
    entitlements: Entitlements,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
struct BasicView {
    /// `wechat-id`, or the kind of personal data as the policy calls it.
    item: String,
    /// False where this house has no such kind of data, so that there is nothing it could hold.
    collected: bool,
    /// What is stored: a number and an address with most of them hidden, where a picture is; null where nothing is.
    value: Option<String>,
}

/// What an account may do.
#[derive(Serialize, JsonSchema)]
struct Entitlements {
    /// True where I run the house.
    keeper: bool,
    /// True where I may look at the desk for a time.
    inspector: bool,
    /// My organisations and what I am there.
    orgs: Vec<OrgBrief>,
}

pub(super) async fn basics(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<Json<Basics>, Problem> {
    let view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    drop(view);
    proved_twice(who)?;
    let items = stored(&house, who).await?;
    let items = items.into_iter().map(|(item, value)| BasicView {
        item: item.to_owned(),
        collected: Category::from_id(item).is_some_and(|kind| house.policy.has_use_of(kind.id())),
        value,
    });
    let mut view = house.db.view().await?;
    let inspector = crate::desk::is_inspector(&mut view, &who).await?;
    drop(view);
    let orgs = org::briefs(&house, &Caller::from(who), who.person).await?;
    let entitlements = Entitlements { keeper: who.keeper, inspector, orgs };
    Ok(Json(Basics { items: items.collect(), entitlements }))
}

/// What is stored, each beside its kind of data. No table has a WeChat id.
async fn stored(house: &House, who: Person) -> Result<[(&'static str, Option<String>); 5], Problem> {
    let caller = Caller::from(who);
    let mut view = house.db.view().await?;
    let row = store::person(&mut view, who.person).await?.ok_or_else(Problem::unauthenticated)?;
    let number = store::number(&mut view, who.person).await?;
    let mail = store::mail(&mut view, who.person).await?;
    drop(view);
    let name = house.vault.open(&caller, Purpose::Account, &row.name).await?;
    let phone = match number {
        Some(number) => {
            let phone = house.vault.open(&caller, Purpose::Account, &number.phone).await?;
            Some(account::mask_phone(phone.e164()))
        }
        None => None,
    };
    let mail = match mail {
        Some(row) => {
            let mail = house.vault.open(&caller, Purpose::Account, &row.mail).await?;
            Some(account::mask_mail(mail.as_str()))
        }
        None => None,
    };
    Ok([
        ("wechat-id", None),
        (Category::PhoneNumber.id(), phone),
        (Category::Avatar.id(), row.avatar.is_some().then(|| "/api/v1/me/avatar".to_owned())),
        (Category::DisplayName.id(), Some(name.as_str().to_owned())),
        (Category::EmailAddress.id(), mail),
    ])
}

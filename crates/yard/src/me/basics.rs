//! The basic data of an account, looked up by its person: six things, each with what is stored or with the word that nothing
//! is. What the house has no kind of data for is said too, so nobody has to guess.

use axum::extract::State;
use ground::{Caller, Problem};
use policy::Category;
use schemars::JsonSchema;
use serde::Serialize;

use super::http::{Stored, proved_twice, stored};
use crate::House;
use crate::access::account_of;
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
    let mut view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    proved_twice(who)?;
    let inspector = crate::desk::is_inspector(&mut view, &who).await?;
    drop(view);
    let Stored { name, avatar, phone_masked, mail_masked } = stored(&house, who).await?;
    // No table has a WeChat id.
    let items = [
        ("wechat-id", None),
        (Category::PhoneNumber.id(), phone_masked),
        (Category::Avatar.id(), avatar),
        (Category::DisplayName.id(), Some(name)),
        (Category::EmailAddress.id(), mail_masked),
    ];
    let items = items.into_iter().map(|(item, value)| BasicView {
        item: item.to_owned(),
        collected: Category::from_id(item).is_some_and(|kind| house.policy.has_use_of(kind.id())),
        value,
    });
    let orgs = org::briefs(&house, &Caller::from(who), who.person).await?;
    let entitlements = Entitlements { keeper: who.keeper, inspector, orgs };
    Ok(Json(Basics { items: items.collect(), entitlements }))
}

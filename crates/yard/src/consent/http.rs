//! The wire: one's consents, giving, refusing and withdrawing.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::Problem;
use policy::{Category, Lang, Purpose, Recipient};
use schemars::JsonSchema;
use serde::Deserialize;

use super::actions::Giving;
use super::shown::{read, shown};
use super::store;
use super::views::{self, ConsentList, EntryList};
use super::{Refusal, actions};
use crate::House;
use crate::access::account_of;
use crate::house::InLanguage;
use crate::wire::{Json, Query, SignedIn, SignedInAtAll};

/// Categories that one request may name.
const CATEGORIES_MAX: usize = 32;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route("/me/consents", get_with(mine, |op| op.id("me.consents").summary("My consents.")))
        .api_route(
            "/me/consents/history",
            get_with(history, |op| {
                op.id("me.consents.history").summary("All I agreed to, refused and withdrew, with the texts.")
            }),
        )
        .api_route(
            "/consents",
            post_with(give, |op| op.id("consent.give").summary("Give consent to one purpose.")),
        )
        .api_route(
            "/consents/refuse",
            post_with(refuse, |op| {
                op.id("consent.refuse").summary("Say no to one purpose, and not be asked again.")
            }),
        )
        .api_route(
            "/consents/withdraw",
            post_with(withdraw, |op| {
                op.id("consent.withdraw").summary("Withdraw the consent to one purpose.")
            }),
        )
}

async fn mine(
    State(house): State<House>,
    SignedInAtAll(who): SignedInAtAll,
    Query(query): Query<InLanguage>,
) -> Result<Json<ConsentList>, Problem> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    let entries = store::entries(&mut view, who.person).await?;
    let mut items = Vec::new();
    for facts in house.policy.purposes() {
        let today = shown(&house.policy, facts.purpose, None)?.hash;
        items.push(views::consent(&house.policy, facts, &entries, (today, query.lang())));
    }
    Ok(Json(ConsentList { items }))
}

async fn history(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Query(query): Query<InLanguage>,
) -> Result<Json<EntryList>, Problem> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    let entries = store::entries(&mut view, who.person).await?;
    let mut items = Vec::with_capacity(entries.len());
    for entry in entries.iter().rev() {
        let text = match entry.shown {
            Some(hash) => store::text(&mut view, who.person, hash).await?,
            None => None,
        };
        // What is read in one language is told in it; what was shown in both, in that of whoever asks.
        let lang = match entry.lang.as_str() {
            "en" => Lang::En,
            "zh-CN" => Lang::ZhCn,
            _ => query.lang(),
        };
        let text = text.map(|body| read(&body, lang)).transpose()?;
        items.push(views::entry(entry, text));
    }
    Ok(Json(EntryList { items }))
}

/// A purpose to give consent to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GiveWish {
    /// The purpose.
    purpose: String,
    /// The version that was shown.
    version: String,
    /// The language it was shown in; zh-CN where nothing is said.
    #[serde(default)]
    lang: Option<String>,
    /// Each kind of sensitive data of the purpose, ticked one by one.
    #[serde(default)]
    categories: Vec<String>,
    /// Where it is about passing data on: to whom.
    #[serde(default)]
    recipient: Option<String>,
}

/// A purpose to say no to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RefuseWish {
    /// The purpose.
    purpose: String,
    /// The language it was shown in; zh-CN where nothing is said.
    #[serde(default)]
    lang: Option<String>,
}

/// A purpose to withdraw.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WithdrawWish {
    /// The purpose.
    purpose: String,
    /// Where it is about passing data on: to whom no longer.
    #[serde(default)]
    recipient: Option<String>,
}

fn known(purpose: &str) -> Result<Purpose, Refusal> {
    Purpose::from_id(purpose).ok_or(Refusal::Unknown)
}

fn recipient(id: Option<String>) -> Result<Option<Recipient>, Refusal> {
    id.map(|id| Recipient::from_id(&id).ok_or(Refusal::Unknown)).transpose()
}

fn read_lang(lang: Option<String>) -> Lang {
    InLanguage { lang }.lang()
}

async fn give(
    State(house): State<House>,
    SignedInAtAll(who): SignedInAtAll,
    Json(wish): Json<GiveWish>,
) -> Result<StatusCode, Problem> {
    if wish.categories.len() > CATEGORIES_MAX {
        return Err(Refusal::Unnamed.into());
    }
    let categories = wish.categories.iter().map(|id| Category::from_id(id).ok_or(Refusal::Unnamed));
    let giving = Giving {
        purpose: known(&wish.purpose)?,
        version: &wish.version,
        lang: read_lang(wish.lang),
        categories: categories.collect::<Result<_, _>>()?,
        recipient: recipient(wish.recipient)?,
    };
    actions::give(&house, who, giving).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn refuse(
    State(house): State<House>,
    SignedInAtAll(who): SignedInAtAll,
    Json(wish): Json<RefuseWish>,
) -> Result<StatusCode, Problem> {
    actions::refuse(&house, who, known(&wish.purpose)?, read_lang(wish.lang)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn withdraw(
    State(house): State<House>,
    SignedInAtAll(who): SignedInAtAll,
    Query(query): Query<InLanguage>,
    Json(wish): Json<WithdrawWish>,
) -> Result<StatusCode, Problem> {
    let what = (known(&wish.purpose)?, recipient(wish.recipient)?);
    actions::withdraw(&house, who, what, query.lang()).await?;
    Ok(StatusCode::NO_CONTENT)
}

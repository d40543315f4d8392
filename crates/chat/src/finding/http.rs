//! The wire: letting oneself be found, looking for a number, comparing a book.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ground::{PersonId, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::account::Phone;
use yard::seal;
use yard::wire::{Json, SignedIn};

use super::actions;
use crate::friend::Refusal;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/contact-choices",
            get_with(choices, |op| op.id("contact.choices").summary("Whether my number finds me.")).put_with(
                choose,
                |op| {
                    op.id("contact.choose")
                        .summary("Let myself be found by my number, or no longer.")
                        .response::<204, ()>()
                },
            ),
        )
        .api_route(
            "/contact-find",
            post_with(find, |op| {
                op.id("contact.find")
                    .with(seal::mark)
                    .summary("Whose number this is, where he lets himself be found.")
            }),
        )
        .api_route(
            "/contact-book",
            get_with(set, |op| {
                op.id("contact.book")
                    .summary("The set of all who let themselves be found, for comparing with a book, blind.")
            }),
        )
        .api_route(
            "/contact-book/blind",
            post_with(blind, |op| {
                op.id("contact.blind")
                    .summary("Evaluate blinded numbers of a book (RFC 9497, OPRF(ristretto255, SHA-512)).")
            }),
        )
        .api_route(
            "/contact-book/found",
            post_with(found, |op| op.id("contact.found").summary("Whose tickets these are.")),
        )
}

/// What I chose.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ContactChoices {
    /// Whether my number finds me, by itself and in an address book.
    by_phone: bool,
}

async fn choices(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<Json<ContactChoices>, Problem> {
    Ok(Json(ContactChoices { by_phone: actions::choice(&house, who).await? }))
}

async fn choose(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(choices): Json<ContactChoices>,
) -> Result<StatusCode, Problem> {
    actions::choose(&house, who, choices.by_phone).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whom I look for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NumberFind {
    /// E.164, or eleven digits of a mainland mobile number.
    phone: String,
}

/// Somebody who lets himself be found.
#[derive(Serialize, JsonSchema)]
struct FoundView {
    /// Who.
    person: PersonId,
    /// The name; null where the account is closed.
    name: Option<String>,
}

impl From<actions::Found> for FoundView {
    fn from((person, name): actions::Found) -> Self {
        Self { person, name }
    }
}

async fn find(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<NumberFind>,
) -> Result<Json<FoundView>, Problem> {
    let phone = Phone::required(&wish.phone)?;
    Ok(Json(actions::find(&house, who, &phone).await?.into()))
}

/// The published set.
#[derive(Serialize, JsonSchema)]
struct BookSet {
    /// Entries of 32 bytes one behind the other, in base64: 16 by which an outcome recognises its own, and 16 of a ticket
    /// under a mask.
    entries: String,
}

async fn set(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<BookSet>, Problem> {
    Ok(Json(BookSet { entries: STANDARD.encode(actions::set(&house, who).await?) }))
}

/// Blinded numbers, or what was made of them.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Elements {
    /// Elements of ristretto255 in base64: 100 at most, in the order in which they came.
    elements: Vec<String>,
}

async fn blind(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<Elements>,
) -> Result<Json<Elements>, Problem> {
    let evaluated = actions::evaluate(&house, who, &read(&wish.elements)?).await?;
    Ok(Json(Elements { elements: evaluated.iter().map(|bytes| STANDARD.encode(bytes)).collect() }))
}

fn read(texts: &[String]) -> Result<Vec<Vec<u8>>, Refusal> {
    texts.iter().map(|text| STANDARD.decode(text).map_err(|_| Refusal::Elements)).collect()
}

/// Tickets that came out of the comparison.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Tickets {
    /// In base64; 100 at most.
    tickets: Vec<String>,
}

/// Who was found.
#[derive(Serialize, JsonSchema)]
struct FoundList {
    /// Those who let themselves be found.
    items: Vec<FoundView>,
}

async fn found(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<Tickets>,
) -> Result<Json<FoundList>, Problem> {
    let found = actions::found(&house, who, &read(&wish.tickets)?).await?;
    Ok(Json(FoundList { items: found.into_iter().map(FoundView::from).collect() }))
}

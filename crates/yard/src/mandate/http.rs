//! The wire: my mandates, and what I do for others.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::Problem;

use super::actions::{self, Terms};
use super::deeds::{self, Saying};
use super::views::{
    ActorProof, GiveMandate, MandateAsk, MandateAsked, MandateConsent, MandateData, MandateDatum,
    MandateGiven, MandateList, MandatePath, MandateView,
};
use crate::house::InLanguage;
use crate::identity::Proof;
use crate::wire::{Address, Json, NoStore, Path, SignedIn};
use crate::{House, seal};

/// Where no proof came along.
const NO_PROOF: Proof = Proof { code: None, passkey: None, password: None };

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().merge(both()).merge(holder())
}

fn both() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/mandates",
            get_with(mine, |op| op.id("me.mandates").summary("The mandates that I gave and hold."))
                .post_with(give, |op| {
                    op.id("mandate.give").with(seal::mark).summary("Name somebody who may act for me.")
                }),
        )
        .api_route(
            "/me/mandates/{mandate}/accept",
            post_with(accept, |op| {
                op.id("mandate.accept").summary("Accept a mandate.").response::<204, ()>()
            }),
        )
        .api_route(
            "/me/mandates/{mandate}/end",
            post_with(end, |op| {
                op.id("mandate.end").summary("End a mandate, as giver or holder.").response::<204, ()>()
            }),
        )
}

fn holder() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/mandates/{mandate}/data",
            post_with(data, |op| {
                op.id("mandate.data")
                    .summary("What is held about somebody for whom I act.")
                    .response::<200, Json<MandateData>>()
            }),
        )
        .api_route(
            "/me/mandates/{mandate}/requests",
            post_with(ask, |op| {
                op.id("mandate.ask").summary("Ask for something about the data of somebody for whom I act.")
            }),
        )
        .api_route(
            "/me/mandates/{mandate}/consents",
            post_with(consent, |op| {
                op.id("mandate.consent")
                    .summary("Agree or withdraw for somebody for whom I act; nothing sensitive.")
                    .response::<204, ()>()
            }),
        )
}

async fn mine(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<MandateList>, Problem> {
    let (given, held) = actions::mine(&house, who).await?;
    let views = |rows: Vec<actions::Shown>| rows.into_iter().map(MandateView::from).collect();
    let version = house.policy.version().to_owned();
    Ok(Json(MandateList { given: views(given), held: views(held), version }))
}

async fn give(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Address(from): Address,
    Json(wish): Json<GiveMandate>,
) -> Result<Json<MandateGiven>, Problem> {
    let terms = Terms { phone: &wish.phone, scopes: &wish.scopes, days: wish.days };
    let proof = wish.proof.as_ref().unwrap_or(&NO_PROOF);
    Ok(Json(MandateGiven { id: actions::give(&house, who, terms, proof, from).await? }))
}

async fn accept(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<MandatePath>,
) -> Result<StatusCode, Problem> {
    actions::accept(&house, who, at.mandate).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<MandatePath>,
) -> Result<StatusCode, Problem> {
    actions::end(&house, who, at.mandate).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn data(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Address(from): Address,
    Path(at): Path<MandatePath>,
    Json(wish): Json<ActorProof>,
) -> Result<(NoStore, Json<MandateData>), Problem> {
    let proof = wish.proof.as_ref().unwrap_or(&NO_PROOF);
    let found = deeds::data(&house, who, at.mandate, (proof, from)).await?;
    Ok((NoStore, Json(MandateData { items: found.into_iter().map(MandateDatum::from).collect() })))
}

async fn ask(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Address(from): Address,
    Path(at): Path<MandatePath>,
    Json(wish): Json<MandateAsk>,
) -> Result<Json<MandateAsked>, Problem> {
    let proof = wish.proof.as_ref().unwrap_or(&NO_PROOF);
    let id = deeds::ask(&house, who, at.mandate, (&wish.kind, &wish.words), (proof, from)).await?;
    Ok(Json(MandateAsked { id }))
}

async fn consent(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Address(from): Address,
    Path(at): Path<MandatePath>,
    Json(wish): Json<MandateConsent>,
) -> Result<StatusCode, Problem> {
    let lang = InLanguage { lang: wish.lang.clone() }.lang();
    let saying = Saying { purpose: &wish.purpose, given: wish.given, version: &wish.version, lang };
    let proof = wish.proof.as_ref().unwrap_or(&NO_PROOF);
    deeds::consent(&house, who, at.mandate, saying, (proof, from)).await?;
    Ok(StatusCode::NO_CONTENT)
}

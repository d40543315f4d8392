//! The wire: my age and guardian, my wards, and openings of minors' data.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::Problem;

use super::views::{
    AgeView, AgeWish, AgreeWish, AskWish, AskedView, GuardianWish, LimitWish, OpeningAsked, OpeningPath,
    OpeningView, OpeningWish, OpeningsView, ProofWish, RemoveWish, WardData, WardDatum, WardList, WardPath,
    WardView,
};
use super::{actions, care, openings, rules};
use crate::wire::{Address, Json, NoStore, Path, SignedIn};
use crate::{House, identity, seal};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().merge(own()).merge(guardians()).merge(staff())
}

fn own() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/age",
            get_with(mine, |op| op.id("me.age").summary("Which side of the age lines I am on."))
                .post_with(state, |op| op.id("me.age.state").summary("Say in which year I was born.")),
        )
        .api_route(
            "/me/guardian",
            post_with(ask_guardian, |op| {
                op.id("me.guardian.ask")
                    .summary("Ask a guardian to agree.")
                    .response::<204, ()>()
                    .with(seal::mark)
            }),
        )
}

fn guardians() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/guardian/wards",
            get_with(wards, |op| {
                op.id("guardian.wards").summary("Those whose guardian I am or am asked to be.")
            }),
        )
        .api_route(
            "/guardian/wards/{person}/agree",
            post_with(agree, |op| op.id("guardian.agree").summary("Agree for a ward.").response::<204, ()>()),
        )
        .api_route(
            "/guardian/wards/{person}/refuse",
            post_with(refuse, |op| {
                op.id("guardian.refuse").summary("Refuse, or take back; all is erased.").response::<204, ()>()
            }),
        )
        .api_route(
            "/guardian/wards/{person}/data",
            post_with(data, |op| op.id("guardian.data").summary("Everything held about a ward.")),
        )
        .api_route(
            "/guardian/wards/{person}/requests",
            post_with(ask, |op| op.id("guardian.ask").summary("Ask for something about a ward's data.")),
        )
        .api_route(
            "/guardian/wards/{person}/limits",
            put_with(limit, |op| {
                op.id("guardian.limit").summary("Close parts of the service to a ward.").response::<204, ()>()
            }),
        )
        .api_route(
            "/guardian/wards/{person}/remove",
            post_with(remove, |op| {
                op.id("guardian.remove")
                    .summary("Have removed what was more than needed.")
                    .response::<204, ()>()
            }),
        )
}

fn staff() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/minors/{person}/openings",
            post_with(ask_opening, |op| {
                op.id("minor.opening.ask").summary("Ask to open a minor's data; keepers only.")
            }),
        )
        .api_route(
            "/minors/openings",
            get_with(list_openings, |op| {
                op.id("minor.openings").summary("Openings of minors' data; keepers only.")
            }),
        )
        .api_route(
            "/minors/openings/{opening}/approve",
            post_with(approve_opening, |op| {
                op.id("minor.opening.approve")
                    .summary("Approve what another keeper asked for.")
                    .response::<204, ()>()
            }),
        )
}

async fn mine(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<AgeView>, Problem> {
    Ok(Json(AgeView::from(actions::mine(&house, who).await?)))
}

async fn state(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<AgeWish>,
) -> Result<Json<AgeView>, Problem> {
    actions::state(&house, who, i64::from(wish.born)).await?;
    Ok(Json(AgeView::from(actions::mine(&house, who).await?)))
}

async fn ask_guardian(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<GuardianWish>,
) -> Result<StatusCode, Problem> {
    actions::ask_guardian(&house, who, &wish.phone).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn wards(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<WardList>, Problem> {
    let items = care::wards(&house, who).await?.into_iter().map(WardView::from).collect();
    Ok(Json(WardList { items, version: house.policy.version().to_owned() }))
}

async fn agree(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Address(from): Address,
    Path(at): Path<WardPath>,
    Json(wish): Json<AgreeWish>,
) -> Result<StatusCode, Problem> {
    let sheet = wish.sheet.as_deref().map(|text| BASE64.decode(text).unwrap_or_default());
    let saying = care::Saying { version: &wish.version, proof: wish.proof.as_ref(), sheet, from };
    care::agree(&house, who, at.person, saying).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What cannot be taken back is preceded by a proof; whose ward it is is asked before.
const NO_PROOF: identity::Proof = identity::Proof { code: None, passkey: None, password: None };

async fn refuse(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Address(from): Address,
    Path(at): Path<WardPath>,
    Json(wish): Json<ProofWish>,
) -> Result<StatusCode, Problem> {
    care::refuse(&house, who, at.person, wish.proof.as_ref().unwrap_or(&NO_PROOF), from).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn data(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Address(from): Address,
    Path(at): Path<WardPath>,
    Json(wish): Json<ProofWish>,
) -> Result<(NoStore, Json<WardData>), Problem> {
    let found = care::data(&house, who, at.person, wish.proof.as_ref().unwrap_or(&NO_PROOF), from).await?;
    Ok((NoStore, Json(WardData { items: found.into_iter().map(WardDatum::from).collect() })))
}

async fn ask(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Address(from): Address,
    Path(at): Path<WardPath>,
    Json(wish): Json<AskWish>,
) -> Result<Json<AskedView>, Problem> {
    let proof = wish.proof.as_ref().unwrap_or(&NO_PROOF);
    let id = care::ask(&house, who, at.person, (&wish.kind, &wish.words), (proof, from)).await?;
    Ok(Json(AskedView { id }))
}

async fn limit(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<WardPath>,
    Json(wish): Json<LimitWish>,
) -> Result<StatusCode, Problem> {
    let is_closed = [wish.meetings, wish.organisations];
    let closed = rules::PARTS.iter().zip(is_closed).filter(|(_, closed)| *closed).map(|(part, _)| *part);
    care::limit(&house, who, at.person, &closed.collect::<Vec<_>>()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<WardPath>,
    Json(wish): Json<RemoveWish>,
) -> Result<StatusCode, Problem> {
    care::remove(&house, who, at.person, &wish.category).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn ask_opening(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<WardPath>,
    Json(wish): Json<OpeningWish>,
) -> Result<Json<OpeningAsked>, Problem> {
    Ok(Json(OpeningAsked { id: openings::ask(&house, who, at.person, &wish.reason).await? }))
}

async fn list_openings(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<Json<OpeningsView>, Problem> {
    let items = openings::list(&house, who).await?.into_iter().map(OpeningView::from).collect();
    Ok(Json(OpeningsView { items }))
}

async fn approve_opening(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<OpeningPath>,
) -> Result<StatusCode, Problem> {
    openings::approve(&house, who, at.opening).await?;
    Ok(StatusCode::NO_CONTENT)
}

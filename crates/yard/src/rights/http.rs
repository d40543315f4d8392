//! The wire: requests, their answers, restriction, the archive.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::{PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Asker, Saying, Shown};
use super::rules::{Ground, Kind};
use super::{Refusal, RequestId};
use crate::House;
use crate::identity::Proof;
use crate::wire::{Address, Json, NoStore, Path, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/requests",
            get_with(mine, |op| op.id("rights.mine").summary("My requests about my data."))
                .post_with(ask, |op| op.id("rights.ask").summary("Ask for something about my data.")),
        )
        .api_route(
            "/me/requests/{request}",
            delete_with(withdraw, |op| op.id("rights.withdraw").summary("Take a request of mine back.")),
        )
        .api_route(
            "/me/requests/{request}/prove",
            post_with(prove, |op| {
                op.id("rights.prove").summary("Prove that it was me who asked; the clock starts.")
            }),
        )
        .api_route(
            "/me/archive",
            post_with(archive, |op| op.id("me.archive").summary("Everything held about me, signed.")),
        )
        .api_route(
            "/me/restriction",
            get_with(restricted, |op| op.id("me.restriction").summary("Whether my data are restricted."))
                .put_with(restrict, |op| {
                    op.id("me.restrict").summary("Let nobody but me use my data.").response::<204, ()>()
                })
                .delete_with(unrestrict, |op| {
                    op.id("me.unrestrict").summary("Let my data be used again.").response::<204, ()>()
                }),
        )
        .api_route(
            "/rights/requests",
            get_with(desk, |op| op.id("rights.desk").summary("Requests that wait, for who runs the house.")),
        )
        .api_route(
            "/rights/requests/{request}/answer",
            post_with(answer, |op| op.id("rights.answer").summary("Answer a request.")),
        )
}

/// Requests.
#[derive(Serialize, JsonSchema)]
struct RequestList {
    /// My own newest first; those that wait, the most urgent first.
    items: Vec<RequestView>,
}

/// A request.
#[derive(Serialize, JsonSchema)]
struct RequestView {
    /// Its id.
    id: RequestId,
    /// Who asks.
    person: PersonId,
    /// At the desk: the first sign of his name.
    name_masked: Option<String>,
    /// At the desk: his number with its middle hidden.
    phone_masked: Option<String>,
    /// What: `see`, `copy`, `correct`, `delete`, `restrict`, `withdraw`, `cancel`, `appeal_number`,
    /// `leave_organisation`, `explain` or `complain`.
    kind: String,
    /// In his words.
    words: Option<String>,
    /// When it came.
    opened_at: Timestamp,
    /// When it was proved that it is the person; null while it was not.
    verified_at: Option<Timestamp>,
    /// By when it has to be answered.
    due_at: Option<Timestamp>,
    /// The same counted in working days.
    working_due_at: Option<Timestamp>,
    /// When its time was over, where it is.
    overdue_at: Option<Timestamp>,
    /// When it was answered.
    answered_at: Option<Timestamp>,
    /// `granted` or `refused`, once it is answered.
    outcome: Option<String>,
    /// The ground of a refusal.
    ground: Option<String>,
    /// The answer.
    answer: Option<String>,
    /// What it costs, in cents: nothing.
    fee: u32,
    /// Whom to complain to about a refusal.
    complain_to: Option<String>,
}

fn view(house: &House, shown: Shown, asker: Asker) -> RequestView {
    let Shown { row, words, answer } = shown;
    let outcome = row.answered_at.map(|_| if row.granted { "granted" } else { "refused" }.to_owned());
    let contact = house.particulars().contact.clone();
    RequestView {
        id: row.id,
        person: row.person,
        name_masked: asker.name,
        phone_masked: asker.phone,
        kind: row.kind.word().to_owned(),
        words,
        opened_at: row.opened_at,
        verified_at: row.verified_at,
        due_at: row.due_at,
        working_due_at: row.working_due_at,
        overdue_at: row.overdue_at,
        answered_at: row.answered_at,
        complain_to: row.ground.map(|_| format!("{} {}", contact.email, contact.phone).trim().to_owned()),
        ground: row.ground.map(|ground| ground.word().to_owned()),
        outcome,
        answer,
        fee: 0,
    }
}

async fn mine(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<RequestList>, Problem> {
    let items = actions::mine(&house, who).await?;
    let items = items.into_iter().map(|shown| view(&house, shown, Asker::default())).collect();
    Ok(Json(RequestList { items }))
}

async fn desk(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<RequestList>, Problem> {
    let items = actions::desk(&house, who).await?;
    let items = items.into_iter().map(|(shown, asker)| view(&house, shown, asker)).collect();
    Ok(Json(RequestList { items }))
}

/// A wish.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AskWish {
    /// What.
    kind: String,
    /// In my words; 2000 characters at most.
    #[serde(default)]
    words: String,
    /// That it is me; without it the clock starts when I prove it later.
    proof: Option<Proof>,
}

/// A request was made.
#[derive(Serialize, JsonSchema)]
struct Asked {
    /// Its id.
    id: RequestId,
}

async fn ask(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Address(from): Address,
    Json(wish): Json<AskWish>,
) -> Result<Json<Asked>, Problem> {
    let kind = Kind::from_word(&wish.kind).ok_or(Refusal::KindUnknown)?;
    let id = actions::ask(&house, who, kind, &wish.words, wish.proof.as_ref(), from).await?;
    Ok(Json(Asked { id }))
}

/// A request.
#[derive(Deserialize, JsonSchema)]
struct RequestPath {
    /// Which.
    request: RequestId,
}

async fn withdraw(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<RequestPath>,
) -> Result<StatusCode, Problem> {
    actions::withdraw(&house, who, at.request).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// That it is me.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ProofWish {
    /// One of the three ways.
    proof: Proof,
}

async fn prove(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Address(from): Address,
    Path(at): Path<RequestPath>,
    Json(wish): Json<ProofWish>,
) -> Result<StatusCode, Problem> {
    actions::prove(&house, who, at.request, &wish.proof, from).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An answer.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AnswerWish {
    /// True where it is granted.
    granted: bool,
    /// For a refusal: `state_security`, `public_interest`, `criminal_procedure`, `malice_or_abuse`, `harm_to_others`,
    /// `repeated` or `disproportionate`.
    ground: Option<String>,
    /// What the person is told; a refusal says why.
    #[serde(default)]
    words: String,
}

async fn answer(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<RequestPath>,
    Json(wish): Json<AnswerWish>,
) -> Result<StatusCode, Problem> {
    let ground = match &wish.ground {
        Some(word) => Some(Ground::from_word(word).ok_or(Refusal::GroundMissing)?),
        None => None,
    };
    let saying = Saying { granted: wish.granted, ground, words: &wish.words };
    actions::answer(&house, who, at.request, saying).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Everything that is held about me.
#[derive(Serialize, JsonSchema)]
struct ArchiveView {
    /// `courtyard-archive-1`.
    format: String,
    /// The content: JSON, as the exact bytes that are signed.
    content: String,
    /// Ed25519 over `courtyard archive 1`, a line feed and the content; base64.
    signature: String,
    /// The key, the one that signs the log; base64.
    key: String,
}

async fn archive(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Address(from): Address,
    Json(wish): Json<ProofWish>,
) -> Result<(NoStore, Json<ArchiveView>), Problem> {
    let archive = actions::take_archive(&house, who, &wish.proof, from).await?;
    let view = ArchiveView {
        format: super::archive::FORMAT.to_owned(),
        content: archive.content,
        signature: BASE64.encode(archive.signature),
        key: BASE64.encode(archive.key),
    };
    Ok((NoStore, Json(view)))
}

/// Whether my data are restricted.
#[derive(Serialize, JsonSchema)]
struct RestrictionView {
    /// Since when; null where they are not.
    since: Option<Timestamp>,
}

async fn restricted(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<Json<RestrictionView>, Problem> {
    Ok(Json(RestrictionView { since: actions::restricted(&house, who).await? }))
}

async fn restrict(State(house): State<House>, SignedIn(who): SignedIn) -> Result<StatusCode, Problem> {
    actions::restrict(&house, who).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn unrestrict(State(house): State<House>, SignedIn(who): SignedIn) -> Result<StatusCode, Problem> {
    actions::unrestrict(&house, who).await?;
    Ok(StatusCode::NO_CONTENT)
}

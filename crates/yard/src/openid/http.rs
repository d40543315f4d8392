//! The wire, for our own pages: what an application asks, what I say to it, and where I go when it signs me out.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::State;
use ground::{OrgId, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Found, Question, Reply};
use super::leaving;
use crate::House;
use crate::application::{ApplicationId, Scope};
use crate::wire::{Json, NoStore, SignedIn};

/// The routes of our own pages.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/openid/question",
            post_with(look, |op| {
                op.id("openid.question")
                    .summary("What an application asks, who runs it, and what it would get.")
                    .response::<200, Json<QuestionView>>()
            }),
        )
        .api_route(
            "/openid/answer",
            post_with(answer, |op| {
                op.id("openid.answer")
                    .summary("Let it have that, or not; answers where the application is told so.")
                    .response::<200, Json<LedTo>>()
            }),
        )
        .api_route(
            "/openid/farewell",
            post_with(farewell, |op| {
                op.id("openid.farewell")
                    .summary("Where an application leads me when I sign out.")
                    .response::<200, Json<FarewellView>>()
            }),
        )
}

/// What an application asks.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct QuestionWish {
    /// What stands behind the `?` of the address to which the application led.
    query: String,
}

/// What an application asks, for the person who is to answer.
#[derive(Serialize, JsonSchema)]
struct QuestionView {
    /// Where he is led at once, with why not; then there is nothing to be answered.
    back: Option<String>,
    /// The question.
    question: Option<Asking>,
}

/// A question.
#[derive(Serialize, JsonSchema)]
struct Asking {
    /// The application.
    application: ApplicationId,
    /// What it is called.
    name: String,
    /// Who runs it.
    runner: String,
    /// Where its own rules on privacy stand.
    policy: String,
    /// In which organisation.
    org: OrgId,
    /// What that is called.
    org_name: String,
    /// What it asks for beyond knowing that it is me.
    scopes: Vec<Scope>,
    /// What of it I let it have already.
    given: Vec<Scope>,
    /// Whether I am to be asked; otherwise what I said before holds.
    asks: bool,
    /// Which version of the policy holds, to be named with a yes.
    version: String,
}

impl Asking {
    fn of(question: Question, version: &str) -> Self {
        let Question { application, org, scopes, given, asks } = question;
        Self {
            application: application.id,
            name: application.name,
            runner: application.runner,
            policy: application.policy,
            org: application.org,
            org_name: org,
            scopes,
            given,
            asks,
            version: version.to_owned(),
        }
    }
}

async fn look(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<QuestionWish>,
) -> Result<(NoStore, Json<QuestionView>), Problem> {
    let view = match actions::look(&house, who, &wish.query).await? {
        Found::Asked(question) => {
            QuestionView { back: None, question: Some(Asking::of(*question, house.policy.version())) }
        }
        Found::Back(to) => QuestionView { back: Some(to), question: None },
    };
    Ok((NoStore, Json(view)))
}

/// What I say to an application.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AnswerWish {
    /// What stands behind the `?` of the address to which the application led.
    query: String,
    /// What I say.
    reply: ReplyWish,
}

/// What one says to an application.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "say", rename_all = "snake_case", deny_unknown_fields)]
#[schemars(rename = "OpenidReply")]
enum ReplyWish {
    /// Yes, to these; each is mine to leave out.
    Yes {
        /// What it may have.
        scopes: Vec<Scope>,
        /// Which version of the policy I was shown.
        version: String,
    },
    /// What I said before holds.
    AsBefore,
    /// No.
    No,
}

/// Where I am led.
#[derive(Serialize, JsonSchema)]
struct LedTo {
    /// A registered address of the application.
    to: String,
}

async fn answer(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<AnswerWish>,
) -> Result<(NoStore, Json<LedTo>), Problem> {
    let reply = match &wish.reply {
        ReplyWish::Yes { scopes, version } => Reply::Yes(scopes, version),
        ReplyWish::AsBefore => Reply::AsBefore,
        ReplyWish::No => Reply::No,
    };
    let to = actions::answer(&house, who, &wish.query, reply).await?;
    Ok((NoStore, Json(LedTo { to })))
}

/// Where an application leads who signs out.
#[derive(Serialize, JsonSchema)]
struct FarewellView {
    /// What it is called; null where this house did not sign what it brought.
    name: Option<String>,
    /// Where I go on; null where that is not registered.
    to: Option<String>,
}

async fn farewell(
    State(house): State<House>,
    Json(wish): Json<QuestionWish>,
) -> Result<(NoStore, Json<FarewellView>), Problem> {
    let said = leaving::read(&house, &wish.query).await?;
    Ok((NoStore, Json(FarewellView { name: said.name, to: said.to })))
}

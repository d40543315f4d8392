//! The wire: programs of a conversation, for who is in it; commands; and the address of a later answer, for the program.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use axum::extract::State as Shared;
use axum::http::StatusCode;
use ground::{PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, NoStore, Path, SignedIn};

use super::store::Delivery;
use super::views::{self, Shown};
use super::{About, AskId, Command, Program, ProgramId, actions, answering};
use crate::conversation::ConversationId;
use crate::hook::Payload;
use crate::log::ConversationPath;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/conversations/{conversation}/programs",
            get_with(list, |op| {
                op.id("program.list").summary("Which programs hear commands in a conversation.")
            })
            .post_with(add, |op| {
                op.id("program.add")
                    .summary(
                        "Let a program into a group of mine: it hears the commands that are given to it.",
                    )
                    .response::<200, Json<ProgramMade>>()
            }),
        )
        .api_route(
            "/conversations/{conversation}/programs/{program}",
            delete_with(remove, |op| {
                op.id("program.remove").summary("Take a program away.").response::<204, ()>()
            }),
        )
        .api_route(
            "/conversations/{conversation}/programs/{program}/wake",
            post_with(wake, |op| {
                op.id("program.wake").summary("Switch a program on again.").response::<204, ()>()
            }),
        )
        .api_route(
            "/conversations/{conversation}/programs/{program}/deliveries",
            get_with(deliveries, |op| {
                op.id("program.deliveries")
                    .summary("When and how something was delivered to a program; not what.")
            }),
        )
        .merge(commands())
}

/// What is given to them, and what they answer.
fn commands() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/conversations/{conversation}/programs/{program}/ask",
            post_with(ask, |op| op.id("program.ask").summary("Give a command to a program.")),
        )
        .api_route(
            "/conversations/{conversation}/answers",
            get_with(answers, |op| {
                op.id("program.answers")
                    .summary("What I gave to programs here, and what they answered to me alone.")
            }),
        )
        .api_route(
            "/conversations/{conversation}/answers/{ask}",
            delete_with(forget, |op| {
                op.id("program.forget")
                    .summary("Forget a command of mine and its answer.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/answers/{secret}",
            post_with(answer, |op| {
                op.id("program.answer")
                    .summary("Answer a command later, once, in the form that Slack made common.")
                    .response::<200, String>()
            }),
        )
}

/// Programs of a conversation.
#[derive(Serialize, JsonSchema)]
struct ProgramList {
    /// The first first.
    items: Vec<ProgramView>,
    /// Whether this house sends anything to programs.
    available: bool,
}

/// A program that hears.
#[derive(Serialize, JsonSchema)]
struct ProgramView {
    /// Which.
    id: ProgramId,
    /// What it is called.
    name: String,
    /// To whom a command goes: the host of its address.
    host: String,
    /// Who let it in.
    made_by: PersonId,
    /// When.
    made_at: Timestamp,
    /// When something reached it last; null where nothing did.
    used_at: Option<Timestamp>,
    /// Since when nothing does; null where the last attempt did.
    failing_since: Option<Timestamp>,
    /// Whether anything is sent to it; what fails for days is switched off.
    on: bool,
    /// What it answers.
    commands: Vec<Command>,
    /// Whether it hears messages that mention it, each of them alone.
    mentions: bool,
}

impl From<(Program, About)> for ProgramView {
    fn from((program, About { commands, mentions }): (Program, About)) -> Self {
        let Program { id, name, host, made_by, made_at, used_at, failing_since, is_on: on, .. } = program;
        Self { id, name, host, made_by, made_at, used_at, failing_since, on, commands, mentions }
    }
}

/// A program was let in.
#[derive(Serialize, JsonSchema)]
struct ProgramMade {
    /// Which.
    program: ProgramView,
    /// By which it knows that the house speaks (Standard Webhooks); told this once.
    secret: String,
}

/// A program to be let in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ProgramWish {
    /// What it is called: small letters, digits, hyphens; 40 at most.
    name: String,
    /// Where it listens: `https://`, at a public host.
    address: String,
    /// What it answers: 1 to 20.
    commands: Vec<Command>,
    /// Whether it hears messages that mention it.
    #[serde(default)]
    mentions: bool,
}

/// A program of a conversation.
#[derive(Deserialize, JsonSchema)]
struct ProgramPath {
    /// The conversation.
    conversation: ConversationId,
    /// The program.
    program: ProgramId,
}

/// Deliveries to a program.
#[derive(Serialize, JsonSchema)]
struct DeliveryList {
    /// The newest first.
    items: Vec<DeliveryView>,
}

/// A delivery; not what.
#[derive(Serialize, JsonSchema)]
struct DeliveryView {
    /// Which; the program knows it by the same (`webhook-id`).
    id: AskId,
    /// When it was given.
    made_at: Timestamp,
    /// When it was tried last.
    tried_at: Option<Timestamp>,
    /// `waiting`, `taken`, `answered` or `failed`.
    state: &'static str,
    /// The HTTP status of the last attempt; null where no answer came.
    status: Option<i64>,
    /// How often it was tried.
    attempts: i64,
}

impl From<Delivery> for DeliveryView {
    fn from(Delivery { id, made_at, tried_at, state, status, attempts }: Delivery) -> Self {
        Self { id, made_at, tried_at, state: state.word(), status, attempts }
    }
}

/// A command for a program.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AskWish {
    /// Which of those that it answers, without its stroke.
    command: String,
    /// What stands behind it: 4,000 characters at most.
    text: String,
    /// The number of the program's own message whose button was pressed: an answer may stand in its place.
    #[serde(default)]
    message: Option<i64>,
}

/// It is on its way.
#[derive(Serialize, JsonSchema)]
struct AskMade {
    /// Which.
    id: AskId,
}

/// What I gave to programs.
#[derive(Serialize, JsonSchema)]
struct AnswerList {
    /// The newest fifty, the first first.
    items: Vec<AnswerView>,
}

/// Something that I gave to a program; nobody else sees it.
#[derive(Serialize, JsonSchema)]
struct AnswerView {
    /// Which.
    id: AskId,
    /// To which program.
    program: ProgramId,
    /// The command, without its stroke; empty where it was a message that mentions the program.
    command: String,
    /// What stood behind it.
    text: String,
    /// When.
    made_at: Timestamp,
    /// `waiting`, `taken`, `answered` or `failed`.
    state: &'static str,
    /// What it answered to me alone: Markdown. Null where nothing, or where it answered in the conversation.
    answer: Option<String>,
}

impl From<Shown> for AnswerView {
    fn from(shown: Shown) -> Self {
        let state = shown.state().word();
        let Shown { ask, command, text, answer } = shown;
        Self { id: ask.id, program: ask.program, command, text, made_at: ask.made_at, state, answer }
    }
}

/// Something that I gave to a program.
#[derive(Deserialize, JsonSchema)]
struct AskPath {
    /// The conversation.
    conversation: ConversationId,
    /// Which.
    ask: AskId,
}

/// The address of a later answer.
#[derive(Deserialize, JsonSchema)]
struct ReplyPath {
    /// What the program was told.
    secret: String,
}

async fn list(
    Shared(house): Shared<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
) -> Result<Json<ProgramList>, Problem> {
    let items = views::list(&house, who, at.conversation).await?.into_iter().map(ProgramView::from).collect();
    Ok(Json(ProgramList { items, available: house.egress.calls_programs() }))
}

async fn add(
    Shared(house): Shared<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
    Json(ProgramWish { name, address, commands, mentions }): Json<ProgramWish>,
) -> Result<(NoStore, Json<ProgramMade>), Problem> {
    let wish = actions::Wish { name, address, commands, mentions };
    let made = actions::add(&house, who, at.conversation, wish).await?;
    Ok((NoStore, Json(ProgramMade { program: (made.program, made.about).into(), secret: made.secret })))
}

async fn remove(
    Shared(house): Shared<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ProgramPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, at.conversation, at.program).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn wake(
    Shared(house): Shared<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ProgramPath>,
) -> Result<StatusCode, Problem> {
    actions::wake(&house, who, at.conversation, at.program).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn deliveries(
    Shared(house): Shared<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ProgramPath>,
) -> Result<Json<DeliveryList>, Problem> {
    let found = views::deliveries(&house, who, at.conversation, at.program).await?;
    Ok(Json(DeliveryList { items: found.into_iter().map(DeliveryView::from).collect() }))
}

async fn ask(
    Shared(house): Shared<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ProgramPath>,
    Json(wish): Json<AskWish>,
) -> Result<Json<AskMade>, Problem> {
    let to = (at.conversation, at.program);
    let given = actions::Given { command: &wish.command, text: &wish.text, message: wish.message };
    let id = actions::ask(&house, who, to, given).await?;
    Ok(Json(AskMade { id }))
}

async fn answers(
    Shared(house): Shared<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
) -> Result<Json<AnswerList>, Problem> {
    let items = views::own(&house, who, at.conversation).await?.into_iter().map(AnswerView::from).collect();
    Ok(Json(AnswerList { items }))
}

async fn forget(
    Shared(house): Shared<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<AskPath>,
) -> Result<StatusCode, Problem> {
    actions::forget(&house, who, at.conversation, at.ask).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn answer(
    Shared(house): Shared<House>,
    Path(at): Path<ReplyPath>,
    payload: Payload,
) -> Result<String, Problem> {
    answering::later(&house, &at.secret, &payload).await?;
    Ok("ok".to_owned())
}

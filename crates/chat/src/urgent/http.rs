//! The wire: marking a message as urgent, the ladder, the logs, and how one is reached.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, Path, SignedIn};

use super::actions::{self, Whom};
use super::rules::{Outcome, Rung};
use super::views::{self, Choices, Mine, Reached};
use super::{Step, Urgent};
use crate::conversation::ConversationId;
use crate::log::MessagePath;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/conversations/{conversation}/messages/{seq}/urge",
            post_with(urge, |op| {
                op.id("message.urge").summary("Mark a message of mine as urgent for people.")
            }),
        )
        .api_route(
            "/conversations/{conversation}/messages/{seq}/urgent",
            get_with(of_message, |op| {
                op.id("urgent.reached").summary("What was done for an urgent message of mine.")
            }),
        )
        .api_route(
            "/conversations/{conversation}/messages/{seq}/confirm",
            post_with(confirm, |op| {
                op.id("message.confirm").summary("Confirm an urgent message.").response::<204, ()>()
            }),
        )
        .api_route(
            "/conversation-urgent",
            get_with(mine, |op| op.id("urgent.list").summary("What is or was urgent for me, and each step.")),
        )
        .api_route(
            "/conversation-urgent-ladder",
            get_with(ladder, |op| op.id("urgent.ladder").summary("How urgent messages reach people here.")),
        )
        .api_route(
            "/conversation-urgent-choices",
            get_with(choices, |op| op.id("urgent.choices").summary("How urgent messages reach me."))
                .put_with(choose, |op| {
                    op.id("urgent.choose").summary("Choose how they reach me.").response::<204, ()>()
                }),
        )
        .api_route(
            "/conversation-urgent-choices/refused/{person}",
            put_with(refuse, |op| {
                op.id("urgent.refuse").summary("Be reached so by somebody no longer.").response::<204, ()>()
            })
            .delete_with(allow, |op| {
                op.id("urgent.allow").summary("Be reached so by somebody again.").response::<204, ()>()
            }),
        )
}

/// For whom a message is urgent.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UrgeWish {
    /// People in the conversation, 100 at most; none where it is for all.
    #[serde(default)]
    people: Vec<PersonId>,
    /// Whether for all of it; who may mention all may do that.
    #[serde(default)]
    all: bool,
}

/// A message is urgent.
#[derive(Serialize, JsonSchema)]
struct Urged {
    /// For how many people it is now and was not before.
    people: usize,
}

async fn urge(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<MessagePath>,
    Json(wish): Json<UrgeWish>,
) -> Result<Json<Urged>, Problem> {
    let whom = Whom { people: wish.people, all: wish.all };
    Ok(Json(Urged { people: actions::urge(&house, who, (at.conversation, at.seq), whom).await? }))
}

async fn confirm(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<MessagePath>,
) -> Result<StatusCode, Problem> {
    actions::confirm(&house, who, (at.conversation, at.seq)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was done on one rung.
#[derive(Serialize, JsonSchema)]
struct StepView {
    /// Which.
    rung: Rung,
    /// When.
    at: Timestamp,
    /// What became of it.
    outcome: Outcome,
}

impl From<Step> for StepView {
    fn from(Step { rung, at, outcome }: Step) -> Self {
        Self { rung, at, outcome }
    }
}

/// For whom a message is urgent, and what was done.
#[derive(Serialize, JsonSchema)]
struct ReachedList {
    /// One for each person.
    items: Vec<ReachedView>,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
struct ReachedView {
    /// Who.
    person: PersonId,
    /// When it was marked for him.
    since: Timestamp,
    /// Whether he is not reached in this way today, or by this sender; nothing is done then.
    held: bool,
    /// When he confirmed it.
    confirmed_at: Option<Timestamp>,
    /// What was done; nothing of who does not let others see how far he reads.
    steps: Vec<StepView>,
}

impl From<Reached> for ReachedView {
    fn from(Reached { urgent, steps }: Reached) -> Self {
        let Urgent { person, made_at, held, confirmed_at, .. } = urgent;
        Self {
            person,
            since: made_at,
            held,
            confirmed_at,
            steps: steps.into_iter().map(Into::into).collect(),
        }
    }
}

async fn of_message(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<MessagePath>,
) -> Result<Json<ReachedList>, Problem> {
    let reached = views::of_message(&house, who, (at.conversation, at.seq)).await?;
    Ok(Json(ReachedList { items: reached.into_iter().map(Into::into).collect() }))
}

/// What is or was urgent for me.
#[derive(Serialize, JsonSchema)]
struct UrgentList {
    /// The newest first, 200 at most.
    items: Vec<UrgentView>,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
struct UrgentView {
    /// In which conversation.
    conversation: ConversationId,
    /// Its number.
    seq: i64,
    /// Who wrote it.
    by: PersonId,
    /// When it was marked.
    since: Timestamp,
    /// Whether nothing was done, since I am not reached by him so, or was often enough that day.
    held: bool,
    /// When I confirmed it.
    confirmed_at: Option<Timestamp>,
    /// What it says now; null where I may not read it any longer.
    text: Option<String>,
    /// What was done to reach me.
    steps: Vec<StepView>,
}

impl From<Mine> for UrgentView {
    fn from(Mine { reached, text }: Mine) -> Self {
        let Urgent { conversation, seq, sender, made_at, held, confirmed_at, .. } = reached.urgent;
        let steps = reached.steps.into_iter().map(Into::into).collect();
        Self { conversation, seq, by: sender, since: made_at, held, confirmed_at, text, steps }
    }
}

async fn mine(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<UrgentList>, Problem> {
    let items = views::mine(&house, who).await?.into_iter().map(Into::into).collect();
    Ok(Json(UrgentList { items }))
}

/// How urgent messages reach people here.
#[derive(Serialize, JsonSchema)]
struct Ladder {
    /// From the first rung to the last.
    items: Vec<RungView>,
}

/// One rung.
#[derive(Serialize, JsonSchema)]
struct RungView {
    /// Which.
    rung: Rung,
    /// After how many seconds it is tried, while the message is neither read nor confirmed.
    after_s: u32,
    /// Whether this house has it.
    there: bool,
}

async fn ladder(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<Ladder>, Problem> {
    let rungs = views::ladder(&house, who).await?;
    let view = |(rung, there): (Rung, bool)| RungView { rung, after_s: rung.after_s(), there };
    Ok(Json(Ladder { items: rungs.into_iter().map(view).collect() }))
}

/// How urgent messages reach me.
#[derive(Serialize, JsonSchema)]
struct UrgentChoices {
    /// Whether in my quiet hours, too.
    at_night: bool,
    /// By whom they do not.
    refused: Vec<PersonId>,
    /// Whether I agreed to text messages (the consent `urgent-text`).
    sms: bool,
    /// How often in a day they reach me, at most.
    a_day: i64,
}

async fn choices(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<Json<UrgentChoices>, Problem> {
    let Choices { at_night, refused, sms, a_day } = views::choices(&house, who).await?;
    Ok(Json(UrgentChoices { at_night, refused, sms, a_day }))
}

/// What I choose.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UrgentChoose {
    /// Whether they reach me in my quiet hours, too.
    at_night: bool,
}

async fn choose(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<UrgentChoose>,
) -> Result<StatusCode, Problem> {
    actions::choose(&house, who, wish.at_night).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Somebody who marks messages as urgent.
#[derive(Deserialize, JsonSchema)]
struct SenderPath {
    /// Who.
    person: PersonId,
}

async fn refuse(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<SenderPath>,
) -> Result<StatusCode, Problem> {
    actions::refuse(&house, who, at.person, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn allow(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<SenderPath>,
) -> Result<StatusCode, Problem> {
    actions::refuse(&house, who, at.person, false).await?;
    Ok(StatusCode::NO_CONTENT)
}

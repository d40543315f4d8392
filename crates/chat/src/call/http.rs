//! The wire: calling, answering, hanging up.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Person, PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, NoStore, Path, SignedIn};

use super::actions::Seat;
use super::rules::{CallKind, State as Presence};
use super::views::{self, Shown};
use super::{CallId, Calls, actions, changes};
use crate::conversation::ConversationId;
use crate::log::{ConversationPath, EventView};
use crate::phone::Phones;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/conversations/{conversation}/calls",
            post_with(start, |op| {
                op.id("call.start")
                    .summary("Call the others of a conversation.")
                    .response::<200, Json<SeatView>>()
            })
            .get_with(list, |op| op.id("call.list").summary("The calls of a conversation that are over.")),
        )
        .api_route(
            "/calls",
            get_with(running, |op| op.id("call.running").summary("What rings or runs where I am.")),
        )
        .api_route("/calls/{call}", get_with(get, |op| op.id("call.get").summary("One call.")))
        .api_route(
            "/calls/{call}/answer",
            post_with(answer, |op| {
                op.id("call.answer")
                    .summary("Answer a call, join it, or come back to it.")
                    .response::<200, Json<SeatView>>()
            }),
        )
        .api_route(
            "/calls/{call}/ring",
            post_with(ring, |op| {
                op.id("call.ring").summary("Call more of the conversation.").response::<204, ()>()
            }),
        )
        .api_route(
            "/calls/{call}/decline",
            post_with(decline, |op| op.id("call.decline").summary("Do not answer.").response::<204, ()>()),
        )
        .api_route(
            "/calls/{call}/leave",
            post_with(leave, |op| op.id("call.leave").summary("Hang up.").response::<204, ()>()),
        )
        .api_route(
            "/calls/{call}/cancel",
            post_with(cancel, |op| {
                op.id("call.cancel").summary("Give up while nobody has answered.").response::<204, ()>()
            }),
        )
        .api_route(
            "/calls/{call}/switch",
            post_with(switch, |op| {
                op.id("call.switch").summary("Go on with pictures, or without.").response::<204, ()>()
            }),
        )
        .api_route(
            "/calls/{call}/upgrade",
            post_with(upgrade, |op| op.id("call.upgrade").summary("Go on in a meeting.")),
        )
}

/// A call.
#[derive(Deserialize, JsonSchema)]
struct CallPath {
    /// Which.
    call: CallId,
}

/// Somebody in a call.
#[derive(Serialize, JsonSchema)]
struct PartyView {
    /// Who.
    person: PersonId,
    /// `ringing`, `joined`, `declined`, `busy`, `missed` or `left`.
    state: &'static str,
    /// Who he is in the room of this call, and nowhere else; null where he is not in it.
    identity: Option<String>,
}

/// A call that rings, runs or is over.
#[derive(Serialize, JsonSchema)]
struct CallView {
    /// Which.
    id: CallId,
    /// In which conversation.
    conversation: ConversationId,
    /// `voice` or `video`.
    kind: CallKind,
    /// Who began it.
    by: PersonId,
    /// When it began to ring.
    begun_at: Timestamp,
    /// When somebody answered.
    answered_at: Option<Timestamp>,
    /// When it ended.
    ended_at: Option<Timestamp>,
    /// What I am in it, as in `people`; null where I was not called and am not in it.
    mine: Option<&'static str>,
    /// Whether I am in it on this device.
    here: bool,
    /// The number of the meeting that it went on in.
    meeting: Option<String>,
    /// Who is in it, was, or is called.
    people: Vec<PartyView>,
}

impl CallView {
    fn of(Shown { call, parties }: Shown, who: Person) -> Self {
        let own = parties.iter().find(|one| one.person == who.person);
        let mine = own.map(|own| own.state.shown());
        let here = own.is_some_and(|own| own.state == Presence::Joined && own.device == Some(who.device));
        let people = parties.into_iter().map(|one| PartyView {
            person: one.person,
            state: one.state.shown(),
            identity: one.identity,
        });
        Self {
            id: call.id,
            conversation: call.conversation,
            kind: CallKind::of(call.video),
            by: call.starter,
            begun_at: call.begun_at,
            answered_at: call.answered_at,
            ended_at: call.ended_at,
            mine,
            here,
            meeting: call.meeting,
            people: people.collect(),
        }
    }
}

/// A place in a call.
#[derive(Serialize, JsonSchema)]
struct SeatView {
    /// The call.
    call: CallView,
    /// Where its sound and pictures are; null where it is over already, as when whoever is called is in another one.
    media: Option<CallMedia>,
}

/// The way to the sound and pictures.
#[derive(Serialize, JsonSchema)]
struct CallMedia {
    /// The media plane; empty where it is this house itself.
    url: String,
    /// What opens the room. It is for this device and carries no name.
    token: String,
}

async fn seat(house: &House, who: Person, seat: Seat) -> Result<(NoStore, Json<SeatView>), Problem> {
    let call = CallView::of(views::get(house, who, seat.call).await?, who);
    let media = seat.token.map(|token| CallMedia { url: String::new(), token });
    Ok((NoStore, Json(SeatView { call, media })))
}

/// Whom to call.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CallStart {
    /// `voice` or `video`.
    kind: CallKind,
    /// Those of a group whom to call; everybody where nobody is named.
    #[serde(default)]
    people: Vec<PersonId>,
}

async fn start(
    State(house): State<House>,
    Extension(calls): Extension<Calls>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
    Json(wish): Json<CallStart>,
) -> Result<(NoStore, Json<SeatView>), Problem> {
    let begun = actions::start(&house, &calls, who, (at.conversation, wish.kind, &wish.people)).await?;
    seat(&house, who, begun).await
}

/// How to answer.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CallAnswer {
    /// Whether to take it from the device where I answered.
    #[serde(default)]
    take: bool,
}

async fn answer(
    State(house): State<House>,
    Extension(calls): Extension<Calls>,
    SignedIn(who): SignedIn,
    Path(at): Path<CallPath>,
    Json(wish): Json<CallAnswer>,
) -> Result<(NoStore, Json<SeatView>), Problem> {
    let joined = actions::answer(&house, &calls, who, (at.call, wish.take)).await?;
    seat(&house, who, joined).await
}

/// The calls that are over.
#[derive(Serialize, JsonSchema)]
struct CallHistory {
    /// The newest last: events of the log that carry a `call`.
    items: Vec<EventView>,
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
) -> Result<Json<CallHistory>, Problem> {
    Ok(Json(CallHistory { items: views::list(&house, who, at.conversation).await? }))
}

/// What rings or runs.
#[derive(Serialize, JsonSchema)]
struct CallList {
    /// The newest first.
    items: Vec<CallView>,
    /// Whether a call can go on in a meeting.
    meetings: bool,
    /// Whether telephones can be called from this house.
    telephone: bool,
}

async fn running(
    State(house): State<House>,
    Extension(calls): Extension<Calls>,
    Extension(phones): Extension<Phones>,
    SignedIn(who): SignedIn,
) -> Result<Json<CallList>, Problem> {
    let items = views::running(&house, who).await?.into_iter().map(|one| CallView::of(one, who)).collect();
    let (meetings, telephone) = (calls.meetings.is_there(&house), phones.is_there());
    Ok(Json(CallList { items, meetings, telephone }))
}

async fn get(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<CallPath>,
) -> Result<Json<CallView>, Problem> {
    Ok(Json(CallView::of(views::get(&house, who, at.call).await?, who)))
}

/// Whom to call, too.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CallRing {
    /// Who: people of the conversation.
    people: Vec<PersonId>,
}

async fn ring(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<CallPath>,
    Json(wish): Json<CallRing>,
) -> Result<StatusCode, Problem> {
    actions::ring(&house, who, (at.call, &wish.people)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn decline(
    State(house): State<House>,
    Extension(calls): Extension<Calls>,
    SignedIn(who): SignedIn,
    Path(at): Path<CallPath>,
) -> Result<StatusCode, Problem> {
    changes::decline(&house, &calls, who, at.call).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn leave(
    State(house): State<House>,
    Extension(calls): Extension<Calls>,
    SignedIn(who): SignedIn,
    Path(at): Path<CallPath>,
) -> Result<StatusCode, Problem> {
    changes::leave(&house, &calls, who, at.call).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn cancel(
    State(house): State<House>,
    Extension(calls): Extension<Calls>,
    SignedIn(who): SignedIn,
    Path(at): Path<CallPath>,
) -> Result<StatusCode, Problem> {
    changes::cancel(&house, &calls, who, at.call).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How to go on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CallSwitch {
    /// `voice` or `video`.
    kind: CallKind,
}

async fn switch(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<CallPath>,
    Json(wish): Json<CallSwitch>,
) -> Result<StatusCode, Problem> {
    changes::switch(&house, who, at.call, wish.kind).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where a call goes on.
#[derive(Serialize, JsonSchema)]
struct CallMeeting {
    /// The number of the meeting.
    meeting: String,
}

async fn upgrade(
    State(house): State<House>,
    Extension(calls): Extension<Calls>,
    SignedIn(who): SignedIn,
    Path(at): Path<CallPath>,
) -> Result<Json<CallMeeting>, Problem> {
    Ok(Json(CallMeeting { meeting: changes::upgrade(&house, &calls, who, at.call).await? }))
}

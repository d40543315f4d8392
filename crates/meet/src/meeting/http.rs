//! The wire: starting, finding, entering and directing meetings.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use ground::{MeetingId, OrgId, PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Address, Anyone, Json, NoStore, Path, SignedInAtAll};

use super::actions::{self, Knock, Wish};
use super::views::{self, Shown};
use super::{Refusal, Role};
use crate::media::{Media, Muted};
use crate::wire::{Someone, Starter};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    let to = |path: &str| format!("/meetings/{{id}}/{path}");
    ApiRouter::new()
        .api_route(
            "/meetings",
            post_with(start, |op| op.id("meeting.start").with(yard::seal::mark).summary("Start a meeting."))
                .get_with(list, |op| op.id("meeting.list").summary("My meetings, newest first.")),
        )
        .api_route(
            "/meetings/join",
            post_with(join, |op| {
                op.id("meeting.join")
                    .with(yard::seal::mark)
                    .summary("Enter by the number.")
                    .response::<200, Json<JoinView>>()
            }),
        )
        .api_route(
            "/meetings/selftest",
            post_with(selftest, |op| {
                op.id("meeting.selftest")
                    .summary("A room to try devices and line in.")
                    .response::<200, Json<SelftestView>>()
            }),
        )
        .api_route(
            "/meetings/by-number/{number}",
            get_with(find, |op| op.id("meeting.find").summary("What a number names.")),
        )
        .api_route("/meetings/{id}", get_with(get, |op| op.id("meeting.get").summary("One meeting.")))
        .api_route(
            &to("participants"),
            get_with(participants, |op| op.id("meeting.participants").summary("Who is and was there.")),
        )
        .api_route(&to("end"), post_with(end, |op| op.id("meeting.end").summary("End it for everybody.")))
        .api_route(&to("lock"), post_with(lock, |op| op.id("meeting.lock").summary("Let nobody new in.")))
        .api_route(&to("mute"), post_with(mute, |op| op.id("meeting.mute").summary("Mute somebody.")))
        .api_route(
            &to("remove"),
            post_with(remove, |op| op.id("meeting.remove").summary("Put somebody out.")),
        )
        .api_route(
            &to("readmit"),
            post_with(readmit, |op| op.id("meeting.readmit").summary("Let somebody back in.")),
        )
}

/// A meeting to be started.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MeetingStart {
    /// What it is called; at most 100 characters.
    title: Option<String>,
    /// 4 to 32 characters without blanks that whoever enters must know.
    passcode: Option<String>,
    /// Whether people without an account may enter.
    guests: bool,
    /// The organisation in whose name it is held.
    org: Option<OrgId>,
    /// Who directs it: for programs, which name a member of their organisation. A person directs what he starts.
    host: Option<PersonId>,
}

/// A meeting.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MeetingView {
    /// Its id.
    id: MeetingId,
    /// The nine digits by which people enter.
    number: String,
    /// What it is called; empty where it has no name.
    title: String,
    /// Whether it goes on.
    state: StateView,
    /// Whether people without an account may enter.
    guests: bool,
    /// Whether nobody new may enter.
    locked: bool,
    /// Whether a passcode is needed.
    has_passcode: bool,
    /// Whether the one who asks directs it.
    host: bool,
    /// Where others enter; the passcode is added behind a `#` by the client.
    link: String,
    /// When it began.
    started_at: Timestamp,
    /// When it ended.
    ended_at: Option<Timestamp>,
}

/// Whether a meeting goes on.
#[derive(Serialize, JsonSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StateView {
    /// It goes on.
    Open,
    /// It is over.
    Ended,
}

impl StateView {
    /// The state of a meeting that ended then, or not yet.
    pub(crate) const fn of(ended_at: Option<Timestamp>) -> Self {
        if ended_at.is_some() { Self::Ended } else { Self::Open }
    }
}

impl From<Shown> for MeetingView {
    fn from(shown: Shown) -> Self {
        let Shown { meeting, title, is_host, link } = shown;
        Self {
            id: meeting.id,
            number: meeting.number.to_string(),
            title,
            state: StateView::of(meeting.ended_at),
            guests: meeting.guests,
            locked: meeting.locked,
            has_passcode: meeting.passcode.is_some(),
            host: is_host,
            link,
            started_at: meeting.started_at,
            ended_at: meeting.ended_at,
        }
    }
}

async fn start(
    State(house): State<House>,
    Starter(who): Starter,
    Json(wish): Json<MeetingStart>,
) -> Result<Json<MeetingView>, Problem> {
    let (title, passcode) = (wish.title.unwrap_or_default(), wish.passcode.unwrap_or_default());
    let wish =
        Wish { title: &title, passcode: &passcode, guests: wish.guests, org: wish.org, host: wish.host };
    let meeting = actions::start(&house, who.clone(), wish).await?;
    let mut shown = views::show(&house, &who, "meeting.start", vec![meeting]).await?;
    Ok(Json(shown.pop().ok_or(Refusal::Unknown)?.into()))
}

/// My meetings.
#[derive(Serialize, JsonSchema)]
struct MeetingList {
    /// Newest first, a hundred at most.
    items: Vec<MeetingView>,
}

async fn list(
    State(house): State<House>,
    SignedInAtAll(who): SignedInAtAll,
) -> Result<Json<MeetingList>, Problem> {
    let items = views::list(&house, who).await?.into_iter().map(MeetingView::from).collect();
    Ok(Json(MeetingList { items }))
}

/// One meeting.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct MeetingPath {
    /// The meeting.
    pub id: MeetingId,
}

async fn get(
    State(house): State<House>,
    Someone(caller): Someone,
    Path(at): Path<MeetingPath>,
) -> Result<Json<MeetingView>, Problem> {
    Ok(Json(views::get(&house, &caller, at.id).await?.into()))
}

/// A number.
#[derive(Deserialize, JsonSchema)]
struct NumberPath {
    /// Nine digits.
    number: String,
}

/// What a number names.
#[derive(Serialize, JsonSchema)]
struct MeetingFound {
    /// The number.
    number: String,
    /// What the meeting is called; empty where it has no name.
    title: String,
    /// Whether people without an account may enter.
    guests: bool,
    /// Whether a passcode is needed.
    has_passcode: bool,
    /// Whether it goes on.
    state: StateView,
    /// Who holds it.
    host_name: String,
}

async fn find(
    State(house): State<House>,
    Anyone(caller): Anyone,
    Address(from): Address,
    Path(at): Path<NumberPath>,
) -> Result<Json<MeetingFound>, Problem> {
    let found = views::find(&house, caller, &at.number, from).await?;
    Ok(Json(MeetingFound {
        number: found.meeting.number.to_string(),
        title: found.title,
        guests: found.meeting.guests,
        has_passcode: found.meeting.passcode.is_some(),
        state: StateView::of(found.meeting.ended_at),
        host_name: found.host_name,
    }))
}

/// A wish to enter.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MeetingJoin {
    /// Nine digits; blanks and hyphens between are dropped.
    number: String,
    /// The passcode, where one is needed.
    passcode: Option<String>,
    /// What a guest wants to be called; needed of people without an account.
    name: Option<String>,
    /// The key that a guest of this browser was given when he entered this meeting before. Not kept.
    before: Option<String>,
    /// What the device calls itself. Not kept.
    #[expect(dead_code, reason = "programs may send it with every wish; meetings have no use for it")]
    device: Option<String>,
}

/// The way to sound and picture.
#[derive(Serialize, JsonSchema)]
struct MediaAccess {
    /// Where the media engine is; empty is this house's own address.
    url: String,
    /// A LiveKit token for one room and one identity.
    token: String,
}

/// Somebody entered.
#[derive(Serialize, JsonSchema)]
struct JoinView {
    /// The meeting.
    meeting: MeetingView,
    /// The way to sound and picture.
    media: MediaAccess,
    /// Who one is to the others; the same each time one enters this meeting.
    identity: String,
    /// A new guest's key to this meeting, told once: `Authorization: Bearer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    guest_token: Option<String>,
}

async fn join(
    State(house): State<House>,
    Extension(media): Extension<Media>,
    Anyone(caller): Anyone,
    Address(from): Address,
    headers: HeaderMap,
    Json(wish): Json<MeetingJoin>,
) -> Result<(NoStore, Json<JoinView>), Problem> {
    let knock = Knock {
        number: &wish.number,
        passcode: wish.passcode.as_deref(),
        name: wish.name.as_deref(),
        from,
        browser: headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default(),
        before: wish.before.as_deref(),
    };
    let entered = actions::join(&house, &media, caller, knock).await?;
    let mut shown = views::show(&house, &entered.caller, "meeting.join", vec![entered.meeting]).await?;
    let view = JoinView {
        meeting: shown.pop().ok_or(Refusal::Unknown)?.into(),
        media: MediaAccess { url: String::new(), token: entered.media_token },
        identity: entered.identity,
        guest_token: entered.guest_token,
    };
    Ok((NoStore, Json(view)))
}

/// What somebody is in a meeting.
#[derive(Serialize, JsonSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RoleView {
    /// Directs it.
    Host,
    /// Takes part, with an account.
    Participant,
    /// Takes part without one.
    Guest,
}

impl From<Role> for RoleView {
    fn from(role: Role) -> Self {
        match role {
            Role::Host => Self::Host,
            Role::Participant => Self::Participant,
            Role::Guest => Self::Guest,
        }
    }
}

/// Whether somebody is there.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum PresenceView {
    /// Is there now.
    Present,
    /// Has left, or is on the way in.
    Left,
    /// Was put out. Told to the host alone, who may let it back in; to others it has left.
    Removed,
}

/// Somebody who is or was in the meeting.
#[derive(Serialize, JsonSchema)]
struct ParticipantView {
    /// Who it is to the media engine.
    identity: String,
    /// The name; empty where it is erased, or he left the organisation.
    name: String,
    /// How the organisation's records call somebody who left it; null of everybody else.
    pseudonym: Option<String>,
    /// What it is here.
    role: RoleView,
    /// Whether it is there.
    state: PresenceView,
    /// Whether nothing is heard of it.
    muted: bool,
}

/// Who is and was there.
#[derive(Serialize, JsonSchema)]
struct ParticipantList {
    /// In the order of admission.
    items: Vec<ParticipantView>,
}

async fn participants(
    State(house): State<House>,
    Extension(media): Extension<Media>,
    Someone(caller): Someone,
    Path(at): Path<MeetingPath>,
) -> Result<Json<ParticipantList>, Problem> {
    let items =
        views::participants(&house, &media, &caller, at.id).await?.into_iter().map(|one| ParticipantView {
            identity: one.participant.identity,
            name: one.name,
            pseudonym: one.pseudonym,
            role: one.participant.role.into(),
            state: match (one.is_present, one.is_removed) {
                (_, true) => PresenceView::Removed,
                (true, false) => PresenceView::Present,
                (false, false) => PresenceView::Left,
            },
            muted: one.is_muted,
        });
    Ok(Json(ParticipantList { items: items.collect() }))
}

async fn end(
    State(house): State<House>,
    Extension(media): Extension<Media>,
    Someone(caller): Someone,
    Path(at): Path<MeetingPath>,
) -> Result<StatusCode, Problem> {
    actions::end(&house, &media, caller, at.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether nobody new may enter.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LockRequest {
    /// True to lock.
    locked: bool,
}

async fn lock(
    State(house): State<House>,
    Someone(caller): Someone,
    Path(at): Path<MeetingPath>,
    Json(wish): Json<LockRequest>,
) -> Result<StatusCode, Problem> {
    actions::lock(&house, caller, at.id, wish.locked).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sound, picture or both.
#[derive(Deserialize, JsonSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum TrackWish {
    /// All sound.
    Audio,
    /// All pictures.
    Video,
    /// Both.
    All,
}

/// Somebody to be muted.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MuteRequest {
    /// Who.
    identity: String,
    /// What of it.
    track: TrackWish,
}

async fn mute(
    State(house): State<House>,
    Extension(media): Extension<Media>,
    Someone(caller): Someone,
    Path(at): Path<MeetingPath>,
    Json(wish): Json<MuteRequest>,
) -> Result<StatusCode, Problem> {
    let what = match wish.track {
        TrackWish::Audio => Muted::Audio,
        TrackWish::Video => Muted::Video,
        TrackWish::All => Muted::All,
    };
    actions::mute(&house, &media, caller, at.id, &wish.identity, what).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Somebody to be put out, or to be let back in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RemoveRequest {
    /// Who.
    identity: String,
}

async fn remove(
    State(house): State<House>,
    Extension(media): Extension<Media>,
    Someone(caller): Someone,
    Path(at): Path<MeetingPath>,
    Json(wish): Json<RemoveRequest>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, &media, caller, at.id, &wish.identity).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn readmit(
    State(house): State<House>,
    Someone(caller): Someone,
    Path(at): Path<MeetingPath>,
    Json(wish): Json<RemoveRequest>,
) -> Result<StatusCode, Problem> {
    actions::readmit(&house, caller, at.id, &wish.identity).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A room to try devices and line in.
#[derive(Serialize, JsonSchema)]
struct SelftestView {
    /// The way to sound and picture, for three minutes.
    media: MediaAccess,
}

async fn selftest(
    State(house): State<House>,
    Extension(media): Extension<Media>,
    Anyone(caller): Anyone,
    Address(from): Address,
) -> Result<(NoStore, Json<SelftestView>), Problem> {
    let token = actions::selftest(&house, &media, caller, from).await?;
    Ok((NoStore, Json(SelftestView { media: MediaAccess { url: String::new(), token } })))
}

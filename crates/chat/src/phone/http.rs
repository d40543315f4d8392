//! The wire: telephone calls from a page.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with, put_with};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{InOrg, Json, NoStore, Path, SignedIn};

use super::rules::State as LegState;
use super::{LegId, PhoneId, Phones, actions, standing};
use crate::directory::InPath;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    own_routes()
        .api_route(
            "/orgs/{org}/phone",
            post_with(start, |op| {
                op.id("phone.start")
                    .summary("Call a telephone, or several in a conference.")
                    .response::<200, Json<PhoneSeat>>()
                    .with(yard::seal::mark)
            }),
        )
        .api_route(
            "/phones/{phone}",
            get_with(get, |op| {
                op.id("phone.get").summary("A telephone call.").response::<200, Json<PhoneView>>()
            }),
        )
        .api_route(
            "/phones/{phone}/join",
            post_with(join, |op| {
                op.id("phone.join")
                    .summary("Come into a telephone call by a page.")
                    .response::<200, Json<PhoneSeat>>()
            }),
        )
        .api_route(
            "/phones/{phone}/legs",
            post_with(add, |op| {
                op.id("phone.add")
                    .summary("Call one more telephone into a call of mine.")
                    .response::<204, ()>()
                    .with(yard::seal::mark)
            }),
        )
        .merge(leg_routes())
}

/// Those of one telephone.
fn leg_routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/phones/{phone}/legs/{leg}/end",
            post_with(hang_up, |op| {
                op.id("phone.hang_up").summary("Hang up one telephone.").response::<204, ()>()
            }),
        )
        .api_route(
            "/phones/{phone}/legs/{leg}/muted",
            put_with(mute, |op| {
                op.id("phone.mute")
                    .summary("Let nobody hear a telephone, or all again.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/phones/{phone}/legs/{leg}/keys",
            post_with(press, |op| {
                op.id("phone.press").summary("Press keys towards a telephone.").response::<204, ()>()
            }),
        )
        .api_route(
            "/phones/{phone}/end",
            post_with(end, |op| op.id("phone.end").summary("End it for all.").response::<204, ()>()),
        )
}

/// Those of what is my own, and of what my organisation allows.
fn own_routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/phone",
            get_with(stand, |op| {
                op.id("phone.standing")
                    .summary("Whether I may call telephones, and what I have open.")
                    .response::<200, Json<PhoneStanding>>()
            }),
        )
        .api_route(
            "/me/phone/calls",
            get_with(list, |op| {
                op.id("phone.list").summary("Telephones that I called.").response::<200, Json<PhoneLog>>()
            }),
        )
        .api_route(
            "/orgs/{org}/phone-rule",
            get_with(look, |op| {
                op.id("phone.rule").summary("Whether members of my organisation may call telephones.")
            })
            .put_with(allow, |op| {
                op.id("phone.allow").summary("Let members call telephones, or not.").response::<204, ()>()
            }),
        )
}

/// A telephone call.
#[derive(Deserialize, JsonSchema)]
struct PhonePath {
    /// Which.
    phone: PhoneId,
}

/// A telephone of a call.
#[derive(Deserialize, JsonSchema)]
struct LegPath {
    /// Of which call.
    phone: PhoneId,
    /// Which.
    leg: LegId,
}

/// How things stand.
#[derive(Serialize, JsonSchema)]
struct PhoneStanding {
    /// Whether this house calls telephones at all.
    here: bool,
    /// My organisations that let me.
    orgs: Vec<OrgId>,
    /// How numbers may begin, with their country.
    prefixes: Vec<String>,
    /// Telephones in one conference.
    legs_max: u32,
    /// How many more I may call within 24 hours of the first.
    left: i64,
    /// The call that I have open, or am asked into.
    open: Option<PhoneId>,
}

async fn stand(
    State(house): State<House>,
    Extension(phones): Extension<Phones>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<PhoneStanding>), Problem> {
    let standing = standing::standing(&house, &phones, who).await?;
    let sip = &house.config.sip;
    Ok((
        NoStore,
        Json(PhoneStanding {
            here: phones.is_there(),
            orgs: standing.orgs,
            prefixes: sip.dial_prefixes.clone(),
            legs_max: sip.dial_legs,
            left: standing.left,
            open: standing.open,
        }),
    ))
}

/// Whom to call.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PhoneStart {
    /// Numbers, as people write them; those without a country are of the mainland.
    numbers: Vec<String>,
    /// Members of the organisation who are asked to come by their pages.
    #[serde(default)]
    people: Vec<PersonId>,
}

/// A place in a telephone call.
#[derive(Serialize, JsonSchema)]
struct PhoneSeat {
    /// Which.
    id: PhoneId,
    /// What opens its room at the media engine. It carries no name.
    token: String,
}

async fn start(
    State(house): State<House>,
    Extension(phones): Extension<Phones>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<PhoneStart>,
) -> Result<(NoStore, Json<PhoneSeat>), Problem> {
    let (id, token) = actions::start(&house, &phones, who, (&wish.numbers, &wish.people)).await?;
    Ok((NoStore, Json(PhoneSeat { id, token })))
}

/// An open telephone call.
#[derive(Serialize, JsonSchema)]
struct PhoneView {
    /// Which.
    id: PhoneId,
    /// For which organisation.
    org: OrgId,
    /// Who began it.
    by: PersonId,
    /// Whether I did.
    own: bool,
    /// When.
    begun_at: Timestamp,
    /// Its telephones, those that are over among them.
    legs: Vec<LegView>,
    /// Who is asked to come by his page, who began it first.
    people: Vec<AskedView>,
}

/// A telephone of a call.
#[derive(Serialize, JsonSchema)]
struct LegView {
    /// Which.
    id: LegId,
    /// Its number; for who dialled it.
    number: Option<String>,
    /// How far it is, or what became of it.
    state: LegState,
    /// Whether nobody hears it.
    muted: bool,
    /// When it was answered.
    answered_at: Option<Timestamp>,
}

/// Somebody who is asked to come.
#[derive(Serialize, JsonSchema)]
struct AskedView {
    /// Who.
    person: PersonId,
    /// Whether he is there.
    here: bool,
}

async fn get(
    State(house): State<House>,
    Extension(phones): Extension<Phones>,
    SignedIn(who): SignedIn,
    Path(at): Path<PhonePath>,
) -> Result<(NoStore, Json<PhoneView>), Problem> {
    let shown = standing::look(&house, &phones, who, at.phone).await?;
    let legs = shown.legs.into_iter().map(|leg| LegView {
        id: leg.id,
        number: shown.is_own.then_some(leg.number),
        state: leg.state,
        muted: leg.is_muted,
        answered_at: leg.answered_at,
    });
    let people = shown.people.into_iter().map(|(person, here)| AskedView { person, here });
    let (legs, people) = (legs.collect(), people.collect());
    let (own, by, org, begun_at) = (shown.is_own, shown.owner, shown.org, shown.begun_at);
    Ok((NoStore, Json(PhoneView { id: at.phone, org, by, own, begun_at, legs, people })))
}

async fn join(
    State(house): State<House>,
    Extension(phones): Extension<Phones>,
    SignedIn(who): SignedIn,
    Path(at): Path<PhonePath>,
) -> Result<(NoStore, Json<PhoneSeat>), Problem> {
    let token = actions::join(&house, &phones, who, at.phone).await?;
    Ok((NoStore, Json(PhoneSeat { id: at.phone, token })))
}

/// One more number.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PhoneAdd {
    /// As people write it.
    number: String,
}

async fn add(
    State(house): State<House>,
    Extension(phones): Extension<Phones>,
    SignedIn(who): SignedIn,
    Path(at): Path<PhonePath>,
    Json(wish): Json<PhoneAdd>,
) -> Result<StatusCode, Problem> {
    actions::add(&house, &phones, (who, at.phone), &wish.number).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn hang_up(
    State(house): State<House>,
    Extension(phones): Extension<Phones>,
    SignedIn(who): SignedIn,
    Path(at): Path<LegPath>,
) -> Result<StatusCode, Problem> {
    actions::hang_up(&house, &phones, who, (at.phone, at.leg)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether somebody is heard.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PhoneMute {
    /// True: nobody hears this telephone.
    muted: bool,
}

async fn mute(
    State(house): State<House>,
    Extension(phones): Extension<Phones>,
    SignedIn(who): SignedIn,
    Path(at): Path<LegPath>,
    Json(wish): Json<PhoneMute>,
) -> Result<StatusCode, Problem> {
    actions::mute(&house, &phones, who, (at.phone, at.leg, wish.muted)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Keys of a telephone.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PhoneKeys {
    /// One after the other: 0 to 9, `*` and `#`.
    keys: String,
}

async fn press(
    State(house): State<House>,
    Extension(phones): Extension<Phones>,
    SignedIn(who): SignedIn,
    Path(at): Path<LegPath>,
    Json(wish): Json<PhoneKeys>,
) -> Result<StatusCode, Problem> {
    actions::press(&house, &phones, who, (at.phone, at.leg, &wish.keys)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end(
    State(house): State<House>,
    Extension(phones): Extension<Phones>,
    SignedIn(who): SignedIn,
    Path(at): Path<PhonePath>,
) -> Result<StatusCode, Problem> {
    actions::end(&house, &phones, who, at.phone).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Telephones that I called.
#[derive(Serialize, JsonSchema)]
struct PhoneLog {
    /// The newest first, a hundred at most.
    items: Vec<PhoneEntry>,
}

/// A telephone that I called.
#[derive(Serialize, JsonSchema)]
struct PhoneEntry {
    /// Which.
    id: LegId,
    /// In which call: those of one conference have the same.
    phone: PhoneId,
    /// For which organisation.
    org: OrgId,
    /// The number; null where it is not readable now.
    number: Option<String>,
    /// How far it is, or what became of it.
    state: LegState,
    /// When it was dialled.
    at: Timestamp,
    /// When it was answered.
    answered_at: Option<Timestamp>,
    /// When it was over.
    ended_at: Option<Timestamp>,
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<PhoneLog>), Problem> {
    let items = standing::list(&house, who).await?.into_iter().map(|(leg, number)| PhoneEntry {
        id: leg.id,
        phone: leg.phone,
        org: leg.org,
        number,
        state: leg.state,
        at: leg.begun_at,
        answered_at: leg.answered_at,
        ended_at: leg.ended_at,
    });
    Ok((NoStore, Json(PhoneLog { items: items.collect() })))
}

/// What an organisation allows.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PhoneRule {
    /// Whether its members may call telephones.
    allowed: bool,
}

async fn look(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<PhoneRule>, Problem> {
    Ok(Json(PhoneRule { allowed: actions::is_allowed(&house, who).await? }))
}

async fn allow(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<PhoneRule>,
) -> Result<StatusCode, Problem> {
    actions::allow(&house, who, wish.allowed).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! The wire: my friends, requests, my card, a friend's profile.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, Path, SignedIn};

use super::actions::{self, Whom};
use super::views::{self, Shown, State as Standing};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/friends",
            get_with(list, |op| op.id("friend.list").summary("My friends, and who asks to be one."))
                .post_with(ask, |op| op.id("friend.ask").summary("Ask somebody to be friends.")),
        )
        .api_route(
            "/friends/{person}",
            get_with(profile, |op| {
                op.id("friend.profile").summary("What a friend shows: picture, name and id.")
            })
            .delete_with(remove, |op| {
                op.id("friend.remove")
                    .summary("Refuse a request, take one back, or part.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/friends/{person}/accept",
            post_with(accept, |op| {
                op.id("friend.accept").summary("Say yes to who asks.").response::<204, ()>()
            }),
        )
        .api_route(
            "/me/card",
            get_with(card, |op| op.id("card.get").summary("My personal card, for others to scan."))
                .post_with(renew, |op| op.id("card.renew").summary("A new card; the old one ends.")),
        )
        .api_route("/cards/look", post_with(look, |op| op.id("card.look").summary("Whose card a code is.")))
}

/// Friends and requests.
#[derive(Serialize, JsonSchema)]
struct FriendList {
    /// The latest first.
    items: Vec<FriendView>,
}

/// Somebody whom I know, asked, or who asks me.
#[derive(Serialize, JsonSchema)]
struct FriendView {
    /// Who.
    person: PersonId,
    /// The name; null where the account is closed.
    name: Option<String>,
    /// `friend`, `asked` (I asked) or `asks` (I am asked).
    state: &'static str,
    /// Since when we are friends.
    since: Option<Timestamp>,
    /// Whether we share no organisation.
    external: bool,
}

impl From<Shown> for FriendView {
    fn from(Shown { person, name, state, since, is_external }: Shown) -> Self {
        let state = match state {
            Standing::Friend => "friend",
            Standing::Asked => "asked",
            Standing::Asks => "asks",
        };
        Self { person, name, state, since, external: is_external }
    }
}

async fn list(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<FriendList>, Problem> {
    let items = views::list(&house, who).await?.into_iter().map(FriendView::from).collect();
    Ok(Json(FriendList { items }))
}

/// Whom I ask: one of the two.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FriendAsk {
    /// Somebody with whom I share something, or who lets himself be found.
    #[serde(default)]
    person: Option<PersonId>,
    /// The code of his card.
    #[serde(default)]
    card: Option<String>,
}

/// Somebody.
#[derive(Serialize, JsonSchema)]
struct Someone {
    /// Who.
    person: PersonId,
    /// The name; null where the account is closed.
    name: Option<String>,
}

async fn ask(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<FriendAsk>,
) -> Result<Json<Someone>, Problem> {
    let whom = match (wish.person, &wish.card) {
        (Some(person), None) => Whom::Person(person),
        (None, Some(card)) => Whom::Card(card),
        _ => return Err(Problem::field("body.invalid", "person", "either a person or a card")),
    };
    let person = actions::ask(&house, who, whom).await?;
    Ok(Json(Someone { person, name: views::named(&house, who, person).await? }))
}

/// A person.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct PersonPath {
    /// Who.
    pub person: PersonId,
}

/// What a friend shows: exactly these three.
#[derive(Serialize, JsonSchema)]
struct ProfileView {
    /// The id.
    id: PersonId,
    /// The name; null where the account is closed.
    name: Option<String>,
    /// Where the picture is, where one was put up; whether it is shown, its person decides.
    avatar: Option<String>,
}

async fn profile(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<PersonPath>,
) -> Result<Json<ProfileView>, Problem> {
    let profile = views::profile(&house, who, at.person).await?;
    let avatar = profile.has_picture.then(|| format!("/api/v1/people/{}/avatar", profile.id));
    Ok(Json(ProfileView { id: profile.id, name: profile.name, avatar }))
}

async fn remove(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<PersonPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, at.person).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn accept(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<PersonPath>,
) -> Result<StatusCode, Problem> {
    actions::accept(&house, who, at.person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// My card.
#[derive(Serialize, JsonSchema)]
struct CardView {
    /// The code: sixteen characters that name nobody.
    code: String,
}

async fn card(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<CardView>, Problem> {
    Ok(Json(CardView { code: actions::card(&house, who, false).await? }))
}

async fn renew(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<CardView>, Problem> {
    Ok(Json(CardView { code: actions::card(&house, who, true).await? }))
}

/// A card that I was shown.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CardLook {
    /// Its code.
    card: String,
}

async fn look(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<CardLook>,
) -> Result<Json<Someone>, Problem> {
    let person = actions::look(&house, who, &wish.card).await?;
    Ok(Json(Someone { person, name: views::named(&house, who, person).await? }))
}

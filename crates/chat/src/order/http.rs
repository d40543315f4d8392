//! The wire: what is ordered in a group, who keeps order there, and the link that leads into it.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with, put_with};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use ground::{PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, NoStore, Path, SignedIn};

use super::{Came, Link, actions, joining, views};
use crate::conversation::{ConversationId, MemberPath, Order, Role};
use crate::log::{Chat, ConversationPath};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/conversations/{conversation}/order",
            get_with(look, |op| op.id("order.get").summary("What is ordered in a group.")).put_with(
                set,
                |op| {
                    op.id("order.set")
                        .summary("Say who speaks in a group, and who comes.")
                        .response::<204, ()>()
                },
            ),
        )
        .api_route(
            "/conversations/{conversation}/members/{person}/role",
            put_with(appoint, |op| {
                op.id("order.appoint")
                    .summary("Name a moderator, or hand a group over.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/conversations/{conversation}/members/{person}/silence",
            put_with(silence, |op| {
                op.id("order.silence").summary("Have somebody say nothing for a time.").response::<204, ()>()
            }),
        )
        .merge(joins())
}

fn joins() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/conversations/{conversation}/link",
            get_with(link, |op| op.id("order.link").summary("The link that leads into a group."))
                .put_with(make, |op| {
                    op.id("order.link_make")
                        .summary("Make it anew; the one before leads nowhere from then on.")
                        .response::<200, Json<LinkMade>>()
                })
                .delete_with(end, |op| {
                    op.id("order.link_end").summary("Take it back.").response::<204, ()>()
                }),
        )
        .api_route(
            "/conversation-joins",
            post_with(join, |op| op.id("order.join").summary("Come into a group by its link, or ask to.")),
        )
        .api_route(
            "/conversations/{conversation}/askers",
            get_with(askers, |op| op.id("order.askers").summary("Who asks to come into a group.")),
        )
        .api_route(
            "/conversations/{conversation}/askers/{person}",
            put_with(let_in, |op| op.id("order.let_in").summary("Let one of them in.").response::<204, ()>())
                .delete_with(decline, |op| {
                    op.id("order.decline").summary("Have him ask no longer.").response::<204, ()>()
                }),
        )
}

/// What is ordered in a group.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Ordered {
    /// Only its owner and its moderators say something.
    quiet: bool,
    /// Everybody in it lets people in; else its owner and its moderators do.
    open: bool,
    /// Who comes by the link waits until somebody lets him in.
    asks: bool,
    /// Seconds between two messages of one member: 3,600 at most, 0 for none.
    slow_s: u32,
}

async fn look(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
) -> Result<Json<Ordered>, Problem> {
    let Order { quiet, open, asks, slow_s } = views::look(&house, who, at.conversation).await?;
    Ok(Json(Ordered { quiet, open, asks, slow_s }))
}

async fn set(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
    Json(wish): Json<Ordered>,
) -> Result<StatusCode, Problem> {
    let Ordered { quiet, open, asks, slow_s } = wish;
    actions::set(&house, who, at.conversation, Order { quiet, open, asks, slow_s }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What somebody may be in a group.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum RoleWish {
    /// Runs it; whoever did so until now keeps order from then on.
    Owner,
    /// Keeps order in it.
    Moderator,
    /// Writes and reads.
    Member,
}

/// What somebody is to be.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Appointment {
    /// From now on.
    role: RoleWish,
}

async fn appoint(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<MemberPath>,
    Json(wish): Json<Appointment>,
) -> Result<StatusCode, Problem> {
    let role = match wish.role {
        RoleWish::Owner => Role::Owner,
        RoleWish::Moderator => Role::Moderator,
        RoleWish::Member => Role::Member,
    };
    actions::appoint(&house, who, (at.conversation, at.person), role).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// For how long somebody is silent.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Silence {
    /// Seconds from now: 2,592,000 at most; 0 where he speaks again.
    seconds: u32,
}

async fn silence(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<MemberPath>,
    Json(wish): Json<Silence>,
) -> Result<StatusCode, Problem> {
    actions::silence(&house, who, (at.conversation, at.person), wish.seconds).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The link that leads into a group, without what stands in it.
#[derive(Serialize, JsonSchema)]
struct LinkView {
    /// Who made it.
    made_by: PersonId,
    /// When it ends.
    ends_at: Timestamp,
    /// How many come by it, at most.
    most: u32,
    /// How many came.
    used: u32,
}

impl From<Link> for LinkView {
    fn from(Link { made_by, ends_at, most, used, .. }: Link) -> Self {
        Self { made_by, ends_at, most, used }
    }
}

/// The link, where there is one.
#[derive(Serialize, JsonSchema)]
struct LinkFound {
    /// Null where there is none, or it ended.
    link: Option<LinkView>,
}

async fn link(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
) -> Result<Json<LinkFound>, Problem> {
    let link = views::link(&house, who, at.conversation).await?.map(LinkView::from);
    Ok(Json(LinkFound { link }))
}

/// How a link is to be.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LinkWish {
    /// Days after which it ends: 1 to 30.
    days: u32,
    /// How many come by it: 1 to 500.
    most: u32,
}

/// A link was made.
#[derive(Serialize, JsonSchema)]
struct LinkMade {
    /// Which.
    link: LinkView,
    /// What stands in it behind the `#`, told this once. Whoever has it may come.
    secret: String,
}

async fn make(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
    Json(wish): Json<LinkWish>,
) -> Result<(NoStore, Json<LinkMade>), Problem> {
    let (link, secret) = joining::make(&house, who, at.conversation, (wish.days, wish.most)).await?;
    Ok((NoStore, Json(LinkMade { link: link.into(), secret })))
}

async fn end(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
) -> Result<StatusCode, Problem> {
    joining::end(&house, who, at.conversation).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A link that somebody has.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct JoinWish {
    /// What stands in it behind the `#`.
    secret: String,
}

/// What became of coming by it.
#[derive(Serialize, JsonSchema)]
struct Joined {
    /// The group.
    conversation: ConversationId,
    /// Whether I wait until somebody lets me in.
    waits: bool,
}

async fn join(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<JoinWish>,
) -> Result<Json<Joined>, Problem> {
    let (conversation, came) = joining::join(&house, who, &wish.secret).await?;
    Ok(Json(Joined { conversation, waits: came == Came::Waits }))
}

/// Who asks to come into a group.
#[derive(Serialize, JsonSchema)]
struct AskerList {
    /// Whoever waits the longest first.
    items: Vec<AskerView>,
}

/// Somebody who asks.
#[derive(Serialize, JsonSchema)]
struct AskerView {
    /// Who.
    person: PersonId,
    /// The name; null where the account is closed.
    name: Option<String>,
    /// Since when.
    asked_at: Timestamp,
}

async fn askers(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
) -> Result<Json<AskerList>, Problem> {
    let found = views::askers(&house, who, at.conversation).await?;
    let items =
        found.into_iter().map(|views::Asker { person, name, asked_at }| AskerView { person, name, asked_at });
    Ok(Json(AskerList { items: items.collect() }))
}

async fn let_in(
    State(house): State<House>,
    Extension(chat): Extension<Chat>,
    SignedIn(who): SignedIn,
    Path(at): Path<MemberPath>,
) -> Result<StatusCode, Problem> {
    joining::let_in(&house, &chat, who, (at.conversation, at.person)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn decline(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<MemberPath>,
) -> Result<StatusCode, Problem> {
    joining::decline(&house, who, (at.conversation, at.person)).await?;
    Ok(StatusCode::NO_CONTENT)
}

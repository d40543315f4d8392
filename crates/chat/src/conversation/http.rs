//! The wire: my conversations, beginning one, who is in it.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with, put_with};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{InOrg, Json, Path, SignedIn};

use super::store::Own;
use super::views::{self, Present, Shown};
use super::{ConversationId, actions, channel as channels};
use crate::directory::InPath;
use crate::log::{Chat, ConversationPath};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/conversations",
            get_with(list, |op| op.id("conversation.list").summary("My conversations, the liveliest first."))
                .post_with(group, |op| op.id("conversation.group").summary("Make a group.")),
        )
        .api_route(
            "/conversation-unread",
            get_with(unread, |op| {
                op.id("conversation.unread").summary("How much I have not read, for the icon.")
            }),
        )
        .api_route(
            "/conversations/direct",
            post_with(direct, |op| {
                op.id("conversation.direct").summary("Write to somebody: the conversation of two.")
            }),
        )
        .api_route(
            "/orgs/{org}/channels",
            post_with(channel, |op| {
                op.id("channel.begin").summary("Make a channel that all members of my organisation read.")
            }),
        )
        .api_route(
            "/orgs/{org}/channels/{conversation}/owner",
            put_with(take, |op| {
                op.id("channel.take").summary("Take over a channel of my organisation.").response::<204, ()>()
            }),
        )
        .api_route(
            "/conversations/{conversation}",
            get_with(get, |op| op.id("conversation.get").summary("One conversation.")),
        )
        .api_route(
            "/conversations/{conversation}/members",
            get_with(members, |op| op.id("conversation.members").summary("Who is in it.")),
        )
        .api_route(
            "/conversations/{conversation}/members/{person}",
            put_with(add, |op| op.id("conversation.add").summary("Let somebody in.").response::<204, ()>())
                .delete_with(remove, |op| {
                    op.id("conversation.remove").summary("Go, or put somebody out.").response::<204, ()>()
                }),
        )
}

/// A conversation as I see it.
#[derive(Serialize, JsonSchema)]
struct ConversationView {
    /// Its id.
    id: ConversationId,
    /// `direct`, `group` or `channel`.
    kind: &'static str,
    /// The organisation in which a group is held.
    org: Option<OrgId>,
    /// What a group is called.
    name: Option<String>,
    /// The other, in a conversation of two; null where the account is gone.
    with: Option<PersonId>,
    /// The other's name.
    with_name: Option<String>,
    /// `owner`, `moderator` or `member`.
    role: &'static str,
    /// Whether I am in it now.
    present: bool,
    /// Whether only its owner and its moderators say something.
    quiet: bool,
    /// Whether everybody in it lets people in.
    open: bool,
    /// Seconds between two messages of one member; 0 for none.
    slow_s: u32,
    /// Until when I say nothing there, where somebody silenced me.
    silenced_until: Option<Timestamp>,
    /// When it began.
    made_at: Timestamp,
    /// The first number that is mine to read.
    from_seq: i64,
    /// The last number that is mine to read.
    last_seq: i64,
    /// The last that I read.
    read_seq: i64,
    /// Messages of others that I have not read: 1,000 where there are more.
    unread: i64,
    /// Messages that mention me and that I have not read.
    mentions: i64,
    /// Whether the house cannot read what is said there (`sealed.begin`).
    sealed: bool,
    /// Whether it tells me of nothing but mentions.
    muted: bool,
    /// Whether it stands at the top of my list.
    top: bool,
    /// Whether it is out of my list until something comes.
    hidden: bool,
    /// Whether I marked it as unread.
    marked: bool,
}

impl From<Shown> for ConversationView {
    fn from(Shown { own, name, with_name, setting, mentions, silenced }: Shown) -> Self {
        let Own { conversation, member, with, unread } = own;
        Self {
            id: conversation.id,
            kind: conversation.kind.word(),
            org: conversation.org,
            name,
            with,
            with_name,
            role: member.role.word(),
            present: member.is_present(),
            quiet: conversation.order.quiet,
            open: conversation.order.open,
            slow_s: conversation.order.slow_s,
            silenced_until: silenced,
            made_at: conversation.made_at,
            from_seq: member.from_seq,
            last_seq: member.last(&conversation),
            read_seq: member.read_seq,
            unread,
            mentions,
            sealed: conversation.is_sealed,
            muted: setting.muted,
            top: setting.top,
            hidden: setting.hidden_seq.is_some_and(|seq| seq >= member.last(&conversation)),
            marked: setting.unread,
        }
    }
}

/// My conversations.
#[derive(Serialize, JsonSchema)]
struct ConversationList {
    /// Those with the latest events first.
    items: Vec<ConversationView>,
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<Json<ConversationList>, Problem> {
    let items = views::list(&house, who).await?.into_iter().map(ConversationView::from).collect();
    Ok(Json(ConversationList { items }))
}

/// How much is unread.
#[derive(Serialize, JsonSchema)]
struct Unread {
    /// Messages of others in all conversations that I am in; 1,000 of each at most are counted.
    messages: i64,
}

async fn unread(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<Unread>, Problem> {
    Ok(Json(Unread { messages: views::unread(&house, who).await? }))
}

/// A group to be made.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GroupMake {
    /// What it is called: 60 characters at most.
    name: String,
    /// Who is in it besides me: people of my organisations.
    people: Vec<PersonId>,
    /// The organisation in which it is held, whose rules it is under; those in it are its people then.
    #[serde(default)]
    org: Option<OrgId>,
}

/// A conversation that there is now.
#[derive(Serialize, JsonSchema)]
struct Begun {
    /// Which.
    id: ConversationId,
}

async fn group(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<GroupMake>,
) -> Result<Json<Begun>, Problem> {
    let id = actions::group(&house, who, (&wish.name, wish.org), &wish.people).await?;
    Ok(Json(Begun { id }))
}

/// Whom to write to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct With {
    /// Somebody of my organisations.
    person: PersonId,
}

async fn direct(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<With>,
) -> Result<Json<Begun>, Problem> {
    Ok(Json(Begun { id: actions::direct(&house, who, wish.person).await? }))
}

async fn get(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
) -> Result<Json<ConversationView>, Problem> {
    Ok(Json(views::get(&house, who, at.conversation).await?.into()))
}

/// Who is in a conversation, and who was.
#[derive(Serialize, JsonSchema)]
struct MemberList {
    /// In the order in which they came.
    items: Vec<MemberView>,
}

/// Somebody who is or was in it.
#[derive(Serialize, JsonSchema)]
struct MemberView {
    /// Who.
    person: PersonId,
    /// The name; null where the account is closed.
    name: Option<String>,
    /// `owner`, `moderator` or `member`.
    role: &'static str,
    /// Whether he is in it now.
    present: bool,
    /// How far he read; null where he does not let others see it.
    read_seq: Option<i64>,
    /// Until when he says nothing there, for himself and for those who keep order.
    silenced_until: Option<Timestamp>,
}

impl From<Present> for MemberView {
    fn from(Present { member, name, read_seq, silenced_until }: Present) -> Self {
        let (role, present) = (member.role.word(), member.is_present());
        Self { person: member.person, name, role, present, read_seq, silenced_until }
    }
}

async fn members(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
) -> Result<Json<MemberList>, Problem> {
    let items = views::members(&house, who, at.conversation).await?;
    Ok(Json(MemberList { items: items.into_iter().map(MemberView::from).collect() }))
}

/// Somebody in a conversation.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct MemberPath {
    /// The conversation.
    pub conversation: ConversationId,
    /// Who.
    pub person: PersonId,
}

async fn add(
    State(house): State<House>,
    Extension(chat): Extension<Chat>,
    SignedIn(who): SignedIn,
    Path(at): Path<MemberPath>,
) -> Result<StatusCode, Problem> {
    actions::add(&house, &chat, who, at.conversation, at.person).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    State(house): State<House>,
    Extension(chat): Extension<Chat>,
    SignedIn(who): SignedIn,
    Path(at): Path<MemberPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, &chat, who, at.conversation, at.person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A channel to be made.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ChannelMake {
    /// What it is called: 60 characters at most.
    name: String,
}

async fn channel(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<ChannelMake>,
) -> Result<Json<Begun>, Problem> {
    Ok(Json(Begun { id: channels::begin(&house, who, &wish.name).await? }))
}

/// A channel of an organisation.
#[derive(Deserialize, JsonSchema)]
struct ChannelPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// The channel.
    conversation: ConversationId,
}

async fn take(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<ChannelPath>,
) -> Result<StatusCode, Problem> {
    channels::take(&house, who, at.conversation).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! The wire: one's notices, what one wants to be told, and what keepers tell everyone.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Read};
use super::reply;
use super::store::Publication;
use super::{Args, Kind, NoticeId, PublicationId};
use crate::House;
use crate::house::InLanguage;
use crate::wire::{Json, Path, Query, SignedIn};

/// Notices on a page that says nothing else, and at most.
const USUAL: u32 = 30;
const MOST: u32 = 100;
/// Notices that one request marks as read.
const MARKED_MAX: usize = 100;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/notices",
            get_with(mine, |op| op.id("notice.list").summary("My notices, newest first, in my language.")),
        )
        .api_route(
            "/me/notices/read",
            post_with(read, |op| op.id("notice.read").summary("Mark notices as read.")),
        )
        .api_route(
            "/me/notices/settings",
            get_with(settings, |op| op.id("notice.settings").summary("What I am told."))
                .put_with(switch, |op| op.id("notice.switch").summary("Switch a kind of notices on or off.")),
        )
        .api_route(
            "/notices/stop",
            post_with(stop, |op| {
                op.id("notice.stop").summary("Stop news and promotions, by the link of a message.")
            }),
        )
        .api_route(
            "/notices/replies",
            get_with(reply_address, |op| {
                op.id("notice.reply_address").summary("The address for replies, to be given to the provider.")
            }),
        )
        .api_route(
            "/notices/replies/{secret}",
            post_with(replied, |op| {
                op.id("notice.replied").summary("What people replied to messages, pushed by the provider.")
            }),
        )
        .api_route(
            "/notices",
            get_with(published, |op| op.id("notice.published").summary("What was told to everyone."))
                .post_with(publish, |op| op.id("notice.publish").summary("Tell everyone.")),
        )
}

/// Which notices.
#[derive(Deserialize, JsonSchema)]
struct NoticePage {
    /// `next` of the page before; the newest where it is absent.
    before: Option<NoticeId>,
    /// Notices on the page: 30 where it is absent, 100 at most.
    limit: Option<u32>,
    /// `zh-CN` (the default) or `en`.
    lang: Option<String>,
}

/// My notices.
#[derive(Serialize, JsonSchema)]
struct NoticeList {
    /// Newest first.
    items: Vec<NoticeView>,
    /// How many of all are unread.
    unread: u32,
    /// To be given as `before` for the next page; null on the last.
    next: Option<NoticeId>,
}

/// One notice.
#[derive(Serialize, JsonSchema)]
struct NoticeView {
    /// The notice.
    id: NoticeId,
    /// What for.
    kind: Kind,
    /// What it says, for programs.
    code: String,
    /// Its title.
    title: String,
    /// Its text.
    text: String,
    /// When.
    at: Timestamp,
    /// When I read it; null where I did not.
    read_at: Option<Timestamp>,
}

impl From<Read> for NoticeView {
    fn from(read: Read) -> Self {
        let Read { row, title, text } = read;
        Self { id: row.id, kind: row.kind, code: row.code, title, text, at: row.at, read_at: row.read_at }
    }
}

async fn mine(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Query(page): Query<NoticePage>,
) -> Result<Json<NoticeList>, Problem> {
    let limit = page.limit.unwrap_or(USUAL).clamp(1, MOST);
    let lang = InLanguage::new(page.lang).lang();
    let (read, unread) = actions::mine(&house, who, page.before, limit, lang).await?;
    let full = u32::try_from(read.len()).unwrap_or(u32::MAX) >= limit;
    let next = read.last().filter(|_| full).map(|one| one.row.id);
    Ok(Json(NoticeList { items: read.into_iter().map(NoticeView::from).collect(), unread, next }))
}

/// Which notices I have read.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReadWish {
    /// These, 100 at most; all where it is absent.
    notices: Option<Vec<NoticeId>>,
}

async fn read(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<ReadWish>,
) -> Result<StatusCode, Problem> {
    if wish.notices.as_ref().is_some_and(|ids| ids.len() > MARKED_MAX) {
        return Err(Problem::invalid("body.invalid", "too many notices at once"));
    }
    actions::mark_read(&house, who, wish.notices.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What I am told.
#[derive(Serialize, JsonSchema)]
struct SettingList {
    /// The kinds that this house sends.
    items: Vec<SettingView>,
    /// The version of the policy, to be given when switching on.
    policy_version: String,
}

/// One kind of notices.
#[derive(Serialize, JsonSchema)]
struct SettingView {
    /// The kind.
    kind: Kind,
    /// What it is called.
    title: String,
    /// What it is for.
    why: String,
    /// Whether it reaches me.
    on: bool,
    /// Whether I can switch it off.
    switchable: bool,
}

async fn settings(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Query(query): Query<InLanguage>,
) -> Result<Json<SettingList>, Problem> {
    let settings = actions::settings(&house, who).await?;
    let items = settings.into_iter().filter_map(|one| {
        let facts = house.policy.purpose(one.kind.purpose())?;
        Some(SettingView {
            kind: one.kind,
            title: facts.title.lang(query.lang()).to_owned(),
            why: facts.why.lang(query.lang()).to_owned(),
            on: one.on,
            switchable: one.kind.switchable(),
        })
    });
    Ok(Json(SettingList { items: items.collect(), policy_version: house.policy.version().to_owned() }))
}

/// A kind to switch.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SwitchWish {
    /// The kind.
    kind: Kind,
    /// On or off.
    on: bool,
    /// The version of the policy that was shown; needed to switch on.
    version: Option<String>,
}

async fn switch(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<SwitchWish>,
) -> Result<StatusCode, Problem> {
    actions::switch(&house, who, wish.kind, wish.on, wish.version.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The link of a message.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StopWish {
    /// What stands behind `#` in the link.
    mark: String,
}

async fn stop(State(house): State<House>, Json(wish): Json<StopWish>) -> Result<StatusCode, Problem> {
    actions::stop(&house, &wish.mark).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Something to tell everyone.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PublishWish {
    /// `service`, `news` or `promotion`; it must be the kind of the code.
    kind: Kind,
    /// `house.maintenance`, `house.change`, `news.item` or `promotion.item`.
    code: String,
    /// The arguments of its words: texts as `{"zh": …, "en": …}`, instants in RFC 3339 (UTC).
    #[serde(default)]
    args: Args,
    /// A promotion for who ticked this tag; for all who want promotions where it is absent.
    tag: Option<String>,
}

/// It will be told.
#[derive(Serialize, JsonSchema)]
struct PublishedId {
    /// The publication.
    id: PublicationId,
}

async fn publish(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<PublishWish>,
) -> Result<Json<PublishedId>, Problem> {
    let id = actions::publish(&house, who, wish.kind, &wish.code, &wish.args, wish.tag.as_deref()).await?;
    Ok(Json(PublishedId { id }))
}

/// What was told to everyone.
#[derive(Serialize, JsonSchema)]
struct PublicationList {
    /// Newest first, a hundred at most.
    items: Vec<PublicationView>,
}

/// One publication.
#[derive(Serialize, JsonSchema)]
struct PublicationView {
    /// The publication.
    id: PublicationId,
    /// What for.
    kind: Kind,
    /// What it says.
    code: String,
    /// Who told it.
    published_by: PersonId,
    /// When.
    at: Timestamp,
    /// When the last person was told; null while it goes on.
    done_at: Option<Timestamp>,
    /// How many were told so far.
    told: i64,
    /// For who ticked this tag.
    tag: Option<String>,
    /// How many stopped promotions by replying with its code.
    stopped: i64,
}

impl From<Publication> for PublicationView {
    fn from(row: Publication) -> Self {
        let Publication { id, kind, code, published_by, at, done_at, told, tag, stopped, .. } = row;
        Self { id, kind, code, published_by, at, done_at, told, tag, stopped }
    }
}

async fn published(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<Json<PublicationList>, Problem> {
    let rows = actions::published(&house, who, MOST).await?;
    Ok(Json(PublicationList { items: rows.into_iter().map(PublicationView::from).collect() }))
}

/// Where replies go.
#[derive(Serialize, JsonSchema)]
struct ReplyAddress {
    /// The address; a secret between the house and its provider.
    address: String,
}

async fn reply_address(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<Json<ReplyAddress>, Problem> {
    Ok(Json(ReplyAddress { address: reply::address(&house, who).await? }))
}

/// The address that the provider alone knows.
#[derive(Deserialize, JsonSchema)]
struct ReplyPath {
    /// Its last part.
    secret: String,
}

/// What both providers take for a yes.
#[derive(Serialize, JsonSchema)]
struct Taken {
    /// 0: taken.
    code: u8,
    /// Nothing to say.
    msg: String,
    /// 0: taken.
    result: u8,
    /// Nothing to say.
    errmsg: String,
}

async fn replied(
    State(house): State<House>,
    Path(at): Path<ReplyPath>,
    Json(body): Json<serde_json::Value>,
) -> Result<Json<Taken>, Problem> {
    reply::take(&house, &at.secret, &body).await?;
    Ok(Json(Taken { code: 0, msg: String::new(), result: 0, errmsg: "OK".to_owned() }))
}

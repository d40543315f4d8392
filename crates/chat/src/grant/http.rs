//! The wire: an organisation lets the house read, its people see that it did, and the desk reads.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use ground::{OrgId, PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::disclosure::DisclosureId;
use yard::wire::{InOrg, Json, NoStore, Path, Query, SignedIn};

use super::actions::{self, Wish};
use super::{Grant, GrantId, Why};
use crate::conversation::ConversationId;
use crate::directory::InPath;
use crate::file::{FilePath, FileView, Handed, handed};
use crate::log::{ConversationPath, Inspected};

/// Messages of a page where nothing else is asked for.
const PAGE: u32 = 50;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().merge(given()).merge(desk())
}

fn given() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/conversation-grants",
            get_with(of_org, |op| {
                op.id("grant.list").summary("Whom my organisation let read its conversations.")
            })
            .post_with(give, |op| {
                op.id("grant.give")
                    .summary("Let those who run the house read a conversation of my organisation.")
            }),
        )
        .api_route(
            "/orgs/{org}/conversation-grants/{grant}",
            delete_with(end, |op| {
                op.id("grant.end").summary("End it: nothing more is opened.").response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/conversation-grants/{grant}/agreement",
            post_with(agree, |op| {
                op.id("grant.agree")
                    .summary("Agree to what another administrator asked.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/conversations/{conversation}/grants",
            get_with(of, |op| {
                op.id("conversation.grants")
                    .summary("Who besides its people may read a conversation, or might.")
            }),
        )
}

fn desk() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/desk/conversation-grants",
            get_with(standing, |op| {
                op.id("grant.standing").summary("The conversations that the house may read now.")
            }),
        )
        .api_route(
            "/desk/disclosures/{disclosure}/conversations",
            post_with(by_case, |op| {
                op.id("grant.by_case").summary("Have an approved case let the house read a conversation.")
            }),
        )
        .api_route(
            "/desk/conversations/{conversation}/messages",
            get_with(inspect, |op| {
                op.id("grant.read").response::<200, Json<InspectedList>>().summary(
                    "What people said, where a grant stands. Each opening is a leaf of the access log.",
                )
            }),
        )
        .api_route(
            "/desk/conversations/{conversation}/files/{file}",
            get_with(file, |op| {
                op.id("grant.file").summary("A file that was sent there, where a grant stands.")
            }),
        )
}

/// Grants.
#[derive(Serialize, JsonSchema)]
struct GrantList {
    /// The newest first; 200 at most.
    items: Vec<GrantView>,
}

/// Who else may read a conversation.
#[derive(Serialize, JsonSchema)]
struct GrantView {
    /// Which.
    id: GrantId,
    /// The conversation.
    conversation: ConversationId,
    /// The organisation whose administrators let the house read; null where a case at the desk does.
    org: Option<OrgId>,
    /// What for.
    why: Why,
    /// Who gave it.
    given_by: PersonId,
    /// When.
    given_at: Timestamp,
    /// The administrator who agreed; null where none did, or none had to.
    agreed_by: Option<PersonId>,
    /// From when on it stands; null while another administrator is waited for.
    stands_at: Option<Timestamp>,
    /// When it ends by itself.
    ends_at: Timestamp,
    /// When it was ended before.
    ended_at: Option<Timestamp>,
    /// How often something was opened under it: pages and files.
    looks: i64,
}

impl From<Grant> for GrantView {
    fn from(grant: Grant) -> Self {
        let Grant { id, conversation, org, why, given_by, given_at, agreed_by, .. } = grant;
        let Grant { stands_at, ends_at, ended_at, looks, .. } = grant;
        Self {
            id,
            conversation,
            org,
            why,
            given_by,
            given_at,
            agreed_by,
            stands_at,
            ends_at,
            ended_at,
            looks,
        }
    }
}

fn listed(grants: Vec<Grant>) -> Json<GrantList> {
    Json(GrantList { items: grants.into_iter().map(GrantView::from).collect() })
}

async fn of_org(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<GrantList>, Problem> {
    Ok(listed(actions::of_org(&house, who).await?))
}

/// What those who run the house are to read.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GrantWish {
    /// A conversation that the organisation holds.
    conversation: ConversationId,
    /// What for; `law` is for cases at the desk.
    why: Why,
    /// For how long: 1 to 720 hours.
    hours: u32,
}

async fn give(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(GrantWish { conversation, why, hours }): Json<GrantWish>,
) -> Result<Json<GrantView>, Problem> {
    Ok(Json(actions::give(&house, who, Wish { conversation, why, hours }).await?.into()))
}

/// A grant of an organisation.
#[derive(Deserialize, JsonSchema)]
struct GrantPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// The grant.
    grant: GrantId,
}

async fn end(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<GrantPath>,
) -> Result<StatusCode, Problem> {
    actions::end(&house, who, at.grant).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn agree(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<GrantPath>,
) -> Result<StatusCode, Problem> {
    actions::agree(&house, who, at.grant).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn of(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
) -> Result<Json<GrantList>, Problem> {
    Ok(listed(actions::of(&house, who, at.conversation).await?))
}

async fn standing(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<GrantList>, Problem> {
    Ok(listed(actions::standing(&house, who).await?))
}

/// A case at the desk.
#[derive(Deserialize, JsonSchema)]
struct CasePath {
    /// The case.
    disclosure: DisclosureId,
}

/// What a case lets the house read.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CaseWish {
    /// A conversation in which somebody of the case is or was.
    conversation: ConversationId,
    /// For how long: 1 to 720 hours, and no longer than the case.
    hours: u32,
}

async fn by_case(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<CasePath>,
    Json(wish): Json<CaseWish>,
) -> Result<Json<GrantView>, Problem> {
    let what = (wish.conversation, wish.hours);
    Ok(Json(actions::by_case(&house, who, at.disclosure, what).await?.into()))
}

/// Which part.
#[derive(Deserialize, JsonSchema)]
struct Part {
    /// The page ends before this number; without it it is the newest.
    before: Option<i64>,
    /// Events on the page: 50 where it is absent, 200 at most.
    limit: Option<u32>,
}

/// What people said.
#[derive(Serialize, JsonSchema)]
struct InspectedList {
    /// In order; of a page of events those that are messages.
    items: Vec<InspectedView>,
}

/// A message as a keeper sees it.
#[derive(Serialize, JsonSchema)]
struct InspectedView {
    /// Its number.
    seq: i64,
    /// The id of who wrote it; no name.
    by: PersonId,
    /// When.
    at: Timestamp,
    /// What it says now; null where it is gone.
    text: Option<String>,
    /// The files that it carries.
    files: Vec<FileView>,
    /// Whether it was taken back, or is over, and stands here because the conversation is held.
    withheld: bool,
}

impl From<Inspected> for InspectedView {
    fn from(Inspected { seq, by, at, text, files, is_withheld }: Inspected) -> Self {
        Self { seq, by, at, text, files, withheld: is_withheld }
    }
}

async fn inspect(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
    Query(part): Query<Part>,
) -> Result<(NoStore, Json<InspectedList>), Problem> {
    let page = (part.before.unwrap_or(i64::MAX), part.limit.unwrap_or(PAGE));
    let items = actions::inspect(&house, who, at.conversation, page).await?;
    Ok((NoStore, Json(InspectedList { items: items.into_iter().map(InspectedView::from).collect() })))
}

async fn file(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<FilePath>,
    headers: HeaderMap,
) -> Result<Handed, Problem> {
    let range = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    Ok(handed(actions::file(&house, who, at.place(), range).await?, true))
}

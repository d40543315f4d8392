//! The wire: the history of the policy, how I stand to it, and a keeper's steps.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State as In;
use axum::http::StatusCode;
use ground::{Because, Problem, Timestamp};
use policy::change::Change;
use policy::text::PolicyText;
use policy::{Lang, Purpose};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Step};
use super::rules::{Version, Word};
use super::{PolicyVersionId, settle};
use crate::House;
use crate::house::InLanguage;
use crate::wire::{Json, Path, Query, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/policy/versions",
            get_with(history, |op| op.id("policy.versions").summary("Every version that was published.")),
        )
        .api_route(
            "/policy/versions/{policy}",
            get_with(read, |op| {
                op.id("policy.version").summary("One version: its text, and what it changed.")
            }),
        )
        .api_route(
            "/policy/versions/{policy}/difference",
            get_with(difference, |op| {
                op.id("policy.difference").summary("What changed from another version to this one.")
            }),
        )
        .api_route(
            "/me/policy",
            get_with(mine, |op| op.id("me.policy").summary("How I stand to the policy.")),
        )
        .api_route(
            "/me/policy/{policy}",
            post_with(answer, |op| {
                op.id("policy.answer")
                    .summary("Agree to a version, object to it, or go on.")
                    .response::<204, ()>()
            }),
        )
        .merge(keeper_routes())
}

fn keeper_routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/house/policy",
            get_with(drafts, |op| op.id("policy.drafts").summary("Every version, drafts too, for keepers.")),
        )
        .api_route(
            "/house/policy/{policy}",
            get_with(tally, |op| op.id("policy.tally").summary("Who agreed and who objected, in numbers.")),
        )
        .api_route(
            "/house/policy/{policy}/publish",
            post_with(publish, |op| op.id("policy.publish").summary("Publish a draft for objections.")),
        )
        .api_route(
            "/house/policy/{policy}/notify",
            post_with(notify, |op| {
                op.id("policy.notify").summary("Tell everybody when a version comes into force.")
            }),
        )
        .api_route(
            "/house/policy/{policy}/withdraw",
            post_with(withdraw, |op| op.id("policy.withdraw").summary("Give a version up.")),
        )
}

/// A version.
#[derive(Deserialize, JsonSchema)]
struct VersionPath {
    /// Which.
    policy: PolicyVersionId,
}

/// A version of the policy without its text.
#[derive(Serialize, JsonSchema)]
struct VersionBrief {
    /// Its id.
    id: PolicyVersionId,
    /// Date and fingerprint.
    version: String,
    /// `draft`, `publicity`, `notified`, `in_force`, `replaced` or `withdrawn`.
    state: String,
    /// Whether each person is asked for an explicit answer.
    major: bool,
    /// Why it is major: `purpose`, `ownership`, `recipients`, `rights`, `contact`, `risk`.
    kinds: Vec<String>,
    /// Whether it promises people less than the one before.
    reduces: bool,
    /// When it was published for objections.
    published_at: Option<Timestamp>,
    /// Until when objections are taken.
    objections_until: Option<Timestamp>,
    /// When people were told.
    notified_at: Option<Timestamp>,
    /// From when it is the policy.
    in_force_at: Option<Timestamp>,
    /// When it was replaced or withdrawn.
    ended_at: Option<Timestamp>,
}

impl From<Version> for VersionBrief {
    fn from(version: Version) -> Self {
        let major = version.major();
        Self {
            id: version.id,
            version: version.version,
            state: version.state.word().to_owned(),
            major,
            kinds: version.kinds.iter().map(|kind| kind.id().to_owned()).collect(),
            reduces: version.reduces,
            published_at: version.times.published_at,
            objections_until: version.times.objections_until,
            notified_at: version.times.notified_at,
            in_force_at: version.times.in_force_at,
            ended_at: version.times.ended_at,
        }
    }
}

/// One thing that changed, in plain words.
#[derive(Serialize, JsonSchema)]
struct ChangeView {
    /// Which kind of major change it is; null where it is not major.
    kind: Option<String>,
    /// Whether it promises people less.
    reduces: bool,
    /// What changed.
    text: String,
}

fn told(changes: &[Change], lang: Lang) -> Vec<ChangeView> {
    actions::sentences(changes, lang)
        .into_iter()
        .map(|(change, text)| ChangeView { kind: change.kind.clone(), reduces: change.reduces, text })
        .collect()
}

/// The history of the policy.
#[derive(Serialize, JsonSchema)]
struct VersionList {
    /// Newest first.
    items: Vec<VersionBrief>,
}

async fn history(In(house): In<House>) -> Result<Json<VersionList>, Problem> {
    let versions = actions::history(&house).await?;
    Ok(Json(VersionList { items: versions.into_iter().map(VersionBrief::from).collect() }))
}

/// A version with its text and what it changed.
#[derive(Serialize, JsonSchema)]
struct VersionView {
    /// The version.
    brief: VersionBrief,
    /// What it changed.
    changes: Vec<ChangeView>,
    /// Its text.
    text: PolicyText,
}

async fn read(
    In(house): In<House>,
    Path(at): Path<VersionPath>,
    Query(query): Query<InLanguage>,
) -> Result<Json<VersionView>, Problem> {
    let (version, written) = actions::read(&house, at.policy).await?;
    let text = if query.lang() == Lang::En { &written.text_en } else { &written.text_zh };
    let text = serde_json::from_str(&settle::filled(&house, text)).because("reading a text of the policy")?;
    let changes = told(&actions::changes_of(&written)?, query.lang());
    Ok(Json(VersionView { brief: version.into(), changes, text }))
}

/// Which version to compare with, and in which language to tell.
#[derive(Deserialize, JsonSchema)]
struct DifferenceQuery {
    /// The other version.
    from: PolicyVersionId,
    /// `zh-CN` (the default) or `en`.
    lang: Option<String>,
}

/// What changed between two versions.
#[derive(Serialize, JsonSchema)]
struct DifferenceView {
    /// In plain words.
    changes: Vec<ChangeView>,
}

async fn difference(
    In(house): In<House>,
    Path(at): Path<VersionPath>,
    Query(query): Query<DifferenceQuery>,
) -> Result<Json<DifferenceView>, Problem> {
    let changes = actions::difference(&house, query.from, at.policy).await?;
    let lang = query.lang.as_deref().and_then(Lang::from_tag).unwrap_or(Lang::ZhCn);
    Ok(Json(DifferenceView { changes: told(&changes, lang) }))
}

/// A version and what it changed.
#[derive(Serialize, JsonSchema)]
struct Asked {
    /// The version.
    brief: VersionBrief,
    /// What it changes, in plain words.
    changes: Vec<ChangeView>,
}

/// Something I said to a version.
#[derive(Serialize, JsonSchema)]
struct SaidView {
    /// The version.
    policy: PolicyVersionId,
    /// Its date and fingerprint.
    version: String,
    /// `agree`, `object` or `continue`.
    word: String,
    /// When.
    at: Timestamp,
}

/// How I stand to the policy.
#[derive(Serialize, JsonSchema)]
struct StandingView {
    /// The version in force.
    in_force: Option<VersionBrief>,
    /// A published version on its way.
    coming: Option<Asked>,
    /// The version in force, where it came after me and I have not answered it.
    unanswered: Option<Asked>,
    /// What I said, oldest first.
    said: Vec<SaidView>,
    /// Purposes that are closed to my data because I have not agreed to the version that brought them, or because it
    /// is not in force yet.
    limited: Vec<String>,
}

async fn mine(
    In(house): In<House>,
    SignedIn(who): SignedIn,
    Query(query): Query<InLanguage>,
) -> Result<Json<StandingView>, Problem> {
    let standing = actions::mine(&house, who).await?;
    let asked = |asked: Option<(Version, Vec<Change>)>| {
        asked.map(|(version, changes)| Asked { brief: version.into(), changes: told(&changes, query.lang()) })
    };
    let said = standing.said.into_iter().map(|said| SaidView {
        policy: said.id,
        version: said.version,
        word: said.word.word().to_owned(),
        at: said.at,
    });
    Ok(Json(StandingView {
        in_force: standing.in_force.map(VersionBrief::from),
        coming: asked(standing.coming),
        unanswered: asked(standing.unanswered),
        said: said.collect(),
        limited: standing.limited.into_iter().map(Purpose::id).map(str::to_owned).collect(),
    }))
}

/// An answer to a version.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AnswerWish {
    /// `agree`, `object` or `continue`.
    word: AnswerWord,
}

/// What one may say to a version.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum AnswerWord {
    Agree,
    Object,
    Continue,
}

async fn answer(
    In(house): In<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<VersionPath>,
    Json(wish): Json<AnswerWish>,
) -> Result<StatusCode, Problem> {
    let word = match wish.word {
        AnswerWord::Agree => Word::Agree,
        AnswerWord::Object => Word::Object,
        AnswerWord::Continue => Word::Continue,
    };
    actions::answer(&house, who, at.policy, word).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn drafts(In(house): In<House>, SignedIn(who): SignedIn) -> Result<Json<VersionList>, Problem> {
    let versions = actions::drafts(&house, who).await?;
    Ok(Json(VersionList { items: versions.into_iter().map(VersionBrief::from).collect() }))
}

/// A version with how many people said what.
#[derive(Serialize, JsonSchema)]
struct TallyView {
    /// The version.
    brief: VersionBrief,
    /// What it changes.
    changes: Vec<ChangeView>,
    /// How many people there are.
    people: i64,
    /// How many agreed.
    agreed: i64,
    /// How many objected.
    objected: i64,
}

async fn tally(
    In(house): In<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<VersionPath>,
    Query(query): Query<InLanguage>,
) -> Result<Json<TallyView>, Problem> {
    let tally = actions::tally(&house, who, at.policy).await?;
    Ok(Json(TallyView {
        changes: told(&tally.changes, query.lang()),
        people: tally.people,
        agreed: tally.agreed,
        objected: tally.objected,
        brief: tally.version.into(),
    }))
}

async fn publish(
    In(house): In<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<VersionPath>,
) -> Result<Json<VersionBrief>, Problem> {
    Ok(Json(actions::go_on(&house, who, at.policy, Step::Publish).await?.into()))
}

/// When a version comes into force.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NotifyWish {
    /// Days from now; not fewer than the promised notice, which is taken where none is given.
    days: Option<u16>,
}

async fn notify(
    In(house): In<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<VersionPath>,
    Json(wish): Json<NotifyWish>,
) -> Result<Json<VersionBrief>, Problem> {
    const DAY_S: u64 = 86_400;
    let day = |days: u16| house.clock.now().plus(std::time::Duration::from_secs(u64::from(days) * DAY_S));
    let step = Step::Notify(wish.days.map(day));
    Ok(Json(actions::go_on(&house, who, at.policy, step).await?.into()))
}

async fn withdraw(
    In(house): In<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<VersionPath>,
) -> Result<Json<VersionBrief>, Problem> {
    Ok(Json(actions::go_on(&house, who, at.policy, Step::Withdraw).await?.into()))
}

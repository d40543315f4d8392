//! The wire: letters at the desk, and the code of one.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with, put_with};
use axum::extract::State as Of;
use axum::http::StatusCode;
use ground::{OrgId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{InOrg, Json, NoStore, Path, SignedIn};

use super::desk::{self, Printed, Wish};
use super::{Letter, LetterId, actions};
use crate::application::State;
use crate::household::Relation;
use crate::place::HomeId;
use crate::place::http::InPath;

/// The routes of this feature.
pub(crate) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/home-letters",
            get_with(list, |op| op.id("home.letters").summary("Letters whose codes hold.")).post_with(
                make,
                |op| {
                    op.id("home.letter.make")
                        .with(seal::mark)
                        .summary("Make letters to homes; their codes are seen this once.")
                        .response::<200, Json<LettersMade>>()
                },
            ),
        )
        .api_route(
            "/orgs/{org}/home-letters/{letter}",
            delete_with(remove, |op| {
                op.id("home.letter.remove").summary("Take a letter back.").response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/home-letter-rule",
            put_with(rule, |op| {
                op.id("home.letter.rule")
                    .summary("Say whether the desk looks, too, before somebody with a letter is let in.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/homes/letters",
            post_with(apply, |op| {
                op.id("home.letter.apply").with(seal::mark).summary("Apply by the code of a letter.")
            }),
        )
}

/// Letters.
#[derive(Serialize, JsonSchema)]
struct LetterList {
    /// The newest first.
    items: Vec<LetterView>,
    /// Whether the desk looks, too.
    is_reviewed: bool,
}

/// A letter that is out.
#[derive(Serialize, JsonSchema)]
struct LetterView {
    /// Which.
    id: LetterId,
    /// The public number of its home.
    home: String,
    /// As what its reader is let in.
    relation: Relation,
    /// When it was made.
    made_at: Timestamp,
    /// Until when its code holds.
    ends_at: Timestamp,
}

impl From<Letter> for LetterView {
    fn from(letter: Letter) -> Self {
        Self {
            id: letter.id,
            home: letter.home_number,
            relation: letter.relation,
            made_at: letter.made_at,
            ends_at: letter.ends_at,
        }
    }
}

async fn list(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<LetterList>, Problem> {
    let (letters, is_reviewed) = desk::list(&house, who).await?;
    Ok(Json(LetterList { items: letters.into_iter().map(LetterView::from).collect(), is_reviewed }))
}

/// Which letters.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LettersWish {
    /// To which homes: 1 to 500.
    homes: Vec<HomeId>,
    /// As what their readers are let in.
    relation: Relation,
    /// For how many days the codes hold: 7 to 90.
    days: u32,
    /// True: they go as text messages where a list names a number for the home in that role; the others are printed.
    #[serde(default)]
    by_text: bool,
}

/// Letters to be printed.
#[derive(Serialize, JsonSchema)]
struct LettersMade {
    /// The name of the community.
    community: String,
    /// One for each home.
    items: Vec<LetterMade>,
}

/// A letter to be printed.
#[derive(Serialize, JsonSchema)]
struct LetterMade {
    /// The public number of its home.
    home: String,
    /// Its code; null where it goes as a text message.
    code: Option<String>,
    /// Until when it holds.
    ends_at: Timestamp,
}

impl From<Printed> for LettersMade {
    fn from(Printed { community, letters }: Printed) -> Self {
        let made = |(letter, code): (Letter, Option<String>)| LetterMade {
            home: letter.home_number,
            code,
            ends_at: letter.ends_at,
        };
        Self { community: community.name, items: letters.into_iter().map(made).collect() }
    }
}

async fn make(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<LettersWish>,
) -> Result<(NoStore, Json<LettersMade>), Problem> {
    let LettersWish { homes, relation, days, by_text } = wish;
    let made = desk::make(&house, who, Wish { homes: &homes, relation, days, by_text }).await?;
    Ok((NoStore, Json(made.into())))
}

/// A letter.
#[derive(Deserialize, JsonSchema)]
struct LetterPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    letter: LetterId,
}

async fn remove(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<LetterPath>,
) -> Result<StatusCode, Problem> {
    desk::remove(&house, who, at.letter).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether the desk looks, too.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LetterRule {
    /// True: an application by a letter waits for the desk as any other; false: it lets in at once.
    is_reviewed: bool,
}

async fn rule(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<LetterRule>,
) -> Result<StatusCode, Problem> {
    desk::rule(&house, who, wish.is_reviewed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What I write.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LetterApplication {
    /// The code of the letter.
    code: String,
    /// My name: 64 characters at most.
    name: String,
    /// My number.
    phone: String,
}

/// What came of it.
#[derive(Serialize, JsonSchema)]
struct LetterApplied {
    /// `approved` where the letter lets in at once, else `waiting`.
    state: State,
}

async fn apply(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<LetterApplication>,
) -> Result<Json<LetterApplied>, Problem> {
    let state = actions::apply(&house, who, &wish.code, (&wish.name, &wish.phone)).await?;
    Ok(Json(LetterApplied { state }))
}

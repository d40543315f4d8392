//! The wire: periods, previews and changes, for whoever runs the house.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use policy::{Category, Period};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Refusal, actions, store};
use crate::House;
use crate::house::InLanguage;
use crate::wire::{Json, Query, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/retention",
            get_with(list, |op| op.id("retention.list").summary("How long everything is kept here."))
                .put_with(change, |op| {
                    op.id("retention.change").summary("Keep something for a shorter time in this house.")
                }),
        )
        .api_route(
            "/retention/preview",
            post_with(preview, |op| {
                op.id("retention.preview").summary("What a shorter time would remove at once.")
            }),
        )
}

/// All periods.
#[derive(Serialize, JsonSchema)]
struct PeriodList {
    /// By category.
    items: Vec<PeriodView>,
}

/// A length of time.
#[derive(Serialize, JsonSchema)]
struct Span {
    /// How many.
    number: u32,
    /// `minutes`, `hours`, `days`, `months` or `years`.
    unit: String,
}

impl From<Period> for Span {
    fn from(period: Period) -> Self {
        Self { number: period.number, unit: period.unit.id().to_owned() }
    }
}

/// One period.
#[derive(Serialize, JsonSchema)]
struct PeriodView {
    /// The kind of personal data.
    category: String,
    /// Its name.
    title: String,
    /// The event that it is counted from.
    from: String,
    /// The event in words.
    from_title: String,
    /// How long it is kept here.
    kept: Span,
    /// How long the policy promises at most.
    promised: Span,
    /// How long the law wants it at least.
    floor: Option<Span>,
    /// Why so long: `transaction`, `security`, `agreed`, `limitation` or `law`.
    criterion: String,
    /// True where a keeper may shorten it.
    changeable: bool,
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Query(query): Query<InLanguage>,
) -> Result<Json<PeriodList>, Problem> {
    let lang = query.lang();
    let items = actions::list(&house, who).await?.into_iter().map(|one| PeriodView {
        category: one.category.id().to_owned(),
        title: house.policy.category(one.category).title.lang(lang).to_owned(),
        from: one.end.from.clone(),
        from_title: one.end.from_title.lang(lang).to_owned(),
        kept: one.period.into(),
        promised: one.end.after.into(),
        floor: one.keep.floor.as_ref().map(|floor| floor.period.into()),
        criterion: one.keep.criterion.id().to_owned(),
        changeable: one.changeable,
    });
    let items = items.collect();
    Ok(Json(PeriodList { items }))
}

/// A period for something.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PeriodWish {
    /// The kind of personal data.
    category: String,
    /// The event that it is counted from.
    from: String,
    /// How many.
    number: u32,
    /// `minutes`, `hours`, `days`, `months` or `years`.
    unit: String,
}

impl PeriodWish {
    fn read(&self) -> Result<(Category, Period), Refusal> {
        let category = Category::from_id(&self.category).ok_or(Refusal::Unknown)?;
        let unit = store::unit_of(&self.unit).ok_or(Refusal::Unknown)?;
        // A number that no calendar reaches is longer than anything that is promised.
        let number = if self.number <= 100_000 { self.number } else { return Err(Refusal::Longer) };
        Ok((category, Period::new(number, unit)))
    }
}

/// What would go.
#[derive(Serialize, JsonSchema)]
struct PreviewView {
    /// How many records the next sweep would remove.
    would_go: i64,
    /// Those whose event came before this.
    before: Timestamp,
}

async fn preview(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<PeriodWish>,
) -> Result<Json<PreviewView>, Problem> {
    let (category, period) = wish.read()?;
    let seen = actions::preview(&house, who, category, &wish.from, period).await?;
    Ok(Json(PreviewView { would_go: seen.would_go, before: seen.before }))
}

async fn change(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<PeriodWish>,
) -> Result<StatusCode, Problem> {
    let (category, period) = wish.read()?;
    actions::change(&house, who, category, &wish.from, period).await?;
    Ok(StatusCode::NO_CONTENT)
}

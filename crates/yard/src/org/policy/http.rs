//! The wire: an organisation's own numbers and periods.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, Problem};
use policy::Period;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Refusal, actions, rules};
use crate::House;
use crate::house::InLanguage;
use crate::org::administrator::Administrator;
use crate::org::http::OrgPath;
use crate::wire::{InOrg, Json, Path, Query};

/// The routes of this feature.
pub(in crate::org) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/policy",
            get_with(look, |op| {
                op.id("org.policy").summary("What my organisation promises beyond the house.")
            }),
        )
        .api_route(
            "/orgs/{org}/policy/numbers/{of}",
            put_with(set_number, |op| {
                op.id("org.policy.number").summary("Set a stricter number.").response::<204, ()>()
            })
            .delete_with(drop_number, |op| {
                op.id("org.policy.number.reset")
                    .summary("Go back to the house's number.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/policy/keep/{of}",
            put_with(set_keep, |op| {
                op.id("org.policy.keep").summary("Keep something for a shorter time.").response::<204, ()>()
            })
            .delete_with(drop_keep, |op| {
                op.id("org.policy.keep.reset").summary("Go back to the house's period.").response::<204, ()>()
            }),
        )
}

/// What is set.
#[derive(Deserialize, JsonSchema)]
struct OfPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `Administrator` reads it")]
    org: OrgId,
    /// The id of the number or of the category.
    of: String,
}

/// A length of time.
#[derive(Serialize, Deserialize, JsonSchema)]
struct PeriodView {
    /// How many.
    number: u32,
    /// `minutes`, `hours`, `days`, `working-days`, `months` or `years`.
    unit: String,
}

impl From<Period> for PeriodView {
    fn from(period: Period) -> Self {
        Self { number: period.number, unit: period.unit.id().to_owned() }
    }
}

/// A promised number.
#[derive(Serialize, JsonSchema)]
struct NumberView {
    /// Its id.
    id: String,
    /// Its name.
    title: String,
    /// What the house promises.
    house: PeriodView,
    /// What the organisation promises, where it is stricter.
    own: Option<u32>,
    /// Whether a larger number is the stricter one.
    larger_is_stricter: bool,
}

/// How long something is kept.
#[derive(Serialize, JsonSchema)]
struct KeepView {
    /// The category.
    category: String,
    /// Its name.
    title: String,
    /// Counted from this event.
    from: String,
    /// The event in words.
    from_title: String,
    /// How long in the house; null where it is kept until somebody takes it back.
    house: Option<PeriodView>,
    /// How long in the organisation, where that is shorter.
    own: Option<PeriodView>,
}

/// What an organisation may set, and what it set.
#[derive(Serialize, JsonSchema)]
struct OrgPolicyView {
    /// Numbers.
    numbers: Vec<NumberView>,
    /// Periods.
    keep: Vec<KeepView>,
}

fn ends<'a>(policy: &'a policy::Policy, kept: &actions::Kept) -> Option<&'a policy::Ending> {
    policy.retention(kept.category).ends.iter().find(|end| end.from == kept.event)
}

/// The event in words.
fn from_title(policy: &policy::Policy, kept: &actions::Kept, lang: policy::Lang) -> String {
    match (ends(policy, kept), lang) {
        (Some(end), lang) => end.from_title.lang(lang).to_owned(),
        // Of what the house does not count from anything.
        (None, policy::Lang::ZhCn) => "发出".to_owned(),
        (None, policy::Lang::En) => "sent".to_owned(),
    }
}

async fn look(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<OrgPath>,
    Query(query): Query<InLanguage>,
) -> Result<Json<OrgPolicyView>, Problem> {
    let (numbers, keeps) = actions::look(&house, who).await?;
    let numbers = numbers.into_iter().map(|number| NumberView {
        id: number.facts.id.clone(),
        title: number.facts.title.lang(query.lang()).to_owned(),
        house: number.facts.value.into(),
        own: number.own,
        larger_is_stricter: number.facts.larger_is_stricter,
    });
    let keep = keeps.into_iter().map(|kept| KeepView {
        category: kept.category.id().to_owned(),
        title: house.policy.category(kept.category).title.lang(query.lang()).to_owned(),
        from_title: from_title(&house.policy, &kept, query.lang()),
        from: kept.event,
        house: kept.house.map(PeriodView::from),
        own: kept.own.map(PeriodView::from),
    });
    Ok(Json(OrgPolicyView { numbers: numbers.collect(), keep: keep.collect() }))
}

/// A stricter number.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NumberWish {
    /// In the unit of the house's own.
    value: u32,
}

async fn set_number(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(at): Path<OfPath>,
    Json(wish): Json<NumberWish>,
) -> Result<StatusCode, Problem> {
    actions::set_number(&house, who, &at.of, Some(wish.value)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn drop_number(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(at): Path<OfPath>,
) -> Result<StatusCode, Problem> {
    actions::set_number(&house, who, &at.of, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A shorter period.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct KeepWish {
    /// How many.
    number: u32,
    /// Of what.
    unit: String,
    /// Counted from this event, which must be one the house counts from.
    from: String,
}

async fn set_keep(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(at): Path<OfPath>,
    Json(wish): Json<KeepWish>,
) -> Result<StatusCode, Problem> {
    let unit = rules::unit(&wish.unit).ok_or(Refusal::Unknown)?;
    let wish = Some((wish.from.as_str(), Period::new(wish.number, unit)));
    actions::set_keep(&house, who, &at.of, wish).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn drop_keep(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(at): Path<OfPath>,
) -> Result<StatusCode, Problem> {
    actions::set_keep(&house, who, &at.of, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

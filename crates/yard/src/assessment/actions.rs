//! What keepers do: store what they found, and read it again.

use ground::{Ctx, Fault, Person};
use policy::{Category, Purpose};

use super::store::{self, AssessmentRow};
use super::{AssessmentId, Refusal};
use crate::House;
use crate::access::the_house;
use crate::notice::{self, Notice};
use crate::policy_version::{self, PolicyVersionId};

/// Signs of a text at most.
const TEXT_MAX: usize = 4_000;
/// Assessments shown at once.
const SHOWN_MAX: u32 = 200;

/// What a keeper found.
pub(super) struct Found<'a> {
    pub version: PolicyVersionId,
    pub purpose: &'a str,
    pub risk: &'static str,
    pub finding: &'a str,
    pub measures: &'a str,
}

/// The purposes by which a version brings a new use of sensitive data.
fn sensitive(fresh: &[(Purpose, Category)]) -> impl Iterator<Item = Purpose> {
    fresh.iter().filter(|(_, category)| category.sensitive()).map(|(purpose, _)| *purpose)
}

/// The purposes of a version that still lack an assessment.
pub(crate) async fn missing(
    cx: &mut Ctx,
    version: PolicyVersionId,
    fresh: &[(Purpose, Category)],
) -> Result<Vec<&'static str>, Fault> {
    let done = store::purposes(cx, version).await?;
    let mut missing: Vec<&'static str> = sensitive(fresh).map(Purpose::id).collect();
    missing.retain(|purpose| !done.iter().any(|known| known == purpose));
    missing.dedup();
    Ok(missing)
}

/// Stores an assessment. A high risk makes the version major by itself, and gives keepers a task.
pub(super) async fn make(house: &House, who: Person, found: Found<'_>) -> Result<AssessmentId, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    let fresh = policy_version::waiting(&mut cx, found.version).await?.ok_or(Refusal::Unknown)?;
    if !sensitive(&fresh).any(|purpose| purpose.id() == found.purpose) {
        return Err(Refusal::PurposeWrong);
    }
    let is = |text: &str| !text.trim().is_empty() && text.chars().count() <= TEXT_MAX;
    if !is(found.finding) || !is(found.measures) {
        return Err(Refusal::TextWrong);
    }
    let row = AssessmentRow {
        id: AssessmentId::fresh(cx.clock()),
        version: found.version,
        purpose: found.purpose.to_owned(),
        risk: found.risk.to_owned(),
        finding: found.finding.trim().to_owned(),
        measures: found.measures.trim().to_owned(),
        made_by: who.person,
        made_at: cx.now(),
    };
    store::add(&mut cx, &row).await?;
    if found.risk == "high" {
        policy_version::risk_found(&mut cx, found.version).await?;
        let task = Notice::new("assessment.high").with("purpose", found.purpose);
        notice::tell_keepers(&mut cx, house, &task).await?;
    }
    cx.commit().await?;
    policy_version::reload(house).await?;
    Ok(row.id)
}

/// Assessments, the newest first.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<AssessmentRow>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "house.keep", &the_house())?;
    Ok(store::list(&mut view, SHOWN_MAX).await?)
}

//! The wire of those who run an organisation: forms, settings, numbers.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State as Of;
use axum::http::StatusCode;
use ground::{PersonId, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use yard::wire::{InOrg, Json, NoStore, Path, Reads};
use yard::{House, seal};

use super::engine::Standing;
use super::form::Definition;
use super::http::{ApprovalForms, FormPath, InPath};
use super::process::Flaw;
use super::stay::store::Stays;
use super::templates::Template;
use super::value::Filled;
use super::views::{self, ApprovalTried};
use super::who::Settings;
use super::{FormId, FormState, desk, handing, reading, settings};

/// The routes of the desk.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/approval-forms",
            get_with(list, |op| {
                op.id("approval.desk").summary("All forms of the organisation, with drafts.")
            })
            .post_with(add, |op| op.id("approval.form.add").summary("Begin a form, by a template or empty.")),
        )
        .api_route(
            "/orgs/{org}/approval-forms/{form}",
            get_with(get, |op| op.id("approval.form.get").summary("A form as it is drawn."))
                .put_with(draw, |op| op.id("approval.form.draw").summary("Keep what is drawn.")),
        )
        .api_route(
            "/orgs/{org}/approval-forms/{form}/publish",
            post_with(publish, |op| {
                op.id("approval.form.publish").summary("Let members ask by what is drawn.")
            }),
        )
        .api_route(
            "/orgs/{org}/approval-forms/{form}/rest",
            post_with(rest, |op| {
                op.id("approval.form.rest")
                    .summary("Let nobody ask by it any longer, or again.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/approval-forms/{form}/simulate",
            post_with(simulate, |op| {
                op.id("approval.form.simulate")
                    .with(seal::mark)
                    .summary("Who would decide for this person and these values, by what is drawn.")
                    .response::<200, Json<ApprovalTried>>()
            }),
        )
        .merge(numbers())
}

fn numbers() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/approval-forms/{form}/statistics",
            get_with(statistics, |op| {
                op.id("approval.form.statistics").summary("How many cases stand how, and how long they took.")
            }),
        )
        .api_route(
            "/orgs/{org}/approval-forms/{form}/export",
            get_with(export, |op| {
                op.id("approval.form.export")
                    .summary("The newest cases as text with separators.")
                    .response::<200, Json<ApprovalExport>>()
            }),
        )
        .api_route(
            "/orgs/{org}/approval-settings",
            get_with(said, |op| op.id("approval.settings").summary("Heads, roles, and who takes over."))
                .put_with(say, |op| {
                    op.id("approval.settings.put").summary("Say something else.").response::<204, ()>()
                }),
        )
        .api_route(
            "/orgs/{org}/approval-handover",
            post_with(hand_over, |op| {
                op.id("approval.hand_over").summary("Give all open decisions of one member to another.")
            }),
        )
}

async fn list(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<ApprovalForms>, Problem> {
    let shown = desk::list(&house, who, true).await?;
    Ok(Json(ApprovalForms { items: shown.into_iter().map(Into::into).collect() }))
}

/// Which form begins.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApprovalFormNew {
    /// By which template; the general one where nothing is said.
    #[serde(default)]
    template: Option<Template>,
}

/// It is there.
#[derive(Serialize, JsonSchema)]
struct ApprovalFormMade {
    /// Which.
    id: FormId,
}

async fn add(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Reads(lang): Reads,
    Json(wish): Json<ApprovalFormNew>,
) -> Result<Json<ApprovalFormMade>, Problem> {
    Ok(Json(ApprovalFormMade { id: desk::add(&house, who, wish.template, lang).await? }))
}

/// A form as it is drawn.
#[derive(Serialize, JsonSchema)]
struct ApprovalDrawn {
    /// Which.
    id: FormId,
    /// How it stands.
    state: FormState,
    /// The newest published version; 0 where there is none.
    version: u32,
    /// What changes it says this.
    stamp: i64,
    /// What is drawn.
    definition: Definition,
    /// What is wrong with it; it is published where nothing is.
    flaws: Vec<Flaw>,
}

async fn get(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<FormPath>,
) -> Result<Json<ApprovalDrawn>, Problem> {
    let (shown, _, flaws) = desk::get(&house, who, at.form).await?;
    let (row, definition) = (shown.row, shown.definition);
    let (state, version, stamp) = (row.state, row.version, row.stamp);
    Ok(Json(ApprovalDrawn { id: row.id, state, version, stamp, definition, flaws }))
}

/// What is drawn.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApprovalDraft {
    /// `stamp` of the form as I loaded it.
    stamp: i64,
    /// What is drawn now.
    definition: Definition,
}

/// It is kept.
#[derive(Serialize, JsonSchema)]
struct ApprovalKept {
    /// The new stamp.
    stamp: i64,
    /// What is wrong with it.
    flaws: Vec<Flaw>,
}

async fn draw(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<FormPath>,
    Json(wish): Json<ApprovalDraft>,
) -> Result<Json<ApprovalKept>, Problem> {
    let (flaws, stamp) = desk::draw(&house, who, (at.form, wish.stamp), &wish.definition).await?;
    Ok(Json(ApprovalKept { stamp, flaws }))
}

/// Which state I saw.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApprovalStamp {
    /// `stamp` of the form as I loaded it.
    stamp: i64,
}

/// It is published.
#[derive(Serialize, JsonSchema)]
struct ApprovalPublished {
    /// The version.
    version: u32,
}

async fn publish(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<FormPath>,
    Json(wish): Json<ApprovalStamp>,
) -> Result<Json<ApprovalPublished>, Problem> {
    Ok(Json(ApprovalPublished { version: desk::publish(&house, who, (at.form, wish.stamp)).await? }))
}

/// Whether members ask by it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApprovalRest {
    /// `stamp` of the form as I loaded it.
    stamp: i64,
    /// True: they do; false: they do not.
    live: bool,
}

async fn rest(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<FormPath>,
    Json(wish): Json<ApprovalRest>,
) -> Result<StatusCode, Problem> {
    desk::rest(&house, who, (at.form, wish.stamp), wish.live).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// For whom, and with what.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApprovalSimulation {
    /// Who would ask.
    asker: PersonId,
    /// Values by the names of fields.
    values: Filled,
    /// Whom he would choose at which step.
    #[serde(default)]
    chosen: BTreeMap<String, Vec<PersonId>>,
}

async fn simulate(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<FormPath>,
    Json(wish): Json<ApprovalSimulation>,
) -> Result<(NoStore, Json<ApprovalTried>), Problem> {
    let whole = (&wish.values, &wish.chosen);
    let tried = desk::simulate(&house, who, (at.form, wish.asker), whole).await?;
    let names = reading::people(&house, who, &views::people_of(&tried).collect()).await?;
    Ok((NoStore, Json(views::tried(tried, &names))))
}

/// Numbers of a form.
#[derive(Serialize, JsonSchema)]
struct ApprovalStatistics {
    /// Each standing of which there are cases.
    items: Vec<ApprovalNumber>,
    /// Each step at which there were cases.
    steps: Vec<ApprovalStepNumber>,
}

/// Cases at a step.
#[derive(Serialize, JsonSchema)]
struct ApprovalStepNumber {
    /// Which.
    step: String,
    /// What people call it; its key where it is drawn no longer.
    name: String,
    /// How often a case left it: approved, refused, returned or withdrawn there.
    done: i64,
    /// How many cases stand there now.
    waiting: i64,
    /// How many seconds it took on average; null where no case left it.
    took_s: Option<i64>,
}

/// Cases that stand so.
#[derive(Serialize, JsonSchema)]
struct ApprovalNumber {
    /// How.
    standing: Standing,
    /// How many.
    count: i64,
    /// How many seconds they took on average; null where they are not over.
    took_s: Option<i64>,
}

async fn statistics(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<FormPath>,
) -> Result<Json<ApprovalStatistics>, Problem> {
    let desk::Numbers { cases, steps } = desk::statistics(&house, who, at.form).await?;
    let number = |(standing, count, took_s)| ApprovalNumber { standing, count, took_s };
    let step = |(name, one): (String, Stays)| ApprovalStepNumber {
        name,
        done: one.done,
        waiting: one.waiting,
        took_s: one.took_s.checked_div(one.done),
        step: one.step,
    };
    let (items, steps) = (cases.into_iter().map(number).collect(), steps.into_iter().map(step).collect());
    Ok(Json(ApprovalStatistics { items, steps }))
}

/// Cases to be taken along.
#[derive(Serialize, JsonSchema)]
struct ApprovalExport {
    /// Text with separators (CSV), in UTF-8.
    csv: String,
}

async fn export(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<FormPath>,
) -> Result<(NoStore, Json<ApprovalExport>), Problem> {
    Ok((NoStore, Json(ApprovalExport { csv: desk::export(&house, who, at.form).await? })))
}

/// What the organisation says for all its forms.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApprovalSettings {
    /// What changes it says this.
    stamp: i64,
    /// Heads, roles, and who takes over.
    settings: Settings,
}

async fn said(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<ApprovalSettings>, Problem> {
    let (settings, stamp) = settings::get(&house, who).await?;
    Ok(Json(ApprovalSettings { stamp, settings }))
}

async fn say(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<ApprovalSettings>,
) -> Result<StatusCode, Problem> {
    settings::put(&house, who, &wish.settings, wish.stamp).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// From whom to whom.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApprovalHandover {
    /// Whose open decisions.
    from: PersonId,
    /// Who takes them.
    to: PersonId,
}

/// What came of it.
#[derive(Serialize, JsonSchema)]
struct ApprovalHanded {
    /// How many cases.
    count: u32,
}

async fn hand_over(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<ApprovalHandover>,
) -> Result<Json<ApprovalHanded>, Problem> {
    Ok(Json(ApprovalHanded { count: handing::over(&house, who, (wish.from, wish.to)).await? }))
}

//! The wire of those who ask and decide.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State as Of;
use axum::http::StatusCode;
use ground::{OrgId, PersonId, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use yard::wire::{InOrg, Json, NoStore, Path, Query};
use yard::{House, seal};

use super::deciding::{self, At, Wish};
use super::engine::Place;
use super::form::Definition;
use super::matter::store::Box as Which;
use super::value::Filled;
use super::views::{self, ApprovalCase, ApprovalFormItem, ApprovalItem, ApprovalProof, ApprovalTried};
use super::{CaseId, FormId, asking, beside_http, chain, changing, desk, desk_http, reading, settings};

/// The routes of this feature.
pub(crate) fn routes() -> ApiRouter<House> {
    ApiRouter::new().merge(beside_http::routes()).merge(asks()).merge(decides()).merge(desk_http::routes())
}

fn asks() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/approvals/forms",
            get_with(forms, |op| op.id("approval.forms").summary("The forms by which I may ask.")),
        )
        .api_route(
            "/orgs/{org}/approvals/forms/{form}",
            get_with(form, |op| op.id("approval.form.open").summary("A form to be filled in.")),
        )
        .api_route(
            "/orgs/{org}/approvals/forms/{form}/check",
            post_with(check, |op| {
                op.id("approval.check")
                    .with(seal::mark)
                    .summary(
                        "What is wrong with it, what is reckoned, and who would decide; nothing is kept.",
                    )
                    .response::<200, Json<ApprovalTried>>()
            }),
        )
        .merge(own())
}

fn own() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/approvals",
            get_with(list, |op| op.id("approval.cases").summary("My cases.")).post_with(ask, |op| {
                op.id("approval.ask").with(seal::mark).summary("Ask.").response::<200, Json<ApprovalAsked>>()
            }),
        )
        .api_route(
            "/orgs/{org}/approvals/{case}",
            get_with(get, |op| {
                op.id("approval.case.get")
                    .summary("A case in which I take part.")
                    .response::<200, Json<ApprovalCase>>()
            }),
        )
        .api_route(
            "/orgs/{org}/approvals/{case}/again",
            post_with(again, |op| {
                op.id("approval.ask_again")
                    .with(seal::mark)
                    .summary("Ask anew what was returned to me.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/approvals/{case}/check",
            post_with(check_again, |op| {
                op.id("approval.check_again")
                    .with(seal::mark)
                    .summary("What would come of asking anew what was returned to me; nothing is kept.")
                    .response::<200, Json<ApprovalTried>>()
            }),
        )
        .api_route(
            "/orgs/{org}/approvals/{case}/withdraw",
            post_with(withdraw, |op| {
                op.id("approval.withdraw")
                    .with(seal::mark)
                    .summary("Take back what I asked.")
                    .response::<204, ()>()
            }),
        )
}

fn decides() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/approvals/{case}/decide",
            post_with(decide, |op| {
                op.id("approval.decide")
                    .with(seal::mark)
                    .summary(
                        "Approve, refuse, return, add somebody or give it to another, where it is my turn.",
                    )
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/approvals/{case}/change",
            post_with(change, |op| {
                op.id("approval.change")
                    .with(seal::mark)
                    .summary("Change what my step may change, where it is my turn; the change stands in the record.")
                    .response::<200, Json<ApprovalChanged>>()
            }),
        )
        .api_route(
            "/orgs/{org}/approvals/{case}/say",
            post_with(say, |op| {
                op.id("approval.say")
                    .with(seal::mark)
                    .summary("Say something that all who take part read.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/approvals/{case}/reveal",
            post_with(reveal, |op| {
                op.id("approval.reveal")
                    .with(seal::mark)
                    .summary(
                        "See in full what is masked; the look and its reason stand in the case's record.",
                    )
                    .response::<200, Json<ApprovalRevealed>>()
            }),
        )
        .api_route(
            "/orgs/{org}/approvals/{case}/proof",
            get_with(proof, |op| {
                op.id("approval.case.proof").summary("Whether the case is as it was signed, or where not.")
            }),
        )
}

/// Within an organisation.
#[derive(Deserialize, JsonSchema)]
pub(super) struct InPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
}

/// A form of it.
#[derive(Deserialize, JsonSchema)]
pub(super) struct FormPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    pub form: FormId,
}

/// A case of it.
#[derive(Deserialize, JsonSchema)]
struct CasePath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    case: CaseId,
}

/// Forms.
#[derive(Serialize, JsonSchema)]
pub(super) struct ApprovalForms {
    /// The oldest first.
    pub items: Vec<ApprovalFormItem>,
}

async fn forms(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<ApprovalForms>, Problem> {
    let shown = desk::list(&house, who, false).await?;
    Ok(Json(ApprovalForms { items: shown.into_iter().map(Into::into).collect() }))
}

/// A form to be filled in.
#[derive(Serialize, JsonSchema)]
struct ApprovalForm {
    /// Its version.
    version: u32,
    /// Its fields and process.
    definition: Definition,
}

async fn form(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<FormPath>,
) -> Result<Json<ApprovalForm>, Problem> {
    let open = asking::open(&house, who, "approval.form.open", at.form).await?;
    Ok(Json(ApprovalForm { version: open.row.version, definition: open.definition }))
}

/// What is filled in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApprovalFilled {
    /// Values by the names of fields.
    values: Filled,
    /// Whom I choose at which step.
    #[serde(default)]
    chosen: BTreeMap<String, Vec<PersonId>>,
}

async fn check(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<FormPath>,
    Json(wish): Json<ApprovalFilled>,
) -> Result<(NoStore, Json<ApprovalTried>), Problem> {
    let tried = asking::check(&house, who, at.form, (&wish.values, &wish.chosen)).await?;
    let names = reading::people(&house, who, &views::people_of(&tried).collect()).await?;
    Ok((NoStore, Json(views::tried(tried, &names))))
}

/// What I ask.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApprovalWish {
    /// By which form.
    form: FormId,
    /// Its version that I filled in.
    version: u32,
    /// Values by the names of fields.
    values: Filled,
    /// Whom I choose at which step.
    #[serde(default)]
    chosen: BTreeMap<String, Vec<PersonId>>,
}

/// It is asked.
#[derive(Serialize, JsonSchema)]
struct ApprovalAsked {
    /// The case.
    id: CaseId,
    /// Its number within the organisation.
    number: u32,
}

async fn ask(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<ApprovalWish>,
) -> Result<(NoStore, Json<ApprovalAsked>), Problem> {
    let ApprovalWish { form, version, values, chosen } = wish;
    let (id, number) = asking::ask(&house, who, &asking::Wish { form, version, values, chosen }).await?;
    Ok((NoStore, Json(ApprovalAsked { id, number })))
}

async fn again(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<CasePath>,
    Json(wish): Json<ApprovalFilled>,
) -> Result<StatusCode, Problem> {
    asking::again(&house, who, at.case, (&wish.values, &wish.chosen)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn check_again(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<CasePath>,
    Json(wish): Json<ApprovalFilled>,
) -> Result<(NoStore, Json<ApprovalTried>), Problem> {
    let tried = asking::check_again(&house, who, at.case, (&wish.values, &wish.chosen)).await?;
    let names = reading::people(&house, who, &views::people_of(&tried).collect()).await?;
    Ok((NoStore, Json(views::tried(tried, &names))))
}

/// Which cases.
#[derive(Deserialize, JsonSchema)]
struct ApprovalPage {
    /// Those that wait for me, that I asked, of which I was told, or in which I decided.
    which: Which,
    /// `next` of the page before.
    before: Option<CaseId>,
    /// Words of number, form, asker or what stands in the line.
    #[serde(default)]
    text: String,
}

/// Cases.
#[derive(Serialize, JsonSchema)]
struct ApprovalList {
    /// The newest first.
    items: Vec<ApprovalItem>,
    /// What comes after; null on the last page.
    next: Option<CaseId>,
    /// How many wait for me.
    waiting: i64,
}

async fn list(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Query(page): Query<ApprovalPage>,
) -> Result<Json<ApprovalList>, Problem> {
    let wish = reading::Wish { which: page.which, before: page.before, text: &page.text };
    let (items, next, waiting) = reading::list(&house, who, &wish).await?;
    Ok(Json(ApprovalList { items: items.into_iter().map(Into::into).collect(), next, waiting }))
}

async fn get(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<CasePath>,
) -> Result<(NoStore, Json<ApprovalCase>), Problem> {
    let case = reading::get(&house, who, at.case).await?;
    Ok((NoStore, Json(views::case(case, who.person))))
}

async fn proof(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<CasePath>,
) -> Result<Json<ApprovalProof>, Problem> {
    Ok(Json(reading::proof(&house, who, at.case).await?.into()))
}

/// What I do.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "do", rename_all = "snake_case")]
enum ApprovalDeed {
    /// I approve.
    Approve,
    /// I refuse: the case is over.
    Refuse,
    /// I return it.
    Return {
        /// To which step; null: to whoever asked.
        #[serde(default)]
        to: Option<String>,
    },
    /// I add somebody.
    Add {
        /// Whom.
        person: PersonId,
        /// Before or after me.
        place: Place,
    },
    /// I give it to another.
    Delegate {
        /// To whom.
        person: PersonId,
    },
}

/// A decision.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApprovalDecision {
    /// What I do.
    deed: ApprovalDeed,
    /// At which step; it may be left out where it is my turn at one alone.
    #[serde(default)]
    step: Option<String>,
    /// `seen` of the case as I saw it.
    seen: String,
    /// Why; needed where I refuse or return.
    #[serde(default)]
    opinion: Option<String>,
}

async fn decide(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<CasePath>,
    Json(wish): Json<ApprovalDecision>,
) -> Result<StatusCode, Problem> {
    let deed = match wish.deed {
        ApprovalDeed::Approve => Wish::Approve,
        ApprovalDeed::Refuse => Wish::Refuse,
        ApprovalDeed::Return { to } => Wish::Return(to),
        ApprovalDeed::Add { person, place } => Wish::Add(person, place),
        ApprovalDeed::Delegate { person } => Wish::Delegate(person),
    };
    let at = At { case: at.case, step: wish.step.as_deref(), seen: &wish.seen };
    deciding::act(&house, who, &at, &deed, wish.opinion.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What I change.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApprovalChanges {
    /// At which step; it may be left out where it is my turn at one alone.
    #[serde(default)]
    step: Option<String>,
    /// `seen` of the case as I saw it.
    seen: String,
    /// The fields that I change, by their names; null where one is emptied.
    values: Filled,
    /// Why; may be left out.
    #[serde(default)]
    opinion: Option<String>,
}

/// It is changed.
#[derive(Serialize, JsonSchema)]
struct ApprovalChanged {
    /// The mark of what is filled in now, with which I decide.
    seen: String,
}

async fn change(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<CasePath>,
    Json(wish): Json<ApprovalChanges>,
) -> Result<(NoStore, Json<ApprovalChanged>), Problem> {
    let at = At { case: at.case, step: wish.step.as_deref(), seen: &wish.seen };
    let seen = changing::change(&house, who, &at, (&wish.values, wish.opinion.as_deref())).await?;
    Ok((NoStore, Json(ApprovalChanged { seen })))
}

/// Words.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApprovalWords {
    /// 1 to 1,000 characters.
    opinion: String,
}

async fn say(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<CasePath>,
    Json(wish): Json<ApprovalWords>,
) -> Result<StatusCode, Problem> {
    let opinion = settings::opinion(Some(&wish.opinion), true)?;
    deciding::note(&house, who, (at.case, chain::Act::Said), (None, opinion)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Why I take it back.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApprovalWithdrawal {
    /// Why; may be left out.
    #[serde(default)]
    opinion: Option<String>,
}

async fn withdraw(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<CasePath>,
    Json(wish): Json<ApprovalWithdrawal>,
) -> Result<StatusCode, Problem> {
    asking::withdraw(&house, who, at.case, wish.opinion.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What I want to see in full.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApprovalReveal {
    /// Which field.
    field: String,
    /// Why; all who take part read it.
    reason: String,
}

/// In full.
#[derive(Serialize, JsonSchema)]
struct ApprovalRevealed {
    /// What was filled in.
    value: String,
}

async fn reveal(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<CasePath>,
    Json(wish): Json<ApprovalReveal>,
) -> Result<(NoStore, Json<ApprovalRevealed>), Problem> {
    let value = reading::reveal(&house, who, at.case, (&wish.field, &wish.reason)).await?;
    Ok((NoStore, Json(ApprovalRevealed { value })))
}

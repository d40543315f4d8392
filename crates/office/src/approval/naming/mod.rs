//! Whom forms, published versions and settings name. It stands beside what is sealed, so that whoever is a member no longer is taken out
//! of it: within ten minutes after he left or was erased nothing that can be opened names him.
//!
//! - A version says what it said, but for people who are gone: a step that named one alone finds nobody, and goes on as it says for that.
//! - What was kept before this table was is looked at once (`named_at`).
//! - Whoever draws at the same moment is not held up; what he drew is looked at the next time.
//!
//! Table: `office_approval_named`. Job: `approval.forget`, begun by `approval.sweep`.

mod store;

use ground::{Caller, Ctx, Errand, Fault, OrgId, PersonId, Stop, View};
use policy::Purpose;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use vault::Subject;
use yard::House;
use yard::erasure::Working;
use yard::org::store as orgs;

use super::form::Definition;
use super::matter::{from_json, json};
use super::who::Settings;
use super::{FormId, FormRow, Refusal, SettingRow, VersionId, VersionRow, settings, store as forms};

/// What names people.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Holder {
    /// A form as it is drawn.
    Draft(FormId),
    /// A published version.
    Version(VersionId),
    /// What the organisation says for all its forms.
    Setting,
}

/// Takes whoever is a member no longer out of what names him.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Forget {
    pub org: OrgId,
    pub holder: Holder,
}

/// Says whom a definition names, in the unit of work that keeps it.
pub(super) async fn of_definition(
    cx: &mut Ctx,
    at: (OrgId, Holder),
    definition: &Definition,
) -> Result<(), Fault> {
    store::keep(cx, at, &definition.people()).await
}

/// Says whom the settings name, in the unit of work that keeps them.
pub(super) async fn of_settings(cx: &mut Ctx, org: OrgId, said: &Settings) -> Result<(), Fault> {
    store::keep(cx, (org, Holder::Setting), &said.people()).await
}

/// Some of what names somebody who is a member no longer.
pub(super) async fn stale(view: &mut View, most: i64) -> Result<Vec<Forget>, Fault> {
    store::stale(view, most).await
}

/// Some of what was kept before it stood beside it whom it names; it is handed out once.
pub(super) async fn unnamed(cx: &mut Ctx, most: i64) -> Result<Vec<Forget>, Fault> {
    let found = store::unnamed(cx, most).await?;
    for one in &found {
        store::handed_out(cx, one).await?;
    }
    Ok(found)
}

/// What an organisation that ended had of it goes.
pub(super) async fn end(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    store::end(cx, org).await
}

/// Until he is taken out of what names him, it is known by a pseudonym that it names somebody who is gone.
pub(crate) fn erase_named<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let alias = PersonId::fresh(cx.clock());
        store::erase(cx, (person, alias), most).await
    })
}

impl Errand<House> for Forget {
    const NAME: &'static str = "approval.forget";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let done = match self.holder {
            Holder::Draft(form) => draft(house, self.org, form).await,
            Holder::Version(version) => published(house, self.org, version).await,
            Holder::Setting => setting(house, self.org).await,
        };
        match done {
            Ok(()) => Ok(()),
            Err(Refusal::Fault(fault)) => Err(Stop::Retry(fault)),
            Err(_) => Err(Stop::GiveUp("what names somebody cannot be opened")),
        }
    }
}

/// Of these people those who are members.
async fn members(house: &House, org: OrgId, people: &[PersonId]) -> Result<HashSet<PersonId>, Fault> {
    orgs::members_among(&mut house.db.view().await?, org, people).await
}

/// A sealed definition without whoever is a member no longer.
async fn without(house: &House, org: OrgId, sealed: &vault::Sealed<String>) -> Result<Definition, Refusal> {
    let caller = Caller::Program(<Forget as Errand<House>>::NAME);
    let look = house.vault.look(&caller, Purpose::Approval).act(<Forget as Errand<House>>::NAME);
    let mut definition: Definition = from_json(&look.open(sealed).await?)?;
    let members = members(house, org, &definition.people()).await?;
    definition.keep_people(&|one| members.contains(&one));
    Ok(definition)
}

async fn draft(house: &House, org: OrgId, form: FormId) -> Result<(), Refusal> {
    let Some(row) = forms::find_form(&mut house.db.view().await?, org, form).await? else { return Ok(()) };
    let definition = without(house, org, &row.draft).await?;
    let (text, subject) = (json(&definition)?, Subject::Org(org));
    let sealed = house.vault.seal(&FormRow::DRAFT, subject, form.bytes(), &text).await?;
    let mut cx = house.db.begin().await?;
    if store::rewrite_draft(&mut cx, (org, form, row.stamp), &sealed).await? {
        of_definition(&mut cx, (org, Holder::Draft(form)), &definition).await?;
        cx.commit().await?;
    }
    Ok(())
}

async fn published(house: &House, org: OrgId, version: VersionId) -> Result<(), Refusal> {
    let Some(sealed) = store::version(&mut house.db.view().await?, org, version).await? else {
        return Ok(());
    };
    let definition = without(house, org, &sealed).await?;
    let (text, subject) = (json(&definition)?, Subject::Org(org));
    let sealed = house.vault.seal(&VersionRow::DEFINITION, subject, version.bytes(), &text).await?;
    let mut cx = house.db.begin().await?;
    store::rewrite_version(&mut cx, (org, version), &sealed).await?;
    of_definition(&mut cx, (org, Holder::Version(version)), &definition).await?;
    Ok(cx.commit().await?)
}

async fn setting(house: &House, org: OrgId) -> Result<(), Refusal> {
    let Some(row) = forms::setting(&mut house.db.view().await?, org).await? else { return Ok(()) };
    let caller = Caller::Program(<Forget as Errand<House>>::NAME);
    let look = house.vault.look(&caller, Purpose::Approval).act(<Forget as Errand<House>>::NAME);
    let mut said: Settings = from_json(&look.open(&row.body).await?)?;
    let members = members(house, org, &said.people()).await?;
    said.keep_people(&|one| members.contains(&one));
    let body = settings::sealed(house, org, &said).await?;
    let mut cx = house.db.begin().await?;
    if store::rewrite_setting(&mut cx, &SettingRow { body, ..row }).await? {
        of_settings(&mut cx, org, &said).await?;
        cx.commit().await?;
    }
    Ok(())
}

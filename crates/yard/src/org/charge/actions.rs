//! What administrators do: charge somebody, see who is charged, take it back.

use ground::{Caller, Member, PersonId};
use policy::Purpose;
use serde_json::json;
use vault::Subject;

use super::ChargeId;
use super::rules::{CHARGES_MAX, Right};
use super::store::{self, ChargeRow};
use crate::House;
use crate::org::department::{self, DepartmentId};
use crate::org::store as orgs;
use crate::org::{Line, Refusal, act, administering, resource};

/// A charge that shall be.
pub(super) struct Wish {
    pub person: PersonId,
    pub title: Line,
    pub department: Option<DepartmentId>,
    pub rights: Vec<Right>,
}

/// Charges somebody.
pub(super) async fn name(house: &House, who: Member, wish: Wish) -> Result<ChargeRow, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    orgs::member_seen(&mut view, who.org, wish.person).await?.ok_or(Refusal::MemberUnknown)?;
    drop(view);
    let id = ChargeId::fresh(&house.clock);
    let subject = Subject::Person(wish.person);
    let row = ChargeRow {
        id,
        org: who.org,
        person: wish.person,
        title: house.vault.seal(&ChargeRow::TITLE, subject, id.bytes(), &wish.title).await?,
        department: wish.department,
        rights: wish.rights,
        named_by: who.person,
        named_at: house.clock.now(),
    };
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let who = administering(&mut cx, who).await?;
    orgs::member(&mut cx, who.org, row.person).await?.ok_or(Refusal::MemberUnknown)?;
    if let Some(department) = row.department
        && !department::exists(&mut cx, who.org, department).await?
    {
        return Err(Refusal::DepartmentUnknown);
    }
    if store::count(&mut cx, who.org).await? >= CHARGES_MAX {
        return Err(Refusal::ChargeLimit);
    }
    store::add(&mut cx, &row).await?;
    act::note(&mut cx, &who, "org.charge", Some(row.person)).await?;
    cx.tell(row.person, "org", "org.charged", &json!({ "org": who.org, "charge": id })).await?;
    cx.commit().await?;
    Ok(row)
}

/// A charge with its title.
pub(super) struct Charged {
    pub row: ChargeRow,
    pub title: Option<String>,
}

/// Who is charged with what.
pub(super) async fn list(
    house: &House,
    who: Member,
    after: Option<ChargeId>,
    limit: u32,
) -> Result<Vec<Charged>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let rows = store::of_org(&mut view, who.org, after, limit).await?;
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Organisation).act("org.charges");
    let titles = look.open_present(rows.iter().map(|row| &row.title)).await?;
    let shown = rows.into_iter().zip(titles);
    Ok(shown.map(|(row, title)| Charged { row, title: title.map(|line| line.as_str().to_owned()) }).collect())
}

/// Takes a charge back.
pub(super) async fn remove(house: &House, who: Member, id: ChargeId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let who = administering(&mut cx, who).await?;
    let person = store::remove(&mut cx, who.org, id).await?.ok_or(Refusal::ChargeUnknown)?;
    act::note(&mut cx, &who, "org.charge.remove", Some(person)).await?;
    cx.tell(person, "org", "org.discharged", &json!({ "org": who.org, "charge": id })).await?;
    Ok(cx.commit().await?)
}

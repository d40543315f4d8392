//! What those who see to personnel matters do: see who stands where, read what was handed in, do a step.

use ground::{Caller, Member, PersonId, View};
use policy::Purpose;
use serde_json::json;
use std::collections::HashMap;
use vault::Sealed;

use super::Refusal;
use super::rules::{self, Step};
use super::store::{self, PersonnelRow};
use crate::House;
use crate::account;
use crate::org::actions::put_out;
use crate::org::charge::{self, Right};
use crate::org::department::{self, DepartmentId};
use crate::org::record::{Class, Field, store as records};
use crate::org::store::{self as orgs, MemberRow};
use crate::org::{Line, Role, act, opened};

/// Whoever sees to a member: an administrator, or whom he charged with it there.
async fn may(view: &mut View, who: Member, person: PersonId) -> Result<MemberRow, Refusal> {
    let member = orgs::member_seen(view, who.org, person).await?;
    let stands = member.as_ref().and_then(|member| member.department);
    let holders = charge::holders(view, &who, Right::Personnel, stands).await?;
    view.permit(who, "personnel.read", &charge::resource(who.org, &holders))?;
    if !opened::is_open(view, who.org, opened::Service::Personnel).await? {
        return Err(Refusal::Off);
    }
    member.ok_or(Refusal::Unknown)
}

/// Somebody who stands somewhere.
pub(super) struct Stands {
    pub row: PersonnelRow,
    pub name: Option<String>,
}

/// Who stands where, of those whom the caller sees to; with the last that was looked at where there may be more.
pub(super) async fn list(
    house: &House,
    who: Member,
    after: Option<PersonId>,
    limit: u32,
) -> Result<(Vec<Stands>, Option<PersonId>), Refusal> {
    let mut view = house.db.view().await?;
    let reach = charge::reaching(&mut view, &who, Right::Personnel).await?;
    let holders = if reach.is_somewhere() { vec![who.person] } else { Vec::new() };
    view.permit(who, "personnel.read", &charge::resource(who.org, &holders))?;
    if !opened::is_open(&mut view, who.org, opened::Service::Personnel).await? {
        return Err(Refusal::Off);
    }
    let rows = store::of_org(&mut view, who.org, after, limit).await?;
    drop(view);
    let full = u32::try_from(rows.len()).unwrap_or(u32::MAX) >= limit;
    let next = rows.last().filter(|_| full).map(|(row, _)| row.person);
    let rows: Vec<PersonnelRow> =
        rows.into_iter().filter(|(_, stands)| reach.has(*stands)).map(|(row, _)| row).collect();
    let people: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
    let caller = Caller::from(who);
    let mut names: HashMap<PersonId, account::Name> =
        account::names_of(house, &caller, Purpose::Personnel, &people).await?;
    let stands = rows
        .into_iter()
        .map(|row| Stands { name: names.remove(&row.person).map(|name| name.as_str().to_owned()), row });
    Ok((stands.collect(), next))
}

/// What somebody handed in.
pub(super) async fn look(
    house: &House,
    who: Member,
    person: PersonId,
) -> Result<(PersonnelRow, Vec<(Field, String)>), Refusal> {
    let mut view = house.db.view().await?;
    may(&mut view, who, person).await?;
    let row = store::of(&mut view, who.org, person).await?.ok_or(Refusal::Unknown)?;
    let fields = records::of(&mut view, who.org, person).await?;
    drop(view);
    let handed: Vec<(Field, &Sealed<Line>)> = fields
        .iter()
        .filter(|row| row.field.class() == Class::Personnel)
        .filter_map(|row| Some((row.field, row.personnel.as_ref()?)))
        .collect();
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Personnel).act("org.personnel.get");
    let values = look.open_many(handed.iter().map(|(_, value)| *value)).await?;
    let said = handed.iter().zip(values).map(|((field, _), value)| (*field, value.as_str().to_owned()));
    Ok((row, said.collect()))
}

/// Does a step with somebody.
pub(super) async fn step(
    house: &House,
    who: Member,
    person: PersonId,
    (step, to): (Step, Option<DepartmentId>),
) -> Result<(), Refusal> {
    may(&mut house.db.view().await?, who, person).await?;
    let mut cx = house.db.begin().await?;
    orgs::lock(&mut cx, who.org).await?;
    let mut member = orgs::member(&mut cx, who.org, person).await?.ok_or(Refusal::Unknown)?;
    let (who, reach) = charge::covering(&mut cx, &who, Right::Personnel).await?;
    let holders = reach.holders(&who, member.department);
    cx.permit(who, "personnel.read", &charge::resource(who.org, &holders))?;
    if member.role == Role::Administrator && !who.administrator {
        return Err(Refusal::Administrator);
    }
    let mut row = store::of_now(&mut cx, who.org, person).await?.ok_or(Refusal::Unknown)?;
    let then = rules::after(row.state, step)?;
    act::note(&mut cx, &who, "org.personnel.step", Some(person)).await?;
    let Some(state) = then else {
        put_out(&mut cx, house, &member).await?;
        return Ok(cx.commit().await?);
    };
    match step {
        Step::Move => {
            let to = to.ok_or(Refusal::Department)?;
            if !department::exists(&mut cx, who.org, to).await? {
                return Err(crate::org::Refusal::DepartmentUnknown.into());
            }
            if !reach.has(Some(to)) {
                return Err(Refusal::Beyond);
            }
            row.department = Some(to);
        }
        Step::Settle => {
            if let Some(to) = row.department.take()
                && department::exists(&mut cx, who.org, to).await?
            {
                member.department = Some(to);
                department::put_member(&mut cx, &member).await?;
            }
        }
        Step::Begin | Step::Leave | Step::End => row.department = None,
    }
    row.state = state;
    store::save(&mut cx, who.org, &row).await?;
    cx.tell(person, "org", "org.personnel", &json!({ "org": who.org, "state": state })).await?;
    Ok(cx.commit().await?)
}

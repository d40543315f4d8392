//! Taking an organisation along: everything that an administrator sees of it, signed.

use ground::{Caller, Fault, Member, Person, PersonId};
use policy::Purpose;
use serde_json::json;
use std::collections::HashMap;
use std::net::IpAddr;
use vault::Sealed;

use super::archive::{self, Company, Content, DOMAIN, FORMAT, Keep, MEMBERS_MAX, Number};
use super::{Refusal, store};
use crate::identity::{self, Proof};
use crate::org::store::{self as orgs, MemberRow};
use crate::org::{self, Line, MembershipId, department, policy as tightened, resource};
use crate::{House, account};

/// Rows read at once.
const PAGE: u32 = 200;

/// A signed archive.
pub(super) struct Made {
    pub content: String,
    pub signature: Vec<u8>,
    pub key: Vec<u8>,
}

/// Puts the archive of an organisation together, for an administrator who proves that it is he.
pub(super) async fn make(
    house: &House,
    (person, who): (Person, Member),
    proof: &Proof,
    from: IpAddr,
) -> Result<Made, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let made_at = view.now();
    drop(view);
    identity::prove(house, person, proof, from).await?;
    let company = org::actions::particulars(house, who).await?;
    let content = Content {
        format: FORMAT.to_owned(),
        made_at,
        house: house.particulars().legal_name.clone(),
        profile: house.policy.profile().to_owned(),
        policy: house.policy.version().to_owned(),
        org: who.org.to_string(),
        company: Company {
            legal_name: company.legal_name,
            credit_code: company.credit_code,
            address: company.address,
        },
        departments: departments(house, who).await?,
        members: members(house, who).await?,
        numbers: numbers(house, who).await?,
        keeps: keeps(house, who).await?,
    };
    let content = serde_json::to_string_pretty(&content)
        .map_err(|error| Fault::caused("writing the archive of an organisation", error))?;
    if content.len() > crate::moving::CONTENT_MAX {
        return Err(Refusal::TooLarge);
    }
    let (signature, key) = house.vault.sign(DOMAIN, content.as_bytes())?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let body = json!({ "org": who.org, "by": who.person });
    org::actions::tell_administrators(&mut cx, who.org, "org.archived", &body).await?;
    cx.commit().await?;
    Ok(Made { content, signature, key })
}

/// The departments of the organisation, each with its name.
pub(super) async fn departments(house: &House, who: Member) -> Result<Vec<archive::Department>, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    drop(view);
    let caller = Caller::from(who);
    let mut departments = Vec::new();
    let mut after = None;
    loop {
        let page = department::list(house, &caller, who.org, after, PAGE).await?;
        after = page.last().map(|one| one.row.id);
        let count = page.len();
        departments.extend(page.into_iter().map(|one| archive::Department {
            id: one.row.id.to_string(),
            parent: one.row.parent.map(|id| id.to_string()),
            name: one.name,
            external_id: one.external_id,
        }));
        if count < PAGE as usize {
            return Ok(departments);
        }
    }
}

async fn members(house: &House, who: Member) -> Result<Vec<archive::Member>, Refusal> {
    let caller = Caller::from(who);
    let mut members = Vec::new();
    let mut after: Option<MembershipId> = None;
    loop {
        let mut view = house.db.view().await?;
        let rows = orgs::members(&mut view, who.org, after, PAGE).await?;
        let ids: Vec<MembershipId> = rows.iter().map(|row| row.id).collect();
        let bases = store::bases(&mut view, who.org, &ids).await?;
        drop(view);
        after = ids.last().copied();
        let people: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
        let names = account::names_of(house, &caller, Purpose::Directory, &people).await?;
        let lines = lines(house, &caller, &rows).await?;
        let count = rows.len();
        for (row, (position, external_id)) in rows.into_iter().zip(lines) {
            members.push(archive::Member {
                id: row.id.to_string(),
                name: names.get(&row.person).map(|name| name.as_str().to_owned()),
                role: row.role.word().to_owned(),
                department: row.department.map(|id| id.to_string()),
                position,
                external_id,
                basis: bases.get(&row.id).cloned(),
                joined_at: row.joined_at,
            });
        }
        if members.len() > MEMBERS_MAX {
            return Err(Refusal::TooLarge);
        }
        if count < PAGE as usize {
            return Ok(members);
        }
    }
}

/// Position and external id of each, opened in one look.
async fn lines(
    house: &House,
    caller: &Caller,
    rows: &[MemberRow],
) -> Result<Vec<(Option<String>, Option<String>)>, Refusal> {
    let sealed: Vec<&Sealed<Line>> =
        rows.iter().flat_map(|row| row.position.iter().chain(&row.external_id)).collect();
    let opened = house.vault.look(caller, Purpose::Organisation).act("org.archive").open_many(sealed).await?;
    let mut opened = opened.into_iter().map(|line| line.as_str().to_owned());
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let position = row.position.as_ref().and_then(|_| opened.next());
        lines.push((position, row.external_id.as_ref().and_then(|_| opened.next())));
    }
    Ok(lines)
}

async fn numbers(house: &House, who: Member) -> Result<Vec<Number>, Refusal> {
    let set = tightened::store::numbers(&mut house.db.view().await?, who.org).await?;
    Ok(set.into_iter().map(|(id, value)| Number { id, value }).collect())
}

async fn keeps(house: &House, who: Member) -> Result<Vec<Keep>, Refusal> {
    let set = tightened::store::keeps(&mut house.db.view().await?, who.org).await?;
    let keep = |(category, event, period): (policy::Category, String, policy::Period)| Keep {
        category: category.id().to_owned(),
        event,
        number: period.number,
        unit: period.unit.id().to_owned(),
    };
    Ok(set.into_iter().map(keep).collect())
}

/// Departments by their place: a name below a parent. So the same archive finds what it made before.
pub(super) fn by_place(departments: &[archive::Department]) -> HashMap<(Option<&str>, &str), &str> {
    departments.iter().map(|one| ((one.parent.as_deref(), one.name.as_str()), one.id.as_str())).collect()
}

//! What people do: draw the departments, and look at them.

use ground::{Caller, Member, OrgId, PersonId};
use policy::Purpose;
use std::collections::{HashMap, HashSet};
use vault::{Sealed, Subject};

use super::store::{self, DepartmentRow};
use super::{DepartmentId, rules};
use crate::House;
use crate::org::{Line, Refusal, act, administering, resource, store as orgs};

/// Departments of a tree: all that there can be.
const TREE_MAX: u32 = 2_000;

/// A department with what it is called.
pub(in crate::org) struct Listed {
    pub row: DepartmentRow,
    pub name: String,
    pub external_id: Option<String>,
}

/// Departments of the organisation after `after`, each with its name.
pub(in crate::org) async fn list(
    house: &House,
    caller: &Caller,
    org: OrgId,
    after: Option<DepartmentId>,
    limit: u32,
) -> Result<Vec<Listed>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(caller.clone(), "org.members.read", &resource(org))?;
    let rows = store::list(&mut view, org, after, limit).await?;
    drop(view);
    let mut sealed: Vec<&Sealed<Line>> = Vec::with_capacity(rows.len());
    for row in &rows {
        sealed.push(&row.name);
        sealed.extend(&row.external_id);
    }
    let lines = house.vault.look(caller, Purpose::Directory).act("org.departments").open_many(sealed).await?;
    let mut lines = lines.into_iter().map(|line| line.as_str().to_owned());
    let listed = |row: DepartmentRow| Listed {
        name: lines.next().unwrap_or_default(),
        external_id: row.external_id.as_ref().and_then(|_| lines.next()),
        row,
    };
    Ok(rows.into_iter().map(listed).collect())
}

/// The departments of the caller's organisation whose name is so.
pub(in crate::org) async fn named(
    house: &House,
    who: Member,
    is: impl Fn(&str) -> bool,
) -> Result<HashSet<DepartmentId>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.members.read", &resource(who.org))?;
    let rows = store::list(&mut view, who.org, None, TREE_MAX).await?;
    drop(view);
    // Nobody is shown a name here: counted.
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Directory).act("org.people").delivery();
    let names = look.open_present(rows.iter().map(|row| &row.name)).await?;
    let hit = |(row, name): (&DepartmentRow, Option<Line>)| is(name?.as_str()).then_some(row.id);
    Ok(rows.iter().zip(names).filter_map(hit).collect())
}

/// A department in the tree, with how many people stand in it, and in it and all below.
pub(in crate::org) struct Placed {
    pub listed: Listed,
    pub own: i64,
    pub all: i64,
}

/// The whole tree of an organisation, each department before those below it and beside one another in their order; and how many
/// people stand in none.
pub(super) async fn tree(house: &House, caller: &Caller, org: OrgId) -> Result<(Vec<Placed>, i64), Refusal> {
    let rows = list(house, caller, org, None, TREE_MAX).await?;
    let mut view = house.db.view().await?;
    view.permit(caller.clone(), "org.members.read", &resource(org))?;
    let counts: HashMap<Option<DepartmentId>, i64> =
        store::counts(&mut view, org).await?.into_iter().collect();
    drop(view);
    let count = |id: DepartmentId| counts.get(&Some(id)).copied().unwrap_or_default();
    let links: Vec<_> = rows.iter().map(|one| (one.row.id, one.row.parent, count(one.row.id))).collect();
    let all = rules::sums(&links);
    let mut placed: Vec<Placed> = rows
        .into_iter()
        .map(|listed| {
            let (own, all) = (count(listed.row.id), all.get(&listed.row.id).copied().unwrap_or_default());
            Placed { listed, own, all }
        })
        .collect();
    let order: HashMap<DepartmentId, usize> = rules::in_order(placed.iter().map(|one| {
        let row = &one.listed.row;
        (row.id, row.parent, (row.place, one.listed.name.clone()))
    }))
    .into_iter()
    .zip(0..)
    .collect();
    placed.sort_by_key(|one| order.get(&one.listed.row.id).copied().unwrap_or(usize::MAX));
    Ok((placed, counts.get(&None).copied().unwrap_or_default()))
}

/// A department as an administrator states it.
pub(in crate::org) struct Wish {
    pub name: Line,
    pub parent: Option<DepartmentId>,
    pub external_id: Option<Line>,
}

/// Adds a department.
pub(in crate::org) async fn create(house: &House, who: Member, wish: Wish) -> Result<DepartmentRow, Refusal> {
    let id = DepartmentId::fresh(&house.clock);
    let (external_id, index) = sealed_external(house, who, id, wish.external_id).await?;
    let row = DepartmentRow {
        id,
        org: who.org,
        parent: wish.parent,
        name: sealed_name(house, who, id, &wish.name).await?,
        external_id,
        head: None,
        place: 0,
        created_at: house.clock.now(),
    };
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let who = administering(&mut cx, who).await?;
    rules::place(&store::tree(&mut cx, who.org).await?, None, row.parent)?;
    taken(store::add(&mut cx, &row, index).await)?;
    act::note(&mut cx, &who, "org.department.create", None).await?;
    cx.commit().await?;
    Ok(row)
}

/// What an administrator changes of a department; what is absent stays.
#[derive(Default)]
pub(super) struct Change {
    pub name: Option<Line>,
    pub parent: Option<Option<DepartmentId>>,
    pub external_id: Option<Option<Line>>,
    pub head: Option<Option<PersonId>>,
    pub place: Option<i64>,
}

/// Renames a department, moves it, or changes its external id.
pub(super) async fn change(
    house: &House,
    who: Member,
    id: DepartmentId,
    change: Change,
) -> Result<(), Refusal> {
    let name = match &change.name {
        Some(name) => Some(sealed_name(house, who, id, name).await?),
        None => None,
    };
    let external = match change.external_id {
        Some(line) => Some(sealed_external(house, who, id, line).await?),
        None => None,
    };
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let who = administering(&mut cx, who).await?;
    let mut row = store::find(&mut cx, who.org, id).await?.ok_or(Refusal::DepartmentUnknown)?;
    if let Some(name) = name {
        row.name = name;
    }
    if let Some(parent) = change.parent {
        rules::place(&store::tree(&mut cx, who.org).await?, Some(id), parent)?;
        row.parent = parent;
    }
    if let Some(head) = change.head {
        if let Some(person) = head {
            orgs::member(&mut cx, who.org, person).await?.ok_or(Refusal::MemberUnknown)?;
        }
        row.head = head;
    }
    row.place = change.place.unwrap_or(row.place);
    store::save(&mut cx, &row).await?;
    act::note(&mut cx, &who, "org.department.update", row.head).await?;
    if let Some((external_id, index)) = external {
        taken(store::save_external_id(&mut cx, &row, external_id.as_ref(), index).await)?;
    }
    Ok(cx.commit().await?)
}

/// Removes a department.
pub(super) async fn remove(house: &House, who: Member, id: DepartmentId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let who = administering(&mut cx, who).await?;
    let row = store::find(&mut cx, who.org, id).await?.ok_or(Refusal::DepartmentUnknown)?;
    store::remove(&mut cx, &row).await?;
    act::note(&mut cx, &who, "org.department.remove", None).await?;
    Ok(cx.commit().await?)
}

fn taken(saved: Result<(), ground::DbError>) -> Result<(), Refusal> {
    match saved {
        Err(error) if error.is_unique_on("yard_department") => Err(Refusal::ExternalIdTaken),
        other => Ok(other?),
    }
}

async fn sealed_name(
    house: &House,
    who: Member,
    id: DepartmentId,
    name: &Line,
) -> Result<Sealed<Line>, Refusal> {
    Ok(house.vault.seal(&DepartmentRow::NAME, Subject::Org(who.org), id.bytes(), name).await?)
}

async fn sealed_external(
    house: &House,
    who: Member,
    id: DepartmentId,
    line: Option<Line>,
) -> Result<(Option<Sealed<Line>>, Option<[u8; 16]>), Refusal> {
    let Some(line) = line else { return Ok((None, None)) };
    let field = &DepartmentRow::EXTERNAL_ID;
    let index = house.vault.index(field, &format!("{}\n{}", who.org, line.as_str()));
    let sealed = house.vault.seal(field, Subject::Org(who.org), id.bytes(), &line).await?;
    Ok((Some(sealed), Some(index)))
}

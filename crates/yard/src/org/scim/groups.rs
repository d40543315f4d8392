//! Groups of a connection: each is a department, and what is in it stands there.

use ground::{Ctx, Member};
use serde_json::{Map, Value};
use std::collections::HashSet;
use vault::Subject;

use super::inside::store::{self as inside, Group, In};
use super::store;
use super::users::begun;
use super::wire::Connected;
use super::wrong::{Kind as Why, Wrong};
use super::{ScimGroupId, ScimUserId};
use crate::org::department::{self, DepartmentId, DepartmentRow};
use crate::org::upload::directory::store as rows;
use crate::org::{act, store as orgs};

/// By what a group is found by its name, or by the directory's number for it.
pub(super) fn index(cx: &Connected<'_>, by_name: bool, text: &str) -> [u8; 16] {
    cx.index((&inside::GROUP_NAME, &inside::GROUP_EXTERNAL), by_name, text)
}

/// Who and which groups shall be in it, each once.
fn wanted(of: &Map<String, Value>) -> Result<Vec<In>, Wrong> {
    let mut all = Vec::new();
    let mut seen = HashSet::new();
    for one in of.get("members").and_then(Value::as_array).into_iter().flatten() {
        let value = one["value"].as_str().unwrap_or_default();
        let what = match (value.parse::<ScimUserId>(), value.parse::<ScimGroupId>()) {
            (Ok(user), _) => In::User(user),
            (_, Ok(group)) => In::Group(group),
            _ => {
                return Err(Wrong::bad(
                    Why::InvalidValue,
                    "a member is somebody or a group of this connection",
                ));
            }
        };
        if seen.insert(what) {
            all.push(what);
        }
    }
    Ok(all)
}

/// Keeps a group, new or changed, and does what follows. Answers which it is.
///
/// # Errors
/// Why not.
pub(super) async fn save(
    cx: &Connected<'_>,
    before: Option<&Group>,
    of: &Map<String, Value>,
) -> Result<ScimGroupId, Wrong> {
    let house = cx.house;
    let called = of.get("displayName").and_then(Value::as_str).unwrap_or_default();
    let name = department::name(called).map_err(|no| Wrong::bad(Why::InvalidValue, no.to_string()))?;
    let wanted = wanted(of)?;
    let id = before.map_or_else(|| ScimGroupId::fresh(&house.clock), |one| one.id);
    let department = before.map_or_else(|| DepartmentId::fresh(&house.clock), |one| one.department);
    let subject = Subject::Org(cx.row.org);
    let sealed_name = house.vault.seal(&DepartmentRow::NAME, subject, department.bytes(), &name).await?;
    let mut kept = of.clone();
    kept.remove("members");
    let json = Value::Object(kept).to_string();
    let sealed = house.vault.seal(&Group::ENTRY, subject, id.bytes(), &json).await?;
    let external = of.get("externalId").and_then(Value::as_str).map(|text| index(cx, false, text));
    let (mut work, who) = begun(cx).await?;
    match before {
        Some(before) => {
            unchanged(&mut work, cx, before).await?;
            let row =
                department::find(&mut work, cx.row.org, department).await?.ok_or_else(Wrong::unknown)?;
            department::save(&mut work, &DepartmentRow { name: sealed_name, ..row }).await?;
        }
        None => {
            department::place(&department::tree(&mut work, cx.row.org).await?, None, None)?;
            let row = DepartmentRow {
                id: department,
                org: cx.row.org,
                parent: None,
                name: sealed_name,
                external_id: None,
                head: None,
                place: 0,
                created_at: work.now(),
            };
            department::add(&mut work, &row, None).await?;
        }
    }
    let indexes = (index(cx, true, called), external);
    inside::write_group(&mut work, &cx.row, (id, department), indexes, &sealed).await?;
    moved(&mut work, cx, (&who, id, department), wanted).await?;
    act::note(&mut work, &who, "org.scim.group", None).await?;
    work.commit().await?;
    Ok(id)
}

async fn unchanged(work: &mut Ctx, cx: &Connected<'_>, seen: &Group) -> Result<(), Wrong> {
    let now = inside::group_now(work, &cx.row, seen.id).await?.ok_or_else(Wrong::unknown)?;
    if now.version == seen.version { Ok(()) } else { Err(Wrong::stale()) }
}

/// Puts in who is new, and takes out who is gone.
async fn moved(
    work: &mut Ctx,
    cx: &Connected<'_>,
    (who, id, department): (&Member, ScimGroupId, DepartmentId),
    wanted: Vec<In>,
) -> Result<(), Wrong> {
    let there: HashSet<In> = inside::in_group_now(work, id).await?.into_iter().collect();
    let stay: HashSet<In> = wanted.iter().copied().collect();
    for gone in there.difference(&stay) {
        inside::take_out(work, id, *gone).await?;
        match gone {
            In::User(user) => {
                let next = inside::stands_in(work, *user).await?;
                stands(work, cx, (who, *user), (Some(department), next)).await?;
            }
            In::Group(below) => hangs(work, cx, *below, None).await?,
        }
    }
    for new in wanted.into_iter().filter(|one| !there.contains(one)) {
        match new {
            In::User(user) => {
                stands(work, cx, (who, user), (None, Some(department))).await?;
            }
            In::Group(below) => hangs(work, cx, below, Some(department)).await?,
        }
        inside::put_in(work, id, new).await?;
    }
    Ok(())
}

/// Moves somebody; `from` is where he has to stand for it.
async fn stands(
    work: &mut Ctx,
    cx: &Connected<'_>,
    (who, user): (&Member, ScimUserId),
    (from, to): (Option<DepartmentId>, Option<DepartmentId>),
) -> Result<(), Wrong> {
    let unknown = || Wrong::bad(Why::InvalidValue, "there is nobody of this number");
    let one = store::user_now(work, &cx.row, user).await?.ok_or_else(unknown)?;
    if let Some(named) = one.named {
        rows::stand(work, cx.row.org, named, to).await?;
    }
    let Some(person) = one.member() else { return Ok(()) };
    let Some(mut member) = orgs::member(work, cx.row.org, person).await? else { return Ok(()) };
    if from.is_some() && member.department != from {
        return Ok(());
    }
    member.department = to;
    department::put_member(work, &member).await?;
    Ok(act::note(work, who, "org.member.update", Some(person)).await?)
}

/// Hangs the department of a group below another, or at the top.
async fn hangs(
    work: &mut Ctx,
    cx: &Connected<'_>,
    below: ScimGroupId,
    parent: Option<DepartmentId>,
) -> Result<(), Wrong> {
    let unknown = || Wrong::bad(Why::InvalidValue, "there is no group of this number");
    let group = inside::group_now(work, &cx.row, below).await?.ok_or_else(unknown)?;
    let row = department::find(work, cx.row.org, group.department).await?.ok_or_else(unknown)?;
    department::place(&department::tree(work, cx.row.org).await?, Some(row.id), parent)?;
    Ok(department::save(work, &DepartmentRow { parent, ..row }).await?)
}

/// Removes a group and its department; who stood there stands where it stood.
///
/// # Errors
/// Why not.
pub(super) async fn remove(cx: &Connected<'_>, seen: &Group) -> Result<(), Wrong> {
    let (mut work, who) = begun(cx).await?;
    unchanged(&mut work, cx, seen).await?;
    let row = department::find(&mut work, cx.row.org, seen.department).await?.ok_or_else(Wrong::unknown)?;
    // The group goes with its department.
    department::undraw(&mut work, &row).await?;
    act::note(&mut work, &who, "org.scim.group", None).await?;
    Ok(work.commit().await?)
}

//! Rows of whom definitions and settings name, and what is written anew when somebody is taken out of one.

use ground::{Ctx, Fault, OrgId, PersonId, Row, View, values};
use vault::{Sealed, Subject};

use super::{Forget, Holder};
use crate::approval::{FormId, SettingRow, VersionId, VersionRow};

/// The row's key of a holder and the word of its kind.
const fn key(org: OrgId, holder: Holder) -> ([u8; 16], &'static str) {
    match holder {
        Holder::Draft(form) => (form.bytes(), "draft"),
        Holder::Version(version) => (version.bytes(), "version"),
        Holder::Setting => (org.bytes(), "setting"),
    }
}

/// Says whom something names from now on.
pub(super) async fn keep(
    cx: &mut Ctx,
    (org, holder): (OrgId, Holder),
    people: &[PersonId],
) -> Result<(), Fault> {
    let (id, kind) = key(org, holder);
    cx.run("DELETE FROM office_approval_named WHERE holder = $1", values![id]).await?;
    for person in people {
        let sql = "INSERT INTO office_approval_named (holder, kind, person, org) VALUES ($1, $2, $3, $4)";
        cx.run(sql, values![id, kind, *person, org]).await?;
    }
    Ok(())
}

fn forget(row: &Row) -> Result<Forget, Fault> {
    let (id, kind): ([u8; 16], String) = (row.get("holder")?, row.get("kind")?);
    let holder = match kind.as_str() {
        "draft" => Holder::Draft(FormId::from_bytes(id)),
        "version" => Holder::Version(VersionId::from_bytes(id)),
        "setting" => Holder::Setting,
        _ => return Err(Fault::new("an unknown kind of what names somebody")),
    };
    Ok(Forget { org: row.get("org")?, holder })
}

/// Some of what names somebody who is a member no longer.
pub(super) async fn stale(view: &mut View, most: i64) -> Result<Vec<Forget>, Fault> {
    let sql = "SELECT DISTINCT n.org, n.kind, n.holder FROM office_approval_named n WHERE NOT EXISTS \
               (SELECT 1 FROM yard_member m WHERE m.org = n.org AND m.person = n.person) \
               AND EXISTS (SELECT 1 FROM yard_member m WHERE m.org = n.org) ORDER BY n.holder LIMIT $1";
    view.all(sql, values![most]).await?.iter().map(forget).collect()
}

/// Some of what was kept before it stood beside it whom it names, of organisations that have members.
pub(super) async fn unnamed(cx: &mut Ctx, most: i64) -> Result<Vec<Forget>, Fault> {
    let sql = "SELECT u.org, u.kind, u.holder FROM (\
               SELECT org, 'draft' AS kind, id AS holder FROM office_approval_form WHERE named_at IS NULL \
               UNION ALL SELECT org, 'version' AS kind, id AS holder FROM office_approval_version WHERE named_at IS NULL \
               UNION ALL SELECT org, 'setting' AS kind, org AS holder FROM office_approval_setting WHERE named_at IS NULL\
               ) u WHERE EXISTS (SELECT 1 FROM yard_member m WHERE m.org = u.org) ORDER BY u.kind, u.holder LIMIT $1";
    cx.all(sql, values![most]).await?.iter().map(forget).collect()
}

/// Notes that something from before is looked at.
pub(super) async fn handed_out(cx: &mut Ctx, one: &Forget) -> Result<(), Fault> {
    let now = cx.now();
    let (id, _) = key(one.org, one.holder);
    let sql = match one.holder {
        Holder::Draft(_) => "UPDATE office_approval_form SET named_at = $1 WHERE id = $2",
        Holder::Version(_) => "UPDATE office_approval_version SET named_at = $1 WHERE id = $2",
        Holder::Setting => "UPDATE office_approval_setting SET named_at = $1 WHERE org = $2",
    };
    cx.run(sql, values![now, id]).await?;
    Ok(())
}

/// What is published of one version of a form.
pub(super) async fn version(
    view: &mut View,
    org: OrgId,
    id: VersionId,
) -> Result<Option<Sealed<String>>, Fault> {
    let sql = "SELECT definition FROM office_approval_version WHERE org = $1 AND id = $2";
    let Some(row) = view.opt(sql, values![org, id]).await? else { return Ok(None) };
    let subject = Subject::Org(org);
    Ok(Some(Sealed::stored(&VersionRow::DEFINITION, subject, id.bytes(), row.get("definition")?)))
}

/// Writes a version anew: what it says stays, but for people.
pub(super) async fn rewrite_version(
    cx: &mut Ctx,
    (org, id): (OrgId, VersionId),
    sealed: &Sealed<String>,
) -> Result<(), Fault> {
    let sql = "UPDATE office_approval_version SET definition = $1 WHERE org = $2 AND id = $3";
    cx.run(sql, values![sealed, org, id]).await?;
    Ok(())
}

/// Writes a draft anew, with the stamp that it had; `false` where somebody drew meanwhile.
pub(super) async fn rewrite_draft(
    cx: &mut Ctx,
    (org, id, stamp): (OrgId, FormId, i64),
    sealed: &Sealed<String>,
) -> Result<bool, Fault> {
    let sql = "UPDATE office_approval_form SET draft = $1 WHERE org = $2 AND id = $3 AND stamp = $4";
    Ok(cx.run(sql, values![sealed, org, id, stamp]).await? == 1)
}

/// The same of what an organisation says for all its forms.
pub(super) async fn rewrite_setting(cx: &mut Ctx, row: &SettingRow) -> Result<bool, Fault> {
    let sql = "UPDATE office_approval_setting SET body = $1 WHERE org = $2 AND stamp = $3";
    Ok(cx.run(sql, values![&row.body, row.org, row.stamp]).await? == 1)
}

/// Somebody is erased: what names him is known by a pseudonym until he is taken out of it. Answers how many rows it was.
pub(super) async fn erase(
    cx: &mut Ctx,
    (person, alias): (PersonId, PersonId),
    most: i64,
) -> Result<u64, Fault> {
    let sql = "UPDATE office_approval_named SET person = $1 WHERE person = $2 AND holder IN \
               (SELECT holder FROM office_approval_named WHERE person = $2 LIMIT $3)";
    Ok(cx.run(sql, values![alias, person, most]).await?)
}

/// An organisation ended.
pub(super) async fn end(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    cx.run("DELETE FROM office_approval_named WHERE org = $1", values![org]).await?;
    Ok(())
}

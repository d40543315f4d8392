//! Rows of forms, versions, files, settings and absences.

use ground::db::Assembled;
use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use std::collections::{HashMap, HashSet};
use vault::{Sealed, Subject};
use yard::org::department::DepartmentId;

use super::{CaseId, FileId, FileRow, FormId, FormRow, FormState, SettingRow, VersionRow, naming};

/// Forms of an organisation.
pub(super) const FORMS_MAX: i64 = 200;
/// Departments above one another that are followed.
const ABOVE_MAX: usize = 16;
/// People of one query.
const PEOPLE_MAX: usize = 500;

fn form(row: &Row) -> Result<FormRow, Fault> {
    let (id, org): (FormId, OrgId) = (row.get("id")?, row.get("org")?);
    let state: String = row.get("state")?;
    Ok(FormRow {
        id,
        org,
        state: FormState::from_word(&state).ok_or_else(|| Fault::new("an unknown state of a form"))?,
        version: row.get("version")?,
        stamp: row.get("stamp")?,
        draft: Sealed::stored(&FormRow::DRAFT, Subject::Org(org), id.bytes(), row.get("draft")?),
        changed_at: row.get("changed_at")?,
    })
}

fn version(row: &Row) -> Result<VersionRow, Fault> {
    let (id, org): (super::VersionId, OrgId) = (row.get("id")?, row.get("org")?);
    Ok(VersionRow {
        id,
        form: row.get("form")?,
        org,
        number: row.get("number")?,
        definition: Sealed::stored(
            &VersionRow::DEFINITION,
            Subject::Org(org),
            id.bytes(),
            row.get("definition")?,
        ),
        published_at: row.get("published_at")?,
    })
}

/// Adds a form; `false` where there are as many as there may be.
pub(super) async fn add_form(cx: &mut Ctx, new: &FormRow) -> Result<bool, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM office_approval_form WHERE org = $1";
    let found: i64 = cx.one(sql, values![new.org]).await?.get("found")?;
    if found >= FORMS_MAX {
        return Ok(false);
    }
    let sql = "INSERT INTO office_approval_form (id, org, state, version, stamp, draft, made_at, changed_at, named_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $7)";
    let (word, at) = (new.state.word(), new.changed_at);
    cx.run(sql, values![new.id, new.org, word, new.version, new.stamp, &new.draft, at]).await?;
    Ok(true)
}

/// The forms of an organisation, the oldest first.
pub(super) async fn forms(view: &mut View, org: OrgId) -> Result<Vec<FormRow>, Fault> {
    let sql = "SELECT id, org, state, version, stamp, draft, changed_at FROM office_approval_form \
               WHERE org = $1 ORDER BY id LIMIT $2";
    view.all(sql, values![org, FORMS_MAX]).await?.iter().map(form).collect()
}

/// A form of an organisation.
pub(super) async fn find_form(view: &mut View, org: OrgId, id: FormId) -> Result<Option<FormRow>, Fault> {
    let sql = "SELECT id, org, state, version, stamp, draft, changed_at FROM office_approval_form \
               WHERE org = $1 AND id = $2";
    view.opt(sql, values![org, id]).await?.as_ref().map(form).transpose()
}

/// Keeps a draft; `false` where somebody else changed the form since that stamp.
pub(super) async fn save_draft(cx: &mut Ctx, row: &FormRow) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE office_approval_form SET draft = $1, changed_at = $2, stamp = stamp + 1 \
               WHERE org = $3 AND id = $4 AND stamp = $5";
    Ok(cx.run(sql, values![&row.draft, now, row.org, row.id, row.stamp]).await? == 1)
}

/// Keeps a state and a version, and leaves the draft as it is: whoever was taken out of it meanwhile stays out. `false` where somebody else
/// changed it since that stamp.
pub(super) async fn save_state(cx: &mut Ctx, row: &FormRow) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE office_approval_form SET state = $1, version = $2, changed_at = $3, stamp = stamp + 1 \
               WHERE org = $4 AND id = $5 AND stamp = $6";
    Ok(cx.run(sql, values![row.state.word(), row.version, now, row.org, row.id, row.stamp]).await? == 1)
}

/// Adds a published version.
pub(super) async fn add_version(cx: &mut Ctx, new: &VersionRow) -> Result<(), Fault> {
    let sql = "INSERT INTO office_approval_version (id, form, org, number, definition, published_at, named_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $6)";
    cx.run(sql, values![new.id, new.form, new.org, new.number, &new.definition, new.published_at]).await?;
    Ok(())
}

/// A published version.
pub(super) async fn find_version(
    view: &mut View,
    (org, form): (OrgId, FormId),
    number: u32,
) -> Result<Option<VersionRow>, Fault> {
    let sql = "SELECT id, form, org, number, definition, published_at FROM office_approval_version \
               WHERE org = $1 AND form = $2 AND number = $3";
    view.opt(sql, values![org, form, number]).await?.as_ref().map(version).transpose()
}

/// Those versions of an organisation's forms, each once.
pub(super) async fn versions(
    view: &mut View,
    org: OrgId,
    wanted: &HashSet<(FormId, u32)>,
) -> Result<Vec<VersionRow>, Fault> {
    let wanted: Vec<(FormId, u32)> = wanted.iter().copied().collect();
    let mut found = Vec::with_capacity(wanted.len());
    for wanted in wanted.chunks(PEOPLE_MAX / 2) {
        let each =
            (0..wanted.len()).map(|at| format!("(form = ${} AND number = ${})", 2 * at + 2, 2 * at + 3));
        let sql = format!(
            "SELECT id, form, org, number, definition, published_at FROM office_approval_version \
             WHERE org = $1 AND ({})",
            each.collect::<Vec<_>>().join(" OR ")
        );
        let named = wanted.iter().flat_map(|(form, number)| [ground::Value::from(*form), (*number).into()]);
        let values = std::iter::once(org.into()).chain(named).collect();
        for row in view.all(Assembled(sql), values).await? {
            found.push(version(&row)?);
        }
    }
    Ok(found)
}

/// What an organisation says for all its forms.
pub(super) async fn setting(view: &mut View, org: OrgId) -> Result<Option<SettingRow>, Fault> {
    let sql = "SELECT stamp, body FROM office_approval_setting WHERE org = $1";
    let Some(row) = view.opt(sql, values![org]).await? else { return Ok(None) };
    let body = Sealed::stored(&SettingRow::BODY, Subject::Org(org), org.bytes(), row.get("body")?);
    Ok(Some(SettingRow { org, stamp: row.get("stamp")?, body }))
}

/// Says something else; `false` where somebody else did since that stamp (0: nothing was said).
pub(super) async fn save_setting(cx: &mut Ctx, row: &SettingRow) -> Result<bool, Fault> {
    if row.stamp == 0 {
        let now = cx.now();
        let sql = "INSERT INTO office_approval_setting (org, stamp, body, named_at) VALUES ($1, 1, $2, $3) \
                   ON CONFLICT (org) DO NOTHING";
        return Ok(cx.run(sql, values![row.org, &row.body, now]).await? == 1);
    }
    let sql = "UPDATE office_approval_setting SET body = $1, stamp = stamp + 1 WHERE org = $2 AND stamp = $3";
    Ok(cx.run(sql, values![&row.body, row.org, row.stamp]).await? == 1)
}

/// The pseudonyms of those who left an organisation a short while ago.
pub(super) async fn aliases(view: &mut View, org: OrgId) -> Result<HashMap<PersonId, PersonId>, Fault> {
    let sql = "SELECT person, alias FROM yard_leaver WHERE org = $1";
    view.all(sql, values![org]).await?.iter().map(|row| Ok((row.get("person")?, row.get("alias")?))).collect()
}

/// Those who run an organisation, the oldest first.
pub(super) async fn administrators(view: &mut View, org: OrgId) -> Result<Vec<PersonId>, Fault> {
    let sql = "SELECT person FROM yard_member WHERE org = $1 AND role = 'administrator' ORDER BY id LIMIT 50";
    view.all(sql, values![org]).await?.iter().map(|row| row.get("person")).collect()
}

/// Members of a department, the oldest first.
pub(super) async fn of_department(
    view: &mut View,
    org: OrgId,
    department: DepartmentId,
) -> Result<Vec<PersonId>, Fault> {
    let sql = "SELECT person FROM yard_member WHERE org = $1 AND department = $2 ORDER BY id LIMIT 50";
    view.all(sql, values![org, department]).await?.iter().map(|row| row.get("person")).collect()
}

/// The department of a member and those above it, from below.
pub(super) async fn departments(
    view: &mut View,
    org: OrgId,
    person: PersonId,
) -> Result<Vec<DepartmentId>, Fault> {
    let sql = "SELECT department FROM yard_member WHERE org = $1 AND person = $2 AND department IS NOT NULL";
    let first = view.opt(sql, values![org, person]).await?;
    let mut next: Option<DepartmentId> = first.map(|row| row.get("department")).transpose()?;
    let mut found = Vec::new();
    while let Some(department) = next.filter(|one| !found.contains(one) && found.len() < ABOVE_MAX) {
        found.push(department);
        let sql = "SELECT parent FROM yard_department WHERE org = $1 AND id = $2";
        next = match view.opt(sql, values![org, department]).await? {
            Some(row) => row.get("parent")?,
            None => None,
        };
    }
    Ok(found)
}

/// Who is away now, and who stands in for him.
pub(super) async fn absent(
    view: &mut View,
    org: OrgId,
) -> Result<HashMap<PersonId, Option<PersonId>>, Fault> {
    let now = view.now();
    let sql = "SELECT person, stand_in FROM office_approval_absence WHERE org = $1 AND until_at > $2";
    let rows = view.all(sql, values![org, now]).await?;
    rows.iter().map(|row| Ok((row.get("person")?, row.get("stand_in")?))).collect()
}

/// One's own absence.
pub(super) async fn absence(
    view: &mut View,
    org: OrgId,
    person: PersonId,
) -> Result<Option<(Option<PersonId>, Timestamp)>, Fault> {
    let now = view.now();
    let sql = "SELECT stand_in, until_at FROM office_approval_absence WHERE org = $1 AND person = $2 AND until_at > $3";
    let row = view.opt(sql, values![org, person, now]).await?;
    row.map(|row| Ok((row.get("stand_in")?, row.get("until_at")?))).transpose()
}

/// Says until when one is away, or that one is back.
pub(super) async fn save_absence(
    cx: &mut Ctx,
    (org, person): (OrgId, PersonId),
    until: Option<(Option<PersonId>, Timestamp)>,
) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "DELETE FROM office_approval_absence WHERE org = $1 AND person = $2";
    cx.run(sql, values![org, person]).await?;
    if let Some((stand_in, until)) = until {
        let sql = "INSERT INTO office_approval_absence (org, person, stand_in, said_at, until_at) \
                   VALUES ($1, $2, $3, $4, $5)";
        cx.run(sql, values![org, person, stand_in, now, until]).await?;
    }
    Ok(())
}

/// An absence as somebody finds it who asks what is held of him.
pub(super) struct HeldAbsence {
    pub org: OrgId,
    /// Whether he stands in for another.
    pub stands_in: bool,
    pub said_at: Timestamp,
    pub until_at: Timestamp,
}

/// A page of the absences of a person and those in which he stands in, after so many.
pub(super) async fn absences_of(
    view: &mut View,
    person: PersonId,
    (after, limit): (i64, i64),
) -> Result<Vec<HeldAbsence>, Fault> {
    let sql = "SELECT org, person, said_at, until_at FROM office_approval_absence \
               WHERE person = $1 OR stand_in = $1 ORDER BY org, person LIMIT $2 OFFSET $3";
    let read = |row: &Row| {
        let whose: PersonId = row.get("person")?;
        let (said_at, until_at) = (row.get("said_at")?, row.get("until_at")?);
        Ok(HeldAbsence { org: row.get("org")?, stands_in: whose != person, said_at, until_at })
    };
    view.all(sql, values![person, limit, after]).await?.iter().map(read).collect()
}

/// Removes absences that are over, and those of people who are no members any longer; nobody stands in who left.
pub(super) async fn sweep_absences(cx: &mut Ctx) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "DELETE FROM office_approval_absence WHERE until_at < $1 OR NOT EXISTS \
               (SELECT 1 FROM yard_member m WHERE m.org = office_approval_absence.org \
               AND m.person = office_approval_absence.person)";
    cx.run(sql, values![now]).await?;
    let sql = "UPDATE office_approval_absence SET stand_in = NULL WHERE stand_in IS NOT NULL AND NOT EXISTS \
               (SELECT 1 FROM yard_member m WHERE m.org = office_approval_absence.org \
               AND m.person = office_approval_absence.stand_in)";
    cx.run(sql, values![]).await?;
    Ok(())
}

/// Keeps an upload.
pub(super) async fn add_file(cx: &mut Ctx, new: &FileRow, person: PersonId) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO office_approval_file (id, org, person, case_id, content, put_at) \
               VALUES ($1, $2, $3, NULL, $4, $5)";
    cx.run(sql, values![new.id, new.org, person, &new.content, now]).await?;
    Ok(())
}

/// How many of somebody's uploads wait.
pub(super) async fn waiting_files(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM office_approval_file WHERE org = $1 AND person = $2 AND case_id IS NULL";
    cx.one(sql, values![org, person]).await?.get("found")
}

/// A file of a case; or one's own that waits, where no case is named.
pub(super) async fn find_file(
    view: &mut View,
    (org, id): (OrgId, FileId),
    case: CaseId,
) -> Result<Option<FileRow>, Fault> {
    let sql = "SELECT content FROM office_approval_file WHERE org = $1 AND id = $2 AND case_id = $3";
    let Some(row) = view.opt(sql, values![org, id, case]).await? else { return Ok(None) };
    let subject = Subject::Org(org);
    Ok(Some(FileRow {
        id,
        org,
        content: Sealed::stored(&FileRow::CONTENT, subject, id.bytes(), row.get("content")?),
    }))
}

/// Gives uploads of somebody to his case; `false` where one is not his, or another's case has it.
pub(super) async fn bind_files(
    cx: &mut Ctx,
    (org, person): (OrgId, PersonId),
    case: CaseId,
    files: &[FileId],
) -> Result<bool, Fault> {
    let mut bound = 0;
    for file in files {
        let sql = "UPDATE office_approval_file SET case_id = $1, person = NULL WHERE org = $2 AND id = $3 \
                   AND ((person = $4 AND case_id IS NULL) OR case_id = $1)";
        bound += cx.run(sql, values![case, org, *file, person]).await?;
    }
    Ok(usize::try_from(bound) == Ok(files.len()))
}

/// Removes uploads that no case names, from before an instant; answers how many.
pub(super) async fn sweep_files(cx: &mut Ctx, before: Timestamp, most: i64) -> Result<u64, Fault> {
    let sql = "DELETE FROM office_approval_file WHERE id IN \
               (SELECT id FROM office_approval_file WHERE case_id IS NULL AND put_at < $1 LIMIT $2)";
    Ok(cx.run(sql, values![before, most]).await?)
}

/// Removes uploads of an erased person that no case has; answers how many.
pub(super) async fn erase_files(cx: &mut Ctx, person: PersonId, most: i64) -> Result<u64, Fault> {
    let sql = "DELETE FROM office_approval_file WHERE id IN \
               (SELECT id FROM office_approval_file WHERE person = $1 LIMIT $2)";
    Ok(cx.run(sql, values![person, most]).await?)
}

/// Removes the absences of an erased person; nobody else's names him.
pub(super) async fn erase_absences(cx: &mut Ctx, person: PersonId, most: i64) -> Result<u64, Fault> {
    let sql = "UPDATE office_approval_absence SET stand_in = NULL WHERE stand_in = $1";
    cx.run(sql, values![person]).await?;
    let sql = "DELETE FROM office_approval_absence WHERE person = $1 AND org IN \
               (SELECT org FROM office_approval_absence WHERE person = $1 LIMIT $2)";
    Ok(cx.run(sql, values![person, most]).await?)
}

/// A page of the uploads of a person that wait, after one of them.
pub(super) async fn files_of(
    view: &mut View,
    person: PersonId,
    (after, limit): (Option<FileId>, i64),
) -> Result<Vec<(FileId, Timestamp)>, Fault> {
    let after = after.map_or([0; 16], |id| id.bytes());
    let sql =
        "SELECT id, put_at FROM office_approval_file WHERE person = $1 AND id > $2 ORDER BY id LIMIT $3";
    let rows = view.all(sql, values![person, after, limit]).await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("put_at")?))).collect()
}

/// Removes some of what an organisation had that is no more; `true` where nothing is left.
pub(super) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    let sql = "DELETE FROM office_approval_file WHERE id IN \
               (SELECT id FROM office_approval_file WHERE org = $1 LIMIT $2)";
    if i64::try_from(cx.run(sql, values![org, most]).await?).unwrap_or(i64::MAX) >= most {
        return Ok(false);
    }
    let sql = "DELETE FROM office_approval_case WHERE id IN \
               (SELECT id FROM office_approval_case WHERE org = $1 LIMIT $2)";
    if i64::try_from(cx.run(sql, values![org, most]).await?).unwrap_or(i64::MAX) >= most {
        return Ok(false);
    }
    cx.run("DELETE FROM office_approval_form WHERE org = $1", values![org]).await?;
    cx.run("DELETE FROM office_approval_counter WHERE org = $1", values![org]).await?;
    cx.run("DELETE FROM office_approval_setting WHERE org = $1", values![org]).await?;
    naming::end(cx, org).await?;
    cx.run("DELETE FROM office_approval_absence WHERE org = $1", values![org]).await?;
    Ok(true)
}

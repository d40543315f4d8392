//! Rows of records: fields, photos, and what an organisation says of fields.

use ground::{Because, Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use policy::Personal;
use std::collections::HashMap;
use vault::{Sealed, Subject};

use super::FieldId;
use super::rules::{Audience, Class, Field, Rule};
use crate::erasure::Working;
use crate::org::Line;
use crate::org::store::{self as orgs, MemberRow};
use crate::org::upload::UploadId;

/// From whom a field came.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "RecordSource")]
pub enum Source {
    /// Its person wrote it.
    Own,
    /// Somebody who keeps the records wrote it.
    Keeper,
    /// It came with a list.
    Upload,
}

impl Source {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Keeper => "keeper",
            Self::Upload => "upload",
        }
    }

    fn of_word(word: &str) -> Result<Self, Fault> {
        let found = [Self::Own, Self::Keeper, Self::Upload].into_iter().find(|one| one.word() == word);
        found.because("a field of a record from an unknown source")
    }
}

/// A row of `yard_member_field`: one of the three values stands, by the class of the field.
#[derive(Personal)]
#[personal(table = "yard_member_field")]
pub struct FieldRow {
    /// Which.
    pub id: FieldId,
    /// In which organisation.
    pub org: OrgId,
    /// Whose.
    pub person: PersonId,
    /// What it is.
    pub field: Field,
    /// Of a record.
    #[personal(category = "member-record")]
    pub value: Option<Sealed<Line>>,
    /// The number of the identity card.
    #[personal(category = "member-id-number")]
    pub id_number: Option<Sealed<Line>>,
    /// Of personnel matters.
    #[personal(category = "personnel-record")]
    pub personnel: Option<Sealed<Line>>,
    /// From whom it came.
    pub source: Source,
    /// With which list.
    pub upload: Option<UploadId>,
    /// When it was written.
    pub changed_at: Timestamp,
}

impl FieldRow {
    /// The value, whatever its class.
    pub(in crate::org) fn sealed(&self) -> Option<&Sealed<Line>> {
        self.value.as_ref().or(self.id_number.as_ref()).or(self.personnel.as_ref())
    }

    /// Where a value of this class is sealed to.
    pub(in crate::org) const fn place(class: Class) -> &'static vault::Field<Line> {
        match class {
            Class::Record => &Self::VALUE,
            Class::Identity => &Self::ID_NUMBER,
            Class::Personnel => &Self::PERSONNEL,
        }
    }
}

/// A row of `yard_member_photo`.
#[derive(Personal)]
#[personal(table = "yard_member_photo")]
pub struct PhotoRow {
    /// In which organisation.
    pub org: OrgId,
    /// Whose.
    pub person: PersonId,
    /// The picture.
    #[personal(category = "member-record")]
    pub photo: Sealed<Vec<u8>>,
    /// Since when.
    pub put_at: Timestamp,
}

macro_rules! fields {
    ($rest:literal) => {
        concat!(
            "SELECT id, org, person, field, value, id_number, personnel, source, upload, changed_at \
             FROM yard_member_field ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<FieldRow, Fault> {
    let (id, person): (FieldId, PersonId) = (row.get("id")?, row.get("person")?);
    let stored = |field: &vault::Field<Line>, bytes: Option<Vec<u8>>| {
        bytes.map(|bytes| Sealed::stored(field, Subject::Person(person), id.bytes(), bytes))
    };
    Ok(FieldRow {
        id,
        org: row.get("org")?,
        person,
        field: Field::from_word(&row.get::<String>("field")?).because("an unknown field of a record")?,
        value: stored(&FieldRow::VALUE, row.get("value")?),
        id_number: stored(&FieldRow::ID_NUMBER, row.get("id_number")?),
        personnel: stored(&FieldRow::PERSONNEL, row.get("personnel")?),
        source: Source::of_word(&row.get::<String>("source")?)?,
        upload: row.get("upload")?,
        changed_at: row.get("changed_at")?,
    })
}

/// The fields of somebody's record in an organisation.
pub(in crate::org) async fn of(
    view: &mut View,
    org: OrgId,
    person: PersonId,
) -> Result<Vec<FieldRow>, Fault> {
    let sql = fields!("WHERE org = $1 AND person = $2 ORDER BY field");
    view.all(sql, values![org, person]).await?.iter().map(read).collect()
}

/// All records of somebody.
pub(super) async fn of_person(view: &mut View, person: PersonId) -> Result<Vec<FieldRow>, Fault> {
    let sql = fields!("WHERE person = $1 ORDER BY org, field");
    view.all(sql, values![person]).await?.iter().map(read).collect()
}

/// The fields of an organisation's records after one of them that are neither sensitive nor of personnel, at most so many.
pub(in crate::org) async fn of_org(
    view: &mut View,
    org: OrgId,
    after: Option<FieldId>,
    most: i64,
) -> Result<Vec<FieldRow>, Fault> {
    let after = after.map_or([0; 16], |id| id.bytes());
    let sql = fields!("WHERE org = $1 AND id > $2 AND value IS NOT NULL ORDER BY id LIMIT $3");
    view.all(sql, values![org, after, most]).await?.iter().map(read).collect()
}

/// What changes when a record does: how many fields there are, and when one was last written.
pub(in crate::org) async fn stamp(view: &mut View, org: OrgId) -> Result<(i64, Timestamp), Fault> {
    let sql = "SELECT COUNT(*) AS found, COALESCE(MAX(changed_at), 0) AS changed_at FROM yard_member_field \
               WHERE org = $1";
    let row = view.one(sql, values![org]).await?;
    Ok((row.get("found")?, row.get("changed_at")?))
}

/// Writes a field, in the place of what stood there.
pub(in crate::org) async fn put(cx: &mut Ctx, row: &FieldRow) -> Result<(), Fault> {
    empty(cx, row.org, row.person, row.field).await?;
    let sql = "INSERT INTO yard_member_field (id, org, person, field, value, id_number, personnel, source, upload, \
               changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let values = values![
        row.id,
        row.org,
        row.person,
        row.field.word(),
        row.value.as_ref(),
        row.id_number.as_ref(),
        row.personnel.as_ref(),
        row.source.word(),
        row.upload,
        row.changed_at
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// Saves the position, which stands with the membership, and with which list it came.
pub(super) async fn save_position(
    cx: &mut Ctx,
    member: &MemberRow,
    (position, upload): (Option<&Sealed<Line>>, Option<UploadId>),
) -> Result<(), Fault> {
    let sql = "UPDATE yard_member SET position = $1, position_upload = $2 WHERE org = $3 AND id = $4";
    cx.run(sql, vec![Sealed::cell(position), upload.into(), member.org.into(), member.id.into()]).await?;
    Ok(orgs::changed(cx, member.org).await?)
}

/// Notes that the position of a member was written by hand: no list takes it back with itself.
pub(in crate::org) async fn own_position(cx: &mut Ctx, member: &MemberRow) -> Result<(), Fault> {
    let sql = "UPDATE yard_member SET position_upload = NULL WHERE org = $1 AND id = $2";
    cx.run(sql, values![member.org, member.id]).await?;
    Ok(())
}

/// Empties a field.
pub(in crate::org) async fn empty(
    cx: &mut Ctx,
    org: OrgId,
    person: PersonId,
    field: Field,
) -> Result<bool, Fault> {
    let sql = "DELETE FROM yard_member_field WHERE org = $1 AND person = $2 AND field = $3";
    Ok(cx.run(sql, values![org, person, field.word()]).await? == 1)
}

/// What came with a list of one person, or of everybody, goes.
pub(in crate::org) async fn drop_of_upload(
    cx: &mut Ctx,
    upload: UploadId,
    person: Option<PersonId>,
) -> Result<u64, Fault> {
    match person {
        Some(person) => {
            let sql = "DELETE FROM yard_member_field WHERE upload = $1 AND person = $2";
            Ok(cx.run(sql, values![upload, person]).await?)
        }
        None => Ok(cx.run("DELETE FROM yard_member_field WHERE upload = $1", values![upload]).await?),
    }
}

/// All of somebody's record in an organisation goes with his membership.
pub(in crate::org) async fn left(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_member_field WHERE org = $1 AND person = $2", values![org, person]).await?;
    cx.run("DELETE FROM yard_member_photo WHERE org = $1 AND person = $2", values![org, person]).await?;
    Ok(())
}

/// What an organisation says of its fields, where it said something.
pub(in crate::org) async fn rules(view: &mut View, org: OrgId) -> Result<HashMap<Field, Rule>, Fault> {
    let sql = "SELECT field, inside, outside, own FROM yard_record_rule WHERE org = $1";
    let mut rules = HashMap::new();
    for row in view.all(sql, values![org]).await? {
        let field = Field::from_word(&row.get::<String>("field")?).because("a rule of an unknown field")?;
        let inside = Audience::from_word(&row.get::<String>("inside")?).because("an unknown audience")?;
        rules.insert(field, Rule { inside, outside: row.get("outside")?, own: row.get("own")? });
    }
    Ok(rules)
}

/// What holds of a field, said or not.
pub(in crate::org) fn rule(rules: &HashMap<Field, Rule>, field: Field) -> Rule {
    rules.get(&field).copied().unwrap_or(Rule::of(field))
}

/// Says something else of a field.
pub(super) async fn save_rule(cx: &mut Ctx, org: OrgId, field: Field, rule: Rule) -> Result<(), Fault> {
    let sql = "INSERT INTO yard_record_rule (org, field, inside, outside, own) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (org, field) DO UPDATE SET inside = excluded.inside, outside = excluded.outside, \
               own = excluded.own";
    cx.run(sql, values![org, field.word(), rule.inside.word(), rule.outside, rule.own]).await?;
    Ok(())
}

/// Whether a field is shown to members at all; for lists beside the record that show the same.
///
/// # Errors
/// What the database says.
pub async fn shown_to_members(view: &mut View, org: OrgId, field: Field) -> Result<bool, Fault> {
    Ok(rule(&rules(view, org).await?, field).inside == Audience::Organisation)
}

/// Keeps a photo; the one before it goes.
pub(super) async fn put_photo(cx: &mut Ctx, row: &PhotoRow) -> Result<(), Fault> {
    let sql = "INSERT INTO yard_member_photo (org, person, photo, put_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (org, person) DO UPDATE SET photo = excluded.photo, put_at = excluded.put_at";
    cx.run(sql, values![row.org, row.person, &row.photo, row.put_at]).await?;
    Ok(())
}

/// Where a photo is sealed to: the row of its person in this organisation.
pub(super) fn photo_row(org: OrgId, person: PersonId) -> [u8; 16] {
    let mut row = org.bytes();
    row.iter_mut().zip(person.bytes()).for_each(|(one, other)| *one ^= other);
    row
}

/// The photo of somebody in an organisation.
pub(super) async fn photo(view: &mut View, org: OrgId, person: PersonId) -> Result<Option<PhotoRow>, Fault> {
    let sql = "SELECT photo, put_at FROM yard_member_photo WHERE org = $1 AND person = $2";
    let row = view.opt(sql, values![org, person]).await?;
    row.map(|row| {
        let at = photo_row(org, person);
        let photo = Sealed::stored(&PhotoRow::PHOTO, Subject::Person(person), at, row.get("photo")?);
        Ok(PhotoRow { org, person, photo, put_at: row.get("put_at")? })
    })
    .transpose()
}

/// Whether there is one.
pub(super) async fn has_photo(view: &mut View, org: OrgId, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM yard_member_photo WHERE org = $1 AND person = $2";
    Ok(view.opt(sql, values![org, person]).await?.is_some())
}

/// Since when somebody's photos are there, by organisation.
pub(super) async fn photos(view: &mut View, person: PersonId) -> Result<Vec<Timestamp>, Fault> {
    let sql = "SELECT put_at FROM yard_member_photo WHERE person = $1 ORDER BY org";
    view.all(sql, values![person]).await?.iter().map(|row| row.get("put_at")).collect()
}

/// Takes a photo away.
pub(super) async fn drop_photo(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<bool, Fault> {
    let sql = "DELETE FROM yard_member_photo WHERE org = $1 AND person = $2";
    Ok(cx.run(sql, values![org, person]).await? == 1)
}

/// The organisations of somebody.
pub(super) async fn orgs_of(view: &mut View, person: PersonId) -> Result<Vec<OrgId>, Fault> {
    let sql = "SELECT org FROM yard_member WHERE person = $1 ORDER BY org";
    view.all(sql, values![person]).await?.iter().map(|row| row.get("org")).collect()
}

/// Fields of an erased person.
pub(in crate::org) fn erase<'a>(
    _: &'a crate::House,
    cx: &'a mut Ctx,
    person: PersonId,
    most: i64,
) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_member_field WHERE id IN \
                   (SELECT id FROM yard_member_field WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}

/// His photos.
pub(in crate::org) fn erase_photos<'a>(
    _: &'a crate::House,
    cx: &'a mut Ctx,
    person: PersonId,
    _: i64,
) -> Working<'a> {
    Box::pin(
        async move { Ok(cx.run("DELETE FROM yard_member_photo WHERE person = $1", values![person]).await?) },
    )
}

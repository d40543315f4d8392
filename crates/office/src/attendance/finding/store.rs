//! Addresses of signings in from outside, as far as they are agreed to.

use ground::db::{Assembled, places};
use ground::{Ctx, Fault, OrgId, PersonId, Timestamp, View, values};
use vault::{Sealed, Subject};

use super::super::agreeing::store::{FIELD_AGREED, found_agreed};
use super::super::store::{CHUNK, PUNCHES_MAX};
use super::super::{Field, FieldId, Standing};

/// Keeps the address of one, unless the consent to ask for it was taken back since.
pub(super) async fn keep(cx: &mut Ctx, id: FieldId, found: &Sealed<Standing>) -> Result<(), Fault> {
    let sql = "UPDATE office_field SET found = $2 WHERE id = $1 AND found IS NULL \
               AND NOT EXISTS (SELECT 1 FROM yard_consent c WHERE c.person = office_field.person \
               AND c.purpose = 'field-sign-in' AND c.recipient = 'geocoder' AND c.act <> 'given' AND c.at >= office_field.at)";
    cx.run(sql, values![id, found]).await?;
    Ok(())
}

/// Addresses whose consent was taken back since go; the signings in stay.
pub(in crate::attendance) async fn end_broken(cx: &mut Ctx) -> Result<(), Fault> {
    let sql = "UPDATE office_field SET found = NULL WHERE found IS NOT NULL AND person IN \
               (SELECT a.person FROM office_agreement a WHERE a.purpose = 'field-sign-in' AND EXISTS \
               (SELECT 1 FROM yard_consent c WHERE c.person = a.person AND c.purpose = 'field-sign-in' \
               AND c.recipient = 'geocoder' AND c.act <> 'given')) \
               AND EXISTS (SELECT 1 FROM yard_consent c WHERE c.person = office_field.person \
               AND c.purpose = 'field-sign-in' AND c.recipient = 'geocoder' AND c.act <> 'given' AND c.at >= office_field.at)";
    cx.run(sql, Vec::new()).await?;
    Ok(())
}

/// From where an organisation's people signed in in a stretch of time, as far as that is agreed to still: who, when and where.
pub(in crate::attendance) async fn from_outside(
    view: &mut View,
    org: OrgId,
    people: &[PersonId],
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<(PersonId, Timestamp, Sealed<Standing>)>, Fault> {
    let (mut all, found) = (Vec::new(), found_agreed!());
    for people in people.chunks(CHUNK) {
        let among = places(5, people.len());
        let sql = format!(
            "SELECT id, person, at, place, {found} FROM office_field WHERE org = $1 AND at >= $2 AND at < $3 \
             AND person IN ({among}) AND {FIELD_AGREED} ORDER BY person, at, id LIMIT $4"
        );
        let mut values = values![org, from, until, PUNCHES_MAX];
        values.extend(people.iter().map(|one| ground::Value::from(*one)));
        for row in view.all(Assembled(sql), values).await? {
            let (id, person): (FieldId, PersonId) = (row.get("id")?, row.get("person")?);
            let subject = Subject::Person(person);
            let place = match row.get::<Option<Vec<u8>>>("found")? {
                Some(bytes) => Sealed::stored(&Field::FOUND, subject, id.bytes(), bytes),
                None => Sealed::stored(&Field::PLACE, subject, id.bytes(), row.get("place")?),
            };
            all.push((person, row.get("at")?, place));
        }
    }
    Ok(all)
}

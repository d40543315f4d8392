//! Rows of what somebody agreed to in an organisation.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use policy::Purpose;
use yard::House;
use yard::erasure::Working;

use super::super::store::paged_by_place;

/// That the consent was refused or taken back since an agreement: it stands no longer, also where the consent is given anew for
/// another organisation. The name is that of the agreement in the statement.
macro_rules! broken {
    ($agreement:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM yard_consent c WHERE c.person = ",
            $agreement,
            ".person AND c.purpose = ",
            $agreement,
            ".purpose AND c.act <> 'given' AND c.recipient = '' \
             AND (c.category = '' OR c.category IN ('work-place', 'clock-face')) AND c.at >= ",
            $agreement,
            ".agreed_at)"
        )
    };
}

/// That whose a row of this table is agreed in its organisation to this purpose, and does so still.
macro_rules! agreed {
    ($table:literal, $purpose:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM office_agreement a WHERE a.org = ",
            $table,
            ".org AND a.person = ",
            $table,
            ".person AND a.purpose = '",
            $purpose,
            "' AND NOT ",
            broken!("a"),
            ")"
        )
    };
}

/// That the place of a row of `office_punch` may be looked at: from the moment at which the agreement is broken it may not.
pub(in crate::attendance) const PLACE_AGREED: &str = agreed!("office_punch", "clock-place");
/// The same of a row of `office_field`.
pub(in crate::attendance) const FIELD_AGREED: &str = agreed!("office_field", "field-sign-in");

/// The address of a row of `office_field`, as long as nobody took back that a geocoder is asked since that row.
macro_rules! found_agreed {
    () => {
        "CASE WHEN NOT EXISTS (SELECT 1 FROM yard_consent c WHERE c.person = office_field.person \
         AND c.purpose = 'field-sign-in' AND c.recipient = 'geocoder' AND c.act <> 'given' AND c.at >= office_field.at) \
         THEN found ELSE NULL END AS found"
    };
}
pub(in crate::attendance) use found_agreed;

/// To what, by its fingerprint, somebody agreed last in an organisation; nothing where he took it back since.
pub(in crate::attendance) async fn agreement(
    view: &mut View,
    (org, person): (OrgId, PersonId),
    purpose: Purpose,
) -> Result<Option<[u8; 16]>, Fault> {
    let sql = concat!(
        "SELECT declared FROM office_agreement WHERE org = $1 AND person = $2 AND purpose = $3 AND NOT ",
        broken!("office_agreement")
    );
    let row = view.opt(sql, values![org, person, purpose.id()]).await?;
    row.map(|row| row.get("declared")).transpose()
}

/// Whether something is agreed to still, held fast until this unit of work ends; `false` where it was taken back.
pub(in crate::attendance) async fn hold(
    cx: &mut Ctx,
    (org, person): (OrgId, PersonId),
    purpose: Purpose,
) -> Result<bool, Fault> {
    let sql = concat!(
        "UPDATE office_agreement SET agreed_at = agreed_at WHERE org = $1 AND person = $2 AND purpose = $3 AND NOT ",
        broken!("office_agreement")
    );
    Ok(cx.run(sql, values![org, person, purpose.id()]).await? == 1)
}

/// Some agreements that were taken back: of which organisation, whose, to what.
pub(in crate::attendance) async fn broken(
    cx: &mut Ctx,
    most: i64,
) -> Result<Vec<(OrgId, PersonId, Purpose)>, Fault> {
    let sql = concat!(
        "SELECT org, person, purpose FROM office_agreement WHERE purpose IN ('clock-place', 'field-sign-in', 'clock-face') AND ",
        broken!("office_agreement"),
        " LIMIT $1"
    );
    let one = |row: &Row| {
        let word: String = row.get("purpose")?;
        let purpose =
            Purpose::from_id(&word).ok_or_else(|| Fault::new("an agreement to an unknown purpose"))?;
        Ok((row.get("org")?, row.get("person")?, purpose))
    };
    cx.all(sql, values![most]).await?.iter().map(one).collect()
}

/// Nothing is agreed to in this organisation any longer.
pub(in crate::attendance) async fn end(
    cx: &mut Ctx,
    (org, person): (OrgId, PersonId),
    purpose: Purpose,
) -> Result<(), Fault> {
    let sql = "DELETE FROM office_agreement WHERE org = $1 AND person = $2 AND purpose = $3";
    cx.run(sql, values![org, person, purpose.id()]).await?;
    Ok(())
}

/// Nobody has agreed to this in an organisation any longer.
pub(in crate::attendance) async fn end_all(cx: &mut Ctx, org: OrgId, purpose: Purpose) -> Result<(), Fault> {
    let sql = "DELETE FROM office_agreement WHERE org = $1 AND purpose = $2";
    cx.run(sql, values![org, purpose.id()]).await?;
    Ok(())
}

/// Keeps it in place of what was agreed to before, as agreed to at this instant.
pub(in crate::attendance) async fn put(
    cx: &mut Ctx,
    (org, person): (OrgId, PersonId),
    (purpose, declared, at): (Purpose, [u8; 16], Timestamp),
) -> Result<(), Fault> {
    end(cx, (org, person), purpose).await?;
    let sql = "INSERT INTO office_agreement (org, person, purpose, declared, agreed_at) VALUES ($1, $2, $3, $4, $5)";
    cx.run(sql, values![org, person, purpose.id(), declared, at]).await?;
    Ok(())
}

/// In which organisation somebody agreed to what, and when.
pub(in crate::attendance) async fn of_person(
    view: &mut View,
    person: PersonId,
) -> Result<Vec<(OrgId, String, Timestamp)>, Fault> {
    let sql = "SELECT org, purpose, agreed_at FROM office_agreement WHERE person = $1 ORDER BY org, purpose LIMIT $2 OFFSET $3";
    let rows = paged_by_place(view, sql, person).await?;
    rows.iter().map(|row| Ok((row.get("org")?, row.get("purpose")?, row.get("agreed_at")?))).collect()
}

/// Somebody leaves: nothing is agreed to any longer.
pub(in crate::attendance) async fn part(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    cx.run("DELETE FROM office_agreement WHERE org = $1 AND person = $2", values![org, person]).await?;
    Ok(())
}

/// Some of an organisation's go; `true` where nothing is left.
pub(in crate::attendance) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    let sql = "DELETE FROM office_agreement WHERE org = $1 AND person IN \
               (SELECT person FROM office_agreement WHERE org = $1 LIMIT $2)";
    Ok(cx.run(sql, values![org, most]).await? == 0)
}

/// His agreements go.
pub(crate) fn erase_agreements<'a>(
    _: &'a House,
    cx: &'a mut Ctx,
    person: PersonId,
    most: i64,
) -> Working<'a> {
    let sql = "DELETE FROM office_agreement WHERE person = $1 AND org IN \
               (SELECT org FROM office_agreement WHERE person = $1 LIMIT $2)";
    Box::pin(async move { Ok(cx.run(sql, values![person, most]).await?) })
}

#[cfg(test)]
mod tests {
    use policy::{Category, Purpose, Recipient};

    #[test]
    fn the_words_in_statements_are_those_that_are_kept() {
        assert_eq!(Purpose::ClockPlace.id(), "clock-place");
        assert_eq!(Purpose::FieldSignIn.id(), "field-sign-in");
        assert_eq!(Purpose::ClockFace.id(), "clock-face");
        assert_eq!(Category::WorkPlace.id(), "work-place");
        assert_eq!(Category::ClockFace.id(), "clock-face");
        assert_eq!(Recipient::Geocoder.id(), "geocoder");
    }
}

//! Rows of machines, of the numbers by which they mean people, and of who authorised which.

use ground::db::{Assembled, places};
use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use policy::Category;
use std::collections::HashSet;
use vault::{Field, Sealed, Subject};

use super::super::Punch;
use super::super::store::{end_each, paged_by_place};
use super::{Machine, MachineId, MachineKind, Number, NumberId};

/// By what a token is known.
pub(super) const TOKEN: Field<String> = Field::declare("office_machine", "token_hash", Category::ClockNumber);
/// By what somebody is found by his number.
pub(super) const INDEX: Field<String> =
    Field::declare("office_machine_number", "number_index", Category::ClockNumber);
/// By what a line is known again.
pub(super) const LINE: Field<String> = Field::declare("office_punch", "nonce", Category::ClockRecord);
/// Numbers of an organisation that are read at once.
pub(super) const NUMBERS_MAX: i64 = 5_000;

/// That the consent was refused or taken back since somebody authorised it.
macro_rules! broken {
    () => {
        "EXISTS (SELECT 1 FROM yard_consent c WHERE c.person = office_machine_agreement.person \
         AND c.purpose = 'clock-machine' AND c.act <> 'given' AND c.recipient = '' AND c.category = '' \
         AND c.at >= office_machine_agreement.agreed_at)"
    };
}

macro_rules! machines {
    ($rest:literal) => {
        concat!(
            "SELECT id, org, name, kind, place, zone, serial, network, made_at, ends_at, pairing_until, paired_at, heard_at, \
             taken, refused, unread, skew_s FROM office_machine ",
            $rest
        )
    };
}

fn machine(row: &Row) -> Result<Machine, Fault> {
    let kind: String = row.get("kind")?;
    Ok(Machine {
        id: row.get("id")?,
        org: row.get("org")?,
        name: row.get("name")?,
        kind: MachineKind::from_word(&kind).ok_or_else(|| Fault::new("an unknown kind of a machine"))?,
        place: row.get("place")?,
        zone: row.get("zone")?,
        serial: row.get("serial")?,
        network: row.get("network")?,
        made_at: row.get("made_at")?,
        ends_at: row.get("ends_at")?,
        pairing_until: row.get("pairing_until")?,
        paired_at: row.get("paired_at")?,
        heard_at: row.get("heard_at")?,
        taken: row.get("taken")?,
        refused: row.get("refused")?,
        unread: row.get("unread")?,
        skew_s: row.get("skew_s")?,
    })
}

/// Keeps a new one.
pub(super) async fn add(cx: &mut Ctx, new: &Machine, hash: [u8; 16]) -> Result<(), Fault> {
    let sql = "INSERT INTO office_machine (id, org, name, kind, place, zone, serial, network, token_hash, made_at, ends_at, \
               taken, refused, unread) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, 0)";
    let values = values![
        new.id,
        new.org,
        new.name.as_str(),
        new.kind.word(),
        new.place.as_str(),
        new.zone.as_str(),
        new.serial.as_deref(),
        new.network.as_deref(),
        hash,
        new.made_at,
        new.ends_at
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// How many an organisation has.
pub(super) async fn count_of(cx: &mut Ctx, org: OrgId) -> Result<i64, Fault> {
    cx.one("SELECT COUNT(*) AS found FROM office_machine WHERE org = $1", values![org]).await?.get("found")
}

/// Those of an organisation, the oldest first.
pub(super) async fn of_org(view: &mut View, org: OrgId) -> Result<Vec<Machine>, Fault> {
    let rows = view.all(machines!("WHERE org = $1 ORDER BY id LIMIT 200"), values![org]).await?;
    rows.iter().map(machine).collect()
}

/// One of an organisation.
pub(super) async fn find(cx: &mut Ctx, org: OrgId, id: MachineId) -> Result<Option<Machine>, Fault> {
    let row = cx.opt(machines!("WHERE org = $1 AND id = $2"), values![org, id]).await?;
    row.as_ref().map(machine).transpose()
}

/// The one of a token that is good now.
pub(super) async fn known(view: &mut View, hash: [u8; 16]) -> Result<Option<Machine>, Fault> {
    let now = view.now();
    let row = view.opt(machines!("WHERE token_hash = $1 AND ends_at > $2"), values![hash, now]).await?;
    row.as_ref().map(machine).transpose()
}

/// Those with a serial number that may be told by the address from which they come.
pub(super) async fn by_serial(view: &mut View, serial: &str) -> Result<Vec<Machine>, Fault> {
    let now = view.now();
    let sql = machines!("WHERE serial = $1 AND network IS NOT NULL AND ends_at > $2 ORDER BY id LIMIT 50");
    view.all(sql, values![serial, now]).await?.iter().map(machine).collect()
}

/// It has another token now; `false` where there is none.
pub(super) async fn renew(
    cx: &mut Ctx,
    (org, id): (OrgId, MachineId),
    (hash, ends_at): ([u8; 16], Timestamp),
) -> Result<bool, Fault> {
    let sql = "UPDATE office_machine SET token_hash = $1, ends_at = $2 WHERE org = $3 AND id = $4";
    Ok(cx.run(sql, values![hash, ends_at, org, id]).await? == 1)
}

/// Lets the next one with its serial number in until then; `false` where it has a secret address, or is none.
pub(super) async fn await_pairing(
    cx: &mut Ctx,
    (org, id): (OrgId, MachineId),
    until: Timestamp,
) -> Result<bool, Fault> {
    let sql = "UPDATE office_machine SET pairing_until = $1, paired_at = NULL \
               WHERE org = $2 AND id = $3 AND network IS NOT NULL";
    Ok(cx.run(sql, values![until, org, id]).await? == 1)
}

/// It came within the time of its pairing; `false` where that is over.
pub(super) async fn pair(cx: &mut Ctx, id: MachineId) -> Result<bool, Fault> {
    let now = cx.now();
    let sql =
        "UPDATE office_machine SET paired_at = $1, pairing_until = NULL WHERE id = $2 AND pairing_until > $1";
    Ok(cx.run(sql, values![now, id]).await? == 1)
}

/// What a machine brought, in numbers that name nobody.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    pub taken: i64,
    pub refused: i64,
    pub unread: i64,
    /// By how many seconds its clock is ahead, where that was seen.
    pub skew_s: Option<i64>,
}

/// That it came, and what of it was taken.
pub(super) async fn heard(cx: &mut Ctx, id: MachineId, tally: Tally) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE office_machine SET heard_at = $1, taken = taken + $2, refused = refused + $3, unread = unread + $4, \
               skew_s = COALESCE($5, skew_s) WHERE id = $6";
    cx.run(sql, values![now, tally.taken, tally.refused, tally.unread, tally.skew_s, id]).await?;
    Ok(())
}

/// Ends one with its numbers and what people authorised; `false` where there is none.
pub(super) async fn end(cx: &mut Ctx, org: OrgId, id: MachineId) -> Result<bool, Fault> {
    cx.run("DELETE FROM office_machine_number WHERE org = $1 AND machine = $2", values![org, id]).await?;
    Ok(cx.run("DELETE FROM office_machine WHERE org = $1 AND id = $2", values![org, id]).await? == 1)
}

fn number(row: &Row) -> Result<Number, Fault> {
    let (id, person): (NumberId, PersonId) = (row.get("id")?, row.get("person")?);
    Ok(Number {
        id,
        org: row.get("org")?,
        machine: row.get("machine")?,
        person,
        number: Sealed::stored(&Number::NUMBER, Subject::Person(person), id.bytes(), row.get("number")?),
        put_at: row.get("put_at")?,
    })
}

/// Puts somebody's number in place of the one before; `false` where another has it.
pub(super) async fn put_number(cx: &mut Ctx, new: &Number, index: [u8; 16]) -> Result<bool, Fault> {
    end_number(cx, (new.org, new.machine), new.person).await?;
    let sql = "INSERT INTO office_machine_number (id, org, machine, person, number_index, number, put_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (number_index) DO NOTHING";
    let values = values![new.id, new.org, new.machine, new.person, index, &new.number, new.put_at];
    Ok(cx.run(sql, values).await? == 1)
}

/// Somebody has no number there any longer.
pub(super) async fn end_number(
    cx: &mut Ctx,
    (org, machine): (OrgId, MachineId),
    person: PersonId,
) -> Result<(), Fault> {
    let sql = "DELETE FROM office_machine_number WHERE org = $1 AND machine = $2 AND person = $3";
    cx.run(sql, values![org, machine, person]).await?;
    Ok(())
}

/// The numbers of an organisation's people.
pub(super) async fn numbers(view: &mut View, org: OrgId) -> Result<Vec<Number>, Fault> {
    let sql = "SELECT id, org, machine, person, number, put_at FROM office_machine_number WHERE org = $1 ORDER BY id LIMIT $2";
    view.all(sql, values![org, NUMBERS_MAX]).await?.iter().map(number).collect()
}

/// How many numbers an organisation has.
pub(super) async fn count_numbers(cx: &mut Ctx, org: OrgId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM office_machine_number WHERE org = $1";
    cx.one(sql, values![org]).await?.get("found")
}

/// Somebody's numbers, wherever.
pub(in crate::attendance) async fn numbers_of(
    view: &mut View,
    person: PersonId,
) -> Result<Vec<Number>, Fault> {
    let sql = "SELECT id, org, machine, person, number, put_at FROM office_machine_number WHERE person = $1 \
               ORDER BY id LIMIT $2 OFFSET $3";
    paged_by_place(view, sql, person).await?.iter().map(number).collect()
}

/// Whom these numbers mean: by its index, and at which machine. Each is asked for with the number at all of them.
pub(super) async fn meant(
    view: &mut View,
    org: OrgId,
    indexes: &[[u8; 16]],
) -> Result<Vec<([u8; 16], PersonId, MachineId)>, Fault> {
    let among = places(2, indexes.len());
    let sql = format!(
        "SELECT number_index, person, machine FROM office_machine_number WHERE org = $1 AND number_index IN ({among})"
    );
    let values = std::iter::once(org.into()).chain(indexes.iter().map(|one| (*one).into())).collect();
    let rows = view.all(Assembled(sql), values).await?;
    rows.iter().map(|row| Ok((row.get("number_index")?, row.get("person")?, row.get("machine")?))).collect()
}

/// Who of an organisation has a number of his own at a machine: what he has at all of them does not mean him there.
pub(super) async fn with_own(
    view: &mut View,
    (org, machine): (OrgId, MachineId),
    people: &[PersonId],
) -> Result<HashSet<PersonId>, Fault> {
    if people.is_empty() {
        return Ok(HashSet::new());
    }
    let among = places(3, people.len());
    let sql = format!(
        "SELECT person FROM office_machine_number WHERE org = $1 AND machine = $2 AND person IN ({among})"
    );
    let mut values = values![org, machine];
    values.extend(people.iter().map(|one| ground::Value::from(*one)));
    view.all(Assembled(sql), values).await?.iter().map(|row| row.get("person")).collect()
}

/// Who of these authorised a machine, and when.
pub(super) async fn authorised(
    view: &mut View,
    machine: MachineId,
    people: &[PersonId],
) -> Result<Vec<(PersonId, Timestamp)>, Fault> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let among = places(2, people.len());
    let broken = broken!();
    let sql = format!(
        "SELECT person, agreed_at FROM office_machine_agreement WHERE machine = $1 AND person IN ({among}) AND NOT {broken}"
    );
    let values = std::iter::once(machine.into()).chain(people.iter().map(|one| (*one).into())).collect();
    let rows = view.all(Assembled(sql), values).await?;
    rows.iter().map(|row| Ok((row.get("person")?, row.get("agreed_at")?))).collect()
}

/// Whether somebody authorised a machine as he did then and does so still, held fast until this unit of work ends.
pub(super) async fn hold(
    cx: &mut Ctx,
    (machine, person): (MachineId, PersonId),
    agreed_at: Timestamp,
) -> Result<bool, Fault> {
    let sql = concat!(
        "UPDATE office_machine_agreement SET agreed_at = agreed_at WHERE machine = $1 AND person = $2 AND agreed_at = $3 AND NOT ",
        broken!()
    );
    Ok(cx.run(sql, values![machine, person, agreed_at]).await? == 1)
}

/// Which machines of an organisation somebody authorised, and when.
pub(super) async fn agreed(
    view: &mut View,
    org: OrgId,
    person: PersonId,
) -> Result<Vec<(MachineId, Timestamp)>, Fault> {
    let sql = concat!(
        "SELECT machine, agreed_at FROM office_machine_agreement WHERE org = $1 AND person = $2 AND NOT ",
        broken!()
    );
    let rows = view.all(sql, values![org, person]).await?;
    rows.iter().map(|row| Ok((row.get("machine")?, row.get("agreed_at")?))).collect()
}

/// Which machines somebody authorised in which organisation, and when.
pub(in crate::attendance) async fn agreed_of(
    view: &mut View,
    person: PersonId,
) -> Result<Vec<(OrgId, MachineId, Timestamp)>, Fault> {
    let sql = "SELECT org, machine, agreed_at FROM office_machine_agreement WHERE person = $1 \
               ORDER BY machine LIMIT $2 OFFSET $3";
    let rows = paged_by_place(view, sql, person).await?;
    rows.iter().map(|row| Ok((row.get("org")?, row.get("machine")?, row.get("agreed_at")?))).collect()
}

/// Somebody authorises a machine, as of an instant.
pub(super) async fn agree(
    cx: &mut Ctx,
    (org, machine): (OrgId, MachineId),
    (person, at): (PersonId, Timestamp),
) -> Result<(), Fault> {
    take_back(cx, (org, machine), person).await?;
    let sql =
        "INSERT INTO office_machine_agreement (machine, person, org, agreed_at) VALUES ($1, $2, $3, $4)";
    cx.run(sql, values![machine, person, org, at]).await?;
    Ok(())
}

/// He does no longer.
pub(super) async fn take_back(
    cx: &mut Ctx,
    (org, machine): (OrgId, MachineId),
    person: PersonId,
) -> Result<(), Fault> {
    let sql = "DELETE FROM office_machine_agreement WHERE org = $1 AND machine = $2 AND person = $3";
    cx.run(sql, values![org, machine, person]).await?;
    Ok(())
}

/// What rests on a consent that was taken back goes.
pub(in crate::attendance) async fn end_broken(cx: &mut Ctx) -> Result<(), Fault> {
    cx.run(concat!("DELETE FROM office_machine_agreement WHERE ", broken!()), values![]).await?;
    Ok(())
}

/// Keeps what was brought; `false` where the same line was kept before.
pub(super) async fn add_punch(cx: &mut Ctx, new: &Punch) -> Result<bool, Fault> {
    let sql = "INSERT INTO office_punch (id, org, person, at, made_at, nonce, record, place) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, NULL) ON CONFLICT (nonce) DO NOTHING";
    let values = values![new.id, new.org, new.person, new.at, new.made_at, new.nonce, &new.record];
    Ok(cx.run(sql, values).await? == 1)
}

/// How many rows of somebody came to be since.
pub(super) async fn made_since(
    cx: &mut Ctx,
    (org, person): (OrgId, PersonId),
    since: Timestamp,
) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM office_punch WHERE org = $1 AND person = $2 AND made_at > $3";
    cx.one(sql, values![org, person, since]).await?.get("found")
}

/// Somebody leaves: no machine means him, and he authorised none.
pub(in crate::attendance) async fn part(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    cx.run("DELETE FROM office_machine_number WHERE org = $1 AND person = $2", values![org, person]).await?;
    cx.run("DELETE FROM office_machine_agreement WHERE org = $1 AND person = $2", values![org, person])
        .await?;
    Ok(())
}

/// Some of an organisation's go; `true` where nothing is left. What hangs on a machine goes with it.
pub(in crate::attendance) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    let all = [
        "DELETE FROM office_machine_number WHERE id IN (SELECT id FROM office_machine_number WHERE org = $1 LIMIT $2)",
        "DELETE FROM office_machine WHERE id IN (SELECT id FROM office_machine WHERE org = $1 LIMIT $2)",
    ];
    end_each(cx, &all, org, most).await
}

yard::erases!(
    /// His numbers go.
    erase_numbers,
    "DELETE FROM office_machine_number WHERE id IN (SELECT id FROM office_machine_number WHERE person = $1 LIMIT $2)"
);
yard::erases!(
    /// What he authorised goes.
    erase_agreements,
    "DELETE FROM office_machine_agreement WHERE person = $1 AND machine IN \
     (SELECT machine FROM office_machine_agreement WHERE person = $1 LIMIT $2)"
);

#[cfg(test)]
mod tests {
    #[test]
    fn the_word_in_statements_is_the_purposes() {
        assert_eq!(policy::Purpose::ClockMachine.id(), "clock-machine");
    }
}

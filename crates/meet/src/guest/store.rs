//! Rows that lead to a guest by his key.

use ground::{Ctx, Fault, MeetingId, PersonId, Row, Timestamp, View, values};
use policy::Category;
use vault::{Field, Sealed, Subject, Vault};
use yard::account::Name;

use crate::meeting::Participant;
use crate::record::{Stay, stay_of};

/// The column of the fingerprint of a guest's key.
const OWN: Field<String> = Field::declare("meet_participant", "own_mark", Category::MeetingParticipation);

/// The fingerprint of a guest's key.
pub(crate) fn own_mark(vault: &Vault, token: &str) -> [u8; 16] {
    vault.index(&OWN, token)
}

/// A guest as the house keeps him.
pub(super) struct Kept {
    pub id: [u8; 16],
    pub meeting: MeetingId,
    pub guest: PersonId,
    pub name: Option<Sealed<Name>>,
    pub admitted_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

const KEPT: &str = "SELECT p.id, p.meeting, p.person, p.name, p.admitted_at, m.ended_at FROM meet_participant p \
                    JOIN meet_meeting m ON m.id = p.meeting WHERE p.own_mark = $1 AND p.role = 'guest'";

fn kept(row: &Row) -> Result<Kept, Fault> {
    let (id, guest): ([u8; 16], PersonId) = (row.get("id")?, row.get("person")?);
    let name: Option<Vec<u8>> = row.get("name")?;
    Ok(Kept {
        id,
        meeting: row.get("meeting")?,
        guest,
        name: name.map(|bytes| Sealed::stored(&Participant::NAME, Subject::Person(guest), id, bytes)),
        admitted_at: row.get("admitted_at")?,
        ended_at: row.get("ended_at")?,
    })
}

/// The guest of a key.
pub(super) async fn find(view: &mut View, mark: [u8; 16]) -> Result<Option<Kept>, Fault> {
    view.opt(KEPT, values![mark]).await?.as_ref().map(kept).transpose()
}

/// The same within a unit of work.
pub(super) async fn take(cx: &mut Ctx, mark: [u8; 16]) -> Result<Option<Kept>, Fault> {
    cx.opt(KEPT, values![mark]).await?.as_ref().map(kept).transpose()
}

/// His stays, in the order they began.
pub(super) async fn stays(view: &mut View, one: &Kept) -> Result<Vec<Stay>, Fault> {
    let sql = "SELECT s.id, s.meeting, s.participant, s.came, s.went FROM meet_stay s \
               WHERE s.participant = $1 ORDER BY s.id";
    view.all(sql, values![one.id]).await?.iter().map(|row| stay_of(row, one.guest)).collect()
}

/// Removes him.
pub(super) async fn remove(cx: &mut Ctx, one: &Kept) -> Result<(), Fault> {
    cx.run("DELETE FROM meet_stay WHERE participant = $1", values![one.id]).await?;
    cx.run("DELETE FROM meet_participant WHERE id = $1", values![one.id]).await?;
    Ok(())
}

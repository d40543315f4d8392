//! Who is in one meeting with whom.

use ground::db::Assembled;
use ground::{Fault, OrgId, PersonId, View, values};
use std::collections::HashSet;

/// People of one query.
const PEOPLE_MAX: usize = 500;

/// With which of these somebody is in one meeting that he was not put out of. What an organisation held before one of
/// the two left it counts no longer.
pub(crate) async fn sharing(
    view: &mut View,
    one: PersonId,
    others: &[PersonId],
) -> Result<HashSet<PersonId>, Fault> {
    let mut sharing = HashSet::new();
    for others in others.chunks(PEOPLE_MAX) {
        let sql = format!(
            "SELECT DISTINCT b.person FROM meet_participant a JOIN meet_participant b ON b.meeting = a.meeting \
             JOIN meet_meeting m ON m.id = a.meeting \
             WHERE a.person = $1 AND a.removed_at IS NULL AND b.person IN ({}) AND (m.ended_at IS NULL OR NOT EXISTS \
             (SELECT l.org FROM yard_leaver l WHERE l.org = m.org AND l.person IN ($1, b.person)))",
            ground::db::places(2, others.len())
        );
        let values = std::iter::once(one.into()).chain(others.iter().map(|other| (*other).into())).collect();
        for row in view.all(Assembled(sql), values).await? {
            sharing.insert(row.get("person")?);
        }
    }
    Ok(sharing)
}

/// Was this person admitted to a meeting of that organisation?
pub(crate) async fn shares_with_org(view: &mut View, person: PersonId, org: OrgId) -> Result<bool, Fault> {
    let sql = "SELECT p.id FROM meet_participant p JOIN meet_meeting m ON m.id = p.meeting \
               WHERE p.person = $1 AND m.org = $2 AND p.removed_at IS NULL AND (m.ended_at IS NULL OR NOT EXISTS \
               (SELECT l.org FROM yard_leaver l WHERE l.org = m.org AND l.person = $1)) LIMIT 1";
    Ok(view.opt(sql, values![person, org]).await?.is_some())
}

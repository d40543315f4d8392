//! Who is behind: rows of others, read alone.

use ground::{Ctx, Fault, PersonId, values};

use crate::conversation::ConversationId;
use crate::mention::EVERYBODY;

/// Whoever is in it now and has a message of somebody else's up to this number unread; after one of them, in order.
/// Whoever wrote after it has seen it. Who muted the conversation is woken by mentions of him alone, and nobody by those whom
/// he blocks. Who does not want to hear of a conversation is left out here, and nowhere else.
pub(super) async fn behind(
    cx: &mut Ctx,
    conversation: ConversationId,
    seq: i64,
    (after, limit): (Option<PersonId>, i64),
) -> Result<Vec<PersonId>, Fault> {
    let after = after.map_or([0; 16], |id| id.bytes());
    let sql = "SELECT m.person FROM chat_member m WHERE m.conversation = $1 AND m.to_seq IS NULL \
               AND m.read_seq < $2 AND m.person > $3 AND EXISTS (SELECT 1 FROM chat_event e \
               WHERE e.conversation = m.conversation AND e.seq > m.read_seq AND e.seq >= m.from_seq \
               AND e.seq <= $2 AND e.kind IN ('message', 'missed') AND e.body IS NOT NULL AND e.actor <> m.person \
               AND NOT EXISTS (SELECT 1 FROM chat_block b WHERE b.person = m.person AND b.blocked = e.actor \
               AND b.until IS NULL) AND (NOT EXISTS (SELECT 1 FROM chat_setting s WHERE s.conversation = m.conversation \
               AND s.person = m.person AND s.muted = 1) OR EXISTS (SELECT 1 FROM chat_mention n \
               WHERE n.conversation = m.conversation AND n.seq = e.seq AND (n.person = m.person OR n.person = $5))) \
               AND NOT EXISTS (SELECT 1 FROM chat_event o WHERE o.conversation = e.conversation AND o.seq > e.seq \
               AND o.seq <= $2 AND o.actor = m.person)) \
               ORDER BY m.person LIMIT $4";
    let rows = cx.all(sql, values![conversation, seq, after, limit, EVERYBODY]).await?;
    rows.iter().map(|row| row.get("person")).collect()
}

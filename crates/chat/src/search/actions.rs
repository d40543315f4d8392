//! What people do: look for what was said.

use ground::Person;
use yard::House;

use super::rules::Query;
use super::{keys, store};
use crate::conversation::{ConversationId, store as conversations};
use crate::log::{Found, Refusal, permits, texts_of};

/// Results of one search, at most.
const RESULTS_MAX: usize = 50;
/// Candidates of one conversation that are opened and checked at a time.
const OPENED_AT_ONCE: usize = 100;
/// Rounds of that in one conversation.
const ROUNDS_MAX: usize = 10;
/// Conversations that are looked through, the liveliest.
const CONVERSATIONS_MAX: i64 = 500;

/// Looks for what was said in one conversation, or in all that are the caller's: the newest of each first.
pub(super) async fn search(
    house: &House,
    who: Person,
    typed: &str,
    within: Option<ConversationId>,
) -> Result<Vec<Found>, Refusal> {
    let query = Query::read(typed)?;
    let mut view = house.db.view().await?;
    let places = match within {
        Some(id) => {
            permits(&mut view, who, "message.read", id).await?;
            vec![id]
        }
        None => {
            view.scope(who, "conversation.list")?;
            conversations::ids_of(&mut view, who.person, CONVERSATIONS_MAX).await?
        }
    };
    drop(view);
    let mut found = Vec::new();
    for id in places {
        found.extend(search_in(house, who, id, &query, RESULTS_MAX - found.len()).await?);
        if found.len() >= RESULTS_MAX {
            break;
        }
    }
    found.sort_by_key(|one| std::cmp::Reverse(one.at()));
    Ok(found)
}

async fn search_in(
    house: &House,
    who: Person,
    id: ConversationId,
    query: &Query,
    wanted: usize,
) -> Result<Vec<Found>, Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, member) = match permits(&mut view, who, "message.read", id).await {
        // Of an organisation that he left: he is no longer to read there, and finds the rest.
        Err(Refusal::Unknown) => return Ok(Vec::new()),
        other => other?,
    };
    let Some(key) = store::key(&mut view, id).await? else { return Ok(Vec::new()) };
    drop(view);
    let tokens = keys::open(house, &key).await?.tokens(&query.terms());
    let (mut found, mut before) = (Vec::new(), member.last(&conversation).saturating_add(1));
    for _ in 0..ROUNDS_MAX {
        let mut view = house.db.view().await?;
        let stretch = (member.from_seq, before);
        let seqs = store::having(&mut view, id, &tokens, stretch, OPENED_AT_ONCE).await?;
        drop(view);
        let Some(last) = seqs.last() else { break };
        before = *last;
        let texts = texts_of(house, who, &conversation, &member, &seqs).await?;
        found.extend(texts.into_iter().filter(|one| query.fits(&one.body.words())));
        if found.len() >= wanted {
            found.truncate(wanted);
            break;
        }
    }
    Ok(found)
}

//! What people do: say, change, take back, read on.

use ground::bus::Subject;
use ground::{Because, Fault, OrgId, Person, PersonId, uuid::Uuid};
use yard::House;

use super::{Body, Card, Chat, Draft, Event, Kind, MARK, Refusal, What, rules, store, writer::Written};
use crate::choice;
use crate::conversation::{Conversation, ConversationId, Seen, store as conversations};
use crate::frames::{ConversationRead, ConversationSeen};
use crate::governing;
use crate::mention::Named;
use crate::preview::{self, Wanted};
use crate::program::{self, Mentioned};
use crate::search::{Tokens, tokens_of};

/// In a conversation of more people the others find how far somebody read in the list of who is in it.
const RECEIPTS_MAX: i64 = 100;

/// What may be done in a sealed conversation.
const IN_SEALED: &[&str] = &[
    "conversation.read",
    "conversation.leave",
    "conversation.direct",
    "message.read",
    "message.recall",
    "message.seal",
];

/// What somebody wants written.
pub(crate) enum Wish {
    /// `bare` leaves its links without a preview.
    Say {
        body: Body,
        reply_to: Option<i64>,
        topic: Option<i64>,
        bare: bool,
    },
    Edit {
        target: i64,
        body: Body,
    },
    Recall {
        target: i64,
    },
}

/// Does to a message what needs no words of its own: a sign, a pin; durable when this returns.
pub(crate) async fn act(
    house: &House,
    chat: &Chat,
    who: Person,
    conversation: ConversationId,
    (act, mark, what): (&'static str, &str, What),
) -> Result<Written, Refusal> {
    let mut view = house.db.view().await?;
    permits(&mut view, who, act, conversation).await?;
    drop(view);
    chat.pace(house, who)?;
    let mark = house.vault.index(&MARK, rules::mark(mark)?);
    let id = match &what {
        What::React { body, .. } | What::Unreact { body, .. } => body.1,
        _ => *Uuid::now_v7().as_bytes(),
    };
    chat.append(Draft { conversation, id, actor: who.person, mark, what }).await
}

/// Says something, changes it or takes it back; durable when this returns. What was written before is answered as it was then,
/// whatever would be refused by now: the first answer may not have arrived.
pub(crate) async fn write(
    house: &House,
    chat: &Chat,
    who: Person,
    conversation: ConversationId,
    (mark, wish): (&str, Wish),
) -> Result<Written, Refusal> {
    let act = match wish {
        Wish::Say { .. } => "message.send",
        Wish::Edit { .. } => "message.edit",
        Wish::Recall { .. } => "message.recall",
    };
    // The writer looks again within its unit of work.
    let mut view = house.db.glance().await?;
    let (found, _) = permits(&mut view, who, act, conversation).await?;
    drop(view);
    let mark = rules::mark(mark)?;
    let refusal = match write_new(house, chat, who, &found, (mark, wish)).await {
        Ok(written) => return Ok(written),
        Err(refusal) => refusal,
    };
    let mut view = house.db.view().await?;
    let before = store::said_as(&mut view, conversation, who.person, house.vault.index(&MARK, mark)).await?;
    before.map(|event| Written { seq: event.seq, at: event.at }).ok_or(refusal)
}

async fn write_new(
    house: &House,
    chat: &Chat,
    who: Person,
    found: &Conversation,
    (mark, wish): (&str, Wish),
) -> Result<Written, Refusal> {
    let conversation = found.id;
    let wanted = match &wish {
        Wish::Say { body, bare, .. } => preview::wanted(house, found, (body, *bare)).await?,
        Wish::Edit { body, .. } => preview::wanted(house, found, (body, false)).await?,
        Wish::Recall { .. } => Wanted::Nothing,
    };
    let told = match &wish {
        Wish::Say { body, .. } => program::mentioned(house, who, found, &body.programs).await?,
        Wish::Edit { .. } | Wish::Recall { .. } => Mentioned::default(),
    };
    let of = (conversation, found.org);
    let mark = house.vault.index(&MARK, mark);
    let id = *Uuid::now_v7().as_bytes();
    let what = match wish {
        Wish::Say { body, reply_to, topic, bare: _ } => {
            let live = body;
            let (body, tokens, named) = sealed(house, who, of, id, &live).await?;
            What::Say { body, live, tokens, named, reply_to, topic }
        }
        Wish::Edit { target, body } => {
            let (body, tokens, named) = sealed(house, who, of, id, &body).await?;
            What::Edit { target, body, tokens, named }
        }
        Wish::Recall { target } => What::Recall { target },
    };
    let edited = if let What::Edit { target, .. } = &what { Some(*target) } else { None };
    let written = chat.append(Draft { conversation, id, actor: who.person, mark, what }).await?;
    wanted.carry_out(house, (conversation, who.person), edited.unwrap_or(written.seq)).await?;
    told.carry_out(house, who, (conversation, written.seq)).await?;
    Ok(written)
}

/// Seals a message; whom its card shows is somebody whom the writer may write to.
async fn sealed(
    house: &House,
    who: Person,
    of: (ConversationId, Option<OrgId>),
    id: [u8; 16],
    body: &Body,
) -> Result<(vault::Sealed<Body>, Tokens, Named), Refusal> {
    if let Some(Card::Contact { person }) = body.card {
        let mut view = house.db.view().await?;
        let is_known =
            person == who.person || yard::org::store::share_one(&mut view, who.person, person).await?;
        if !is_known {
            return Err(Refusal::Card);
        }
    }
    let (sealed, tokens) = seal(house, of, id, body).await?;
    Ok((sealed, tokens, Named { people: body.mentions.clone(), all: body.all }))
}

/// The message that a program said under this key, also where it says something else by now.
pub(crate) async fn said_under(
    house: &House,
    (conversation, actor): (ConversationId, PersonId),
    key: &str,
) -> Result<Option<i64>, Fault> {
    let mut view = house.db.view().await?;
    let found = store::said_as(&mut view, conversation, actor, house.vault.index(&MARK, key)).await?;
    Ok(found.filter(|event| matches!(event.kind, Kind::Message | Kind::Edit)).map(|event| match event.kind {
        Kind::Edit => event.target.unwrap_or(event.seq),
        _ => event.seq,
    }))
}

/// A message under the key of its conversation, and what it is found by. What the organisation
/// refuses in which it is held is not sealed.
pub(crate) async fn seal(
    house: &House,
    (conversation, org): (ConversationId, Option<OrgId>),
    id: [u8; 16],
    body: &Body,
) -> Result<(vault::Sealed<Body>, Tokens), Refusal> {
    governing::may_say(house, org, body).await?;
    let sealed = house.vault.seal(&Event::BODY, Conversation::subject(conversation), id, body).await?;
    Ok((sealed, tokens_of(house, conversation, &body.words()).await?))
}

/// The conversation and what the caller is in it, where he may do this there.
pub(crate) async fn permits(
    view: &mut ground::View,
    who: Person,
    act: &'static str,
    id: ConversationId,
) -> Result<(Conversation, crate::conversation::Member), Refusal> {
    let found = conversations::find_with(view, id, who.person).await?;
    let (conversation, member) = found.ok_or(Refusal::Unknown)?;
    view.permit(who, act, &Seen { conversation: &conversation, member }).map_err(|_| Refusal::Unknown)?;
    if member.is_some_and(|member| !member.is_present()) && is_closed(view, &conversation, who.person).await?
    {
        return Err(Refusal::Unknown);
    }
    // What is not on this list needs words, and the house has none there.
    if conversation.is_sealed && !IN_SEALED.contains(&act) {
        return Err(Refusal::Sealed);
    }
    Ok((conversation, member.ok_or(Refusal::Unknown)?))
}

/// Whether the house has words there that could be shown to others.
pub(crate) const fn has_words(conversation: &Conversation) -> Result<(), Refusal> {
    if conversation.is_sealed { Err(Refusal::Sealed) } else { Ok(()) }
}

/// Whether what somebody left is closed to him: what was said in an organisation is its people's, as long as they are that.
pub(crate) async fn is_closed(
    view: &mut ground::View,
    conversation: &Conversation,
    person: PersonId,
) -> Result<bool, Fault> {
    let Some(org) = conversation.org else { return Ok(false) };
    Ok(yard::org::store::role_of(view, org, person).await?.is_none())
}

/// Notes that somebody read up to a number.
pub(super) async fn read(house: &House, who: Person, id: ConversationId, seq: i64) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, member) = permits(&mut view, who, "message.read", id).await?;
    let others = if choice::shows(&mut view, who.person).await? {
        conversations::few_present(&mut view, id, RECEIPTS_MAX).await?
    } else {
        Vec::new()
    };
    drop(view);
    let seq = seq.min(member.last(&conversation));
    let mut cx = house.db.begin().await?;
    let is_new = conversations::read(&mut cx, id, who.person, seq).await?;
    cx.commit().await.because("noting what was read")?;
    if is_new {
        // One's other devices hear of it; those that are away find it in the list.
        let frame = crate::hint("conversation.read", &ConversationRead { conversation: id, seq });
        house.db.bus().pass(Subject::Person(who.person), &frame);
        let seen = ConversationSeen { conversation: id, person: who.person, seq };
        let frame = crate::hint("conversation.seen", &seen);
        for other in others.into_iter().filter(|other| *other != who.person) {
            house.db.bus().pass(Subject::Person(other), &frame);
        }
    }
    Ok(())
}

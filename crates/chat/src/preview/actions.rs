//! What people do: have a link looked at by writing it, leave that off, and take a preview away.

use ground::uuid::Uuid;
use ground::{Fault, Person, PersonId, View};
use yard::House;

use super::{Preview, jobs::Fetch, rules, store};
use crate::conversation::{Conversation, ConversationId, store as conversations};
use crate::frames::MessagePreviewed;
use crate::log::{self, Body, Refusal};
use crate::{governing, keeping};

/// What a message wants of its links.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wanted {
    /// Nothing is to be looked at: there is nothing, or not here.
    Nothing,
    /// A page is looked at.
    Fetch,
    /// It is to have no preview, now and later.
    Off,
}

/// Whether links are looked at in this conversation: its organisation wants it, and the house may keep what is found.
pub(super) async fn is_on(
    house: &House,
    view: &mut View,
    conversation: &Conversation,
) -> Result<bool, Fault> {
    let Some(org) = conversation.org else { return Ok(false) };
    if !rules::may_have(conversation) || !house.egress.previews_links() {
        return Ok(false);
    }
    Ok(governing::wants_previews(view, org).await? && !keeping::passes_on(view, conversation.id).await?)
}

/// The address of a message that is looked at: the first that may be.
pub(super) fn address<'t>(house: &House, text: &'t str) -> Option<&'t str> {
    let mut addresses = rules::addresses(text).into_iter();
    addresses.find(|address| !rules::is_secret(address) && house.egress.may_preview(address))
}

/// In what a message says links are looked for: in its own words, and in those of one message that was passed on by itself.
pub(super) fn words(body: &Body) -> &str {
    let passed = body.forwarded.as_ref().filter(|forwarded| body.text.is_empty() && !forwarded.record);
    passed.and_then(|forwarded| forwarded.items.first()).map_or(&body.text, |item| &item.text)
}

/// What a message wants that is about to be written there.
pub(crate) async fn wanted(
    house: &House,
    conversation: &Conversation,
    (body, is_off): (&Body, bool),
) -> Result<Wanted, Fault> {
    if address(house, words(body)).is_none() {
        return Ok(Wanted::Nothing);
    }
    if !is_on(house, &mut house.db.glance().await?, conversation).await? {
        return Ok(Wanted::Nothing);
    }
    Ok(if is_off { Wanted::Off } else { Wanted::Fetch })
}

impl Wanted {
    /// It is carried out for a message that is durable now. Asked for twice, it is done once.
    pub(crate) async fn carry_out(
        self,
        house: &House,
        (conversation, author): (ConversationId, PersonId),
        seq: i64,
    ) -> Result<(), Fault> {
        self.carry_out_for(house, (conversation, author), (seq, None)).await
    }

    /// The same for a message of a program, in the name of whoever let it in.
    pub(crate) async fn carry_out_for(
        self,
        house: &House,
        (conversation, author): (ConversationId, PersonId),
        (seq, maker): (i64, Option<PersonId>),
    ) -> Result<(), Fault> {
        if self == Self::Nothing {
            return Ok(());
        }
        let mut cx = house.db.begin().await?;
        if self == Self::Fetch {
            Fetch::later(&mut cx, conversation, (seq, maker)).await?;
        } else {
            let off = off((conversation, author), seq, cx.now());
            store::put(&mut cx, &off).await?;
        }
        cx.commit().await
    }
}

/// A message that is to have none.
fn off((conversation, author): (ConversationId, PersonId), seq: i64, made_at: ground::Timestamp) -> Preview {
    let id = *Uuid::now_v7().as_bytes();
    Preview { conversation, seq, id, author, made_at, said_by: seq, card: None }
}

/// Takes the preview of a message away: whoever wrote it does, and who keeps order. It does not come back.
pub(super) async fn remove(
    house: &House,
    who: Person,
    (conversation, seq): (ConversationId, i64),
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let (_, own) = log::permits(&mut view, who, "message.recall", conversation).await?;
    drop(view);
    let mut cx = house.db.begin().await?;
    conversations::lock(&mut cx, conversation).await?.ok_or(Refusal::Unknown)?;
    let message = log::message(&mut cx, conversation, (own.from_seq, seq)).await?;
    if message.actor != who.person {
        let theirs = conversations::rank(&mut cx, conversation, message.actor).await?;
        if !own.role.outranks(theirs) {
            return Err(Refusal::NotYours);
        }
    }
    store::forget(&mut cx, conversation, seq).await?;
    let now = cx.now();
    store::put(&mut cx, &off((conversation, message.actor), seq, now)).await?;
    cx.commit().await?;
    tell(house, conversation, seq).await?;
    Ok(())
}

/// Those who are there hear that the preview of a message is another, or gone.
pub(super) async fn tell(house: &House, conversation: ConversationId, seq: i64) -> Result<(), Fault> {
    crate::pass(house, conversation, ("conversation.preview", &MessagePreviewed { conversation, seq })).await
}

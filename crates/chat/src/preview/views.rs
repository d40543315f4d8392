//! What people see: the preview that hangs on a message.

use ground::{Caller, Fault, Person};
use policy::Purpose;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::HashMap;
use yard::House;

use super::{LinkCard, rules, store};
use crate::conversation::Conversation;

/// What the house found at an address of a message: text alone.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PreviewView {
    /// The address, as the message has it.
    address: String,
    /// The host at which the page was found.
    site: String,
    /// What the page is called.
    title: String,
    /// What it says of itself.
    words: Option<String>,
}

impl From<LinkCard> for PreviewView {
    fn from(LinkCard { address, site, title, words }: LinkCard) -> Self {
        Self { address, site, title, words }
    }
}

/// The previews of messages between two numbers, by the number of the message, as they stand at `last`. Whether a message is
/// the caller's to read is known by whoever asks.
pub(crate) async fn of_messages(
    house: &House,
    who: Person,
    conversation: &Conversation,
    (span, last): ((i64, i64), i64),
) -> Result<HashMap<i64, PreviewView>, Fault> {
    if !rules::may_have(conversation) {
        return Ok(HashMap::new());
    }
    let found = store::between(&mut house.db.view().await?, conversation.id, span, last).await?;
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Messaging).act("message.read").delivery();
    let opened = look.open_present(found.iter().filter_map(|one| one.card.as_ref())).await;
    let opened = opened.map_err(|no| Fault::caused("opening previews of links", no))?;
    Ok(found.iter().zip(opened).filter_map(|(one, card)| Some((one.seq, card?.into()))).collect())
}

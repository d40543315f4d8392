//! What people do: see how long a conversation keeps what is said, and make it shorter.

use ground::{Fault, OrgId, Person, View};
use policy::{Category, Period};
use yard::House;
use yard::org::policy::{SENT, own_period};

use super::{Days, Set, rules, store};
use crate::conversation::{ConversationId, Kind};
use crate::frames::OfConversation;
use crate::log::{Refusal, permits};

/// How long a conversation keeps what is said, and who said so.
pub(super) struct Standing {
    pub in_force: Days,
    pub own: Set,
    pub org: Days,
    /// Whether it is held in an organisation.
    pub is_of_org: bool,
}

/// What an organisation set, in days.
pub(super) const fn days(period: Period) -> u32 {
    period.number
}

async fn days_of(view: &mut View, org: Option<OrgId>) -> Result<Days, Fault> {
    let Some(org) = org else { return Ok(Days::default()) };
    Ok(Days {
        messages: own_period(view, org, Category::MessageContent, SENT).await?.map(days),
        files: own_period(view, org, Category::ChatFile, SENT).await?.map(days),
    })
}

/// What holds; whoever is or was in it sees that.
pub(super) async fn look(house: &House, who: Person, id: ConversationId) -> Result<Standing, Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, _) = permits(&mut view, who, "conversation.read", id).await?;
    let own = store::of(&mut view, id).await?.set;
    let org = days_of(&mut view, conversation.org).await?;
    Ok(Standing { in_force: rules::in_force(&own, org), own, org, is_of_org: conversation.org.is_some() })
}

/// Sets it: the owner of a group does.
pub(super) async fn set(house: &House, who: Person, id: ConversationId, set: Set) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, _) = permits(&mut view, who, "conversation.direct", id).await?;
    if conversation.kind == Kind::Direct {
        return Err(Refusal::OwnerOnly);
    }
    rules::may(&set, days_of(&mut view, conversation.org).await?)?;
    drop(view);
    let mut cx = house.db.begin().await?;
    store::set(&mut cx, id, set).await?;
    cx.commit().await?;
    Ok(crate::pass(house, id, ("conversation.keeping", &OfConversation { conversation: id })).await?)
}

//! What people see: the ladder before they use it, what was done for a message of theirs, and what was done to reach them.

use ground::{Caller, Fault, Person, PersonId};
use policy::{Category, Purpose};
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use yard::access::the_house;
use yard::{Held, House};

use super::rules::{RECEIVER_MAX, REFUSED_MAX, Rung};
use super::{Refusal, Step, Urgent, store};
use crate::conversation::ConversationId;
use crate::{choice, log};

/// Urgent messages of one list, at most.
const LIST_MAX: i64 = 200;

/// The rungs, and whether this house has each.
pub(super) async fn ladder(house: &House, who: Person) -> Result<Vec<(Rung, bool)>, Refusal> {
    house.db.view().await?.permit(who, "conversation.start", &the_house())?;
    let ways = house.egress.ways();
    Ok(Rung::ALL.into_iter().map(|rung| (rung, rung.is_there(ways))).collect())
}

/// Somebody for whom a message is urgent, and what was done to reach him.
pub(super) struct Reached {
    pub urgent: Urgent,
    pub steps: Vec<Step>,
}

/// What was done for a message of one's own. Of who does not let others see how far he reads it says only that the mark was
/// set and whether he confirmed: on which rung it ended would tell when he read.
pub(super) async fn of_message(
    house: &House,
    who: Person,
    (id, seq): (ConversationId, i64),
) -> Result<Vec<Reached>, Refusal> {
    let mut view = house.db.view().await?;
    log::permits(&mut view, who, "message.read", id).await?;
    let mut urgent = store::of_message(&mut view, id, seq).await?;
    urgent.retain(|one| one.sender == who.person);
    let hiding = choice::hiding(&mut view, id).await?;
    let mut steps: HashMap<PersonId, Vec<Step>> = HashMap::new();
    for (person, step) in store::steps_of_message(&mut view, id, seq).await? {
        if !hiding.contains(&person) {
            steps.entry(person).or_default().push(step);
        }
    }
    let reached =
        |urgent: Urgent| Reached { steps: steps.remove(&urgent.person).unwrap_or_default(), urgent };
    Ok(urgent.into_iter().map(reached).collect())
}

/// An urgent message as the one for whom it is sees it.
pub(super) struct Mine {
    pub reached: Reached,
    /// What it says; nothing where it may not be read any longer.
    pub text: Option<String>,
}

/// What is or was urgent for the caller, the newest first.
pub(super) async fn mine(house: &House, who: Person) -> Result<Vec<Mine>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "conversation.list")?;
    let urgent = store::of_person(&mut view, who.person, LIST_MAX).await?;
    let mut steps: HashMap<(ConversationId, i64), Vec<Step>> = HashMap::new();
    for (at, step) in store::steps_of_person(&mut view, who.person).await? {
        steps.entry(at).or_default().push(step);
    }
    drop(view);
    let places: Vec<(ConversationId, i64)> = urgent.iter().map(|one| (one.conversation, one.seq)).collect();
    let found = log::said_at(house, who, &places).await?;
    let mut texts: HashMap<(ConversationId, i64), String> = found
        .into_iter()
        .map(|found| ((found.event.conversation, found.event.seq), found.body.told()))
        .collect();
    let shown = |urgent: Urgent| {
        let at = (urgent.conversation, urgent.seq);
        let steps = steps.remove(&at).unwrap_or_default();
        Mine { reached: Reached { urgent, steps }, text: texts.remove(&at) }
    };
    Ok(urgent.into_iter().map(shown).collect())
}

/// How somebody is reached.
pub(super) struct Choices {
    /// Whether in his quiet hours, too.
    pub at_night: bool,
    /// By whom he is not.
    pub refused: Vec<PersonId>,
    /// Whether he agreed to text messages.
    pub sms: bool,
    /// How often in a day, at most.
    pub a_day: i64,
}

/// How the caller is reached.
pub(super) async fn choices(house: &House, who: Person) -> Result<Choices, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "conversation.start", &the_house())?;
    Ok(Choices {
        at_night: store::at_night(&mut view, who.person).await?,
        refused: store::refused_by(&mut view, who.person, REFUSED_MAX).await?,
        sms: yard::consent::store::stands(&mut view, who.person, Purpose::UrgentText).await?,
        a_day: RECEIVER_MAX,
    })
}

/// What this feature holds about a person: what was urgent for him, and what he made so.
pub(crate) fn held<'a>(
    house: &'a House,
    _: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let urgent = store::about(&mut view, person, LIST_MAX).await?;
        let held = urgent.iter().map(|one| Held {
            category: Category::UrgentRecord,
            table: "chat_urgent",
            value: Some(format!("{} {}", one.conversation, one.seq)),
            collected_at: one.made_at,
        });
        Ok(held.collect())
    })
}

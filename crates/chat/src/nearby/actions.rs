//! What people do: type the digits.

use ground::{Ctx, Person, PersonId, Timestamp, uuid::Uuid};
use policy::Purpose;
use std::net::IpAddr;
use yard::House;
use yard::access::the_house;
use yard::account;

use super::store::{self, Circle};
use super::{PLACE, rules};
use crate::conversation::{self, ConversationId};
use crate::friend::Refusal;
use crate::friend::actions::counted;
use crate::log::Chat;

/// Where somebody stands now.
pub(super) struct Standing {
    pub people: Vec<(PersonId, Option<String>)>,
    pub conversation: Option<ConversationId>,
    pub until: Timestamp,
}

/// Steps into the circle of these digits here, or opens one. With the second the group begins.
pub(super) async fn enter(
    house: &House,
    chat: &Chat,
    who: Person,
    typed: &str,
    (from, name): (IpAddr, &str),
) -> Result<Standing, Refusal> {
    let digits = rules::digits(typed).ok_or(Refusal::Digits)?;
    counted(house, who, rules::TRIES).await?;
    let place = house.vault.index(&PLACE, &format!("{} {digits}", rules::network(from)));
    let mut cx = house.db.begin().await?;
    cx.permit(who, "friend.ask", &the_house())?;
    let circle = circle(&mut cx, place).await?;
    store::enter(&mut cx, circle.id, who.person).await?;
    let people = store::people(&mut cx, circle.id).await?;
    if i64::try_from(people.len()).unwrap_or(i64::MAX) > rules::PEOPLE_MAX {
        return Err(Refusal::Many);
    }
    let mut conversation = circle.conversation;
    if conversation.is_none() && people.len() > 1 {
        let first = people.first().copied().unwrap_or(who.person);
        let others: Vec<PersonId> = people.iter().copied().filter(|one| *one != first).collect();
        let group = conversation::begin_group(&mut cx, house, name, first, &others).await?;
        store::begun(&mut cx, circle.id, group).await?;
        conversation = Some(group);
    }
    cx.commit().await?;
    if let Some(group) = circle.conversation {
        let beside = people.iter().copied().filter(|one| *one != who.person);
        conversation::let_in(house, chat, (who.person, group), beside).await?;
    }
    let mut names = account::names_of(house, &who.into(), Purpose::Contacts, &people).await?;
    let named = |person| (person, names.remove(&person).map(|name| name.as_str().to_owned()));
    let people = people.into_iter().map(named).collect();
    Ok(Standing { people, conversation, until: circle.opened_at.plus(rules::OPEN) })
}

/// The circle that is open here, or a new one.
async fn circle(cx: &mut Ctx, place: [u8; 16]) -> Result<Circle, Refusal> {
    let now = cx.now();
    let over = now.minus(rules::OPEN);
    store::close(cx, over).await?;
    if let Some(circle) = store::at(cx, place, over).await? {
        return Ok(circle);
    }
    let circle = Circle { id: *Uuid::now_v7().as_bytes(), opened_at: now, conversation: None };
    store::open(cx, &circle, place).await?;
    Ok(circle)
}

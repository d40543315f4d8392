//! What people see: whether they may call telephones, what is open, and what they dialled.

use ground::{Because, Caller, OrgId, Person, PersonId, Timestamp};
use policy::Purpose;
use yard::House;

use super::live::LiveLeg;
use super::{Leg, PhoneId, Phones, Refusal, actions, rules, store};

/// How things stand for somebody.
pub(super) struct Standing {
    pub orgs: Vec<OrgId>,
    pub left: i64,
    pub open: Option<PhoneId>,
}

/// Whether somebody may call telephones, for which organisations, and what he has open.
pub(super) async fn standing(house: &House, phones: &Phones, who: Person) -> Result<Standing, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "conversation.list")?;
    let orgs = if phones.is_there() { store::allowing(&mut view, who.person).await? } else { Vec::new() };
    let since = view.now().minus(rules::DAY);
    let dialled = store::dialled_since(&mut view, who.person, since).await?;
    let left = i64::from(house.config.sip.dial_daily).saturating_sub(dialled).max(0);
    Ok(Standing { orgs, left, open: phones.of_person(who.person) })
}

/// An open call as somebody in it sees it.
pub(super) struct Shown {
    pub org: OrgId,
    pub owner: PersonId,
    pub is_own: bool,
    pub begun_at: Timestamp,
    /// Numbers are for who dialled them.
    pub legs: Vec<LiveLeg>,
    /// Who is asked to come, and whether he is there.
    pub people: Vec<(PersonId, bool)>,
}

/// An open call.
pub(super) async fn look(house: &House, phones: &Phones, who: Person, id: PhoneId) -> Result<Shown, Refusal> {
    let org = actions::looks(house, phones, who, id).await?;
    let there = phones.media().present(id).await;
    let shown = phones.change(id, |live| {
        let is_there = |person: &PersonId| {
            live.seats.iter().any(|(of, seat)| of == person && there.iter().any(|one| one == seat))
        };
        let people = [live.owner].into_iter().chain(live.people.iter().copied());
        Shown {
            org,
            owner: live.owner,
            is_own: live.owner == who.person,
            begun_at: live.begun_at,
            people: people.map(|person| (person, is_there(&person))).collect(),
            legs: live.legs.clone(),
        }
    });
    shown.ok_or(Refusal::Unknown)
}

/// What somebody dialled, the newest first, each with its number.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<(Leg, Option<String>)>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "conversation.list")?;
    let legs = store::of_person(&mut view, who.person, rules::LIST_MAX).await?;
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Telephone).act("phone.list");
    let opened = look.open_present(legs.iter().map(|leg| &leg.number)).await;
    let opened = opened.because("opening what somebody dialled")?;
    let numbers = opened.into_iter().map(|number| number.map(|line| line.as_str().to_owned()));
    Ok(legs.into_iter().zip(numbers).collect())
}

//! What those of a home do: see who lives there, enter others, change and end what they entered, move out.

use ground::{Caller, Fault, OrgId, Person, PersonId, Timestamp, View};
use policy::Purpose;
use serde_json::json;
use vault::Subject;
use yard::House;
use yard::account::{self, Bound, NumberRow, Phone, store as accounts};
use yard::notice::{self, Notice, both};
use yard::org::Line;

use super::rules::{self, PEOPLE_MAX};
use super::views::{Shown, shown};
use super::{Refusal, Relation, Resident, ResidentId, Rights, What, parting, resource, store};
use crate::place::{HomeId, store as places};

/// Whom one person enters within a day.
const OF_DAY: Bound = Bound { kind: "home.enter.person", span_s: 86_400, most: rules::OF_DAY };

/// The row of somebody whom the property certified; his name is sealed under his own key.
pub(crate) async fn certified(
    house: &House,
    (org, home): (OrgId, HomeId),
    (person, relation): (PersonId, Relation),
    name: &Line,
) -> Result<Resident, Fault> {
    let (id, now) = (ResidentId::fresh(&house.clock), house.clock.now());
    Ok(Resident {
        id,
        org,
        home,
        person: Some(person),
        relation,
        name: house.vault.seal(&Resident::NAME, Subject::Person(person), id.bytes(), name).await?,
        phone: None,
        rights: relation.certified(),
        from_at: now,
        until_at: None,
        entered_by: None,
        entered_at: now,
        answer_by: None,
    })
}

/// All of a home, and the caller's own row there; he lives there now.
async fn within(
    view: &mut View,
    who: Person,
    act: &'static str,
    home: HomeId,
) -> Result<(Vec<Resident>, usize), Refusal> {
    let people = store::of_home(view, home).await?;
    let now = view.now();
    let is_own = |one: &Resident| one.person == Some(who.person) && one.lives(now);
    let own = people.iter().position(is_own).ok_or(Refusal::Home)?;
    view.permit(who, act, &resource(home, &people, now))?;
    Ok((people, own))
}

/// Who lives in a home, and who was entered.
pub(super) async fn people(house: &House, who: Person, home: HomeId) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    let (rows, _) = within(&mut view, who, "home.read", home).await?;
    drop(view);
    shown(house, &Caller::from(who), "home.people", rows).await
}

/// Whom somebody enters.
pub(super) struct Wish<'a> {
    pub name: &'a str,
    pub phone: &'a str,
    pub relation: Relation,
    pub rights: Rights,
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

/// Enters family or a tenant; whoever it is is told, by whom and with what. The answer is the same whether the number has an
/// account or not.
pub(super) async fn enter(
    house: &House,
    who: Person,
    home: HomeId,
    wish: Wish<'_>,
) -> Result<ResidentId, Refusal> {
    let mut view = house.db.view().await?;
    let (people, own) = within(&mut view, who, "home.manage", home).await?;
    let own = &people[own];
    let name = Line::read(wish.name, 64).map_err(|_| Refusal::Field("name"))?;
    let phone = Phone::read(wish.phone).ok_or(Refusal::Phone)?;
    let now = view.now();
    let (from_at, until_at) = rules::given(own, wish.relation, wish.rights, (wish.from, wish.until), now)?;
    let there = places::find(&mut view, home).await?.ok_or(Refusal::Home)?;
    let community = places::of(&mut view, own.org).await?.ok_or(Refusal::Home)?;
    drop(view);
    let index = house.vault.index(&NumberRow::PHONE, phone.e164());
    let (id, subject) = (ResidentId::fresh(&house.clock), Subject::Org(own.org));
    let new = Resident {
        id,
        org: own.org,
        home,
        person: None,
        relation: wish.relation,
        name: house.vault.seal(&Resident::NAME, subject, id.bytes(), &name).await?,
        phone: Some(house.vault.seal(&Resident::PHONE, subject, id.bytes(), &phone).await?),
        rights: wish.rights,
        from_at,
        until_at,
        entered_by: Some(who.person),
        entered_at: now,
        answer_by: Some(now.plus(rules::WAITS)),
    };
    let by = account::name_of(house, &Caller::from(who), Purpose::Household, who.person).await?;
    let by = by.map(|name| name.as_str().to_owned()).unwrap_or_default();
    let mut cx = house.db.begin().await?;
    if accounts::count(&mut cx, OF_DAY, who.person.bytes()).await? > i64::from(OF_DAY.most) {
        return Err(Refusal::TooMany);
    }
    let people = store::of_home_now(&mut cx, home).await?;
    cx.permit(who, "home.manage", &resource(home, &people, cx.now()))?;
    if i64::try_from(people.len()).unwrap_or(i64::MAX) >= PEOPLE_MAX {
        return Err(Refusal::Many);
    }
    if !store::add(&mut cx, &new, Some(index)).await? {
        return Err(Refusal::Again);
    }
    if let Some(person) = accounts::person_by_phone(&mut cx, index).await? {
        let (zh, en) = wish.relation.told();
        let told = Notice::new("home.entered")
            .with("home", format!("{} {}", community.name, there.number))
            .with("relation", both(zh, en))
            .about("by", by)
            .about("name", name.as_str());
        notice::tell(&mut cx, house, person.id, &told).await?;
    }
    cx.commit().await?;
    Ok(id)
}

/// Changes rights and dates of somebody whom the caller may change.
pub(super) async fn change(
    house: &House,
    who: Person,
    (home, id): (HomeId, ResidentId),
    rights: Rights,
    dates: (Option<Timestamp>, Option<Timestamp>),
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let (people, own) = within(&mut view, who, "home.manage", home).await?;
    let (own, other) = (&people[own], other(&people, id)?);
    if !rules::is_his_to_change(own, other) {
        return Err(Refusal::NotYours);
    }
    let from = if other.from_at <= view.now() { other.from_at } else { dates.0.unwrap_or(other.from_at) };
    let (begins, until) = rules::given(own, other.relation, rights, (Some(from), dates.1), view.now())?;
    // Who lives there already goes on doing so.
    let begins = if other.from_at <= view.now() { other.from_at } else { begins };
    drop(view);
    let mut cx = house.db.begin().await?;
    let people = store::of_home_now(&mut cx, home).await?;
    cx.permit(who, "home.manage", &resource(home, &people, cx.now()))?;
    let other = people.iter().find(|one| one.id == id).ok_or(Refusal::Unknown)?;
    store::save(&mut cx, id, rights, (begins, until)).await?;
    store::note(&mut cx, other, What::Changed).await?;
    if let Some(person) = other.person {
        cx.tell(person, "home", "home.changed", &json!({ "home": home })).await?;
    }
    Ok(cx.commit().await?)
}

fn other(people: &[Resident], id: ResidentId) -> Result<&Resident, Refusal> {
    people.iter().find(|one| one.id == id).ok_or(Refusal::Unknown)
}

/// Ends what somebody of the home was given, or an entry that waits; at once, and for whom he entered, too.
pub(super) async fn remove(
    house: &House,
    who: Person,
    (home, id): (HomeId, ResidentId),
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let (people, own) = within(&mut view, who, "home.manage", home).await?;
    if !rules::is_his_to_change(&people[own], other(&people, id)?) {
        return Err(Refusal::NotYours);
    }
    drop(view);
    let mut cx = house.db.begin().await?;
    let people = store::of_home_now(&mut cx, home).await?;
    cx.permit(who, "home.manage", &resource(home, &people, cx.now()))?;
    parting::end(&mut cx, house, &people, id, Some(who.person)).await?;
    Ok(cx.commit().await?)
}

/// Moves out: every right ends in this unit of work.
pub(super) async fn leave(house: &House, who: Person, home: HomeId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let people = store::of_home_now(&mut cx, home).await?;
    let own = people.iter().find(|one| one.person == Some(who.person)).ok_or(Refusal::Home)?.id;
    // Also somebody whose time begins tomorrow, or ended a moment ago, may go.
    let mine = yard::access::account_of(who.person);
    cx.permit(who, "me.change", &mine)?;
    parting::end(&mut cx, house, &people, own, Some(who.person)).await?;
    Ok(cx.commit().await?)
}

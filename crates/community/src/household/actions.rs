//! What those of a home do: see who lives there, enter others, change and end what they entered, move out.

use ground::{Caller, Ctx, Fault, OrgId, Person, PersonId, Timestamp};
use policy::Purpose;
use serde_json::json;
use vault::Subject;
use yard::House;
use yard::account::{self, Bound, NumberRow, Phone, store as accounts};
use yard::notice::{self, Notice, both};
use yard::org::Line;

use super::rules;
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

/// The caller's own row in a home where he lives now.
fn own(people: &[Resident], who: Person, now: Timestamp) -> Result<&Resident, Refusal> {
    people.iter().find(|one| one.person == Some(who.person) && one.lives(now)).ok_or(Refusal::Home)
}

/// Who lives in a home, and who was entered.
pub(super) async fn people(house: &House, who: Person, home: HomeId) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    let rows = store::of_home(&mut view, home).await?;
    own(&rows, who, view.now())?;
    view.permit(who, "home.read", &resource(home, &rows, view.now()))?;
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
    let people = store::of_home(&mut view, home).await?;
    let now = view.now();
    let org = own(&people, who, now)?.org;
    view.permit(who, "home.manage", &resource(home, &people, now))?;
    let name = Line::read(wish.name, 64).map_err(|_| Refusal::Field("name"))?;
    let phone = Phone::read(wish.phone).ok_or(Refusal::Phone)?;
    let given = |people: &[Resident]| {
        rules::given(own(people, who, now)?, wish.relation, wish.rights, (wish.from, wish.until), now)
    };
    let (from_at, until_at) = given(&people)?;
    let there = places::find(&mut view, home).await?.ok_or(Refusal::Home)?;
    let community = places::of(&mut view, org).await?.ok_or(Refusal::Home)?;
    drop(view);
    let index = house.vault.index(&NumberRow::PHONE, phone.e164());
    let new = entry(house, (who, org, home), &wish, (&name, &phone), (from_at, until_at)).await?;
    let id = new.id;
    let by = account::name_of(house, &Caller::from(who), Purpose::Household, who.person).await?;
    let by = by.map(|name| name.as_str().to_owned()).unwrap_or_default();
    let mut cx = house.db.begin().await?;
    if accounts::count(&mut cx, OF_DAY, who.person.bytes()).await? > i64::from(OF_DAY.most) {
        return Err(Refusal::TooMany);
    }
    let people = store::of_home_now(&mut cx, home).await?;
    cx.permit(who, "home.manage", &resource(home, &people, cx.now()))?;
    // What is his may have become less meanwhile.
    given(&people)?;
    if store::is_full_now(&mut cx, home).await? {
        return Err(Refusal::Many);
    }
    if !store::add(&mut cx, &new, Some(index)).await? {
        return Err(Refusal::Again);
    }
    if let Some(person) = accounts::person_by_phone(&mut cx, index).await? {
        let (zh, en) = wish.relation.told();
        let told = Notice::new("home.entered")
            .about("home", format!("{} {}", community.name, there.number))
            .about("relation", both(zh, en))
            .about("by", by)
            .about("name", name.as_str());
        notice::tell(&mut cx, house, person.id, &told).await?;
    }
    cx.commit().await?;
    Ok(id)
}

/// The row of somebody who is entered, sealed under the key of the community: there may be no person yet.
async fn entry(
    house: &House,
    (who, org, home): (Person, OrgId, HomeId),
    wish: &Wish<'_>,
    (name, phone): (&Line, &Phone),
    (from_at, until_at): rules::Span,
) -> Result<Resident, Fault> {
    let (id, subject, now) = (ResidentId::fresh(&house.clock), Subject::Org(org), house.clock.now());
    Ok(Resident {
        id,
        org,
        home,
        person: None,
        relation: wish.relation,
        name: house.vault.seal(&Resident::NAME, subject, id.bytes(), name).await?,
        phone: Some(house.vault.seal(&Resident::PHONE, subject, id.bytes(), phone).await?),
        rights: wish.rights,
        from_at,
        until_at,
        entered_by: Some(who.person),
        entered_at: now,
        answer_by: Some(now.plus(rules::WAITS)),
    })
}

/// Changes rights and dates of somebody whom the caller may change.
pub(super) async fn change(
    house: &House,
    who: Person,
    (home, id): (HomeId, ResidentId),
    rights: Rights,
    dates: (Option<Timestamp>, Option<Timestamp>),
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let (people, now) = (store::of_home_now(&mut cx, home).await?, cx.now());
    let own = own(&people, who, now)?;
    cx.permit(who, "home.manage", &resource(home, &people, now))?;
    let other = other(&people, id)?;
    if !rules::is_his_to_change(own, other) {
        return Err(Refusal::NotYours);
    }
    let from = if other.from_at <= now { other.from_at } else { dates.0.unwrap_or(other.from_at) };
    let (begins, until) = rules::given(own, other.relation, rights, (Some(from), dates.1), now)?;
    // Who lives there already goes on doing so.
    let begins = if other.from_at <= now { other.from_at } else { begins };
    changed(&mut cx, other, rights, (begins, until)).await?;
    // Nobody whom he entered has more than he has from now on.
    for one in rules::going(other, &people).into_iter().filter(|one| one.id != id) {
        let (less, last) = (one.rights.and(rights), rules::sooner(one.until_at, until));
        if (less, last) != (one.rights, one.until_at) {
            changed(&mut cx, one, less, (one.from_at, last)).await?;
        }
    }
    Ok(cx.commit().await?)
}

/// Keeps what somebody has from now on, and says so; of whom was entered and has not answered nothing has begun that could change.
async fn changed(cx: &mut Ctx, one: &Resident, rights: Rights, span: rules::Span) -> Result<(), Fault> {
    store::save(cx, one.id, rights, span).await?;
    heard(cx, one).await
}

/// What he has is another: the outbox says so, and his open pages.
async fn heard(cx: &mut Ctx, one: &Resident) -> Result<(), Fault> {
    let Some(person) = one.person else { return Ok(()) };
    store::note(cx, one, What::Changed).await?;
    cx.tell(person, "home", "home.changed", &json!({ "home": one.home })).await
}

/// A home belongs to another unit: whoever lives there opens other doors from now on.
pub(crate) async fn moved(cx: &mut Ctx, home: HomeId) -> Result<(), Fault> {
    for one in store::of_home_now(cx, home).await? {
        heard(cx, &one).await?;
    }
    Ok(())
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
    let mut cx = house.db.begin().await?;
    let (people, now) = (store::of_home_now(&mut cx, home).await?, cx.now());
    let own = own(&people, who, now)?;
    cx.permit(who, "home.manage", &resource(home, &people, now))?;
    if !rules::is_his_to_change(own, other(&people, id)?) {
        return Err(Refusal::NotYours);
    }
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

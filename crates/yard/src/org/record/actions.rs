//! What people do: look at a record, change it, unmask a number, say what is shown.

use ground::{Caller, Ctx, Member, PersonId, View};
use policy::{Category, Purpose};
use serde_json::json;
use std::collections::HashMap;
use vault::{Sealed, untyped};

use super::Refusal;
use super::filing::{seal_each, write};
use super::rules::{self, Class, Field, Rule, Standing};
use super::standing::standing;
use super::store::{self, FieldRow, Source};
use super::views::RecordWish;
use crate::House;
use crate::account::Name;
use crate::consent::store::{self as consents, Scope};
use crate::org::charge::{self, Right};
use crate::org::opened;
use crate::org::personnel::store as matters;
use crate::org::store::{self as orgs, MemberRow};
use crate::org::{Line, Role, act, resource};
use crate::realname::CardNumber;

/// One field as whoever looks sees it.
pub(super) struct Shown {
    pub field: Field,
    pub value: String,
    pub masked: bool,
    pub row: Option<(Source, ground::Timestamp)>,
}

/// A record as whoever looks sees it.
pub(super) struct Record {
    pub member: MemberRow,
    pub standing: Standing,
    pub name: Option<String>,
    pub fields: Vec<Shown>,
    pub rules: HashMap<Field, Rule>,
    pub has_photo: bool,
    /// The number of the identity card with all but its first and last sign hidden, for those who may open it.
    pub masked: Option<String>,
    /// Whether whoever looks may keep that number of another.
    pub identity: bool,
    /// Whether the organisation opened personnel matters.
    pub personnel: bool,
}

/// Looks at the record of a member, as far as the rules show it.
pub(super) async fn look(house: &House, who: Member, person: PersonId) -> Result<Record, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.members.read", &resource(who.org))?;
    let member = orgs::member_seen(&mut view, who.org, person).await?.ok_or(Refusal::Unknown)?;
    let standing = standing(&mut view, &who, &member).await?;
    let rules = store::rules(&mut view, who.org).await?;
    let mut rows = store::of(&mut view, who.org, person).await?;
    let personnel = opened::is_open(&mut view, who.org, opened::Service::Personnel).await?;
    let has_photo = rules::shows(Field::Name, store::rule(&rules, Field::Name), standing)
        && store::has_photo(&mut view, who.org, person).await?;
    let keeps = standing == Standing::Keeper;
    let identity = keeps && may_identify(&mut view, &who, &member).await?;
    drop(view);
    let number = identity.then(|| rows.iter_mut().find_map(|row| row.id_number.take())).flatten();
    // What the organisation did not open is not shown, not even to him here; his page of what is held shows it.
    let sees = |field: Field| {
        rules::shows(field, store::rule(&rules, field), standing)
            && (personnel || field.class() != Class::Personnel)
    };
    let seen: Vec<FieldRow> = rows.into_iter().filter(|row| sees(row.field)).collect();
    let position = member.position.as_ref().filter(|_| sees(Field::Position));
    let (name, fields) = opened(house, who, &member, (&seen, position)).await?;
    let masked = match &number {
        Some(number) => masked(house, who, number).await?,
        None => None,
    };
    Ok(Record { standing, name, fields, rules, has_photo, masked, identity, personnel, member })
}

/// Opens these fields of a member and his name, as one act with one leaf. Numbers of identity cards stay with whoever
/// asks for them by themselves.
async fn opened(
    house: &House,
    who: Member,
    member: &MemberRow,
    (seen, position): (&[FieldRow], Option<&Sealed<Line>>),
) -> Result<(Option<String>, Vec<Shown>), Refusal> {
    let mut rows = crate::account::store::people(&mut house.db.view().await?, &[member.person]).await?;
    let named = rows.pop();
    let caller = Caller::from(who);
    let values: Vec<(&FieldRow, &Sealed<Line>)> = seen
        .iter()
        .filter(|row| row.field.class() == Class::Record)
        .filter_map(|row| Some((row, row.sealed()?)))
        .collect();
    let sealed: Vec<Sealed<Vec<u8>>> = named
        .iter()
        .map(|row| untyped(&row.name))
        .chain(position.map(untyped))
        .chain(values.iter().map(|(_, value)| untyped(value)))
        .collect();
    let look = house.vault.look(&caller, Purpose::MemberRecord).act("org.record");
    let mut opened = look.open_each(&sealed).await?.into_iter();
    let name = match named.as_ref().and_then(|_| opened.next()) {
        Some(one) => vault::typed::<Name>(one)?.map(|name| name.as_str().to_owned()),
        None => None,
    };
    let mut fields = Vec::new();
    if position.is_some()
        && let Some(line) = opened.next().map(vault::typed::<Line>).transpose()?.flatten()
    {
        let value = line.as_str().to_owned();
        fields.push(Shown { field: Field::Position, value, masked: false, row: None });
    }
    for ((row, _), one) in values.iter().zip(opened) {
        if let Some(line) = vault::typed::<Line>(one)? {
            let (value, row_of) = (line.as_str().to_owned(), Some((row.source, row.changed_at)));
            fields.push(Shown { field: row.field, value, masked: false, row: row_of });
        }
    }
    fields.extend(own_of_other_classes(house, who, seen).await?);
    fields.sort_by_key(|shown| shown.field);
    Ok((name, fields))
}

/// What is one's own beside the record itself: the number masked, and what one handed in.
async fn own_of_other_classes(house: &House, who: Member, seen: &[FieldRow]) -> Result<Vec<Shown>, Refusal> {
    let rows: Vec<&FieldRow> = seen.iter().filter(|row| row.field.class() != Class::Record).collect();
    let caller = Caller::from(who);
    let look = crate::own::look(house, &caller).act("org.record");
    let values = look.open_present(rows.iter().filter_map(|row| row.sealed())).await?;
    let shown = rows.iter().zip(values).filter_map(|(row, value)| {
        let masked = row.field == Field::IdNumber;
        let value = value?.as_str().to_owned();
        let value = if masked { CardNumber::read(&value)?.masked() } else { value };
        Some(Shown { field: row.field, value, masked, row: Some((row.source, row.changed_at)) })
    });
    Ok(shown.collect())
}

/// What shall stand in these fields; `None` empties one.
pub(super) type Change = Vec<(Field, Option<Line>)>;

/// Changes a record: its person what is his, those who keep records the rest.
pub(super) async fn change(
    house: &House,
    who: Member,
    person: PersonId,
    wish: RecordWish,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let member = may_change(&mut view, &who, person).await?;
    let change = wish.read()?;
    let is_own = who.person == person;
    let rules = store::rules(&mut view, who.org).await?;
    let personnel_open = opened::is_open(&mut view, who.org, opened::Service::Personnel).await?;
    let identifies = !is_own && may_identify(&mut view, &who, &member).await?;
    for (field, value) in &change {
        let kept = is_own && !who.administrator && !store::rule(&rules, *field).own;
        if kept || (!is_own && !kept_for_others(*field, identifies)) {
            return Err(Refusal::NotYours);
        }
        if field.class() == Class::Personnel && value.is_some() && !personnel_open {
            return Err(Refusal::Off);
        }
        if *field == Field::IdNumber && value.is_some() && !agreed(&mut view, person).await? {
            return Err(Refusal::Consent);
        }
    }
    drop(view);
    let source = if is_own { Source::Own } else { Source::Keeper };
    let filed = seal_each(house, &member, &change, (source, None)).await?;
    let mut cx = house.db.begin().await?;
    let now = may_change_now(&mut cx, &who, person).await?;
    let by_office = change.iter().any(|(field, _)| !store::rule(&rules, *field).own);
    if is_own && by_office && now.role != Role::Administrator {
        return Err(Refusal::NotYours);
    }
    // Who left and came back meanwhile is another membership; what was sealed belongs to the one that was seen.
    if now.id != member.id {
        return Err(Refusal::Unknown);
    }
    if let Some((_, number)) = change.iter().find(|(field, _)| *field == Field::IdNumber) {
        if !is_own {
            let (who, reach) = charge::covering(&mut cx, &who, Right::Identity).await?;
            let holders = reach.holders(&who, now.department);
            cx.permit(who, "record.identity", &charge::resource(who.org, &holders))?;
        }
        if number.is_some() && !agreed_now(&mut cx, person).await? {
            return Err(Refusal::Consent);
        }
    }
    write(&mut cx, &now, filed).await?;
    if is_own && change.iter().any(|(field, value)| field.class() == Class::Personnel && value.is_some()) {
        matters::handed_in(&mut cx, who.org, person).await?;
    }
    if !is_own {
        act::note(&mut cx, &who, "org.record.change", Some(person)).await?;
        cx.tell(person, "org", "org.record_changed", &json!({ "org": who.org })).await?;
    }
    Ok(cx.commit().await?)
}

/// Whether those who keep records write this of another: what is handed in its person writes alone, the number of his identity
/// card also whoever may open it.
fn kept_for_others(field: Field, identifies: bool) -> bool {
    match field.class() {
        Class::Record => true,
        Class::Identity => identifies,
        Class::Personnel => false,
    }
}

/// Whether the caller keeps and opens the number of this member's identity card.
async fn may_identify(view: &mut View, who: &Member, member: &MemberRow) -> Result<bool, Refusal> {
    let holders = charge::holders(view, who, Right::Identity, member.department).await?;
    Ok(view.permit(*who, "record.identity", &charge::resource(who.org, &holders)).is_ok())
}

/// The member whose record the caller may change.
pub(super) async fn may_change(
    view: &mut View,
    who: &Member,
    person: PersonId,
) -> Result<MemberRow, Refusal> {
    view.permit(*who, "org.members.read", &resource(who.org))?;
    let member = orgs::member_seen(view, who.org, person).await?.ok_or(Refusal::Unknown)?;
    if who.person != person {
        let holders = charge::holders(view, who, Right::Records, member.department).await?;
        view.permit(*who, "record.change", &charge::resource(who.org, &holders))?;
    }
    Ok(member)
}

/// The same within the unit of work that writes: whom the caller's charge covers is asked of the rows as they are then.
pub(super) async fn may_change_now(
    cx: &mut Ctx,
    who: &Member,
    person: PersonId,
) -> Result<MemberRow, Refusal> {
    cx.permit(*who, "org.members.read", &resource(who.org))?;
    orgs::lock(cx, who.org).await?;
    let member = orgs::member(cx, who.org, person).await?.ok_or(Refusal::Unknown)?;
    if who.person != person {
        let (who, reach) = charge::covering(cx, who, Right::Records).await?;
        let holders = reach.holders(&who, member.department);
        cx.permit(who, "record.change", &charge::resource(who.org, &holders))?;
    }
    Ok(member)
}

/// Whether somebody agreed that his organisation keeps the number of his identity card.
pub(super) async fn agreed(view: &mut View, person: PersonId) -> Result<bool, Refusal> {
    let (purpose, part) = (Purpose::MemberIdentity, Scope::Category(Category::MemberIdNumber));
    Ok(consents::stands(view, person, purpose).await?
        && consents::stands_for(view, person, purpose, part).await?)
}

/// The same within a unit of work.
async fn agreed_now(cx: &mut Ctx, person: PersonId) -> Result<bool, Refusal> {
    let (purpose, part) = (Purpose::MemberIdentity, Scope::Category(Category::MemberIdNumber));
    for scope in [Scope::Purpose, part] {
        let said = consents::last_counting(cx, person, purpose, scope).await?;
        if said.is_none_or(|(act, _)| act != consents::Act::Given) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The whole number of somebody's identity card, with a reason that he reads.
pub(super) async fn identity(
    house: &House,
    who: Member,
    person: PersonId,
    why: Option<&str>,
) -> Result<String, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.members.read", &resource(who.org))?;
    let member = orgs::member_seen(&mut view, who.org, person).await?.ok_or(Refusal::Unknown)?;
    let holders = charge::holders(&mut view, &who, Right::Identity, member.department).await?;
    view.permit(who, "record.identity", &charge::resource(who.org, &holders))?;
    let why = Line::reason(why).ok_or(Refusal::Reason)?;
    let rows = store::of(&mut view, who.org, person).await?;
    drop(view);
    let sealed = rows.iter().find_map(|row| row.id_number.as_ref()).ok_or(Refusal::Unknown)?;
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::MemberIdentity).act("org.record.identity");
    let number = look.reason(why.as_str()).open(sealed).await?.as_str().to_owned();
    let mut cx = house.db.begin().await?;
    // It was opened: that is noted, whatever became of the charge since.
    cx.permit(who, "record.identity", &charge::resource(who.org, &holders))?;
    act::note(&mut cx, &who, "org.record.identity", Some(person)).await?;
    cx.commit().await?;
    Ok(number)
}

/// That number with all but its first and last sign hidden; nothing where its person does not agree to it any longer.
async fn masked(house: &House, who: Member, number: &Sealed<Line>) -> Result<Option<String>, Refusal> {
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::MemberIdentity).act("org.record");
    let numbers = look.open_present([number]).await;
    let numbers = match numbers {
        Ok(numbers) => numbers,
        Err(vault::OpenRefused::Fault(fault)) => return Err(fault.into()),
        Err(_) => return Ok(None),
    };
    let number = numbers.into_iter().flatten().next();
    Ok(number.and_then(|line| CardNumber::read(line.as_str())).map(|number| number.masked()))
}

/// What the organisation says of each field.
pub(super) async fn rules(house: &House, who: Member) -> Result<Vec<(Field, Rule)>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.members.read", &resource(who.org))?;
    let said = store::rules(&mut view, who.org).await?;
    Ok(Field::ALL.into_iter().map(|field| (field, store::rule(&said, field))).collect())
}

/// Says something else of a field.
pub(super) async fn rule(house: &House, who: Member, field: Field, rule: Rule) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    if !rule.fits(field) {
        return Err(Refusal::RuleFixed);
    }
    store::save_rule(&mut cx, who.org, field, rule).await?;
    act::note(&mut cx, &who, "org.record.rule", None).await?;
    Ok(cx.commit().await?)
}

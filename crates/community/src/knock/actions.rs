//! What guards do: see who came, ask a home, say what it answered on the telephone, open, send away.

use ground::{Caller, Ctx, Fault, Member, OrgId, Person, Scope, View};
use policy::Purpose;
use std::collections::HashMap;
use yard::House;
use yard::account::store as accounts;
use yard::notice::{self, Notice};
use yard::org::Line;

use super::rules::{self, Answered, Said, State};
use super::{Knock, KnockId, Refusal, asking, gate, store};
use crate::household::store as households;
use crate::place::{DoorId, HomeId, store as places};
use crate::{opening, pass};

async fn look(house: &House, who: Member) -> Result<View, Refusal> {
    let mut view = house.db.view().await?;
    let guards = store::guards(&mut view, who.org).await?;
    view.permit(who, "gate.keep", &gate(who.org, &guards))?;
    Ok(view)
}

async fn begin(house: &House, who: Member) -> Result<Ctx, Refusal> {
    let mut cx = house.db.begin().await?;
    let guards = store::guards_now(&mut cx, who.org).await?;
    cx.permit(who, "gate.keep", &gate(who.org, &guards))?;
    Ok(cx)
}

/// Somebody who came, as the guard sees him.
pub(super) struct Waiting {
    pub row: Knock,
    pub state: State,
    /// The number of the home.
    pub home: Option<String>,
    pub door: Option<String>,
    pub name: Option<String>,
    pub reason: Option<String>,
}

/// A gate: who waits there, and its doors.
pub(super) struct Gate {
    pub community: String,
    pub doors: Vec<(DoorId, String)>,
    pub waiting: Vec<Waiting>,
}

/// Looks at it.
pub(super) async fn list(house: &House, who: Member) -> Result<Gate, Refusal> {
    let mut view = look(house, who).await?;
    let community = places::of(&mut view, who.org).await?.ok_or(Refusal::Closed)?.name;
    let (rows, now) = (store::of_org(&mut view, who.org).await?, view.now());
    let doors = places::doors(&mut view, who.org).await?;
    let doors: Vec<(DoorId, String)> = doors.into_iter().map(|door| (door.id, door.name)).collect();
    let mut homes = HashMap::new();
    for home in rows.iter().filter_map(|row| row.home) {
        if let Some(found) = places::find(&mut view, home).await? {
            homes.insert(home, found.number);
        }
    }
    drop(view);
    let shut = |no: vault::OpenRefused| Fault::caused("opening who waits at a gate", no);
    let caller = Caller::from(who);
    let look = || house.vault.look(&caller, Purpose::VisitKeeping).act("knock.list").delivery();
    let names = look().open_present(rows.iter().filter_map(|row| row.name.as_ref())).await;
    let mut names = names.map_err(shut)?.into_iter();
    let reasons = look().open_present(rows.iter().filter_map(|row| row.reason.as_ref())).await;
    let mut reasons = reasons.map_err(shut)?.into_iter();
    let text = |line: Option<Line>| line.map(|line| line.as_str().to_owned());
    let mut waiting = Vec::with_capacity(rows.len());
    for row in rows {
        waiting.push(Waiting {
            state: rules::state(&row, now),
            home: row.home.and_then(|home| homes.get(&home).cloned()),
            door: row
                .door
                .and_then(|id| doors.iter().find(|(door, _)| *door == id))
                .map(|(_, name)| name.clone()),
            name: if row.name.is_some() { text(names.next().flatten()) } else { None },
            reason: if row.reason.is_some() { text(reasons.next().flatten()) } else { None },
            row,
        });
    }
    Ok(Gate { community, doors, waiting })
}

/// What a guard enters.
pub(super) struct Wish<'a> {
    pub home: &'a str,
    pub door: Option<DoorId>,
    pub name: Option<&'a str>,
    pub reason: Option<&'a str>,
}

/// Asks a home; answers how many of its people have a phone that was asked.
pub(super) async fn ask(house: &House, who: Member, wish: Wish<'_>) -> Result<(KnockId, i64), Refusal> {
    let mut view = look(house, who).await?;
    let said: Said = rules::said(wish.name, wish.reason, false)?;
    let home = places::home_numbered(&mut view, who.org, wish.home.trim()).await?.ok_or(Refusal::Home)?;
    let asked = asking::reachable(&mut view, home.id).await?;
    drop(view);
    let row = asking::row(house, (who.org, Some(&home), wish.door), &said, asked).await?;
    let mut cx = begin(house, who).await?;
    if let Some(door) = wish.door
        && !places::has_door(&mut cx, who.org, door).await?
    {
        return Err(Refusal::Door);
    }
    let there = store::of_org_now(&mut cx, who.org).await?;
    let entered = there.iter().filter(|one| !one.by_poster).count();
    if entered >= rules::OF_GATE || asking::is_beset(&there, home.id, cx.now()) {
        return Err(Refusal::Many);
    }
    store::add(&mut cx, &row, None).await?;
    asking::ask(house, &mut cx, &row, &home).await?;
    cx.commit().await?;
    Ok((row.id, asked))
}

/// Keeps what the home said on its landline.
pub(super) async fn heard(house: &House, who: Member, (id, yes): (KnockId, bool)) -> Result<(), Refusal> {
    let mut cx = begin(house, who).await?;
    let one = store::find_now(&mut cx, who.org, id).await?.ok_or(Refusal::Unknown)?;
    let home = one.home.ok_or(Refusal::Home)?;
    // As long as those of the home can say it themselves, nobody says it for them.
    if one.asked > 0 && rules::state(&one, cx.now()) == State::Waiting {
        return Err(Refusal::Asked);
    }
    if !store::answer(&mut cx, id, (Answered::of(yes), None)).await? {
        return Err(Refusal::Answered);
    }
    if yes {
        all_read(house, &mut cx, home, Notice::new("visitor.said_yes")).await?;
    }
    asking::answered(&mut cx, &one).await?;
    Ok(cx.commit().await?)
}

/// All who live in a home read what was done in its name.
async fn all_read(house: &House, cx: &mut Ctx, home: HomeId, told: Notice) -> Result<(), Fault> {
    let number = places::find_now(cx, home).await?.map(|home| home.number).unwrap_or_default();
    let (told, now) = (told.about("home", number), cx.now());
    for resident in households::of_home_now(cx, home).await? {
        let Some(person) = resident.person.filter(|_| resident.lives(now)) else { continue };
        notice::tell(cx, house, person, &told).await?;
    }
    Ok(())
}

/// Opens for somebody: on yes, or with a reason, which the home reads. The order keeps the number of the visit.
pub(super) async fn open(
    house: &House,
    who: Member,
    (id, door): (KnockId, DoorId),
    why: Option<&str>,
) -> Result<(), Refusal> {
    let mut cx = begin(house, who).await?;
    if accounts::count(&mut cx, rules::OPENS, who.person.bytes()).await? > i64::from(rules::OPENS.most) {
        return Err(Refusal::TooMany);
    }
    let one = store::find_now(&mut cx, who.org, id).await?.ok_or(Refusal::Unknown)?;
    if !places::has_door(&mut cx, who.org, door).await? {
        return Err(Refusal::Door);
    }
    cx.commit().await?;
    let why = why.filter(|text| !text.trim().is_empty());
    let reason = match (one.answer, why) {
        (Some(Answered::Yes), _) => None,
        (_, None) => return Err(Refusal::NotAgreed),
        (_, why) => Some(Line::reason(why).ok_or(Refusal::Reason)?),
    };
    let noted = match &reason {
        Some(reason) => format!("{id} {}", reason.as_str()),
        None => id.to_string(),
    };
    let noted = Line::read(&noted, 300).map_err(|_| Refusal::Reason)?;
    let order = opening::order(house, who, door, &noted).await?;
    let mut cx = begin(house, who).await?;
    let (desk, _) = pass::of_desk(house, &mut cx, who.org).await?;
    opening::store::add_order(&mut cx, &order).await?;
    if let (Some(reason), Some(home)) = (&reason, one.home) {
        let told = Notice::new("visitor.overridden").about("reason", reason.as_str());
        all_read(house, &mut cx, home, told).await?;
    }
    cx.commit().await?;
    pass::ordered(house, door, desk, ::pass::By::Staff).await?;
    let mut cx = begin(house, who).await?;
    store::opened(&mut cx, id).await?;
    asking::changed(&mut cx, who.org).await?;
    Ok(cx.commit().await?)
}

/// He is gone: what was told of him goes at once.
pub(super) async fn end(house: &House, who: Member, id: KnockId) -> Result<(), Refusal> {
    let mut cx = begin(house, who).await?;
    let one = store::find_now(&mut cx, who.org, id).await?.ok_or(Refusal::Unknown)?;
    store::remove(&mut cx, who.org, id).await?;
    asking::answered(&mut cx, &one).await?;
    Ok(cx.commit().await?)
}

/// The gates that the caller keeps, wherever.
pub(super) async fn mine(house: &House, who: Person) -> Result<Vec<(OrgId, String)>, Refusal> {
    let mut view = house.db.view().await?;
    let Scope::Own(person) = view.scope(who, "home.list")? else { return Ok(Vec::new()) };
    Ok(store::gates_of(&mut view, person).await?)
}

//! What people do with calendars elsewhere: subscribe, look, have one asked for now, end it.

use ground::{Caller, Ctx, Fault, Person, Timestamp};
use policy::Purpose;
use std::sync::Arc;
use vault::Subject;
use yard::House;
use yard::access::account_of;
use yard::account::store as accounts;

use super::rules::{self, ASKED, EACH_MAX, EVERY, NAME_MAX, SOON, Tone};
use super::{Refusal, Subscription, SubscriptionId, jobs, store};
use crate::calendar::ical::{self, Entry};
use crate::calendar::ics::{self, HOME};
use crate::calendar::rules::{Budget, Occurrence, stretch, text};

/// Bytes of titles and notes of one answer; of what comes after that the notes are left out.
const LETTERS_MAX: usize = 4 << 20;

/// A calendar elsewhere as its person sees it.
pub(super) struct Shown {
    pub row: Subscription,
    pub name: String,
    /// At which site it is; nothing where the house does not ask there any longer.
    pub host: Option<String>,
}

/// One time of what stands in such a calendar.
pub(super) struct Time {
    pub of: SubscriptionId,
    pub tone: Tone,
    pub entry: Arc<Entry>,
    pub time: Occurrence,
}

/// Subscribes to a calendar; it is asked for at once.
pub(super) async fn subscribe(
    house: &House,
    who: Person,
    (address, name, tone): (&str, &str, Tone),
) -> Result<SubscriptionId, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "calendar.keep", &account_of(who.person))?;
    drop(view);
    if !house.egress.asks_for_calendars() {
        return Err(Refusal::Elsewhere);
    }
    let address = address.trim();
    house.egress.calendar_host(address).ok_or(Refusal::Address)?;
    let name = text(Some(name), NAME_MAX).flatten().ok_or(Refusal::Name)?.replace('\n', " ");
    let (id, subject) = (SubscriptionId::fresh(&house.clock), Subject::Person(who.person));
    let index = house.vault.index(&Subscription::ADDRESS, address);
    let sealed = house.vault.seal(&Subscription::ADDRESS, subject, id.bytes(), &address.to_owned()).await?;
    let name = house.vault.seal(&Subscription::NAME, subject, id.bytes(), &name).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "calendar.keep", &account_of(who.person))?;
    counted(&mut cx, who).await?;
    if store::count(&mut cx, who.person).await? >= EACH_MAX {
        return Err(Refusal::Many);
    }
    let now = cx.now();
    let new = Subscription {
        id,
        person: who.person,
        address: sealed,
        name,
        tone,
        marks: None,
        file: None,
        failures: 0,
        why: None,
        brought_at: None,
        next_at: rules::next(now, 0),
        made_at: now,
    };
    match store::add(&mut cx, &new, index).await {
        Err(error) if error.is_unique_on("office_subscription") => return Err(Refusal::Many),
        other => other?,
    }
    jobs::later(&mut cx, who.person, id).await?;
    cx.commit().await?;
    Ok(id)
}

/// Counts one more question of somebody's own, made or asked anew: the house asks no site as often as somebody presses.
async fn counted(cx: &mut Ctx, who: Person) -> Result<(), Refusal> {
    let counted = accounts::count(cx, ASKED, who.person.bytes()).await?;
    if counted > i64::from(ASKED.most) { Err(Refusal::Soon) } else { Ok(()) }
}

/// What somebody subscribes to.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "calendar.keep", &account_of(who.person))?;
    let rows = store::of(&mut view, who.person).await?;
    drop(view);
    let shut = |no: vault::OpenRefused| Fault::caused("opening subscriptions", no);
    let caller = Caller::from(who);
    let look = || house.vault.look(&caller, Purpose::Calendar).act("calendar.subscriptions").delivery();
    let names = look().open_present(rows.iter().map(|row| &row.name)).await.map_err(shut)?;
    let addresses = look().open_present(rows.iter().map(|row| &row.address)).await.map_err(shut)?;
    let shown = |((row, name), address): ((Subscription, Option<String>), Option<String>)| Shown {
        host: address.and_then(|address| house.egress.calendar_host(&address)),
        name: name.unwrap_or_default(),
        row,
    };
    Ok(rows.into_iter().zip(names).zip(addresses).map(shown).collect())
}

/// What stands in them within a stretch.
pub(super) async fn times(
    house: &House,
    who: Person,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<Time>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "calendar.keep", &account_of(who.person))?;
    let stretch = stretch(from, until)?;
    let rows = store::of(&mut view, who.person).await?;
    drop(view);
    let caller = Caller::from(who);
    let (mut all, mut budget, mut letters) = (Vec::new(), Budget::whole(), LETTERS_MAX);
    // One file at a time: each may be as large as a file may be.
    for row in rows {
        let Some(file) = &row.file else { continue };
        let look = house.vault.look(&caller, Purpose::Calendar).act("calendar.subscribed").delivery();
        let opened = look.open_present([file]).await;
        let opened = opened.map_err(|no| Fault::caused("opening a calendar that was brought", no))?;
        let Some((entries, _)) = opened.first().and_then(|file| ical::read(file.as_deref()?, HOME)) else {
            continue;
        };
        for entry in settled(entries) {
            // Beyond what a page shows the rest is left out: one calendar of strangers does not hide the others.
            let Ok(times) = budget.times(&entry.when, stretch) else { break };
            let bytes =
                times.len().saturating_mul(entry.title.len() + entry.notes.as_ref().map_or(0, String::len));
            let entry = Arc::new(if bytes <= letters { entry } else { Entry { notes: None, ..entry } });
            letters = letters.saturating_sub(bytes);
            all.extend(times.into_iter().map(|time| Time {
                of: row.id,
                tone: row.tone,
                entry: Arc::clone(&entry),
                time,
            }));
        }
    }
    all.sort_by_key(|one| one.time.from);
    Ok(all)
}

/// The times that differ are no longer those of their series, and what is said of them is as long as a page shows it.
fn settled(mut entries: Vec<Entry>) -> Vec<Entry> {
    for entry in &mut entries {
        let said = ics::said(entry).ok();
        (entry.title, entry.place, entry.notes) =
            said.map_or_else(Default::default, |said| (said.title, said.place, said.notes));
    }
    let moved: Vec<_> = entries.iter().filter_map(|one| Some((one.uid.clone(), one.instead?))).collect();
    for root in entries.iter_mut().filter(|one| one.instead.is_none()) {
        root.when.gone.extend(moved.iter().filter(|(uid, _)| *uid == root.uid).map(|(_, at)| *at));
    }
    for other in entries.iter_mut().filter(|one| one.instead.is_some()) {
        other.when.rule = None;
    }
    entries
}

/// Has one asked for now.
pub(super) async fn again(house: &House, who: Person, id: SubscriptionId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "calendar.keep", &account_of(who.person))?;
    let at = (who.person, id);
    if !house.egress.asks_for_calendars() {
        return Err(Refusal::Elsewhere);
    }
    counted(&mut cx, who).await?;
    let (since, next) = (cx.now().minus(SOON), cx.now().plus(EVERY));
    if !store::again(&mut cx, at, (since, next)).await? {
        let is_there = store::exists(&mut cx, at).await?;
        return Err(if is_there { Refusal::Soon } else { Refusal::Unknown });
    }
    jobs::later(&mut cx, who.person, id).await?;
    Ok(cx.commit().await?)
}

/// Ends one: its address and what was brought are gone.
pub(super) async fn end(house: &House, who: Person, id: SubscriptionId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "calendar.keep", &account_of(who.person))?;
    if !store::remove(&mut cx, (who.person, id)).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

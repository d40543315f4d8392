//! What people do: look at an archive, take from it; and keepers: say whose keys are known.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::{Because, Caller, Ctx, Fault, Person, PersonId, Timestamp, View};
use policy::{Category, Purpose};
use std::collections::BTreeSet;
use std::pin::Pin;

use super::read::{Archive, Signed, read};
use super::rules::{self, Entry, Offer};
use super::store::{self, BroughtRow, Known};
use super::{BroughtId, Refusal};
use crate::access::{account_of, the_house};
use crate::account::{self, Name, PersonRow, store as accounts};
use crate::house::Held;
use crate::{House, avatar};

/// An archive held against what is here.
pub(super) struct Looked {
    pub archive: Archive,
    pub offer: Offer,
    pub known: Option<Known>,
    /// Whether the number in it is one's own; `None` where it names none.
    pub is_own_number: Option<bool>,
    /// What one is called here.
    pub name: String,
    /// Whether there is a picture here.
    pub has_picture: bool,
}

/// Says what an archive would bring. Changes nothing.
pub(super) async fn look(house: &House, who: Person, signed: &Signed<'_>) -> Result<Looked, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "me.change", &account_of(who.person))?;
    drop(view);
    let archive = read(signed)?;
    let mut view = house.db.view().await?;
    let known = store::house(&mut view, archive.key).await?;
    let row =
        accounts::person(&mut view, who.person).await?.because("whoever is signed in has an account")?;
    let offer = rules::offer(&archive, kept_since(house, view.now()));
    drop(view);
    let caller = Caller::from(who);
    let name = house.vault.open(&caller, Purpose::Account, &row.name).await;
    let name = name.because("opening one's own name")?.into_inner();
    let own = account::number_of(house, &caller, who.person).await?;
    let is_own_number = offer.number.as_ref().map(|number| own.as_ref() == Some(number));
    let name = name.as_str().to_owned();
    Ok(Looked { archive, offer, known, is_own_number, name, has_picture: row.avatar.is_some() })
}

fn kept_since(house: &House, now: Timestamp) -> Timestamp {
    let period = house.policy.retention(Category::MeetingTitle).from("meeting-ended");
    period.map_or(now, |period| vault::begun_before(period, now))
}

/// What somebody wants of an archive.
pub(super) struct Wish<'a> {
    /// The kinds that are to come along.
    pub take: BTreeSet<Category>,
    /// Those of them that may replace what is here.
    pub replace: BTreeSet<Category>,
    /// The fingerprint of the house, where the person compared it.
    pub compared: Option<&'a str>,
    /// That the archive is his own.
    pub is_mine: bool,
}

/// How much of each kind came.
pub(super) type Came = Vec<(Category, usize)>;

/// Takes from an archive what is wished.
pub(super) async fn take(
    house: &House,
    who: Person,
    signed: &Signed<'_>,
    wish: &Wish<'_>,
) -> Result<Came, Refusal> {
    let looked = look(house, who, signed).await?;
    may_take(&looked, wish)?;
    let mut came = Vec::new();
    if wish.take.contains(&Category::Avatar) {
        let picture = looked.offer.picture.as_ref().ok_or(Refusal::NotOffered)?;
        avatar::put(house, who, picture).await?;
        came.push((Category::Avatar, 1));
    }
    let mut rows = Vec::new();
    for (category, entries) in lists(&looked.offer) {
        if wish.take.contains(&category) {
            rows.push((category, sealed(house, who.person, &looked, category, entries).await?));
        }
    }
    let name = looked.offer.name.as_ref().filter(|_| wish.take.contains(&Category::DisplayName));
    let mut cx = house.db.begin().await?;
    cx.permit(who, "me.change", &account_of(who.person))?;
    if let Some(name) = name {
        rename(house, &mut cx, who.person, name).await?;
        came.push((Category::DisplayName, 1));
    }
    for (category, rows) in rows {
        let mut count = 0;
        for row in rows {
            count += usize::from(store::add(&mut cx, &row).await?);
        }
        came.push((category, count));
    }
    cx.commit().await?;
    Ok(came)
}

fn lists(offer: &Offer) -> [(Category, &[Entry]); 2] {
    [(Category::MeetingTitle, &offer.titles), (Category::MeetingParticipation, &offer.stays)]
}

/// Whether what is wished may be taken, before anything is.
fn may_take(looked: &Looked, wish: &Wish<'_>) -> Result<(), Refusal> {
    let shown = rules::fingerprint(&looked.archive.key);
    if looked.known.is_none() && wish.compared != Some(shown.as_str()) {
        return Err(Refusal::HouseUnknown);
    }
    if looked.is_own_number != Some(true) && !wish.is_mine {
        return Err(Refusal::NotSurelyYours);
    }
    for category in &wish.take {
        let (is_offered, is_here) = match category {
            Category::DisplayName => (
                looked.offer.name.is_some(),
                looked.offer.name.as_ref().map(Name::as_str) != Some(&looked.name),
            ),
            Category::Avatar => (looked.offer.picture.is_some(), looked.has_picture),
            Category::MeetingTitle => (!looked.offer.titles.is_empty(), false),
            Category::MeetingParticipation => (!looked.offer.stays.is_empty(), false),
            _ => (false, false),
        };
        if !is_offered {
            return Err(Refusal::NotOffered);
        }
        if is_here && !wish.replace.contains(category) {
            return Err(Refusal::WouldReplace);
        }
    }
    Ok(())
}

async fn rename(house: &House, cx: &mut Ctx, person: PersonId, name: &Name) -> Result<(), Fault> {
    let sealed = house.vault.seal(&PersonRow::NAME, person, person.bytes(), name).await?;
    accounts::rename(cx, person, &sealed).await?;
    cx.tell(person, "account", "account.renamed", &()).await
}

async fn sealed(
    house: &House,
    person: PersonId,
    looked: &Looked,
    category: Category,
    entries: &[Entry],
) -> Result<Vec<BroughtRow>, Fault> {
    let Looked { archive, .. } = looked;
    let mut rows = Vec::with_capacity(entries.len());
    let is_title = category == Category::MeetingTitle;
    let field = if is_title { &BroughtRow::TITLE } else { &BroughtRow::STAY };
    for entry in entries {
        let place = [&archive.subject, category.id(), &entry.at.rfc3339(), &entry.value].join("\n");
        let id = BroughtId::from_bytes(house.vault.index(field, &format!("{person}\n{place}")));
        let value = format!("{} · {}", entry.value, archive.house);
        let value = Some(house.vault.seal(field, person, id.bytes(), &value).await?);
        let (title, stay) = if is_title { (value, None) } else { (None, value) };
        let at = Timestamp::from_micros(entry.at.day() * 86_400_000_000);
        rows.push(BroughtRow { person, id, title, stay, at });
    }
    Ok(rows)
}

/// The houses whose keys are known, for a keeper.
pub(super) async fn houses(house: &House, who: Person) -> Result<Vec<Known>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "house.keep", &the_house())?;
    Ok(store::houses(&mut view).await?)
}

/// A keeper says whose key this is.
pub(super) async fn know(house: &House, who: Person, name: &str, key: &str) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    let name = name.trim();
    let key = BASE64.decode(key.trim()).ok().and_then(|key| <[u8; 32]>::try_from(key).ok());
    let is_name = (1..=100).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    let key = key.filter(|_| is_name).ok_or(Refusal::KeyWrong)?;
    store::know(&mut cx, &rules::fingerprint(&key), name, key, who.person).await?;
    Ok(cx.commit().await?)
}

/// A keeper takes that back.
pub(super) async fn forget(house: &House, who: Person, fingerprint: &str) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    if !store::forget(&mut cx, &fingerprint.replace('-', " ")).await? {
        return Err(Refusal::NoHouse);
    }
    Ok(cx.commit().await?)
}

/// What this feature holds about a person: what he brought along.
pub fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view: View = house.db.view().await?;
        let rows = store::of(&mut view, person).await?;
        drop(view);
        let look = house.vault.look(caller, Purpose::OwnData).act("me.held");
        let mut sealed = Vec::with_capacity(rows.len());
        for row in &rows {
            sealed.extend(row.title.iter().chain(&row.stay));
        }
        let opened = look.open_many(sealed).await;
        let opened = opened.map_err(|no| Fault::caused("opening what one brought along", no))?;
        let held = rows.iter().zip(opened).map(|(row, value)| Held {
            category: if row.title.is_some() {
                Category::MeetingTitle
            } else {
                Category::MeetingParticipation
            },
            table: "yard_brought",
            value: Some(value.into_inner()),
            collected_at: row.at,
        });
        Ok(held.collect())
    })
}

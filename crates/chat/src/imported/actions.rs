//! What people do: bring a conversation along, read and search what they brought, and remove it.

use ground::uuid::Uuid;
use ground::{Caller, Fault, Person, PersonId, Timestamp};
use policy::{Category, Purpose};
use std::future::Future;
use std::pin::Pin;
use vault::{Plain, Sealed};
use yard::{Held, House, own};

use super::rules::{self, Head, Line, Lines, Signed};
use super::{Imported, ImportedId, Part, Refusal, store};

/// Conversations that one person brings along, at most.
const MANY_MAX: i64 = 50;
/// What one search answers, at most.
const FOUND_MAX: usize = 50;

/// One of them in the open.
pub(super) struct Shown {
    pub id: ImportedId,
    pub taken_at: Timestamp,
    pub lines: i64,
    pub parts: i64,
    pub head: Head,
}

/// Takes a file in, whole; answers which it is.
pub(super) async fn take(house: &House, who: Person, signed: &Signed<'_>) -> Result<ImportedId, Refusal> {
    let view = house.db.view().await?;
    view.scope(who, "conversation.list")?;
    drop(view);
    let taken = rules::read(signed)?;
    let (id, person) = (ImportedId::fresh(&house.clock), who.person);
    let head = house.vault.seal(&Imported::HEAD, person, id.bytes(), &taken.head).await?;
    let lines: usize = taken.parts.iter().map(|lines| lines.0.len()).sum();
    let mut parts = Vec::with_capacity(taken.parts.len());
    for (place, lines) in (0..).zip(&taken.parts) {
        let row = *Uuid::now_v7().as_bytes();
        let said = house.vault.seal(&Part::SAID, person, row, lines).await?;
        parts.push(Part { imported: id, place, id: row, person, said });
    }
    let mut cx = house.db.begin().await?;
    if store::count(&mut cx, person).await? >= MANY_MAX {
        return Err(Refusal::Full);
    }
    let (lines, many) = (whole(lines), whole(parts.len()));
    let imported = Imported { id, person, taken_at: cx.now(), lines, parts: many, head };
    store::add(&mut cx, &imported, &parts).await?;
    cx.commit().await?;
    Ok(id)
}

fn whole(many: usize) -> i64 {
    i64::try_from(many).unwrap_or(i64::MAX)
}

/// What the caller brought along.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "conversation.list")?;
    let found = store::of(&mut view, who.person, MANY_MAX).await?;
    drop(view);
    let heads = open(house, who, found.iter().map(|one| &one.head).collect()).await?;
    let shown = found.into_iter().zip(heads).filter_map(|(one, head)| {
        let Imported { id, taken_at, lines, parts, .. } = one;
        Some(Shown { id, taken_at, lines, parts, head: head? })
    });
    Ok(shown.collect())
}

/// A part of it, in order.
pub(super) async fn part(
    house: &House,
    who: Person,
    (id, place): (ImportedId, i64),
) -> Result<Vec<Line>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "conversation.list")?;
    let part = store::part_of(&mut view, who.person, (id, place)).await?.ok_or(Refusal::Unknown)?;
    drop(view);
    let lines = open(house, who, vec![&part.said]).await?.pop().flatten();
    Ok(lines.ok_or(Refusal::Unknown)?.0)
}

/// What has these words, of everything that the caller brought along.
pub(super) async fn search(
    house: &House,
    who: Person,
    typed: &str,
) -> Result<Vec<(ImportedId, Line)>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "conversation.list")?;
    let wanted = rules::query(typed)?;
    let all = store::of(&mut view, who.person, MANY_MAX).await?;
    drop(view);
    let mut found = Vec::new();
    for one in all {
        let parts = store::parts(&mut house.db.view().await?, who.person, one.id).await?;
        let opened = open(house, who, parts.iter().map(|part| &part.said).collect()).await?;
        let lines = opened.into_iter().flatten().flat_map(|Lines(lines)| lines);
        found.extend(lines.filter(|line| rules::has(line, &wanted)).map(|line| (one.id, line)));
        if found.len() >= FOUND_MAX {
            break;
        }
    }
    found.truncate(FOUND_MAX);
    Ok(found)
}

/// It goes.
pub(super) async fn remove(house: &House, who: Person, id: ImportedId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.scope(who, "conversation.list")?;
    if !store::remove(&mut cx, who.person, id).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

/// Opens what is the caller's own, in the order given; nothing where one stays shut.
async fn open<T: Plain>(
    house: &House,
    who: Person,
    sealed: Vec<&Sealed<T>>,
) -> Result<Vec<Option<T>>, Refusal> {
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Messaging).act("imported.read").delivery();
    let opened = look.open_present(sealed).await;
    Ok(opened.map_err(|no| Fault::caused("opening what was brought along", no))?)
}

/// What this feature holds about a person: what he brought along, by name and house; its messages the pages show.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let found = store::of(&mut house.db.view().await?, person, MANY_MAX).await?;
        let rows = found.iter().map(|one| (one.taken_at, &one.head));
        let of = (Category::ImportedConversation, "chat_imported");
        let say = |Head { name, house, .. }: Head| format!("{} ({house})", name.unwrap_or_default());
        own::opened(own::look(house, caller).delivery(), of, rows, say).await
    })
}

//! What people do: carry on what was said.

use ground::{Person, PersonId};
use std::collections::HashMap;
use yard::House;

use crate::conversation::{ConversationId, names};
use crate::file::{self, FILES_MAX, File, FileId};
use crate::log::body::{Body, Forwarded, PASSED_MAX, Passed};
use crate::log::{self, Chat, Found, Refusal, Wish};

/// Conversations into which one act carries, at most.
const TARGETS_MAX: usize = 20;
/// Messages that one act writes, at most.
const WRITTEN_MAX: usize = 200;
/// Characters of one record, at most.
const RECORD_MAX: usize = 100_000;

/// Files that one act copies, at most, over all the conversations into which it carries them.
const COPIES_MAX: usize = 100;
/// Bytes of them.
const COPIED_BYTES_MAX: i64 = 256 << 20;

/// What somebody wants carried on, and where to.
pub(super) struct Carry<'a> {
    pub from: ConversationId,
    pub seqs: &'a [i64],
    pub to: &'a [ConversationId],
    pub as_record: bool,
    pub mark: &'a str,
}

/// Carries messages on; each is durable when this returns.
pub(super) async fn carry(
    house: &House,
    chat: &Chat,
    who: Person,
    carry: Carry<'_>,
) -> Result<Vec<(ConversationId, i64)>, Refusal> {
    let Carry { from, seqs, to, as_record, mark } = carry;
    let written = if as_record { to.len() } else { to.len() * seqs.len() };
    let is_fit = (1..=PASSED_MAX).contains(&seqs.len())
        && (1..=TARGETS_MAX).contains(&to.len())
        && written <= WRITTEN_MAX;
    let mut view = house.db.view().await?;
    let (source, _) = log::permits(&mut view, who, "message.read", from).await?;
    log::has_words(&source)?;
    if !is_fit {
        return Err(Refusal::Bound);
    }
    for id in to {
        log::permits(&mut view, who, "message.send", *id).await?;
    }
    drop(view);
    let (bodies, files) = bodies(house, who, from, (seqs, as_record)).await?;
    bounded(&bodies, &files, to.len())?;
    let mut carried = Vec::with_capacity(written);
    for id in to {
        for (number, body) in bodies.iter().enumerate() {
            let own = format!("{mark}-{number}");
            let seq = write(house, chat, who, (*id, &own), (body, &files)).await?;
            carried.push((*id, seq));
        }
    }
    Ok(carried)
}

/// The files of what is carried on, by their ids where they are now.
type Files = HashMap<FileId, File>;

/// Whether this is not more than one act copies.
fn bounded(bodies: &[Body], files: &Files, targets: usize) -> Result<(), Refusal> {
    let named: Vec<&FileId> = bodies.iter().flat_map(|body| &body.files).collect();
    let bytes: i64 = named.iter().filter_map(|id| files.get(id)).map(|file| file.size).sum();
    let times = i64::try_from(targets).unwrap_or(i64::MAX);
    let is_fit = bodies.iter().all(|body| body.files.len() <= FILES_MAX)
        && named.len() * targets <= COPIES_MAX
        && bytes.saturating_mul(times) <= COPIED_BYTES_MAX;
    if is_fit { Ok(()) } else { Err(Refusal::FilesStay) }
}

/// Writes one message with copies of its files; those that it did not take, because it was refused or stands there already,
/// go again.
async fn write(
    house: &House,
    chat: &Chat,
    who: Person,
    (to, mark): (ConversationId, &str),
    (body, files): (&Body, &Files),
) -> Result<i64, Refusal> {
    let mut copies: HashMap<FileId, FileId> = HashMap::new();
    let mut written = Ok(());
    for file in body.files.iter().filter_map(|id| files.get(id)) {
        match file::copy(house, who, file, to).await {
            Ok(copy) => drop(copies.insert(file.id, copy)),
            Err(refusal) => {
                written = Err(refusal);
                break;
            }
        }
    }
    let written = match written {
        Ok(()) => {
            let wish = Wish::Say { body: renamed(body, &copies), reply_to: None, topic: None, bare: false };
            log::write_message(house, chat, who, to, (mark, wish)).await.map(|written| written.seq)
        }
        Err(refusal) => Err(refusal),
    };
    if !copies.is_empty() {
        let copies: Vec<FileId> = copies.into_values().collect();
        file::drop_unsent(house, to, &copies).await?;
    }
    written
}

/// The same with the copies of its files.
fn renamed(body: &Body, copies: &HashMap<FileId, FileId>) -> Body {
    let of = |files: &[FileId]| files.iter().filter_map(|id| copies.get(id).copied()).collect();
    let mut body = Body { files: of(&body.files), ..body.clone() };
    for item in body.forwarded.iter_mut().flat_map(|forwarded| &mut forwarded.items) {
        item.files = of(&item.files);
    }
    body
}

/// What is written: the messages in the order in which they were said.
async fn bodies(
    house: &House,
    who: Person,
    from: ConversationId,
    (seqs, as_record): (&[i64], bool),
) -> Result<(Vec<Body>, Files), Refusal> {
    let mut seqs = seqs.to_vec();
    seqs.sort_unstable();
    seqs.dedup();
    let places: Vec<(ConversationId, i64)> = seqs.iter().map(|seq| (from, *seq)).collect();
    let found = log::said_at(house, who, &places).await?;
    if found.len() != seqs.len() {
        return Err(Refusal::MessageUnknown);
    }
    let mut view = house.db.view().await?;
    let mut files = Files::new();
    let mut carried = Vec::with_capacity(found.len());
    for one in found {
        // What a message carries its rows say: an edit of its words does not name its files anew.
        let own = file::files_of(&mut view, (from, one.event.seq)).await?;
        let ids = own.iter().map(|file| file.id).collect();
        files.extend(own.into_iter().map(|file| (file.id, file)));
        carried.push(Found { body: Body { files: ids, ..one.body }, ..one });
    }
    drop(view);
    let found = carried;
    let writers: Vec<PersonId> = found.iter().map(|one| one.event.actor).collect();
    let names = names(house, who, &writers).await?;
    if !as_record {
        return Ok((found.into_iter().map(|one| single(one, &names)).collect(), files));
    }
    let items: Vec<Passed> = found.into_iter().flat_map(|one| passed(one, &names)).collect();
    let size: usize = items.iter().map(|item| item.text.chars().count()).sum();
    if items.len() > PASSED_MAX || size > RECORD_MAX {
        return Err(Refusal::Bound);
    }
    let own = items.iter().flat_map(|item| item.files.iter().copied()).collect();
    let forwarded = Some(Forwarded { items, record: true });
    Ok((vec![Body { forwarded, files: own, ..Body::default() }], files))
}

/// A message by itself: it says the same, and that it was passed on.
fn single(found: Found, names: &HashMap<PersonId, String>) -> Body {
    if found.body.forwarded.is_some() {
        return Body { mentions: Vec::new(), all: false, programs: Vec::new(), ..found.body };
    }
    let files = found.body.files.clone();
    let items = passed(found, names);
    Body { forwarded: Some(Forwarded { items, record: false }), files, ..Body::default() }
}

/// As an item of a record; a record within it is taken apart.
fn passed(Found { event, body }: Found, names: &HashMap<PersonId, String>) -> Vec<Passed> {
    if let Some(forwarded) = body.forwarded {
        return forwarded.items;
    }
    let program = body.program.map(|program| program.name);
    let name = program.or_else(|| names.get(&event.actor).cloned()).unwrap_or_default();
    vec![Passed { name, at: event.at, text: body.text, card: body.card, files: body.files }]
}

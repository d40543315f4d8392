//! A file is read, or a part of it: by whoever may read the message that carries it.

use axum::body::{Body, Bytes};
use futures_util::stream;
use ground::{Caller, Fault, Person};
use policy::Purpose;
use std::collections::VecDeque;
use std::io;
use vault::SealedBlob;
use yard::House;

use super::actions::Place;
use super::rules::{self, About};
use super::speech;
use super::store::{self, Piece};
use super::{File, FileId, PIECE, PREVIEW, Refusal};
use crate::conversation::{Conversation, ConversationId};
use crate::log::{is_shown, permits};

/// The file, where the caller may have it: it hangs on a message that is his to read, or he uploaded it.
async fn readable(view: &mut ground::View, house: &House, who: Person, at: Place) -> Result<File, Refusal> {
    let (conversation, member) = permits(view, who, "message.read", at.0).await?;
    let file = store::find(view, at.0, at.1).await?.ok_or(Refusal::Unknown)?;
    let is_his = match file.seq {
        Some(seq) => {
            (member.from_seq..=member.last(&conversation)).contains(&seq) && is_shown(house, who, file.person)
        }
        None => file.person == who.person,
    };
    if is_his && file.is_whole() { Ok(file) } else { Err(Refusal::Unknown) }
}

/// A file on its way out.
pub(crate) struct Opened {
    pub(super) about: About,
    pub(super) size: i64,
    /// The part that was asked for; nothing where it is the whole.
    pub(super) part: Option<(i64, i64)>,
    pub(super) body: Body,
}

/// Opens a file, or the part of it that was asked for.
pub(super) async fn open(
    house: &House,
    who: Person,
    at: Place,
    range: Option<&str>,
) -> Result<Opened, Refusal> {
    let mut view = house.db.view().await?;
    let file = readable(&mut view, house, who, at).await?;
    hand_out(house, view, who, (file, Reader::Member), range).await
}

/// Opens a file that hangs on a message, or a part of it, for a keeper to whom a grant gives it; that of somebody whose account
/// is closed or restricted, or waits, for a case alone.
pub(crate) async fn inspected(
    house: &House,
    who: Person,
    at: Place,
    (range, by_case): (Option<&str>, bool),
) -> Result<Opened, Refusal> {
    let mut view = house.db.view().await?;
    let file = store::find_any(&mut view, at.0, at.1).await?;
    let is_shown = |file: &File| by_case || house.vault.held(file.person).is_none();
    let file = file.filter(|file| file.seq.is_some() && file.is_whole() && is_shown(file));
    let file = file.ok_or(Refusal::Unknown)?;
    hand_out(house, view, who, (file, Reader::Keeper), range).await
}

/// As whom somebody reads.
#[derive(Clone, Copy)]
enum Reader {
    /// Whoever the file was sent to.
    Member,
    /// The same, who wants the words of a voice message.
    Listener,
    /// Somebody who was let in: each opening is a leaf.
    Keeper,
}

impl Reader {
    fn look<'a>(self, house: &'a House, caller: &'a Caller) -> vault::Look<'a> {
        match self {
            Self::Member => house.vault.look(caller, Purpose::Messaging).act("file.get").delivery(),
            Self::Listener => house.vault.look(caller, Purpose::Messaging).act("file.speech").delivery(),
            Self::Keeper => house.vault.look(caller, Purpose::ConversationAccess).act("conversation.inspect"),
        }
    }
}

async fn hand_out(
    house: &House,
    mut view: ground::View,
    who: Person,
    (file, reader): (File, Reader),
    range: Option<&str>,
) -> Result<Opened, Refusal> {
    let part = rules::part(range, file.size)?;
    let (from, to) = part.unwrap_or((0, file.size));
    let pieces = store::pieces(&mut view, file.id, (from, to)).await?;
    drop(view);
    let caller = Caller::from(who);
    let about = reader.look(house, &caller).open(&file.about).await;
    let about = about.map_err(|shut| shut.or(Refusal::Unknown))?.into_inner();
    let (house, pieces) = (house.clone(), pieces.into());
    let opening = Opening { house, caller, reader, id: file.id, at: file.conversation, pieces };
    Ok(Opened { about, size: file.size, part, body: opening.body(from, to) })
}

/// A voice message whose words are wanted, not yet opened; as long as it may be for that.
pub(super) async fn voice(house: &House, who: Person, at: Place) -> Result<Opening, Refusal> {
    let mut view = house.db.view().await?;
    let file = readable(&mut view, house, who, at).await?;
    let pieces = store::pieces(&mut view, file.id, (0, file.size)).await?.into();
    // Whoever opens looks into the database, too: with a view in hand, a few at once would wait for one another.
    drop(view);
    let (caller, reader) = (Caller::from(who), Reader::Listener);
    let about = reader.look(house, &caller).open(&file.about).await;
    let about = about.map_err(|shut| shut.or(Refusal::Unknown))?.into_inner();
    if about.wave.is_none() {
        return Err(Refusal::NoVoice);
    }
    if file.size > speech::SOUND_MAX || about.millis.is_some_and(|millis| millis > speech::MILLIS_MAX) {
        return Err(Refusal::VoiceLong);
    }
    Ok(Opening { house: house.clone(), caller, reader, id: file.id, at: file.conversation, pieces })
}

/// What of a file is still to be opened.
pub(super) struct Opening {
    house: House,
    caller: Caller,
    reader: Reader,
    id: FileId,
    at: ConversationId,
    pieces: VecDeque<Piece>,
}

impl Opening {
    /// The bytes as the reader takes them, a piece at a time; each is opened at the door. Where it stays shut, because the
    /// file went meanwhile, the answer breaks off.
    fn body(self, from: i64, to: i64) -> Body {
        let pieces = stream::try_unfold(self, move |mut rest| async move {
            let Some(piece) = rest.pieces.pop_front() else { return Ok(None) };
            let bytes = rest.one(&piece).await.map_err(|fault| io::Error::other(fault.chain()))?;
            let within =
                |at: i64| usize::try_from((at - piece.start).clamp(0, piece.length)).unwrap_or_default();
            let (first, last) = (within(from), within(to));
            let bytes = Bytes::from(bytes).slice(first..last);
            Ok::<_, io::Error>(Some((bytes, rest)))
        });
        Body::from_stream(pieces)
    }

    /// All of it at once: for what is as short as a voice message.
    pub(super) async fn whole(self) -> Result<Vec<u8>, Fault> {
        let mut whole = Vec::new();
        for piece in &self.pieces {
            whole.extend(self.one(piece).await?);
        }
        Ok(whole)
    }

    async fn one(&self, piece: &Piece) -> Result<Vec<u8>, Fault> {
        let row = rules::row(self.id, piece.start);
        let blob = SealedBlob::stored(&PIECE, Conversation::subject(self.at), row, piece.blob.clone());
        let look = self.reader.look(&self.house, &self.caller);
        let bytes = look.open_blob(&self.house.blobs, &blob).await?.into_inner();
        let is_whole = i64::try_from(bytes.len()).is_ok_and(|length| length == piece.length);
        if is_whole { Ok(bytes) } else { Err(Fault::new("a piece of a file is not as long as it was")) }
    }
}

/// The small picture of a file.
pub(super) async fn preview(house: &House, who: Person, at: Place) -> Result<Vec<u8>, Refusal> {
    let mut view = house.db.view().await?;
    let file = readable(&mut view, house, who, at).await?;
    drop(view);
    let name = file.preview.ok_or(Refusal::Unknown)?;
    let subject = Conversation::subject(file.conversation);
    let blob = SealedBlob::stored(&PREVIEW, subject, file.id.bytes(), name);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Messaging).act("file.preview").delivery();
    let bytes = look.open_blob(&house.blobs, &blob).await;
    Ok(bytes.map_err(|shut| shut.or(Refusal::Unknown))?.into_inner())
}

//! What people see of files: what hangs on the messages of a page, and what they sent themselves.

use ground::{Caller, Fault, Person, PersonId};
use policy::{Category, Purpose};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use vault::Look;
use yard::{Held, House, own};

use super::{File, FileId, store};
use crate::conversation::ConversationId;

/// Files of one's own that the list of what is held shows, the newest.
const HELD_MAX: i64 = 5_000;

/// A file of a message.
#[derive(Clone, Serialize, JsonSchema)]
pub(crate) struct FileView {
    /// Its id.
    id: FileId,
    /// What it is called.
    name: String,
    /// What it is, as its sender says.
    media_type: String,
    /// Bytes.
    size: i64,
    /// Pixels of a picture or a video.
    width: Option<u32>,
    /// The same from top to bottom.
    height: Option<u32>,
    /// Milliseconds of a sound or a video.
    millis: Option<u32>,
    /// How loud a voice message is along its way, 0 to 255; null where it is none.
    wave: Option<Vec<u8>>,
    /// Whether there is a small picture of it.
    preview: bool,
    /// Whether its words can be asked for: it is a voice message, and this house can recognise speech.
    speech: bool,
}

/// The files of messages between two numbers, by the number of the message. Whether a message is the caller's to read is
/// known by whoever asks.
pub(crate) async fn of_messages(
    house: &House,
    who: Person,
    id: ConversationId,
    span: (i64, i64),
) -> Result<HashMap<i64, Vec<FileView>>, Fault> {
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Messaging).act("message.read").delivery();
    let files = store::between(&mut house.db.view().await?, id, span).await?;
    let mut views = named(&look, files).await?;
    // Whoever reads by a grant is not asked: words are made for those whom a voice message was sent to.
    let can_hear = house.config.speech.model.is_some();
    for view in views.values_mut().flatten() {
        view.speech = can_hear && view.wave.is_some();
    }
    Ok(views)
}

/// The same for whom a grant lets in, with those that are withheld.
pub(crate) async fn inspected(
    house: &House,
    look: &Look<'_>,
    id: ConversationId,
    span: (i64, i64),
) -> Result<HashMap<i64, Vec<FileView>>, Fault> {
    let files = store::between_any(&mut house.db.view().await?, id, span).await?;
    named(look, files).await
}

/// Files by the number of their message, as whoever looks may see them.
async fn named(look: &Look<'_>, files: Vec<File>) -> Result<HashMap<i64, Vec<FileView>>, Fault> {
    let opened = look.open_present(files.iter().map(|file| &file.about)).await;
    let opened = opened.map_err(|no| Fault::caused("opening what files are called", no))?;
    let mut views: HashMap<i64, Vec<FileView>> = HashMap::new();
    for (file, about) in files.into_iter().zip(opened) {
        let Some(about) = about else { continue };
        let File { id, size, preview, seq: Some(seq), .. } = file else { continue };
        views.entry(seq).or_default().push(FileView {
            id,
            name: about.name,
            media_type: about.kind,
            size,
            width: about.width,
            height: about.height,
            millis: about.millis,
            wave: about.wave,
            preview: preview.is_some(),
            speech: false,
        });
    }
    Ok(views)
}

/// What this feature holds about a person: the files that he sent, by name.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let files = store::sent_by(&mut house.db.view().await?, person, HELD_MAX).await?;
        let rows = files.iter().map(|file| (file.at, &file.about));
        let of = (Category::ChatFile, "chat_file");
        own::opened(own::look(house, caller).delivery(), of, rows, |about| about.name).await
    })
}

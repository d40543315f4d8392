//! What somebody may send in a meeting: all but what he said no to, or withdrew. Everything else of the meeting stays.

use ground::{Fault, PersonId, View};
use policy::Purpose;
use sfu::Source;
use yard::House;
use yard::consent::{Changed, store as ledger};

use crate::media::Media;
use crate::meeting;

/// Which purpose lets which sources be sent.
const SOURCES: [(Purpose, &[Source]); 3] = [
    (Purpose::MeetingMicrophone, &[Source::Microphone]),
    (Purpose::MeetingCamera, &[Source::Camera]),
    (Purpose::MeetingScreen, &[Source::ScreenShare, Source::ScreenShareAudio]),
];

/// What may be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Sending {
    /// Whatever there is.
    Everything,
    /// From these sources alone; none means nothing.
    Only(Vec<Source>),
}

/// What this person may send now.
pub(crate) async fn allowed(view: &mut View, person: PersonId) -> Result<Sending, Fault> {
    let (mut left, mut is_all) = (Vec::new(), true);
    for (purpose, sources) in SOURCES {
        if ledger::is_declined(view, person, purpose).await? {
            is_all = false;
        } else {
            left.extend_from_slice(sources);
        }
    }
    Ok(if is_all { Sending::Everything } else { Sending::Only(left) })
}

/// A consent was given or is gone: what runs in meetings under it ends, or may begin again.
pub(crate) async fn changed(house: &House, media: &Media, change: Changed) -> Result<(), Fault> {
    if !SOURCES.iter().any(|(purpose, _)| *purpose == change.purpose) {
        return Ok(());
    }
    let mut view = house.db.view().await?;
    let sending = allowed(&mut view, change.person).await?;
    let seats = meeting::store::seats_of(&mut view, change.person).await?;
    drop(view);
    for (meeting, identity) in seats {
        media.allow(meeting, &identity, &sending).await;
    }
    Ok(())
}

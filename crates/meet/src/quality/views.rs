//! Who sees whose figures.

use ground::{Caller, MeetingId};
use sfu::ParticipantQuality;
use yard::House;

use super::rules;
use crate::media::Media;
use crate::meeting::{Refusal, see, store};

/// How everybody's sound and pictures fare, for the host; one's own, for everybody else who is in the meeting.
pub(super) async fn quality(
    house: &House,
    media: &Media,
    caller: &Caller,
    id: MeetingId,
) -> Result<Vec<ParticipantQuality>, Refusal> {
    let mut view = house.db.view().await?;
    let seen = see(&mut view, caller, id).await?;
    view.permit(caller.clone(), "meeting.see_present", &seen)?;
    let is_host = view.permit(caller.clone(), "meeting.quality.read", &seen).is_ok();
    let own = match caller.person() {
        Some(person) => store::find_participant(&mut view, id, person).await?,
        None => None,
    };
    drop(view);
    let Some(own) = own else { return Err(Refusal::Unknown) };
    let only = (!is_host).then_some(own.identity.as_str());
    Ok(rules::seen(media.quality(id).await, only))
}

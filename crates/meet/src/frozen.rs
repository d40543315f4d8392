//! A frozen account is in no meeting: who is there in its name is put out at once, and no token of it opens a room until
//! the freeze is lifted. His admission stays; the meeting goes on without him.

use ground::Fault;
use yard::House;

use crate::media::Media;
use crate::meeting;

/// An account was frozen: whoever is in a meeting in the name of one that is frozen is there no longer.
pub(crate) async fn put_out(house: &House, media: &Media) -> Result<(), Fault> {
    let mut view = house.db.view().await?;
    let seats = meeting::store::frozen_seats(&mut view).await?;
    drop(view);
    for (meeting, identity) in seats {
        media.remove(meeting, &identity).await;
    }
    Ok(())
}

//! Cameras and links that were kept before it was noted by what they are found: each gets its mark, once. Nobody looks through a camera
//! and nobody links an account before all have theirs: whose was first is not known before.

use ground::{Caller, Fault};
use policy::Purpose;
use yard::House;

use super::bell::store as cameras;
use super::{Refusal, ThingId, bells, cloud};

/// Who opens where they are.
pub(super) const PROGRAM: Caller = Caller::Program("home.device.mark");

/// Marks all cameras that have none.
pub(super) async fn cameras(house: &House) -> Result<(), Fault> {
    loop {
        let unmarked = cameras::unmarked(&mut house.db.view().await?).await?;
        if unmarked.is_empty() {
            return Ok(());
        }
        let look = house.vault.look(&PROGRAM, Purpose::HomeDevices).act("home.device.mark");
        let opened = look.open_present(unmarked.iter().map(|camera| &camera.address)).await;
        let opened = opened.map_err(|no| Fault::caused("opening where cameras are", no))?;
        let mut cx = house.db.begin().await?;
        for (camera, address) in unmarked.iter().zip(opened) {
            let mark = address.and_then(|text| bells::mark_of(house, &text));
            cameras::mark(&mut cx, camera.thing, mark.unwrap_or_else(|| own(house, camera.thing))).await?;
        }
        cx.commit().await?;
    }
}

/// Of what cannot be read now nothing is known; it gets its mark when somebody looks.
fn own(house: &House, thing: ThingId) -> [u8; 16] {
    house.vault.index(&super::Camera::ADDRESS, &format!("unread {thing}"))
}

/// Refuses as long as a camera or a link has no mark.
pub(super) async fn done(house: &House) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    if cameras::are_marked(&mut view).await? && cloud::are_marked(&mut view).await? {
        return Ok(());
    }
    Err(Refusal::Away)
}

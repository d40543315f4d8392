//! Screens on a site: each shows a code that changes every half minute. Whoever has a screen's link sees what stands on it, and no
//! more: the name of the group, the code, and until when it is good.

use ground::{Member, Timestamp};
use yard::account::{Bound, store as accounts};
use yard::org::Service;
use yard::{House, token};

use super::plan::store::{self as plans, Group};
use super::{GroupId, Refusal, ScreenId, desk, proof};

/// What one screen asks within an hour; it needs 120.
const ASKED: Bound = Bound { kind: "attendance.screen", span_s: 3_600, most: 1_200 };

/// Puts one up for a group; what stands in its link is told this once.
pub(super) async fn put_up(
    house: &House,
    who: Member,
    group: GroupId,
) -> Result<(ScreenId, String), Refusal> {
    let (token, verifier) = token::fresh(house, &proof::SCREEN)?;
    let id = ScreenId::fresh(&house.clock);
    let mut cx = desk::begin(house, who).await?;
    plans::group_now(&mut cx, who.org, group).await?.ok_or(Refusal::Unknown)?;
    if plans::count_screens(&mut cx, who.org).await? >= plans::SCREENS_MAX {
        return Err(Refusal::Many);
    }
    plans::add_screen(&mut cx, who.org, (id, group), verifier).await?;
    cx.commit().await?;
    Ok((id, token))
}

/// Those of the organisation.
pub(super) async fn list(house: &House, who: Member) -> Result<Vec<(ScreenId, GroupId, Timestamp)>, Refusal> {
    let mut view = desk::look(house, who).await?;
    Ok(plans::screens(&mut view, who.org).await?)
}

/// Takes one down; its codes are good no longer.
pub(super) async fn take_down(house: &House, who: Member, id: ScreenId) -> Result<(), Refusal> {
    let mut cx = desk::begin(house, who).await?;
    if !plans::end_screen(&mut cx, who.org, id).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

/// What a screen shows now: for which group, the code, until when.
pub(super) async fn shows(house: &House, link: &str) -> Result<(Group, String, Timestamp), Refusal> {
    if link.len() != token::SIGNS {
        return Err(Refusal::Unknown);
    }
    let verifier = house.vault.index(&proof::SCREEN, link);
    let found = plans::screen(&mut house.db.view().await?, verifier).await?;
    let (screen, group) = found.ok_or(Refusal::Unknown)?;
    if !yard::org::is_open(&mut house.db.view().await?, group.org, Service::Attendance).await? {
        return Err(Refusal::Unknown);
    }
    let mut cx = house.db.begin().await?;
    let count = accounts::count(&mut cx, ASKED, screen.bytes()).await?;
    cx.commit().await?;
    if count > i64::from(ASKED.most) {
        return Err(Refusal::TooMany);
    }
    let (code, until) = proof::code(house, screen);
    Ok((group, code, until))
}

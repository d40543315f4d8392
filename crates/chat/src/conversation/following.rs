//! Who is in a channel follows the roster of its organisation: whoever comes to the organisation comes into its channels, a page of
//! the roster at a time and without an event of his own; who goes, goes ([`super::parting`]).

use ground::jobs::Jobs;
use ground::{Ctx, Errand, Fault, Job, OrgId, Stop};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::time::Duration;
use yard::House;
use yard::org::MembershipId;
use yard::org::store as roster;

use super::store;
use crate::frames::OfConversation;

/// Members of a roster that one run brings in; the next run goes on.
const AT_ONCE: u32 = 1_000;
/// Organisations whose rosters one run looks at.
const ORGS_AT_ONCE: i64 = 1_000;

/// Has the rosters looked at whose organisations have channels.
#[derive(Serialize, Deserialize)]
struct Follow(());

impl Job<House> for Follow {
    const NAME: &'static str = "channel.follow";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        for org in store::followers(cx, ORGS_AT_ONCE).await? {
            FollowOrg::later(cx, org).await?;
        }
        Ok(())
    }
}

/// Brings the members of one roster into the channels of its organisation, where it changed since that was done.
#[derive(Serialize, Deserialize)]
pub(super) struct FollowOrg {
    org: OrgId,
    after: Option<MembershipId>,
}

impl FollowOrg {
    /// Leaves word of it, in the unit of work that made it needed.
    pub(super) async fn later(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
        cx.later(<Self as Errand<House>>::NAME, &Self { org, after: None }).await
    }
}

impl Errand<House> for FollowOrg {
    const NAME: &'static str = "channel.follow_org";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let Self { org, after } = self;
        let mut view = house.db.view().await?;
        let (members, changed_at, _) = roster::roster_stamp(&mut view, org).await?;
        let channels = store::channels(&mut view, org).await?;
        let followed = store::followed(&mut view, org).await?;
        if after.is_none() && followed == Some((members, changed_at, channels.len())) {
            return Ok(());
        }
        let page = roster::members(&mut view, org, after, AT_ONCE).await?;
        drop(view);
        let mut cx = house.db.begin().await?;
        let mut came = HashSet::new();
        for channel in &channels {
            let Some(last) = store::lock(&mut cx, *channel).await? else { continue };
            for member in &page {
                if store::come(&mut cx, (*channel, last), member.person).await? {
                    came.insert(member.person);
                }
            }
        }
        let is_full = u32::try_from(page.len()).is_ok_and(|found| found >= AT_ONCE);
        match page.last().filter(|_| is_full) {
            Some(last) => {
                let next = Self { org, after: Some(last.id) };
                cx.later(<Self as Errand<House>>::NAME, &next).await?;
            }
            // The organisation is no more; its channels go when they are swept.
            None if members == 0 => {}
            // Whoever came while the pages were read changed the roster: the next look finds him.
            None => store::follows(&mut cx, org, (members, changed_at, channels.len())).await?,
        }
        cx.commit().await?;
        // Open pages ask for their lists.
        if let (Some(&conversation), false) = (channels.first(), came.is_empty()) {
            let frame = crate::hint("conversation.order", &OfConversation { conversation });
            house.db.bus().pass_to(&came.into_iter().collect::<Vec<_>>(), &frame.into());
        }
        Ok(())
    }
}

/// The work of this room.
pub(super) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Follow>(Duration::from_secs(60)).on_errand::<FollowOrg>()
}

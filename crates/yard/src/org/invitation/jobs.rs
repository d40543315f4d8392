//! What happens after the answer: the number is told, and invitations that nobody answered go.

use egress::{SendRefused, Template, TextMessage};
use ground::jobs::Jobs;
use ground::{Because, Caller, Ctx, Errand, Fault, Job, OrgId, Stop};
use policy::{Category, Purpose};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use vault::Subject;

use super::InvitationId;
use super::store;
use crate::org::actions::DAY_S;
use crate::org::upload::jobs::File;
use crate::org::{act, certificate, scim, upload};
use crate::{House, incident};

/// Who opens the number in order to text it; the access log says so.
const TEXTER: Caller = Caller::Program("org.invitation.text");

/// Tells the number by SMS; whoever has an account finds the invitation there in any case. The message names neither
/// the organisation nor whoever invites.
#[derive(Serialize, Deserialize)]
pub(super) struct TextInvitation {
    pub org: OrgId,
    pub invitation: InvitationId,
}

impl Errand<House> for TextInvitation {
    const NAME: &'static str = "org.invitation.text";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let row = store::open(&mut house.db.view().await?, self.org, self.invitation).await?;
        // Answered, withdrawn or expired by now: nobody needs to be told.
        let Some((row, phone)) = row.and_then(|mut row| row.phone.take().map(|phone| (row, phone))) else {
            return Ok(());
        };
        let look = house.vault.look(&TEXTER, Purpose::Invitation).act("org.invitation.text");
        let phone = look.open(&phone).await.because("opening the number of an invitation")?;
        let left = row.expires_at.since(house.clock.now()).as_secs();
        let days = left.div_ceil(u64::from(DAY_S)).to_string();
        let url = house.particulars().public_url.clone();
        let place = url.map_or_else(|| "四合院".to_owned(), |url| format!(" {url} "));
        let text = format!("【四合院】有组织邀请您加入。请在{days}天内登录{place}查看,接受或拒绝由您决定。");
        let message = TextMessage {
            to: phone.e164(),
            text: &text,
            template: Template::Invitation { days: &days },
            purpose: Purpose::Invitation,
            fields: &[Category::InvitationPhone],
        };
        match house.egress.text_message(Subject::Org(self.org), message).await {
            Ok(()) => Ok(()),
            Err(SendRefused::Fault(fault)) => Err(Stop::Retry(fault)),
            Err(refused) if refused.is_for_later() => {
                Err(Stop::Retry(Fault::caused("texting an invitation", refused)))
            }
            Err(_) => Err(Stop::GiveUp("not taken by the provider")),
        }
    }
}

/// Removes invitations whose time is over.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "org.sweep";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if incident::frozen(cx).await? {
            return Ok(());
        }
        upload::store::sweep(cx).await?;
        scim::store::sweep(cx).await?;
        certificate::sweep(cx).await?;
        act::sweep(cx).await?;
        Ok(store::sweep(cx).await?)
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Sweep>(Duration::from_secs(600)).on_errand::<TextInvitation>().on_errand::<File>()
}

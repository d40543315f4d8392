//! What happens by itself: everybody is told, and on its day the organisation ends.

use ground::jobs::Jobs;
use ground::{Caller, Ctx, Errand, Fault, Job, OrgId, PersonId, Stop, Timestamp};
use policy::Purpose;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::time::Duration;

use super::store;
use crate::House;
use crate::erasure::EndOrg;
use crate::incident;
use crate::notice::{self, Notice};
use crate::org::actions::part;
use crate::org::store as orgs;

/// People of one step.
const STEP: i64 = 100;
/// Organisations of one run.
const AT_ONCE: i64 = 20;

/// Tells the members that the organisation ends, some at a time.
#[derive(Serialize, Deserialize)]
pub(super) struct Tell {
    pub org: OrgId,
    /// Whoever came before was told.
    pub after: PersonId,
}

impl Job<House> for Tell {
    const NAME: &'static str = "org.closing.tell";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        // Called off meanwhile.
        let Some(due_at) = store::due_of(cx, self.org).await? else { return Ok(()) };
        let some = store::people(cx, self.org, self.after, STEP).await?;
        for person in &some {
            cx.tell(*person, "org", "org.closing", &json!({ "org": self.org, "due_at": due_at })).await?;
            notice::tell(
                cx,
                house,
                *person,
                &Notice::new("org.closing").with("until", notice::instant(due_at)),
            )
            .await?;
        }
        if let Some(last) = some.last().filter(|_| i64::try_from(some.len()).is_ok_and(|len| len >= STEP)) {
            cx.later(Self::NAME, &Self { org: self.org, after: *last }).await?;
        }
        Ok(())
    }
}

/// Ends the organisations whose day has come.
#[derive(Serialize, Deserialize)]
struct End(());

impl Job<House> for End {
    const NAME: &'static str = "org.closing.end";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if incident::frozen(cx).await? {
            return Ok(());
        }
        for org in store::due(cx, AT_ONCE).await? {
            cx.later(<PutOut as Errand<House>>::NAME, &PutOut { org }).await?;
        }
        Ok(())
    }
}

/// Puts everybody out of an organisation whose day has come, and then ends it. Safe to run twice.
#[derive(Serialize, Deserialize)]
struct PutOut {
    org: OrgId,
}

impl Errand<House> for PutOut {
    const NAME: &'static str = "org.closing.put_out";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let mut view = house.db.view().await?;
        let Some(row) = orgs::find(&mut view, self.org).await? else { return Ok(()) };
        let due = store::of(&mut view, self.org).await?.map(|closing| closing.due_at);
        drop(view);
        if due.is_none_or(|due: Timestamp| due > house.clock.now()) {
            return Ok(());
        }
        let caller = Caller::Program(Self::NAME);
        let look = house.vault.look(&caller, Purpose::Organisation).act(Self::NAME);
        let name = look.open(&row.legal_name).await;
        let name = name.map_err(|refusal| Fault::caused("opening which organisation ended", refusal))?;
        loop {
            let mut cx = house.db.begin().await?;
            // Asked anew in each unit of work, with the organisation in hand: only what ends now puts anybody out.
            orgs::lock(&mut cx, self.org).await?;
            if store::due_of(&mut cx, self.org).await?.is_none_or(|due| due > cx.now()) {
                return Ok(());
            }
            store::stop_programs(&mut cx, self.org).await?;
            let some = store::people(&mut cx, self.org, PersonId::from_bytes([0; 16]), STEP).await?;
            if some.is_empty() {
                orgs::remove(&mut cx, self.org).await?;
                cx.later(EndOrg::NAME, &EndOrg { org: self.org }).await?;
                return Ok(cx.commit().await?);
            }
            for person in some {
                part(&mut cx, house, self.org, person).await?;
                let told = Notice::new("org.closed").about("org", name.as_str());
                notice::tell(&mut cx, house, person, &told).await?;
            }
            cx.commit().await?;
        }
    }
}

/// The jobs of this room.
pub(in crate::org) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on::<Tell>().every::<End>(Duration::from_secs(600)).on_errand::<PutOut>()
}

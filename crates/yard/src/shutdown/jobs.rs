//! What happens on the last day: every lock is turned, what the law wants kept is sealed, then everyone is erased, page by page.

use ground::jobs::Jobs;
use ground::{Ctx, Fault, Job, LongJob, OrgId, PersonId, Stop, Timestamp};
use serde::{Deserialize, Serialize};
use vault::Subject;

use super::{ShutdownId, kept, store};
use crate::{House, erasure, escrow, incident, notice, retention};

/// Subjects that go in one run; the next run goes on.
const AT_ONCE: u32 = 20;

/// Ends the service on its day, unless it was called off.
#[derive(Serialize, Deserialize)]
pub(super) struct End {
    shutdown: ShutdownId,
}

impl End {
    pub(super) async fn at(cx: &mut Ctx, shutdown: ShutdownId, ends_at: Timestamp) -> Result<(), Fault> {
        cx.later_at(<Self as Job<House>>::NAME, &Self { shutdown }, None, ends_at).await
    }
}

impl Job<House> for End {
    const NAME: &'static str = "shutdown.end";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let Some((id, _)) = store::lock(cx).await?.filter(|(id, _)| *id == self.shutdown) else {
            return Ok(());
        };
        incident::turn_locks(cx, house).await?;
        Ok(cx.later(<Keep as LongJob<House>>::NAME, &Keep { shutdown: id }).await?)
    }
}

/// Seals what the law wants kept; only when it lies on the disk do the keys go.
#[derive(Serialize, Deserialize)]
struct Keep {
    shutdown: ShutdownId,
}

impl LongJob<House> for Keep {
    const NAME: &'static str = "shutdown.keep";

    async fn run(self, house: &House) -> Result<(), Stop> {
        kept::write(house, self.shutdown).await?;
        let mut cx = house.db.begin().await?;
        let first = Erase { shutdown: self.shutdown, after_person: None, after_org: None };
        // Done twice, they are erased once.
        let key = format!("{}:{}", <Erase as Job<House>>::NAME, self.shutdown);
        let now = cx.now();
        cx.later_at(<Erase as Job<House>>::NAME, &first, Some(&key), now).await?;
        Ok(cx.commit().await?)
    }
}

/// Erases the next people, as if each had closed his account and his time were over, and destroys the keys of the next
/// organisations; at the end what is left of records whose people have no account, such as guests.
#[derive(Serialize, Deserialize)]
struct Erase {
    shutdown: ShutdownId,
    after_person: Option<PersonId>,
    after_org: Option<OrgId>,
}

impl Job<House> for Erase {
    const NAME: &'static str = "shutdown.erase";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let Some((id, _)) = store::lock(cx).await?.filter(|(id, _)| *id == self.shutdown) else {
            return Ok(());
        };
        // Evidence of an incident stays until it is let go.
        if incident::frozen(cx).await? {
            let again = cx.now().plus(std::time::Duration::from_secs(3_600));
            return Ok(cx.later_at(Self::NAME, &self, None, again).await?);
        }
        let people = notice::people(cx, self.after_person, AT_ONCE).await?;
        let orgs = store::orgs(cx, self.after_org, AT_ONCE).await?;
        for person in &people {
            erasure::end_within(house, cx, *person).await?;
        }
        for org in &orgs {
            house.vault.destroy_all(Subject::Org(*org)).await?;
        }
        if people.is_empty() && orgs.is_empty() {
            if retention::sweep_all(house, cx).await? {
                return Ok(cx.later(Self::NAME, &self).await?);
            }
            // Where others hold shares of the master key, it leaves this machine: they alone open what was kept.
            if escrow::given(&mut house.db.view().await?).await?.is_some() {
                house.vault.turn_master().await?;
            }
            return Ok(store::erased(cx, id).await?);
        }
        let next = Self {
            shutdown: id,
            after_person: people.last().copied().or(self.after_person),
            after_org: orgs.last().copied().or(self.after_org),
        };
        Ok(cx.later(Self::NAME, &next).await?)
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on::<End>().on_long::<Keep>().on::<Erase>()
}

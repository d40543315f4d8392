//! What happens by itself: a message is sent when its time has come, also where the house stood still then.

use ground::jobs::{Errand, Jobs};
use ground::uuid::Uuid;
use ground::{Because, Caller, Ctx, Fault, Stop, Timestamp};
use policy::Purpose;
use serde::{Deserialize, Serialize};
use yard::House;

use super::{Scheduled, ScheduledId, actions, store};
use crate::conversation::store as conversations;
use crate::log::{self, Body, Draft, MARK, Refusal, What};
use crate::mention::Named;
use crate::preview::{self, Wanted};

/// Sends a message whose time has come.
#[derive(Serialize, Deserialize)]
pub(super) struct SendLater {
    id: ScheduledId,
}

impl SendLater {
    /// Has it sent then.
    pub(super) async fn at(cx: &mut Ctx, id: ScheduledId, due_at: Timestamp) -> Result<(), Fault> {
        cx.later_at(Self::NAME, &Self { id }, None, due_at).await
    }
}

impl Errand<House> for SendLater {
    const NAME: &'static str = "message.send_later";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let mut view = house.db.view().await?;
        let found = store::find(&mut view, self.id).await?;
        drop(view);
        // Taken away, sent already, or put off: then another waits for that time.
        let Some(row) = found.filter(|row| !row.refused && row.due_at <= house.clock.now()) else {
            return Ok(());
        };
        let outcome = send(house, &row).await;
        let mut cx = house.db.begin().await?;
        match outcome {
            Ok(()) => drop(store::remove(&mut cx, row.person, row.conversation, row.id).await?),
            Err(Refusal::Fault(fault)) => return Err(Stop::Retry(fault)),
            // He is there no longer, or may not say it there: it stays with him.
            Err(_) => store::refuse(&mut cx, row.id).await?,
        }
        cx.commit().await?;
        actions::tell(house, row.person, row.conversation);
        Ok(())
    }
}

/// Says it, and has its link looked at by the rule that holds there now.
async fn send(house: &House, row: &Scheduled) -> Result<(), Refusal> {
    let (draft, wanted) = draft(house, row).await?;
    let written = log::append_now(house, draft).await?;
    Ok(wanted.carry_out(house, (row.conversation, row.person), written.seq).await?)
}

/// The message under the key of its conversation. Its mark is its own: done twice, it is sent once.
async fn draft(house: &House, row: &Scheduled) -> Result<(Draft, Wanted), Refusal> {
    let program = Caller::Program(SendLater::NAME);
    let look = house.vault.look(&program, Purpose::Messaging).act(SendLater::NAME).delivery();
    let text = look.open(&row.text).await.because("opening what is sent later")?.into_inner();
    let id = *Uuid::now_v7().as_bytes();
    let live = Body::plain(text);
    let found = conversations::find(&mut house.db.view().await?, row.conversation).await?;
    let found = found.ok_or(Refusal::Unknown)?;
    let wanted = preview::wanted(house, &found, (&live, false)).await?;
    let (body, tokens) = log::seal(house, (row.conversation, found.org), id, &live).await?;
    let mark = house.vault.index(&MARK, &row.id.to_string());
    let named = Named { people: Vec::new(), all: false };
    let what = What::Say { body, live, tokens, named, reply_to: None, topic: None };
    Ok((Draft { conversation: row.conversation, id, actor: row.person, mark, what }, wanted))
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on_errand::<SendLater>()
}

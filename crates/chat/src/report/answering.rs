//! What those who keep order do with a report: carry out what is to come of it, and tell both.

use ground::{Ctx, Fault, Person, PersonId};
use yard::House;
use yard::notice::{self, Notice, both};

use super::{Outcome, Refusal, Report, ReportId, actions, rules, store};
use crate::conversation::{self, ConversationId};
use crate::log::{self, Chat, Wish};
use crate::order;

/// Seconds for which whoever wrote it is silent: a day.
const SILENCE_S: u32 = 86_400;

/// Carries out what comes of a report, answers all that were written of the same message, and tells who wrote them and whom it
/// concerns. Tried again after a fault it goes on where it stopped.
pub(super) async fn answer(
    house: &House,
    chat: &Chat,
    who: Person,
    (conversation, id): (ConversationId, ReportId),
    outcome: Outcome,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let (found, member) = log::permits(&mut view, who, "conversation.moderate", conversation).await?;
    let there = actions::order_of(&mut view, &found).await?;
    let report = store::find(&mut view, conversation, id).await?.ok_or(Refusal::Unknown)?;
    if !rules::is_above(member.role, &there, report.reported) {
        return Err(Refusal::Unknown);
    }
    if report.outcome.is_some() {
        return Err(Refusal::Done);
    }
    drop(view);
    carry_out(house, chat, who, &report, outcome).await?;
    let mut cx = house.db.begin().await?;
    close(&mut cx, house, who.person, &report, outcome).await?;
    cx.commit().await?;
    let people: Vec<PersonId> = there.into_iter().map(|(person, _)| person).collect();
    actions::pass(house, conversation, &people);
    Ok(())
}

async fn carry_out(
    house: &House,
    chat: &Chat,
    who: Person,
    report: &Report,
    outcome: Outcome,
) -> Result<(), Refusal> {
    let (conversation, person) = (report.conversation, report.reported);
    if outcome == Outcome::Nothing {
        return Ok(());
    }
    let wish = Wish::Recall { target: report.seq };
    match log::write_message(house, chat, who, conversation, (&report.id.to_string(), wish)).await {
        // Its writer took it back meanwhile.
        Ok(_) | Err(log::Refusal::MessageUnknown) => {}
        Err(refusal) => return Err(refusal.into()),
    }
    match outcome {
        Outcome::Nothing | Outcome::Removed => Ok(()),
        // Who has gone meanwhile needs neither.
        Outcome::Silenced => match order::silence(house, who, (conversation, person), SILENCE_S).await {
            Err(order::Refusal::PersonUnknown) => Ok(()),
            other => Ok(other?),
        },
        Outcome::PutOut => match conversation::remove(house, chat, who, conversation, person).await {
            Err(conversation::Refusal::PersonUnknown) => Ok(()),
            other => Ok(other?),
        },
    }
}

/// Notes what came of all reports of this message to the same, and tells: each reporter what came of it, its writer what was
/// done, and nobody who reported.
pub(super) async fn close(
    cx: &mut Ctx,
    house: &House,
    by: PersonId,
    report: &Report,
    outcome: Outcome,
) -> Result<(), Fault> {
    let (zh, en) = outcome.told();
    let told = Notice::new("report.answered").with("outcome", both(zh, en));
    let at = (report.conversation, report.seq);
    for (id, reporter) in store::open_beside(cx, at, report.ticket.is_some()).await? {
        if store::done(cx, id, outcome, by).await? {
            notice::tell(cx, house, reporter, &told).await?;
        }
    }
    if outcome != Outcome::Nothing {
        let told = Notice::new("report.acted").with("outcome", both(zh, en));
        notice::tell(cx, house, report.reported, &told).await?;
    }
    Ok(())
}

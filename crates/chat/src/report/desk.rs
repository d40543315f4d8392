//! What the house does with a message that was reported to it: whoever answers the ticket can take it down.

use ground::uuid::Uuid;
use ground::{Person, PersonId};
use yard::House;
use yard::ticket::TicketId;

use super::{Outcome, Refusal, answering, store};
use crate::log::{self, Draft, MARK, What};

/// Takes the message of a ticket down: as destroyed as if its writer had taken it back. Both are told.
pub(super) async fn take_down(house: &House, who: Person, ticket: TicketId) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    yard::ticket::may_answer(&mut view, who, ticket).await?;
    let report = store::of_ticket(&mut view, ticket).await?.ok_or(Refusal::Unknown)?;
    if report.outcome.is_some() {
        return Err(Refusal::Done);
    }
    drop(view);
    let mut cx = house.db.begin().await?;
    let draft = Draft {
        conversation: report.conversation,
        id: *Uuid::now_v7().as_bytes(),
        // The sixteen bytes of the report: whoever looks for a person by them finds none.
        actor: PersonId::from_bytes(report.id.bytes()),
        mark: house.vault.index(&MARK, &report.id.to_string()),
        what: What::Down { target: report.seq },
    };
    let (written, told) = log::append_within(&mut cx, house, draft).await?;
    match written {
        // Its writer took it back meanwhile, or its time was over.
        Ok(_) | Err(log::Refusal::MessageUnknown) => {}
        Err(refusal) => return Err(refusal.into()),
    }
    answering::close(&mut cx, house, who.person, &report, Outcome::Removed).await?;
    cx.commit().await?;
    log::tell(house, told).await;
    Ok(())
}

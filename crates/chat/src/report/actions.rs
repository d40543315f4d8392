//! What people do: report a message, and see what came of it. And what those who keep order see.

use ground::{Fault, Person, PersonId, View};
use policy::Purpose;
use std::time::Duration;
use vault::Sealed;
use yard::House;
use yard::access::the_house;

use super::{Refusal, Report, ReportId, Why, rules, store};
use crate::conversation::{Conversation, ConversationId, Kind, Member, Role, store as conversations};
use crate::frames::OfConversation;
use crate::log::{self, Text};

/// A day.
const DAY: Duration = Duration::from_secs(86_400);

/// To whom a report goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum To {
    /// Those who keep order in the group.
    Moderators,
    /// The house, with what the message says.
    House,
}

/// What somebody reports.
pub(super) struct Wish<'a> {
    pub why: Why,
    pub note: Option<&'a str>,
    pub to: To,
}

/// Reports a message; where it goes to the house, what it says goes along.
pub(super) async fn report(
    house: &House,
    who: Person,
    (conversation, seq): (ConversationId, i64),
    wish: Wish<'_>,
) -> Result<Report, Refusal> {
    let mut view = house.db.view().await?;
    let (found, member) = log::permits(&mut view, who, "message.read", conversation).await?;
    log::has_words(&found)?;
    let note = rules::note(wish.note)?;
    let message = log::texts_of(house, who, &found, &member, &own(&member, &found, seq)).await?.pop();
    let message = message.ok_or(log::Refusal::MessageUnknown)?;
    let reported = message.event.actor;
    if reported == who.person || message.body.program.is_some() {
        return Err(Refusal::Message);
    }
    let moderators = above(&mut view, &found, reported).await?;
    if wish.to == To::Moderators && (moderators.is_empty() || !member.is_present()) {
        return Err(Refusal::Nobody);
    }
    drop(view);
    let id = ReportId::fresh(&house.clock);
    let sealed = seal(house, conversation, id, note.as_ref()).await?;
    let mut cx = house.db.begin().await?;
    let since = cx.now().minus(DAY);
    if store::count(&mut cx, who.person, since).await? >= rules::OF_DAY {
        return Err(Refusal::TooMany);
    }
    let ticket = match wish.to {
        To::Moderators => None,
        To::House => {
            let (writer, at) = (reported.to_string(), message.event.at.rfc3339());
            let note = note.map(Text::into_inner);
            let said = message.body.told();
            let text = rules::ticket(wish.why, note.as_deref(), (&writer, &at, &said));
            Some(yard::ticket::report(&mut cx, house, who.person, &text).await?)
        }
    };
    let new = Report {
        id,
        conversation,
        seq,
        reporter: who.person,
        reported,
        why: wish.why,
        note: sealed,
        ticket,
        at: cx.now(),
        outcome: None,
        done_at: None,
    };
    if !store::add(&mut cx, &new).await? {
        return Err(Refusal::Again);
    }
    cx.commit().await?;
    if wish.to == To::Moderators {
        pass(house, conversation, &moderators);
    }
    Ok(new)
}

/// The number, where it is within what is the caller's to read.
fn own(member: &Member, conversation: &Conversation, seq: i64) -> Vec<i64> {
    (member.from_seq..=member.last(conversation)).contains(&seq).then_some(seq).into_iter().collect()
}

/// Those who keep order in a group above somebody.
async fn above(
    view: &mut View,
    conversation: &Conversation,
    person: PersonId,
) -> Result<Vec<PersonId>, Refusal> {
    let there = order_of(view, conversation).await?;
    Ok(there.iter().filter(|one| rules::is_above(one.1, &there, person)).map(|one| one.0).collect())
}

/// Those who keep order in a group; nobody does in a conversation of two.
pub(super) async fn order_of(
    view: &mut View,
    conversation: &Conversation,
) -> Result<Vec<(PersonId, Role)>, Refusal> {
    if conversation.kind != Kind::Direct {
        Ok(conversations::moderators(view, conversation.id).await?)
    } else {
        Ok(Vec::new())
    }
}

async fn seal(
    house: &House,
    conversation: ConversationId,
    id: ReportId,
    note: Option<&Text>,
) -> Result<Option<Sealed<Text>>, Refusal> {
    let Some(note) = note else { return Ok(None) };
    let subject = Conversation::subject(conversation);
    Ok(Some(house.vault.seal(&Report::NOTE, subject, id.bytes(), note).await?))
}

/// Open pages of those who keep order ask again.
pub(super) fn pass(house: &House, conversation: ConversationId, people: &[PersonId]) {
    let frame = crate::hint("conversation.report", &OfConversation { conversation });
    house.db.bus().pass_to(people, &frame.into());
}

/// A report in the open, as those who keep order see it.
pub(super) struct Shown {
    pub report: Report,
    pub note: Option<String>,
}

/// The reports of a group that the caller may answer: about those whom he outranks.
pub(super) async fn list(house: &House, who: Person, id: ConversationId) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    let (found, member) = log::permits(&mut view, who, "conversation.moderate", id).await?;
    let there = order_of(&mut view, &found).await?;
    let mut reports = store::of(&mut view, id, rules::LIST_MAX).await?;
    drop(view);
    reports.retain(|report| rules::is_above(member.role, &there, report.reported));
    opened(house, who, "report.list", reports).await
}

/// One's own.
pub(super) async fn mine(house: &House, who: Person) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "conversation.start", &the_house())?;
    let reports = store::by(&mut view, who.person, rules::LIST_MAX).await?;
    drop(view);
    opened(house, who, "report.mine", reports).await
}

/// With what is said of them; nothing where its key is gone, or it is not the caller's to open any longer.
async fn opened(
    house: &House,
    who: Person,
    act: &'static str,
    mut reports: Vec<Report>,
) -> Result<Vec<Shown>, Refusal> {
    let notes: Vec<Option<Sealed<Text>>> = reports
        .iter_mut()
        .map(|report| report.note.take().filter(|_| log::is_shown(house, who, report.reporter)))
        .collect();
    let caller = who.into();
    let look = house.vault.look(&caller, Purpose::Messaging).act(act).delivery();
    let opened = look.open_each(notes.iter().flatten()).await;
    let mut opened = opened.map_err(|no| Fault::caused("opening reports", no))?.into_iter();
    let mut said = |note: Option<Sealed<Text>>| note.and_then(|_| opened.next()).and_then(Result::ok);
    let with = |(report, note)| Shown { report, note: said(note).map(|text| text.into_inner().into_inner()) };
    Ok(reports.into_iter().zip(notes).map(with).collect())
}

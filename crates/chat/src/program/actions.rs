//! What people do: let a program in, take it away, switch it on again, and give it a command.

use aws_lc_rs::rand;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ground::{Fault, Person};
use policy::Purpose;
use yard::House;
use yard::account::store as accounts;

use super::jobs::Deliver;
use super::{
    About, Ask, AskId, Asked, Command, Program, ProgramId, REPLY, Reach, Refusal, rules, store, views,
};
use crate::conversation::{Conversation, ConversationId, Kind, store as conversations};
use crate::log::Body;
use crate::{governing, log, order};

/// Who may let programs in and take them away.
const ACT: &str = "conversation.programs";

/// One that was let in: the secret that it knows the house by is told once.
pub(super) struct Made {
    pub program: Program,
    pub about: About,
    pub secret: String,
}

/// What somebody wants let in.
pub(super) struct Wish {
    pub name: String,
    pub address: String,
    pub commands: Vec<Command>,
    /// Whether it hears messages that mention it.
    pub mentions: bool,
}

/// What somebody gives to a program.
pub(super) struct Given<'a> {
    pub command: &'a str,
    pub text: &'a str,
    /// The number of the message whose button was pressed.
    pub message: Option<i64>,
}

/// Lets one in.
pub(super) async fn add(
    house: &House,
    who: Person,
    conversation: ConversationId,
    wish: Wish,
) -> Result<Made, Refusal> {
    let mut view = house.db.view().await?;
    let (found, _) = log::permits(&mut view, who, ACT, conversation).await?;
    drop(view);
    if found.kind != Kind::Group || found.org.is_none() {
        return Err(Refusal::NoOrg);
    }
    if !house.egress.calls_programs() {
        return Err(Refusal::OffHere);
    }
    let (name, commands) = (rules::name(&wish.name)?, rules::commands(wish.commands)?);
    let host = house.egress.program_host(&wish.address).ok_or(Refusal::Address)?;
    let secret = STANDARD.encode(random()?);
    let id = ProgramId::fresh(&house.clock);
    let subject = Conversation::subject(conversation);
    let reach = Reach { address: wish.address, secret: secret.clone() };
    let reach = house.vault.seal(&Program::REACH, subject, id.bytes(), &reach).await?;
    let about = About { commands: commands.clone(), mentions: wish.mentions };
    let about = house.vault.seal(&Program::ABOUT, subject, id.bytes(), &about).await?;
    // The key of the conversation's tokens is made here, where no program waits for it.
    crate::search::tokens_of(house, conversation, "").await?;
    let mut cx = house.db.begin().await?;
    if store::count(&mut cx, conversation).await? >= rules::MOST {
        return Err(Refusal::Bound);
    }
    let (made_by, made_at) = (who.person, cx.now());
    let (used_at, failing_since) = (None, None);
    let program = Program {
        id,
        conversation,
        name,
        host,
        made_by,
        made_at,
        used_at,
        failing_since,
        is_on: true,
        reach,
        about,
    };
    match store::add(&mut cx, &program).await {
        Err(error) if error.is_unique_on("chat_program") => return Err(Refusal::Taken),
        other => other?,
    }
    cx.commit().await?;
    let about = About { commands, mentions: wish.mentions };
    Ok(Made { program, about, secret: format!("whsec_{secret}") })
}

/// Takes one away: from the commit on nothing is sent to it.
pub(super) async fn remove(
    house: &House,
    who: Person,
    conversation: ConversationId,
    id: ProgramId,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    log::permits(&mut view, who, ACT, conversation).await?;
    drop(view);
    let mut cx = house.db.begin().await?;
    if !store::remove(&mut cx, conversation, id).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

/// Switches one on again that failed for days.
pub(super) async fn wake(
    house: &House,
    who: Person,
    conversation: ConversationId,
    id: ProgramId,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    log::permits(&mut view, who, ACT, conversation).await?;
    drop(view);
    let mut cx = house.db.begin().await?;
    if !store::switch(&mut cx, conversation, (id, true)).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

/// Gives a command to a program; it is on its way, and durable, when this returns.
pub(super) async fn ask(
    house: &House,
    who: Person,
    (conversation, id): (ConversationId, ProgramId),
    Given { command, text, message }: Given<'_>,
) -> Result<AskId, Refusal> {
    let mut view = house.db.view().await?;
    let (found, _) = log::permits(&mut view, who, "message.send", conversation).await?;
    let program = store::find(&mut view, conversation, id).await?;
    let program = program.filter(|program| program.is_on).ok_or(Refusal::Unknown)?;
    if !views::is_let_in(&mut view, &program).await? {
        return Err(Refusal::Unknown);
    }
    let stands = yard::consent::store::stands(&mut view, who.person, Purpose::ProgramCommand).await?;
    drop(view);
    if !stands {
        return Err(Refusal::Consent(Purpose::ProgramCommand));
    }
    let abouts = views::abouts(house, who, "program.ask", &[&program]).await?;
    if !abouts.iter().flat_map(|about| &about.commands).any(|one| one.name == command) {
        return Err(Refusal::Command);
    }
    let (text, reply) = (rules::words(text)?, reply()?);
    // What is not said in the group is not said to its programs.
    governing::may_say(house, found.org, &Body { text: text.clone(), ..Body::default() }).await?;
    let verifier = house.vault.index(&REPLY, &reply);
    let (ask, person) = (AskId::fresh(&house.clock), who.person);
    let asked = Asked { command: command.to_owned(), text, reply, message };
    let asked = house.vault.seal(&Ask::ASKED, person, ask.bytes(), &asked).await?;
    let mut cx = house.db.begin().await?;
    let own = conversations::lock_member(&mut cx, conversation, person).await?;
    let (own, ordered) = own.filter(|(own, _)| own.is_present()).ok_or(log::Refusal::Unknown)?;
    order::may_speak(&mut cx, conversation, (&own, ordered), false).await?;
    if let Some(seq) = message {
        let pressed = log::message(&mut cx, conversation, (own.from_seq, seq)).await?;
        if pressed.actor.bytes() != id.bytes() {
            return Err(log::Refusal::MessageUnknown.into());
        }
    }
    if accounts::count(&mut cx, rules::ASKS, person.bytes()).await? > i64::from(rules::ASKS.most) {
        cx.commit().await?;
        return Err(Refusal::TooOften(u64::from(rules::ASKS.span_s)));
    }
    let new = Ask::fresh(ask, (conversation, id, person), cx.now(), asked);
    store::put(&mut cx, &new, verifier).await?;
    Deliver::now(&mut cx, ask).await?;
    cx.commit().await?;
    Ok(ask)
}

/// Forgets what one gave to a program, and what it answered.
pub(super) async fn forget(
    house: &House,
    who: Person,
    conversation: ConversationId,
    id: AskId,
) -> Result<(), Refusal> {
    // Who left the conversation still takes away what he typed there.
    let view = house.db.view().await?;
    view.scope(who, "conversation.list").map_err(log::Refusal::from)?;
    drop(view);
    let mut cx = house.db.begin().await?;
    if !store::forget(&mut cx, who.person, conversation, id).await? {
        return Err(Refusal::AnswerUnknown);
    }
    Ok(cx.commit().await?)
}

/// Where one later answer is taken: the last part of its address.
pub(super) fn reply() -> Result<String, Fault> {
    Ok(URL_SAFE_NO_PAD.encode(random()?))
}

fn random() -> Result<[u8; 32], Fault> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes).map_err(|_| Fault::new("no randomness"))?;
    Ok(bytes)
}

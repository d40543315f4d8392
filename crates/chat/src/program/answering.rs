//! What a program answers: to whoever asked alone, or to everybody in the group; at once or later, once.

use ground::PersonId;
use ground::bus::Subject;
use ground::uuid::Uuid;
use yard::House;

use super::{Ask, Program, REPLY, Refusal, rules, store};
use crate::conversation::{ConversationId, store as conversations};
use crate::frames::OfConversation;
use crate::hook::Payload;
use crate::log::{self, Body, Draft, MARK, Text, What};

/// How a program answers.
pub(super) enum Answer {
    /// To whoever asked alone.
    Asker(Body),
    /// In the group.
    Group(Body),
}

/// What an answer says, under the name of the program; `None` where it says nothing.
pub(super) fn read(payload: &Payload, program: &Program) -> Option<Answer> {
    let body = payload.read(&program.name)?;
    // The name that a message gives itself is for webhooks, which have nobody who let them hear.
    let sheet = body.sheet.map(|sheet| log::Sheet { program: Some(program.id), ..sheet });
    let body = Body { program: body.program.map(|one| log::Program { shown: None, ..one }), sheet, ..body };
    Some(if payload.is_for_all() { Answer::Group(body) } else { Answer::Asker(body) })
}

/// Delivers an answer. `turn` names which of the answers to a command it is: given twice, it is said once.
pub(super) async fn give(
    house: &House,
    (program, ask): (&Program, &Ask),
    (answer, turn): (Answer, &str),
) -> Result<(), Refusal> {
    let sealed = match answer {
        Answer::Group(live) => {
            say(house, program, (&format!("{}/{turn}", ask.id), live)).await?;
            None
        }
        Answer::Asker(body) => {
            let text = Text::read(&body.text)?;
            Some(house.vault.seal(&Ask::ANSWER, ask.person, ask.id.bytes(), &text).await?)
        }
    };
    let mut cx = house.db.begin().await?;
    store::answered(&mut cx, ask.id, sealed.as_ref()).await?;
    cx.commit().await?;
    Ok(())
}

/// Says something in the group, as the program's own message.
async fn say(house: &House, program: &Program, (mark, live): (&str, Body)) -> Result<(), Refusal> {
    let id = *Uuid::now_v7().as_bytes();
    let org = conversations::org_of(&mut house.db.view().await?, program.conversation).await?;
    let (body, tokens) = log::seal(house, (program.conversation, org), id, &live).await?;
    let mark = house.vault.index(&MARK, mark);
    // Sixteen bytes of its own: whoever looks for a person by them finds none.
    let actor = PersonId::from_bytes(program.id.bytes());
    let what = What::Post { maker: program.made_by, body, live, tokens };
    log::append_now(house, Draft { conversation: program.conversation, id, actor, mark, what }).await?;
    Ok(())
}

/// Takes a later answer at its address, once.
pub(super) async fn later(house: &House, secret: &str, payload: &Payload) -> Result<(), Refusal> {
    let verifier = house.vault.index(&REPLY, secret);
    let mut view = house.db.view().await?;
    let ask = store::by_verifier(&mut view, verifier).await?;
    let ask = ask.filter(|ask| house.clock.now() <= ask.answer_until).ok_or(Refusal::AnswerUnknown)?;
    let program = store::find(&mut view, ask.conversation, ask.program).await?;
    let program = program.filter(|program| program.is_on).ok_or(Refusal::AnswerUnknown)?;
    drop(view);
    let answer = read(payload, &program).ok_or(Refusal::Nothing)?;
    let mut cx = house.db.begin().await?;
    if !store::use_up(&mut cx, verifier).await? {
        return Err(Refusal::AnswerUnknown);
    }
    cx.commit().await?;
    match give(house, (&program, &ask), (answer, "later")).await {
        // Whoever let it in is there no longer: so is the program.
        Err(Refusal::Log(log::Refusal::Unknown)) => return Err(Refusal::AnswerUnknown),
        other => other?,
    }
    tell(house, ask.person, ask.conversation);
    Ok(())
}

/// The pages of whoever asked look again.
pub(super) fn tell(house: &House, person: PersonId, conversation: ConversationId) {
    let frame = crate::hint("conversation.answer", &OfConversation { conversation });
    house.db.bus().pass(Subject::Person(person), &frame);
}

/// What a program says in the body of its answer; `None` where that is nothing that can be shown.
pub(super) fn at_once(bytes: &[u8], program: &Program) -> Option<Answer> {
    if bytes.len() > rules::ANSWER_MAX {
        return None;
    }
    read(&Payload::from_bytes(bytes)?, program)
}

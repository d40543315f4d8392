//! What a program answers: to whoever asked alone, or to everybody in the group; at once or later, once.

use ground::bus::Subject;
use ground::uuid::Uuid;
use ground::{Because, Caller, Fault, PersonId};
use policy::Purpose;
use yard::House;

use super::{Ask, Program, REPLY, Refusal, rules, store};
use crate::conversation::{ConversationId, store as conversations};
use crate::frames::OfConversation;
use crate::hook::Payload;
use crate::log::{self, Body, Draft, MARK, Text, What};
use crate::preview;

/// The act by which a later answer is taken.
const ANSWER: &str = "program.answer";

/// How a program answers.
pub(super) enum Answer {
    /// To whoever asked alone.
    Asker(Body),
    /// In the group.
    Group(Body),
    /// In the place of a card of its own.
    Card(i64, Body),
}

/// What an answer says, under the name of the program; `None` where it says nothing. `card` is the one that was pressed.
pub(super) fn read(payload: &Payload, program: &Program, card: Option<i64>) -> Option<Answer> {
    let body = payload.read(&program.name)?;
    // The name that a message gives itself is for webhooks, which have nobody who let them hear.
    let sheet = body.sheet.map(|sheet| log::Sheet { program: Some(program.id), ..sheet });
    let body = Body { program: body.program.map(|one| log::Program { shown: None, ..one }), sheet, ..body };
    Some(match card.filter(|_| payload.is_for_card()) {
        Some(card) => Answer::Card(card, body),
        None if payload.is_for_all() => Answer::Group(body),
        None => Answer::Asker(body),
    })
}

/// Delivers an answer. `turn` names which of the answers to a command it is: given twice, it is said once.
pub(super) async fn give(
    house: &House,
    (program, ask): (&Program, &Ask),
    (answer, turn): (Answer, &str),
) -> Result<(), Refusal> {
    let sealed = match answer {
        Answer::Group(live) => {
            say(house, program, (&format!("{}/{turn}", ask.id), live), None).await?;
            None
        }
        Answer::Card(card, live) => {
            say(house, program, (&format!("{}/{turn}", ask.id), live), Some(card)).await?;
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

/// Says something in the group, as the program's own message; `over` is one that says this from now on.
async fn say(
    house: &House,
    program: &Program,
    (mark, live): (&str, Body),
    over: Option<i64>,
) -> Result<(), Refusal> {
    let id = *Uuid::now_v7().as_bytes();
    let found = conversations::find(&mut house.db.view().await?, program.conversation).await?;
    let found = found.ok_or(log::Refusal::Unknown)?;
    let wanted = preview::wanted(house, &found, (&live, false)).await?;
    let (body, tokens) = log::seal(house, (program.conversation, found.org), id, &live).await?;
    let mark = house.vault.index(&MARK, mark);
    // Sixteen bytes of its own: whoever looks for a person by them finds none.
    let actor = PersonId::from_bytes(program.id.bytes());
    let what = What::Post { maker: program.made_by, body, live, tokens, over };
    let draft = Draft { conversation: program.conversation, id, actor, mark, what };
    let written = log::append_now(house, draft).await?;
    let (seq, maker) = (over.unwrap_or(written.seq), Some(program.made_by));
    Ok(wanted.carry_out_for(house, (program.conversation, actor), (seq, maker)).await?)
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
    let card = if payload.is_for_card() { pressed(house, &ask).await? } else { None };
    let answer = read(payload, &program, card).ok_or(Refusal::Nothing)?;
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

/// The card whose button was pressed.
async fn pressed(house: &House, ask: &Ask) -> Result<Option<i64>, Fault> {
    let by = Caller::Program(ANSWER);
    let asked = house.vault.look(&by, Purpose::ProgramCommand).act(ANSWER).open(&ask.asked).await;
    Ok(asked.because("opening what was given to a program")?.into_inner().card())
}

/// The pages of whoever asked look again.
pub(super) fn tell(house: &House, person: PersonId, conversation: ConversationId) {
    let frame = crate::hint("conversation.answer", &OfConversation { conversation });
    house.db.bus().pass(Subject::Person(person), &frame);
}

/// What a program says in the body of its answer; `None` where that is nothing that can be shown.
pub(super) fn at_once(bytes: &[u8], program: &Program, card: Option<i64>) -> Option<Answer> {
    if bytes.len() > rules::ANSWER_MAX {
        return None;
    }
    read(&Payload::from_bytes(bytes)?, program, card)
}

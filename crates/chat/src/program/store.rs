//! Rows of programs that hear, and of what was given to them.

use ground::{Ctx, Fault, PersonId, Row, Timestamp, View, values};
use vault::Sealed;
use yard::House;
use yard::erasure::Working;

use super::{Ask, AskId, Program, ProgramId, State};
use crate::conversation::{Conversation, ConversationId};

macro_rules! programs {
    ($rest:literal) => {
        concat!(
            "SELECT id, conversation, name, host, made_by, made_at, used_at, failing_since, is_on, reach, about \
             FROM chat_program ",
            $rest
        )
    };
}

macro_rules! asks {
    ($rest:literal) => {
        concat!(
            "SELECT id, conversation, program, person, made_at, state, attempts, answer_until, asked, answer \
             FROM chat_ask ",
            $rest
        )
    };
}

fn program(row: &Row) -> Result<Program, Fault> {
    let (id, conversation): (ProgramId, ConversationId) = (row.get("id")?, row.get("conversation")?);
    let subject = Conversation::subject(conversation);
    Ok(Program {
        id,
        conversation,
        name: row.get("name")?,
        host: row.get("host")?,
        made_by: row.get("made_by")?,
        made_at: row.get("made_at")?,
        used_at: row.get("used_at")?,
        failing_since: row.get("failing_since")?,
        is_on: row.get("is_on")?,
        reach: Sealed::stored(&Program::REACH, subject, id.bytes(), row.get("reach")?),
        about: Sealed::stored(&Program::ABOUT, subject, id.bytes(), row.get("about")?),
    })
}

fn ask(row: &Row) -> Result<Ask, Fault> {
    let (id, person): (AskId, PersonId) = (row.get("id")?, row.get("person")?);
    let state: String = row.get("state")?;
    let answer: Option<Vec<u8>> = row.get("answer")?;
    Ok(Ask {
        id,
        conversation: row.get("conversation")?,
        program: row.get("program")?,
        person,
        made_at: row.get("made_at")?,
        state: State::from_word(&state)?,
        attempts: row.get("attempts")?,
        answer_until: row.get("answer_until")?,
        asked: Sealed::stored(&Ask::ASKED, person, id.bytes(), row.get("asked")?),
        answer: answer.map(|bytes| Sealed::stored(&Ask::ANSWER, person, id.bytes(), bytes)),
    })
}

/// Keeps a new program.
pub(super) async fn add(cx: &mut Ctx, new: &Program) -> Result<(), ground::DbError> {
    let sql = "INSERT INTO chat_program (id, conversation, name, host, made_by, made_at, used_at, failing_since, \
               is_on, reach, about) VALUES ($1, $2, $3, $4, $5, $6, NULL, NULL, 1, $7, $8)";
    let (name, host) = (new.name.as_str(), new.host.as_str());
    let values =
        values![new.id, new.conversation, name, host, new.made_by, new.made_at, &new.reach, &new.about];
    cx.run(sql, values).await?;
    Ok(())
}

/// How many a conversation has.
pub(super) async fn count(cx: &mut Ctx, id: ConversationId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM chat_program WHERE conversation = $1";
    cx.one(sql, values![id]).await?.get("found")
}

/// Those of a conversation, the first first.
pub(super) async fn of(view: &mut View, id: ConversationId) -> Result<Vec<Program>, Fault> {
    let rows = view.all(programs!("WHERE conversation = $1 ORDER BY id"), values![id]).await?;
    rows.iter().map(program).collect()
}

/// One of them.
pub(super) async fn find(
    view: &mut View,
    conversation: ConversationId,
    id: ProgramId,
) -> Result<Option<Program>, Fault> {
    let sql = programs!("WHERE conversation = $1 AND id = $2");
    view.opt(sql, values![conversation, id]).await?.as_ref().map(program).transpose()
}

/// Takes one away, with what was given to it; `false` where there is none.
pub(super) async fn remove(cx: &mut Ctx, conversation: ConversationId, id: ProgramId) -> Result<bool, Fault> {
    cx.run("DELETE FROM chat_ask WHERE conversation = $1 AND program = $2", values![conversation, id])
        .await?;
    let sql = "DELETE FROM chat_program WHERE conversation = $1 AND id = $2";
    Ok(cx.run(sql, values![conversation, id]).await? == 1)
}

/// Something is sent to it from now on, or nothing any longer; `false` where there is none.
pub(super) async fn switch(
    cx: &mut Ctx,
    conversation: ConversationId,
    (id, is_on): (ProgramId, bool),
) -> Result<bool, Fault> {
    let sql = "UPDATE chat_program SET is_on = $3, failing_since = NULL WHERE conversation = $1 AND id = $2";
    Ok(cx.run(sql, values![conversation, id, is_on]).await? == 1)
}

/// An attempt reached it, or did not.
pub(super) async fn tried(cx: &mut Ctx, of: &Program, has_reached: bool) -> Result<(), Fault> {
    let now = cx.now();
    let sql = if has_reached {
        "UPDATE chat_program SET used_at = $2, failing_since = NULL WHERE id = $1"
    } else {
        "UPDATE chat_program SET failing_since = COALESCE(failing_since, $2) WHERE id = $1"
    };
    cx.run(sql, values![of.id, now]).await?;
    Ok(())
}

/// Keeps something that was given to a program; `false` where it is there already.
pub(super) async fn put(cx: &mut Ctx, new: &Ask, verifier: [u8; 16]) -> Result<bool, Fault> {
    let sql = "INSERT INTO chat_ask (id, conversation, program, person, made_at, state, attempts, tried_at, status, \
               asked, answer, verifier, answer_until) \
               VALUES ($1, $2, $3, $4, $5, $6, 0, NULL, NULL, $7, NULL, $8, $9) ON CONFLICT (id) DO NOTHING";
    let state = new.state.word();
    let values = values![
        new.id,
        new.conversation,
        new.program,
        new.person,
        new.made_at,
        state,
        &new.asked,
        verifier,
        new.answer_until
    ];
    Ok(cx.run(sql, values).await? == 1)
}

/// One that is not forgotten yet.
pub(super) async fn asked(view: &mut View, id: AskId) -> Result<Option<Ask>, Fault> {
    let sql = asks!("WHERE id = $1 AND asked IS NOT NULL AND person IS NOT NULL");
    view.opt(sql, values![id]).await?.as_ref().map(ask).transpose()
}

/// The one whose later answer is taken at this address.
pub(super) async fn by_verifier(view: &mut View, verifier: [u8; 16]) -> Result<Option<Ask>, Fault> {
    let sql = asks!("WHERE verifier = $1 AND asked IS NOT NULL AND person IS NOT NULL");
    view.opt(sql, values![verifier]).await?.as_ref().map(ask).transpose()
}

/// The address for a later answer is used; `false` where another was quicker.
pub(super) async fn use_up(cx: &mut Ctx, verifier: [u8; 16]) -> Result<bool, Fault> {
    Ok(cx.run("UPDATE chat_ask SET verifier = NULL WHERE verifier = $1", values![verifier]).await? == 1)
}

/// What became of an attempt.
pub(super) async fn attempted(
    cx: &mut Ctx,
    id: AskId,
    (state, status): (State, Option<i64>),
) -> Result<(), Fault> {
    let now = cx.now();
    let sql =
        "UPDATE chat_ask SET state = $2, status = $3, attempts = attempts + 1, tried_at = $4 WHERE id = $1";
    cx.run(sql, values![id, state.word(), status, now]).await?;
    Ok(())
}

/// The program answered; to whoever asked alone where there is something for him.
pub(super) async fn answered(
    cx: &mut Ctx,
    id: AskId,
    answer: Option<&Sealed<crate::log::Text>>,
) -> Result<(), Fault> {
    let sql = "UPDATE chat_ask SET state = 'answered', answer = COALESCE($2, answer) WHERE id = $1";
    cx.run(sql, values![id, Sealed::cell(answer)]).await?;
    Ok(())
}

/// What somebody gave to programs in a conversation, the newest.
pub(super) async fn own(
    view: &mut View,
    person: PersonId,
    conversation: ConversationId,
    limit: i64,
) -> Result<Vec<Ask>, Fault> {
    let sql = asks!(
        "WHERE person = $1 AND conversation = $2 AND asked IS NOT NULL ORDER BY made_at DESC, id DESC LIMIT $3"
    );
    view.all(sql, values![person, conversation, limit]).await?.iter().map(ask).collect()
}

/// The same, wherever.
pub(super) async fn all_of(view: &mut View, person: PersonId, limit: i64) -> Result<Vec<Ask>, Fault> {
    let sql = asks!("WHERE person = $1 AND asked IS NOT NULL ORDER BY made_at DESC, id DESC LIMIT $2");
    view.all(sql, values![person, limit]).await?.iter().map(ask).collect()
}

/// One's own row goes; `false` where there is none.
pub(super) async fn forget(
    cx: &mut Ctx,
    person: PersonId,
    conversation: ConversationId,
    id: AskId,
) -> Result<bool, Fault> {
    let sql = "UPDATE chat_ask SET person = NULL, asked = NULL, answer = NULL, verifier = NULL \
               WHERE person = $1 AND conversation = $2 AND id = $3";
    Ok(cx.run(sql, values![person, conversation, id]).await? == 1)
}

/// How something was delivered; not what.
pub(super) struct Delivery {
    pub id: AskId,
    pub made_at: Timestamp,
    pub tried_at: Option<Timestamp>,
    pub state: State,
    pub status: Option<i64>,
    pub attempts: i64,
}

/// How what was given to a program was delivered, the newest first.
pub(super) async fn deliveries(
    view: &mut View,
    conversation: ConversationId,
    program: ProgramId,
    limit: i64,
) -> Result<Vec<Delivery>, Fault> {
    let sql = "SELECT id, made_at, tried_at, state, status, attempts FROM chat_ask \
               WHERE conversation = $1 AND program = $2 ORDER BY made_at DESC, id DESC LIMIT $3";
    let read = |row: &Row| {
        let state: String = row.get("state")?;
        Ok(Delivery {
            id: row.get("id")?,
            made_at: row.get("made_at")?,
            tried_at: row.get("tried_at")?,
            state: State::from_word(&state)?,
            status: row.get("status")?,
            attempts: row.get("attempts")?,
        })
    };
    view.all(sql, values![conversation, program, limit]).await?.iter().map(read).collect()
}

/// Words, answers and who gave them go when they are older than the one instant, the log of deliveries at the other.
pub(super) async fn sweep(cx: &mut Ctx, words: Timestamp, log: Timestamp) -> Result<(), Fault> {
    let sql = "UPDATE chat_ask SET person = NULL, asked = NULL, answer = NULL, verifier = NULL \
               WHERE made_at < $1 AND person IS NOT NULL";
    cx.run(sql, values![words]).await?;
    cx.run("DELETE FROM chat_ask WHERE made_at < $1", values![log]).await?;
    Ok(())
}

/// All of a conversation go.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_ask WHERE conversation = $1", values![id]).await?;
    cx.run("DELETE FROM chat_program WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// What somebody gave to programs goes with him.
pub(crate) fn erase_asks<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        let of_his = "DELETE FROM chat_ask WHERE program IN (SELECT id FROM chat_program WHERE made_by = $1)";
        cx.run(of_his, values![person]).await?;
        Ok(cx.run("DELETE FROM chat_ask WHERE person = $1", values![person]).await?)
    })
}

/// Takes away the programs that somebody let in who is erased.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM chat_program WHERE made_by = $1", values![person]).await?) })
}

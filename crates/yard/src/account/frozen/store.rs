//! Who froze his account, in the rows of people.

use ground::{Ctx, Fault, PersonId, values};

/// Whether a person froze his account.
pub(super) async fn is_frozen(cx: &mut Ctx, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT id FROM yard_person WHERE id = $1 AND frozen_at IS NOT NULL";
    Ok(cx.opt(sql, values![person]).await?.is_some())
}

/// Ends all sessions of a person; his streams look whether they still stand.
pub(crate) async fn end_sessions_of(cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    cx.hint(ground::bus::Subject::Person(person));
    cx.run("DELETE FROM yard_session WHERE person = $1", values![person]).await?;
    Ok(())
}

/// Freezes an account: its sessions end, and the code that waits for it is gone.
pub(super) async fn freeze(cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE yard_person SET frozen_at = $1 WHERE id = $2 AND frozen_at IS NULL";
    cx.run(sql, values![now, person]).await?;
    end_sessions_of(cx, person).await?;
    let of_number = "DELETE FROM yard_code WHERE phone_index IN \
                     (SELECT phone_index FROM yard_number WHERE person = $1)";
    cx.run(of_number, values![person]).await?;
    let of_address = "DELETE FROM yard_code WHERE phone_index IN \
                      (SELECT mail_index FROM yard_mail WHERE person = $1)";
    cx.run(of_address, values![person]).await?;
    Ok(())
}

/// Lifts a freeze; answers whether there was one.
pub(super) async fn thaw(cx: &mut Ctx, person: PersonId) -> Result<bool, Fault> {
    let sql = "UPDATE yard_person SET frozen_at = NULL WHERE id = $1 AND frozen_at IS NOT NULL";
    Ok(cx.run(sql, values![person]).await? == 1)
}

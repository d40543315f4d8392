//! Rows of what an organisation shows.

use ground::{Ctx, Fault, OrgId, View, values};

use super::rules::{Audience, Display};

/// What an organisation shows of its members.
pub(super) async fn display(view: &mut View, org: OrgId) -> Result<Display, Fault> {
    let row = view.opt("SELECT phone, position FROM chat_display WHERE org = $1", values![org]).await?;
    row.map_or(Ok(Display::default()), |row| {
        let (phone, position): (String, String) = (row.get("phone")?, row.get("position")?);
        Ok(Display { phone: Audience::of_word(&phone)?, position: Audience::of_word(&position)? })
    })
}

/// Shows something else from now on.
pub(super) async fn save(cx: &mut Ctx, org: OrgId, display: Display) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_display (org, phone, position) VALUES ($1, $2, $3) ON CONFLICT (org) \
               DO UPDATE SET phone = excluded.phone, position = excluded.position";
    cx.run(sql, values![org, display.phone.word(), display.position.word()]).await?;
    Ok(())
}

/// What an organisation shows ends with it.
pub(crate) async fn end(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_display WHERE org = $1", values![org]).await?;
    Ok(())
}

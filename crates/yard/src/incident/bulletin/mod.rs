//! Public notices: what is said to people whom nothing else reaches. They hang at the top of every page, for everyone.

pub(super) mod store;

use ground::{Because, Ctx, Fault, Timestamp};
use policy::Lang;
use std::time::Duration;

use crate::House;
use crate::notice::{Args, say};

/// A public notice hangs for so long.
const HANGS: Duration = Duration::from_secs(90 * 86_400);
/// Notices that are shown at once.
const SHOWN_MAX: u32 = 10;

/// A public notice in words.
pub(super) struct Bulletin {
    pub code: String,
    pub title: String,
    pub text: String,
    pub at: Timestamp,
}

/// Hangs a notice out until ninety days after an instant.
pub(crate) async fn hang_out(cx: &mut Ctx, code: &str, args: &Args, from: Timestamp) -> Result<(), Fault> {
    let args = serde_json::to_string(args).because("writing a public notice")?;
    let until = from.plus(HANGS);
    store::hang_out(cx, code, &args, until).await
}

/// Takes the notices of a code down.
pub(crate) async fn take_down(cx: &mut Ctx, code: &str) -> Result<(), Fault> {
    store::take_down(cx, code).await
}

/// What hangs now.
pub(super) async fn hanging(house: &House, lang: Lang) -> Result<Vec<Bulletin>, Fault> {
    let mut view = house.db.view().await?;
    let rows = store::hanging(&mut view, SHOWN_MAX).await?;
    drop(view);
    let mut bulletins = Vec::with_capacity(rows.len());
    for (code, args, at) in rows {
        let args: Args = serde_json::from_str(&args).because("reading a public notice")?;
        let Some((title, text)) = say(&code, lang, &args) else { continue };
        bulletins.push(Bulletin { code, title, text, at });
    }
    Ok(bulletins)
}

//! The letter of a notice: its title and words in both languages, to whoever has an address.

use egress::Mail;
use ground::jobs::Errand;
use ground::{Because, Caller, Ctx, Fault, PersonId, Stop};
use policy::{Category, Lang};
use serde::{Deserialize, Serialize};

use super::jobs::{after, arguments, due, sent};
use super::store::Way;
use super::tell::known;
use super::{NoticeId, stop};
use crate::House;
use crate::account::store as accounts;

/// Sends the letter of a notice.
#[derive(Serialize, Deserialize)]
pub(super) struct Letter {
    person: PersonId,
    notice: NoticeId,
}

impl Letter {
    pub(super) async fn later(cx: &mut Ctx, person: PersonId, notice: NoticeId) -> Result<(), Fault> {
        cx.later(<Self as Errand<House>>::NAME, &Self { person, notice }).await
    }
}

impl Errand<House> for Letter {
    const NAME: &'static str = "notice.mail";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let mut cx = house.db.begin().await?;
        let row = due(&mut cx, house, (self.person, self.notice), Way::Letter).await?;
        drop(cx);
        let Some(row) = row else { return Ok(()) };
        let Some(address) = accounts::mail(&mut house.db.view().await?, row.person).await? else {
            return Ok(());
        };
        let (purpose, program) = (row.kind.purpose(), Caller::Program(Self::NAME));
        let to = house.vault.look(&program, purpose).act(Self::NAME).open(&address.mail).await;
        let to = to.because("opening the address for a letter")?;
        let args = arguments(house, &row, Self::NAME).await?;
        let entry = known(&row.code)?;
        let ((title, zh), (_, en)) = (entry.render(Lang::ZhCn, &args), entry.render(Lang::En, &args));
        let stop = if row.kind.switchable() { stop::words(house, row.person) } else { String::new() };
        let letter = Mail {
            to: to.as_str(),
            title: &title,
            text: &format!("{zh}\n\n{en}\n{stop}"),
            code: None,
            purpose,
            fields: &[Category::EmailAddress, Category::Notice],
        };
        after(house.egress.mail(row.person, letter).await)?;
        Ok(sent(house, &row, Way::Letter).await?)
    }
}

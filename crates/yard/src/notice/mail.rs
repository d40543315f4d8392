//! The letter of a notice: its title and words in both languages, to whoever has an address.

use egress::Mail;
use ground::jobs::Errand;
use ground::{Because, Caller, Ctx, Fault, PersonId, Stop};
use policy::{Category, Lang};
use serde::{Deserialize, Serialize};

use super::jobs::{after, arguments};
use super::tell::{known, wanted};
use super::{NoticeId, store};
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
        let Some(row) = store::unmailed(&mut cx, self.person, self.notice).await? else { return Ok(()) };
        // Between telling and writing the person may have said stop.
        let wanted = wanted(&mut cx, house, row.person, row.kind).await?;
        drop(cx);
        let address = accounts::mail(&mut house.db.view().await?, row.person).await?;
        let Some(address) = address.filter(|_| wanted) else { return Ok(()) };
        let (purpose, program) = (row.kind.purpose(), Caller::Program(Self::NAME));
        let to = house.vault.look(&program, purpose).act(Self::NAME).open(&address.mail).await;
        let to = to.because("opening the address for a letter")?;
        let args = arguments(house, &row, Self::NAME).await?;
        let entry = known(&row.code)?;
        let ((title, zh), (_, en)) = (entry.render(Lang::ZhCn, &args), entry.render(Lang::En, &args));
        let letter = Mail {
            to: to.as_str(),
            title: &title,
            text: &format!("{zh}\n\n{en}\n"),
            code: None,
            purpose,
            fields: &[Category::EmailAddress, Category::Notice],
        };
        after(house.egress.mail(row.person, letter).await)?;
        let mut cx = house.db.begin().await?;
        store::mark_mailed(&mut cx, row.person, row.id).await?;
        Ok(cx.commit().await?)
    }
}

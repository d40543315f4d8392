//! What the desk does: print, scan, look, confirm, discard; and what the person sees of it.

use ground::{Caller, Ctx, Fault, Person, PersonId, Timestamp};
use policy::text::AskedItem;
use policy::{Category, Lang, Policy, Purpose};
use std::pin::Pin;
use vault::Sealed;

use super::rules::{self, State, What};
use super::store::{self, New, PaperRow};
use super::{PaperId, Refusal};
use crate::access::{account_of, the_house};
use crate::account::store as accounts;
use crate::account::{self, Bound, NumberRow, Phone};
use crate::consent::{self, Signed};
use crate::house::Held;
use crate::notice::{self, Notice};
use crate::{House, mandate, minor, rights};

/// Sheets shown at once.
const SHOWN_MAX: i64 = 200;
const DAY_S: u32 = 86_400;

/// A sheet that is wanted.
pub(super) struct Wish<'a> {
    pub phone: &'a str,
    pub what: &'a str,
    pub purpose: Option<&'a str>,
    pub asks: Option<&'a str>,
    pub lang: Lang,
    pub mandate: Option<mandate::Terms<'a>>,
}

/// A sheet, and the text on it.
pub(super) struct Sheet {
    pub row: PaperRow,
    pub text: Option<AskedItem>,
}

/// The text of a sheet, in its language; a request has none but its kind.
fn text(policy: &Policy, row: &PaperRow) -> Option<AskedItem> {
    let lang = if row.lang == "en" { Lang::En } else { Lang::ZhCn };
    policy::text::asked_for(policy, row.purpose?, lang)
}

/// Prepares a sheet for the person of a number.
pub(super) async fn print(house: &House, who: Person, wish: Wish<'_>) -> Result<Sheet, Refusal> {
    let what = What::from_word(wish.what).ok_or(Refusal::KindUnknown)?;
    let (mut purpose, mut asks, mut terms) = (None, None, None);
    match what {
        What::Mandate => {
            let named = wish.mandate.as_ref().ok_or(Refusal::KindUnknown)?;
            terms = Some(mandate::check_terms(house, named)?);
        }
        What::Request => {
            let kind = wish.asks.and_then(rights::Kind::from_word);
            asks = Some(kind.ok_or(rights::Refusal::KindUnknown)?);
        }
        What::Consent | What::Withdrawal => {
            let known = wish.purpose.and_then(Purpose::from_id).ok_or(consent::Refusal::Unknown)?;
            consent::may_be_signed(house, known, what == What::Consent)?;
            purpose = Some(known);
        }
    }
    let phone = Phone::read(wish.phone.trim()).ok_or(account::Refusal::PhoneWrong)?;
    let index = house.vault.index(&NumberRow::PHONE, phone.e164());
    let lang = if wish.lang == Lang::En { "en" } else { "zh-CN" };
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    if let Some(after_s) = counted(&mut cx, who.person).await? {
        cx.commit().await?;
        return Err(Refusal::TooMany { after_s });
    }
    let Some(person) = accounts::person_by_phone(&mut cx, index).await?.map(|row| row.id) else {
        cx.commit().await?; // what was counted stays counted
        return Err(Refusal::PersonUnknown);
    };
    if person == who.person {
        return Err(Refusal::SamePerson);
    }
    let of_minor = minor::standing(&mut house.db.view().await?, person).await?.is_some();
    if what == What::Mandate && of_minor {
        return Err(mandate::Refusal::Minor.into());
    }
    let (id, version) = (PaperId::fresh(&house.clock), house.policy.version());
    store::add(&mut cx, &New { id, person, what, purpose, asks, version, lang, by: who.person }).await?;
    if let Some(terms) = terms {
        mandate::ask_on_paper(&mut cx, person, &terms, id.bytes()).await?;
    }
    cx.commit().await?;
    let row = store::find(&mut house.db.view().await?, id).await?.ok_or(Refusal::Unknown)?;
    Ok(Sheet { text: text(&house.policy, &row), row })
}

/// Counts one more sheet of today; answers the seconds until tomorrow where it is one too many.
async fn counted(cx: &mut Ctx, who: PersonId) -> Result<Option<u64>, Fault> {
    let bound = Bound { kind: "paper.print.day", span_s: DAY_S, most: rules::PRINTED_PER_DAY };
    let over = accounts::count(cx, bound, who.bytes()).await? > i64::from(bound.most);
    let passed = cx.now().seconds().rem_euclid(i64::from(DAY_S)).unsigned_abs();
    Ok(over.then_some(u64::from(DAY_S) - passed))
}

/// A sheet at this point, for one who runs the house and is not the one who signed it.
async fn at(house: &House, who: Person, id: PaperId, state: State) -> Result<PaperRow, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "house.keep", &the_house())?;
    let row = store::find(&mut view, id).await?.filter(|row| row.state == state).ok_or(Refusal::Unknown)?;
    if row.person == who.person { Err(Refusal::SamePerson) } else { Ok(row) }
}

/// Takes a signed sheet in: the first witness.
pub(super) async fn scan(house: &House, who: Person, id: PaperId, sheet: &[u8]) -> Result<(), Refusal> {
    let row = at(house, who, id, State::Printed).await?;
    if !minor::is_sheet(sheet) {
        return Err(Refusal::SheetMissing);
    }
    if row.version != house.policy.version() {
        return Err(consent::Refusal::Stale.into());
    }
    let sealed = house.vault.seal(&PaperRow::SHEET, row.person, id.bytes(), &sheet.to_vec()).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    if !store::scan(&mut cx, id, who.person, &sealed).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

/// Looks at a signed sheet before it is confirmed: a leaf on the person's page.
pub(super) async fn look(house: &House, who: Person, id: PaperId) -> Result<Vec<u8>, Refusal> {
    let row = at(house, who, id, State::Scanned).await?;
    open(house, &Caller::from(who), Purpose::Accountability, "paper.look", &row).await
}

async fn open(
    house: &House,
    caller: &Caller,
    purpose: Purpose,
    act: &str,
    row: &PaperRow,
) -> Result<Vec<u8>, Refusal> {
    let sheet: &Sealed<Vec<u8>> = row.sheet.as_ref().ok_or(Refusal::Unknown)?;
    let look = house.vault.look(caller, purpose).act(act);
    let look = if purpose == Purpose::OwnData { look } else { look.reason("a sheet that you signed") };
    Ok(look.open(sheet).await?.into_inner())
}

/// Confirms a signed sheet: the second witness. Now it counts.
pub(super) async fn witness(house: &House, who: Person, id: PaperId, words: &str) -> Result<(), Refusal> {
    let row = at(house, who, id, State::Scanned).await?;
    if row.scanned_by == Some(who.person) {
        return Err(Refusal::SamePerson);
    }
    let handed_in = row.scanned_at.unwrap_or(row.printed_at);
    let asked = match row.asks {
        Some(kind) => Some(rights::prepare(house, row.person, kind, words).await?),
        None => None,
    };
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    let request = asked.as_ref().map(rights::Prepared::id);
    if !store::enter(&mut cx, id, who.person, request).await? {
        return Err(Refusal::Unknown);
    }
    if let Some(asked) = asked {
        rights::enter(&mut cx, house, asked, handed_in).await?;
    }
    if row.what == What::Mandate {
        mandate::signed(&mut cx, house, id.bytes()).await?;
    }
    if let Some(purpose) = row.purpose {
        let signed = Signed {
            person: row.person,
            purpose,
            given: row.what == What::Consent,
            version: &row.version,
            lang: if row.lang == "en" { Lang::En } else { Lang::ZhCn },
            paper: Some(id.bytes()),
        };
        consent::enter(&mut cx, house, &signed).await?;
    }
    let told = Notice::new("paper.entered").with("number", rules::number(id));
    notice::tell(&mut cx, house, row.person, &told).await?;
    cx.commit().await?;
    if let Some(purpose) = row.purpose {
        consent::look_again(house, row.person, purpose);
    }
    Ok(())
}

/// Removes a sheet that is not to be confirmed.
pub(super) async fn discard(house: &House, who: Person, id: PaperId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    if !store::discard(&mut cx, id).await? {
        return Err(Refusal::Unknown);
    }
    mandate::unsigned(&mut cx, id.bytes()).await?;
    Ok(cx.commit().await?)
}

/// The sheets there are, for those who run the house.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<PaperRow>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "house.keep", &the_house())?;
    Ok(store::all(&mut view, SHOWN_MAX).await?)
}

/// The sheets that one signed.
pub(super) async fn mine(house: &House, who: Person) -> Result<Vec<PaperRow>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    Ok(store::of(&mut view, who.person, SHOWN_MAX).await?)
}

/// A copy of a sheet that one signed, with the text on it.
pub(super) async fn copy(house: &House, who: Person, id: PaperId) -> Result<(Sheet, Vec<u8>), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    let row = store::find(&mut view, id).await?.filter(|row| row.person == who.person);
    drop(view);
    let row = row.ok_or(Refusal::Unknown)?;
    let sheet = open(house, &Caller::from(who), Purpose::OwnData, "me.paper", &row).await?;
    Ok((Sheet { text: text(&house.policy, &row), row }, sheet))
}

/// What this feature holds about a person.
pub fn held<'a>(
    house: &'a House,
    _: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let rows = store::of(&mut house.db.view().await?, person, SHOWN_MAX).await?;
        let at = |row: &PaperRow| -> Timestamp { row.scanned_at.unwrap_or(row.printed_at) };
        let held = rows.iter().map(|row| Held {
            category: Category::ConsentRecord,
            table: "yard_paper",
            value: Some(rules::number(row.id)),
            collected_at: at(row),
        });
        Ok(held.collect())
    })
}

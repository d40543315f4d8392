//! What people do: upload the sides of the card, send name and number, see what came of it, take it back.

use ground::{Caller, Ctx, Fault, Person, Timestamp, View};
use policy::{Category, Purpose, Recipient};
use vault::{Sealed, Subject};

use super::jobs::Check;
use super::rules::{self, Side, State, Way};
use super::store::{self, PhotoRow, RealNameRow};
use super::{CardNumber, RealNameId, Refusal};
use crate::House;
use crate::access::account_of;
use crate::account::{Bound, store as accounts};
use crate::avatar::{self, Picture};
use crate::consent::store::{self as consents, Scope};
use crate::own;

/// Verifications that one person sends within a day.
const OF_DAY: Bound = Bound { kind: "real_name.send.person", span_s: 86_400, most: rules::OF_DAY };

/// Whether this doorplate verifies names.
pub(super) fn on(house: &House) -> Result<(), Refusal> {
    if house.policy.purpose(Purpose::RealName).is_some() { Ok(()) } else { Err(Refusal::Off) }
}

/// Keeps a side of the card; the one before it goes.
pub(super) async fn put_photo(house: &House, who: Person, side: Side, bytes: &[u8]) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.change", &account_of(who.person))?;
    on(house)?;
    let picture = Picture::read(bytes).map_err(|refusal| match refusal {
        avatar::Refusal::TooLarge => Refusal::TooLarge,
        _ => Refusal::NotPicture,
    })?;
    if !store::agreed(&mut view, who.person, Purpose::RealName, &[Category::IdentityPhoto]).await? {
        return Err(Refusal::Consent);
    }
    drop(view);
    let subject = Subject::Person(who.person);
    let plain = picture.bytes().to_vec();
    let sealed = house.vault.seal(&PhotoRow::PHOTO, subject, who.person.bytes(), &plain).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "me.change", &account_of(who.person))?;
    open_still(&mut cx, who).await?;
    store::put_photo(&mut cx, who.person, side, &sealed).await?;
    Ok(cx.commit().await?)
}

/// What waits or is confirmed is not changed under the eyes of whoever decides.
async fn open_still(cx: &mut Ctx, who: Person) -> Result<(), Refusal> {
    let row = store::of_now(cx, who.person).await?;
    match row.map(|row| row.state) {
        Some(State::Waiting | State::Verified) => Err(Refusal::Sent),
        Some(State::Refused | State::Unknown) | None => Ok(()),
    }
}

/// Whether an identity body is there and may have them: the purpose, the kind of data, and the body itself each by its own yes.
async fn authorised(house: &House, view: &mut View, who: Person) -> Result<(), Refusal> {
    if !house.egress.checks_identity() {
        return Err(Refusal::NoBody);
    }
    let (purpose, body) = (Purpose::IdentityCheck, Scope::Recipient(Recipient::IdentityBody));
    let stands = store::agreed(view, who.person, purpose, &[Category::RealName]).await?
        && consents::stands_by_itself(view, who.person, purpose, body).await?;
    if stands { Ok(()) } else { Err(Refusal::BodyConsent) }
}

/// What somebody writes.
pub(super) struct Wish<'a> {
    pub name: &'a str,
    pub number: &'a str,
    pub way: Way,
}

/// Sends name and number: to be compared with both sides of the card, or by the identity body.
pub(super) async fn send(house: &House, who: Person, wish: Wish<'_>) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.change", &account_of(who.person))?;
    on(house)?;
    let name = rules::name(wish.name)?;
    let number = CardNumber::read(wish.number).ok_or(Refusal::Number)?;
    if !store::agreed(&mut view, who.person, Purpose::RealName, &[Category::RealName]).await? {
        return Err(Refusal::Consent);
    }
    if wish.way == Way::Body {
        authorised(house, &mut view, who).await?;
    }
    drop(view);
    let id = RealNameId::fresh(&house.clock);
    let (vault, subject) = (&house.vault, Subject::Person(who.person));
    let new = RealNameRow {
        id,
        person: who.person,
        state: State::Waiting,
        way: wish.way,
        name: Some(vault.seal(&RealNameRow::NAME, subject, id.bytes(), &name).await?),
        number: Some(vault.seal(&RealNameRow::NUMBER, subject, id.bytes(), &number).await?),
        reason: None,
        sent_at: house.clock.now(),
        decided_at: None,
    };
    let mut cx = house.db.begin().await?;
    cx.permit(who, "me.change", &account_of(who.person))?;
    open_still(&mut cx, who).await?;
    if wish.way == Way::Card {
        rules::both(&store::sides_now(&mut cx, who.person).await?)?;
    }
    if accounts::count(&mut cx, OF_DAY, who.person.bytes()).await? > i64::from(OF_DAY.most) {
        return Err(Refusal::TooMany);
    }
    store::send(&mut cx, &new).await?;
    if wish.way == Way::Body {
        Check::later(&mut cx, who.person, id).await?;
    }
    Ok(cx.commit().await?)
}

/// One's own in the open; of the number the first and last sign.
pub(super) struct Own {
    pub row: Option<RealNameRow>,
    pub name: Option<String>,
    pub number_masked: Option<String>,
    pub reason: Option<String>,
    pub sides: Vec<(Side, Timestamp)>,
    pub has_body: bool,
}

/// One's own.
pub(super) async fn get(house: &House, who: Person) -> Result<Own, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    on(house)?;
    let row = store::of(&mut view, who.person).await?;
    let sides = store::sides(&mut view, who.person).await?;
    drop(view);
    let caller = Caller::from(who);
    let (mut name, mut number_masked, mut reason) = (None, None, None);
    if let Some(row) = &row {
        name = opened(house, &caller, row.name.as_ref()).await?.map(|line| line.as_str().to_owned());
        reason = opened(house, &caller, row.reason.as_ref()).await?.map(|line| line.as_str().to_owned());
        number_masked = opened(house, &caller, row.number.as_ref()).await?.map(|number| number.masked());
    }
    Ok(Own { row, name, number_masked, reason, sides, has_body: house.egress.checks_identity() })
}

async fn opened<T: vault::Plain>(
    house: &House,
    caller: &Caller,
    sealed: Option<&Sealed<T>>,
) -> Result<Option<T>, Fault> {
    let look = own::look(house, caller).act("real_name.get");
    let opened = look.open_present(sealed).await;
    let opened = opened.map_err(|refusal| Fault::caused("opening one's own real name", refusal))?;
    Ok(opened.into_iter().next().flatten())
}

/// Takes all of it back.
pub(super) async fn remove(house: &House, who: Person) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "me.change", &account_of(who.person))?;
    on(house)?;
    store::forget(&mut cx, who.person).await?;
    Ok(cx.commit().await?)
}

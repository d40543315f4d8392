//! What people do: have a code sent to a new number, and appeal. And what a granted appeal does.

use ground::{Because, Caller, Ctx, Fault, Person, PersonId, Timestamp};
use policy::{Category, Lang, Purpose};
use std::net::IpAddr;
use std::pin::Pin;

use super::store::{self, Appeal};
use super::{HOLDER_HAS, Refusal};
use crate::House;
use crate::access::account_of;
use crate::account::{self, NumberRow, Phone, mask_phone, store as accounts};
use crate::house::Held;
use crate::identity::{self, Proof};
use crate::notice::{self, Notice, instant};
use crate::org;
use crate::rights::{self, Kind, RequestId};

/// Sends a code to a number that is to become one's own. The answer is the same whoever holds it.
pub(super) async fn send(
    house: &House,
    who: Person,
    phone: &Phone,
    asked: (IpAddr, Lang),
) -> Result<Timestamp, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "rights.ask", &account_of(who.person))?;
    drop(view);
    Ok(account::send_number_code(house, who.person, phone, asked).await?)
}

/// What somebody says who appeals.
pub(super) struct Wish<'a> {
    pub phone: &'a Phone,
    pub code: &'a str,
    pub words: &'a str,
    pub proof: &'a Proof,
}

/// Makes an appeal: the clock of a request runs from now on.
pub(super) async fn appeal(
    house: &House,
    who: Person,
    wish: &Wish<'_>,
    from: IpAddr,
) -> Result<RequestId, rights::Refusal> {
    let (index, person) = (house.vault.index(&NumberRow::PHONE, wish.phone.e164()), who.person);
    let mut cx = house.db.begin().await.map_err(Refusal::from)?;
    cx.permit(who, "rights.ask", &account_of(person))?;
    let holder = accounts::person_by_phone(&mut cx, index).await?;
    if holder.is_some_and(|holder| holder.id == person) {
        return Err(Refusal::Same.into());
    }
    if store::waits(&mut cx, person).await? {
        return Err(Refusal::Waits.into());
    }
    drop(cx);
    identity::prove(house, who, wish.proof, from).await.map_err(Refusal::from)?;
    account::prove_number(house, wish.phone, wish.code).await.map_err(Refusal::from)?;
    let asked = rights::prepare(house, person, Kind::AppealNumber, wish.words).await?;
    // Sealed as the number that it will be: granted, it is moved as it is, and nobody opens it for that.
    let number = house.vault.seal(&NumberRow::PHONE, person, person.bytes(), wish.phone).await?;
    let id = asked.id();
    let mut cx = house.db.begin().await?;
    cx.permit(who, "rights.ask", &account_of(person))?;
    if !store::add(&mut cx, id, person, &number, index).await? {
        return Err(Refusal::Waits.into());
    }
    let now = cx.now();
    rights::enter(&mut cx, house, asked, now).await?;
    if let Some(holder) = accounts::person_by_phone(&mut cx, index).await? {
        let told = Notice::new("number.claimed").with("until", instant(now.plus(HOLDER_HAS)));
        notice::tell(&mut cx, house, holder.id, &told).await?;
    }
    cx.commit().await?;
    Ok(id)
}

/// Moves an account to the number of an appeal that is granted, within the unit of work that answers it. A request without a
/// proved number moves nothing.
pub(crate) async fn move_over(
    cx: &mut Ctx,
    house: &House,
    person: PersonId,
    request: RequestId,
) -> Result<(), Refusal> {
    let Some(Appeal { number, index, asked_at }) = store::take(cx, request).await? else { return Ok(()) };
    let holder = accounts::person_by_phone(cx, index).await?.filter(|holder| holder.id != person);
    if let Some(holder) = holder {
        let until = asked_at.plus(HOLDER_HAS);
        if cx.now() < until {
            return Err(Refusal::HolderHasTime { until });
        }
        org::number_given_up(cx, holder.id).await?;
        store::free(cx, holder.id).await?;
        notice::tell(cx, house, holder.id, &Notice::new("number.lost").with("at", instant(cx.now()))).await?;
    }
    org::number_given_up(cx, person).await?;
    store::put(cx, person, number, index).await?;
    org::number_taken(cx, person, index).await?;
    let told = Notice::new("number.moved").with("at", instant(cx.now())).texted();
    notice::tell(cx, house, person, &told).await?;
    Ok(())
}

/// Forgets the number of an appeal that was refused or taken back.
pub(crate) async fn drop_appeal(cx: &mut Ctx, request: RequestId) -> Result<(), Fault> {
    store::take(cx, request).await.map(drop)
}

/// What this feature holds about a person: the number that he appealed for.
pub fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let Some((number, collected_at)) = store::of(&mut house.db.view().await?, person).await? else {
            return Ok(Vec::new());
        };
        let look = house.vault.look(caller, Purpose::OwnData).act("me.held");
        let number = look.open(&number).await.because("opening a number of one's own")?;
        let value = Some(mask_phone(number.e164()));
        Ok(vec![Held { category: Category::PhoneNumber, table: "yard_appeal", value, collected_at }])
    })
}

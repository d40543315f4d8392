//! What a minor does: say how old he is, and whom to ask.

use egress::{SendRefused, Template, TextMessage};
use ground::{Caller, Ctx, Fault, Person, PersonId};
use policy::{Category, Purpose};
use serde_json::json;
use std::pin::Pin;
use vault::{Hold, Subject};

use super::{Band, MinorRow, Refusal, rules, store};
use crate::House;
use crate::access::account_of;
use crate::account::store as accounts;
use crate::account::{Bound, NumberRow, Phone};
use crate::house::Held;

const DAY_S: u32 = 86_400;

/// Says in which year one was born. Whoever is grown leaves nothing behind; a minor waits for a guardian from now on.
pub(super) async fn state(house: &House, who: Person, born: i64) -> Result<Option<Band>, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "me.change", &account_of(who.person))?;
    let Some((band, grown_at)) = rules::band(&house.policy, born, cx.now())? else { return Ok(None) };
    if !store::state(&mut cx, who.person, band, grown_at).await? {
        return Err(Refusal::StatedAlready);
    }
    cx.tell(who.person, "minor", "minor.recognised", &json!({ "band": band.word() })).await?;
    cx.commit().await?;
    rest(house, who.person);
    Ok(Some(band))
}

/// No other person sees anything of him from now on.
fn rest(house: &House, minor: PersonId) {
    if house.vault.held(minor).is_none() {
        house.vault.hold(minor, Hold::Waiting);
    }
}

/// At the start: minors who wait are held again.
///
/// # Errors
/// What the database says.
pub async fn awaken(house: &House) -> Result<(), Fault> {
    for minor in store::all_waiting(&mut house.db.view().await?).await? {
        rest(house, minor);
    }
    Ok(())
}

/// What the house knows of one's age.
pub(super) async fn mine(house: &House, who: Person) -> Result<Option<MinorRow>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    let now = view.now();
    Ok(store::find(&mut view, who.person).await?.filter(|row| row.grown_at > now))
}

/// Asks a guardian: a message goes to his number, and its keyed index is all that is kept.
pub(super) async fn ask_guardian(house: &House, who: Person, typed: &str) -> Result<(), Refusal> {
    let phone = Phone::read(typed.trim()).ok_or(Refusal::PhoneWrong)?;
    let index = house.vault.index(&NumberRow::PHONE, phone.e164());
    let mut cx = house.db.begin().await?;
    cx.permit(who, "me.change", &account_of(who.person))?;
    let guardian = store::person_of(&mut cx, index).await?;
    if guardian == Some(who.person) {
        return Err(Refusal::OwnNumber);
    }
    for (kind, key) in [("minor.guardian.person", who.person.bytes()), ("minor.guardian.number", index)] {
        let bound = Bound { kind, span_s: DAY_S, most: rules::ASKED_PER_DAY };
        if accounts::count(&mut cx, bound, key).await? > i64::from(bound.most) {
            let passed = cx.now().seconds().rem_euclid(i64::from(DAY_S)).unsigned_abs();
            return Err(Refusal::TooMany { after_s: u64::from(DAY_S) - passed });
        }
    }
    if !store::ask(&mut cx, who.person, index).await? {
        return Err(Refusal::NotWaiting);
    }
    if let Some(guardian) = guardian {
        cx.tell(guardian, "minor", "minor.guardian_asked", &json!({ "ward": who.person })).await?;
    }
    cx.commit().await?;
    text_guardian(house, who.person, &phone).await
}

/// The notice to the guardian. The minor waits for it; where no message can be sent, the guardian still finds the
/// question once he signs in with this number.
async fn text_guardian(house: &House, minor: PersonId, phone: &Phone) -> Result<(), Refusal> {
    let days = (rules::WAIT.as_secs() / u64::from(DAY_S)).to_string();
    let url = house.particulars().public_url.clone();
    let place = url.map_or_else(|| "四合院".to_owned(), |url| format!(" {url} "));
    let text = format!(
        "【四合院】有未成年人请您作为监护人同意其使用。请在{days}天内登录{place}查看,同意或拒绝由您决定;逾期将删除其账号和数据。"
    );
    let message = TextMessage {
        to: phone.e164(),
        text: &text,
        template: Template::Invitation { days: &days },
        purpose: Purpose::Invitation,
        fields: &[Category::InvitationPhone],
    };
    match house.egress.text_message(Subject::Person(minor), message).await {
        Ok(()) => Ok(()),
        Err(SendRefused::Fault(fault)) => Err(fault.into()),
        Err(refused) => {
            tracing::warn!(%refused, "a guardian was not told by message");
            Ok(())
        }
    }
}

/// Whether a minor waits for the guardian of this number's index: he may open an account.
///
/// # Errors
/// What the database says.
pub async fn waits_for(cx: &mut Ctx, phone_index: [u8; 16]) -> Result<bool, Fault> {
    store::waits(cx, phone_index).await
}

/// What this feature holds about a person.
pub fn held<'a>(
    house: &'a House,
    _: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let row = store::find(&mut house.db.view().await?, person).await?;
        let held = row.into_iter().filter(|row| row.sheet.is_some()).map(|row| Held {
            category: Category::ConsentRecord,
            table: "yard_minor",
            value: None,
            collected_at: row.agreed_at.unwrap_or(row.stated_at),
        });
        Ok(held.collect())
    })
}

//! Stopping promotions by replying to one: the provider pushes what people reply to an address that it alone knows.

use aws_lc_rs::constant_time;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::noise::{Secure, below};
use ground::{Ctx, DeviceId, Fault, Person};
use policy::Category;
use vault::Field;

use super::{Kind, Refusal, actions, store};
use crate::House;
use crate::access::the_house;
use crate::account::store as accounts;
use crate::account::{NumberRow, Phone};

const ADDRESS: Field<String> = Field::declare("yard_notice", "reply_address", Category::Notice);
/// Replies are known by a keyed fingerprint of number, words and the provider's mark.
const REPLY: Field<String> = Field::declare("yard_reply", "mark", Category::Notice);

/// What stops promotions without naming one.
const STOPS: [&str; 7] = ["T", "TD", "N", "QX", "STOP", "退订", "取消"];

fn secret(house: &House) -> String {
    URL_SAFE_NO_PAD.encode(house.vault.index(&ADDRESS, "1"))
}

/// The address that a keeper gives to his provider for replies.
pub(super) async fn address(house: &House, who: Person) -> Result<String, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "notice.publish", &the_house())?;
    Ok(house.link(&format!("/api/v1/notices/replies/{}", secret(house))))
}

/// The code that one replies to a message to stop: `T` and five digits.
pub(super) fn fresh_code() -> Result<String, Fault> {
    Ok(format!("T{:05}", below(&mut Secure, 100_000)?))
}

/// Whether a reply asks to stop, and by which code.
fn read(text: &str) -> Option<Option<String>> {
    let said = text.trim().to_uppercase();
    if STOPS.contains(&said.as_str()) {
        return Some(None);
    }
    let digits = said.strip_prefix('T')?;
    (digits.len() == 5 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(Some(said))
}

/// Takes in what people replied. Only whoever knows the address is heard; a reply from a number that has no account, or
/// that asks for nothing, is passed over.
pub(super) async fn take(house: &House, known: &str, body: &serde_json::Value) -> Result<(), Refusal> {
    if constant_time::verify_slices_are_equal(known.as_bytes(), secret(house).as_bytes()).is_err() {
        return Err(Refusal::LinkWrong);
    }
    for reply in egress::replies(body) {
        let (Some(phone), Some(code)) = (Phone::read(&reply.from), read(&reply.text)) else { continue };
        let index = house.vault.index(&NumberRow::PHONE, phone.e164());
        let mut cx = house.db.begin().await?;
        let Some(person) = accounts::person_by_phone(&mut cx, index).await? else { continue };
        let said = format!("{}\n{}\n{}", phone.e164(), reply.text, reply.mark);
        // A provider pushes again what was not acknowledged in time.
        let is_fresh = store::take_reply(&mut cx, house.vault.index(&REPLY, &said)).await?;
        if let Some(code) = code.filter(|_| is_fresh) {
            store::count_stopped(&mut cx, &code).await?;
        }
        cx.commit().await?;
        // The reply stands for its person in this one act.
        let device = DeviceId::from_bytes([0; 16]);
        let who = Person { person: person.id, device, keeper: false, limited: false };
        if house.policy.purpose(Kind::Promotion.purpose()).is_some() {
            actions::switch(house, who, Kind::Promotion, false, None).await?;
        }
    }
    Ok(())
}

/// The code of the publication that a notice came from.
pub(super) async fn code_of(
    cx: &mut Ctx,
    person: ground::PersonId,
    id: super::NoticeId,
) -> Result<String, Fault> {
    Ok(store::stop_code(cx, person, id).await?.unwrap_or_else(|| "T".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_stops_by_a_word_or_by_the_code_of_a_message() {
        for word in [" t ", "TD", "退订", "n", "Stop"] {
            assert_eq!(read(word), Some(None), "{word}");
        }
        assert_eq!(read("t00042"), Some(Some("T00042".to_owned())));
        for other in ["", "thanks", "T1234", "T123456", "12345", "TABCDE"] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}

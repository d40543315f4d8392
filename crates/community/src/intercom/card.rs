//! The contact card: the numbers from which doors call telephones, so that such a call is not taken for a stranger's. The house
//! writes it, the device keeps it, and no contact is ever read.

use ground::{Person, Scope};
use policy::{Category, Purpose};
use vault::Field;
use yard::access::account_of;
use yard::{House, consent};

use super::{Intercom, Refusal};
use crate::household;
use crate::place::store as places;

/// What a card is known by again follows from whose it is, under a key of the vault.
const UID: Field<String> = Field::declare("community_intercom", "id", Category::HomeResidence);

/// By what the caller's card is known, and the card where he agreed to it.
pub(super) async fn of(
    house: &House,
    intercom: &Intercom,
    who: Person,
) -> Result<(String, Option<String>), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    let numbers = &house.config.sip.trunk_numbers;
    if intercom.node().is_none() || numbers.is_empty() {
        return Err(Refusal::Off);
    }
    let uid = uid(house.vault.index(&UID, &who.person.to_string()));
    let Scope::Own(person) = view.scope(who, "home.list")? else { return Ok((uid, None)) };
    if !consent::store::stands(&mut view, person, Purpose::IntercomCard).await? {
        return Ok((uid, None));
    }
    let (now, mut names) = (view.now(), Vec::new());
    for row in household::store::of_person(&mut view, person).await?.iter().filter(|row| row.lives(now)) {
        if let Some(community) = places::of(&mut view, row.org).await?
            && !names.contains(&community.name)
        {
            names.push(community.name);
        }
    }
    let card = (!names.is_empty()).then(|| written(&uid, &names, numbers));
    Ok((uid, card))
}

fn uid(bytes: [u8; 16]) -> String {
    format!("urn:uuid:{}", ground::uuid::Builder::from_random_bytes(bytes).into_uuid().as_hyphenated())
}

/// The card as vCard 4.0 (RFC 6350).
fn written(uid: &str, names: &[String], numbers: &[String]) -> String {
    let names = names.iter().map(|name| escaped(name)).collect::<Vec<_>>().join(" · ");
    let mut card =
        format!("BEGIN:VCARD\r\nVERSION:4.0\r\nUID:{uid}\r\nKIND:org\r\nFN:门禁对讲 Intercom · {names}\r\n");
    for number in numbers {
        card += &format!("TEL;TYPE=voice;VALUE=uri:tel:{number}\r\n");
    }
    card + "END:VCARD\r\n"
}

/// A text as a card has it (RFC 6350, section 3.4).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars().filter(|sign| !sign.is_control()) {
        if matches!(sign, ',' | ';' | '\\') {
            out.push('\\');
        }
        out.push(sign);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_writes_no_lines_of_its_own_into_a_card() {
        let names = ["a;b,c\r\nTEL:1".to_owned()];
        let card = written("urn:uuid:x", &names, &["+8610".to_owned()]);
        assert!(card.contains("a\\;b\\,cTEL:1\r\n"), "{card}");
        assert_eq!(card.matches("TEL;").count(), 1);
    }
}

//! What a house must state before it opens: plain functions on plain values.

use policy::{ContactCard, Policy};
use schemars::JsonSchema;
use serde::Deserialize;

use super::Refusal;
use crate::account::Name;
use crate::house::{Contact, Particulars};
use crate::password::{self, Login, Password};

/// Most signs of a line of the contact card.
const LINE_MAX: usize = 200;

/// Who runs the house.
#[derive(Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HouseWish {
    /// The legal name of the company or community.
    #[serde(default)]
    pub legal_name: String,
    /// How to reach it; the policy publishes it.
    #[serde(default)]
    pub contact: Contact,
    /// The address people type, such as `https://house.example`.
    #[serde(default)]
    pub public_url: String,
}

/// The first keeper. Login and password together, or neither: then a passkey is added with the session that opens.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeeperWish {
    /// The name others see.
    #[serde(default)]
    pub name: String,
    /// The name to sign in by.
    #[serde(default)]
    pub login: Option<String>,
    /// The password.
    #[serde(default)]
    pub password: Option<String>,
}

/// The particulars that these statements make.
pub(super) fn particulars(house: &HouseWish, policy: &Policy) -> Result<Particulars, Refusal> {
    let contact = Contact {
        name: house.contact.name.trim().to_owned(),
        email: house.contact.email.trim().to_owned(),
        phone: house.contact.phone.trim().to_owned(),
        address: house.contact.address.trim().to_owned(),
    };
    let legal_name = house.legal_name.trim().to_owned();
    let mut fields = missing(&legal_name, &contact, policy);
    for (field, line) in lines(&legal_name, &contact) {
        let hidden = line.chars().any(char::is_control) || line.chars().count() > LINE_MAX;
        if hidden && !fields.contains(&field) {
            fields.push(field);
        }
    }
    if !contact.email.is_empty() && !is_mail(&contact.email) {
        fields.push("house.contact.email");
    }
    let public_url = origin(&house.public_url);
    if public_url.is_none() {
        fields.push("house.public_url");
    }
    fields.dedup();
    if fields.is_empty() {
        Ok(Particulars { legal_name, contact, public_url, set_up: true })
    } else {
        Err(Refusal::Incomplete { fields })
    }
}

/// What the policy may not be published without, field by field; the legal name always.
fn missing(legal_name: &str, contact: &Contact, policy: &Policy) -> Vec<&'static str> {
    let card = ContactCard {
        name: legal_name.to_owned(),
        email: contact.email.clone(),
        phone: contact.phone.clone(),
        address: contact.address.clone(),
    };
    let mistakes = policy.check(&card);
    let missed =
        |key: &str| mistakes.iter().any(|mistake| mistake.what.starts_with(&format!("contact.{key} ")));
    let mut fields = Vec::new();
    for (field, key, is_blank) in [
        ("house.legal_name", "name", legal_name.is_empty()),
        ("house.contact.email", "email", contact.email.is_empty()),
        ("house.contact.phone", "phone", contact.phone.is_empty()),
        ("house.contact.address", "address", contact.address.is_empty()),
    ] {
        if is_blank && (key == "name" || missed(key)) {
            fields.push(field);
        }
    }
    if fields.is_empty() && !mistakes.is_empty() {
        fields.push("house.contact");
    }
    fields
}

fn lines<'a>(legal_name: &'a str, contact: &'a Contact) -> [(&'static str, &'a str); 5] {
    [
        ("house.legal_name", legal_name),
        ("house.contact.name", &contact.name),
        ("house.contact.email", &contact.email),
        ("house.contact.phone", &contact.phone),
        ("house.contact.address", &contact.address),
    ]
}

fn is_mail(typed: &str) -> bool {
    typed.split_once('@').is_some_and(|(who, domain)| {
        !who.is_empty() && domain.len() > 2 && !domain.contains('@') && !typed.contains(char::is_whitespace)
    })
}

/// Scheme, host and port of an address, and nothing behind them.
pub(super) fn origin(typed: &str) -> Option<String> {
    let url = url::Url::parse(typed.trim()).ok()?;
    let plain = ["http", "https"].contains(&url.scheme())
        && url.has_host()
        && matches!(url.path(), "" | "/")
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    plain.then(|| url.origin().ascii_serialization())
}

/// The first keeper as he is stated.
pub(super) struct Keeper {
    pub name: Name,
    pub way: Option<(Login, Password)>,
}

/// Reads the keeper.
pub(super) fn keeper(wish: KeeperWish) -> Result<Keeper, Refusal> {
    let name = Name::read(&wish.name).map_err(Refusal::Name)?;
    let given = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    let way = match (given(&wish.login), given(&wish.password)) {
        (false, false) => None,
        (false, true) => return Err(password::Refusal::LoginMissing.into()),
        _ => {
            let login = Login::read(&wish.login.unwrap_or_default())?;
            let password = Password::chosen(wish.password.unwrap_or_default(), &login)?;
            Some((login, password))
        }
    };
    Ok(Keeper { name, way })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> HouseWish {
        HouseWish {
            legal_name: "四合院科技有限公司".into(),
            contact: Contact {
                name: "王芳".into(),
                email: "privacy@house.example".into(),
                phone: "010-12345678".into(),
                address: "北京市东城区".into(),
            },
            public_url: "https://house.example/".into(),
        }
    }

    fn refused(change: impl FnOnce(&mut HouseWish)) -> Vec<&'static str> {
        let mut house = whole();
        change(&mut house);
        match particulars(&house, &Policy::load("courtyard").unwrap()) {
            Err(Refusal::Incomplete { fields }) => fields,
            _ => Vec::new(),
        }
    }

    #[test]
    fn a_whole_card_makes_particulars() {
        let made = particulars(&whole(), &Policy::load("courtyard").unwrap()).unwrap();
        assert_eq!(made.public_url.as_deref(), Some("https://house.example"));
        assert!(made.set_up);
    }

    #[test]
    fn what_the_policy_publishes_must_be_stated() {
        assert_eq!(refused(|house| house.legal_name = "  ".into()), ["house.legal_name"]);
        assert_eq!(refused(|house| house.contact.phone.clear()), ["house.contact.phone"]);
        let all = refused(|house| *house = HouseWish::default());
        let wanted = [
            "house.legal_name",
            "house.contact.email",
            "house.contact.phone",
            "house.contact.address",
            "house.public_url",
        ];
        assert_eq!(all, wanted);
    }

    #[test]
    fn a_public_address_is_scheme_host_and_port() {
        assert_eq!(origin("http://localhost:8080/").as_deref(), Some("http://localhost:8080"));
        assert_eq!(origin(" HTTPS://House.Example ").as_deref(), Some("https://house.example"));
        for wrong in [
            "",
            "house.example",
            "ftp://house.example",
            "https://house.example/x",
            "https://a:b@house.example",
        ] {
            assert_eq!(origin(wrong), None, "{wrong}");
        }
        assert_eq!(refused(|house| house.public_url = "house".into()), ["house.public_url"]);
    }

    #[test]
    fn a_keeper_has_login_and_password_or_neither() {
        let wish = |login: Option<&str>, password: Option<&str>| KeeperWish {
            name: "王芳".into(),
            login: login.map(str::to_owned),
            password: password.map(str::to_owned),
        };
        assert!(keeper(wish(None, None)).unwrap().way.is_none());
        assert!(keeper(wish(Some("wangfang"), Some("kT9#vq2LmX"))).unwrap().way.is_some());
        assert!(matches!(
            keeper(wish(None, Some("kT9#vq2LmX"))),
            Err(Refusal::Password(password::Refusal::LoginMissing))
        ));
        assert!(matches!(
            keeper(wish(Some("wangfang"), None)),
            Err(Refusal::Password(password::Refusal::Short))
        ));
    }
}

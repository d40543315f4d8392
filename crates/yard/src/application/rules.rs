//! What an application may be: plain functions on plain values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::Refusal;
use crate::org::Line;

/// Applications of one organisation.
pub(super) const APPLICATIONS_MAX: i64 = 100;
/// Addresses of one kind.
const ADDRESSES_MAX: usize = 10;
/// Signs of an address.
const ADDRESS_MAX: usize = 500;

/// Who made an application.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ApplicationKind")]
pub(crate) enum Kind {
    /// Somebody else, who offers it to others, too.
    ThirdParty,
    /// The organisation itself.
    SelfBuilt,
}

impl Kind {
    /// The word in the table.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::ThirdParty => "third_party",
            Self::SelfBuilt => "self_built",
        }
    }

    /// The kind of a word.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::ThirdParty, Self::SelfBuilt].into_iter().find(|kind| kind.word() == word)
    }
}

/// What an application may ask for beyond that somebody is who he was the last time (`openid`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ApplicationScope")]
pub(crate) enum Scope {
    /// The name by which others see him.
    Profile,
    /// The organisation and what he is in it.
    Organisation,
    /// His mail address.
    Email,
    /// His number.
    Phone,
    /// To go on while he is not there.
    OfflineAccess,
}

impl Scope {
    /// All of them.
    pub(crate) const ALL: [Self; 5] =
        [Self::Profile, Self::Organisation, Self::Email, Self::Phone, Self::OfflineAccess];

    /// The word of the protocol.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Organisation => "organisation",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::OfflineAccess => "offline_access",
        }
    }
}

/// The scopes of words between blanks, each once; words that are none of ours are left out (RFC 6749, 3.3).
pub(crate) fn read_scopes(words: &str) -> Vec<Scope> {
    let named: Vec<&str> = words.split(' ').collect();
    Scope::ALL.into_iter().filter(|scope| named.contains(&scope.word())).collect()
}

/// Scopes as words between blanks, each once and in one order.
pub(crate) fn written(scopes: &[Scope]) -> String {
    let kept: Vec<&str> =
        Scope::ALL.iter().filter(|one| scopes.contains(one)).map(|scope| scope.word()).collect();
    kept.join(" ")
}

/// What is said of an application.
pub(super) struct Said {
    pub name: String,
    pub runner: String,
    pub policy: String,
    pub start: Option<String>,
    pub redirects: Vec<String>,
    pub logouts: Vec<String>,
    pub scopes: Vec<Scope>,
}

impl Said {
    /// The same, checked. Addresses of this machine are let in where the house itself is tried out.
    pub(super) fn checked(self, dev: bool) -> Result<Self, Refusal> {
        let name = Line::read(&self.name, 60).map_err(|_| Refusal::Name)?.as_str().to_owned();
        let runner = Line::read(&self.runner, 100).map_err(|_| Refusal::Runner)?.as_str().to_owned();
        if !is_address(&self.policy, dev) {
            return Err(Refusal::Policy);
        }
        let start = self.start.filter(|start| !start.is_empty());
        if start.as_deref().is_some_and(|start| !is_address(start, dev)) {
            return Err(Refusal::Start);
        }
        if self.redirects.is_empty() || !are_addresses(&self.redirects, dev) {
            return Err(Refusal::Redirects);
        }
        if !are_addresses(&self.logouts, dev) {
            return Err(Refusal::Logouts);
        }
        Ok(Self { name, runner, start, ..self })
    }
}

fn are_addresses(list: &[String], dev: bool) -> bool {
    list.len() <= ADDRESSES_MAX && list.iter().all(|address| is_address(address, dev))
}

/// Whether it is the address of a page that can be compared sign by sign: HTTPS, without user, fragment, blank or star.
fn is_address(address: &str, dev: bool) -> bool {
    let signs = |sign: u8| sign.is_ascii_graphic() && !b"#\\*<>\"'`{}|^".contains(&sign);
    if address.len() > ADDRESS_MAX || !address.bytes().all(signs) {
        return false;
    }
    let Ok(url) = Url::parse(address) else { return false };
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => return false,
    };
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_here);
    is_safe && (dev || !is_here) && url.username().is_empty() && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_whole_and_leads_to_one_page() {
        for right in ["https://books.example/back", "https://books.example:8443/a?b=c"] {
            assert!(is_address(right, false), "{right}");
        }
        for wrong in [
            "http://books.example/back",
            "https://books.example/#a",
            "https://*.example/back",
            "https://me@books.example/",
            "https://me:x@books.example/",
            "javascript:alert(1)",
            "books://back",
            "https://",
            "/back",
            "",
            "https://books.example/a b",
            "https://books.example/\\a",
            "http://localhost:8080/back",
            "https://127.0.0.1/back",
            "https://[::1]/back",
        ] {
            assert!(!is_address(wrong, false), "{wrong}");
        }
        assert!(!is_address(&format!("https://books.example/{}", "a".repeat(ADDRESS_MAX)), false));
        for here in ["http://localhost:8080/back", "http://127.0.0.1:9/back", "http://[::1]:9/back"] {
            assert!(is_address(here, true), "{here}");
        }
        assert!(!is_address("http://localhost.example/back", true));
    }

    #[test]
    fn scopes_are_known_words_once_each() {
        assert_eq!(read_scopes("openid email profile email root"), [Scope::Profile, Scope::Email]);
        assert_eq!(written(&[Scope::Email, Scope::Profile, Scope::Email]), "profile email");
        assert!(read_scopes("").is_empty() && written(&[]).is_empty());
        assert!(Scope::ALL.into_iter().all(|scope| read_scopes(scope.word()) == [scope]));
    }
}

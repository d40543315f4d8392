//! Mail addresses: of the domains that the house names, and of no other.

use vault::Plain;

/// A mail address that can receive codes: `ana@example.com`, small letters throughout.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail(String);

/// Bytes of an address (RFC 5321, 4.5.3.1).
const ADDRESS_MAX: usize = 254;
const LOCAL_MAX: usize = 64;

impl Mail {
    /// Reads what a person typed. Quoted local parts and addresses outside ASCII are not taken.
    pub fn read(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        if typed.len() > ADDRESS_MAX {
            return None;
        }
        let whole = typed.to_ascii_lowercase();
        let (local, domain) = whole.split_once('@')?;
        let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte);
        let is_local = (1..=LOCAL_MAX).contains(&local.len())
            && local.bytes().all(sign)
            && local.split('.').all(|part| !part.is_empty());
        (is_local && is_domain(domain)).then_some(Self(whole))
    }

    /// The address, the form that is indexed and written to.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is of one of these domains; a domain below one of them is another domain.
    pub fn is_of(&self, domains: &[String]) -> bool {
        let domain = self.0.rsplit('@').next().unwrap_or_default();
        domains.iter().any(|one| one.trim().trim_start_matches('@').eq_ignore_ascii_case(domain))
    }
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.contains('.') && domain.split('.').all(label)
}

impl Plain for Mail {
    fn to_plain(&self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok().and_then(Self::read)
    }
}

/// `ana@example.com` as `a****@example.com`: enough to recognise one's own.
pub fn mask_mail(address: &str) -> String {
    let Some((local, domain)) = address.split_once('@') else { return "****".to_owned() };
    let first = local.chars().next().filter(|_| local.len() > 1);
    format!("{}****@{domain}", first.map(String::from).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_type_it() {
        assert_eq!(Mail::read(" Ana.Li+hr@Example.COM ").unwrap().as_str(), "ana.li+hr@example.com");
        for wrong in [
            "",
            "ana",
            "@example.com",
            "ana@",
            "ana@example",
            "ana@@example.com",
            "a b@example.com",
            "ana@-x.com",
            "ana@x..com",
            ".ana@x.com",
            "ana.@x.com",
            "an\r\na@x.com",
            "<ana@x.com>",
            "ana@x.com,bo@y.com",
            "王芳@x.com",
        ] {
            assert!(Mail::read(wrong).is_none(), "{wrong}");
        }
        assert!(Mail::read(&format!("{}@x.com", "a".repeat(65))).is_none());
    }

    #[test]
    fn a_domain_is_the_very_domain() {
        let domains = ["example.com".to_owned(), " @Example.org".to_owned()];
        let of = |typed: &str| Mail::read(typed).unwrap().is_of(&domains);
        assert!(of("ana@example.com") && of("ana@EXAMPLE.ORG"));
        assert!(!of("ana@mail.example.com") && !of("ana@badexample.com") && !of("ana@example.com.evil.net"));
    }

    #[test]
    fn an_address_is_masked_to_what_its_owner_recognises() {
        assert_eq!(mask_mail("ana@example.com"), "a****@example.com");
        assert_eq!(mask_mail("a@example.com"), "****@example.com");
        assert_eq!(mask_mail("none"), "****");
    }
}

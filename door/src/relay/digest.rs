//! Proving a password without sending it: HTTP Digest (RFC 7616), as door stations ask for it.

use aws_lc_rs::digest::{SHA256, digest};
use md5::{Digest as _, Md5};

/// How the station hashes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Hash {
    Md5,
    Sha256,
}

impl Hash {
    fn of(self, text: &str) -> String {
        match self {
            Self::Md5 => hex(&Md5::digest(text.as_bytes())),
            Self::Sha256 => hex(digest(&SHA256, text.as_bytes()).as_ref()),
        }
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a station asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Challenge {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    hash: Hash,
    name: Option<String>,
    /// Whether it knows `qop=auth`; older ones know only the form of RFC 2069.
    qop: bool,
}

impl Challenge {
    /// Reads a `WWW-Authenticate`; `None` where it asks for something else.
    #[must_use]
    pub fn read(header: &str) -> Option<Self> {
        let (scheme, rest) = header.trim().split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("digest") {
            return None;
        }
        let mut challenge = Self {
            realm: String::new(),
            nonce: String::new(),
            opaque: None,
            hash: Hash::Md5,
            name: None,
            qop: false,
        };
        for (name, value) in pairs(rest) {
            match name.to_ascii_lowercase().as_str() {
                "realm" => challenge.realm = value,
                "nonce" => challenge.nonce = value,
                "opaque" => challenge.opaque = Some(value),
                "qop" => {
                    challenge.qop = value.split(',').any(|word| word.trim() == "auth");
                    // To protect the body as well is asked for by none of ours.
                    if !challenge.qop {
                        return None;
                    }
                }
                "algorithm" => {
                    challenge.hash = match value.to_ascii_uppercase().as_str() {
                        "MD5" => Hash::Md5,
                        "SHA-256" => Hash::Sha256,
                        _ => return None,
                    };
                    challenge.name = Some(value);
                }
                _ => {}
            }
        }
        (!challenge.nonce.is_empty()).then_some(challenge)
    }

    /// Of several the strongest.
    pub fn strongest<'a>(headers: impl Iterator<Item = &'a str>) -> Option<Self> {
        headers.filter_map(Self::read).max_by_key(|challenge| challenge.hash == Hash::Sha256)
    }

    /// The `Authorization` for one request, the how-manieth under this challenge. `cnonce` is drawn for it.
    #[must_use]
    pub fn answer(
        &self,
        (user, password): (&str, &str),
        (method, uri): (&str, &str),
        (count, cnonce): (u32, &str),
    ) -> String {
        let (realm, nonce) = (&self.realm, &self.nonce);
        let secret = self.hash.of(&format!("{user}:{realm}:{password}"));
        let what = self.hash.of(&format!("{method}:{uri}"));
        let response = self.hash.of(&if self.qop {
            format!("{secret}:{nonce}:{count:08x}:{cnonce}:auth:{what}")
        } else {
            format!("{secret}:{nonce}:{what}")
        });
        let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
        let mut header = format!(
            "Digest username=\"{}\", realm=\"{}\", nonce=\"{}\", uri=\"{uri}\", response=\"{response}\"",
            quoted(user),
            quoted(realm),
            quoted(nonce)
        );
        if let Some(name) = &self.name {
            header += &format!(", algorithm={name}");
        }
        if self.qop {
            header += &format!(", qop=auth, nc={count:08x}, cnonce=\"{cnonce}\"");
        }
        if let Some(opaque) = &self.opaque {
            header += &format!(", opaque=\"{}\"", quoted(opaque));
        }
        header
    }
}

/// `name=value, name="value"`.
fn pairs(mut rest: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.trim_matches([' ', ',', '\t']).to_owned();
        let (value, left) = if let Some(quoted) = after.trim_start().strip_prefix('"') {
            unquoted(quoted)
        } else {
            let (value, left) = after.split_once(',').unwrap_or((after, ""));
            (value.trim().to_owned(), left)
        };
        found.push((name, value));
        rest = left;
    }
    found
}

fn unquoted(text: &str) -> (String, &str) {
    let (mut value, mut escaped) = (String::new(), false);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => {
                value.push(letter);
                escaped = false;
            }
            '\\' => escaped = true,
            '"' => return (value, &text[at + 1..]),
            _ => value.push(letter),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::Challenge;

    const COMMON: &str = r#"realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#;

    #[test]
    fn the_samples_of_the_rfc() {
        for (algorithm, expected) in [
            ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
            ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        ] {
            let challenge = Challenge::read(&format!("Digest {COMMON}, algorithm={algorithm}")).unwrap();
            let answer = challenge.answer(
                ("Mufasa", "Circle of Life"),
                ("GET", "/dir/index.html"),
                (1, "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"),
            );
            assert!(answer.contains(&format!("response=\"{expected}\"")), "{answer}");
        }
    }

    #[test]
    fn the_form_before_qop_and_what_is_not_digest() {
        let old = Challenge::read(
            r#"Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093""#,
        )
        .unwrap();
        let answer = old.answer(("Mufasa", "Circle Of Life"), ("GET", "/dir/index.html"), (1, "x"));
        assert!(answer.contains("response=\"670fd8c2df070c60b045671b8b24ff02\""), "{answer}");
        assert!(!answer.contains("qop"));
        for other in
            ["Basic realm=\"x\"", "Digest realm=\"x\"", "Digest", r#"Digest nonce="x", algorithm=MD5-sess"#]
        {
            assert_eq!(Challenge::read(other), None, "{other}");
        }
        let weak = format!("Digest {COMMON}");
        let strong = format!("Digest {COMMON}, algorithm=SHA-256");
        let chosen = Challenge::strongest([strong.as_str(), weak.as_str()].into_iter());
        assert_eq!(chosen, Challenge::read(&strong));
    }
}

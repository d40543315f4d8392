//! What an application asks, read: plain functions on plain values.

use aws_lc_rs::{constant_time, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::collections::HashMap;
use url::Url;
use url::form_urlencoded::{Serializer, parse};

use crate::application::rules::read_scopes;
use crate::application::{Application, Scope};

/// Signs of a whole question.
pub(super) const QUERY_MAX: usize = 8_192;
/// Signs of what an application gives to have it back.
const OPAQUE_MAX: usize = 1_024;

/// Named values, each once (RFC 6749, 3.1); `None` where one comes twice, or there is too much of them.
pub(super) fn named(query: &str) -> Option<HashMap<String, String>> {
    if query.len() > QUERY_MAX {
        return None;
    }
    let mut all = HashMap::new();
    for (name, value) in parse(query.trim_start_matches('?').as_bytes()) {
        // A value that is empty counts as none (RFC 6749, 3.1).
        if !value.is_empty() && all.insert(name.into_owned(), value.into_owned()).is_some() {
            return None;
        }
    }
    Some(all)
}

/// What an application asks for.
#[derive(Debug)]
pub(super) struct Asked {
    pub redirect: String,
    pub state: Option<String>,
    pub nonce: Option<String>,
    pub challenge: String,
    pub scopes: Vec<Scope>,
    pub prompt: Prompt,
    /// Within how many seconds its person signed in.
    pub max_age_s: Option<u64>,
}

/// Whether a person is to be asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Prompt {
    /// Where it is wanted.
    Fitting,
    /// In no case.
    Never,
    /// In every case.
    Consent,
    /// He is to sign in again, which this house does not make him do at another's word.
    Login,
}

/// Back to the application, with why not.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Back {
    pub redirect: String,
    pub state: Option<String>,
    pub error: &'static str,
}

/// The registered address that a question names; one that is not registered leads nowhere.
pub(super) fn redirect<'a>(query: &HashMap<String, String>, known: &'a [String]) -> Option<&'a str> {
    let named = query.get("redirect_uri")?;
    known.iter().find(|one| *one == named).map(String::as_str)
}

/// Reads a question whose application and address are known.
pub(super) fn asked(
    query: &HashMap<String, String>,
    (application, redirect): (&Application, &str),
) -> Result<Asked, Back> {
    let state = query.get("state").filter(|state| state.len() <= OPAQUE_MAX).cloned();
    let back = |error| Back { redirect: redirect.to_owned(), state: state.clone(), error };
    let word = |name: &str| query.get(name).map(String::as_str);
    if query.get("state").is_some_and(|state| state.len() > OPAQUE_MAX) {
        return Err(back("invalid_request"));
    }
    if word("request").is_some() {
        return Err(back("request_not_supported"));
    }
    if word("request_uri").is_some() {
        return Err(back("request_uri_not_supported"));
    }
    match word("response_type") {
        Some("code") => {}
        None => return Err(back("invalid_request")),
        Some(_) => return Err(back("unsupported_response_type")),
    }
    if word("response_mode").is_some_and(|mode| mode != "query") {
        return Err(back("invalid_request"));
    }
    // A code that is stolen on its way is of no use without what only whoever asked knows; `plain` would tell it here.
    let challenge = word("code_challenge").filter(|text| is_challenge(text));
    if word("code_challenge_method") != Some("S256") {
        return Err(back("invalid_request"));
    }
    let challenge = challenge.ok_or_else(|| back("invalid_request"))?.to_owned();
    let words = word("scope").unwrap_or_default();
    if !words.split(' ').any(|one| one == "openid") {
        return Err(back("invalid_scope"));
    }
    let scopes = read_scopes(words);
    if scopes.iter().any(|scope| !application.scopes.contains(scope)) {
        return Err(back("invalid_scope"));
    }
    let nonce = word("nonce").map(str::to_owned);
    if nonce.as_ref().is_some_and(|nonce| nonce.len() > OPAQUE_MAX) {
        return Err(back("invalid_request"));
    }
    let prompt = prompt(word("prompt")).ok_or_else(|| back("invalid_request"))?;
    let max_age_s = match word("max_age") {
        Some(text) => Some(text.parse().map_err(|_| back("invalid_request"))?),
        None => None,
    };
    Ok(Asked { redirect: redirect.to_owned(), state, nonce, challenge, scopes, prompt, max_age_s })
}

fn prompt(words: Option<&str>) -> Option<Prompt> {
    let words: Vec<&str> = words.unwrap_or_default().split(' ').filter(|word| !word.is_empty()).collect();
    if words.contains(&"none") {
        return (words.len() == 1).then_some(Prompt::Never);
    }
    if words.contains(&"login") {
        return Some(Prompt::Login);
    }
    if words.contains(&"consent") {
        return Some(Prompt::Consent);
    }
    Some(Prompt::Fitting)
}

/// SHA-256 as base64url: 43 signs.
fn is_challenge(text: &str) -> bool {
    text.len() == 43 && URL_SAFE_NO_PAD.decode(text).is_ok()
}

/// Whether this is what the challenge was made of (RFC 7636, 4.6).
pub(super) fn proves(verifier: &str, challenge: &str) -> bool {
    let signs = |sign: u8| sign.is_ascii_alphanumeric() || b"-._~".contains(&sign);
    if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(signs) {
        return false;
    }
    let made = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()));
    constant_time::verify_slices_are_equal(made.as_bytes(), challenge.as_bytes()).is_ok()
}

/// An address with more named values behind what it has.
pub(super) fn with(address: &str, more: &[(&str, Option<&str>)]) -> String {
    let mut added = Serializer::new(String::new());
    for (name, value) in more {
        if let Some(value) = value {
            added.append_pair(name, value);
        }
    }
    let added = added.finish();
    let joint = if added.is_empty() {
        ""
    } else if Url::parse(address).is_ok_and(|url| url.query().is_some()) {
        "&"
    } else {
        "?"
    };
    format!("{address}{joint}{added}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::application::ApplicationId;
    use ground::{OrgId, Timestamp};

    const BACK: &str = "https://books.example/back";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn application() -> Application {
        Application {
            id: ApplicationId::from_bytes([1; 16]),
            org: OrgId::from_bytes([2; 16]),
            kind: crate::application::rules::Kind::ThirdParty,
            name: String::new(),
            runner: String::new(),
            policy: String::new(),
            start: None,
            redirects: vec![BACK.to_owned()],
            logouts: Vec::new(),
            scopes: vec![Scope::Profile],
            secret_hash: None,
            is_on: true,
            made_at: Timestamp::from_micros(0),
        }
    }

    fn read(change: &[(&str, &str)]) -> Result<Asked, &'static str> {
        let mut query: HashMap<String, String> = [
            ("response_type", "code"),
            ("scope", "openid profile unknown"),
            ("state", "s"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
        for (name, value) in change {
            query.insert((*name).to_owned(), (*value).to_owned());
            if value.is_empty() {
                query.remove(*name);
            }
        }
        asked(&query, (&application(), BACK)).map_err(|back| {
            assert_eq!(back.redirect, BACK);
            back.error
        })
    }

    #[test]
    fn a_question_is_read_or_goes_back_with_why_not() {
        let asked = read(&[("nonce", "n"), ("max_age", "60")]).unwrap();
        assert_eq!((asked.scopes, asked.state.as_deref()), (vec![Scope::Profile], Some("s")));
        assert_eq!((asked.nonce.as_deref(), asked.max_age_s), (Some("n"), Some(60)));
        let long = "x".repeat(OPAQUE_MAX + 1);
        for (name, value, error) in [
            ("response_type", "token", "unsupported_response_type"),
            ("response_type", "code id_token", "unsupported_response_type"),
            ("response_type", "", "invalid_request"),
            ("response_mode", "fragment", "invalid_request"),
            ("code_challenge", "", "invalid_request"),
            ("code_challenge", "short", "invalid_request"),
            ("code_challenge_method", "plain", "invalid_request"),
            ("code_challenge_method", "", "invalid_request"),
            ("scope", "profile", "invalid_scope"),
            ("scope", "", "invalid_scope"),
            ("scope", "openid phone", "invalid_scope"),
            ("request", "x", "request_not_supported"),
            ("request_uri", "x", "request_uri_not_supported"),
            ("prompt", "none login", "invalid_request"),
            ("max_age", "soon", "invalid_request"),
            ("nonce", &long, "invalid_request"),
            ("state", &long, "invalid_request"),
        ] {
            assert_eq!(read(&[(name, value)]).unwrap_err(), error, "{name}={value}");
        }
        for (words, prompt) in [
            ("none", Prompt::Never),
            ("login", Prompt::Login),
            ("consent select_account", Prompt::Consent),
            ("select_account", Prompt::Fitting),
        ] {
            assert_eq!(read(&[("prompt", words)]).unwrap().prompt, prompt);
        }
    }

    #[test]
    fn only_a_registered_address_is_an_address() {
        let known = [BACK.to_owned()];
        let query = |address: &str| HashMap::from([("redirect_uri".to_owned(), address.to_owned())]);
        assert_eq!(redirect(&query(BACK), &known), Some(BACK));
        for other in [
            "https://books.example/back/",
            "https://books.example/back?a=b",
            "https://books.example/Back",
            "https://books.example:443/back",
            "http://books.example/back",
        ] {
            assert_eq!(redirect(&query(other), &known), None, "{other}");
        }
        assert_eq!(redirect(&HashMap::new(), &known), None);
    }

    #[test]
    fn values_are_named_once() {
        assert_eq!(named("?a=1&b=%E5%A5%BD").unwrap()["b"], "好");
        assert!(named("a=1&a=2").is_none() && named(&"a".repeat(QUERY_MAX + 1)).is_none());
        assert!(!named("a=&b=1").unwrap().contains_key("a"));
    }

    /// The example of RFC 7636, appendix B.
    #[test]
    fn a_verifier_proves_its_challenge_and_no_other() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert!(proves(verifier, CHALLENGE));
        assert!(!proves(CHALLENGE, CHALLENGE), "what is plain proves nothing");
        assert!(!proves(&verifier[1..], CHALLENGE) && !proves(&"a".repeat(129), CHALLENGE));
        assert!(!proves(&format!("{verifier} "), CHALLENGE));
    }

    #[test]
    fn an_address_keeps_what_it_has() {
        let more = [("code", Some("a b")), ("state", None), ("iss", Some("https://house.example"))];
        let added = "code=a+b&iss=https%3A%2F%2Fhouse.example";
        assert_eq!(with(BACK, &more), format!("{BACK}?{added}"));
        assert_eq!(with(&format!("{BACK}?c=d"), &more), format!("{BACK}?c=d&{added}"));
        assert_eq!(with(BACK, &[]), BACK);
    }
}

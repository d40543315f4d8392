//! The text on which somebody decides: what is asked, word for word, in both languages of the house.

use aws_lc_rs::digest;
use ground::Fault;
use policy::text::AskedItem;
use policy::{Lang, Policy, Purpose};
use serde::{Deserialize, Serialize};

/// A text that was shown.
pub(super) struct Shown {
    /// SHA-256 of the body.
    pub hash: [u8; 32],
    /// The text, as JSON: one item per language.
    pub body: String,
    /// The language it was read in; empty where that was not told.
    pub lang: &'static str,
}

/// The body of a text.
#[derive(Serialize, Deserialize)]
pub(super) struct Body {
    pub zh: AskedItem,
    pub en: AskedItem,
}

/// What this house shows of a purpose today.
///
/// # Errors
/// A fault where it cannot be written.
pub(super) fn shown(policy: &Policy, purpose: Purpose, lang: Option<Lang>) -> Result<Shown, Fault> {
    let item = |lang| policy::text::asked_for(policy, purpose, lang);
    let (Some(zh), Some(en)) = (item(Lang::ZhCn), item(Lang::En)) else {
        return Err(Fault::new("a purpose was asked for that this house does not have"));
    };
    let body = serde_json::to_string(&Body { zh, en })
        .map_err(|error| Fault::caused("writing the text of a consent", error))?;
    let hash = digest::digest(&digest::SHA256, body.as_bytes());
    let hash = hash.as_ref().try_into().map_err(|_| Fault::new("SHA-256 has 32 bytes"))?;
    let lang = match lang {
        None => "",
        Some(Lang::ZhCn) => "zh-CN",
        Some(Lang::En) => "en",
    };
    Ok(Shown { hash, body, lang })
}

/// The text that was kept, in this language.
///
/// # Errors
/// A fault where it cannot be read.
pub(super) fn read(body: &str, lang: Lang) -> Result<AskedItem, Fault> {
    let body: Body =
        serde_json::from_str(body).map_err(|error| Fault::caused("reading the text of a consent", error))?;
    Ok(match lang {
        Lang::ZhCn => body.zh,
        Lang::En => body.en,
    })
}

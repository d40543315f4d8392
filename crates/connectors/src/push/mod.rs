//! Push: waking a device through the gateway of its maker, or a browser through its push service.
//!
//! - What leaves is the address of the device, two fixed sentences and one word for what kind of thing waits. Who wrote
//!   or what was said is never in it: whoever opens the application sees it there.
//! - Eight makers are known. Each has its own way to prove who sends: a signed token, one that is fetched first, or a
//!   signature over the request. What each answers becomes a few outcomes; [`Why::Addressee`] says that the device is
//!   gone and its address is to be forgotten.
//! - Browsers are woken by [`web`].

mod apple;
mod google;
mod honor;
mod huawei;
mod jwt;
mod meizu;
mod oppo;
mod vivo;
pub mod web;
mod xiaomi;

pub use jwt::public_of;

use crate::{Post, Refused, Secret, Signing, Why};

/// Whose gateway it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Brand {
    /// Apple Push Notification service.
    Apple,
    /// Firebase Cloud Messaging.
    Google,
    /// Huawei Push Kit.
    Huawei,
    /// Xiaomi push.
    Xiaomi,
    /// OPPO push (OPPO, realme, OnePlus).
    Oppo,
    /// vivo push (vivo, iQOO).
    Vivo,
    /// Meizu push.
    Meizu,
    /// Honor push.
    Honor,
}

impl Brand {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Apple,
        Self::Google,
        Self::Huawei,
        Self::Xiaomi,
        Self::Oppo,
        Self::Vivo,
        Self::Meizu,
        Self::Honor,
    ];

    /// The stable word: `huawei`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Apple => "apple",
            Self::Google => "google",
            Self::Huawei => "huawei",
            Self::Xiaomi => "xiaomi",
            Self::Oppo => "oppo",
            Self::Vivo => "vivo",
            Self::Meizu => "meizu",
            Self::Honor => "honor",
        }
    }

    /// The brand of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|brand| brand.word() == word)
    }

    /// The address of its interface.
    pub const fn address(self) -> &'static str {
        match self {
            Self::Apple => "https://api.push.apple.com/",
            Self::Google => "https://fcm.googleapis.com/",
            Self::Huawei => "https://push-api.cloud.huawei.com/",
            Self::Xiaomi => "https://api.xmpush.xiaomi.com/",
            Self::Oppo => "https://api.push.oppomobile.com/",
            Self::Vivo => "https://api-push.vivo.com.cn/",
            Self::Meizu => "https://server-api-push.meizu.com/",
            Self::Honor => "https://push-api.cloud.honor.com/",
        }
    }

    /// Where it gives out passes, which is elsewhere with some.
    pub const fn pass_address(self) -> &'static str {
        match self {
            Self::Google => "https://oauth2.googleapis.com/",
            Self::Huawei => "https://oauth-login.cloud.huawei.com/",
            Self::Honor => "https://iam.developer.honor.com/",
            other => other.address(),
        }
    }
}

/// An account with a maker.
#[derive(Clone, Debug)]
pub struct Account {
    /// Whose.
    pub brand: Brand,
    /// The address of the interface, ending in `/`.
    pub address: String,
    /// Where passes are given out.
    pub pass_address: String,
    /// The application: bundle (Apple), project (Google), package (Xiaomi), app id (the others).
    pub app: String,
    /// The public part of the key: key id (Apple), mail of the service account (Google), client id, app key.
    pub key_id: String,
    /// Apple alone: the team.
    pub team: String,
    /// The secret: a private key in PEM (Apple, Google), a word (the others).
    pub secret: Secret,
}

/// A device to be woken.
#[derive(Clone, Copy)]
pub struct Wake<'a> {
    /// What the maker calls the device.
    pub to: &'a str,
    /// The title: the name of the service.
    pub title: &'a str,
    /// The sentence that stands for every message of its kind.
    pub text: &'a str,
    /// What kind of thing waits: `message`.
    pub kind: &'a str,
    /// Whether somebody waits for the answer.
    pub urgent: bool,
    /// Seconds for which it is worth delivering.
    pub ttl_s: u32,
}

/// How an account comes by what proves who sends.
pub enum Proof {
    /// Nothing is needed beyond the request itself.
    InRequest,
    /// Made here.
    Made(Pass),
    /// To be fetched by this request to [`Account::pass_address`].
    Fetched(Post),
}

/// A pass: shown with each request while it holds.
#[derive(Clone)]
pub struct Pass {
    /// What is shown.
    pub token: Secret,
    /// Seconds for which it may be shown, a reserve taken off.
    pub holds_s: u32,
}

/// Taken off the life of a pass, so that none runs out on its way.
const RESERVE_S: u32 = 300;

impl Account {
    /// What proves who sends.
    ///
    /// # Errors
    /// The private key cannot be used.
    pub fn proof(&self, signing: Signing<'_>) -> Result<Proof, Refused> {
        Ok(match self.brand {
            Brand::Apple => Proof::Made(apple::pass(self, signing)?),
            Brand::Google => Proof::Fetched(google::pass(self, signing)?),
            Brand::Huawei => Proof::Fetched(huawei::pass(self)),
            Brand::Honor => Proof::Fetched(honor::pass(self)),
            Brand::Oppo => Proof::Fetched(oppo::pass(self, signing)),
            Brand::Vivo => Proof::Fetched(vivo::pass(self, signing)?),
            Brand::Xiaomi | Brand::Meizu => Proof::InRequest,
        })
    }

    /// The pass in an answer.
    ///
    /// # Errors
    /// Why there is none.
    pub fn read_pass(&self, status: u16, body: &[u8]) -> Result<Pass, Refused> {
        match self.brand {
            Brand::Oppo => oppo::read_pass(status, body),
            Brand::Vivo => vivo::read_pass(status, body),
            _ => oauth(status, body),
        }
    }

    /// The request that wakes a device.
    ///
    /// # Errors
    /// The account's settings cannot be used.
    pub fn request(
        &self,
        wake: &Wake<'_>,
        pass: Option<&Pass>,
        signing: Signing<'_>,
    ) -> Result<Post, Refused> {
        let pass = pass.map(|pass| pass.token.text()).unwrap_or_default();
        Ok(match self.brand {
            Brand::Apple => apple::request(self, wake, pass, signing),
            Brand::Google => google::request(self, wake, pass),
            Brand::Huawei => huawei::request(self, wake, pass),
            Brand::Xiaomi => xiaomi::request(self, wake),
            Brand::Oppo => oppo::request(wake, pass),
            Brand::Vivo => vivo::request(self, wake, pass, signing)?,
            Brand::Meizu => meizu::request(self, wake),
            Brand::Honor => honor::request(self, wake, pass, signing),
        })
    }

    /// What the answer means.
    ///
    /// # Errors
    /// Why it was not taken.
    pub fn read(&self, status: u16, body: &[u8]) -> Result<(), Refused> {
        match self.brand {
            Brand::Apple => apple::read(status, body),
            Brand::Google => google::read(status, body),
            Brand::Huawei => huawei::read(status, body),
            Brand::Xiaomi => xiaomi::read(status, body),
            Brand::Oppo => oppo::read(status, body),
            Brand::Vivo => vivo::read(status, body),
            Brand::Meizu => meizu::read(status, body),
            Brand::Honor => honor::read(status, body),
        }
    }
}

#[derive(serde::Deserialize)]
struct OauthAnswer {
    access_token: String,
    expires_in: u32,
}

/// The answer of RFC 6749, section 5.1.
fn oauth(status: u16, body: &[u8]) -> Result<Pass, Refused> {
    if status == 200
        && let Ok(answer) = serde_json::from_slice::<OauthAnswer>(body)
    {
        return Ok(held(answer.access_token, answer.expires_in));
    }
    Err(no_pass(status))
}

fn held(token: String, expires_in_s: u32) -> Pass {
    Pass { token: Secret::new(token), holds_s: expires_in_s.saturating_sub(RESERVE_S) }
}

/// No pass: the gateway is busy, or does not know the key.
fn no_pass(status: u16) -> Refused {
    let why = if status >= 500 || status == 429 { Why::Busy } else { Why::Key };
    Refused::new(why, &format!("pass-{status}"))
}

/// What an HTTP status says where the body says nothing.
fn by_status(status: u16) -> Refused {
    let why = match status {
        401 | 403 => Why::Key,
        429 | 500.. => Why::Busy,
        _ => Why::Unreadable,
    };
    Refused::new(why, &format!("http-{status}"))
}

/// A post of a form.
fn form(path: &str, headers: Vec<(String, String)>, fields: &[(&str, &str)]) -> Post {
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", crate::sign::percent(value))).collect();
    let mut headers = headers;
    headers.push(("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()));
    Post { path: path.to_owned(), headers, body: pairs.join("&").into_bytes() }
}

/// A post of JSON.
fn json(path: String, headers: Vec<(String, String)>, body: &serde_json::Value) -> Post {
    let mut headers = headers;
    headers.push(("content-type".to_owned(), "application/json; charset=UTF-8".to_owned()));
    Post { path, headers, body: body.to_string().into_bytes() }
}

fn bearer(pass: &str) -> Vec<(String, String)> {
    vec![("authorization".to_owned(), format!("Bearer {pass}"))]
}

#[cfg(test)]
mod tests;

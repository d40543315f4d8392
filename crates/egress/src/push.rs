//! Waking browsers and devices through whom the keeper named, and nobody else.
//!
//! A browser says itself where it is to be woken. Such an address is used only where its host is one of a service that is
//! configured and declared; whatever else it says is refused before anything is kept of it.

use aws_lc_rs::rand;
use connectors::push::web::{self, Envelope, Fresh, Keys, Sender};
use connectors::push::{Account, Brand, Pass, Proof, Wake};
use connectors::{Post, Refused, Signing, Why};
use ground::{Because, PersonId, Timestamp};
use policy::{Category, Purpose, Recipient};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use vault::Subject;

use crate::courier::Courier;
use crate::gate::Leaving;
use crate::outbox::Message;
use crate::request::{Connector, Method, Request, Response};
use crate::sms::nonce;
use crate::{Egress, SendRefused};

/// The longest address of a browser.
const ADDRESS_MAX: usize = 1_024;
/// Seconds that a service may make us wait at most; what it asks beyond is asked again.
const WAIT_MAX_S: u32 = 24 * 3_600;

/// Where a browser's push service listens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Host {
    /// At this name, by HTTPS.
    Name(String),
    /// At any name that ends so, by HTTPS.
    Under(String),
    /// At this origin: a service of one's own.
    Origin(String),
}

/// A push service of browsers.
#[derive(Clone, Debug)]
pub struct WebService {
    /// Who.
    pub recipient: Recipient,
    /// Where.
    pub host: Host,
}

/// Everybody who may wake a device.
#[derive(Clone, Debug, Default)]
pub struct PushServices {
    /// Of browsers.
    pub web: Vec<WebService>,
    /// Of makers.
    pub accounts: Vec<(Recipient, Account)>,
    /// How a push service reaches whoever runs the house; the contact of the house where it is empty.
    pub subject: Option<String>,
}

/// The push services of browsers that stand in the register with their names.
pub fn push_services_known() -> Vec<WebService> {
    let name = |recipient, name: &str| WebService { recipient, host: Host::Name(name.to_owned()) };
    vec![
        name(Recipient::PushGoogle, "fcm.googleapis.com"),
        name(Recipient::PushMozilla, "updates.push.services.mozilla.com"),
        WebService {
            recipient: Recipient::PushMicrosoft,
            host: Host::Under(".notify.windows.com".to_owned()),
        },
        name(Recipient::PushApple, "web.push.apple.com"),
    ]
}

/// A browser to wake.
pub struct Browser<'a> {
    /// The address that its service gave it.
    pub address: &'a str,
    /// For whom to seal.
    pub keys: &'a Keys,
    /// The private key of the house, PKCS#8.
    pub pkcs8: &'a [u8],
    /// How to reach whoever runs the house.
    pub subject: &'a str,
}

/// A device to wake.
pub struct Device<'a> {
    /// Whose gateway.
    pub brand: Brand,
    /// What it calls the device.
    pub token: &'a str,
    /// The name of the service, as a title.
    pub title: &'a str,
    /// The fixed sentence.
    pub text: &'a str,
}

/// What a push says to whoever carries it.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    /// What kind of thing waits.
    pub kind: &'a str,
    /// Whether it may wake a sleeping device.
    pub urgent: bool,
    /// Seconds for which it is worth delivering.
    pub ttl_s: u32,
}

/// Passes that still hold, in memory alone.
#[derive(Default)]
pub(crate) struct Passes(Mutex<HashMap<Brand, (Pass, Timestamp)>>);

impl Passes {
    fn get(&self, brand: Brand, now: Timestamp) -> Option<Pass> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.get(&brand).filter(|(_, until)| *until > now).map(|(pass, _)| pass.clone())
    }

    fn keep(&self, brand: Brand, pass: &Pass, now: Timestamp) {
        let until = now.plus(std::time::Duration::from_secs(pass.holds_s.into()));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(brand, (pass.clone(), until));
    }

    fn forget(&self, brand: Brand) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&brand);
    }
}

impl PushServices {
    pub(crate) const fn is_empty(&self) -> bool {
        self.web.is_empty() && self.accounts.is_empty()
    }
}

impl WebService {
    /// Splits an address of this service into its origin and the rest.
    fn split<'a>(&self, address: &'a str) -> Option<(&'a str, &'a str)> {
        let scheme = address.find("://")? + 3;
        let end = address[scheme..].find('/').map(|at| at + scheme)?;
        let (origin, path) = address.split_at(end);
        let name = origin.strip_prefix("https://");
        let is_here = match &self.host {
            Host::Name(wanted) => name == Some(wanted),
            Host::Under(suffix) => name.is_some_and(|name| {
                let before = name.strip_suffix(suffix.as_str()).unwrap_or_default();
                !before.is_empty()
                    && before.bytes().all(|sign| sign.is_ascii_alphanumeric() || b".-".contains(&sign))
            }),
            Host::Origin(wanted) => origin == wanted,
        };
        (is_here && path.len() > 1).then_some((origin, path))
    }
}

/// What is sent of a person: the address, and nothing else.
const FIELDS: &[Category] = &[Category::PushAddress];

impl Egress {
    /// Whose push service an address of a browser is; `None` where no such service is configured.
    pub fn push_service_of(&self, address: &str) -> Option<Recipient> {
        let is_plain = address.len() <= ADDRESS_MAX && address.bytes().all(|sign| sign.is_ascii_graphic());
        let services = self.web_services();
        let mut services = services.iter().filter(|one| is_plain && one.split(address).is_some());
        services.next().map(|one| one.recipient)
    }

    /// Whose devices can be woken.
    pub fn push_brands(&self) -> Vec<(Brand, Recipient)> {
        match self.courier() {
            Courier::None => Vec::new(),
            Courier::Dev(_) => Brand::ALL.into_iter().map(|brand| (brand, recipient_of(brand))).collect(),
            Courier::Connected(to) => {
                to.push.accounts.iter().map(|(who, account)| (account.brand, *who)).collect()
            }
        }
    }

    /// Whether browsers can be woken.
    pub fn wakes_browsers(&self) -> bool {
        !self.web_services().is_empty()
    }

    /// What was configured as the way to reach whoever runs the house.
    pub fn push_subject(&self) -> Option<&str> {
        match self.courier() {
            Courier::Connected(to) => to.push.subject.as_deref(),
            Courier::None | Courier::Dev(_) => None,
        }
    }

    fn web_services(&self) -> Vec<WebService> {
        match self.courier() {
            Courier::None => Vec::new(),
            Courier::Dev(_) => push_services_known(),
            Courier::Connected(to) => to.push.web.clone(),
        }
    }

    /// Wakes a browser.
    ///
    /// # Errors
    /// Why it was not woken; [`Why::Addressee`] where it is gone.
    pub async fn wake_browser(
        &self,
        person: PersonId,
        browser: &Browser<'_>,
        told: Told<'_>,
    ) -> Result<(), SendRefused> {
        let services = self.web_services();
        let found = services.iter().find_map(|one| Some((one.recipient, one.split(browser.address)?)));
        let (recipient, (origin, path)) = found.ok_or(SendRefused::Elsewhere)?;
        let plain = format!("{{\"kind\":\"{}\"}}", told.kind);
        if let Courier::Dev(outbox) = self.courier() {
            let leaving = leaving(recipient, person, plain.len());
            return self.lay(outbox, leaving, self.shown(browser.address, &plain)).await;
        }
        let Told { ttl_s, urgent, kind: topic } = told;
        let at = self.clock().now();
        let envelope = Envelope { origin, path: path.trim_start_matches('/'), ttl_s, urgent, topic };
        let sender = Sender { pkcs8: browser.pkcs8, subject: browser.subject };
        let signing = Signing { at: at.seconds(), nonce: "" };
        let post = web::request(&envelope, browser.keys, plain.as_bytes(), &sender, &fresh()?, signing);
        let request = carried(post.map_err(SendRefused::Refused)?);
        let connector = Connector { recipient, address: format!("{origin}/") };
        let read = |answer: &Response| web::read(answer.status).map_err(|refused| waited(refused, answer));
        self.deliver(&connector, leaving(recipient, person, request.bytes()), request, read).await.map(drop)
    }

    /// Wakes a device.
    ///
    /// # Errors
    /// Why it was not woken; [`Why::Addressee`] where it is gone.
    pub async fn wake_device(
        &self,
        person: PersonId,
        device: &Device<'_>,
        told: Told<'_>,
    ) -> Result<(), SendRefused> {
        let Device { brand, token, title, text } = *device;
        let connected = match self.courier() {
            Courier::None => return Err(SendRefused::NoWay),
            Courier::Dev(outbox) => {
                let leaving = leaving(recipient_of(brand), person, text.len());
                return self.lay(outbox, leaving, self.shown(token, text)).await;
            }
            Courier::Connected(connected) => connected,
        };
        let mut accounts = connected.push.accounts.iter();
        let (recipient, account) = accounts.find(|(_, one)| one.brand == brand).ok_or(SendRefused::NoWay)?;
        let at = self.clock().now();
        let nonce = nonce(at);
        let signing = Signing { at: at.seconds(), nonce: &nonce };
        let pass = self.pass(account, (*recipient, person), signing).await?;
        let Told { kind, urgent, ttl_s } = told;
        let wake = Wake { to: token, title, text, kind, urgent, ttl_s };
        let post = account.request(&wake, pass.as_ref(), signing).map_err(SendRefused::Refused)?;
        let request = carried(post);
        let connector = Connector { recipient: *recipient, address: account.address.clone() };
        let read = |answer: &Response| {
            account.read(answer.status, &answer.body).map_err(|refused| waited(refused, answer))
        };
        let sent =
            self.deliver(&connector, leaving(*recipient, person, request.bytes()), request, read).await;
        if let Err(SendRefused::Refused(refused)) = &sent
            && refused.why == Why::Key
        {
            self.passes().forget(brand);
        }
        sent.map(drop)
    }

    /// The pass of an account: the one that still holds, or another. Nothing about the person goes with asking for one.
    async fn pass(
        &self,
        account: &Account,
        (recipient, person): (Recipient, PersonId),
        signing: Signing<'_>,
    ) -> Result<Option<Pass>, SendRefused> {
        let now = self.clock().now();
        if let Some(pass) = self.passes().get(account.brand, now) {
            return Ok(Some(pass));
        }
        let pass = match account.proof(signing).map_err(SendRefused::Refused)? {
            Proof::InRequest => return Ok(None),
            Proof::Made(pass) => pass,
            Proof::Fetched(post) => {
                let connector = Connector { recipient, address: account.pass_address.clone() };
                let request = carried(post);
                let bytes = request.bytes();
                let leaving = Leaving { fields: &[], ..leaving(recipient, person, bytes) };
                let read = |answer: &Response| {
                    let pass = account.read_pass(answer.status, &answer.body);
                    pass.map(drop).map_err(|refused| waited(refused, answer))
                };
                let answer = self.deliver(&connector, leaving, request, read).await?;
                account.read_pass(answer.status, &answer.body).map_err(SendRefused::Refused)?
            }
        };
        self.passes().keep(account.brand, &pass, now);
        Ok(Some(pass))
    }

    fn shown(&self, to: &str, text: &str) -> Message {
        let (at, to, text) = (self.clock().now(), to.to_owned(), text.to_owned());
        Message { at, kind: "push", to, text, code: None, calendar: None }
    }
}

/// Who carries pushes to the devices of a maker.
const fn recipient_of(brand: Brand) -> Recipient {
    match brand {
        Brand::Apple => Recipient::PushApple,
        Brand::Google => Recipient::PushGoogle,
        Brand::Huawei => Recipient::PushHuawei,
        Brand::Xiaomi => Recipient::PushXiaomi,
        Brand::Oppo => Recipient::PushOppo,
        Brand::Vivo => Recipient::PushVivo,
        Brand::Meizu => Recipient::PushMeizu,
        Brand::Honor => Recipient::PushHonor,
    }
}

fn leaving(recipient: Recipient, person: PersonId, bytes: usize) -> Leaving<'static> {
    let subject = Subject::Person(person);
    Leaving { recipient, purpose: Purpose::Push, fields: FIELDS, subject, bytes }
}

fn carried(post: Post) -> Request {
    Request { method: Method::Post, path: post.path, headers: post.headers, body: post.body }
}

/// A refusal for now, with the time that the service asks for.
fn waited(refused: Refused, answer: &Response) -> SendRefused {
    match answer.wait_s {
        Some(seconds) if refused.why == Why::Busy => SendRefused::Wait(seconds.clamp(1, WAIT_MAX_S)),
        _ => SendRefused::Refused(refused),
    }
}

/// A key and a salt for one message. Not every 32 bytes are a key of the curve: one in four billion is drawn again.
fn fresh() -> Result<Fresh, SendRefused> {
    let mut fresh = Fresh { private: [0; 32], salt: [0; 16] };
    rand::fill(&mut fresh.private).because("drawing a key for a push")?;
    rand::fill(&mut fresh.salt).because("drawing a salt for a push")?;
    Ok(fresh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_belongs_to_a_service_or_to_nobody() {
        let services = push_services_known();
        let of =
            |address: &str| services.iter().find(|one| one.split(address).is_some()).map(|one| one.recipient);
        assert_eq!(of("https://fcm.googleapis.com/fcm/send/abc"), Some(Recipient::PushGoogle));
        assert_eq!(of("https://wns2-am3p.notify.windows.com/w/?token=x"), Some(Recipient::PushMicrosoft));
        assert_eq!(of("https://web.push.apple.com/QX"), Some(Recipient::PushApple));
        for nobody in [
            "http://fcm.googleapis.com/fcm/send/abc",
            "https://fcm.googleapis.com",
            "https://fcm.googleapis.com/",
            "https://fcm.googleapis.com:444/x",
            "https://fcm.googleapis.com@evil.example/x",
            "https://fcm.googleapis.com.evil.example/x",
            "https://evil.example/.notify.windows.com/x",
            "https://a@b.notify.windows.com/x",
            "https://.notify.windows.com/x",
            "https://evil.example?x.notify.windows.com/x",
            "ftp://x/y",
            "",
        ] {
            assert_eq!(of(nobody), None, "{nobody}");
        }
        let own =
            WebService { recipient: Recipient::PushOwn, host: Host::Origin("http://127.0.0.1:9".to_owned()) };
        assert_eq!(own.split("http://127.0.0.1:9/push/x"), Some(("http://127.0.0.1:9", "/push/x")));
        assert_eq!(own.split("http://127.0.0.1:91/push/x"), None);
    }
}

//! What is asked of a terminal, whoever made it.

use std::time::Duration;

use pass::{By, DEVICE_MAX, LibraryKey, Moment, TerminalMaker, Window, Zone};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::dahua::Dahua;
use super::hikvision::Hikvision;
use crate::relay::Stuck;
use crate::relay::web::Web;
use crate::settings::TerminalSettings;

const CONNECT: Duration = Duration::from_secs(3);
/// A terminal that makes a template of a photo takes some seconds.
const ANSWER: Duration = Duration::from_secs(12);
/// Of an answer, so much is read: a page of people, or a photo that a terminal gives back.
const ANSWER_MAX: usize = 2 * 1024 * 1024;
/// People that a terminal may say it has, at most: more of them have no end.
pub(super) const PEOPLE_MAX: usize = 60_000;
/// Entries of a terminal's log that are taken over at once.
pub(super) const EVENTS_MAX: usize = 100;

/// Somebody in the library of a terminal, in its own words.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Found {
    /// His number there.
    pub number: String,
    /// From when to when he opens; nothing where that is not bounded, or there is a face and nobody for it.
    pub window: Option<Window>,
    /// The numbers of his cards; nothing for one that is no number.
    pub cards: Vec<Option<u64>>,
    /// Whether there is a face of his.
    pub face: bool,
}

/// What somebody is known by.
pub enum Shown {
    /// A card.
    Card(u64),
    /// Digits.
    Pin(String),
    /// A photo in JPEG.
    Face(Vec<u8>),
}

/// Somebody who is to be in the library. He has no name there.
pub struct New {
    /// His number.
    pub key: LibraryKey,
    /// From when to when.
    pub window: Window,
    /// What he is known by.
    pub shown: Shown,
}

/// What a terminal made of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Taken {
    /// He is in the library.
    Held,
    /// It does not take him: no clear face, a PIN that somebody has; or, of somebody who should be there, it does not know him.
    Unfit,
    /// It refuses for a reason that says nothing of him: it is full, or the word is not known. He is tried again.
    Later,
}

/// What it decided by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// The number in its log.
    pub serial: u64,
    /// Whom it knew, by his number there.
    pub who: Option<String>,
    /// Which way, and whether it opened; nothing for an entry of another kind.
    pub what: Option<(By, bool)>,
    /// When, by its clock.
    pub at: Option<Moment>,
}

/// A terminal.
pub enum Device {
    /// Of Hikvision.
    Hikvision(Hikvision),
    /// Of Dahua.
    Dahua(Dahua),
}

macro_rules! each {
    ($self:ident, $device:ident => $what:expr) => {
        match $self {
            Device::Hikvision($device) => $what,
            Device::Dahua($device) => $what,
        }
    };
}

impl Device {
    /// The terminal of these settings.
    ///
    /// # Errors
    /// When its password or the authority of its certificate cannot be read.
    pub fn of(settings: &TerminalSettings) -> Result<Self, Stuck> {
        let talk = Talk {
            web: Web::of(&settings.station, (CONNECT, ANSWER))?,
            base: settings.station.url.trim_end_matches('/').to_owned(),
            door: settings.station.number,
        };
        Ok(match settings.maker {
            TerminalMaker::Hikvision => Self::Hikvision(Hikvision(talk)),
            TerminalMaker::Dahua => Self::Dahua(Dahua(talk)),
        })
    }

    /// The number that its maker gave it.
    ///
    /// # Errors
    /// When it cannot be reached, or says none.
    pub async fn serial(&self) -> Result<String, Stuck> {
        let serial = each!(self, device => device.serial().await)?;
        let is_one =
            !serial.is_empty() && serial.len() <= DEVICE_MAX && serial.bytes().all(|b| b.is_ascii_graphic());
        if is_one { Ok(serial) } else { Err(unsound("a number of its own that is none")) }
    }

    /// Sets its clock.
    ///
    /// # Errors
    /// When it cannot be reached, or does not do so.
    pub async fn set_clock(&self, zone: &Zone, now: Moment) -> Result<(), Stuck> {
        each!(self, device => device.set_clock(zone, now).await)
    }

    /// Everybody in its library, and every face for which there is nobody.
    ///
    /// # Errors
    /// As before, and when it says what cannot be.
    pub async fn people(&self, zone: &Zone) -> Result<Vec<Found>, Stuck> {
        each!(self, device => device.people(zone).await)
    }

    /// Writes somebody into it.
    ///
    /// # Errors
    /// When it cannot be reached or does not answer: then it is not known what of him is there.
    pub async fn put(&self, new: &New, zone: &Zone) -> Result<Taken, Stuck> {
        each!(self, device => device.put(new, zone).await)
    }

    /// Writes another time for somebody who is there; `Unfit` where it does not know him any more.
    ///
    /// # Errors
    /// As for [`Device::put`].
    pub async fn renew(&self, key: LibraryKey, window: Window, zone: &Zone) -> Result<Taken, Stuck> {
        each!(self, device => device.renew(key, window, zone).await)
    }

    /// Removes these, with their cards and faces, and waits until it is done.
    ///
    /// # Errors
    /// As for [`Device::set_clock`].
    pub async fn remove(&self, numbers: &[String]) -> Result<(), Stuck> {
        each!(self, device => device.remove(numbers).await)
    }

    /// Of these, those of whom anything is there.
    ///
    /// # Errors
    /// When it cannot be reached, or its answer says neither.
    pub async fn knows(&self, numbers: &[String]) -> Result<Vec<String>, Stuck> {
        each!(self, device => device.knows(numbers).await)
    }

    /// The number of the last entry of its log; 0 where it has none.
    ///
    /// # Errors
    /// As for [`Device::set_clock`].
    pub async fn last_event(&self, zone: &Zone, now: Moment) -> Result<u64, Stuck> {
        each!(self, device => device.last_event(zone, now).await)
    }

    /// The next entries of its log after one of them, in order; `since` is when that one was, where that is known.
    ///
    /// # Errors
    /// As for [`Device::set_clock`].
    pub async fn events(
        &self,
        (after, since): (u64, Option<Moment>),
        zone: &Zone,
        now: Moment,
    ) -> Result<Vec<Event>, Stuck> {
        let mut events = match self {
            Self::Hikvision(device) => device.events(after, zone).await?,
            Self::Dahua(device) => device.events((after, since), now).await?,
        };
        events.retain(|event| event.serial > after);
        events.sort_by_key(|event| event.serial);
        events.truncate(EVENTS_MAX);
        Ok(events)
    }
}

/// The conversation with one.
pub struct Talk {
    web: Web,
    base: String,
    /// Which of its doors.
    pub(super) door: u16,
}

/// What is asked beside the address.
pub(super) enum Body {
    Nothing,
    Json(Value),
    Xml(String),
    /// The kind, with its boundary, and the bytes.
    Parts(String, Vec<u8>),
}

impl Talk {
    /// Asks; what it answers, whether or not it does what it was asked.
    pub(super) async fn answer(
        &self,
        method: Method,
        path: &str,
        body: Body,
    ) -> Result<(StatusCode, Vec<u8>), Stuck> {
        let asked = self.web.request(method, &format!("{}{path}", self.base));
        let asked = match body {
            Body::Nothing => asked,
            Body::Json(value) => asked.header(CONTENT_TYPE, "application/json").body(value.to_string()),
            Body::Xml(text) => asked.header(CONTENT_TYPE, "application/xml").body(text),
            Body::Parts(kind, bytes) => asked.header(CONTENT_TYPE, kind).body(bytes),
        };
        let (status, bytes) = self.web.answer(asked, ANSWER_MAX).await?;
        // A wrong password, or one that may not: nothing that was asked says more then.
        if status == StatusCode::UNAUTHORIZED || status == StatusCode::FORBIDDEN || status.is_server_error() {
            return Err(Stuck(format!("the terminal answers {status}")));
        }
        Ok((status, bytes))
    }

    /// Asks for what it has to answer.
    pub(super) async fn ask(&self, method: Method, path: &str, body: Body) -> Result<Vec<u8>, Stuck> {
        let (status, bytes) = self.answer(method, path, body).await?;
        if status.is_success() { Ok(bytes) } else { Err(Stuck(format!("the terminal answers {status}"))) }
    }

    /// The same, in JSON.
    pub(super) async fn json(&self, method: Method, path: &str, body: Body) -> Result<Value, Stuck> {
        read(&self.ask(method, path, body).await?)
    }
}

/// An answer in JSON.
pub(super) fn read(bytes: &[u8]) -> Result<Value, Stuck> {
    serde_json::from_slice(bytes).map_err(|_| Stuck("the terminal answers what is no JSON".to_owned()))
}

/// What cannot be.
pub(super) fn unsound(what: &str) -> Stuck {
    Stuck(format!("the terminal says what cannot be: {what}"))
}

/// A number that is written as one or as text.
pub(super) fn number(of: &Value) -> Option<u64> {
    of.as_u64().or_else(|| of.as_str()?.trim().parse().ok())
}

/// What stands between `<name>` and `</name>` the first time.
pub(super) fn element(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    Some(rest.split_once(&format!("</{name}>"))?.0.trim().to_owned())
}

/// A text that is not empty, written as one or as a number.
pub(super) fn text(of: &Value) -> Option<String> {
    let text = of.as_str().map(str::to_owned).or_else(|| of.as_u64().map(|number| number.to_string()))?;
    Some(text).filter(|text| !text.is_empty())
}

/// An instant as it is written on a terminal, in its zone; there are no parts of a second.
pub(super) fn written(zone: &Zone, at: Moment) -> Result<String, Stuck> {
    zone.wall(at).map(|(wall, _)| wall).ok_or_else(|| unsound("a time"))
}

/// From when to when, as two texts say it.
pub(super) fn window(zone: &Zone, begin: &Value, end: &Value) -> Option<Window> {
    let at = |of: &Value| zone.instant(of.as_str()?);
    Some(Window { begin: at(begin)?, end: at(end)? })
}

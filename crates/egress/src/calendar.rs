//! Calendars elsewhere that people subscribe to: asked for by the house from time to time, so that none of their devices has to.
//!
//! Only sites that whoever runs the house allows are asked, at public addresses alone, by HTTPS. A redirect is followed a few times, and
//! each address checked and recorded like the first. What comes back is read up to a bound of bytes and of time; it brings no cookies,
//! and none are sent. What did not change since is not sent again (RFC 9110, 13.1). In `--dev` the only addresses are those of this machine.

use ground::PersonId;
use policy::{Category, Purpose, Recipient};
use reqwest::header::{self, HeaderName};
use std::time::Duration;
use tokio::time::Instant;
use vault::Subject;

use crate::gate::Leaving;
use crate::{Egress, SendRefused};

/// The longest address of a calendar.
const ADDRESS_MAX: usize = 1_000;
/// Bytes of a calendar, at most.
const FILE_MAX: usize = 1 << 20;
/// Signs of a mark by which a site knows a version.
const MARK_MAX: usize = 200;
/// The longest that all of it may take.
const WITHIN: Duration = Duration::from_secs(10);
/// Redirects that are followed.
const REDIRECTS_MAX: usize = 3;
/// By which name the house asks.
const AGENT: &str = "courtyard-calendar/1";

/// What leaves: the address that somebody entered, and by which mark its site knows what was brought last.
const FIELDS: &[Category] = &[Category::CalendarAddress];

/// A calendar file.
pub struct CalendarFile {
    /// What it says.
    pub text: String,
    /// By which marks its site knows this version: that of its kind and that of its time, a line each.
    pub marks: String,
}

/// What an address answered.
pub enum Came {
    /// A file.
    File(CalendarFile),
    /// What was brought last is as it was.
    Same,
    /// No file that can be read: none is there, or it is too large.
    Nothing,
}

/// What an address answered, or where the calendar stands instead.
enum Step {
    Came(Came),
    Elsewhere(reqwest::Url),
}

/// An address as it is asked: `webcal` is what programs call it that subscribe.
fn url_of(address: &str) -> Option<reqwest::Url> {
    let address = address.trim();
    let rest = address.strip_prefix("webcal://").or_else(|| address.strip_prefix("webcals://"));
    let whole = rest.map(|rest| format!("https://{rest}"));
    let mut url = reqwest::Url::parse(whole.as_deref().unwrap_or(address)).ok()?;
    url.set_fragment(None);
    (address.len() <= ADDRESS_MAX).then_some(url)
}

impl Egress {
    /// Whether this house asks for calendars that people subscribe to.
    pub fn asks_for_calendars(&self) -> bool {
        self.has(Recipient::CalendarSite)
    }

    /// The host that an address of a calendar leads to; nothing where it may not be asked for.
    pub fn calendar_host(&self, address: &str) -> Option<String> {
        let url = url_of(address).filter(|url| self.is_calendar(url))?;
        url.host_str().map(str::to_owned)
    }

    /// Asks for a calendar that this person subscribes to, unless it is as its marks say.
    ///
    /// # Errors
    /// Why it was not asked for, or that no answer came in time.
    pub async fn fetch_calendar(
        &self,
        person: PersonId,
        address: &str,
        marks: Option<&str>,
    ) -> Result<Came, SendRefused> {
        let until = Instant::now() + WITHIN;
        let mut url = url_of(address).ok_or(SendRefused::Elsewhere)?;
        for _ in 0..=REDIRECTS_MAX {
            if !self.is_calendar(&url) {
                return Err(SendRefused::Elsewhere);
            }
            let leaving = Leaving {
                recipient: Recipient::CalendarSite,
                purpose: Purpose::Calendar,
                fields: FIELDS,
                subject: Subject::Person(person),
                bytes: url.as_str().len() + marks.map_or(0, str::len),
            };
            let asking = ask(self.outward(), (url, marks), until);
            match self.recorded(leaving, asking).await? {
                Step::Elsewhere(next) => url = next,
                Step::Came(came) => return Ok(came),
            }
        }
        Ok(Came::Nothing)
    }

    fn is_calendar(&self, url: &reqwest::Url) -> bool {
        self.leads_to(url, (Recipient::CalendarSite, |connected| &connected.calendar_sites))
    }
}

/// One address.
async fn ask(
    client: &reqwest::Client,
    (url, marks): (reqwest::Url, Option<&str>),
    until: Instant,
) -> Result<Step, SendRefused> {
    let left = until.saturating_duration_since(Instant::now());
    let mut asking = client.get(url.clone()).timeout(left).header(header::USER_AGENT, AGENT);
    asking = asking.header(header::ACCEPT, "text/calendar").header(header::ACCEPT_ENCODING, "identity");
    let known = marks.unwrap_or_default().split('\n').zip([header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE]);
    for (mark, name) in known.filter(|(mark, _)| !mark.is_empty()) {
        asking = asking.header(name, mark);
    }
    let mut answer = asking.send().await.map_err(|_| SendRefused::Unreachable)?;
    let word = |name: HeaderName| {
        let word = answer.headers().get(name).and_then(|value| value.to_str().ok());
        word.map(str::to_owned)
    };
    match answer.status().as_u16() {
        301 | 302 | 303 | 307 | 308 => {
            let next = word(header::LOCATION).and_then(|next| url.join(&next).ok());
            let next = next.and_then(|next| url_of(next.as_str()));
            return Ok(next.map_or(Step::Came(Came::Nothing), Step::Elsewhere));
        }
        304 => return Ok(Step::Came(Came::Same)),
        200..=299 if !answer.headers().contains_key(header::CONTENT_ENCODING) => {}
        _ => return Ok(Step::Came(Came::Nothing)),
    }
    let mark = |name| word(name).filter(|mark| mark.len() <= MARK_MAX).unwrap_or_default();
    let marks = format!("{}\n{}", mark(header::ETAG), mark(header::LAST_MODIFIED));
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|_| SendRefused::Unreachable)? {
        if body.len() + chunk.len() > FILE_MAX {
            return Ok(Step::Came(Came::Nothing));
        }
        body.extend_from_slice(&chunk);
    }
    let text = String::from_utf8_lossy(&body).trim_start_matches('\u{feff}').to_owned();
    Ok(Step::Came(Came::File(CalendarFile { text, marks })))
}

#[cfg(test)]
mod tests {
    use super::url_of;

    #[test]
    fn an_address_that_a_program_subscribes_to_is_asked_by_https() {
        let asked = |address: &str| url_of(address).map(String::from);
        assert_eq!(asked("webcal://a.example/x.ics#y").as_deref(), Some("https://a.example/x.ics"));
        assert_eq!(asked(" https://a.example/x?y=1 ").as_deref(), Some("https://a.example/x?y=1"));
        assert_eq!(
            (asked("a.example"), asked(&format!("https://a.example/{}", "x".repeat(1_000)))),
            (None, None)
        );
    }
}

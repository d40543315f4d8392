//! Pages that messages link to: asked for once by the house, so that nobody who reads a message has to visit them.
//!
//! Only sites that whoever runs the house named are asked, at public addresses alone, by HTTPS and at the usual port. A redirect is
//! followed a few times, and each address checked and recorded like the first. What comes back is read up to a bound of bytes
//! and of time, and only where it is a page; it brings no cookies, and none are sent. In `--dev` the only addresses are those
//! of this machine.

use ground::PersonId;
use policy::{Category, Purpose, Recipient};
use std::time::Duration;
use tokio::time::Instant;
use vault::Subject;

use crate::courier::{Connected, Courier};
use crate::gate::Leaving;
use crate::program::{is_of_this_machine, is_outward};
use crate::{Egress, SendRefused};

/// The longest address of a page.
const ADDRESS_MAX: usize = 2_000;
/// Bytes that are read of a page: its title stands at its beginning.
const PAGE_MAX: usize = 256 * 1024;
/// The longest that all of it may take.
const WITHIN: Duration = Duration::from_secs(3);
/// Redirects that are followed.
const REDIRECTS_MAX: usize = 3;
/// By which name the house asks.
const AGENT: &str = "courtyard-preview/1";

/// What leaves: the address that somebody wrote.
const FIELDS: &[Category] = &[Category::LinkAddress];

/// The beginning of a page.
pub struct Page {
    /// The host that it was found at.
    pub host: String,
    /// Its `Content-Type`: HTML in any case.
    pub kind: String,
    /// What it begins with, at most 256 KiB.
    pub body: Vec<u8>,
}

/// What an address answered.
enum Came {
    Page(Page),
    /// It stands elsewhere.
    Elsewhere(reqwest::Url),
}

impl Egress {
    /// Whether this house asks for pages that messages link to.
    pub fn previews_links(&self) -> bool {
        self.has(Recipient::LinkedSite)
    }

    /// Whether an address is one that may be asked for: of a site that was named, leading outwards, with no name and no
    /// password in it.
    pub fn may_preview(&self, address: &str) -> bool {
        address.len() <= ADDRESS_MAX && reqwest::Url::parse(address).is_ok_and(|url| self.is_page(&url))
    }

    /// Asks for the beginning of a page that this person linked to; `None` where what is there is no page.
    ///
    /// # Errors
    /// Why it was not asked for, or that no answer came in time.
    pub async fn fetch_page(&self, person: PersonId, address: &str) -> Result<Option<Page>, SendRefused> {
        let until = Instant::now() + WITHIN;
        let mut url = reqwest::Url::parse(address).map_err(|_| SendRefused::Elsewhere)?;
        for _ in 0..=REDIRECTS_MAX {
            url.set_fragment(None);
            if !self.is_page(&url) {
                return Err(SendRefused::Elsewhere);
            }
            let leaving = Leaving {
                recipient: Recipient::LinkedSite,
                purpose: Purpose::LinkPreview,
                fields: FIELDS,
                subject: Subject::Person(person),
                bytes: url.as_str().len(),
            };
            let asking = ask(self.outward(), url, until);
            match self.recorded(leaving, asking).await? {
                Some(Came::Elsewhere(next)) => url = next,
                Some(Came::Page(page)) => return Ok(Some(page)),
                None => return Ok(None),
            }
        }
        Ok(None)
    }

    fn is_page(&self, url: &reqwest::Url) -> bool {
        self.leads_to(url, (Recipient::LinkedSite, |connected| &connected.sites))
    }

    /// Whether this house sends to such a recipient.
    pub(crate) fn has(&self, recipient: Recipient) -> bool {
        self.is_dev() || self.vault().policy().recipients().any(|facts| facts.recipient == recipient)
    }

    /// Whether an address leads outwards to one of these sites, with no name and no password in it.
    pub(crate) fn leads_to(
        &self,
        url: &reqwest::Url,
        (recipient, sites): (Recipient, fn(&Connected) -> &[String]),
    ) -> bool {
        let is_plain = url.username().is_empty() && url.password().is_none();
        is_plain
            && match self.courier() {
                Courier::Dev(_) => is_of_this_machine(url),
                Courier::Connected(connected) => {
                    self.has(recipient)
                        && is_outward(url)
                        && url.port().is_none()
                        && url.host_str().is_some_and(|host| is_named(host, sites(connected)))
                }
                Courier::None => false,
            }
    }
}

/// Whether a host is one of these sites, or of a part of one.
fn is_named(host: &str, sites: &[String]) -> bool {
    let host = host.trim_end_matches('.');
    sites.iter().any(|site| {
        host.strip_suffix(site.as_str()).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    })
}

/// One address; `None` where there is no page.
async fn ask(
    client: &reqwest::Client,
    url: reqwest::Url,
    until: Instant,
) -> Result<Option<Came>, SendRefused> {
    use reqwest::header;
    let host = url.host_str().unwrap_or_default().to_owned();
    let left = until.saturating_duration_since(Instant::now());
    let asking = client.get(url.clone()).timeout(left);
    let asking = asking.header(header::USER_AGENT, AGENT).header(header::ACCEPT, "text/html");
    let mut answer = asking.send().await.map_err(|_| SendRefused::Unreachable)?;
    let word = |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    if matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        let next = word(header::LOCATION).and_then(|next| url.join(&next).ok());
        return Ok(next.filter(|next| next.as_str().len() <= ADDRESS_MAX).map(Came::Elsewhere));
    }
    let kind = word(header::CONTENT_TYPE).unwrap_or_default().to_lowercase();
    let is_page = kind.starts_with("text/html") || kind.starts_with("application/xhtml+xml");
    if !answer.status().is_success() || !is_page || answer.headers().contains_key(header::CONTENT_ENCODING) {
        return Ok(None);
    }
    let mut body = Vec::new();
    while body.len() < PAGE_MAX {
        let Some(chunk) = answer.chunk().await.map_err(|_| SendRefused::Unreachable)? else { break };
        body.extend_from_slice(chunk.get(..PAGE_MAX - body.len()).unwrap_or(&chunk));
    }
    Ok(Some(Came::Page(Page { host, kind, body })))
}

#[cfg(test)]
mod tests {
    use super::is_named;

    #[test]
    fn a_site_is_named_by_the_end_of_its_name_at_a_point() {
        let sites = ["gov.cn".to_owned(), "example.com".to_owned()];
        for host in ["gov.cn", "www.gov.cn", "example.com.", "a.b.example.com"] {
            assert!(is_named(host, &sites), "{host}");
        }
        for host in ["notexample.com", "example.com.cn", "cn", "8.8.8.8", ""] {
            assert!(!is_named(host, &sites), "{host}");
        }
    }
}

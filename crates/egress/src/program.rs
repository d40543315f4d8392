//! Programs of groups: addresses that no keeper configured, entered by whoever owns the group. Each leads to a public address
//! and nowhere else, or nothing is sent.
//!
//! The name is looked up at the moment of sending, and only what is found there then is connected to: a name that leads inwards,
//! now or later, reaches nothing. No redirect is followed. In `--dev` the only addresses are those of this machine.

use ground::{Because, Fault, PersonId};
use policy::{Category, Purpose, Recipient};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use vault::Subject;

use crate::courier::Courier;
use crate::gate::Leaving;
use crate::request::{Method, Request, Response};
use crate::{Egress, SendRefused};

/// The longest address of a program.
const ADDRESS_MAX: usize = 1_000;
/// The longest that a program may take to be reached and to answer, as the form that Slack made common has it: other errands
/// of the house wait so long. What takes longer is answered later.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// What is sent of a person: what he gave to the program by an act of his own.
const FIELDS: &[Category] = &[Category::ProgramCommand];

impl Egress {
    /// Whether this house sends anything to programs of groups.
    pub fn calls_programs(&self) -> bool {
        self.has(Recipient::GroupProgram)
    }

    /// The host, with its port where it is an unusual one, that an address of a program leads to; `None` where none may be sent
    /// to: it is not HTTPS, has a name and a password in it, or leads inwards.
    pub fn program_host(&self, address: &str) -> Option<String> {
        let url = self.program_url(address)?;
        let host = url.host_str()?;
        Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
    }

    /// Gives to a program what a person gave for it.
    ///
    /// # Errors
    /// Why it was not sent, or that no answer came.
    pub async fn call_program(
        &self,
        person: PersonId,
        address: &str,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    ) -> Result<Response, SendRefused> {
        let url = self.program_url(address).ok_or(SendRefused::Elsewhere)?;
        let request = Request { method: Method::Post, path: String::new(), headers, body };
        let leaving = Leaving {
            recipient: Recipient::GroupProgram,
            purpose: Purpose::ProgramCommand,
            fields: FIELDS,
            subject: Subject::Person(person),
            bytes: request.bytes(),
        };
        self.carry_out(leaving, url, request).await
    }

    pub(crate) fn is_dev(&self) -> bool {
        matches!(self.courier(), Courier::Dev(_))
    }

    fn program_url(&self, address: &str) -> Option<reqwest::Url> {
        if !self.calls_programs() || address.len() > ADDRESS_MAX {
            return None;
        }
        let url = reqwest::Url::parse(address).ok()?;
        let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        let fits = if self.is_dev() { is_of_this_machine(&url) } else { is_outward(&url) };
        (is_plain && fits).then_some(url)
    }
}

/// By HTTPS, to a name or to a public number.
pub(crate) fn is_outward(url: &reqwest::Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let fits = match number(host) {
        Some(address) => is_public(address),
        // A name without a point is one of this network.
        None => host.trim_end_matches('.').contains('.'),
    };
    url.scheme() == "https" && fits
}

/// By HTTP, to this machine: the only addresses of `--dev`.
pub(crate) fn is_of_this_machine(url: &reqwest::Url) -> bool {
    url.scheme() == "http" && url.host_str().and_then(number).is_some_and(|address| address.is_loopback())
}

fn number(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Whether an address is one of the public Internet, and not of this machine, this network or no network (RFC 6890).
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_kept = matches!(
        (a, b, c),
        (0 | 10 | 127 | 224.., _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 31, 196)
            | (192, 52, 193)
            | (192, 88, 99)
            | (192, 168, _)
            | (192, 175, 48)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    );
    !is_kept
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = address.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    let [a, b, ..] = address.segments();
    // Global unicast alone; in it neither what is for documents, nor what carries an IPv4 address in itself.
    (0x2000..0x4000).contains(&a)
        && !(a == 0x2001 && (b < 0x0200 || b == 0x0db8))
        && a != 0x2002
        && !(a == 0x3fff && b < 0x1000)
}

/// Looks a name up, and knows of what it finds only what is public.
pub(crate) struct Outward;

impl Resolve for Outward {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|one| is_public(one.ip())).collect();
            if public.is_empty() {
                return Err("the name leads to no public address".into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// The client for addresses that people entered: public ones alone, no redirects, no proxy from the environment.
pub(crate) fn outward_client(is_dev: bool) -> Result<reqwest::Client, Fault> {
    let plain = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .timeout(ANSWER_WITHIN);
    let guarded = if is_dev { plain } else { plain.https_only(true).dns_resolver(Arc::new(Outward)) };
    guarded.build().because("preparing the client for programs of groups")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_outwards_or_nowhere() {
        let fits = |address: &str| reqwest::Url::parse(address).is_ok_and(|url| is_outward(&url));
        for outward in ["https://bot.example.com/x", "https://bot.example:8443/", "https://8.8.8.8/"] {
            assert!(fits(outward), "{outward}");
        }
        for inward in [
            "http://bot.example.com/",
            "https://localhost/",
            "https://db/",
            "https://127.0.0.1/",
            "https://0x7f000001/",
            "https://2130706433/",
            "https://10.1.2.3/",
            "https://172.20.0.1/",
            "https://192.168.1.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://100.100.100.200/",
            "https://0.0.0.0/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://[64:ff9b::a00:1]/",
            "https://[2002:a00:1::]/",
            "ftp://bot.example.com/",
        ] {
            assert!(!fits(inward), "{inward}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_inwards_is_not_found() {
        assert!(Outward.resolve("localhost".parse().unwrap()).await.is_err());
    }
}

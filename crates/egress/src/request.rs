//! Requests to a recipient's own address, over HTTP.

use ground::{Because, Fault};
use policy::Recipient;
use std::time::Duration;

use crate::SendRefused;

/// The longest that a recipient may take to be reached, and to answer.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// The longest answer that is read.
const ANSWER_MAX: usize = 1 << 20;

/// A recipient as the keeper configured it.
#[derive(Clone, Debug)]
pub struct Connector {
    /// Who.
    pub recipient: Recipient,
    /// Its address, such as `https://sms.example/v1/`: nothing is sent to another host.
    pub address: String,
}

/// The methods that recipients use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// Asks.
    Get,
    /// Sends.
    Post,
}

/// A request, built and signed by a connector.
#[derive(Clone)]
pub struct Request {
    /// How.
    pub method: Method,
    /// Path and query, relative to the recipient's address.
    pub path: String,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What the recipient answered.
#[derive(Clone)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The body, at most a mebibyte.
    pub body: Vec<u8>,
    /// Seconds to wait before the next request, where it says so (`Retry-After`).
    pub wait_s: Option<u32>,
}

impl Request {
    /// How many bytes of path, headers and body leave.
    pub(crate) fn bytes(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
        self.path.len() + headers + self.body.len()
    }
}

/// The client: no redirects, no proxy from the environment, nothing kept between requests but connections.
pub(crate) fn client() -> Result<reqwest::Client, Fault> {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT_WITHIN)
        .timeout(ANSWER_WITHIN)
        .build()
        .because("preparing the client for what leaves the house")
}

/// Where the request goes, unless it leads away from the recipient's address.
pub(crate) fn target(connector: &Connector, request: &Request) -> Result<reqwest::Url, SendRefused> {
    let base = reqwest::Url::parse(&connector.address).because("reading the address of a connector")?;
    let target = base.join(&request.path).map_err(|_| SendRefused::Elsewhere)?;
    let is_there = target.origin() == base.origin() && target.path().starts_with(base.path());
    if is_there { Ok(target) } else { Err(SendRefused::Elsewhere) }
}

/// Sends, and reads the answer to its bound.
pub(crate) async fn carry(
    client: &reqwest::Client,
    target: reqwest::Url,
    request: Request,
) -> Result<Response, SendRefused> {
    let method = match request.method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
    };
    let mut sending = client.request(method, target).body(request.body);
    for (name, value) in request.headers {
        sending = sending.header(name, value);
    }
    let mut answer = sending.send().await.map_err(|_| SendRefused::Unreachable)?;
    let status = answer.status().as_u16();
    let wait = answer.headers().get(reqwest::header::RETRY_AFTER).and_then(|value| value.to_str().ok());
    let wait_s = wait.and_then(|seconds| seconds.trim().parse().ok());
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|_| SendRefused::Unreachable)? {
        if body.len() + chunk.len() > ANSWER_MAX {
            return Err(SendRefused::Unreachable);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Response { status, body, wait_s })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn led(path: &str) -> Result<String, SendRefused> {
        let connector =
            Connector { recipient: Recipient::SmsGateway, address: "https://sms.example/v1/".to_owned() };
        let request = Request { method: Method::Post, path: path.to_owned(), headers: vec![], body: vec![] };
        target(&connector, &request).map(String::from)
    }

    #[test]
    fn a_request_stays_at_the_recipients_address() {
        assert_eq!(led("send?x=1").unwrap(), "https://sms.example/v1/send?x=1");
        for away in
            ["https://other.example/v1/send", "//other.example/", "../v2/send", "http://sms.example/v1/send"]
        {
            assert!(matches!(led(away), Err(SendRefused::Elsewhere)), "{away}");
        }
    }
}

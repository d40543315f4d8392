//! Door stations that open by HTTP: 2N, Akuvox, Hikvision, Dahua, each to its maker's document.

use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;

use super::web::Web;
use super::{Relay, Stuck};
use crate::settings::Station;

const CONNECT: Duration = Duration::from_secs(3);
const ANSWER: Duration = Duration::from_secs(5);
/// Of an answer, so much is read.
const ANSWER_MAX: usize = 16 * 1024;

/// Who made the station.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Maker {
    /// 2N, HTTP API.
    TwoN,
    /// Akuvox, HTTP API of door phones.
    Akuvox,
    /// Hikvision, ISAPI.
    Hikvision,
    /// Dahua, CGI.
    Dahua,
}

/// One request that opens.
struct Opening {
    method: Method,
    path: String,
    body: Option<(&'static str, String)>,
}

impl Maker {
    fn opening(self, number: u16) -> Opening {
        let plain = |path: String| Opening { method: Method::GET, path, body: None };
        match self {
            Self::TwoN => plain(format!("/api/switch/ctrl?switch={number}&action=trigger")),
            Self::Akuvox => {
                let data = serde_json::json!({ "num": number, "mode": 0, "level": 0, "delay": 3 });
                let body =
                    serde_json::json!({ "target": "relay", "action": "trig", "data": data }).to_string();
                let path = "/api/relay/trig".to_owned();
                Opening { method: Method::POST, path, body: Some(("application/json", body)) }
            }
            Self::Hikvision => {
                let body = "<RemoteControlDoor><cmd>open</cmd></RemoteControlDoor>".to_owned();
                let path = format!("/ISAPI/AccessControl/RemoteControl/door/{number}");
                Opening { method: Method::PUT, path, body: Some(("application/xml", body)) }
            }
            Self::Dahua => plain(format!(
                "/cgi-bin/accessControl.cgi?action=openDoor&channel={number}&UserID=101&Type=Remote"
            )),
        }
    }

    /// Whether this answer, which came with a status of success, says that it opened.
    fn opened(self, answer: &str) -> bool {
        let json = || serde_json::from_str::<serde_json::Value>(answer).unwrap_or_default();
        match self {
            Self::TwoN => json()["success"] == true,
            Self::Akuvox => json()["retcode"] == 0,
            Self::Hikvision => answer.contains("<statusCode>1</statusCode>"),
            Self::Dahua => answer.trim() == "OK",
        }
    }
}

/// The relay of a door station.
pub struct StationRelay {
    maker: Maker,
    web: Web,
    base: String,
    number: u16,
}

impl StationRelay {
    /// The station of these settings.
    ///
    /// # Errors
    /// When its password or the authority of its certificate cannot be read.
    pub fn of(maker: Maker, station: &Station) -> Result<Self, Stuck> {
        let web = Web::of(station, (CONNECT, ANSWER))?;
        Ok(Self { maker, web, base: station.url.trim_end_matches('/').to_owned(), number: station.number })
    }

    async fn open(&self) -> Result<(), Stuck> {
        let Opening { method, path, body } = self.maker.opening(self.number);
        let asked = self.web.request(method, &format!("{}{path}", self.base));
        let asked = match body {
            Some((kind, body)) => asked.header(CONTENT_TYPE, kind).body(body),
            None => asked,
        };
        let answer = self.web.ask(asked, ANSWER_MAX).await?;
        let opened = self.maker.opened(&String::from_utf8_lossy(&answer));
        if opened { Ok(()) } else { Err(Stuck("says that it did not open".to_owned())) }
    }
}

impl Relay for StationRelay {
    fn click(&mut self, _opening: u64) -> BoxFuture<'_, Result<(), Stuck>> {
        Box::pin(self.open())
    }
}

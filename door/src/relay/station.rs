//! Door stations that open by HTTP: 2N, Akuvox, Hikvision, Dahua, each to its maker's document.

use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use reqwest::{Client, Method, Response, StatusCode};

use super::digest::{Challenge, hex};
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
    client: Client,
    base: String,
    user: String,
    password: String,
    number: u16,
}

impl StationRelay {
    /// The station of these settings.
    ///
    /// # Errors
    /// When its password or the authority of its certificate cannot be read.
    pub fn of(maker: Maker, station: &Station) -> Result<Self, Stuck> {
        let read = |path: &std::path::Path| {
            std::fs::read_to_string(path).map_err(|error| Stuck(format!("{}: {error}", path.display())))
        };
        let mut client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT)
            .timeout(ANSWER);
        if let Some(path) = &station.authority {
            let authority =
                reqwest::Certificate::from_pem(read(path)?.as_bytes()).map_err(|error| said(&error))?;
            client = client.add_root_certificate(authority);
        }
        Ok(Self {
            maker,
            client: client.build().map_err(|error| said(&error))?,
            base: station.url.trim_end_matches('/').to_owned(),
            user: station.user.clone(),
            password: read(&station.password_file)?.trim().to_owned(),
            number: station.number,
        })
    }

    async fn send(&self, opening: &Opening, authorization: Option<String>) -> Result<Response, Stuck> {
        let mut request =
            self.client.request(opening.method.clone(), format!("{}{}", self.base, opening.path));
        if let Some((kind, body)) = &opening.body {
            request = request.header(CONTENT_TYPE, *kind).body(body.clone());
        }
        if let Some(authorization) = authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        request.send().await.map_err(|error| said(&error))
    }

    async fn open(&self) -> Result<(), Stuck> {
        let opening = self.maker.opening(self.number);
        let mut answer = self.send(&opening, None).await?;
        if answer.status() == StatusCode::UNAUTHORIZED {
            let asked =
                answer.headers().get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok());
            let challenge =
                Challenge::strongest(asked).ok_or_else(|| Stuck("asks for no digest".to_owned()))?;
            let cnonce = hex(&pass::random::<12>());
            let who = (self.user.as_str(), self.password.as_str());
            let authorization = challenge.answer(who, (opening.method.as_str(), &opening.path), &cnonce);
            answer = self.send(&opening, Some(authorization)).await?;
        }
        let status = answer.status();
        if !status.is_success() {
            return Err(Stuck(format!("answers {status}")));
        }
        let text = text_of(answer).await?;
        if self.maker.opened(&text) { Ok(()) } else { Err(Stuck("says that it did not open".to_owned())) }
    }
}

async fn text_of(mut answer: Response) -> Result<String, Stuck> {
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|error| said(&error))? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > ANSWER_MAX {
            return Err(Stuck("answers too much".to_owned()));
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What went wrong, without the address, which may hold a user's name.
fn said(error: &reqwest::Error) -> Stuck {
    Stuck(if error.is_timeout() {
        "no answer in time".to_owned()
    } else if error.is_connect() {
        "cannot be reached".to_owned()
    } else {
        "the conversation broke off".to_owned()
    })
}

impl Relay for StationRelay {
    fn click(&mut self, _opening: u64) -> BoxFuture<'_, Result<(), Stuck>> {
        Box::pin(self.open())
    }
}

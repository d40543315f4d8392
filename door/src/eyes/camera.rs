//! Where pictures come from: a file that another program writes anew for each (as `ffmpeg -update 1` does of any camera), or the
//! snapshot of a door station.

use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use faces::picture::BYTES_MAX;
use reqwest::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use reqwest::{Client, Response, StatusCode};

use crate::relay::digest::{Challenge, hex};
use crate::settings::{CameraSettings, Station};

const CONNECT: Duration = Duration::from_secs(2);
const ANSWER: Duration = Duration::from_secs(3);

/// A camera.
pub(super) struct Camera {
    settings: CameraSettings,
    /// The file as it was read last: a picture that did not change is no new one.
    last: Option<(SystemTime, u64)>,
    client: Option<Client>,
}

impl Camera {
    pub(super) const fn new(settings: CameraSettings) -> Self {
        Self { settings, last: None, client: None }
    }

    /// The next picture; nothing where there is no new one yet.
    pub(super) async fn picture(&mut self) -> io::Result<Option<Vec<u8>>> {
        match &self.settings {
            CameraSettings::File { path } => file(path, &mut self.last).await,
            CameraSettings::Snapshot(station) => {
                let client = match &self.client {
                    Some(client) => client.clone(),
                    None => self.client.insert(client(station)?).clone(),
                };
                snapshot(&client, station).await.map(Some)
            }
        }
    }
}

async fn file(path: &Path, last: &mut Option<(SystemTime, u64)>) -> io::Result<Option<Vec<u8>>> {
    let about = tokio::fs::metadata(path).await?;
    let this = (about.modified()?, about.len());
    if *last == Some(this) || usize::try_from(about.len()).is_ok_and(|length| length > BYTES_MAX) {
        return Ok(None);
    }
    let bytes = tokio::fs::read(path).await?;
    *last = Some(this);
    Ok(Some(bytes))
}

/// Without the address, which may say who asks.
fn failed(error: reqwest::Error) -> io::Error {
    io::Error::other(error.without_url())
}

fn client(station: &Station) -> io::Result<Client> {
    let mut client = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT)
        .timeout(ANSWER);
    if let Some(path) = &station.authority {
        let authority = reqwest::Certificate::from_pem(&std::fs::read(path)?).map_err(failed)?;
        client = client.add_root_certificate(authority);
    }
    client.build().map_err(failed)
}

async fn snapshot(client: &Client, station: &Station) -> io::Result<Vec<u8>> {
    let ask = |authorization: Option<String>| {
        let request = client.get(&station.url);
        match authorization {
            Some(authorization) => request.header(AUTHORIZATION, authorization),
            None => request,
        }
        .send()
    };
    let mut answer = ask(None).await.map_err(failed)?;
    if answer.status() == StatusCode::UNAUTHORIZED {
        let asked = answer.headers().get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok());
        let challenge = Challenge::strongest(asked).ok_or_else(|| io::Error::other("asks for no digest"))?;
        let password = std::fs::read_to_string(&station.password_file)?;
        let url = answer.url().clone();
        let path =
            url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let who = (station.user.as_str(), password.trim());
        let authorization = challenge.answer(who, ("GET", &path), &hex(&pass::random::<12>()));
        answer = ask(Some(authorization)).await.map_err(failed)?;
    }
    if !answer.status().is_success() {
        return Err(io::Error::other(format!("answers {}", answer.status())));
    }
    bytes_of(answer).await
}

async fn bytes_of(mut answer: Response) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(failed)? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > BYTES_MAX {
            return Err(io::Error::other("answers too much"));
        }
    }
    Ok(bytes)
}

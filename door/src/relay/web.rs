//! Requests to a door station: each within its time, the password proven where it is asked for, and no more of an answer read than
//! is wanted.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use reqwest::{Client, Method, Request, RequestBuilder, Response, StatusCode};

use super::Stuck;
use super::digest::{Challenge, hex};
use crate::settings::Station;

/// The way to one station.
pub(crate) struct Web {
    client: Client,
    user: String,
    password: String,
    /// What the station asked for last, and how often it was answered: who is asked for a picture four times a second is not asked
    /// for a challenge each time.
    challenge: Mutex<Option<(Challenge, u32)>>,
}

impl Web {
    /// The way to the station of these settings, within the time for reaching it and for its whole answer.
    ///
    /// # Errors
    /// When its password or the authority of its certificate cannot be read.
    pub(crate) fn of(station: &Station, (connect, answer): (Duration, Duration)) -> Result<Self, Stuck> {
        let read = |path: &Path| {
            std::fs::read_to_string(path).map_err(|error| Stuck(format!("{}: {error}", path.display())))
        };
        let mut client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(connect)
            .timeout(answer);
        if let Some(path) = &station.authority {
            let authority =
                reqwest::Certificate::from_pem(read(path)?.as_bytes()).map_err(|error| said(&error))?;
            client = client.add_root_certificate(authority);
        }
        Ok(Self {
            client: client.build().map_err(|error| said(&error))?,
            user: station.user.clone(),
            password: read(&station.password_file)?.trim().to_owned(),
            challenge: Mutex::new(None),
        })
    }

    /// A request that [`Web::ask`] sends.
    pub(crate) fn request(&self, method: Method, url: &str) -> RequestBuilder {
        self.client.request(method, url)
    }

    /// Asks, once more with a proof where the station wants one. `most` is how many bytes it may answer.
    ///
    /// # Errors
    /// When it cannot be reached, refuses, or answers too much.
    pub(crate) async fn ask(&self, asked: RequestBuilder, most: usize) -> Result<Vec<u8>, Stuck> {
        let (status, bytes) = self.answer(asked, most).await?;
        if status.is_success() { Ok(bytes) } else { Err(Stuck(format!("answers {status}"))) }
    }

    /// The same, for whoever wants to know why he is refused.
    ///
    /// # Errors
    /// When it cannot be reached, takes no proof, or answers too much.
    pub(crate) async fn answer(
        &self,
        asked: RequestBuilder,
        most: usize,
    ) -> Result<(StatusCode, Vec<u8>), Stuck> {
        let mut first = asked.build().map_err(|error| said(&error))?;
        let again = first.try_clone();
        self.prove(&mut first)?;
        let mut answer = self.client.execute(first).await.map_err(|error| said(&error))?;
        if answer.status() == StatusCode::UNAUTHORIZED
            && let Some(mut again) = again
        {
            self.challenged(&answer)?;
            self.prove(&mut again)?;
            answer = self.client.execute(again).await.map_err(|error| said(&error))?;
        }
        let status = answer.status();
        Ok((status, bytes_of(answer, most).await?))
    }

    fn challenged(&self, refused: &Response) -> Result<(), Stuck> {
        let asked =
            refused.headers().get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok());
        let challenge = Challenge::strongest(asked).ok_or_else(|| Stuck("asks for no digest".to_owned()))?;
        *self.challenge.lock().unwrap_or_else(PoisonError::into_inner) = Some((challenge, 0));
        Ok(())
    }

    /// Lays the proof beside a request, where the station has asked for one before.
    fn prove(&self, request: &mut Request) -> Result<(), Stuck> {
        let mut known = self.challenge.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((challenge, count)) = known.as_mut() else { return Ok(()) };
        *count = count.wrapping_add(1);
        let url = request.url();
        let path =
            url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let who = (self.user.as_str(), self.password.as_str());
        let once = (*count, hex(&pass::random::<12>()));
        let proof = challenge.answer(who, (request.method().as_str(), &path), (once.0, &once.1));
        let proof = proof.parse().map_err(|_| Stuck("asks for what cannot be answered".to_owned()))?;
        request.headers_mut().insert(AUTHORIZATION, proof);
        Ok(())
    }
}

async fn bytes_of(mut answer: Response, most: usize) -> Result<Vec<u8>, Stuck> {
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|error| said(&error))? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > most {
            return Err(Stuck("answers too much".to_owned()));
        }
    }
    Ok(bytes)
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

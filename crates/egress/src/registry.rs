//! Packages of models, fetched by a command of whoever runs the house from a public registry, or from the mirror that he names.
//!
//! - No personal data leaves: what is asked is the same whoever asks, and says neither which house it is nor who is in it. So it needs no
//!   vault, and each request stands in `egress.db` as an errand: the host, when, and what became of it.
//! - The address that was said is connected to, wherever it is: a mirror may stand in one's own network. Whither it leads is connected to
//!   by HTTPS at public addresses alone.
//! - What comes is believed by its sum, which [`models`] holds; not by who sent it.

use ground::{Because, Bus, Clock, Db, Fault, db::DbSettings};
use models::{Asked, Carry, Take};
use reqwest::{StatusCode, header};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

use crate::program::{Outward, is_outward};
use crate::record::{Outcome, fresh_id};
use crate::store;

/// Redirects that are followed.
const REDIRECTS_MAX: usize = 5;
/// The longest that connecting may take, and that nothing may come.
const CONNECT_WITHIN: Duration = Duration::from_secs(15);
const SILENCE: Duration = Duration::from_secs(60);
/// By which name the house asks.
const AGENT: &str = "courtyard-models/1";
/// As what these requests are counted beside what left.
pub(crate) const RECIPIENT: &str = "package-registry";
/// What for.
const PURPOSE: &str = "models";

/// The way to registries.
pub struct Registries {
    db: Db,
    clock: Clock,
    /// For the address that was said.
    said: reqwest::Client,
    /// For those to which it leads.
    outward: reqwest::Client,
}

impl Registries {
    /// Opens it beside a house that may be running, or where there is none yet.
    ///
    /// # Errors
    /// A fault where `egress.db` cannot be opened.
    pub async fn open(folder: &Path, clock: Clock) -> Result<Self, Fault> {
        std::fs::create_dir_all(folder).because("making the folder of what is sent")?;
        let db = Db::open(DbSettings::File(&folder.join("egress.db")), clock.clone(), Bus::default()).await?;
        crate::gate::migrate(&db).await?;
        let plain = || {
            reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .no_proxy()
                .connect_timeout(CONNECT_WITHIN)
                .read_timeout(SILENCE)
        };
        let built = "preparing the client for registries";
        let said = plain().build().because(built)?;
        let outward = plain().https_only(true).dns_resolver(Arc::new(Outward)).build().because(built)?;
        Ok(Self { db, clock, said, outward })
    }

    /// Closes the file.
    pub async fn close(self) {
        self.db.close().await;
    }

    /// One request, which stands in the record before it leaves.
    async fn ask(&self, asked: &Asked, url: &Url) -> Result<reqwest::Response, String> {
        let client = match (url.origin() == asked.registry.origin(), is_outward(url)) {
            (true, _) => &self.said,
            (false, true) => &self.outward,
            (false, false) => return Err(format!("{} leads to {url}, which is not asked", asked.registry)),
        };
        let host = url.host_str().unwrap_or_default();
        let id = self.record(host).await.map_err(|fault| fault.chain())?;
        let mut request = client.get(url.clone()).header(header::USER_AGENT, AGENT);
        request = request.header(header::ACCEPT, asked.accept).header(header::ACCEPT_ENCODING, "identity");
        if asked.from > 0 {
            request = request.header(header::RANGE, format!("bytes={}-", asked.from));
        }
        let answer = request.send().await.map_err(|_| format!("{host} cannot be reached"));
        let is_taken = |answer: &reqwest::Response| answer.status().as_u16() < 400;
        let outcome = match &answer {
            Ok(answer) if is_taken(answer) => Outcome::Sent,
            Ok(_) => Outcome::Refused,
            Err(_) => Outcome::Failed,
        };
        self.conclude(id, outcome).await.map_err(|fault| fault.chain())?;
        answer
    }

    async fn record(&self, host: &str) -> Result<[u8; 16], Fault> {
        let id = fresh_id(&self.clock);
        let mut cx = self.db.begin().await?;
        store::insert_errand(&mut cx, id, host, (PURPOSE, Outcome::Leaving)).await?;
        cx.commit().await?;
        Ok(id)
    }

    async fn conclude(&self, id: [u8; 16], outcome: Outcome) -> Result<(), Fault> {
        let mut cx = self.db.begin().await?;
        store::end_errand(&mut cx, id, outcome).await?;
        cx.commit().await
    }

    async fn follow(&self, asked: &Asked, take: &mut dyn Take) -> Result<(), String> {
        let mut url = asked.url.clone();
        for _ in 0..=REDIRECTS_MAX {
            let answer = self.ask(asked, &url).await?;
            if !matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
                return received(answer, asked.from, take).await;
            }
            let next = answer.headers().get(header::LOCATION).and_then(|next| next.to_str().ok());
            let next = next.and_then(|next| url.join(next).ok());
            url = next.ok_or_else(|| format!("{url} leads nowhere"))?;
        }
        Err(format!("{} leads on and on", asked.url))
    }
}

impl Carry for Registries {
    fn carry(&self, asked: &Asked, take: &mut dyn Take) -> impl Future<Output = Result<(), String>> + Send {
        self.follow(asked, take)
    }
}

/// Hands over what comes: from where it was asked for, or from the beginning.
async fn received(mut answer: reqwest::Response, from: u64, take: &mut dyn Take) -> Result<(), String> {
    let said = |error: std::io::Error| error.to_string();
    let host = answer.url().host_str().unwrap_or_default().to_owned();
    match answer.status() {
        StatusCode::OK => take.begins(0).map_err(said)?,
        StatusCode::PARTIAL_CONTENT if begins_at(&answer, from) => take.begins(from).map_err(said)?,
        status => return Err(format!("{host} answered {status}")),
    }
    while let Some(piece) = answer.chunk().await.map_err(|_| format!("{host} breaks off"))? {
        take.piece(&piece).map_err(said)?;
    }
    Ok(())
}

/// Whether a part begins where it was asked for (RFC 9110, 14.4).
fn begins_at(answer: &reqwest::Response, from: u64) -> bool {
    let range = answer.headers().get(header::CONTENT_RANGE).and_then(|range| range.to_str().ok());
    let begin = range.and_then(|range| range.strip_prefix("bytes ")?.split('-').next()?.parse().ok());
    begin == Some(from)
}

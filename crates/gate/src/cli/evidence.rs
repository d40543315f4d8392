//! The evidence for an audit, as one file; made beside a house that may be running.

use ground::{Because, Clock, Fault};
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use yard::desk::{Evidence, Log, Sources};

use super::{Asked, complain, data, in_runtime, load, say, told};
use crate::carriers::recipients;
use crate::{compose, keys};

/// What left is recorded for three years.
const COUNTED: Duration = Duration::from_secs(3 * 366 * 86_400);

/// Writes the evidence into a new file that only its owner reads. Fails, having written it, where the log is not whole.
pub(super) fn evidence(asked: &Asked) -> ExitCode {
    told((|| {
        let out = asked.out.as_deref().ok_or("evidence wants --out FILE")?;
        let (config, folder) = (load(asked)?, data(asked));
        let made = in_runtime(gather(&config, &folder))?;
        in_runtime(async { write(out, &made) })?;
        let (log, overview) = (&made.overview.log, &made.overview);
        let text = format!(
            "{}: {} requests, {} incidents, {} versions of the policy; {} leaves of the access log\n",
            out.display(),
            overview.requests.len(),
            overview.incidents.len(),
            overview.versions.len(),
            log.leaves
        );
        if log.findings.is_empty() {
            return Ok(say(&text));
        }
        Ok(complain(&format!("{text}the access log is not whole:\n{}", log.findings.join("\n")), 1))
    })())
}

async fn gather(config: &ground::config::Config, data: &Path) -> Result<Evidence, Fault> {
    if config.database.url.is_none() && !data.join("courtyard.db").exists() {
        return Err(Fault::new("there is no house in this data folder"));
    }
    let profile = yard::setup::remembered_profile(data)?;
    let profile = profile.unwrap_or_else(|| yard::setup::DEFAULT_PROFILE.to_owned());
    let policy = policy::Policy::load(&profile).map_err(|mistakes| Fault::new(compose::listed(&mistakes)))?;
    let policy = policy.with_connectors(recipients(config, false)?);
    let folder = keys::find(config, data)?;
    let report = vault::audit::verify(&folder).await?;
    let lines = std::fs::read_to_string(folder.join("checkpoints.log")).unwrap_or_default();
    let log = Log { report, checkpoint: lines.lines().next_back().map(str::to_owned) };
    let clock = Clock::system();
    let sent = egress::counts_in(&folder, clock.now().minus(COUNTED)).await?;
    let db = compose::open_database(config, data, clock).await?;
    let made = yard::desk::evidence(Sources { db: &db, policy: &policy, sent, log }).await;
    db.close().await;
    made
}

fn write(out: &Path, made: &Evidence) -> Result<(), Fault> {
    let text = serde_json::to_string_pretty(made).because("writing the evidence")?;
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(out);
    let mut file = file.because("making the file of the evidence; it must not be there yet")?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).because("writing the evidence")
}

//! The program at work: everything begins here and ends together.

use std::io;

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::ask::{Ask, QUEUE};
use crate::disk::Folder;
use crate::identity::{Identity, journal_at};
use crate::link::{Address, Link};
use crate::reader::{self, socket};
use crate::relay;
use crate::settings::Settings;
use crate::store::{Lost, Store};
use crate::time::Source;
use crate::warden::{CLICKS, TICK, Warden};

/// Why the program ends.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// It was never paired.
    #[error("this agent has no house yet: run `courtyard-door pair` first")]
    Unpaired,
    /// The disk or the socket fails.
    #[error(transparent)]
    Disk(#[from] io::Error),
    /// The journal cannot be read or written.
    #[error(transparent)]
    Lost(#[from] Lost),
    /// The relay cannot be had.
    #[error(transparent)]
    Relay(#[from] relay::Stuck),
    /// A part of it ended.
    #[error("a part of the agent ended: {0}")]
    Part(String),
}

/// Runs until it is told to stop, or the disk fails.
///
/// # Errors
/// When it cannot begin, or cannot go on.
pub async fn run(settings: Settings, source: Source) -> Result<(), Fault> {
    let identity = Identity::read(&settings.state)?.ok_or(Fault::Unpaired)?;
    let listener = socket::listen(&settings.state)?;
    let driver = relay::of(&settings.relay)?;
    let agent = identity.signer();
    let folder = Folder::at(&journal_at(&settings.state))?;
    let store = Store::open(folder, identity.door, identity.house, agent.public())?;
    let (clicking, clicks) = mpsc::channel(CLICKS);
    let (asking, asks) = mpsc::channel(QUEUE);
    let warden = Warden::begin(store, identity.secret.clone(), identity.signer(), source, clicking)?;
    let grown = warden.grown();
    let mut deciding = tokio::task::spawn_blocking(move || warden.run(asks));
    let mut parts = JoinSet::new();
    parts.spawn(relay::drive(driver, settings.relay.patience(), clicks, asking.clone()));
    parts.spawn(socket::serve(listener, asking.clone()));
    for reader in settings.reader {
        parts.spawn(reader::read(reader, asking.clone()));
    }
    let address = Address { url: settings.house, authority: settings.authority };
    let (door, house) = (identity.door, identity.house);
    parts.spawn(Link { address, door, house, agent, asking: asking.clone(), grown }.keep());
    let ticking = asking.clone();
    parts.spawn(async move {
        let mut tick = tokio::time::interval(TICK);
        loop {
            tick.tick().await;
            if ticking.send(Ask::Tick).await.is_err() {
                return;
            }
        }
    });
    drop(asking);
    tokio::select! {
        ended = &mut deciding => return Ok(ended.map_err(|error| Fault::Part(error.to_string()))??),
        ended = parts.join_next() => {
            let said = ended.and_then(Result::err).map_or_else(|| "one that never should".to_owned(), |error| error.to_string());
            parts.shutdown().await;
            // If it was the one who decides, its reason is the better one.
            deciding.await.map_err(|error| Fault::Part(error.to_string()))??;
            return Err(Fault::Part(said));
        }
        () = told_to_stop() => {}
    }
    // What was asked is answered; then nobody can ask any more, and whoever decides ends.
    parts.shutdown().await;
    Ok(deciding.await.map_err(|error| Fault::Part(error.to_string()))??)
}

async fn told_to_stop() {
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = terminated => {}
        interrupted = tokio::signal::ctrl_c() => if interrupted.is_err() { std::future::pending().await },
    }
}

//! The program at work: everything begins here and ends together.

use std::io;
use std::path::Path;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::air;
use crate::ask::{Ask, Asking, QUEUE};
use crate::disk::Folder;
use crate::eyes::{self, Blind, Eyes, Kept, Wires};
use crate::identity::{Identity, journal_at};
use crate::link::{Address, Link};
use crate::reader::serial::{self, Device};
use crate::reader::{self, socket};
use crate::relay;
use crate::relay::output::Talking;
use crate::settings::{OutputSettings, ReaderSettings, RelaySettings, Settings, VoiceSettings};
use crate::store::{Lost, Store};
use crate::terminal::Keeper;
use crate::time::Source;
use crate::voice::{self, Voice};
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
    let (talking, switch) = watch::channel(None);
    let driver = relay::of(&settings.relay, switch)?;
    let agent = identity.signer();
    let folder = Folder::at(&journal_at(&settings.state))?;
    let store = Store::open(folder, identity.door, identity.house, agent.public())?;
    let (clicking, clicks) = mpsc::channel(CLICKS);
    let (asking, asks) = mpsc::channel(QUEUE);
    let warden = Warden::begin(store, identity.secret.clone(), identity.signer(), source, clicking)?;
    let (grown, listed) = (warden.grown(), warden.faces());
    let kept = settings.terminal.map(|of| (of, warden.library()));
    let mut parts = JoinSet::new();
    let spoken = settings.voice.map(|voice| speaking(voice, &settings.state, &mut parts));
    let warden = warden.with_voice(spoken.clone());
    let mut deciding = tokio::task::spawn_blocking(move || warden.run(asks));
    parts.spawn(relay::drive(driver, settings.relay.patience(), clicks, asking.clone()));
    parts.spawn(socket::serve(listener, asking.clone()));
    reading(settings.reader, (&settings.relay, talking), &asking, &mut parts);
    if let Some(radio) = settings.bluetooth {
        parts.spawn(air::keep(radio, identity.door, asking.clone()));
    }
    let address = Address { url: settings.house, authority: settings.authority };
    let (door, house) = (identity.door, identity.house);
    let eyes = match settings.eyes {
        Some(watched) => {
            let kept = Kept::open(&settings.state, identity.faces_key().bytes())?;
            let (watching, wires) = Eyes::new(watched, kept, listed, asking.clone(), spoken);
            parts.spawn(watching.watch());
            Some(wires)
        }
        None => blinded(&settings.state, &mut parts)?,
    };
    let terminal = match kept {
        Some((of, library)) => {
            let (keeper, wires) = Keeper::new(&of, identity.secret.clone(), library, asking.clone())?;
            parts.spawn(keeper.keep());
            Some(wires)
        }
        None => None,
    };
    parts.spawn(Link { address, door, house, agent, asking: asking.clone(), grown, eyes, terminal }.keep());
    parts.spawn(ticking(asking));
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

/// Where the settings have eyes no more, what they kept goes, and somebody tells the house.
fn blinded(state: &Path, parts: &mut JoinSet<()>) -> io::Result<Option<Wires>> {
    if !eyes::forget(state)? {
        return Ok(None);
    }
    let (blind, wires) = Blind::new();
    parts.spawn(blind.answer());
    Ok(Some(wires))
}

fn speaking(settings: VoiceSettings, state: &Path, parts: &mut JoinSet<()>) -> Voice {
    let (voice, asked) = Voice::new();
    parts.spawn(voice::speak(settings, state.to_owned(), asked));
    voice
}

/// Reads all readers; the output that opens is of the one on its line, or of a device that is there for nothing else.
fn reading(
    readers: Vec<ReaderSettings>,
    (relay, talking): (&RelaySettings, Talking),
    asking: &Asking,
    parts: &mut JoinSet<()>,
) {
    let RelaySettings::Osdp(output) = relay else {
        parts_of(readers, |_| None, asking, parts);
        return;
    };
    let mut talking = Some(talking);
    let own = |reader: &ReaderSettings| match reader {
        ReaderSettings::Osdp { path, .. } if *path == output.path => talking.take(),
        _ => None,
    };
    parts_of(readers, own, asking, parts);
    if let Some(talking) = talking {
        let OutputSettings { path, baud, address, key_file, .. } = output.clone();
        let device =
            Device { path, baud, address, key_file: Some(key_file), reads: false, clicks: Some(talking) };
        parts.spawn(serial::keep(device, asking.clone()));
    }
}

fn parts_of(
    readers: Vec<ReaderSettings>,
    mut clicks: impl FnMut(&ReaderSettings) -> Option<Talking>,
    asking: &Asking,
    parts: &mut JoinSet<()>,
) {
    for reader in readers {
        let clicks = clicks(&reader);
        parts.spawn(reader::read(reader, clicks, asking.clone()));
    }
}

/// Says again and again that time went by.
async fn ticking(asking: Asking) {
    let mut tick = tokio::time::interval(TICK);
    loop {
        tick.tick().await;
        if asking.send(Ask::Tick).await.is_err() {
            return;
        }
    }
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

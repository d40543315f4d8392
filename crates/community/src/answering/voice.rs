//! What the doors of the house say, spoken by `espeak-ng` in a process of its own, once for each sentence and language.

use sip::g711;
use sip::sdp::Audio;
use std::collections::HashMap;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::process::Command;
use tokio::time::timeout;

use super::rules;
use super::{Saying, Tongue};

/// The program that speaks.
const PROGRAM: &str = "espeak-ng";
/// A sentence takes so long at most.
const WITHIN: Duration = Duration::from_secs(10);
/// Bytes of a sentence, at most: forty seconds at 22,050 samples a second.
const BYTES_MAX: usize = 40 * 22_050 * 2;

/// A sentence, as 16-bit samples of 8,000 a second.
#[derive(Clone)]
pub(crate) struct Frames(Arc<[i16]>);

impl Frames {
    /// As a call hears it, with the tone after it where that is wanted.
    pub fn coded(&self, law: Audio) -> Vec<u8> {
        g711::coded(&self.0, law)
    }

    /// The tone after which somebody speaks.
    pub fn tone(law: Audio) -> Vec<u8> {
        g711::coded(&rules::tone(), law)
    }
}

/// The voice of the house. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Voice {
    is_there: bool,
    spoken: Arc<Mutex<HashMap<(Saying, Tongue), Frames>>>,
}

impl Voice {
    /// Looks whether this machine has a synthesiser.
    pub async fn find() -> Self {
        let is_there = run(&["--version"]).await.is_some();
        if !is_there {
            tracing::info!("{PROGRAM} is not here: doors say nothing, and take no messages");
        }
        Self { is_there, ..Self::default() }
    }

    /// Whether it can speak at all.
    pub const fn is_there(&self) -> bool {
        self.is_there
    }

    /// A sentence; nothing where it cannot be spoken.
    pub async fn said(&self, what: Saying, tongue: Tongue) -> Option<Frames> {
        if !self.is_there {
            return None;
        }
        let known = self.spoken.lock().unwrap_or_else(PoisonError::into_inner).get(&(what, tongue)).cloned();
        if known.is_some() {
            return known;
        }
        let voice = match tongue {
            Tongue::Zh => "cmn",
            Tongue::En => "en",
        };
        let file = run(&["-v", voice, "--stdout", "--", what.words(tongue)]).await?;
        let (samples, rate) = rules::samples(&file)?;
        let frames = Frames(g711::resampled(&samples, rate).into());
        if frames.0.is_empty() {
            return None;
        }
        let mut spoken = self.spoken.lock().unwrap_or_else(PoisonError::into_inner);
        Some(spoken.entry((what, tongue)).or_insert(frames).clone())
    }
}

/// What the program writes; nothing where it is not here, fails, or takes too long.
async fn run(words: &[&str]) -> Option<Vec<u8>> {
    let mut command = Command::new(PROGRAM);
    command.args(words).current_dir("/").env_clear();
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command.stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let said = timeout(WITHIN, command.output()).await.ok()?.ok()?;
    (said.status.success() && said.stdout.len() <= BYTES_MAX).then_some(said.stdout)
}

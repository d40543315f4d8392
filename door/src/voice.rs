//! What the door says aloud: that it is open, and which way a head is to be turned. Made here, by a program of this box.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use faces::gaze::Side;
use tokio::process::Command;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::settings::{Tongue, VoiceSettings};

/// Words that wait to be said; more are left out, since they would come too late.
const QUEUE: usize = 2;
/// A word takes so long, at most.
const WORD: Duration = Duration::from_secs(10);

/// What is said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Saying {
    /// The door is open.
    Open,
    /// Turn your head to the left.
    Left,
    /// Turn your head to the right.
    Right,
}

impl Saying {
    /// To turn the head to this side.
    #[must_use]
    pub const fn turn(side: Side) -> Self {
        match side {
            Side::Left => Self::Left,
            Side::Right => Self::Right,
        }
    }

    /// The words.
    #[must_use]
    pub const fn words(self, tongue: Tongue) -> &'static str {
        match (self, tongue) {
            (Self::Open, Tongue::Zh) => "门已打开，请进。",
            (Self::Left, Tongue::Zh) => "请向左转头，再看镜头。",
            (Self::Right, Tongue::Zh) => "请向右转头，再看镜头。",
            (Self::Open, Tongue::En) => "The door is open. Please come in.",
            (Self::Left, Tongue::En) => "Please turn your head to the left, then look here.",
            (Self::Right, Tongue::En) => "Please turn your head to the right, then look here.",
        }
    }
}

/// The way to whoever speaks.
#[derive(Clone)]
pub struct Voice(mpsc::Sender<Saying>);

impl Voice {
    /// A voice, and what it is to say.
    #[must_use]
    pub fn new() -> (Self, mpsc::Receiver<Saying>) {
        let (to, from) = mpsc::channel(QUEUE);
        (Self(to), from)
    }

    /// Says it, if there is time for it. No door waits for a voice.
    pub fn say(&self, what: Saying) {
        if self.0.try_send(what).is_err() {
            tracing::debug!("a word was left out");
        }
    }
}

/// Speaks as long as the program runs.
pub async fn speak(settings: VoiceSettings, mut asked: mpsc::Receiver<Saying>) {
    while let Some(what) = asked.recv().await {
        if let Err(error) = said(&settings, what).await {
            tracing::warn!(%error, "the voice is silent");
        }
    }
}

async fn said(settings: &VoiceSettings, what: Saying) -> std::io::Result<()> {
    let mut command = Command::new("espeak-ng");
    let voice = match settings.tongue {
        Tongue::Zh => "cmn",
        Tongue::En => "en",
    };
    command.args(["-v", voice]);
    let part: Option<PathBuf> = settings.to.as_ref().map(|to| to.with_extension("part"));
    if let Some(part) = &part {
        command.arg("-w").arg(part);
    }
    command.arg("--").arg(what.words(settings.tongue));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let ended = timeout(WORD, command.status()).await.map_err(std::io::Error::other)??;
    if !ended.success() {
        return Err(std::io::Error::other("espeak-ng failed"));
    }
    match part.zip(settings.to.as_ref()) {
        Some((part, to)) => tokio::fs::rename(part, to).await,
        None => Ok(()),
    }
}

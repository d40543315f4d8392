//! What the door says aloud: that it is open, and which way a head is to be turned. Made here, by a program of this box.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use faces::gaze::Side;
use tokio::process::Command;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::settings::{Tongue, VoiceSettings};

/// Words that wait to be said; more are left out, since they would come too late.
const QUEUE: usize = 2;
/// Making a word takes so long, at most, and so does playing it.
const WORD: Duration = Duration::from_secs(10);
/// The program that speaks, where the settings name no other.
const PROGRAM: &str = "espeak-ng";

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

    /// The voice and what it is given. Debian's espeak-ng has no dictionary of Chinese signs and would read "Chinese letter" for each:
    /// it is given their sounds, with their tones.
    #[must_use]
    pub const fn spoken(self, tongue: Tongue) -> (&'static str, &'static str) {
        match (self, tongue) {
            (Self::Open, Tongue::Zh) => ("cmn-latn-pinyin", "men2 yi3 da3 kai1, qing3 jin4."),
            (Self::Left, Tongue::Zh) => {
                ("cmn-latn-pinyin", "qing3 xiang4 zuo3 zhuan3 tou2, zai4 kan4 jing4 tou2.")
            }
            (Self::Right, Tongue::Zh) => {
                ("cmn-latn-pinyin", "qing3 xiang4 you4 zhuan3 tou2, zai4 kan4 jing4 tou2.")
            }
            (said, Tongue::En) => ("en", said.words(Tongue::En)),
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

/// Speaks as long as the program runs. Clips are made in the folder of the state.
pub async fn speak(settings: VoiceSettings, state: PathBuf, mut asked: mpsc::Receiver<Saying>) {
    while let Some(what) = asked.recv().await {
        if let Err(error) = said(&settings, &state, what).await {
            tracing::warn!(%error, "the voice is silent");
        }
    }
}

async fn said(settings: &VoiceSettings, state: &Path, what: Saying) -> io::Result<()> {
    let (voice, words) = what.spoken(settings.tongue);
    let mut command = Command::new(settings.program.as_deref().unwrap_or(Path::new(PROGRAM)));
    command.args(["-v", voice]);
    if settings.to.is_none() && settings.player.is_empty() {
        command.args(["--", words]);
        return ended(command).await;
    }
    // Whole or not at all for whoever plays it.
    let clip = settings.to.clone().unwrap_or_else(|| state.join("say.wav"));
    let part = clip.with_extension("part");
    command.arg("-w").arg(&part).args(["--", words]);
    ended(command).await?;
    tokio::fs::rename(&part, &clip).await?;
    let Some((player, words)) = settings.player.split_first() else { return Ok(()) };
    let mut command = Command::new(player);
    command.args(words).arg(&clip);
    ended(command).await
}

async fn ended(mut command: Command) -> io::Result<()> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let ended = timeout(WORD, command.status()).await.map_err(io::Error::other)??;
    if ended.success() {
        return Ok(());
    }
    let program = command.as_std().get_program().to_string_lossy().into_owned();
    Err(io::Error::other(format!("{program} failed")))
}

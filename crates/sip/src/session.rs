//! How long a call stands without being heard of (RFC 4028). Plain values.

use std::time::Duration;

/// The shortest that we agree to (RFC 4028, section 5).
pub const SHORTEST: u32 = 90;
/// What we ask for.
pub const USUAL: u32 = 1_800;
/// The longest that is worth a timer.
const LONGEST: u32 = 86_400;

/// What a `Session-Expires` header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Wish {
    /// Seconds.
    pub seconds: u32,
    /// Who refreshes, where it is said: the caller of this request.
    pub caller_refreshes: Option<bool>,
}

impl Wish {
    /// Reads the header's value.
    #[must_use]
    pub fn read(value: &str) -> Option<Self> {
        let mut parts = value.split(';').map(str::trim);
        let seconds = parts.next()?.parse().ok()?;
        let caller_refreshes = parts.find_map(|part| {
            let (name, value) = part.split_once('=')?;
            name.trim().eq_ignore_ascii_case("refresher").then(|| value.trim().eq_ignore_ascii_case("uac"))
        });
        Some(Self { seconds, caller_refreshes })
    }
}

/// What was agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timer {
    /// The session's interval in seconds.
    pub seconds: u32,
    /// Whether we refresh.
    pub ours: bool,
}

/// What a request for a call gets for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// No timer: the other side knows none and asks for none.
    None,
    /// Too short: 422, with [`SHORTEST`].
    TooShort,
    /// This one.
    Agreed(Timer),
}

/// As the one who is called: `supported` where the caller knows timers.
#[must_use]
pub fn as_called(wish: Option<Wish>, supported: bool) -> Verdict {
    match wish {
        Some(wish) if wish.seconds < SHORTEST => Verdict::TooShort,
        Some(wish) => Verdict::Agreed(Timer {
            seconds: wish.seconds.min(LONGEST),
            // A caller that knows no timers cannot refresh; otherwise it does unless it asks us to.
            ours: !supported || wish.caller_refreshes == Some(false),
        }),
        None if supported => Verdict::Agreed(Timer { seconds: USUAL, ours: false }),
        None => Verdict::None,
    }
}

/// As the caller: what the 2xx said.
#[must_use]
pub fn as_caller(said: Option<Wish>) -> Option<Timer> {
    let wish = said.filter(|wish| wish.seconds >= SHORTEST)?;
    Some(Timer { seconds: wish.seconds.min(LONGEST), ours: wish.caller_refreshes != Some(false) })
}

impl Timer {
    /// When something is due after a refresh: our next refresh at half the time, or the end of the call a little
    /// before the interval runs out (RFC 4028, section 10).
    #[must_use]
    pub fn due(self) -> Duration {
        let seconds = if self.ours { self.seconds / 2 } else { self.seconds - 32.min(self.seconds / 3) };
        Duration::from_secs(seconds.into())
    }

    /// The header's value in an answer to the caller's request.
    #[must_use]
    pub fn header(self) -> String {
        format!("{};refresher={}", self.seconds, if self.ours { "uas" } else { "uac" })
    }
}

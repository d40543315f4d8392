//! Pairing: shows a code, and asks the house until somebody has scanned it there, or three minutes are over.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use pass::{Invitation, Offer, STANDS, Signer};
use qrcodegen::{QrCode, QrCodeEcc};
use tokio::time::{sleep, timeout};

use crate::identity::Identity;
use crate::link::{Address, Ended, Line, written};

/// The house is asked so often.
const AGAIN: Duration = Duration::from_secs(2);

/// Why there is no pairing.
#[derive(Debug, thiserror::Error)]
pub enum Unpaired {
    /// The state cannot be kept, or the code cannot be shown.
    #[error(transparent)]
    Disk(#[from] io::Error),
    /// Nobody scanned the code in time.
    #[error("nobody scanned the code within three minutes; the house was last heard to say: {0}")]
    Late(String),
}

/// Shows an invitation on `show`, and keeps what comes of it.
///
/// # Errors
/// When it was not scanned in time, or the disk fails.
pub async fn pair(state: &Path, address: &Address, show: &mut impl Write) -> Result<Identity, Unpaired> {
    let agent = Signer::fresh();
    let invitation = Invitation::new(&agent);
    let text = invitation.text();
    writeln!(show, "{}", picture(&text))?;
    writeln!(show, "{text}")?;
    writeln!(show, "fingerprint: {}", invitation.agent.fingerprint())?;
    show.flush()?;
    let mut last = "nothing".to_owned();
    let asked = timeout(STANDS, async {
        loop {
            match ask(&invitation, address).await {
                Ok(paired) => return paired,
                Err(ended) => last = ended.to_string(),
            }
            sleep(AGAIN).await;
        }
    });
    match asked.await {
        Ok(paired) => {
            let identity = Identity::new(&agent, &paired);
            identity.write(state)?;
            Ok(identity)
        }
        Err(_) => Err(Unpaired::Late(last)),
    }
}

async fn ask(invitation: &Invitation, address: &Address) -> Result<pass::Paired, Ended> {
    let mut line = Line::open(address).await?;
    let request = invitation.request();
    line.send(written(&request)).await?;
    let offer: Offer = serde_json::from_str(&line.next().await?).map_err(|_| pass::Unheard::Unreadable)?;
    invitation.accept(&request, &offer).map_err(|_| pass::Unheard::Unsigned.into())
}

/// A QR code in half blocks, dark on light, with its margin.
fn picture(text: &str) -> String {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return String::new() };
    let (size, margin) = (code.size(), 2);
    let mut drawn = String::new();
    for y in (-margin..size + margin).step_by(2) {
        for x in -margin..size + margin {
            let letter = match (code.get_module(x, y), code.get_module(x, y + 1)) {
                (false, false) => '█',
                (false, true) => '▀',
                (true, false) => '▄',
                (true, true) => ' ',
            };
            drawn.push(letter);
        }
        if y + 2 < size + margin {
            // Writing to a text does not fail.
            let done = writeln!(drawn);
            debug_assert!(done.is_ok());
        }
    }
    drawn
}

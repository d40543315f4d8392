//! A device or pipe that gives lines: a scanner, a reader on a serial line.

use std::path::Path;
use std::time::Duration;

use pass::Form;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};

use super::{LINE_MAX, ask, presented};
use crate::ask::Asking;
use crate::settings::Says;

/// A device that is not there is looked for again so often.
pub(super) const AGAIN: Duration = Duration::from_secs(1);

pub(super) async fn read(path: &Path, says: Says, form: Form, asking: &Asking) {
    loop {
        match tokio::fs::File::open(path).await {
            Ok(file) => {
                let mut lines = BufReader::new(file);
                while let Ok(Some(line)) = next(&mut lines).await {
                    let Some(what) = presented(&line, says, form) else { continue };
                    if ask(asking, what).await.is_none() {
                        return;
                    }
                }
            }
            Err(error) => tracing::debug!(path = %path.display(), %error, "a reader is not there"),
        }
        if asking.is_closed() {
            return;
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// The next line; what is too long for one is cut. `None` at the end.
pub(super) async fn next<R: tokio::io::AsyncBufRead + Unpin>(
    from: &mut R,
) -> std::io::Result<Option<String>> {
    let mut line = Vec::new();
    let taken = from.take(LINE_MAX as u64).read_until(b'\n', &mut line).await?;
    Ok((taken > 0).then(|| String::from_utf8_lossy(&line).into_owned()))
}

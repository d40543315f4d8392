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

/// The next line; what is too long for one is cut off and lost. `None` at the end.
pub(super) async fn next<R: tokio::io::AsyncBufRead + Unpin>(
    from: &mut R,
) -> std::io::Result<Option<String>> {
    let mut line = Vec::new();
    let taken = from.take(LINE_MAX as u64).read_until(b'\n', &mut line).await?;
    if taken == LINE_MAX && !line.ends_with(b"\n") {
        // The rest is no line of its own: a long code that is scanned must not say `card 123` at its end.
        loop {
            let waiting = from.fill_buf().await?;
            let end = waiting.iter().position(|byte| *byte == b'\n');
            let length = end.map_or(waiting.len(), |end| end + 1);
            from.consume(length);
            if end.is_some() || length == 0 {
                break;
            }
        }
    }
    Ok((taken > 0).then(|| String::from_utf8_lossy(&line).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::{LINE_MAX, next};

    #[tokio::test]
    async fn what_is_too_long_for_a_line_does_not_become_the_next() {
        let long = format!("code {}card 0000000007", "x".repeat(LINE_MAX - 5));
        let text = format!("{long}\nface x\n{long}");
        let mut lines = text.as_bytes();
        let mut read = Vec::new();
        while let Some(line) = next(&mut lines).await.unwrap() {
            read.push(line);
        }
        assert_eq!(read, [&long[..LINE_MAX], "face x\n", &long[..LINE_MAX]]);
    }
}

//! How a file comes in: piece by piece, each sealed, stored and noted before the next.

use axum::body::{Body, BodyDataStream, Bytes};
use futures_util::StreamExt;
use std::time::Duration;
use yard::House;

use super::rules::{self, PIECE_BYTES};
use super::{File, PIECE, Refusal, store};
use crate::conversation::Conversation;

/// A line that says nothing for so long is broken.
const SILENT_MAX: Duration = Duration::from_secs(60);

/// Bytes on their way in.
pub(super) enum Incoming {
    Whole(Option<Bytes>),
    Stream(BodyDataStream),
}

/// What a line has to say.
enum Heard {
    Bytes(Bytes),
    End,
    Broken,
}

impl Incoming {
    pub(super) const fn whole(bytes: Bytes) -> Self {
        Self::Whole(Some(bytes))
    }

    pub(super) fn stream(body: Body) -> Self {
        Self::Stream(body.into_data_stream())
    }

    async fn next(&mut self) -> Heard {
        match self {
            Self::Whole(bytes) => bytes.take().map_or(Heard::End, Heard::Bytes),
            Self::Stream(stream) => match tokio::time::timeout(SILENT_MAX, stream.next()).await {
                Ok(Some(Ok(bytes))) => Heard::Bytes(bytes),
                Ok(None) => Heard::End,
                Ok(Some(Err(_))) | Err(_) => Heard::Broken,
            },
        }
    }
}

/// Who writes a file on.
pub(super) struct Writer<'a> {
    house: &'a House,
    file: &'a File,
    kept: i64,
}

impl<'a> Writer<'a> {
    pub(super) const fn new(house: &'a House, file: &'a File) -> Self {
        Self { house, file, kept: file.kept }
    }

    /// Takes what comes, to its end or until the line breaks; answers how much there is now.
    pub(super) async fn take(mut self, mut incoming: Incoming) -> Result<i64, Refusal> {
        let mut held: Vec<u8> = Vec::new();
        loop {
            match incoming.next().await {
                Heard::Bytes(bytes) => {
                    held.extend_from_slice(&bytes);
                    let comes = i64::try_from(held.len()).unwrap_or(i64::MAX);
                    if comes > self.file.size - self.kept {
                        return Err(Refusal::Over);
                    }
                    while held.len() >= PIECE_BYTES {
                        let rest = held.split_off(PIECE_BYTES);
                        self.keep(&std::mem::replace(&mut held, rest)).await?;
                    }
                }
                Heard::End => {
                    self.keep(&held).await?;
                    return Ok(self.kept);
                }
                Heard::Broken => {
                    // Nobody hears the answer; whoever asks again finds what is kept.
                    self.keep(&held).await?;
                    return Err(Refusal::Part);
                }
            }
        }
    }

    /// Whether all has come.
    pub(super) const fn is_whole(&self) -> bool {
        self.kept == self.file.size
    }

    /// Keeps the next piece: sealed, stored, noted.
    pub(super) async fn keep(&mut self, piece: &[u8]) -> Result<(), Refusal> {
        if piece.is_empty() {
            return Ok(());
        }
        let (house, File { id, conversation, claim, .. }) = (self.house, self.file);
        let (start, length) = (self.kept, i64::try_from(piece.len()).unwrap_or(i64::MAX));
        let (name, row) = (rules::blob(claim, start), rules::row(*id, start));
        let subject = Conversation::subject(*conversation);
        let blob = house.vault.put_blob_as(&house.blobs, &PIECE, subject, row, (name, piece)).await?;
        let mut cx = house.db.begin().await?;
        if !store::extend(&mut cx, *id, *claim, (start, length)).await? {
            house.blobs.delete(blob.name()).await?;
            return Err(Refusal::Offset);
        }
        cx.commit().await?;
        self.kept += length;
        Ok(())
    }
}

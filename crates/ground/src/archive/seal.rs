//! The pieces of an archive: sealed in order, opened in order.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{constant_time, hmac};

use super::{Broken, Kind, Root};
use crate::blobs::{Reading, Writing};
use crate::{Because, Fault};

const MAGIC: [u8; 4] = *b"CYA\x01";
const HEAD: usize = 37;
const PIECE: usize = 65_536;
const TAG: usize = 16;
/// The bit beside a piece's length that says it is the last.
const LAST: u32 = 1 << 31;

/// The head of an archive and the key that goes with it.
struct Begun {
    head: [u8; HEAD],
    key: LessSafeKey,
    number: u32,
}

impl Begun {
    fn new(root: &Root, kind: Kind, salt: [u8; 16]) -> Result<Self, Fault> {
        let root = hmac::Key::new(hmac::HMAC_SHA256, root);
        let derive = |word: &[u8]| hmac::sign(&root, &[word, &[kind.byte()], &salt].concat());
        let key = derive(b"courtyard archive 1");
        let key = UnboundKey::new(&AES_256_GCM, key.as_ref()).because("preparing the key of an archive")?;
        let mut head = [0; HEAD];
        head[..4].copy_from_slice(&MAGIC);
        head[4] = kind.byte();
        head[5..21].copy_from_slice(&salt);
        head[21..].copy_from_slice(&derive(b"courtyard archive check 1").as_ref()[..16]);
        Ok(Self { head, key: LessSafeKey::new(key), number: 0 })
    }

    /// The number of a piece, and whether it is the last; never twice under one key.
    fn nonce(&mut self, is_last: bool) -> Result<Nonce, Fault> {
        let mut nonce = [0; NONCE_LEN];
        nonce[7..11].copy_from_slice(&self.number.to_be_bytes());
        nonce[11] = u8::from(is_last);
        self.number = self.number.checked_add(1).because("counting the pieces of an archive")?;
        Ok(Nonce::assume_unique_for_key(nonce))
    }
}

/// Seals what is written to it.
pub(super) struct Sealer {
    out: Writing,
    begun: Begun,
    piece: Vec<u8>,
    bytes: u64,
}

impl Sealer {
    pub(super) async fn begin(mut out: Writing, root: &Root, kind: Kind) -> Result<Self, Fault> {
        let mut salt = [0; 16];
        aws_lc_rs::rand::fill(&mut salt).because("drawing random bytes")?;
        let begun = Begun::new(root, kind, salt)?;
        out.write(&begun.head).await?;
        Ok(Self { out, begun, piece: Vec::with_capacity(PIECE + TAG), bytes: HEAD as u64 })
    }

    pub(super) async fn write(&mut self, mut bytes: &[u8]) -> Result<(), Fault> {
        while !bytes.is_empty() {
            if self.piece.len() == PIECE {
                self.flush(false).await?;
            }
            let (now, later) = bytes.split_at(bytes.len().min(PIECE - self.piece.len()));
            self.piece.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    /// Seals the last piece and names the archive; answers its bytes.
    pub(super) async fn finish(mut self) -> Result<u64, Fault> {
        self.flush(true).await?;
        self.out.finish().await?;
        Ok(self.bytes)
    }

    async fn flush(&mut self, is_last: bool) -> Result<(), Fault> {
        let nonce = self.begun.nonce(is_last)?;
        let aad = Aad::from(self.begun.head);
        self.begun
            .key
            .seal_in_place_append_tag(nonce, aad, &mut self.piece)
            .because("sealing a piece of an archive")?;
        let length = u32::try_from(self.piece.len()).because("measuring a piece")?;
        self.out.write(&(length | if is_last { LAST } else { 0 }).to_be_bytes()).await?;
        self.out.write(&self.piece).await?;
        self.bytes += 4 + u64::from(length);
        self.piece.clear();
        Ok(())
    }
}

/// Opens an archive piece by piece.
pub(super) struct Opener {
    input: Reading,
    begun: Begun,
    piece: Vec<u8>,
    at: usize,
    is_last: bool,
}

impl Opener {
    pub(super) async fn begin(mut input: Reading, root: &Root, kind: Kind) -> Result<Self, Broken> {
        let head = input.exact(HEAD).await?.ok_or(Broken::Unknown)?;
        if head[..4] != MAGIC {
            return Err(Broken::Unknown);
        }
        if head[4] != kind.byte() {
            return Err(Broken::OtherKind);
        }
        let salt: [u8; 16] = head[5..21].try_into().map_err(|_| Broken::Unknown)?;
        let begun = Begun::new(root, kind, salt)?;
        constant_time::verify_slices_are_equal(&begun.head, &head).map_err(|_| Broken::KeyWrong)?;
        Ok(Self { input, begun, piece: Vec::new(), at: 0, is_last: false })
    }

    /// The next so many bytes.
    pub(super) async fn exact(&mut self, length: usize) -> Result<Vec<u8>, Broken> {
        let mut out = Vec::with_capacity(length.min(PIECE));
        while out.len() < length {
            if self.at == self.piece.len() {
                self.next_piece().await?;
            }
            let now = (length - out.len()).min(self.piece.len() - self.at);
            out.extend_from_slice(&self.piece[self.at..self.at + now]);
            self.at += now;
        }
        Ok(out)
    }

    /// Nothing may follow.
    pub(super) async fn end(&mut self) -> Result<(), Broken> {
        let is_over = self.is_last && self.at == self.piece.len();
        if is_over && self.input.exact(1).await?.is_none() { Ok(()) } else { Err(Broken::Damaged) }
    }

    async fn next_piece(&mut self) -> Result<(), Broken> {
        if self.is_last {
            return Err(Broken::Damaged);
        }
        let stated = self.input.exact(4).await?.ok_or(Broken::Truncated)?;
        let stated = u32::from_be_bytes(stated.try_into().map_err(|_| Broken::Truncated)?);
        let (length, is_last) = (stated & !LAST, stated & LAST != 0);
        let length = usize::try_from(length).map_err(|_| Broken::Damaged)?;
        if !(TAG..=PIECE + TAG).contains(&length) {
            return Err(Broken::Damaged);
        }
        let mut piece = self.input.exact(length).await?.ok_or(Broken::Truncated)?;
        let nonce = self.begun.nonce(is_last)?;
        let aad = Aad::from(self.begun.head);
        let opened = self.begun.key.open_in_place(nonce, aad, &mut piece).map_err(|_| Broken::Damaged)?;
        let plain = opened.len();
        piece.truncate(plain);
        (self.piece, self.at, self.is_last) = (piece, 0, is_last);
        Ok(())
    }
}

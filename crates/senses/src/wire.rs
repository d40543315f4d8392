//! What the house and the program say to one another, over the program's standard input and output.
//!
//! Each thing said is a frame: one byte that says what it is, four bytes of length (big-endian), then as many bytes. A wish is
//! two frames, the tongue and the sound, or one, the picture of a card or what the camera of a lane saw; the answer is one, what was recognised or why nothing was. What is longer than it may be, or
//! of a kind that is not expected, ends the conversation.

use std::io::{self, Read, Write};

/// Bytes of a sound, at most: five minutes as browsers record them, several times over.
pub const SOUND_MAX: usize = 16 << 20;
/// Bytes of a tongue's name (ISO 639-1, or nothing).
pub const TONGUE_MAX: usize = 8;
/// Bytes of the words of one sound, at most.
pub const WORDS_MAX: usize = 64 << 10;
/// Bytes of a picture of a card, at most; the house keeps no larger one.
pub const PICTURE_MAX: usize = 1 << 20;
/// Bytes of what is read on a card, at most.
pub const CARD_MAX: usize = 1 << 10;
/// Bytes of what the camera of a lane saw, at most.
pub const FRAME_MAX: usize = 4 << 20;
/// Bytes of a plate that was read, at most.
pub const PLATE_MAX: usize = 64;
/// Seconds of a sound, at most; the same as a voice message may have in the client.
pub const SECONDS_MAX: u32 = 5 * 60;

/// What stands before the length.
pub const HEAD: usize = 5;

/// What a frame is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Which tongue the listener reads; a hint.
    Tongue,
    /// A recording, as it was sent.
    Sound,
    /// What was recognised.
    Words,
    /// Why nothing was.
    Deaf,
    /// A picture of a card.
    Picture,
    /// What was read on it: the name and the number, in a line each.
    Card,
    /// What the camera of a lane saw.
    Frame,
    /// The plate that was read on it, and how sure it is, in a line each.
    Plate,
}

impl Kind {
    const fn letter(self) -> u8 {
        match self {
            Self::Tongue => b't',
            Self::Sound => b's',
            Self::Words => b'w',
            Self::Deaf => b'd',
            Self::Picture => b'p',
            Self::Card => b'c',
            Self::Frame => b'f',
            Self::Plate => b'n',
        }
    }

    const fn max(self) -> usize {
        match self {
            Self::Tongue => TONGUE_MAX,
            Self::Sound => SOUND_MAX,
            Self::Words => WORDS_MAX,
            Self::Deaf => 16,
            Self::Picture => PICTURE_MAX,
            Self::Card => CARD_MAX,
            Self::Frame => FRAME_MAX,
            Self::Plate => PLATE_MAX,
        }
    }

    const fn of(letter: u8) -> Option<Self> {
        match letter {
            b't' => Some(Self::Tongue),
            b's' => Some(Self::Sound),
            b'w' => Some(Self::Words),
            b'd' => Some(Self::Deaf),
            b'p' => Some(Self::Picture),
            b'c' => Some(Self::Card),
            b'f' => Some(Self::Frame),
            b'n' => Some(Self::Plate),
            _ => None,
        }
    }
}

/// Why a sound became no words, or a picture no card. The words on the wire are stable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deaf {
    /// It is no sound, or none that can be decoded; no card, or none that agrees with itself.
    Unreadable,
    /// It plays for longer than [`SECONDS_MAX`].
    Long,
    /// There is no decoder on this machine.
    Decoder,
    /// The model cannot be read.
    Model,
    /// The recogniser gave up.
    Failed,
}

impl Deaf {
    const ALL: [Self; 5] = [Self::Unreadable, Self::Long, Self::Decoder, Self::Model, Self::Failed];

    /// The word on the wire.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Long => "long",
            Self::Decoder => "decoder",
            Self::Model => "model",
            Self::Failed => "failed",
        }
    }

    /// What this word means; what is not known is a failure.
    #[must_use]
    pub fn said(word: &[u8]) -> Self {
        Self::ALL.into_iter().find(|one| one.word().as_bytes() == word).unwrap_or(Self::Failed)
    }
}

impl std::fmt::Display for Deaf {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.word())
    }
}

/// The head of a frame with as many bytes; nothing where they are more than such a frame may have.
#[must_use]
pub fn head(kind: Kind, length: usize) -> Option<[u8; HEAD]> {
    let [a, b, c, d] = u32::try_from(length).ok().filter(|_| length <= kind.max())?.to_be_bytes();
    Some([kind.letter(), a, b, c, d])
}

/// What a head says: what comes, and how many bytes of it. Nothing where it says what may not be.
#[must_use]
pub fn read_head([letter, a, b, c, d]: [u8; HEAD]) -> Option<(Kind, usize)> {
    let kind = Kind::of(letter)?;
    let length = usize::try_from(u32::from_be_bytes([a, b, c, d])).ok()?;
    (length <= kind.max()).then_some((kind, length))
}

fn wrong(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// Reads a frame of this kind; nothing where the other side has ended properly before it.
///
/// # Errors
/// Where it is another frame, longer than it may be, or breaks off.
pub fn read(from: &mut impl Read, kind: Kind) -> io::Result<Option<Vec<u8>>> {
    let mut head = [0; HEAD];
    if from.read(&mut head[..1])? == 0 {
        return Ok(None);
    }
    from.read_exact(&mut head[1..])?;
    match read_head(head) {
        Some((said, length)) if said == kind => {
            // What is announced is believed only as it comes.
            let mut body = Vec::new();
            let limit = u64::try_from(length).map_err(|_| wrong("too long"))?;
            from.take(limit).read_to_end(&mut body)?;
            if body.len() == length { Ok(Some(body)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
        }
        _ => Err(wrong("not the frame that was expected")),
    }
}

/// Writes a frame.
///
/// # Errors
/// Where it is longer than it may be, or the other side is gone.
pub fn write(to: &mut impl Write, kind: Kind, body: &[u8]) -> io::Result<()> {
    let head = head(kind, body.len()).ok_or_else(|| wrong("too long"))?;
    to.write_all(&head)?;
    to.write_all(body)?;
    to.flush()
}

/// A wish: what the listener reads, and the sound. Nothing where no more come.
///
/// # Errors
/// As [`read`].
pub fn read_wish(from: &mut impl Read) -> io::Result<Option<(String, Vec<u8>)>> {
    let Some(tongue) = read(from, Kind::Tongue)? else { return Ok(None) };
    let sound = read(from, Kind::Sound)?.ok_or(io::ErrorKind::UnexpectedEof)?;
    let is_tongue = tongue.iter().all(u8::is_ascii_lowercase);
    let tongue = String::from_utf8(tongue).ok().filter(|_| is_tongue).ok_or_else(|| wrong("no tongue"))?;
    Ok(Some((tongue, sound)))
}

/// Writes the answer to a wish. Words that are longer than they may be end where they may.
///
/// # Errors
/// Where the other side is gone.
pub fn write_answer(to: &mut impl Write, answer: &Result<String, Deaf>) -> io::Result<()> {
    match answer {
        Ok(words) => write(to, Kind::Words, &words.as_bytes()[..words.floor_char_boundary(WORDS_MAX)]),
        Err(why) => write(to, Kind::Deaf, why.word().as_bytes()),
    }
}

/// Writes what was read on a card.
///
/// # Errors
/// Where the other side is gone.
pub fn write_card(to: &mut impl Write, answer: &Result<(String, String), Deaf>) -> io::Result<()> {
    match answer {
        Ok((name, number)) => write(to, Kind::Card, format!("{name}\n{number}").as_bytes()),
        Err(why) => write(to, Kind::Deaf, why.word().as_bytes()),
    }
}

/// Name and number in what was said of a card.
#[must_use]
pub fn read_card(said: &[u8]) -> Option<(String, String)> {
    let (name, number) = std::str::from_utf8(said).ok()?.split_once('\n')?;
    Some((name.to_owned(), number.to_owned()))
}

/// Writes the plate that was read.
///
/// # Errors
/// Where the other side is gone.
pub fn write_plate(to: &mut impl Write, answer: &Result<(String, u8), Deaf>) -> io::Result<()> {
    match answer {
        Ok((plate, sure)) => write(to, Kind::Plate, format!("{plate}\n{sure}").as_bytes()),
        Err(why) => write(to, Kind::Deaf, why.word().as_bytes()),
    }
}

/// The plate in what was said of one, and how sure it is, of a hundred.
#[must_use]
pub fn read_plate(said: &[u8]) -> Option<(String, u8)> {
    let (plate, sure) = std::str::from_utf8(said).ok()?.split_once('\n')?;
    let sure = sure.parse().ok().filter(|sure| *sure <= 100)?;
    Some((plate.to_owned(), sure))
}

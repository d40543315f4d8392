//! What may be attached: plain functions on bytes. Only what says the kind is read; nothing is decoded.

use super::Refusal;
use crate::avatar::Picture;

/// Bytes of an attachment: of a voice clip some minutes of speech.
pub(super) const BYTES_MAX: usize = 1 << 20;
/// How far into a clip its head is looked for.
const HEAD: usize = 64 * 1024;

/// The kinds of attachments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Media {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
    /// Sound in WebM.
    WebmVoice,
    /// Sound in Ogg.
    OggVoice,
    /// Sound in MP4.
    Mp4Voice,
}

impl Media {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Png, Self::Jpeg, Self::Webp, Self::WebmVoice, Self::OggVoice, Self::Mp4Voice];

    /// The media type: on the wire and in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::WebmVoice => "audio/webm",
            Self::OggVoice => "audio/ogg",
            Self::Mp4Voice => "audio/mp4",
        }
    }

    /// The kind of a media type.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|media| media.word() == word)
    }
}

/// An attachment as it is kept: of a picture without what the camera wrote beside it.
pub(super) struct Attachment {
    pub media: Media,
    pub bytes: Vec<u8>,
}

/// The attachment in these bytes, by their content and not by what they are called.
///
/// # Errors
/// [`Refusal::FileWrong`] or [`Refusal::FileLarge`].
pub(super) fn read(bytes: Vec<u8>) -> Result<Attachment, Refusal> {
    if bytes.len() > BYTES_MAX {
        return Err(Refusal::FileLarge);
    }
    if let Some(media) = voice(&bytes) {
        return Ok(Attachment { media, bytes });
    }
    let picture = Picture::read(&bytes).map_err(|refusal| match refusal {
        crate::avatar::Refusal::TooLarge => Refusal::FileLarge,
        _ => Refusal::FileWrong,
    })?;
    let media = match crate::avatar::Kind::of(picture.bytes()).ok_or(Refusal::FileWrong)? {
        crate::avatar::Kind::Png => Media::Png,
        crate::avatar::Kind::Jpeg => Media::Jpeg,
        crate::avatar::Kind::Webp => Media::Webp,
    };
    Ok(Attachment { media, bytes: picture.bytes().to_vec() })
}

/// The kind of a clip that holds sound and no moving picture.
fn voice(bytes: &[u8]) -> Option<Media> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let says = |words: &[&[u8]]| words.iter().any(|word| holds(head, word));
    if head.starts_with(&[0x1a, 0x45, 0xdf, 0xa3]) {
        let sound = says(&[b"A_OPUS", b"A_VORBIS"]) && !says(&[b"V_VP8", b"V_VP9", b"V_AV1", b"V_MPEG"]);
        return (sound && says(&[b"webm"])).then_some(Media::WebmVoice);
    }
    if head.starts_with(b"OggS") {
        let sound = says(&[b"OpusHead", b"\x01vorbis"]) && !says(&[b"\x80theora"]);
        return sound.then_some(Media::OggVoice);
    }
    if head.get(4..8) == Some(b"ftyp") {
        // The handlers of an MP4 may stand at its end.
        let sound = holds(bytes, b"soun") && !holds(bytes, b"vide");
        return sound.then_some(Media::Mp4Voice);
    }
    None
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn webm(codec: &[u8]) -> Vec<u8> {
        [&[0x1a, 0x45, 0xdf, 0xa3][..], b"\x42\x82\x84webm", codec, &[0; 64]].concat()
    }

    #[test]
    fn a_voice_clip_holds_sound_and_no_moving_picture() {
        let ogg = [&b"OggS"[..], &[0; 24], b"OpusHead", &[0; 9]].concat();
        let mp4 = [&[0, 0, 0, 24][..], b"ftypM4A ", &[0; 40], b"hdlrsoun"].concat();
        for (bytes, media) in
            [(webm(b"A_OPUS"), Media::WebmVoice), (ogg, Media::OggVoice), (mp4, Media::Mp4Voice)]
        {
            assert_eq!(read(bytes).ok().map(|one| one.media), Some(media));
        }
        let film = [webm(b"A_OPUS"), b"V_VP9".to_vec()].concat();
        let film4 = [&[0, 0, 0, 24][..], b"ftypisom", b"hdlrsoun", b"hdlrvide"].concat();
        for wrong in [film, film4, webm(b"V_VP8"), b"ID3 tune".to_vec(), Vec::new(), b"<svg/>".to_vec()] {
            assert!(matches!(read(wrong), Err(Refusal::FileWrong)));
        }
        let mut long = webm(b"A_OPUS");
        long.resize(BYTES_MAX + 1, 0);
        assert!(matches!(read(long), Err(Refusal::FileLarge)));
    }

    #[test]
    fn words_name_every_kind() {
        for media in Media::ALL {
            assert_eq!(Media::from_word(media.word()), Some(media));
        }
        assert_eq!(Media::from_word("text/html"), None);
    }
}

//! What tus 1.0.0 says in headers. <https://tus.io/protocols/resumable-upload>

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use axum::http::{HeaderMap, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Refusal;
use super::rules::About;

pub(super) const VERSION: &str = "1.0.0";
pub(super) const EXTENSIONS: &str = "creation,expiration,checksum,termination";
pub(super) const CHECKSUMS: &str = "sha1,sha256";
/// The type of a part.
pub(super) const PART: &str = "application/offset+octet-stream";

/// `460 Checksum Mismatch`, of the protocol's own.
pub(super) fn mismatch() -> StatusCode {
    StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST)
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim)
}

/// Whoever asks speaks the version that we speak.
pub(super) fn speaks(headers: &HeaderMap) -> Result<(), Refusal> {
    if header(headers, "tus-resumable") == Some(VERSION) { Ok(()) } else { Err(Refusal::Version) }
}

/// What is to be uploaded: how long it is and what it is.
pub(super) fn creation(headers: &HeaderMap) -> Result<(i64, About), Refusal> {
    speaks(headers)?;
    let size = header(headers, "upload-length").and_then(|text| text.parse().ok()).ok_or(Refusal::Head)?;
    Ok((size, about(header(headers, "upload-metadata").unwrap_or_default())?))
}

/// `Upload-Metadata`: pairs of a key and a value in base64, which may be absent.
fn about(pairs: &str) -> Result<About, Refusal> {
    let mut about = About::default();
    for pair in pairs.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let bytes = STANDARD.decode(value.trim()).map_err(|_| Refusal::Head)?;
        if key == "wave" {
            about.wave = Some(bytes);
            continue;
        }
        let text = String::from_utf8(bytes).map_err(|_| Refusal::Head)?;
        let number = || text.parse().ok();
        match key {
            "filename" => about.name = text,
            "filetype" => about.kind = text,
            "width" => about.width = number(),
            "height" => about.height = number(),
            "millis" => about.millis = number(),
            _ => {}
        }
    }
    Ok(about)
}

/// The sum of a part.
pub(super) struct Checksum {
    is_long: bool,
    sum: Vec<u8>,
}

impl Checksum {
    fn read(said: &str) -> Result<Self, Refusal> {
        let (name, sum) = said.split_once(' ').ok_or(Refusal::Head)?;
        let is_long = match name {
            "sha256" => true,
            "sha1" => false,
            _ => return Err(Refusal::Head),
        };
        let sum = STANDARD.decode(sum.trim()).map_err(|_| Refusal::Head)?;
        Ok(Self { is_long, sum })
    }

    pub(super) fn fits(&self, bytes: &[u8]) -> bool {
        let algorithm = if self.is_long { &SHA256 } else { &SHA1_FOR_LEGACY_USE_ONLY };
        digest(algorithm, bytes).as_ref() == self.sum
    }
}

/// From where on a part goes on.
pub(super) struct Uploading {
    pub offset: i64,
    pub checksum: Option<Checksum>,
}

/// The same as it was read: what is wrong with it is told once it is known that the caller may upload at all.
pub(super) type Read = Result<Uploading, Refusal>;

pub(super) fn uploading(headers: &HeaderMap) -> Read {
    speaks(headers)?;
    if header(headers, "content-type") != Some(PART) {
        return Err(Refusal::Part);
    }
    let offset = header(headers, "upload-offset").and_then(|text| text.parse().ok()).ok_or(Refusal::Part)?;
    let checksum = header(headers, "upload-checksum").map(Checksum::read).transpose()?;
    Ok(Uploading { offset, checksum })
}

/// An instant as HTTP says it: `Sun, 06 Nov 1994 08:49:37 GMT`.
pub(super) fn date(micros: i64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let seconds = micros.div_euclid(1_000_000);
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = ground::clock::civil(days);
    let word =
        |words: &[&'static str], at: i64| usize::try_from(at).ok().and_then(|at| words.get(at).copied());
    let weekday = word(&DAYS, days.rem_euclid(7)).unwrap_or_default();
    let month = word(&MONTHS, month - 1).unwrap_or_default();
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_in_base64_is_read_and_what_is_not_is_refused() {
        let read = about(
            "filename 5oql5ZGKLnBkZg==,filetype YXBwbGljYXRpb24vcGRm, wave AP8=,millis MTIwMA==,is_secret",
        )
        .unwrap();
        assert_eq!((read.name.as_str(), read.kind.as_str()), ("报告.pdf", "application/pdf"));
        assert_eq!((read.wave, read.millis), (Some(vec![0, 255]), Some(1_200)));
        assert!(about("filename !").is_err() && about("filename /w==").is_err());
        assert_eq!(about("").unwrap(), About::default());
    }

    #[test]
    fn an_instant_is_said_as_http_says_it() {
        assert_eq!(date(784_111_777_000_000), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(date(1_709_164_800_000_000), "Thu, 29 Feb 2024 00:00:00 GMT");
    }

    #[test]
    fn a_sum_fits_what_it_was_made_of() {
        let sum = Checksum::read("sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=").unwrap();
        assert!(sum.fits(b"hello") && !sum.fits(b"hallo"));
        assert!(Checksum::read("md5 x").is_err() && Checksum::read("sha1").is_err());
    }
}

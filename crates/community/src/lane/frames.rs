//! The pictures in what a camera says: alone, as parts of a multipart body, or in JSON (base64). They are looked at where a plate is
//! missing, and passed over otherwise.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// Pictures of one event that are looked at.
const FRAMES_MAX: usize = 3;
/// Bytes of one, as the program that reads takes them.
const FRAME_MAX: usize = 4 << 20;
/// Parts of one that are looked at for words.
const PARTS_MAX: usize = 16;
/// How deep pictures lie in JSON, at most.
const DEPTH_MAX: usize = 6;
/// How a JPEG begins, and what it begins with in base64.
const JPEG: &[u8] = b"\xff\xd8\xff";
const JPEG_IN_BASE64: &str = "/9j/";
/// Bytes of a boundary between parts, at most (RFC 2046).
const BOUNDARY_MAX: usize = 74;

/// Whether a body is a picture and nothing else.
pub(super) fn is_picture(body: &[u8]) -> bool {
    body.starts_with(JPEG)
}

/// The pictures of a body: those of plates before those of vehicles and streets, where it says which is which, and small before
/// large.
pub(super) fn frames(body: &[u8]) -> Vec<Vec<u8>> {
    let mut found: Vec<(bool, Vec<u8>)> = Vec::new();
    if is_picture(body) {
        found.push((false, body.to_vec()));
    } else if body.starts_with(b"--") {
        found.extend(parts(body));
    } else if let Ok(value) = serde_json::from_slice::<Value>(body) {
        in_json(&value, ("", 0), &mut found);
    }
    found.retain(|(_, bytes)| bytes.len() <= FRAME_MAX);
    found.sort_by_key(|(is_plate, bytes)| (!is_plate, bytes.len()));
    found.truncate(FRAMES_MAX);
    found.into_iter().map(|(_, bytes)| bytes).collect()
}

/// What a multipart body says in JSON: its first part that is an object.
pub(super) fn json(body: &[u8]) -> Option<Value> {
    let object = |(_, part): (&[u8], &[u8])| {
        let begins = part.trim_ascii_start().starts_with(b"{");
        begins.then(|| serde_json::from_slice::<Value>(part).ok()).flatten()
    };
    split(body).take(PARTS_MAX).find_map(object)
}

/// The parts of a multipart body that are pictures.
fn parts(body: &[u8]) -> Vec<(bool, Vec<u8>)> {
    let pictures = split(body).filter(|(_, picture)| is_picture(picture)).take(2 * FRAMES_MAX + 1);
    pictures.map(|(head, picture)| (is_of_plate(&String::from_utf8_lossy(head)), picture.to_vec())).collect()
}

/// The parts of a multipart body, each with its head.
fn split(body: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let line = body.iter().take(BOUNDARY_MAX).position(|byte| matches!(byte, b'\r' | b'\n'));
    let (boundary, mut rest) = body.split_at(line.filter(|_| body.starts_with(b"--")).unwrap_or(body.len()));
    std::iter::from_fn(move || {
        loop {
            let at = position(rest, boundary)?;
            let part = &rest[..at];
            rest = &rest[at + boundary.len()..];
            if let Some(begins) = position(part, b"\r\n\r\n") {
                let (head, content) = part.split_at(begins + 4);
                return Some((head, content.strip_suffix(b"\r\n").unwrap_or(content)));
            }
        }
    })
}

fn position(within: &[u8], wanted: &[u8]) -> Option<usize> {
    if wanted.is_empty() {
        return None;
    }
    within.windows(wanted.len()).position(|bytes| bytes == wanted)
}

/// Pictures among values, by the names they have.
fn in_json(value: &Value, (name, depth): (&str, usize), found: &mut Vec<(bool, Vec<u8>)>) {
    if depth > DEPTH_MAX || found.len() > 2 * FRAMES_MAX {
        return;
    }
    match value {
        Value::String(text) if text.starts_with(JPEG_IN_BASE64) && text.len() <= FRAME_MAX * 4 / 3 + 4 => {
            found.extend(STANDARD.decode(text).ok().map(|bytes| (is_of_plate(name), bytes)));
        }
        Value::Array(items) => items.iter().for_each(|item| in_json(item, (name, depth + 1), found)),
        Value::Object(fields) => {
            for (key, field) in fields {
                // What a picture is of stands in the name above its content.
                let name = if is_of_plate(name) { name } else { key.as_str() };
                in_json(field, (name, depth + 1), found);
            }
        }
        _ => {}
    }
}

fn is_of_plate(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("plate") || name.contains("cutout")
}

#[cfg(test)]
mod tests {
    use super::*;
    use fuzz::{Change, Fuzz};

    fn multipart() -> Vec<u8> {
        let mut body =
            b"--b7\r\nContent-Type: text/xml\r\n\r\n<EventNotificationAlert></EventNotificationAlert>"
                .to_vec();
        for (name, bytes) in [
            ("detectionPicture.jpg", &b"\xff\xd8\xff0123"[..]),
            ("licensePlatePicture.jpg", b"\xff\xd8\xff9"),
        ] {
            body.extend(
                format!("\r\n--b7\r\nContent-Disposition: form-data; filename=\"{name}\"\r\n\r\n").as_bytes(),
            );
            body.extend(bytes);
        }
        body.extend(b"\r\n--b7--\r\n");
        body
    }

    const DAHUA: &str = r#"{"Picture":{"NormalPic":{"Content":"/9j/4AAQSkZJRgABAQ=="},"CutoutPic":{"Content":"/9j/4Q=="},
        "VehiclePic":{"Content":"/9j/4A=="},"Plate":{"PlateNumber":""}}}"#;

    #[test]
    fn pictures_are_found_wherever_a_camera_lays_them_and_that_of_the_plate_comes_first() {
        assert_eq!(frames(b"\xff\xd8\xff\xe0"), [b"\xff\xd8\xff\xe0"]);
        assert_eq!(frames(&multipart()), [&b"\xff\xd8\xff9"[..], b"\xff\xd8\xff0123"]);
        let of_json = frames(DAHUA.as_bytes());
        assert_eq!(of_json.len(), 3);
        assert_eq!(of_json[0], b"\xff\xd8\xff\xe1");
        assert_eq!(of_json[1], b"\xff\xd8\xff\xe0");
        for none in ["", "--", "--b7", "{}", "[]", "<EventNotificationAlert>", r#"{"plate":"/9j/?"}"#] {
            assert!(frames(none.as_bytes()).is_empty(), "{none}");
        }
    }

    #[test]
    fn fuzz_frames() {
        for (name, change, seed) in [
            ("frames-parts", Change::Bytes, multipart()),
            ("frames-json", Change::Json, DAHUA.as_bytes().to_vec()),
        ] {
            Fuzz::new(env!("CARGO_MANIFEST_DIR"), name, change)
                .seeds([seed])
                .words(&["--b7", "\r\n\r\n", "/9j/", "plate"])
                .run(|input| {
                    let found = frames(input);
                    assert!(found.len() <= FRAMES_MAX && found.iter().all(|one| is_picture(one)));
                    found.len()
                });
        }
    }
}

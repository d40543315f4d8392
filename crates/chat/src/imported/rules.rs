//! Reading a file that comes from a stranger: the signature first, then no more than one conversation holds. No I/O, no clock.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use vault::Plain;

use super::Refusal;
use crate::log::TEXT_MAX;
use crate::takeout::{DOMAIN, FORMAT};

/// Bytes of the content at most.
pub(super) const CONTENT_MAX: usize = 6 << 20;
/// Events and people of a file at most.
const ENTRIES_MAX: usize = 10_000;
/// Characters of a name.
const NAME_MAX: usize = 200;
/// Files of one message.
const FILES_MAX: usize = 30;
/// Messages that are sealed together.
const TOGETHER: usize = 100;
/// Characters of a search.
const QUERY_MAX: usize = 100;

/// What the file says of itself.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub(crate) struct Head {
    /// What the conversation is called there.
    pub name: Option<String>,
    /// What the house calls itself.
    pub house: String,
    /// When it was given out.
    pub made_at: String,
}

/// A message.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub(crate) struct Line {
    /// Its number there.
    pub seq: i64,
    /// What whoever wrote it is called there.
    pub by: Option<String>,
    /// When.
    pub at: String,
    /// What it says; nothing where it was taken back or is gone.
    pub text: Option<String>,
    /// What its files are called.
    pub files: Vec<String>,
}

/// Messages that are sealed together.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub(crate) struct Lines(pub Vec<Line>);

macro_rules! plain {
    ($type:ty) => {
        impl Plain for $type {
            fn to_plain(&self) -> Vec<u8> {
                // Nothing in it can fail to be written.
                serde_json::to_vec(self).unwrap_or_default()
            }

            fn from_plain(bytes: &[u8]) -> Option<Self> {
                serde_json::from_slice(bytes).ok()
            }
        }
    };
}

plain!(Head);
plain!(Lines);

/// A file as it lies there.
pub(crate) struct Signed<'a> {
    /// Its format.
    pub format: &'a str,
    /// The content, as the bytes that were signed.
    pub content: &'a str,
    /// The signature, base64.
    pub signature: &'a str,
    /// The key of the house, base64.
    pub key: &'a str,
}

/// What is taken in.
#[derive(Debug)]
pub(crate) struct Taken {
    /// What it is.
    pub head: Head,
    /// Its messages in order, as they are sealed together.
    pub parts: Vec<Lines>,
}

#[derive(Deserialize)]
struct Content {
    format: String,
    made_at: String,
    house: String,
    #[serde(default)]
    name: Option<String>,
    people: Vec<Called>,
    events: Vec<Said>,
}

#[derive(Deserialize)]
struct Called {
    person: String,
    #[serde(default)]
    name: Option<String>,
}

#[derive(Deserialize)]
struct Said {
    seq: i64,
    by: String,
    at: String,
    kind: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    files: Vec<FileOf>,
}

#[derive(Deserialize)]
struct FileOf {
    name: String,
}

/// Reads a file.
///
/// # Errors
/// Why it is refused, whole.
pub(crate) fn read(signed: &Signed<'_>) -> Result<Taken, Refusal> {
    if signed.format != FORMAT {
        return Err(Refusal::Format);
    }
    if signed.content.len() > CONTENT_MAX {
        return Err(Refusal::Damaged);
    }
    verify(signed)?;
    let content: Content = serde_json::from_str(signed.content).map_err(|_| Refusal::Damaged)?;
    if content.format != FORMAT {
        return Err(Refusal::Format);
    }
    if is_fit(&content) { Ok(taken(content)) } else { Err(Refusal::Damaged) }
}

fn verify(signed: &Signed<'_>) -> Result<(), Refusal> {
    let key = BASE64.decode(signed.key).ok().and_then(|key| <[u8; 32]>::try_from(key).ok());
    let key = key.ok_or(Refusal::Signature)?;
    let signature = BASE64.decode(signed.signature).map_err(|_| Refusal::Signature)?;
    let bytes = [DOMAIN.as_bytes(), signed.content.as_bytes()].concat();
    UnparsedPublicKey::new(&ED25519, key).verify(&bytes, &signature).map_err(|_| Refusal::Signature)
}

fn is_fit(content: &Content) -> bool {
    let is_name = |name: &String| name.chars().count() <= NAME_MAX && !name.chars().any(char::is_control);
    let is_time = |at: &String| Timestamp::read(at).is_some();
    let is_said = |one: &Said| {
        is_name(&one.by)
            && is_name(&one.kind)
            && is_time(&one.at)
            && one.text.as_ref().is_none_or(|text| text.chars().count() <= TEXT_MAX && !text.contains('\0'))
            && one.files.len() <= FILES_MAX
            && one.files.iter().all(|file| is_name(&file.name))
    };
    let is_in_order = content.events.is_sorted_by(|one, next| one.seq < next.seq);
    content.people.len().max(content.events.len()) <= ENTRIES_MAX
        && is_name(&content.house)
        && is_time(&content.made_at)
        && content.name.iter().all(is_name)
        && content.people.iter().all(|one| is_name(&one.person) && one.name.iter().all(is_name))
        && content.events.first().is_none_or(|first| first.seq > 0)
        && is_in_order
        && content.events.iter().all(is_said)
}

fn taken(content: Content) -> Taken {
    let Content { made_at, house, name, people, events, .. } = content;
    let called: HashMap<String, String> =
        people.into_iter().filter_map(|one| Some((one.person, one.name?))).collect();
    let line = |one: Said| Line {
        seq: one.seq,
        by: called.get(&one.by).cloned(),
        at: one.at,
        text: one.text,
        files: one.files.into_iter().map(|file| file.name).collect(),
    };
    let lines: Vec<Line> = events.into_iter().filter(|one| one.kind == "message").map(line).collect();
    let parts = lines.chunks(TOGETHER).map(|some| Lines(some.to_vec())).collect();
    Taken { head: Head { name, house, made_at }, parts }
}

/// What is searched for, in small letters.
pub(super) fn query(typed: &str) -> Result<String, Refusal> {
    let wanted = typed.trim().to_lowercase();
    if (1..=QUERY_MAX).contains(&wanted.chars().count()) { Ok(wanted) } else { Err(Refusal::Query) }
}

/// Whether a message has it.
pub(super) fn has(line: &Line, wanted: &str) -> bool {
    line.text.iter().chain(&line.files).any(|words| words.to_lowercase().contains(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
    use serde_json::{Value, json};

    fn content() -> Value {
        json!({
            "format": FORMAT, "made_at": "2026-11-29T12:00:00Z", "house": "甲", "name": "项目组",
            "people": [{ "person": "person_1", "name": "安娜" }],
            "events": [
                { "seq": 1, "by": "person_1", "at": "2026-11-29T11:00:00Z", "kind": "made", "text": null },
                { "seq": 2, "by": "person_1", "at": "2026-11-29T11:00:00Z", "kind": "message", "text": "你好",
                  "files": [{ "name": "合同.pdf" }] },
            ],
        })
    }

    fn signed(content: &str, change: impl Fn(&mut [String; 4])) -> Result<Taken, Refusal> {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
        let signature = pair.sign(&[DOMAIN.as_bytes(), content.as_bytes()].concat());
        let mut file = [
            FORMAT.to_owned(),
            content.to_owned(),
            BASE64.encode(signature.as_ref()),
            BASE64.encode(pair.public_key().as_ref()),
        ];
        change(&mut file);
        let [format, content, signature, key] = &file;
        read(&Signed { format, content, signature, key })
    }

    #[test]
    fn a_file_is_read_as_its_house_signed_it_and_names_stay_words() {
        let taken = signed(&content().to_string(), |_| {}).unwrap();
        assert_eq!(taken.head.name.as_deref(), Some("项目组"));
        let [Lines(lines)] = &taken.parts[..] else { panic!("{taken:?}") };
        assert_eq!((lines.len(), lines[0].by.as_deref(), lines[0].seq), (1, Some("安娜"), 2));
        assert_eq!(lines[0].files, ["合同.pdf"]);
        assert!(has(&lines[0], "你好") && has(&lines[0], "合同") && !has(&lines[0], "安娜"));
    }

    #[test]
    fn what_was_changed_since_or_is_no_conversation_is_refused_whole() {
        let good = content().to_string();
        let refused = |change: &dyn Fn(&mut [String; 4])| signed(&good, change).unwrap_err();
        assert!(matches!(refused(&|file| file[0] = "courtyard-archive-1".into()), Refusal::Format));
        assert!(matches!(refused(&|file| file[1] = file[1].replace("你好", "再见")), Refusal::Signature));
        assert!(matches!(refused(&|file| file[2] = "!".into()), Refusal::Signature));
        assert!(matches!(refused(&|file| file[3] = BASE64.encode([1; 31])), Refusal::Signature));
        for (field, value) in [
            ("format", json!("courtyard-archive-1")),
            ("made_at", json!("yesterday")),
            ("house", json!("x".repeat(NAME_MAX + 1))),
            ("name", json!("a\u{0}b")),
            ("people", json!({})),
            ("events", json!([{ "seq": 0, "by": "x", "at": "2026-11-29T11:00:00Z", "kind": "message" }])),
            ("events", json!(vec![content()["events"][1].clone(); 2])),
            ("events", json!([{ "seq": 1, "by": "x", "at": "?", "kind": "message" }])),
        ] {
            let mut wrong = content();
            wrong[field] = value;
            assert!(signed(&wrong.to_string(), |_| {}).is_err(), "{field}");
        }
        for text in ["", "{", "[]", &"[".repeat(100_000), &"{\"a\":".repeat(100_000)] {
            assert!(matches!(signed(text, |_| {}), Err(Refusal::Damaged)));
        }
    }
}

//! What a report may say, what is taken out of it, and which are alike: plain functions on plain values.

use aws_lc_rs::digest::{SHA256, digest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Refusal;
use super::fields::most;

/// Frames that make a signature.
const FRAMES: usize = 5;
/// Frames of a stack that are kept.
const FRAMES_MAX: usize = 40;
/// Digits in a row that could be a number of somebody; places in a file have fewer or stand behind a colon.
const DIGITS: usize = 4;

/// What happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An error that nobody caught.
    Error,
    /// A promise that was refused, and nobody listened.
    Rejection,
    /// A page that could not be drawn.
    Render,
}

impl Kind {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Rejection => "rejection",
            Self::Render => "render",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Error, Self::Rejection, Self::Render].into_iter().find(|kind| kind.word() == word)
    }
}

/// Where in the client it happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Process {
    /// The page.
    Page,
    /// A worker behind it.
    Worker,
}

/// What broke, in the fields of the published list and no others.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// What happened.
    pub kind: Kind,
    /// The name of the error, such as `TypeError`.
    pub name: String,
    /// Its message.
    #[serde(default)]
    pub message: String,
    /// Its call stack.
    #[serde(default)]
    pub stack: String,
    /// The page it happened on, without ids.
    pub page: String,
    /// Where in the client.
    pub process: Process,
    /// The version of the client.
    pub version: String,
    /// Its build.
    pub build: String,
    /// The model of the device, where the browser tells it.
    #[serde(default)]
    pub model: Option<String>,
    /// The operating system.
    pub system: String,
    /// Its version.
    #[serde(default)]
    pub system_version: Option<String>,
    /// The browser.
    pub browser: String,
    /// Its version.
    #[serde(default)]
    pub browser_version: Option<String>,
    /// The language of the page.
    pub language: String,
    /// The kind of network, where the browser tells it.
    #[serde(default)]
    pub network: Option<String>,
    /// Memory of the device, roughly.
    #[serde(default)]
    pub memory_gb: Option<u32>,
    /// Storage that is left to the browser.
    #[serde(default)]
    pub storage_mb: Option<u32>,
    /// SHA-256 of the installation's identifier, in hexadecimal digits; never shown again.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub installation: String,
}

/// A report as it may be kept: bounded, and without what could name somebody.
pub(super) fn kept(mut report: Report) -> Result<Report, Refusal> {
    let word = |text: &str| text.chars().all(|sign| sign.is_ascii_alphanumeric() || "_.$".contains(sign));
    let hash = report.installation.len() == most("installation")
        && report.installation.bytes().all(|sign| sign.is_ascii_digit() || (b'a'..=b'f').contains(&sign));
    if !hash {
        return Err(Refusal::Wrong("installation"));
    }
    if report.name.is_empty() || !word(&report.name) {
        return Err(Refusal::Wrong("name"));
    }
    for (name, text) in texts(&mut report) {
        if text.chars().count() > most(name) || text.chars().any(|sign| sign.is_control() && sign != '\n') {
            return Err(Refusal::Wrong(name));
        }
    }
    report.message = scrub(&report.message);
    report.page = without_ids(&report.page);
    report.stack = stack(&report.stack);
    for text in
        [&mut report.model, &mut report.system_version, &mut report.browser_version, &mut report.network]
    {
        *text = text.take().map(|one| one.trim().to_owned()).filter(|one| !one.is_empty());
    }
    Ok(report)
}

/// The texts of a report whose length is bounded, by name.
fn texts(report: &mut Report) -> Vec<(&'static str, &mut String)> {
    let mut texts = vec![
        ("name", &mut report.name),
        ("message", &mut report.message),
        ("stack", &mut report.stack),
        ("page", &mut report.page),
        ("version", &mut report.version),
        ("build", &mut report.build),
        ("system", &mut report.system),
        ("browser", &mut report.browser),
        ("language", &mut report.language),
    ];
    let some = [
        ("model", &mut report.model),
        ("system_version", &mut report.system_version),
        ("browser_version", &mut report.browser_version),
        ("network", &mut report.network),
    ];
    texts.extend(some.into_iter().filter_map(|(name, text)| text.as_mut().map(|text| (name, text))));
    texts
}

/// The frames of a stack; its first line repeats the message and goes with it.
fn stack(text: &str) -> String {
    frames(text).take(FRAMES_MAX).map(frame).collect::<Vec<_>>().join("\n")
}

fn frames(text: &str) -> impl Iterator<Item = &str> {
    let is_place = |line: &&str| line.split_once('@').is_some_and(|(_, place)| place.contains("://"));
    text.lines().map(str::trim).filter(move |line| line.starts_with("at ") || is_place(line))
}

/// A frame: the function, and the place in a file of ours; of an address nothing but the path.
fn frame(line: &str) -> String {
    let line = line.strip_prefix("at ").unwrap_or(line);
    let (function, place) = match line.split_once(" (") {
        Some((function, place)) => (function, place.trim_end_matches(')')),
        None => line.split_once('@').unwrap_or(("", line)),
    };
    let function: String =
        function.chars().filter(|sign| sign.is_alphanumeric() || "_.$<> ".contains(*sign)).collect();
    let bare =
        place.split_once("://").map_or(place, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let (file, numbers) = at(bare);
    let file = if file.starts_with("assets/") || file.starts_with("src/") || file == "sw.js" {
        file.to_owned()
    } else {
        "…".to_owned()
    };
    let function = scrub(function.trim());
    let gap = if function.is_empty() { "" } else { " " };
    format!("at {function}{gap}({file}{numbers})")
}

/// A place: the file without what follows a question mark, and line and column.
fn at(place: &str) -> (&str, String) {
    let mut parts = place.rsplit(':');
    let numbers: Vec<&str> =
        parts.by_ref().take(2).take_while(|one| one.bytes().all(|sign| sign.is_ascii_digit())).collect();
    let length: usize = numbers.iter().map(|one| one.len() + 1).sum();
    let file = place.get(..place.len().saturating_sub(length)).unwrap_or_default();
    let file = file.split(['?', '#']).next().unwrap_or_default();
    (file, numbers.iter().rev().map(|one| format!(":{one}")).collect())
}

/// A text without what could name somebody: what stands in quotation marks, addresses, and numbers.
fn scrub(text: &str) -> String {
    let bare = unquoted(text);
    let words = bare.split_whitespace().map(|word| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let foreign = word.chars().any(|sign| !sign.is_ascii() && sign != '…');
        if word.contains("://") || word.contains('@') || word.starts_with('/') || digits >= DIGITS || foreign
        {
            "…"
        } else {
            word
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn unquoted(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut closing = None;
    for sign in text.chars() {
        let closes = match sign {
            '"' | '`' | '\'' => Some(sign),
            '“' => Some('”'),
            '「' => Some('」'),
            _ => None,
        };
        match (closing, closes) {
            (Some(end), _) if sign == end => closing = None,
            (Some(_), _) => {}
            (None, Some(end)) => {
                closing = Some(end);
                bare.push('…');
            }
            (None, None) => bare.push(sign),
        }
    }
    bare
}

/// A path whose ids are gone.
fn without_ids(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let parts = path.split('/').map(|part| {
        let plain = part.len() <= 20 && part.bytes().all(|sign| sign.is_ascii_lowercase() || sign == b'-');
        if plain { part } else { ":id" }
    });
    parts.collect::<Vec<_>>().join("/")
}

/// What is alike: the kind, the name, and the uppermost frames without what changes from build to build.
pub(super) fn signature(report: &Report) -> [u8; 32] {
    let mut text = format!("{}\n{}", report.kind.word(), report.name);
    for frame in report.stack.lines().take(FRAMES) {
        let (function, place) = frame.split_once('(').unwrap_or((frame, ""));
        let file = at(place.trim_end_matches(')')).0;
        text.push('\n');
        text.push_str(function);
        text.push(' ');
        text.push_str(unhashed(file));
    }
    if report.stack.is_empty() {
        text.push_str(&report.page);
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
    hash
}

/// `assets/shell` of `assets/shell-Ab12Cd34.js`.
fn unhashed(file: &str) -> &str {
    file.rfind('-').and_then(|at| file.get(..at)).unwrap_or(file)
}

/// What a group is called: the name of the error and where it came from.
pub(super) fn title(report: &Report) -> String {
    let place = report.stack.lines().next().unwrap_or(&report.page);
    format!("{} {place}", report.name).chars().take(160).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(message: &str, stack: &str) -> Report {
        serde_json::from_value(serde_json::json!({
            "kind": "error", "name": "TypeError", "message": message, "stack": stack, "page": "/orgs/org_0193",
            "process": "page", "version": "0.1.0", "build": "index-x", "system": "Linux", "browser": "Chrome",
            "language": "zh-CN", "installation": "a".repeat(64),
        }))
        .unwrap()
    }

    #[test]
    fn what_could_name_somebody_is_taken_out() {
        let stack = "TypeError: 王芳 13800138000\n    at open (https://house.example/assets/shell-Ab12.js?key=secret:12:34)\n\
                     at https://house.example/m/123456789:1:2\nopen@https://house.example/assets/shell-Ab12.js:12:34";
        let kept = kept(report(
            "no \"Wang Fang\" at 13800138000, see https://x.example/?q=1 a@b.example 王芳",
            stack,
        ));
        let kept = kept.unwrap();
        assert_eq!(kept.message, "no … at … see … … …");
        assert_eq!(kept.page, "/orgs/:id");
        let open = "at open (assets/shell-Ab12.js:12:34)";
        assert_eq!(kept.stack, format!("{open}\nat (…:1:2)\n{open}"));
    }

    #[test]
    fn builds_differ_and_crashes_stay_alike() {
        let of = |stack: &str| signature(&kept(report("x", stack)).unwrap());
        let one = of("at open (https://h.example/assets/shell-Ab12.js:12:34)");
        assert_eq!(one, of("at open (https://h.example/assets/shell-Zz99.js:99:1)"));
        assert_ne!(one, of("at close (https://h.example/assets/shell-Ab12.js:12:34)"));
    }

    #[test]
    fn a_field_that_is_too_long_or_of_another_shape_is_refused() {
        assert!(kept(report(&"x".repeat(301), "")).is_err());
        assert!(kept(report("x", &"y".repeat(6_001))).is_err());
        let mut wrong = report("x", "");
        wrong.installation = "A".repeat(64);
        assert!(kept(wrong).is_err());
        let mut wrong = report("x", "");
        wrong.name = "王芳".to_owned();
        assert!(kept(wrong).is_err());
    }
}

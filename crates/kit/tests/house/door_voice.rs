//! The real box speaks: what was said to its synthesiser, what came out of it, and what was played. `espeak-ng` speaks where this
//! machine has it; `cargo xtask test` says where it has not.

use kit::proved;
use std::path::Path;
use std::process::Command;

use crate::agent::{door, paired};
use crate::door_box::{DoorBox, until};
use crate::homes::{Estate, NO};
use crate::seat::Door;

fn can_speak() -> bool {
    Command::new("espeak-ng").arg("--version").output().is_ok_and(|said| said.status.success())
}

/// A program of a few words. Another process writes it: what this one had open for writing would not run ("text file busy").
fn program(at: &Path, script: &str) {
    let write = ["-c", r#"printf '#!/bin/sh\n%s\n' "$1" > "$0" && chmod 755 "$0""#];
    assert!(Command::new("sh").args(write).arg(at).arg(script).status().unwrap().success());
}

/// How long a clip plays in milliseconds, and how loud it is at its loudest, of 32,768.
fn heard(wave: &[u8]) -> (usize, u16) {
    assert_eq!((&wave[..4], &wave[8..16]), (b"RIFF".as_slice(), b"WAVEfmt ".as_slice()));
    let number = |at: usize| usize::from(u16::from_le_bytes([wave[at], wave[at + 1]]));
    let rate = number(24) + (number(26) << 16);
    assert_eq!((number(20), number(22), number(34)), (1, 1, 16), "plain numbers of sixteen bits, one ear");
    let at = wave.windows(4).position(|four| four == b"data").unwrap();
    let samples = wave[at + 8..].as_chunks::<2>().0;
    let loudest = samples.iter().map(|two| i16::from_le_bytes(*two).unsigned_abs()).max().unwrap_or(0);
    (samples.len() * 1_000 / rate, loudest)
}

/// A box whose synthesiser writes down what it is given, and whose player keeps what it is to play.
async fn speaking(estate: &Estate, front: &Door, tongue: &str, synthesiser: &str) -> DoorBox {
    let id = door(estate).await;
    let mut at_door = paired(estate, front, &id).await;
    at_door.adds(
        &format!(
            "[voice]\ntongue = \"{tongue}\"\nprogram = \"AT/speaks\"\nplayer = [\"AT/plays\", \"-q\"]\n"
        ),
        front,
    );
    if !synthesiser.is_empty() {
        program(&at_door.file("speaks"), synthesiser);
    }
    let played = at_door.file("played");
    program(
        &at_door.file("plays"),
        &format!("cp \"$2\" '{0}.part' && mv '{0}.part' '{0}'", played.display()),
    );
    at_door.start().await;
    at_door
}

/// Somebody opens by the button of his client.
async fn opens(estate: &Estate, at_door: &mut DoorBox) {
    until("the door is linked", async || at_door.status()["linked"] == true).await;
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    let home = estate.homes[0].as_str();
    let ways = ana.call("door.mine", &[("home", home)], NO).await.expect_ok();
    let id = ways["doors"][0]["id"].as_str().unwrap();
    ana.call("door.open", &[("home", home), ("door", id)], NO).await.expect_ok();
}

/// proves: AJ-036
#[tokio::test]
async fn a_door_that_opened_says_so_in_its_tongue_by_a_clip_that_was_made_beside_it() {
    if !can_speak() {
        return;
    }
    for (tongue, voice, words) in [
        ("zh", "cmn-latn-pinyin", "men2 yi3 da3 kai1, qing3 jin4."),
        ("en", "en", "The door is open. Please come in."),
    ] {
        let estate = Estate::open().await;
        let front = Door::open(&estate.house).await;
        let writes = r#"printf '%s\n' "$@" > "$(dirname "$0")/given" && exec espeak-ng "$@""#;
        let mut at_door = speaking(&estate, &front, tongue, writes).await;
        let played = at_door.file("played");
        opens(&estate, &mut at_door).await;
        until("the clip was played", async || played.exists()).await;
        let given = std::fs::read_to_string(at_door.file("given")).unwrap();
        let given: Vec<&str> = given.lines().collect();
        assert_eq!((given[1], *given.last().unwrap()), (voice, words));
        let (millis, loudest) = heard(&std::fs::read(&played).unwrap());
        assert!((800..6_000).contains(&millis), "{millis} ms");
        assert!(loudest > 3_000, "{loudest}");
        assert_eq!(at_door.clicks(), 1);
    }
    proved("AJ-036", &["door.open"]);
}

#[tokio::test]
async fn a_door_that_cannot_speak_opens_all_the_same() {
    let estate = Estate::open().await;
    let front = Door::open(&estate.house).await;
    let mut at_door = speaking(&estate, &front, "zh", "").await;
    opens(&estate, &mut at_door).await;
    until("the relay clicked", async || at_door.clicks() == 1).await;
    assert!(!at_door.file("played").exists());
}

//! What is said to a door: heard by the real program where this machine has it, understood against one's own doors alone, and kept
//! nowhere.

use ground::config::Config;
use kit::{Answer, Client, proved};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::agent::paired;
use crate::canary::{forms, in_tables, search};
use crate::door_box::{DoorBox, until};
use crate::homes::{Estate, NO};
use crate::meet::text;
use crate::seat::Door;

/// "Open the south gate, please." and "Open the north gate.", said by espeak-ng and written by ffmpeg as browsers record: Opus in WebM.
const SOUTH: &[u8] = include_bytes!("../data/open_south_gate.webm");
const NORTH: &[u8] = include_bytes!("../data/open_north_gate.webm");

/// The real program and a model, where this machine has them; `cargo xtask test` brings them, or says that they were left out.
fn real() -> Option<(PathBuf, PathBuf)> {
    let at = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_file());
    at("COURTYARD_TEST_SPEECH_PROGRAM").zip(at("COURTYARD_TEST_SPEECH_MODEL"))
}

/// A program that is none: to a sound of five bytes it says what the file of that name beside it says.
fn pretending(folder: &Path, says: &[(&str, &str)]) -> PathBuf {
    let program = folder.join("program");
    for (sound, words) in says {
        let length = u32::try_from(words.len()).unwrap().to_be_bytes();
        let frame = [b"w".as_slice(), &length, words.as_bytes()].concat();
        std::fs::write(folder.join(format!("program.{sound}")), frame).unwrap();
    }
    // A tongue of two bytes, and a sound of five, each behind five of its head.
    let script = "while sound=$(head -c 17 | tail -c 5) && [ -n \"$sound\" ]; do cat \"$0.$sound\"; done";
    let write = ["-c", r#"printf '#!/bin/sh\n%s\n' "$1" > "$0" && chmod 755 "$0""#];
    assert!(Command::new("sh").args(write).arg(&program).arg(script).status().unwrap().success());
    program
}

/// A community with a staircase and a south gate, whose gate has a box, in a house that hears by this program.
async fn hearing((program, model): (PathBuf, PathBuf)) -> (Estate, Door, DoorBox, String) {
    let estate = Estate::with(|config: &mut Config| {
        config.speech.program = Some(program);
        config.speech.model = Some(model);
    })
    .await;
    let front = Door::open(&estate.house).await;
    let made = estate.wang.call("door.add", &[("org", &estate.org)], json!({ "name": "South gate" })).await;
    let id = text(&made.expect_ok(), "id").to_owned();
    let mut at_door = paired(&estate, &front, &id).await;
    at_door.start().await;
    (estate, front, at_door, id)
}

async fn say(who: &Client, home: &str, how: &str, sound: &[u8]) -> Answer {
    let path = format!("/api/v1/homes/{home}/doors/say?tongue=en{how}");
    who.send(axum::http::Method::POST, &path, Some(sound.to_vec()), &[("content-type", "audio/webm")]).await
}

/// proves: AJ-037
#[tokio::test]
async fn a_spoken_wish_opens_the_door_that_it_names_among_ones_own_and_is_kept_nowhere() {
    let Some(real) = real() else { return };
    let (estate, _front, at_door, id) = hearing(real).await;
    let home = estate.homes[0].as_str();
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    assert_eq!(ana.call("door.mine", &[("home", home)], NO).await.expect_ok()["hears"], true);
    let heard = say(&ana, home, "", SOUTH).await;
    assert_eq!(heard.headers["cache-control"], "no-store");
    let opened = json!({ "outcome": "opened", "doors": [{ "id": id, "name": "South gate" }] });
    assert_eq!(heard.expect_ok(), opened);
    until("the relay clicked", async || at_door.clicks() == 1).await;
    // A gate that is not hers opens nothing: she is asked which she meant.
    let asked = say(&ana, home, "", NORTH).await.expect_ok();
    assert_eq!((&asked["outcome"], asked["doors"].as_array().unwrap().len()), (&json!("which"), 2));
    // Neither the sound nor its words are anywhere in the house.
    let mut needles = vec![("the sound".to_owned(), SOUTH[2_000..2_064].to_vec())];
    for words in ["Southgate", "south gate, please"] {
        needles.extend(forms(words).into_iter().map(|form| (words.to_owned(), form)));
    }
    let mut found = Vec::new();
    search(estate.house.folder(), &needles, &mut found);
    found.extend(in_tables(&estate.house, &needles).await);
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(at_door.clicks(), 1);
    proved("AJ-037", &["door.say"]);
}

#[tokio::test]
async fn who_names_no_door_means_the_one_that_he_chose_and_who_may_not_open_is_not_heard() {
    let folder = tempfile::tempdir().unwrap();
    let says = [
        ("named", "打开一单元门"),
        ("plain", "Open the door."),
        ("other", "打开北门。"),
        ("empty", "谢谢观看"),
    ];
    let program = pretending(folder.path(), &says);
    let (estate, _front, at_door, id) = hearing((program.clone(), program)).await;
    let home = estate.homes[0].as_str();
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    let chosen = format!("&door={id}");
    let heard = async |how: &str, sound: &[u8]| say(&ana, home, how, sound).await.expect_ok();
    for (how, sound, outcome) in
        [("", b"plain", "which"), (&chosen, b"other", "which"), (&chosen, b"empty", "nothing")]
    {
        assert_eq!(heard(how, sound).await["outcome"], outcome);
    }
    assert_eq!(at_door.clicks(), 0);
    assert_eq!(heard(&chosen, b"plain").await["outcome"], "opened");
    until("the relay clicked", async || at_door.clicks() == 1).await;
    // The staircase has no box: what the button would say is said.
    say(&ana, home, "", b"named").await.expect_code(409, "pass.absent");

    // Who does not live there, and who lives in another home of it, with the number of hers.
    let (eve, bo) = (estate.house.person("Eve").await, estate.resident("Bo", "3-1-601", "owner").await);
    for stranger in [&eve, &bo, &estate.wang] {
        say(stranger, home, "", b"plain").await.expect_code(404, "pass.home");
    }
    // A minute of sound is no wish.
    say(&ana, home, "", &vec![7; 300 * 1_024]).await.expect_code(422, "pass.sound");
    ana.call("home.leave", &[("home", home)], NO).await.expect_ok();
    say(&ana, home, &chosen, b"plain").await.expect_code(404, "pass.home");
    assert_eq!(at_door.clicks(), 1);
}

#[tokio::test]
async fn a_house_without_a_model_says_so() {
    let estate = Estate::open().await;
    let home = estate.homes[0].as_str();
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    assert_eq!(ana.call("door.mine", &[("home", home)], NO).await.expect_ok()["hears"], false);
    say(&ana, home, "", b"plain").await.expect_code(404, "speech.absent");
}

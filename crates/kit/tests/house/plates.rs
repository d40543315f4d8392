//! Plates that a camera did not read: the house's own program reads them on its pictures, and nothing of a picture stays.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ground::config::Config;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::agent::door;
use crate::canary::found;
use crate::homes::{Estate, NO};
use crate::vehicles::{Alike as _, add, lane, says};

const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc";
/// How a JPEG begins and ends: a picture with nothing on it that the double looks at.
const PICTURE: &[u8] = b"\xff\xd8\xff\xe0 a picture that nobody keeps \xff\xd9";

/// The real program and the nets, where this machine has them; `cargo xtask test` brings them, or says that they were left out.
fn real() -> Option<(PathBuf, PathBuf)> {
    let at = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.exists());
    let has_font = Path::new(FONT).exists();
    at("COURTYARD_TEST_CARD_PROGRAM").zip(at("COURTYARD_TEST_CARD_NETS")).filter(|_| has_font)
}

/// An estate whose house reads plates by this program, with a lane inwards and Ana's vehicle.
async fn reading(program: &Path, nets: &Path) -> (Estate, String) {
    let (program, nets) = (program.to_owned(), nets.to_owned());
    let estate = Estate::with(|config: &mut Config| {
        config.cards.program = Some(program);
        config.cards.nets = Some(nets);
        config.cards.plates = true;
    })
    .await;
    let path = lane(&estate, &door(&estate).await, "in").await;
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    add(&ana, &estate.homes[0], json!({ "kind": "own", "plate": "粤BD12345" })).await.expect_ok();
    (estate, path)
}

/// A vehicle's plate in a street, as a camera sees it; or the street without one.
fn drawn(plate: Option<&str>) -> Vec<u8> {
    let text = plate.map(|plate| {
        format!("drawtext=fontfile={FONT}:text='{plate}':x=(w-tw)/2:y=(h-th)/2:fontsize=84:fontcolor=black,scale=300:-1,")
    });
    let filter = format!("{}pad=1280:720:500:430:color=0x5b6068,noise=alls=8", text.unwrap_or_default());
    let colour = if plate.is_some() { "color=c=0x7fd8a0:s=440x140" } else { "color=c=0x5b6068:s=440x140" };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("street.jpg");
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-nostdin", "-v", "error", "-f", "lavfi", "-i", colour, "-frames:v", "1", "-vf", &filter]);
    assert!(ffmpeg.args(["-q:v", "4"]).arg(&file).status().unwrap().success(), "ffmpeg draws the street");
    std::fs::read(file).unwrap()
}

/// A Hikvision camera that says that a vehicle came and not which, with its picture.
fn unread(picture: &[u8]) -> Vec<u8> {
    let event = include_str!("../../../community/src/lane/bodies/hikvision.xml")
        .replace("京A12345", "unknown")
        .replace("<confidenceLevel>97</confidenceLevel>", "");
    beside(&event, picture)
}

/// What a camera says, and a picture.
fn beside(event: &str, picture: &[u8]) -> Vec<u8> {
    let mut body =
        format!("--b\r\nContent-Type: text/xml\r\n\r\n{event}\r\n--b\r\nContent-Type: image/jpeg\r\n\r\n")
            .into_bytes();
    body.extend(picture);
    body.extend(b"\r\n--b--\r\n");
    body
}

/// What the desk sees, the newest first: why a barrier stayed shut; a vehicle that would pass finds none that answers.
async fn log(estate: &Estate) -> Vec<String> {
    let log = estate.wang.call("lane.log", &[("org", &estate.org)], NO).await.expect_ok();
    let reason = |one: &Value| one["reason"].as_str().unwrap_or_default().to_owned();
    log["items"].as_array().unwrap().iter().map(reason).collect()
}

/// Time enough for the same plate to be another passage.
fn later(estate: &Estate) {
    estate.house.advance(Duration::from_secs(11));
}

#[tokio::test]
async fn a_plate_that_the_camera_did_not_read_is_read_on_its_picture() {
    let Some((program, nets)) = real() else { return };
    let (estate, path) = reading(&program, &nets).await;
    let house = &estate.house;
    let (street, empty) = (drawn(Some("粤BD12345")), drawn(None));
    says(house, &path, unread(&street)).await.expect_ok_text();
    assert_eq!(log(&estate).await, ["absent"], "she would pass, and no barrier answers");
    later(&estate);
    // The same by a camera that sends pictures alone, and by Dahua's form.
    says(house, &path, street.clone()).await.expect_ok_text();
    later(&estate);
    let dahua = json!({ "Picture": { "Plate": { "PlateNumber": "" }, "NormalPic": { "Content": STANDARD.encode(&street) } } });
    says(house, &path, dahua.to_string()).await.expect_ok_text();
    assert_eq!(log(&estate).await, ["absent"; 3]);
    // Another vehicle is nobody's; a street without a vehicle is no passage, and a camera that says that there was one is not read.
    says(house, &path, drawn(Some("沪AF98765"))).await.expect_ok_text();
    says(house, &path, empty.clone()).await.expect_ok_text();
    says(house, &path, unread(&empty)).await.expect_ok_text();
    assert_eq!(log(&estate).await[..2], ["unreadable", "unknown"]);
    assert_eq!(log(&estate).await.len(), 5);
    for plate in ["粤BD12345", "沪AF98765"] {
        assert!(found(house, plate).await.is_empty(), "{plate} stands nowhere in the open");
    }
}

/// Makes this script the program.
fn answers(program: &Path, script: &str) {
    let write =
        ["-c", r#"printf '%s\n' '#!/bin/sh' "$1" > "$0.new" && chmod 755 "$0.new" && mv "$0.new" "$0""#];
    assert!(Command::new("sh").args(write).arg(program).arg(script).status().unwrap().success());
}

/// A program that is unsure, wrong, silent or gone opens nothing; what several pictures say counts together.
#[tokio::test]
async fn what_is_unsure_or_nothing_opens_nothing_and_several_pictures_count() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("program");
    answers(&program, "exit 1");
    let (estate, path) = reading(&program, folder.path()).await;
    let house = &estate.house;
    let says_plate = |sure: u8| {
        let said = format!("粤BD12345\\n{sure}");
        // A frame: what it is, its length, and the plate with how sure it is.
        format!(
            r#"printf 'n\000\000\000\0{:o}{said}'; exec cat >/dev/null"#,
            "粤BD12345".len() + 1 + sure.to_string().len()
        )
    };
    let seen = async |script: &str| {
        answers(&program, script);
        later(&estate);
        says(house, &path, unread(PICTURE)).await.expect_ok_text();
        log(&estate).await[0].clone()
    };
    for (script, why) in [
        ("exit 1", "unreadable"),
        (r"printf 'w\000\000\000\001x'; exec cat >/dev/null", "unreadable"),
        (r"printf 'd\000\000\000\012unreadable'; exec cat >/dev/null", "unreadable"),
        (&says_plate(69), "unsure"),
        (&says_plate(70), "absent"),
    ] {
        assert_eq!(seen(script).await, why, "{script}");
    }
    // Twice within five seconds, each a little unsure: the second counts for the first.
    assert_eq!(seen(&says_plate(66)).await, "unsure");
    says(house, &path, unread(PICTURE)).await.expect_ok_text();
    assert_eq!(log(&estate).await[0], "absent");
    // What moved there, of which the camera says nothing more: it is read, and opens nothing where it is of before.
    answers(&program, &says_plate(90));
    for (word, why) in [
        ("<isDataRetransmission>true</isDataRetransmission>", "late"),
        ("<dateTime>2020-01-01T00:00:00+08:00</dateTime>", "late"),
        ("", "absent"),
    ] {
        later(&estate);
        let event =
            format!("<EventNotificationAlert>{word}<eventType>VMD</eventType></EventNotificationAlert>");
        says(house, &path, beside(&event, PICTURE)).await.expect_ok_text();
        assert_eq!(log(&estate).await[0], why, "{word}");
    }
    assert!(found(house, "a picture that nobody keeps").await.is_empty());
}

#[tokio::test]
async fn a_house_that_reads_no_plates_passes_pictures_over() {
    let estate = Estate::open().await;
    let path = lane(&estate, &door(&estate).await, "in").await;
    says(&estate.house, &path, unread(PICTURE)).await.expect_ok_text();
    assert_eq!(log(&estate).await, ["unreadable"]);
    says(&estate.house, &path, PICTURE).await.expect_code(422, "lane.unreadable");
}

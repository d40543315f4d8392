//! An identity card is read on this machine, for its owner alone, who confirms what was read; and nothing of it stays.

use axum::http::Method;
use ground::config::Config;
use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::avatar::pictures;
use crate::desk::keeper;
use crate::door_box::until;

const NO: Value = Value::Null;
/// An example of GB 11643: a woman born on the last day of 1949.
const NUMBER: &str = "11010519491231002X";
const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

/// The real program and the nets, where this machine has them; `cargo xtask test` brings them, or says that they were left out.
fn real() -> Option<(PathBuf, PathBuf)> {
    let at = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.exists());
    let has_font = Path::new(FONT).exists();
    at("COURTYARD_TEST_CARD_PROGRAM").zip(at("COURTYARD_TEST_CARD_NETS")).filter(|_| has_font)
}

/// A house that reads cards by this program.
async fn reading(program: &Path, nets: &Path) -> House {
    let (program, nets) = (program.to_owned(), nets.to_owned());
    House::with(|config: &mut Config| {
        config.cards.program = Some(program);
        config.cards.nets = Some(nets);
    })
    .await
}

/// Draws a card, and what a camera makes of it: turned by so many degrees on a table, blurred, with noise.
fn drawn(sex: &str, degrees: i32) -> Vec<u8> {
    let lines = [
        ("姓名", 60, 60, 26),
        ("王小明", 150, 52, 36),
        ("性别", 60, 125, 26),
        (sex, 150, 120, 30),
        ("民族", 240, 125, 26),
        ("汉", 320, 120, 30),
        ("出生", 60, 190, 26),
        ("1949 年 12 月 31 日", 150, 186, 30),
        ("住址", 60, 255, 26),
        ("北京市朝阳区建国路88号院", 150, 252, 28),
        ("3号楼1单元502室", 150, 294, 28),
        ("公民身份号码", 60, 450, 26),
        (NUMBER, 270, 444, 36),
    ];
    let mut filter: Vec<String> = lines
        .iter()
        .map(|(text, x, y, size)| {
            format!("drawtext=fontfile={FONT}:text='{text}':x={x}:y={y}:fontsize={size}:fontcolor=0x141414")
        })
        .collect();
    if degrees != 0 {
        filter.push("pad=1056:780:100:120:color=0x5a5046".to_owned());
        filter.push(format!("rotate={degrees}*PI/180:fillcolor=0x5a5046,gblur=sigma=0.8,noise=alls=8"));
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("card.jpg");
    let drew = Command::new("ffmpeg")
        .args([
            "-nostdin",
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "color=c=0xe2ecf0:s=856x540",
            "-frames:v",
            "1",
        ])
        .args(["-vf", &filter.join(","), "-q:v", "3"])
        .arg(&file)
        .status()
        .unwrap();
    assert!(drew.success(), "ffmpeg draws the card");
    std::fs::read(file).unwrap()
}

async fn agree(who: &Client) {
    let version = who.get("/api/v1/policy/asked").await.expect_ok()["version"].clone();
    let all = ["real-name", "identity-photo"];
    let wish = json!({ "purpose": "real-name", "version": version, "categories": all });
    who.post("/api/v1/consents", wish).await.expect_ok();
}

async fn put(who: &Client, side: &str, bytes: Vec<u8>) {
    let path = format!("/api/v1/me/real-name/photos/{side}");
    who.send(Method::PUT, &path, Some(bytes), &[("content-type", "image/jpeg")]).await.expect_ok();
}

async fn read(who: &Client) -> Answer {
    who.call("real_name.read", &[], NO).await
}

async fn photos(house: &House) -> i64 {
    let mut view = house.running.house.db.view().await.unwrap();
    view.one("SELECT COUNT(*) AS found FROM yard_identity_photo", vec![]).await.unwrap().get("found").unwrap()
}

/// Clean or turned, a drawn card gives the right name and number to its owner; one that does not agree with itself, or is none, gives
/// nothing. What was read is sent by its owner, compared by the desk, and the pictures are gone.
///
/// proves: AJ-108
#[tokio::test]
async fn a_sample_card_is_read_on_this_machine_and_its_picture_goes_with_the_confirmation() {
    let Some((program, nets)) = real() else { return };
    let house = reading(&program, &nets).await;
    let (kay, ana) = (keeper(&house, "Kay").await, house.person("Ana").await);
    read(&ana).await.expect_code(403, "real_name.consent");
    agree(&ana).await;
    read(&ana).await.expect_code(409, "real_name.side_missing");
    assert_eq!(ana.call("real_name.get", &[], NO).await.expect_ok()["is_read"], true);
    let back = || pictures().swap_remove(1);
    put(&ana, "front", back()).await;
    read(&ana).await.expect_code(422, "real_name.read_unreadable");
    put(&ana, "front", drawn("男", 0)).await;
    read(&ana).await.expect_code(422, "real_name.read_unreadable");
    for degrees in [0, 7, 180] {
        put(&ana, "front", drawn("女", degrees)).await;
        let said = read(&ana).await.expect_ok();
        assert_eq!(said, json!({ "name": "王小明", "number": NUMBER }), "turned by {degrees} degrees");
    }
    put(&ana, "back", back()).await;
    let wish = json!({ "name": "王小明", "number": NUMBER, "way": "card" });
    ana.call("real_name.send", &[], wish).await.expect_ok();
    let list = kay.call("real_name.list", &[], NO).await.expect_ok();
    let id = list["items"][0]["id"].as_str().unwrap();
    assert_eq!(photos(&house).await, 2);
    kay.call("real_name.decide", &[("verification", id)], json!({ "verified": true })).await.expect_ok();
    assert_eq!(photos(&house).await, 0, "the pictures go with the confirmation");
    read(&ana).await.expect_code(409, "real_name.side_missing");
    proved("AJ-108", &["real_name.photo", "real_name.read", "real_name.send", "real_name.decide"]);
}

#[tokio::test]
async fn a_house_without_nets_says_so_and_leaves_the_typing_to_its_people() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    agree(&ana).await;
    put(&ana, "front", pictures().swap_remove(1)).await;
    assert_eq!(ana.call("real_name.get", &[], NO).await.expect_ok()["is_read"], false);
    read(&ana).await.expect_code(404, "real_name.read_absent");
}

/// Makes this script the program.
fn says(program: &Path, script: &str) {
    let write =
        ["-c", r#"printf '%s\n' '#!/bin/sh' "$1" > "$0.new" && chmod 755 "$0.new" && mv "$0.new" "$0""#];
    assert!(Command::new("sh").args(write).arg(program).arg(script).status().unwrap().success());
}

/// Whoever takes his consent back while he waits for his turn is not read, and his picture is not opened.
#[tokio::test]
async fn who_takes_his_consent_back_while_he_waits_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("program");
    says(&program, r#": > "$0.began"; until [ -e "$0.go" ]; do sleep 0.1; done"#);
    let house = reading(&program, folder.path()).await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    for who in [&ana, &bo] {
        agree(who).await;
        put(who, "front", pictures().swap_remove(1)).await;
    }
    let asks = |who: &Client| {
        let who = who.clone();
        tokio::spawn(async move { read(&who).await })
    };
    let hers = asks(&ana);
    until("her turn", async || folder.path().join("program.began").exists()).await;
    // Of two at once one is told that the other waits.
    let (first, _, mut waiting) = futures_util::future::select_all([asks(&bo), asks(&bo)]).await;
    first.unwrap().expect_code(503, "real_name.read_busy");
    bo.post("/api/v1/consents/withdraw", json!({ "purpose": "real-name" })).await.expect_ok();
    std::fs::write(folder.path().join("program.go"), "").unwrap();
    hers.await.unwrap().expect_code(503, "real_name.read_failed");
    waiting.remove(0).await.unwrap().expect_code(403, "real_name.consent");
}

/// What was read travels as it came: in an envelope, and by no other way than a request that changes something.
#[tokio::test]
async fn what_was_read_of_a_card_cannot_be_read_on_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("program");
    says(&program, r"printf 'c\000\000\000\032Wang Wu\n11010519491231002X'; exec cat >/dev/null");
    let house = reading(&program, folder.path()).await;
    let ana = house.person("Ana").await;
    agree(&ana).await;
    put(&ana, "front", pictures().swap_remove(1)).await;
    let place = ("POST", "/api/v1/me/real-name/read");
    assert_eq!(ana.get(place.1).await.status, 405);
    let key = kit::SealKey::of(&house.nobody(), house.running.house.clock.now()).await;
    let (envelope, reply) = key.seal(place, &json!({}));
    let answer = ana.send_envelope(place, &envelope).await;
    for secret in ["Wang Wu", "11010519491231002X"] {
        assert!(!answer.text().contains(secret), "{secret}");
    }
    assert_eq!(answer.unsealed(&reply), json!({ "name": "Wang Wu", "number": "11010519491231002X" }));
    ana.send_envelope(place, &envelope).await.expect_code(409, "seal.replayed");
}

/// A program that says what it may not, or nothing and ends, costs its reader an answer and the house nothing.
#[tokio::test]
async fn a_program_that_misbehaves_is_ended_and_the_next_picture_gets_another() {
    let folder = tempfile::tempdir().unwrap();
    let nets = folder.path().to_owned();
    let program = folder.path().join("program");
    says(&program, "exit 1");
    let house = reading(&program, &nets).await;
    let ana = house.person("Ana").await;
    agree(&ana).await;
    put(&ana, "front", pictures().swap_remove(1)).await;
    read(&ana).await.expect_code(503, "real_name.read_failed");
    // A word is none of its answers; a number that is none is not believed; where its nets are none, it says so.
    for (script, status, code) in [
        (r"printf 'w\000\000\000\001x'; exec cat >/dev/null", 503, "real_name.read_failed"),
        (r"printf 'c\377\377\377\377'; exec cat >/dev/null", 503, "real_name.read_failed"),
        (r"printf 'c\000\000\000\012Wang Wu\n12'; exec cat >/dev/null", 422, "real_name.read_unreadable"),
        (r"printf 'd\000\000\000\005model'; exec cat >/dev/null", 404, "real_name.read_absent"),
    ] {
        says(&program, script);
        read(&ana).await.expect_code(status, code);
    }
    // Twenty a day, whatever came of them.
    says(&program, "exit 1");
    for _ in 5..20 {
        read(&ana).await.expect_code(503, "real_name.read_failed");
    }
    read(&ana).await.expect_code(409, "real_name.too_many");
}

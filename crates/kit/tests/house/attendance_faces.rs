//! Clocking by face: with the real nets and real portraits. They are not ours to hand about: `cargo xtask test` brings both, or says that
//! these tests were left out. A turned head is a portrait drawn on a cylinder with a nose, which the nets take for one. So whoever counts
//! here as live is one portrait that a program turned and mirrored: nobody stood before a camera, and nothing here shows that a drawing
//! is told from a head (`docs/adr/0050-attendance-faces.md`).

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ground::config::Config;
use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::attendance::{Company, Device, agree, consents, place};
use crate::canary::{in_tables, search};
use crate::homes::NO;
use crate::meet::text;

/// The portraits, where this run has them, and a house that knows faces.
pub(crate) struct Studio {
    pictures: PathBuf,
    taken: AtomicUsize,
}

/// How a head is held.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Head {
    Ahead,
    /// To its owner's left.
    Left,
    /// To its owner's right.
    Right,
}

impl Studio {
    /// Nothing where this run has no nets, no portraits or no program that sees.
    pub(crate) async fn open() -> Option<(Self, House)> {
        let (nets, pictures) = crate::faces_door::real()?;
        let program = PathBuf::from(std::env::var_os("COURTYARD_TEST_EYES_PROGRAM")?);
        Some((Self { pictures, taken: AtomicUsize::new(1_000) }, seeing(nets, program).await))
    }

    /// A portrait as a camera takes it, with some noise of its own: no two are the same.
    fn draw(&self, of: &str, head: Head, number: usize) -> Vec<u8> {
        let noise = format!("noise=alls=3:all_seed={number}");
        let (wide, cut) = if of == "biden.jpg" {
            (480, "crop=300:225:60:30,scale=400:300")
        } else {
            (512, "crop=400:300:80:20")
        };
        let turned = {
            let bump = "exp(-((X-198)*(X-198)/800+(Y-152)*(Y-152)/450))";
            let at = format!("if(lt(abs(X-279),79.05),279+85*sin(asin((X+25.77*{bump}-279)/85)+0.7),X)");
            format!("format=rgb24,geq=r='r({at},Y)':g='g({at},Y)':b='b({at},Y)'")
        };
        let filter = match head {
            Head::Ahead => noise,
            Head::Right => format!("{turned},{noise}"),
            Head::Left => format!("{turned},hflip,{noise}"),
        };
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("head.jpg");
        let filter = format!("scale={wide}:-2,{filter},{cut}");
        let mut ffmpeg = Command::new("ffmpeg");
        ffmpeg.args(["-nostdin", "-v", "error", "-i"]).arg(self.pictures.join(of));
        ffmpeg.args(["-vf", &filter, "-frames:v", "1", "-q:v", "6"]).arg(&file);
        assert!(ffmpeg.status().unwrap().success(), "ffmpeg draws a head");
        std::fs::read(file).unwrap()
    }

    /// Pictures of somebody who looks ahead, holds his head so, and looks ahead again.
    pub(crate) fn takes(&self, of: &str, head: Head, from: usize) -> Vec<Vec<u8>> {
        let heads = [Head::Ahead, Head::Ahead, Head::Ahead, head, Head::Ahead];
        heads.into_iter().enumerate().map(|(index, head)| self.draw(of, head, from + index)).collect()
    }

    /// The same with noise that no other picture has.
    pub(crate) fn takes_anew(&self, of: &str, head: Head) -> Vec<Vec<u8>> {
        self.takes(of, head, self.taken.fetch_add(10, Ordering::Relaxed))
    }
}

/// A house that was told of these nets and this program.
pub(crate) async fn seeing(nets: PathBuf, program: PathBuf) -> House {
    let settings = |config: &mut Config| {
        config.faces.nets = Some(nets);
        config.faces.program = Some(program);
    };
    House::with(settings).await
}

/// A company whose people clock by face or by a code.
pub(crate) async fn by_face(house: House) -> Company {
    Company::within(house, |plan| plan["ways"] = json!(["face", "code"])).await
}

/// What the house asks of somebody, and the side to which he turns.
pub(crate) async fn asked(who: &Client, org: &str) -> (Value, Head) {
    let asked = who.call("attendance.face.challenge", &[("org", org)], json!({})).await.expect_ok();
    let head = if asked["turn"] == "left" { Head::Left } else { Head::Right };
    (asked["challenge"].clone(), head)
}

fn in_base64(pictures: &[Vec<u8>]) -> Vec<String> {
    pictures.iter().map(|one| STANDARD.encode(one)).collect()
}

/// By what pictures are signed.
fn sum(pictures: &[Vec<u8>]) -> String {
    let sums: Vec<Vec<u8>> = pictures.iter().map(|one| digest(&SHA256, one).as_ref().to_vec()).collect();
    URL_SAFE_NO_PAD.encode(digest(&SHA256, &sums.concat()))
}

/// Gives these pictures.
pub(crate) async fn gives(who: &Client, org: &str, challenge: &Value, pictures: &[Vec<u8>]) -> Answer {
    let wish = json!({ "challenge": challenge, "pictures": in_base64(pictures) });
    who.call("attendance.face.put", &[("org", org)], wish).await
}

/// Gives one's face as one should.
pub(crate) async fn enrols(studio: &Studio, who: &Client, org: &str, of: &str) {
    let (challenge, head) = asked(who, org).await;
    gives(who, org, &challenge, &studio.takes_anew(of, head)).await.expect_ok();
}

/// Clocks by one's face as one should.
pub(crate) async fn turns(studio: &Studio, device: &Device, who: &Client, org: &str) -> Answer {
    let (challenge, head) = asked(who, org).await;
    clocks(device, who, org, &challenge, &studio.takes_anew("obama.jpg", head)).await
}

/// Clocks by these pictures.
async fn clocks(device: &Device, who: &Client, org: &str, challenge: &Value, pictures: &[Vec<u8>]) -> Answer {
    let signed = device.signed(
        json!({ "challenge": challenge, "way": "face", "inside": false, "pictures": in_base64(pictures), "sum": sum(pictures) }),
    );
    let wish = json!({ "challenge": signed["challenge"], "pictures": signed["pictures"], "signature": signed["signature"] });
    who.call("attendance.face.punch", &[("org", org)], wish).await
}

const fn other(head: Head) -> Head {
    match head {
        Head::Left => Head::Right,
        Head::Right | Head::Ahead => Head::Left,
    }
}

/// Verdict and doubts of what Bo clocked today, as those who run it see them.
async fn noted(company: &Company) -> Vec<(String, String)> {
    let told = |one: &Value| {
        assert_eq!((&one["way"], &one["place"]), (&json!("face"), &NO));
        let doubts = one["doubts"].as_array().unwrap().iter().map(|one| one.as_str().unwrap());
        (text(one, "verdict").to_owned(), doubts.collect::<Vec<_>>().join(","))
    };
    company.clocked().await.iter().map(told).collect()
}

/// proves: YZJ-017, DB-032, DB-086
#[tokio::test]
async fn ones_own_face_that_turns_counts_and_a_photo_or_another_face_is_refused_and_noted() {
    let Some((studio, house)) = Studio::open().await else { return };
    let company = Company::within(house, |plan| plan["ways"] = json!(["place"])).await;
    let (bo, org) = (&company.bo, company.org.as_str());
    let device = Device::given(bo, org).await;
    // What the group did not choose is not offered, and refused.
    consents(bo, "clock-face").await;
    let ways =
        async || bo.call("attendance.mine", &[("org", org)], NO).await.expect_ok()["group"]["ways"].clone();
    assert_eq!(ways().await, json!(["place"]));
    bo.call("attendance.face.challenge", &[("org", org)], json!({})).await.expect_code(403, "attendance.way");
    device.clocks(bo, place(true)).await.expect_ok();
    company.house.advance(Duration::from_secs(86_400));
    company.change(|plan| plan["ways"] = json!(["face", "code"])).await;
    assert_eq!(ways().await, json!(["face", "code"]));
    device.clocks(bo, place(true)).await.expect_code(403, "attendance.way");
    // By the way that has no pictures nobody clocks by his face.
    let wish = json!({ "way": "face", "inside": true, "doubts": [] });
    device.clocks(bo, wish).await.expect_code(403, "attendance.way");

    bo.call("attendance.face.challenge", &[("org", org)], json!({}))
        .await
        .expect_code(403, "attendance.consent");
    agree(&company, bo, "clock-face", NO).await;
    let (challenge, head) = asked(bo, org).await;
    assert!(asked(bo, org).await.1 == head, "asked again the side is the same");
    let live = studio.takes("obama.jpg", head, 20);
    clocks(&device, bo, org, &challenge, &live).await.expect_code(404, "attendance.no_face");
    // A photo that is held before the camera gives no face, nor does one of nobody.
    let still = studio.takes("obama.jpg", Head::Ahead, 40);
    gives(bo, org, &challenge, &still).await.expect_code(403, "attendance.face_still");
    let nobody = vec![crate::faces::photo(); 5];
    gives(bo, org, &challenge, &nobody).await.expect_code(422, "attendance.face_unclear");
    enrols(&studio, bo, org, "obama.jpg").await;

    clocks(&device, bo, org, &challenge, &live).await.expect_ok();
    assert_eq!(noted(&company).await, [("counts".to_owned(), String::new())]);
    clocks(&device, bo, org, &challenge, &live).await.expect_code(409, "attendance.again");
    // Somebody else who turns as he should, and his own photo that does not, or to the other side.
    let (challenge, _) = asked(bo, org).await;
    let biden = studio.takes("biden.jpg", Head::Ahead, 60);
    clocks(&device, bo, org, &challenge, &biden).await.expect_code(403, "attendance.face_other");
    let (challenge, _) = asked(bo, org).await;
    let still = studio.takes("obama.jpg", Head::Ahead, 50);
    clocks(&device, bo, org, &challenge, &still).await.expect_code(403, "attendance.face_still");
    let (challenge, head_now) = asked(bo, org).await;
    let wrong = studio.takes("obama.jpg", other(head_now), 80);
    clocks(&device, bo, org, &challenge, &wrong).await.expect_code(403, "attendance.face_still");
    let (challenge, _) = asked(bo, org).await;
    clocks(&device, bo, org, &challenge, &live).await.expect_code(409, "attendance.face_replayed");
    let refused = |doubt: &str| ("refused".to_owned(), doubt.to_owned());
    let seen = noted(&company).await;
    assert_eq!(seen[0], ("counts".to_owned(), String::new()));
    assert_eq!(seen[1..], ["other-face", "no-turn", "no-turn", "replayed"].map(refused), "{seen:?}");
    proved("YZJ-017", &["attendance.face.punch", "attendance.day"]);
    proved("DB-032", &["attendance.face.punch"]);
    proved("DB-086", &["attendance.group.change", "attendance.punch", "attendance.face.challenge"]);
}

#[tokio::test]
async fn an_answer_is_of_its_minute_and_its_device_and_no_picture_is_kept() {
    let Some((studio, house)) = Studio::open().await else { return };
    let company = by_face(house).await;
    let (bo, org) = (&company.bo, company.org.as_str());
    let device = Device::given(bo, org).await;
    agree(&company, bo, "clock-face", NO).await;
    enrols(&studio, bo, org, "obama.jpg").await;
    let (challenge, head) = asked(bo, org).await;
    let live = studio.takes("obama.jpg", head, 20);
    // Another device, pictures that were not signed, a question of another kind, and one of before.
    clocks(&Device::new(org), bo, org, &challenge, &live).await.expect_code(409, "attendance.key");
    let signed =
        device.signed(json!({ "challenge": challenge, "way": "face", "inside": false, "sum": sum(&live) }));
    let wish = json!({ "challenge": challenge, "pictures": in_base64(&live[..5]).into_iter().rev().collect::<Vec<_>>(), "signature": signed["signature"] });
    bo.call("attendance.face.punch", &[("org", org)], wish).await.expect_code(409, "attendance.key");
    let plain = bo.call("attendance.challenge", &[("org", org)], json!({})).await.expect_ok();
    clocks(&device, bo, org, &plain, &live).await.expect_code(409, "attendance.challenge");
    company.house.advance(Duration::from_secs(61));
    clocks(&device, bo, org, &challenge, &live).await.expect_code(409, "attendance.challenge");
    let many = [&live[..], &live[..]].concat();
    for few in [&live[..4], &many[..]] {
        let (challenge, _) = asked(bo, org).await;
        clocks(&device, bo, org, &challenge, few).await.expect_code(422, "attendance.face_pictures");
    }
    assert!(company.day(&company.today()).await["days"][0]["clocked"].as_array().unwrap().is_empty());
    let (challenge, head_now) = asked(bo, org).await;
    assert!(head_now == head, "nothing was answered");
    let before = rests(&company.house).await;
    clocks(&device, bo, org, &challenge, &live).await.expect_ok();
    let after = rests(&company.house).await;
    assert_eq!(before.photo, after.photo, "the photo that was given stays the one that is kept");
    assert_eq!(before.files, after.files);
    // An entry, what the pictures are known by, and counters: less than the least of the pictures, however it were encoded.
    let least = live.iter().map(Vec::len).min().unwrap();
    assert!(after.bytes < before.bytes + least / 2, "{} and {} bytes", before.bytes, after.bytes);

    let needles: Vec<(String, Vec<u8>)> =
        live.iter().map(|one| ("a picture".to_owned(), one[one.len() / 2..][..64].to_vec())).collect();
    let mut found = Vec::new();
    assert!(search(company.house.folder(), &needles, &mut found) > 0);
    found.extend(in_tables(&company.house, &needles).await);
    assert!(found.is_empty(), "{found:?}");
}

/// Where the house has no nets nobody can choose faces; where it has, not without another way.
#[tokio::test]
async fn faces_are_chosen_where_the_house_knows_them_and_never_alone() {
    let company = Company::open(|_| ()).await;
    let choose = async |company: &Company, ways: Value| {
        let mut plan = company.plan.clone();
        plan["ways"] = ways;
        let wish = json!({ "name": "研发", "plan": plan, "managers": [] });
        company.ana.call("attendance.group.change", &company.of_group(), wish).await
    };
    choose(&company, json!(["face", "code"])).await.expect_code(422, "attendance.face_absent");
    let said = company.ana.call("attendance.faces.get", &company.at(), NO).await.expect_ok();
    assert_eq!(said, json!({ "here": false, "given": 0 }));
    let Some((_, house)) = Studio::open().await else { return };
    let company = Company::within(house, |_| ()).await;
    // Field takes a consent, and no page can hear a network or a transmitter.
    for alone in
        [json!(["face"]), json!(["face", "field"]), json!(["face", "wifi"]), json!(["face", "beacon"])]
    {
        choose(&company, alone).await.expect_code(422, "attendance.face_alone");
    }
    choose(&company, json!(["face", "code"])).await.expect_ok();
    // Who gives none has every other way, and nothing of his day tells that he refused.
    let bo = &company.bo;
    bo.call("consent.refuse", &[], json!({ "purpose": "clock-face" })).await.expect_ok();
    let mine = bo.call("attendance.mine", &company.at(), NO).await.expect_ok();
    assert_eq!(mine["group"]["ways"], json!(["face", "code"]));
    bo.call("attendance.face.challenge", &company.at(), json!({}))
        .await
        .expect_code(403, "attendance.consent");
    let device = Device::given(bo, &company.org).await;
    let screen = json!({ "group": company.group });
    let screen = company.ana.call("attendance.screen.make", &company.at(), screen).await.expect_ok();
    let asks = json!({ "token": screen["token"] });
    let shown = company.house.nobody().call("attendance.screen.code", &[], asks).await.expect_ok();
    let wish = json!({ "way": "code", "inside": false, "doubts": [], "code": shown["code"] });
    device.clocks(bo, wish).await.expect_ok();
    let clocked = company.clocked().await;
    assert_eq!((&clocked[0]["verdict"], &clocked[0]["doubts"]), (&json!("counts"), &json!([])));
    bo.call("attendance.faces.get", &company.at(), NO).await.expect_code(403, "access.denied");
}

/// What lies in a house.
struct Rests {
    bytes: usize,
    files: usize,
    photo: Vec<u8>,
}

async fn rests(house: &House) -> Rests {
    let db = &house.running.house.db;
    let mut bytes = 0;
    for table in db.table_names().await.unwrap() {
        let sql = ground::db::Assembled(format!("SELECT * FROM {table}"));
        for row in db.view().await.unwrap().all(sql, vec![]).await.unwrap() {
            bytes += row.cells().map(|(_, cell)| weight(cell)).sum::<usize>();
        }
    }
    let photo = db.view().await.unwrap().one("SELECT photo FROM office_face", vec![]).await.unwrap();
    Rests { bytes, files: crate::faces::files(house), photo: photo.get("photo").unwrap() }
}

fn weight(cell: &ground::db::Cell) -> usize {
    match cell {
        ground::db::Cell::Text(text) => text.len(),
        ground::db::Cell::Blob(bytes) => bytes.len(),
        ground::db::Cell::Int(_) | ground::db::Cell::Null => 0,
    }
}

/// The same pixels are known again whatever stands beside them, and whatever they were for.
#[tokio::test]
async fn pictures_serve_once_and_no_two_of_them_are_the_same() {
    let Some((studio, house)) = Studio::open().await else { return };
    let company = by_face(house).await;
    let (bo, org) = (&company.bo, company.org.as_str());
    let device = Device::given(bo, org).await;
    agree(&company, bo, "clock-face", NO).await;
    // What gave a face clocks nothing, and gives none again.
    let (challenge, head) = asked(bo, org).await;
    let given = studio.takes_anew("obama.jpg", head);
    gives(bo, org, &challenge, &given).await.expect_ok();
    clocks(&device, bo, org, &challenge, &given).await.expect_code(409, "attendance.face_replayed");
    gives(bo, org, &challenge, &given).await.expect_code(409, "attendance.face_replayed");
    // Nor does what clocked, with a comment in each file that makes its bytes others; and it gives no face.
    let (challenge, head) = asked(bo, org).await;
    let live = studio.takes_anew("obama.jpg", head);
    clocks(&device, bo, org, &challenge, &live).await.expect_ok();
    let noted_in = |one: &Vec<u8>| [&one[..2], b"\xff\xfe\x00\x05abc", &one[2..]].concat();
    let again: Vec<Vec<u8>> = live.iter().map(noted_in).collect();
    assert!(again.iter().zip(&live).all(|(one, other)| one != other));
    let (challenge, _) = asked(bo, org).await;
    clocks(&device, bo, org, &challenge, &again).await.expect_code(409, "attendance.face_replayed");
    gives(bo, org, &challenge, &again).await.expect_code(409, "attendance.face_replayed");
    // One of them among fresh ones is enough.
    let (challenge, head) = asked(bo, org).await;
    let mut mixed = studio.takes_anew("obama.jpg", head);
    mixed[4].clone_from(&live[0]);
    clocks(&device, bo, org, &challenge, &mixed).await.expect_code(409, "attendance.face_replayed");
    // A picture that is held comes twice.
    let (challenge, head) = asked(bo, org).await;
    let mut twice = studio.takes_anew("obama.jpg", head);
    twice[1] = noted_in(&twice[0]);
    clocks(&device, bo, org, &challenge, &twice).await.expect_code(422, "attendance.face_pictures");
    gives(bo, org, &challenge, &twice).await.expect_code(422, "attendance.face_pictures");
    let replayed = ("refused".to_owned(), "replayed".to_owned());
    let counts = ("counts".to_owned(), String::new());
    assert_eq!(noted(&company).await, [replayed.clone(), counts, replayed.clone(), replayed]);
}

/// Whoever holds a colleague's device could give his own face there, clock by it, and let the other give his again.
#[tokio::test]
async fn who_gives_another_face_is_seen_for_a_day_at_what_he_clocks() {
    let Some((studio, house)) = Studio::open().await else { return };
    let company = by_face(house).await;
    let (bo, org) = (&company.bo, company.org.as_str());
    let device = Device::given(bo, org).await;
    agree(&company, bo, "clock-face", NO).await;
    let counts = |doubt: &str| ("counts".to_owned(), doubt.to_owned());
    enrols(&studio, bo, org, "obama.jpg").await;
    turns(&studio, &device, bo, org).await.expect_ok();
    assert_eq!(noted(&company).await, [counts("")], "the first one replaces none");
    enrols(&studio, bo, org, "obama.jpg").await;
    turns(&studio, &device, bo, org).await.expect_ok();
    // Nor is it hidden by taking the one before back.
    bo.call("attendance.face.remove", &company.at(), NO).await.expect_ok();
    enrols(&studio, bo, org, "obama.jpg").await;
    turns(&studio, &device, bo, org).await.expect_ok();
    assert_eq!(noted(&company).await[1..], [counts("new-face"), counts("new-face")]);
    company.house.advance(Duration::from_secs(86_400));
    turns(&studio, &device, bo, org).await.expect_ok();
    assert_eq!(noted(&company).await, [counts("")]);
}

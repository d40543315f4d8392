//! Pictures: put up by their person, shown to others where he agreed.

use axum::http::Method;
use kit::{Answer, Client, House};
use serde_json::json;

/// A picture with that many bytes of pixels and a secret beside it.
pub fn png(pixels: usize) -> Vec<u8> {
    let chunk = |name: &[u8; 4], body: &[u8]| {
        [&u32::try_from(body.len()).unwrap().to_be_bytes()[..], name, body, &[0; 4]].concat()
    };
    let head = [64_u32.to_be_bytes(), 64_u32.to_be_bytes()].concat();
    let head = [&head[..], &[8, 2, 0, 0, 0]].concat();
    let beside = chunk(b"tEXt", b"GPS\0where Ana lives");
    let parts = [chunk(b"IHDR", &head), beside, chunk(b"IDAT", &vec![7; pixels]), chunk(b"IEND", b"")];
    [b"\x89PNG\r\n\x1a\n".to_vec(), parts.concat()].concat()
}

/// A small picture of each kind, each with a secret beside it.
pub fn pictures() -> Vec<Vec<u8>> {
    let exif = [&[0xff, 0xe1, 0, 12][..], b"Exif\0\0GPS!"].concat();
    let sides = [0xff, 0xc0, 0, 11, 8, 0, 9, 0, 9, 1, 1, 0x11, 0];
    let jpeg = [&[0xff, 0xd8][..], &exif, &sides, &[0xff, 0xda, 0, 2, 9, 9, 0xff, 0xd9]].concat();
    let chunk = |name: &[u8; 4], body: &[u8]| {
        [&name[..], &u32::try_from(body.len()).unwrap().to_le_bytes(), body].concat()
    };
    let chunks = [
        chunk(b"VP8X", &[0b1100, 0, 0, 0, 8, 0, 0, 8, 0, 0]),
        chunk(b"VP8L", &[0x2f, 8, 0, 2, 0, 0]),
        chunk(b"EXIF", b"GPS!"),
    ];
    let chunks = chunks.concat();
    let webp =
        [&b"RIFF"[..], &u32::try_from(chunks.len() + 4).unwrap().to_le_bytes(), b"WEBP", &chunks].concat();
    vec![png(64), jpeg, webp]
}

pub async fn put(who: &Client, kind: &str, bytes: Vec<u8>) -> Answer {
    who.send(Method::PUT, "/api/v1/me/avatar", Some(bytes), &[("content-type", kind)]).await
}

/// One that is sent in many pieces.
pub fn large_picture() -> Vec<u8> {
    png(700 * 1024)
}

pub async fn agree(who: &Client, path: &str) {
    let consents = who.get("/api/v1/me/consents").await.expect_ok();
    let items = consents["items"].as_array().unwrap();
    let version = items.iter().find(|item| item["purpose"] == "avatar-display").unwrap()["version"].clone();
    let body = if path.ends_with("withdraw") {
        json!({ "purpose": "avatar-display" })
    } else {
        json!({ "purpose": "avatar-display", "version": version })
    };
    who.post(path, body).await.expect_ok();
}

pub fn files(house: &House) -> Vec<Vec<u8>> {
    fn walk(folder: &std::path::Path, found: &mut Vec<Vec<u8>>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path, found) } else { found.push(std::fs::read(path).unwrap()) }
        }
    }
    let mut found = Vec::new();
    walk(&house.running.house.data.join("files"), &mut found);
    found
}

#[tokio::test]
async fn a_picture_comes_back_without_what_the_camera_wrote() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    ana.get("/api/v1/me/avatar").await.expect_code(404, "avatar.none");
    put(&ana, "image/png", png(300 * 1024)).await.expect_ok();
    let own = ana.get("/api/v1/me/avatar").await;
    own.expect_ok();
    assert_eq!(own.headers["content-type"], "image/png");
    assert!(own.body.len() > 300 * 1024);
    assert!(!own.body.windows(3).any(|three| three == b"GPS"));
    assert_eq!(ana.get("/api/v1/me").await.expect_ok()["avatar"], "/api/v1/me/avatar");
    let resting = files(&house);
    assert_eq!(resting.len(), 1);
    assert!(!resting[0].windows(8).any(|eight| eight == [7; 8]), "it rests sealed");

    put(&ana, "image/png", png(10)).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(files(&house).len(), 1, "the one before is gone");
    ana.send(Method::DELETE, "/api/v1/me/avatar", None, &[]).await.expect_ok();
    house.run_jobs().await;
    assert!(files(&house).is_empty());
    ana.get("/api/v1/me/avatar").await.expect_code(404, "avatar.none");
}

#[tokio::test]
async fn what_is_no_picture_is_refused_whatever_it_calls_itself() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    for other in [&b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"[..], b"GIF89a", b"", b"MZ"] {
        put(&ana, "image/png", other.to_vec()).await.expect_code(422, "avatar.not_picture");
    }
    put(&ana, "image/png", png(1 << 20)).await.expect_code(413, "avatar.too_large");
    assert!(files(&house).is_empty());
}

#[tokio::test]
async fn others_see_it_where_consent_and_organisation_stand() {
    let house = House::start().await;
    let (ana, bo, eve) = (house.person("Ana").await, house.person("Bo").await, house.person("Eve").await);
    let company = json!({ "legal_name": "四合院测试有限公司", "credit_code": "91350100M000100Y43" });
    let made = ana
        .call("org.create", &[], json!({ "creator": { "name": "Ana" }, "company": company }))
        .await
        .expect_ok();
    let org = made["id"].as_str().unwrap();
    let wish = json!({ "phone": bo.phone, "role": "member" });
    let invited = ana.call("org.invite", &[("org", org)], wish).await.expect_ok();
    let invitation = invited["id"].as_str().unwrap();
    bo.call("org.invitation.accept", &[("invitation", invitation)], json!({})).await.expect_ok();

    put(&ana, "image/png", png(10)).await.expect_ok();
    let path = format!("/api/v1/people/{}/avatar", ana.id);
    bo.get(&path).await.expect_code(404, "avatar.none");
    agree(&ana, "/api/v1/consents").await;
    bo.get(&path).await.expect_ok();
    eve.get(&path).await.expect_code(404, "avatar.none");
    house.nobody().get(&path).await.expect_code(401, "session.needed");
    let seen = ana.get("/api/v1/me/openings").await.expect_ok();
    assert_eq!(seen["items"][0]["act"], "avatar.look");
    agree(&ana, "/api/v1/consents/withdraw").await;
    bo.get(&path).await.expect_code(404, "avatar.none");
    ana.get("/api/v1/me/avatar").await.expect_ok();
}

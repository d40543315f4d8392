//! Canaries: unique values in every personal field, searched for in everything the house wrote.

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kit::{House, proved};
use serde_json::json;
use std::path::Path;

/// The forms in which a value could stand somewhere: itself, its SHA-256, base64 and UTF-16.
pub fn forms(value: &str) -> Vec<Vec<u8>> {
    let sha = digest::digest(&digest::SHA256, value.as_bytes()).as_ref().to_vec();
    let hex: String = sha.iter().map(|byte| format!("{byte:02x}")).collect();
    let utf16: Vec<u8> = value.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let base64 = STANDARD.encode(value);
    let base64 = base64.as_bytes()[..base64.len().saturating_sub(4)].to_vec();
    vec![value.as_bytes().to_vec(), sha, hex.into_bytes(), utf16, base64]
}

/// The names of the needles that these bytes hold. All are looked for in one pass, by their first two bytes: without
/// optimisation, a pass for each would take longer than all that a test does besides.
pub fn held<'a>(bytes: &[u8], needles: &'a [(String, Vec<u8>)]) -> Vec<&'a str> {
    let mut begins = vec![false; 1 << 16];
    for (name, needle) in needles {
        let [first, second, ..] = needle.as_slice() else { panic!("{name} is too short to be looked for") };
        begins[usize::from(u16::from_be_bytes([*first, *second]))] = true;
    }
    let mut found = Vec::new();
    let mut last = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let two = last << 8 | usize::from(*byte);
        last = usize::from(*byte);
        if at > 0 && begins[two] {
            let here = &bytes[at - 1..];
            found.extend(
                needles.iter().filter(|(_, needle)| here.starts_with(needle)).map(|(name, _)| name.as_str()),
            );
        }
    }
    found.dedup();
    found
}

/// Looks for them in every file below a folder; answers how many bytes were read.
pub fn search(folder: &Path, needles: &[(String, Vec<u8>)], found: &mut Vec<String>) -> usize {
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read += search(&path, needles, found);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        read += bytes.len();
        found.extend(held(&bytes, needles).into_iter().map(|name| format!("{name} in {}", path.display())));
    }
    read
}

/// proves: AJ-086, DB-082
#[tokio::test]
async fn nothing_personal_stands_anywhere_in_plain_text() {
    let copies = tempfile::tempdir().unwrap();
    let (archives, safe) = (copies.path().join("archives"), copies.path().join("safe"));
    let house = House::with(|config| {
        config.backup.folder = Some(archives);
        config.backup.keys_folder = Some(safe);
    })
    .await;
    let phone = "13912873465".to_owned();
    house.send_code(&phone).await.expect_ok();
    let code = house.code_for(&phone).await;
    let canaries = [
        ("name", "金丝雀甲乙丙Canary7Q"),
        ("device", "canary-device-9X4K"),
        ("company", "金丝雀有限责任公司8ZW"),
        ("address", "canary street 77-Kestrel"),
        ("title", "canary-title-Wren-5521"),
    ];
    let wish = json!({ "phone": phone, "code": code, "name": canaries[0].1, "device": canaries[1].1, "bearer": true });
    let opened = house.nobody().post("/api/v1/session/open", wish).await.expect_ok();
    let ana = house.bearer(opened["token"].as_str().unwrap());
    let company =
        json!({ "legal_name": canaries[2].1, "credit_code": "91350100M000100Y43", "address": canaries[3].1 });
    let org = json!({ "creator": { "name": canaries[0].1 }, "company": company });
    ana.call("org.create", &[], org).await.expect_ok();
    ana.call("meeting.start", &[], json!({ "title": canaries[4].1, "guests": true })).await.expect_ok();
    for path in ["/api/v1/me", "/api/v1/me/held", "/api/v1/me/devices", "/api/v1/meetings"] {
        ana.get(path).await.expect_ok();
    }
    let metrics = house.nobody().get("/metrics").await.text();
    let plain = [("phone", phone.as_str()), ("phone", "+8613912873465"), ("token", ana.token())];
    let needles: Vec<(String, Vec<u8>)> = canaries
        .iter()
        .chain(&plain)
        .flat_map(|(name, value)| forms(value).into_iter().map(|form| ((*name).to_owned(), form)))
        // The token's SHA-256 is what the house knows it by; the token itself has 256 random bits.
        .filter(|(name, form)| !(name == "token" && form.len() == 32))
        .collect();
    assert_eq!(held(metrics.as_bytes(), &needles), Vec::<&str>::new(), "in the metrics");
    house.run_jobs().await;
    let mut found = Vec::new();
    let read = search(house.folder(), &needles, &mut found);
    assert!(search(copies.path(), &needles, &mut found) > 10_000, "and in what was backed up");
    found.extend(in_tables(&house, &needles).await);
    assert!(read > 100_000, "the search read only {read} bytes");
    assert_eq!(found, Vec::<String>::new());
    for id in ["AJ-086", "DB-082"] {
        proved(id, &["session.open", "org.create", "meeting.start"]);
    }
}

/// Where a value stands in what a house wrote, in any of its forms.
pub(crate) async fn found(house: &House, value: &str) -> Vec<String> {
    let needles: Vec<_> = forms(value).into_iter().map(|form| (value.to_owned(), form)).collect();
    let mut found = Vec::new();
    assert!(search(house.folder(), &needles, &mut found) > 100_000);
    found.extend(in_tables(house, &needles).await);
    found
}

/// On PostgreSQL the rows are not in the folder, so every cell of every table is read.
pub async fn in_tables(house: &House, needles: &[(String, Vec<u8>)]) -> Vec<String> {
    let db = &house.running.house.db;
    let mut found = Vec::new();
    for table in db.table_names().await.unwrap() {
        let mut view = db.view().await.unwrap();
        let sql = ground::db::Assembled(format!("SELECT * FROM {table}"));
        for row in view.all(sql, vec![]).await.unwrap() {
            for (column, cell) in row.cells() {
                let bytes = match cell {
                    ground::db::Cell::Text(text) => text.as_bytes().to_vec(),
                    ground::db::Cell::Blob(bytes) => bytes.clone(),
                    ground::db::Cell::Int(_) | ground::db::Cell::Null => continue,
                };
                found.extend(
                    held(&bytes, needles).into_iter().map(|name| format!("{name} in {table}.{column}")),
                );
            }
        }
    }
    found
}

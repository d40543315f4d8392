//! An account is closed: what ends at once, what rests, what is proved, and that nothing comes back.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ground::{Erasure, Export, TableDecl, values};
use kit::{Answer, Client, House, proved};
use policy::{Category, Purpose};
use serde_json::{Value, json};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

/// Proves by a fresh code and closes the account.
pub async fn close(house: &House, who: &Client) -> Answer {
    // One code a minute: the one that signed up was just sent.
    house.advance(Duration::from_secs(61));
    who.call("me.identity.code", &[], json!({})).await.expect_ok();
    let code = house.code_for(&who.phone).await;
    who.call("me.close", &[], json!({ "proof": { "code": code } })).await
}

/// RFC 6962, written a second time and knowing nothing of the house: does the receipt hold?
fn verify(receipt: &Value) -> bool {
    let bytes = |name: &str| STANDARD.decode(receipt[name].as_str().unwrap()).unwrap();
    let sha = |parts: &[&[u8]]| digest(&SHA256, &parts.concat()).as_ref().to_vec();
    let leaf = bytes("leaf");
    let commitment = sha(&[b"courtyard erasure 1", receipt["statement"].as_str().unwrap().as_bytes()]);
    if leaf.get(14..46) != Some(&commitment) {
        return false;
    }
    let proof: Vec<Vec<u8>> = receipt["proof"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hash| STANDARD.decode(hash.as_str().unwrap()).unwrap())
        .collect();
    // The recursive definition: the path of leaf m in n leaves ends with the sibling at the top.
    fn root(m: u64, n: u64, leaf: &[u8], proof: &[Vec<u8>]) -> Option<Vec<u8>> {
        let sha = |parts: &[&[u8]]| digest(&SHA256, &parts.concat()).as_ref().to_vec();
        if n == 1 {
            return proof.is_empty().then(|| sha(&[&[0], leaf]));
        }
        let (sibling, rest) = proof.split_last()?;
        let half = n.next_power_of_two() / 2;
        if m < half {
            Some(sha(&[&[1], &root(m, half, leaf, rest)?, sibling]))
        } else {
            Some(sha(&[&[1], sibling, &root(m - half, n - half, leaf, rest)?]))
        }
    }
    let (index, size) = (receipt["leaf_index"].as_u64().unwrap(), receipt["tree_size"].as_u64().unwrap());
    let head = [
        &[0, 1][..],
        &receipt["timestamp"].as_u64().unwrap().to_be_bytes(),
        &size.to_be_bytes(),
        &bytes("root"),
    ]
    .concat();
    let signed =
        UnparsedPublicKey::new(&ED25519, bytes("log_key")).verify(&head, &bytes("signature")).is_ok();
    signed && index < size && root(index, size, &leaf, &proof) == Some(bytes("root"))
}

/// How many rows of every table hold these sixteen bytes.
pub(crate) async fn rows_of(house: &House, id: [u8; 16]) -> Vec<(String, i64)> {
    let db = &house.running.house.db;
    let mut found = Vec::new();
    for table in db.table_names().await.unwrap() {
        let mut view = db.view().await.unwrap();
        let sql = ground::db::Assembled(format!("SELECT * FROM {table}"));
        let mut count = 0;
        for row in view.all(sql, vec![]).await.unwrap() {
            let holds =
                row.cells().any(|(_, cell)| matches!(cell, ground::db::Cell::Blob(bytes) if bytes == &id));
            count += i64::from(holds);
        }
        if count > 0 {
            found.push((table, count));
        }
    }
    found
}

fn id_of(who: &Client) -> [u8; 16] {
    who.id.parse::<ground::PersonId>().unwrap().bytes()
}

/// proves: JJB-066, HKT-066, YZJ-089, AJ-004, DB-062
#[tokio::test]
async fn who_cancels_is_signed_out_everywhere_and_the_number_is_free_again() {
    let house = House::start().await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let phone = ana.phone.clone();
    let particulars = json!({ "creator": { "name": "Bo" }, "company": { "legal_name": "竹院", "credit_code": "91350100M000100Y43" } });
    let org = bo.call("org.create", &[], particulars).await.expect_ok();
    let org = org["id"].as_str().unwrap();
    bo.call("org.invite", &[("org", org)], json!({ "phone": phone, "role": "member" })).await.expect_ok();
    let waiting = ana.call("org.invitations", &[], json!(null)).await.expect_ok();
    let invitation = waiting["items"][0]["id"].as_str().unwrap().to_owned();
    ana.call("org.invitation.accept", &[("invitation", &invitation)], json!({})).await.expect_ok();

    // Where leaving the last organisation closes the account, leaving warns and points there.
    if house.running.house.policy.leaving_closes() {
        let at = [("org", org), ("person", ana.id.as_str())];
        ana.call("org.member.remove", &at, json!(null)).await.expect_code(409, "org.closes_account");
    }
    let outlook = ana.call("me.closing", &[], json!(null)).await.expect_ok();
    assert_eq!(outlook["last_administrator"], json!([]));
    // Without a proof, with a wrong one, and with one that is no proof, nothing happens.
    ana.call("me.close", &[], json!({ "proof": {} })).await.expect_code(422, "identity.missing");
    ana.call("me.close", &[], json!({ "proof": { "code": "000000" } }))
        .await
        .expect_code(422, "session.code_expired");
    let keepers = json!({ "proof": { "password": "not a keeper's" } });
    ana.call("me.close", &[], keepers).await.expect_code(403, "access.denied");
    ana.call("me.get", &[], json!(null)).await.expect_ok();
    // Whoever alone runs an organisation names another first.
    close(&house, &bo).await.expect_code(409, "closing.last_administrator");

    let closed = close(&house, &ana).await.expect_ok();
    let at_once = house.running.house.policy.closing().number == 0;
    assert_eq!(closed["due_at"] == closed["closed_at"], at_once, "the profile says when");
    assert_eq!(closed["state"], if at_once { "erased" } else { "locked" });
    ana.call("me.get", &[], json!(null)).await.expect_code(401, "session.needed");
    let members = bo.call("org.members", &[("org", org)], json!(null)).await.expect_ok();
    assert_eq!(members["items"].as_array().unwrap().len(), 1, "{members}");
    house.advance(Duration::from_secs(61));
    let again = house.person_with("Ana the second", &phone).await;
    assert_ne!(again.id, ana.id, "the number opens another account");
    for id in ["JJB-066", "HKT-066", "YZJ-089", "AJ-004", "DB-062"] {
        proved(id, &["me.close", "me.identity.code"]);
    }
}

/// proves: AJ-005
#[tokio::test]
async fn under_anju_everything_goes_at_once_and_the_receipt_proves_it() {
    let house = House::with_profile("anju", |_| {}).await;
    let ana = house.person("Ana").await;
    let picture = include_bytes!("../../../../web/public/icons/courtyard-192.png").to_vec();
    let put = [("content-type", "image/png")];
    ana.send(axum::http::Method::PUT, "/api/v1/me/avatar", Some(picture), &put).await.expect_ok();
    let meeting =
        ana.call("meeting.start", &[], json!({ "title": "Plum blossom", "guests": false })).await.expect_ok();
    assert!(meeting["id"].is_string());
    let id = id_of(&ana);
    let before = rows_of(&house, id).await;
    assert!(before.iter().any(|(table, _)| table == "yard_person"), "{before:?}");

    let closed = close(&house, &ana).await.expect_ok();
    assert_eq!(closed["state"], "erased");
    house.run_jobs().await;
    let left: Vec<String> = rows_of(&house, id).await.into_iter().map(|(table, _)| table).collect();
    // What stays is an opaque id beside nothing that can be read, and the consent ledger that the law of claims wants.
    let may_stay = [
        "meet_meeting",
        "meet_participant",
        "meet_stay",
        "yard_closing",
        "yard_consent",
        "yard_netlog",
        "yard_rate",
    ];
    assert!(left.iter().all(|table| may_stay.contains(&table.as_str())), "{left:?}");
    assert!(crate::avatar::files(&house).is_empty(), "the picture is gone");
    let vault = &house.running.house.vault;
    let person = ana.id.parse::<ground::PersonId>().unwrap();
    let sealed = vault
        .seal(&yard::account::PersonRow::NAME, person, id, &yard::account::Name::read("x").unwrap())
        .await;
    assert!(sealed.is_err(), "nothing new is sealed for the erased");

    let receipt = &closed["receipt"];
    assert!(verify(receipt), "{receipt}");
    let key = std::fs::read_to_string(house.folder().join("data.keys/log.pub")).unwrap();
    assert!(
        gate::receipt_holds(&closed.to_string(), Some(&key)).unwrap(),
        "`courtyard receipt verify` says so, too"
    );
    assert!(!gate::receipt_holds(&closed.to_string(), Some("AAAA")).unwrap());
    assert!(gate::receipt_holds("{}", None).is_err());
    let mut forged = receipt.clone();
    forged["statement"] = json!(receipt["statement"].as_str().unwrap().replace("removed", "kept"));
    assert!(!verify(&forged) && !gate::receipt_holds(&forged.to_string(), None).unwrap());
    let mut moved = receipt.clone();
    moved["leaf_index"] = json!(receipt["leaf_index"].as_u64().unwrap() + 1);
    assert!(!verify(&moved));
    let statement: Value = serde_json::from_str(receipt["statement"].as_str().unwrap()).unwrap();
    assert_eq!(statement["tables"]["yard_session"], "removed");
    assert_eq!(statement["tables"]["meet_stay"], "unreadable");
    assert!(statement["tables"]["egress_sent"]["kept_until"].is_string());
    let later = house
        .nobody()
        .call("closing.receipt", &[("closing", closed["id"].as_str().unwrap())], json!(null))
        .await;
    assert!(verify(&later.expect_ok()["receipt"]));
    house.running.house.vault.checkpoint().await.unwrap();
    let report = vault::audit::verify(&house.folder().join("data.keys")).await.unwrap();
    assert!(report.is_whole(), "{:?}", report.findings);
    proved("AJ-005", &["me.close", "me.identity.code"]);
}

/// proves: DB-055
#[tokio::test]
async fn under_duban_a_closed_account_rests_locked_for_twelve_months_to_the_day() {
    let house = House::with_profile("duban", |_| {}).await;
    let ana = house.person("Ana").await;
    let (id, person) = (id_of(&ana), ana.id.parse::<ground::PersonId>().unwrap());
    let closed = close(&house, &ana).await.expect_ok();
    assert_eq!((closed["state"].as_str(), &closed["receipt"]), (Some("locked"), &Value::Null));
    let receipt = |closed: &Value| closed["id"].as_str().unwrap().to_owned();
    let at = receipt(&closed);
    house.advance(364 * DAY);
    house.run_jobs().await;
    // It is there, and nobody opens it: not a program, not for any purpose but security and legal hold.
    let yard = &house.running.house;
    let mut view = yard.db.view().await.unwrap();
    let row = yard::account::store::person(&mut view, person).await.unwrap().expect("still there");
    drop(view);
    for purpose in Purpose::ALL.iter().filter(|purpose| yard.policy.allows(**purpose, Category::DisplayName))
    {
        let program = ground::Caller::Program("test");
        let refused = yard.vault.open(&program, *purpose, &row.name).await.unwrap_err();
        assert!(matches!(refused, vault::OpenRefused::StoreOnly), "{purpose} {refused:?}");
    }
    // A legal hold sees what it needs.
    let program = ground::Caller::Program("test");
    assert!(yard.vault.openings_of(person, &program).await.is_ok());
    house.advance(2 * DAY);
    house.run_jobs().await;
    let left: Vec<String> = rows_of(&house, id).await.into_iter().map(|(table, _)| table).collect();
    assert!(left.iter().all(|table| ["yard_closing", "yard_consent"].contains(&table.as_str())), "{left:?}");
    let done = house.nobody().call("closing.receipt", &[("closing", &at)], json!(null)).await.expect_ok();
    assert_eq!(done["state"], "erased");
    assert!(verify(&done["receipt"]));
    proved("DB-055", &["me.close", "job:erasure.carry_on"]);
}

/// proves: AJ-099, DB-061
#[tokio::test]
async fn a_backup_from_before_is_erased_again_when_it_is_brought_back() {
    let house = House::with_profile("anju", |_| {}).await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let id = id_of(&ana);
    if !house.running.house.db.is_sqlite() {
        return; // the copy below is that of a file
    }
    let db = &house.running.house.db;
    let copy = house.folder().join("copy.db");
    let mut cx = db.begin().await.unwrap();
    let kept: Vec<_> = cx.all("SELECT * FROM yard_person WHERE id = $1", values![id]).await.unwrap();
    assert_eq!(kept.len(), 1);
    drop(cx);
    let mut view = db.view().await.unwrap();
    view.all("SELECT 1 AS one", vec![]).await.unwrap();
    drop(view);
    let house = house.restart().await; // folds the write-ahead log into the file
    std::fs::copy(house.folder().join("data/courtyard.db"), &copy).unwrap();
    let ana = house.bearer_as(&ana);
    close(&house, &ana).await.expect_ok();
    let house = house
        .restart_after(|data| {
            for ending in ["", "-wal", "-shm"] {
                let file = data.join(format!("courtyard.db{ending}"));
                if file.exists() {
                    std::fs::remove_file(file).unwrap();
                }
            }
            std::fs::copy(&copy, data.join("courtyard.db")).unwrap();
        })
        .await;
    let left: Vec<String> = rows_of(&house, id).await.into_iter().map(|(table, _)| table).collect();
    assert!(
        left.iter().all(|table| ["yard_closing", "yard_consent", "yard_netlog"].contains(&table.as_str())),
        "{left:?}"
    );
    let ana = house.bearer_as(&ana);
    ana.call("me.get", &[], json!(null)).await.expect_code(401, "session.needed");
    house.bearer_as(&bo).call("me.get", &[], json!(null)).await.expect_ok();
    for id in ["AJ-099", "DB-061"] {
        proved(id, &["me.close", "me.identity.code"]);
    }
}

#[tokio::test]
async fn a_table_without_an_eraser_does_not_start() {
    let (mut tables, erasers) = (gate::all_tables(), gate::erasers());
    yard::erasure::check(&tables, &erasers).unwrap();
    tables.push(TableDecl {
        name: "yard_diary",
        owner: "person",
        lifetime: "as long as the person",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["id"],
        sealed: &[],
    });
    let fault = yard::erasure::check(&tables, &erasers).unwrap_err();
    assert!(fault.chain().contains("yard_diary"), "{}", fault.chain());
    tables.pop();
    let fewer: Vec<_> = erasers.iter().copied().filter(|eraser| eraser.table != "yard_passkey").collect();
    assert!(yard::erasure::check(&tables, &fewer).unwrap_err().chain().contains("yard_passkey"));
    // Each eraser is real: somebody who has a row in each table that loses rows has none afterwards (above); here the
    // order is kept: whoever is looked up by others goes last.
    assert_eq!(erasers.last().unwrap().table, "yard_person");
}

#[tokio::test]
async fn a_hundred_thousand_records_go_within_a_minute() {
    let house = House::with_profile("anju", |_| {}).await;
    let ana = house.person("Ana").await;
    let id = id_of(&ana);
    let mut cx = house.running.house.db.begin().await.unwrap();
    for seq in 1_000..101_000_i64 {
        cx.run(
            "INSERT INTO ground_stream (person, seq, topic, kind, at, body) VALUES ($1, $2, 'test', 'test', 0, '{}')",
            values![id, seq],
        )
        .await
        .unwrap();
    }
    cx.commit().await.unwrap();
    let began = ground::monotonic();
    assert_eq!(close(&house, &ana).await.expect_ok()["state"], "erased");
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
    assert!(!rows_of(&house, id).await.iter().any(|(table, _)| table == "ground_stream"));
}

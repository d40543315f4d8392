//! Paper: consents, withdrawals and requests that are signed at the desk, witnessed by two, and count like those of a page.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kit::{Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::desk::{codes, keeper};

const DAY: Duration = Duration::from_secs(86_400);
const SCAN: &[u8] = b"%PDF-1.7\nI agree. Bo Canary\n%%EOF";

/// Two who run the house, and somebody who would rather sign a sheet.
async fn desk(house: &House) -> (Client, Client, Client) {
    (keeper(house, "Kay").await, keeper(house, "Kim").await, house.person("Bo Canary").await)
}

pub(crate) async fn printed(by: &Client, of: &Client, more: Value) -> Value {
    let mut wish = json!({ "phone": of.phone });
    wish.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    by.call("paper.print", &[], wish).await.expect_ok()
}

pub(crate) fn id(sheet: &Value) -> String {
    sheet["paper"]["id"].as_str().unwrap().to_owned()
}

pub(crate) async fn scan(by: &Client, paper: &str) -> kit::Answer {
    by.call("paper.scan", &[("paper", paper)], json!({ "sheet": STANDARD.encode(SCAN) })).await
}

pub(crate) async fn witness(by: &Client, paper: &str) -> kit::Answer {
    by.call("paper.witness", &[("paper", paper)], json!({ "words": "Please tell me all." })).await
}

/// The entries of the ledger about a purpose, newest first.
async fn ledger(of: &Client, purpose: &str) -> Vec<Value> {
    let all = of.call("me.consents.history", &[], json!(null)).await.expect_ok();
    all["items"].as_array().unwrap().iter().filter(|item| item["purpose"] == purpose).cloned().collect()
}

fn consent(purpose: &str) -> Value {
    json!({ "what": "consent", "purpose": purpose, "lang": "en" })
}

#[tokio::test]
async fn a_consent_on_paper_counts_once_two_witnessed_it_and_the_person_keeps_a_copy() {
    let house = House::start().await;
    let (kay, kim, bo) = desk(&house).await;
    let sheet = printed(&kay, &bo, consent("avatar-display")).await;
    let shown = bo.get("/api/v1/me/consents?lang=en").await.expect_ok();
    let shown = shown["items"].as_array().unwrap().iter().find(|item| item["purpose"] == "avatar-display");
    assert_eq!(sheet["text"], shown.unwrap()["asked"], "the sheet says what the page says, word for word");
    assert_eq!(sheet["paper"]["version"], house.running.house.policy.version());
    for hidden in ["Bo Canary", &bo.id, &bo.phone] {
        assert!(!sheet.to_string().contains(hidden), "the desk is shown nothing of him: {sheet}");
    }
    let paper = id(&sheet);
    witness(&kim, &paper).await.expect_code(404, "paper.unknown");
    scan(&kay, &paper).await.expect_ok();
    scan(&kay, &paper).await.expect_code(404, "paper.unknown");
    assert!(ledger(&bo, "avatar-display").await.is_empty(), "one witness is none");
    witness(&kay, &paper).await.expect_code(409, "paper.same_person");

    let seen = kim.call("paper.look", &[("paper", &paper)], json!({})).await.expect_ok();
    assert_eq!(
        (&seen["sheet"], &seen["media_type"]),
        (&json!(STANDARD.encode(SCAN)), &json!("application/pdf"))
    );
    witness(&kim, &paper).await.expect_ok();
    witness(&kim, &paper).await.expect_code(404, "paper.unknown");
    kim.call("paper.look", &[("paper", &paper)], json!({})).await.expect_code(404, "paper.unknown");
    let entries = ledger(&bo, "avatar-display").await;
    let entry = &entries[0];
    assert_eq!(
        (&entry["act"], &entry["on_paper"], &entry["lang"]),
        (&json!("given"), &json!(true), &json!("en"))
    );
    assert_eq!(entry["text"], sheet["text"], "the ledger keeps the text of the sheet");

    let mine = bo.call("me.papers", &[], json!(null)).await.expect_ok();
    assert_eq!(mine["items"][0]["number"], sheet["paper"]["number"]);
    let copy = bo.call("me.paper", &[("paper", &paper)], json!(null)).await.expect_ok();
    assert_eq!((&copy["scan"]["sheet"], &copy["text"]), (&seen["sheet"], &sheet["text"]));
    assert!(codes(&bo).await.contains(&"paper.entered".to_owned()), "he is told");
    let looks = bo.call("me.openings", &[], json!(null)).await.expect_ok();
    let look = |item: &&Value| item["act"] == "paper.look" && item["purpose"] == "accountability";
    assert_eq!(looks["items"].as_array().unwrap().iter().filter(look).count(), 1, "{looks}");
    let mut view = house.running.house.db.view().await.unwrap();
    let kept: Vec<u8> = view.one("SELECT sheet FROM yard_paper", vec![]).await.unwrap().get("sheet").unwrap();
    assert!(!kept.windows(5).any(|window| window == b"%PDF-"), "the sheet rests sealed");
}

#[tokio::test]
async fn each_kind_of_sensitive_data_of_a_signed_purpose_has_its_own_entry_and_one_sheet_withdraws() {
    let house = House::start().await;
    let (kay, kim, bo) = desk(&house).await;
    let paper = id(&printed(&kay, &bo, consent("meeting-camera")).await);
    scan(&kim, &paper).await.expect_ok();
    witness(&kay, &paper).await.expect_ok();
    let given = ledger(&bo, "meeting-camera").await;
    let parts: Vec<&Value> = given.iter().map(|entry| &entry["category"]).collect();
    assert_eq!(parts, [&json!("meeting-media"), &json!(null)], "{given:?}");
    let wish = json!({ "what": "withdrawal", "purpose": "meeting-camera" });
    let paper = id(&printed(&kay, &bo, wish).await);
    scan(&kay, &paper).await.expect_ok();
    assert_eq!(ledger(&bo, "meeting-camera").await.len(), 2);
    witness(&kim, &paper).await.expect_ok();
    let ended = ledger(&bo, "meeting-camera").await;
    assert_eq!((&ended[0]["act"], &ended[0]["on_paper"]), (&json!("withdrawn"), &json!(true)));
    bo.post("/api/v1/consents/withdraw", json!({ "purpose": "meeting-camera" })).await.expect_ok();
    assert_eq!(ledger(&bo, "meeting-camera").await.len(), 3, "it is withdrawn already");
}

#[tokio::test]
async fn a_request_on_paper_runs_on_the_same_clock_from_the_day_it_was_handed_in() {
    let house = House::start().await;
    let (kay, kim, bo) = desk(&house).await;
    let paper = id(&printed(&kay, &bo, json!({ "what": "request", "asks": "see" })).await);
    scan(&kay, &paper).await.expect_ok();
    house.advance(2 * DAY);
    witness(&kim, &paper).await.expect_ok();
    let asked = bo.call("rights.mine", &[], json!(null)).await.expect_ok()["items"][0].clone();
    assert_eq!((&asked["kind"], &asked["words"]), (&json!("see"), &json!("Please tell me all.")));
    let handed_in =
        bo.call("me.papers", &[], json!(null)).await.expect_ok()["items"][0]["scanned_at"].clone();
    let at = |value: &Value| ground::Timestamp::read(value.as_str().unwrap()).unwrap();
    let runs = at(&asked["due_at"]).since(at(&handed_in));
    assert_eq!(runs.as_secs().div_ceil(86_400), 15, "fifteen days from when it was handed in");
    let desk = kay.call("rights.desk", &[], json!(null)).await.expect_ok();
    assert_eq!(desk["items"][0]["id"], asked["id"], "it waits with the others");
}

#[tokio::test]
async fn who_does_not_run_the_house_handles_no_paper_and_nobody_his_own() {
    let house = House::start().await;
    let (kay, kim, bo) = desk(&house).await;
    let eve = house.person("Eve").await;
    let paper = id(&printed(&kay, &bo, consent("avatar-display")).await);
    let at = [("paper", paper.as_str())];
    for stranger in [&eve, &bo] {
        let wish = json!({ "phone": bo.phone, "what": "consent", "purpose": "avatar-display" });
        stranger.call("paper.print", &[], wish).await.expect_code(403, "access.denied");
        stranger.call("paper.list", &[], json!(null)).await.expect_code(403, "access.denied");
        scan(stranger, &paper).await.expect_code(403, "access.denied");
        stranger.call("paper.look", &at, json!({})).await.expect_code(403, "access.denied");
        witness(stranger, &paper).await.expect_code(403, "access.denied");
        stranger.call("paper.discard", &at, json!({})).await.expect_code(403, "access.denied");
        stranger.call("me.paper", &at, json!(null)).await.expect_code(404, "paper.unknown");
    }
    let own = json!({ "phone": kay.phone, "what": "consent", "purpose": "avatar-display" });
    kay.call("paper.print", &[], own).await.expect_code(409, "paper.same_person");
    let hers = id(&printed(&kim, &kay, consent("avatar-display")).await);
    scan(&kay, &hers).await.expect_code(409, "paper.same_person");
    scan(&kim, &hers).await.expect_ok();
    witness(&kay, &hers).await.expect_code(409, "paper.same_person");
    kay.call("me.paper", &[("paper", &hers)], json!(null)).await.expect_ok();
    eve.call("me.paper", &[("paper", &hers)], json!(null)).await.expect_code(404, "paper.unknown");
}

#[tokio::test]
async fn what_is_no_sheet_is_refused_and_what_nobody_confirms_is_removed() {
    let house = House::start().await;
    let (kay, kim, bo) = desk(&house).await;
    let wrong = [
        (json!({ "phone": "12", "what": "request", "asks": "see" }), 422, "account.phone_wrong"),
        (
            json!({ "phone": house.fresh_number(), "what": "request", "asks": "see" }),
            404,
            "paper.person_unknown",
        ),
        (json!({ "phone": bo.phone, "what": "poem" }), 422, "paper.kind_unknown"),
        (json!({ "phone": bo.phone, "what": "request", "asks": "gold" }), 422, "rights.kind_unknown"),
        (json!({ "phone": bo.phone, "what": "consent", "purpose": "gold" }), 404, "consent.unknown"),
        (
            json!({ "phone": bo.phone, "what": "consent", "purpose": "account" }),
            409,
            "consent.not_withdrawable",
        ),
        (
            json!({ "phone": bo.phone, "what": "withdrawal", "purpose": "account" }),
            409,
            "consent.not_withdrawable",
        ),
        (json!({ "phone": 7 }), 422, "body.invalid"),
    ];
    for (wish, status, code) in wrong {
        kay.call("paper.print", &[], wish).await.expect_code(status, code);
    }
    let paper = id(&printed(&kay, &bo, consent("avatar-display")).await);
    let at = [("paper", paper.as_str())];
    for sheet in ["not base64!".to_owned(), STANDARD.encode(b"MZ program"), String::new()] {
        kay.call("paper.scan", &at, json!({ "sheet": sheet })).await.expect_code(422, "paper.sheet_missing");
    }
    let long = json!({ "sheet": "x".repeat(300_000) });
    kay.call("paper.scan", &at, long).await.expect_code(413, "body.too_large");
    scan(&kay, &paper).await.expect_ok();
    kim.call("paper.discard", &at, json!({})).await.expect_ok();
    kim.call("paper.discard", &at, json!({})).await.expect_code(404, "paper.unknown");

    let (lost, kept) = (
        printed(&kay, &bo, consent("avatar-display")).await,
        printed(&kay, &bo, consent("avatar-display")).await,
    );
    scan(&kay, &id(&kept)).await.expect_ok();
    witness(&kim, &id(&kept)).await.expect_ok();
    house.advance(31 * DAY);
    house.run_jobs().await;
    let left = kay.call("paper.list", &[], json!(null)).await.expect_ok();
    let ids: Vec<&Value> = left["items"].as_array().unwrap().iter().map(|item| &item["id"]).collect();
    assert_eq!(ids, [&kept["paper"]["id"]], "{lost}");
}

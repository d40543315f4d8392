//! A verified number is not edited: whoever lost his appeals, and the account moves once people have decided.

use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::desk::{codes, keeper};
use crate::passkey::{Authenticator, add, open};
use crate::rights::proof;

const DAY: Duration = Duration::from_secs(86_400);
const MINUTE: Duration = Duration::from_secs(61);

/// The body of an appeal for a number, with both proofs.
async fn wish(house: &House, who: &Client, phone: &str) -> Value {
    house.advance(MINUTE);
    who.call("number.code", &[], json!({ "phone": phone })).await.expect_ok();
    let code = house.code_for(phone).await;
    json!({ "phone": phone, "code": code, "words": "旧号码已停用", "proof": proof(house, who).await })
}

async fn answer(by: &Client, request: &Value, body: Value) -> Answer {
    by.call("rights.answer", &[("request", request["id"].as_str().unwrap())], body).await
}

/// Signs in by code; the session's token.
async fn sign_in(house: &House, phone: &str) -> Value {
    house.advance(15 * MINUTE);
    house.send_code(phone).await.expect_ok();
    let wish = json!({ "phone": phone, "code": house.code_for(phone).await, "name": "New", "device": "kit", "bearer": true });
    house.nobody().post("/api/v1/session/open", wish).await.expect_ok()
}

/// proves: DB-059
#[tokio::test]
async fn an_appeal_with_proof_is_reviewed_and_moves_the_account_and_nothing_else_does() {
    let house = House::with_profile("duban", |_| {}).await;
    let (wang, ana, bo) = (keeper(&house, "王芳").await, house.person("Ana").await, house.person("Bo").await);
    // Edited directly it is not, by any field of one's own.
    for body in [json!({ "phone": bo.phone }), json!({ "name": "Ana", "phone": bo.phone })] {
        ana.call("me.update", &[], body).await.expect_code(422, "body.invalid");
    }
    let mut key = Authenticator::new(3);
    add(&bo, &mut key, "手机").await.expect_ok();

    // Ana has now the number that Bo's account holds: the carrier sold it again.
    let body = wish(&house, &ana, &bo.phone).await;
    for (field, value, code) in
        [("phone", json!("12"), "account.phone_wrong"), ("phone", json!(""), "account.phone_missing")]
    {
        let mut wrong = body.clone();
        wrong[field] = value;
        ana.call("number.appeal", &[], wrong).await.expect_code(422, code);
    }
    ana.call("number.appeal", &[], json!({ "phone": ana.phone, "code": "1", "words": "", "proof": {} }))
        .await
        .expect_code(409, "number.same");
    let mut unproved = body.clone();
    unproved["proof"] = json!({ "code": "000000" });
    ana.call("number.appeal", &[], unproved).await.expect_code(422, "session.code_wrong");
    let mut guessed = body.clone();
    guessed["code"] = json!("000000");
    guessed["proof"] = proof(&house, &ana).await;
    ana.call("number.appeal", &[], guessed).await.expect_code(422, "session.code_wrong");
    house.nobody().call("number.appeal", &[], body).await.expect_code(401, "session.needed");

    let body = wish(&house, &ana, &bo.phone).await;
    let made = ana.call("number.appeal", &[], body).await.expect_ok();
    let again = wish(&house, &ana, &bo.phone).await;
    ana.call("number.appeal", &[], again).await.expect_code(409, "number.waits");
    let mine = ana.call("rights.mine", &[], json!(null)).await.expect_ok();
    assert_eq!(mine["items"][0]["kind"], "appeal_number");
    assert!(mine["items"][0]["due_at"].is_string(), "its clock runs: {mine}");
    let held = ana.call("me.held", &[], json!(null)).await.expect_ok();
    assert!(held.to_string().contains("yard_appeal"), "{held}");
    assert_eq!(codes(&bo).await[0], "number.claimed", "whoever holds it is told");

    // People decide, not before the holder had his time, and not whoever asks.
    answer(&ana, &made, json!({ "granted": true })).await.expect_code(403, "access.denied");
    answer(&wang, &made, json!({ "granted": true })).await.expect_code(409, "number.holder_has_time");
    house.advance(7 * DAY);
    answer(&wang, &made, json!({ "granted": true, "words": "已核实" })).await.expect_ok();
    answer(&wang, &made, json!({ "granted": true })).await.expect_code(404, "rights.unknown");

    // The account is at the new number, with everything it had; the old number opens nothing of it, and Bo is who he was.
    ana.get("/api/v1/me").await.expect_code(401, "session.needed");
    let opened = sign_in(&house, &bo.phone).await;
    assert_eq!(opened["person"]["id"], ana.id, "the number leads to her account");
    let here = house.bearer(opened["token"].as_str().unwrap());
    assert_eq!(here.get("/api/v1/me").await.expect_ok()["name"], "Ana");
    assert!(!here.call("me.held", &[], json!(null)).await.expect_ok().to_string().contains("yard_appeal"));
    assert_ne!(sign_in(&house, &ana.phone).await["person"]["id"], ana.id, "her old number is anybody's");
    bo.get("/api/v1/me").await.expect_ok();
    assert_eq!(codes(&bo).await[0], "number.lost");
    let back = open(&house.nobody(), &mut key).await.expect_ok();
    assert_eq!(back["person"]["id"], bo.id, "he comes in by his other way");
    proved("DB-059", &["number.code", "number.appeal", "rights.answer"]);
}

#[tokio::test]
async fn an_appeal_that_is_refused_or_taken_back_leaves_nothing_of_the_number() {
    let house = House::start().await;
    let (wang, ana) = (keeper(&house, "王芳").await, house.person("Ana").await);
    let fresh = house.fresh_number();
    let rows = async || -> i64 {
        let mut view = house.running.house.db.view().await.unwrap();
        view.one("SELECT COUNT(*) AS found FROM yard_appeal", vec![]).await.unwrap().get("found").unwrap()
    };
    let body = wish(&house, &ana, &fresh).await;
    let made = ana.call("number.appeal", &[], body).await.expect_ok();
    assert_eq!(rows().await, 1);
    let at = [("request", made["id"].as_str().unwrap())];
    ana.call("rights.withdraw", &at, json!(null)).await.expect_ok();
    assert_eq!(rows().await, 0, "taken back");
    let body = wish(&house, &ana, &fresh).await;
    let made = ana.call("number.appeal", &[], body).await.expect_ok();
    let no = json!({ "granted": false, "ground": "harm_to_others", "words": "不是本人" });
    answer(&wang, &made, no).await.expect_ok();
    assert_eq!(rows().await, 0, "refused");
    ana.get("/api/v1/me").await.expect_ok();
    // Nobody held it, so nobody waits: granted, it is hers at once.
    let body = wish(&house, &ana, &fresh).await;
    let made = ana.call("number.appeal", &[], body).await.expect_ok();
    answer(&wang, &made, json!({ "granted": true })).await.expect_ok();
    assert_eq!(sign_in(&house, &fresh).await["person"]["id"], ana.id);
}

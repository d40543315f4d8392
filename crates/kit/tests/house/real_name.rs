//! Real names: both sides of a card or an identity body, by consent alone, and nothing kept beyond its use.

use axum::http::Method;
use kit::identity::IdentityBody;
use kit::provider::{Kind, SmsProvider};
use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::avatar::pictures;
use crate::desk::{codes, keeper};
use crate::masked::leaves;
use crate::org::particulars;

const NO: Value = Value::Null;
/// The examples of GB 11643.
const CARD: &str = "11010519491231002X";
const OTHER: &str = "440524188001010014";
const SECRET: &str = "Gu5t9xGARNpq86cd98joQYCN3";

async fn agree(who: &Client, purpose: &str, categories: &[&str]) {
    let version = who.get("/api/v1/policy/asked").await.expect_ok()["version"].clone();
    let wish = json!({ "purpose": purpose, "version": version, "categories": categories });
    who.post("/api/v1/consents", wish).await.expect_ok();
}

/// The purpose and the kind of data, and, apart from these, who gets it.
async fn authorise(who: &Client) {
    agree(who, "identity-check", &["real-name"]).await;
    let version = who.get("/api/v1/policy/asked").await.expect_ok()["version"].clone();
    let wish = json!({ "purpose": "identity-check", "version": version, "recipient": "identity-body" });
    who.post("/api/v1/consents", wish).await.expect_ok();
}

async fn put(who: &Client, side: &str, bytes: Vec<u8>) -> Answer {
    let path = format!("/api/v1/me/real-name/photos/{side}");
    who.send(Method::PUT, &path, Some(bytes), &[("content-type", "image/png")]).await
}

async fn send(who: &Client, name: &str, number: &str, way: &str) -> Answer {
    who.call("real_name.send", &[], json!({ "name": name, "number": number, "way": way })).await
}

async fn mine(who: &Client) -> Value {
    who.call("real_name.get", &[], NO).await.expect_ok()
}

/// Somebody who agreed and uploaded both sides.
async fn with_card(house: &House, name: &str) -> Client {
    let who = house.person(name).await;
    agree(&who, "real-name", &["real-name", "identity-photo"]).await;
    for (side, picture) in ["front", "back"].into_iter().zip(pictures()) {
        put(&who, side, picture).await.expect_ok();
    }
    who
}

/// The only one that waits at the desk.
async fn waiting(keeper: &Client) -> (Value, String) {
    let list = keeper.call("real_name.list", &[], NO).await.expect_ok();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{list}");
    (list["items"][0].clone(), list["items"][0]["id"].as_str().unwrap().to_owned())
}

async fn decide(keeper: &Client, id: &str, wish: Value) -> Answer {
    keeper.call("real_name.decide", &[("verification", id)], wish).await
}

async fn look(keeper: &Client, id: &str, why: &str) -> Answer {
    keeper.call("real_name.look", &[("verification", id)], json!({ "reason": why })).await
}

async fn count(house: &House, sql: &'static str) -> i64 {
    let mut view = house.running.house.db.view().await.unwrap();
    view.one(sql, vec![]).await.unwrap().get("found").unwrap()
}

async fn photos(house: &House) -> i64 {
    count(house, "SELECT COUNT(*) AS found FROM yard_identity_photo").await
}

/// Both sides and a matching name pass; one side alone, no consent and a number that is none are refused; a mismatch fails.
///
/// proves: YZJ-013
/// proves: AJ-007
/// proves: DB-007
#[tokio::test]
async fn both_sides_with_a_matching_name_pass_and_one_side_alone_or_a_mismatch_does_not() {
    let house = House::start().await;
    let (kay, ana) = (keeper(&house, "Kay").await, house.person("Ana").await);
    let front = || pictures().swap_remove(0);
    put(&ana, "front", front()).await.expect_code(403, "real_name.consent");
    send(&ana, "安娜", CARD, "card").await.expect_code(403, "real_name.consent");
    agree(&ana, "real-name", &["real-name", "identity-photo"]).await;
    put(&ana, "front", front()).await.expect_ok();
    put(&ana, "back", b"MZ program".to_vec()).await.expect_code(422, "real_name.not_picture");
    send(&ana, "安娜", CARD, "card").await.expect_code(409, "real_name.side_missing");
    put(&ana, "back", pictures().swap_remove(1)).await.expect_ok();
    for wrong in ["110105194912310021", "11010519491331002X", "99010519491231002X", ""] {
        send(&ana, "安娜", wrong, "card").await.expect_code(422, "real_name.number");
    }
    send(&ana, "安", CARD, "card").await.expect_code(422, "real_name.name");
    send(&ana, "安娜", CARD, "body").await.expect_code(409, "real_name.no_body");
    send(&ana, "安娜", CARD, "card").await.expect_ok();
    send(&ana, "安娜", CARD, "card").await.expect_code(409, "real_name.sent");
    put(&ana, "back", front()).await.expect_code(409, "real_name.sent");
    let said = mine(&ana).await;
    assert_eq!((&said["state"], &said["number"]), (&json!("waiting"), &json!("1****************X")));
    assert_eq!(said["sides"], json!(["back", "front"]));

    // The desk sees first and last signs, and the card itself with a reason that she reads.
    let (brief, id) = waiting(&kay).await;
    assert_eq!((&brief["name"], &brief["number"]), (&json!("安*"), &json!("1****************X")));
    look(&kay, &id, " ").await.expect_code(422, "real_name.reason");
    let seen = look(&kay, &id, "compare the card").await.expect_ok();
    assert_eq!((&seen["name"], &seen["number"]), (&json!("安娜"), &json!(CARD)));
    assert_eq!(seen["photos"].as_array().unwrap().len(), 2, "{seen}");
    let leaves = leaves(&ana).await;
    let leaf = leaves.iter().find(|leaf| leaf["act"] == "real_name.look").expect("a leaf");
    assert!(leaf.to_string().contains("compare the card"), "{leaf}");
    decide(&kay, &id, json!({ "verified": true })).await.expect_ok();
    decide(&kay, &id, json!({ "verified": true })).await.expect_code(409, "real_name.decided");
    assert_eq!(mine(&ana).await["state"], "verified");
    assert_eq!(codes(&ana).await[0], "real_name.verified");
    assert_eq!(photos(&house).await, 0, "the pictures go with the decision");
    look(&kay, &id, "once more").await.expect_code(404, "real_name.not_there");

    // A card that shows another name does not pass, and nothing of it stays but the reason.
    let bo = with_card(&house, "Bo").await;
    send(&bo, "博", OTHER, "card").await.expect_code(422, "real_name.name");
    send(&bo, "李博", OTHER, "card").await.expect_ok();
    let (_, id) = waiting(&kay).await;
    decide(&kay, &id, json!({ "verified": false })).await.expect_code(422, "real_name.reason");
    decide(&kay, &id, json!({ "verified": false, "reason": "姓名与证件不符" })).await.expect_ok();
    let said = mine(&bo).await;
    assert_eq!((&said["state"], &said["reason"]), (&json!("refused"), &json!("姓名与证件不符")));
    assert_eq!((&said["name"], &said["number"], &said["sides"]), (&NO, &NO, &json!([])));
    let drove = ["real_name.photo", "real_name.send", "real_name.look", "real_name.decide", "real_name.get"];
    for id in ["YZJ-013", "AJ-007", "DB-007"] {
        proved(id, &drove);
    }
}

/// A house in earnest with an identity body that knows one card, its keeper, and Ana who agreed to be verified.
async fn with_body() -> (House, IdentityBody, SmsProvider, Client) {
    let body = IdentityBody::start(SECRET, &[(CARD, "安娜")]).await;
    let sms = SmsProvider::start(Kind::Tencent, SECRET).await;
    let (house, _) = House::in_earnest(|config| {
        sms.settings(config);
        body.settings(config);
        config.accounts.signup = Some(ground::config::Signup::Open);
    })
    .await;
    let ana = signed_up(&house, &sms).await;
    (house, body, sms, ana)
}

async fn signed_up(house: &House, sms: &SmsProvider) -> Client {
    let phone = house.fresh_number();
    house.send_code(&phone).await.expect_ok();
    let code = sms.taken().last().unwrap().values[0].as_str().unwrap().to_owned();
    let wish = json!({ "phone": phone, "code": code, "name": "Ana", "device": "kit", "bearer": true });
    let opened = house.nobody().post("/api/v1/session/open", wish).await.expect_ok();
    let ana = house.bearer(opened["token"].as_str().unwrap());
    agree(&ana, "real-name", &["real-name", "identity-photo"]).await;
    ana
}

async fn shared(who: &Client) -> Vec<Value> {
    let flows = who.get("/api/v1/me/flows").await.expect_ok();
    let shared = flows["shared"].as_array().unwrap().clone();
    shared.into_iter().filter(|one| one["recipient"] == "identity-body").collect()
}

/// proves: AJ-008
#[tokio::test]
async fn an_identity_body_is_asked_only_with_a_stored_authorisation_gets_two_fields_and_each_check_is_listed()
{
    let (house, body, sms, ana) = with_body().await;
    let declared = house.nobody().get("/api/v1/policy/recipients").await.expect_ok();
    assert!(declared.to_string().contains("identity-body"), "{declared}");
    assert_eq!(mine(&ana).await["has_body"], true);
    send(&ana, "安娜", CARD, "body").await.expect_code(403, "real_name.body_consent");
    house.run_jobs().await;
    assert!(body.asked().is_empty() && shared(&ana).await.is_empty(), "nothing left");

    agree(&ana, "identity-check", &["real-name"]).await;
    send(&ana, "安娜", CARD, "body").await.expect_code(403, "real_name.body_consent");
    authorise(&ana).await;
    send(&ana, "安娜", CARD, "body").await.expect_ok();
    house.run_jobs().await;
    assert_eq!(body.asked(), [json!({ "IdCard": CARD, "Name": "安娜" })], "name and number, nothing else");
    assert_eq!(mine(&ana).await["state"], "verified");
    let listed = shared(&ana).await;
    assert_eq!((listed.len(), &listed[0]["times"], &listed[0]["outcome"]), (1, &json!(1), &json!("sent")));

    // Another's number does not pass; what the body does not know it does not guess.
    let bo = signed_up(&house, &sms).await;
    authorise(&bo).await;
    for (number, state) in [(CARD, "refused"), (OTHER, "unknown")] {
        send(&bo, "李博", number, "body").await.expect_ok();
        house.run_jobs().await;
        assert_eq!(mine(&bo).await["state"], state);
        assert_eq!(mine(&bo).await["number"], NO, "it is not kept");
    }
    assert_eq!(shared(&bo).await[0]["times"], 2);

    // Taken back before it is asked, it is not asked.
    let asked = body.asked().len();
    send(&bo, "李博", OTHER, "body").await.expect_ok();
    bo.post("/api/v1/consents/withdraw", json!({ "purpose": "identity-check" })).await.expect_ok();
    house.run_jobs().await;
    assert_eq!((body.asked().len(), &mine(&bo).await["state"]), (asked, &json!("unknown")));
    proved("AJ-008", &["real_name.send", "job:real_name.check"]);
}

#[tokio::test]
async fn a_body_that_is_busy_is_asked_again_and_nobody_is_refused_for_it() {
    let (house, body, _, ana) = with_body().await;
    authorise(&ana).await;
    body.says(Some("-4"));
    send(&ana, "安娜", CARD, "body").await.expect_ok();
    house.run_jobs().await;
    assert_eq!(mine(&ana).await["state"], "waiting");
    body.says(None);
    house.advance(Duration::from_secs(3_600));
    house.run_jobs().await;
    assert_eq!(mine(&ana).await["state"], "verified");
}

#[tokio::test]
async fn taking_it_back_removes_all_of_it_at_once_and_what_nobody_decides_has_an_end() {
    let house = House::start().await;
    let kay = keeper(&house, "Kay").await;
    for way in ["consent", "act", "time"] {
        let ana = with_card(&house, "Ana").await;
        send(&ana, "安娜", CARD, "card").await.expect_ok();
        let held = ana.call("me.held", &[], NO).await.expect_ok();
        assert!(held.to_string().contains(CARD), "she finds it: {held}");
        match way {
            "consent" => {
                let wish = json!({ "purpose": "real-name" });
                ana.post("/api/v1/consents/withdraw", wish).await.expect_ok();
            }
            "act" => drop(ana.call("real_name.remove", &[], NO).await.expect_ok()),
            _ => {
                house.advance(Duration::from_secs(31 * 86_400));
                house.run_jobs().await;
                assert_eq!(codes(&ana).await[0], "real_name.lapsed");
            }
        }
        assert_eq!(photos(&house).await, 0, "{way}");
        let kept = "SELECT COUNT(*) AS found FROM yard_real_name";
        assert_eq!(count(&house, kept).await, 0, "{way}");
        let list = kay.call("real_name.list", &[], NO).await.expect_ok();
        assert_eq!(list["items"], json!([]), "{way}");
        assert_eq!(mine(&ana).await["state"], NO);
    }
}

#[tokio::test]
async fn only_who_runs_the_house_reviews_and_nobody_his_own() {
    let house = House::start().await;
    let (kay, eve) = (with_card(&house, "Kay").await, house.person("Eve").await);
    send(&kay, "凯凯", OTHER, "card").await.expect_ok();
    let kim = keeper(&house, "Kim").await;
    let (_, id) = waiting(&kim).await;
    for stranger in [&eve, &kay] {
        stranger.call("real_name.list", &[], NO).await.expect_code(403, "access.denied");
        look(stranger, &id, "I want to know").await.expect_code(403, "access.denied");
        decide(stranger, &id, json!({ "verified": true })).await.expect_code(403, "access.denied");
    }
    let person: ground::PersonId = kay.id.parse().unwrap();
    let mut cx = house.running.house.db.begin().await.unwrap();
    cx.run("UPDATE yard_person SET keeper = 1 WHERE id = $1", ground::values![person]).await.unwrap();
    cx.commit().await.unwrap();
    look(&kay, &id, "it is mine").await.expect_code(409, "real_name.own");
    decide(&kay, &id, json!({ "verified": true })).await.expect_code(409, "real_name.own");
    let unknown = "realname_01890a5d-ac96-774b-bcce-b302099a8057";
    decide(&kim, unknown, json!({ "verified": true })).await.expect_code(404, "real_name.not_there");
}

/// Refusing costs what is marked as wanting it, and nothing else.
#[tokio::test]
async fn who_is_not_verified_talks_and_meets_and_only_what_is_marked_wants_a_verified_name() {
    let marked = |config: &mut ground::config::Config| {
        config.accounts.real_name_for = vec!["org.create".to_owned()];
    };
    let house = House::with(marked).await;
    let (kay, ana, bo) =
        (keeper(&house, "Kay").await, with_card(&house, "Ana").await, house.person("Bo").await);
    bo.post("/api/v1/consents/refuse", json!({ "purpose": "real-name" })).await.expect_ok();
    for who in [&ana, &bo] {
        who.call("meeting.start", &[], json!({ "guests": true })).await.expect_ok();
        who.call("conversation.list", &[], NO).await.expect_ok();
        who.call("org.create", &[], particulars()).await.expect_code(403, "real_name.needed");
    }
    send(&ana, "安娜", CARD, "card").await.expect_ok();
    ana.call("org.create", &[], particulars()).await.expect_code(403, "real_name.needed");
    let (_, id) = waiting(&kay).await;
    decide(&kay, &id, json!({ "verified": true })).await.expect_ok();
    ana.call("org.create", &[], particulars()).await.expect_ok();
    bo.call("org.create", &[], particulars()).await.expect_code(403, "real_name.needed");
    house.nobody().call("org.create", &[], particulars()).await.expect_code(401, "session.needed");
}

#[tokio::test]
async fn behind_a_doorplate_without_it_there_is_none_and_nothing_can_be_marked() {
    let house = House::with_profile("huiketing", |_| {}).await;
    let ana = house.person("Ana").await;
    ana.call("real_name.get", &[], NO).await.expect_code(404, "real_name.off");
    put(&ana, "front", pictures().swap_remove(0)).await.expect_code(404, "real_name.off");
    send(&ana, "安娜", CARD, "card").await.expect_code(404, "real_name.off");
    let policy = house.nobody().get("/api/v1/policy?lang=en").await.text();
    assert!(!policy.contains("Real-name verification"), "the policy does not speak of it");
    let why = House::refused_as("huiketing", |config| {
        config.accounts.real_name_for = vec!["org.create".to_owned()];
    });
    assert!(why.await.contains("accounts.real_name_for"));
    let why = House::refused_as("courtyard", |config| {
        config.accounts.real_name_for = vec!["org.creat".to_owned()];
    });
    assert!(why.await.contains("org.creat"), "a word that marks nothing is not taken for a mark");
}

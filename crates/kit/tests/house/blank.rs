//! Somebody who says nothing of himself.

use kit::{Client, House, proved};
use serde_json::{Value, json};

use crate::chat::{direct, said};
use crate::friends::befriend;
use crate::meet::{join, started};

/// Signs up without a name.
async fn blank(house: &House) -> (Client, String) {
    let phone = house.fresh_number();
    house.send_code(&phone).await.expect_ok();
    let code = house.code_for(&phone).await;
    let wish = json!({ "phone": phone, "code": code, "unnamed": true, "bearer": true });
    let opened = house.nobody().post("/api/v1/session/open", wish).await.expect_ok();
    let name = opened["person"]["name"].as_str().unwrap().to_owned();
    let mut who = house.bearer(opened["token"].as_str().unwrap());
    who.id = opened["person"]["id"].as_str().unwrap().to_owned();
    (who, name)
}

async fn held(who: &Client) -> Vec<(String, Value)> {
    let held = who.call("me.held", &[], json!(null)).await.expect_ok();
    let items = held["items"].as_array().unwrap().iter();
    let own = items.filter(|item| ["yard_person", "yard_gender"].contains(&item["table"].as_str().unwrap()));
    own.map(|item| (item["category"].as_str().unwrap().to_owned(), item["value"].clone())).collect()
}

/// proves: AJ-003
#[tokio::test]
async fn a_profile_that_is_blank_works_and_name_picture_and_gender_come_when_their_person_wishes() {
    let house = House::start().await;
    let ((ana, made), (other, another)) = (blank(&house).await, blank(&house).await);
    let digits = made.strip_prefix("用户 ").unwrap_or_else(|| panic!("{made}"));
    assert!(digits.len() == 6 && digits.bytes().all(|sign| sign.is_ascii_digit()), "{made}");
    assert_ne!(made, another, "they are told apart");
    assert_eq!(held(&ana).await, [("display-name".to_owned(), json!(made))]);
    ana.get("/api/v1/me/avatar").await.expect_code(404, "avatar.none");
    assert_eq!(ana.call("me.gender.get", &[], json!(null)).await.expect_ok()["gender"], json!(null));

    // Meeting, friends and writing work; whoever reads sees the made-up name.
    let bo = house.person("Bo").await;
    let meeting = started(&ana, json!({ "title": "邻里", "guests": true })).await;
    join(&bo, &meeting, json!({})).await.expect_ok();
    befriend(&ana, &bo).await;
    let talk = direct(&bo, &ana).await;
    said(&ana, &talk, "mark-0001", "你好").await;
    let list = bo.call("friend.list", &[], json!(null)).await.expect_ok();
    assert_eq!(list["items"][0]["name"], made.as_str());
    for operation in ["me.get", "me.basics", "me.devices", "me.consents", "notice.list", "meeting.list"] {
        ana.call(operation, &[], json!(null)).await.expect_ok();
    }

    // And each comes, changes and goes by itself, seen by its person alone where it is the gender.
    ana.call("me.update", &[], json!({ "name": "安娜" })).await.expect_ok();
    for gender in ["female", "other"] {
        ana.call("me.gender", &[], json!({ "gender": gender })).await.expect_ok();
        assert_eq!(ana.call("me.gender.get", &[], json!(null)).await.expect_ok()["gender"], gender);
    }
    ana.call("me.gender", &[], json!({ "gender": "x" })).await.expect_code(422, "body.invalid");
    let own = held(&ana).await;
    assert_eq!(own, [("display-name".to_owned(), json!("安娜")), ("gender".to_owned(), json!("other"))]);
    assert_eq!(other.call("me.gender.get", &[], json!(null)).await.expect_ok()["gender"], json!(null));
    let at = [("person", ana.id.as_str())];
    let seen = bo.call("friend.profile", &at, json!(null)).await.expect_ok();
    assert!(!seen.to_string().contains("other") && !seen.to_string().contains("gender"), "{seen}");
    ana.call("me.gender.remove", &[], json!(null)).await.expect_ok();
    assert_eq!(held(&ana).await, [("display-name".to_owned(), json!("安娜"))]);
    proved("AJ-003", &["session.open", "me.gender", "me.gender.get", "me.update", "friend.list"]);
}

//! My data: what is held, and who looked.

use kit::House;
use serde_json::json;

#[tokio::test]
async fn everything_held_about_me_is_shown_with_purpose_and_time() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let held = ana.get("/api/v1/me/held?lang=en").await.expect_ok();
    let items = held["items"].as_array().unwrap();
    assert!(
        items
            .iter()
            .all(|item| item["collected_at"].is_string() && !item["retention"].as_str().unwrap().is_empty())
    );
    let name = items.iter().find(|item| item["category"] == "display-name").unwrap();
    assert_eq!(name["value"], "Ana");
    assert!(name["purposes"].as_array().unwrap().len() > 1, "{name}");
    let phone = items.iter().find(|item| item["category"] == "phone-number").unwrap();
    assert!(phone["value"].as_str().unwrap().contains("****"), "{phone}");
}

#[tokio::test]
async fn a_name_is_changed_and_a_wrong_one_refused() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    ana.call("me.update", &[], json!({ "name": " 安娜 " })).await.expect_ok();
    assert_eq!(ana.get("/api/v1/me").await.expect_ok()["name"], "安娜");
    ana.call("me.update", &[], json!({ "name": "" })).await.expect_code(422, "account.name_missing");
    ana.call("me.update", &[], json!({ "name": "x".repeat(65) }))
        .await
        .expect_code(422, "account.name_wrong");
    ana.call("me.update", &[], json!({ "nam": "x" })).await.expect_code(422, "body.invalid");
    ana.call("me.update", &[], json!({ "name": "x", "phone": "1" })).await.expect_code(422, "body.invalid");
}

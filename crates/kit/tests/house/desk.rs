//! Whoever sits at the desk: a keeper, made by whoever runs the machine.

use ground::{PersonId, values};
use kit::{Client, House};
use serde_json::{Value, json};

/// Somebody who runs the house.
pub async fn keeper(house: &House, name: &str) -> Client {
    let keeper = house.person(name).await;
    let id: PersonId = keeper.id.parse().unwrap();
    let mut cx = house.running.house.db.begin().await.unwrap();
    cx.run("UPDATE yard_person SET keeper = 1 WHERE id = $1", values![id]).await.unwrap();
    cx.commit().await.unwrap();
    keeper
}

/// The codes of somebody's notices, newest first.
pub async fn codes(of: &Client) -> Vec<String> {
    let list = of.call("notice.list", &[], json!(null)).await.expect_ok();
    list["items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap().to_owned()).collect()
}

/// The messages that were sent to a number, apart from codes.
pub async fn texts_to(house: &House, phone: &str) -> Vec<String> {
    let outbox = house.nobody().get("/dev/outbox").await.expect_ok();
    let to =
        |item: &&Value| item["to"].as_str().is_some_and(|to| to.ends_with(phone)) && item["code"].is_null();
    let items = outbox["items"].as_array().unwrap();
    items.iter().filter(to).map(|item| item["text"].as_str().unwrap().to_owned()).collect()
}

/// A role of the staff, from one keeper to another.
pub async fn grant(by: &Client, to: &Client, role: &str) -> kit::Answer {
    by.call("staff.grant", &[], json!({ "phone": to.phone, "role": role })).await
}

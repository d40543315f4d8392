//! Shares of the master key from the desk: once, in the first days, to whoever proves that it is he.

use kit::{Client, House};
use serde_json::{Value, json};
use std::time::Duration;
use vault::escrow::MasterKey;

use crate::retention::keeper;
use crate::rights::proof;

async fn give(house: &House, who: &Client, need: Value, shares: Value) -> kit::Answer {
    let wish = json!({ "need": need, "shares": shares, "proof": proof(house, who).await });
    who.call("escrow.give", &[], wish).await
}

#[tokio::test]
async fn shares_are_given_once_shown_once_and_bring_the_master_key_back() {
    let house = House::start().await;
    let (keeper, ana) = (keeper(&house).await, house.person("Ana").await);
    ana.call("escrow.read", &[], json!(null)).await.expect_code(403, "access.denied");
    give(&house, &ana, json!(3), json!(5)).await.expect_code(403, "access.denied");
    let before = keeper.call("escrow.read", &[], json!(null)).await.expect_ok();
    assert_eq!((&before["open"], &before["given_at"]), (&json!(true), &Value::Null));
    for (need, shares, code) in [
        (1, 5, "escrow.numbers"),
        (6, 5, "escrow.numbers"),
        (2, 21, "escrow.numbers"),
        (0, 0, "escrow.numbers"),
        (999, 5, "body.invalid"),
    ] {
        let wish = json!({ "need": need, "shares": shares, "proof": { "code": "000000" } });
        keeper.call("escrow.give", &[], wish).await.expect_code(422, code);
    }
    let unproved = json!({ "need": 3, "shares": 5, "proof": { "code": "000000" } });
    keeper.call("escrow.give", &[], unproved).await.expect_code(422, "session.code_expired");

    let given = give(&house, &keeper, json!(3), json!(5)).await;
    assert_eq!(given.headers["cache-control"], "no-store");
    let given = given.expect_ok();
    let lines: Vec<&str> =
        given["items"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    assert_eq!(lines.len(), 5);
    let own = MasterKey::read(&house.running.house.keys_folder.join("master.key")).unwrap();
    let back = MasterKey::from_shares([lines[4], lines[0], lines[2]]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    back.keep(folder.path()).unwrap();
    own.keep(&folder.path().join("own")).unwrap_err();
    let bytes = |path: &std::path::Path| std::fs::read(path.join("master.key")).unwrap();
    assert_eq!(bytes(folder.path()), bytes(&house.running.house.keys_folder), "three of five are the key");
    assert!(MasterKey::from_shares([lines[4], lines[0]]).is_err(), "two say nothing");

    let after = keeper.call("escrow.read", &[], json!(null)).await.expect_ok();
    assert_eq!((&after["open"], &after["need"], &after["shares"]), (&json!(false), &json!(3), &json!(5)));
    assert!(!after.to_string().contains("cys1"), "shown once");
    assert!(crate::canary::found(&house, lines[0]).await.is_empty(), "and kept nowhere");
    give(&house, &keeper, json!(2), json!(3)).await.expect_code(409, "escrow.given");
}

#[tokio::test]
async fn after_the_first_days_shares_come_from_the_machine_alone() {
    let house = House::start().await;
    let keeper = keeper(&house).await;
    house.advance(Duration::from_secs(8 * 86_400));
    let state = keeper.call("escrow.read", &[], json!(null)).await.expect_ok();
    assert_eq!((&state["open"], &state["given_at"]), (&json!(false), &Value::Null));
    give(&house, &keeper, json!(3), json!(5)).await.expect_code(409, "escrow.too_late");
}

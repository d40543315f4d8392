//! More passes than a door can hold: it holds as many as it can, those who run the community are told once, and what else is wrong with
//! its box is still to be seen.

use ground::values;
use serde_json::Value;

use crate::agent::{door, health, paired};
use crate::door_box::until;
use crate::homes::{Estate, told};
use crate::seat::Door;

#[tokio::test]
async fn a_list_that_is_full_is_told_once_and_hides_no_trouble_of_the_log() {
    let estate = Estate::open().await;
    let (front, id) = (Door::open(&estate.house).await, door(&estate).await);
    let mut at_door = paired(&estate, &front, &id).await;
    at_door.start().await;
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    let home = [("home", estate.homes[0].as_str())];
    let pin = async |pin: &str| {
        let wish = serde_json::json!({ "pin": pin });
        ana.call("pass.pin.set", &home, wish).await.expect_ok();
    };
    pin("482957").await;
    estate.house.run_jobs().await;
    until("what she has is at the door", async || at_door.status()["passes"].as_u64() >= Some(3)).await;
    let db = &estate.house.running.house.db;
    // Twenty thousand more than there are: of the desk, so that they open by nobody's right.
    let mut cx = db.begin().await.unwrap();
    let sql = "INSERT INTO community_pass (id, org, holder, scope, way, cut, week, made_at) \
               SELECT $1, org, 'desk', 'all', 'app', 'hold', week, made_at FROM community_pass WHERE way = 'app' AND holder = 'resident'";
    for number in 1..=pass::PASSES_MAX {
        let mut bytes = [0xee; 16];
        bytes[8..].copy_from_slice(&u64::try_from(number).unwrap().to_be_bytes());
        cx.run(sql, values![bytes.to_vec()]).await.unwrap();
    }
    cx.run("UPDATE community_agent SET trouble = 'gap', trouble_at = paired_at", values![]).await.unwrap();
    cx.commit().await.unwrap();
    let notices = async || told(&estate.wang).await.matches("door.full").count();
    assert_eq!(notices().await, 0);
    pin("739164").await;
    let (wang, org) = (&estate.wang, estate.org.as_str());
    until("the desk knows", async || health(wang, org).await["full_at"] != Value::Null).await;
    until("the door holds what it can", async || at_door.status()["passes"].as_u64() == Some(20_000)).await;
    assert_eq!((notices().await, &health(wang, org).await["trouble"]), (1, &Value::from("gap")));

    let mut cx = db.begin().await.unwrap();
    cx.run("DELETE FROM community_pass WHERE holder = 'desk'", values![]).await.unwrap();
    cx.commit().await.unwrap();
    pin("739164").await;
    until("it fits again", async || health(wang, org).await["full_at"] == Value::Null).await;
    assert_eq!(health(wang, org).await["trouble"], "gap", "what is not right with the log stays");
}

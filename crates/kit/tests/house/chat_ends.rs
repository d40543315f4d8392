//! What is left of an organisation's conversations when it has ended with its last member.

use ground::OrgId;
use kit::{Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::chat::{said, team};
use crate::chat_keeping::{count, group_of, has_chat};
use crate::contacts::entered;
use crate::desk::codes;
use crate::erasure::{close, rows_of};

const NO: Value = Value::Null;
const HOUR: Duration = Duration::from_secs(3_600);

/// The tables of conversations that name this organisation.
async fn left(house: &House, org: &str) -> Vec<String> {
    let rows = rows_of(house, org.parse::<OrgId>().unwrap().bytes()).await;
    rows.into_iter().map(|(table, _)| table).filter(|table| table.starts_with("chat_")).collect()
}

async fn orders(who: &Client, org: &str) {
    let at = [("org", org)];
    let shows = json!({ "numbers": "members", "positions": "members" });
    who.call("directory.rule", &at, shows).await.expect_ok();
    let wish = json!({ "groups_by": "everybody", "links": false, "words": ["内幕消息"] });
    who.call("governing.set", &at, wish).await.expect_ok();
    who.call("channel.begin", &at, json!({ "name": "公告" })).await.expect_ok();
    for name in ["王外部", "李外部"] {
        who.call("external.add", &at, entered(name)).await.expect_ok();
    }
}

#[tokio::test]
async fn an_organisation_that_ended_stands_in_no_table_of_conversations() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, acme) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let (others, other) = team(&house, &["Xia", "Yan"]).await;
    for (who, org) in [(ana, &acme), (&others[0], &other)] {
        orders(who, org).await;
    }
    let ours = group_of(bo, &acme, &[ana]).await;
    said(bo, &ours, "mark-0001", "合同在此").await;
    let hold = json!({ "conversation": ours, "person": bo.id, "why": "audit", "days": 150 });
    ana.call("hold.place", &[("org", &acme)], hold).await.expect_ok();
    let grant = json!({ "conversation": ours, "why": "abuse", "hours": 300 });
    ana.call("grant.give", &[("org", &acme)], grant).await.expect_ok();
    house.run_jobs().await;
    house.advance(HOUR);
    house.run_jobs().await;
    let before = ["chat_contact", "chat_conversation", "chat_display", "chat_following", "chat_governing"];
    let stands = left(&house, &acme).await;
    for table in before.iter().chain(&["chat_hold", "chat_grant"]) {
        assert!(stands.iter().any(|one| one == table), "{table} is tried: {stands:?}");
    }

    // Bo leaves, and the last one closes his account: whoever was held is told that he is not any longer.
    let at = [("org", acme.as_str()), ("person", bo.id.as_str())];
    ana.call("org.member.remove", &at, NO).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(count(&house, "SELECT COUNT(*) AS found FROM chat_hold WHERE ended_at IS NULL").await, 1);
    close(&house, ana).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(count(&house, "SELECT COUNT(*) AS found FROM chat_hold WHERE ended_at IS NULL").await, 0);
    assert_eq!(codes(bo).await.iter().filter(|code| *code == "conversation.released").count(), 1);
    for _ in 0..3 {
        house.advance(HOUR);
        house.run_jobs().await;
    }
    assert_eq!(left(&house, &acme).await, [""; 0], "nothing is left");
    // What others have is there still.
    let theirs = left(&house, &other).await;
    for table in before {
        assert!(theirs.iter().any(|one| one == table), "{table}: {theirs:?}");
    }
}

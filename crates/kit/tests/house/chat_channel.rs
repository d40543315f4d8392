//! Channels: all members of an organisation read what its editors announce.

use kit::{Answer, Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::chat::{act, all, page, said, say, team, texts};
use crate::chat_keeping::has_chat;
use crate::meet::text;
use crate::org::joined;

const NO: Value = Value::Null;
const MINUTE: Duration = Duration::from_secs(61);

async fn make(who: &Client, org: &str, name: &str) -> Answer {
    who.call("channel.begin", &[("org", org)], json!({ "name": name })).await
}

async fn take(who: &Client, org: &str, channel: &str) -> Answer {
    who.call("channel.take", &[("org", org), ("conversation", channel)], json!({})).await
}

async fn list(who: &Client) -> Vec<Value> {
    let found = who.call("conversation.list", &[], NO).await.expect_ok();
    found["items"].as_array().unwrap().clone()
}

async fn follow(house: &House) {
    house.advance(MINUTE);
    house.run_jobs().await;
}

#[tokio::test]
async fn a_channel_is_of_all_members_who_read_what_its_editors_announce() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, acme) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let (others, _) = team(&house, &["Xia", "Yan"]).await;
    make(bo, &acme, "公告").await.expect_code(403, "access.denied");
    make(&others[0], &acme, "公告").await.expect_code(404, "org.unknown");
    make(ana, &acme, " ").await.expect_code(422, "conversation.name");
    let news = text(&make(ana, &acme, "公司公告").await.expect_ok(), "id").to_owned();
    let first = said(ana, &news, "mark-0001", "周五放假").await;
    house.run_jobs().await;

    // Everybody of the organisation has it in his list and reads it; nobody else does.
    for who in [bo, cai] {
        let own = list(who).await;
        assert_eq!((text(&own[0], "kind"), text(&own[0], "name")), ("channel", "公司公告"));
        assert_eq!(texts(&all(who, &news).await), ["周五放假"]);
    }
    page(&others[0], &news, "").await.expect_code(404, "conversation.unknown");

    // Editors speak; members neither write, nor react, call, leave or let anybody in, and see the editors and themselves.
    say(bo, &news, "mark-0002", "收到").await.expect_code(403, "message.quiet");
    let sign = json!({ "mark": "mark-sign", "sign": "👍" });
    act(bo, "message.react", (&news, first), sign).await.expect_code(404, "conversation.unknown");
    let at = [("conversation", news.as_str())];
    bo.call("call.start", &at, json!({ "kind": "voice", "people": [] }))
        .await
        .expect_code(404, "conversation.unknown");
    let own = [("conversation", news.as_str()), ("person", bo.id.as_str())];
    bo.call("conversation.remove", &own, NO).await.expect_code(409, "conversation.channel");
    ana.call("conversation.remove", &own, NO).await.expect_code(409, "conversation.channel");
    let wish = json!({ "quiet": false, "open": true, "asks": false, "slow_s": 0 });
    ana.call("order.set", &at, wish).await.expect_code(409, "conversation.channel");
    ana.call("order.link_make", &at, json!({ "days": 1, "most": 1 }))
        .await
        .expect_code(409, "conversation.channel");
    let seen = bo.call("conversation.members", &at, NO).await.expect_ok();
    let seen: Vec<&str> = seen["items"].as_array().unwrap().iter().map(|one| text(one, "person")).collect();
    assert_eq!(seen.len(), 2);
    assert!(seen.contains(&ana.id.as_str()) && seen.contains(&bo.id.as_str()));
    ana.call("order.appoint", &own, json!({ "role": "moderator" })).await.expect_ok();
    said(bo, &news, "mark-0003", "补充：周六也放").await;

    // Who comes to the organisation comes into it, reads all of it, and has nothing of before to read.
    let dan = joined(&house, ana, &acme, "Dan", "member").await;
    follow(&house).await;
    assert_eq!(texts(&all(&dan, &news).await), ["周五放假", "补充：周六也放"]);
    assert_eq!(list(&dan).await[0]["unread"], 0);
    said(ana, &news, "mark-0004", "欢迎新同事").await;
    assert_eq!(list(&dan).await[0]["unread"], 1);

    // Who leaves it reads nothing there; an editor follows its owner, and an administrator takes over what nobody owns.
    let at = [("org", acme.as_str()), ("person", dan.id.as_str())];
    ana.call("org.member.remove", &at, NO).await.expect_ok();
    house.run_jobs().await;
    page(&dan, &news, "").await.expect_code(404, "conversation.unknown");
    assert!(list(&dan).await.is_empty());
    take(cai, &acme, &news).await.expect_code(403, "access.denied");
    take(&others[0], &acme, &news).await.expect_code(404, "org.unknown");
    let at = [("org", acme.as_str()), ("person", cai.id.as_str())];
    ana.call("org.member.update", &at, json!({ "role": "administrator" })).await.expect_ok();
    take(cai, &acme, &news).await.expect_ok();
    assert_eq!(list(cai).await[0]["role"], "owner");
    assert_eq!(list(ana).await[0]["role"], "moderator");
    let events = all(bo, &news).await;
    assert!(events.iter().all(|event| !["join", "leave"].contains(&text(event, "kind"))), "{events:?}");
}

#[tokio::test]
async fn a_channel_takes_in_a_roster_by_pages_and_tells_each_of_them() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, acme) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    // As many as three pages hold, by the way that a restored house gets them.
    let org: ground::OrgId = acme.parse().unwrap();
    let mut cx = house.running.house.db.begin().await.unwrap();
    for number in 0..2_500_u32 {
        let mut bytes = *ground::uuid::Uuid::now_v7().as_bytes();
        bytes[12..].copy_from_slice(&number.to_be_bytes());
        let person = ground::PersonId::from_bytes(bytes);
        let values = ground::values![bytes, org, person, "member", 1_i64];
        let sql = "INSERT INTO yard_member (id, org, person, role, joined_at) VALUES ($1, $2, $3, $4, $5)";
        cx.run(sql, values).await.unwrap();
    }
    cx.commit().await.unwrap();
    let news = text(&make(ana, &acme, "公司公告").await.expect_ok(), "id").to_owned();
    house.run_jobs().await;
    let id: Vec<u8> = {
        let mut view = house.running.house.db.view().await.unwrap();
        let sql = "SELECT conversation, COUNT(*) AS found FROM chat_member GROUP BY conversation";
        let row = view.one(sql, vec![]).await.unwrap();
        assert_eq!(row.get::<i64>("found").unwrap(), 2_502);
        row.get("conversation").unwrap()
    };
    assert_eq!(id.len(), 16);
    said(ana, &news, "mark-0001", "全体通知").await;
    assert_eq!(texts(&all(bo, &news).await), ["全体通知"]);
    assert_eq!(list(bo).await[0]["unread"], 1);
}

//! What an organisation orders for its conversations: who makes groups, links, and words that are refused.

use kit::{Answer, Client, House};
use serde_json::{Value, json};

use crate::chat::{act, all, direct, group, page, said, say, team, texts};
use crate::chat_keeping::{group_of, has_chat};

const NO: Value = Value::Null;

async fn set(who: &Client, org: &str, wish: Value) -> Answer {
    let mut all = json!({ "groups_by": "everybody", "links": true, "words": [] });
    all.as_object_mut().unwrap().extend(wish.as_object().unwrap().clone());
    who.call("governing.set", &[("org", org)], all).await
}

async fn begin(who: &Client, org: &str, other: &Client) -> Answer {
    let wish = json!({ "name": "项目", "org": org, "people": [other.id] });
    who.call("conversation.group", &[], wish).await
}

#[tokio::test]
async fn words_that_an_organisation_refuses_are_seen_by_its_members_and_said_nowhere_in_it() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, acme) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let (others, _) = team(&house, &["Xia", "Yan"]).await;
    let ours = group_of(ana, &acme, &[bo]).await;
    let free = group(ana, "自由", &[bo]).await;

    // An administrator orders, its members see, and nobody else learns that there is one.
    let words = json!({ "words": ["内幕消息", "Falcon", "内幕 消息"] });
    set(bo, &acme, words.clone()).await.expect_code(403, "access.denied");
    for operation in ["governing.get", "governing.set"] {
        let wish = if operation == "governing.get" { NO } else { json!({}) };
        others[0].call(operation, &[("org", &acme)], wish).await.expect_code(404, "org.unknown");
    }
    set(ana, &acme, json!({ "words": ["字"] })).await.expect_code(422, "governing.words");
    set(ana, &acme, json!({ "groups_by": "nobody" })).await.expect_code(422, "body.invalid");
    set(ana, &acme, words).await.expect_ok();
    let seen = bo.call("governing.get", &[("org", &acme)], NO).await.expect_ok();
    assert_eq!(seen["words"], json!(["内幕消息", "Falcon"]));
    assert!(seen["set_at"].is_string());

    // Refused with the word, in new messages and in edits, and kept nowhere.
    let refused = say(bo, &ours, "mark-0001", "听说有内 幕，消息很准").await;
    assert_eq!(refused.json()["args"]["word"], "内幕消息");
    refused.expect_code(422, "message.word");
    let fine = said(bo, &ours, "mark-0001", "没有什么内情").await;
    let edit = json!({ "mark": "mark-edit", "text": "Project FALCON" });
    act(bo, "message.edit", (&ours, fine), edit).await.expect_code(422, "message.word");
    assert_eq!(texts(&all(ana, &ours).await), ["没有什么内情"]);
    // What waits for its time stays with who wrote it, and is not sent.
    let due = house.running.house.clock.now().plus(std::time::Duration::from_secs(3_600)).rfc3339();
    let wish = json!({ "text": "内幕消息在此", "due_at": due });
    bo.call("scheduled.add", &[("conversation", &ours)], wish).await.expect_ok();
    house.advance(std::time::Duration::from_secs(3_601));
    house.run_jobs().await;
    assert_eq!(texts(&all(ana, &ours).await), ["没有什么内情"]);

    // Elsewhere the same people say what they like.
    said(bo, &free, "mark-0002", "内幕消息").await;
    let two = direct(ana, bo).await;
    said(bo, &two, "mark-0003", "Falcon").await;
    let theirs = group(&others[0], "别家", &[&others[1]]).await;
    said(&others[0], &theirs, "mark-0004", "内幕消息").await;
    set(ana, &acme, json!({})).await.expect_ok();
    said(bo, &ours, "mark-0005", "内幕消息").await;
}

#[tokio::test]
async fn an_organisation_says_who_makes_groups_and_whether_links_lead_into_them() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, acme) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let ours = group_of(ana, &acme, &[bo]).await;
    let at = [("conversation", ours.as_str())];
    let wish = json!({ "days": 7, "most": 9 });
    let made = ana.call("order.link_make", &at, wish.clone()).await.expect_ok();
    let secret = json!({ "secret": made["secret"] });

    set(ana, &acme, json!({ "groups_by": "administrators", "links": false })).await.expect_ok();
    begin(bo, &acme, cai).await.expect_code(403, "conversation.groups");
    begin(ana, &acme, cai).await.expect_ok();
    group(bo, "自己的", &[cai]).await;
    ana.call("order.link_make", &at, wish.clone()).await.expect_code(403, "order.links");
    cai.call("order.join", &[], secret.clone()).await.expect_code(404, "order.link_unknown");
    set(ana, &acme, json!({})).await.expect_ok();
    begin(bo, &acme, cai).await.expect_ok();
    cai.call("order.join", &[], secret).await.expect_ok();
    ana.call("order.link_make", &at, wish).await.expect_ok();
}

#[tokio::test]
async fn who_leaves_an_organisation_is_in_none_of_its_groups_and_reads_nothing_there_any_longer() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, acme) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let ours = group_of(bo, &acme, &[ana, cai]).await;
    let free = group(bo, "自由", &[ana, cai]).await;
    let two = direct(ana, bo).await;
    said(bo, &ours, "mark-0001", "内部的事").await;
    for conversation in [&free, &two] {
        said(bo, conversation, "mark-0002", "外面的事").await;
    }
    // Who left a group himself, and is of the organisation, reads up to there.
    let at = [("conversation", ours.as_str()), ("person", cai.id.as_str())];
    cai.call("conversation.remove", &at, NO).await.expect_ok();
    assert_eq!(texts(&all(cai, &ours).await), ["内部的事"]);

    for gone in [bo, cai] {
        let at = [("org", acme.as_str()), ("person", gone.id.as_str())];
        ana.call("org.member.remove", &at, NO).await.expect_ok();
    }
    house.run_jobs().await;
    for gone in [bo, cai] {
        page(gone, &ours, "").await.expect_code(404, "conversation.unknown");
        say(gone, &ours, "mark-0003", "x").await.expect_code(404, "conversation.unknown");
        let list = gone.call("conversation.list", &[], NO).await.expect_ok();
        assert!(!list.to_string().contains(&ours), "{list}");
        assert_eq!(texts(&all(gone, &free).await), ["外面的事"], "what is held in no organisation stays");
    }
    // The group goes on, with somebody else at its head, and says that he went.
    let events = all(ana, &ours).await;
    assert_eq!(texts(&events), ["内部的事"]);
    assert!(events.iter().any(|event| event["kind"] == "leave" && event["about"] == bo.id.as_str()));
    let seen = ana.call("conversation.get", &[("conversation", &ours)], NO).await.expect_ok();
    assert_eq!(seen["role"], "owner");
    // What he wrote there is his own to see and to take along.
    let held = bo.call("me.held", &[], NO).await.expect_ok();
    assert!(held.to_string().contains("内部的事"), "{held}");
}

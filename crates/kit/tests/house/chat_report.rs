//! Messages that somebody reports: to those who keep order, and to the house.

use kit::{Answer, Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::chat::{act, all, direct, group, page, said, say, team, texts};
use crate::chat_keeping::has_chat;
use crate::desk::keeper;
use crate::meet::text;

const NO: Value = Value::Null;
const FRAUD: &str = "转账给我，下周双倍还你";

async fn report(who: &Client, at: (&str, i64), to: &str) -> Answer {
    act(who, "report.message", at, json!({ "why": "fraud", "note": "他一直这样", "to": to })).await
}

async fn reports(who: &Client, group: &str) -> Vec<Value> {
    let found = who.call("report.list", &[("conversation", group)], NO).await.expect_ok();
    found["items"].as_array().unwrap().clone()
}

async fn answer(who: &Client, (group, report): (&str, &str), outcome: &str) -> Answer {
    let at = [("conversation", group), ("report", report)];
    who.call("report.answer", &at, json!({ "outcome": outcome })).await
}

async fn mine(who: &Client) -> Vec<Value> {
    who.call("report.mine", &[], NO).await.expect_ok()["items"].as_array().unwrap().clone()
}

async fn told(who: &Client, code: &str) -> usize {
    let found = who.call("notice.list", &[], NO).await.expect_ok();
    found["items"].as_array().unwrap().iter().filter(|one| one["code"] == code).count()
}

#[tokio::test]
async fn a_report_reaches_those_above_whom_it_concerns_and_what_comes_of_it_is_done_and_told() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, _) = team(&house, &["Ana", "Bo", "Cai", "Dan"]).await;
    let (ana, bo, cai, dan) = (&people[0], &people[1], &people[2], &people[3]);
    let (others, _) = team(&house, &["Xia", "Yan"]).await;
    let ours = group(ana, "邻里", &[bo, cai, dan]).await;
    let at = [("conversation", ours.as_str()), ("person", bo.id.as_str())];
    ana.call("order.appoint", &at, json!({ "role": "moderator" })).await.expect_ok();
    let bad = said(dan, &ours, "mark-0001", FRAUD).await;

    // Who is not there, or says too much, reports nothing; nobody reports himself, or twice.
    report(&others[0], (&ours, bad), "moderators").await.expect_code(404, "conversation.unknown");
    report(cai, (&ours, bad + 9), "moderators").await.expect_code(404, "message.unknown");
    report(dan, (&ours, bad), "moderators").await.expect_code(409, "report.message");
    let long = json!({ "why": "spam", "note": "字".repeat(1_001), "to": "moderators" });
    act(cai, "report.message", (&ours, bad), long).await.expect_code(422, "report.note");
    report(cai, (&ours, bad), "moderators").await.expect_ok();
    report(cai, (&ours, bad), "moderators").await.expect_code(409, "report.again");
    report(bo, (&ours, bad), "moderators").await.expect_ok();

    // Those who keep order see it, and not by whom; nobody else does.
    for who in [cai, dan] {
        who.call("report.list", &[("conversation", &ours)], NO)
            .await
            .expect_code(404, "conversation.unknown");
    }
    others[0]
        .call("report.list", &[("conversation", &ours)], NO)
        .await
        .expect_code(404, "conversation.unknown");
    let seen = reports(ana, &ours).await;
    assert_eq!(seen.len(), 2);
    assert_eq!((text(&seen[0], "note"), &seen[0]["seq"]), ("他一直这样", &json!(bad)));
    // What he said of it is held about him, and about nobody else.
    let held = async |who: &Client| {
        let found = who.call("me.held", &[], NO).await.expect_ok();
        let items = found["items"].as_array().unwrap().clone();
        items
            .into_iter()
            .filter(|one| one["table"] == "chat_report")
            .map(|one| one["value"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(held(cai).await, [json!("他一直这样")]);
    assert!(held(&people[0]).await.is_empty());
    assert!(!seen[0].to_string().contains(cai.id.as_str()) && !seen[1].to_string().contains(cai.id.as_str()));
    let id = text(&seen[0], "id");
    answer(cai, (&ours, id), "removed").await.expect_code(404, "conversation.unknown");
    let elsewhere = group(&others[0], "别处", &[&others[1]]).await;
    answer(&others[0], (&elsewhere, id), "removed").await.expect_code(404, "report.unknown");
    answer(ana, (&ours, id), "burned").await.expect_code(422, "body.invalid");

    // One answer is that of all who reported it.
    answer(bo, (&ours, id), "silenced").await.expect_ok();
    answer(bo, (&ours, id), "nothing").await.expect_code(409, "report.done");
    assert!(texts(&all(cai, &ours).await).is_empty(), "the message is gone");
    say(dan, &ours, "mark-0002", "x").await.expect_code(403, "message.silenced");
    for who in [cai, bo] {
        assert_eq!(
            (mine(who).await[0]["outcome"].as_str(), told(who, "report.answered").await),
            (Some("silenced"), 1)
        );
    }
    assert_eq!((told(dan, "report.acted").await, mine(dan).await.len()), (1, 0));

    // What its writer takes back is gone for those who keep order, too; there is nothing left to take away.
    let second = said(cai, &ours, "mark-0003", "骂人的话").await;
    report(dan, (&ours, second), "moderators").await.expect_ok();
    act(cai, "message.recall", (&ours, second), json!({ "mark": "mark-reca" })).await.expect_ok();
    let waiting = reports(bo, &ours).await;
    assert_eq!(waiting[0]["outcome"], NO, "what waits stands first");
    answer(bo, (&ours, text(&waiting[0], "id")), "put_out").await.expect_ok();
    page(cai, &ours, "").await.expect_ok();
    say(cai, &ours, "mark-0004", "x").await.expect_code(404, "conversation.unknown");

    // About a moderator the owner alone hears, about the owner the house.
    let by_bo = said(bo, &ours, "mark-0005", "管理员也会说错话").await;
    report(dan, (&ours, by_bo), "moderators").await.expect_ok();
    assert_eq!(reports(bo, &ours).await.iter().filter(|one| one["seq"] == by_bo).count(), 0);
    let of_bo = reports(ana, &ours).await;
    answer(bo, (&ours, text(&of_bo[0], "id")), "nothing").await.expect_code(404, "report.unknown");
    answer(ana, (&ours, text(&of_bo[0], "id")), "nothing").await.expect_ok();
    assert_eq!((told(bo, "report.acted").await, texts(&all(dan, &ours).await).len()), (0, 1));
    let by_ana = said(ana, &ours, "mark-0006", "群主的话").await;
    report(dan, (&ours, by_ana), "moderators").await.expect_code(409, "report.nobody");
    let two = direct(ana, bo).await;
    let private = said(ana, &two, "mark-0007", "私下").await;
    report(bo, (&two, private), "moderators").await.expect_code(409, "report.nobody");

    // Half a year later nothing is known of it.
    house.advance(Duration::from_secs(184 * 86_400));
    house.run_jobs().await;
    let mut view = house.running.house.db.view().await.unwrap();
    let row = view.one("SELECT COUNT(*) AS found FROM chat_report", vec![]).await.unwrap();
    assert_eq!(row.get::<i64>("found").unwrap(), 0);
}

#[tokio::test]
async fn a_report_to_the_house_is_a_ticket_with_what_was_said_and_the_house_takes_it_down() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let (wang, other) = (keeper(&house, "王芳").await, keeper(&house, "李明").await);
    let two = direct(ana, bo).await;
    let first = said(bo, &two, "mark-0001", "之前").await;
    let bad = said(bo, &two, "mark-0002", FRAUD).await;
    let made = report(ana, (&two, bad), "house").await.expect_ok();
    let ticket = text(&made, "ticket").to_owned();
    assert_eq!(mine(ana).await[0]["ticket"], ticket.as_str());

    // The desk reads what was reported and nothing beside it; who does not sit at that queue finds no ticket.
    let at = [("ticket", ticket.as_str())];
    let opened = wang.call("ticket.open", &at, NO).await.expect_ok();
    let said_there = opened.to_string();
    assert!(
        said_there.contains(FRAUD) && said_there.contains(bo.id.as_str()) && !said_there.contains("之前")
    );
    other.call("report.take_down", &at, json!({})).await.expect_code(404, "ticket.unknown");
    ana.call("report.take_down", &at, json!({})).await.expect_code(404, "ticket.unknown");
    wang.call("report.take_down", &at, json!({})).await.expect_ok();
    wang.call("report.take_down", &at, json!({})).await.expect_code(409, "report.done");
    let left = all(ana, &two).await;
    assert_eq!(texts(&left), ["之前"]);
    assert!(left.iter().all(|event| event["by"] != wang.id.as_str()), "no keeper stands in the conversation");
    assert_eq!((told(bo, "report.acted").await, told(ana, "report.answered").await), (1, 1));
    assert_eq!(mine(ana).await[0]["outcome"], "removed");

    // What was taken back meanwhile is gone, and the ticket is answered as any.
    report(ana, (&two, first), "house").await.expect_ok();
    act(bo, "message.recall", (&two, first), json!({ "mark": "mark-reca" })).await.expect_ok();
    let again = text(&mine(ana).await[0], "ticket").to_owned();
    wang.call("report.take_down", &[("ticket", &again)], json!({})).await.expect_ok();
    // A ticket that is no report leads to no message.
    let wish = json!({ "kind": "feedback", "text": "很好用" });
    let plain = ana.call("ticket.write", &[], wish).await.expect_ok();
    let at = [("ticket", text(&plain, "id"))];
    wang.call("report.take_down", &at, json!({})).await.expect_code(404, "report.unknown");
    ana.call("ticket.write", &[], json!({ "kind": "report", "text": "x" }))
        .await
        .expect_code(422, "ticket.kind_wrong");

    // So many a day.
    for number in 0..28 {
        let mark = format!("mark-1{number:03}");
        let one = said(bo, &two, &mark, "广告").await;
        report(ana, (&two, one), "house").await.expect_ok();
    }
    let one = said(bo, &two, "mark-2000", "广告").await;
    report(ana, (&two, one), "house").await.expect_code(409, "report.too_many");
}

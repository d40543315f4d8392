//! Order in a group: ranks, who speaks, who comes, and what somebody of another rank or from outside may not.

use kit::{Answer, Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::chat::{act, all, direct, group, said, say, team, texts};
use crate::chat_keeping::group_of;
use crate::meet::text;

const NO: Value = Value::Null;

async fn of_member(who: &Client, operation: &str, (group, person): (&str, &Client), wish: Value) -> Answer {
    who.call(operation, &[("conversation", group), ("person", &person.id)], wish).await
}

async fn appoint(who: &Client, group: &str, person: &Client, role: &str) -> Answer {
    of_member(who, "order.appoint", (group, person), json!({ "role": role })).await
}

async fn silence(who: &Client, group: &str, person: &Client, seconds: u32) -> Answer {
    of_member(who, "order.silence", (group, person), json!({ "seconds": seconds })).await
}

async fn remove(who: &Client, group: &str, person: &Client) -> Answer {
    of_member(who, "conversation.remove", (group, person), NO).await
}

async fn order(who: &Client, group: &str, wish: Value) -> Answer {
    let mut all = json!({ "quiet": false, "open": false, "asks": false, "slow_s": 0 });
    all.as_object_mut().unwrap().extend(wish.as_object().unwrap().clone());
    who.call("order.set", &[("conversation", group)], all).await
}

async fn make_link(who: &Client, group: &str, days: u32, most: u32) -> Answer {
    who.call("order.link_make", &[("conversation", group)], json!({ "days": days, "most": most })).await
}

async fn link(who: &Client, group: &str, days: u32, most: u32) -> String {
    text(&make_link(who, group, days, most).await.expect_ok(), "secret").to_owned()
}

async fn join(who: &Client, secret: &str) -> Answer {
    who.call("order.join", &[], json!({ "secret": secret })).await
}

async fn members(who: &Client, group: &str) -> Vec<Value> {
    let found = who.call("conversation.members", &[("conversation", group)], NO).await.expect_ok();
    found["items"].as_array().unwrap().clone()
}

async fn role(who: &Client, group: &str, person: &Client) -> String {
    let found = members(who, group).await;
    let found = found.iter().find(|one| one["person"] == person.id.as_str());
    let found = found.filter(|one| one["present"] == true);
    found.map_or("none", |one| text(one, "role")).to_owned()
}

async fn askers(who: &Client, group: &str) -> Vec<Value> {
    let found = who.call("order.askers", &[("conversation", group)], NO).await.expect_ok();
    found["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn an_owner_names_moderators_hands_over_and_is_followed_by_the_moderator_of_longest_standing() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai", "Dan"]).await;
    let (ana, bo, cai, dan) = (&people[0], &people[1], &people[2], &people[3]);
    let eve = house.person("Eve").await;
    let ours = group(ana, "周报", &[bo, cai, dan]).await;

    // A member names nobody, a stranger learns nothing, and nobody outside the group is named.
    appoint(bo, &ours, bo, "moderator").await.expect_code(404, "conversation.unknown");
    appoint(&eve, &ours, bo, "moderator").await.expect_code(404, "conversation.unknown");
    appoint(ana, &ours, &eve, "moderator").await.expect_code(404, "order.person_unknown");
    appoint(ana, &ours, ana, "member").await.expect_code(403, "order.rank");
    appoint(ana, &ours, bo, "king").await.expect_code(422, "body.invalid");
    let two = direct(ana, bo).await;
    appoint(ana, &two, bo, "owner").await.expect_code(409, "conversation.of_two");
    appoint(ana, &ours, cai, "moderator").await.expect_ok();
    assert_eq!(role(dan, &ours, cai).await, "moderator");

    // A moderator keeps order among members, not above: he takes words away, mentions all, pins, puts out.
    let by_dan = said(dan, &ours, "mark-0001", "广告").await;
    let by_ana = said(ana, &ours, "mark-0002", "会议改到三点").await;
    let recall = json!({ "mark": "mark-reca" });
    act(bo, "message.recall", (&ours, by_dan), recall.clone()).await.expect_code(403, "message.not_yours");
    act(cai, "message.recall", (&ours, by_ana), recall.clone()).await.expect_code(403, "message.not_yours");
    act(cai, "message.recall", (&ours, by_dan), recall).await.expect_ok();
    assert_eq!(texts(&all(bo, &ours).await), ["会议改到三点"]);
    act(bo, "message.pin", (&ours, by_ana), json!({ "mark": "mark-pinn" }))
        .await
        .expect_code(403, "message.owner_only");
    act(cai, "message.pin", (&ours, by_ana), json!({ "mark": "mark-pinn" })).await.expect_ok();
    let wish = json!({ "mark": "mark-0003", "text": "@所有人 看公告", "all": true });
    cai.call("message.send", &[("conversation", &ours)], wish).await.expect_ok();
    remove(bo, &ours, dan).await.expect_code(404, "conversation.unknown");
    remove(cai, &ours, ana).await.expect_code(403, "access.denied");
    appoint(cai, &ours, dan, "moderator").await.expect_code(404, "conversation.unknown");
    remove(cai, &ours, dan).await.expect_ok();
    assert_eq!(role(ana, &ours, dan).await, "none");
    appoint(ana, &ours, dan, "owner").await.expect_code(404, "order.person_unknown");
    of_member(cai, "conversation.add", (&ours, dan), NO).await.expect_ok();

    // Handed over: the one before keeps order and orders no longer.
    appoint(ana, &ours, bo, "owner").await.expect_ok();
    assert_eq!(
        (role(cai, &ours, bo).await, role(cai, &ours, ana).await),
        ("owner".into(), "moderator".into())
    );
    order(ana, &ours, json!({})).await.expect_code(404, "conversation.unknown");
    order(bo, &ours, json!({})).await.expect_ok();
    remove(ana, &ours, cai).await.expect_code(403, "access.denied");

    // The owner goes: a moderator follows before members who are there as long.
    appoint(bo, &ours, ana, "member").await.expect_ok();
    remove(bo, &ours, bo).await.expect_ok();
    assert_eq!((role(ana, &ours, cai).await, role(ana, &ours, ana).await), ("owner".into(), "member".into()));
    remove(cai, &ours, cai).await.expect_ok();
    assert_eq!(role(dan, &ours, ana).await, "owner", "she was there before Dan came back");
}

#[tokio::test]
async fn who_is_silenced_says_nothing_and_a_quiet_or_slow_group_is_so_for_members_alone() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let eve = house.person("Eve").await;
    let ours = group(ana, "读书", &[bo, cai]).await;
    let before = said(bo, &ours, "mark-0000", "之前的话").await;
    appoint(ana, &ours, cai, "moderator").await.expect_ok();

    silence(bo, &ours, cai, 60).await.expect_code(404, "conversation.unknown");
    silence(&eve, &ours, bo, 60).await.expect_code(404, "conversation.unknown");
    silence(cai, &ours, ana, 60).await.expect_code(403, "order.rank");
    silence(cai, &ours, cai, 60).await.expect_code(403, "order.rank");
    silence(cai, &ours, &eve, 60).await.expect_code(404, "order.person_unknown");
    silence(cai, &ours, bo, 2_592_001).await.expect_code(422, "order.bounds");
    silence(cai, &ours, bo, 600).await.expect_ok();
    let refused = say(bo, &ours, "mark-0001", "不该留下的话").await;
    assert!(refused.json()["args"]["until"].as_str().is_some_and(|until| until.ends_with('Z')));
    refused.expect_code(403, "message.silenced");
    let edit = json!({ "mark": "mark-edit", "text": "不该留下的话" });
    act(bo, "message.edit", (&ours, before), edit).await.expect_code(403, "message.silenced");
    assert_eq!(texts(&all(cai, &ours).await), ["之前的话"], "nothing of it is there");
    // He rings nobody either.
    let ring = json!({ "kind": "voice", "people": [] });
    bo.call("call.start", &[("conversation", &ours)], ring).await.expect_code(403, "message.silenced");
    // He sees it himself, and those who keep order; what he wrote he may take back.
    let own = bo.call("conversation.get", &[("conversation", &ours)], NO).await.expect_ok();
    assert!(own["silenced_until"].is_string(), "{own}");
    let seen = async |who: &Client| {
        let found = members(who, &ours).await;
        found.iter().find(|one| one["person"] == bo.id.as_str()).unwrap()["silenced_until"].is_string()
    };
    assert!(seen(ana).await && seen(cai).await && seen(bo).await);
    act(bo, "message.recall", (&ours, before), json!({ "mark": "mark-reca" })).await.expect_ok();
    // Going and coming back does not undo it.
    remove(bo, &ours, bo).await.expect_ok();
    of_member(ana, "conversation.add", (&ours, bo), NO).await.expect_ok();
    say(bo, &ours, "mark-0001", "x").await.expect_code(403, "message.silenced");
    house.advance(Duration::from_secs(599));
    say(bo, &ours, "mark-0001", "x").await.expect_code(403, "message.silenced");
    house.advance(Duration::from_secs(1));
    said(bo, &ours, "mark-0001", "又可以说了").await;
    silence(ana, &ours, cai, 600).await.expect_ok();
    say(cai, &ours, "mark-0002", "x").await.expect_code(403, "message.silenced");
    silence(ana, &ours, cai, 0).await.expect_ok();
    said(cai, &ours, "mark-0002", "我也是").await;

    // Quiet: an announcement; members read, react and do not write.
    order(cai, &ours, json!({ "quiet": true })).await.expect_code(404, "conversation.unknown");
    order(&eve, &ours, json!({ "quiet": true })).await.expect_code(404, "conversation.unknown");
    order(ana, &ours, json!({ "quiet": true })).await.expect_ok();
    let found = bo.call("order.get", &[("conversation", &ours)], NO).await.expect_ok();
    assert_eq!(found, json!({ "quiet": true, "open": false, "asks": false, "slow_s": 0 }));
    say(bo, &ours, "mark-0003", "x").await.expect_code(403, "message.quiet");
    said(cai, &ours, "mark-0003", "公告").await;
    let news = said(ana, &ours, "mark-0004", "放假三天").await;
    act(bo, "message.react", (&ours, news), json!({ "mark": "mark-sign", "sign": "👍" })).await.expect_ok();

    // Slow: a time between two messages of one member; the same message sent again is no other.
    order(ana, &ours, json!({ "slow_s": 3_601 })).await.expect_code(422, "order.bounds");
    order(ana, &ours, json!({ "slow_s": 30 })).await.expect_ok();
    house.advance(Duration::from_secs(31));
    let first = said(bo, &ours, "mark-0005", "一").await;
    assert_eq!(said(bo, &ours, "mark-0005", "一").await, first);
    house.advance(Duration::from_secs(12));
    let refused = say(bo, &ours, "mark-0006", "二").await;
    assert_eq!(refused.json()["args"]["retry_after_s"], json!(18));
    refused.expect_code(429, "message.slow");
    said(ana, &ours, "mark-0006", "三").await;
    said(ana, &ours, "mark-0007", "四").await;
    house.advance(Duration::from_secs(18));
    said(bo, &ours, "mark-0006", "二").await;
    let two = direct(ana, bo).await;
    order(ana, &two, json!({ "quiet": true })).await.expect_code(409, "conversation.of_two");
    said(bo, &two, "mark-0008", "两个人的会话没有这些").await;
}

#[tokio::test]
async fn a_link_lets_in_as_many_as_it_says_until_it_ends_and_whom_somebody_put_out_asks_first() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let ours = group(ana, "徒步", &[bo]).await;
    let mut guests = Vec::new();
    for name in ["Fan", "Gao", "Han", "Ian"] {
        guests.push(house.person(name).await);
    }
    let (fan, gao, han, ian) = (&guests[0], &guests[1], &guests[2], &guests[3]);

    make_link(bo, &ours, 1, 1).await.expect_code(404, "conversation.unknown");
    make_link(fan, &ours, 1, 1).await.expect_code(404, "conversation.unknown");
    for (days, most) in [(0, 1), (31, 1), (1, 0), (1, 501)] {
        make_link(ana, &ours, days, most).await.expect_code(422, "order.bounds");
    }
    let first = link(ana, &ours, 7, 1).await;
    join(fan, "not a link").await.expect_code(404, "order.link_unknown");
    join(fan, &"A".repeat(43)).await.expect_code(404, "order.link_unknown");
    let came = join(fan, &first).await.expect_ok();
    assert_eq!(came, json!({ "conversation": ours, "waits": false }));
    assert_eq!(join(fan, &first).await.expect_ok(), came, "who is there is there");
    assert_eq!(role(bo, &ours, fan).await, "member");
    said(fan, &ours, "mark-0001", "大家好").await;
    join(gao, &first).await.expect_code(404, "order.link_unknown");
    let found = ana.call("order.link", &[("conversation", &ours)], NO).await.expect_ok();
    assert_eq!((&found["link"]["used"], &found["link"]["most"]), (&json!(1), &json!(1)));
    assert!(found["link"].get("secret").is_none(), "it is told once");
    bo.call("order.link", &[("conversation", &ours)], NO).await.expect_code(404, "conversation.unknown");

    // Made anew, the one before is nothing; it ends by time, by hand, and with its maker.
    let second = link(ana, &ours, 1, 9).await;
    join(gao, &first).await.expect_code(404, "order.link_unknown");
    house.advance(Duration::from_secs(86_400));
    join(gao, &second).await.expect_code(404, "order.link_unknown");
    house.run_jobs().await;
    assert_eq!(ana.call("order.link", &[("conversation", &ours)], NO).await.expect_ok()["link"], NO);
    let third = link(ana, &ours, 1, 9).await;
    bo.call("order.link_end", &[("conversation", &ours)], NO).await.expect_code(404, "conversation.unknown");
    ana.call("order.link_end", &[("conversation", &ours)], NO).await.expect_ok();
    join(gao, &third).await.expect_code(404, "order.link_unknown");
    appoint(ana, &ours, bo, "moderator").await.expect_ok();
    let of_bo = link(bo, &ours, 1, 9).await;
    appoint(ana, &ours, bo, "member").await.expect_ok();
    join(gao, &of_bo).await.expect_code(404, "order.link_unknown");

    // Whom somebody put out asks, also where everybody comes; who went by himself comes.
    let open = link(ana, &ours, 1, 9).await;
    remove(ana, &ours, fan).await.expect_ok();
    assert_eq!(join(fan, &open).await.expect_ok()["waits"], true);
    assert_eq!(role(ana, &ours, fan).await, "none");
    join(gao, &open).await.expect_ok();
    remove(gao, &ours, gao).await.expect_ok();
    assert_eq!(join(gao, &open).await.expect_ok()["waits"], false);

    // With approval: those who keep order see who asks, by name, and nobody else does.
    order(ana, &ours, json!({ "asks": true })).await.expect_ok();
    for who in [han, ian] {
        assert_eq!(join(who, &open).await.expect_ok()["waits"], true);
        assert_eq!(join(who, &open).await.expect_ok()["waits"], true);
        say(who, &ours, "mark-0001", "x").await.expect_code(404, "conversation.unknown");
    }
    let waiting = askers(ana, &ours).await;
    let names: Vec<&str> = waiting.iter().map(|one| text(one, "name")).collect();
    assert_eq!(names, ["Fan", "Han", "Ian"]);
    let used =
        ana.call("order.link", &[("conversation", &ours)], NO).await.expect_ok()["link"]["used"].clone();
    assert_eq!(used, 5, "asking twice counts once");
    bo.call("order.askers", &[("conversation", &ours)], NO).await.expect_code(404, "conversation.unknown");
    of_member(bo, "order.let_in", (&ours, han), NO).await.expect_code(404, "conversation.unknown");
    of_member(han, "order.let_in", (&ours, han), NO).await.expect_code(404, "conversation.unknown");
    of_member(ana, "order.let_in", (&ours, cai), NO).await.expect_code(404, "order.person_unknown");
    of_member(ana, "order.let_in", (&ours, han), NO).await.expect_ok();
    assert_eq!(role(han, &ours, han).await, "member");
    of_member(ana, "order.decline", (&ours, ian), NO).await.expect_ok();
    of_member(ana, "order.decline", (&ours, ian), NO).await.expect_code(404, "order.person_unknown");
    of_member(ana, "order.let_in", (&ours, ian), NO).await.expect_code(404, "order.person_unknown");
    // What nobody answers goes after thirty days.
    assert_eq!(askers(ana, &ours).await.len(), 1);
    house.advance(Duration::from_secs(31 * 86_400));
    house.run_jobs().await;
    assert!(askers(ana, &ours).await.is_empty());

    // Everybody lets people in where the owner leaves it to them, and whom they may write to.
    of_member(bo, "conversation.add", (&ours, cai), NO).await.expect_code(404, "conversation.unknown");
    order(ana, &ours, json!({ "open": true })).await.expect_ok();
    of_member(bo, "conversation.add", (&ours, cai), NO).await.expect_ok();
    of_member(bo, "conversation.add", (&ours, ian), NO).await.expect_code(422, "conversation.person_unknown");
    remove(bo, &ours, cai).await.expect_code(404, "conversation.unknown");
}

#[tokio::test]
async fn a_link_into_a_group_of_an_organisation_is_for_its_people_and_goes_with_who_made_it() {
    let house = House::start().await;
    let (people, acme) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let (others, _) = team(&house, &["Xia", "Yan"]).await;
    let ours = group_of(ana, &acme, &[bo]).await;
    let secret = link(ana, &ours, 7, 9).await;
    join(&others[1], &secret).await.expect_code(404, "order.link_unknown");
    assert_eq!(join(cai, &secret).await.expect_ok()["waits"], false);
    // Of another organisation nobody sees, orders or is let in, by whichever id.
    let theirs = group(&others[0], "别家", &[&others[1]]).await;
    order(ana, &theirs, json!({ "quiet": true })).await.expect_code(404, "conversation.unknown");
    appoint(ana, &theirs, &others[1], "moderator").await.expect_code(404, "conversation.unknown");
    silence(ana, &theirs, &others[1], 60).await.expect_code(404, "conversation.unknown");
    make_link(ana, &theirs, 1, 1).await.expect_code(404, "conversation.unknown");
    of_member(ana, "order.let_in", (&theirs, bo), NO).await.expect_code(404, "conversation.unknown");
    of_member(ana, "order.decline", (&theirs, bo), NO).await.expect_code(404, "conversation.unknown");

    // Who asked and left the organisation meanwhile is not let in.
    remove(ana, &ours, cai).await.expect_ok();
    assert_eq!(join(cai, &secret).await.expect_ok()["waits"], true);
    let at = [("org", acme.as_str()), ("person", cai.id.as_str())];
    ana.call("org.member.remove", &at, NO).await.expect_ok();
    of_member(ana, "order.let_in", (&ours, cai), NO).await.expect_code(422, "conversation.person_unknown");
    // What is stored of a link does not open it, and it goes with its maker.
    let mut view = house.running.house.db.view().await.unwrap();
    let row = view.one("SELECT verifier FROM chat_link", vec![]).await.unwrap();
    let kept: Vec<u8> = row.get("verifier").unwrap();
    assert!(!secret.as_bytes().windows(kept.len()).any(|part| part == kept));
    drop(view);
    remove(ana, &ours, ana).await.expect_ok();
    join(cai, &secret).await.expect_code(404, "order.link_unknown");
}

#[tokio::test]
async fn who_writes_very_much_in_a_minute_waits_and_the_others_do_not() {
    let house = House::with(|config| config.conversations.messages_a_minute = 2).await;
    let (people, _) = team(&house, &["安娜", "王波"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let two = direct(ana, bo).await;
    let first = said(ana, &two, "mark-a-000", "快").await;
    said(ana, &two, "mark-a-001", "很快").await;
    let refused = say(ana, &two, "mark-a-100", "还有").await.expect_code(429, "message.pace");
    let wait_s = refused["args"]["retry_after_s"].as_u64().unwrap();
    assert!((1..=31).contains(&wait_s), "{wait_s}");
    let sign = json!({ "mark": "mark-a-101", "sign": "👍" });
    act(ana, "message.react", (&two, first), sign).await.expect_code(429, "message.pace");
    // What was said may be taken back all the same.
    act(ana, "message.recall", (&two, first), json!({ "mark": "mark-a-102" })).await.expect_ok();
    said(bo, &two, "mark-b-001", "慢").await;
    house.advance(Duration::from_secs(wait_s));
    said(ana, &two, "mark-a-100", "还有").await;
    say(ana, &two, "mark-a-103", "又来").await.expect_code(429, "message.pace");
}

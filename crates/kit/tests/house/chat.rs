//! Conversations: of two and of groups, exact, for those in them and nobody else.

use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};

use crate::meet::text;
use crate::org::{joined, org};

/// People of one organisation: the first administers it.
pub(crate) async fn team(house: &House, names: &[&str]) -> (Vec<Client>, String) {
    let first = house.person(names[0]).await;
    let org = org(&first).await;
    let mut people = vec![first];
    for name in &names[1..] {
        let next = joined(house, &people[0], &org, name, "member").await;
        people.push(next);
    }
    (people, org)
}

/// The conversation of two.
pub(crate) async fn direct(one: &Client, other: &Client) -> String {
    let begun = one.call("conversation.direct", &[], json!({ "person": other.id })).await.expect_ok();
    text(&begun, "id").to_owned()
}

/// A group of one's own.
pub(crate) async fn group(owner: &Client, name: &str, others: &[&Client]) -> String {
    let people: Vec<&str> = others.iter().map(|one| one.id.as_str()).collect();
    let begun = owner.call("conversation.group", &[], json!({ "name": name, "people": people })).await;
    text(&begun.expect_ok(), "id").to_owned()
}

/// Says something under a mark.
pub(crate) async fn say(who: &Client, conversation: &str, mark: &str, what: &str) -> Answer {
    let wish = json!({ "mark": mark, "text": what });
    who.call("message.send", &[("conversation", conversation)], wish).await
}

/// The same where it must succeed; answers the number.
pub(crate) async fn said(who: &Client, conversation: &str, mark: &str, what: &str) -> i64 {
    say(who, conversation, mark, what).await.expect_ok()["seq"].as_i64().unwrap()
}

pub(crate) async fn page(who: &Client, conversation: &str, query: &str) -> Answer {
    who.get(&format!("/api/v1/conversations/{conversation}/events?{query}")).await
}

/// Everything that is somebody's to read, by pages of three.
pub(crate) async fn all(who: &Client, conversation: &str) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let items = page(who, conversation, &format!("after={after}&limit=3")).await.expect_ok();
        let items = items["items"].as_array().unwrap().clone();
        let Some(last) = items.last() else { return all };
        after = last["seq"].as_i64().unwrap();
        all.extend(items);
    }
}

pub(crate) fn texts(events: &[Value]) -> Vec<&str> {
    events.iter().filter_map(|event| event["text"].as_str()).collect()
}

pub(crate) async fn act(who: &Client, operation: &str, at: (&str, i64), wish: Value) -> Answer {
    let (conversation, seq) = (at.0, at.1.to_string());
    who.call(operation, &[("conversation", conversation), ("seq", &seq)], wish).await
}

async fn member(who: &Client, operation: &str, conversation: &str, person: &Client) -> Answer {
    let at = [("conversation", conversation), ("person", person.id.as_str())];
    who.call(operation, &at, json!(null)).await
}

fn numbers(events: &[Value]) -> Vec<i64> {
    events.iter().map(|event| event["seq"].as_i64().unwrap()).collect()
}

/// proves: YZJ-024, DB-002
#[tokio::test]
async fn messages_arrive_once_and_in_order_to_all_members_and_only_to_them() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let eve = house.person("Eve").await;
    let two = direct(ana, bo).await;
    assert_eq!(direct(bo, ana).await, two, "of two people there is one, whoever begins");
    let group = group(ana, "周报", &[bo, cai]).await;

    // The same mark again is the same message; another person's equal mark is another.
    let first = said(ana, &two, "mark-0001", "你好").await;
    assert_eq!(said(ana, &two, "mark-0001", "你好").await, first);
    assert_eq!(said(bo, &two, "mark-0001", "hello").await, first + 1);
    // Many at once: each stored once, one order for all, no gap.
    let sends = (0..60).map(|number| {
        let (who, mark) = (people[number % 3].clone(), format!("many-{:04}", number / 2));
        let (group, what) = (group.clone(), format!("message {number}"));
        tokio::spawn(async move { said(&who, &group, &mark, &what).await })
    });
    let sends: Vec<_> = sends.collect();
    for send in sends {
        send.await.unwrap();
    }
    let (mine, theirs) = (all(ana, &group).await, all(cai, &group).await);
    assert_eq!(mine, theirs);
    assert_eq!(numbers(&mine), (1..=i64::try_from(mine.len()).unwrap()).collect::<Vec<_>>());
    let mut once = texts(&mine);
    once.sort_unstable();
    once.dedup();
    assert_eq!((once.len(), mine.len()), (mine.len() - 1, 61), "{mine:?}");
    assert_eq!(texts(&all(bo, &two).await), ["你好", "hello"]);

    // Who is not in it learns nothing, not even that it is there; a keeper is nobody special.
    let wang = crate::desk::keeper(&house, "王芳").await;
    for who in [&eve, &wang] {
        page(who, &two, "after=0").await.expect_code(404, "conversation.unknown");
        say(who, &two, "mark-0002", "x").await.expect_code(404, "conversation.unknown");
        assert_eq!(who.call("conversation.list", &[], json!(null)).await.expect_ok()["items"], json!([]));
    }
    page(cai, &two, "after=0").await.expect_code(404, "conversation.unknown");
    let wish = json!({ "person": eve.id });
    ana.call("conversation.direct", &[], wish).await.expect_code(422, "conversation.person_unknown");
    for id in ["YZJ-024", "DB-002"] {
        proved(id, &["message.send", "message.after", "conversation.direct", "conversation.group"]);
    }
}

/// proves: DB-003
#[tokio::test]
async fn a_group_is_run_by_its_owner_and_whoever_is_put_out_gets_nothing_later() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai", "Dan"]).await;
    let (ana, bo, cai, dan) = (&people[0], &people[1], &people[2], &people[3]);
    let group = group(ana, "周报", &[bo, cai]).await;
    said(ana, &group, "before-dan", "before Dan").await;
    // Only the owner lets people in and puts them out.
    member(bo, "conversation.add", &group, dan).await.expect_code(404, "conversation.unknown");
    member(bo, "conversation.remove", &group, cai).await.expect_code(404, "conversation.unknown");
    member(ana, "conversation.add", &group, dan).await.expect_ok();
    member(ana, "conversation.add", &group, dan).await.expect_ok();
    said(dan, &group, "mark-of-dan", "Dan is here").await;
    assert_eq!(texts(&all(dan, &group).await), ["Dan is here"], "who comes reads from then on");
    member(ana, "conversation.remove", &group, bo).await.expect_ok();
    said(ana, &group, "without-bo", "without Bo").await;
    assert_eq!(texts(&all(bo, &group).await), ["before Dan", "Dan is here"], "who went reads up to then");
    say(bo, &group, "mark-of-bo", "still here?").await.expect_code(404, "conversation.unknown");
    let seen = bo.call("conversation.get", &[("conversation", &group)], json!(null)).await.expect_ok();
    assert_eq!((&seen["present"], &seen["name"]), (&json!(false), &json!("周报")));
    // Back again: from then on.
    member(ana, "conversation.add", &group, bo).await.expect_ok();
    said(ana, &group, "bo-is-back", "Bo is back").await;
    assert_eq!(texts(&all(bo, &group).await), ["Bo is back"]);
    // One leaves by oneself; a group whose owner leaves goes on with whoever was there the longest.
    member(dan, "conversation.remove", &group, dan).await.expect_ok();
    member(ana, "conversation.remove", &group, ana).await.expect_ok();
    let list = cai.call("conversation.members", &[("conversation", &group)], json!(null)).await.expect_ok();
    let roles: Vec<(&str, &str, bool)> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (text(item, "name"), text(item, "role"), item["present"].as_bool().unwrap()))
        .collect();
    let owners: Vec<_> = roles.iter().filter(|one| one.2 && one.1 == "owner").collect();
    assert_eq!(owners.len(), 1, "{roles:?}");
    assert_eq!(owners[0].0, "Cai", "{roles:?}");
    // What is malformed is refused and changes nothing.
    let before = all(cai, &group).await.len();
    for wrong in [json!({}), json!([]), json!({ "name": "x" }), json!({ "name": "x", "people": ["y"] })] {
        ana.call("conversation.group", &[], wrong).await.expect_code(422, "body.invalid");
    }
    for (name, code) in [("  ", "conversation.name"), (&*"长".repeat(61), "conversation.name")] {
        let wish = json!({ "name": name, "people": [bo.id] });
        ana.call("conversation.group", &[], wish).await.expect_code(422, code);
    }
    let alone = json!({ "name": "x", "people": [ana.id] });
    ana.call("conversation.group", &[], alone).await.expect_code(422, "conversation.size");
    ana.call("conversation.direct", &[], json!({ "person": ana.id }))
        .await
        .expect_code(422, "conversation.alone");
    let two = direct(ana, bo).await;
    member(ana, "conversation.remove", &two, ana).await.expect_code(409, "conversation.of_two");
    member(ana, "conversation.add", &two, cai).await.expect_code(409, "conversation.of_two");
    assert_eq!(all(cai, &group).await.len(), before);
    proved("DB-003", &["conversation.group", "conversation.add", "conversation.remove", "message.after"]);
}

#[tokio::test]
async fn a_message_is_changed_by_its_writer_with_its_history_and_taken_back_without_a_trace_of_what_it_said()
{
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let two = direct(ana, bo).await;
    let (first, second) = ("canary-said-Dipper-3391", "canary-edit-Martin-3392");
    let seq = said(ana, &two, "mark-0001", first).await;
    let kept = said(bo, &two, "mark-0001", "canary-kept-Swift-3393").await;
    act(bo, "message.edit", (&two, seq), json!({ "mark": "mark-0002", "text": "x" }))
        .await
        .expect_code(403, "message.not_yours");
    act(bo, "message.recall", (&two, seq), json!({ "mark": "mark-0002" }))
        .await
        .expect_code(403, "message.not_yours");
    act(ana, "message.edit", (&two, seq), json!({ "mark": "mark-0003", "text": second })).await.expect_ok();
    let seen = all(bo, &two).await;
    let message = seen.iter().find(|event| event["seq"] == seq).unwrap();
    assert_eq!((&message["text"], &message["recalled"]), (&json!(second), &json!(false)));
    assert!(message["edit"].as_i64().unwrap() > kept, "{message}");
    let history = act(bo, "message.history", (&two, seq), json!(null)).await.expect_ok();
    let said_then: Vec<&str> =
        history["items"].as_array().unwrap().iter().map(|one| text(one, "text")).collect();
    assert_eq!(said_then, [first, second]);
    // A reply names what it replies to; a reply to nothing is refused.
    let reply = json!({ "mark": "mark-0004", "text": "yes", "reply_to": seq });
    let at = [("conversation", two.as_str())];
    bo.call("message.send", &at, reply).await.expect_ok();
    let nothing = json!({ "mark": "mark-0005", "text": "yes", "reply_to": 999 });
    bo.call("message.send", &at, nothing).await.expect_code(404, "message.unknown");

    let recall = json!({ "mark": "mark-0006" });
    let taken = act(ana, "message.recall", (&two, seq), recall.clone()).await.expect_ok();
    assert_eq!(act(ana, "message.recall", (&two, seq), recall).await.expect_ok(), taken, "twice is once");
    for who in [ana, bo] {
        let seen = all(who, &two).await;
        let message = seen.iter().find(|event| event["seq"] == seq).unwrap();
        assert_eq!((&message["text"], &message["recalled"]), (&json!(null), &json!(true)));
        assert!(
            !json!(seen).to_string().contains("canary-said")
                && !json!(seen).to_string().contains("canary-edit")
        );
        assert!(json!(seen).to_string().contains("canary-kept"), "what others said stays");
        let history = act(who, "message.history", (&two, seq), json!(null)).await.expect_ok();
        assert!(history["items"].as_array().unwrap().iter().all(|one| one["text"].is_null()), "{history}");
    }
    act(ana, "message.edit", (&two, seq), json!({ "mark": "mark-0007", "text": "again" }))
        .await
        .expect_code(404, "message.unknown");
    // Nothing is left in the rows to be opened, and nothing stands in plain text anywhere.
    let mut view = house.running.house.db.view().await.unwrap();
    let sql = "SELECT COUNT(*) AS found FROM chat_event WHERE body IS NOT NULL AND (seq = $1 OR target = $1) AND kind <> 'message'";
    let left: i64 = view.one(sql, vec![seq.into()]).await.unwrap().get("found").unwrap();
    let sql = "SELECT COUNT(*) AS found FROM chat_event WHERE body IS NOT NULL AND seq = $1";
    let body: i64 = view.one(sql, vec![seq.into()]).await.unwrap().get("found").unwrap();
    drop(view);
    assert_eq!((left, body), (0, 0));
    for word in [first, second, "canary-kept-Swift-3393"] {
        assert_eq!(crate::canary::found(&house, word).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_page_is_what_comes_after_a_number_or_before_one_and_a_read_mark_never_goes_back() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let two = direct(ana, bo).await;
    for number in 0..10 {
        said(ana, &two, &format!("mark-{number:04}"), &number.to_string()).await;
    }
    let part = async |query: &str| {
        let page = page(bo, &two, query).await.expect_ok();
        numbers(page["items"].as_array().unwrap())
    };
    assert_eq!(part("after=0&limit=4").await, [1, 2, 3, 4]);
    assert_eq!(part("after=9").await, [10, 11]);
    assert_eq!(part("after=11").await, Vec::<i64>::new());
    assert_eq!(part("limit=3").await, [9, 10, 11], "without a number the newest");
    assert_eq!(part("before=9&limit=3").await, [6, 7, 8]);
    assert_eq!(part("before=2").await, [1]);
    assert_eq!(part("after=-5&limit=2").await, [1, 2]);
    assert_eq!(part("after=9223372036854775807").await, Vec::<i64>::new());
    page(bo, &two, "after=x").await.expect_code(400, "query.invalid");

    let seen = async |who: &Client| {
        let list = who.call("conversation.list", &[], json!(null)).await.expect_ok();
        (list["items"][0]["unread"].as_i64().unwrap(), list["items"][0]["read_seq"].as_i64().unwrap())
    };
    let at = [("conversation", two.as_str())];
    assert_eq!((seen(bo).await, seen(ana).await), ((10, 0), (0, 0)));
    for (to, then) in [(6, (5, 6)), (3, (5, 6)), (999, (0, 11))] {
        bo.call("message.read", &at, json!({ "seq": to })).await.expect_ok();
        assert_eq!(seen(bo).await, then);
    }
    for wrong in [json!({}), json!({ "seq": "x" }), json!({ "seq": 1, "more": 2 })] {
        bo.call("message.read", &at, wrong).await.expect_code(422, "body.invalid");
    }
    for (mark, what, code) in [
        ("short", "x", "message.mark"),
        ("with a blank", "x", "message.mark"),
        ("mark-good", " ", "message.text"),
        ("mark-good", &*"长".repeat(20_001), "message.text"),
    ] {
        say(ana, &two, mark, what).await.expect_code(422, code);
    }
    say(ana, &two, "mark-good", &"x".repeat(3_000_000)).await.expect_code(413, "body.too_large");
}

#[tokio::test]
async fn what_somebody_wrote_goes_with_the_account_and_that_something_was_there_stays() {
    let house = House::with_profile("anju", |_| {}).await;
    let (people, _) = team(&house, &["Wu", "Ana", "Bo"]).await;
    let (ana, bo) = (&people[1], &people[2]);
    let (two, group) = (direct(ana, bo).await, group(ana, "周报", &[bo]).await);
    let word = "canary-gone-Wagtail-4417";
    let seq = said(ana, &two, "mark-0001", word).await;
    said(bo, &two, "mark-0001", "stays").await;
    said(ana, &group, "mark-0001", word).await;
    let held = ana.get("/api/v1/me/held").await.expect_ok();
    let mine: Vec<&str> = held["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["category"] == "message-content")
        .map(|item| text(item, "value"))
        .collect();
    assert_eq!(mine, [word, word], "what one wrote is shown to oneself");
    assert!(held.to_string().contains("周报"));
    assert!(!bo.get("/api/v1/me/held").await.expect_ok().to_string().contains(word));
    assert_eq!(crate::erasure::close(&house, ana).await.expect_ok()["state"], "erased");
    house.run_jobs().await;
    let seen = all(bo, &two).await;
    assert_eq!(texts(&seen), ["stays"]);
    let message = seen.iter().find(|event| event["seq"] == seq).unwrap();
    assert_eq!((&message["kind"], &message["recalled"]), (&json!("message"), &json!(false)));
    assert_eq!(seen.last().unwrap()["kind"], "leave", "the other sees that somebody went");
    let mut view = house.running.house.db.view().await.unwrap();
    let sql = "SELECT COUNT(*) AS found FROM chat_event WHERE actor = $1 AND body IS NOT NULL";
    let who: ground::PersonId = ana.id.parse().unwrap();
    let left: i64 = view.one(sql, vec![who.into()]).await.unwrap().get("found").unwrap();
    drop(view);
    assert_eq!(left, 0);
    // The group goes on with Bo as its owner; once he goes, too, it is gone with its keys.
    let own = bo.call("conversation.get", &[("conversation", &group)], json!(null)).await.expect_ok();
    assert_eq!(own["role"], "owner");
    member(bo, "conversation.remove", &group, bo).await.expect_ok();
    house.advance(std::time::Duration::from_secs(3_700));
    house.run_jobs().await;
    bo.call("conversation.get", &[("conversation", &group)], json!(null))
        .await
        .expect_code(404, "conversation.unknown");
    assert_eq!(crate::canary::found(&house, word).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_closed_account_that_rests_says_nothing_to_others_meanwhile() {
    let house = House::with_profile("duban", |_| {}).await;
    let (people, _) = team(&house, &["Wu", "Ana", "Bo"]).await;
    let (ana, bo) = (&people[1], &people[2]);
    let two = direct(ana, bo).await;
    said(ana, &two, "mark-0001", "of Ana").await;
    said(bo, &two, "mark-0001", "of Bo").await;
    assert_eq!(crate::erasure::close(&house, ana).await.expect_ok()["state"], "locked");
    assert_eq!(texts(&all(bo, &two).await), ["of Bo"]);
    house.advance(std::time::Duration::from_secs(367 * 86_400));
    house.run_jobs().await;
    let mut view = house.running.house.db.view().await.unwrap();
    let sql = "SELECT COUNT(*) AS found FROM chat_event WHERE body IS NOT NULL";
    let left: i64 = view.one(sql, vec![]).await.unwrap().get("found").unwrap();
    assert_eq!(left, 1, "after the twelve months it is gone");
}

#[tokio::test]
async fn behind_a_doorplate_without_the_wing_nothing_is_there() {
    let house = House::with_profile("jujiabao", |_| {}).await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    ana.call("conversation.list", &[], json!(null)).await.expect_code(404, "path.unknown");
    ana.call("conversation.direct", &[], json!({ "person": bo.id })).await.expect_code(404, "path.unknown");
    let about = house.nobody().get("/api/v1/house").await.expect_ok();
    assert_eq!(about["wings"], json!(["meet"]));
}

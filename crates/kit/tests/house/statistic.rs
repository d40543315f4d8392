//! Numbers about groups: with noise, once, above the least number of people; and nothing about anybody.

use kit::{Client, House, proved};
use policy::StatisticRules;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

use crate::chat::{direct, said};
use crate::chat_keeping::{group_of, has_chat};
use crate::desk::keeper;
use crate::meet::started;
use crate::org::{joined, org};

const WEEK: Duration = Duration::from_secs(7 * 86_400);

/// People of a number, at least.
fn least() -> usize {
    StatisticRules::built_in().group as usize
}

/// So many that a number of them is told whatever the dice say, but once in a hundred thousand throws.
pub fn plenty() -> usize {
    6 * least()
}

/// This house, early enough in a week that what a test does lies within it.
pub fn early_in_a_week(house: House) -> House {
    let monday = ground::Timestamp::read("1970-01-04T16:00:00Z").unwrap();
    let into = house.running.house.clock.now().since(monday).as_secs() % WEEK.as_secs();
    if into > 5 * 86_400 {
        house.advance(Duration::from_secs(WEEK.as_secs() - into + 3_600));
    }
    house
}

/// As many people, signed up from places of their own.
pub async fn crowd(house: &House, many: usize) -> Vec<Client> {
    let mut people = Vec::with_capacity(many);
    for number in 0..many {
        people.push(house.person(&format!("Person {number}")).await);
        a_moment(house, number);
    }
    people
}

/// One address asks for so many codes a minute and an hour and no more.
fn a_moment(house: &House, number: usize) {
    if number % 48 == 47 {
        house.advance(Duration::from_secs(3_601));
    } else if number % 8 == 7 {
        house.advance(Duration::from_secs(61));
    }
}

/// A week passes and is counted; answers what keepers see of it.
pub async fn a_week_later(house: &House, keeper: &Client) -> Value {
    house.advance(WEEK);
    house.run_jobs().await;
    let seen = keeper.call("statistic.house", &[], json!(null)).await.expect_ok();
    seen["weeks"][0].clone()
}

fn value(week: &Value, name: &str) -> Option<i64> {
    let cells = week["cells"].as_array().unwrap();
    cells.iter().find(|cell| cell["name"] == name).unwrap()["value"].as_i64()
}

/// Everything that could name somebody of these.
fn names(people: &[Client]) -> Vec<String> {
    let bare = |id: &str| id.split_once('_').unwrap().1.to_owned();
    people.iter().flat_map(|one| [bare(&one.id), one.id.clone(), one.phone.clone()]).collect()
}

fn names_nobody(answer: &Value, people: &[Client]) {
    let text = answer.to_string();
    for name in names(people) {
        assert!(!text.contains(&name), "{name} in {text}");
    }
    assert!(!text.contains("Person "), "{text}");
}

/// proves: AJ-124, DB-052
#[tokio::test]
async fn an_export_has_no_key_and_no_small_group_and_is_refused_where_it_would() {
    let house = early_in_a_week(House::start().await);
    let wang = keeper(&house, "王芳").await;
    let people = crowd(&house, 2 * plenty()).await;
    // Half of them hold a meeting, so that each mark is common, and three hold two: too few to be told.
    for one in people[..plenty()].iter().chain(&people[..3]) {
        let meeting = started(one, json!({ "guests": true })).await;
        one.call("meeting.end", &[("id", meeting["id"].as_str().unwrap())], json!({})).await.expect_ok();
    }
    let week = a_week_later(&house, &wang).await;
    let wish = |by: &[&str]| json!({ "week": week["week"], "by": by });
    let made = wang.call("statistic.export", &[], wish(&["meetings"])).await.expect_ok();
    names_nobody(&made, &people);
    let rows = made["rows"].as_array().unwrap();
    let bands: Vec<&str> = rows.iter().map(|row| row["bands"][0].as_str().unwrap()).collect();
    assert_eq!(bands, ["0", "1"], "of the three it does not even say that there are any: {made}");
    for row in rows {
        assert_eq!(
            row.as_object().unwrap().keys().collect::<Vec<_>>(),
            ["bands", "people"],
            "no key in {row}"
        );
        assert!(row["people"].as_i64().unwrap() >= least() as i64, "{row}");
    }
    let again = wang.call("statistic.export", &[], wish(&["meetings"])).await.expect_ok();
    assert_eq!(again["rows"], made["rows"], "asked again, the same dice: noise is not averaged out");

    // What is asked next is paid for, until the week's budget is spent.
    let second = wang.call("statistic.export", &[], wish(&["devices"])).await.expect_ok();
    assert!(second["left_milli"].as_i64() < made["left_milli"].as_i64(), "{second}");
    wang.call("statistic.export", &[], wish(&["minutes"])).await.expect_code(409, "statistic.budget_spent");
    for (by, code) in [(&[][..], 422), (&["who"], 422), (&["meetings", "meetings"], 422)] {
        assert_eq!(wang.call("statistic.export", &[], wish(by)).await.status.as_u16(), code, "{by:?}");
    }
    people[0].call("statistic.export", &[], wish(&["meetings"])).await.expect_code(403, "access.denied");
    let none = json!({ "week": 1, "by": ["meetings"] });
    wang.call("statistic.export", &[], none).await.expect_code(404, "statistic.no_week");

    // In a house of few everybody could be told, and nothing goes out.
    let small = early_in_a_week(House::start().await);
    let li = keeper(&small, "李明").await;
    let few = crowd(&small, least() - 2).await;
    let week = a_week_later(&small, &li).await;
    let wish = json!({ "week": week["week"], "by": ["meetings"] });
    li.call("statistic.export", &[], wish).await.expect_code(409, "statistic.group_small");
    assert!(few.len() < least() && value(&week, "members").is_none(), "{week}");
    for id in ["AJ-124", "DB-052"] {
        proved(id, &["statistic.export", "job:statistic.gather"]);
    }
}

/// proves: AJ-069, YZJ-007, AJ-073
#[tokio::test]
async fn the_rows_for_analysis_hold_keys_that_lead_to_nobody_and_a_join_answers_pseudonyms() {
    let house = early_in_a_week(House::start().await);
    let wang = keeper(&house, "王芳").await;
    let people = crowd(&house, 3).await;
    house.advance(Duration::from_secs(61));
    let again = house.person_with("Person 0", &people[0].phone).await;
    assert_eq!(again.id, people[0].id);
    let week = a_week_later(&house, &wang).await["week"].to_string();
    let path = format!("/api/v1/statistics/devices?week={week}");
    let (first, second) = (wang.get(&path).await.expect_ok(), wang.get(&path).await.expect_ok());
    let pairs = |answer: &Value, name: &str| -> Vec<String> {
        answer["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item[name].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(pairs(&first, "device").len(), 5, "four people, and one of them on two devices: {first}");
    let who: BTreeSet<String> = pairs(&first, "who").into_iter().collect();
    assert_eq!(who.len(), 4, "the join itself is right: {first}");
    let other: BTreeSet<String> = pairs(&second, "who").into_iter().collect();
    assert!(who.is_disjoint(&other), "two answers cannot be laid side by side");
    names_nobody(&first, &people);

    // What lies in the tables: every 16 bytes of it lead to no person, device or organisation of this house.
    let columns = ground::tables::columns(&house.running.house.db, "yard_fact").await.unwrap();
    let known = ["id", "week", "who", "device", "devices", "meetings", "minutes"];
    assert_eq!(columns.iter().map(String::as_str).collect::<BTreeSet<_>>(), BTreeSet::from(known));
    let mut view = house.running.house.db.view().await.unwrap();
    let facts = view.all("SELECT id, who, device FROM yard_fact", vec![]).await.unwrap();
    assert_eq!(facts.len(), 5);
    let mut keys: BTreeSet<[u8; 16]> = BTreeSet::new();
    for fact in &facts {
        for name in ["id", "who", "device"] {
            keys.insert(fact.get::<[u8; 16]>(name).unwrap());
        }
    }
    for sql in ["SELECT id FROM yard_person", "SELECT id FROM yard_session"] {
        for row in view.all(sql, vec![]).await.unwrap() {
            assert!(!keys.contains(&row.get::<[u8; 16]>("id").unwrap()), "{sql}");
        }
    }
    drop(view);
    people[0].get(&path).await.expect_code(403, "access.denied");
    for id in ["AJ-069", "YZJ-007", "AJ-073"] {
        proved(id, &["statistic.devices", "job:statistic.gather"]);
    }
}

#[tokio::test]
async fn an_organisation_sees_its_numbers_where_it_is_large_enough_and_nobody_elses() {
    let house = early_in_a_week(House::start().await);
    let wang = keeper(&house, "王芳").await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let mut people = Vec::new();
    for number in 0..plenty() {
        people.push(joined(&house, &ana, &acme, &format!("Person {number}"), "member").await);
        a_moment(&house, number);
    }
    let bo = house.person("Bo").await;
    let small = org(&bo).await;
    let has_chat = has_chat(&house);
    if has_chat {
        let all: Vec<&Client> = people.iter().collect();
        let ours = group_of(&ana, &acme, &all).await;
        for one in &people {
            said(one, &ours, "mark-0001", "到了").await;
        }
        // What two say to one another is not counted, in no organisation's numbers.
        said(&people[0], &direct(&people[0], &people[1]).await, "mark-0001", "私下说").await;
    }
    let week = a_week_later(&house, &wang).await;
    assert!(value(&week, "members").is_none_or(|many| many >= least() as i64), "{week}");
    assert_eq!(value(&week, "meetings"), None, "nobody held a meeting");
    let seen = |who: Client, org: String| async move {
        who.call("statistic.org", &[("org", &org)], json!(null)).await
    };
    let own = seen(ana.clone(), acme.clone()).await.expect_ok();
    assert_eq!(own["weeks"].as_array().unwrap().len(), 1, "{own}");
    let messages = value(&own["weeks"][0], "messages");
    assert_eq!(messages.is_some(), has_chat, "enough people wrote: {own}");
    assert!(week["cells"].as_array().unwrap().iter().all(|cell| cell["name"] != "messages"), "{week}");
    names_nobody(&own, &people);
    let same = seen(ana.clone(), acme.clone()).await.expect_ok();
    assert_eq!(own, same);
    let nothing = seen(bo.clone(), small).await.expect_ok();
    assert_eq!(nothing["weeks"], json!([]), "one member is no group");
    seen(people[0].clone(), acme.clone()).await.expect_code(403, "access.denied");
    seen(bo, acme).await.expect_code(404, "org.unknown");
    ana.call("statistic.house", &[], json!(null)).await.expect_code(403, "access.denied");
}

//! Search in conversations: what a scan of everything finds, within what one may read, and nothing once it is gone.

use kit::{Client, House};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

use crate::chat::{act, direct, group, said, team};

/// Messages that are written.
const MESSAGES: usize = 300;

const WORDS: [&str; 24] = [
    "会议", "开会", "预算", "明天", "下午", "三点", "讨论", "方案", "改到", "完成", "会", "报告", "meeting",
    "Budget", "moved", "report", "me", "draft", "MEETING", "plan", "to", "3pm", "review", "done",
];

/// Numbers without an order, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn sentence(&mut self) -> String {
        let mut sentence = String::new();
        for _ in 0..=self.below(6) {
            let word = WORDS[self.below(WORDS.len())];
            // Chinese words stand side by side; others have blanks around them.
            let is_latin = word.is_ascii();
            if is_latin || self.below(4) == 0 {
                sentence.push(' ');
            }
            sentence.push_str(word);
            if is_latin {
                sentence.push(' ');
            }
        }
        sentence.trim().to_owned()
    }
}

/// The scan: each part of what is looked for stands in the text as it is; a Latin one begins a word, and is one where it is
/// shorter than three letters.
fn scan(text: &str, typed: &str) -> bool {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split(|sign: char| !sign.is_ascii_alphanumeric()).collect();
    typed.to_lowercase().split(' ').all(|part| {
        if part.is_ascii() {
            words.iter().any(|word| if part.len() < 3 { *word == part } else { word.starts_with(part) })
        } else {
            text.contains(part)
        }
    })
}

async fn search(who: &Client, typed: &str) -> Vec<(String, i64)> {
    let found = who.call("message.search", &[], json!({ "text": typed })).await.expect_ok();
    let items = found["items"].as_array().unwrap().clone();
    let place =
        |item: &Value| (item["conversation"].as_str().unwrap().to_owned(), item["seq"].as_i64().unwrap());
    items.iter().map(place).collect()
}

/// Says so much that the tokens of a conversation are made a segment.
async fn fold(house: &House, who: &Client, conversation: &str) {
    for number in 0..130 {
        said(who, conversation, &format!("much-{number:04}"), "and so on").await;
    }
    house.run_jobs().await;
}

async fn lying(house: &House, table: &str) -> i64 {
    let mut view = house.running.house.db.view().await.unwrap();
    let sql = ground::db::Assembled(format!("SELECT COUNT(*) AS found FROM {table}"));
    view.one(sql, vec![]).await.unwrap().get("found").unwrap()
}

#[tokio::test]
async fn a_search_finds_what_a_scan_finds_and_nothing_that_is_gone_or_not_ones_own() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let (two, group) = (direct(ana, bo).await, group(ana, "周报", &[bo, cai]).await);
    let mut dice = Dice(20_261_129);
    let mut written: Vec<(String, i64, String)> = Vec::new();
    for number in 0..MESSAGES {
        let (place, text) = (if dice.below(3) == 0 { &two } else { &group }, dice.sentence());
        let seq = said(ana, place, &format!("mark-{number:06}"), &text).await;
        written.push((place.clone(), seq, text));
        if number == MESSAGES - 50 {
            house.run_jobs().await;
        }
    }
    // Some lie fresh, and some in a segment: both are looked at.
    assert!(lying(&house, "chat_fresh_token").await > 0 && lying(&house, "chat_segment").await > 0);
    let queries = [
        "预算",
        "会",
        "开会",
        "会议讨论",
        "三点",
        "meeting",
        "MEE",
        "budget",
        "me",
        "to",
        "3pm",
        "rep",
        "明天 meeting",
        "方案改到",
        "不在",
        "absent",
    ];
    let mut hits = 0;
    for typed in queries {
        for (who, may_two) in [(ana, true), (bo, true), (cai, false)] {
            let own = written.iter().filter(|(place, ..)| may_two || *place == group);
            let expected: Vec<(String, i64)> = own
                .filter(|(_, _, text)| scan(text, typed))
                .map(|(place, seq, _)| (place.clone(), *seq))
                .collect();
            let mut found = search(who, typed).await;
            hits += found.len();
            assert!(found.iter().all(|one| expected.contains(one)), "{typed}: too much");
            found.sort();
            found.dedup();
            assert_eq!(found.len(), expected.len().min(50), "{typed}: each once, and all up to the bound");
        }
    }
    assert!(hits > 300, "{hits}");
    // Changed it is found by what it says now, taken back by nothing.
    let word = "金丝雀特别词";
    let seq = said(ana, &two, "mark-canary", &format!("{word} before")).await;
    assert_eq!(search(bo, word).await, [(two.clone(), seq)]);
    let wish = json!({ "mark": "mark-changed", "text": "another sparrow" });
    act(ana, "message.edit", (&two, seq), wish).await.expect_ok();
    assert_eq!((search(bo, word).await, search(bo, "sparrow").await), (vec![], vec![(two.clone(), seq)]));
    act(ana, "message.recall", (&two, seq), json!({ "mark": "mark-recalled" })).await.expect_ok();
    assert!(search(bo, "sparrow").await.is_empty());
    // No table says a word or how often it was said.
    for word in ["金丝雀特别词", "预算", "sparrow"] {
        assert_eq!(
            crate::canary::in_tables(&house, &[(word.to_owned(), word.into())]).await,
            Vec::<String>::new()
        );
    }
    // Of equal words in two conversations nothing in the tables is equal.
    let mut view = house.running.house.db.view().await.unwrap();
    let sql = "SELECT conversation, tokens FROM chat_fresh_token";
    let mut there: BTreeMap<Vec<u8>, BTreeSet<[u8; 8]>> = BTreeMap::new();
    for row in view.all(sql, vec![]).await.unwrap() {
        let tokens: Vec<u8> = row.get("tokens").unwrap();
        there.entry(row.get("conversation").unwrap()).or_default().extend(tokens.as_chunks().0);
    }
    drop(view);
    let sets: Vec<_> = there.values().collect();
    assert!(sets.len() == 2 && sets.iter().all(|set| set.len() > 20) && sets[0].is_disjoint(sets[1]));
    for (wish, code) in [
        (json!({ "text": "" }), "message.query"),
        (json!({ "text": "。" }), "message.query"),
        (json!({ "text": "会".repeat(101) }), "message.query"),
        (json!({ "text": 7 }), "body.invalid"),
    ] {
        ana.call("message.search", &[], wish).await.expect_code(422, code);
    }
    let wish = json!({ "text": "预算", "conversation": two });
    cai.call("message.search", &[], wish).await.expect_code(404, "conversation.unknown");
}

/// Messages of the long conversation, so many at once.
const MANY: usize = 10_000;
const AT_ONCE: usize = 200;

#[tokio::test]
async fn of_ten_thousand_messages_a_search_finds_the_newest_that_a_scan_finds_and_none_that_went() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let two = direct(ana, bo).await;
    let mut dice = Dice(7);
    let mut written: BTreeMap<i64, String> = BTreeMap::new();
    for first in (0..MANY).step_by(AT_ONCE) {
        // Two signs that are rare, and what is said often.
        let texts: Vec<String> = (0..AT_ONCE)
            .map(|_| {
                let mut sign = || char::from_u32(0x4e00 + u32::try_from(dice.below(3_000)).unwrap()).unwrap();
                let rare: String = [sign(), sign()].iter().collect();
                format!("{rare} {}", dice.sentence())
            })
            .collect();
        let marks: Vec<String> = (0..AT_ONCE).map(|number| format!("mark-{:06}", first + number)).collect();
        let saying = marks.iter().zip(&texts).map(|(mark, text)| said(ana, &two, mark, text));
        let seqs = futures_util::future::join_all(saying).await;
        written.extend(seqs.into_iter().zip(texts));
        house.run_jobs().await;
    }
    assert_eq!(written.len(), MANY);
    assert!(
        lying(&house, "chat_segment WHERE messages >= 2000").await >= 4,
        "small ones are made large ones"
    );
    // One in the midst goes, and one says something else.
    let (gone, other) = (*written.keys().nth(MANY / 2).unwrap(), *written.keys().nth(MANY / 3).unwrap());
    act(ana, "message.recall", (&two, gone), json!({ "mark": "mark-gone" })).await.expect_ok();
    let wish = json!({ "mark": "mark-other", "text": "一朵金丝雀" });
    act(ana, "message.edit", (&two, other), wish).await.expect_ok();
    let lost = [written.remove(&gone).unwrap(), written.insert(other, "一朵金丝雀".to_owned()).unwrap()];
    let mut queries: Vec<String> =
        ["会", "预算", "会议讨论", "me", "bud", "明天 meeting", "金丝雀", "absent"].map(str::to_owned).into();
    // Single signs, and pairs: of what is there, and of what went.
    let some = written.values().step_by(397).chain(&lost).cloned().collect::<Vec<_>>();
    queries.extend(some.iter().map(|text| text.chars().take(1).collect::<String>()));
    queries.extend(some.iter().map(|text| text.chars().take(2).collect::<String>()));
    for typed in queries {
        let expected: Vec<i64> = written
            .iter()
            .rev()
            .filter(|(_, text)| scan(text, &typed))
            .map(|(seq, _)| *seq)
            .take(50)
            .collect();
        let mut found: Vec<i64> = search(bo, &typed).await.into_iter().map(|(_, seq)| seq).collect();
        found.sort_unstable_by_key(|seq| std::cmp::Reverse(*seq));
        assert_eq!(found, expected, "{typed}");
    }
}

#[tokio::test]
async fn what_an_erased_person_wrote_is_found_by_nobody() {
    let house = House::with_profile("anju", |_| {}).await;
    let (people, _) = team(&house, &["Wu", "Ana", "Bo"]).await;
    let (ana, bo) = (&people[1], &people[2]);
    let two = direct(ana, bo).await;
    said(ana, &two, "mark-0001", "金丝雀特别词").await;
    fold(&house, bo, &two).await;
    assert!(lying(&house, "chat_posting").await > 0 && lying(&house, "chat_fresh_token").await < 64);
    said(ana, &two, "mark-0002", "又一个特别词").await;
    let kept = said(bo, &two, "mark-0001", "特别").await;
    assert_eq!(search(bo, "特别").await.len(), 3);
    crate::erasure::close(&house, ana).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(search(bo, "特别").await, [(two, kept)]);
    // Nothing is left in the segment of what is gone, though the rest of it is there.
    assert_eq!(search(bo, "and so on").await.len(), 50);
    let mut view = house.running.house.db.view().await.unwrap();
    let sql = "SELECT COUNT(*) AS found FROM chat_fresh_token w JOIN chat_event e ON e.conversation = w.conversation \
               AND e.seq = w.seq WHERE e.body IS NULL";
    let left: i64 = view.one(sql, vec![]).await.unwrap().get("found").unwrap();
    assert_eq!(left, 0);
}

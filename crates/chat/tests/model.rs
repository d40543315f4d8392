//! The log against a model: people say, change, take back, leave and come again in any order, and the house stands still
//! between; at the end everybody sees what a model says that knows nothing of the house. On both engines.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

use kit::{Client, House};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value, json};

/// Runs, each with a house of its own, and what happens in one.
const RUNS: u32 = 4;
const STEPS: usize = 40;

/// One thing that is tried. People are three; numbers name events, those that are there and some that are not.
#[derive(Clone, Debug)]
enum Step {
    Say { who: usize, again: bool },
    Edit { who: usize, at: usize },
    Recall { who: usize, at: usize },
    Sign { who: usize, at: usize, is_put: bool },
    Leave { who: usize },
    Join { who: usize },
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0_usize..3, any::<bool>()).prop_map(|(who, again)| Step::Say { who, again }),
        4 => (0_usize..3, 0_usize..60).prop_map(|(who, at)| Step::Edit { who, at }),
        2 => (0_usize..3, 0_usize..60).prop_map(|(who, at)| Step::Recall { who, at }),
        5 => (0_usize..3, 0_usize..60, any::<bool>()).prop_map(|(who, at, is_put)| Step::Sign { who, at, is_put }),
        2 => (1_usize..3).prop_map(|who| Step::Leave { who }),
        2 => (1_usize..3).prop_map(|who| Step::Join { who }),
        1 => Just(Step::Restart),
    ]
}

/// An event as the model has it.
#[derive(Clone, Debug)]
struct Event {
    kind: &'static str,
    by: usize,
    target: Option<i64>,
    text: Option<String>,
}

/// What there is: the events in order, since when each of the three reads, and up to when.
struct Model {
    events: Vec<Event>,
    stays: [(i64, Option<i64>); 3],
}

impl Model {
    fn begun() -> Self {
        let made = Event { kind: "made", by: 0, target: None, text: None };
        Self { events: vec![made], stays: [(1, None); 3] }
    }

    fn last(&self) -> i64 {
        i64::try_from(self.events.len()).unwrap()
    }

    fn is_there(&self, who: usize) -> bool {
        self.stays[who].1.is_none()
    }

    fn add(&mut self, kind: &'static str, by: usize, target: Option<i64>, text: Option<String>) -> i64 {
        self.events.push(Event { kind, by, target, text });
        self.last()
    }

    fn is_recalled(&self, seq: i64) -> bool {
        self.events.iter().any(|event| event.kind == "recall" && event.target == Some(seq))
    }

    /// Whether somebody may change this message, or take it back.
    fn may(&self, who: usize, seq: i64, owner_too: bool) -> bool {
        let Some(event) = usize::try_from(seq - 1).ok().and_then(|at| self.events.get(at)) else {
            return false;
        };
        let known = event.kind == "message" && seq >= self.stays[who].0 && !self.is_recalled(seq);
        self.is_there(who) && known && (event.by == who || (owner_too && who == 0))
    }

    /// Who has a sign at a message, in the order in which they put it.
    fn signs_at(&self, seq: i64, until: i64) -> Vec<usize> {
        let mut signs: Vec<(usize, i64)> = Vec::new();
        for (event, at) in self.events.iter().zip(1_i64..).filter(|(event, _)| event.target == Some(seq)) {
            match event.kind {
                "react" => signs.push((event.by, at)),
                "unreact" => signs.retain(|(who, _)| *who != event.by),
                _ => {}
            }
        }
        let signs = signs.into_iter().filter(|(_, at)| *at <= until && !self.is_recalled(seq));
        signs.map(|(who, _)| who).collect()
    }

    /// Whether somebody may put his sign to this message, or take it away.
    fn may_sign(&self, who: usize, seq: i64, is_put: bool) -> bool {
        let Some(event) = usize::try_from(seq - 1).ok().and_then(|at| self.events.get(at)) else {
            return false;
        };
        let known = event.kind == "message" && seq >= self.stays[who].0 && !self.is_recalled(seq);
        self.is_there(who) && known && self.signs_at(seq, i64::MAX).contains(&who) != is_put
    }

    /// What somebody sees: number, kind, who, and what is said now as far as he may know.
    fn seen_by(&self, who: usize) -> Vec<(i64, String, usize, Option<String>)> {
        let (from, to) = (self.stays[who].0, self.stays[who].1.unwrap_or(self.last()));
        let mut seen = Vec::new();
        for (event, seq) in self.events.iter().zip(1_i64..) {
            if seq < from || seq > to {
                continue;
            }
            let is_about = ["edit", "react", "unreact"].contains(&event.kind);
            let about = if is_about { event.target } else { Some(seq) };
            let edits = self.events.iter().zip(1_i64..);
            let latest =
                edits.filter(|(edit, at)| edit.kind == "edit" && edit.target == Some(seq) && *at <= to);
            let latest = latest.last().filter(|_| event.kind == "message").map(|(edit, _)| edit);
            let gone = about.is_some_and(|about| self.is_recalled(about));
            let text = latest.unwrap_or(event).text.clone().filter(|_| !gone);
            seen.push((seq, event.kind.to_owned(), event.by, text));
        }
        seen
    }
}

/// The house, its three people and their group.
struct World {
    house: House,
    people: Vec<Client>,
    conversation: String,
    model: Model,
    marks: usize,
    /// The last message of each: its mark and number.
    sent: [Option<(String, i64)>; 3],
}

impl World {
    async fn begun() -> Self {
        let house = House::start().await;
        let ana = house.person("Ana").await;
        let org = json!({
            "creator": { "name": "王芳" },
            "company": { "legal_name": "四合院测试有限公司", "credit_code": "91350100M000100Y43" },
        });
        let org = ana.call("org.create", &[], org).await.expect_ok();
        let mut people = vec![ana];
        for name in ["Bo", "Cai"] {
            let next = house.person(name).await;
            let at = [("org", org["id"].as_str().unwrap())];
            let wish = json!({ "phone": next.phone, "role": "member" });
            let made = people[0].call("org.invite", &at, wish).await.expect_ok();
            let at = [("invitation", made["id"].as_str().unwrap())];
            next.call("org.invitation.accept", &at, json!({})).await.expect_ok();
            people.push(next);
        }
        let wish = json!({ "name": "周报", "people": [people[1].id, people[2].id] });
        let begun = people[0].call("conversation.group", &[], wish).await.expect_ok();
        let conversation = begun["id"].as_str().unwrap().to_owned();
        Self { house, people, conversation, model: Model::begun(), marks: 0, sent: [const { None }; 3] }
    }

    fn mark(&mut self) -> String {
        self.marks += 1;
        format!("mark-{:06}", self.marks)
    }

    /// Does it in the house; the number where it was written.
    async fn call(&self, who: usize, operation: &str, seq: i64, wish: Value) -> Option<i64> {
        let seq = seq.to_string();
        let at = [("conversation", self.conversation.as_str()), ("seq", seq.as_str())];
        let answer = self.people[who].call(operation, &at, wish).await;
        assert!(
            answer.status.is_success() || [403, 404, 409].contains(&answer.status.as_u16()),
            "{}",
            answer.text()
        );
        answer.json()["seq"].as_i64()
    }

    async fn say(&mut self, who: usize, again: bool) {
        let (mark, expected) = match (&self.sent[who], again && self.model.is_there(who)) {
            (Some((mark, seq)), true) => (mark.clone(), Some(*seq)),
            _ => (self.mark(), None),
        };
        let text = format!("said under {mark}");
        let wish = json!({ "mark": mark, "text": text });
        let written = self.call(who, "message.send", 0, wish).await;
        if expected.is_some() || !self.model.is_there(who) {
            assert_eq!(written, expected, "sent again it is the same");
            return;
        }
        let seq = self.model.add("message", who, None, Some(text));
        assert_eq!(written, Some(seq));
        self.sent[who] = Some((mark, seq));
    }

    async fn change(&mut self, who: usize, at: usize, recall: bool) {
        let seq = i64::try_from(at % (self.model.events.len() + 2)).unwrap();
        let may = self.model.may(who, seq, recall);
        let mark = self.mark();
        let (operation, kind) = if recall { ("message.recall", "recall") } else { ("message.edit", "edit") };
        let text = (!recall).then(|| format!("changed under {mark}"));
        let wish = if recall { json!({ "mark": mark }) } else { json!({ "mark": mark, "text": text }) };
        let written = self.call(who, operation, seq, wish).await;
        let expected = may.then(|| self.model.add(kind, who, Some(seq), text));
        assert_eq!(written, expected, "{who} {operation} {seq}");
    }

    async fn sign(&mut self, who: usize, at: usize, is_put: bool) {
        let seq = i64::try_from(at % (self.model.events.len() + 2)).unwrap();
        let may = self.model.may_sign(who, seq, is_put);
        let wish = json!({ "mark": self.mark(), "sign": "👍" });
        let (operation, kind) =
            if is_put { ("message.react", "react") } else { ("message.unreact", "unreact") };
        let written = self.call(who, operation, seq, wish).await;
        let expected = may.then(|| self.model.add(kind, who, Some(seq), Some("👍".to_owned())));
        assert_eq!(written, expected, "{who} {operation} {seq}");
    }

    async fn go(&mut self, who: usize, comes: bool) {
        let (by, operation) = if comes { (0, "conversation.add") } else { (who, "conversation.remove") };
        let at = [("conversation", self.conversation.as_str()), ("person", self.people[who].id.as_str())];
        let answer = self.people[by].call(operation, &at, json!(null)).await;
        if comes {
            answer.expect_ok();
            if !self.model.is_there(who) {
                let seq = self.model.add("join", 0, None, None);
                self.model.stays[who] = (seq, None);
            }
        } else if self.model.is_there(who) {
            answer.expect_ok();
            let seq = self.model.add("leave", who, None, None);
            self.model.stays[who].1 = Some(seq);
        } else {
            answer.expect_code(404, "conversation.unknown");
        }
    }

    async fn take(mut self, step: &Step) -> Self {
        match *step {
            Step::Say { who, again } => self.say(who, again).await,
            Step::Edit { who, at } => self.change(who, at, false).await,
            Step::Recall { who, at } => self.change(who, at, true).await,
            Step::Sign { who, at, is_put } => self.sign(who, at, is_put).await,
            Step::Leave { who } => self.go(who, false).await,
            Step::Join { who } => self.go(who, true).await,
            Step::Restart => {
                self.house = self.house.restart().await;
                self.people = self.people.iter().map(|one| self.house.bearer_as(one)).collect();
            }
        }
        self
    }

    /// The signs that somebody sees at messages.
    async fn signs_by(&self, who: usize) -> Vec<(i64, Vec<usize>)> {
        let path = format!("/api/v1/conversations/{}/events?after=0", self.conversation);
        let page = self.people[who].get(&path).await.expect_ok();
        let signs = page["items"].as_array().unwrap().iter().map(|item| {
            let people = item["reactions"][0]["people"].as_array().cloned().unwrap_or_default();
            let of = |person: Value| self.people.iter().position(|one| person == json!(one.id)).unwrap();
            (item["seq"].as_i64().unwrap(), people.into_iter().map(of).collect())
        });
        signs.filter(|(_, people): &(i64, Vec<usize>)| !people.is_empty()).collect()
    }

    /// What somebody reads, by pages of seven.
    async fn read_by(&self, who: usize) -> Vec<(i64, String, usize, Option<String>)> {
        let (mut all, mut after) = (Vec::new(), 0);
        loop {
            let path = format!("/api/v1/conversations/{}/events?after={after}&limit=7", self.conversation);
            let page = self.people[who].get(&path).await.expect_ok();
            let items = page["items"].as_array().unwrap();
            let Some(last) = items.last() else { return all };
            after = last["seq"].as_i64().unwrap();
            all.extend(items.iter().map(|item| {
                let by = self.people.iter().position(|one| item["by"] == json!(one.id)).unwrap();
                let text = item["text"].as_str().map(str::to_owned);
                (item["seq"].as_i64().unwrap(), item["kind"].as_str().unwrap().to_owned(), by, text)
            }));
        }
    }
}

async fn holds(steps: Vec<Step>) -> Result<(), TestCaseError> {
    let mut world = World::begun().await;
    for step in &steps {
        world = world.take(step).await;
    }
    for who in 0..3 {
        let (read, seen) = (world.read_by(who).await, world.model.seen_by(who));
        let until = world.model.stays[who].1.unwrap_or(i64::MAX);
        let messages = seen.iter().map(|event| (event.0, world.model.signs_at(event.0, until)));
        let signs: Vec<_> = messages.filter(|(_, people)| !people.is_empty()).collect();
        prop_assert_eq!(read, seen, "what {} sees", who);
        prop_assert_eq!(world.signs_by(who).await, signs, "the signs that {} sees", who);
    }
    Ok(())
}

#[test]
fn everybody_sees_what_the_model_says() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let config = Config { cases: RUNS, max_shrink_iters: 12, failure_persistence: None, ..Config::default() };
    let steps = proptest::collection::vec(step(), STEPS);
    TestRunner::new(config).run(&steps, |steps| runtime.block_on(holds(steps))).unwrap();
}

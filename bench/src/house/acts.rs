//! A house with an organisation in it, and what the four roles of GDPRbench do there all day.

use futures_util::future::join_all;
use kit::{Client, House};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::Sheet;
use crate::measure::{Spans, cpu_seconds};

/// Members of the organisation.
const MEMBERS: usize = 20;
/// How often an act is done before it is the next one's turn.
const IN_TURN: u32 = 20;
/// Who asks at the same time in the mixture.
const AT_ONCE: usize = 8;

/// An act: its role, its operation, whether it is an ordinary one, and what it says.
type Act = (&'static str, &'static str, bool, fn(&Scene, u32) -> (usize, Value));

/// Ordinary are the acts of customers and processors: what people do in a day of work. The first number is who does it.
const ACTS: [Act; 17] = [
    ("customer", "me.get", true, |_, n| (person(n), json!(null))),
    ("customer", "me.update", true, |_, n| (person(n), json!({ "name": format!("Person {n}") }))),
    ("customer", "me.held", true, |_, n| (person(n), json!(null))),
    ("customer", "me.consents", true, |_, n| (person(n), json!(null))),
    ("customer", "me.openings", false, |_, n| (person(n), json!(null))),
    ("customer", "notice.list", true, |_, n| (person(n), json!(null))),
    ("processor", "org.get", true, |_, n| (person(n), json!(null))),
    ("processor", "org.members", true, |_, n| (person(n), json!(null))),
    ("processor", "org.departments", true, |_, n| (person(n), json!(null))),
    ("processor", "meeting.list", true, |_, _| (0, json!(null))),
    ("processor", "meeting.get", true, |_, _| (0, json!(null))),
    ("processor", "meeting.participants", true, |_, _| (0, json!(null))),
    ("controller", "rights.desk", false, |_, _| (KEEPER, json!(null))),
    ("controller", "retention.list", false, |_, _| (KEEPER, json!(null))),
    ("controller", "ticket.queue", false, |_, _| (KEEPER, json!(null))),
    ("regulator", "desk.look", false, |_, _| (KEEPER, json!(null))),
    ("regulator", "audit.checkpoint", false, |_, _| (KEEPER, json!(null))),
];

const KEEPER: usize = usize::MAX;

fn person(n: u32) -> usize {
    n as usize % MEMBERS
}

/// The house, and who lives in it.
pub struct Scene {
    pub house: House,
    pub members: Vec<Client>,
    keeper: Client,
    org: String,
    meeting: String,
}

impl Scene {
    /// Everybody comes, is invited, and the first holds a meeting.
    pub async fn set() -> Self {
        let (house, keeper) = {
            let house = House::start().await;
            let keeper = house.person("Keeper").await;
            let id: ground::PersonId = keeper.id.parse().unwrap();
            let mut cx = house.running.house.db.begin().await.unwrap();
            cx.run("UPDATE yard_person SET keeper = 1 WHERE id = $1", ground::values![id]).await.unwrap();
            cx.commit().await.unwrap();
            (house, keeper)
        };
        let mut members = Vec::new();
        for number in 0..MEMBERS {
            house.advance(Duration::from_secs(61));
            members.push(house.person(&format!("Person {number}")).await);
        }
        let company = json!({ "legal_name": "四合院测试有限公司", "credit_code": "91350100M000100Y43", "address": "胡同一号" });
        let wish = json!({ "creator": { "name": "王芳", "position": "总经理" }, "company": company });
        let org =
            members[0].call("org.create", &[], wish).await.expect_ok()["id"].as_str().unwrap().to_owned();
        for member in &members[1..] {
            let wish = json!({ "phone": member.phone, "role": "member" });
            let made = members[0].call("org.invite", &[("org", &org)], wish).await.expect_ok();
            let invitation = made["id"].as_str().unwrap();
            member.call("org.invitation.accept", &[("invitation", invitation)], json!({})).await.expect_ok();
        }
        let started = members[0]
            .call("meeting.start", &[], json!({ "title": "Plum", "guests": true }))
            .await
            .expect_ok();
        let meeting = started["id"].as_str().unwrap().to_owned();
        for member in &members {
            member.call("meeting.join", &[], json!({ "number": started["number"] })).await.expect_ok();
        }
        Self { house, members, keeper, org, meeting }
    }

    /// Each act so many times, in turn with the others; then the ordinary ones by many at once.
    pub async fn run(&self, times: u32) -> Sheet {
        let mut spans: BTreeMap<String, Spans> = BTreeMap::new();
        for act in &ACTS {
            self.act(act, 0).await; // what is read and kept the first time is
        }
        for first in (0..times).step_by(IN_TURN as usize) {
            for act in &ACTS {
                let spans = spans.entry(format!("{}: {}", act.0, act.1)).or_default();
                spans.time(first..first + IN_TURN, async |n| self.act(act, n).await).await;
            }
        }
        let mut sheet: Sheet = spans.into_iter().map(|(name, spans)| (name, spans.measured())).collect();
        sheet.insert("all ordinary, eight at once".to_owned(), self.mixture(times).await.measured());
        sheet
    }

    async fn mixture(&self, times: u32) -> Spans {
        let ordinary: Vec<&Act> = ACTS.iter().filter(|act| act.2).collect();
        let cpu = cpu_seconds();
        let each = join_all((0..AT_ONCE).map(async |lane| {
            let mut us = Vec::new();
            for n in 0..times {
                for act in &ordinary {
                    let begun = Instant::now();
                    self.act(act, n * 8 + lane as u32).await;
                    us.push(begun.elapsed().as_secs_f64() * 1e6);
                }
            }
            us
        }))
        .await;
        Spans::together(each.concat(), cpu_seconds() - cpu)
    }

    async fn act(&self, (_, operation, _, wish): &Act, n: u32) {
        let (who, body) = wish(self, n);
        let who = self.members.get(who).unwrap_or(&self.keeper);
        let at = [("org", self.org.as_str()), ("id", self.meeting.as_str())];
        let answer = who.call(operation, &at, body).await;
        assert!(answer.status.is_success(), "{operation}: {}", answer.text());
    }

    /// Stops the house.
    pub async fn end(self) {
        self.house.running.stop().await.unwrap();
    }
}

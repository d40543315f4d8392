//! Agents as the house knows them: who pairs, who is linked, and what is not listened to.

use kit::{Client, House};
use pass::{
    Answer, By, Call, Channel, DoorId, Invitation, Offer, PassId, Reason, Side, Signer, ToDoor, ToHouse,
};
use serde_json::{Value, json};
use std::time::Duration;

use community::agent::{NotOpened, order};

use crate::door_box::{Caller, DoorBox, until};
use crate::homes::{Estate, NO, told};
use crate::meet::text;
use crate::org::{joined, org};
use crate::seat::Door;

/// The door of the estate.
pub async fn door(estate: &Estate) -> String {
    let plan = estate.wang.call("community.plan", &[("org", &estate.org)], NO).await.expect_ok();
    text(&plan["doors"][0], "id").to_owned()
}

/// How the agent of the estate's door is; null where it has none.
pub async fn health(who: &Client, org: &str) -> Value {
    who.call("door.agents", &[("org", org)], NO).await.expect_ok()["items"][0]["agent"].clone()
}

/// A box that is paired with the door of the estate.
pub async fn paired(estate: &Estate, house: &Door, door: &str) -> DoorBox {
    let mut made = DoorBox::new();
    made.calls(house);
    let (code, pairing) = made.shows();
    let at = [("org", estate.org.as_str()), ("door", door)];
    let awaited = estate.wang.call("door.pair", &at, json!({ "code": code })).await.expect_ok();
    assert_eq!(awaited["fingerprint"], pairing.fingerprint.as_str());
    pairing.done().await;
    made
}

fn written(what: &impl serde::Serialize) -> String {
    serde_json::to_string(what).unwrap()
}

#[tokio::test]
async fn a_box_is_paired_by_its_code_linked_and_struck_off_by_those_who_run_the_community() {
    let estate = Estate::open().await;
    let (front, id) = (Door::open(&estate.house).await, door(&estate).await);
    assert_eq!(health(&estate.wang, &estate.org).await, NO);
    let mut first = paired(&estate, &front, &id).await;
    let known = health(&estate.wang, &estate.org).await;
    assert_eq!((&known["linked"], &known["heard_at"], &known["entries"]), (&json!(false), &NO, &json!(0)));
    first.start().await;
    until("the agent has its list", async || {
        let now = health(&estate.wang, &estate.org).await;
        now["linked"] == true && now["up_to_date"] == true && now["entries"].as_u64() >= Some(2)
    })
    .await;
    let now = health(&estate.wang, &estate.org).await;
    assert_eq!((&now["knows_time"], &now["trouble"]), (&json!(true), &NO));
    let status = first.status();
    assert_eq!((&status["sure"], &status["linked"]), (&json!(true), &json!(true)), "{status}");
    assert_eq!(first.show("card 1234567"), "shut unknown");

    // Another box at the same door: the first is struck off in that moment.
    let mut second = paired(&estate, &front, &id).await;
    until("the first is hung up", async || first.status()["linked"] == false).await;
    second.start().await;
    until("the second is linked", async || health(&estate.wang, &estate.org).await["linked"] == true).await;
    let again = health(&estate.wang, &estate.org).await;
    assert_ne!(again["fingerprint"], known["fingerprint"]);

    let at = [("org", estate.org.as_str()), ("door", id.as_str())];
    // What has an agent is not taken away under it.
    estate.wang.call("door.remove", &at, NO).await.expect_code(409, "place.used");
    estate.wang.call("door.strike", &at, NO).await.expect_ok();
    until("the second is hung up", async || second.status()["linked"] == false).await;
    assert_eq!(health(&estate.wang, &estate.org).await, NO);
    estate.wang.call("door.strike", &at, NO).await.expect_code(404, "agent.none");
    estate.wang.call("door.remove", &at, NO).await.expect_ok();
}

#[tokio::test]
async fn nobody_else_pairs_looks_or_strikes_off() {
    let estate = Estate::open().await;
    let id = door(&estate).await;
    let at = [("org", estate.org.as_str()), ("door", id.as_str())];
    let code = json!({ "code": Invitation::new(&Signer::fresh()).text() });
    let clerk = joined(&estate.house, &estate.wang, &estate.org, "Bo", "member").await;
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let nobody = estate.house.nobody();
    for (who, status, refused) in
        [(&clerk, 403, "access.denied"), (&ana, 404, "org.unknown"), (&nobody, 401, "session.needed")]
    {
        who.call("door.agents", &at, NO).await.expect_code(status, refused);
        who.call("door.pair", &at, code.clone()).await.expect_code(status, refused);
        who.call("door.strike", &at, NO).await.expect_code(status, refused);
    }
    // Another property, with that door under its own name; and what is no code, no door.
    let rival = estate.house.person("Rival").await;
    let theirs = org(&rival).await;
    let foreign = [("org", theirs.as_str()), ("door", id.as_str())];
    rival.call("door.pair", &foreign, code.clone()).await.expect_code(404, "agent.door");
    rival.call("door.strike", &foreign, NO).await.expect_code(404, "agent.door");
    estate
        .wang
        .call("door.pair", &at, json!({ "code": "courtyard-door:1:x" }))
        .await
        .expect_code(422, "agent.code");
    let nowhere = [at[0], ("door", "door_00000000-0000-7000-8000-000000000000")];
    estate.wang.call("door.pair", &nowhere, code).await.expect_code(404, "agent.door");
    assert_eq!(estate.count("SELECT COUNT(*) AS found FROM community_agent").await, 0);
}

/// Asks the house as an agent does whose code was scanned; nothing where it hangs up.
async fn asks(house: &Door, request: &pass::Request) -> Option<Offer> {
    let mut caller = Caller::new(house).await;
    caller.say(written(request)).await;
    caller.hears().await.map(|said| serde_json::from_str(&said).unwrap())
}

#[tokio::test]
async fn a_request_to_pair_is_answered_once_for_three_minutes_and_only_who_knows_the_code() {
    let estate = Estate::open().await;
    let (front, id) = (Door::open(&estate.house).await, door(&estate).await);
    let at = [("org", estate.org.as_str()), ("door", id.as_str())];
    let signer = Signer::fresh();
    let invitation = Invitation::new(&signer);
    let request = invitation.request();
    assert_eq!(asks(&front, &request).await, None, "nobody scanned it");
    let wish = json!({ "code": invitation.text() });
    estate.wang.call("door.pair", &at, wish.clone()).await.expect_ok();
    // The key is seen by whoever looks at the line; the secret is not.
    assert_eq!(asks(&front, &Invitation::new(&signer).request()).await, None);
    assert_eq!(health(&estate.wang, &estate.org).await, NO);
    let offer = asks(&front, &request).await.expect("an offer");
    let paired = invitation.accept(&request, &offer).expect("the house knows the code");
    assert_eq!(asks(&front, &request).await, None, "a copy changes nothing");
    let mut link = Linked::open(&front, &signer, paired.house, paired.door).await.expect("it is paired");
    assert!(matches!(link.hears().await, Some(ToDoor::Full(_))));

    // Three minutes later the code is worth nothing.
    estate.wang.call("door.pair", &at, wish).await.expect_ok();
    estate.house.advance(Duration::from_secs(180));
    assert_eq!(asks(&front, &invitation.request()).await, None);
}

/// The link of an agent, by hand.
pub(crate) struct Linked {
    caller: Caller,
    channel: Channel,
    signer: Signer,
}

impl Linked {
    /// Calls and shows who it is, with an empty log; nothing where the house hangs up.
    async fn open(house: &Door, signer: &Signer, of: pass::PublicKey, door: DoorId) -> Option<Self> {
        let signer = Signer::from_seed(signer.seed().clone());
        let mut caller = Caller::new(house).await;
        let call = Call::new(door);
        caller.say(written(&call)).await;
        let answer: Answer = serde_json::from_str(&caller.hears().await?).unwrap();
        let channel = Channel::new(Side::Agent, &call, &answer, signer.public(), of);
        let mut made = Self { caller, channel, signer };
        assert!(matches!(made.hears().await?, ToDoor::Welcome { .. }));
        let chain = pass::Chain::begin(door, made.signer.public());
        made.say(&ToHouse::Here { version: 0, chain }).await;
        Some(made)
    }

    async fn hears(&mut self) -> Option<ToDoor> {
        let said = self.caller.hears().await?;
        Some(self.channel.hear(&said).expect("signed by the house for this place"))
    }

    async fn say(&mut self, word: &ToHouse) {
        let said = self.channel.say(&self.signer, word);
        self.caller.say(said).await;
    }
}

/// An agent that was paired by hand.
async fn by_hand(estate: &Estate, house: &Door, door: &str) -> (Signer, pass::Paired) {
    let signer = Signer::fresh();
    let invitation = Invitation::new(&signer);
    let at = [("org", estate.org.as_str()), ("door", door)];
    estate.wang.call("door.pair", &at, json!({ "code": invitation.text() })).await.expect_ok();
    let request = invitation.request();
    let offer = asks(house, &request).await.expect("an offer");
    (signer, invitation.accept(&request, &offer).expect("the house knows the code"))
}

/// The link of an agent that says that it sees, by hand.
pub(crate) async fn seeing(estate: &Estate, house: &Door, door: &str) -> Linked {
    let (signer, paired) = by_hand(estate, house, door).await;
    let mut link = Linked::open(house, &signer, paired.house, paired.door).await.expect("it is paired");
    link.say(&ToHouse::Eyes { form: pass::EYES_FORM, sees: true, holds: Vec::new() }).await;
    link
}

#[tokio::test]
async fn whoever_is_not_the_agent_of_the_door_is_told_nothing_and_changes_nothing() {
    let estate = Estate::open().await;
    let (front, id) = (Door::open(&estate.house).await, door(&estate).await);
    let (signer, paired) = by_hand(&estate, &front, &id).await;

    // No such door; nonsense; far too much; a box with a key of its own.
    assert!(Linked::open(&front, &signer, paired.house, DoorId::new([7; 16])).await.is_none());
    for nonsense in ["{}".to_owned(), "x".repeat(100_000), "x".repeat(1_000_000)] {
        let mut caller = Caller::new(&front).await;
        caller.say(nonsense).await;
        assert_eq!(caller.hears().await, None);
    }
    let mut caller = Caller::new(&front).await;
    let call = Call::new(paired.door);
    caller.say(written(&call)).await;
    let answer: Answer = serde_json::from_str(&caller.hears().await.unwrap()).unwrap();
    let forger = Signer::fresh();
    let mut channel = Channel::new(Side::Agent, &call, &answer, forger.public(), paired.house);
    let welcome = caller.hears().await.unwrap();
    assert!(channel.hear::<ToDoor>(&welcome).is_err(), "it is said to the agent alone");
    let chain = pass::Chain::begin(paired.door, forger.public());
    caller.say(channel.say(&forger, &ToHouse::Here { version: 0, chain })).await;
    assert_eq!(caller.hears().await, None);
    assert_eq!(health(&estate.wang, &estate.org).await["heard_at"], NO);

    // The agent itself; and what it said once, said again by somebody else.
    let mut link = Linked::open(&front, &signer, paired.house, paired.door).await.unwrap();
    assert!(matches!(link.hears().await, Some(ToDoor::Full(_))));
    let pulse = link.channel.say(&link.signer, &ToHouse::Pulse {});
    link.caller.say(pulse.clone()).await;
    link.caller.say(pulse).await;
    assert!(link.hears().await.is_none(), "hung up");

    // A second link of the same agent ends the first.
    let mut one = Linked::open(&front, &signer, paired.house, paired.door).await.unwrap();
    assert!(one.hears().await.is_some());
    let mut other = Linked::open(&front, &signer, paired.house, paired.door).await.unwrap();
    assert!(other.hears().await.is_some() && one.hears().await.is_none());
}

#[tokio::test]
async fn a_log_that_has_a_gap_or_is_another_is_not_taken_and_those_who_run_the_community_are_told() {
    let estate = Estate::open().await;
    let (front, id) = (Door::open(&estate.house).await, door(&estate).await);
    let (signer, paired) = by_hand(&estate, &front, &id).await;
    let begun = pass::Chain::begin(paired.door, signer.public());
    let mut chain = begun;
    let now = pass::Moment::from_micros(estate.house.running.house.clock.now().micros());
    let mut entries = Vec::new();
    for torn in 0..4 {
        let entry = chain.next(now, pass::Trust::Sure, pass::What::Started { torn });
        chain.follow(&entry).unwrap();
        entries.push(entry);
    }
    let mut link = Linked::open(&front, &signer, paired.house, paired.door).await.unwrap();
    assert!(matches!(link.hears().await, Some(ToDoor::Full(_))));
    let batch = |of: &[pass::Entry]| ToHouse::Log(pass::Batch::sign(of.to_vec(), &signer));
    let taken = async |link: &mut Linked, of: &[pass::Entry]| {
        link.say(&batch(of)).await;
        match link.hears().await {
            Some(ToDoor::Taken { chain }) => chain.n,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(taken(&mut link, &entries[..2]).await, 2);
    assert_eq!(taken(&mut link, &entries[1..3]).await, 3, "what came before is left out");
    let count = "SELECT log_number AS found FROM community_agent";
    assert_eq!(estate.count(count).await, 3);
    // The fourth is missing.
    let fifth = chain.next(now, pass::Trust::Sure, pass::What::Started { torn: 9 });
    assert_eq!(taken(&mut link, &[fifth]).await, 3);
    assert_eq!(health(&estate.wang, &estate.org).await["trouble"], "gap");
    assert!(told(&estate.wang).await.contains("door.gap"));
    // The fourth is another.
    let mut other = pass::Chain { n: 3, ..begun };
    let fourth = other.next(now, pass::Trust::Sure, pass::What::Started { torn: 9 });
    other.follow(&fourth).unwrap();
    assert_eq!(taken(&mut link, &[fourth]).await, 3);
    assert_eq!(health(&estate.wang, &estate.org).await["trouble"], "changed");
    assert!(told(&estate.wang).await.contains("door.changed"));
    assert_eq!(estate.count(count).await, 3);
    // Entries that somebody else signed are none.
    link.say(&ToHouse::Log(pass::Batch::sign(entries[3..].to_vec(), &Signer::fresh()))).await;
    assert!(link.hears().await.is_none());
}

#[tokio::test]
async fn an_order_reaches_the_door_that_is_linked_and_says_what_came_of_it() {
    let estate = Estate::open().await;
    let (front, id) = (Door::open(&estate.house).await, door(&estate).await);
    let house: &House = &estate.house;
    let give = async |within| {
        let door = id.parse().unwrap();
        order(&house.running.house, door, PassId::new([9; 16]), By::Staff, within).await
    };
    assert!(matches!(give(Duration::from_secs(5)).await, Err(NotOpened::Absent)));
    let (signer, paired) = by_hand(&estate, &front, &id).await;
    let mut link = Linked::open(&front, &signer, paired.house, paired.door).await.unwrap();
    assert!(matches!(link.hears().await, Some(ToDoor::Full(_))));
    let opens = async |link: &mut Linked, refused: Option<Reason>| {
        let Some(ToDoor::Open { order, pass, by, until }) = link.hears().await else { panic!("an order") };
        assert_eq!((pass, by), (PassId::new([9; 16]), By::Staff));
        link.say(&ToHouse::Done { order, refused }).await;
        until
    };
    let (came, until) = tokio::join!(give(Duration::from_secs(5)), opens(&mut link, None));
    assert!(came.is_ok(), "{came:?}");
    let now = pass::Moment::from_micros(house.running.house.clock.now().micros());
    assert!(until > now && until.since(now) <= Duration::from_secs(5));
    let (came, _) = tokio::join!(give(Duration::from_secs(5)), opens(&mut link, Some(Reason::Revoked)));
    assert!(matches!(came, Err(NotOpened::Refused(Reason::Revoked))), "{came:?}");
    // One that says nothing; and an answer that comes too late is nobody's.
    assert!(matches!(give(Duration::from_millis(50)).await, Err(NotOpened::Late)));
    let late = opens(&mut link, None).await;
    let (came, _) = tokio::join!(give(Duration::from_secs(5)), opens(&mut link, Some(Reason::Closed)));
    assert!(matches!(came, Err(NotOpened::Refused(Reason::Closed))), "{came:?} after {late:?}");
}

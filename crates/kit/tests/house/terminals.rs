//! A terminal with a library of its own before the real agent of a real house: who belongs there is written in, who does not is
//! removed, and what ended is gone when the terminal was asked.

use ground::config::Config;
use kit::Client;
use kit::terminal::{Make, PASSWORD, TerminalDouble, User};
use pass::LibraryKey;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

use crate::agent::{door, paired};
use crate::door_box::{DoorBox, until};
use crate::faces::{agree, photo, put};
use crate::homes::{Estate, NO, told};
use crate::meet::text;
use crate::org::org;
use crate::passes::resident;
use crate::seat::Door;

/// Whoever runs the house allows terminals of both makers.
fn allow(config: &mut Config) {
    let set = &mut config.connectors;
    (set.hikvision, set.dahua) = (true, true);
    for (at, terms) in [
        (&mut set.hikvision_agreement, &mut set.hikvision_terms),
        (&mut set.dahua_agreement, &mut set.dahua_terms),
    ] {
        (*at, *terms) = (Some("2026-11-20".to_owned()), Some("https://maker.example/privacy".to_owned()));
    }
}

/// A door of an estate with a terminal, and somebody who lives behind it.
pub struct Stand {
    pub estate: Estate,
    pub ana: Client,
    bo: Client,
    pub door: String,
    pub at_door: DoorBox,
    pub terminal: TerminalDouble,
    /// Through it the box calls.
    pub front: Door,
}

impl Stand {
    pub async fn open(make: Make) -> Self {
        let mut estate = Estate::open().await;
        let ana = estate.resident("Ana", "3-1-502", "owner").await;
        let bo = estate.resident("Bo", "3-1-601", "owner").await;
        let id = door(&estate).await;
        let at = [("org", estate.org.as_str()), ("door", id.as_str())];
        let wish = json!({ "maker": make.word(), "faces": true });
        // Before whoever runs the house allowed its maker there is none, and nobody is told of one.
        assert_eq!(makers(&estate.house).await, 0);
        estate
            .wang
            .call("door.terminal.set", &at, wish.clone())
            .await
            .expect_code(409, "terminal.not_allowed");
        estate.house = estate.house.restart_in_earnest(allow).await;
        assert_eq!(makers(&estate.house).await, 2);
        let house = &estate.house;
        let (ana, bo, wang) = (house.bearer_as(&ana), house.bearer_as(&bo), house.bearer_as(&estate.wang));
        estate.wang = wang;
        let front = Door::open(&estate.house).await;
        let mut at_door = paired(&estate, &front, &id).await;
        let terminal = TerminalDouble::start(make).await;
        std::fs::write(at_door.file("password"), PASSWORD).unwrap();
        at_door.adds(&terminal.settings(), &front);
        let at = [("org", estate.org.as_str()), ("door", id.as_str())];
        estate.wang.call("door.terminal.set", &at, wish).await.expect_ok();
        Self { ana, bo, door: id.clone(), at_door, terminal, estate, front }
    }

    pub fn home(&self) -> &str {
        &self.estate.homes[0]
    }

    /// The desk gives her a card; its pass.
    pub async fn card(&self, number: &str) -> String {
        let row = resident(&self.estate, self.home(), "Ana").await;
        let desk = [("org", self.estate.org.as_str()), ("home", self.home()), ("resident", row.as_str())];
        let given = self.estate.wang.call("pass.give", &desk, json!({ "number": number })).await.expect_ok();
        text(&given, "id").to_owned()
    }

    pub async fn desk(&self) -> Value {
        let at = [("org", self.estate.org.as_str()), ("door", self.door.as_str())];
        self.estate.wang.call("door.terminal.get", &at, NO).await.expect_ok()
    }

    /// The terminal, as she sees it.
    pub async fn mine(&self) -> Value {
        let said = self.ana.call("home.terminals", &[("home", self.home())], NO).await.expect_ok();
        said["items"][0].clone()
    }

    /// How many of each the terminal has: people, cards, faces.
    pub fn has(&self) -> (usize, usize, usize) {
        let library = self.terminal.library();
        (library.users.len(), library.cards.len(), library.faces.len())
    }

    pub async fn has_soon(&self, what: (usize, usize, usize)) {
        until(&format!("{what:?} in the library"), async || self.has() == what).await;
    }

    async fn opened(&self, way: &str) -> usize {
        let log = self.ana.call("opening.mine", &[("home", self.home())], NO).await.expect_ok();
        let items = log["items"].as_array().unwrap();
        items.iter().filter(|one| one["what"] == "opened" && one["way"] == way && one["own"] == true).count()
    }

    fn now(&self) -> i64 {
        self.estate.house.running.house.clock.now().seconds()
    }
}

/// How many makers of terminals stand in the published list of recipients, with what they get.
async fn makers(house: &kit::House) -> usize {
    let list = house.nobody().get("/api/v1/policy/recipients?lang=en").await.expect_ok();
    let rows = list["rows"].as_array().unwrap().iter();
    let of_terminals = |row: &&Value| row["title"].as_str().unwrap().starts_with("door terminals of ");
    rows.filter(of_terminals).filter(|row| row["fields"].to_string().contains("photo of your face")).count()
}

/// As whom a terminal knows a pass.
pub fn key(pass: &str) -> String {
    let id: community::pass::PassId = pass.parse().unwrap();
    LibraryKey::Pass(pass::PassId::new(id.bytes())).to_string()
}

pub async fn to_maker(who: &Client, make: Make, act: &str) {
    let version = who.get("/api/v1/policy/asked").await.expect_ok()["version"].clone();
    let mut wish = json!({ "purpose": "door-face", "recipient": format!("terminal-{}", make.word()) });
    if act == "/api/v1/consents" {
        wish["version"] = version;
    }
    who.post(act, wish).await.expect_ok();
}

/// Cards, PINs and, with a consent for this very maker, a face; who is in no list goes; and what ended is gone and said to be.
async fn enrolled_and_gone(make: Make) {
    let mut stand = Stand::open(make).await;
    // Whoever was there before the agent came, with all that he had.
    {
        let mut library = stand.terminal.library();
        let end = if make == Make::Hikvision { "2036-01-01T00:00:00" } else { "2036-01-01 00:00:00" };
        let stranger = User { begin: "2000".to_owned(), end: end.to_owned(), ..User::default() };
        library.users.insert("1".to_owned(), stranger);
        library.cards.insert(4_711, "1".to_owned());
        library.faces.insert("1".to_owned(), photo());
    }
    let card = stand.card("0012345678").await;
    let home = stand.home().to_owned();
    stand.ana.call("pass.pin.set", &[("home", &home)], json!({ "pin": "482957" })).await.expect_ok();
    stand.at_door.start().await;
    stand.has_soon((2, 1, 0)).await;
    until("the desk sees how it is", async || {
        let said = stand.desk().await;
        said["reached_at"] != NO && said["removed"] == 1 && said["counts"].as_array().unwrap().len() == 2
    })
    .await;
    {
        let library = stand.terminal.library();
        assert_eq!(library.cards.get(&12_345_678), Some(&key(&card)));
        assert!(library.users.values().any(|user| user.pin == "482957"));
        assert!(!library.clock.is_empty() && library.asked.1 == 0, "every proof was right");
        for user in library.users.values() {
            assert!(
                !user.said.contains("Ana") && !user.said.to_lowercase().contains("name"),
                "{}",
                user.said
            );
        }
    }

    // Her photo goes nowhere by the consent to opening by face alone: everything else goes on.
    agree(&stand.ana).await;
    put(&stand.ana, stand.home(), photo()).await.expect_ok();
    let second = stand.card("0012345679").await;
    stand.has_soon((3, 2, 0)).await;
    assert_eq!(
        (&stand.mine().await["agreed"], &stand.mine().await["recipient"]),
        (&json!(false), &json!(format!("terminal-{}", make.word())))
    );
    to_maker(&stand.ana, make, "/api/v1/consents").await;
    stand.estate.house.advance(Duration::from_secs(61));
    put(&stand.ana, stand.home(), photo()).await.expect_ok();
    stand.has_soon((4, 2, 1)).await;
    let face = stand.terminal.library().faces.keys().next().unwrap().clone();
    until("she sees it", async || {
        let places = stand.mine().await["places"].clone();
        places.as_array().unwrap().iter().any(|one| one["kind"] == "face" && one["state"] == "held")
    })
    .await;
    let flows = stand.ana.get("/api/v1/me/flows").await.expect_ok();
    let shared = flows["shared"].as_array().unwrap();
    assert!(shared.iter().any(|one| one["recipient"] == format!("terminal-{}", make.word())), "{flows}");

    // What the terminal decides by itself stands in her log, once, by the way and the pass by which it did.
    for (who, way) in [(face.as_str(), "face"), (key(&card).as_str(), "card"), ("99", "card"), ("", "button")]
    {
        stand.terminal.decides(who, way, who != "99", stand.now());
    }
    until("her log says so", async || stand.opened("face").await == 1 && stand.opened("card").await == 1)
        .await;
    stand.at_door.kill();
    stand.at_door.start().await;
    stand.terminal.decides(&key(&second), "card", true, stand.now());
    until("the next one", async || stand.opened("card").await == 2).await;
    assert_eq!(stand.opened("face").await, 1, "nothing is taken over twice");

    // The consent to this maker goes, and with it the photo there: here it stays, and so do her other ways.
    to_maker(&stand.ana, make, "/api/v1/consents/withdraw").await;
    let began = Instant::now();
    stand.estate.house.advance(Duration::from_secs(31));
    stand.estate.house.run_jobs().await;
    stand.has_soon((3, 2, 0)).await;
    until("it is confirmed to her", async || {
        let places = stand.mine().await["places"].clone();
        places.as_array().unwrap().iter().any(|one| one["kind"] == "face" && one["gone_at"] != NO)
    })
    .await;
    assert!(began.elapsed() < Duration::from_secs(60));
    until("she is told", async || told(&stand.ana).await.contains("terminal.gone")).await;

    // She moves out: nothing of her is left, and the terminal was asked.
    let began = Instant::now();
    stand.ana.call("home.leave", &[("home", &home)], NO).await.expect_ok();
    stand.has_soon((0, 0, 0)).await;
    until("it is confirmed", async || {
        let said = stand.desk().await;
        let ended = said["ended"].as_array().unwrap();
        said["waiting"] == 0 && ended.len() >= 4 && ended.iter().all(|one| one["gone_at"] != NO)
    })
    .await;
    assert!(began.elapsed() < Duration::from_secs(60));
    others_see_nothing(&stand).await;
}

/// Another community's administrator and another home's owner learn nothing of it and change nothing.
async fn others_see_nothing(stand: &Stand) {
    let li = stand.bo.call("home.terminals", &[("home", stand.home())], NO).await;
    li.expect_code(404, "terminal.home");
    let other = org(&stand.bo).await;
    let at = [("org", other.as_str()), ("door", stand.door.as_str())];
    stand.bo.call("door.terminal.get", &at, NO).await.expect_code(404, "terminal.door");
    let wish = json!({ "maker": "dahua", "faces": false });
    stand.bo.call("door.terminal.set", &at, wish).await.expect_code(404, "terminal.door");
    stand.bo.call("door.terminal.remove", &at, NO).await.expect_code(404, "terminal.door");
    let here = [("org", stand.estate.org.as_str()), ("door", stand.door.as_str())];
    let no = stand.bo.call("door.terminal.get", &here, NO).await;
    assert!(no.status == 403 || no.status == 404, "{}", no.status);
}

#[tokio::test]
async fn a_hikvision_terminal_holds_whom_the_list_names_and_what_ended_is_gone_and_confirmed() {
    enrolled_and_gone(Make::Hikvision).await;
}

#[tokio::test]
async fn a_dahua_terminal_holds_whom_the_list_names_and_what_ended_is_gone_and_confirmed() {
    enrolled_and_gone(Make::Dahua).await;
}

#[tokio::test]
async fn what_a_terminal_out_of_reach_still_has_waits_and_is_confirmed_when_it_is_asked() {
    let mut stand = Stand::open(Make::Hikvision).await;
    let (card, kept) = (stand.card("0012345678").await, stand.card("0012345679").await);
    stand.at_door.start().await;
    stand.has_soon((2, 2, 0)).await;

    // It is out of reach: her card ends, and the desk sees that it waits and since when.
    stand.terminal.goes().await;
    until("that is noticed", async || stand.desk().await["lost_at"] != NO).await;
    stand.ana.call("pass.lost", &[("home", stand.home()), ("pass", &card)], NO).await.expect_ok();
    until("it waits", async || {
        let said = stand.desk().await;
        said["waiting"] == 1 && said["waiting_since"] != NO && said["lost_at"] != NO
    })
    .await;
    let of_card = |places: &Value| {
        let found = places.as_array().unwrap().iter().find(|one| one["ended_at"] != NO).cloned();
        found.unwrap_or_default()
    };
    let hers = of_card(&stand.mine().await["places"]);
    assert_eq!((&hers["kind"], &hers["gone_at"]), (&json!("card"), &NO));
    assert_eq!(stand.has(), (2, 2, 0), "it has her card still");

    // The box is killed meanwhile; somebody writes himself in at the terminal, and a half of her is lost there.
    stand.at_door.kill();
    {
        let mut library = stand.terminal.library();
        library
            .users
            .insert("admin".to_owned(), User { begin: "a".into(), end: "b".into(), ..User::default() });
        library.cards.remove(&12_345_679);
        library.faces.insert("nobody".to_owned(), photo());
    }
    stand.terminal.comes().await;
    stand.at_door.start().await;
    until("it is confirmed", async || stand.desk().await["waiting"] == 0).await;
    assert_ne!(of_card(&stand.mine().await["places"])["gone_at"], NO);
    // Only who belongs there is there, and whole.
    stand.has_soon((1, 1, 0)).await;
    until("her other card", async || stand.terminal.library().cards.get(&12_345_679) == Some(&key(&kept)))
        .await;

    // A photo that it does not take is told to her, and nothing of her face is there.
    stand.terminal.library().sees_no_face = true;
    agree(&stand.ana).await;
    to_maker(&stand.ana, Make::Hikvision, "/api/v1/consents").await;
    put(&stand.ana, stand.home(), photo()).await.expect_ok();
    until("she is told", async || told(&stand.ana).await.contains("face.unfit")).await;
    assert_eq!(stand.has(), (1, 1, 0));

    // The door is closed to most: her time there is over; it opens again.
    let at = [("org", stand.estate.org.as_str()), ("door", stand.door.as_str())];
    for (closed, year) in [(true, "2020"), (false, "20")] {
        stand
            .estate
            .wang
            .call("door.set", &at, json!({ "closed": closed, "card_bits": 32 }))
            .await
            .expect_ok();
        until("her time", async || {
            let library = stand.terminal.library();
            let end = &library.users[&key(&kept)].end;
            end.starts_with(year) && end.starts_with("2020") == closed
        })
        .await;
    }

    // The property takes the terminal away while it is out of reach: she sees that her card is in it still.
    stand.terminal.goes().await;
    until("that is noticed", async || stand.desk().await["lost_at"] != NO).await;
    stand.estate.wang.call("door.terminal.remove", &at, NO).await.expect_ok();
    let mine = stand.mine().await;
    assert_eq!((&mine["maker"], &mine["recipient"]), (&NO, &NO), "{mine}");
    assert!(mine["places"].as_array().unwrap().iter().any(|one| one["gone_at"] == NO), "{mine}");
    // Its library is emptied when it can be reached; then there is nothing to see.
    stand.terminal.comes().await;
    stand.has_soon((0, 0, 0)).await;
    until("that is confirmed, too", async || stand.desk().await["waiting"] == 0).await;
    assert_eq!(stand.mine().await, NO);
}

//! The intercom over real SIP: stations and telephones are nodes of their own on loopback, which register, dial and press
//! keys as such devices do.

use kit::push::PushService;
use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use sip::sdp::{Audio, Video, Want};
use sip::{Account, Accounts, CallId, Caller, Dial, Digit, Ending, Event, Events, Listen, Node, Settings};
use sip::{Target, Transport, Trunk};
use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::pin::Pin;
use std::time::Duration;

use crate::chat_live::next;
use crate::homes::{Estate, NO, accept, enter, entry};
use crate::meet::text;
use crate::seat::{Door, PATIENCE, wait_for};

/// Where the house speaks SIP, and from where stations and the telephone company do: it knows the latter by its address.
pub(crate) const HOUSE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 1));
pub(crate) const COMPANY: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));
const STATION: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 3));
/// What a telephone shows when a door calls.
const SHOWN: &str = "+861066668888";
pub(crate) fn free(ip: IpAddr) -> SocketAddr {
    UdpSocket::bind((ip, 0)).unwrap().local_addr().unwrap()
}

/// It takes no registrations.
struct Nobody;

impl Accounts for Nobody {
    fn account<'a>(&'a self, _: &'a str) -> Pin<Box<dyn Future<Output = Option<Account>> + Send + 'a>> {
        Box::pin(std::future::ready(None))
    }
}

/// A device or a company that speaks SIP with the house.
pub(crate) struct Line {
    pub node: Node,
    events: Events,
}

impl Line {
    pub async fn start(at: SocketAddr, trunk: Trunk) -> Self {
        let settings = Settings {
            listen: vec![Listen { transport: Transport::Udp, at }],
            bind: at.ip(),
            address: at.ip(),
            trunks: vec![trunk],
            ..Settings::default()
        };
        let (node, events) = Node::start(settings, Nobody).await.unwrap();
        Self { node, events }
    }

    /// A station or phone as the property entered it, registered at the house.
    pub async fn registered(house: SocketAddr, made: &Value) -> Self {
        let (account, password) = (text(made, "account").to_owned(), text(made, "password").to_owned());
        let trunk = line_to(house, account, password, true);
        let mut line = Self::start(free(STATION), trunk).await;
        let is_there = line.until(|event| match event {
            Event::Trunk { registered, .. } => Some(registered),
            _ => None,
        });
        assert!(is_there.await, "the station is registered");
        line
    }

    /// What is meant of the next events.
    pub async fn until<T>(&mut self, mut meant: impl FnMut(Event) -> Option<T>) -> T {
        let found = async {
            loop {
                if let Some(found) = meant(self.events.next().await.expect("the node runs")) {
                    return found;
                }
            }
        };
        tokio::time::timeout(PATIENCE, found).await.expect("what is waited for comes")
    }

    /// Dials at the house.
    pub async fn dial(&self, number: &str) -> CallId {
        let video = Video { mode: 1, profile: "42e01f".into(), parameter_sets: Vec::new() };
        let dial = Dial {
            targets: vec![Target::Trunk { trunk: "house".into(), number: number.into() }],
            shown: "door".into(),
            want: Want { audio: vec![Audio::Pcma], video: Some(video) },
            patience: Duration::from_secs(60),
        };
        self.node.dial(dial).await.unwrap()[0]
    }

    async fn rings(&mut self, which: CallId) {
        self.until(|event| matches!(event, Event::Ringing { call } if call == which).then_some(())).await;
    }

    pub async fn answered(&mut self, which: CallId) {
        let answered = |event| matches!(event, Event::Answered { call, .. } if call == which).then_some(());
        self.until(answered).await;
    }

    /// How a call ended, and the keys that were pressed in it until then.
    pub async fn over(&mut self, which: CallId) -> (Ending, String) {
        let mut keys = String::new();
        let ending = self.until(|event| match event {
            Event::Digit { digit, .. } => {
                keys.push(digit.sign());
                None
            }
            Event::Ended { call, ending } if call == which => Some(ending),
            _ => None,
        });
        let ending = ending.await;
        (ending, keys)
    }

    pub async fn pressed(&mut self) -> char {
        self.until(|event| match event {
            Event::Digit { digit, .. } => Some(digit.sign()),
            _ => None,
        })
        .await
    }

    /// Whether nobody has called until now.
    pub async fn is_still(&mut self) -> bool {
        let called = self.events.next();
        !matches!(tokio::time::timeout(Duration::ZERO, called).await, Ok(Some(Event::Incoming { .. })))
    }

    /// The next call that comes in, and whom it is for.
    pub async fn called(&mut self) -> (CallId, Caller, String) {
        self.until(|event| match event {
            Event::Incoming { call, caller, to, .. } => Some((call, caller, to)),
            _ => None,
        })
        .await
    }

    pub async fn press(&self, call: CallId, key: char) {
        self.node.press(call, Digit::new(key).unwrap()).await.unwrap();
    }
}

pub(crate) fn line_to(house: SocketAddr, account: String, password: String, register: bool) -> Trunk {
    Trunk {
        name: "house".into(),
        at: house,
        transport: Transport::Udp,
        domain: house.to_string(),
        account,
        password,
        register,
    }
}

/// A community with a station at the door of its unit, and a telephone company.
pub(crate) struct Gate {
    pub estate: Estate,
    pub at: SocketAddr,
    pub door: String,
    pub station: Line,
    pub company: Line,
}

impl Gate {
    pub async fn open() -> Self {
        let (at, company) = (free(HOUSE), free(COMPANY));
        let estate = Estate::with(|config| {
            config.sip.udp = Some(at);
            config.sip.trunk = Some(company);
            config.sip.trunk_account = Some("66668888".into());
            config.sip.trunk_register = false;
            config.sip.trunk_numbers = vec![SHOWN.into()];
        })
        .await;
        let plan = estate.wang.call("community.plan", &[("org", &estate.org)], NO).await.expect_ok();
        let door = text(&plan["doors"][0], "id").to_owned();
        let wish = json!({ "name": "1单元门口机", "door": door, "opens": "#" });
        let made = estate.wang.call("station.add", &[("org", &estate.org)], wish).await.expect_ok();
        let station = Line::registered(at, &made).await;
        let company = Line::start(company, line_to(at, "66668888".into(), String::new(), false)).await;
        Self { estate, at, door, station, company }
    }

    /// The visitor dials, and hears it ring.
    pub async fn dialled(&mut self, number: &str) -> CallId {
        let call = self.station.dial(number).await;
        self.station.rings(call).await;
        call
    }

    /// The visitor goes.
    pub async fn gone(&mut self, call: CallId) -> String {
        self.station.node.hangup(call).await.unwrap();
        self.station.over(call).await.1
    }
}

pub(crate) async fn rung(who: &Client) -> Vec<Value> {
    who.call("intercom.list", &[], NO).await.expect_ok()["items"].as_array().unwrap().clone()
}

pub(crate) async fn with(who: &Client, operation: &str, intercom: &str) -> Answer {
    who.call(operation, &[("intercom", intercom)], NO).await
}

pub(crate) async fn agree(who: &Client, purpose: &str) {
    let version = who.get("/api/v1/policy/asked").await.expect_ok()["version"].clone();
    who.post("/api/v1/consents", json!({ "purpose": purpose, "version": version })).await.expect_ok();
}

pub(crate) async fn take_back(who: &Client, purpose: &str) {
    who.post("/api/v1/consents/withdraw", json!({ "purpose": purpose })).await.expect_ok();
}

/// A call is over where the list says so; the house hears of it a moment after the station.
pub(crate) async fn outcome(who: &Client) -> String {
    wait_for(async || rung(who).await[0]["outcome"].as_str().map(str::to_owned)).await
}

/// proves: AJ-014
#[tokio::test]
async fn whoever_may_open_answers_at_the_door_and_opens_it_once_and_the_opening_bears_his_name() {
    let mut gate = Gate::open().await;
    let house = &gate.estate.house;
    let ana = gate.estate.resident("安娜", "3-1-502", "owner").await;
    let eve = gate.estate.resident("Eve", "3-1-601", "owner").await;
    let (bo, chen) = (house.person("Bo").await, house.person("Chen").await);
    let home = gate.estate.homes[0].clone();
    enter(&ana, &home, entry(&bo, "family", json!({}))).await.expect_ok();
    let shut = json!({ "rights": { "add": false, "invite": true, "open": false } });
    enter(&ana, &home, entry(&chen, "family", shut)).await.expect_ok();
    for who in [&bo, &chen] {
        accept(who).await;
    }
    let pages = Door::open(house).await;
    let mut open = [pages.stream(ana.token()).await.unwrap(), pages.stream(bo.token()).await.unwrap()];

    let visitor = gate.dialled("502").await;
    for page in &mut open {
        let ringing = next(page, "intercom.ringing").await["body"].clone();
        assert_eq!((&ringing["home"], &ringing["number"]), (&json!(home), &json!("3-1-502")));
        assert_eq!((&ringing["station"], &ringing["silent"]), (&json!("1单元门口机"), &json!(false)));
    }
    // Home 3-1-601 has nothing of it, and who may not open is not asked.
    let id = text(&rung(&ana).await[0], "id").to_owned();
    assert!(rung(&eve).await.is_empty() && rung(&chen).await.is_empty());
    for operation in ["intercom.watch", "intercom.answer", "intercom.open", "intercom.end"] {
        with(&eve, operation, &id).await.expect_code(404, "intercom.unknown");
        with(&chen, operation, &id).await.expect_code(403, "intercom.rights");
    }
    // Nor does his telephone open.
    let (at, on) = ([("home", home.as_str())], json!({ "opens": true }));
    chen.call("pass.telephone", &at, on).await.expect_code(403, "access.denied");
    assert!(text(&with(&bo, "intercom.watch", &id).await.expect_ok(), "token").len() > 20);
    assert!(text(&with(&ana, "intercom.answer", &id).await.expect_ok(), "token").len() > 20);
    gate.station.answered(visitor).await;
    next(&mut open[1], "intercom.changed").await;
    with(&bo, "intercom.answer", &id).await.expect_code(409, "intercom.elsewhere");
    with(&bo, "intercom.end", &id).await.expect_code(409, "intercom.elsewhere");

    with(&ana, "intercom.open", &id).await.expect_ok();
    assert_eq!(gate.station.pressed().await, '#');
    with(&ana, "intercom.open", &id).await.expect_code(409, "intercom.opened");
    with(&ana, "intercom.end", &id).await.expect_ok();
    assert_eq!(gate.station.over(visitor).await, (Ending::Theirs, String::new()), "one unlock, and no more");
    with(&ana, "intercom.open", &id).await.expect_code(409, "intercom.over");

    let people = ana.call("home.people", &[("home", &home)], NO).await.expect_ok();
    let own = people["items"].as_array().unwrap().iter().find(|one| one["own"] == true).unwrap().clone();
    let logged = rung(&bo).await[0].clone();
    assert_eq!((&logged["opened_by"], &logged["outcome"]), (&own["id"], &json!("done")));
    assert!(logged["opened_at"].is_string() && logged["answered_by"] == own["id"], "{logged}");
    let held = ana.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("door-call") && held.contains("opened"), "{held}");
    proved("AJ-014", &["station.add", "intercom.answer", "intercom.open", "intercom.list"]);
}

/// proves: AJ-016
#[tokio::test]
async fn on_an_ordinary_telephone_the_hash_key_opens_once_and_nothing_else_does() {
    let mut gate = Gate::open().await;
    let ana = gate.estate.resident("安娜", "3-1-502", "owner").await;
    let bo = gate.estate.resident("Bo", "3-1-601", "owner").await;
    agree(&ana, "door-by-phone").await;
    let at = [("home", gate.estate.homes[0].as_str())];
    ana.call("pass.telephone", &at, json!({ "opens": true })).await.expect_ok();

    let visitor = gate.dialled("3-1-502").await;
    let (phone, caller, number) = gate.company.called().await;
    assert_eq!(number, format!("+86{}", ana.phone));
    assert!(matches!(caller, Caller::Trunk { .. }));
    gate.company.node.ring(phone).await.unwrap();
    gate.company.node.answer(phone).await.unwrap();
    gate.company.answered(phone).await;
    gate.station.answered(visitor).await;
    gate.company.press(phone, '5').await;
    gate.company.press(phone, '#').await;
    assert_eq!(gate.station.pressed().await, '#');
    gate.company.press(phone, '#').await;
    gate.company.node.hangup(phone).await.unwrap();
    assert_eq!(gate.station.over(visitor).await, (Ending::Theirs, String::new()), "one unlock, and no more");
    let logged = rung(&ana).await[0].clone();
    assert!(logged["opened_at"].is_string() && logged["opened_by"] == logged["answered_by"], "{logged}");
    assert!(logged["opened_by"].is_string(), "{logged}");

    // A telephone that calls the house opens nothing, whatever number it says: it is not taken.
    let replayed = gate.company.dial("3-1-502").await;
    assert_eq!(gate.company.over(replayed).await.0, Ending::Refused(403));

    // Who is not enrolled, or took it back, is not called; who is called next shows it.
    take_back(&ana, "door-by-phone").await;
    for (number, who) in [("3-1-601", &bo), ("3-1-502", &ana)] {
        let visitor = gate.dialled(number).await;
        gate.estate.house.advance(Duration::from_secs(20));
        gate.gone(visitor).await;
        assert_eq!(outcome(who).await, "missed");
    }
    // The switch in his home and his consent are one: neither does without the other.
    let other = gate.estate.homes[1].clone();
    let his = [("home", other.as_str())];
    let on = json!({ "opens": true });
    bo.call("pass.telephone", &his, on.clone()).await.expect_code(409, "pass.no_consent");
    agree(&bo, "door-by-phone").await;
    let visitor = gate.dialled("3-1-601").await;
    gate.estate.house.advance(Duration::from_secs(20));
    gate.gone(visitor).await;
    assert_eq!(outcome(&bo).await, "missed");
    bo.call("pass.telephone", &his, on).await.expect_ok();
    let visitor = gate.dialled("3-1-601").await;
    let (phone, _, number) = gate.company.called().await;
    assert_eq!(number, format!("+86{}", bo.phone));
    // What left the house is on record, and he reads it.
    let sent = bo.get("/api/v1/me/flows").await.expect_ok().to_string();
    assert!(sent.contains("telephone-company"), "{sent}");
    gate.company.node.answer(phone).await.unwrap();
    gate.company.answered(phone).await;
    gate.station.answered(visitor).await;
    // He takes his consent back while he speaks: the key opens nothing from then on.
    take_back(&bo, "door-by-phone").await;
    assert_eq!(bo.call("door.mine", &his, NO).await.expect_ok()["telephone"], false);
    gate.company.press(phone, '#').await;
    gate.company.node.hangup(phone).await.unwrap();
    assert_eq!(gate.station.over(visitor).await, (Ending::Theirs, String::new()));
    assert_eq!(rung(&bo).await[0]["opened_at"], NO);
    proved("AJ-016", &["consent.give", "consent.withdraw", "pass.telephone"]);
}

/// A browser of hers asks to be woken.
pub(crate) async fn may_be_woken(house: &House, who: &Client) {
    let keys = PushService::start().await.browser("ana");
    let standing = who.call("push.standing", &[], NO).await.expect_ok();
    let wish = json!({
        "address": "https://updates.push.services.mozilla.com/wpush/v2/ana", "p256dh": keys.p256dh,
        "auth": keys.auth, "version": standing["policy_version"],
    });
    who.call("push.subscribe", &[], wish).await.expect_ok();
    house.run_jobs().await;
}

pub(crate) async fn woken(house: &House) -> usize {
    house.run_jobs().await;
    let outbox = house.nobody().get("/dev/outbox").await.expect_ok();
    outbox["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "push").count()
}

/// proves: AJ-121
#[tokio::test]
async fn a_closed_page_is_woken_by_a_push_and_where_it_cannot_be_the_telephone_rings() {
    let mut gate = Gate::open().await;
    let ana = gate.estate.resident("安娜", "3-1-502", "owner").await;
    agree(&ana, "door-by-phone").await;
    let hers = [("home", gate.estate.homes[0].as_str())];
    ana.call("pass.telephone", &hers, json!({ "opens": true })).await.expect_ok();
    may_be_woken(&gate.estate.house, &ana).await;
    let before = woken(&gate.estate.house).await;

    // Woken: her telephone stays still until nobody has answered for a while.
    let visitor = gate.dialled("502").await;
    assert_eq!(woken(&gate.estate.house).await, before + 1);
    gate.estate.house.advance(Duration::from_secs(13));
    let (phone, _, number) = gate.company.called().await;
    assert_eq!(number, format!("+86{}", ana.phone));
    gate.gone(visitor).await;
    gate.company.over(phone).await;
    assert_eq!(outcome(&ana).await, "missed");

    // Not allowed to wake: the telephone rings at once.
    ana.call("push.end", &[], NO).await.expect_ok();
    let pushes = woken(&gate.estate.house).await;
    let visitor = gate.dialled("502").await;
    let (phone, ..) = gate.company.called().await;
    assert_eq!(woken(&gate.estate.house).await, pushes);
    gate.gone(visitor).await;
    gate.company.over(phone).await;
    proved("AJ-121", &["push.subscribe", "job:push.send", "consent.give"]);
}

/// proves: AJ-015
#[tokio::test]
async fn the_card_with_the_intercoms_numbers_is_there_with_a_consent_and_gone_with_it() {
    let gate = Gate::open().await;
    let ana = gate.estate.resident("安娜", "3-1-502", "owner").await;
    let card = async || ana.call("intercom.card", &[], NO).await.expect_ok();
    let none = card().await;
    assert_eq!(none["card"], NO, "nothing without a consent");
    agree(&ana, "intercom-card").await;
    let made = card().await;
    let lines: Vec<&str> = text(&made, "card").split("\r\n").collect();
    assert_eq!((lines[0], lines[1]), ("BEGIN:VCARD", "VERSION:4.0"));
    assert!(lines.contains(&format!("TEL;TYPE=voice;VALUE=uri:tel:{SHOWN}").as_str()), "{lines:?}");
    assert!(lines.contains(&format!("UID:{}", text(&made, "uid")).as_str()), "{lines:?}");
    assert!(lines.iter().any(|line| line.starts_with("FN:") && line.ends_with("幸福里")), "{lines:?}");
    // Asked again it is the same card: an address book that has it has it once.
    assert_eq!((card().await, &none["uid"]), (made.clone(), &made["uid"]));
    let eve = gate.estate.resident("Eve", "3-1-601", "owner").await;
    agree(&eve, "intercom-card").await;
    assert_ne!(eve.call("intercom.card", &[], NO).await.expect_ok()["uid"], made["uid"]);

    take_back(&ana, "intercom-card").await;
    let gone = card().await;
    assert_eq!((&gone["card"], &gone["uid"]), (&NO, &made["uid"]), "the device removes it by its id");
    // Nothing takes contacts: no operation of the intercom has a body.
    let document: Value = serde_json::from_str(&gate::document()).unwrap();
    for (path, item) in
        document["paths"].as_object().unwrap().iter().filter(|(path, _)| path.contains("intercom"))
    {
        for operation in item.as_object().unwrap().values() {
            assert_eq!(operation["requestBody"], NO, "{path}");
        }
    }
    proved("AJ-015", &["intercom.card", "consent.give", "consent.withdraw"]);
}

#[tokio::test]
async fn the_first_phone_of_a_home_to_answer_has_the_visitor_and_rings_no_more_elsewhere() {
    let mut gate = Gate::open().await;
    let ana = gate.estate.resident("安娜", "3-1-502", "owner").await;
    let org = gate.estate.org.clone();
    let at = [("org", org.as_str())];
    let mut phones = Vec::new();
    for name in ["客厅", "卧室"] {
        let wish = json!({ "name": name, "home": gate.estate.homes[0] });
        let made = gate.estate.wang.call("station.add", &at, wish).await.expect_ok();
        phones.push(Line::registered(gate.at, &made).await);
    }
    let listed = gate.estate.wang.call("station.list", &at, NO).await.expect_ok();
    assert!(listed["items"].as_array().unwrap().iter().all(|one| one["registered"] == true), "{listed}");

    let visitor = gate.dialled("502").await;
    let (parlour, ..) = phones[0].called().await;
    let (bedroom, ..) = phones[1].called().await;
    phones[0].node.answer(parlour).await.unwrap();
    gate.station.answered(visitor).await;
    assert_eq!(phones[1].over(bedroom).await.0, Ending::Cancelled);
    let id = text(&rung(&ana).await[0], "id").to_owned();
    with(&ana, "intercom.answer", &id).await.expect_code(409, "intercom.elsewhere");
    // It opens by its own key; which phone it was is written down.
    phones[0].press(parlour, '#').await;
    assert_eq!(gate.station.pressed().await, '#');
    assert_eq!(rung(&ana).await[0]["opened_on"], "客厅");
    gate.gone(visitor).await;
    assert_eq!(phones[0].over(parlour).await.0, Ending::Theirs);

    // A phone that was removed is called no more, and its password opens nothing.
    let station = text(&listed["items"][2], "id");
    let gone = [at[0], ("station", station)];
    gate.estate.wang.call("station.remove", &gone, NO).await.expect_ok();
    gate.estate.wang.call("station.turn", &gone, NO).await.expect_code(404, "station.unknown");
    let visitor = gate.dialled("502").await;
    phones[0].called().await;
    with(&ana, "intercom.end", text(&rung(&ana).await[0], "id")).await.expect_ok();
    assert_eq!(gate.station.over(visitor).await.0, Ending::Refused(603));
    assert_eq!(rung(&ana).await[0]["outcome"], "refused");
}

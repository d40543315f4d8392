//! Smart devices: a real broker, devices that speak with it by real clients, and what a house makes of what they say.

use kit::broker::{BrokerDouble, DeviceDouble, expected};
use kit::{Answer, Client, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::homes::{Estate, NO, accept, enter, entry, told};
use crate::meet::text;

pub(crate) const ZIGBEE: &str = include_str!("../../../things/tests/data/zigbee2mqtt.jsonl");
const TASMOTA: &str = include_str!("../../../things/tests/data/tasmota.jsonl");
const MAC: &str = "a4:cf:12:b3:c4:d5";

/// A community whose house has a broker, and somebody who owns its first home.
pub(crate) struct Home {
    pub broker: BrokerDouble,
    pub estate: Estate,
    pub ana: Client,
}

impl Home {
    pub async fn open() -> Option<Self> {
        let broker = BrokerDouble::start().await?;
        let estate = Estate::with(|config| broker.settle(config)).await;
        let ana = estate.resident("Ana", "3-1-502", "owner").await;
        Some(Self { broker, estate, ana })
    }

    pub fn home(&self) -> &str {
        &self.estate.homes[0]
    }

    /// A token for a new device.
    pub async fn invited(&self, name: &str) -> String {
        let at = [("home", self.home())];
        let made = self.ana.call("home.device.invite", &at, json!({ "name": name })).await.expect_ok();
        text(&made, "token").to_owned()
    }

    /// What a token is worth, once the house has found its broker.
    pub async fn bound(&self, token: &str, mac: Option<&str>) -> Value {
        let nobody = self.estate.house.nobody();
        expected("the broker", || async {
            let wish = json!({ "token": token, "mac": mac });
            let answer = nobody.call("home.device.bind", &[], wish).await;
            (answer.json()["code"] != "home_device.away").then(|| answer.expect_ok())
        })
        .await
    }

    /// A gateway of the home with all that a recorded set says.
    pub async fn gateway(&self, recorded: &str) -> (String, DeviceDouble) {
        let credential = self.bound(&self.invited("网关").await, None).await;
        let gateway = self.broker.device(&credential);
        gateway.plays(recorded).await;
        (text(&credential, "id").to_owned(), gateway)
    }

    pub async fn devices(&self) -> Value {
        self.ana.call("home.device.list", &[("home", self.home())], NO).await.expect_ok()
    }

    /// The part of a device that is called so, once it is as it is looked for.
    pub async fn part(&self, device: &str, is: impl Fn(&Value) -> bool) -> Value {
        expected(device, || async {
            let list = self.devices().await;
            let mut parts =
                list["items"].as_array().unwrap().iter().flat_map(|one| one["parts"].as_array().unwrap());
            parts.find(|part| part["device"] == device && is(part)).cloned()
        })
        .await
    }

    pub async fn command(&self, who: &Client, thing: &str, part: &Value, wish: Value) -> Answer {
        let at = [("home", self.home()), ("thing", thing), ("part", text(part, "id"))];
        who.call("home.device.command", &at, wish).await
    }

    pub async fn log(&self) -> Vec<Value> {
        let log = self.ana.call("home.device.log", &[("home", self.home())], NO).await.expect_ok();
        log["items"].as_array().unwrap().clone()
    }
}

/// What a payload says: objects in no order, and everything else as it is.
fn as_json(said: &str) -> Value {
    serde_json::from_str(said).unwrap_or_else(|_| json!(said))
}

/// proves: AJ-024, AJ-027, AJ-028, AJ-029
#[tokio::test]
async fn a_device_is_bound_once_shows_what_it_is_obeys_and_raises_its_alarm() {
    let Some(home) = Home::open().await else { return };
    let (estate, ana) = (&home.estate, &home.ana);
    let (eve, nobody) = (estate.house.person("Eve").await, estate.house.nobody());
    let at = [("home", home.home())];

    // A token binds one device, once, and is over after a quarter of an hour.
    eve.call("home.device.invite", &at, json!({ "name": "x" })).await.expect_code(404, "home_device.home");
    ana.call("home.device.invite", &at, json!({ "name": " " })).await.expect_code(422, "home_device.field");
    let (token, late) = (home.invited("网关").await, home.invited("迟到").await);
    let credential = home.bound(&token, None).await;
    let bind = |token: &str| nobody.call("home.device.bind", &[], json!({ "token": token }));
    bind(&token).await.expect_code(404, "home_device.token");
    estate.house.advance(Duration::from_secs(16 * 60));
    bind(&late).await.expect_code(404, "home_device.token");
    let thing = text(&credential, "id");
    let gateway = home.broker.device(&credential);
    assert!(gateway.root.starts_with("home/t") && !gateway.root.contains("502"), "a topic says nothing");

    // What is behind the gateway shows up, with what it says.
    gateway.plays(ZIGBEE).await;
    let lamp = home.part("lamp", |part| part["state"]["brightness"] == 50).await;
    assert_eq!(
        (&lamp["state"]["on"], &lamp["online"], &lamp["via"]),
        (&json!(true), &json!(true), &json!(true))
    );
    let climate = home.part("thermostat", |part| part["state"]["target"] == 21.0).await;
    let hall = home.part("hall_climate", |part| part["state"]["value"] == 21.46).await;
    assert_eq!((&hall["class"], &hall["unit"]), (&json!("temperature"), &json!("°C")));
    home.part("hall_motion", |part| part["state"]["on"] == false).await;
    assert_eq!(home.devices().await["items"][0]["parts"].as_array().unwrap().len(), 12);
    eve.call("home.device.list", &at, NO).await.expect_code(404, "home_device.home");
    let stored =
        estate.count("SELECT COUNT(*) AS found FROM community_thing_part WHERE state IS NOT NULL").await;
    assert!(stored >= 8, "{stored}");

    // Each obeys in its own words, and what it cannot do is refused.
    let mut heard = gateway.listens().await;
    let socket = home.part("socket", |part| part["kind"] == "switch").await;
    let curtain = home.part("curtain", |_| true).await;
    for (part, wish, topic, said) in [
        (
            &lamp,
            json!({ "act": "brightness", "percent": 100 }),
            "lamp/set",
            r#"{"brightness":254,"state":"ON"}"#,
        ),
        (&socket, json!({ "act": "on" }), "socket/set", "ON"),
        (&curtain, json!({ "act": "position", "percent": 70 }), "curtain/set", r#"{ "position": 70 }"#),
        (&climate, json!({ "act": "mode", "mode": "auto" }), "thermostat/set/system_mode", "auto"),
    ] {
        home.command(ana, thing, part, wish).await.expect_ok();
        assert_eq!(as_json(&heard.at(topic).await), as_json(said));
    }
    let wish = json!({ "act": "color", "red": 255, "green": 0, "blue": 9 });
    home.command(ana, thing, &lamp, wish).await.expect_ok();
    let color: Value = serde_json::from_str(&heard.at("lamp/set").await).unwrap();
    assert_eq!(color["color"], json!({ "r": 255, "g": 0, "b": 9 }));
    gateway.says("z2m/socket", r#"{"state":"ON","power":40.5}"#).await;
    home.part("socket", |part| part["state"]["on"] == true).await;
    for (part, wish) in [
        (&socket, json!({ "act": "lock" })),
        (&socket, json!({ "act": "brightness", "percent": 5 })),
        (&climate, json!({ "act": "mode", "mode": "melt" })),
        (&climate, json!({ "act": "target", "degrees": 90.0 })),
        (&hall, json!({ "act": "on" })),
    ] {
        home.command(ana, thing, part, wish).await.expect_code(409, "home_device.unsupported");
    }
    home.command(&eve, thing, &lamp, json!({ "act": "off" })).await.expect_code(404, "home_device.home");

    // Smoke is told at once; motion only where the home is watched.
    gateway.says("z2m/hall_motion", r#"{"occupancy":true}"#).await;
    home.part("hall_motion", |part| part["state"]["on"] == true).await;
    assert!(!told(ana).await.contains("hall_motion"));
    gateway.says("z2m/kitchen_smoke", r#"{"smoke":true}"#).await;
    expected("the alarm", || async { told(ana).await.contains("kitchen_smoke").then_some(()) }).await;
    ana.call("home.device.watch", &at, json!({ "on": true })).await.expect_ok();
    for occupied in [false, true] {
        gateway.says("z2m/hall_motion", &json!({ "occupancy": occupied }).to_string()).await;
    }
    expected("the other alarm", || async { told(ana).await.contains("hall_motion").then_some(()) }).await;
    gateway.says("z2m/bell", r#"{"action":"ring"}"#).await;
    expected("the ring", || async { told(ana).await.contains("bell").then_some(()) }).await;
    assert!(!told(&eve).await.contains("kitchen_smoke"));

    // With the gateway all behind it are offline; one device alone is so alone.
    gateway.says("z2m/lamp/availability", r#"{"state":"offline"}"#).await;
    home.part("lamp", |part| part["online"] == false).await;
    home.part("socket", |part| part["online"] == true).await;
    gateway.says("z2m/bridge/state", r#"{"state":"offline"}"#).await;
    for device in ["lamp", "socket", "curtain", "front_lock", "thermostat"] {
        home.part(device, |part| part["online"] == false).await;
    }
    home.command(ana, thing, &lamp, json!({ "act": "on" })).await.expect_code(409, "home_device.away");
    proved("AJ-024", &["home.device.invite", "home.device.list", "home.device.command"]);
    proved("AJ-027", &["home.device.list", "home.device.command"]);
    proved("AJ-028", &["home.device.list"]);
    proved("AJ-029", &["home.device.invite", "home.device.bind"]);
}

#[tokio::test]
async fn a_device_reaches_no_topic_but_its_own_and_none_at_all_when_it_is_removed() {
    let Some(home) = Home::open().await else { return };
    let (id, gateway) = home.gateway(ZIGBEE).await;
    home.part("socket", |part| part["state"]["on"] == false).await;

    // A Tasmota announces itself by its MAC, and by no other.
    let credential = home.bound(&home.invited("书桌").await, Some(MAC)).await;
    let desk = home.broker.device(&credential);
    desk.plays(TASMOTA).await;
    let strip = home.part("Desk", |part| part["kind"] == "light" && part["state"]["brightness"] == 60).await;
    let mut heard = desk.listens().await;
    home.command(&home.ana, text(&credential, "id"), &strip, json!({ "act": "off" })).await.expect_ok();
    assert_eq!(heard.at("cmnd/desk/POWER2").await, "OFF");

    // To another's topic it may not speak, nor listen there, nor to the broker's own rules.
    let forged = format!("{}z2m/socket", gateway.root);
    for topic in
        [forged.as_str(), "tasmota/discovery/000000000000/config", "$CONTROL/dynamic-security/v1", "home/x"]
    {
        let refused = desk.says_at(topic, r#"{"state":"ON"}"#, false).await.unwrap_err();
        assert!(refused.contains("uthorized"), "{topic}: {refused}");
    }
    gateway.says("z2m/curtain", r#"{"position":41,"state":"OPEN"}"#).await;
    home.part("curtain", |part| part["state"]["position"] == 41).await;
    home.part("socket", |part| part["state"]["on"] == false).await;
    // What points outside its own topics is not taken.
    let config = format!(r#"{{"uniq_id":"spy","name":"spy","stat_t":"{}z2m/front_lock"}}"#, gateway.root);
    desk.says("homeassistant/sensor/spy/config", &config).await;
    desk.says(
        "homeassistant/sensor/own/config",
        r#"{"uniq_id":"own","stat_t":"x","dev":{"ids":"o","name":"spied"}}"#,
    )
    .await;
    let own = format!(r#"{{"uniq_id":"own","stat_t":"{}x","dev":{{"ids":"o","name":"honest"}}}}"#, desk.root);
    desk.says("homeassistant/sensor/own/config", &own).await;
    home.part("honest", |_| true).await;
    assert!(!home.devices().await.to_string().contains("sp"), "{}", home.devices().await);

    // Removed, it is out at once, and its name with it.
    let at = [("home", home.home()), ("thing", id.as_str())];
    home.ana.call("home.device.remove", &at, NO).await.expect_ok();
    expected("the end of its credential", || async {
        gateway.says_at(&forged, "{}", false).await.is_err().then_some(())
    })
    .await;
    assert_eq!(home.devices().await["items"].as_array().unwrap().len(), 1);
    home.broker.stop().await;
}

/// proves: AJ-026
#[tokio::test]
async fn a_lock_obeys_whoever_may_open_and_a_code_once_and_nobody_who_was_let_go() {
    let Some(home) = Home::open().await else { return };
    let (estate, ana) = (&home.estate, &home.ana);
    let (id, gateway) = home.gateway(ZIGBEE).await;
    let lock = home.part("front_lock", |part| part["state"]["locked"] == true).await;
    let (bo, cai) = (estate.house.person("Bo").await, estate.house.person("Cai").await);
    enter(ana, home.home(), entry(&bo, "family", json!({ "name": "小波" }))).await.expect_ok();
    accept(&bo).await;
    let rights = json!({ "rights": { "add": false, "invite": false, "open": false } });
    enter(ana, home.home(), entry(&cai, "family", rights)).await.expect_ok();
    accept(&cai).await;

    // Unlocked, locked, and both are in the log with who did it. Who may not open, may not.
    let mut heard = gateway.listens().await;
    for (who, act, said) in [(ana, "unlock", "UNLOCK"), (&bo, "lock", "LOCK")] {
        home.command(who, &id, &lock, json!({ "act": act })).await.expect_ok();
        assert_eq!(heard.at("front_lock/set").await, said);
    }
    gateway.says("z2m/front_lock", r#"{"state":"UNLOCK"}"#).await;
    home.part("front_lock", |part| part["state"]["locked"] == false).await;
    home.command(&cai, &id, &lock, json!({ "act": "unlock" })).await.expect_code(403, "access.denied");
    let log = home.log().await;
    assert_eq!(
        (&log[0]["what"], &log[0]["detail"]),
        (&json!("command"), &json!("front_lock · front_lock_lock · lock"))
    );
    assert!(
        log[0]["by"].is_string() && log[1]["detail"] == "front_lock · front_lock_lock · unlock",
        "{log:?}"
    );

    // A code unlocks once; a wrong one does not, and both are in the log.
    let at = [("home", home.home()), ("thing", id.as_str()), ("part", text(&lock, "id"))];
    cai.call("home.device.code", &at, json!({})).await.expect_code(403, "access.denied");
    let made = bo.call("home.device.code", &at, json!({})).await.expect_ok();
    let code = text(&made, "code").to_owned();
    assert_eq!(code.len(), 6);
    let keypad = |code: String| {
        let gateway = gateway.clone();
        async move {
            let said = json!({ "action": "unlock", "action_code": code });
            gateway.says("z2m/keypad", &said.to_string()).await;
        }
    };
    let logged = |what: &'static str, count: usize| {
        let home = &home;
        expected(what, move || async move {
            (home.log().await.iter().filter(|one| one["what"] == what).count() == count).then_some(())
        })
    };
    let wrong = if code == "000000" { "000001" } else { "000000" };
    keypad(wrong.to_owned()).await;
    logged("code_wrong", 1).await;
    keypad(code.clone()).await;
    assert_eq!(heard.at("front_lock/set").await, "UNLOCK");
    logged("code_used", 1).await;
    keypad(code).await;
    logged("code_wrong", 2).await;

    // Whoever was let go unlocks nothing, and his codes are worth nothing.
    let made = bo.call("home.device.code", &at, json!({ "hours": 3 })).await.expect_ok();
    let people = ana.call("home.people", &[("home", home.home())], NO).await.expect_ok();
    let of_bo = people["items"].as_array().unwrap().iter().find(|one| one["name"] == "小波").unwrap().clone();
    let gone = [("home", home.home()), ("resident", text(&of_bo, "id"))];
    ana.call("home.person.remove", &gone, NO).await.expect_ok();
    home.command(&bo, &id, &lock, json!({ "act": "unlock" })).await.expect_code(404, "home_device.home");
    bo.call("home.device.list", &[("home", home.home())], NO).await.expect_code(404, "home_device.home");
    keypad(text(&made, "code").to_owned()).await;
    logged("code_wrong", 3).await;

    // Whoever comes later reads nothing of what was before.
    estate.house.advance(Duration::from_secs(1));
    let dan = estate.house.person("Dan").await;
    enter(ana, home.home(), entry(&dan, "family", json!({}))).await.expect_ok();
    accept(&dan).await;
    let read = dan.call("home.device.log", &at[..1], NO).await.expect_ok();
    assert_eq!(read["items"], json!([]));
    proved("AJ-026", &["home.device.command", "home.device.code", "home.device.log"]);
}

/// proves: AJ-031
#[tokio::test]
async fn equipment_tells_its_property_and_obeys_nobody_else() {
    let Some(home) = Home::open().await else { return };
    let (estate, wang, ana) = (&home.estate, &home.estate.wang, &home.ana);
    let at = [("org", estate.org.as_str())];
    ana.call("home.equipment.invite", &at, json!({ "name": "消防" })).await.expect_code(404, "org.unknown");
    let invited = wang.call("home.equipment.invite", &at, json!({ "name": "3号楼设备间" })).await.expect_ok();
    let credential = home.bound(text(&invited, "token"), None).await;
    let board = home.broker.device(&credential);
    let root = &board.root;
    let announce = |component: &str, id: &str, more: Value| {
        let mut config = json!({
            "uniq_id": id, "name": id, "stat_t": format!("{root}{id}"),
            "dev": { "ids": "plant", "name": "设备间", "mf": "Acme" },
        });
        config.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        (format!("homeassistant/{component}/plant/{id}/config"), config.to_string())
    };
    for (topic, config) in [
        announce("binary_sensor", "fire", json!({ "dev_cla": "smoke" })),
        announce("sensor", "meter", json!({ "dev_cla": "energy", "unit_of_meas": "kWh" })),
        announce("switch", "pump", json!({ "cmd_t": format!("{root}pump/set") })),
    ] {
        board.says(&topic, &config).await;
    }
    board.says("meter", "1234.5").await;
    board.says("fire", "OFF").await;
    let parts = expected("the equipment", || async {
        let list = wang.call("home.equipment.list", &at, NO).await.expect_ok();
        let parts = list["items"][0]["parts"].as_array().cloned().unwrap_or_default();
        let meter = parts.iter().any(|part| part["name"] == "meter" && part["state"]["value"] == 1234.5);
        (parts.len() == 3 && meter).then_some(parts)
    })
    .await;

    // The alarm is told to those who run the community, and to no resident.
    board.says("fire", "ON").await;
    expected("the alarm", || async { told(wang).await.contains("fire").then_some(()) }).await;
    assert!(!told(ana).await.contains("fire"));
    let log = wang.call("home.equipment.log", &at, NO).await.expect_ok();
    assert!(log["items"].as_array().unwrap().iter().any(|one| one["what"] == "alarm"), "{log}");

    // It obeys them alone, and it is no device of any home.
    let pump = parts.iter().find(|part| part["name"] == "pump").unwrap();
    let thing = text(&credential, "id");
    let named = [("org", estate.org.as_str()), ("thing", thing), ("part", text(pump, "id"))];
    let mut heard = board.listens().await;
    let clerk = crate::org::joined(&estate.house, wang, &estate.org, "Li", "member").await;
    let wish = json!({ "act": "on" });
    clerk.call("home.equipment.command", &named, wish.clone()).await.expect_code(403, "access.denied");
    ana.call("home.equipment.command", &named, wish.clone()).await.expect_code(404, "org.unknown");
    home.command(ana, thing, pump, wish.clone()).await.expect_code(404, "home_device.unknown");
    wang.call("home.equipment.command", &named, wish).await.expect_ok();
    assert_eq!(heard.at("pump/set").await, "ON");
    assert!(home.devices().await["items"].as_array().unwrap().is_empty());
    proved("AJ-031", &["home.equipment.list", "home.equipment.command", "home.equipment.log"]);
}

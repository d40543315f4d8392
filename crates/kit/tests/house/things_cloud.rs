//! One contract for devices, whoever carries them: a real broker, or a maker's cloud that the house asks; and what only a cloud has, the
//! link with somebody's account there.

use kit::broker::{DeviceDouble, Listening, expected};
use kit::cloud::DeviceCloud;
use kit::{Client, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::homes::{NO, told};
use crate::meet::text;
use crate::things::{Home, ZIGBEE};

/// A home with a broker and a cloud, whose house is in earnest from now on; and somebody of another home.
async fn opened(cloud: &DeviceCloud) -> Option<(Home, Client)> {
    let mut home = Home::open().await?;
    let eve = home.estate.resident("Eve", "3-1-601", "owner").await;
    home.estate.house = home.estate.house.restart_in_earnest(|config| cloud.settings(config)).await;
    let house = &home.estate.house;
    let eve = house.bearer_as(&eve);
    (home.ana, home.estate.wang) = (house.bearer_as(&home.ana), house.bearer_as(&home.estate.wang));
    Some((home, eve))
}

async fn agree(who: &Client) {
    crate::intercom::agree(who, "device-cloud").await;
}

/// A lamp and a guard against smoke, as the cloud has them.
fn furnish(cloud: &DeviceCloud) {
    let points = json!({ "category": "dj", "functions": [
        { "code": "switch_led", "type": "Boolean", "values": "{}" },
        { "code": "bright_value_v2", "type": "Integer", "values": r#"{"min":10,"max":1000,"scale":0,"step":1}"# },
    ], "status": [{ "code": "switch_led", "type": "Boolean", "values": "{}" }] });
    let status =
        json!([{ "code": "switch_led", "value": false }, { "code": "bright_value_v2", "value": 500 }]);
    cloud.has("vdevo1", "Study", (points, status));
    let points = json!({ "category": "ywbj", "functions": [], "status": [
        { "code": "smoke_sensor_status", "type": "Enum", "values": r#"{"range":["alarm","normal"]}"# },
    ] });
    cloud.has("vdevo2", "Attic", (points, json!([{ "code": "smoke_sensor_status", "value": "normal" }])));
}

async fn link(home: &Home, cloud: &DeviceCloud) -> String {
    let at = [("home", home.home())];
    let begun = home.ana.call("home.device.cloud.begin", &at, json!({ "name": "涂鸦" })).await.expect_ok();
    let wish = json!({ "state": begun["state"], "code": cloud.agrees() });
    let made = home.ana.call("home.device.cloud.link", &[], wish).await.expect_ok();
    assert_eq!(made["home"], home.home());
    text(&made, "id").to_owned()
}

/// What the contract asks of whoever carries devices.
trait Way {
    /// How its lamp and its guard are called.
    fn names(&self) -> (&'static str, &'static str);
    /// The lamp is on or off by itself.
    async fn lamp_is(&self, on: bool);
    /// There is smoke.
    async fn smokes(&self);
    /// The lamp cannot be reached.
    async fn lamp_goes(&self);
    /// What the lamp was told last: whether it is to be on, and how bright of a hundred.
    async fn lamp_was_told(&mut self) -> (Option<bool>, Option<i64>);
}

struct ByBroker {
    gateway: DeviceDouble,
    heard: Listening,
}

impl Way for ByBroker {
    fn names(&self) -> (&'static str, &'static str) {
        ("lamp", "kitchen_smoke")
    }

    async fn lamp_is(&self, on: bool) {
        let said = json!({ "state": if on { "ON" } else { "OFF" }, "brightness": 127 });
        self.gateway.says("z2m/lamp", &said.to_string()).await;
    }

    async fn smokes(&self) {
        self.gateway.says("z2m/kitchen_smoke", r#"{"smoke":true}"#).await;
    }

    async fn lamp_goes(&self) {
        self.gateway.says("z2m/lamp/availability", r#"{"state":"offline"}"#).await;
    }

    async fn lamp_was_told(&mut self) -> (Option<bool>, Option<i64>) {
        let said: Value = serde_json::from_str(&self.heard.at("lamp/set").await).unwrap();
        let bright = said["brightness"].as_f64().map(|of| (of / 2.54).round() as i64);
        (said["state"].as_str().filter(|_| bright.is_none()).map(|word| word == "ON"), bright)
    }
}

struct ByCloud<'a> {
    cloud: &'a DeviceCloud,
    home: &'a Home,
    seen: usize,
}

impl ByCloud<'_> {
    /// The cloud calls nobody: the house asks when its time has come.
    fn asked(&self) {
        self.home.estate.house.advance(Duration::from_secs(301));
    }
}

impl Way for ByCloud<'_> {
    fn names(&self) -> (&'static str, &'static str) {
        ("Study", "Attic")
    }

    async fn lamp_is(&self, on: bool) {
        self.cloud.becomes("vdevo1", "switch_led", json!(on));
        self.cloud.becomes("vdevo1", "bright_value_v2", json!(500));
        self.asked();
    }

    async fn smokes(&self) {
        self.cloud.becomes("vdevo2", "smoke_sensor_status", json!("alarm"));
        self.asked();
    }

    async fn lamp_goes(&self) {
        self.cloud.becomes("vdevo1", "online", json!(false));
        self.asked();
    }

    async fn lamp_was_told(&mut self) -> (Option<bool>, Option<i64>) {
        let (device, said) = self.cloud.told()[self.seen].clone();
        self.seen += 1;
        assert_eq!(device, "vdevo1");
        let bright = (said["code"] == "bright_value_v2").then(|| said["value"].as_i64().unwrap() / 10);
        (said["value"].as_bool(), bright)
    }
}

/// A device shows up with what is so, obeys in its own words, refuses what it cannot, raises its alarm, says that it is away, and is
/// gone when it is removed.
async fn keeps_it(home: &Home, thing: &str, mut way: impl Way) {
    let (lamp, guard) = way.names();
    way.lamp_is(false).await;
    let is_off = |part: &Value| part["state"]["on"] == false && part["state"]["brightness"] == 50;
    let part = home.part(lamp, |part| is_off(part) && part["online"] == true).await;
    for (wish, said) in [
        (json!({ "act": "brightness", "percent": 100 }), (None, Some(100))),
        (json!({ "act": "on" }), (Some(true), None)),
    ] {
        home.command(&home.ana, thing, &part, wish).await.expect_ok();
        assert_eq!(way.lamp_was_told().await, said, "{lamp}");
    }
    way.lamp_is(true).await;
    home.part(lamp, |part| part["state"]["on"] == true).await;
    for wish in [json!({ "act": "lock" }), json!({ "act": "brightness", "percent": 101 })] {
        home.command(&home.ana, thing, &part, wish).await.expect_code(409, "home_device.unsupported");
    }
    assert!(!told(&home.ana).await.contains(guard));
    way.smokes().await;
    expected("the alarm", || async { told(&home.ana).await.contains(guard).then_some(()) }).await;
    way.lamp_goes().await;
    home.part(lamp, |part| part["online"] == false).await;
    home.command(&home.ana, thing, &part, json!({ "act": "off" })).await.expect_code(409, "home_device.away");
    home.ana.call("home.device.remove", &[("home", home.home()), ("thing", thing)], NO).await.expect_ok();
    assert!(!home.devices().await.to_string().contains(lamp));
}

/// proves: AJ-030
#[tokio::test]
async fn devices_of_a_broker_and_of_a_makers_cloud_keep_one_contract() {
    let cloud = DeviceCloud::start().await;
    let Some((home, _)) = opened(&cloud).await else { return };
    let (id, gateway) = home.gateway(ZIGBEE).await;
    let heard = gateway.listens().await;
    keeps_it(&home, &id, ByBroker { gateway, heard }).await;

    furnish(&cloud);
    agree(&home.ana).await;
    let id = link(&home, &cloud).await;
    keeps_it(&home, &id, ByCloud { cloud: &cloud, home: &home, seen: 0 }).await;
    assert!(cloud.refused().is_empty(), "{:?}", cloud.refused());
    proved("AJ-030", &["home.device.cloud.link", "home.device.command", "home.device.list"]);
}

#[tokio::test]
async fn a_link_with_a_cloud_is_made_by_whoever_agreed_renews_itself_and_ends_with_the_consent() {
    let cloud = DeviceCloud::start().await;
    let Some((home, eve)) = opened(&cloud).await else { return };
    let (ana, house) = (&home.ana, &home.estate.house);
    let at = [("home", home.home())];
    let name = json!({ "name": "涂鸦" });
    eve.call("home.device.cloud.begin", &at, name.clone()).await.expect_code(404, "home_device.home");
    ana.call("home.device.cloud.begin", &at, name.clone()).await.expect_code(409, "home_device.no_consent");
    agree(ana).await;
    let begun = ana.call("home.device.cloud.begin", &at, name.clone()).await.expect_ok();
    assert!(text(&begun, "page").ends_with(&format!("client_id=client1&state={}", text(&begun, "state"))));

    // What was begun is worth something to whoever began it, with a code of the cloud's own, once.
    furnish(&cloud);
    let code = cloud.agrees();
    let wish = |code: &str| json!({ "state": begun["state"], "code": code });
    eve.call("home.device.cloud.link", &[], wish(&code)).await.expect_code(404, "home_device.token");
    // What stands in addresses binds no device at the broker.
    for token in [text(&begun, "state").to_owned(), format!("cloud {}", text(&begun, "state"))] {
        eve.call("home.device.bind", &[], json!({ "token": token }))
            .await
            .expect_code(404, "home_device.token");
    }
    ana.call("home.device.cloud.link", &[], wish("guessed")).await.expect_code(409, "home_device.cloud");
    ana.call("home.device.cloud.link", &[], wish(&code)).await.expect_ok();
    ana.call("home.device.cloud.link", &[], wish(&code)).await.expect_code(404, "home_device.token");
    home.part("Study", |part| part["state"]["on"] == false).await;
    eve.call("home.device.list", &at, NO).await.expect_code(404, "home_device.home");

    // Whoever links the account once more is told, and nothing is there twice; another home does not get it, and the first goes on.
    let again = async |who: &Client, home: &str| {
        let at = [("home", home)];
        let begun = who.call("home.device.cloud.begin", &at, name.clone()).await.expect_ok();
        let wish = json!({ "state": begun["state"], "code": cloud.agrees() });
        who.call("home.device.cloud.link", &[], wish).await
    };
    // A link that was made before accounts were known by a mark is known again when the job has looked; nobody links before that.
    let mut cx = house.running.house.db.begin().await.unwrap();
    cx.run("UPDATE community_thing_cloud SET uid_mark = NULL", ground::values![]).await.unwrap();
    cx.commit().await.unwrap();
    again(ana, home.home()).await.expect_code(409, "home_device.away");
    house.run_jobs().await;
    let joined = again(ana, home.home()).await.expect_ok();
    assert_eq!(joined["was_there"], true);
    assert_eq!(home.devices().await["items"].as_array().unwrap().len(), 1);
    agree(&eve).await;
    again(&eve, &home.estate.homes[1]).await.expect_code(409, "home_device.cloud_linked");
    let linked = "SELECT COUNT(*) AS found FROM community_thing_cloud";
    assert_eq!(home.estate.count(linked).await, 1);
    let pairs = cloud.asked().1;

    // Devices that are gone there are gone here; tokens renew themselves before they are over.
    cloud.loses("vdevo2");
    house.advance(Duration::from_secs(7_000));
    expected("the next pair", || async { (cloud.asked().1 > pairs).then_some(()) }).await;
    expected("the end of a device", || async {
        (!home.devices().await.to_string().contains("Attic")).then_some(())
    })
    .await;
    cloud.becomes("vdevo1", "switch_led", json!(true));
    house.advance(Duration::from_secs(301));
    home.part("Study", |part| part["state"]["on"] == true).await;

    // He sees what left: the authorisation, its renewal, what two devices can, and the asking once for a day.
    let flows = ana.get("/api/v1/me/flows").await.expect_ok();
    let shared = flows["shared"].as_array().unwrap();
    let of_cloud = |outcome: &str| {
        let found = shared.iter().find(|one| one["recipient"] == "device-cloud" && one["outcome"] == outcome);
        found.and_then(|one| one["times"].as_u64()).unwrap_or_default()
    };
    assert!(cloud.asked().0 >= 3, "{:?}", cloud.asked());
    assert!((6..=7).contains(&of_cloud("sent")) && of_cloud("refused") == 1, "{shared:?}");

    // With the consent the link ends, and all that it showed.
    ana.post("/api/v1/consents/withdraw", json!({ "purpose": "device-cloud" })).await.expect_ok();
    house.advance(Duration::from_secs(301));
    expected("the end of the link", || async {
        home.devices().await["items"].as_array().unwrap().is_empty().then_some(())
    })
    .await;
    assert!(told(ana).await.contains("云"), "he hears of it");
    assert_eq!(home.estate.count("SELECT COUNT(*) AS found FROM community_thing_cloud").await, 0);

    // So does one that is taken back on the cloud's own page.
    agree(ana).await;
    link(&home, &cloud).await;
    home.part("Study", |_| true).await;
    cloud.disagrees();
    house.advance(Duration::from_secs(301));
    expected("the other end", || async {
        home.devices().await["items"].as_array().unwrap().is_empty().then_some(())
    })
    .await;
}

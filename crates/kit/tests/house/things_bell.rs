//! A bell with a camera: a real broker, a camera that speaks RTSP, and who hears and sees what when it rings.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kit::broker::{BrokerDouble, expected};
use kit::camera::{CameraDouble, Scene};
use kit::{Client, proved};
use serde_json::{Value, json};

use crate::answering::{WORDS, units};
use crate::chat_live::next;
use crate::door_peer::Page;
use crate::homes::{Estate, NO, accept, enter, entry, told};
use crate::intercom::{may_be_woken, woken};
use crate::intercom_media::comes;
use crate::meet::text;
use crate::seat::Door;
use crate::things::{Home, ZIGBEE};

/// A home whose house looks through cameras on this machine, at this port.
async fn home(port: u16) -> Option<Home> {
    let broker = BrokerDouble::start().await?;
    let estate = Estate::with(|config| {
        broker.settle(config);
        config.things.cameras = vec![format!("127.0.0.0/8:{port}"), "127.0.0.1/32".into()];
    })
    .await;
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    Some(Home { broker, estate, ana })
}

/// What opens a look is over with it, and names a room that no other look through this camera has.
fn opens_this_look_alone(token: &str, thing: &str) {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    let lasts = claims["exp"].as_i64().unwrap() - claims["nbf"].as_i64().unwrap();
    assert!((1..=180).contains(&lasts), "{claims}");
    assert!(!text(&claims["video"], "room").ends_with(thing.trim_start_matches("thing_")), "{claims}");
}

/// Thirty looks an hour are enough for one person.
async fn looks_until_it_is_too_often(who: &Client, at: &[(&str, &str)]) {
    loop {
        let answer = who.call("home.device.look", at, NO).await;
        if !answer.status.is_success() {
            answer.expect_code(429, "home_device.too_many");
            return;
        }
    }
}

/// Another home cannot look through this one's camera, whichever way it writes the address, and is told what it is told of any
/// address that it may not use.
async fn another_home_may_not_name_it(home: &Home, address: &str) {
    let (estate, cleo) = (&home.estate, home.estate.resident("Cleo", "3-1-601", "owner").await);
    let at = [("home", estate.homes[1].as_str())];
    let made = cleo.call("home.device.invite", &at, json!({ "name": "门铃" })).await.expect_ok();
    let bound = home.bound(text(&made, "token"), None).await;
    let at = [("home", estate.homes[1].as_str()), ("thing", text(&bound, "id"))];
    let set = async |address: &str| cleo.call("home.device.camera", &at, json!({ "address": address })).await;
    let mut said = Vec::new();
    for other in [
        address.to_owned(),
        format!("{address}/sub"),
        "rtsp://127.0.0.1/live".to_owned(),
        "rtsp://10.1.2.3/live".into(),
    ] {
        let answer = set(&other).await;
        said.push(answer.json()["detail"].clone());
        answer.expect_code(422, "home_device.camera");
    }
    assert!(said.iter().all(|one| *one == said[0]), "{said:?}");
    cleo.call("home.device.look", &at, NO).await.expect_code(404, "home_device.no_camera");
    // What is nobody's it may name, and then it is another's for the first; what it forgets is nobody's again.
    let other = address.replace("127.0.0.1", "127.0.0.9");
    set(&other).await.expect_ok();
    cleo.call("home.device.look", &at, NO).await.expect_code(409, "home_device.away");
    let of_ana = home.devices().await["items"][0]["id"].clone();
    let of_ana = [("home", home.home()), ("thing", of_ana.as_str().unwrap())];
    let by_ana = async |address: &str| {
        home.ana.call("home.device.camera", &of_ana, json!({ "address": address })).await
    };
    by_ana(&other).await.expect_code(422, "home_device.camera");
    cleo.call("home.device.camera.remove", &at, NO).await.expect_ok();
    by_ana(&other).await.expect_ok();
    by_ana(address).await.expect_ok();
}

/// Changes rows as they may have been before somebody looked for them.
async fn was(home: &Home, sql: &'static str) {
    let mut cx = home.estate.house.running.house.db.begin().await.unwrap();
    cx.run(sql, ground::values![]).await.unwrap();
    cx.commit().await.unwrap();
}

/// What was kept before cameras had marks is marked by a job; before that nobody looks, and after it the first that had one has it.
#[tokio::test]
async fn a_camera_that_two_homes_named_before_that_was_seen_is_that_of_the_first() {
    let [sets, picture, slice] = units().try_into().unwrap();
    let camera = CameraDouble::start(Scene { units: [sets, picture, slice], sound: WORDS.to_vec() }).await;
    let Some(home) = home(camera.at.port()).await else { return };
    let (estate, ana) = (&home.estate, &home.ana);
    let cleo = estate.resident("Cleo", "3-1-601", "owner").await;
    let (thing, _gateway) = home.gateway(ZIGBEE).await;
    let of_ana = [("home", home.home()), ("thing", thing.as_str())];
    let at = [("home", estate.homes[1].as_str())];
    let made = cleo.call("home.device.invite", &at, json!({ "name": "门铃" })).await.expect_ok();
    let bound = home.bound(text(&made, "token"), None).await;
    let of_cleo = [("home", estate.homes[1].as_str()), ("thing", text(&bound, "id"))];
    let set = async |who: &Client, at: &[(&str, &str)], address: &str| {
        who.call("home.device.camera", at, json!({ "address": address })).await
    };
    set(ana, &of_ana, &camera.address()).await.expect_ok();
    estate.house.advance(std::time::Duration::from_secs(1));
    was(&home, "UPDATE community_thing_camera SET mark = thing").await;
    set(&cleo, &of_cleo, &camera.address()).await.expect_ok();
    was(&home, "UPDATE community_thing_camera SET mark = NULL").await;

    for (who, at) in [(ana, &of_ana), (&cleo, &of_cleo)] {
        who.call("home.device.look", at, NO).await.expect_code(409, "home_device.away");
        set(who, at, &camera.address()).await.expect_code(409, "home_device.away");
    }
    assert_eq!(camera.looks(), 0);
    estate.house.run_jobs().await;
    let unmarked = "SELECT COUNT(*) AS found FROM community_thing_camera WHERE mark IS NULL";
    assert_eq!(estate.count(unmarked).await, 0);
    cleo.call("home.device.look", &of_cleo, NO).await.expect_code(404, "home_device.no_camera");
    // Another path of the same camera: she has it since she had it.
    set(ana, &of_ana, &format!("{}/sub", camera.address())).await.expect_ok();
    cleo.call("home.device.look", &of_cleo, NO).await.expect_code(404, "home_device.no_camera");
    set(ana, &of_ana, &camera.address()).await.expect_ok();
    ana.call("home.device.look", &of_ana, NO).await.expect_ok();
    assert_eq!(camera.looks(), 1);
}

/// proves: AJ-025
#[tokio::test]
async fn a_bell_that_rings_is_heard_by_the_household_and_opens_a_live_view_for_it_alone() {
    let [sets, picture, slice] = units().try_into().unwrap();
    let camera =
        CameraDouble::start(Scene { units: [sets, picture, slice.clone()], sound: WORDS.to_vec() }).await;
    let Some(home) = home(camera.at.port()).await else { return };
    let (house, ana) = (&home.estate.house, &home.ana);
    let (eve, bo) = (house.person("Eve").await, house.person("Bo").await);
    let rights = json!({ "rights": { "add": false, "invite": false, "open": false } });
    enter(ana, home.home(), entry(&bo, "family", rights)).await.expect_ok();
    accept(&bo).await;
    let (thing, gateway) = home.gateway(ZIGBEE).await;
    home.part("bell", |_| true).await;
    let at = [("home", home.home()), ("thing", thing.as_str())];
    let set = async |who: &Client, address: &str| {
        who.call("home.device.camera", &at, json!({ "address": address })).await
    };
    let look = async |who: &Client| who.call("home.device.look", &at, NO).await;

    // Where it is say those who may add devices; the house looks into no other network, and follows no name.
    look(ana).await.expect_code(404, "home_device.no_camera");
    set(&eve, &camera.address()).await.expect_code(404, "home_device.home");
    set(&bo, &camera.address()).await.expect_code(403, "access.denied");
    for (address, code) in [
        ("rtsp://10.1.2.3/live", "home_device.camera"),
        ("rtsp://[::1]:554/live", "home_device.camera"),
        ("rtsp://127.0.0.1:22/live", "home_device.camera"),
        ("rtsp://camera.example/live", "home_device.field"),
        ("http://127.0.0.1/live", "home_device.field"),
        ("rtsp://a:b%0d%0ac@127.0.0.1/live", "home_device.field"),
    ] {
        set(ana, address).await.expect_code(422, code);
    }
    // What is there wants another password, or nobody is there: it says so and shows nothing.
    for address in [camera.address().replace("q7", "q8"), "rtsp://127.0.0.1/live".into()] {
        set(ana, &address).await.expect_ok();
        look(ana).await.expect_code(409, "home_device.away");
    }
    set(ana, &camera.address()).await.expect_ok();
    assert_eq!((camera.looks(), &home.devices().await["items"][0]["camera"]), (0, &json!(true)));
    another_home_may_not_name_it(&home, &camera.address()).await;

    // It rings: a browser that sleeps is woken, and whoever opens a page then is led there.
    may_be_woken(house, ana).await;
    let before = woken(house).await;
    let bells = async |who: &Client| -> Vec<Value> {
        who.call("intercom.list", &[], NO).await.expect_ok()["bells"].as_array().unwrap().clone()
    };
    gateway.says("z2m/bell", r#"{"action":"ring"}"#).await;
    expected("the pushes", || async { (woken(house).await > before).then_some(()) }).await;
    assert_eq!((bells(&bo).await[0]["thing"].clone(), bells(&eve).await.len()), (json!(thing), 0));
    // Pages of the household that are open hear it; whoever rests sees it without a sound.
    bo.call("quiet.put", &[], crate::quiet::hours(house, true)).await.expect_ok();
    let door = Door::open(house).await;
    let mut pages = [door.stream(ana.token()).await.unwrap(), door.stream(bo.token()).await.unwrap()];
    gateway.says("z2m/bell", r#"{"action":"ring"}"#).await;
    for (page, rests) in pages.iter_mut().zip([false, true]) {
        let rang = next(page, "bell.rang").await["body"].clone();
        assert_eq!((&rang["home"], &rang["thing"]), (&json!(home.home()), &json!(thing)));
        assert_eq!((&rang["camera"], &rang["silent"]), (&json!(true), &json!(rests)));
    }
    assert!(told(&bo).await.contains("bell") && !told(&eve).await.contains("bell"));

    // Both look at one and the same: the camera is asked once.
    look(&eve).await.expect_code(404, "home_device.home");
    let mut seen = Vec::new();
    for who in [ana, &bo] {
        let token = look(who).await.expect_ok();
        let token = text(&token, "token");
        opens_this_look_alone(token, &thing);
        let page = Page::enter(&door, token, None).await;
        comes(&page, "H264", &slice).await;
        comes(&page, "PCMA", &WORDS).await;
        seen.push(page);
    }
    assert_eq!(camera.looks(), 1);
    let log = home.log().await;
    assert_eq!(log.iter().filter(|one| one["what"] == "looked").count(), 2, "who looked stands in the log");
    assert_eq!(log.iter().filter(|one| one["what"] == "rang").count(), 2);

    looks_until_it_is_too_often(ana, &at).await;
    look(&bo).await.expect_ok();
    assert_eq!(camera.looks(), 1);

    // A ring is news for a minute. Without its camera a bell rings and shows nothing; with its device the camera goes.
    house.advance(std::time::Duration::from_secs(61));
    assert!(bells(ana).await.is_empty());
    ana.call("home.device.camera.remove", &at, NO).await.expect_ok();
    ana.call("home.device.camera.remove", &at, NO).await.expect_code(404, "home_device.no_camera");
    gateway.says("z2m/bell", r#"{"action":"ring"}"#).await;
    assert_eq!(next(&mut pages[0], "bell.rang").await["body"]["camera"], false);
    set(ana, &camera.address()).await.expect_ok();
    ana.call("home.device.remove", &at, NO).await.expect_ok();
    expected("the camera is forgotten", || async {
        let kept = home.estate.count("SELECT COUNT(*) AS found FROM community_thing_camera").await;
        (kept == 0).then_some(())
    })
    .await;
    look(ana).await.expect_code(404, "home_device.unknown");
    proved("AJ-025", &["home.device.camera", "home.device.look", "intercom.list"]);
}

//! Canaries in what people and staff write, searched for after each turn of a life: use, withdrawal, what others
//! export, a backup, erasure, and a restore of the copy from before.

use kit::{Client, House};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

use crate::backup::{Given, Shelf, back_up, house, master_of, restore, text};
use crate::canary::{forms, found, search};
use crate::desk::keeper;

const WORDS: [(&str, &str); 8] = [
    ("name", "canary-name-Plover-1188"),
    ("ticket", "canary-ticket-Heron-2201"),
    ("answer", "canary-answer-Crane-3307"),
    ("resolution", "canary-resolution-Stilt-7745"),
    ("clip", "canary-clip-Avocet-8857"),
    ("request", "canary-request-Ibis-4419"),
    ("title", "canary-title-Stork-5523"),
    ("incident", "canary-incident-Egret-6631"),
];

fn both(text: &str) -> Value {
    json!({ "zh": text, "en": text })
}

/// Ana writes to the house, asks for her rights and holds a meeting; the house answers, and notes down an incident.
async fn use_it(house: &House, wang: &Client, ana: &Client) {
    let word = |name: &str| WORDS.iter().find(|one| one.0 == name).unwrap().1;
    let wish = json!({ "kind": "privacy", "text": word("ticket") });
    let made = ana.call("ticket.write", &[], wish).await.expect_ok();
    let at = [("ticket", made["id"].as_str().unwrap())];
    wang.call("ticket.answer", &at, json!({ "text": word("answer"), "resolution": word("resolution") }))
        .await
        .expect_ok();
    let clip = [crate::support::voice(), word("clip").into()].concat();
    crate::support::attach(ana, false, &made, clip).await.expect_ok();
    let wish = json!({ "kind": "correct", "words": word("request") });
    ana.call("rights.ask", &[], wish).await.expect_ok();
    ana.call("meeting.start", &[], json!({ "title": word("title"), "guests": true })).await.expect_ok();
    let now = house.running.house.clock.now();
    let facts = json!({
        "title": word("incident"), "basics": both(word("incident")), "measures": both(word("incident")),
        "advice": both(word("incident")), "remedies": both(word("incident")),
    });
    let wish = json!({
        "severity": "large", "drill": false, "scope": "log", "facts": facts,
        "found_at": now.minus(Duration::from_secs(60)).rfc3339(),
        "from": now.minus(Duration::from_secs(3_600)).rfc3339(),
    });
    let made = wang.call("incident.register", &[], wish).await.expect_ok();
    house.run_jobs().await;
    // Each reads what is his to read.
    ana.call("notice.list", &[], json!(null)).await.expect_ok();
    for path in ["/api/v1/me/held", "/api/v1/me/openings"] {
        ana.get(path).await.expect_ok();
    }
    let at = [("incident", made["id"].as_str().unwrap())];
    wang.call("incident.read", &at, json!(null)).await.expect_ok();
}

async fn nowhere(house: &House, after: &str) {
    for (name, word) in WORDS {
        let left = found(house, word).await;
        assert!(left.is_empty(), "{name} after {after}: {left:?}");
    }
}

fn not_in(folder: &Path, what: &str) {
    for (name, word) in WORDS {
        let needles: Vec<_> = forms(word).into_iter().map(|form| (name.to_owned(), form)).collect();
        let mut left = Vec::new();
        assert!(search(folder, &needles, &mut left) > 10_000, "{what} is small");
        assert!(left.is_empty(), "{what}: {left:?}");
    }
}

/// Ana agrees to something and thinks better of it.
async fn withdraw(ana: &Client) {
    let consents = ana.get("/api/v1/me/consents").await.expect_ok();
    let item = consents["items"].as_array().unwrap().iter().find(|item| item["purpose"] == "avatar-display");
    let version = item.unwrap()["version"].clone();
    let wish = json!({ "purpose": "avatar-display", "version": version });
    ana.call("consent.give", &[], wish).await.expect_ok();
    ana.call("consent.withdraw", &[], json!({ "purpose": "avatar-display" })).await.expect_ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_and_staff_write_stands_nowhere_whatever_becomes_of_it() {
    let shelf = Shelf::new();
    let house = house(&shelf, 0).await;
    let wang = keeper(&house, "王芳").await;
    let (ana, eve) = (house.person(WORDS[0].1).await, house.person("Eve").await);
    use_it(&house, &wang, &ana).await;
    nowhere(&house, "use").await;
    withdraw(&ana).await;
    house.run_jobs().await;
    nowhere(&house, "withdrawal").await;
    let wish = json!({ "proof": crate::rights::proof(&house, &eve).await });
    let theirs = eve.call("me.archive", &[], wish).await.expect_ok().to_string();
    let held = eve.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(
        WORDS.iter().all(|(_, word)| !theirs.contains(word) && !held.contains(word)),
        "what Eve takes away"
    );
    assert!(back_up(&house, &shelf).await);
    for (folder, what) in [(shelf.data(), "the data archive"), (shelf.keys(), "the key archive")] {
        not_in(&folder, what);
    }
    let archive = shelf.newest();
    crate::erasure::close(&house, &ana).await.expect_ok();
    house.run_jobs().await;
    nowhere(&house, "erasure").await;
    // The copy from before, brought back with the erasure list of after: nothing of it speaks, and Ana stays gone.
    assert!(back_up(&house, &shelf).await);
    let (file, _) = master_of(&house);
    let (keys, to) = (shelf.keys().join("keys.cya"), shelf.at("back"));
    let list = shelf.keys().join("erasures.cye");
    let erasures = Some(list.as_path());
    let given = Given {
        archive: &archive,
        keys: &keys,
        erasures,
        master: ["--key", text(&file)],
        to: &to,
        url: None,
    };
    assert!(restore(&shelf, &given).await);
    not_in(&to, "what was brought back");
    // Stopped, not dropped: what is searched must not be put away meanwhile.
    House::at(&to).await.running.stop().await.unwrap();
    not_in(&to, "and once it stood again");
}

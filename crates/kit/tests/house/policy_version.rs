//! Versions of the policy: publicity, notice, each person's word, and what waits for it.

use axum::http::Method;
use kit::proofs::profile_of_this_run;
use kit::provider::{Kind, SmsProvider};
use kit::{Answer, Client, House, proved};
use policy::Policy;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

use crate::org;

const DAY: Duration = Duration::from_secs(86_400);

/// The policy of this run's doorplate, with one text of its data replaced: what another build would obey.
fn other_build(file: &str, from: &str, to: &str) -> (TempDir, Policy) {
    other_builds(&[(file, from, to)])
}

/// The same with several texts replaced.
pub fn other_builds(changes: &[(&str, &str, &str)]) -> (TempDir, Policy) {
    let folder = changed(changes);
    let policy = Policy::from_folder(folder.path(), &profile_of_this_run());
    let policy = policy.unwrap_or_else(|why| panic!("{why:#?}"));
    (folder, policy)
}

/// What is wrong with the policy once this is replaced.
pub fn mistakes(file: &str, from: &str, to: &str) -> Vec<String> {
    let folder = changed(&[(file, from, to)]);
    let policy = Policy::from_folder(folder.path(), &profile_of_this_run());
    policy.err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

fn changed(changes: &[(&str, &str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy");
    for part in ["", "profiles", "text"] {
        std::fs::create_dir_all(folder.path().join(part)).unwrap();
        for entry in std::fs::read_dir(data.join(part)).unwrap().flatten() {
            if entry.path().extension().is_some_and(|ending| ending == "toml") {
                std::fs::copy(entry.path(), folder.path().join(part).join(entry.file_name())).unwrap();
            }
        }
    }
    for (file, from, to) in changes {
        let path = folder.path().join(file.replace("PROFILE", &profile_of_this_run()));
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from:?} is not in {file}");
        std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
    }
    folder
}

/// An earlier build, which did not have this purpose.
pub fn without(purpose: &str) -> (TempDir, Policy) {
    other_build("profiles/PROFILE.toml", "off = [", &format!("off = [\"{purpose}\", "))
}

/// An earlier build, which did not show pictures to others.
fn without_pictures() -> (TempDir, Policy) {
    without("avatar-display")
}

async fn keeper(house: &House) -> Client {
    let keeper = house.person("Keeper").await;
    make_keeper(house, &keeper).await;
    keeper
}

async fn make_keeper(house: &House, who: &Client) {
    let id: ground::PersonId = who.id.parse().unwrap();
    let mut cx = house.running.house.db.begin().await.unwrap();
    cx.run("UPDATE yard_person SET keeper = 1 WHERE id = $1", ground::values![id]).await.unwrap();
    cx.commit().await.unwrap();
}

/// The newest version as a keeper sees it.
async fn newest(keeper: &Client) -> Value {
    keeper.call("policy.drafts", &[], json!(null)).await.expect_ok()["items"][0].clone()
}

async fn step(keeper: &Client, operation: &str, id: &str) -> Answer {
    keeper.call(operation, &[("policy", id)], json!({})).await
}

async fn say(who: &Client, id: &str, word: &str) -> Answer {
    who.call("policy.answer", &[("policy", id)], json!({ "word": word })).await
}

async fn mine(who: &Client) -> Value {
    who.get("/api/v1/me/policy?lang=en").await.expect_ok()
}

/// The kinds of what a person was told of the policy, in order.
async fn told(house: &House, who: &Client) -> Vec<String> {
    let mut view = house.running.house.db.view().await.unwrap();
    let frames = ground::stream::after(&mut view, who.id.parse().unwrap(), 0).await.unwrap();
    frames.into_iter().map(|frame| frame.kind).filter(|kind| kind.starts_with("policy.")).collect()
}

/// A picture as small as one can be.
fn png() -> Vec<u8> {
    let chunk = |name: &[u8; 4], body: &[u8]| {
        [&u32::try_from(body.len()).unwrap().to_be_bytes()[..], name, body, &[0; 4]].concat()
    };
    let head = [&8_u32.to_be_bytes()[..], &8_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let parts = [chunk(b"IHDR", &head), chunk(b"IDAT", &[7; 64]), chunk(b"IEND", b"")];
    [b"\x89PNG\r\n\x1a\n".to_vec(), parts.concat()].concat()
}

async fn put_picture(who: &Client) {
    let kind = [("content-type", "image/png")];
    who.send(Method::PUT, "/api/v1/me/avatar", Some(png()), &kind).await.expect_ok();
}

async fn consent(house: &House, who: &Client) -> Answer {
    let version = house.nobody().get("/api/v1/policy/asked").await.expect_ok()["version"].clone();
    who.call("consent.give", &[], json!({ "purpose": "avatar-display", "version": version })).await
}

async fn look(at: &Client, by: &Client) -> Answer {
    by.call("person.avatar", &[("id", &at.id)], json!(null)).await
}

/// Leads the newest version, a draft, into force.
async fn into_force(house: &House, keeper: &Client) -> String {
    let id = newest(keeper).await["id"].as_str().unwrap().to_owned();
    step(keeper, "policy.publish", &id).await.expect_ok();
    house.advance(15 * DAY);
    step(keeper, "policy.notify", &id).await.expect_ok();
    house.advance(8 * DAY);
    house.run_jobs().await;
    id
}

/// proves: YZJ-094, AJ-117, DB-081
#[tokio::test]
async fn a_major_version_waits_for_publicity_and_notice_and_takes_objections() {
    let (_kept, before) = without_pictures();
    let house = House::with_policy(before).await;
    let (ana, keeper) = (house.person("Ana").await, keeper(&house).await);
    let old = house.nobody().get("/api/v1/policy?lang=en").await.expect_ok();
    let house = house.restart().await;
    let (ana, keeper) = (house.bearer_as(&ana), house.bearer_as(&keeper));
    let draft = newest(&keeper).await;
    assert_eq!((&draft["state"], &draft["major"]), (&json!("draft"), &json!(true)), "{draft}");
    let id = draft["id"].as_str().unwrap();
    let history = house.nobody().get("/api/v1/policy/versions").await.expect_ok();
    assert_eq!(history["items"].as_array().unwrap().len(), 1, "a draft is not published: {history}");
    say(&ana, id, "object").await.expect_code(404, "policy.unknown");
    step(&keeper, "policy.notify", id).await.expect_code(409, "policy.wrong_step");
    step(&keeper, "policy.publish", id).await.expect_ok();
    step(&keeper, "policy.notify", id).await.expect_code(409, "policy.publicity_running");
    house.run_jobs().await;
    let coming = mine(&ana).await["coming"].clone();
    assert!(coming["changes"][0]["text"].as_str().unwrap().starts_with("New purpose"), "{coming}");
    say(&ana, id, "object").await.expect_ok();
    let tally = keeper.call("policy.tally", &[("policy", id)], json!(null)).await.expect_ok();
    assert_eq!((&tally["objected"], &tally["agreed"]), (&json!(1), &json!(0)), "{tally}");
    house.advance(15 * DAY);
    let early = keeper.call("policy.notify", &[("policy", id)], json!({ "days": 1 })).await;
    early.expect_code(409, "policy.too_early");
    step(&keeper, "policy.notify", id).await.expect_ok();
    house.run_jobs().await;
    let still = house.nobody().get("/api/v1/policy?lang=en").await.expect_ok();
    assert_eq!(still, old, "until its day the version before it is the policy");
    house.advance(8 * DAY);
    house.run_jobs().await;
    assert_eq!(newest(&keeper).await["state"], "in_force");
    let now = house.nobody().get("/api/v1/policy?lang=en").await.expect_ok();
    assert_ne!(now["version"], old["version"]);
    assert_eq!(mine(&ana).await["said"][0]["word"], "object");
    assert_eq!(
        told(&house, &ana).await,
        ["policy.publicity", "policy.answered", "policy.notified", "policy.in_force"]
    );
    for row in ["YZJ-094", "AJ-117", "DB-081"] {
        proved(
            row,
            &["policy.publish", "policy.notify", "policy.answer", "job:policy.tell", "job:policy.effect"],
        );
    }
}

/// proves: YZJ-095, JJB-032, HKT-032, YZJ-062, AJ-070, JJB-033, HKT-033, YZJ-056
#[tokio::test]
async fn nothing_is_processed_under_a_new_purpose_before_the_fresh_consent() {
    let (_kept, before) = without_pictures();
    let house = House::with_policy(before).await;
    let (ana, keeper) = (house.person("Ana").await, keeper(&house).await);
    let org = org::org(&ana).await;
    let bo = org::joined(&house, &ana, &org, "Bo", "member").await;
    put_picture(&ana).await;
    put_picture(&bo).await;
    consent(&house, &ana).await.expect_code(404, "consent.unknown");
    let house = house.restart().await;
    let [ana, bo, keeper] = [&ana, &bo, &keeper].map(|who| house.bearer_as(who));
    consent(&house, &ana).await.expect_code(409, "consent.not_in_force");
    assert_eq!(mine(&ana).await["limited"], json!(["avatar-display"]));
    look(&ana, &bo).await.expect_code(404, "avatar.none");
    let id = into_force(&house, &keeper).await;
    assert!(told(&house, &bo).await.contains(&"policy.notified".to_owned()), "what is new was announced");
    for who in [&ana, &bo] {
        consent(&house, who).await.expect_ok();
    }
    // A consent to the purpose is not yet a yes to the version that brought it.
    look(&ana, &bo).await.expect_code(404, "avatar.none");
    assert!(mine(&ana).await["unanswered"].is_object());
    say(&ana, &id, "continue").await.expect_code(409, "policy.explicit_answer");
    say(&ana, &id, "agree").await.expect_ok();
    say(&bo, &id, "object").await.expect_ok();
    look(&ana, &bo).await.expect_ok();
    look(&bo, &ana).await.expect_code(404, "avatar.none");
    assert_eq!(mine(&bo).await["limited"], json!(["avatar-display"]));
    assert_eq!(mine(&ana).await["limited"], json!([]));
    bo.get("/api/v1/me/avatar").await.expect_ok();
    bo.call("org.members", &[("org", &org)], json!(null)).await.expect_ok();
    say(&bo, &id, "agree").await.expect_ok();
    look(&bo, &ana).await.expect_ok();
    let late = org::joined(&house, &ana, &org, "Li", "member").await;
    put_picture(&late).await;
    consent(&house, &late).await.expect_ok();
    look(&late, &ana).await.expect_ok();
    let history = house.nobody().get("/api/v1/policy/versions").await.expect_ok();
    assert_eq!(history["items"].as_array().unwrap().len(), 2);
    for row in ["YZJ-095", "JJB-032", "HKT-032", "YZJ-062", "AJ-070", "JJB-033", "HKT-033", "YZJ-056"] {
        proved(row, &["policy.answer", "consent.give", "policy.publish"]);
    }
}

/// proves: JJB-061, HKT-061
#[tokio::test]
async fn a_small_change_is_told_with_its_day_and_going_on_is_remembered() {
    let (_kept, before) = other_build("text/policy.toml", "zh = \"我们是谁\"", "zh = \"我们是哪一家\"");
    let house = House::with_policy(before).await;
    let ana = house.person("Ana").await;
    let house = house.restart().await;
    let ana = house.bearer_as(&ana);
    house.run_jobs().await;
    assert_eq!(told(&house, &ana).await, ["policy.notified"]);
    let standing = mine(&ana).await;
    let coming = &standing["coming"];
    assert_eq!(coming["brief"]["major"], false, "{standing}");
    assert!(coming["brief"]["in_force_at"].is_string());
    assert_eq!(coming["changes"][0]["text"], "Some sentences were put differently");
    let id = coming["brief"]["id"].as_str().unwrap().to_owned();
    house.advance(8 * DAY);
    house.run_jobs().await;
    let standing = mine(&ana).await;
    assert_eq!(standing["in_force"]["id"], id.as_str());
    assert_eq!(standing["unanswered"]["brief"]["id"], id.as_str());
    say(&ana, &id, "continue").await.expect_ok();
    let standing = mine(&ana).await;
    assert!(standing["unanswered"].is_null());
    assert_eq!(standing["said"][0]["version"], standing["in_force"]["version"]);
    let held = ana.get("/api/v1/me/held").await.expect_ok();
    assert!(held["items"].as_array().unwrap().iter().any(|item| item["table"] == "yard_policy_word"));
    for row in ["JJB-061", "HKT-061"] {
        proved(row, &["me.policy", "policy.answer", "job:policy.tell", "job:policy.effect"]);
    }
}

/// proves: YZJ-097
#[tokio::test]
async fn whatever_of_the_six_kinds_changes_makes_a_version_major() {
    let cases = [
        ("numbers.toml", "value = 15\nunit = \"days\"", "value = 10\nunit = \"days\"", "rights"),
        ("text/policy.toml", "zh = \"查阅：", "zh = \"查看：", "rights"),
    ];
    for (file, from, to, kind) in cases {
        let (_kept, before) = other_build(file, from, to);
        let house = House::with_policy(before).await;
        let keeper = keeper(&house).await;
        let house = house.restart().await;
        let draft = newest(&house.bearer_as(&keeper)).await;
        assert_eq!((&draft["state"], &draft["kinds"]), (&json!("draft"), &json!([kind])), "{file}");
    }
    let (_kept, before) = without("product-news");
    let house = House::with_policy(before).await;
    let keeper_then = keeper(&house).await;
    let house = house.restart().await;
    let draft = newest(&house.bearer_as(&keeper_then)).await;
    assert_eq!((&draft["state"], &draft["kinds"]), (&json!("draft"), &json!(["purpose"])));
    for (change, kind) in [
        (
            (|them| them.legal_name = "Another Ltd".to_owned()) as fn(&mut yard::house::Particulars),
            "ownership",
        ),
        (|them| them.contact.email = "other@house.example".to_owned(), "contact"),
    ] {
        let house = House::start().await;
        let keeper = keeper(&house).await;
        let mut particulars = (*house.running.house.particulars()).clone();
        change(&mut particulars);
        house.running.house.set_particulars(particulars);
        yard::policy_version::settle(&house.running.house).await.unwrap();
        let draft = newest(&keeper).await;
        assert_eq!((&draft["major"], &draft["kinds"]), (&json!(true), &json!([kind])));
    }
    let provider = SmsProvider::start(Kind::Aliyun, "secret").await;
    let (house, keeper) = House::in_earnest(|config| provider.settings(config)).await;
    let (_kept, more) = other_build("recipients.toml", "fields = [", "fields = [\"display-name\", ");
    let house = house.restart_with(Some(more)).await;
    let kinds = newest(&house.bearer_as(&keeper)).await["kinds"].clone();
    assert!(kinds.as_array().unwrap().contains(&json!("recipients")), "{kinds}");
    proved("YZJ-097", &["policy.drafts"]);
}

#[tokio::test]
async fn a_version_that_is_withdrawn_opens_nothing_and_the_way_back_needs_nobody() {
    let (_kept, before) = without_pictures();
    let (_too, same) = without_pictures();
    let house = House::with_policy(before).await;
    let (ana, keeper) = (house.person("Ana").await, keeper(&house).await);
    let house = house.restart().await;
    let [ana, keeper] = [&ana, &keeper].map(|who| house.bearer_as(who));
    let id = newest(&keeper).await["id"].as_str().unwrap().to_owned();
    step(&keeper, "policy.withdraw", &id).await.expect_ok();
    step(&keeper, "policy.withdraw", &id).await.expect_code(409, "policy.wrong_step");
    consent(&house, &ana).await.expect_code(409, "consent.not_in_force");
    let house = house.restart_with(Some(same)).await;
    let [ana, keeper] = [&ana, &keeper].map(|who| house.bearer_as(who));
    assert_eq!(newest(&keeper).await["state"], "withdrawn");
    assert_eq!(mine(&ana).await["limited"], json!([]));
    assert!(mine(&ana).await["coming"].is_null());
}

#[tokio::test]
async fn a_house_without_a_whole_contact_card_does_not_settle() {
    let house = House::start().await;
    let mut particulars = (*house.running.house.particulars()).clone();
    particulars.contact.address = " ".to_owned();
    house.running.house.set_particulars(particulars);
    let fault = yard::policy_version::settle(&house.running.house).await.unwrap_err();
    assert!(fault.chain().contains("contact.address is empty"), "{}", fault.chain());
}

#[tokio::test]
async fn only_keepers_lead_a_version_and_only_published_ones_are_read() {
    let (_kept, before) = without_pictures();
    let house = House::with_policy(before).await;
    let (eve, keeper) = (house.person("Eve").await, keeper(&house).await);
    let house = house.restart().await;
    let [eve, keeper] = [&eve, &keeper].map(|who| house.bearer_as(who));
    let id = newest(&keeper).await["id"].as_str().unwrap().to_owned();
    let at: &[(&str, &str)] = &[("policy", &id)];
    for operation in ["policy.publish", "policy.notify", "policy.withdraw", "policy.tally"] {
        eve.call(operation, at, json!({})).await.expect_code(403, "access.denied");
        house.nobody().call(operation, at, json!({})).await.expect_code(401, "session.needed");
    }
    eve.call("policy.drafts", &[], json!(null)).await.expect_code(403, "access.denied");
    house.nobody().call("policy.version", at, json!(null)).await.expect_code(404, "policy.unknown");
    say(&eve, &id, "perhaps").await.expect_code(422, "body.invalid");
    let long = json!({ "word": "x".repeat(300_000) });
    eve.call("policy.answer", at, long).await.expect_code(413, "body.too_large");
    let first = house.nobody().get("/api/v1/policy/versions").await.expect_ok()["items"][0].clone();
    let read = house
        .nobody()
        .call("policy.version", &[("policy", first["id"].as_str().unwrap())], json!(null))
        .await;
    let text = read.expect_ok()["text"].to_string();
    assert!(
        text.contains("nobody@dev.invalid") && !text.contains("{contact"),
        "the contact stands in its place"
    );
    into_force(&house, &keeper).await;
    let path =
        format!("/api/v1/policy/versions/{id}/difference?lang=en&from={}", first["id"].as_str().unwrap());
    let difference = house.nobody().get(&path).await.expect_ok();
    assert!(difference["changes"][0]["text"].as_str().unwrap().starts_with("New purpose"), "{difference}");
}

/// The contact changes: a major version, published by whoever runs the house.
async fn contact_changed(house: &House, keeper: &Client) {
    let mut particulars = (*house.running.house.particulars()).clone();
    particulars.contact.email = "other@house.example".to_owned();
    house.running.house.set_particulars(particulars);
    yard::policy_version::settle(&house.running.house).await.unwrap();
    let draft = newest(keeper).await;
    assert_eq!(draft["kinds"], json!(["contact"]));
    step(keeper, "policy.publish", draft["id"].as_str().unwrap()).await.expect_ok();
    house.run_jobs().await;
}

/// proves: YZJ-096
#[tokio::test]
async fn a_major_version_is_told_with_what_it_changes_by_every_way() {
    let house = House::start().await;
    let (ana, keeper) = (house.person("Ana").await, keeper(&house).await);
    contact_changed(&house, &keeper).await;
    let tally = keeper.call("policy.drafts", &[], json!(null)).await.expect_ok()["items"][0].clone();
    let at = [("policy", tally["id"].as_str().unwrap())];
    let tally = keeper.call("policy.tally", &at, json!(null)).await.expect_ok();
    let change = tally["changes"][0]["text"].as_str().unwrap().to_owned();
    let listed = ana.get("/api/v1/me/notices").await.expect_ok();
    assert_eq!(listed["items"][0]["code"], "policy.major", "the list of notices: {listed}");
    let told = listed["items"][0]["text"].as_str().unwrap();
    assert!(told.contains(&change), "{change}: {told}");
    let texts = crate::desk::texts_to(&house, &ana.phone).await;
    assert!(texts.len() == 1 && texts[0].contains(&change), "the text message: {texts:?}");
    let wall = house.nobody().call("house.notices", &[], json!(null)).await.expect_ok();
    assert_eq!(wall["items"][0]["code"], "policy.major", "the wall: {wall}");
    assert!(wall["items"][0]["text"].as_str().unwrap().contains(&change), "{wall}");

    let house = crate::mail::of_domain().await;
    let bo = crate::mail::by_mail(&house, "bo@acme.example", "Bo").await;
    let mut keeper = crate::mail::by_mail(&house, "keeper@acme.example", "Keeper").await;
    keeper.id = keeper.get("/api/v1/me").await.expect_ok()["id"].as_str().unwrap().to_owned();
    make_keeper(&house, &keeper).await;
    contact_changed(&house, &keeper).await;
    let letters = crate::mail::letters(&house).await;
    let letter = letters.iter().rev().find(|letter| letter["to"] == "bo@acme.example").unwrap();
    assert!(letter["text"].as_str().unwrap().contains(&change), "the letter: {letter}");
    let id = newest(&keeper).await["id"].as_str().unwrap().to_owned();
    step(&keeper, "policy.withdraw", &id).await.expect_ok();
    let wall = house.nobody().call("house.notices", &[], json!(null)).await.expect_ok();
    assert_eq!(wall["items"], json!([]), "withdrawn, it hangs no longer");
    bo.call("policy.publish", &[("policy", &id)], json!({})).await.expect_code(403, "access.denied");
    proved(
        "YZJ-096",
        &["policy.publish", "notice.list", "job:notice.publish", "job:notice.text", "job:notice.mail"],
    );
}

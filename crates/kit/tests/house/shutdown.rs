//! The end of the service: announced sixty days before, and then nothing is taken in and nothing can be read.

use kit::{House, proved};
use serde_json::json;
use std::time::Duration;
use vault::escrow::MasterKey;

use crate::desk::{codes, keeper};

const DAY: Duration = Duration::from_secs(86_400);

/// proves: YZJ-057
#[tokio::test]
async fn the_service_ends_sixty_days_after_it_was_announced_and_takes_nothing_in_afterwards() {
    let house = House::start().await;
    let now = || house.running.house.clock.now();
    let wang = keeper(&house, "王芳").await;
    let ana = house.person("Ana").await;
    let announce = |ends_at: ground::Timestamp| json!({ "ends_at": ends_at.rfc3339() });
    let soon = wang.call("shutdown.announce", &[], announce(now().plus(59 * DAY))).await;
    soon.expect_code(422, "shutdown.too_soon");
    ana.call("shutdown.announce", &[], announce(now().plus(61 * DAY)))
        .await
        .expect_code(403, "access.denied");
    let nobody = house.nobody();
    assert_eq!(nobody.call("house.notices", &[], json!(null)).await.expect_ok()["items"], json!([]));

    let last = now().plus(61 * DAY);
    wang.call("shutdown.announce", &[], announce(last)).await.expect_ok();
    wang.call("shutdown.announce", &[], announce(last)).await.expect_code(409, "shutdown.announced");
    let hanging = nobody.call("house.notices", &[], json!(null)).await.expect_ok();
    assert_eq!(hanging["items"][0]["code"], "house.shutdown", "it hangs on day zero: {hanging}");
    house.run_jobs().await;
    assert_eq!(codes(&ana).await, ["house.shutdown"]);

    house.advance(60 * DAY);
    house.run_jobs().await;
    house.person("Bo").await;
    house.advance(2 * DAY);
    let wish = json!({ "kind": "feedback", "text": "a" });
    for (operation, body) in
        [("session.challenge", json!({})), ("ticket.write", wish), ("meeting.start", json!({}))]
    {
        ana.call(operation, &[], body).await.expect_code(410, "shutdown.closed");
    }
    ana.get("/api/v1/me").await.expect_code(410, "shutdown.closed");
    nobody.get("/api/v1/policy").await.expect_ok();
    nobody.get("/api/v1/house").await.expect_ok();

    house.run_jobs().await;
    let person: ground::PersonId = ana.id.parse().unwrap();
    let inside = &house.running.house;
    let row = yard::account::store::person(&mut inside.db.view().await.unwrap(), person).await.unwrap();
    assert!(row.is_none(), "the row is gone");
    let list = inside.vault.erasure_list().await.unwrap();
    assert!(list.iter().any(|entry| entry.subject == vault::Subject::Person(person)), "and so are the keys");
    proved("YZJ-057", &["shutdown.announce", "house.notices", "job:shutdown.end", "job:shutdown.erase"]);
}

#[tokio::test]
async fn an_announced_end_can_be_called_off_and_a_restart_remembers_it() {
    let house = House::start().await;
    let wang = keeper(&house, "王芳").await;
    wang.call("shutdown.cancel", &[], json!(null)).await.expect_code(409, "shutdown.not_announced");
    let ends_at = house.running.house.clock.now().plus(61 * DAY).rfc3339();
    wang.call("shutdown.announce", &[], json!({ "ends_at": ends_at })).await.expect_ok();
    let token = wang.token().to_owned();
    let house = house.restart().await;
    let wang = house.bearer(&token);
    wang.call("shutdown.announce", &[], json!({ "ends_at": ends_at }))
        .await
        .expect_code(409, "shutdown.announced");
    wang.call("shutdown.cancel", &[], json!(null)).await.expect_ok();
    let hanging = house.nobody().call("house.notices", &[], json!(null)).await.expect_ok();
    assert_eq!(hanging["items"], json!([]));
    house.advance(62 * DAY);
    house.run_jobs().await;
    wang.get("/api/v1/me").await.expect_ok();
}

/// Rows of a table.
async fn rows(house: &House, table: &str) -> i64 {
    let sql = ground::db::Assembled(format!("SELECT COUNT(*) AS found FROM {table}"));
    let mut view = house.running.house.db.view().await.unwrap();
    view.one(sql, vec![]).await.unwrap().get("found").unwrap()
}

/// proves: JJB-043, HKT-043, AJ-096
#[tokio::test]
async fn everybody_is_told_of_the_end_and_afterwards_nothing_is_left_by_which_anybody_is_known() {
    let house = House::start().await;
    let wang = keeper(&house, "王芳").await;
    let ana = house.person("Ana").await;
    crate::avatar::put(&ana, "image/png", crate::avatar::pictures().remove(0)).await;
    // A meeting with a guest, who has no account; a note; a wish about one's own data.
    crate::retention::held_meeting(&ana, &house).await;
    ana.call("ticket.write", &[], json!({ "kind": "feedback", "text": "Plum" })).await.expect_ok();
    let ends_at = house.running.house.clock.now().plus(61 * DAY);
    wang.call("shutdown.announce", &[], json!({ "ends_at": ends_at.rfc3339() })).await.expect_ok();
    house.run_jobs().await;
    // It is on everyone's list, it is pushed to whoever is there, and it hangs where a stranger sees it.
    assert_eq!(codes(&ana).await, ["house.shutdown"]);
    let mut view = house.running.house.db.view().await.unwrap();
    let person: ground::PersonId = ana.id.parse().unwrap();
    let sql = "SELECT COUNT(*) AS found FROM ground_stream WHERE person = $1 AND kind LIKE 'notice.%'";
    let pushed: i64 = view.one(sql, ground::values![person]).await.unwrap().get("found").unwrap();
    drop(view);
    assert!(pushed > 0, "the push");
    let hanging = house.nobody().call("house.notices", &[], json!(null)).await.expect_ok();
    assert_eq!(hanging["items"][0]["code"], "house.shutdown");

    let theirs = ["yard_person", "yard_number", "meet_meeting", "meet_participant", "yard_ticket"];
    for table in theirs {
        assert!(rows(&house, table).await > 0, "{table}");
    }
    house.advance(62 * DAY);
    house.run_jobs().await;
    for table in theirs.into_iter().chain(["yard_session", "yard_notice", "ground_stream"]) {
        assert_eq!(rows(&house, table).await, 0, "{table}");
    }
    assert!(crate::avatar::files(&house).is_empty(), "pictures lie nowhere");
    // What the law wants kept is there, and nobody's: no key opens it.
    let (inside, program) = (&house.running.house, ground::Caller::Program("test"));
    let mut view = inside.db.view().await.unwrap();
    let kept = view.all("SELECT id, person, address FROM yard_netlog", vec![]).await.unwrap();
    drop(view);
    assert!(!kept.is_empty());
    for row in kept {
        let (id, bytes): ([u8; 16], Vec<u8>) = (row.get("id").unwrap(), row.get("address").unwrap());
        let whose: ground::PersonId = row.get("person").unwrap();
        let address = vault::Sealed::<String>::stored(&yard::netlog::LogRow::ADDRESS, whose, id, bytes);
        let opened = inside.vault.open(&program, policy::Purpose::LogSecurity, &address).await;
        assert!(matches!(opened, Err(vault::OpenRefused::Erased)));
    }
    for id in ["JJB-043", "HKT-043", "AJ-096"] {
        proved(id, &["shutdown.announce", "house.notices", "job:shutdown.end", "job:shutdown.erase"]);
    }
}

/// A token to the media interface, as whoever has its key makes one with the provider's own library.
fn media_token() -> String {
    use base64::Engine as _;
    let b64 = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let claims = r#"{"iss":"devkey","sub":"robot","nbf":0,"exp":99999999999,"video":{"roomList":true}}"#;
    let signed = format!("{}.{}", b64.encode(r#"{"alg":"HS256"}"#), b64.encode(claims));
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, b"secret");
    format!("{signed}.{}", b64.encode(aws_lc_rs::hmac::sign(&key, signed.as_bytes()).as_ref()))
}

/// proves: YZJ-086
#[tokio::test]
async fn from_the_stop_no_programs_key_opens_anything_and_nothing_leaves() {
    let house = House::start().await;
    let wang = keeper(&house, "王芳").await;
    let ana = house.person("Ana").await;
    let acme = crate::org::org(&ana).await;
    let wish = json!({ "name": "hr-sync", "scopes": ["org.members.read"], "expires_in_days": 300 });
    let made = ana.call("org.service.create", &[("org", &acme)], wish).await.expect_ok();
    let program = house.bearer(made["token"].as_str().unwrap());
    let members = async || program.call("org.members", &[("org", &acme)], json!(null)).await;
    let media = async || {
        let bearer = format!("Bearer {}", media_token());
        let path = "/twirp/livekit.RoomService/ListRooms";
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        house.nobody().send(axum::http::Method::POST, path, Some(b"{}".to_vec()), &headers).await
    };
    let text = async || {
        let message = egress::TextMessage {
            to: &ana.phone,
            text: "Plum",
            template: egress::Template::Notice("Plum"),
            purpose: policy::Purpose::ServiceNotice,
            fields: &[policy::Category::PhoneNumber],
        };
        let person: ground::PersonId = ana.id.parse().unwrap();
        house.running.house.egress.text_message(person, message).await
    };
    let ends_at = house.running.house.clock.now().plus(61 * DAY);
    wang.call("shutdown.announce", &[], json!({ "ends_at": ends_at.rfc3339() })).await.expect_ok();
    house.advance(60 * DAY);
    members().await.expect_ok();
    assert_eq!(media().await.status, 200);
    text().await.unwrap();

    house.advance(2 * DAY);
    members().await.expect_code(410, "shutdown.closed");
    media().await.expect_code(410, "shutdown.closed");
    assert!(matches!(text().await, Err(egress::SendRefused::Over)));
    // That does not hang on the guard alone: the keys themselves are gone.
    house.run_jobs().await;
    assert_eq!(rows(&house, "yard_service").await, 0);
    proved("YZJ-086", &["shutdown.announce", "job:shutdown.end"]);
}

/// A restart of a house whose folders stay; what the command line says of what was kept.
async fn opens(file: &std::path::Path, shares: &[&str]) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let note = folder.path().join("shares");
    std::fs::write(&note, shares.join("\n")).unwrap();
    let words = ["kept", "--from", crate::backup::text(file), "--shares", crate::backup::text(&note)];
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    let code = tokio::task::spawn_blocking(move || gate::cli::run(words)).await.unwrap();
    code == std::process::ExitCode::SUCCESS
}

#[tokio::test]
async fn the_network_log_is_kept_after_the_end_for_whoever_holds_enough_shares_and_for_nobody_else() {
    let house = House::start().await;
    let wang = keeper(&house, "王芳").await;
    let wish = json!({ "need": 3, "shares": 5, "proof": crate::rights::proof(&house, &wang).await });
    let given = wang.call("escrow.give", &[], wish).await.expect_ok();
    let lines: Vec<String> =
        given["items"].as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect();
    let shares: Vec<&str> = lines.iter().map(String::as_str).collect();
    let before = crate::backup::master_of(&house).1;
    let ends_at = house.running.house.clock.now().plus(61 * DAY);
    wang.call("shutdown.announce", &[], json!({ "ends_at": ends_at.rfc3339() })).await.expect_ok();
    house.advance(40 * DAY);
    // Somebody comes in shortly before, from an address that is written down.
    let phone = house.fresh_number();
    house.send_code(&phone).await.expect_ok();
    let wish = json!({ "phone": phone, "code": house.code_for(&phone).await, "name": "Ana", "device": "kit", "bearer": true });
    let came = house.nobody().from_address([203, 0, 113, 77]).post("/api/v1/session/open", wish).await;
    let ana = came.expect_ok()["person"]["id"].as_str().unwrap().to_owned();
    house.advance(22 * DAY);
    house.run_jobs().await;

    let folder = house.running.house.data.join(yard::shutdown::kept::FOLDER);
    let files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [file] = files.as_slice() else { panic!("{files:?}") };
    let bytes = std::fs::read(file).unwrap();
    assert!(!bytes.windows(12).any(|window| window == b"203.0.113.77"), "sealed");
    // Three of five open it, and it says who came, when and from where.
    let back = MasterKey::from_shares([shares[4], shares[0], shares[2]]).unwrap();
    let kept = yard::shutdown::kept::read(file, &back).await.unwrap();
    let entries: Vec<serde_json::Value> =
        kept.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let hers: Vec<_> = entries.iter().filter(|entry| entry["person"] == ana.as_str()).collect();
    assert_eq!((&hers[0]["address"], &hers[0]["act"]), (&json!("203.0.113.77"), &json!("in")), "{kept}");
    assert!(hers[0]["at"].is_string() && entries.iter().all(|entry| entry["address"].is_string()), "{kept}");
    assert!(opens(file, &[shares[1], shares[3], shares[0]]).await);
    // Two say nothing, another house's neither, and what is left on the machine is another key by now.
    assert!(MasterKey::from_shares([shares[4], shares[0]]).is_err());
    assert!(!opens(file, &shares[..2]).await);
    let own = crate::backup::master_of(&house).1;
    let wrong = yard::shutdown::kept::read(file, &own).await;
    assert!(matches!(wrong, Err(ground::archive::Broken::KeyWrong)), "{wrong:?}");
    assert!(yard::shutdown::kept::read(file, &before).await.is_ok());
    let other = House::start().await;
    let foreign = crate::backup::master_of(&other).1;
    assert!(yard::shutdown::kept::read(file, &foreign).await.is_err());
    let mut changed = bytes.clone();
    let at = changed.len() / 2;
    changed[at] ^= 1;
    let odd = folder.join("changed.cya");
    std::fs::write(&odd, changed).unwrap();
    assert!(yard::shutdown::kept::read(&odd, &before).await.is_err());

    // The house still says who it was, also after a restart under its new key.
    let house = house.restart().await;
    house.nobody().get("/api/v1/house").await.expect_ok();
    house.nobody().get("/api/v1/me").await.expect_code(410, "shutdown.closed");
}

//! What counts as a confirmation that somebody is gone from a terminal, and what does not: another device, an error, a page that is
//! not the last, an agent that was struck off.

use kit::terminal::{Library, Make, PASSWORD, User};
use serde_json::{Value, json};

use crate::agent::paired;
use crate::door_box::until;
use crate::faces::{agree, photo, put};
use crate::homes::{NO, told};
use crate::terminals::{Stand, key, to_maker};

/// Somebody of whom no list knows.
fn stranger(make: Make) -> User {
    let (begin, end) = match make {
        Make::Hikvision => ("2020-01-01T00:00:00", "2036-01-01T00:00:00"),
        Make::Dahua => ("2020-01-01 00:00:00", "2036-01-01 00:00:00"),
    };
    User { begin: begin.to_owned(), end: end.to_owned(), ..User::default() }
}

async fn lose(stand: &Stand, card: &str) {
    stand.ana.call("pass.lost", &[("home", stand.home()), ("pass", card)], NO).await.expect_ok();
}

/// Her card ends while the terminal is out of reach, another device comes in its place, and then it itself again.
async fn another_device_says_nothing(make: Make) {
    let mut stand = Stand::open(make).await;
    let (card, kept) = (stand.card("0012345678").await, stand.card("0012345679").await);
    stand.at_door.start().await;
    stand.has_soon((2, 2, 0)).await;
    until("it is noted", async || stand.desk().await["counts"][0]["count"] == 2).await;
    stand.terminal.goes().await;
    until("that is noticed", async || stand.desk().await["lost_at"] != NO).await;
    lose(&stand, &card).await;

    let first = {
        let (mut library, mut other) = (stand.terminal.library(), Library::default());
        other.serial.push_str("DS-2");
        std::mem::replace(&mut *library, other)
    };
    stand.terminal.comes().await;
    // The new one learns her other card; of what the first one has it confirms nothing.
    stand.has_soon((1, 1, 0)).await;
    until("the new one is reached", async || stand.desk().await["lost_at"] == NO).await;
    let said = stand.desk().await;
    assert_eq!(said["waiting"], 2, "both cards are in the first one: {said}");
    assert!(said["ended"].as_array().unwrap().iter().all(|one| one["gone_at"] == NO), "{said}");

    // It was only away: put back, it is emptied of the one, and that is confirmed.
    stand.terminal.goes().await;
    until("that is noticed", async || stand.desk().await["lost_at"] != NO).await;
    *stand.terminal.library() = first;
    stand.terminal.comes().await;
    until("her card is gone", async || !stand.terminal.library().users.contains_key(&key(&card))).await;
    until("of the first one all is confirmed; the second one has her other card still", async || {
        let said = stand.desk().await;
        said["waiting"] == 1 && said["ended"].as_array().unwrap().iter().any(|one| one["gone_at"] != NO)
    })
    .await;
    assert!(stand.terminal.library().users.contains_key(&key(&kept)));
}

#[tokio::test]
async fn another_hikvision_in_its_place_does_not_confirm_what_the_first_one_has() {
    another_device_says_nothing(Make::Hikvision).await;
}

#[tokio::test]
async fn another_dahua_in_its_place_does_not_confirm_what_the_first_one_has() {
    another_device_says_nothing(Make::Dahua).await;
}

/// Asked for faces it answers with an error: then nobody is said to be gone, until it answers.
async fn an_error_says_nothing(make: Make) {
    let mut stand = Stand::open(make).await;
    let (card, kept) = (stand.card("0012345678").await, stand.card("0012345679").await);
    stand.at_door.start().await;
    stand.has_soon((2, 2, 0)).await;
    until("it is noted", async || stand.desk().await["counts"][0]["count"] == 2).await;
    {
        let mut library = stand.terminal.library();
        library.faces_err = true;
        library.faces.insert(key(&card), photo());
    }
    lose(&stand, &card).await;
    until("the terminal is not understood", async || stand.desk().await["lost_at"] != NO).await;
    let said = stand.desk().await;
    assert_eq!((&said["waiting"], &said["ended"][0]["gone_at"]), (&json!(1), &NO), "{said}");
    stand.terminal.library().faces_err = false;
    until("it is confirmed", async || stand.desk().await["waiting"] == 0).await;
    stand.has_soon((1, 1, 0)).await;
    assert!(stand.terminal.library().users.contains_key(&key(&kept)));
}

#[tokio::test]
async fn an_error_of_a_hikvision_confirms_nothing() {
    an_error_says_nothing(Make::Hikvision).await;
}

#[tokio::test]
async fn an_error_of_a_dahua_confirms_nothing() {
    an_error_says_nothing(Make::Dahua).await;
}

/// Many strangers, a face that is nobody's, and one whom it does not remove though it says so: she comes in all the same.
async fn strangers_keep_nobody_out(make: Make) {
    let mut stand = Stand::open(make).await;
    let card = stand.card("0012345678").await;
    {
        let mut library = stand.terminal.library();
        for number in 0..45 {
            library.users.insert(format!("{number}"), stranger(make));
        }
        library.users.insert("admin".to_owned(), stranger(make));
        library.faces.insert("nobody".to_owned(), photo());
        library.keeps = Some("admin".to_owned());
        // It understands no question for one: whoever is asked for stands on a page further on.
        library.gives_all = true;
    }
    stand.at_door.start().await;
    stand.has_soon((2, 1, 0)).await;
    assert_eq!(stand.terminal.library().cards.get(&12_345_678), Some(&key(&card)));
    until("the desk sees it", async || {
        let said = stand.desk().await;
        said["reached_at"] != NO && said["removed"] == 46
    })
    .await;
}

#[tokio::test]
async fn a_stranger_whom_a_hikvision_does_not_remove_keeps_nobody_out() {
    strangers_keep_nobody_out(Make::Hikvision).await;
}

#[tokio::test]
async fn a_stranger_whom_a_dahua_does_not_remove_keeps_nobody_out() {
    strangers_keep_nobody_out(Make::Dahua).await;
}

#[tokio::test]
async fn a_terminal_that_is_full_says_nothing_of_a_photo_and_one_that_took_none_is_asked_again() {
    let mut stand = Stand::open(Make::Hikvision).await;
    stand.at_door.start().await;
    until("it is reached", async || stand.desk().await["reached_at"] != NO).await;
    stand.terminal.library().is_full = true;
    agree(&stand.ana).await;
    to_maker(&stand.ana, Make::Hikvision, "/api/v1/consents").await;
    put(&stand.ana, stand.home(), photo()).await.expect_ok();
    let of_face = async |stand: &Stand| -> Value {
        let places = stand.mine().await["places"].clone();
        places.as_array().unwrap().iter().find(|one| one["kind"] == "face").cloned().unwrap_or_default()
    };
    until("it is refused", async || of_face(&stand).await["gone_at"] != NO).await;
    assert!(!told(&stand.ana).await.contains("face.unfit"));
    // There is room again, and with the next list it is tried anew; now it sees no face in it.
    (stand.terminal.library().is_full, stand.terminal.library().sees_no_face) = (false, true);
    let card = stand.card("0012345678").await;
    until("it is of no use", async || of_face(&stand).await["state"] == "unfit").await;
    stand.has_soon((1, 1, 0)).await;
    // The property says that it may be tried again.
    stand.terminal.library().sees_no_face = false;
    let at = [("org", stand.estate.org.as_str()), ("door", stand.door.as_str())];
    let wish = json!({ "maker": "hikvision", "faces": true });
    stand.estate.wang.call("door.terminal.set", &at, wish).await.expect_ok();
    lose(&stand, &card).await;
    stand.has_soon((1, 0, 1)).await;
}

#[tokio::test]
async fn an_agent_that_is_struck_off_empties_the_library_and_the_next_one_confirms_it() {
    let mut stand = Stand::open(Make::Dahua).await;
    let card = stand.card("0012345678").await;
    stand.at_door.start().await;
    stand.has_soon((1, 1, 0)).await;
    until("it is noted", async || stand.desk().await["counts"][0]["count"] == 1).await;
    let at = [("org", stand.estate.org.as_str()), ("door", stand.door.as_str())];
    stand.estate.wang.call("door.strike", &at, NO).await.expect_ok();
    let said = stand.desk().await;
    assert_eq!((&said["waiting"], &said["ended"][0]["gone_at"]), (&json!(1), &NO), "{said}");
    stand.has_soon((0, 0, 0)).await;
    lose(&stand, &card).await;
    // Nobody vouches for what the one that was struck off said last; the next one asks the same terminal.
    assert_eq!(stand.desk().await["waiting"], 1);
    stand.at_door.kill();
    let mut next = paired(&stand.estate, &stand.front, &stand.door).await;
    std::fs::write(next.file("password"), PASSWORD).unwrap();
    next.adds(&stand.terminal.settings(), &stand.front);
    next.start().await;
    until("it is confirmed", async || stand.desk().await["waiting"] == 0).await;
    assert_ne!(stand.desk().await["ended"][0]["gone_at"], NO);
}

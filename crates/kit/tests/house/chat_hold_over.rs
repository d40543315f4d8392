//! The end of a hold: whoever was held is told, and who placed it.

use kit::{Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::chat::team;
use crate::chat_keeping::{group_of, has_chat};
use crate::desk::codes;
use crate::meet::text;
use crate::org::joined;

const NO: Value = Value::Null;
const DAY: Duration = Duration::from_secs(86_400);

async fn times(who: &Client, code: &str) -> usize {
    codes(who).await.iter().filter(|one| *one == code).count()
}

#[tokio::test]
async fn whoever_was_held_and_who_placed_it_are_told_once_when_a_hold_is_over_by_its_time_or_by_a_word() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, acme) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let ours = group_of(bo, &acme, &[cai]).await;
    let place = async |days: u32, person: Value| {
        let wish = json!({ "conversation": ours, "person": person, "why": "audit", "days": days });
        ana.call("hold.place", &[("org", &acme)], wish).await.expect_ok()
    };

    // By its time: nobody has to do anything.
    place(20, NO).await;
    house.run_jobs().await;
    assert_eq!((times(bo, "conversation.released").await, times(ana, "org.hold_over").await), (0, 0));
    house.advance(21 * DAY);
    for _ in 0..2 {
        house.run_jobs().await;
        house.advance(DAY);
    }
    for who in [bo, cai] {
        assert_eq!(times(who, "conversation.released").await, 1);
        assert_eq!(times(who, "org.hold_over").await, 0);
    }
    assert_eq!((times(ana, "org.hold_over").await, times(ana, "conversation.released").await), (1, 0));
    let seen = bo.call("conversation.holds", &[("conversation", &ours)], NO).await.expect_ok();
    assert_eq!(seen["items"][0]["ended_at"], NO, "it was not ended before its time");

    // By a word, over one member's part: only he is told, and every administrator.
    let placed = place(30, json!(bo.id)).await;
    let dan = joined(&house, ana, &acme, "Dan", "administrator").await;
    let at = [("org", acme.as_str()), ("hold", text(&placed, "id"))];
    dan.call("hold.end", &at, NO).await.expect_ok();
    assert_eq!((times(bo, "conversation.released").await, times(cai, "conversation.released").await), (2, 1));
    assert_eq!((times(ana, "org.hold_over").await, times(&dan, "org.hold_over").await), (2, 1));
    house.advance(40 * DAY);
    house.run_jobs().await;
    assert_eq!(times(bo, "conversation.released").await, 2);

    // What never stood is over without a word.
    let asked = place(30, NO).await;
    let at = [("org", acme.as_str()), ("hold", text(&asked, "id"))];
    ana.call("hold.end", &at, NO).await.expect_ok();
    assert_eq!((times(bo, "conversation.released").await, times(ana, "org.hold_over").await), (2, 2));
}

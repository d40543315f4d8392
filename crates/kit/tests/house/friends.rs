//! Friends: by card, by number, face to face and by an address book; each only by agreement.

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kit::{Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;
use voprf::{EvaluationElement, OprfClient, Ristretto255};

use crate::chat::{all, direct, page, said, team, texts};
use crate::meet::text;

async fn ask(who: &Client, other: &Client) -> kit::Answer {
    who.call("friend.ask", &[], json!({ "person": other.id })).await
}

async fn with_person(who: &Client, operation: &str, other: &Client) -> kit::Answer {
    who.call(operation, &[("person", &other.id)], json!(null)).await
}

/// One shows the card, the other scans it, and the first says yes.
pub(crate) async fn befriend(one: &Client, other: &Client) {
    let card = one.call("card.get", &[], json!(null)).await.expect_ok();
    other.call("friend.ask", &[], json!({ "card": card["code"] })).await.expect_ok();
    with_person(one, "friend.accept", other).await.expect_ok();
}

async fn friends(who: &Client) -> Vec<(String, String)> {
    let list = who.call("friend.list", &[], json!(null)).await.expect_ok();
    let word = |item: &Value, key: &str| item[key].as_str().unwrap_or("").to_owned();
    list["items"].as_array().unwrap().iter().map(|one| (word(one, "name"), word(one, "state"))).collect()
}

fn one(name: &str, state: &str) -> Vec<(String, String)> {
    vec![(name.to_owned(), state.to_owned())]
}

/// proves: DB-026, DB-066
#[tokio::test]
async fn a_scanned_card_sends_a_request_which_the_other_accepts_and_a_friend_shows_three_things() {
    let house = House::start().await;
    let (ana, bo, eve) = (house.person("Ana").await, house.person("Bo").await, house.person("Eve").await);
    // Strangers do not reach one another, by whatever id.
    ask(&bo, &ana).await.expect_code(404, "contact.unknown");
    with_person(&bo, "friend.accept", &ana).await.expect_code(404, "friend.not_asked");
    with_person(&bo, "friend.remove", &ana).await.expect_code(404, "friend.not_asked");
    with_person(&bo, "friend.profile", &ana).await.expect_code(404, "contact.unknown");
    with_person(&bo, "block.put", &ana).await.expect_code(404, "contact.unknown");
    let wish = json!({ "person": ana.id });
    bo.call("conversation.direct", &[], wish.clone()).await.expect_code(422, "conversation.person_unknown");
    for wrong in [json!({}), json!({ "person": ana.id, "card": "x" }), json!({ "card": 7 })] {
        bo.call("friend.ask", &[], wrong).await.expect_code(422, "body.invalid");
    }
    for wrong in ["", "0000-0000-0000-0000", "not a card", &"9".repeat(4_000)] {
        bo.call("friend.ask", &[], json!({ "card": wrong })).await.expect_code(404, "card.unknown");
        bo.call("card.look", &[], json!({ "card": wrong })).await.expect_code(404, "card.unknown");
    }

    let card = ana.call("card.get", &[], json!(null)).await.expect_ok();
    let code = text(&card, "code").to_owned();
    assert_eq!(ana.call("card.get", &[], json!(null)).await.expect_ok()["code"], code.as_str());
    let looked = bo.call("card.look", &[], json!({ "card": code })).await.expect_ok();
    assert_eq!(looked, json!({ "person": ana.id, "name": "Ana" }));
    let typed = format!("{}-{}", code[..8].to_lowercase(), &code[8..]);
    bo.call("friend.ask", &[], json!({ "card": typed })).await.expect_ok();
    ana.call("friend.ask", &[], json!({ "card": code })).await.expect_code(422, "contact.yourself");
    assert_eq!((friends(&ana).await, friends(&bo).await), (one("Bo", "asks"), one("Ana", "asked")));
    // Whoever asked is no friend yet, and cannot say yes for the other.
    bo.call("conversation.direct", &[], wish).await.expect_code(422, "conversation.person_unknown");
    with_person(&bo, "friend.accept", &ana).await.expect_code(404, "friend.not_asked");
    with_person(&bo, "friend.profile", &ana).await.expect_code(404, "contact.unknown");
    with_person(&ana, "friend.accept", &bo).await.expect_ok();
    assert_eq!((friends(&ana).await, friends(&bo).await), (one("Bo", "friend"), one("Ana", "friend")));

    let two = direct(&bo, &ana).await;
    said(&bo, &two, "mark-0001", "你好").await;
    assert_eq!(texts(&all(&ana, &two).await), ["你好"]);
    // Exactly three fields, and the picture where its person agreed to show it.
    let profile = with_person(&bo, "friend.profile", &ana).await.expect_ok();
    assert_eq!(profile, json!({ "id": ana.id, "name": "Ana", "avatar": null }));
    crate::avatar::put(&ana, "image/png", crate::avatar::png(64)).await.expect_ok();
    let profile = with_person(&bo, "friend.profile", &ana).await.expect_ok();
    let mut fields: Vec<&String> = profile.as_object().unwrap().keys().collect();
    fields.sort_unstable();
    assert_eq!(fields, ["avatar", "id", "name"]);
    let picture = text(&profile, "avatar").to_owned();
    bo.get(&picture).await.expect_code(404, "avatar.none");
    crate::avatar::agree(&ana, "/api/v1/consents").await;
    bo.get(&picture).await.expect_ok();
    eve.get(&picture).await.expect_code(404, "avatar.none");
    with_person(&eve, "friend.profile", &ana).await.expect_code(404, "contact.unknown");

    // A new card ends the old; parting ends all that came with it.
    let fresh = ana.call("card.renew", &[], json!(null)).await.expect_ok();
    assert_ne!(fresh["code"], code.as_str());
    eve.call("card.look", &[], json!({ "card": code })).await.expect_code(404, "card.unknown");
    with_person(&bo, "friend.remove", &ana).await.expect_ok();
    assert_eq!(friends(&ana).await, []);
    with_person(&bo, "friend.profile", &ana).await.expect_code(404, "contact.unknown");
    proved("DB-026", &["card.get", "friend.ask", "friend.accept", "friend.list"]);
    proved("DB-066", &["friend.profile"]);
}

/// A number of somebody's address book, compared the way the client does it.
struct Book<'a> {
    who: &'a Client,
    set: Vec<u8>,
}

impl<'a> Book<'a> {
    async fn of(who: &'a Client) -> Self {
        let set = who.call("contact.book", &[], json!(null)).await.expect_ok();
        Self { who, set: STANDARD.decode(text(&set, "entries")).unwrap() }
    }

    /// Blinds, has it evaluated, and looks among the set; the tickets of whom it found.
    async fn tickets(&self, numbers: &[&str]) -> Vec<String> {
        let mut rng = rand_core::OsRng;
        let blinded: Vec<_> = numbers
            .iter()
            .map(|number| OprfClient::<Ristretto255>::blind(number.as_bytes(), &mut rng).unwrap())
            .collect();
        let elements: Vec<String> =
            blinded.iter().map(|one| STANDARD.encode(one.message.serialize())).collect();
        let wish = json!({ "elements": elements });
        let evaluated = self.who.call("contact.blind", &[], wish).await.expect_ok();
        let mut tickets = Vec::new();
        for ((number, one), element) in
            numbers.iter().zip(&blinded).zip(evaluated["elements"].as_array().unwrap())
        {
            let element = STANDARD.decode(element.as_str().unwrap()).unwrap();
            let element = EvaluationElement::<Ristretto255>::deserialize(&element).unwrap();
            let outcome = one.state.finalize(number.as_bytes(), &element).unwrap();
            let part = |word: &str| {
                let bytes = [b"courtyard address book ", word.as_bytes(), &outcome].concat();
                digest::digest(&digest::SHA256, &bytes).as_ref()[..16].to_vec()
            };
            let (tag, mask) = (part("tag"), part("mask"));
            let entry = self.set.chunks(32).find(|entry| entry[..16] == tag);
            tickets.extend(entry.map(|entry| {
                STANDARD
                    .encode(entry[16..].iter().zip(mask).map(|(one, other)| one ^ other).collect::<Vec<_>>())
            }));
        }
        tickets
    }

    async fn found(&self, numbers: &[&str]) -> Vec<String> {
        let tickets = self.tickets(numbers).await;
        if tickets.is_empty() {
            return Vec::new();
        }
        let found = self.who.call("contact.found", &[], json!({ "tickets": tickets })).await.expect_ok();
        found["items"].as_array().unwrap().iter().map(|one| text(one, "name").to_owned()).collect()
    }
}

fn e164(who: &Client) -> String {
    if who.phone.starts_with('+') { who.phone.clone() } else { format!("+86{}", who.phone) }
}

/// All rows of a table, as the engine shows them.
async fn choose(who: &Client, by_phone: bool) -> kit::Answer {
    who.call("contact.choose", &[], json!({ "by_phone": by_phone })).await
}

/// proves: DB-027, YZJ-119, DB-065
#[tokio::test]
async fn a_number_and_a_book_find_only_who_allows_it_and_nothing_of_the_book_is_kept() {
    let house = House::start().await;
    let (ana, bo, cai) = (house.person("Ana").await, house.person("Bo").await, house.person("Cai").await);
    let find = |who: &Client, whom: &Client| {
        let (who, wish) = (who.clone(), json!({ "phone": whom.phone }));
        async move { who.call("contact.find", &[], wish).await }
    };
    let stranger = "+8613912345678";
    let book = [e164(&bo), e164(&cai), stranger.to_owned(), e164(&ana)];
    let book: Vec<&str> = book.iter().map(String::as_str).collect();

    // Off until its person switches it on: neither the number nor a book finds anybody.
    assert_eq!(bo.call("contact.choices", &[], json!(null)).await.expect_ok(), json!({ "by_phone": false }));
    find(&ana, &bo).await.expect_code(404, "contact.not_found");
    assert!(Book::of(&ana).await.set.is_empty());
    assert_eq!(Book::of(&ana).await.found(&book).await, Vec::<String>::new());

    choose(&bo, true).await.expect_ok();
    assert_eq!(bo.call("contact.choices", &[], json!(null)).await.expect_ok(), json!({ "by_phone": true }));
    assert_eq!(find(&ana, &bo).await.expect_ok(), json!({ "person": bo.id, "name": "Bo" }));
    find(&ana, &cai).await.expect_code(404, "contact.not_found");
    assert_eq!(Book::of(&ana).await.found(&book).await, ["Bo"]);
    ask(&ana, &bo).await.expect_ok();

    // Nothing of the book is in the house: not in a table, a file, a log.
    let mut kept = Vec::new();
    let needles: Vec<(String, Vec<u8>)> = crate::canary::forms(stranger)
        .into_iter()
        .chain(crate::canary::forms("13912345678"))
        .map(|form| ("a number of the book".to_owned(), form))
        .collect();
    assert!(crate::canary::search(house.folder(), &needles, &mut kept) > 10_000);
    assert_eq!(kept, Vec::<String>::new());

    // Off again, and with the set that one took meanwhile: the ticket opens nothing.
    let before = Book::of(&ana).await;
    choose(&bo, false).await.expect_ok();
    find(&ana, &bo).await.expect_code(404, "contact.not_found");
    assert_eq!(before.found(&book).await, Vec::<String>::new());
    assert!(Book::of(&ana).await.set.is_empty());
    // On again: whoever he blocks does not find him.
    choose(&bo, true).await.expect_ok();
    with_person(&bo, "block.put", &ana).await.expect_ok();
    find(&ana, &bo).await.expect_code(404, "contact.not_found");
    assert_eq!(Book::of(&ana).await.found(&book).await, Vec::<String>::new());

    // What is no element is refused, and so is too much.
    let point = STANDARD.encode([255; 32]);
    let many = vec![point.clone(); 101];
    for wrong in [vec![], vec!["*".to_owned()], vec![STANDARD.encode([0; 31])], vec![point], many] {
        let wish = json!({ "elements": wrong });
        ana.call("contact.blind", &[], wish).await.expect_code(422, "contact.elements");
        let wish = json!({ "tickets": [] });
        ana.call("contact.found", &[], wish).await.expect_code(422, "contact.elements");
    }
    // Numbers can be guessed: a day has an end.
    let wish = json!({ "elements": [STANDARD.encode([0; 32])] });
    for _ in 0..40 {
        ana.call("contact.blind", &[], wish.clone()).await;
    }
    ana.call("contact.blind", &[], wish).await.expect_code(429, "contact.too_often");
    for id in ["DB-027", "YZJ-119"] {
        proved(id, &["contact.book", "contact.blind", "contact.found", "contact.choose"]);
    }
    proved("DB-065", &["contact.choose", "contact.find", "contact.book"]);
}

/// proves: DB-025
#[tokio::test]
async fn who_types_the_same_digits_nearby_in_time_lands_in_one_group_and_nobody_else() {
    let house = House::start().await;
    let names = ["Ana", "Bo", "Cai", "Dan", "Eve"];
    let mut people = Vec::new();
    for name in names {
        people.push(house.person(name).await.from_address([203, 0, 113, 7]));
    }
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let (late, far) = (&people[3], people[4].from_address([198, 51, 100, 9]));
    let enter = |who: &Client, code: &str| {
        let (who, wish) = (who.clone(), json!({ "digits": code }));
        async move { who.call("nearby.enter", &[], wish).await }
    };
    for wrong in ["", "123", "12345", "12a4", &"1".repeat(5_000)] {
        enter(ana, wrong).await.expect_code(422, "nearby.digits");
    }
    let first = enter(ana, "4071").await.expect_ok();
    assert_eq!(first["conversation"], json!(null), "alone there is no group");
    assert_eq!(
        enter(&far, "4071").await.expect_ok()["conversation"],
        json!(null),
        "who is far stands elsewhere"
    );
    assert_eq!(enter(late, "4072").await.expect_ok()["people"].as_array().unwrap().len(), 1);
    let second = enter(bo, "4071").await.expect_ok();
    let group = text(&second, "conversation").to_owned();
    house.advance(Duration::from_secs(100));
    assert_eq!(text(&enter(cai, "4071").await.expect_ok(), "conversation"), group);
    house.advance(Duration::from_secs(100));
    let third = enter(late, "4071").await.expect_ok();
    assert_eq!((&third["conversation"], third["people"].as_array().unwrap().len()), (&json!(null), 1));

    let list = ana.call("conversation.members", &[("conversation", &group)], json!(null)).await.expect_ok();
    let mut members: Vec<&str> =
        list["items"].as_array().unwrap().iter().map(|one| text(one, "name")).collect();
    members.sort_unstable();
    assert_eq!(members, ["Ana", "Bo", "Cai"]);
    said(cai, &group, "mark-0001", "都到了").await;
    assert_eq!(texts(&all(ana, &group).await), ["都到了"]);
    for other in [late, &far] {
        page(other, &group, "after=0").await.expect_code(404, "conversation.unknown");
    }
    // Those who stand together may ask one another.
    ask(bo, cai).await.expect_ok();
    ask(&far, cai).await.expect_code(404, "contact.unknown");
    // Ten thousand codes are soon tried: not by one person.
    for code in 0..12 {
        enter(&far, &format!("{code:04}")).await;
    }
    enter(&far, "0099").await.expect_code(429, "contact.too_often");
    // Who stood beside whom is forgotten by itself, though nobody comes after.
    house.advance(Duration::from_secs(600));
    house.run_jobs().await;
    let mut view = house.running.house.db.view().await.unwrap();
    let sql = "SELECT (SELECT COUNT(*) FROM chat_near) + (SELECT COUNT(*) FROM chat_nearby) AS found";
    let left: i64 = view.one(sql, ground::values![]).await.unwrap().get("found").unwrap();
    assert_eq!(left, 0);
    drop(view);
    proved("DB-025", &["nearby.enter", "conversation.members"]);
}

#[tokio::test]
async fn whoever_is_blocked_is_not_heard_and_not_told() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let two = direct(ana, bo).await;
    said(ana, &two, "mark-0001", "before").await;
    bo.call("conversation.list", &[], json!(null)).await.expect_ok();
    with_person(bo, "block.put", ana).await.expect_ok();
    with_person(bo, "block.put", bo).await.expect_code(422, "contact.yourself");
    house.advance(Duration::from_secs(1));
    // For who is blocked all is as before.
    said(ana, &two, "mark-0002", "unheard").await;
    assert_eq!(texts(&all(ana, &two).await), ["before", "unheard"]);
    ask(ana, bo).await.expect_ok();
    assert_eq!(friends(ana).await, one("Bo", "asked"));
    // For who blocked there is nothing new.
    assert_eq!(texts(&all(bo, &two).await), ["before"]);
    let list = bo.call("conversation.list", &[], json!(null)).await.expect_ok();
    assert_eq!(list["items"][0]["unread"], 1);
    assert_eq!(friends(bo).await, []);
    let wish = json!({ "name": "x", "people": [bo.id] });
    ana.call("conversation.group", &[], wish).await.expect_code(422, "conversation.person_unknown");
    // A conversation that is begun meanwhile is in nobody else's list.
    with_person(cai, "block.put", ana).await.expect_ok();
    let hidden = direct(ana, cai).await;
    said(ana, &hidden, "mark-0001", "hello?").await;
    assert_eq!(cai.call("conversation.list", &[], json!(null)).await.expect_ok()["items"], json!([]));
    // Heard again, from now on; what came meanwhile stays unheard.
    house.advance(Duration::from_secs(1));
    let blocked = bo.call("block.list", &[], json!(null)).await.expect_ok();
    assert_eq!(blocked["items"], json!([{ "person": ana.id, "name": "Ana" }]));
    with_person(bo, "block.remove", ana).await.expect_ok();
    with_person(bo, "block.remove", ana).await.expect_code(404, "contact.unknown");
    said(ana, &two, "mark-0003", "after").await;
    assert_eq!(texts(&all(bo, &two).await), ["before", "after"]);
    assert_eq!(friends(bo).await, one("Ana", "asks"));
}

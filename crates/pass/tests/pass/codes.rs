//! Codes to be scanned: young, old, shown twice, for other doors, and with the house's word behind them.

use pass::{
    Code, Cut, DoorId, Entry, Fresh, Held, Moment, PassId, Reason, Secret, Shown, Slip, Trust, Verdict, Way,
    code_key, decide, random,
};

use crate::world::{HOUR, MINUTE, World, at_least, noon, sure};

struct Phone {
    pass: PassId,
    secret: Secret,
    doors: Vec<DoorId>,
}

impl Phone {
    fn of(world: &mut World, cut: Cut) -> Self {
        let secret = Secret::fresh();
        let pass = world.add(Way::Code { key: code_key(&secret, world.door) }, cut);
        Self { pass, secret, doors: vec![DoorId::new(random()), world.door] }
    }

    fn code(&self, at: Moment, slip: &str) -> String {
        Fresh::make(self.pass, &self.secret, &self.doors, at.seconds(), slip).unwrap()
    }
}

fn ask(held: &Held, text: &str, now: pass::Reading) -> Verdict {
    decide(held, &Shown::Code(Box::new(Code::read(text, held.house).unwrap())), now)
}

fn why(verdict: Verdict) -> Option<Reason> {
    match verdict {
        Verdict::Open { .. } => None,
        Verdict::Refuse { reason, .. } => Some(reason),
    }
}

/// What the door writes down when it opens, and what follows from it.
fn open(held: &mut Held, verdict: Verdict, at: Moment) {
    let Verdict::Open { pass, code, unlisted } = verdict else { panic!("{verdict:?}") };
    let what = pass::What::Opened { pass, by: pass::By::Code, code, unlisted };
    let entry: Entry = pass::Chain::begin(held.door, held.house).next(at, Trust::Sure, what);
    held.apply(&entry);
}

#[test]
fn a_fresh_code_opens_once_and_not_for_long() {
    let mut world = World::new();
    let phone = Phone::of(&mut world, Cut::Hold);
    world.tell(noon());
    let first = phone.code(noon(), "");
    let verdict = ask(&world.held, &first, sure(noon()));
    open(&mut world.held, verdict, noon());
    assert_eq!(why(ask(&world.held, &first, sure(noon()))), Some(Reason::Replayed));
    let next = phone.code(noon().plus(MINUTE / 2), "");
    assert_eq!(why(ask(&world.held, &next, sure(noon().plus(MINUTE / 2)))), None);
    assert_eq!(why(ask(&world.held, &next, sure(noon().plus(MINUTE * 2)))), Some(Reason::OldCode));
    let future = phone.code(noon().plus(MINUTE), "");
    assert_eq!(why(ask(&world.held, &future, sure(noon()))), Some(Reason::OldCode));
}

#[test]
fn a_code_of_another_key_or_for_other_doors_is_forged() {
    let mut world = World::new();
    let phone = Phone::of(&mut world, Cut::Hold);
    world.tell(noon());
    let thief = Phone { secret: Secret::fresh(), doors: phone.doors.clone(), pass: phone.pass };
    assert_eq!(why(ask(&world.held, &thief.code(noon(), ""), sure(noon()))), Some(Reason::Forged));
    let elsewhere = Phone { doors: vec![phone.doors[0]], secret: phone.secret.clone(), pass: phone.pass };
    assert_eq!(why(ask(&world.held, &elsewhere.code(noon(), ""), sure(noon()))), Some(Reason::Forged));
    // The key of one door, which a stolen box gives away, makes no code for another.
    let stolen = Phone {
        secret: code_key(&phone.secret, phone.doors[0]),
        doors: phone.doors.clone(),
        pass: phone.pass,
    };
    assert_eq!(why(ask(&world.held, &stolen.code(noon(), ""), sure(noon()))), Some(Reason::Forged));
}

#[test]
fn cut_off_a_leased_pass_needs_the_houses_word_of_the_last_ten_minutes() {
    let mut world = World::new();
    let phone = Phone::of(&mut world, Cut::Lease);
    world.tell(noon());
    let later = noon().plus(HOUR * 5);
    assert_eq!(why(ask(&world.held, &phone.code(later, ""), sure(later))), Some(Reason::CutOff));
    for (age, expected) in [(1, None), (10, None), (11, Some(Reason::CutOff))] {
        let slip = world.slip(phone.pass, later.minus(MINUTE * age), later).sign(&world.house).unwrap();
        assert_eq!(why(ask(&world.held, &phone.code(later, &slip), sure(later))), expected, "{age}");
    }
    // Somebody else's slip vouches for nobody but him.
    let slip = world.slip(PassId::new(random()), later, later).sign(&world.house).unwrap();
    assert_eq!(why(ask(&world.held, &phone.code(later, &slip), sure(later))), Some(Reason::CutOff));
}

#[test]
fn a_code_carries_news_of_revocations_to_a_door_that_is_cut_off() {
    let mut world = World::new();
    let phone = Phone::of(&mut world, Cut::Hold);
    let ended = world.card(5, Cut::Hold);
    world.tell(noon());
    let later = noon().plus(HOUR * 2);
    let mut slip = world.slip(phone.pass, later, later);
    slip.news = vec![ended.short()];
    let text = phone.code(later, &slip.sign(&world.house).unwrap());
    let card = Shown::Card(world.secret.card(5));
    assert!(decide(&world.held, &card, sure(later)).opens());
    let news = world.held.carried(&Code::read(&text, world.house.public()).unwrap());
    assert_eq!(news.gone.len(), 1);
    world.held.hear(news);
    assert_eq!(why(decide(&world.held, &card, sure(later))), Some(Reason::Revoked));
    // It is news once, and a list that is younger says it itself.
    assert!(world.held.carried(&Code::read(&text, world.house.public()).unwrap()).gone.is_empty());
    world.tell(later.plus(MINUTE));
    assert!(world.held.news.gone.is_empty());
}

#[test]
fn a_visitors_slip_opens_in_its_window_also_where_the_door_has_not_heard_of_him() {
    let mut world = World::new();
    world.tell(noon());
    let invited = noon().plus(HOUR);
    let slip = Slip { uses: 2, ..world.slip(PassId::new(random()), invited, invited.plus(HOUR)) };
    let text = slip.sign(&world.house).unwrap();
    for _ in 0..2 {
        let verdict = ask(&world.held, &text, sure(invited));
        open(&mut world.held, verdict, invited);
    }
    assert_eq!(why(ask(&world.held, &text, sure(invited))), Some(Reason::UsedUp));
    let renewed = Slip { made: slip.made + 60, ..slip.clone() }.sign(&world.house).unwrap();
    let soon = sure(invited.plus(MINUTE));
    assert_eq!(why(ask(&world.held, &renewed, soon)), Some(Reason::UsedUp), "a new slip is no new pass");
    assert_eq!(why(ask(&world.held, &text, sure(invited.plus(HOUR)))), Some(Reason::Over));
    assert_eq!(why(ask(&world.held, &text, at_least(invited))), Some(Reason::TimeUnsure));
    let elsewhere = Slip { doors: vec![DoorId::new(random()).tag()], ..slip.clone() };
    let elsewhere = elsewhere.sign(&world.house).unwrap();
    assert_eq!(why(ask(&world.held, &elsewhere, sure(invited))), Some(Reason::OtherDoor));
    // A list that is younger and does not hold him says that he was put off.
    world.tell(invited.plus(MINUTE));
    assert_eq!(why(ask(&world.held, &text, sure(invited.plus(MINUTE)))), Some(Reason::Revoked));
}

#[test]
fn the_slip_of_a_resident_is_no_code_by_itself() {
    let mut world = World::new();
    let phone = Phone::of(&mut world, Cut::Hold);
    world.tell(noon());
    let slip = world.slip(phone.pass, noon(), noon().plus(HOUR)).sign(&world.house).unwrap();
    assert_eq!(why(ask(&world.held, &slip, sure(noon()))), Some(Reason::Forged));
    assert!(Code::read(&slip.replace("CY1:", "CY2:"), world.house.public()).is_err());
    let others = world.slip(phone.pass, noon(), noon()).sign(&pass::Signer::fresh()).unwrap();
    assert!(Code::read(&others, world.house.public()).is_err());
}

#[test]
fn a_code_for_eight_doors_with_news_is_small_enough_to_be_scanned() {
    let mut world = World::new();
    let mut phone = Phone::of(&mut world, Cut::Lease);
    phone.doors = (0..8).map(|_| DoorId::new(random())).collect();
    let mut slip = world.slip(phone.pass, noon(), noon());
    slip.doors = phone.doors.iter().map(DoorId::tag).collect();
    slip.news = (0..4).map(|_| PassId::new(random()).short()).collect();
    let text = phone.code(noon(), &slip.sign(&world.house).unwrap());
    assert!(text.len() < 468, "{} letters; a QR code of version 13 holds 619, of version 11 468", text.len());
    assert!(text.chars().all(|letter| "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".contains(letter)));
}

/// What a phone has to arrive at that makes its codes in another language.
#[test]
fn samples_for_other_makers_of_codes() {
    let (pass, secret) = (PassId::new([2; 16]), Secret::new([1; 32]));
    let doors = [DoorId::new([3; 16]), DoorId::new([4; 16])];
    let house = pass::Signer::from_seed(Secret::new([5; 32]));
    let slip = Slip {
        pass,
        made: 1_795_924_800,
        from: 1_795_924_800,
        until: 1_795_928_400,
        uses: 1,
        doors: doors.iter().map(DoorId::tag).collect(),
        news: vec![PassId::new([6; 16]).short()],
    };
    let slip = slip.sign(&house).unwrap();
    let bare = Fresh::make(pass, &secret, &doors, 1_795_924_830, "").unwrap();
    let whole = Fresh::make(pass, &secret, &doors, 1_795_924_830, &slip).unwrap();
    assert_eq!(bare, "CY1:C%8JB0JB0JB0JB0JB0JB0JB0YD09L1 *B6H06H02EBXJ81N3L66%M0%M0QBVY77YQGI3L");
    assert_eq!(
        slip,
        "CY1:AMAJB0JB0JB0JB0JB0JB0JB0YD09L1L689L1L68NL165AKB06H07H0%M0ZM0CY0CY0CY0CY0:OBX+T23C8M78XRCE88H2MGQJI2-3LF6HE-JH1I4JMMG50PNOJVVL6Y3VI3JYWL7L86IV$X6$BONOD0YVR2W1IVEWTTNA+RL"
    );
    assert_eq!(
        whole,
        "CY1:C%8JB0JB0JB0JB0JB0JB0JB0YD09L1 *B6H06H01SF67N2X5END%M0%M02*L:W9-:AEA0AMAJB0JB0JB0JB0JB0JB0JB0YD09L1L689L1L68NL165AKB06H07H0%M0ZM0CY0CY0CY0CY0:OBX+T23C8M78XRCE88H2MGQJI2-3LF6HE-JH1I4JMMG50PNOJVVL6Y3VI3JYWL7L86IV$X6$BONOD0YVR2W1IVEWTTNA+RL"
    );
}

/// Codes that were computed apart from this program; the web client is held against the same.
#[test]
fn a_code_is_what_the_vectors_say() {
    let vectors: serde_json::Value = serde_json::from_str(include_str!("../data/codes.json")).unwrap();
    let vectors = vectors.as_array().unwrap();
    assert_eq!(vectors.len(), 4);
    for vector in vectors {
        let text = |name: &str| vector[name].as_str().unwrap();
        let secret: Secret = serde_json::from_value(vector["secret"].clone()).unwrap();
        let doors = vector["doors"].as_array().unwrap().iter();
        let doors: Vec<DoorId> = doors.map(|door| door.as_str().unwrap().parse().unwrap()).collect();
        let made = u32::try_from(vector["made"].as_u64().unwrap()).unwrap();
        let code = Fresh::make(text("pass").parse().unwrap(), &secret, &doors, made, text("slip"));
        assert_eq!(code.unwrap(), text("code"));
    }
}

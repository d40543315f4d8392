//! Segments against a model, and tokens that an older house left, on both engines.

use ground::bus::Bus;
use ground::db::{Assembled, DbSettings};
use ground::{Clock, Ctx, Db, Value, values};
use std::collections::BTreeMap;

use super::segment::{Token, store as segments};
use super::{Tokens, store};
use crate::conversation::ConversationId;

/// What is tried, and how often it is looked whether all is found.
const STEPS: usize = 6_000;
const LOOK: usize = 1_500;

/// The version that brought segments.
const SEGMENTS: i64 = 2_026_121_001;

struct Fresh {
    db: Db,
    clock: Clock,
    _folder: tempfile::TempDir,
}

/// A database with the tables of the wing, as far as they are older than a version.
async fn fresh(before: i64) -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    let (clock, file) = (Clock::system(), folder.path().join("chat.db"));
    let address;
    let settings = match std::env::var("COURTYARD_TEST_POSTGRES") {
        Ok(server) => {
            address = kit::fresh_database(&server, &clock).await;
            DbSettings::Postgres(&address)
        }
        Err(_) => DbSettings::File(&file),
    };
    let db = Db::open(settings, clock.clone(), Bus::default()).await.unwrap();
    let mut steps = ground::migrations();
    steps.extend(crate::migrations().into_iter().filter(|step| step.version < before));
    db.migrate(steps).await.unwrap();
    Fresh { db, clock, _folder: folder }
}

async fn conversation(cx: &mut Ctx, clock: &Clock) -> ConversationId {
    let id = ConversationId::fresh(clock);
    let sql = "INSERT INTO chat_conversation (id, kind, made_at, last_seq) VALUES ($1, 'group', $2, 0)";
    cx.run(sql, values![id, clock.now()]).await.unwrap();
    id
}

/// Numbers without an order, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    /// A token: some are in every second message, most are rare.
    fn token(&mut self) -> Token {
        let place = self.below(40) * self.below(40) * self.below(4);
        place.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes()
    }

    fn tokens(&mut self, most: u64) -> Tokens {
        (0..=self.below(most)).map(|_| self.token()).collect()
    }
}

/// What there is: the tokens of each message.
type Model = BTreeMap<i64, Tokens>;

async fn compare(db: &Db, id: ConversationId, model: &Model, dice: &mut Dice) {
    let last = model.keys().next_back().copied().unwrap_or_default();
    let mut hits = 0;
    for at in 0..60 {
        let (wanted, limit) = (dice.tokens(3), if at % 2 == 0 { 10 } else { 1_000_000 });
        let stretch = if at % 3 == 0 { (last / 3, 2 * last / 3) } else { (1, last + 1) };
        let found = store::having(&mut db.view().await.unwrap(), id, &wanted, stretch, limit).await.unwrap();
        let expected: Vec<i64> = model
            .range(stretch.0..stretch.1)
            .rev()
            .filter(|(_, tokens)| wanted.is_subset(tokens))
            .map(|(seq, _)| *seq)
            .take(limit)
            .collect();
        hits += found.len();
        assert_eq!(found, expected, "{wanted:?} within {stretch:?}");
    }
    assert!(hits > 100, "{hits}");
}

async fn count(db: &Db, what: &str) -> i64 {
    let sql = Assembled(format!("SELECT COUNT(*) AS found FROM {what}"));
    db.view().await.unwrap().one(sql, vec![]).await.unwrap().get("found").unwrap()
}

#[tokio::test]
async fn what_is_put_changed_taken_back_and_brought_together_is_found_as_a_model_says() {
    let Fresh { db, clock, _folder } = fresh(i64::MAX).await;
    let (mut dice, mut model, mut seq) = (Dice(20_261_129), Model::new(), 0);
    let mut cx = db.begin().await.unwrap();
    let (id, other) = (conversation(&mut cx, &clock).await, conversation(&mut cx, &clock).await);
    store::put(&mut cx, other, 7, &dice.tokens(9)).await.unwrap();
    for step in 1..=STEPS {
        match dice.below(20) {
            0 | 1 if seq > 0 => {
                let gone = 1 + i64::try_from(dice.below(u64::try_from(seq).unwrap())).unwrap();
                store::forget(&mut cx, id, gone).await.unwrap();
                model.remove(&gone);
                // Some say something else.
                if gone % 2 == 0 {
                    let tokens = dice.tokens(30);
                    store::put(&mut cx, id, gone, &tokens).await.unwrap();
                    model.insert(gone, tokens);
                }
            }
            _ => {
                // Not each event is a message.
                seq += 1 + i64::from(dice.below(10) == 0);
                let tokens = dice.tokens(30);
                store::put(&mut cx, id, seq, &tokens).await.unwrap();
                model.insert(seq, tokens);
            }
        }
        if step % 150 == 0 {
            while store::fold(&mut cx, id, (32, 64)).await.unwrap() {
                segments::merge(&mut cx, id, (500, 1_000, 8)).await.unwrap();
            }
        }
        if step % LOOK == 0 {
            cx.commit().await.unwrap();
            compare(&db, id, &model, &mut dice).await;
            cx = db.begin().await.unwrap();
        }
    }
    cx.commit().await.unwrap();
    let large = count(&db, "chat_segment WHERE messages >= 500").await;
    assert!(large > 1 && count(&db, "chat_segment").await > large);
    assert!(count(&db, "chat_segment").await < 20);
    // However often something is taken out of a large one, it is made no larger than a large and a small one.
    assert_eq!(count(&db, "chat_segment WHERE messages >= 1500").await, 0);
    // Whatever goes leaves nothing, here and not elsewhere.
    let mut cx = db.begin().await.unwrap();
    for some in model.keys().copied().collect::<Vec<i64>>().chunks(500) {
        segments::forget(&mut cx, id, &some.iter().copied().collect()).await.unwrap();
        for seq in some {
            store::forget(&mut cx, id, *seq).await.unwrap();
        }
    }
    cx.commit().await.unwrap();
    for table in ["chat_segment", "chat_posting"] {
        assert_eq!(count(&db, table).await, 0, "{table}");
    }
    assert_eq!(count(&db, "chat_fresh_token").await, 1);
    db.close().await;
}

#[tokio::test]
async fn tokens_that_an_older_house_left_are_found() {
    let Fresh { db, clock, _folder } = fresh(SEGMENTS).await;
    let (mut dice, mut model) = (Dice(7), Model::new());
    // They were twice as long.
    let long = |token: Token| [token, [7; 8]].concat();
    let mut cx = db.begin().await.unwrap();
    let id = conversation(&mut cx, &clock).await;
    for seq in 1..=300 {
        let tokens = dice.tokens(30);
        if seq <= 200 {
            for token in &tokens {
                let sql = "INSERT INTO chat_word (conversation, token, seq) VALUES ($1, $2, $3)";
                cx.run(sql, values![id, long(*token), seq]).await.unwrap();
            }
        } else {
            let all: Vec<u8> = tokens.iter().flat_map(|token| long(*token)).collect();
            let sql = "INSERT INTO chat_fresh_word (conversation, seq, at, tokens) VALUES ($1, $2, 1, $3)";
            cx.run(sql, values![id, seq, Value::from(all)]).await.unwrap();
        }
        model.insert(seq, tokens);
    }
    cx.commit().await.unwrap();
    let mut steps = ground::migrations();
    steps.extend(crate::migrations());
    db.migrate(steps).await.unwrap();
    compare(&db, id, &model, &mut dice).await;
    let mut cx = db.begin().await.unwrap();
    assert_eq!(store::ripe(&mut cx, 512, 9).await.unwrap(), [id]);
    while store::fold(&mut cx, id, (64, 128)).await.unwrap() {}
    cx.commit().await.unwrap();
    assert_eq!(count(&db, "chat_segment").await, 2);
    compare(&db, id, &model, &mut dice).await;
    db.close().await;
}

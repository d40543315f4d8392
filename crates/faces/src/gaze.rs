//! Whether somebody known stands there: decided over several pictures, by plain values.
//!
//! Nobody is known by one picture. The same one has to be recognised from the front in several after another, clearly and more
//! clearly than anybody else; then, where it is asked for, he turns his head to the side that is said, and looks ahead again. This
//! keeps a printed photo out, and neither a film that is played nor a mask.

use std::time::Duration;

use crate::sight::{Seen, Template};

/// How alike a face has to be to one that is known.
pub const ALIKE: f32 = 0.60;
/// How much more alike than to any other.
pub const AHEAD: f32 = 0.08;
/// In how many pictures, one after another.
pub const PICTURES: u32 = 3;
/// How wide a face has to be, in places of a picture of 640.
pub const WIDE: f32 = 80.0;
/// A face from the side is less alike; it still has to be the likeliest.
const ALIKE_TURNED: f32 = 0.35;
/// How far a head may be turned from the front, and how far it has to be for a turn.
const AHEAD_TURN: f32 = 0.18;
const ASIDE_TURN: f32 = 0.30;
/// How long somebody has for his turn.
const TURN_WITHIN: Duration = Duration::from_secs(8);
/// After a word nothing is said for so long: whoever goes through is not asked again.
const KNOWN_REST: Duration = Duration::from_secs(5);
const STRANGER_REST: Duration = Duration::from_secs(10);

/// To which side a head is to be turned, as its owner sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// To his left, which is the right of the picture.
    Left,
    /// To his right.
    Right,
}

/// What is said after a picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Word<I> {
    /// Nothing yet.
    Wait,
    /// Somebody is known, and is to turn his head.
    Turn(Side),
    /// He is known.
    Known(I),
    /// Nobody knows him, or he did not do what was asked.
    Stranger,
}

enum Stage<I> {
    /// Who was seen in how many pictures after another; nobody known, or somebody.
    Looking(Option<I>, u32),
    Turning {
        who: I,
        side: Side,
        until: Duration,
        has_turned: bool,
    },
}

/// Whoever watches one door.
pub struct Gaze<I> {
    stage: Stage<I>,
    asks_for_turn: bool,
    rests_until: Duration,
}

/// The likeliest of those who are known, how alike he is, and how alike the next is.
fn likeliest<'a, I: Copy + PartialEq + 'a>(
    face: &Template,
    known: impl Iterator<Item = (I, &'a Template)>,
) -> Option<(I, f32, f32)> {
    let mut best: Option<(I, f32, f32)> = None;
    for (who, template) in known {
        let alike = face.like(template);
        best = Some(match best {
            None => (who, alike, -1.0),
            Some((first, most, next)) if first == who => (first, most.max(alike), next),
            Some((_, most, _)) if alike > most => (who, alike, most),
            Some((first, most, next)) => (first, most, next.max(alike)),
        });
    }
    best
}

impl<I: Copy + PartialEq> Gaze<I> {
    /// Begins to watch.
    #[must_use]
    pub const fn new(asks_for_turn: bool) -> Self {
        Self { stage: Stage::Looking(None, 0), asks_for_turn, rests_until: Duration::ZERO }
    }

    /// A picture was taken. `now` is a time that never runs back, `is_left` a coin that was thrown for this picture.
    pub fn see<'a>(
        &mut self,
        now: Duration,
        seen: &[Seen],
        known: impl Iterator<Item = (I, &'a Template)>,
        is_left: bool,
    ) -> Word<I>
    where
        I: 'a,
    {
        if now < self.rests_until {
            return Word::Wait;
        }
        if let Stage::Turning { until, .. } = self.stage
            && now > until
        {
            return self.say(now, Word::Stranger);
        }
        let nearest = seen.iter().max_by(|one, two| one.place.wide().total_cmp(&two.place.wide()));
        let Some(face) = nearest.filter(|face| face.place.wide() >= WIDE) else {
            if let Stage::Looking(..) = self.stage {
                self.stage = Stage::Looking(None, 0);
            }
            return Word::Wait;
        };
        let (turn, best) = (face.marks.turn(), likeliest(&face.template, known));
        let clearly =
            best.filter(|(_, most, next)| *most >= ALIKE && most - next >= AHEAD).map(|(who, ..)| who);
        let word = match &mut self.stage {
            // From the side nobody is told from another; it counts neither way.
            Stage::Looking(..) if turn.abs() > AHEAD_TURN => Word::Wait,
            Stage::Looking(who, count) => {
                *count = if *who == clearly { *count + 1 } else { 1 };
                *who = clearly;
                if *count < PICTURES { Word::Wait } else { who.map_or(Word::Stranger, Word::Known) }
            }
            Stage::Turning { .. } => {
                return self.turning(now, turn, (best.map(|(who, most, _)| (who, most)), clearly));
            }
        };
        match word {
            Word::Known(who) if self.asks_for_turn => {
                let side = if is_left { Side::Left } else { Side::Right };
                let until = now.saturating_add(TURN_WITHIN);
                self.stage = Stage::Turning { who, side, until, has_turned: false };
                Word::Turn(side)
            }
            Word::Wait | Word::Turn(_) => word,
            Word::Known(_) | Word::Stranger => self.say(now, word),
        }
    }

    /// Somebody was asked for a turn: whether he did it, and looks ahead again. Whoever else comes begins anew.
    fn turning(
        &mut self,
        now: Duration,
        turn: f32,
        (likeliest, clearly): (Option<(I, f32)>, Option<I>),
    ) -> Word<I> {
        let Stage::Turning { who, side, has_turned, .. } = &mut self.stage else { return Word::Wait };
        let who = *who;
        if !likeliest.is_some_and(|(first, most)| first == who && most >= ALIKE_TURNED) {
            self.stage = Stage::Looking(None, 0);
            return Word::Wait;
        }
        *has_turned |= match side {
            Side::Left => turn >= ASIDE_TURN,
            Side::Right => turn <= -ASIDE_TURN,
        };
        if *has_turned && turn.abs() <= AHEAD_TURN && clearly == Some(who) {
            return self.say(now, Word::Known(who));
        }
        Word::Wait
    }

    fn say(&mut self, now: Duration, word: Word<I>) -> Word<I> {
        let rest = if word == Word::Stranger { STRANGER_REST } else { KNOWN_REST };
        self.rests_until = now.saturating_add(rest);
        self.stage = Stage::Looking(None, 0);
        word
    }
}

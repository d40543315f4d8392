//! Who is known, over several pictures.

use faces::gaze::{Gaze, Side, Word};
use faces::{Box4, Marks, Seen, Template};
use std::time::Duration;

/// A template along one of the first axes, and a part of another.
fn along(axis: usize, other: usize, part: f32) -> Template {
    let mut numbers = vec![0.0; 192];
    numbers[axis] = (1.0 - part * part).sqrt();
    numbers[other] += part;
    Template::of(numbers).unwrap()
}

fn face(template: &Template, wide: f32, turn: f32) -> Vec<Seen> {
    let nose = (50.0 + turn * 40.0, 50.0);
    let marks = Marks([(30.0, 30.0), (70.0, 30.0), nose, (35.0, 70.0), (65.0, 70.0)]);
    let place = Box4 { left: 0.0, top: 0.0, right: wide, bottom: wide };
    vec![Seen { place, score: 1.0, marks, template: template.clone() }]
}

/// A gaze, and a clock that goes on by a quarter of a second with each picture.
struct Watch {
    gaze: Gaze<u8>,
    known: Vec<(u8, Template)>,
    now: Duration,
}

impl Watch {
    fn new(asks_for_turn: bool) -> Self {
        let known = vec![(1, along(0, 9, 0.0)), (2, along(1, 9, 0.0))];
        Self { gaze: Gaze::new(asks_for_turn), known, now: Duration::ZERO }
    }

    fn see(&mut self, seen: &[Seen]) -> Word<u8> {
        self.now += Duration::from_millis(250);
        self.gaze.see(self.now, seen, self.known.iter().map(|(who, template)| (*who, template)), true)
    }

    fn sees(&mut self, count: u32, seen: &[Seen]) -> Vec<Word<u8>> {
        (0..count).map(|_| self.see(seen)).collect()
    }
}

#[test]
fn somebody_is_known_by_three_pictures_after_another_and_by_no_fewer() {
    let mut watch = Watch::new(false);
    let one = face(&along(0, 5, 0.3), 120.0, 0.0);
    assert_eq!(watch.sees(3, &one), [Word::Wait, Word::Wait, Word::Known(1)]);
    // Whoever goes through is not asked again at once.
    assert_eq!(watch.sees(10, &one), [Word::Wait; 10]);
    watch.now += Duration::from_secs(5);
    assert_eq!(watch.sees(2, &one), [Word::Wait; 2]);
    // Nobody, or somebody else, in between: it begins anew.
    assert_eq!(watch.see(&[]), Word::Wait);
    assert_eq!(watch.sees(2, &one), [Word::Wait; 2]);
    assert_eq!(watch.see(&face(&along(1, 5, 0.3), 120.0, 0.0)), Word::Wait);
    assert_eq!(watch.sees(3, &one), [Word::Wait, Word::Wait, Word::Known(1)]);
}

#[test]
fn who_is_not_alike_enough_or_like_two_is_a_stranger_and_who_is_far_away_is_nobody() {
    for (face_of, wide, word) in [
        (along(0, 5, 0.79), 120.0, Word::Known(1)),
        (along(0, 5, 0.81), 120.0, Word::Stranger),
        // As like the one as the other, within what may be chance.
        (along(0, 1, 0.68), 120.0, Word::Stranger),
        (along(0, 1, 0.60), 120.0, Word::Known(1)),
        (along(0, 5, 0.0), 79.0, Word::Wait),
    ] {
        let said = Watch::new(false).sees(3, &face(&face_of, wide, 0.0));
        assert_eq!(said, [Word::Wait, Word::Wait, word]);
    }
    let mut empty = Watch::new(false);
    empty.known.clear();
    assert_eq!(empty.sees(3, &face(&along(0, 5, 0.0), 120.0, 0.0))[2], Word::Stranger);
    // From the side nobody is told from another.
    assert_eq!(Watch::new(false).sees(8, &face(&along(0, 5, 0.0), 120.0, 0.3)), [Word::Wait; 8]);
}

#[test]
fn a_picture_that_does_not_turn_its_head_opens_nothing() {
    let ahead = face(&along(0, 5, 0.2), 120.0, 0.02);
    let mut watch = Watch::new(true);
    assert_eq!(watch.sees(3, &ahead), [Word::Wait, Word::Wait, Word::Turn(Side::Left)]);
    // A photo that is held still, or turned to the other side.
    assert_eq!(watch.sees(15, &ahead), [Word::Wait; 15]);
    assert_eq!(watch.see(&face(&along(0, 5, 0.6), 120.0, -0.4)), Word::Wait);
    watch.now += Duration::from_secs(8);
    assert_eq!(watch.see(&ahead), Word::Stranger);

    let mut watch = Watch::new(true);
    watch.sees(3, &ahead);
    assert_eq!(watch.see(&face(&along(0, 5, 0.6), 120.0, 0.4)), Word::Wait, "he turns");
    assert_eq!(watch.see(&ahead), Word::Known(1), "and looks ahead again");

    // Somebody else who turns his head for him.
    let mut watch = Watch::new(true);
    watch.sees(3, &ahead);
    assert_eq!(watch.see(&face(&along(1, 5, 0.6), 120.0, 0.4)), Word::Wait);
    assert_eq!(watch.see(&ahead), Word::Wait, "it begins anew");
}

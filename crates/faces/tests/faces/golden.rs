//! The nets at work on a few pictures, and what they said when this was written. It is a small sample: it shows that the chain from
//! picture to word is the one that was measured, and says nothing of how often it errs.
//!
//! Pictures and nets are not ours to hand about: `cargo xtask test` brings both. Without them this test is not run.

use faces::gaze::{ALIKE, Gaze, Word};
use faces::picture::Picture;
use faces::sight::{Sight, enrolled};
use faces::{Seen, models};
use std::path::PathBuf;
use std::time::Duration;

struct Sample {
    sight: Sight,
    pictures: PathBuf,
}

impl Sample {
    /// Nets and pictures; nothing where this run has none.
    fn open() -> Option<Self> {
        let nets = std::env::var_os("COURTYARD_TEST_EYES_NETS")?;
        let pictures = std::env::var_os("COURTYARD_TEST_EYES_PICTURES")?;
        Some(Self { sight: models::open(nets.as_ref()).unwrap(), pictures: pictures.into() })
    }

    fn picture(&self, name: &str) -> Picture {
        Picture::decode(&std::fs::read(self.pictures.join(name)).unwrap()).unwrap().fitted()
    }

    fn only(&self, picture: &Picture) -> Seen {
        let mut seen = self.sight.look(picture).unwrap();
        assert_eq!(seen.len(), 1, "{seen:?}");
        seen.remove(0)
    }
}

/// The same picture with each number changed.
fn changed(picture: &Picture, mut make: impl FnMut(usize, usize, f32) -> f32) -> Picture {
    let (wide, high) = picture.sides();
    let data = picture.data().iter().enumerate().map(|(at, one)| make(at / 3 % wide, at / 3 / wide, *one));
    Picture::of(wide, high, data.collect()).unwrap()
}

#[test]
fn the_same_person_is_alike_another_is_not_and_scores_are_those_that_were_measured() {
    let Some(sample) = Sample::open() else { return };
    let known = sample.only(&sample.picture("obama.jpg"));
    assert!(enrolled(std::slice::from_ref(&known)).is_some());
    // What is said of them, and what was measured.
    for (name, measured) in [
        ("obama2.jpg", 0.79),
        ("obama3.jpg", 0.80),
        ("obama_partial_face.jpg", 0.94),
        ("obama_partial_face2.jpg", 0.91),
        ("biden.jpg", -0.12),
    ] {
        let alike = known.template.like(&sample.only(&sample.picture(name)).template);
        assert!((alike - measured).abs() < 0.02, "{name}: {alike}");
        assert_eq!(alike >= ALIKE, name.starts_with("obama"), "{name}: {alike}");
    }
    // The lower half covered, as by a mask of cloth: where a face is still found, it is less alike.
    let picture = sample.picture("obama.jpg");
    let [_, _, nose, ..] = known.marks.0;
    let masked = changed(&picture, |_, y, one| if y as f32 > nose.1 { 90.0 } else { one });
    for seen in sample.sight.look(&masked).unwrap() {
        let alike = known.template.like(&seen.template);
        assert!(alike < 0.9, "{alike}");
    }
}

#[test]
fn a_picture_of_a_picture_is_as_good_as_the_picture_until_a_turn_of_the_head_is_asked_for() {
    let Some(sample) = Sample::open() else { return };
    let known = sample.only(&sample.picture("obama.jpg")).template;
    // As a screen or a print gives it back: paler, with lines.
    let shown = changed(&sample.picture("obama2.jpg"), |x, y, one| {
        let line = if (x + y) % 3 == 0 { 0.85 } else { 1.0 };
        (one * 0.8 + 30.0) * line
    });
    let seen = [sample.only(&shown)];
    assert!(known.like(&seen[0].template) >= ALIKE, "a net alone does not see that it is a picture");
    let words = |asks_for_turn| {
        let mut gaze = Gaze::new(asks_for_turn);
        let mut see = |quarter: u64| {
            let now = Duration::from_millis(250 * quarter);
            gaze.see(now, &seen, std::iter::once((1_u8, &known)), true)
        };
        (1..40).map(&mut see).collect::<Vec<_>>()
    };
    assert!(words(false).contains(&Word::Known(1)));
    let said = words(true);
    assert!(!said.contains(&Word::Known(1)), "{said:?}");
    assert!(said.contains(&Word::Stranger));
}

//! Whether it is he, decided over the pictures of one clocking by the same code and the same bounds as at a door.

use faces::gaze::{Gaze, Side, Word};
use faces::{Seen, Template};
use std::collections::HashSet;
use std::iter::once;
use std::time::Duration;
use yard::avatar::{Kind, Picture};

use super::super::Refusal;

/// Pictures of one clocking: three ahead, some while the head turns, some ahead again.
pub(super) const PICTURES: std::ops::RangeInclusive<usize> = 5..=8;
/// Bytes of one picture, so that eight in base64 pass where bodies are sealed.
pub(super) const PICTURE_BYTES_MAX: usize = 26 * 1_024;
/// For how long pictures that were used are known again.
pub(super) const KNOWN_FOR: Duration = Duration::from_secs(30 * 86_400);
/// How far apart pictures are taken to be. A page says no times that the house could hold against anything.
const APART: Duration = Duration::from_millis(500);

/// What came of looking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Outcome {
    /// It is he, and he turned his head as he was asked to.
    Same,
    /// It is another face.
    Other,
    /// It is his face, which did not turn: a photo, perhaps.
    Still,
    /// Nothing can be said: no face, or none from the front for long enough.
    Unclear,
}

/// The pictures without what was written beside them: when, where and with what they were taken.
pub(super) fn pictures(given: &[Vec<u8>]) -> Result<Vec<Vec<u8>>, Refusal> {
    if !PICTURES.contains(&given.len()) {
        return Err(Refusal::Frames);
    }
    let bare = |bytes: &Vec<u8>| {
        let picture = Picture::read(bytes).ok().filter(|_| bytes.len() <= PICTURE_BYTES_MAX);
        let jpeg = picture.filter(|picture| Kind::of(picture.bytes()) == Some(Kind::Jpeg));
        jpeg.map(|picture| picture.bytes().to_vec()).ok_or(Refusal::Frames)
    };
    given.iter().map(bare).collect()
}

/// Holds what is in the pictures against one face and the turn that was asked for.
pub(super) fn judge(pictures: &[Vec<Seen>], own: &Template, side: Side) -> Outcome {
    let mut gaze = Gaze::new(true);
    let (mut now, mut is_asked) = (Duration::ZERO, false);
    for seen in pictures {
        match gaze.see(now, seen, once(((), own)), side == Side::Left) {
            Word::Known(()) => return Outcome::Same,
            Word::Stranger => return Outcome::Other,
            Word::Turn(_) => is_asked = true,
            Word::Wait => {}
        }
        now = now.saturating_add(APART);
    }
    if is_asked { Outcome::Still } else { Outcome::Unclear }
}

/// By what a picture is known again: the marks and the numbers of its widest face, which the same pixels give again, whatever is written
/// beside them. Nothing for a picture without a face, which clocks nothing.
///
/// # Errors
/// Where two are the same: a camera takes no two alike.
pub(super) fn traces(pictures: &[Vec<Seen>]) -> Result<Vec<Vec<u8>>, Refusal> {
    let trace = |seen: &Seen| {
        let marks = seen.marks.0.iter().flat_map(|(x, y)| [x.to_le_bytes(), y.to_le_bytes()]);
        marks.flatten().chain(written(&seen.template)).collect::<Vec<u8>>()
    };
    let traces: Vec<Vec<u8>> = pictures.iter().filter_map(|found| found.first()).map(trace).collect();
    let distinct = traces.iter().collect::<HashSet<_>>().len();
    if distinct == traces.len() { Ok(traces) } else { Err(Refusal::Frames) }
}

/// The numbers of a template as they are sealed.
pub(super) fn written(template: &Template) -> Vec<u8> {
    template.numbers().iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// The template of these bytes; nothing where they are none.
pub(super) fn read(bytes: &[u8]) -> Option<Template> {
    let (numbers, rest) = bytes.as_chunks::<4>();
    let numbers = numbers.iter().map(|four| f32::from_le_bytes(*four)).collect();
    Template::of(numbers).filter(|_| rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use faces::{Box4, Marks};

    fn template(at: usize) -> Template {
        Template::of((0..faces::sight::LENGTH).map(|one| if one == at { 1.0 } else { 0.0 }).collect())
            .unwrap()
    }

    /// A face whose nose is so far off the middle of its eyes.
    fn face(template: &Template, turn: f32) -> Vec<Seen> {
        let marks = Marks([
            (100.0, 100.0),
            (140.0, 100.0),
            (120.0 + turn * 40.0, 120.0),
            (105.0, 140.0),
            (135.0, 140.0),
        ]);
        let place = Box4 { left: 70.0, top: 60.0, right: 170.0, bottom: 180.0 };
        vec![Seen { place, score: 1.0, marks, template: template.clone() }]
    }

    fn stands(who: &Template, turns: &[f32]) -> Vec<Vec<Seen>> {
        turns.iter().map(|turn| face(who, *turn)).collect()
    }

    #[test]
    fn who_turns_to_the_side_that_was_asked_for_is_known_and_nobody_else_is() {
        let (own, other) = (template(0), template(1));
        let left = [0.0, 0.0, 0.0, 0.4, 0.0];
        assert_eq!(judge(&stands(&own, &left), &own, Side::Left), Outcome::Same);
        assert_eq!(judge(&stands(&own, &left), &own, Side::Right), Outcome::Still, "the other side");
        assert_eq!(judge(&stands(&own, &[0.0; 8]), &own, Side::Left), Outcome::Still, "a photo that is held");
        assert_eq!(judge(&stands(&other, &left), &own, Side::Left), Outcome::Other);
        assert_eq!(judge(&vec![Vec::new(); 6], &own, Side::Left), Outcome::Unclear, "nobody is there");
        assert_eq!(
            judge(&stands(&own, &[0.4; 8]), &own, Side::Left),
            Outcome::Unclear,
            "never from the front"
        );
    }

    #[test]
    fn another_face_that_turns_for_him_does_not_count() {
        let (own, other) = (template(0), template(1));
        let mut pictures = stands(&own, &[0.0; 3]);
        pictures.extend(stands(&other, &[0.4, 0.0]));
        assert_eq!(judge(&pictures, &own, Side::Left), Outcome::Still);
    }

    #[test]
    fn pictures_are_known_by_the_widest_face_and_no_two_of_a_camera_are_alike() {
        let (own, other) = (template(0), template(1));
        let taken = stands(&own, &[0.0, 0.01, 0.4]);
        let known = traces(&taken).unwrap();
        assert_eq!(known, traces(&taken).unwrap(), "the same gives the same");
        let mut beside = taken.clone();
        beside[0].extend(face(&other, 0.2));
        beside.push(Vec::new());
        assert_eq!(
            known,
            traces(&beside).unwrap(),
            "neither another face beside it nor none makes it another"
        );
        for again in [&own, &other] {
            let others = traces(&stands(again, &[0.02, 0.03])).unwrap();
            assert!(others.iter().all(|one| !known.contains(one)));
        }
        assert!(matches!(traces(&stands(&own, &[0.0, 0.4, 0.0])), Err(Refusal::Frames)));
    }

    #[test]
    fn a_template_is_read_as_it_was_written_and_nothing_else_is_one() {
        let own = template(3);
        assert!(read(&written(&own)).is_some_and(|read| read == own));
        for wrong in [&[][..], &[0; 768], &[1; 767], &[1; 769]] {
            assert!(read(wrong).is_none());
        }
    }

    #[test]
    fn pictures_are_some_jpegs_of_a_bounded_size() {
        for wrong in [vec![], vec![vec![0xff; 10]; 5], vec![b"\xff\xd8\xff\xd9".to_vec(); 9]] {
            assert!(matches!(pictures(&wrong), Err(Refusal::Frames)));
        }
    }
}

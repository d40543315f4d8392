//! The wire between the agent and the program that sees.

use faces::picture::{BYTES_MAX, Picture};
use faces::wire::{Kind, faces_read, faces_written, read, read_head, write, written};
use faces::{Box4, Marks, Seen, Template};
use fuzz::{Change, Fuzz};

fn seen(many: u8) -> Vec<Seen> {
    let one = |number: u8| {
        let at = f32::from(number);
        let template = Template::of((0..192).map(|place| f32::from(number) + place as f32).collect());
        Seen {
            place: Box4 { left: at, top: 1.0, right: 99.0, bottom: 130.5 },
            score: 0.97,
            marks: Marks([(at, 1.0), (2.0, 3.0), (4.0, 5.0), (6.0, 7.0), (8.0, 9.0)]),
            template: template.unwrap(),
        }
    };
    (0..many).map(one).collect()
}

#[test]
fn faces_arrive_as_they_were_seen() {
    for many in 0..5 {
        let some = seen(many);
        let read = faces_read(&faces_written(&some)).unwrap();
        assert_eq!(read.len(), usize::from(many.min(4)));
        for (one, two) in read.iter().zip(&some) {
            assert_eq!((one.place, one.score, one.marks), (two.place, two.score, two.marks));
            assert!(one.template.like(&two.template) > 0.999_99);
        }
    }
    assert!(faces_read(&[0; 7]).is_none());
    assert!(faces_read(&f32::NAN.to_le_bytes().repeat(207)).is_none());
}

#[test]
fn what_is_too_long_breaks_off_or_is_something_else_is_no_frame() {
    let mut out = Vec::new();
    write(&mut out, Kind::Picture, b"one").unwrap();
    assert_eq!(read(&mut out.as_slice()).unwrap(), Some((Kind::Picture, b"one".to_vec())));
    assert_eq!(read(&mut [].as_slice()).unwrap(), None);
    for until in 1..out.len() {
        assert!(read(&mut &out[..until]).is_err());
    }
    assert!(written(Kind::Picture, &vec![0; BYTES_MAX + 1]).is_err());
    for head in [[b'p', 0xff, 0, 0, 0], [b'r', 0, 0, 0, 1], [b'x', 0, 0, 0, 0]] {
        assert!(read_head(head).is_err());
    }
}

#[test]
fn whatever_is_said_or_sent_as_a_picture_breaks_nothing() {
    let jpeg = include_bytes!("small.jpg").to_vec();
    assert!(Picture::decode(&jpeg).is_some_and(|picture| picture.sides() == (24, 16)));
    Fuzz::new(env!("CARGO_MANIFEST_DIR"), "seen", Change::Bytes)
        .seeds([faces_written(&seen(2)), written(Kind::Picture, b"x").unwrap(), jpeg])
        .words(&["p", "f", "r"])
        .run(|input| {
            let faces = faces_read(input).map(|some| some.len());
            let frame = read(&mut &*input).map(|frame| frame.map(|(_, body)| body.len())).ok();
            (faces, frame, Picture::decode(input).is_some())
        });
}

//! RTP, RTCP and H.264 in it.

use bytes::Bytes;
use proptest::prelude::*;
use sip::h264::{AnnexB, Injector, content, parameter_sets};
use sip::rtp::{Control, Packet, Reception, is_rtcp, report};

#[test]
fn a_packet_with_everything_is_read() {
    let mut datagram = vec![0xb1, 0x80 | 97, 0, 5, 0, 0, 0, 9, 1, 2, 3, 4];
    datagram.extend([9; 4]); // a contributing source
    datagram.extend([0xbe, 0xde, 0, 1, 1, 2, 3, 4]); // an extension
    datagram.extend([7, 8, 9, 0, 0, 3]); // three bytes and three of padding
    let packet = Packet::read(&datagram).unwrap();
    assert_eq!((packet.kind, packet.marker, packet.sequence, packet.timestamp), (97, true, 5, 9));
    assert_eq!((packet.ssrc, &packet.payload[..]), (0x0102_0304, &[7, 8, 9][..]));
}

#[test]
fn what_lies_about_its_length_is_no_packet() {
    for bad in [
        &[0x80_u8, 0, 0][..],
        &[0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        &[0x8f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        &[0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff],
        &[0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9],
        &[0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        &[0x80, 200, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ] {
        assert_eq!(Packet::read(bad), None, "{bad:02x?}");
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(kind in 0_u8..64, marker: bool, sequence: u16, timestamp: u32, ssrc: u32, payload: Vec<u8>) {
        let packet = Packet { kind, marker, sequence, timestamp, ssrc, payload: Bytes::from(payload) };
        prop_assert_eq!(Packet::read(&packet.write()), Some(packet));
    }
}

#[test]
fn a_report_with_a_wish_is_whole_words_and_says_so() {
    for name in ["", "a", "0123456789abcdef"] {
        let of = Some(Reception { ssrc: 5, highest: 65_540, lost: 3 });
        let datagram = report(9, name, of, true);
        assert_eq!(datagram.len() % 4, 0, "{name}");
        assert!(is_rtcp(&datagram));
        let said = Control::read(&datagram);
        assert!(said.report && said.wants_picture && !said.goodbye);
        assert!(!Control::read(&report(9, name, None, true)).wants_picture);
    }
    // FIR (RFC 5104), and BYE.
    assert!(Control::read(&[0x84, 206, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0]).wants_picture);
    assert!(Control::read(&[0x81, 203, 0, 1, 0, 0, 0, 1]).goodbye);
}

#[test]
fn parameter_sets_of_a_description_go_before_a_picture_that_came_without() {
    let sets = parameter_sets("Z0IAHtoCgPRA, aM48gA==,AAAA,%%");
    assert_eq!(sets.iter().map(|set| set[0] & 31).collect::<Vec<_>>(), [7, 8]);
    let mut injector = Injector::new(sets);
    assert_eq!(injector.before(100, &[0x41, 1]).len(), 0);
    assert_eq!(injector.before(200, &[0x65, 1]).len(), 2, "an IDR picture");
    assert_eq!(injector.before(200, &[0x65, 2]).len(), 0, "its second slice");
    assert_eq!(injector.before(300, &[0x7c, 0x85, 1]).len(), 2, "an IDR picture in pieces");
    assert_eq!(injector.before(300, &[0x7c, 0x45, 1]).len(), 0, "its last piece");
    assert_eq!(injector.before(400, &[0x67, 1]).len(), 0);
    assert_eq!(injector.before(400, &[0x65, 1]).len(), 0, "it brought its own");
    let aggregate = [0x78, 0, 2, 0x67, 1, 0, 2, 0x68, 1, 0, 2, 0x65, 1];
    assert!(content(&aggregate).parameters && content(&aggregate).idr);
    assert_eq!(injector.before(500, &aggregate).len(), 0);
}

#[test]
fn pieces_are_put_together_with_start_codes() {
    let mut stream = AnnexB::default();
    assert_eq!(stream.push(&[0x67, 1]), [0, 0, 0, 1, 0x67, 1]);
    assert!(stream.push(&[0x7c, 0x85, 1]).is_empty());
    assert!(stream.push(&[0x7c, 0x05, 2]).is_empty());
    assert_eq!(stream.push(&[0x7c, 0x45, 3]), [0, 0, 0, 1, 0x65, 1, 2, 3]);
    assert_eq!(stream.push(&[0x78, 0, 1, 0x67, 0, 2, 0x68, 1]), [0, 0, 0, 1, 0x67, 0, 0, 0, 1, 0x68, 1]);
    // The end of a unit whose beginning was lost.
    assert!(stream.push(&[0x7c, 0x45, 3]).is_empty());
}

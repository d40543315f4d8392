//! What is behind a camera's address: it is read without trust, and what is longer than a datagram is cut.

use proptest::prelude::*;
use sip::h264::{AnnexB, pack};
use sip::rtsp::{Address, Camera};
use tokio::io::AsyncWriteExt;

#[test]
fn an_address_is_numeric_and_no_line_of_it_becomes_two() {
    let read = |text| Address::read(text).map(|address| address.at.to_string());
    assert_eq!(read("rtsp://a:b%40c@10.20.0.9/live?x=1").as_deref(), Some("10.20.0.9:554"));
    assert_eq!(read("rtsp://[fd00::9]:8554").as_deref(), Some("[fd00::9]:8554"));
    for wrong in [
        "http://10.20.0.9/",
        "rtsp://camera.example/live",
        "rtsp://10.20.0.9:99999/",
        "rtsp://a:%0d@10.20.0.9/",
        "rtsp://a:%zz@10.20.0.9/",
        "rtsp://10.20.0.9/a b",
        "rtsp://",
        &format!("rtsp://10.20.0.9/{}", "x".repeat(300)),
    ] {
        assert_eq!(read(wrong), None, "{wrong}");
    }
}

/// Whether a look ends where this is all that a camera says.
fn ends(said: &[u8]) -> bool {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (ours, mut theirs) = tokio::io::duplex(1 << 20);
        theirs.write_all(said).await.unwrap();
        theirs.shutdown().await.unwrap();
        let address = Address::read("rtsp://a:b@127.0.0.1/live").unwrap();
        Camera::open(ours, address).await.is_err()
    })
}

#[test]
fn whatever_speaks_no_rtsp_or_shows_nothing_known_ends_the_look() {
    let described = |body: &str| {
        format!("RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
    };
    assert!(ends(b""));
    assert!(ends(b"HTTP/1.1 200 OK\r\n\r\n"));
    assert!(ends(b"RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: Negotiate\r\n\r\n"));
    assert!(ends(b"RTSP/1.0 200 OK\r\nContent-Length: 99999999\r\n\r\n"));
    assert!(ends(&described("v=0\r\nm=video 0 RTP/AVP 97\r\na=rtpmap:97 H265/90000\r\n")));
    assert!(ends(&[b'R'; 20_000]));
}

proptest! {
    #[test]
    fn a_camera_that_says_anything_at_all_brings_nothing_down(said in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        prop_assert!(ends(&said));
    }

    /// However a unit came, it is the same unit once its pieces are put together.
    #[test]
    fn what_is_longer_than_a_datagram_is_cut_and_is_the_same_again(length in 1_usize..9_000, seed in any::<u8>()) {
        let unit: Vec<u8> = (0..length).map(|at| if at == 0 { 0x65 } else { (at as u8) ^ seed }).collect();
        let pieces = pack(&unit);
        prop_assert!(pieces.iter().all(|piece| piece.len() <= 1_200));
        let mut packing = AnnexB::default();
        let again: Vec<u8> = pieces.iter().flat_map(|piece| packing.push(piece)).collect();
        prop_assert_eq!(&again[4..], &unit[..]);
        // A piece of it that is too long itself is cut again.
        let mut whole = vec![0x7c, 0xc5];
        whole.extend_from_slice(&unit[1..]);
        let mut packing = AnnexB::default();
        let again: Vec<u8> = pack(&whole).iter().flat_map(|piece| packing.push(piece)).collect();
        prop_assert_eq!(&again[4..], &unit[..]);
    }
}

//! A picture out of RTP, as a film of one frame.

use sip::still::Gatherer;

/// A picture of 64 by 48 with its parameter sets, by x264.
const STREAM: &[u8] = include_bytes!("../data/still.h264");

fn units() -> Vec<Vec<u8>> {
    let starts = |at: &usize| STREAM[*at..].starts_with(&[0, 0, 0, 1]);
    let mut at: Vec<usize> = (0..STREAM.len()).filter(starts).collect();
    at.push(STREAM.len());
    at.windows(2).map(|two| STREAM[two[0] + 4..two[1]].to_vec()).collect()
}

/// A unit in pieces, as one that is longer than a packet comes.
fn pieces(unit: &[u8]) -> Vec<Vec<u8>> {
    let parts: Vec<&[u8]> = unit[1..].chunks(100).collect();
    let head = |at: usize| {
        let ends = [0x80 * u8::from(at == 0), 0x40 * u8::from(at + 1 == parts.len())];
        [(unit[0] & 0xe0) | 28, ends[0] | ends[1] | (unit[0] & 31)]
    };
    parts.iter().enumerate().map(|(at, part)| [&head(at)[..], part].concat()).collect()
}

#[test]
fn a_picture_that_came_whole_is_a_film_of_one_frame_and_one_with_a_gap_is_none() {
    let all = units();
    let (sets, pieces) = (&all[..2], pieces(&all[2]));
    assert!(pieces.len() > 2);
    let packets: Vec<&Vec<u8>> = sets.iter().chain(&pieces).collect();
    let play = |gatherer: &mut Gatherer, from: u64, stamp: u32, lost: Option<usize>| {
        for (at, packet) in packets.iter().enumerate().filter(|(at, _)| Some(*at) != lost) {
            gatherer.push((from + at as u64, stamp), at + 1 == packets.len(), packet);
        }
    };
    let mut gatherer = Gatherer::default();
    play(&mut gatherer, 9, 90, Some(3));
    assert_eq!(gatherer.take(), None, "a piece is missing");
    play(&mut gatherer, 9 + packets.len() as u64, 180, None);
    let film = gatherer.take().unwrap().film();
    assert_eq!(&film[4..8], b"ftyp");
    let find = |what: &[u8]| film.windows(what.len()).position(|some| some == what).unwrap();
    let shape = [0, 64, 0, 48, 0, 0x48];
    assert_eq!(film[find(b"avc1\0\0\0\0\0\0") + 28..][..6], shape, "its size is read");
    let data = find(b"mdat") + 4;
    let place = find(b"stco") + 12;
    assert_eq!(film[place..place + 4], u32::try_from(data).unwrap().to_be_bytes());
    assert_eq!(film[data + 4..], all[2][..], "the picture itself, as it came");
    // The sets of an offer do where none come in the stream.
    let mut told = Gatherer::new(sets);
    told.push((0, 5), true, &all[2]);
    assert_eq!(told.take().unwrap().film(), film);
    // Whatever ffmpeg makes of it is one frame.
    if let Ok(probed) = probed(&film) {
        assert_eq!(probed.trim(), "64,48,1");
    }
}

/// What `ffprobe` says of a film; an error where there is none here.
fn probed(film: &[u8]) -> std::io::Result<String> {
    let at = std::env::temp_dir().join(format!("still-{}.mp4", std::process::id()));
    std::fs::write(&at, film)?;
    let asked = "-v error -count_frames -show_entries stream=width,height,nb_read_frames -of csv=p=0";
    let said = std::process::Command::new("ffprobe").args(asked.split(' ')).arg(&at).output();
    std::fs::remove_file(&at)?;
    Ok(String::from_utf8_lossy(&said?.stdout).into_owned())
}

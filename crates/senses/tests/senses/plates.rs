//! Plates that are drawn, as a camera may see them: what was read of each when this was written. It is a small sample of drawings in a
//! typeface that is not that of plates, and says nothing of how often real ones are read.
//!
//! The nets are not ours to hand about: `cargo xtask test` brings them. Without them, a font and ffmpeg this test is not run.

use senses::card::Reader;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc";
/// How sure the house wants a plate to be.
const SURE: u8 = 70;

/// Plates with the colours of ground and signs.
const PLATES: [(&str, &str, &str); 12] = [
    ("京A12345", "0x1240a0", "white"),
    ("粤BD12345", "0x7fd8a0", "black"),
    ("沪A8B8Q0", "0x1240a0", "white"),
    ("苏E05D7K", "0x1240a0", "white"),
    ("浙C7Z2S5", "0x1240a0", "white"),
    ("粤Z1234港", "0x101010", "white"),
    ("京A1234警", "0xf0f0f0", "black"),
    ("鲁B1234学", "0xf0c020", "black"),
    ("川A12345D", "0x7fd8a0", "black"),
    ("渝D0G6U1", "0x1240a0", "white"),
    ("湘AF81B3", "0x1240a0", "white"),
    ("陕V1L7T9", "0x1240a0", "white"),
];

/// How it is seen: how wide, how it slants, and what the lens and the night make of it.
const SEEN: [(&str, u32, &str); 4] = [
    ("clear", 300, "noise=alls=8"),
    ("far", 140, "noise=alls=8"),
    ("tilted and blurred", 300, "rotate=8*PI/180:fillcolor=0x5b6068,gblur=sigma=1.2,noise=alls=8"),
    ("at night", 300, "eq=brightness=-0.32:contrast=0.55,noise=alls=22:allf=t,gblur=sigma=0.7"),
];

fn drawn((plate, ground, signs): (&str, &str, &str), (wide, lens): (u32, &str), file: &Path) {
    let dotted = if plate.chars().count() == 8 {
        plate.to_owned()
    } else {
        format!("{}·{}", head(plate), &plate[head(plate).len()..])
    };
    let filter = format!(
        "drawtext=fontfile={FONT}:text='{dotted}':x=(w-tw)/2:y=(h-th)/2:fontsize=84:fontcolor={signs},\
         drawbox=4:4:432:132:{signs}:4,scale={wide}:-1,format=rgb24,pad=1280:720:500:430:color=0x5b6068,{lens}"
    );
    let colour = format!("color=c={ground}:s=440x140");
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args([
        "-y",
        "-nostdin",
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        &colour,
        "-frames:v",
        "1",
        "-vf",
        &filter,
    ]);
    assert!(ffmpeg.args(["-q:v", "4"]).arg(file).status().unwrap().success(), "ffmpeg draws the plate");
}

fn head(plate: &str) -> &str {
    let end = plate.char_indices().nth(2).map_or(plate.len(), |(at, _)| at);
    &plate[..end]
}

#[test]
fn drawn_plates_are_read_and_none_is_taken_for_another() {
    let Some(nets) = std::env::var_os("COURTYARD_TEST_CARD_NETS") else { return };
    if !Path::new(FONT).exists() {
        return;
    }
    let reader = Reader::open(Path::new(&nets)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plate.jpg");
    let (mut sure, mut all, mut said) = (0, 0, Vec::new());
    for (how, wide, lens) in SEEN {
        let (mut right, mut unsure, mut none, mut wrong) = (0, 0, 0, Vec::new());
        for plate in PLATES {
            drawn(plate, (wide, lens), &file);
            all += 1;
            match reader.plate(&std::fs::read(&file).unwrap()) {
                Ok(read) if read.sure < SURE => unsure += 1,
                Ok(read) if read.text == plate.0 => right += 1,
                Ok(read) => wrong.push(format!("{} for {} ({})", read.text, plate.0, read.sure)),
                Err(_) => none += 1,
            }
        }
        sure += right;
        said.push(format!("{how}: {right} right, {unsure} unsure, {none} not read, wrong: {wrong:?}"));
        assert!(wrong.is_empty(), "{said:#?}");
    }
    // Whoever measures wants the figures: `cargo test -p senses plates -- --nocapture`.
    writeln!(std::io::stderr(), "{said:#?}").unwrap();
    // Seven of ten, on drawings; what is unsure or not read is asked of people.
    assert!(sure * 10 >= all * 7, "{sure} of {all}: {said:#?}");
    assert!(reader.plate(b"no picture").is_err());
}

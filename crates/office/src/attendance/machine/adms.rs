//! What machines of ZKTeco's PUSH protocol for attendance say (version 2: `iclock/cdata` and its neighbours): the lines of their log of
//! attendance, and what the house answers when one begins. Everything else that they could send is asked for by no flag and never read.

use jiff::civil::DateTime;

use super::Direction;
use super::rules;

/// Seconds between the questions of a machine, and before it tries again after a failure.
const DELAY_S: u32 = 30;
const ERROR_DELAY_S: u32 = 60;
/// Minutes of an hour; a zone of whole hours within half a day is told in hours, any other in minutes.
const HOUR_MIN: i32 = 60;
const HOURS_MAX: i32 = 12;

/// A line of the log of attendance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Clocked {
    /// The number that the machine knows its person by.
    pub number: String,
    /// As its clock showed it.
    pub local: DateTime,
    pub direction: Direction,
}

impl Clocked {
    /// By what the same line is known again.
    pub(super) fn mark(&self) -> String {
        format!("{} {} {:?}", self.number, self.local, self.direction)
    }
}

/// The lines of a body, blank ones left out: number, time, state and more, parted by tabs. What is not to be read is `None`.
pub(super) fn lines(body: &[u8]) -> Vec<Option<Clocked>> {
    let lines = body.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    lines.map(|line| std::str::from_utf8(line).ok().and_then(clocked)).collect()
}

fn clocked(line: &str) -> Option<Clocked> {
    let mut fields = line.split('\t').map(str::trim);
    let (number, time) = (fields.next()?, fields.next()?);
    // 2026-12-21 08:59:03
    if !rules::is_mark(number) || time.len() != 19 {
        return None;
    }
    let direction = match fields.next() {
        // Came, back from a pause, came for overtime.
        Some("0" | "3" | "4") => Direction::In,
        Some("1" | "2" | "5") => Direction::Out,
        _ => Direction::Unknown,
    };
    Some(Clocked { number: number.to_owned(), local: time.parse().ok()?, direction })
}

/// What a machine is told when it begins: to send its log of attendance at once, and nothing else. `east_min` is its zone; one that
/// names its version knows flags by name, an older one by their places.
pub(super) fn options(serial: &str, (east_min, is_named): (i32, bool)) -> String {
    let zone = if east_min % HOUR_MIN == 0 && (east_min / HOUR_MIN).abs() <= HOURS_MAX {
        east_min / HOUR_MIN
    } else {
        east_min
    };
    // The log of attendance alone: no log of acts, no photos, no people, no fingers, no faces.
    let (stamps, flags) = if is_named {
        ("ATTLOGStamp=None\nOPERLOGStamp=None\nATTPHOTOStamp=None", "TransData AttLog")
    } else {
        ("Stamp=9999\nOpStamp=9999\nPhotoStamp=9999", "1000000000")
    };
    format!(
        "GET OPTION FROM: {serial}\n{stamps}\nErrorDelay={ERROR_DELAY_S}\nDelay={DELAY_S}\nTransTimes=00:00;14:05\n\
         TransInterval=1\nTransFlag={flags}\nTimeZone={zone}\nRealtime=1\nEncrypt=None\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_a_log_are_read_and_what_is_none_is_told_apart() {
        let body = b"17\t2026-12-21 08:59:03\t0\t1\t0\t0\r\n\n18\t2026-12-21 18:01:00\t1\t15\r\nE-9\t2026-12-21 12:00:00\t255\n\
            19\t2026-12-21 24:01:00\t0\n20\n\xff\xfe\t2026-12-21 08:59:03\t0\n";
        let read = lines(body);
        let told: Vec<_> =
            read.iter().map(|one| one.as_ref().map(|one| (one.number.as_str(), one.direction))).collect();
        assert_eq!(
            told,
            [
                Some(("17", Direction::In)),
                Some(("18", Direction::Out)),
                Some(("E-9", Direction::Unknown)),
                None,
                None,
                None
            ]
        );
        assert_eq!(read[0].as_ref().unwrap().local.to_string(), "2026-12-21T08:59:03");
    }

    #[test]
    fn a_machine_is_asked_for_its_log_alone() {
        let named = options("CJ9", (480, true));
        assert!(named.starts_with("GET OPTION FROM: CJ9\n") && named.contains("\nTimeZone=8\n"), "{named}");
        assert!(named.contains("\nTransFlag=TransData AttLog\n"), "{named}");
        let older = options("CJ9", (330, false));
        assert!(older.contains("\nTransFlag=1000000000\n") && older.contains("\nTimeZone=330\n"), "{older}");
        assert!(options("CJ9", (13 * 60, true)).contains("\nTimeZone=780\n"));
        assert!(options("CJ9", (-12 * 60, true)).contains("\nTimeZone=-12\n"));
    }

    #[test]
    fn fuzz_clock_machine() {
        let body = "17\t2026-12-21 08:59:03\t0\t1\t0\t0\nE-9\t2026-12-21 18:01:00\t1\t15\r\n";
        fuzz::Fuzz::new(env!("CARGO_MANIFEST_DIR"), "clock_machine", fuzz::Change::Bytes)
            .seeds([body, "OPLOG 0\t17\t2026-12-21 08:59:03\n", "1\t\t\n"])
            .words(&["\t", "\n", "\r\n", "2026-12-21 08:59:03", "24:60:60", "-", "255"])
            .run(|bytes| {
                let read = lines(bytes);
                assert!(read.len() <= bytes.len().div_ceil(2));
                let unread = read.iter().filter(|one| one.is_none()).count();
                for one in read.iter().flatten() {
                    assert!(rules::is_mark(&one.number) && one.mark().len() < 120);
                }
                Some((read.len().min(20), unread.min(20)))
            });
    }
}

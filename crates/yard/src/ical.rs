//! How a calendar file (RFC 5545) writes instants, texts and lines: for every feature that hands one out.

use ground::{Timestamp, clock};

/// An instant in UTC: `20261129T080000Z` (RFC 5545, 3.3.5).
pub fn instant(at: Timestamp) -> String {
    let (days, rest) = (at.seconds().div_euclid(86_400), at.seconds().rem_euclid(86_400));
    let (year, month, date) = clock::civil(days);
    format!("{year:04}{month:02}{date:02}T{:02}{:02}{:02}Z", rest / 3_600, rest / 60 % 60, rest % 60)
}

/// A text, in which what the form would read as its own is marked (3.3.11); signs that control are left out.
pub fn text(plain: &str) -> String {
    let marked = |sign: char| match sign {
        '\\' | ';' | ',' => format!("\\{sign}"),
        '\n' => "\\n".to_owned(),
        sign if sign.is_control() => String::new(),
        sign => sign.to_string(),
    };
    plain.chars().map(marked).collect()
}

/// A line of at most 75 bytes; the rest stands behind a blank on the next (3.1).
pub fn folded(line: &str) -> String {
    let (mut out, mut length) = (String::with_capacity(line.len()), 0);
    for sign in line.chars() {
        if length + sign.len_utf8() > 75 {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(sign);
        length += sign.len_utf8();
    }
    out
}

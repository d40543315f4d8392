//! Text with separators, in the encodings that programs for sheets write.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::read::{Gathered, Unread};

/// Lines by which the separator is found.
const LOOKED_AT: usize = 20;
/// What separates, by which is looked for first where several would do.
const SEPARATORS: [u8; 4] = [b'\t', b',', b';', b'|'];

/// Its rows; empty lines are passed over.
pub(crate) fn rows(bytes: &[u8]) -> Result<Vec<Vec<String>>, Unread> {
    let text = decoded(bytes)?;
    // Some programs say by a line of its own what separates.
    let told = text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n'));
    let (told, text) = match told {
        Some((sign, rest)) if sign.len() == 1 => (sign.bytes().next(), rest),
        _ => (None, text.as_str()),
    };
    let separator = told.unwrap_or_else(|| separator(text));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut gathered = Gathered::default();
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    while reader.read_record(&mut record).map_err(|_| Unread::Unknown)? {
        for (column, cell) in record.iter().enumerate() {
            gathered.put(row, column, cell)?;
        }
        row += 1;
    }
    Ok(gathered.0)
}

/// The text, by its mark, else as UTF-8, else as GB18030, which is a superset of GBK and GB2312.
fn decoded(bytes: &[u8]) -> Result<String, Unread> {
    let (encoding, skip): (&'static Encoding, usize) = match Encoding::for_bom(bytes) {
        Some(found) => found,
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, 0),
        None => (GB18030, 0),
    };
    if ![UTF_8, UTF_16LE, UTF_16BE, GB18030].contains(&encoding) {
        return Err(Unread::Unknown);
    }
    let rest = bytes.get(skip..).unwrap_or_default();
    let text = encoding.decode_without_bom_handling_and_without_replacement(rest).ok_or(Unread::Unknown)?;
    // Files of other kinds have bytes that no sheet has.
    if text.chars().any(|sign| sign == '\0') {
        return Err(Unread::Unknown);
    }
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// The separator that stands in most of the first lines; a comma where none does.
fn separator(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT).collect();
    let with = |sign: u8| lines.iter().filter(|line| line.bytes().any(|byte| byte == sign)).count();
    let mut best = (b',', 0);
    for sign in SEPARATORS {
        let found = with(sign);
        if found > best.1 {
            best = (sign, found);
        }
    }
    best.0
}

//! How tokens lie in a segment: in parts of a page, each token once, and behind it the numbers of the messages that have it.
//!
//! A part is a row of entries in the order of their tokens: the token, the length of what follows, and the numbers, each as
//! the distance from the one before it (the first from the first of the segment), seven bits a byte.

pub(super) mod store;

use ground::Fault;

/// Bytes of a token. What is found by half a tag is opened and checked.
pub(super) const TOKEN: usize = 8;
/// Bytes of a part, about: with what stands beside it, it fits on a page.
const PART: usize = 3_500;

/// A token.
pub(super) type Token = [u8; TOKEN];

/// That a message has a token.
pub(super) type Posting = (Token, i64);

/// A part: its first token, and the entries.
pub(super) type Part = (Token, Vec<u8>);

fn broken() -> Fault {
    Fault::new("a part of a segment that cannot be read")
}

fn number(bytes: &mut Vec<u8>, mut value: u64) {
    loop {
        let seven = u8::try_from(value & 0x7f).unwrap_or_default();
        value >>= 7;
        if value == 0 {
            bytes.push(seven);
            return;
        }
        bytes.push(seven | 0x80);
    }
}

fn take_number(bytes: &mut &[u8]) -> Result<u64, Fault> {
    let mut value = 0_u64;
    for shift in (0..63).step_by(7) {
        let (first, rest) = bytes.split_first().ok_or_else(broken)?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(broken())
}

/// The token of the next entry, and its numbers as they are written.
fn take_entry<'a>(bytes: &mut &'a [u8]) -> Result<(Token, &'a [u8]), Fault> {
    let (token, rest) = bytes.split_first_chunk().ok_or_else(broken)?;
    *bytes = rest;
    let length = usize::try_from(take_number(bytes)?).map_err(|_| broken())?;
    let (seqs, rest) = bytes.split_at_checked(length).ok_or_else(broken)?;
    *bytes = rest;
    Ok((*token, seqs))
}

fn read_seqs(mut bytes: &[u8], first_seq: i64) -> Result<Vec<i64>, Fault> {
    let (mut seqs, mut last) = (Vec::new(), first_seq);
    while !bytes.is_empty() {
        let step = i64::try_from(take_number(&mut bytes)?).map_err(|_| broken())?;
        last = last.checked_add(step).ok_or_else(broken)?;
        seqs.push(last);
    }
    Ok(seqs)
}

/// The parts of postings that are in order, each once.
pub(super) fn write(postings: &[Posting], first_seq: i64) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for same in postings.chunk_by(|one, other| one.0 == other.0) {
        let (mut seqs, mut last) = (Vec::with_capacity(2 * same.len()), first_seq);
        for (_, seq) in same {
            number(&mut seqs, u64::try_from(seq - last).unwrap_or_default());
            last = *seq;
        }
        let mut entry = same[0].0.to_vec();
        number(&mut entry, seqs.len() as u64);
        entry.append(&mut seqs);
        match parts.last_mut() {
            Some((_, part)) if part.len() + entry.len() <= PART => part.append(&mut entry),
            _ => parts.push((same[0].0, entry)),
        }
    }
    parts
}

/// The postings of a part.
pub(super) fn read(mut part: &[u8], first_seq: i64) -> Result<Vec<Posting>, Fault> {
    let mut postings = Vec::new();
    while !part.is_empty() {
        let (token, seqs) = take_entry(&mut part)?;
        postings.extend(read_seqs(seqs, first_seq)?.into_iter().map(|seq| (token, seq)));
    }
    Ok(postings)
}

/// The messages that have a token, as far as this part knows.
pub(super) fn find(mut part: &[u8], token: Token, first_seq: i64) -> Result<Vec<i64>, Fault> {
    while !part.is_empty() {
        let (there, seqs) = take_entry(&mut part)?;
        if there >= token {
            return if there == token { read_seqs(seqs, first_seq) } else { Ok(Vec::new()) };
        }
    }
    Ok(Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Postings of many tokens, some of which are in nearly each message.
    fn postings(messages: i64, base: i64) -> Vec<Posting> {
        let mut all = Vec::new();
        for at in 0..messages {
            let seq = base + at * at;
            all.extend((0..30).map(|term: i64| {
                let value = if term < 3 { term } else { (at * 31 + term * 977) % 4_001 };
                ((value as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes(), seq)
            }));
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    #[test]
    fn what_is_written_is_read_and_found() {
        for (messages, base) in [(1, 1), (128, 40), (700, 1_000_000_000_000)] {
            let all = postings(messages, base);
            let parts = write(&all, base);
            let read: Vec<Posting> = parts.iter().flat_map(|(_, part)| read(part, base).unwrap()).collect();
            assert_eq!(read, all);
            assert!(parts.iter().all(|(first, part)| part.starts_with(first)));
            for wanted in all.iter().map(|(token, _)| *token).step_by(17) {
                let at = parts.partition_point(|(first, _)| *first <= wanted) - 1;
                let expected: Vec<i64> =
                    all.iter().filter(|(token, _)| *token == wanted).map(|(_, seq)| *seq).collect();
                assert_eq!(find(&parts[at].1, wanted, base).unwrap(), expected);
            }
        }
        assert!(write(&[], 1).is_empty());
    }

    #[test]
    fn a_part_fills_a_page_and_no_more() {
        let parts = write(&postings(700, 1), 1);
        assert!(parts.iter().all(|(_, part)| part.len() <= PART));
        let full = parts.iter().filter(|(_, part)| part.len() > PART / 2).count();
        assert!(full + 1 >= parts.len());
    }

    #[test]
    fn what_is_no_part_is_refused() {
        let (_, part) = write(&postings(60, 1), 1).remove(0);
        for cut in (1..part.len()).step_by(7) {
            // It may end between two entries; then less is read.
            drop(read(&part[..cut], 1));
        }
        assert!(read(&part[..TOKEN], 1).is_err() && read(&[7; 9], 1).is_err());
        assert!(read(&[vec![0; TOKEN], vec![10], vec![0xff; 10]].concat(), 1).is_err());
        assert!(read_seqs(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], i64::MAX).is_err());
    }
}

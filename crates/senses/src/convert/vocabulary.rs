//! The words of `tokenizer.json`: there each byte is written as a character that can be seen; here it is a byte again.

use serde_json::Value;
use std::collections::HashMap;

use super::{Odd, odd};

/// The byte that each character stands for (the table of GPT-2).
fn bytes() -> HashMap<char, u8> {
    let is_plain = |byte: &u8| matches!(byte, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff);
    let plain = (0..=u8::MAX).filter(is_plain).map(|byte| (char::from(byte), byte));
    let hidden = (0..=u8::MAX).filter(|byte| !is_plain(byte));
    let hidden = hidden.zip(0x100..).filter_map(|(byte, code)| Some((char::from_u32(code)?, byte)));
    plain.chain(hidden).collect()
}

/// The tokens in their order, up to the first that is a sign and no words; whisper.cpp knows those itself.
pub(super) fn read(file: &[u8]) -> Result<Vec<Vec<u8>>, Odd> {
    let file: Value =
        serde_json::from_slice(file).map_err(|error| odd(format!("tokenizer.json: {error}")))?;
    let words =
        file["model"]["vocab"].as_object().ok_or_else(|| odd("tokenizer.json: has no model.vocab"))?;
    let signs = file["added_tokens"].as_array().into_iter().flatten();
    let first = signs.filter_map(|sign| sign["id"].as_u64()).min();
    let mut found: Vec<(u64, &String)> =
        words.iter().filter_map(|(word, id)| Some((id.as_u64()?, word))).collect();
    found.retain(|(id, _)| first.is_none_or(|first| *id < first));
    found.sort_unstable();
    let known = bytes();
    let mut tokens = Vec::with_capacity(found.len());
    for (at, (id, word)) in (0..).zip(found) {
        if id != at {
            return Err(odd(format!("tokenizer.json: there is no token {at}")));
        }
        let bytes: Option<Vec<u8>> = word.chars().map(|sign| known.get(&sign).copied()).collect();
        tokens.push(bytes.ok_or_else(|| odd(format!("tokenizer.json: token {id} is of another kind")))?);
    }
    if tokens.is_empty() { Err(odd("tokenizer.json: has no words")) } else { Ok(tokens) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_become_the_bytes_that_they_stand_for() {
        let file = r#"{"added_tokens":[{"id":3}],"model":{"vocab":{"!":0,"ĠI":2,"ä½ł":1,"<|end|>":3}}}"#;
        assert_eq!(read(file.as_bytes()).unwrap(), [b"!".to_vec(), "你".into(), b" I".to_vec()]);
        assert_eq!(bytes().len(), 256);
        for bad in [
            "",
            "{}",
            r#"{"model":{"vocab":{}}}"#,
            r#"{"model":{"vocab":{"a":1}}}"#,
            r#"{"model":{"vocab":{"字":0}}}"#,
        ] {
            assert!(read(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}

//! What somebody said to a door: plain functions on the words that were recognised.
//!
//! Everything that was said has to be understood: a word that is neither a name of his own doors nor one of the few that such
//! a wish is made of opens nothing. Chinese is compared by its sound, since a recogniser writes 南 where 男 was meant.

use pinyin::ToPinyin;

/// What a wish to open may be made of besides the name of a door, by its sound.
const FILLERS: &[&str] = &[
    "open", "unlock", "the", "a", "my", "door", "gate", "please", "now", "for", "me", "up", "could", "can",
    "would", "you", "thank", "thanks", "hey", "hello", "and", "qing", "bang", "wo", "nin", "ni", "gei", "ba",
    "da", "kai", "xia", "ge", "men", "de", "la", "ya", "hao", "xie",
];
/// The words without which nothing is asked for.
const OPENS: [&str; 3] = ["open", "unlock", "kai"];
/// Sounds that are looked at: whoever says more says something else.
const SOUNDS_MAX: usize = 64;

/// What was asked for, by the places of doors among one's own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Wish {
    /// This one.
    Door(usize),
    /// One of these: he is asked.
    Which(Vec<usize>),
    /// Nothing that opens a door.
    Nothing,
}

/// Which of these doors was asked for. `beside` is the one that he last chose, for whoever names none.
pub(super) fn wish(said: &str, names: &[&str], beside: Option<usize>) -> Wish {
    let said = sounds(said);
    if said.len() > SOUNDS_MAX || !said.iter().any(|one| OPENS.contains(&one.as_str())) {
        return Wish::Nothing;
    }
    let all = || Wish::Which((0..names.len()).collect());
    let found = named(&said, names);
    let understood = |from: usize, to: usize| {
        // 开一下, 开一个: once, and no number of a door.
        let once = |at: usize| said.get(at + 1).is_some_and(|next| next == "xia" || next == "ge");
        let mut rest = said.iter().enumerate().filter(|(at, _)| !(from..to).contains(at));
        rest.all(|(at, one)| FILLERS.contains(&one.as_str()) || one == "1" && once(at))
    };
    match found.as_slice() {
        [] if !understood(0, 0) => all(),
        [] => match (names.len(), beside) {
            (1, _) => Wish::Door(0),
            (_, Some(beside)) if beside < names.len() => Wish::Door(beside),
            _ => all(),
        },
        [(door, from, to)] if understood(*from, *to) => Wish::Door(*door),
        [_] => all(),
        several => Wish::Which(several.iter().map(|(door, ..)| *door).collect()),
    }
}

/// The doors whose names were said, and where; the name within a longer one that was said is not.
fn named(said: &[String], names: &[&str]) -> Vec<(usize, usize, usize)> {
    let said_of = |(door, name): (usize, &&str)| {
        let name = sounds(name).concat();
        (0..said.len()).find_map(|from| Some((door, from, from + heard(&said[from..], &name)?)))
    };
    let found: Vec<_> = names.iter().enumerate().filter_map(said_of).collect();
    let within = |(one, from, to): &(usize, usize, usize)| {
        let holds = |(other, start, end): &(usize, usize, usize)| {
            other != one && start <= from && to <= end && end - start > to - from
        };
        found.iter().any(holds)
    };
    found.iter().filter(|one| !within(one)).copied().collect()
}

/// How many of these sounds, from the first on, are this name, wherever one word ends and the next begins: a recogniser writes
/// "Southgate" where "South gate" was meant.
fn heard(said: &[String], name: &str) -> Option<usize> {
    let mut rest = name;
    for (at, one) in said.iter().enumerate() {
        rest = rest.strip_prefix(one.as_str())?;
        if rest.is_empty() {
            return Some(at + 1);
        }
    }
    None
}

/// A text by its sounds: each sign of Chinese without its tone, each word of Latin letters, each digit. A sign of another script is a sound
/// by itself, so that what it says is not passed over.
fn sounds(text: &str) -> Vec<String> {
    let (mut all, mut word) = (Vec::new(), String::new());
    for sign in text.chars() {
        if sign.is_ascii_alphabetic() {
            word.push(sign.to_ascii_lowercase());
            continue;
        }
        all.extend(ended(&mut word));
        match (digit(sign), sign.to_pinyin()) {
            (Some(digit), _) => all.push(digit.to_string()),
            (None, Some(sound)) => all.push(sound.plain().to_owned()),
            (None, None) if sign.is_alphanumeric() => all.push(sign.to_lowercase().collect()),
            (None, None) => {}
        }
    }
    all.extend(ended(&mut word));
    all
}

fn ended(word: &mut String) -> Option<String> {
    if word.is_empty() {
        return None;
    }
    let word = std::mem::take(word);
    let number = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    Some(number.iter().position(|one| *one == word).map_or(word, |at| at.to_string()))
}

fn digit(sign: char) -> Option<usize> {
    if sign == '两' {
        return Some(2);
    }
    sign.to_digit(10)
        .and_then(|digit| usize::try_from(digit).ok())
        .or_else(|| "零一二三四五六七八九".chars().position(|one| one == sign))
}

#[cfg(test)]
mod tests {
    use super::{Wish, wish};

    const DOORS: [&str; 4] = ["南门", "小南门", "South gate", "2号楼"];

    #[test]
    fn the_door_that_is_named_opens_however_it_is_written() {
        for (said, door) in [
            ("打开南门。", 0),
            ("请帮我开一下男门，谢谢", 0),
            ("開一下小南門", 1),
            ("Open the south gate, please.", 2),
            ("Unlock South Gate", 2),
            ("Open the Southgate.", 2),
            ("打开二号楼", 3),
            ("打开2号楼的门", 3),
        ] {
            assert_eq!(wish(said, &DOORS, None), Wish::Door(door), "{said}");
        }
    }

    #[test]
    fn who_names_none_means_his_only_one_or_the_last_and_is_asked_else() {
        for said in ["开门", "请开门。", "Open the door.", "开一下门吧"] {
            assert_eq!(wish(said, &["南门"], None), Wish::Door(0), "{said}");
            assert_eq!(wish(said, &DOORS, Some(2)), Wish::Door(2), "{said}");
            assert_eq!(wish(said, &DOORS, None), Wish::Which(vec![0, 1, 2, 3]), "{said}");
        }
        assert_eq!(wish("open south gate and 南门", &DOORS, None), Wish::Which(vec![0, 2]));
    }

    #[test]
    fn what_is_not_understood_to_its_last_word_opens_nothing() {
        // Another's door, a door beside one's own, a wish that it stay shut, a question, a word of another script.
        for said in [
            "打开西南门",
            "打开北门",
            "open the north gate",
            "别开门",
            "do not open the door",
            "开门见山",
            "打开1门",
            "开门吗",
            "open не the door",
        ] {
            assert_eq!(wish(said, &["南门"], Some(0)), Wish::Which(vec![0]), "{said}");
        }
        for said in ["", "南门", "谢谢观看", "close the door", &"开 ".repeat(100)] {
            assert_eq!(wish(said, &DOORS, Some(0)), Wish::Nothing, "{said}");
        }
    }
}

//! How a name is read: as it is written, and as it is pronounced.

use pinyin::ToPinyinMulti;

/// Surnames that are read otherwise than the character by itself, with what the tables may not have.
const SURNAMES: [(&str, &[&str]); 20] = [
    ("单", &["shan"]),
    ("解", &["xie"]),
    ("查", &["zha"]),
    ("曾", &["zeng"]),
    ("仇", &["qiu"]),
    ("区", &["ou"]),
    ("任", &["ren"]),
    ("朴", &["piao"]),
    ("盖", &["ge"]),
    ("缪", &["miao"]),
    ("覃", &["qin"]),
    ("翟", &["zhai"]),
    ("尉迟", &["yu", "chi"]),
    ("万俟", &["mo", "qi"]),
    ("长孙", &["zhang", "sun"]),
    ("员", &["yun"]),
    ("秘", &["bi"]),
    ("冼", &["xian"]),
    ("黑", &["he"]),
    ("乐", &["yue"]),
];

/// A name and how each of its characters may be read.
pub struct Sound {
    plain: String,
    readings: Vec<Vec<String>>,
}

impl Sound {
    /// Reads a name.
    pub fn of(name: &str) -> Self {
        let plain = folded(name);
        let mut readings: Vec<Vec<String>> = plain.chars().map(readings).collect();
        for (surname, read) in SURNAMES.iter().filter(|(surname, _)| plain.starts_with(surname)) {
            debug_assert_eq!(surname.chars().count(), read.len());
            for (at, reading) in read.iter().enumerate() {
                readings[at].insert(0, (*reading).to_owned());
            }
        }
        Self { plain, readings }
    }

    /// By what it stands in a list: as it is read, and then as it is written.
    pub fn order(&self) -> (String, String) {
        let read = self.readings.iter().filter_map(|one| one.first()).cloned().collect::<Vec<_>>();
        (read.join(" "), self.plain.clone())
    }

    /// Whether this is looked for: a part of the name as written, or as read from some character on, syllables whole or by
    /// their first letters and the last one as far as it is typed.
    pub fn is(&self, wanted: &str) -> bool {
        wanted.is_empty()
            || self.plain.contains(wanted)
            || (0..self.readings.len()).any(|from| reads(&self.readings[from..], wanted.as_bytes()))
    }
}

/// What is compared: small letters, no blanks.
pub fn folded(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace() && *sign != '\'').flat_map(char::to_lowercase).collect()
}

fn readings(sign: char) -> Vec<String> {
    let read = sign.to_pinyin_multi().map(|all| {
        let mut read: Vec<String> =
            all.into_iter().map(|one| one.plain().replace('ü', "v").to_owned()).collect();
        read.dedup();
        read
    });
    read.unwrap_or_else(|| vec![sign.to_string()])
}

/// Whether the syllables can be typed so: after each of them, all places to which what was typed may have come.
fn reads(syllables: &[Vec<String>], wanted: &[u8]) -> bool {
    let mut places = vec![0_usize];
    for readings in syllables {
        let mut next = Vec::new();
        for place in &places {
            let rest = &wanted[*place..];
            for reading in readings.iter().map(String::as_bytes) {
                if reading.starts_with(rest) {
                    return true;
                }
                if rest.starts_with(reading) {
                    next.push(place + reading.len());
                }
                if rest.first() == reading.first() {
                    next.push(place + 1);
                }
                if matches!(reading, [b'z' | b'c' | b's', b'h', ..]) && rest.starts_with(&reading[..2]) {
                    next.push(place + 2);
                }
            }
        }
        next.sort_unstable();
        next.dedup();
        places = next;
    }
    places.contains(&wanted.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(name: &str, wanted: &str) -> bool {
        Sound::of(name).is(&folded(wanted))
    }

    #[test]
    fn a_name_is_found_as_it_is_written_read_and_abbreviated() {
        for wanted in
            ["张伟", "伟", "zhangwei", "Zhang Wei", "zw", "zhw", "zhangw", "zhang", "wei", "zha", "w"]
        {
            assert!(is("张伟", wanted), "{wanted}");
        }
        for wanted in ["李", "wz", "zhangli", "x", "zhangweii"] {
            assert!(!is("张伟", wanted), "{wanted}");
        }
        assert!(is("Ana Li", "anali") && is("Ana Li", "li") && !is("Ana Li", "lia"));
        assert!(is("吕布", "lvbu"));
    }

    #[test]
    fn surnames_that_are_read_otherwise_are_found_and_stand_where_they_are_read() {
        for (name, wanted) in [
            ("单雄信", "shanxx"),
            ("解缙", "xiej"),
            ("曾国藩", "zenggf"),
            ("仇英", "qiuying"),
            ("区寄", "ouj"),
            ("任盈盈", "renyy"),
            ("查良镛", "zhaly"),
            ("尉迟恭", "yuchigong"),
            ("万俟卨", "moqi"),
            ("长孙无忌", "zhangswj"),
            ("盖叫天", "gejt"),
        ] {
            assert!(is(name, wanted), "{name} {wanted}");
        }
        assert!(Sound::of("单雄信").order().0.starts_with("shan"));
    }

    #[test]
    fn a_long_name_is_looked_through_in_no_time() {
        let name = "行".repeat(64);
        assert!(is(&name, &format!("{}x", "h".repeat(63))));
        assert!(!is(&name, &format!("{}q", "h".repeat(63))));
    }
}

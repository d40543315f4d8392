//! The stickers that there are: drawn by this house's makers, a closed list, so that a message names one and carries no
//! picture of its own. The client draws them (`web/src/chat/sticker`); a name is what is read out, kept and archived.

/// A sticker: how a message names it, and what people call it.
pub(super) struct Sticker {
    id: &'static str,
    zh: &'static str,
    en: &'static str,
}

/// The one pack that there is: a persimmon of the courtyard.
const PACK: &str = "persimmon";

/// What is in it.
const STICKERS: [Sticker; 12] = [
    Sticker { id: "hello", zh: "你好", en: "Hello" },
    Sticker { id: "thanks", zh: "谢谢", en: "Thank you" },
    Sticker { id: "good", zh: "好的", en: "All right" },
    Sticker { id: "laugh", zh: "哈哈", en: "Laughing" },
    Sticker { id: "love", zh: "比心", en: "With love" },
    Sticker { id: "hug", zh: "抱抱", en: "A hug" },
    Sticker { id: "cheer", zh: "加油", en: "You can do it" },
    Sticker { id: "tea", zh: "喝杯茶", en: "A cup of tea" },
    Sticker { id: "night", zh: "晚安", en: "Good night" },
    Sticker { id: "sad", zh: "难过", en: "Sad" },
    Sticker { id: "think", zh: "想一想", en: "Thinking" },
    Sticker { id: "party", zh: "庆祝", en: "Hooray" },
];

/// The sticker of this name; nothing where there is none.
pub(super) fn find(pack: &str, id: &str) -> Option<&'static Sticker> {
    STICKERS.iter().filter(|_| pack == PACK).find(|sticker| sticker.id == id)
}

impl Sticker {
    /// What it is called, where words alone stand for it: whoever reads them may read either language.
    pub(super) fn told(&self) -> String {
        format!("[{} · {}]", self.zh, self.en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_has_a_name_of_its_own_and_none_is_found_by_another() {
        let ids: BTreeSet<&str> = STICKERS.iter().map(|sticker| sticker.id).collect();
        let names: BTreeSet<String> = STICKERS.iter().map(Sticker::told).collect();
        assert_eq!((ids.len(), names.len()), (STICKERS.len(), STICKERS.len()));
        assert_eq!(find(PACK, "hug").map(Sticker::told).as_deref(), Some("[抱抱 · A hug]"));
        for (pack, id) in [(PACK, ""), ("", "hug"), ("other", "hug"), (PACK, "Hug"), (PACK, "../hug")] {
            assert!(find(pack, id).is_none(), "{pack}/{id}");
        }
    }
}

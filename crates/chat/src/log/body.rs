//! What a message is made of. It is sealed as one JSON form that begins with `{"v":1,`; what was sealed before there was
//! such a form is plain text, and stays readable. What a client sends as text is always wrapped, whatever it begins with.

use ground::{PersonId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use vault::Plain;

use super::rules::TEXT_MAX;
use super::{Refusal, Text, sticker};
use crate::call::CallEntry;
use crate::file::{FILES_MAX, FileId};
use crate::program::ProgramId;

/// How a form begins.
const BEGINNING: &[u8] = b"{\"v\":1,";
/// People whom one message mentions, at most.
const MENTIONS_MAX: usize = 100;
/// Programs whom one message mentions, at most.
const PROGRAMS_MAX: usize = 5;
/// Characters of the name of a place, at most.
const PLACE_MAX: usize = 100;
/// What one message carries on from elsewhere, at most.
pub(crate) const PASSED_MAX: usize = 100;

/// What a message says, and what it carries.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Body {
    /// What it says: Markdown. Nothing where it only carries something.
    pub text: String,
    /// Whom it mentions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<PersonId>,
    /// Whether it mentions everybody.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub all: bool,
    /// Which programs of the conversation it mentions: they hear it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub programs: Vec<ProgramId>,
    /// A place, or somebody, that its writer attached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Card>,
    /// What was said elsewhere, as it was then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarded: Option<Forwarded>,
    /// The files that it carries, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileId>,
    /// A call that is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<CallEntry>,
    /// What only the devices of those in it open, in base64; there is no text then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cipher: Option<String>,
    /// The program that says it, where it is none of the people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<Program>,
    /// What a program shows beside its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<Sheet>,
}

/// What a program shows beside its words: names with values, and buttons.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Sheet {
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Names with values, in order.
    #[serde(default)]
    pub fields: Vec<SheetField>,
    /// What one can tell the program by a press; only a program that hears has any.
    #[serde(default)]
    pub buttons: Vec<SheetButton>,
    /// The program that hears of a press.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<ProgramId>,
}

/// A name with its value.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SheetField {
    /// What it is: at most 100 characters.
    pub name: String,
    /// Its value: at most 1,000 characters.
    pub value: String,
}

/// A button: pressed, it gives this command to the program, as if somebody had typed it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SheetButton {
    /// What stands on it: 1 to 40 characters.
    pub label: String,
    /// The command, without its stroke.
    pub command: String,
    /// What stands behind the command: at most 1,000 characters.
    #[serde(default)]
    pub text: String,
}

/// A program that says something.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Program {
    /// What it is called in the conversation.
    pub name: String,
    /// The name under which it says this, where it gives one; nobody vouches for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
}

/// What a writer attaches by an act of his own.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Card {
    /// A place that he named and set.
    Place {
        /// What it is called: 1 to 100 characters.
        name: String,
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
    },
    /// Somebody of one's organisations; who sees the card sees a name where he may see it anyway.
    Contact {
        /// Who.
        person: PersonId,
    },
    /// A drawing of the closed list; it stands alone, without words and without files.
    Sticker {
        /// The pack.
        pack: String,
        /// Which of it.
        sticker: String,
    },
}

/// Messages that were said elsewhere, copied: taking back what they were does not reach them.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Forwarded {
    /// In the order in which they were said.
    pub items: Vec<Passed>,
    /// Whether they are shown as one record; else the message is one that was passed on.
    #[serde(default)]
    pub record: bool,
}

/// One of them.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Passed {
    /// What whoever passed it on calls its writer.
    pub name: String,
    /// When it was said.
    pub at: Timestamp,
    /// What it said then.
    pub text: String,
    /// What it carried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Card>,
    /// Which of the files of the message that carries it on are its own: copies, sealed where they are now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileId>,
}

/// What is sealed.
#[derive(Serialize, Deserialize)]
struct Form<B> {
    v: u8,
    #[serde(flatten)]
    body: B,
}

impl Body {
    /// What the house cannot read.
    pub(crate) fn shut(cipher: String) -> Self {
        Self { cipher: Some(cipher), ..Self::default() }
    }

    /// What its writer finds when he asks what is kept of him; of what the house cannot read, how much it is.
    pub(crate) fn held(&self) -> String {
        self.cipher.as_ref().map_or_else(|| self.told(), |cipher| format!("{} B", cipher.len() / 4 * 3))
    }

    /// Text, and nothing else.
    pub(crate) fn plain(text: Text) -> Self {
        Self { text: text.into_inner(), ..Self::default() }
    }

    /// What somebody wants said; it says or carries something, within bounds.
    pub(crate) fn read(typed: &str, more: Self) -> Result<Self, Refusal> {
        let carries = more.card.is_some() || more.forwarded.is_some() || !more.files.is_empty();
        let text =
            if typed.trim().is_empty() && carries { String::new() } else { Text::read(typed)?.into_inner() };
        let programs: BTreeSet<&ProgramId> = more.programs.iter().collect();
        if programs.len() != more.programs.len() || programs.len() > PROGRAMS_MAX {
            return Err(Refusal::Program);
        }
        if more.mentions.len() > MENTIONS_MAX || more.card.as_ref().is_some_and(|card| !card.is_fit()) {
            return Err(Refusal::Card);
        }
        if let Some(Card::Sticker { pack, sticker }) = &more.card
            && (sticker::find(pack, sticker).is_none() || !text.is_empty() || !more.files.is_empty())
        {
            return Err(Refusal::Sticker);
        }
        let once: BTreeSet<&FileId> = more.files.iter().collect();
        if once.len() != more.files.len() || more.files.len() > FILES_MAX {
            return Err(Refusal::Files);
        }
        Ok(Self { text, ..more })
    }

    /// What stands for it where there are words alone: all that it can be found by, and the name of a sticker, which nobody
    /// wrote and by which nothing is found.
    pub(crate) fn told(&self) -> String {
        let passed = self.forwarded.iter().flat_map(|forwarded| &forwarded.items);
        let names = std::iter::once(self.card.as_ref()).chain(passed.map(|item| item.card.as_ref()));
        let names = names.filter_map(|card| match card {
            Some(Card::Sticker { pack, sticker }) => sticker::find(pack, sticker).map(sticker::Sticker::told),
            _ => None,
        });
        let told: Vec<String> =
            std::iter::once(self.words()).filter(|words| !words.is_empty()).chain(names).collect();
        told.join("\n").chars().take(TEXT_MAX).collect()
    }

    /// All that it can be found by.
    pub(crate) fn words(&self) -> String {
        let mut words = self.text.clone();
        let mut add = |more: &str| {
            if !more.is_empty() {
                words.push_str(if words.is_empty() { "" } else { "\n" });
                words.push_str(more);
            }
        };
        if let Some(Card::Place { name, .. }) = &self.card {
            add(name);
        }
        if let Some(sheet) = &self.sheet {
            add(sheet.title.as_deref().unwrap_or_default());
            sheet.fields.iter().for_each(|field| add(&format!("{} {}", field.name, field.value)));
        }
        for item in self.forwarded.iter().flat_map(|forwarded| &forwarded.items) {
            if let Some(Card::Place { name, .. }) = &item.card {
                add(name);
            }
            if item.text != self.text {
                add(&item.text);
            }
        }
        words.chars().take(TEXT_MAX).collect()
    }
}

impl Card {
    fn is_fit(&self) -> bool {
        match self {
            Self::Place { name, latitude, longitude } => {
                let is_named = !name.trim().is_empty()
                    && name.chars().count() <= PLACE_MAX
                    && !name.chars().any(char::is_control);
                is_named && (-90.0..=90.0).contains(latitude) && (-180.0..=180.0).contains(longitude)
            }
            // Which stickers there are is asked where it can be said by its own name.
            Self::Contact { .. } | Self::Sticker { .. } => true,
        }
    }
}

impl Plain for Body {
    fn to_plain(&self) -> Vec<u8> {
        // Nothing in it can fail to be written; were it so, the text is still said.
        serde_json::to_vec(&Form { v: 1, body: self }).unwrap_or_else(|_| self.text.as_bytes().to_vec())
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(BEGINNING)
            && let Ok(form) = serde_json::from_slice::<Form<Self>>(bytes)
        {
            return Some(form.body);
        }
        std::str::from_utf8(bytes).ok().map(|text| Self { text: text.to_owned(), ..Self::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_a_form_whatever_the_text_begins_with() {
        for text in ["你好", "{\"v\":1,\"text\":\"x\"}", "{\"v\":1,"] {
            let body = Body { text: text.to_owned(), ..Body::default() };
            let plain = body.to_plain();
            assert!(plain.starts_with(BEGINNING));
            assert_eq!(Body::from_plain(&plain), Some(body));
        }
    }

    #[test]
    fn what_was_sealed_as_text_stays_readable() {
        for text in ["你好", "{\"v\":1,", "{\"v\":1,\"text\":7}"] {
            assert_eq!(Body::from_plain(text.as_bytes()).unwrap().text, text);
        }
    }

    #[test]
    fn a_card_is_bounded_and_carries_a_message_without_words() {
        let place = |name: &str, latitude| Body {
            card: Some(Card::Place { name: name.to_owned(), latitude, longitude: 120.0 }),
            ..Body::default()
        };
        assert!(Body::read(" ", Body::default()).is_err());
        assert_eq!(Body::read(" ", place("西湖", 30.2)).unwrap().words(), "西湖");
        assert!(Body::read("", place("西湖", 91.0)).is_err() && Body::read("", place(" ", 1.0)).is_err());
        assert!(Body::read("", place("西湖", f64::NAN)).is_err());
    }

    #[test]
    fn a_sticker_is_of_the_list_stands_alone_and_has_a_name_but_no_words() {
        let sticker = |sticker: &str| Body {
            card: Some(Card::Sticker { pack: "persimmon".to_owned(), sticker: sticker.to_owned() }),
            ..Body::default()
        };
        let hug = Body::read("", sticker("hug")).unwrap();
        assert_eq!((hug.words().as_str(), hug.told().as_str()), ("", "[抱抱 · A hug]"));
        assert_eq!(Body::from_plain(&hug.to_plain()), Some(hug));
        assert!(matches!(Body::read("", sticker("dragon")), Err(Refusal::Sticker)));
        assert!(matches!(Body::read("hi", sticker("hug")), Err(Refusal::Sticker)));
        let file = Body { files: vec![FileId::from_bytes([1; 16])], ..sticker("hug") };
        assert!(matches!(Body::read("", file), Err(Refusal::Sticker)));
    }
}

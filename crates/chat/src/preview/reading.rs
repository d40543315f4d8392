//! What a page calls itself and says of itself: read from the beginning of its HTML, with no tree and nothing carried out. Out
//! comes text alone, cut to bounds. It is written here since no more than three things are wanted of it: a parser that
//! builds the page would let a stranger have the house build it.

use encoding_rs::{Encoding, UTF_8};

/// Characters of a title, at most.
const TITLE_MAX: usize = 120;
/// Characters of what a page says of itself, at most.
const WORDS_MAX: usize = 240;
/// Attributes of one mark that are looked at.
const ATTRIBUTES_MAX: usize = 32;
/// Bytes at the beginning in which a page says how its signs are written.
const DECLARED_WITHIN: usize = 1_024;
/// What is no text of the page, though it stands between marks.
const SKIPPED: &[&str] = &["script", "style", "noscript", "template", "svg", "textarea", "iframe"];

/// What was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Read {
    pub title: String,
    pub words: Option<String>,
}

/// Reads the beginning of a page; nothing where it has no title. `kind` is its `Content-Type`.
pub(super) fn read(kind: &str, bytes: &[u8]) -> Option<Read> {
    let (text, ..) = encoding(kind, bytes).decode(bytes);
    let mut found = Found::default();
    found.scan(&text);
    let title = clean(&found.shared_title.or(found.title)?, TITLE_MAX)?;
    let words = found.shared_words.or(found.words).and_then(|words| clean(&words, WORDS_MAX));
    Some(Read { words: words.filter(|words| *words != title), title })
}

/// How the signs of a page are written: as the answer says, else as the page does, else UTF-8.
fn encoding(kind: &str, bytes: &[u8]) -> &'static Encoding {
    let told = |label: &str| {
        let label = label.trim_start().trim_start_matches(['"', '\'']);
        let end = label.find(|sign: char| !sign.is_ascii_alphanumeric() && !"-_:".contains(sign));
        Encoding::for_label(label.get(..end.unwrap_or(label.len()))?.as_bytes())
    };
    let after = |text: &str| text.split_once("charset=").and_then(|(_, label)| told(label));
    if let Some(encoding) = after(kind) {
        return encoding;
    }
    let begin = bytes.get(..DECLARED_WITHIN).unwrap_or(bytes);
    let begin = String::from_utf8_lossy(begin).to_ascii_lowercase();
    // What says so in plain letters is not written in pairs of bytes.
    after(&begin).filter(|encoding| encoding.is_ascii_compatible()).unwrap_or(UTF_8)
}

#[derive(Default)]
struct Found {
    title: Option<String>,
    words: Option<String>,
    shared_title: Option<String>,
    shared_words: Option<String>,
}

impl Found {
    fn scan(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find('<') {
            let from = rest.get(at + 1..).unwrap_or_default();
            if let Some(comment) = from.strip_prefix("!--") {
                rest = comment.split_once("-->").map_or("", |(_, after)| after);
                continue;
            }
            let end = from.find(|sign: char| !sign.is_ascii_alphanumeric()).unwrap_or(from.len());
            let (name, after) = from.split_at(end);
            let name = name.to_ascii_lowercase();
            // What stands in the page itself is not asked of it.
            if name == "body" {
                return;
            }
            rest = match name.as_str() {
                "title" => {
                    let inside = after.split_once('>').map_or("", |(_, inside)| inside);
                    let (title, after) = until(inside, "title");
                    self.title.get_or_insert_with(|| title.to_owned());
                    after
                }
                "meta" => {
                    let (attributes, after) = attributes(after);
                    self.meta(&attributes);
                    after
                }
                skipped if SKIPPED.contains(&skipped) => until(after, skipped).1,
                _ => after,
            };
        }
    }

    fn meta(&mut self, attributes: &[(String, &str)]) {
        let value = |name: &str| attributes.iter().find(|(known, _)| known == name).map(|(_, value)| *value);
        let Some(content) = value("content").filter(|content| !content.trim().is_empty()) else { return };
        let Some(of) = value("property").or_else(|| value("name")) else { return };
        let place = match of.trim().to_ascii_lowercase().as_str() {
            "og:title" => &mut self.shared_title,
            "og:description" => &mut self.shared_words,
            "description" => &mut self.words,
            _ => return,
        };
        place.get_or_insert_with(|| content.to_owned());
    }
}

/// What stands before the end of such a mark, and what after it begins.
fn until<'t>(text: &'t str, name: &str) -> (&'t str, &'t str) {
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("</")) {
        let at = from + at;
        let after = text.get(at + 2..).unwrap_or_default();
        if after.get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name)) {
            return (text.get(..at).unwrap_or_default(), after);
        }
        from = at + 2;
    }
    (text, "")
}

/// The attributes of a mark, their names in small letters, and what stands after it.
fn attributes(text: &str) -> (Vec<(String, &str)>, &str) {
    let (mut found, mut rest) = (Vec::new(), text);
    loop {
        rest = rest.trim_start_matches(|sign: char| sign.is_whitespace() || sign == '/');
        if rest.is_empty() || rest.starts_with('>') {
            return (found, rest);
        }
        let end = rest.find(|sign: char| sign.is_whitespace() || "=>/".contains(sign)).unwrap_or(rest.len());
        // A mark may begin with an equals sign, which belongs to its name then.
        let end = if end == 0 { 1 } else { end };
        let Some((name, after)) = rest.split_at_checked(end) else { return (found, "") };
        rest = after.trim_start();
        let mut value = "";
        if let Some(given) = rest.strip_prefix('=') {
            let given = given.trim_start();
            (value, rest) = match given.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    given.get(1..).unwrap_or_default().split_once(quote).unwrap_or_default()
                }
                _ => {
                    let end = given.find(|sign: char| sign.is_whitespace() || sign == '>');
                    given.split_at_checked(end.unwrap_or(given.len())).unwrap_or_default()
                }
            };
        }
        if found.len() < ATTRIBUTES_MAX {
            found.push((name.to_ascii_lowercase(), value));
        }
    }
}

/// Text of a page as it is shown: its references resolved, in one line, with no sign that is not seen, cut to so many characters.
fn clean(text: &str, most: usize) -> Option<String> {
    let plain = resolved(text);
    let mut shown = String::new();
    let mut count = 0;
    for word in plain.split(|sign: char| sign.is_whitespace() || sign.is_control()) {
        let word = word.chars().filter(|sign| !is_unseen(*sign));
        let mut is_first = true;
        for sign in word {
            let gap = usize::from(is_first && count > 0);
            if count + gap + 1 > most {
                shown.push('…');
                return Some(shown);
            }
            if gap == 1 {
                shown.push(' ');
            }
            shown.push(sign);
            count += gap + 1;
            is_first = false;
        }
    }
    (!shown.is_empty()).then_some(shown)
}

/// Signs that turn the direction of others, or are nothing to be seen: with them one thing can look like another.
const fn is_unseen(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffd}' | '\u{e0000}'..='\u{e007f}')
}

/// References to signs, as far as pages use them in their titles.
fn resolved(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('&') {
        plain.push_str(before);
        let end = from.bytes().take(12).position(|byte| byte == b';');
        let sign = end.and_then(|end| from.get(..end)).and_then(reference);
        match (sign, end) {
            (Some(sign), Some(end)) => {
                plain.push(sign);
                rest = from.get(end + 1..).unwrap_or_default();
            }
            _ => {
                plain.push('&');
                rest = from;
            }
        }
    }
    plain + rest
}

fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let number = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return number.ok().and_then(char::from_u32);
    }
    let known = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" | "ensp" | "emsp" => ' ',
        "mdash" => '—',
        "ndash" => '–',
        "hellip" => '…',
        "middot" => '·',
        "bull" => '•',
        "laquo" => '«',
        "raquo" => '»',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "copy" => '©',
        "reg" => '®',
        "trade" => '™',
        "times" => '×',
        _ => return None,
    };
    Some(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!DOCTYPE html><html><head><!-- <title>no</title> --><script>"<title>no</title>"</script>
        <meta charset="utf-8"><META NAME=description content='A &amp; B &#x4f60;&#22909; &nope;'>
        <title>
           Plain  &lt;title&gt; </title><meta property="og:title" content="Shared &quot;title&quot;"/></head>
        <body><title>no</title><meta property="og:description" content="no"></body>"#;

    fn of(page: &str) -> Option<Read> {
        read("text/html", page.as_bytes())
    }

    #[test]
    fn a_page_says_what_it_is_called_in_its_head() {
        let found = of(PAGE).unwrap();
        assert_eq!(found.title, "Shared \"title\"");
        assert_eq!(found.words.unwrap(), "A & B 你好 &nope;");
        assert_eq!(of("<title>Plain &lt;b&gt;</title>").unwrap().title, "Plain <b>");
        for none in [
            "",
            "<",
            "<title>",
            "<title></title>",
            "plain",
            "<meta property='og:title' content='",
            "<body><title>x</title>",
        ] {
            assert_eq!(of(none), None, "{none}");
        }
        assert_eq!(of("<title>unfinished").unwrap().title, "unfinished");
    }

    #[test]
    fn chinese_pages_are_read_however_they_are_written() {
        let (gbk, ..) = encoding_rs::GBK.encode("<meta charset=gbk><title>四合院的门</title>");
        assert_eq!(read("text/html", &gbk).unwrap().title, "四合院的门");
        let (gb18030, ..) = encoding_rs::GB18030.encode("<title>四合院</title>");
        assert_eq!(read("text/html; charset=\"gb18030\"", &gb18030).unwrap().title, "四合院");
        assert_eq!(
            read("text/html;charset=utf-8", "<title>四合院</title>".as_bytes()).unwrap().title,
            "四合院"
        );
    }

    #[test]
    fn what_is_shown_is_short_and_turns_nothing_round() {
        let long = of(&format!("<title>{}</title>", "字".repeat(500))).unwrap().title;
        assert_eq!(long.chars().count(), TITLE_MAX + 1);
        assert_eq!(of("<title>a\u{202e}b\u{200b}c\u{0}d</title>").unwrap().title, "abc d");
        assert_eq!(of("<title>\u{202e}</title>"), None);
    }

    #[test]
    fn fuzz_pages() {
        let seeds = [PAGE.to_owned(), "<title>四合院</title><meta name=description content=x>".to_owned()];
        fuzz::Fuzz::new(env!("CARGO_MANIFEST_DIR"), "page", fuzz::Change::Bytes)
            .seeds(seeds)
            .words(&[
                "<title>",
                "</title",
                "<meta ",
                "content=",
                "property=og:title",
                "<!--",
                "-->",
                "<script",
                "&#x",
                ";",
                "\"",
                "'",
                ">",
                "charset=gbk",
            ])
            .run(|input| {
                let found = read("text/html", input)?;
                assert!((1..=TITLE_MAX + 1).contains(&found.title.chars().count()));
                assert!(!found.title.chars().any(|sign| sign.is_control() || is_unseen(sign)));
                let words = found.words.map(|words| words.chars().count());
                assert!(words.is_none_or(|count| (1..=WORDS_MAX + 1).contains(&count)));
                Some(words.is_some())
            });
    }
}

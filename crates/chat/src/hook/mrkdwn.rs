//! Slack's way of writing text, turned into the Markdown of the house: `*bold*`, `_slanted_`, `~struck~`, `<address|name>`.
//! Any text is a text; nothing is a mistake. Every step looks at each sign a bounded number of times.

/// Longest name of a link.
const NAME_MAX: usize = 300;
/// Stands where a link stood while the words around it are read.
const HELD: char = '\u{e000}';

/// The same in Markdown.
pub(super) fn read(text: &str) -> String {
    outside(text, "```", &|code| format!("\n```\n{}\n```\n", plain(code).trim_matches('\n')), &|words| {
        outside(words, "`", &|code| format!("`{}`", plain(code)), &line)
    })
}

/// `&amp;`, `&lt;` and `&gt;` as what they stand for.
pub(super) fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// A link to the web or to a mailbox; where it leads elsewhere, its name alone.
pub(super) fn link(address: &str, name: &str) -> String {
    let (address, name) = (plain(address), plain(name).replace(['[', ']', '\n'], " "));
    let is_one = ["https://", "http://", "mailto:"].iter().any(|begins| address.starts_with(begins))
        && !address.contains(char::is_whitespace);
    let name = name.trim();
    if !is_one {
        return if name.is_empty() { address } else { name.to_owned() };
    }
    let address = address.replace('(', "%28").replace(')', "%29");
    if name.is_empty() || name.chars().count() > NAME_MAX { address } else { format!("[{name}]({address})") }
}

/// What stands between two marks is code, what stands elsewhere is words; a mark without its other is a sign like others.
fn outside(text: &str, mark: &str, code: &dyn Fn(&str) -> String, words: &dyn Fn(&str) -> String) -> String {
    let pieces: Vec<&str> = text.split(mark).collect();
    let mut out = String::with_capacity(text.len());
    for (at, piece) in pieces.iter().enumerate() {
        let is_inside = at % 2 == 1;
        if is_inside && at + 1 < pieces.len() {
            out.push_str(&code(piece));
        } else {
            out.push_str(if is_inside { mark } else { "" });
            out.push_str(&words(piece));
        }
    }
    out
}

/// Words without code.
fn line(words: &str) -> String {
    let (mut held, mut text, mut rest) = (Vec::new(), String::new(), words);
    while let Some(start) = rest.find('<') {
        let Some(length) = rest[start..].find('>') else { break };
        text.push_str(&rest[..start].replace(HELD, ""));
        text.push(HELD);
        held.push(named(&rest[start + 1..start + length]));
        rest = &rest[start + length + 1..];
    }
    text.push_str(&rest.replace(HELD, ""));
    let text = turned(&turned(&text, '*', "**"), '~', "~~");
    let mut held = held.into_iter();
    plain(&text).chars().fold(String::with_capacity(words.len()), |mut out, sign| {
        if sign == HELD {
            out.push_str(&held.next().unwrap_or_default())
        } else {
            out.push(sign)
        }
        out
    })
}

/// What stands between `<` and `>`.
fn named(inner: &str) -> String {
    let (what, name) = inner.split_once('|').unwrap_or((inner, ""));
    let or = |other: &str| plain(if name.is_empty() { other } else { name });
    match what.chars().next() {
        Some('@') => format!("@{}", or(&what[1..]).trim_start_matches('@')),
        Some('#') => format!("#{}", or(&what[1..]).trim_start_matches('#')),
        Some('!') if what.contains('^') => or(""),
        Some('!') => format!("@{}", or(&what[1..]).trim_start_matches('@')),
        _ => link(what, name),
    }
}

/// What stands between two of a sign, within a line, with other marks around it. A sign within a word marks nothing.
fn turned(text: &str, sign: char, marks: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let is_word = |at: usize| signs.get(at).is_some_and(|sign| sign.is_alphanumeric());
    let is_blank = |at: usize| signs.get(at).is_none_or(|sign| sign.is_whitespace());
    let opens = |at: usize| {
        signs[at] == sign && !(at > 0 && is_word(at - 1)) && !is_blank(at + 1) && signs[at + 1] != sign
    };
    let closes = |at: usize| signs[at] == sign && !is_blank(at - 1) && !is_word(at + 1);
    let (mut out, mut at, mut none_before) = (String::with_capacity(text.len()), 0, 0);
    while at < signs.len() {
        if at >= none_before && opens(at) {
            let end = (at..signs.len()).find(|next| signs[*next] == '\n').unwrap_or(signs.len());
            if let Some(close) = (at + 2..end).find(|next| closes(*next)) {
                out.push_str(marks);
                out.extend(&signs[at + 1..close]);
                out.push_str(marks);
                at = close + 1;
                continue;
            }
            none_before = end;
        }
        out.push(signs[at]);
        at += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_marked_as_they_were() {
        for (slack, markdown) in [
            ("*构建* _失败_ ~旧~", "**构建** _失败_ ~~旧~~"),
            ("*_both_*", "**_both_**"),
            ("a*b*c snake_case_name 2 * 3 * 4", "a*b*c snake_case_name 2 * 3 * 4"),
            ("*one\ntwo*", "*one\ntwo*"),
            ("a &amp;lt; b &lt;c&gt;", "a &lt; b <c>"),
            ("`*code*` *x*", "`*code*` **x**"),
            ("```\n*code* <b>\n``` *x*", "\n```\n*code* <b>\n```\n **x**"),
            ("``` open *x*", "``` open **x**"),
            ("", ""),
        ] {
            assert_eq!(read(slack), markdown, "{slack}");
        }
    }

    #[test]
    fn links_lead_to_the_web_and_nowhere_else() {
        for (slack, markdown) in [
            ("<https://ci.example/a_b_c|第 *7* 次>", "[第 *7* 次](https://ci.example/a_b_c)"),
            ("<https://ci.example/x>", "https://ci.example/x"),
            ("*<https://ci.example/(x)|x]y>*", "**[x y](https://ci.example/%28x%29)**"),
            ("<javascript:alert(1)|look>", "look"),
            ("<@U123> <@U1|ana> <#C1|general> <!here>", "@U123 @ana #general @here"),
            ("<!date^1^{date}|yesterday>", "yesterday"),
            ("1 < 2", "1 < 2"),
        ] {
            assert_eq!(read(slack), markdown, "{slack}");
        }
    }

    #[test]
    fn many_marks_take_no_long_time() {
        let text = "*a ".repeat(20_000);
        assert_eq!(read(&text), text);
    }
}

//! XML as devices send it (RFC 4918): a small tree, within bounds. What strangers wrote is never trusted: no document types, no
//! entities but the five of XML itself.

use quick_xml::NsReader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

/// The names of WebDAV (RFC 4918).
pub(super) const DAV: &str = "DAV:";
/// The names of CalDAV (RFC 4791).
pub(super) const CAL: &str = "urn:ietf:params:xml:ns:caldav";
/// What Apple's server added and everybody asks for: the tag of a collection.
pub(super) const SERVER: &str = "http://calendarserver.org/ns/";
/// Colours of calendars.
pub(super) const ICAL: &str = "http://apple.com/ns/ical/";

/// The names of XML itself, of which nothing is asked.
const RESERVED: [&str; 2] = ["http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/"];

/// Elements of a body, and how deep they stand, at most.
const ELEMENTS_MAX: usize = 12_000;
const DEPTH_MAX: usize = 16;
/// Bytes of a namespace, at most: each element within it carries it.
const SPACE_MAX: usize = 200;

/// A name within its namespace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Name {
    pub space: String,
    pub local: String,
}

impl Name {
    pub(super) fn new(space: &str, local: &str) -> Self {
        Self { space: space.to_owned(), local: local.to_owned() }
    }

    pub(super) fn is(&self, space: &str, local: &str) -> bool {
        self.space == space && self.local == local
    }
}

/// An element with all that stands in it.
#[derive(Debug)]
pub(super) struct Element {
    pub name: Name,
    attributes: Vec<(String, String)>,
    pub text: String,
    pub inner: Vec<Element>,
}

impl Element {
    /// The first element of that name within it.
    pub(super) fn find(&self, space: &str, local: &str) -> Option<&Self> {
        self.inner.iter().find(|one| one.name.is(space, local))
    }

    /// All of that name within it.
    pub(super) fn all<'a>(&'a self, space: &'a str, local: &'a str) -> impl Iterator<Item = &'a Self> {
        self.inner.iter().filter(move |one| one.name.is(space, local))
    }

    /// An attribute without a namespace.
    pub(super) fn says(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str())
    }
}

/// Whether an element can have this name, so that it can be answered by it: letters, digits and what stands between them.
fn is_name(local: &str) -> bool {
    let is_first = |sign: char| sign.is_alphabetic() || sign == '_';
    local.starts_with(is_first)
        && local.chars().all(|sign| is_first(sign) || sign.is_numeric() || matches!(sign, '-' | '.'))
}

fn begun(space: &ResolveResult<'_>, start: &BytesStart<'_>) -> Option<Element> {
    let space = match space {
        // Looked at before it is copied; a sign is written in six at most.
        ResolveResult::Bound(space) if space.0.len() > 6 * SPACE_MAX => return None,
        ResolveResult::Bound(space) => quick_xml::escape::unescape(space.0).ok()?.into_owned(),
        ResolveResult::Unbound => String::new(),
        ResolveResult::Unknown(_) => return None,
    };
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let name = attribute.key.local_name().into_inner().to_owned();
        let value = quick_xml::escape::unescape(&attribute.value).ok()?.into_owned();
        attributes.push((name, value));
    }
    let name = Name { space, local: start.local_name().into_inner().to_owned() };
    let is_space = name.space.len() <= SPACE_MAX && !name.space.chars().any(char::is_control);
    if !is_name(&name.local) || !is_space || RESERVED.contains(&name.space.as_str()) {
        return None;
    }
    Some(Element { name, attributes, text: String::new(), inner: Vec::new() })
}

/// Reads a body: its one element. Nothing where it is not well-formed, or more than there may be.
pub(super) fn read(body: &str) -> Option<Element> {
    let mut reader = NsReader::from_str(body);
    let (mut open, mut root): (Vec<Element>, Option<Element>) = (Vec::new(), None);
    let mut many = 0;
    loop {
        let (space, event) = reader.read_resolved_event().ok()?;
        let mut done = None;
        match event {
            Event::Start(start) if root.is_none() && open.len() < DEPTH_MAX => {
                open.push(begun(&space, &start)?)
            }
            Event::Empty(start) if root.is_none() && open.len() < DEPTH_MAX => {
                done = Some(begun(&space, &start)?)
            }
            Event::Start(_) | Event::Empty(_) | Event::DocType(_) => return None,
            Event::End(_) => done = Some(open.pop()?),
            Event::Text(text) => said(&mut open, &text.xml10_content()),
            Event::CData(text) => said(&mut open, &text.xml10_content()),
            Event::GeneralRef(name) => {
                let sign = name.resolve_char_ref().ok()?.map(String::from);
                let known = || resolve_predefined_entity(&name.xml10_content()).map(str::to_owned);
                said(&mut open, &sign.or_else(known)?);
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => return root.filter(|_| open.is_empty()),
        }
        if let Some(done) = done {
            many += 1;
            match open.last_mut() {
                Some(outer) => outer.inner.push(done),
                None => root = Some(done),
            }
        }
        if many > ELEMENTS_MAX {
            return None;
        }
    }
}

fn said(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// A text within XML.
pub(super) fn escaped(text: &str) -> String {
    let plain = |sign: &char| !sign.is_control() || matches!(sign, '\n' | '\t' | '\r');
    let mut out = String::with_capacity(text.len());
    for sign in text.chars().filter(plain) {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            sign => out.push(sign),
        }
    }
    out
}

/// An element of that name around what is written already.
pub(super) fn element(name: &Name, content: &str) -> String {
    let known = [(DAV, "D"), (CAL, "C"), (SERVER, "S"), (ICAL, "I")];
    let (tag, bound) = match known.iter().find(|(space, _)| *space == name.space) {
        Some((_, prefix)) => (format!("{prefix}:{}", name.local), String::new()),
        // Nothing is bound to no namespace (Namespaces in XML, 5): here what has no prefix is in none.
        None if name.space.is_empty() => (name.local.clone(), String::new()),
        None => (format!("x:{}", name.local), format!(" xmlns:x=\"{}\"", escaped(&name.space))),
    };
    if content.is_empty() { format!("<{tag}{bound}/>") } else { format!("<{tag}{bound}>{content}</{tag}>") }
}

/// A document of one element, with the namespaces that are used here.
pub(super) fn document(tag: &str, content: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{tag} xmlns:D=\"{DAV}\" xmlns:C=\"{CAL}\" xmlns:S=\"{SERVER}\" \
         xmlns:I=\"{ICAL}\">{content}</{tag}>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_a_tree_with_its_namespaces() {
        let body = "<?xml version=\"1.0\"?><propfind xmlns=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\"><prop>\
                    <getetag/><c:calendar-data><c:expand start=\"a&amp;b\"/></c:calendar-data></prop>&lt;&#x6587;</propfind>";
        let root = read(body).unwrap();
        assert!(root.name.is(DAV, "propfind"));
        assert_eq!(root.text, "<文");
        let data = root.find(DAV, "prop").unwrap().find(CAL, "calendar-data").unwrap();
        assert_eq!(data.find(CAL, "expand").unwrap().says("start"), Some("a&b"));
    }

    #[test]
    fn what_is_not_well_formed_or_too_much_is_no_body() {
        let deep = format!("{}{}", "<a>".repeat(40), "</a>".repeat(40));
        let wide = format!("<a>{}</a>", "<b/>".repeat(12_001));
        let spacious = |many: usize| format!("<a xmlns=\"{}\"><b/></a>", "n".repeat(many));
        assert!(read(&spacious(SPACE_MAX)).is_some());
        let far = spacious(SPACE_MAX + 1);
        let entity = "<!DOCTYPE a [<!ENTITY x \"yy\">]><a>&x;</a>";
        for body in [
            "",
            "<a\"b/>",
            "<1/>",
            "<xml:a/>",
            "<a>",
            "<a></b>",
            "<a/><a/>",
            "<p:a/>",
            "<a>&x;</a>",
            entity,
            &deep,
            &wide,
            &far,
        ] {
            assert!(read(body).is_none(), "{}", &body[..body.len().min(60)]);
        }
    }

    #[test]
    fn fuzz_dav_xml() {
        let body = "<?xml version=\"1.0\"?><D:propfind xmlns:D=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\"><D:prop>\
                    <D:getetag/><c:calendar-data><c:expand start=\"a&amp;b\"/></c:calendar-data></D:prop>&lt;&#x6587;</D:propfind>";
        let size = |root: &Element| {
            let (mut many, mut deep, mut open) = (0_usize, 0_usize, vec![(root, 1_usize)]);
            while let Some((one, depth)) = open.pop() {
                (many, deep) = (many + 1, deep.max(depth));
                open.extend(one.inner.iter().map(|inner| (inner, depth + 1)));
            }
            (many, deep)
        };
        fuzz::Fuzz::new(env!("CARGO_MANIFEST_DIR"), "dav_xml", fuzz::Change::Bytes)
            .seeds([body, "<a xmlns='b'><![CDATA[c]]><!-- d --></a>", "<a>&x;</a>"])
            .words(&[
                "<a>",
                "</a>",
                "<!DOCTYPE",
                "<![CDATA[",
                "&#",
                ";",
                " xmlns:x=\"y\"",
                "<x:b/>",
                "<?",
                "-->",
            ])
            .run(|input| {
                let root = read(std::str::from_utf8(input).ok()?)?;
                let (many, deep) = size(&root);
                assert!(many <= ELEMENTS_MAX + 1 && deep <= DEPTH_MAX);
                // Whatever it is called and says can be answered: it is read again.
                let answer = document("D:x", &element(&root.name, &escaped(&root.text)));
                let again = read(&answer).unwrap();
                assert_eq!(again.inner.first().map(|one| &one.name), Some(&root.name));
                Some((many.min(20), deep))
            });
    }

    #[test]
    fn a_property_that_nobody_knows_is_named_as_it_was_asked() {
        assert_eq!(element(&Name::new("urn:\"x", "odd"), ""), "<x:odd xmlns:x=\"urn:&quot;x\"/>");
        assert_eq!(element(&Name::new("", "odd"), "a"), "<odd>a</odd>");
        assert_eq!(element(&Name::new(DAV, "href"), &escaped("/a&b")), "<D:href>/a&amp;b</D:href>");
    }
}

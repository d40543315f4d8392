//! The few elements that are read of what a camera says in XML. Nothing in it is followed: no entity, no address, no declaration.

/// Bytes of a document that are looked at; an event has two or three thousand.
const DOCUMENT_MAX: usize = 64 * 1024;
/// Characters of a value.
const VALUE_MAX: usize = 100;

/// The document that begins with an element of this name, wherever in the body it stands: cameras send it alone, or as a part
/// beside their pictures.
pub(super) fn document(body: &[u8], root: &str) -> Option<String> {
    let opening = format!("<{root}");
    let begins = body.windows(opening.len()).position(|bytes| bytes == opening.as_bytes())?;
    let rest = &body[begins..body.len().min(begins + DOCUMENT_MAX)];
    let closing = format!("</{root}>");
    let ends = rest.windows(closing.len()).position(|bytes| bytes == closing.as_bytes())?;
    Some(String::from_utf8_lossy(&rest[..ends]).into_owned())
}

/// What stands in the first element of this name, up to where it ends.
pub(super) fn inside<'a>(document: &'a str, name: &str) -> Option<&'a str> {
    let mut from = 0;
    loop {
        let at = from + document[from..].find(name)?;
        from = at + name.len();
        // `<licensePlate>` is not `<originalLicensePlate>` and no `</licensePlate>`.
        if !document[..at].ends_with('<') {
            continue;
        }
        let rest = &document[from..];
        let first = rest.chars().next()?;
        if first != '>' && !first.is_whitespace() {
            continue;
        }
        let body = &rest[rest.find('>')? + 1..];
        return Some(&body[..body.find(&format!("</{name}>"))?]);
    }
}

/// The value of the first element of this name.
pub(super) fn value(document: &str, name: &str) -> Option<String> {
    let text = inside(document, name)?.trim();
    (!text.is_empty() && !text.contains('<')).then(|| text.chars().take(VALUE_MAX).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_is_found_by_its_whole_name() {
        let text = "<ANPR><originalLicensePlate>X</originalLicensePlate><licensePlate a=\"b\"> 京A12345 </licensePlate>\
                    <line>1</line></ANPR>";
        assert_eq!(value(text, "licensePlate").as_deref(), Some("京A12345"));
        assert_eq!(value(text, "line").as_deref(), Some("1"));
        assert_eq!(value(text, "ANPR"), None, "what holds others has no value");
        assert!(inside(text, "ANPR").is_some_and(|inner| inner.ends_with("</line>")));
        for broken in ["<line>1", "<line", "line>1</line>", "<>", "", "<line"] {
            assert_eq!(value(broken, "line"), None, "{broken}");
        }
    }
}

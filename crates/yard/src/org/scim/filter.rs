//! Filters (RFC 7644, 3.4.2.2): read within bounds, and asked of one resource.

use serde_json::Value;
use std::cmp::Ordering;

use super::schema::{ENTERPRISE, GROUP, USER};
use super::wrong::{Kind as Why, Wrong};

/// Bytes of a filter, and of a path.
const LENGTH_MAX: usize = 2_000;
/// Brackets within one another.
const DEPTH_MAX: usize = 12;
/// Tests of one filter.
const TESTS_MAX: usize = 64;

/// Names an attribute, and one of its parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Place {
    /// Of the extension of companies.
    pub extension: bool,
    pub name: String,
    pub part: Option<String>,
}

/// How two values are held against each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Test {
    Eq,
    Ne,
    Co,
    Sw,
    Ew,
    Gt,
    Ge,
    Lt,
    Le,
}

/// A filter.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Filter {
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Not(Box<Self>),
    Present(Place),
    Is(Place, Test, Value),
    /// One of the values of an attribute is so.
    Has(Place, Box<Self>),
}

fn no(said: &str) -> Wrong {
    Wrong::bad(Why::InvalidFilter, said)
}

#[derive(Clone, PartialEq, Debug)]
enum Token {
    Open,
    Close,
    Begin,
    End,
    Word(String),
    Value(Value),
    /// What stands behind a `]`: the part that is meant.
    Part(String),
}

fn tokens(text: &str) -> Result<Vec<Token>, Wrong> {
    let (bytes, mut at, mut found) = (text.as_bytes(), 0, Vec::new());
    while let Some(byte) = bytes.get(at) {
        let one = match byte {
            b' ' | b'\t' => {
                at += 1;
                continue;
            }
            b'(' => Token::Open,
            b')' => Token::Close,
            b'[' => Token::Begin,
            b']' => Token::End,
            b'"' => {
                let end = quoted(bytes, at)?;
                let value = serde_json::from_str(text.get(at..end).unwrap_or_default())
                    .map_err(|_| no("a text that is none"))?;
                at = end;
                found.push(Token::Value(value));
                continue;
            }
            _ => {
                let rest = bytes.get(at..).unwrap_or_default();
                let end = rest.iter().position(|byte| b" \t()[]\"".contains(byte)).unwrap_or(rest.len());
                let word = text.get(at..at + end).unwrap_or_default();
                at += end;
                found.push(match word.strip_prefix('.') {
                    Some(part) if found.last() == Some(&Token::End) => Token::Part(part.to_owned()),
                    _ => literal(word),
                });
                continue;
            }
        };
        at += 1;
        found.push(one);
    }
    Ok(found)
}

/// Where a text in quotation marks ends.
fn quoted(bytes: &[u8], from: usize) -> Result<usize, Wrong> {
    let mut at = from + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return Ok(at + 1),
            _ => at += 1,
        }
    }
    Err(no("a text without its end"))
}

fn literal(word: &str) -> Token {
    match word {
        "true" => Token::Value(Value::Bool(true)),
        "false" => Token::Value(Value::Bool(false)),
        "null" => Token::Value(Value::Null),
        word if word.starts_with(|sign: char| sign.is_ascii_digit() || sign == '-') => {
            serde_json::from_str(word).map_or_else(|_| Token::Word(word.to_owned()), Token::Value)
        }
        word => Token::Word(word.to_owned()),
    }
}

/// The place that a word names.
///
/// # Errors
/// That it is none.
pub(super) fn place(word: &str) -> Result<Place, Wrong> {
    let (mut extension, mut rest) = (false, word);
    for urn in [ENTERPRISE, USER, GROUP] {
        let head = word.get(..urn.len()).is_some_and(|head| head.eq_ignore_ascii_case(urn));
        let after = word.get(urn.len()..).unwrap_or_default();
        if head && (after.is_empty() || after.starts_with(':')) {
            extension = urn == ENTERPRISE;
            rest = after.strip_prefix(':').unwrap_or_default();
            break;
        }
    }
    if extension && rest.is_empty() {
        return Ok(Place { extension: false, name: ENTERPRISE.to_owned(), part: None });
    }
    let (name, part) = match rest.split_once('.') {
        Some((name, part)) => (name, Some(part)),
        None => (rest, None),
    };
    let is_name = |name: &str| {
        let inner = |sign: char| sign.is_ascii_alphanumeric() || "-_$".contains(sign);
        name.starts_with(|sign: char| sign.is_ascii_alphabetic() || sign == '$') && name.chars().all(inner)
    };
    if !is_name(name) || part.is_some_and(|part| !is_name(part)) {
        return Err(Wrong::bad(Why::InvalidPath, "this names no attribute"));
    }
    Ok(Place { extension, name: name.to_owned(), part: part.map(str::to_owned) })
}

struct Reader {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    tests: usize,
}

impl Reader {
    fn is_next(&mut self, word: &str) -> bool {
        matches!(self.tokens.peek(), Some(Token::Word(next)) if next.eq_ignore_ascii_case(word))
    }

    fn either(&mut self, depth: usize) -> Result<Filter, Wrong> {
        let mut left = self.both(depth)?;
        while self.is_next("or") {
            self.tokens.next();
            left = Filter::Or(Box::new(left), Box::new(self.both(depth)?));
        }
        Ok(left)
    }

    fn both(&mut self, depth: usize) -> Result<Filter, Wrong> {
        let mut left = self.one(depth)?;
        while self.is_next("and") {
            self.tokens.next();
            left = Filter::And(Box::new(left), Box::new(self.one(depth)?));
        }
        Ok(left)
    }

    fn one(&mut self, depth: usize) -> Result<Filter, Wrong> {
        if depth > DEPTH_MAX {
            return Err(no("too many brackets within one another"));
        }
        match self.tokens.next() {
            Some(Token::Open) => self.within(depth, &Token::Close),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("not") => {
                if self.tokens.next() != Some(Token::Open) {
                    return Err(no("behind `not` stands a bracket"));
                }
                Ok(Filter::Not(Box::new(self.within(depth, &Token::Close)?)))
            }
            Some(Token::Word(word)) => self.test(depth, &word),
            _ => Err(no("a test begins with an attribute")),
        }
    }

    fn within(&mut self, depth: usize, end: &Token) -> Result<Filter, Wrong> {
        let inner = self.either(depth + 1)?;
        if self.tokens.next().as_ref() == Some(end) {
            Ok(inner)
        } else {
            Err(no("a bracket without its end"))
        }
    }

    fn test(&mut self, depth: usize, word: &str) -> Result<Filter, Wrong> {
        self.tests += 1;
        if self.tests > TESTS_MAX {
            return Err(no("too many tests"));
        }
        let place = place(word).map_err(|_| no("this names no attribute"))?;
        if self.tokens.peek() == Some(&Token::Begin) {
            self.tokens.next();
            return Ok(Filter::Has(place, Box::new(self.within(depth, &Token::End)?)));
        }
        let Some(Token::Word(how)) = self.tokens.next() else { return Err(no("a test without its word")) };
        let how = match how.to_ascii_lowercase().as_str() {
            "pr" => return Ok(Filter::Present(place)),
            "eq" => Test::Eq,
            "ne" => Test::Ne,
            "co" => Test::Co,
            "sw" => Test::Sw,
            "ew" => Test::Ew,
            "gt" => Test::Gt,
            "ge" => Test::Ge,
            "lt" => Test::Lt,
            "le" => Test::Le,
            _ => return Err(no("a test that is none")),
        };
        let Some(Token::Value(value)) = self.tokens.next() else {
            return Err(no("a test without its value"));
        };
        let orders = matches!(how, Test::Gt | Test::Ge | Test::Lt | Test::Le);
        let fits = matches!(how, Test::Eq | Test::Ne) || value.is_string() || (orders && value.is_number());
        if fits { Ok(Filter::Is(place, how, value)) } else { Err(no("this value is not ordered")) }
    }
}

fn reader(text: &str) -> Result<Reader, Wrong> {
    if text.len() > LENGTH_MAX {
        return Err(no("a filter has 2000 bytes at most"));
    }
    Ok(Reader { tokens: tokens(text)?.into_iter().peekable(), tests: 0 })
}

/// Reads a filter.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(text: &str) -> Result<Filter, Wrong> {
    let mut reader = reader(text)?;
    let filter = reader.either(0)?;
    if reader.tokens.next().is_some() { Err(no("more than a filter")) } else { Ok(filter) }
}

/// What a change is of (RFC 7644, 3.5.2): an attribute, which of its values, and which part of them.
pub(super) struct Target {
    pub place: Place,
    pub which: Option<Filter>,
}

/// Reads the path of a change.
///
/// # Errors
/// That it names nothing.
pub(super) fn target(text: &str) -> Result<Target, Wrong> {
    let mut reader = reader(text)?;
    let nothing = || Wrong::bad(Why::InvalidPath, "this path names nothing");
    let Some(Token::Word(word)) = reader.tokens.next() else { return Err(nothing()) };
    let mut place = place(&word)?;
    let mut which = None;
    if reader.tokens.peek() == Some(&Token::Begin) {
        reader.tokens.next();
        which = Some(reader.within(0, &Token::End)?);
        if let Some(Token::Part(part)) = reader.tokens.peek() {
            place.part = Some(part.clone());
            reader.tokens.next();
        }
    }
    if reader.tokens.next().is_some() { Err(nothing()) } else { Ok(Target { place, which }) }
}

/// A field of an object, whatever the case of its letters.
pub(super) fn field<'v>(of: &'v Value, name: &str) -> Option<&'v Value> {
    of.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

impl Place {
    /// What stands there; of several values each.
    pub(super) fn values<'v>(&self, of: &'v Value) -> Vec<&'v Value> {
        let of = if self.extension { field(of, ENTERPRISE) } else { Some(of) };
        let Some(found) = of.and_then(|of| field(of, &self.name)) else { return Vec::new() };
        let each: Vec<&Value> = match found {
            Value::Array(values) => values.iter().collect(),
            one => vec![one],
        };
        let Some(part) = &self.part else { return each };
        each.into_iter().filter_map(|one| field(one, part)).collect()
    }

    fn is_exact(&self) -> bool {
        ["id", "externalId", "members"].iter().any(|name| self.name.eq_ignore_ascii_case(name))
    }
}

impl Filter {
    /// Whether a resource is so.
    pub(super) fn fits(&self, of: &Value) -> bool {
        match self {
            Self::And(one, other) => one.fits(of) && other.fits(of),
            Self::Or(one, other) => one.fits(of) || other.fits(of),
            Self::Not(inner) => !inner.fits(of),
            Self::Present(place) => !place.values(of).is_empty(),
            Self::Has(place, inner) => place.values(of).into_iter().any(|one| inner.fits(one)),
            Self::Is(place, Test::Ne, value) => {
                !place.values(of).into_iter().any(|one| is(one, Test::Eq, value, place.is_exact()))
            }
            Self::Is(place, Test::Eq, Value::Null) => place.values(of).is_empty(),
            Self::Is(place, test, value) => {
                place.values(of).into_iter().any(|one| is(one, *test, value, place.is_exact()))
            }
        }
    }

    /// The text that an attribute has to be, where the filter is for that alone or for that and more.
    pub(super) fn named(&self, name: &str) -> Option<&str> {
        match self {
            Self::And(one, other) => one.named(name).or_else(|| other.named(name)),
            Self::Is(place, Test::Eq, Value::String(text))
                if place.part.is_none() && !place.extension && place.name.eq_ignore_ascii_case(name) =>
            {
                Some(text)
            }
            _ => None,
        }
    }
}

/// Whether one value stands so to another. Of something with parts its value is meant.
fn is(one: &Value, test: Test, other: &Value, exact: bool) -> bool {
    let one = if one.is_object() { field(one, "value").unwrap_or(one) } else { one };
    let (Value::String(one), Value::String(other)) = (one, other) else {
        let ordered = one.as_f64().zip(other.as_f64()).and_then(|(one, other)| one.partial_cmp(&other));
        return match test {
            Test::Eq => one == other,
            _ => ordered.is_some_and(|order| fits(order, test)),
        };
    };
    let fold = |text: &str| if exact { text.to_owned() } else { text.to_lowercase() };
    let (one, other) = (fold(one), fold(other));
    match test {
        Test::Eq => one == other,
        Test::Co => one.contains(&other),
        Test::Sw => one.starts_with(&other),
        Test::Ew => one.ends_with(&other),
        _ => fits(one.cmp(&other), test),
    }
}

fn fits(order: Ordering, test: Test) -> bool {
    match test {
        Test::Gt => order.is_gt(),
        Test::Ge => order.is_ge(),
        Test::Lt => order.is_lt(),
        Test::Le => order.is_le(),
        _ => order.is_eq(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn so(text: &str) -> bool {
        let user = json!({
            "userName": "BJensen", "active": true, "title": "Tour Guide", "externalId": "A1",
            "name": { "familyName": "O'Malley" },
            "emails": [{ "type": "work", "value": "bjensen@example.com" }, { "type": "home", "value": "b@home.example" }],
            "meta": { "lastModified": "2026-05-13T04:42:34.000Z" },
            ENTERPRISE: { "organization": "四合院" },
        });
        read(text).unwrap().fits(&user)
    }

    #[test]
    fn filters_of_the_standard_are_understood() {
        for yes in [
            "userName eq \"bjensen\"",
            "name.familyName co \"O'Malley\"",
            "urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"B\"",
            "title pr and not (title eq \"x\")",
            "meta.lastModified gt \"2011-05-13T04:42:34Z\"",
            "emails[type eq \"work\" and value co \"@example.com\"]",
            "emails.type eq \"home\"",
            "emails co \"home.example\"",
            "userName eq \"x\" or active eq true and title pr",
            "USERNAME Eq \"bjensen\"",
            "nothing eq null",
            "title ew \"guide\"",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization eq \"四合院\"",
        ] {
            assert!(so(yes), "{yes}");
        }
        for no in [
            "userName ne \"bjensen\"",
            "externalId eq \"a1\"",
            "emails[type eq \"work\" and value co \"home\"]",
            "active eq false",
            "not (userName pr)",
            "nothing pr",
            "title lt \"a\"",
        ] {
            assert!(!so(no), "{no}");
        }
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        let (deep, many) = ("(".repeat(40), vec!["a pr"; 65].join(" or "));
        let long = format!("a eq \"{}\"", "x".repeat(2_000));
        for text in [
            "",
            "userName",
            "userName eq",
            "userName eq \"x",
            "userName xx \"y\"",
            "(userName pr",
            "userName pr)",
            "not userName pr",
            "emails[type pr",
            "active gt true",
            "a..b pr",
            "and",
            "\"x\" eq a",
            deep.as_str(),
            many.as_str(),
            long.as_str(),
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn paths_name_an_attribute_its_values_and_a_part() {
        let one = target("emails[type eq \"work\"].value").unwrap();
        assert_eq!((one.place.name.as_str(), one.place.part.as_deref()), ("emails", Some("value")));
        assert!(one.which.is_some());
        assert_eq!(target(ENTERPRISE).unwrap().place.name, ENTERPRISE);
        assert!(target(&format!("{ENTERPRISE}:organization")).unwrap().place.extension);
        for text in ["", "emails[", "emails[type pr]x", "a b", "1", "emails[type pr].value.more"] {
            let read = target(text);
            assert!(read.is_err() || read.unwrap().place.part.as_deref() == Some("value.more"), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// Driven with what strangers could send: it is read or refused, and asked without harm.
        #[test]
        fn whatever_is_sent_is_read_or_refused(text in "([a-z]{1,3}|eq|pr|and|or|not|\\(|\\)|\\[|\\]|\"|\\\\|\\.|:|1|true| |é){0,40}") {
            if let Ok(filter) = read(&text) {
                filter.fits(&json!({ "a": [{ "b": 1 }, "x"], "ab": "é" }));
            }
            drop(target(&text));
        }
    }
}

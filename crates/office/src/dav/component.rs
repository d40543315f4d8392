//! What stands in a calendar file, as a tree (RFC 5545, 3.4 and 3.6): for looking whether something is said in it, and for sending a
//! part of it.

use yard::ical::folded;

use crate::calendar::ical::{Line, line, unfolded};

/// Lines of a file, and how deep its components stand, at most.
const LINES_MAX: usize = 20_000;
const DEPTH_MAX: usize = 6;
/// Signs of a number of an entry.
const UID_MAX: usize = 200;

/// A component with its lines and what stands within it.
pub(super) struct Component {
    pub name: String,
    pub lines: Vec<(Line, String)>,
    pub inner: Vec<Component>,
}

impl Component {
    /// Reads a file: its one calendar. Nothing where it is none.
    pub(super) fn read(file: &str) -> Option<Self> {
        let (mut open, mut root): (Vec<Self>, Option<Self>) = (Vec::new(), None);
        for (many, text) in unfolded(file).lines().filter(|text| !text.trim().is_empty()).enumerate() {
            let one = line(text)?;
            if many > LINES_MAX || open.len() > DEPTH_MAX || root.is_some() {
                return None;
            }
            let value = one.value.trim().to_ascii_uppercase();
            match one.name.as_str() {
                "BEGIN" => open.push(Self { name: value, lines: Vec::new(), inner: Vec::new() }),
                "END" => {
                    let done = open.pop().filter(|done| done.name == value)?;
                    match open.last_mut() {
                        Some(outer) => outer.inner.push(done),
                        None => root = Some(done),
                    }
                }
                _ => open.last_mut()?.lines.push((one, text.to_owned())),
            }
        }
        root.filter(|root| root.name == "VCALENDAR" && open.is_empty())
    }

    /// Whether each number in it is one that the house can keep.
    pub(super) fn is_numbered_within(&self) -> bool {
        self.inner.iter().filter_map(|one| one.find("UID")).all(|line| line.value.chars().count() <= UID_MAX)
    }

    /// The first line of that name.
    pub(super) fn find(&self, name: &str) -> Option<&Line> {
        self.lines.iter().map(|(line, _)| line).find(|line| line.name == name)
    }

    /// The components of that name within it.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.inner.iter().filter(move |one| one.name == name)
    }

    /// As a file has it: of these lines and components only, where any are wished.
    pub(super) fn written(&self, wished: &Part) -> String {
        let mut out = format!("BEGIN:{}\r\n", self.name);
        for (line, text) in &self.lines {
            if wished.lines.as_ref().is_none_or(|lines| lines.contains(&line.name)) {
                out.push_str(&(folded(text) + "\r\n"));
            }
        }
        for one in &self.inner {
            match &wished.inner {
                None => out.push_str(&one.written(&Part::default())),
                Some(parts) => {
                    let part = parts.iter().find(|(name, _)| *name == one.name);
                    out.push_str(&part.map(|(_, part)| one.written(part)).unwrap_or_default());
                }
            }
        }
        out + "END:" + &self.name + "\r\n"
    }
}

/// Which lines and components of one are wished; all where nothing is said.
#[derive(Default)]
pub(super) struct Part {
    pub lines: Option<Vec<String>>,
    pub inner: Option<Vec<(String, Part)>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fuzz_calendar_tree() {
        let file = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:one\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:one\r\n\
                    RECURRENCE-ID;X=\"a:b\":20261201T090000Z\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        fuzz::Fuzz::new(env!("CARGO_MANIFEST_DIR"), "calendar_tree", fuzz::Change::Bytes)
            .seeds([file])
            .words(&[
                "\r\n",
                " ",
                "BEGIN:VEVENT\r\n",
                "END:VEVENT\r\n",
                "STATUS:CANCELLED\r\n",
                ";RANGE=THISANDFUTURE",
                ":",
            ])
            .run(|input| {
                let root = Component::read(std::str::from_utf8(input).ok()?)?;
                let written = root.written(&Part::default());
                let again = Component::read(&written).map(|again| again.written(&Part::default()));
                assert_eq!(again.as_ref(), Some(&written));
                Some(written.len())
            });
    }

    #[test]
    fn a_file_is_a_tree_and_a_part_of_it_can_be_sent() {
        let file = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:one\r\nSUMMARY:long\r\n er\r\n\
                    BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let root = Component::read(file).unwrap();
        let event = root.all("VEVENT").next().unwrap();
        assert_eq!(event.find("SUMMARY").unwrap().value, "longer");
        assert_eq!(event.all("VALARM").count(), 1);
        let part = Part {
            lines: None,
            inner: Some(vec![(
                "VEVENT".to_owned(),
                Part { lines: Some(vec!["UID".to_owned()]), inner: Some(Vec::new()) },
            )]),
        };
        assert_eq!(
            root.written(&part),
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:one\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        );
        for broken in [
            "",
            "BEGIN:VCALENDAR\r\n",
            "BEGIN:VEVENT\r\nEND:VEVENT\r\n",
            "no line",
            "BEGIN:VCALENDAR\nEND:X\n",
        ] {
            assert!(Component::read(broken).is_none(), "{broken}");
        }
    }
}

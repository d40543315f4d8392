//! Lines of a calendar file (RFC 5545, 3.1): each whole, with its name, its parameters and its value.

/// A line of a file: its name, what it says of its value, and that.
pub(crate) struct Line {
    pub name: String,
    pub parameters: Vec<(String, String)>,
    pub value: String,
}

/// Reads a line that is folded no longer.
pub(crate) fn line(text: &str) -> Option<Line> {
    // A colon within quotes belongs to a parameter.
    let mut is_quoted = false;
    let colon = text.char_indices().find(|(_, sign)| {
        is_quoted ^= *sign == '"';
        *sign == ':' && !is_quoted
    });
    let (head, value) = text.split_at_checked(colon?.0)?;
    let mut parts = head.split(';');
    let name = parts.next()?.trim().to_ascii_uppercase();
    let parameter = |part: &str| {
        let (name, value) = part.split_once('=')?;
        Some((name.to_ascii_uppercase(), value.trim_matches('"').to_owned()))
    };
    Some(Line { name, parameters: parts.filter_map(parameter).collect(), value: value[1..].to_owned() })
}

impl Line {
    pub(crate) fn says(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str())
    }
}

/// What the form marked is itself again.
pub(crate) fn unmarked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => match signs.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(sign) => out.push(sign),
                None => {}
            },
            sign => out.push(sign),
        }
    }
    out
}

/// The lines of a file, each whole.
pub(crate) fn unfolded(file: &str) -> String {
    file.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "")
}

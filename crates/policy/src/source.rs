//! Where the policy's data is read from: built into the program, or a folder (for tests and for drafts).

use std::path::Path;

use crate::mistake::Mistake;

/// The files of `policy/`, by name.
pub(crate) struct Source(Vec<(String, String)>);

/// The files that every policy has, beside its profiles.
pub(crate) const FILES: [&str; 7] = [
    "categories.toml",
    "purposes.toml",
    "retention.toml",
    "recipients.toml",
    "numbers.toml",
    "text/words.toml",
    "text/policy.toml",
];

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../policy/", $name)))),*]
    };
}

/// What the program was built with.
const EMBEDDED: &[(&str, &str)] = embedded![
    "categories.toml",
    "purposes.toml",
    "retention.toml",
    "recipients.toml",
    "numbers.toml",
    "text/words.toml",
    "text/policy.toml",
    "profiles/courtyard.toml",
    "profiles/jujiabao.toml",
    "profiles/huiketing.toml",
    "profiles/yunzhijia.toml",
    "profiles/anju.toml",
    "profiles/duban.toml",
];

impl Source {
    /// The data that the program was built with.
    pub(crate) fn embedded() -> Source {
        Source(EMBEDDED.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
    }

    /// The data in a folder laid out like `policy/`.
    pub(crate) fn folder(folder: &Path) -> Result<Source, Vec<Mistake>> {
        let mut names: Vec<String> = FILES.iter().map(|name| (*name).to_owned()).collect();
        let listed =
            std::fs::read_dir(folder.join("profiles")).map_err(|why| vec![unreadable("profiles", &why)])?;
        for entry in listed.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".toml") {
                names.push(format!("profiles/{name}"));
            }
        }
        names.sort();
        let mut files = Vec::new();
        let mut mistakes = Vec::new();
        for name in names {
            match std::fs::read_to_string(folder.join(&name)) {
                Ok(text) => files.push((name, text)),
                Err(why) => mistakes.push(unreadable(&name, &why)),
            }
        }
        if mistakes.is_empty() { Ok(Source(files)) } else { Err(mistakes) }
    }

    /// The text of a file, if it exists.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str())
    }

    /// The names of the profiles there are, sorted.
    pub(crate) fn profiles(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .0
            .iter()
            .filter_map(|(name, _)| name.strip_prefix("profiles/")?.strip_suffix(".toml"))
            .collect();
        names.sort_unstable();
        names
    }
}

fn unreadable(name: &str, why: &std::io::Error) -> Mistake {
    Mistake { file: name.to_owned(), line: 0, what: format!("cannot be read: {why}") }
}

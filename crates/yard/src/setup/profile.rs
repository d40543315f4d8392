//! The profile is chosen once: the file `profile` in the data folder remembers it.

use ground::{Because, Fault};
use policy::Policy;
use std::io::Write;
use std::path::Path;

/// The profile of a house that was told nothing.
pub const DEFAULT: &str = "courtyard";
const FILE: &str = "profile";

/// The profile that the data folder remembers.
///
/// # Errors
/// A fault where the file cannot be read or names a profile that this program does not have.
pub fn remembered(data: &Path) -> Result<Option<String>, Fault> {
    let text = match std::fs::read_to_string(data.join(FILE)) {
        Ok(text) => text.trim().to_owned(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Fault::caused("reading the file `profile`", error)),
    };
    if Policy::profiles().contains(&text) {
        Ok(Some(text))
    } else {
        Err(Fault::new(format!(
            "the data folder remembers the profile `{text}`, which this program does not have"
        )))
    }
}

/// Remembers a profile; it is on the disk when this returns.
///
/// # Errors
/// A fault where the file cannot be written.
pub fn remember(data: &Path, profile: &str) -> Result<(), Fault> {
    let (fresh, file) = (data.join("profile.new"), data.join(FILE));
    let mut out = std::fs::File::create(&fresh).because("writing the file `profile`")?;
    out.write_all(format!("{profile}\n").as_bytes()).because("writing the file `profile`")?;
    out.sync_all().because("writing the file `profile`")?;
    std::fs::rename(&fresh, &file).because("writing the file `profile`")?;
    std::fs::File::open(data).and_then(|folder| folder.sync_all()).because("writing the file `profile`")
}

/// The profile to start under: what is remembered; else what is asked for; else the default.
///
/// # Errors
/// A fault where another one is asked for than is remembered, or one that this program does not have.
pub fn settle(data: &Path, asked: Option<&str>) -> Result<String, Fault> {
    let asked = match asked {
        Some(asked) if !Policy::profiles().iter().any(|known| known == asked) => {
            let known = Policy::profiles().join(", ");
            return Err(Fault::new(format!("there is no profile `{asked}`; there are {known}")));
        }
        other => other,
    };
    match (remembered(data)?, asked) {
        (Some(known), Some(asked)) if known != asked => Err(Fault::new(format!(
            "this data folder belongs to a house with the profile `{known}`; it does not start as `{asked}`"
        ))),
        (Some(known), _) => Ok(known),
        (None, asked) => Ok(asked.unwrap_or(DEFAULT).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_house_keeps_the_profile_it_was_set_up_with() {
        let data = tempfile::tempdir().unwrap();
        assert_eq!(settle(data.path(), None).unwrap(), "courtyard");
        assert_eq!(settle(data.path(), Some("jujiabao")).unwrap(), "jujiabao");
        assert!(settle(data.path(), Some("nowhere")).is_err());
        remember(data.path(), "huiketing").unwrap();
        assert_eq!(settle(data.path(), None).unwrap(), "huiketing");
        assert_eq!(settle(data.path(), Some("huiketing")).unwrap(), "huiketing");
        assert!(settle(data.path(), Some("courtyard")).is_err());
        remember(data.path(), "gone").unwrap();
        assert!(settle(data.path(), None).is_err());
    }
}

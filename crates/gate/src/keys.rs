//! Where the keys lie: beside the data, never inside them, so that a copy of the data alone opens nothing.

use ground::config::Config;
use ground::{Because, Fault};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Where houses kept their keys before they lay beside the data.
const INSIDE: &str = "keys";
/// What a keys folder that is in use holds.
const IN_USE: &str = "keys.db";

/// The folder of the keys: what is set; where nothing is, beside the data; or inside them, where an older house has
/// them still.
///
/// # Errors
/// A fault where keys lie in both places, or where the data folder has nothing beside it.
pub fn find(config: &Config, data: &Path) -> Result<PathBuf, Fault> {
    if let Some(folder) = &config.keys.folder {
        return Ok(folder.clone());
    }
    let (inside, beside) = (data.join(INSIDE), beside(data)?);
    match (inside.join(IN_USE).exists(), beside.join(IN_USE).exists()) {
        (true, true) => Err(Fault::new(format!(
            "there are keys in {} and in {}: say by keys.folder which are this house's, or take the others away",
            inside.display(),
            beside.display()
        ))),
        (true, false) => Ok(inside),
        (false, _) => Ok(beside),
    }
}

/// The same when the house starts: whoever runs it is told where keys lie among the data, and how to move them.
///
/// # Errors
/// As [`find`].
pub fn settle(config: &Config, data: &Path) -> Result<PathBuf, Fault> {
    let folder = find(config, data)?;
    if lies_inside(&folder, data) {
        let (from, to) = (folder.display().to_string(), beside(data)?.display().to_string());
        tracing::warn!(
            folder = from,
            "the keys lie among the data: whoever copies the data has both. Stop the house, run `mv {from} {to}`{}, and \
             start it again",
            if config.keys.folder.is_some() { " and clear keys.folder" } else { "" }
        );
    }
    Ok(folder)
}

/// The data folder's name with `.keys`, beside it.
fn beside(data: &Path) -> Result<PathBuf, Fault> {
    let named = if data.file_name().is_some() {
        data.to_owned()
    } else {
        data.canonicalize().because("finding the data folder")?
    };
    let Some(name) = named.file_name() else {
        return Err(Fault::new("there is nothing beside the data folder: set keys.folder"));
    };
    let mut name = OsString::from(name);
    name.push(".keys");
    Ok(named.with_file_name(name))
}

fn lies_inside(folder: &Path, data: &Path) -> bool {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    whole(folder).starts_with(whole(data))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        std::fs::create_dir_all(&data).unwrap();
        (folder, data)
    }

    fn put_keys(folder: &Path) {
        std::fs::create_dir_all(folder).unwrap();
        std::fs::write(folder.join(IN_USE), b"").unwrap();
    }

    #[test]
    fn a_new_house_keeps_its_keys_beside_the_data() {
        let (folder, data) = place();
        let found = settle(&Config::default(), &data).unwrap();
        assert_eq!(found, folder.path().join("data.keys"));
        assert!(!lies_inside(&found, &data));
        assert_eq!(find(&Config::default(), &data.join("")).unwrap(), found, "with a slash behind it, too");
    }

    #[test]
    fn an_older_house_keeps_them_where_they_are() {
        let (_folder, data) = place();
        put_keys(&data.join("keys"));
        let found = settle(&Config::default(), &data).unwrap();
        assert_eq!(found, data.join("keys"));
        assert!(lies_inside(&found, &data));
    }

    #[test]
    fn keys_in_both_places_are_not_guessed_about() {
        let (folder, data) = place();
        put_keys(&data.join("keys"));
        put_keys(&folder.path().join("data.keys"));
        assert!(find(&Config::default(), &data).unwrap_err().chain().contains("keys.folder"));
        let mut config = Config::default();
        config.keys.folder = Some(folder.path().join("data.keys"));
        assert_eq!(find(&config, &data).unwrap(), folder.path().join("data.keys"));
    }

    #[test]
    fn a_folder_that_is_only_a_dot_has_a_name_all_the_same() {
        assert!(beside(Path::new(".")).unwrap().to_string_lossy().ends_with(".keys"));
        assert!(beside(Path::new("/")).is_err());
    }
}

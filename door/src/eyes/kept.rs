//! The templates that lie here: each in a file of its own, sealed by a key that follows from the agent's own.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use faces::Template;
use pass::FaceId;

use crate::disk::{Disk as _, Folder};

/// With the nets by which templates are made: those of others are not compared, and are made anew.
const SEALED_FOR: &[u8] = b"courtyard door face 1 MobileFaceNet\0";

/// Where the templates lie below the folder of the state.
#[must_use]
pub fn at(state: &Path) -> PathBuf {
    state.join("faces")
}

/// Removes all that lie here, for a box that has no eyes any more; `false` where it never had any.
///
/// # Errors
/// When the disk fails: then it is not known what is there.
pub fn forget(state: &Path) -> io::Result<bool> {
    let at = at(state);
    if !at.try_exists()? {
        return Ok(false);
    }
    let mut folder = Folder::at(&at)?;
    for name in folder.names()? {
        folder.leave(&name)?;
    }
    folder.settle()?;
    Ok(true)
}

/// The templates.
pub struct Kept {
    folder: Folder,
    key: RandomizedNonceKey,
    known: BTreeMap<FaceId, Template>,
}

fn failed(_: aws_lc_rs::error::Unspecified) -> io::Error {
    io::Error::other("sealing a template")
}

fn bound_to(face: FaceId) -> Aad<Vec<u8>> {
    Aad::from([SEALED_FOR, face.bytes()].concat())
}

impl Kept {
    /// Reads what is there. What does not open is of another key, or broke off, and is removed.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn open(state: &Path, key: &[u8; 32]) -> io::Result<Self> {
        let mut folder = Folder::at(&at(state))?;
        let key = RandomizedNonceKey::new(&AES_256_GCM, key).map_err(failed)?;
        let mut known = BTreeMap::new();
        for name in folder.names()? {
            let sealed = folder.read(&name)?;
            let opened =
                name.parse().ok().and_then(|face: FaceId| Some((face, opened(&key, face, &sealed)?)));
            match opened {
                Some((face, template)) => drop(known.insert(face, template)),
                None => folder.remove(&name)?,
            }
        }
        Ok(Self { folder, key, known })
    }

    /// Whether nobody is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// How many are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Who is known.
    pub fn faces(&self) -> impl Iterator<Item = FaceId> + '_ {
        self.known.keys().copied()
    }

    /// Everybody's template.
    pub fn templates(&self) -> impl Iterator<Item = (FaceId, &Template)> {
        self.known.iter().map(|(face, template)| (*face, template))
    }

    /// Keeps one: on the disk when this comes back.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn put(&mut self, face: FaceId, template: Template) -> io::Result<()> {
        let mut bytes: Vec<u8> = template.numbers().iter().flat_map(|one| one.to_le_bytes()).collect();
        let nonce = self.key.seal_in_place_append_tag(bound_to(face), &mut bytes).map_err(failed)?;
        self.folder.keep(&face.to_string(), &[nonce.as_ref().as_slice(), &bytes].concat())?;
        self.known.insert(face, template);
        Ok(())
    }

    /// Removes one, where there is one. It is gone for good after [`Kept::settle`].
    ///
    /// # Errors
    /// When the disk fails.
    pub fn remove(&mut self, face: FaceId) -> io::Result<()> {
        self.folder.leave(&face.to_string())?;
        self.known.remove(&face);
        Ok(())
    }

    /// Makes sure that whatever was removed is gone from the disk.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn settle(&self) -> io::Result<()> {
        self.folder.settle()
    }

    /// Whether this one is known.
    #[must_use]
    pub fn has(&self, face: FaceId) -> bool {
        self.known.contains_key(&face)
    }
}

fn opened(key: &RandomizedNonceKey, face: FaceId, sealed: &[u8]) -> Option<Template> {
    let (nonce, rest) = sealed.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut bytes = rest.to_vec();
    let plain = key.open_in_place(nonce, bound_to(face), &mut bytes).ok()?;
    Template::of(plain.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect())
}

#[cfg(test)]
mod tests {
    use super::{Kept, Template, at};
    use pass::{FaceId, random};

    #[test]
    fn a_template_is_there_again_by_the_same_key_alone_and_not_as_another_face() {
        let folder = tempfile::tempdir().unwrap();
        let (key, face) = ([7; 32], FaceId::new(random()));
        let template = Template::of((0..192_u8).map(f32::from).collect()).unwrap();
        let plain: Vec<u8> = template.numbers().iter().flat_map(|one| one.to_le_bytes()).collect();
        Kept::open(folder.path(), &key).unwrap().put(face, template.clone()).unwrap();
        let file = at(folder.path()).join(face.to_string());
        let sealed = std::fs::read(&file).unwrap();
        assert!(!sealed.windows(32).any(|some| some == &plain[32..64]), "it lies there in the open");
        let again = Kept::open(folder.path(), &key).unwrap();
        assert_eq!(again.templates().collect::<Vec<_>>(), [(face, &template)]);
        // Under another name it is nobody's, and goes.
        let other = at(folder.path()).join(FaceId::new(random()).to_string());
        std::fs::copy(&file, &other).unwrap();
        assert_eq!(Kept::open(folder.path(), &key).unwrap().len(), 1);
        assert!(!other.exists());
        // Another key opens nothing and leaves nothing.
        assert!(Kept::open(folder.path(), &[8; 32]).unwrap().is_empty());
        assert!(!file.exists());
    }
}

//! Keys in hand, bounded: two generations, the older one dropped when the younger is full.

use policy::KeyGroup;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::Subject;
use crate::cipher::SubjectKey;

/// Keys of one generation; two generations are kept. A key in hand takes about a kilobyte.
const GENERATION_MAX: usize = 8_192;

#[derive(Default)]
struct Generation {
    by_id: HashMap<[u8; 16], Arc<SubjectKey>>,
    by_subject: HashMap<(Subject, KeyGroup), Arc<SubjectKey>>,
}

impl Generation {
    fn forget(&mut self, subject: Subject, group: Option<KeyGroup>) {
        let is_gone =
            |key: &SubjectKey| key.subject == subject && group.is_none_or(|group| key.group == group);
        self.by_id.retain(|_, key| !is_gone(key));
        self.by_subject.retain(|_, key| !is_gone(key));
    }
}

#[derive(Default)]
struct Generations {
    young: Generation,
    old: Generation,
}

/// The cache. Its epoch grows with every destruction, so that a key which was read before one cannot be kept after it.
#[derive(Default)]
pub(super) struct Cache {
    keys: RwLock<Generations>,
    epoch: AtomicU64,
}

impl Cache {
    pub(super) fn by_id(&self, id: [u8; 16]) -> Option<Arc<SubjectKey>> {
        let keys = self.read();
        if let Some(key) = keys.young.by_id.get(&id) {
            return Some(Arc::clone(key));
        }
        let key = keys.old.by_id.get(&id).map(Arc::clone)?;
        drop(keys);
        Some(self.promote(key))
    }

    pub(super) fn of(&self, subject: Subject, group: KeyGroup) -> Option<Arc<SubjectKey>> {
        let keys = self.read();
        if let Some(key) = keys.young.by_subject.get(&(subject, group)) {
            return Some(Arc::clone(key));
        }
        let key = keys.old.by_subject.get(&(subject, group)).map(Arc::clone)?;
        drop(keys);
        Some(self.promote(key))
    }

    /// To be read before the store is asked, and handed to [`Cache::keep`] with the answer.
    pub(super) fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::Acquire)
    }

    /// Keeps a key that was read at `epoch`, unless something was destroyed since.
    pub(super) fn keep(&self, key: Arc<SubjectKey>, epoch: u64) -> Arc<SubjectKey> {
        let mut keys = self.write();
        if self.epoch() == epoch {
            insert(&mut keys, &key);
        }
        key
    }

    /// Drops the keys of a group, or of all groups, of a subject.
    pub(super) fn forget(&self, subject: Subject, group: Option<KeyGroup>) {
        let mut keys = self.write();
        self.epoch.fetch_add(1, Ordering::AcqRel);
        keys.young.forget(subject, group);
        keys.old.forget(subject, group);
    }

    /// Drops everything.
    pub(super) fn clear(&self) {
        let mut keys = self.write();
        self.epoch.fetch_add(1, Ordering::AcqRel);
        *keys = Generations::default();
    }

    /// Moves a key that is used again into the young generation, if it is still in the old one.
    fn promote(&self, key: Arc<SubjectKey>) -> Arc<SubjectKey> {
        let mut keys = self.write();
        if keys.old.by_id.contains_key(&key.id) {
            insert(&mut keys, &key);
        }
        key
    }

    fn read(&self) -> RwLockReadGuard<'_, Generations> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Generations> {
        self.keys.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn insert(keys: &mut Generations, key: &Arc<SubjectKey>) {
    if keys.young.by_id.len() >= GENERATION_MAX {
        keys.old = std::mem::take(&mut keys.young);
    }
    keys.young.by_id.insert(key.id, Arc::clone(key));
    keys.young.by_subject.insert((key.subject, key.group), Arc::clone(key));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cipher::Cipher;
    use ground::PersonId;

    fn key(number: u32) -> Arc<SubjectKey> {
        let mut id = [0; 16];
        id[..4].copy_from_slice(&number.to_be_bytes());
        Arc::new(SubjectKey {
            id,
            subject: Subject::Person(PersonId::from_bytes(id)),
            group: KeyGroup::Account,
            cipher: Cipher::new(&[0; 32]).unwrap(),
        })
    }

    #[test]
    fn the_cache_is_bounded_and_keeps_what_is_used() {
        let cache = Cache::default();
        let used = cache.keep(key(0), cache.epoch());
        for number in 1..u32::try_from(3 * GENERATION_MAX).unwrap() {
            cache.keep(key(number), cache.epoch());
            assert!(cache.by_id(used.id).is_some());
        }
        let keys = cache.read();
        assert!(keys.young.by_id.len() + keys.old.by_id.len() <= 2 * GENERATION_MAX);
    }

    #[test]
    fn a_key_read_before_a_destruction_is_not_kept_after_it() {
        let cache = Cache::default();
        let (epoch, late) = (cache.epoch(), key(1));
        cache.forget(late.subject, None);
        let late = cache.keep(late, epoch);
        assert!(cache.by_id(late.id).is_none());
    }
}

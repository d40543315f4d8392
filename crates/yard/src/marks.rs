//! Links that stand for one act without signing in: the ids of what they are about, and what only this house can compute
//! for them. The mark stands behind `#`, so that it is in no log.

use aws_lc_rs::constant_time;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use vault::Field;

use crate::House;

/// The link to a page, with a mark of these ids; `said` is what the mark is computed from.
pub fn link(house: &House, page: &str, ids: &[u8], field: &Field<String>, said: &str) -> String {
    let mark = URL_SAFE_NO_PAD.encode([ids, &house.vault.index(field, said)].concat());
    house.link(&format!("/{page}#{mark}"))
}

/// The ids of a mark, and what was computed for them, to be held against [`fits`]; `None` where it is none.
pub fn read<const IDS: usize>(mark: &str) -> Option<([u8; IDS], [u8; 16])> {
    let bytes = URL_SAFE_NO_PAD.decode(mark).ok()?;
    let (ids, computed) = bytes.split_at_checked(IDS)?;
    Some((ids.try_into().ok()?, computed.try_into().ok()?))
}

/// Whether this was computed here from what is said.
pub fn fits(house: &House, field: &Field<String>, said: &str, computed: &[u8; 16]) -> bool {
    constant_time::verify_slices_are_equal(computed, &house.vault.index(field, said)).is_ok()
}

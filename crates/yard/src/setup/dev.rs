//! The particulars of a house that is being developed: stated as what they are, and never written down.

use crate::House;
use crate::house::{Contact, Particulars};

/// Fills the particulars of a `--dev` house that is not set up, in memory alone: without `--dev` the same folder
/// begins with its first day.
pub fn dev_particulars(house: &House) {
    if !house.dev || house.particulars().set_up {
        return;
    }
    house.set_particulars(Particulars {
        legal_name: "四合院演示站(仅供开发)".to_owned(),
        contact: Contact {
            name: "演示联系人 (development only)".to_owned(),
            email: "nobody@dev.invalid".to_owned(),
            phone: "000-00000000".to_owned(),
            address: "仅供开发,没有真实地址 (development only)".to_owned(),
        },
        public_url: house.config.server.public_url.clone(),
        set_up: true,
    });
}

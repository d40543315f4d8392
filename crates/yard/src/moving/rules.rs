//! What of an archive can come along, and why the rest cannot. No clock, no I/O.

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::Timestamp;
use policy::Category;
use std::collections::BTreeMap;

use super::read::{Archive, Item};
use crate::account::Name;
use crate::avatar::Picture;

/// Meetings that come along at most; the newest.
const MEETINGS_MAX: usize = 2_000;
/// Consents that are listed at most.
const CONSENTS_MAX: usize = 200;
/// Signs of the title of a meeting, or of the times of a stay.
const VALUE_MAX: usize = 200;

/// The short form of a house's key, as people compare it: the first half of its SHA-256 in groups of four.
pub fn fingerprint(key: &[u8]) -> String {
    let hash = digest::digest(&digest::SHA256, key);
    let pairs: Vec<String> =
        hash.as_ref()[..16].chunks(2).map(|pair| format!("{:02x}{:02x}", pair[0], pair[1])).collect();
    pairs.join(" ")
}

/// Why something does not come along.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Why {
    /// A number or an address counts where it is proved; here it is proved anew.
    ProveAnew,
    /// What opens an account opens it where it was made.
    Security,
    /// It belongs to an organisation, or to another person as well.
    Others,
    /// Consent is asked for anew.
    AskAnew,
    /// It proves what the other house did, and stays its record.
    Record,
    /// It is over the time for which this house keeps such a thing.
    TooOld,
    /// There is more of it than comes along.
    TooMany,
    /// It is empty, too long or no such thing.
    Unreadable,
    /// This house keeps nothing of the kind.
    NotKept,
}

impl Why {
    /// As it is told.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ProveAnew => "prove_anew",
            Self::Security => "security",
            Self::Others => "others",
            Self::AskAnew => "ask_anew",
            Self::Record => "record",
            Self::TooOld => "too_old",
            Self::TooMany => "too_many",
            Self::Unreadable => "unreadable",
            Self::NotKept => "not_kept",
        }
    }
}

/// A meeting that comes along: what is told of it, and when it was.
pub struct Entry {
    /// Its title, or from when to when one was there.
    pub value: String,
    /// When.
    pub at: Timestamp,
}

/// What an archive offers.
#[derive(Default)]
pub struct Offer {
    /// The name.
    pub name: Option<Name>,
    /// The picture.
    pub picture: Option<Picture>,
    /// Titles of meetings.
    pub titles: Vec<Entry>,
    /// Stays in meetings.
    pub stays: Vec<Entry>,
    /// What does not come along, by category (as the archive calls it) and reason.
    pub left: BTreeMap<(String, Why), usize>,
    /// The consents that were given there, as codes.
    pub consents: Vec<String>,
    /// The number there.
    pub number: Option<String>,
}

/// What can come along. `kept_since` says from when on meetings are kept here.
pub fn offer(archive: &Archive, kept_since: Timestamp) -> Offer {
    let mut offer = Offer::default();
    for item in &archive.items {
        if let Err(why) = sort(&mut offer, archive, item, kept_since) {
            offer.leave(&item.category, why);
        }
    }
    for file in &archive.files {
        let is_picture = file.category == Category::Avatar.id() && offer.picture.is_none();
        let bytes = is_picture.then(|| BASE64.decode(&file.base64).ok()).flatten();
        match bytes.and_then(|bytes| Picture::read(&bytes).ok()) {
            Some(picture) => offer.picture = Some(picture),
            None => offer.leave(word_of(&file.category), Why::Unreadable),
        }
    }
    let Offer { titles, stays, left, .. } = &mut offer;
    for (entries, category) in [(titles, Category::MeetingTitle), (stays, Category::MeetingParticipation)] {
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
        let more = entries.len().saturating_sub(MEETINGS_MAX);
        entries.truncate(MEETINGS_MAX);
        if more > 0 {
            left.insert((category.id().to_owned(), Why::TooMany), more);
        }
    }
    offer
}

impl Offer {
    fn leave(&mut self, category: &str, why: Why) {
        *self.left.entry((category.to_owned(), why)).or_default() += 1;
    }
}

fn word_of(category: &str) -> &str {
    Category::from_id(category).map_or("", Category::id)
}

fn sort(offer: &mut Offer, archive: &Archive, item: &Item, kept_since: Timestamp) -> Result<(), Why> {
    let category = Category::from_id(&item.category).ok_or(Why::NotKept)?;
    match category {
        // What one is called in an organisation belongs to that organisation.
        Category::DisplayName if item.table != "yard_person" => Err(Why::Others),
        Category::DisplayName => {
            let name = item.value.as_deref().and_then(|name| Name::read(name).ok());
            offer.name = Some(name.ok_or(Why::Unreadable)?);
            Ok(())
        }
        // The row says where the picture is there; the picture itself lies among the files.
        Category::Avatar => Ok(()),
        Category::MeetingTitle => {
            offer.titles.push(entry(archive, item, kept_since)?);
            Ok(())
        }
        Category::MeetingParticipation => {
            offer.stays.push(entry(archive, item, kept_since)?);
            Ok(())
        }
        Category::PhoneNumber => {
            offer.number = offer.number.take().or_else(|| item.value.clone());
            Err(Why::ProveAnew)
        }
        Category::EmailAddress => Err(Why::ProveAnew),
        Category::ConsentRecord => {
            let code = item.value.iter().filter(|code| code.chars().count() <= VALUE_MAX).cloned();
            let room = CONSENTS_MAX.saturating_sub(offer.consents.len());
            offer.consents.extend(code.take(room));
            Err(Why::AskAnew)
        }
        Category::OrgCompanyParticulars
        | Category::OrgMembership
        | Category::OrgPosition
        | Category::Department
        | Category::InvitationPhone
        | Category::GuestName => Err(Why::Others),
        Category::LoginName
        | Category::PasswordVerifier
        | Category::Passkey
        | Category::DeviceLabel
        | Category::SessionNetwork
        | Category::MeetingPasscode
        | Category::VerificationCode => Err(Why::Security),
        _ => Err(Why::Record),
    }
}

fn entry(archive: &Archive, item: &Item, kept_since: Timestamp) -> Result<Entry, Why> {
    let at = Timestamp::read(&item.collected_at).filter(|at| *at <= archive.made_at);
    let at = at.ok_or(Why::Unreadable)?;
    if at < kept_since {
        return Err(Why::TooOld);
    }
    let value = item.value.as_deref().map(str::trim).filter(|value| !value.is_empty());
    let value =
        value.filter(|value| value.chars().count() <= VALUE_MAX && !value.chars().any(char::is_control));
    Ok(Entry { value: value.ok_or(Why::Unreadable)?.to_owned(), at })
}

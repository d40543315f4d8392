//! What a doorplate does at all, beside its purposes and periods: kinds of message, advertising, places, ages, and how
//! long it keeps what was an account. Data that the program reads; a flag that says `never` is never lifted at run time.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::check::Common;
use crate::facts::words;
use crate::grounds::Ground;
use crate::mistake::{Notebook, hint};
use crate::period::Period;
use crate::raw::{self, Word};
use crate::{Category, KeyGroup, Purpose};

words! {
    /// A kind of message that the house sends by itself.
    Message {
        /// What people must be told; cannot be switched off and promotes nothing.
        Service = "service",
        /// What is new; only to who asked for it.
        News = "news",
        /// Advertising by message; only to who asked for it, ended by one tap.
        Promotion = "promotion",
    }
}

words! {
    /// What is done with personal data for advertising.
    Ads {
        /// Nothing. Cannot be switched on.
        Never = "never",
        /// Counts above a threshold, in which nobody can be told apart.
        Aggregate = "aggregate",
        /// Only for people who opted in, each for himself.
        OptIn = "opt-in",
    }
}

words! {
    /// Whether something is done at all.
    Leave {
        /// Never. Cannot be switched on.
        Never = "never",
        /// Only where the person authorised it.
        Authorised = "authorised",
        /// Only for people who opted in, each for himself.
        OptIn = "opt-in",
    }
}

words! {
    /// How a minor's guardian shows that he agrees, weakest first.
    GuardianProof {
        /// The minor reads and agrees together with a guardian.
        Guided = "guided",
        /// The guardian agrees himself.
        Authorised = "authorised",
        /// The guardian's signature on paper or file.
        Written = "written",
    }
}

words! {
    /// A way to tell people something.
    Channel {
        /// Inside the service.
        Notice = "notice",
        /// E-mail.
        Mail = "mail",
        /// Post.
        Letter = "letter",
        /// A call or an SMS.
        Phone = "phone",
        /// A public announcement.
        Announcement = "announcement",
    }
}

words! {
    /// What becomes of a sign-in by code from a device or a network that is new for its person. He is told in any case.
    UnknownDevice {
        /// It is told.
        Tell = "tell",
        /// It waits for a second proof as well, where the person has one (AJ-122).
        Prove = "prove",
    }
}

words! {
    /// What becomes of a sign-in by code into an account from a device that gives nothing to know it again by.
    UnnamedDevice {
        /// It goes on.
        Accept = "accept",
        /// It waits for a second proof, where the person has one, and is refused where he has none (YZJ-034).
        Refuse = "refuse",
    }
}

words! {
    /// What whoever runs the house, or an organisation, shows before he sees data of others.
    StaffFactor {
        /// That he signed in.
        SignIn = "sign-in",
        /// A second factor as well, fresh (AJ-089).
        Second = "second",
    }
}

words! {
    /// A class of cookies.
    Cookie {
        /// Without which nobody could stay signed in.
        Essential = "essential",
        /// To count visits.
        Analytic = "analytic",
    }
}

/// What a doorplate does at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conduct {
    /// Kinds of message it sends; always [`Message::Service`].
    pub messages: Vec<Message>,
    /// Advertising.
    pub ads: Ads,
    /// Profiles of people.
    pub profiling: Leave,
    /// Data about people that outside parties offer.
    pub third_party_data: Leave,
    /// Countries in which data may lie and recipients may stand; never empty.
    pub regions: Vec<String>,
    /// When not empty, the only places in which data may lie.
    pub sites: Vec<String>,
    /// From the closing of an account until what was the account is gone.
    pub closing: Period,
    /// Whether leaving one's last organisation closes the account.
    pub leaving_closes: bool,
    /// What a child's guardian does.
    pub child: GuardianProof,
    /// What an older minor's guardian does.
    pub minor: GuardianProof,
    /// How people are told of an incident; never empty.
    pub tell: Vec<Channel>,
    /// What becomes of a sign-in from somewhere new.
    pub unknown_device: UnknownDevice,
    /// What becomes of a sign-in from a device that gives nothing to know it again by.
    pub unnamed_device: UnnamedDevice,
    /// What staff show before they see data of others.
    pub staff_factor: StaffFactor,
    /// The cookies it sets.
    pub cookies: Vec<Cookie>,
    /// On which grounds it uses data without consent, by the ids of `policy/grounds.toml`; never empty.
    pub use_grounds: Vec<String>,
    /// On which grounds it discloses data without consent; never empty.
    pub share_grounds: Vec<String>,
    /// In which cases verified identities may be looked up at all (DB-084), by the ids of `policy/grounds.toml`; empty where
    /// the grounds above say enough.
    pub identity_cases: Vec<String>,
}

/// `[conduct]` of a profile; what is missing or contradicts the rest is written down.
pub(crate) fn conduct(
    rows: &raw::ProfileFile,
    common: &Common,
    open: &[Purpose],
    notes: &mut Notebook,
) -> Option<Conduct> {
    let Some(spanned) = &rows.conduct else {
        notes.at(rows.id.span(), "`[conduct]` is missing: what does this doorplate do at all?");
        return None;
    };
    let (row, at) = (spanned.get_ref(), spanned.span());
    let one = |what: &str| format!("`conduct.{what}`");
    let (unknown_device, unnamed_device, staff_factor) = factors(notes, &at, row)?;
    let conduct = Conduct {
        messages: notes.choices(&one("messages"), &row.messages, Message::ALL, Message::id),
        ads: notes.choice(&at, &one("ads"), row.ads.as_ref(), Ads::ALL, Ads::id)?,
        profiling: notes.choice(&at, &one("profiling"), row.profiling.as_ref(), Leave::ALL, Leave::id)?,
        third_party_data: notes.choice(
            &at,
            &one("third_party_data"),
            row.third_party_data.as_ref(),
            Leave::ALL,
            Leave::id,
        )?,
        regions: row.regions.iter().map(|word| word.get_ref().clone()).collect(),
        sites: row.sites.iter().map(|word| word.get_ref().clone()).collect(),
        closing: match &row.closing {
            Some(closing) => notes.period(closing.number, &closing.unit),
            None => {
                notes.at(at.clone(), "`conduct.closing` is missing: how long is a closed account kept?");
                return None;
            }
        },
        leaving_closes: row.leaving_closes,
        child: guardian(notes, &at, "child", row.child.as_ref())?,
        minor: guardian(notes, &at, "minor", row.minor.as_ref())?,
        tell: notes.choices(&one("tell"), &row.tell, Channel::ALL, Channel::id),
        unknown_device,
        unnamed_device,
        staff_factor,
        cookies: notes.choices(&one("cookies"), &row.cookies, Cookie::ALL, Cookie::id),
        use_grounds: grounds(notes, &at, "use_grounds", &row.use_grounds),
        share_grounds: grounds(notes, &at, "share_grounds", &row.share_grounds),
        identity_cases: known(notes, "identity_cases", &row.identity_cases),
    };
    holds(&conduct, rows.conduct.as_ref()?, common, open, notes);
    Some(conduct)
}

/// What is asked of whom beside that he signed in.
fn factors(
    notes: &mut Notebook,
    at: &std::ops::Range<usize>,
    row: &raw::ConductRow,
) -> Option<(UnknownDevice, UnnamedDevice, StaffFactor)> {
    let one = |what: &str| format!("`conduct.{what}`");
    let (unknown, unnamed) = (row.unknown_device.as_ref(), row.unnamed_device.as_ref());
    Some((
        notes.choice(at, &one("unknown_device"), unknown, UnknownDevice::ALL, UnknownDevice::id)?,
        notes.choice(at, &one("unnamed_device"), unnamed, UnnamedDevice::ALL, UnnamedDevice::id)?,
        notes.choice(
            at,
            &one("staff_factor"),
            row.staff_factor.as_ref(),
            StaffFactor::ALL,
            StaffFactor::id,
        )?,
    ))
}

/// A list of grounds, each of which `policy/grounds.toml` knows.
fn grounds(notes: &mut Notebook, at: &std::ops::Range<usize>, key: &str, words: &[Word]) -> Vec<String> {
    if words.is_empty() {
        notes.at(at.clone(), format!("`conduct.{key}` is empty: on which grounds is no consent needed?"));
    }
    known(notes, key, words)
}

/// Ids that `policy/grounds.toml` knows.
fn known(notes: &mut Notebook, key: &str, words: &[Word]) -> Vec<String> {
    let known = Ground::all();
    for word in words.iter().filter(|word| known.iter().all(|ground| ground.id() != word.get_ref())) {
        let hint = hint(word.get_ref(), known.iter().map(Ground::id));
        notes.at(word.span(), format!("grounds.toml has no ground `{}`{hint} (`{key}`)", word.get_ref()));
    }
    words.iter().map(|word| word.get_ref().clone()).collect()
}

fn guardian(
    notes: &mut Notebook,
    at: &std::ops::Range<usize>,
    key: &str,
    word: Option<&Word>,
) -> Option<GuardianProof> {
    notes.choice(at, &format!("`conduct.{key}`"), word, GuardianProof::ALL, GuardianProof::id)
}

/// What ties the conduct to the rest of the policy.
fn holds(
    conduct: &Conduct,
    row: &toml::Spanned<raw::ConductRow>,
    common: &Common,
    open: &[Purpose],
    notes: &mut Notebook,
) {
    let at = row.span();
    let messages = |kind| conduct.messages.contains(&kind);
    if !messages(Message::Service) {
        notes.at(
            at.clone(),
            "`conduct.messages` must have `service`: people have to be told what they must know",
        );
    }
    if open.contains(&Purpose::ProductNews) && !messages(Message::News) {
        notes.at(at.clone(), "`conduct.messages` lacks `news`, but the purpose `product-news` is not `off`");
    }
    if conduct.ads == Ads::OptIn && !messages(Message::Promotion) {
        notes.at(at.clone(), "`conduct.ads` is `opt-in`, so `conduct.messages` must have `promotion`");
    }
    let advertises = open.iter().any(|one| [Purpose::Adverts, Purpose::AdvertChoice].contains(one));
    if advertises && conduct.ads != Ads::OptIn {
        notes.at(at.clone(), "the purposes `adverts` and `advert-choice` are only for a doorplate whose `conduct.ads` is `opt-in`");
    }
    if conduct.profiling != Leave::Never && conduct.ads != Ads::OptIn {
        notes.at(at.clone(), "`conduct.profiling` is only for a doorplate whose `ads` are `opt-in`");
    }
    if conduct.tell.is_empty() || !conduct.tell.contains(&Channel::Notice) {
        notes.at(at.clone(), "`conduct.tell` must have `notice`: how are people told of an incident?");
    }
    if conduct.minor > conduct.child {
        notes.at(at.clone(), "`conduct.minor` asks more of a guardian than `conduct.child`");
    }
    for word in &row.get_ref().regions {
        if word.get_ref().len() != 2 || !word.get_ref().chars().all(|c| c.is_ascii_uppercase()) {
            notes.at(word.span(), "`conduct.regions` names countries by two capital letters");
        }
    }
    if conduct.regions.is_empty() {
        notes.at(at.clone(), "`conduct.regions` is empty: where may data lie?");
    }
    let strays = common.recipients.iter().filter(|facts| !facts.abroad);
    for facts in strays.filter(|facts| !conduct.regions.contains(&facts.region)) {
        let what = format!(
            "recipient `{}` stands in {}, which is not one of `conduct.regions`",
            facts.recipient, facts.region
        );
        notes.at(at.clone(), what);
    }
}

/// What was an account ends with `closing`, where the common data would keep it longer.
pub(crate) fn close(
    keeps: &mut [crate::Keep],
    closing: Period,
    at: std::ops::Range<usize>,
    notes: &mut Notebook,
) {
    for category in Category::ALL.iter().filter(|category| category.key_group() == KeyGroup::Account) {
        let Some(keep) = keeps.get_mut(*category as usize) else { continue };
        let Some(longest) = keep.from(CLOSED).filter(|longest| longest.number > 0) else { continue };
        match keep.tightened(CLOSED, closing) {
            Ok(tighter) => *keep = tighter,
            Err(_) => {
                let what = format!(
                    "`conduct.closing` keeps `{category}` longer than the {} {} of retention.toml",
                    longest.number,
                    longest.unit.id()
                );
                notes.at(at.clone(), what);
            }
        }
    }
}

/// The event that ends an account.
const CLOSED: &str = "account-closed";

/// Each part of the conduct as text, for comparing versions. (`closing` shows in the periods.)
pub(crate) fn parts(conduct: &Conduct) -> BTreeMap<String, String> {
    let list = |ids: Vec<&str>| ids.join(" ");
    let parts = [
        ("messages", list(conduct.messages.iter().map(|one| one.id()).collect())),
        ("ads", conduct.ads.id().to_owned()),
        ("profiling", conduct.profiling.id().to_owned()),
        ("third-party-data", conduct.third_party_data.id().to_owned()),
        ("places", format!("{} {}", conduct.regions.join(" "), conduct.sites.join(" "))),
        ("guardians", format!("{} {}", conduct.child.id(), conduct.minor.id())),
        ("tell", list(conduct.tell.iter().map(|one| one.id()).collect())),
        ("leaving", if conduct.leaving_closes { "closes the account" } else { "" }.to_owned()),
        ("unknown-device", format!("{} {}", conduct.unknown_device.id(), conduct.unnamed_device.id())),
        ("staff-factor", conduct.staff_factor.id().to_owned()),
        ("cookies", list(conduct.cookies.iter().map(|one| one.id()).collect())),
        (
            "grounds",
            format!(
                "{} / {} / {}",
                conduct.use_grounds.join(" "),
                conduct.share_grounds.join(" "),
                conduct.identity_cases.join(" ")
            ),
        ),
    ];
    parts.into_iter().map(|(part, ids)| (part.to_owned(), ids)).collect()
}

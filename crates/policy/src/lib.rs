//! The policy as data that the program obeys.
//!
//! `policy/*.toml` says which kinds of personal data there are, what they may be used for and on which basis, how long
//! they are kept, who may receive them, and what each doorplate (profile) promises. From it come the enums that the
//! compiler checks ([`Category`], [`Purpose`], [`KeyGroup`], [`Recipient`]), the answers that the vault, the yard and
//! egress ask for ([`Policy`]), and the published texts ([`text`]).
//!
//! - What is not declared is refused: by the compiler where it is code, by [`Policy::allows`] where it is a request.
//! - A policy that contradicts itself does not load; [`Mistake`] says which line to mend.
//! - A profile only tightens what the common data promises.

pub mod calendar;
pub mod change;
mod check;
mod conduct;
mod controls;
mod facts;
mod grounds;
mod incidents;
mod keep;
mod load;
mod mistake;
mod period;
mod profile;
mod raw;
mod source;
mod statistics;
pub mod text;

pub use calendar::Calendar;
pub use conduct::{
    Ads, Channel, Conduct, Cookie, GuardianProof, Leave, Message, StaffFactor, UnknownDevice, UnnamedDevice,
};
pub use controls::Control;
pub use facts::{
    Agreement, Asked, Basis, Both, CategoryFacts, ChannelFacts, ContactCard, ContactField, From, Lang,
    NumberFacts, PermissionFacts, PremiseFacts, PurposeFacts, RecipientFacts, Review, SignUp, SupportWay,
    is_day,
};
pub use grounds::Ground;
pub use incidents::{IncidentRules, Severity};
pub use keep::{Criterion, Ending, Floor, Keep, Then};
pub use mistake::Mistake;
pub use period::{Period, Unit};
pub use policy_macros::Personal;
pub use profile::Policy;
pub use statistics::StatisticRules;

policy_macros::policy_enums!();

//! Egress: the one gate for all that leaves the house.
//!
//! - What is sent names its recipient, its purpose and its fields. A recipient that the policy does not declare, or
//!   that the keeper did not configure, gets nothing; nor does a field that it does not declare.
//! - Where the purpose rests on consent, the subject's is asked for through the vault's port
//!   [`Grounds`](vault::Grounds).
//! - It is recorded before it leaves, in a file of its own (`egress.db`), kept as `sharing-record` in
//!   `policy/retention.toml`: three years.
//! - Without connectors nothing leaves. In `--dev` messages lie in an [`Outbox`] in memory, connectors or not.

mod application;
mod broker;
mod calendar;
mod camera;
mod count;
mod courier;
mod gate;
mod geocoder;
mod identity;
mod invitation;
mod library;
mod mail;
mod outbox;
mod page;
mod program;
mod push;
mod record;
mod refusal;
mod registry;
mod request;
mod sms;
mod store;
mod tuya;

pub use broker::{Broker, BrokerStream};
pub use calendar::{CalendarFile, Came};
pub use camera::looks_at;
pub use connectors::identity::{ADDRESS as IDENTITY_ADDRESS, Account as IdentityAccount, Verdict};
pub use connectors::push::{Account as PushAccount, Brand, public_of, web as web_push};
pub use connectors::sms::{Reply, replies};
pub use connectors::tuya::{
    Account as TuyaAccount, Device as CloudDevice, Point as CloudPoint, Tokens as CloudTokens,
};
pub use connectors::{Secret, Why};
pub use count::{Count, counts_in};
pub use courier::{Connected, Courier, Mail, Template, TextMessage, Ways};
pub use gate::{Egress, EgressSettings};
pub use invitation::{Invitation, Method as CalendarMethod};
pub use mail::{MailRelay, Security};
pub use outbox::{Message, Outbox};
pub use page::Page;
pub use push::{Browser, Device, Host, PushServices, Told, WebService, push_services_known};
pub use record::{Sent, Stray};
pub use refusal::SendRefused;
pub use registry::Registries;
pub use request::{Connector, Method, Request, Response};
pub use sms::{SmsAccount, Templates};

/// The tables of `egress.db`, checked when the gate opens.
pub const TABLES: &[ground::TableDecl] = record::TABLES;

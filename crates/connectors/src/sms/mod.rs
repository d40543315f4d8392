//! Text messages through a provider, which sends nothing but templates it has reviewed.

pub mod aliyun;
mod reply;
pub mod tencent;

pub use reply::{Reply, replies};

use crate::{Post, Refused, Secret, Signing, Why};

/// One message to one number.
#[derive(Clone, Copy)]
pub struct Sms<'a> {
    /// The number, E.164: `+8613800138000`.
    pub to: &'a str,
    /// The template, as the provider names it.
    pub template: &'a str,
    /// Its values by name, in the order of the template.
    pub values: &'a [(&'a str, &'a str)],
}

/// The providers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Provider {
    /// Alibaba Cloud.
    Aliyun,
    /// Tencent Cloud.
    Tencent,
}

/// An account with a provider.
#[derive(Clone, Debug)]
pub struct Account {
    /// Which provider.
    pub provider: Provider,
    /// Its address, such as [`Provider::address`].
    pub address: String,
    /// The public part of the key.
    pub key_id: String,
    /// The secret part.
    pub secret: Secret,
    /// The signature that stands before each message, as it was reviewed: without brackets.
    pub sign: String,
    /// The application that sends (Tencent: SdkAppId).
    pub app: String,
    /// The region (Tencent: `ap-guangzhou`).
    pub region: String,
}

impl Provider {
    /// The address of its interface.
    pub const fn address(self) -> &'static str {
        match self {
            Self::Aliyun => "https://dysmsapi.aliyuncs.com/",
            Self::Tencent => "https://sms.tencentcloudapi.com/",
        }
    }
}

impl Account {
    /// The request that sends a message.
    pub fn request(&self, sms: Sms<'_>, signing: Signing<'_>) -> Post {
        match self.provider {
            Provider::Aliyun => aliyun::request(self, sms, signing),
            Provider::Tencent => tencent::request(self, sms, signing),
        }
    }

    /// What the provider's answer means.
    ///
    /// # Errors
    /// Why it did not take the message.
    pub fn read(&self, status: u16, body: &[u8]) -> Result<(), Refused> {
        match self.provider {
            Provider::Aliyun => aliyun::read(status, body),
            Provider::Tencent => tencent::read(status, body),
        }
    }
}

/// An answer that is not the provider's JSON: a proxy's page, or nothing.
fn unreadable(status: u16) -> Refused {
    let why = if status >= 500 || status == 429 { Why::Busy } else { Why::Unreadable };
    Refused::new(why, &format!("http-{status}"))
}

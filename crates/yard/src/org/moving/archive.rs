//! The archive of an organisation as it lies in the file.

use ground::Timestamp;
use serde::{Deserialize, Serialize};

/// The format; another number where a field changes its meaning.
pub(super) const FORMAT: &str = "courtyard-organisation-1";
/// What is signed begins with this line, so that it can be taken for nothing else.
pub(super) const DOMAIN: &str = "courtyard organisation 1\n";
/// Members of one archive.
pub(super) const MEMBERS_MAX: usize = 20_000;

/// What is signed.
#[derive(Serialize, Deserialize)]
pub(super) struct Content {
    pub format: String,
    pub made_at: Timestamp,
    pub house: String,
    pub profile: String,
    pub policy: String,
    pub org: String,
    pub company: Company,
    pub departments: Vec<Department>,
    pub members: Vec<Member>,
    pub numbers: Vec<Number>,
    pub keeps: Vec<Keep>,
}

/// The company's particulars.
#[derive(Serialize, Deserialize)]
pub(super) struct Company {
    pub legal_name: String,
    pub credit_code: String,
    pub address: Option<String>,
}

/// A department.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Department {
    pub id: String,
    pub parent: Option<String>,
    pub name: String,
    pub external_id: Option<String>,
}

/// What somebody is there.
#[derive(Serialize, Deserialize)]
pub(super) struct Member {
    /// His membership there; it names him in this archive and nowhere else.
    pub id: String,
    /// `None` where his name is closed to administrators.
    pub name: Option<String>,
    /// `administrator` or `member`.
    pub role: String,
    pub department: Option<String>,
    pub position: Option<String>,
    pub external_id: Option<String>,
    /// On which legal ground he was brought in there.
    pub basis: Option<String>,
    pub joined_at: Timestamp,
}

/// A number that the organisation set.
#[derive(Serialize, Deserialize)]
pub(super) struct Number {
    pub id: String,
    pub value: u32,
}

/// A period that it set.
#[derive(Serialize, Deserialize)]
pub(super) struct Keep {
    pub category: String,
    pub event: String,
    pub number: u32,
    pub unit: String,
}

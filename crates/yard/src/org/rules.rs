//! What may happen: plain functions on plain values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vault::Plain;

use super::Refusal;
use crate::account::Name;

/// Organisations that one person may create within a day.
pub const CREATED_PER_DAY: u32 = 20;
/// Characters of a legal name.
const LEGAL_NAME_MAX: usize = 120;
/// Characters of an address.
const ADDRESS_MAX: usize = 200;
/// Characters of a position.
const POSITION_MAX: usize = 64;
/// Characters of an external id.
const EXTERNAL_ID_MAX: usize = 128;

/// What a member is in an organisation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs it.
    Administrator,
    /// Belongs to it.
    Member,
}

impl Role {
    /// The word in tables and on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Member => "member",
        }
    }

    /// The role of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Administrator, Self::Member].into_iter().find(|role| role.word() == word)
    }
}

/// Why a text is no [`Line`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoLine {
    /// There is nothing in it.
    Empty,
    /// It is too long, or has signs that do not show.
    Wrong,
}

/// One line of text with something to show.
#[derive(Clone, PartialEq, Eq)]
pub struct Line(String);

impl Line {
    /// One to `most` characters without control characters; outer blanks are dropped.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(typed: &str, most: usize) -> Result<Self, NoLine> {
        let text = typed.trim();
        if text.is_empty() {
            return Err(NoLine::Empty);
        }
        let hidden = |sign: char| {
            sign.is_control()
                || ('\u{202a}'..='\u{202e}').contains(&sign)
                || ('\u{2066}'..='\u{2069}').contains(&sign)
        };
        if text.chars().nth(most).is_some() || text.chars().any(hidden) {
            return Err(NoLine::Wrong);
        }
        Ok(Self(text.to_owned()))
    }

    /// A reason as people write it: 2 to 200 characters.
    pub fn reason(typed: Option<&str>) -> Option<Self> {
        Self::read(typed.unwrap_or_default(), 200).ok().filter(|line| line.0.chars().count() >= 2)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Plain for Line {
    fn to_plain(&self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok().map(|text| Self(text.to_owned()))
    }
}

/// A unified social credit code (GB 32100-2015): 18 signs, of which the last checks the others.
#[derive(Clone, PartialEq, Eq)]
pub struct CreditCode(String);

/// The signs of the code in the order of their values; I, O, S, V and Z are left out.
const SIGNS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

impl CreditCode {
    /// Reads what a person typed; small letters, full-width signs, blanks and hyphens are forgiven.
    pub fn read(typed: &str) -> Option<Self> {
        if typed.len() > 128 {
            return None;
        }
        let mut code = String::with_capacity(18);
        for sign in typed.chars() {
            match sign {
                ' ' | '-' | '\u{a0}' | '\u{3000}' => {}
                '\u{ff01}'..='\u{ff5e}' => {
                    code.push(char::from_u32(sign as u32 - 0xfee0)?.to_ascii_uppercase())
                }
                _ => code.push(sign.to_ascii_uppercase()),
            }
        }
        is_credit_code(&code).then_some(Self(code))
    }

    /// The 18 signs.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_credit_code(code: &str) -> bool {
    // The third to eighth sign are the digits of an administrative division (GB/T 2260).
    let divided = code.len() == 18 && code.bytes().skip(2).take(6).all(|sign| sign.is_ascii_digit());
    let mut weight = 1;
    let mut sum = 0;
    for sign in code.bytes().take(17) {
        let Some(value) = SIGNS.iter().position(|known| *known == sign) else { return false };
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    divided && code.bytes().last() == Some(SIGNS[(31 - sum % 31) % 31])
}

impl Plain for CreditCode {
    fn to_plain(&self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok().map(|code| Self(code.to_owned()))
    }
}

/// What somebody stated who wants to create an organisation, as it was typed.
#[derive(Clone, Copy, Default)]
pub struct Stated<'a> {
    /// The creator's name.
    pub creator: &'a str,
    /// The creator's position, where it was stated.
    pub position: &'a str,
    /// The company's legal name.
    pub legal_name: &'a str,
    /// Its unified social credit code.
    pub credit_code: &'a str,
    /// Its address, where it was stated.
    pub address: &'a str,
}

/// Particulars that are enough to create an organisation.
pub struct Founding {
    /// The creator's name.
    pub creator: Name,
    /// The creator's position.
    pub position: Option<Line>,
    /// The company's legal name.
    pub legal_name: Line,
    /// Its unified social credit code.
    pub credit_code: CreditCode,
    /// Its address.
    pub address: Option<Line>,
}

/// Reads the particulars: creator first, then company.
///
/// # Errors
/// What is missing or wrong.
pub fn founding(stated: Stated<'_>) -> Result<Founding, Refusal> {
    let creator = Name::read(stated.creator)?;
    let position = optional(stated.position, POSITION_MAX).map_err(|_| Refusal::CreatorWrong)?;
    let legal_name = Line::read(stated.legal_name, LEGAL_NAME_MAX).map_err(|why| match why {
        NoLine::Empty => Refusal::CompanyMissing,
        NoLine::Wrong => Refusal::CompanyWrong,
    })?;
    if stated.credit_code.trim().is_empty() {
        return Err(Refusal::CompanyMissing);
    }
    let credit_code = CreditCode::read(stated.credit_code).ok_or(Refusal::CreditCodeWrong)?;
    let address = optional(stated.address, ADDRESS_MAX).map_err(|_| Refusal::CompanyWrong)?;
    Ok(Founding { creator, position, legal_name, credit_code, address })
}

fn optional(typed: &str, most: usize) -> Result<Option<Line>, NoLine> {
    match Line::read(typed, most) {
        Ok(line) => Ok(Some(line)),
        Err(NoLine::Empty) => Ok(None),
        Err(NoLine::Wrong) => Err(NoLine::Wrong),
    }
}

/// The external id of a member or a department.
///
/// # Errors
/// [`Refusal::ExternalIdWrong`].
pub fn external_id(typed: &str) -> Result<Line, Refusal> {
    Line::read(typed, EXTERNAL_ID_MAX).map_err(|_| Refusal::ExternalIdWrong)
}

/// A member's position.
///
/// # Errors
/// [`Refusal::PositionWrong`].
pub fn position(typed: &str) -> Result<Line, Refusal> {
    Line::read(typed, POSITION_MAX).map_err(|_| Refusal::PositionWrong)
}

/// Somebody of this role may become `then` (`None`: leave), where so many administrators are there now.
///
/// # Errors
/// [`Refusal::LastAdministrator`].
pub fn may_become(now: Role, then: Option<Role>, administrators: i64) -> Result<(), Refusal> {
    let steps_back = now == Role::Administrator && then != Some(Role::Administrator);
    if steps_back && administrators <= 1 { Err(Refusal::LastAdministrator) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the standard.
    const CODE: &str = "91350100M000100Y43";

    #[test]
    fn a_credit_code_is_known_by_its_last_sign() {
        assert_eq!(CreditCode::read(" 91350100 m000100y43").unwrap().as_str(), CODE);
        assert_eq!(CreditCode::read("９１３５０１００Ｍ０００１００Ｙ４３").unwrap().as_str(), CODE);
    }

    #[test]
    fn any_one_wrong_sign_and_any_two_swapped_signs_are_noticed() {
        let code = CODE;
        for at in 0..18 {
            for sign in SIGNS.iter().filter(|sign| **sign != code.as_bytes()[at]) {
                let mut bytes = code.as_bytes().to_vec();
                bytes[at] = *sign;
                let typo = String::from_utf8(bytes).unwrap();
                assert!(CreditCode::read(&typo).is_none(), "{typo}");
            }
            let mut bytes = code.as_bytes().to_vec();
            if at < 17 && bytes[at] != bytes[at + 1] {
                bytes.swap(at, at + 1);
                let swapped = String::from_utf8(bytes).unwrap();
                assert!(CreditCode::read(&swapped).is_none(), "{swapped}");
            }
        }
        for odd in
            ["", "91350100M000100Y4", "91350100M000100Y433", "I1350100M000100Y43", "九1350100M000100Y43"]
        {
            assert!(CreditCode::read(odd).is_none(), "{odd}");
        }
    }

    fn stated() -> Stated<'static> {
        Stated {
            creator: "王芳", legal_name: "四合院测试有限公司", credit_code: CODE, ..Stated::default()
        }
    }

    #[test]
    fn an_organisation_needs_creator_and_company() {
        assert!(founding(stated()).is_ok());
        assert!(matches!(founding(Stated { creator: " ", ..stated() }), Err(Refusal::CreatorMissing)));
        assert!(matches!(founding(Stated { legal_name: "", ..stated() }), Err(Refusal::CompanyMissing)));
        assert!(matches!(founding(Stated { credit_code: " ", ..stated() }), Err(Refusal::CompanyMissing)));
        assert!(matches!(founding(Stated { credit_code: "1", ..stated() }), Err(Refusal::CreditCodeWrong)));
        let long = "长".repeat(201);
        assert!(matches!(founding(Stated { legal_name: &long, ..stated() }), Err(Refusal::CompanyWrong)));
        assert!(matches!(founding(Stated { address: &long, ..stated() }), Err(Refusal::CompanyWrong)));
        assert!(matches!(founding(Stated { position: "a\nb", ..stated() }), Err(Refusal::CreatorWrong)));
    }

    #[test]
    fn the_last_administrator_stays_one() {
        let (admin, member) = (Role::Administrator, Role::Member);
        assert!(matches!(may_become(admin, Some(member), 1), Err(Refusal::LastAdministrator)));
        assert!(matches!(may_become(admin, None, 1), Err(Refusal::LastAdministrator)));
        for (now, then, administrators) in [
            (admin, Some(admin), 1),
            (admin, Some(member), 2),
            (admin, None, 2),
            (member, None, 1),
            (member, Some(admin), 1),
        ] {
            assert!(may_become(now, then, administrators).is_ok());
        }
    }
}

//! The policy, asked as the rest of the house asks it.

use policy::{Basis, Category, KeyGroup, Lang, Policy, Purpose, Recipient};

fn courtyard() -> Policy {
    Policy::load("courtyard").unwrap()
}

#[test]
fn every_profile_is_consistent() {
    let mistakes: Vec<String> = Policy::check_all().iter().map(ToString::to_string).collect();
    assert_eq!(mistakes, Vec::<String>::new());
    for profile in Policy::profiles() {
        assert_eq!(Policy::load(&profile).unwrap().profile(), profile);
    }
}

#[test]
fn a_profile_that_does_not_exist_is_named_with_a_hint() {
    let mistakes = Policy::load("courtyart").unwrap_err();
    let said = mistakes[0].to_string();
    assert!(said.contains("profiles/courtyart.toml") && said.contains("did you mean `courtyard`?"), "{said}");
}

#[test]
fn only_declared_categories_are_allowed_for_a_purpose() {
    let policy = courtyard();
    assert!(policy.allows(Purpose::Directory, Category::DisplayName));
    assert!(!policy.allows(Purpose::Directory, Category::MessageContent));
    for facts in policy.purposes() {
        // A doorplate lists what it really uses: of what a purpose may need, never anything else.
        let may: Vec<Category> = facts.purpose.needs().to_vec();
        assert!(
            !facts.needs.is_empty() && facts.needs.iter().all(|one| may.contains(one)),
            "{:?}",
            facts.needs
        );
    }
}

#[test]
fn ids_go_there_and_back() {
    assert_eq!(Category::from_id("phone-number"), Some(Category::PhoneNumber));
    assert_eq!(Category::from_id("shoe-size"), None);
    for category in Category::ALL {
        assert_eq!(Category::from_id(category.id()), Some(*category));
        let json = serde_json::to_string(category).unwrap();
        assert_eq!(json, format!("\"{category}\""));
        assert_eq!(serde_json::from_str::<Category>(&json).unwrap(), *category);
    }
    assert_eq!(Category::MeetingParticipation.key_group(), KeyGroup::Meeting);
    assert!(serde_json::from_str::<Purpose>("\"advertising\"").is_err());
}

#[test]
fn consent_is_needed_where_the_basis_is_consent_and_for_nothing_that_a_contract_needs() {
    let policy = courtyard();
    assert_eq!(policy.basis(Purpose::Account), Some(Basis::Contract));
    assert!(!policy.consent_needed(Purpose::Account));
    assert!(policy.consent_needed(Purpose::AvatarDisplay));
}

#[test]
fn nothing_sensitive_is_asked_at_sign_up() {
    for profile in Policy::profiles() {
        let policy = Policy::load(&profile).unwrap();
        let asked = policy.asked_at_signup();
        assert!(asked.iter().any(|facts| facts.purpose == Purpose::Account));
        assert!(asked.iter().all(|facts| !facts.sensitive()), "{profile}");
    }
}

#[test]
fn guests_are_told_of_the_meeting_and_its_record_before_they_join() {
    let purposes: Vec<Purpose> = courtyard().asked_of_guests().iter().map(|facts| facts.purpose).collect();
    assert_eq!(purposes, [Purpose::Meeting, Purpose::MeetingRecord, Purpose::LogSecurity]);
}

#[test]
fn nothing_may_be_sent_while_the_connectors_are_off() {
    let off = courtyard();
    let sms = (Recipient::SmsGateway, Purpose::Account, Category::PhoneNumber);
    assert!(!off.may_receive(sms.0, sms.1, sms.2));
    let on = courtyard().with_connectors([Recipient::SmsGateway]);
    assert!(on.may_receive(sms.0, sms.1, sms.2));
    assert!(!on.may_receive(Recipient::SmsGateway, Purpose::Account, Category::DisplayName));
    assert!(!on.may_receive(Recipient::MailRelay, Purpose::Account, Category::EmailAddress));
    assert_ne!(on.version(), off.version());
}

#[test]
fn the_version_is_a_date_and_a_fingerprint_and_differs_by_profile() {
    let (one, two) = (courtyard(), Policy::load("jujiabao").unwrap());
    assert_eq!(one.version(), courtyard().version());
    assert_ne!(one.version(), two.version());
    let (date, print) = one.version().split_once('.').unwrap();
    assert_eq!((date, print.len()), (one.dated(), 8));
}

#[test]
fn titles_come_in_both_languages() {
    let policy = courtyard();
    assert_eq!(policy.title(Lang::ZhCn), "四合院");
    assert_eq!(policy.title(Lang::En), "Courtyard");
}

//! What is held against what when a policy changes, and which of it is major.

use std::path::{Path, PathBuf};

use policy::change::{Change, Kind, Snapshot, changes, fresh_uses, kinds};
use policy::{Category, ContactCard, Policy, Purpose, Recipient};
use tempfile::TempDir;

fn card() -> ContactCard {
    ContactCard {
        name: "Example Ltd".to_owned(),
        email: "privacy@example.test".to_owned(),
        phone: "+86 10 0000 0000".to_owned(),
        address: "1 Example Road".to_owned(),
    }
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy")
}

/// The policy of `courtyard` from a copy of the data in which a file was changed.
fn changed(file: &str, from: &str, to: &str) -> (TempDir, Policy) {
    let folder = tempfile::tempdir().unwrap();
    for part in ["", "profiles", "text"] {
        std::fs::create_dir_all(folder.path().join(part)).unwrap();
        for entry in std::fs::read_dir(data().join(part)).unwrap().flatten() {
            if entry.path().extension().is_some_and(|ending| ending == "toml") {
                std::fs::copy(entry.path(), folder.path().join(part).join(entry.file_name())).unwrap();
            }
        }
    }
    let path = folder.path().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from:?} is not in {file}");
    std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
    let policy = Policy::from_folder(folder.path(), "courtyard").unwrap_or_else(|why| panic!("{why:#?}"));
    (folder, policy)
}

fn between(old: &Policy, new: &Policy) -> Vec<Change> {
    changes(new, &Snapshot::of(old, &card()), &Snapshot::of(new, &card()))
}

fn today() -> Policy {
    Policy::load("courtyard").unwrap()
}

#[track_caller]
fn is_major(old: &Policy, new: &Policy, kind: Kind, words: &str) {
    let changes = between(old, new);
    assert!(kinds(&changes).contains(&kind), "{changes:#?}");
    assert!(changes.iter().any(|change| change.words.en.contains(words)), "{words:?} in {changes:#?}");
    assert!(changes.iter().all(|change| !change.words.zh.is_empty() && !change.words.en.contains('{')));
}

#[test]
fn nothing_changed_is_nothing_to_tell() {
    assert_eq!(between(&today(), &today()), []);
    let (_kept, same) = changed("numbers.toml", "# Numbers", "# The numbers");
    assert_eq!(Snapshot::of(&today(), &card()).hash(), Snapshot::of(&same, &card()).hash());
}

#[test]
fn a_new_purpose_is_major_and_its_uses_are_fresh() {
    let (_kept, before) = changed(
        "profiles/courtyard.toml",
        "off = [\"promotion\", \"adverts\", \"advert-choice\", \"return-transfer\"]",
        "off = [\"promotion\", \"adverts\", \"advert-choice\", \"return-transfer\", \"avatar-display\"]",
    );
    is_major(
        &before,
        &today(),
        Kind::Purpose,
        "New purpose “Showing your avatar to others”, which uses: avatar",
    );
    let fresh = fresh_uses(&Snapshot::of(&before, &card()), &Snapshot::of(&today(), &card()));
    assert_eq!(fresh, [(Purpose::AvatarDisplay, Category::Avatar)]);
    let back = between(&today(), &before);
    assert!(kinds(&back).is_empty(), "a purpose that goes is no major change: {back:#?}");
    assert_eq!(back.len(), 1);
}

#[test]
fn what_a_purpose_is_for_and_what_the_service_is_are_major() {
    let file = "purposes.toml";
    let (_kept, other) = changed(file, "why.en = \"to open your account", "why.en = \"to sell your account");
    is_major(&today(), &other, Kind::Purpose, "Sign-up and sign-in");
    let (_kept, other) = changed("profiles/courtyard.toml", "en = \"a place", "en = \"another place");
    is_major(&today(), &other, Kind::Purpose, "The service is now: another place");
}

#[test]
fn owner_and_contact_are_major() {
    let policy = today();
    let other = |change: &dyn Fn(&mut ContactCard)| {
        let mut other = card();
        change(&mut other);
        kinds(&changes(&policy, &Snapshot::of(&policy, &card()), &Snapshot::of(&policy, &other)))
    };
    assert_eq!(other(&|card| card.name = "Other Ltd".to_owned()), [Kind::Ownership]);
    assert_eq!(other(&|card| card.email = "other@example.test".to_owned()), [Kind::Contact]);
}

#[test]
fn a_recipient_that_appears_or_gets_more_is_major_and_one_that_goes_is_not() {
    let on = today().with_connectors([Recipient::SmsGateway]);
    is_major(&today(), &on, Kind::Recipients, "New recipient “SMS provider”");
    assert!(kinds(&between(&on, &today())).is_empty());
    let (_kept, less) = changed(
        "recipients.toml",
        "fields = [\"phone-number\", \"invitation-phone\", ",
        "fields = [\"phone-number\", ",
    );
    let less = less.with_connectors([Recipient::SmsGateway]);
    is_major(&less, &on, Kind::Recipients, "“SMS provider”");
}

#[test]
fn a_promise_that_shrinks_cuts_rights_and_one_that_grows_does_not() {
    let (_kept, stricter) =
        changed("profiles/courtyard.toml", "\n[service]", "\n[numbers]\nrequest-reply = 10\n\n[service]");
    let looser = between(&stricter, &today());
    assert_eq!(kinds(&looser), [Kind::Rights]);
    assert!(looser[0].reduces, "{looser:#?}");
    assert!(looser[0].words.en.ends_with("15 days; before, 10 days"), "{looser:#?}");
    let tighter = between(&today(), &stricter);
    assert!(kinds(&tighter).is_empty() && !tighter[0].reduces, "{tighter:#?}");
    let (_kept, shorter) =
        changed("retention.toml", "number = 90, unit = \"days\"", "number = 60, unit = \"days\"");
    let longer = between(&shorter, &today());
    assert_eq!(kinds(&longer), [Kind::Rights]);
    assert!(longer.iter().all(|change| change.reduces));
    assert!(kinds(&between(&today(), &shorter)).is_empty());
}

#[test]
fn a_right_that_is_described_otherwise_is_major_and_another_sentence_is_not() {
    let (_kept, other) =
        changed("text/policy.toml", "en = \"Withdraw: under", "en = \"Perhaps withdraw: under");
    is_major(&today(), &other, Kind::Rights, "your rights");
    let (_kept, other) = changed("text/policy.toml", "en = \"Who we are\"", "en = \"Who runs this\"");
    let said = between(&today(), &other);
    assert!(kinds(&said).is_empty() && said.len() == 1, "{said:#?}");
}

#[test]
fn a_snapshot_survives_being_written_down() {
    let snapshot = Snapshot::of(&today(), &card());
    let text = serde_json::to_string(&snapshot).unwrap();
    assert!(!text.contains("example.test") && !text.contains("Example Ltd"), "a fingerprint, not the card");
    assert_eq!(serde_json::from_str::<Snapshot>(&text).unwrap().hash(), snapshot.hash());
}

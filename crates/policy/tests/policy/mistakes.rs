//! A policy that contradicts itself does not load, and says which line to mend.

use std::path::Path;

use policy::{ContactCard, Policy};

/// A copy of `policy/` in which one file was changed.
fn broken(file: &str, from: &str, to: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let policy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy");
    for part in ["", "profiles", "text"] {
        std::fs::create_dir_all(folder.path().join(part)).unwrap();
        for entry in std::fs::read_dir(policy.join(part)).unwrap().flatten() {
            if entry.path().extension().is_some_and(|ending| ending == "toml") {
                std::fs::copy(entry.path(), folder.path().join(part).join(entry.file_name())).unwrap();
            }
        }
    }
    let path = folder.path().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from:?} is not in {file}");
    std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
    match Policy::from_folder(folder.path(), "courtyard") {
        Ok(_) => Vec::new(),
        Err(mistakes) => mistakes.iter().map(ToString::to_string).collect(),
    }
}

/// The line, counted from 1, on which a text first stands in a file of `policy/`.
fn line_of(file: &str, text: &str) -> usize {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy").join(file);
    let all = std::fs::read_to_string(path).unwrap();
    all[..all.find(text).unwrap()].matches('\n').count() + 1
}

#[track_caller]
fn says(file: &str, from: &str, to: &str, wanted: &str) {
    let mistakes = broken(file, from, to);
    assert!(mistakes.iter().any(|one| one.contains(wanted)), "{wanted:?} in {mistakes:#?}");
}

#[test]
fn an_unchanged_copy_loads_and_has_the_same_version() {
    assert_eq!(broken("numbers.toml", "value = 5", "value = 5"), Vec::<String>::new());
}

#[test]
fn a_comment_does_not_change_the_version_and_a_number_does() {
    let load = |from: &str, to: &str| {
        let folder = tempfile::tempdir().unwrap();
        let policy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy");
        for part in ["", "profiles", "text"] {
            std::fs::create_dir_all(folder.path().join(part)).unwrap();
            for entry in std::fs::read_dir(policy.join(part)).unwrap().flatten() {
                if entry.path().is_file() {
                    let text = std::fs::read_to_string(entry.path()).unwrap().replace(from, to);
                    std::fs::write(folder.path().join(part).join(entry.file_name()), text).unwrap();
                }
            }
        }
        Policy::from_folder(folder.path(), "courtyard").unwrap().version().to_owned()
    };
    let now = Policy::load("courtyard").unwrap().version().to_owned();
    assert_eq!(load("# Account\n", "# The account\n"), now);
    assert_ne!(load("number = 7, unit = \"days\"", "number = 6, unit = \"days\""), now);
}

#[test]
fn the_line_to_mend_is_named() {
    let line = line_of("purposes.toml", "basis = \"consent\"");
    let mistakes = broken("purposes.toml", "basis = \"consent\"", "basis = \"concent\"");
    let wanted = format!("policy/purposes.toml:{line}: purpose `avatar-display`: `basis` is `concent`");
    assert!(mistakes.iter().any(|one| one.starts_with(&wanted)), "{wanted:?} in {mistakes:#?}");
}

#[test]
fn what_is_not_toml_is_named_with_its_line() {
    let line = line_of("numbers.toml", "stricter = \"smaller\"");
    let mistakes = broken("numbers.toml", "stricter = \"smaller\"", "stricter = smaller");
    assert!(mistakes[0].starts_with(&format!("policy/numbers.toml:{line}: ")), "{mistakes:#?}");
}

#[test]
fn a_purpose_without_a_basis_is_refused() {
    says("purposes.toml", "basis = \"contract\"\n", "", "purpose `account`: `basis` is missing");
}

#[test]
fn a_purpose_that_needs_an_undeclared_category_gets_a_hint() {
    let from = "needs = [\"meeting-chat\"]";
    says("purposes.toml", from, "needs = [\"meeting-cat\"]", "did you mean `meeting-chat`?");
}

#[test]
fn a_purpose_whose_needs_were_changed_asks_for_a_new_build() {
    let from = "needs = [\"avatar\"]";
    says(
        "purposes.toml",
        from,
        "needs = [\"avatar\", \"phone-number\"]",
        "differs from what the program was built with",
    );
}

#[test]
fn a_required_consent_is_not_free() {
    let mistakes = broken(
        "purposes.toml",
        "basis = \"consent\"\nrequired = false",
        "basis = \"consent\"\nrequired = true",
    );
    assert!(mistakes.iter().any(|one| one.contains("is not free")), "{mistakes:#?}");
    assert!(mistakes.iter().any(|one| one.contains("must be told at sign-up")), "{mistakes:#?}");
}

#[test]
fn sensitive_data_that_the_server_could_read_needs_consent() {
    let says_so = "uses the sensitive `meeting-media`, so its basis must be consent";
    let purposes = "en = \"Camera in a meeting\"\nwing = \"meet\"\nbasis = \"consent\"";
    says("purposes.toml", purposes, &purposes.replace("\"consent\"", "\"contract\""), says_so);
    says("categories.toml", "readable = false\n", "", "uses the sensitive `meeting-chat`");
}

#[test]
fn a_permission_that_does_not_say_whether_it_can_be_closed_is_refused() {
    says("purposes.toml", "closable = true\n", "", "`closable` is missing");
    let asked = "asked.en = \"when you press “Change avatar”; only the picture you choose is read\"\n";
    says(
        "purposes.toml",
        asked,
        "",
        "permission `pictures`: `asked` (when the device asks) lacks its text `en`",
    );
}

#[test]
fn a_category_without_a_period_a_criterion_or_a_number_is_refused() {
    says(
        "retention.toml",
        "criterion = \"transaction\"\n",
        "",
        "`criterion` is missing: one of transaction, security",
    );
    says("retention.toml", "criterion = \"limitation\"", "criterion = \"habit\"", "`criterion` is `habit`");
    says("retention.toml", "number = 7, ", "", "missing field `number`");
    let ends = "ends = [{ number = 24, unit = \"hours\", from = \"collected\" }]\n";
    says("retention.toml", ends, "", "retention of `idempotent-answer` never ends");
    says(
        "retention.toml",
        "category = \"feedback\"",
        "category = \"feedbak\"",
        "the retention of `feedback` has no row",
    );
}

#[test]
fn a_period_is_counted_from_a_declared_event() {
    says("retention.toml", "from = \"answered\"", "from = \"answerd\"", "did you mean `answered`?");
}

#[test]
fn the_floor_wins_over_a_shorter_period() {
    let ends = "category = \"service-log\"\nends = [{ number = 6";
    says("retention.toml", ends, &ends.replace("number = 6", "number = 5"), "below the floor of 6 months");
    says(
        "retention.toml",
        ends,
        &ends.replace("number = 6", "number = 13"),
        "above the ceiling of 12 months",
    );
}

#[test]
fn what_passes_through_cannot_be_kept() {
    let rule = "category = \"meeting-media\"\nends = [{ number = 0";
    says(
        "retention.toml",
        rule,
        &rule.replace("number = 0", "number = 1"),
        "`meeting-media` only passes through",
    );
}

#[test]
fn a_category_that_serves_no_purpose_may_not_be_collected() {
    let needs = "needs = [\"incident-record\", \"access-record\"";
    says(
        "purposes.toml",
        needs,
        "needs = [\"access-record\"",
        "category `incident-record` serves no purpose",
    );
}

#[test]
fn what_is_stored_is_shown_to_the_person_or_withheld_with_a_reason() {
    let withheld =
        "withheld.zh = \"只保存用于核对的值\"\nwithheld.en = \"only a value for comparison is stored\"\n";
    says("categories.toml", withheld, "", "`meeting-passcode` is stored but cannot be seen by the person");
}

#[test]
fn a_recipient_gets_only_what_its_purposes_may_use() {
    let fields = "fields = [\"email-address\", ";
    says(
        "recipients.toml",
        fields,
        "fields = [\"avatar\", \"email-address\", ",
        "gets `avatar`, which none of its purposes",
    );
    says("recipients.toml", "region = \"CN\"", "region = \"China\"", "two-letter country code");
}

#[test]
fn a_profile_only_tightens() {
    let courtyard = "profiles/courtyard.toml";
    let keep = "category = \"guest-name\"\nnumber = 3";
    says(courtyard, keep, "category = \"guest-name\"\nnumber = 7", "may only become stricter: 7 months");
    let other =
        "category = \"service-log\"\nnumber = 3\nunit = \"months\"\nfrom = \"collected\"\n\n[[keep]]\n";
    says(
        courtyard,
        "category = \"guest-name\"",
        &format!("{other}category = \"guest-name\""),
        "the floor wins",
    );
    says(
        courtyard,
        "from = \"meeting-ended\"\n\n[service]",
        "from = \"collected\"\n\n[service]",
        "is not counted from `collected`",
    );
    says(courtyard, "[service]", "[numbers]\nincident-notice = 31\n\n[service]", "31 is looser than 30");
    says(courtyard, "[service]", "[numbers]\nshutdown-notice = 59\n\n[service]", "59 is looser than 60");
    says(
        courtyard,
        "[service]",
        "[numbers]\nshutdown-notise = 61\n\n[service]",
        "did you mean `shutdown-notice`?",
    );
    assert!(broken(courtyard, "[service]", "[numbers]\nincident-notice = 10\n\n[service]").is_empty());
}

#[test]
fn a_profile_cannot_turn_off_what_is_required() {
    let courtyard = "profiles/courtyard.toml";
    says(
        courtyard,
        "off = [\"promotion\", \"adverts\", \"advert-choice\", \"return-transfer\"]",
        "off = [\"account\"]",
        "purpose `account` is required and cannot be off",
    );
    assert!(
        broken(
            courtyard,
            "off = [\"promotion\", \"adverts\", \"advert-choice\", \"return-transfer\"]",
            "off = [\"product-news\", \"adverts\", \"advert-choice\", \"return-transfer\"]"
        )
        .is_empty()
    );
}

#[test]
fn a_profile_is_complete() {
    let courtyard = "profiles/courtyard.toml";
    says(courtyard, "dated = \"2026-11-22\"", "dated = \"today\"", "`dated` must look like");
    says(courtyard, "\"phone-number\", \"display-name\"]", "\"avatar\"]", "sign-up asks for `avatar`");
    says(courtyard, "\"zh-CN\", ", "", "`languages` lacks `zh-CN`");
    says(courtyard, "contact = [\"name\"", "contact = [\"phone\"", "names `phone` twice");
    says(
        courtyard,
        "wings = [\"meet\", \"chat\", \"office\", \"community\"]",
        "wings = [\"meat\"]",
        "did you mean `meet`?",
    );
}

#[test]
fn a_doorplate_that_does_not_say_what_it_does_is_refused() {
    let courtyard = "profiles/courtyard.toml";
    says(courtyard, "[conduct]\n", "[conducts]\n", "unknown field `conducts`");
    says(courtyard, "ads = \"never\"", "ads = \"often\"", "`conduct.ads` is `often`");
    says(courtyard, "ads = \"never\"", "ads = \"opt-in\"", "must have `promotion`");
    says(courtyard, "profiling = \"never\"", "profiling = \"opt-in\"", "only for a doorplate whose `ads`");
    says(courtyard, "\"service\", \"news\"", "\"service\"", "lacks `news`, but the purpose `product-news`");
    says(courtyard, "\"service\", \"news\"", "\"news\"", "must have `service`");
    says(courtyard, "regions = [\"CN\"]", "regions = []", "where may data lie?");
    says(courtyard, "regions = [\"CN\"]", "regions = [\"SG\"]", "recipient `sms-gateway` stands in CN");
    says(courtyard, "tell = [\"notice\", ", "tell = [", "`conduct.tell` must have `notice`");
    says(courtyard, "child = \"written\"", "child = \"guided\"", "asks more of a guardian than");
    let closing = "closing = { number = 0, unit = \"days\" }";
    says(courtyard, closing, "closing = { number = 13, unit = \"months\" }", "keeps `phone-number` longer");
    let floor = "value = 6\nunit = \"months\"";
    says("numbers.toml", floor, "value = 7\nunit = \"months\"", "shorter than the promised 7 months");
    says("recipients.toml", "region = \"CN\"", "region = \"US\"", "stands in US, which is not one of");
}

#[test]
fn a_text_that_lacks_a_language_or_has_a_wrong_blank_is_refused() {
    let file = "text/policy.toml";
    says(file, "en = \"Who we are\"\n", "", "section `who` lacks its text `en`");
    says(file, "{contact.email}", "{contact.mail}", "has the blank {contact.mail}, which nothing fills");
    says(file, "{number.incident-notice}", "{number.incident}", "{number.incident}");
    says(file, "id = \"summary\"", "id = \"who\"", "the id `who` is used twice");
    says(file, "when = [\"!connectors\"]", "when = [\"!conectors\"]", "`conectors` is not a condition");
    says(file, "promises = [\"JJB-069\"", "promises = [\"JJB-69\"", "`JJB-69` is not an id of the ledger");
    says("text/words.toml", "\ncolon = ", "\ncolonn = ", "the word `colon` is missing");
}

#[test]
fn a_contact_card_with_empty_fields_may_not_be_published() {
    let policy = Policy::load("courtyard").unwrap();
    let empty = policy.check(&ContactCard::default());
    assert_eq!(empty.len(), 4);
    assert!(empty[0].to_string().starts_with("configuration: contact.name is empty"));
    let mut card = ContactCard {
        name: "示例有限公司".to_owned(),
        email: "privacy@example.test".to_owned(),
        phone: "010-00000000".to_owned(),
        address: " ".to_owned(),
    };
    assert_eq!(policy.check(&card).len(), 1);
    card.address = "北京市".to_owned();
    assert!(policy.check(&card).is_empty());
}

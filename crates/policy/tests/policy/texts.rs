//! What the published texts must hold, whatever their words.

use std::collections::{BTreeMap, BTreeSet};

use policy::text::{
    Document, PolicyText, asked, collection_list, document, dpv, fides, keep_sentence, permissions_list,
    policy_text, recipients_list,
};
use policy::{
    Ads, Category, ContactCard, GuardianProof, Lang, Leave, Message, Period, Policy, Purpose, Recipient, Unit,
};

fn card() -> ContactCard {
    ContactCard {
        name: "Example Ltd {product}".to_owned(),
        email: "privacy@example.test".to_owned(),
        phone: "+86 10 0000 0000".to_owned(),
        address: "1 Example Road".to_owned(),
    }
}

fn policies() -> Vec<Policy> {
    let all = Policy::profiles().into_iter().map(|profile| Policy::load(&profile).unwrap());
    all.flat_map(|policy| [policy.clone(), policy.with_connectors(Recipient::ALL.iter().copied())]).collect()
}

fn words(text: &PolicyText) -> String {
    let sentences =
        text.sections.iter().flat_map(|section| section.sentences.iter().map(|one| one.text.as_str()));
    sentences.collect::<Vec<_>>().join("\n")
}

#[test]
fn both_languages_have_the_same_sections_sentences_and_promises() {
    for (policy, one) in policies().iter().flat_map(|policy| Document::ALL.map(|one| (policy, one))) {
        let [zh, en] = Lang::ALL.map(|lang| document(policy, one, &card(), lang));
        let shape = |text: &PolicyText| {
            let rows = text.sections.iter().map(|section| {
                let sentences = section.sentences.iter().map(|one| (one.bold, one.promises.clone()));
                (section.id.clone(), sentences.collect::<Vec<_>>())
            });
            rows.collect::<Vec<_>>()
        };
        assert_eq!(shape(&zh), shape(&en), "{}", policy.profile());
    }
}

#[test]
fn no_blank_is_left_empty_and_the_contact_card_is_printed_as_it_is() {
    for (policy, one) in policies().iter().flat_map(|policy| Document::ALL.map(|one| (policy, one))) {
        for lang in Lang::ALL {
            let text = document(policy, one, &card(), lang);
            let said = words(&text).replace("Example Ltd {product}", "X");
            assert!(!said.contains('{') && !said.contains('}'), "{said}");
            assert!(words(&text).contains("Example Ltd {product}"));
            for odd in [": .", "：。", "()", "  ", ",,", ".."] {
                assert!(!said.contains(odd), "{odd:?} in {} {}", policy.profile(), lang.tag());
            }
        }
    }
}

#[test]
fn a_chinese_text_has_chinese_marks_and_an_english_one_no_chinese() {
    for (policy, one) in policies().iter().flat_map(|policy| Document::ALL.map(|one| (policy, one))) {
        let [zh, en] = Lang::ALL.map(|lang| words(&document(policy, one, &card(), lang)));
        for line in zh.lines() {
            assert!(line.ends_with('。') && !line.contains([',', ';', '(']), "{line}");
        }
        let han = |c: char| ('\u{3000}'..='\u{9fff}').contains(&c) || ('\u{ff00}'..='\u{ff60}').contains(&c);
        assert!(!en.contains(han), "{}", en.lines().find(|line| line.contains(han)).unwrap_or_default());
    }
}

#[test]
fn every_sensitive_category_is_named_in_bold() {
    let needs = |policy: &Policy, one: &Category| policy.purposes_of(*one).next().is_some();
    let all = policies();
    for policy in &all {
        // What only an absent wing handles is not handled there, and not named.
        let is_used = |one: &&Category| needs(policy, one) || !all.iter().any(|other| needs(other, one));
        for lang in Lang::ALL {
            let text = policy_text(policy, &card(), lang);
            for category in Category::ALL.iter().filter(|one| one.sensitive()).filter(is_used) {
                let title = policy.category(*category).title.lang(lang);
                let bold = text.sections.iter().flat_map(|one| &one.sentences).filter(|one| one.bold);
                assert!(bold.into_iter().any(|one| one.text.contains(title)), "{category}");
            }
        }
    }
}

#[test]
fn every_purpose_has_its_scene_and_every_category_its_period() {
    for policy in policies() {
        let text = policy_text(&policy, &card(), Lang::En);
        let ids: BTreeSet<&str> = text.sections.iter().map(|section| section.id.as_str()).collect();
        assert_eq!(ids.len(), text.sections.len());
        for facts in policy.purposes() {
            assert!(ids.contains(format!("purpose.{}", facts.purpose).as_str()), "{}", facts.purpose);
        }
        let retention = text.sections.iter().find(|section| section.id == "retention").unwrap();
        for row in collection_list(&policy, Lang::En).rows {
            let named = retention
                .sentences
                .iter()
                .any(|one| one.text.contains(&row.title) && one.text.contains(&row.retention));
            assert!(named, "{}", row.category);
        }
    }
}

#[test]
fn sharing_says_nobody_while_the_connectors_are_off_and_names_them_when_they_are_on() {
    let sharing = |policy: &Policy| {
        let text = policy_text(policy, &card(), Lang::En);
        let section = text.sections.into_iter().find(|section| section.id == "sharing").unwrap();
        section.sentences.into_iter().map(|one| one.text).collect::<Vec<_>>().join("\n")
    };
    let off = Policy::load("courtyard").unwrap();
    assert!(sharing(&off).contains("no personal data to any third party"));
    assert!(recipients_list(&off, Lang::En).rows.is_empty());
    let on = off.with_connectors([Recipient::SmsGateway]);
    assert!(!sharing(&on).contains("no personal data to any third party"));
    assert!(sharing(&on).contains("SMS provider (in CN)") && !sharing(&on).contains("mail provider"));
    let account = asked(&on, Lang::En).items.into_iter().find(|item| item.purpose == "account").unwrap();
    assert!(account.who.ends_with("also passed to SMS provider"), "{}", account.who);
}

#[test]
fn each_doorplate_shows_the_ledger_rows_of_its_own_product() {
    let products: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("jujiabao", &["JJB"] as &[&str]),
        ("huiketing", &["HKT"]),
        ("yunzhijia", &["YZJ"]),
        ("anju", &["AJ"]),
        ("duban", &["DB"]),
    ]);
    for (profile, own) in products {
        let text = policy_text(&Policy::load(profile).unwrap(), &card(), Lang::ZhCn);
        let shown: BTreeSet<String> = text
            .sections
            .iter()
            .flat_map(|section| &section.sentences)
            .flat_map(|one| &one.promises)
            .map(|id| id.split_once('-').unwrap().0.to_owned())
            .collect();
        assert_eq!(shown.iter().map(String::as_str).collect::<Vec<_>>(), own);
    }
}

#[test]
fn every_ledger_id_stands_in_the_ledger() {
    let ledger = include_str!("../../../../docs/promises.toml").parse::<toml::Table>().unwrap();
    let rows = ledger["promise"].as_array().unwrap();
    let known: BTreeSet<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    for policy in policies() {
        let text = policy_text(&policy, &card(), Lang::En);
        let used = text.sections.iter().flat_map(|section| &section.sentences).flat_map(|one| &one.promises);
        for id in used {
            assert!(known.contains(id.as_str()), "{id}");
        }
        for facts in policy.purposes() {
            assert!(facts.promises.iter().all(|id| known.contains(id.as_str())), "{}", facts.purpose);
        }
    }
}

#[test]
fn courtyard_does_no_more_than_any_other_doorplate() {
    let strictest = Policy::load("courtyard").unwrap();
    let mine = strictest.conduct();
    for other in policies() {
        let theirs = other.conduct();
        assert!(mine.ads <= theirs.ads && mine.profiling <= theirs.profiling, "{}", other.profile());
        assert!(mine.third_party_data <= theirs.third_party_data, "{}", other.profile());
        assert!(mine.child >= theirs.child && mine.minor >= theirs.minor, "{}", other.profile());
        assert!(theirs.closing.at_least(mine.closing), "{}", other.profile());
        for number in strictest.numbers() {
            assert!(
                !other.number(&number.id).unwrap().loosened_by(number.value.number) || {
                    let theirs = other.number(&number.id).unwrap().value.number;
                    number.value.number == theirs
                }
            );
        }
    }
}

/// What each product says, as the program reads it.
#[test]
fn each_doorplate_has_the_facts_of_its_own_policy() {
    let of = |profile: &str| Policy::load(profile).unwrap();
    let closing = |profile: &str| {
        let policy = of(profile);
        let keep = policy.retention(Category::PhoneNumber).from("account-closed").unwrap();
        assert_eq!(keep, policy.conduct().closing, "{profile}");
        (keep.number, keep.unit)
    };
    assert_eq!(closing("anju"), (0, Unit::Days));
    assert_eq!(closing("yunzhijia"), (30, Unit::Days));
    assert_eq!(closing("duban"), (12, Unit::Months));
    assert_eq!(of("yunzhijia").conduct().ads, Ads::Never);
    assert!(!of("yunzhijia").conduct().messages.contains(&Message::Promotion));
    assert_eq!(of("yunzhijia").conduct().minor, GuardianProof::Written);
    assert_eq!(of("anju").conduct().ads, Ads::OptIn);
    assert_eq!(of("duban").conduct().sites, ["hangzhou", "shanghai"]);
    assert_eq!(of("jujiabao").conduct().third_party_data, Leave::Never);
    for profile in Policy::profiles() {
        let policy = of(&profile);
        assert_eq!(policy.conduct().regions, ["CN"]);
        assert_eq!(policy.number("incident-notice").unwrap().value, Period::new(30, Unit::Days));
        assert_eq!(policy.number("trade-record").unwrap().value, Period::new(3, Unit::Years));
        let log = policy.retention(Category::ServiceLog);
        assert_eq!(log.minimum(), Period::new(6, Unit::Months), "{profile}");
        for category in Category::ALL {
            let keep = policy.retention(*category);
            for end in &keep.ends {
                assert!(
                    end.after.at_least(keep.minimum())
                        && keep.maximum(&end.from).unwrap().at_least(end.after)
                );
            }
        }
    }
}

#[test]
fn the_exports_name_every_purpose_and_every_category_of_it() {
    for policy in policies() {
        let notice = dpv(&policy, &card());
        assert_eq!(notice["@type"], "dpv:PrivacyNotice");
        let processes = notice["dpv:hasProcess"].as_array().unwrap();
        assert_eq!(processes.len(), policy.purposes().len());
        for (process, facts) in processes.iter().zip(policy.purposes()) {
            assert_eq!(process["@id"], format!("house:process:{}", facts.purpose));
            assert_eq!(process["dpv:hasPersonalData"].as_array().unwrap().len(), facts.needs.len());
            let basis = process["dpv:hasLegalBasis"]["@id"].as_str().unwrap();
            assert_eq!(basis == "dpv:Consent", facts.withdrawable());
        }
        let manifest = fides(&policy, Lang::En);
        for facts in policy.purposes() {
            let key = facts.purpose.id().replace('-', "_");
            assert!(manifest.contains(&format!("data_use: \"{key}\"")), "{key}");
        }
        for row in collection_list(&policy, Lang::En).rows {
            let key = format!("\"user.{}\"", row.category.replace('-', "_"));
            assert!(manifest.contains(&key), "{key}");
        }
    }
}

#[test]
fn courtyard_keeps_no_longer_than_any_other_doorplate() {
    let strictest = Policy::load("courtyard").unwrap();
    for other in policies() {
        for category in Category::ALL {
            for end in &other.retention(*category).ends {
                let mine = strictest.retention(*category).from(&end.from).unwrap();
                assert!(end.after.at_least(mine), "{category}");
            }
        }
    }
}

#[test]
fn periods_read_well_in_both_languages() {
    let policy = Policy::load("courtyard").unwrap();
    let keep = |category, lang| keep_sentence(&policy, category, lang);
    assert_eq!(keep(Category::VerificationCode, Lang::ZhCn), "产生后 5 分钟删除");
    assert_eq!(keep(Category::MeetingChat, Lang::En), "used only in memory for the moment, never kept");
    assert_eq!(
        keep(Category::InvitationPhone, Lang::En),
        "deleted as soon as it was answered or deleted 7 days after it arose, whichever comes first"
    );
    assert_eq!(
        keep(Category::ServiceLog, Lang::ZhCn),
        "产生后 6 个月删除（《网络安全法》关于网络日志的规定要求至少保存 6 个月）"
    );
}

#[test]
fn the_lists_are_shaped_as_the_wire_wants_them() {
    let policy = Policy::load("jujiabao").unwrap();
    let keys = |value: &serde_json::Value| -> Vec<String> {
        let mut keys: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys
    };
    let text = serde_json::to_value(policy_text(&policy, &card(), Lang::ZhCn)).unwrap();
    assert_eq!(keys(&text), ["lang", "profile", "sections", "title", "version"]);
    assert_eq!(keys(&text["sections"][0]), ["heading", "id", "sentences"]);
    assert_eq!(keys(&text["sections"][0]["sentences"][0]), ["bold", "promises", "text"]);
    let list = serde_json::to_value(collection_list(&policy, Lang::ZhCn)).unwrap();
    assert_eq!(keys(&list), ["profile", "rows", "scenes", "version"]);
    assert_eq!(
        keys(&list["rows"][0]),
        ["asked_when", "category", "examples", "purposes", "retention", "sensitive", "stored", "title"]
    );
    assert_eq!(keys(&list["rows"][0]["purposes"][0]), ["basis", "purpose", "title"]);
    let asked = serde_json::to_value(asked(&policy, Lang::ZhCn)).unwrap();
    assert_eq!(keys(&asked), ["items", "version"]);
    assert_eq!(
        keys(&asked["items"][0]),
        ["how_long", "if_not", "purpose", "required", "sensitive", "title", "what", "who", "why"]
    );
}

#[test]
fn every_device_permission_says_when_it_is_asked_and_how_it_is_closed() {
    for policy in policies() {
        let list = permissions_list(&policy, Lang::En);
        for device in ["camera", "microphone", "screen", "local-network"] {
            assert!(list.rows.iter().any(|row| row.permission == device), "{device}");
        }
        for row in list.rows {
            assert!(!row.asked_when.is_empty() && !row.how_to_close.is_empty() && !row.if_refused.is_empty());
            let purpose = Purpose::from_id(&row.purpose).unwrap();
            assert!(policy.purpose(purpose).is_some());
        }
    }
}

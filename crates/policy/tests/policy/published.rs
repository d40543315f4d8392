//! The published texts, as they are, in `policy/published/`: for people to read and for reviews to see every change.
//!
//! Stale files fail the test; `COURTYARD_PUBLISH=1 cargo test -p policy` writes them anew.

use std::fmt::Write as _;
use std::path::PathBuf;

use policy::text::{
    Document, PolicyText, asked, collection_list, document, dpv, fides, permissions_list, policy_text,
    recipients_list,
};
use policy::{ContactCard, Lang, Policy, Recipient};

fn card(lang: Lang) -> ContactCard {
    let blank = |zh: &str, en: &str| match lang {
        Lang::ZhCn => format!("〔{zh}〕"),
        Lang::En => format!("[{en}]"),
    };
    ContactCard {
        name: blank("运营者名称", "name of the operator"),
        email: blank("邮箱", "e-mail"),
        phone: blank("电话", "telephone"),
        address: blank("地址", "address"),
    }
}

fn sections(text: &PolicyText, out: &mut String) {
    for section in &text.sections {
        writeln!(out, "## {} `{}`\n", section.heading, section.id).unwrap();
        for sentence in &section.sentences {
            let words = if sentence.bold { format!("**{}**", sentence.text) } else { sentence.text.clone() };
            let promises = sentence.promises.join(" ");
            let promises = if promises.is_empty() { promises } else { format!(" `{promises}`") };
            writeln!(out, "- {words}{promises}").unwrap();
        }
        out.push('\n');
    }
}

/// The policy and its lists as one Markdown page. The fingerprint is left out, so that a page changes only where its
/// words do.
fn page(policy: &Policy, lang: Lang) -> String {
    let mut out = String::new();
    let text = policy_text(policy, &card(lang), lang);
    writeln!(out, "# {}\n", text.title).unwrap();
    sections(&text, &mut out);
    let heading = |zh: &'static str, en: &'static str| if lang == Lang::ZhCn { zh } else { en };
    writeln!(out, "## {}\n", heading("注册前展示", "Shown before sign-up")).unwrap();
    for item in asked(policy, lang).items {
        writeln!(out, "- **{}** {}", item.title, item.what).unwrap();
        for line in [item.why, item.how_long, item.who, item.if_not] {
            writeln!(out, "  - {line}").unwrap();
        }
    }
    writeln!(out, "\n## {}\n", heading("收集清单", "Collection list")).unwrap();
    for row in collection_list(policy, lang).rows {
        let purposes: Vec<String> =
            row.purposes.iter().map(|one| format!("{} ({})", one.title, one.basis)).collect();
        let title = if row.sensitive { format!("**{}**", row.title) } else { row.title };
        writeln!(out, "- {title}: {}; {}; {}", purposes.join(", "), row.asked_when, row.retention).unwrap();
    }
    writeln!(out, "\n## {}\n", heading("设备权限清单", "Device permissions")).unwrap();
    for row in permissions_list(policy, lang).rows {
        writeln!(out, "- {} / {}: {}; {}", row.title, row.purpose_title, row.asked_when, row.how_to_close)
            .unwrap();
    }
    out.replace(policy.version(), "#")
}

/// A document without lists as a Markdown page.
fn plain(policy: &Policy, one: Document, lang: Lang) -> String {
    let text = document(policy, one, &card(lang), lang);
    let mut out = String::new();
    writeln!(out, "# {}\n", text.title).unwrap();
    sections(&text, &mut out);
    out.trim_end().to_owned() + "\n"
}

/// The third-party list as it stands when every connector is on: what could ever leave.
fn recipients(policy: &Policy, lang: Lang) -> String {
    let on = policy.clone().with_connectors(Recipient::ALL.iter().copied());
    let heading = if lang == Lang::ZhCn {
        "第三方共享清单（全部连接器启用时）"
    } else {
        "Third parties (with every connector on)"
    };
    let mut out = format!("# {heading}\n\n");
    for row in recipients_list(&on, lang).rows {
        writeln!(
            out,
            "- {} ({}): {}; {}; {}; {}; {}",
            row.title,
            row.region,
            row.purposes.join(", "),
            row.fields.join(", "),
            row.why,
            row.how,
            row.if_not
        )
        .unwrap();
    }
    out
}

/// Everything that is published of a profile: file name and content.
fn pages(policy: &Policy) -> Vec<(String, String)> {
    let profile = policy.profile();
    let mut pages = Vec::new();
    for lang in Lang::ALL {
        let tag = lang.tag();
        pages.push((format!("{profile}.{tag}.md"), page(policy, lang)));
        for one in [Document::Children, Document::Assessment] {
            pages.push((format!("{profile}.{}.{tag}.md", one.id()), plain(policy, one, lang)));
        }
        pages.push((format!("{profile}.recipients.{tag}.md"), recipients(policy, lang)));
        pages.push((format!("{profile}.fides.{tag}.yaml"), fides(policy, lang)));
    }
    let notice = serde_json::to_string_pretty(&dpv(policy, &card(Lang::En))).unwrap();
    pages.push((format!("{profile}.dpv.jsonld"), notice + "\n"));
    pages.into_iter().map(|(name, text)| (name, text.replace(policy.version(), "#"))).collect()
}

#[test]
fn the_published_pages_say_what_the_data_says() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../policy/published");
    let write = std::env::var_os("COURTYARD_PUBLISH").is_some();
    for profile in Policy::profiles() {
        for (name, page) in pages(&Policy::load(&profile).unwrap()) {
            let file = folder.join(name);
            if write {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(&file, &page).unwrap();
            }
            let kept = std::fs::read_to_string(&file).unwrap_or_default();
            assert!(kept == page, "{} is stale: COURTYARD_PUBLISH=1 cargo test -p policy", file.display());
        }
    }
}

//! The published texts, as they are, in `policy/published/`: for people to read and for reviews to see every change.
//!
//! Stale files fail the test; `COURTYARD_PUBLISH=1 cargo test -p policy` writes them anew.

use std::fmt::Write as _;
use std::path::PathBuf;

use policy::text::{asked, collection_list, permissions_list, policy_text};
use policy::{ContactCard, Lang, Policy};

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

/// The policy and its lists as one Markdown page. The fingerprint is left out, so that a page changes only where its
/// words do.
fn page(policy: &Policy, lang: Lang) -> String {
    let mut out = String::new();
    let text = policy_text(policy, &card(lang), lang);
    writeln!(out, "# {}\n", text.title).unwrap();
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

#[test]
fn the_published_pages_say_what_the_data_says() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../policy/published");
    let write = std::env::var_os("COURTYARD_PUBLISH").is_some();
    for profile in Policy::profiles() {
        let policy = Policy::load(&profile).unwrap();
        for lang in Lang::ALL {
            let file = folder.join(format!("{profile}.{}.md", lang.tag()));
            let page = page(&policy, lang);
            if write {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(&file, &page).unwrap();
            }
            let kept = std::fs::read_to_string(&file).unwrap_or_default();
            assert!(kept == page, "{} is stale: COURTYARD_PUBLISH=1 cargo test -p policy", file.display());
        }
    }
}

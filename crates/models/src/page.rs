//! Where a registry says that a file lies: its page about a package, read for one address and nothing else.

use serde_json::Value;
use url::Url;

use crate::{Package, Registry};

/// Bytes of a registry's page about a package, at most.
pub const PAGE_MAX: usize = 8 << 20;
/// Signs of an address, at most.
const ADDRESS_MAX: usize = 2_000;

/// Which page, and in which form.
pub(crate) fn of(package: &Package, registry: &Url) -> Option<(Url, &'static str)> {
    let Package { name, version, .. } = package;
    match package.registry {
        // The simple index, which mirrors have, too: JSON (PEP 691) or HTML (PEP 503).
        Registry::Pypi => {
            let accept = "application/vnd.pypi.simple.v1+json, text/html;q=0.5";
            Some((registry.join(&format!("{name}/")).ok()?, accept))
        }
        Registry::Npm => Some((registry.join(&format!("{name}/{version}")).ok()?, "application/json")),
    }
}

/// The address of the package's file on such a page, which stood at this address; nothing where there is none.
pub(crate) fn find(package: &Package, page: &[u8], at: &Url) -> Option<Url> {
    let text = std::str::from_utf8(page).ok()?;
    let found = match (package.registry, serde_json::from_str::<Value>(text)) {
        (Registry::Npm, Ok(said)) => said["dist"]["tarball"].as_str()?.to_owned(),
        (Registry::Npm, Err(_)) => return None,
        (Registry::Pypi, Ok(said)) => {
            let files = said["files"].as_array()?;
            files.iter().find(|one| one["filename"] == package.file.as_str())?["url"].as_str()?.to_owned()
        }
        (Registry::Pypi, Err(_)) => links(text).find(|link| leads_to(link, &package.file))?.to_owned(),
    };
    let mut url = at.join(&found).ok().filter(|url| url.as_str().len() <= ADDRESS_MAX)?;
    url.set_fragment(None);
    Some(url)
}

/// The addresses of a page's links.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("href=").skip(1).filter_map(|rest| {
        let quote = rest.chars().next().filter(|sign| matches!(sign, '"' | '\''))?;
        rest[1..].split(quote).next()
    })
}

fn leads_to(link: &str, file: &str) -> bool {
    link.split(['#', '?']).next().and_then(|path| path.rsplit('/').next()) == Some(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fuzz::{Change, Fuzz};

    fn at() -> Url {
        Url::parse("https://pypi.example/simple/rapidocr-onnxruntime/").unwrap()
    }

    fn of_pypi(page: &str) -> Option<String> {
        let model = crate::named("cards").unwrap();
        find(&model.packages[0], page.as_bytes(), &at()).map(String::from)
    }

    const JSON: &str = r#"{"files":[{"filename":"other.whl","url":"https://files.example/o.whl"},
        {"filename":"rapidocr_onnxruntime-1.4.4-py3-none-any.whl","url":"https://files.example/a/b.whl#sha256=00"}]}"#;
    const HTML: &str =
        "<a href=\"../../packages/x/rapidocr_onnxruntime-1.4.4-py3-none-any.whl#sha256=971d\">x</a>";

    #[test]
    fn a_file_is_found_on_every_form_of_page() {
        assert_eq!(of_pypi(JSON).as_deref(), Some("https://files.example/a/b.whl"));
        let there = "https://pypi.example/packages/x/rapidocr_onnxruntime-1.4.4-py3-none-any.whl";
        assert_eq!(of_pypi(HTML).as_deref(), Some(there));
        assert_eq!(of_pypi(&HTML.replace('"', "'")).as_deref(), Some(there));
        for none in
            ["", "{}", "[]", "<a href=>", "<a href=\"x/rapidocr_onnxruntime-1.4.4.whl\">", "<a href=\""]
        {
            assert_eq!(of_pypi(none), None, "{none}");
        }
        let eyes = crate::named("eyes").unwrap();
        let said = br#"{"dist":{"tarball":"https://files.example/e.tgz","shasum":"00"}}"#;
        let found = find(&eyes.packages[0], said, &at()).map(String::from);
        assert_eq!(found.as_deref(), Some("https://files.example/e.tgz"));
        assert!(find(&eyes.packages[0], b"<a href=\"e.tgz\">", &at()).is_none());
    }

    #[test]
    fn fuzz_page() {
        let model = crate::named("cards").unwrap();
        for (name, change, seed) in [("page-json", Change::Json, JSON), ("page-html", Change::Text, HTML)] {
            Fuzz::new(env!("CARGO_MANIFEST_DIR"), name, change)
                .seeds([seed])
                .words(&["href=", "\"", "filename", "#", "../"])
                .run(|input| find(&model.packages[0], input, &at()).map(String::from));
        }
    }
}

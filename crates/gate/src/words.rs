//! The catalogue of refusals: a problem's code in the reader's language.

use axum::extract::Request;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ground::Problem;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const SOURCE: &str = include_str!("../words/problems.toml");

#[derive(serde::Deserialize)]
struct Words {
    zh: String,
    en: String,
}

static CATALOGUE: LazyLock<BTreeMap<String, BTreeMap<String, Words>>> =
    LazyLock::new(|| toml::from_str(SOURCE).unwrap_or_default());

/// Puts the sentence of a problem into the language that the reader asked for; Chinese is the house's own.
pub(crate) async fn translate(request: Request, next: Next) -> Response {
    let chinese = wants_chinese(request.headers());
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    let Some(title) = sentence(&problem, chinese) else { return response };
    *response.body_mut() = Problem { title, ..problem }.into_response().into_body();
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response
}

fn wants_chinese(headers: &HeaderMap) -> bool {
    yard::wire::Reads::of(headers).0 == policy::Lang::ZhCn
}

/// The sentence of a code with its arguments filled in; `None` where the catalogue has none.
fn sentence(problem: &Problem, chinese: bool) -> Option<String> {
    let (family, word) = problem.code.split_once('.')?;
    let words = CATALOGUE.get(family)?.get(word)?;
    let text = if chinese { &words.zh } else { &words.en };
    Some(problem.args.iter().fold(text.clone(), |text, (name, value)| {
        let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        text.replace(&format!("{{{name}}}"), &shown)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// The names of the functions that take a code first, and those that take it second.
    const TAKES_CODE: &[&str] =
        &["malformed(", "forbidden(", "not_found(", "conflict(", "invalid(", "field(", "too_many("];

    fn is_code(text: &str) -> bool {
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|sign| sign.is_ascii_lowercase() || sign == b'_')
        };
        text.split_once('.').is_some_and(|(family, word)| is_word(family) && is_word(word))
    }

    fn codes_in(folder: &Path, codes: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                codes_in(&path, codes);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                for call in TAKES_CODE {
                    for rest in text.split(call).skip(1) {
                        let rest = rest.trim_start();
                        let code = rest.strip_prefix('"').and_then(|rest| rest.split('"').next());
                        codes.extend(code.filter(|code| is_code(code)).map(str::to_owned));
                    }
                }
            }
        }
    }

    #[test]
    fn every_code_of_the_house_has_a_sentence_in_both_languages() {
        let mut codes = BTreeSet::new();
        for name in ["ground", "vault", "egress", "yard", "meet", "chat", "office", "community", "gate"] {
            codes_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name).join("src"), &mut codes);
        }
        assert!(codes.len() > 60, "only {} codes were found", codes.len());
        let missing: Vec<&String> = codes
            .iter()
            .filter(|code| {
                let (family, word) = code.split_once('.').unwrap();
                CATALOGUE.get(family).and_then(|family| family.get(word)).is_none()
            })
            .collect();
        assert!(missing.is_empty(), "problems.toml lacks {missing:?}");
    }

    #[test]
    fn arguments_are_filled_in() {
        let problem = Problem::field("session.code_wrong", "code", "wrong").with("left", 3);
        assert_eq!(sentence(&problem, true).unwrap(), "验证码不对，还可以试 3 次。");
        assert_eq!(sentence(&problem, false).unwrap(), "The code is wrong; 3 tries are left.");
    }
}

//! What stands in a text message with a code, in the language of whoever asked for it: nobody's is stored.

use egress::Template;
use policy::Lang;

/// What a code is told to be for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum For {
    /// Signing in or up, or proving that a number is one's own.
    Oneself,
    /// Proving that it is really the person who is signed in.
    Identity,
    /// Reading it to the desk.
    Desk,
}

/// The words.
pub(super) fn of_code(lang: Lang, what: For, code: &str) -> String {
    match (lang, what) {
        (Lang::ZhCn, For::Oneself) => format!("验证码 {code},5 分钟内有效。请勿告诉任何人。"),
        (Lang::ZhCn, For::Identity) => {
            format!("验证码 {code},用于核实是您本人,5 分钟内有效。请勿告诉任何人。")
        }
        (Lang::ZhCn, For::Desk) => {
            format!("验证码 {code},用于客服核实您的身份,5 分钟内有效。仅在您主动联系客服时告知对方。")
        }
        (Lang::En, For::Oneself) => {
            format!("Your code is {code}. It is good for 5 minutes. Tell it to nobody.")
        }
        (Lang::En, For::Identity) => {
            format!(
                "Your code is {code}, to prove that it is you. It is good for 5 minutes. Tell it to nobody."
            )
        }
        (Lang::En, For::Desk) => format!(
            "Your code is {code}, to prove to our desk who you are. It is good for 5 minutes. Read it out only if it was \
             you who turned to us."
        ),
    }
}

/// The words for a number that may not sign up.
pub(super) const fn uninvited(lang: Lang) -> &'static str {
    match lang {
        Lang::ZhCn => "本站仅限受邀者注册。请向您的组织索取邀请。",
        Lang::En => "Only invited people can sign up here. Ask your organisation for an invitation.",
    }
}

/// With the signature that stands before each text message.
pub(super) fn signed(lang: Lang, words: &str) -> String {
    match lang {
        Lang::ZhCn => format!("【四合院】{words}"),
        Lang::En => format!("[Courtyard] {words}"),
    }
}

/// The reviewed template of such a message.
pub(super) const fn template(lang: Lang, code: Option<&str>) -> Template<'_> {
    match (lang, code) {
        (Lang::ZhCn, Some(code)) => Template::Code(code),
        (Lang::En, Some(code)) => Template::CodeInEnglish(code),
        (Lang::ZhCn, None) => Template::Uninvited,
        (Lang::En, None) => Template::UninvitedInEnglish,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_says_its_code_in_one_language_and_tells_what_it_is_for() {
        for what in [For::Oneself, For::Identity, For::Desk] {
            let (zh, en) = (of_code(Lang::ZhCn, what, "123456"), of_code(Lang::En, what, "123456"));
            assert!(zh.contains("123456") && en.contains("123456"));
            assert!(en.is_ascii() && !zh.contains("code"), "{zh} {en}");
        }
        assert!(uninvited(Lang::En).is_ascii());
    }
}

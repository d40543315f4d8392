//! What the macros need to know of `policy/*.toml`. The crate `policy` reads the same files in full and checks them;
//! here only names, and only what would make the generated code wrong is refused.

use std::path::PathBuf;

use toml::{Table, Value};

/// The files that the enums are made from, in the folder `policy/` of the repository.
pub(crate) const FILES: [&str; 3] = ["categories.toml", "purposes.toml", "recipients.toml"];

/// The folder that holds the policy's data.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policy"))
}

/// An id with its titles.
pub(crate) struct Named {
    pub id: String,
    pub zh: String,
    pub en: String,
}

/// One kind of personal data.
pub(crate) struct Category {
    pub name: Named,
    pub sensitive: bool,
    pub of_organisation: bool,
    pub stored: bool,
    pub key_group: String,
}

/// One purpose and the categories it needs.
pub(crate) struct Purpose {
    pub name: Named,
    pub needs: Vec<String>,
}

/// The names of the policy.
pub(crate) struct Data {
    pub key_groups: Vec<Named>,
    pub categories: Vec<Category>,
    pub purposes: Vec<Purpose>,
    pub recipients: Vec<Named>,
}

impl Data {
    /// Reads the repository's policy; the error names file and place.
    pub(crate) fn read() -> Result<Data, String> {
        let text = |file: &str| {
            std::fs::read_to_string(folder().join(file)).map_err(|why| format!("policy/{file}: {why}"))
        };
        Data::parse(&text(FILES[0])?, &text(FILES[1])?, &text(FILES[2])?)
    }

    /// The same from texts.
    pub(crate) fn parse(categories: &str, purposes: &str, recipients: &str) -> Result<Data, String> {
        let tables = [
            (FILES[0], categories.parse::<Table>()),
            (FILES[1], purposes.parse::<Table>()),
            (FILES[2], recipients.parse::<Table>()),
        ]
        .map(|(file, parsed)| parsed.map_err(|why| format!("policy/{file}: {why}")));
        let [categories, purposes, recipients] = tables;
        let (categories, purposes, recipients) = (categories?, purposes?, recipients?);

        let data = Data {
            key_groups: rows(&categories, FILES[0], "key_group", named)?,
            categories: rows(&categories, FILES[0], "category", category)?,
            purposes: rows(&purposes, FILES[1], "purpose", |row, at| {
                Ok(Purpose { name: named(row, at)?, needs: words(row, "needs", at)? })
            })?,
            recipients: rows(&recipients, FILES[2], "recipient", named)?,
        };
        data.names_exist()?;
        Ok(data)
    }

    fn names_exist(&self) -> Result<(), String> {
        for category in &self.categories {
            let group = &category.key_group;
            if !self.key_groups.iter().any(|known| known.id == *group) {
                return Err(format!(
                    "policy/{}: category `{}` names the key group `{group}`, which is not declared",
                    FILES[0], category.name.id
                ));
            }
        }
        for purpose in &self.purposes {
            for needed in &purpose.needs {
                if !self.categories.iter().any(|known| known.name.id == *needed) {
                    let known = self.categories.iter().map(|known| known.name.id.as_str());
                    let hint = crate::near::nearest(needed, known)
                        .map_or(String::new(), |near| format!("; did you mean `{near}`?"));
                    return Err(format!(
                        "policy/{}: purpose `{}` needs the category `{needed}`, which is not declared{hint}",
                        FILES[1], purpose.name.id
                    ));
                }
            }
        }
        Ok(())
    }
}

fn category(row: &Table, at: &str) -> Result<Category, String> {
    let name = named(row, at)?;
    let at = format!("{at} `{}`", name.id);
    let stored = match word(row, "kept", &at)?.as_str() {
        "stored" => true,
        "passing" => false,
        other => return Err(format!("{at}: `kept` is `{other}`, but must be `stored` or `passing`")),
    };
    let sensitive =
        row.get("sensitive").and_then(Value::as_bool).ok_or(format!("{at}: `sensitive` is missing"))?;
    let key_group = word(row, "key_group", &at)?;
    let of_organisation = row.get("of_organisation").and_then(Value::as_bool).unwrap_or(false);
    Ok(Category { name, sensitive, stored, key_group, of_organisation })
}

fn named(row: &Table, at: &str) -> Result<Named, String> {
    let id = word(row, "id", at)?;
    let at = format!("{at} `{id}`");
    let kebab = id
        .split('-')
        .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()))
        && id.starts_with(|c: char| c.is_ascii_lowercase());
    if !kebab {
        return Err(format!("{at}: an id is lower-case words joined by `-`"));
    }
    Ok(Named { id, zh: word(row, "zh", &at)?, en: word(row, "en", &at)? })
}

fn word(row: &Table, key: &str, at: &str) -> Result<String, String> {
    row.get(key).and_then(Value::as_str).map(str::to_owned).ok_or(format!("{at}: `{key}` is missing"))
}

fn words(row: &Table, key: &str, at: &str) -> Result<Vec<String>, String> {
    let list = row.get(key).and_then(Value::as_array).ok_or(format!("{at}: `{key}` is missing"))?;
    list.iter()
        .map(|value| value.as_str().map(str::to_owned).ok_or(format!("{at}: `{key}` holds more than words")))
        .collect()
}

/// The rows of one kind; ids may not repeat.
fn rows<T>(
    table: &Table,
    file: &str,
    kind: &str,
    read: impl Fn(&Table, &str) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    let at = format!("policy/{file}: {kind}");
    let list = table.get(kind).and_then(Value::as_array).ok_or(format!("{at}: there is none"))?;
    let mut seen = std::collections::BTreeSet::new();
    list.iter()
        .map(|row| {
            let row = row.as_table().ok_or(format!("{at}: not a table"))?;
            let id = word(row, "id", &at)?;
            if !seen.insert(id.clone()) {
                return Err(format!("{at} `{id}`: declared twice"));
            }
            read(row, &at)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CATEGORIES: &str = r#"
        [[key_group]]
        id = "account"
        zh = "账号"
        en = "account"
        [[category]]
        id = "display-name"
        zh = "显示名称"
        en = "display name"
        sensitive = false
        kept = "stored"
        key_group = "account"
    "#;
    const PURPOSES: &str =
        "[[purpose]]\nid = 'account'\nzh = '账号'\nen = 'account'\nneeds = ['display-name']";
    const RECIPIENTS: &str = "[[recipient]]\nid = 'sms-gateway'\nzh = '短信'\nen = 'SMS'";

    fn mistake(categories: &str, purposes: &str) -> String {
        Data::parse(categories, purposes, RECIPIENTS).err().expect("a mistake")
    }

    #[test]
    fn the_policy_of_this_repository_is_readable() {
        let data = Data::read().expect("readable");
        assert!(data.categories.iter().any(|category| category.name.id == "phone-number"));
        assert!(data.purposes.iter().any(|purpose| purpose.name.id == "own-data"));
    }

    #[test]
    fn a_purpose_that_needs_an_unknown_category_gets_a_hint() {
        assert!(Data::parse(CATEGORIES, PURPOSES, RECIPIENTS).is_ok());
        let what = mistake(CATEGORIES, &PURPOSES.replace("display-name", "display-nam"));
        assert!(
            what.contains("purpose `account`") && what.contains("did you mean `display-name`?"),
            "{what}"
        );
    }

    #[test]
    fn an_id_may_not_repeat_or_be_oddly_written() {
        let twice = format!("{PURPOSES}\n{PURPOSES}");
        assert!(mistake(CATEGORIES, &twice).contains("declared twice"));
        assert!(
            mistake(CATEGORIES, &PURPOSES.replace("'account'\nzh", "'My Account'\nzh"))
                .contains("lower-case")
        );
    }

    #[test]
    fn an_undeclared_key_group_is_named() {
        let what =
            mistake(&CATEGORIES.replace("key_group = \"account\"", "key_group = \"acount\""), PURPOSES);
        assert!(what.contains("key group `acount`"), "{what}");
    }
}

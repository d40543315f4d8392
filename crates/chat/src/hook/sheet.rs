//! What programs show beside their words, as it comes: cut to its bounds, and nothing where it shows nothing.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::log::{Sheet, SheetButton, SheetField};

/// Characters of a title.
const TITLE_MAX: usize = 200;
/// Names with values of one message, and characters of each.
const FIELDS_MAX: usize = 20;
const NAME_MAX: usize = 100;
const VALUE_MAX: usize = 1_000;
/// Buttons of one message, and characters of what stands on each.
const BUTTONS_MAX: usize = 6;
const LABEL_MAX: usize = 40;

/// A card as it comes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SheetWish {
    /// Its title: 200 characters.
    #[serde(default)]
    title: String,
    /// Names with values: 20.
    #[serde(default)]
    fields: Vec<SheetField>,
    /// Buttons: 6.
    #[serde(default)]
    buttons: Vec<SheetButton>,
}

impl SheetWish {
    /// What is kept of it; `None` where it shows nothing.
    pub(super) fn read(&self) -> Option<Sheet> {
        let field = |one: &SheetField| SheetField {
            name: cut(&one.name, NAME_MAX),
            value: cut(&one.value, VALUE_MAX),
        };
        let fields: Vec<SheetField> =
            self.fields.iter().map(field).filter(|one| !one.value.is_empty()).collect();
        let button = |one: &SheetButton| SheetButton {
            label: cut(&one.label, LABEL_MAX),
            command: cut(one.command.trim_start_matches('/'), LABEL_MAX),
            text: cut(&one.text, VALUE_MAX),
        };
        let buttons = self.buttons.iter().map(button);
        let buttons: Vec<SheetButton> =
            buttons.filter(|one| !one.label.is_empty() && !one.command.is_empty()).collect();
        let title = Some(cut(&self.title, TITLE_MAX)).filter(|title| !title.is_empty());
        let is_empty = title.is_none() && fields.is_empty() && buttons.is_empty();
        let fields = fields.into_iter().take(FIELDS_MAX).collect();
        let buttons = buttons.into_iter().take(BUTTONS_MAX).collect();
        (!is_empty).then_some(Sheet { title, fields, buttons, program: None })
    }
}

fn cut(text: &str, most: usize) -> String {
    text.replace(char::is_control, " ").trim().chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_card_is_cut_to_its_bounds_and_empty_ones_are_none() {
        let read = |value: serde_json::Value| serde_json::from_value::<SheetWish>(value).ok()?.read();
        assert!(
            read(json!({})).is_none()
                && read(json!({ "title": " ", "fields": [{ "name": "x", "value": "" }] })).is_none()
        );
        assert!(read(json!({ "buttons": [{ "label": "", "command": "x" }] })).is_none());
        assert!(
            read(json!({ "title": "x", "colour": "red" })).is_none(),
            "what nobody declared is not taken"
        );
        let long = read(json!({
            "title": "长".repeat(300),
            "fields": vec![json!({ "name": "a", "value": "b\nc" }); 30],
            "buttons": vec![json!({ "label": "重试", "command": "/deploy" }); 9],
        }));
        let long = long.unwrap();
        assert_eq!(
            (long.title.unwrap().chars().count(), long.fields.len(), long.buttons.len()),
            (200, 20, 6)
        );
        assert_eq!((long.fields[0].value.as_str(), long.buttons[0].command.as_str()), ("b c", "deploy"));
    }
}

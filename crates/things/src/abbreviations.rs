//! The short keys of announcements, as Home Assistant documents them ("Supported abbreviations in MQTT discovery messages").

use serde_json::{Map, Value};

const KEYS: &[(&str, &str)] = &[
    ("act_t", "action_topic"),
    ("act_tpl", "action_template"),
    ("avty", "availability"),
    ("avty_mode", "availability_mode"),
    ("avty_t", "availability_topic"),
    ("avty_tpl", "availability_template"),
    ("bri_cmd_t", "brightness_command_topic"),
    ("bri_cmd_tpl", "brightness_command_template"),
    ("bri_scl", "brightness_scale"),
    ("bri_stat_t", "brightness_state_topic"),
    ("bri_val_tpl", "brightness_value_template"),
    ("cmd_t", "command_topic"),
    ("cmd_tpl", "command_template"),
    ("cmps", "components"),
    ("cu", "configuration_url"),
    ("curr_temp_t", "current_temperature_topic"),
    ("curr_temp_tpl", "current_temperature_template"),
    ("dev", "device"),
    ("dev_cla", "device_class"),
    ("evt_typ", "event_types"),
    ("max", "max"),
    ("max_temp", "max_temp"),
    ("min", "min"),
    ("min_temp", "min_temp"),
    ("mode_cmd_t", "mode_command_topic"),
    ("mode_cmd_tpl", "mode_command_template"),
    ("mode_stat_t", "mode_state_topic"),
    ("mode_stat_tpl", "mode_state_template"),
    ("o", "origin"),
    ("obj_id", "object_id"),
    ("ops", "options"),
    ("p", "platform"),
    ("pl_avail", "payload_available"),
    ("pl_cls", "payload_close"),
    ("pl_lock", "payload_lock"),
    ("pl_not_avail", "payload_not_available"),
    ("pl_off", "payload_off"),
    ("pl_on", "payload_on"),
    ("pl_open", "payload_open"),
    ("pl_prs", "payload_press"),
    ("pl_stop", "payload_stop"),
    ("pl_unlk", "payload_unlock"),
    ("pos_clsd", "position_closed"),
    ("pos_open", "position_open"),
    ("pos_t", "position_topic"),
    ("pos_tpl", "position_template"),
    ("rgb_cmd_t", "rgb_command_topic"),
    ("rgb_cmd_tpl", "rgb_command_template"),
    ("rgb_stat_t", "rgb_state_topic"),
    ("rgb_val_tpl", "rgb_value_template"),
    ("schema", "schema"),
    ("set_pos_t", "set_position_topic"),
    ("set_pos_tpl", "set_position_template"),
    ("stat_clsd", "state_closed"),
    ("stat_clsing", "state_closing"),
    ("stat_locked", "state_locked"),
    ("stat_off", "state_off"),
    ("stat_on", "state_on"),
    ("stat_open", "state_open"),
    ("stat_opening", "state_opening"),
    ("stat_t", "state_topic"),
    ("stat_unlocked", "state_unlocked"),
    ("stat_val_tpl", "state_value_template"),
    ("sup_clrm", "supported_color_modes"),
    ("t", "topic"),
    ("temp_cmd_t", "temperature_command_topic"),
    ("temp_cmd_tpl", "temperature_command_template"),
    ("temp_stat_t", "temperature_state_topic"),
    ("temp_stat_tpl", "temperature_state_template"),
    ("uniq_id", "unique_id"),
    ("unit_of_meas", "unit_of_measurement"),
    ("val_tpl", "value_template"),
];

const OF_DEVICE: &[(&str, &str)] = &[
    ("cns", "connections"),
    ("ids", "identifiers"),
    ("mdl", "model"),
    ("mf", "manufacturer"),
    ("sa", "suggested_area"),
    ("sn", "serial_number"),
    ("sw", "sw_version"),
];

fn long(table: &'static [(&str, &str)], key: String) -> String {
    table.iter().find(|(short, _)| *short == key).map_or(key, |(_, long)| (*long).to_owned())
}

/// The same object with long keys, and `~` put in before or behind topics.
pub(crate) fn written_out(of: Map<String, Value>) -> Map<String, Value> {
    let mut out: Map<String, Value> = of.into_iter().map(|(key, value)| (long(KEYS, key), value)).collect();
    if let Some(Value::Object(device)) = out.remove("device") {
        let device = device.into_iter().map(|(key, value)| (long(OF_DEVICE, key), value)).collect();
        out.insert("device".to_owned(), Value::Object(device));
    }
    if let Some(Value::Array(all)) = out.remove("availability") {
        let all = all.into_iter().map(|one| match one {
            Value::Object(one) => {
                Value::Object(one.into_iter().map(|(key, value)| (long(KEYS, key), value)).collect())
            }
            other => other,
        });
        let all = all.collect();
        out.insert("availability".to_owned(), Value::Array(all));
    }
    let base = out.remove("~").and_then(|base| base.as_str().map(str::to_owned));
    if let Some(base) = base {
        put_base(&mut out, &base);
    }
    out
}

fn put_base(of: &mut Map<String, Value>, base: &str) {
    for (key, value) in of.iter_mut() {
        match value {
            Value::String(text) if key.ends_with("topic") => {
                if let Some(rest) = text.strip_prefix('~') {
                    *text = format!("{base}{rest}");
                } else if let Some(front) = text.strip_suffix('~') {
                    *text = format!("{front}{base}");
                }
            }
            Value::Array(all) if key == "availability" => {
                for one in all.iter_mut().filter_map(Value::as_object_mut) {
                    put_base(one, base);
                }
            }
            _ => {}
        }
    }
}

//! The evidence for an audit, made beside a running house.

use serde_json::Value;
use std::process::Command;

use crate::program::Program;

#[test]
fn the_evidence_is_one_file_made_beside_a_running_house() {
    let program = Program::start();
    let (out, data) = (program.folder().join("evidence.json"), program.data());
    let run = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_courtyard"));
        command.arg("evidence").arg("--out").arg(&out).arg("--data").arg(&data);
        command.output().unwrap()
    };
    let done = run();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let made: Value = serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
    assert_eq!(made["format"], "courtyard-evidence-1");
    assert_eq!(made["overview"]["log"]["findings"], serde_json::json!([]));
    assert_eq!(made["overview"]["versions"][0]["state"], "in_force");
    assert!(!run().status.success(), "evidence is never written over");
}

//! A saved plan: what is read is written as it was, and what is refused says why.

use faultgraft::model::Plan;
use faultgraft::saved;

use super::input::is_message;

pub fn target(data: &[u8]) {
    match Plan::load(data) {
        Err(error) => is_message(&error.message, &error.help),
        Ok(plan) => {
            let written = bytes(&plan);
            let again = Plan::load(&written).unwrap_or_else(|e| {
                panic!("what was written is refused: {}", e.message);
            });
            assert_eq!(
                String::from_utf8_lossy(&written),
                String::from_utf8_lossy(&bytes(&again)),
                "another plan than was written"
            );
            for file in &plan.files {
                let defect = file.findings.iter().find(|finding| finding.rule == "defect");
                assert_eq!(defect, None);
            }
        }
    }
}

fn bytes(plan: &Plan) -> Vec<u8> {
    let mut written = Vec::new();
    saved::write(plan, &mut written).expect("written to memory");
    written
}

//! The shape of `plan.json` as the contract of the command line has it, and what does not fit it.

use serde_json::{Value, json};

/// Every key of the contract. A text says what stands there: `text`, `number`, `true|false`, or one
/// of the words; `?` at its end allows null. More keys than these may be there.
pub fn plan() -> Value {
    let finding = json!({
        "rule": "text", "severity": "error|warning|note", "message": "text", "help": "text",
        "line": "number?", "edit": "text?",
    });
    let edit = json!({
        "id": "text",
        "kind": "insert|delete|change|move|wrap|payload|comment",
        "outcome": "carried|rewritten|already-there|dropped|conflict",
        "confidence": "safe|review",
        "decision": "accept|reject|custom|target?",
        "rule": "text?", "summary": "text",
        "custom_line": "number?", "merged_line": "number?",
    });
    json!({
        "schema": "number", "tool": "text",
        "custom": {"path": "text", "kind": "file|sequences|home|archive"},
        "target": {"release": "text?", "origin": "embedded|path", "path": "text?"},
        "files": [{
            "sequence": "text", "file": "text", "scope": "text",
            "status": "stock|customised|migrated|absent|failed",
            "base?": {"release": "text?", "origin": "embedded|path", "edits": "number"},
            "edits": [edit],
            "findings": [finding],
            "merged": "text?", "diff": "text",
            "digest": {"custom": "text?", "target": "text?", "merged": "text?"},
        }],
        "companions": [{
            "file": "text", "scope": "text", "called_from": ["text"],
            "present_in_target": "true|false",
            "outcome": "carried|rewritten|already-there|dropped|conflict",
            "findings": [finding], "merged": "text?",
        }],
        "skip_list": {"sequences": ["text"]},
        "summary": {
            "files": "number", "customised": "number", "edits": "number", "carried": "number",
            "rewritten": "number", "already_there": "number", "dropped": "number",
            "conflicts": "number",
            "findings": {"error": "number", "warning": "number", "note": "number"},
        },
    })
}

/// The places where a value is not of a shape.
pub fn misfits(shape: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(shape, Some(value), String::new(), &mut found);
    found
}

fn compare(shape: &Value, value: Option<&Value>, place: String, found: &mut Vec<String>) {
    match (shape, value) {
        (Value::Object(keys), Some(Value::Object(_))) => {
            for (key, shape) in keys {
                let name = key.trim_end_matches('?');
                let inside = value.and_then(|v| v.get(name));
                let dot = if place.is_empty() { "" } else { "." };
                if key == name || inside != Some(&Value::Null) {
                    compare(shape, inside, format!("{place}{dot}{name}"), found);
                }
            }
        }
        (Value::Array(shapes), Some(Value::Array(values))) => {
            for (at, value) in values.iter().enumerate() {
                compare(&shapes[0], Some(value), format!("{place}[{at}]"), found);
            }
        }
        (Value::String(words), Some(value)) if fits(words, value) => {}
        _ => found.push(place),
    }
}

fn fits(words: &str, value: &Value) -> bool {
    let required = words.trim_end_matches('?');
    match (required, value) {
        (_, Value::Null) => required != words,
        ("text", value) => value.is_string(),
        ("number", value) => value.is_u64(),
        ("true|false", value) => value.is_boolean(),
        (words, Value::String(text)) => words.split('|').any(|word| word == text),
        _ => false,
    }
}

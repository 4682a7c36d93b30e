//! JSON as a person reviews it: what fits on a line stands on one, and of a text of several lines,
//! which has a snapshot of its own, there is the first line.

use serde_json::{Map, Value};

/// No line is longer, but for what stands by itself.
const WIDTH: usize = 110;

/// The JSON as a view; of the members named, only how many there are in each.
pub fn view(json: &Value, counted: &[&str]) -> String {
    let json = shortened(json, counted);
    let mut out = String::new();
    write(&json, (0, 0), &mut out);
    out.push('\n');
    out
}

fn shortened(json: &Value, counted: &[&str]) -> Value {
    match json {
        Value::String(text) => match text.split_once('\n') {
            Some((first, rest)) => format!("{first} … {} more lines", rest.lines().count()).into(),
            None => json.clone(),
        },
        Value::Array(all) => all.iter().map(|one| shortened(one, counted)).collect(),
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| {
                let value = match counted.contains(&name.as_str()) {
                    true => count(value),
                    false => shortened(value, counted),
                };
                (name.clone(), value)
            };
            Value::Object(members.iter().map(member).collect::<Map<_, _>>())
        }
        _ => json.clone(),
    }
}

fn count(json: &Value) -> Value {
    match json {
        Value::Array(all) => format!("{} of them", all.len()).into(),
        Value::Object(all) => {
            let each = all.iter().map(|(name, value)| (name.clone(), count(value)));
            Value::Object(each.collect())
        }
        other => other.clone(),
    }
}

fn write(json: &Value, (indent, before): (usize, usize), out: &mut String) {
    let line = json.to_string();
    let (is_array, members): (bool, Vec<(Option<&String>, &Value)>) = match json {
        Value::Array(all) => (true, all.iter().map(|one| (None, one)).collect()),
        Value::Object(all) => (false, all.iter().map(|(name, one)| (Some(name), one)).collect()),
        _ => return out.push_str(&line),
    };
    if indent + before + line.chars().count() <= WIDTH {
        return out.push_str(&line);
    }
    out.push_str(if is_array { "[\n" } else { "{\n" });
    let pad = " ".repeat(indent + 2);
    for (name, one) in members {
        out.push_str(&pad);
        let label = name.map(|name| format!("\"{name}\": ")).unwrap_or_default();
        out.push_str(&label);
        write(one, (indent + 2, label.len()), out);
        out.push('\n');
    }
    out.push_str(&" ".repeat(indent));
    out.push(if is_array { ']' } else { '}' });
}

//! A plan that was saved: read back, and refused where it is not what faultgraft wrote.
//!
//! What is written to a gateway is what a reviewer saw, so a text that does not have the digest
//! the plan gives it is not taken.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::digest::sha256;
use crate::model::{Companion, Plan, SCHEMA};
use crate::xml::Form;

/// Why a file is not taken as a plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct LoadError {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// The one member that says whether the others can be read.
#[derive(Deserialize)]
struct Head {
    schema: Option<u64>,
}

impl Plan {
    /// Reads a plan from the bytes of `plan.json`, with the bytes of its merged files.
    ///
    /// # Errors
    ///
    /// It is no plan, or one of another form; a text in it was changed by hand.
    pub fn load(bytes: &[u8]) -> Result<Self, LoadError> {
        let head: Head = serde_json::from_slice(bytes).map_err(|e| malformed(&e))?;
        match head.schema {
            None => return Err(no_plan("it is JSON without the member `schema`".to_owned())),
            Some(schema) if schema < u64::from(SCHEMA) => return Err(other_schema("an older")),
            Some(schema) if schema > u64::from(SCHEMA) => return Err(other_schema("a newer")),
            Some(_) => {}
        }
        let mut plan: Self = serde_json::from_slice(bytes).map_err(|e| malformed(&e))?;
        plan.check_texts()?;
        for file in &mut plan.files {
            let bytes = file.merged.as_deref().map(|text| file.form.encode(text));
            if bytes.as_deref().map(sha256) != file.digest.merged {
                return Err(edited(&file.place, "merged"));
            }
            file.merged_bytes = bytes.map(Into::into);
        }
        for companion in &plan.companions {
            let bytes = companion.merged.as_deref().map(|text| companion.form.encode(text));
            if bytes.as_deref().map(sha256) != companion.digest.merged {
                return Err(edited(&companion.place, "merged"));
            }
        }
        Ok(plan)
    }

    /// Checks the texts that merged files follow from. In which encoding each was read is not
    /// saved, so each must have its digest in one of them.
    fn check_texts(&self) -> Result<(), LoadError> {
        let of_file = |keys: &'_ crate::model::Triple<String>| {
            [keys.base.clone(), keys.custom.clone(), keys.target.clone()]
        };
        let keys = self.files.iter().filter_map(|f| f.merged_from.as_ref()).flat_map(of_file);
        let keys = keys.chain(self.files.iter().flat_map(|f| f.callees.values().cloned()));
        let of_companion = |c: &Companion| {
            let callers = c.callers.iter().map(|caller| &caller.text);
            c.merged_from.iter().chain(c.callees.values()).chain(callers).cloned().collect()
        };
        let of_companions = self.companions.iter().flat_map::<Vec<String>, _>(of_companion);
        for key in keys.chain(of_companions).collect::<BTreeSet<String>>() {
            let has_it = |text: &str| Form::all().any(|form| sha256(&form.encode(text)) == key);
            if self.texts.get(&key).is_some_and(|text| !has_it(text)) {
                return Err(edited(&key, "texts"));
            }
        }
        Ok(())
    }
}

fn malformed(error: &serde_json::Error) -> LoadError {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or(&text);
    match error.line() {
        0 => no_plan(what.to_owned()),
        line => no_plan(format!("line {line}, column {}: {what}", error.column())),
    }
}

fn no_plan(why: String) -> LoadError {
    LoadError {
        message: format!("this is no plan of faultgraft's: {why}"),
        help: "give the file that `faultgraft plan .. --out plan.json` saved".to_owned(),
    }
}

fn other_schema(age: &str) -> LoadError {
    let help = match age {
        "an older" => "run `faultgraft plan` again with this one",
        _ => "use that faultgraft, or run `faultgraft plan` again with this one",
    };
    LoadError { message: format!("the plan was made by {age} faultgraft"), help: help.to_owned() }
}

fn edited(what: &str, member: &str) -> LoadError {
    LoadError {
        message: format!(
            "the text of {what} (`{member}` in the plan) was changed since faultgraft wrote it: it \
             does not have the digest that the plan gives"
        ),
        help: "run `faultgraft plan` again; `faultgraft review` is the way to change what is \
               merged"
            .to_owned(),
    }
}

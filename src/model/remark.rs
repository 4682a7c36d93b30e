//! Why a decision was made, and by whom.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a person says of a decision of theirs.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    /// Why it was decided so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl Remark {
    /// A remark that says something; none where neither text does.
    pub fn of(comment: Option<&str>, by: Option<&str>) -> Option<Self> {
        let said = |text: Option<&str>| {
            let text = text.map(str::trim).filter(|text| !text.is_empty());
            text.map(str::to_owned)
        };
        let remark = Self { comment: said(comment), by: said(by) };
        (remark != Self::default()).then_some(remark)
    }

    /// The same without blanks around its texts; none where nothing is left.
    pub fn trimmed(&self) -> Option<Self> {
        Self::of(self.comment.as_deref(), self.by.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::Remark;

    #[test]
    fn blanks_say_nothing() {
        assert_eq!(Remark::of(Some(" \n"), None), None);
        let remark = Remark::of(Some(" as sold\n"), Some(""));
        assert_eq!(remark, Some(Remark { comment: Some("as sold".to_owned()), by: None }));
    }
}

//! Readers of a [`Plan`](crate::model::Plan): each turns it into one form, and none changes it.
//!
//! | form | for whom |
//! |---|---|
//! | [`text`] | the operator at the terminal |
//! | [`html`] | the same person in a browser, and whoever decides with them |
//! | [`afterwards`] | the end of `apply`: what a person does yet |
//! | [`brief`] | standard error of `merge`: one line an edit |
//! | [`patch`] | `git apply` |
//! | [`markdown`] | a pull request, a change ticket |
//! | [`json`] | other programs |
//! | [`preview`] | what clients get, for operators and for those clients |
//! | [`hurl`] | a test of a gateway, run with Hurl |
//! | [`sarif`] | code scanning and editors |
//! | [`github`] | annotations in GitHub Actions |
//! | [`review`] | the person who decides |
//! | [`explain`] | the rules |
//! | [`lint`] | findings without a plan |
//! | [`listing`] | tables of releases: `stock list` and `stock identify` |
//!
//! All of them write to a given writer and never to the terminal themselves. What [`text`] and
//! [`brief`] write carries ANSI styles; a writer that must stay plain is wrapped in
//! [`anstream::StripStream`].
//!
//! ```
//! use faultgraft::plan::{PlanRequest, plan};
//! use faultgraft::report::{Options, PLAIN_WIDTH, markdown, text};
//!
//! let custom = "fixtures/installations/harbourline-2-6-0/sequences".into();
//! let plan = plan(&PlanRequest { custom, ..PlanRequest::default() })?;
//! let mut shown = anstream::StripStream::new(Vec::new());
//! text::write(&plan, &Options::default(), PLAIN_WIDTH, &mut shown)?;
//! let mut page = Vec::new();
//! markdown::write(&plan, &Options::default(), &mut page)?;
//! # assert!(!shown.into_inner().is_empty() && !page.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod afterwards;
pub mod brief;
pub mod consequences;
mod diff;
pub mod explain;
mod fold;
pub mod github;
pub mod html;
pub mod hurl;
pub mod json;
pub mod lint;
pub mod listing;
pub mod markdown;
mod notices;
mod overview;
mod page;
pub mod patch;
pub mod preview;
pub mod review;
pub mod sarif;
pub mod text;
mod words;

pub use overview::{Detail, Options};
pub use page::{MAX_WIDTH, PLAIN_WIDTH, lines};

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

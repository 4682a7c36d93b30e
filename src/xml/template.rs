//! Templates of deployment tools: XML whose values and texts hold tags of Jinja or ERB.
//!
//! A tag is opaque. When a template is read, each ASCII character of a tag becomes a character that
//! stands for it and that means nothing to XML, to Synapse or to JSON; lines and columns stay what
//! they are. Which character stands for which never changes, so that it is undone without knowing
//! where a text comes from: [`shown`](super::shown) does so for people, and [`Form::encode`](super::Form::encode)
//! for files.
//!
//! A tag that decides about elements or attributes is refused: what the template becomes is not
//! known then. Sources: Jinja, `jinja2.lexer`; Ruby, `erb.rb` (`ERB::Compiler`).

mod document;
mod hide;
mod language;
mod statement;

pub(in crate::xml) use hide::refuse_hidden;
pub use language::Template;

#[cfg(test)]
mod tests;

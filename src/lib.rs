//! faultgraft carries an operator's edits of WSO2 API Manager's gateway fault sequences from an
//! old release into the JSON-emitting sequences of 4.0.0.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod edits;
pub mod matching;
pub mod merge;
pub mod model;
pub mod payload;
pub mod rules;
pub mod stock;
pub mod synapse;
pub mod xml;

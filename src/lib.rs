//! faultgraft carries an operator's edits of WSO2 API Manager's gateway fault sequences from an
//! old release into the JSON-emitting sequences of 4.0.0.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod diff;
pub mod model;
pub mod plan;
pub mod report;
pub mod stock;
pub mod write;
pub mod xml;

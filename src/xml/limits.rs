//! What is refused by its size.

/// Elements may nest this deep; deeper is refused as [`Problem::TooDeep`](super::Problem::TooDeep).
///
/// Real sequences stay below 20. The limit keeps every recursive walk over a tree well inside
/// the smallest default thread stack.
pub const MAX_DEPTH: usize = 256;

/// Files larger than this are refused as [`Problem::TooLarge`](super::Problem::TooLarge), in bytes.
///
/// The largest sequence ever seen is far below 1 MB; Java's own deployer would need minutes here.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

//! What AWS has to allow for each kind of source, as text to copy: the least there is.
//!
//! why403 itself only reads. What Firehose and Lambda need is theirs, in files of their own: they write, into their backup bucket
//! and their own logs.
//!
//! | file | what is there |
//! |---|---|
//! | [`ours`] | policies for why403: pull, snapshots, who may take the role on |
//! | `firehose.yaml` | log group → Firehose → why403, with a backup bucket |
//! | `subscription.py`, `subscription.mjs` | a Lambda function that hands a subscription on |

pub mod ours;

/// Log group → Firehose → why403, as a `CloudFormation` template.
pub const FIREHOSE_TEMPLATE: &str = include_str!("permissions/firehose.yaml");
/// A Lambda function that hands a subscription on, in Python.
pub const LAMBDA_PYTHON: &str = include_str!("permissions/subscription.py");
/// The same for Node.js.
pub const LAMBDA_NODE: &str = include_str!("permissions/subscription.mjs");

//! What sources send to us → deliveries.
//!
//! | file | what is there |
//! |---|---|
//! | [`body`] | the bytes of a request, as many as may come, in the time they may take |
//! | [`firehose`] | the protocol of Firehose's HTTP endpoints |
//! | [`records`] | records → events, in bounded memory |
//! | [`take`](mod@take) | events → the database, each delivery once |

pub mod body;
pub mod firehose;
pub mod records;
pub mod take;

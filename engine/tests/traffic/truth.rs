//! What a call was, and what its lines can tell of it. The ids are those of the product's vocabulary.

/// The truth of one call.
#[derive(Debug, Clone)]
pub(crate) struct Truth {
    pub(crate) request_id: String,
    pub(crate) extended_id: String,
    pub(crate) started_at: i64,
    pub(crate) api_id: String,
    pub(crate) stage: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) status: u16,
    pub(crate) cause: &'static str,
    pub(crate) deny: Option<&'static str>,
    /// `None` where no authorizer's policy was evaluated.
    pub(crate) policy_origin: Option<&'static str>,
    pub(crate) filled_by: Option<String>,
    /// The index of the statement that denied.
    pub(crate) statement: Option<u32>,
    /// When the cached answer that denied dies.
    pub(crate) heals_at: Option<i64>,
    pub(crate) told: Told,
}

/// What the lines of a call can tell in principle.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one for each thing that may be told")]
pub(crate) struct Told {
    /// Its cause, by its execution lines.
    pub(crate) is_told_by_execution: bool,
    /// Its cause, by its access line, to who knows the format.
    pub(crate) is_told_by_access: bool,
    /// Whether the policy was cached.
    pub(crate) policy_origin: bool,
    /// Other calls of its request id were under way at the same time.
    pub(crate) is_mixed_up: bool,
}

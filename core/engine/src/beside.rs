//! What one device keeps beside the logs: posts that were taken back.
//! Refuses anything that decides who may read: that is the log's. Held by `mind`.

use crate::taking_back::TakenBack;
use samtale_wire::MsgId;
use std::collections::BTreeMap;

/// What is beside the logs.
#[derive(Default)]
pub(crate) struct Beside {
    /// Posts that were taken back and may be in the log all the same.
    pub taken_back: BTreeMap<MsgId, TakenBack>,
}

//! The closed, versioned list of policies as data: who may propose, who must consent, how long, how well known.
//! Refuses to judge levels, ages and clocks: `engine::vouch` does, by what stands here. Used by `apply`.

use samtale_wire::Uid;
use samtale_wire::entry::{Policy, Role};
use samtale_wire::tenant::Level;

/// Seconds in a day.
pub const DAY: u64 = 86_400;

/// One row: what a policy asks before somebody of this role is admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Whether the citizens named in Create must consent.
    pub citizens: bool,
    /// The longest validity, in seconds.
    pub longest: u64,
}

/// The rule for a role.
#[must_use]
pub fn rule(policy: Policy, role: Role) -> Rule {
    let (citizens, days) = match (policy, role) {
        (Policy::Standard | Policy::Apart, Role::Citizen) => (false, 3 * 366),
        (Policy::Standard | Policy::Apart, Role::Coordinator | Role::Employee) => (true, 366),
        (Policy::Standard | Policy::Apart, Role::Relative | Role::External) => (true, 366),
        (Policy::Standard | Policy::Apart, Role::Service) => (true, 183),
        (Policy::Sensitive, Role::Citizen) => (false, 366),
        (Policy::Sensitive, _) => (true, 183),
    };
    Rule { citizens, longest: days * DAY }
}

/// How well somebody of this role must have shown who they are, on each device: below that nothing is sealed to
/// them. The log does not know it, as it holds no cards.
#[must_use]
pub fn least(policy: Policy, role: Role) -> Level {
    match (policy, role) {
        (Policy::Standard | Policy::Apart, _) => Level::Substantial,
        // Whoever reads along is the weakest door, also when they work here.
        (Policy::Sensitive, _) => Level::High,
    }
}

/// Whether a member of this role may propose somebody.
#[must_use]
pub fn may_propose(policy: Policy, role: Role) -> bool {
    match policy {
        Policy::Standard => matches!(role, Role::Coordinator | Role::Employee | Role::Citizen),
        Policy::Sensitive | Policy::Apart => matches!(role, Role::Coordinator | Role::Citizen),
    }
}

/// Whether somebody may be let in as `role` at all.
#[must_use]
pub fn lets_in(policy: Policy, role: Role, coordinators: usize) -> bool {
    match policy {
        Policy::Standard | Policy::Sensitive => true,
        Policy::Apart => role == Role::Citizen || (role == Role::Coordinator && coordinators == 0),
    }
}

/// Whether a member of role `by` may admit somebody as `role` when every consent is there. Where
/// no coordinator is left, whom the dialog is about lets the successor in.
#[must_use]
pub fn may_admit(by: Role, role: Role, coordinators: usize) -> bool {
    by.is_staff() || (by == Role::Citizen && role == Role::Coordinator && coordinators == 0)
}

/// Whether a member of this role may begin a new epoch though nothing calls for it.
#[must_use]
pub fn may_rotate(role: Role) -> bool {
    matches!(role, Role::Coordinator | Role::Citizen)
}

/// Whose consent is needed besides the subject's own.
#[must_use]
pub fn approvers(
    policy: Policy,
    role: Role,
    approvers: impl Iterator<Item = Uid>,
    subject: &Uid,
) -> Vec<Uid> {
    if !rule(policy, role).citizens {
        return Vec::new();
    }
    approvers.filter(|approver| approver != subject).collect()
}

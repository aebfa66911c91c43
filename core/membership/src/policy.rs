//! The closed, versioned list of policies as data: who may propose, who must consent, how long.
//! Refuses levels, ages and clocks: those are `engine::vouch`. Used by `apply`.

use samtale_wire::Uid;
use samtale_wire::entry::{Policy, Role};

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
        (Policy::Standard, Role::Citizen) => (false, 3 * 366),
        (Policy::Standard, Role::Coordinator | Role::Employee) => (true, 366),
        (Policy::Standard, Role::Relative | Role::External) => (true, 366),
        (Policy::Standard, Role::Service) => (true, 183),
    };
    Rule { citizens, longest: days * DAY }
}

/// Whether a member of this role may propose somebody.
#[must_use]
pub fn may_propose(policy: Policy, role: Role) -> bool {
    match policy {
        Policy::Standard => matches!(role, Role::Coordinator | Role::Employee | Role::Citizen),
    }
}

/// Whether a member of this role may admit somebody for whom every consent is there.
#[must_use]
pub fn may_admit(policy: Policy, role: Role) -> bool {
    match policy {
        Policy::Standard => role.is_staff(),
    }
}

/// Whose consent is needed besides the subject's own.
#[must_use]
pub fn approvers(policy: Policy, role: Role, citizens: &[Uid], subject: &Uid) -> Vec<Uid> {
    if !rule(policy, role).citizens {
        return Vec::new();
    }
    citizens.iter().filter(|citizen| *citizen != subject).copied().collect()
}

//! What people do, in plain numbers: a person, a device and a place in a chain are each a number,
//! an entry is its sequence number. Refuses every type of the code under test, so that the reference
//! cannot agree with it by sharing a mistake. Drawn by `draw`, judged by `reference`, signed by `world`.

/// A person; ordered as the log orders uids.
pub type Who = u8;
/// A place in a log, and the name of the entry there.
pub type Seq = u64;
/// A place in a person's chain.
pub type Head = u64;
/// One of a person's devices: 0 is the first.
pub type Dev = u8;

pub const DAY: u64 = 86_400;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Coordinator,
    Employee,
    Citizen,
    Relative,
    External,
    Service,
}

impl Role {
    pub fn staff(self) -> bool {
        matches!(self, Self::Coordinator | Self::Employee)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    Standard,
    Sensitive,
    Apart,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    FromNow,
    Since(u64),
    Posts(Vec<Seq>),
    All,
}

/// What is wrong with an entry beside what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    Right,
    Version,
    Dialog,
    Skipped,
    Repeated,
    Prev,
    Ctl,
    Forged,
}

/// The municipality's word about somebody's employment.
#[derive(Clone, Debug)]
pub struct Org {
    pub whom: Who,
    pub until: u64,
    /// Whether this municipality signed it.
    pub genuine: bool,
    /// Whether it names the successor: in this dialog, or in another.
    pub succeeds: Option<bool>,
}

/// The beginning of an epoch: whose pins move, and who is granted it at which generation.
#[derive(Clone, Debug)]
pub struct Begins {
    pub number: u64,
    pub pins: Vec<(Who, Head)>,
    pub grants: Vec<(Who, u64)>,
}

/// One whom Create names.
#[derive(Clone, Copy, Debug)]
pub struct Founder {
    pub who: Who,
    pub head: Head,
    pub approves: bool,
}

#[derive(Clone, Debug)]
pub enum What {
    Create { policy: Policy, named: Vec<Founder>, org: Org, new: Begins },
    Propose { whom: Who, head: Head, role: Role, scope: Scope, until: u64, org: Option<Org> },
    Join { proposal: Seq, until: u64, policy: bool },
    Consent { proposal: Seq, until: u64, renews: Option<Seq> },
    Decline { proposal: Seq },
    Withdraw { proposal: Seq },
    Admit { proposal: Seq, cites: Vec<Seq>, new: Begins },
    Remove { out: Vec<Who>, new: Begins },
    Leave,
    Rotate { garbage: bool, new: Begins },
    Intent { old: Who, letters: Vec<Who> },
    Rebind { intent: Seq, org: Option<Org>, new: Begins },
    Verified { whom: Who, head: Head, dev: Dev, at: u64, echoed: bool },
    Matched { whom: Who, head: Head },
    Introduce { letters: Vec<Who> },
    OrgRevoke { whom: Who, t: u64, genuine: bool },
    Close,
    Reopen,
    Journalised { from: Seq, to: Seq },
    Resume { seq: Seq },
    Tombstone { seq: Seq, author: Who },
    Post { files: usize, doubled: bool },
}

impl What {
    pub fn begins(&self) -> Option<&Begins> {
        match self {
            Self::Create { new, .. }
            | Self::Admit { new, .. }
            | Self::Remove { new, .. }
            | Self::Rotate { new, .. }
            | Self::Rebind { new, .. } => Some(new),
            _ => None,
        }
    }

    /// Whether something is sealed in the dialog's epoch beside the entry.
    pub fn seals(&self) -> bool {
        matches!(
            self,
            Self::Create { .. } | Self::Propose { .. } | Self::Journalised { .. } | Self::Post { .. }
        )
    }

    /// The kind's name, for counting.
    pub fn name(&self) -> String {
        let said = format!("{self:?}");
        said.split([' ', '{']).next().unwrap_or_default().to_owned()
    }
}

/// An entry of a dialog's log.
#[derive(Clone, Debug)]
pub struct Act {
    pub by: Who,
    pub dev: Dev,
    pub head: Head,
    pub t: u64,
    pub epoch: u64,
    pub header: Header,
    pub what: What,
}

#[derive(Clone, Debug)]
pub enum Key {
    Add { dev: Dev, paper: bool, cosigned: bool },
    Vouch { dev: Dev, bound: bool },
    Revoke { dev: Dev, since: u64, stays: Vec<Dev> },
    Rotate { stays: Vec<Dev> },
}

/// An entry of a person's own chain.
#[derive(Clone, Debug)]
pub struct KeyAct {
    pub who: Who,
    pub by: Dev,
    pub t: u64,
    pub forged: bool,
    pub what: Key,
}

#[derive(Clone, Debug)]
pub enum Step {
    Log(Act),
    Chain(KeyAct),
}

//! What a key ring and a vault say of a dialog: how far it was seen, and what the list shows of it.
//! Refuses content but the last line, and that only where the last post does not say it by itself.

use crate::case::CaseId;
use crate::preferences::Preference;
use crate::row::Row;
use minicbor::{Decode, Encode};
use samtale_seal::Secret;
use samtale_wire::user::UserHead;
use samtale_wire::{Bytes, DialogId, Hash, decode, encode};

/// What the vault remembers of what was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Pins {
    /// The key ring's version.
    #[n(0)]
    pub version: u64,
    /// Hash of its sealed bytes, once there is one.
    #[n(1)]
    pub ring: Option<Hash>,
    /// How far each dialog was seen, sorted.
    #[n(2)]
    pub dialogs: Vec<Seen>,
    /// The own chain, as far as this device has seen it.
    #[n(3)]
    pub chain: Option<UserHead>,
    /// What this person set for themselves alone, sorted: an old ring takes nothing of it back.
    #[n(4)]
    pub preferences: Option<Vec<Preference>>,
}

/// How far a dialog was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Seen {
    /// Which.
    #[n(0)]
    pub dialog: DialogId,
    /// Up to which entry.
    #[n(1)]
    pub seq: u64,
    /// Its hash.
    #[n(2)]
    pub head: Hash,
}

/// How far a dialog was seen, and what the list shows of it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Record {
    #[n(0)]
    pub dialog: DialogId,
    #[n(1)]
    pub seq: u64,
    #[n(2)]
    pub head: Hash,
    #[n(3)]
    pub epoch: u64,
    /// The epoch's secret, so that its grant need not be opened again.
    #[n(4)]
    pub secret: Option<Secret>,
    /// The time of the last entry, seconds since 1970.
    #[n(5)]
    pub t: u64,
    /// Which snapshot goes with it: the hash of its sealed bytes. Without one the log is read anew.
    #[n(6)]
    pub snapshot: Option<Hash>,
    /// What the list shows.
    #[n(7)]
    pub brief: Summary,
}

/// What the list shows of a dialog that is asleep.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Summary {
    /// Who else is in it; empty for nobody.
    #[n(0)]
    pub name: String,
    #[n(1)]
    pub topic: String,
    #[n(2)]
    pub tone: u8,
    /// Whether there are more than two: then the list says who spoke.
    #[n(3)]
    pub speaker: Option<String>,
    /// What was said last, where that is not what the last post says by itself.
    #[n(4)]
    pub line: Option<Box<Row>>,
    /// The last post's place, where that is not the last entry.
    #[n(5)]
    pub post: Option<(u64, Hash)>,
    /// Up to which entry this person has seen it.
    #[n(6)]
    pub read: u64,
    /// How many posts by others came after that.
    #[n(7)]
    pub unseen: u32,
    /// When something about it falls due, seconds since 1970.
    #[n(8)]
    pub wakes: u64,
    /// Whether this person is a member.
    #[n(9)]
    pub member: bool,
    /// The hash of who can read it.
    #[n(10)]
    pub readers: Hash,
    /// To which generation of the own user key the present epoch was granted.
    #[n(11)]
    pub generation: Option<u64>,
    /// The last post by somebody else who is not blocked.
    #[n(12)]
    pub heard: Option<u64>,
    /// To which case it belongs.
    #[n(14)]
    pub case: Option<CaseId>,
}

/// Preferences are sealed in steps of so many bytes: whether something is set does not show.
const STEP: usize = 512;
/// Bytes that say how long they are.
const LENGTH: usize = 4;

/// Preferences as a ring holds them: their length, their CBOR, and zeros up to a whole step.
pub(super) fn pad(preferences: &[Preference]) -> Bytes {
    let plain = encode(&preferences.to_vec());
    // A ring is kept at all only below 512 KiB.
    let length = u32::try_from(plain.len()).unwrap_or(u32::MAX);
    let mut padded = length.to_be_bytes().to_vec();
    padded.extend(plain);
    padded.resize(padded.len().next_multiple_of(STEP), 0);
    Bytes(padded)
}

/// What was padded; nothing when it was not.
pub(super) fn unpad(padded: &Bytes) -> Option<Vec<Preference>> {
    let (length, rest) = padded.0.split_first_chunk::<LENGTH>()?;
    let plain = rest.get(..usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    decode(plain).ok()
}

impl Record {
    /// The place alone.
    pub fn seen(&self) -> Seen {
        Seen { dialog: self.dialog, seq: self.seq, head: self.head }
    }

    /// Whether it can be known without its log.
    pub fn can_sleep(&self) -> bool {
        self.secret.is_some() && self.snapshot.is_some() && self.brief.member
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preferences::Subject;
    use samtale_wire::DeviceId;

    #[test]
    fn whether_something_is_set_does_not_show_in_the_size() {
        let one = |it: u8| Preference {
            subject: Subject::Muted(DialogId([it; 32])),
            since: Some(0),
            t: 1_700_000_000,
            dev: DeviceId([it; 32]),
        };
        let sizes = [0, 1, 5].map(|count| pad(&(0..count).map(one).collect::<Vec<_>>()).0.len());
        assert_eq!(sizes, [STEP; 3]);
        let many: Vec<_> = (0..40).map(one).collect();
        assert_eq!(unpad(&pad(&many)), Some(many));
        assert_eq!(unpad(&pad(&[])), Some(vec![]));
        for none in [vec![], vec![0, 0, 0], vec![0, 0, 0, 9, 0x80], vec![0; 4], vec![0, 0, 0, 1, 0x81]] {
            assert_eq!(unpad(&Bytes(none)), None);
        }
    }
}

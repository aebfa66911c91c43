//! A start as the app makes it, with a key ring as `engine::ring` keeps it: the sealing is the real
//! one, the record is a likeness (this room may not know the engine). Put the real one here when
//! its form is known below the engine.

use crate::kit::Seeded;
use crate::secret;
use crate::things::Things;
use minicbor::{Decode, Encode};
use samtale_seal::Secret;
use samtale_seal::message::{self, MessageContext};
use samtale_seal::user::UserSecret;
use samtale_wire::{DeviceId, DialogId, Hash, MsgId, Uid, decode, encode};

/// How far a dialog was seen.
#[derive(Encode, Decode)]
struct Record {
    #[n(0)]
    dialog: DialogId,
    #[n(1)]
    seq: u64,
    #[n(2)]
    head: Hash,
    #[n(3)]
    epoch: u64,
    #[n(4)]
    secret: Option<Secret>,
}

/// What the server answers to a device that starts.
pub struct Start {
    things: Things,
    sealed_secret: Vec<u8>,
    ring: Vec<u8>,
    last: Vec<(MsgId, Vec<u8>)>,
}

impl Start {
    pub fn new(dialogs: u64) -> Self {
        let things = Things::make();
        let rng = &mut Seeded(7);
        let sealed_secret = things.first.to_device(&things.uid, &things.dev, &things.cert, rng).unwrap();
        let record = |n: u64| {
            let (dialog, head) = (DialogId(*secret(2 * n).expose()), Hash([7; 32]));
            Record { dialog, seq: 400, head, epoch: 12, secret: Some(secret(2 * n + 1)) }
        };
        let records: Vec<Record> = (0..dialogs).map(record).collect();
        let ring = things.first.keep_ring(&things.uid, 1, &encode(&records), rng).unwrap();
        let last = records.iter().map(|it| {
            let at = context(it, MsgId([5; 16]));
            (at.msg_id, message::seal(&at, it.secret.as_ref().unwrap(), &[7; 200], rng).unwrap())
        });
        let last = last.collect();
        Self { things, sealed_secret, ring, last }
    }

    pub fn ring_size(&self) -> usize {
        self.ring.len() - 40
    }

    pub fn run(&self) -> usize {
        let Things { device, uid, dev, first, .. } = &self.things;
        let published = (0, &first.commit(), first.key().public());
        let user = UserSecret::from_device(&device.opens, uid, dev, published, &self.sealed_secret).unwrap();
        let records: Vec<Record> = decode(&user.open_ring(uid, 1, &self.ring).unwrap()).unwrap();
        let opened = records.iter().zip(&self.last).map(|(record, (msg_id, sealed))| {
            let secret = record.secret.as_ref().unwrap();
            message::open(&context(record, *msg_id), secret, sealed).unwrap().len()
        });
        opened.sum()
    }
}

fn context(record: &Record, msg_id: MsgId) -> MessageContext {
    let (uid, dev) = (Uid([3; 32]), DeviceId([4; 32]));
    MessageContext { dialog: record.dialog, epoch: record.epoch, uid, dev, msg_id }
}

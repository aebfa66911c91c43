//! One of each thing that is sealed, with randomness that a seed repeats; always the same bytes.
//! Made for the golden lines, the vectors and the fuzzers. Refuses secrets that are anyone's.

use crate::kit::{Seeded, T0};
use rand_core::{TryCryptoRng, TryRng};
use samtale_membership::hash;
use samtale_seal::device::{DeviceKeys, DeviceSeeds};
use samtale_seal::ephemeral::{self, EphemeralContext};
use samtale_seal::epoch::{self, GrantContext, Granted};
use samtale_seal::file::FileKey;
use samtale_seal::jot::{JotKey, Place};
use samtale_seal::login::LoginSecret;
use samtale_seal::message::{self, MessageContext};
use samtale_seal::paper::PaperCode;
use samtale_seal::user::UserSecret;
use samtale_seal::vault::{Halves, lock};
use samtale_seal::{Secret, letter};
use samtale_wire::user::{Card, DevCert, Token};
use samtale_wire::*;
use std::convert::Infallible;

pub const POST: &[u8] = "Hej Karen. Vi ses på torsdag kl. 10.".as_bytes();
/// A receipt, in words that mean nothing here.
pub const SAID: &[u8] = b"Read up to here";
pub const LETTER: &[u8] = b"Et brev";
pub const INTENT: &[u8] = b"En hensigt";
pub const JOT: &[u8] = b"Noget at huske";
pub const JOT_ID: MsgId = MsgId([6; 16]);
pub const SEEDS: &[u8] = b"The seeds of a device, and its card";
pub const HEAD: &[u8] = b"vault 1";
pub const RING: &[u8] = b"How far each dialog was seen";
/// Two chunks, the first one shorter than in a real file, so that the books stay short.
pub const CHUNKS: [&[u8]; 2] = [b"The first part of a file, ", b"and the last."];

/// A seed that tells what was drawn from it.
pub struct Drawn {
    seed: Seeded,
    pub bytes: Vec<u8>,
}

impl Drawn {
    pub fn from(seed: u64) -> Self {
        Self { seed: Seeded(seed << 32), bytes: Vec::new() }
    }
}

impl TryRng for Drawn {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_be_bytes(bytes))
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_be_bytes(bytes))
    }
    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.seed.try_fill_bytes(out)?;
        self.bytes.extend_from_slice(out);
        Ok(())
    }
}
impl TryCryptoRng for Drawn {}

/// Something sealed: its name, what was drawn to seal it, and the bytes.
pub struct Sealed {
    pub name: &'static str,
    pub drawn: Vec<u8>,
    pub bytes: Vec<u8>,
}

/// Who and what everything is sealed with.
pub struct Things {
    pub tenant: Tenant,
    pub dialog: DialogId,
    pub seeds: DeviceSeeds,
    pub device: DeviceKeys,
    pub login: Secret,
    pub cert: DevCert,
    pub dev: DeviceId,
    pub uid: Uid,
    pub by: Uid,
    /// The user secrets of two generations, as bytes and as what they are.
    pub user_bytes: [Secret; 2],
    pub first: UserSecret,
    pub second: UserSecret,
    /// The secrets of epochs 0 to 3.
    pub epochs: Vec<Secret>,
    pub grant: GrantContext,
    pub from_now: Granted,
    pub history: Granted,
    pub post: MessageContext,
    pub ephemeral: EphemeralContext,
    pub halves: [Secret; 2],
    pub file: FileKey,
    pub paper: PaperCode,
}

impl Things {
    pub fn make() -> Self {
        let draw = |seed| Secret::make(&mut Drawn::from(seed));
        let (tenant, dialog) = (Tenant(*draw(1).expose()), DialogId(*draw(2).expose()));
        let seeds = DeviceSeeds { signs: draw(3), opens: draw(4) };
        let (device, login) = (seeds.keys(), draw(5));
        let point = LoginSecret::new(&login).and_then(|login| login.public()).expect("a login key");
        let cert =
            DevCert { signs: device.verify_key(), opens: *device.opens.public(), login: point, created: T0 };
        let dev = hash::device(&cert);
        let (uid, by) = (Uid(*draw(6).expose()), Uid(*draw(7).expose()));
        let first = UserSecret::make(&mut Drawn::from(8));
        let second = first.next(&mut Drawn::from(9));
        let epochs: Vec<Secret> = (10..14).map(draw).collect();
        let grant = GrantContext {
            dialog,
            seq: 17,
            prev: Hash(*draw(14).expose()),
            epoch: 3,
            commit: epoch::commit(&epochs[3], &dialog, 3),
            by,
            to: uid,
            generation: 0,
        };
        let post = MessageContext { dialog, epoch: 3, uid: by, dev, msg_id: MsgId([5; 16]) };
        let old = MessageContext { epoch: 1, msg_id: MsgId([4; 16]), ..post };
        let history = Granted {
            epochs: vec![(2, epochs[2].clone()), (3, epochs[3].clone())],
            posts: vec![(4, old.key(&epochs[1]))],
            cards: vec![(by, Card::Token(Token { id_token: "e30.e30.AAAA".into(), r: Salt([7; 32]) }))],
            note: Bytes(b"a note".to_vec()),
        };
        Self {
            tenant,
            dialog,
            seeds,
            device,
            login,
            cert,
            dev,
            uid,
            by,
            user_bytes: [draw(8), draw(9)],
            first,
            second,
            from_now: Granted::from_now(3, epochs[3].clone()),
            epochs,
            grant,
            history,
            post,
            ephemeral: EphemeralContext { dialog, epoch: 3, uid: by, dev, lasting: true },
            halves: [draw(15), draw(16)],
            file: FileKey::make(&mut Drawn::from(17)),
            paper: PaperCode::make(&mut Drawn::from(18)),
        }
    }

    pub fn halves(&self) -> Halves<'_> {
        Halves { device: &self.halves[0], server: &self.halves[1] }
    }

    /// The key of this device's jots.
    pub fn jot_key(&self) -> JotKey {
        JotKey::of(Place { uid: self.uid, dev: self.dev }, &self.halves[0])
    }

    /// A jot, sealed to the first user key.
    pub fn jot(&self) -> Sealed {
        let (mut rng, key, user) = (Drawn::from(201), self.jot_key(), self.first.key().public());
        let stamp = key.stamp(0, user);
        let bytes = key.seal((0, user), &stamp, &JOT_ID, JOT, &mut rng).expect("sealed");
        Sealed { name: "jot", drawn: rng.bytes, bytes }
    }

    /// Something said beside the log.
    pub fn said(&self) -> api::Ephemeral {
        let rng = &mut Drawn::from(200);
        ephemeral::seal(&self.ephemeral, &self.epochs[3], &self.device, SAID, rng).expect("sealed")
    }

    /// Everything, sealed.
    pub fn sealed(&self) -> Vec<Sealed> {
        let key = self.first.key().public();
        let mut all = Vec::new();
        let mut seal = |name, by: &dyn Fn(&mut Drawn) -> Vec<u8>| {
            let mut rng = Drawn::from(100 + all.len() as u64);
            let bytes = by(&mut rng);
            all.push(Sealed { name, drawn: rng.bytes, bytes });
        };
        seal("grant", &|rng| epoch::grant(&self.grant, key, &self.from_now, rng).expect("sealed"));
        seal("grant.history", &|rng| epoch::grant(&self.grant, key, &self.history, rng).expect("sealed"));
        seal("post", &|rng| message::seal(&self.post, &self.epochs[3], POST, rng).expect("sealed"));
        seal("letter", &|rng| letter::seal(&self.by, &self.uid, key, LETTER, rng).expect("sealed"));
        seal("intent", &|rng| letter::keep(&self.uid, self.first.key(), INTENT, rng).expect("sealed"));
        seal("user-secret", &|rng| {
            self.first.to_device(&self.uid, &self.dev, &self.cert, rng).expect("sealed")
        });
        seal("user-secret.before", &|rng| {
            self.second.keep_before(&self.first, &self.uid, rng).expect("sealed")
        });
        seal("vault", &|rng| lock(&self.halves(), HEAD, SEEDS, rng).expect("locked"));
        seal("file.0", &|_| self.file.seal(&self.dialog, 0, false, CHUNKS[0]).expect("sealed"));
        seal("file.1.last", &|_| self.file.seal(&self.dialog, 1, true, CHUNKS[1]).expect("sealed"));
        seal("ring", &|rng| self.first.keep_ring(&self.uid, 2, RING, rng).expect("sealed"));
        all
    }
}

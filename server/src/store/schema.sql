-- Everything the server knows. It cannot read any of it: contents are sealed for the members.
-- Times are seconds since 1970. Ids and keys are raw bytes of fixed length.

-- A person in this municipality. `told` numbers the rows of their feed.
CREATE TABLE account (
  uid       BLOB    NOT NULL PRIMARY KEY CHECK (length(uid) = 32),
  told      INTEGER NOT NULL DEFAULT 0,
  login     BLOB    NOT NULL CHECK (length(login) = 32)   -- hash of issuer and pairwise subject
) STRICT, WITHOUT ROWID;
CREATE INDEX account_login ON account (login);

-- A person's own chain, entry by entry, as it was signed.
CREATE TABLE user_entry (
  id        INTEGER NOT NULL PRIMARY KEY,
  uid       BLOB    NOT NULL REFERENCES account,
  useq      INTEGER NOT NULL,
  bytes     BLOB    NOT NULL,
  UNIQUE (uid, useq)
) STRICT;

-- A device that may log in while it is live, and the user secret sealed to it.
CREATE TABLE device (
  dev           BLOB    NOT NULL PRIMARY KEY CHECK (length(dev) = 32),
  uid           BLOB    NOT NULL REFERENCES account,
  login         BLOB    NOT NULL CHECK (length(login) = 33),
  sealed_secret BLOB    NOT NULL,
  live          INTEGER NOT NULL CHECK (live IN (0, 1))
) STRICT, WITHOUT ROWID;

-- A device that was logged out from another of the same person: it opens no session until one of those lets it
-- in again.
CREATE TABLE logged_out (
  dev       BLOB    NOT NULL PRIMARY KEY REFERENCES device,
  uid       BLOB    NOT NULL REFERENCES account,
  since     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX logged_out_uid ON logged_out (uid);

-- When an old key to somebody's login was used last.
CREATE TABLE theft (
  uid       BLOB    NOT NULL PRIMARY KEY REFERENCES account,
  t         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A user secret that another took the place of, sealed under the one after it.
CREATE TABLE former_secret (
  uid        BLOB    NOT NULL REFERENCES account,
  generation INTEGER NOT NULL,                            -- of the secret that is sealed
  sealed     BLOB    NOT NULL,
  PRIMARY KEY (uid, generation)
) STRICT, WITHOUT ROWID;

-- The server's half of a device's vault key, sealed under the wrap key of its generation.
-- That key lies in a file beside the database, and is destroyed when the next one takes over.
CREATE TABLE half (
  dev        BLOB    NOT NULL PRIMARY KEY REFERENCES device,
  generation INTEGER NOT NULL,
  sealed     BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

-- Which wrap key is in use, and since when: one row.
CREATE TABLE wrap (
  one        INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  generation INTEGER NOT NULL,
  since      INTEGER NOT NULL
) STRICT;

-- Who is employed here (canonical OrgAttest), until when.
CREATE TABLE employment (
  uid       BLOB    NOT NULL PRIMARY KEY REFERENCES account,
  org       BLOB    NOT NULL,
  until     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A person's key ring, sealed under their user secret; each version replaces the one before.
CREATE TABLE ring (
  uid       BLOB    NOT NULL PRIMARY KEY REFERENCES account,
  version   INTEGER NOT NULL,
  sealed    BLOB    NOT NULL,
  cursor    BLOB    NOT NULL                              -- how far its writer had read the feed
) STRICT, WITHOUT ROWID;

-- What a person's devices knew of a dialog beside its posts, sealed; the ring names which one.
CREATE TABLE snapshot (
  uid       BLOB    NOT NULL REFERENCES account,
  dialog    BLOB    NOT NULL REFERENCES tip,
  sealed    BLOB    NOT NULL,
  PRIMARY KEY (uid, dialog)
) STRICT, WITHOUT ROWID;

-- An invitation, by the hash of its secret; its owner may have taken it back.
CREATE TABLE invitation (
  id        BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 32),
  owner     BLOB    NOT NULL REFERENCES account,
  until     INTEGER NOT NULL,
  withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
  seats     INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 8) -- how many can take it up
) STRICT, WITHOUT ROWID;

-- Who took an invitation up. The owner may refuse them: then their letter is erased, and their seat is open again.
CREATE TABLE claim (
  id         INTEGER NOT NULL PRIMARY KEY,
  invitation BLOB    NOT NULL REFERENCES invitation,
  uid        BLOB    NOT NULL REFERENCES account,
  proof      BLOB    NOT NULL CHECK (length(proof) = 32),
  letter     BLOB    NOT NULL,
  refused    INTEGER NOT NULL CHECK (refused IN (0, 1)),
  UNIQUE (invitation, uid)
) STRICT;
CREATE INDEX claim_uid ON claim (uid);
CREATE INDEX claim_stands ON claim (invitation) WHERE refused = 0;

-- What happened to an invitation: opened (1), taken up (2), refused to somebody (3), withdrawn (4). Never by whom.
CREATE TABLE invitation_event (
  id         INTEGER NOT NULL PRIMARY KEY,
  invitation BLOB    NOT NULL REFERENCES invitation,
  kind       INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 4),
  t          INTEGER NOT NULL
) STRICT;
CREATE INDEX invitation_event_of ON invitation_event (invitation);

-- What a short code opens, sealed, under an id that only the code leads to. Gone when its invitation is taken up or
-- taken back, and when it has run out.
CREATE TABLE code (
  id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 32),
  invitation BLOB    NOT NULL UNIQUE REFERENCES invitation,
  until      INTEGER NOT NULL,
  letter     BLOB    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX code_until ON code (until);

-- A place where a new device of a person leaves word, by the hash of a secret; gone when it has run out.
CREATE TABLE link (
  id        BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 32),
  owner     BLOB    NOT NULL REFERENCES account,
  dev       BLOB    NOT NULL REFERENCES device,           -- which opened it: it goes with that device
  until     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the one new device at a link asks (canonical LinkRequest), and how often it has asked.
-- A feed names the row, and may outlive it: no number is ever given twice.
CREATE TABLE link_request (
  id        INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  link      BLOB    NOT NULL UNIQUE REFERENCES link ON DELETE CASCADE,
  dev       BLOB    NOT NULL CHECK (length(dev) = 32),
  asked     INTEGER NOT NULL,
  bytes     BLOB    NOT NULL
) STRICT;

-- An invitation for somebody without eID: whose keys came first (canonical VouchingRequest), what makes the
-- digits, and the voucher, sealed to them. Gone when it led to an account, or ran out.
-- A feed names the row, and may outlive it: no number is ever given twice. With a guardian: who vouches in the
-- owner's place while they are in this dialog, and what they need, sealed to them; of these the row stays until it
-- runs out, `over` and empty, so that they are told.
CREATE TABLE vouching (
  id         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  invitation BLOB    NOT NULL UNIQUE REFERENCES invitation,
  owner      BLOB    NOT NULL REFERENCES account,
  until      INTEGER NOT NULL,
  request    BLOB,
  nonce      BLOB,
  letter     BLOB,
  guardian   BLOB    REFERENCES account,
  dialog     BLOB    REFERENCES tip,
  asks       BLOB,
  over       INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX vouching_owner ON vouching (owner);

-- Which guardian vouched for whom, and up to which row of user_entry their chain is for those whom that one's is
-- for: else the card could not be judged.
CREATE TABLE vouched (
  uid        BLOB    NOT NULL PRIMARY KEY REFERENCES account,
  guardian   BLOB    NOT NULL REFERENCES account,
  shows      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX vouched_guardian ON vouched (guardian);

-- The end of a dialog's log (canonical Tip): what every entry moves.
CREATE TABLE tip (
  dialog    BLOB    NOT NULL PRIMARY KEY CHECK (length(dialog) = 32),
  bytes     BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

-- Who belongs to a dialog (canonical Roster): written only when it changes.
CREATE TABLE roster (
  dialog    BLOB    NOT NULL PRIMARY KEY REFERENCES tip,
  bytes     BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

-- The same members, to be asked one by one.
CREATE TABLE member (
  dialog    BLOB    NOT NULL REFERENCES tip,
  uid       BLOB    NOT NULL REFERENCES account,
  since     INTEGER NOT NULL,
  PRIMARY KEY (dialog, uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_uid ON member (uid);

-- How far whose chains are for whom, by the dialog that they share or shared: `shows`, up to which row of
-- user_entry this person's chain is for the others (null: all of it, they are in); `sees`, up to which row
-- the others' are for them (null: they are in, or asked; 0: they are only named in the log).
CREATE TABLE known (
  dialog    BLOB    NOT NULL REFERENCES tip,
  uid       BLOB    NOT NULL REFERENCES account,
  shows     INTEGER,
  sees      INTEGER,
  PRIMARY KEY (dialog, uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX known_uid ON known (uid);

-- The logs. A device uses a msg_id once in a dialog: a retry finds what was stored.
CREATE TABLE entry (
  id        INTEGER NOT NULL PRIMARY KEY,
  dialog    BLOB    NOT NULL REFERENCES tip,
  seq       INTEGER NOT NULL,
  dev       BLOB    NOT NULL,
  msg_id    BLOB    NOT NULL CHECK (length(msg_id) = 16),
  bytes     BLOB    NOT NULL,
  UNIQUE (dialog, seq),
  UNIQUE (dialog, dev, msg_id)
) STRICT;

-- What an entry gives to one person: a grant or a letter, sealed to their user key.
CREATE TABLE envelope (
  entry     INTEGER NOT NULL REFERENCES entry,
  uid       BLOB    NOT NULL REFERENCES account,
  sealed    BLOB    NOT NULL,
  PRIMARY KEY (entry, uid)
) STRICT, WITHOUT ROWID;

-- An entry's sealed content, which can be erased without breaking the log.
-- Nobody gets it before `show_at`; 0 is at once.
CREATE TABLE ciphertext (
  entry     INTEGER NOT NULL PRIMARY KEY REFERENCES entry,
  show_at   INTEGER NOT NULL,
  bytes     BLOB    NOT NULL
) STRICT;

-- Where a device is called when there is news and it does not listen: its distributor's URL, in clear.
CREATE TABLE push (
  dev       BLOB    NOT NULL PRIMARY KEY REFERENCES device,
  uid       BLOB    NOT NULL REFERENCES account,
  endpoint  TEXT    NOT NULL CHECK (length(endpoint) <= 1024)
) STRICT, WITHOUT ROWID;

-- What is to be done about an entry's content in time: shown (erase 0), or erased with its files (1).
CREATE TABLE due (
  at        INTEGER NOT NULL,
  entry     INTEGER NOT NULL REFERENCES entry,
  erase     INTEGER NOT NULL CHECK (erase IN (0, 1)),
  PRIMARY KEY (at, entry, erase)
) STRICT, WITHOUT ROWID;

-- Sealed files that lie whole on the disk, for the members of one dialog.
CREATE TABLE file (
  dialog    BLOB    NOT NULL REFERENCES tip,
  file      BLOB    NOT NULL CHECK (length(file) = 32),
  size      INTEGER NOT NULL,
  PRIMARY KEY (dialog, file)
) STRICT, WITHOUT ROWID;

-- What the personnel desk has said and the server has not done yet, in order: somebody works here no
-- longer (1), or takes over after another (2). Written beside the running server.
CREATE TABLE personnel (
  id        INTEGER NOT NULL PRIMARY KEY,
  kind      INTEGER NOT NULL CHECK (kind IN (1, 2)),
  login     BLOB    NOT NULL CHECK (length(login) = 32),
  after     BLOB    CHECK (after IS NULL OR length(after) = 32),
  CHECK ((kind = 2) = (after IS NOT NULL))
) STRICT;

-- Who works here no longer: the municipality's word (canonical OrgAttest), and from when.
CREATE TABLE dismissal (
  id        INTEGER NOT NULL PRIMARY KEY,
  uid       BLOB    NOT NULL UNIQUE REFERENCES account,
  word      BLOB    NOT NULL,
  t         INTEGER NOT NULL
) STRICT;

-- Whose dialog it was, by login, when its last coordinator was put out: somebody may take over after them.
CREATE TABLE vacancy (
  dialog    BLOB    NOT NULL PRIMARY KEY REFERENCES tip,
  login     BLOB    NOT NULL CHECK (length(login) = 32)
) STRICT, WITHOUT ROWID;
CREATE INDEX vacancy_login ON vacancy (login);

-- Who was named to take a dialog over, and the employment that says so (canonical OrgAttest).
CREATE TABLE succession (
  id        INTEGER NOT NULL PRIMARY KEY,
  dialog    BLOB    NOT NULL REFERENCES tip,
  uid       BLOB    NOT NULL REFERENCES account,
  org       BLOB    NOT NULL,
  UNIQUE (dialog, uid)
) STRICT;

-- What the one who was named shows of who they are, sealed to one of those whom the dialog is about.
CREATE TABLE presentation (
  id         INTEGER NOT NULL PRIMARY KEY,
  succession INTEGER NOT NULL REFERENCES succession,
  uid        BLOB    NOT NULL REFERENCES account,
  letter     BLOB    NOT NULL,
  UNIQUE (succession, uid)
) STRICT;

-- What each account is to be told, in order. `what` is by kind 1 an entry, 2 a claim, 3 a link's request,
-- 4 a user entry, 5 a dismissal, 6 a succession, 7 a presentation, 8 an invitation's event, 9 a theft
-- (`what` is the time), 12 a vouching, 13 the same for the guardian who is asked.
CREATE TABLE feed (
  uid       BLOB    NOT NULL REFERENCES account,
  n         INTEGER NOT NULL,
  kind      INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 13),
  what      INTEGER NOT NULL,
  PRIMARY KEY (uid, n)
) STRICT, WITHOUT ROWID;

//! The one thread that writes, with group commit: many jobs, one transaction, one fsync.
//! Refuses to answer before the commit is durable. Every verb that changes something goes through it.

use crate::desk::Desk;
use crate::push::Pushes;
use crate::refusal::Refusal;
use crate::sessions::{Caller, Sessions};
use crate::wake::Wake;
use rusqlite::Connection;
use samtale_wire::api::Code;
use std::num::NonZeroUsize;
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot};

/// The most jobs in one transaction.
const BATCH: usize = 256;
/// The most jobs that wait; more wait outside.
const QUEUE: usize = 1024;

/// Tells the one who asked, once it is known whether the transaction stands.
type Answer = Box<dyn FnOnce(bool) + Send>;
/// Does its work, says whether it is to be kept, and how to answer.
type Job = Box<dyn FnOnce(&Connection, &mut Desk) -> (bool, Answer) + Send>;

/// The way to the writing thread; a clone is the same way.
#[derive(Clone)]
pub struct Writer {
    jobs: mpsc::Sender<Job>,
}

impl Writer {
    /// Starts the thread. It ends when the last [`Writer`] is dropped.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        connection: Connection,
        wake: Wake,
        sessions: Sessions,
        pushes: Pushes,
        cache: NonZeroUsize,
    ) -> std::io::Result<(Self, JoinHandle<()>)> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || run(&connection, queue, (&wake, &sessions, &pushes), Desk::new(cache)))?;
        Ok((Self { jobs }, thread))
    }

    /// Does `job` in a transaction and answers when that is on the disk. What a job refuses,
    /// it leaves no trace of.
    ///
    /// # Errors
    /// What `job` refuses; [`Code::Unavailable`] when the transaction does not stand.
    pub async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection, &mut Desk) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |transaction, desk| {
            let result = job(transaction, desk);
            let kept = result.is_ok();
            let answer: Answer = Box::new(move |stands| {
                // A refusal, too, was judged by what the transaction would have made true.
                let result = if stands { result } else { Err(Code::Unavailable.into()) };
                // Nobody waits any more: the work is done all the same.
                drop(answer.send(result));
            });
            (kept, answer)
        });
        self.jobs.send(job).await.map_err(|_| Code::Unavailable)?;
        answered.await.map_err(|_| Code::Unavailable)?
    }

    /// The same for a device that was let in, unless it has been taken away or logged out since: it may have been
    /// slow to say what it wanted.
    ///
    /// # Errors
    /// [`Code::NoSession`], [`Code::LoggedOut`], and as [`write`](Self::write).
    pub async fn write_as<T: Send + 'static>(
        &self,
        caller: Caller,
        job: impl FnOnce(&Connection, &mut Desk) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.write(move |transaction, desk| {
            desk.speaks(transaction, &caller)?;
            job(transaction, desk)
        })
        .await
    }
}

fn run(
    connection: &Connection,
    mut queue: mpsc::Receiver<Job>,
    (wake, sessions, pushes): (&Wake, &Sessions, &Pushes),
    mut desk: Desk,
) {
    let mut jobs = Vec::with_capacity(BATCH);
    while queue.blocking_recv_many(&mut jobs, BATCH) > 0 {
        let mut answers = Vec::with_capacity(jobs.len());
        let stands = commit(connection, &mut desk, jobs.drain(..), &mut answers).is_ok();
        if stands {
            desk.keep(wake, sessions, pushes);
        } else {
            desk.forget();
            // Not open any more when SQLite itself rolled back.
            drop(connection.execute_batch("ROLLBACK"));
        }
        answers.into_iter().for_each(|answer| answer(stands));
    }
}

fn commit(
    connection: &Connection,
    desk: &mut Desk,
    jobs: impl Iterator<Item = Job>,
    answers: &mut Vec<Answer>,
) -> Result<(), Refusal> {
    let say = |sql| connection.prepare_cached(sql)?.execute([]);
    say("BEGIN IMMEDIATE")?;
    for job in jobs {
        say("SAVEPOINT job")?;
        let mark = desk.mark();
        let (kept, answer) = job(connection, desk);
        answers.push(answer);
        // A full disk makes SQLite roll back everything at once, and what follows would stand alone.
        if connection.is_autocommit() {
            return Err(Code::Unavailable.into());
        }
        if !kept {
            desk.back_to(&mark);
            say("ROLLBACK TO job")?;
        }
        say("RELEASE job")?;
    }
    say("COMMIT")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writer() -> Writer {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "PRAGMA foreign_keys = ON;
                 CREATE TABLE t (x INTEGER PRIMARY KEY, r REFERENCES t DEFERRABLE INITIALLY DEFERRED)",
            )
            .unwrap();
        Writer::start(connection, Wake::default(), Sessions::default(), Pushes::default(), NonZeroUsize::MIN)
            .unwrap()
            .0
    }

    async fn insert(writer: &Writer, x: i64, refers: Option<i64>) -> Result<(), Refusal> {
        writer.write(move |tx, _| Ok(tx.execute("INSERT INTO t VALUES (?, ?)", (x, refers)).map(drop)?)).await
    }

    async fn count(writer: &Writer) -> i64 {
        writer.write(|tx, _| Ok(tx.query_row("SELECT count(*) FROM t", [], |r| r.get(0))?)).await.unwrap()
    }

    #[tokio::test]
    async fn a_refused_job_leaves_nothing_and_hurts_nobody() {
        let writer = writer();
        let refused = writer.write(|tx, _| -> Result<(), Refusal> {
            tx.execute("INSERT INTO t VALUES (9, NULL)", [])?;
            Err(Code::Conflict.into())
        });
        let (good, bad) = tokio::join!(insert(&writer, 1, None), refused);
        assert_eq!((good, bad), (Ok(()), Err(Code::Conflict.into())));
        assert_eq!(count(&writer).await, 1);
    }

    #[tokio::test]
    async fn a_commit_that_fails_is_answered_to_all_and_the_next_one_works() {
        let writer = writer();
        // The reference is looked at by COMMIT: every statement succeeds, the transaction does not.
        let (a, b) = tokio::join!(insert(&writer, 1, None), insert(&writer, 2, Some(77)));
        assert_eq!(b, Err(Code::Unavailable.into()));
        let stored = count(&writer).await;
        assert_eq!(stored, i64::from(a.is_ok()), "answered yes exactly when it stands");
        assert_eq!(insert(&writer, 3, None).await, Ok(()));
    }
}

//! The border: the only crate that knows uniffi. It stamps, it does not judge.
//! Refuses branches on domain data. Called by the generated Kotlin and Swift.

uniffi::setup_scaffolding!();

mod views;

use samtale_engine::problem::Problem;
use samtale_engine::view::{Language, ProblemView};

#[uniffi::export]
fn explain(problem: Problem, language: Language) -> ProblemView {
    let _ = language;
    ProblemView { sentence: problem.code(), code: problem.code(), retry: problem.retry() }
}
#[uniffi::export]
fn keep(v: samtale_engine::view::InboxView, d: samtale_engine::view::DialogView, w: samtale_engine::view::WelcomeView, l: samtale_engine::view::Labels, i: samtale_engine::view::InvitationDraft, j: samtale_engine::view::InvitationView, a: samtale_engine::view::Answer) -> Result<(), Problem> { let _ = (v,d,w,l,i,j,a); Err(Problem::Busy) }

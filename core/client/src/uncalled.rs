//! Tells the server that a device which nobody uses now is called nowhere, without opening its vault.
//! Refuses to hold up whoever leaves: what is not reached in a moment is told the next time.
//! Asked by `profiles` about everybody who is not chosen.

use crate::device::{Ports, login_key};
use crate::door::Door;
use crate::settings::Settings;
use crate::vault;
use samtale_engine::problem::Problem;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How long the server may take to hear of it.
const MOMENT: Duration = Duration::from_secs(5);

/// The device in `directory` is called nowhere from now on. One that has no place asks nobody.
pub(crate) async fn called_nowhere(directory: &Path, ports: &Ports) {
    let settings = Settings::of(directory);
    if !settings.called() {
        return;
    }
    // The place of a device that was taken away, or logged out, went with it.
    if let Ok(Ok(()) | Err(Problem::Revoked | Problem::LoggedOut)) =
        timeout(MOMENT, tell(directory, ports)).await
    {
        // A mark that stays costs one more call.
        let _ = settings.set_called(false);
    }
}

/// In a login of its own: whoever was in has closed theirs.
async fn tell(directory: &Path, ports: &Ports) -> Result<(), Problem> {
    let head = vault::read(directory)?.head;
    let login = ports.keys.get(&login_key(&head.dev))?.ok_or(Problem::Vault)?;
    let transport = ports.network.connect(&head.home)?;
    let door = Door::new(transport, Arc::clone(&ports.clock), &login, &head.home, head.dev)?;
    let told = door.set_push(None).await;
    door.hang_up();
    Ok(told?)
}

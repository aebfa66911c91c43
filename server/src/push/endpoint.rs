//! Which endpoints may be called, and where they are kept: one a device, in the database alone.
//! Refuses hosts that are not on the list, addresses in place of names, ports, and whatever a URL may hide.
//! Called by the push route and by `push`.

use crate::refusal::Refusal;
use crate::sessions::Caller;
use rusqlite::{Connection, OptionalExtension};
use samtale_wire::DeviceId;
use samtale_wire::api::{Code, Endpoint, SetPush};
use url::{Host, Url};

/// The place to call, when its host is on the list, written out.
#[must_use]
pub fn allowed(endpoint: &Endpoint, hosts: &[String]) -> Option<Url> {
    let url = Url::parse(endpoint.url()).ok()?;
    let Some(Host::Domain(host)) = url.host() else { return None };
    let listed = hosts.iter().any(|listed| listed == host);
    let plain = url.scheme() == "https" && url.port().is_none() && url.fragment().is_none();
    let nobody = url.username().is_empty() && url.password().is_none();
    (listed && plain && nobody).then_some(url)
}

/// Keeps where a device is called from now on, or that it is not.
///
/// # Errors
/// [`Code::NotAllowed`] for a place that is not on the list.
pub fn set(transaction: &Connection, caller: &Caller, it: &SetPush, hosts: &[String]) -> Result<(), Refusal> {
    transaction.prepare_cached("DELETE FROM push WHERE dev = ?")?.execute([caller.dev.as_bytes()])?;
    let Some(endpoint) = &it.endpoint else { return Ok(()) };
    allowed(endpoint, hosts).ok_or(Code::NotAllowed)?;
    transaction.prepare_cached("INSERT INTO push VALUES (?, ?, ?)")?.execute((
        caller.dev.as_bytes(),
        caller.uid.as_bytes(),
        endpoint.url(),
    ))?;
    Ok(())
}

/// Where a device is called, while it is live.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn of(store: &Connection, dev: &DeviceId) -> Result<Option<Endpoint>, Refusal> {
    let mut find = store
        .prepare_cached("SELECT endpoint FROM push JOIN device USING (dev) WHERE dev = ? AND live = 1")?;
    let kept: Option<String> = find.query_row([dev.as_bytes()], |row| row.get(0)).optional()?;
    Ok(kept.and_then(|kept| Endpoint::new(kept).ok()))
}

/// The distributor knows it no longer; one that came in its place meanwhile stays. Whether it was still there.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn gone(transaction: &Connection, dev: &DeviceId, endpoint: &Endpoint) -> Result<bool, Refusal> {
    let mut gone = transaction.prepare_cached("DELETE FROM push WHERE dev = ? AND endpoint = ?")?;
    Ok(gone.execute((dev.as_bytes(), endpoint.url()))? > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_place_that_is_gone_is_forgotten() {
        let store = Connection::open_in_memory().unwrap();
        store.execute_batch("CREATE TABLE push (dev, endpoint)").unwrap();
        let at = |url: &str| Endpoint::new(url.into()).unwrap();
        let (first, second, dev) =
            (at("https://push.example/1"), at("https://push.example/2"), DeviceId([1; 32]));
        store.execute("INSERT INTO push VALUES (?, ?)", (dev.as_bytes(), second.url())).unwrap();
        assert_eq!(gone(&store, &dev, &first), Ok(false), "it has another one");
        assert_eq!(gone(&store, &dev, &second), Ok(true));
        assert_eq!(gone(&store, &dev, &second), Ok(false));
    }

    #[test]
    fn only_a_name_on_the_list_is_called_and_only_as_it_stands_there() {
        let hosts = ["push.example".to_owned(), "localhost.example".to_owned()];
        let allowed = |url: &str| Endpoint::new(url.into()).is_ok_and(|it| allowed(&it, &hosts).is_some());
        assert!(allowed("https://push.example/up?id=1") && allowed("https://PUSH.example:443/"));
        for wrong in [
            "https://other.example/",
            "https://push.example.evil/",
            "https://evil.push.example/",
            "https://push.example./",
            "https://push.example:8443/",
            "https://karen@push.example/",
            "https://:x@push.example/",
            "https://push.example@evil.example/",
            "https://push.example/#x",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://[::1]/",
            "https://localhost/",
            "https:///push.example.evil",
            "http://push.example/",
        ] {
            assert!(!allowed(wrong), "{wrong}");
        }
    }
}

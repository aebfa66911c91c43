//! Which part of a file is asked for: `Range: bytes=N-`, one range that goes on to the end (RFC 9110 §14).
//! Refuses nothing: a range of any other form is ignored, as §14.2 allows, and the whole file is given.
//! Called by the files' route.

use axum::http::{HeaderMap, Method, header};

/// The byte from which on a file is asked for; `None` for all of it.
pub fn begin(method: &Method, headers: &HeaderMap) -> Option<u64> {
    // Ranges are for GET alone, and no file here has a validator that `If-Range` could match.
    if *method != Method::GET || headers.contains_key(header::IF_RANGE) {
        return None;
    }
    let mut ranges = headers.get_all(header::RANGE).iter();
    let (Some(range), None) = (ranges.next(), ranges.next()) else { return None };
    let (unit, set) = range.to_str().ok()?.split_once('=')?;
    let first = set.strip_suffix('-')?;
    let one = !first.is_empty() && first.bytes().all(|digit| digit.is_ascii_digit());
    // No file is as long as a number that does not fit.
    (unit.eq_ignore_ascii_case("bytes") && one).then(|| first.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn asked(range: &'static str) -> Option<u64> {
        let headers = HeaderMap::from_iter([(header::RANGE, HeaderValue::from_static(range))]);
        begin(&Method::GET, &headers)
    }

    #[test]
    fn one_range_to_the_end_is_understood() {
        assert_eq!(asked("bytes=0-"), Some(0));
        assert_eq!(asked("bytes=65552-"), Some(65_552));
        assert_eq!(asked("Bytes=007-"), Some(7), "units know no case");
        assert_eq!(asked("bytes=99999999999999999999999-"), Some(u64::MAX));
    }

    #[test]
    fn every_other_form_is_ignored() {
        for range in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=-5",
            "bytes=5",
            "bytes=5-9",
            "bytes=5-,9-",
            "bytes=0-1,5-",
            "bytes=+5-",
            "bytes=0x5-",
            "bytes= 5-",
            "bytes=5 -",
            "bytes=5--",
            "chunks=5-",
            "=5-",
            "bytes=5-\u{e6}",
        ] {
            let value = HeaderValue::from_bytes(range.as_bytes()).unwrap();
            let headers = HeaderMap::from_iter([(header::RANGE, value)]);
            assert_eq!(begin(&Method::GET, &headers), None, "{range}");
        }
    }

    #[test]
    fn a_range_that_does_not_count_is_ignored() {
        let mut headers = HeaderMap::from_iter([(header::RANGE, HeaderValue::from_static("bytes=5-"))]);
        assert_eq!(begin(&Method::HEAD, &headers), None);
        headers.append(header::RANGE, HeaderValue::from_static("bytes=6-"));
        assert_eq!(begin(&Method::GET, &headers), None, "two of them");
        headers.insert(header::RANGE, HeaderValue::from_static("bytes=5-"));
        headers.insert(header::IF_RANGE, HeaderValue::from_static("\"x\""));
        assert_eq!(begin(&Method::GET, &headers), None, "only if it were that version");
    }
}

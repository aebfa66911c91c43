//! Times as people say them: 14:05, i går, mandag, 3. maj.
//! Refuses clocks: now is an argument. Used by every view.

use super::Show;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

fn local(t: u64, zone: &TimeZone) -> jiff::Zoned {
    let seconds = i64::try_from(t).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX).to_zoned(zone.clone())
}

impl Show<'_> {
    /// The time of day.
    pub(super) fn clock(&self, t: u64) -> String {
        let at = local(t, self.zone);
        format!("{:02}:{:02}", at.hour(), at.minute())
    }

    /// The day: today, yesterday, a weekday, a date.
    pub(super) fn day(&self, t: u64) -> String {
        let (date, today) = (local(t, self.zone).date(), local(self.now, self.zone).date());
        match (today - date).get_days() {
            0 => self.get("time-today"),
            1 => self.get("time-yesterday"),
            2..=6 => self.get(&format!("weekday-{}", date.weekday().to_monday_one_offset())),
            _ => self.date(date, date.year() == today.year()),
        }
    }

    /// The day, and what time it was if that is today or was yesterday.
    pub(super) fn moment(&self, t: u64) -> String {
        let day = self.day(t);
        let lately = t.saturating_add(2 * samtale_membership::policy::DAY) > self.now;
        if lately { self.say("time-moment", &[("day", &day), ("time", &self.clock(t))]) } else { day }
    }

    /// A date that is meant as one: always day, month and year.
    pub(super) fn until(&self, t: u64) -> String {
        self.date(local(t, self.zone).date(), false)
    }

    /// The same with its hour, for what is over soon.
    pub(super) fn until_when(&self, t: u64) -> String {
        self.say("time-moment", &[("day", &self.until(t)), ("time", &self.clock(t))])
    }

    /// For the list: the time today, the day before that.
    pub(super) fn lately(&self, t: u64) -> String {
        let same = local(t, self.zone).date() == local(self.now, self.zone).date();
        if same { self.clock(t) } else { self.day(t) }
    }

    /// Whether two times lie on the same day.
    pub(super) fn same_day(&self, a: u64, b: u64) -> bool {
        local(a, self.zone).date() == local(b, self.zone).date()
    }

    fn date(&self, date: Date, this_year: bool) -> String {
        let (day, year) = (date.day().to_string(), date.year().to_string());
        let month = self.get(&format!("month-{}", date.month()));
        if this_year {
            self.say("time-date", &[("day", &day), ("month", &month)])
        } else {
            self.say("time-date-year", &[("day", &day), ("month", &month), ("year", &year)])
        }
    }
}

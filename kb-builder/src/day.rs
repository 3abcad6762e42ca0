//! A day of the calendar.

use std::fmt;

/// A day of the Gregorian calendar, from the year 1 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    year: u32,
    month: u32,
    of_month: u32,
}

impl Day {
    /// Reads a day as ISO 8601 writes it: `2026-11-21`.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('-').collect();
        let [year, month, day] = parts[..] else { return None };
        let digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        if !digits || [year.len(), month.len(), day.len()] != [4, 2, 2] {
            return None;
        }
        let day = Self {
            year: year.parse().ok()?,
            month: month.parse().ok()?,
            of_month: day.parse().ok()?,
        };
        let fine = day.year > 0 && (1..=12).contains(&day.month);
        (fine && (1..=day.days_in_month()).contains(&day.of_month)).then_some(day)
    }

    /// The day on which a moment falls in UTC, from its seconds since 1970.
    pub fn of_seconds(seconds: u64) -> Self {
        let start = Self { year: 1970, month: 1, of_month: 1 };
        start.after(u32::try_from(seconds / 86_400).unwrap_or(u32::MAX))
    }

    /// So many days later.
    #[must_use]
    pub fn after(self, days: u32) -> Self {
        let mut day = self;
        let mut left = days;
        // No review is further away than some years, and no clock than some thousand.
        while left > 0 && day.year < 10_000 {
            let rest = day.days_in_month() - day.of_month;
            if left <= rest {
                day.of_month += left;
                return day;
            }
            left -= rest + 1;
            day.of_month = 1;
            day.month += 1;
            if day.month > 12 {
                (day.year, day.month) = (day.year + 1, 1);
            }
        }
        day
    }

    fn days_in_month(self) -> u32 {
        let year = self.year;
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        match self.month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => 31,
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.of_month)
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[test]
    fn a_day_is_one_of_the_calendar() {
        for right in ["2026-11-21", "2024-02-29", "2000-02-29"] {
            assert_eq!(Day::parse(right).unwrap().to_string(), right);
        }
        for wrong in [
            "2026-02-30",
            "2100-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "2026-1-1",
            "21.11.2026",
            "",
            "+026-01-01",
            "0000-01-01",
        ] {
            assert!(Day::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        let cases = [
            ("2026-11-21", 0, "2026-11-21"),
            ("2026-11-21", 9, "2026-11-30"),
            ("2026-11-21", 10, "2026-12-01"),
            ("2026-11-21", 180, "2027-05-20"),
            ("2028-02-28", 1, "2028-02-29"),
            ("2027-02-28", 1, "2027-03-01"),
            ("2026-12-31", 366, "2028-01-01"),
        ];
        for (from, days, to) in cases {
            assert_eq!(Day::parse(from).unwrap().after(days).to_string(), to);
        }
        assert_eq!(Day::of_seconds(1_795_253_967).to_string(), "2026-11-21");
    }
}

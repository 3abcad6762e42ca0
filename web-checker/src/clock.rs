//! How far two clocks are apart, from the time stamps of answers. Pure.

/// One answer: when it was asked for and when it came, by the clock of this device, and the time
/// that the server wrote on it. All in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sample {
    pub(crate) sent: f64,
    pub(crate) came: f64,
    pub(crate) stamp: f64,
}

/// How far the server's clock is ahead of this one, and by how much that may be wrong, both in
/// milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Distance {
    pub(crate) ahead: f64,
    pub(crate) bound: f64,
}

/// A server writes whole seconds (RFC 9110, section 5.6.7): the time is up to one second later.
const WHOLE: f64 = 1000.0;

/// More than that is worth a word.
const MINUTE: f64 = 60_000.0;

impl Distance {
    /// What all samples agree on; nothing where they contradict each other. A stamp that a cache
    /// kept does, because it stands still while the clock goes on.
    pub(crate) fn between(samples: &[Sample]) -> Option<Self> {
        // The stamp was written some time between sending and coming.
        let low = samples.iter().map(|one| one.stamp - one.came).fold(f64::NEG_INFINITY, f64::max);
        let high = samples.iter().map(|one| one.stamp + WHOLE - one.sent);
        let high = high.fold(f64::INFINITY, f64::min);
        let agree = low <= high && low.is_finite() && high.is_finite();
        agree.then(|| Self { ahead: f64::midpoint(low, high), bound: (high - low) / 2.0 })
    }

    /// Whether the clocks agree to the minute, as far as the bound lets one say.
    pub(crate) fn agrees(self) -> Option<bool> {
        let apart = self.ahead.abs();
        if apart - self.bound > MINUTE {
            Some(false)
        } else if apart + self.bound <= MINUTE {
            Some(true)
        } else {
            None
        }
    }
}

/// A length of time for people, rounded up to whole seconds: `10 min 2 s`.
pub(crate) fn told(milliseconds: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what does not fit is cut to the nearest number there is"
    )]
    let seconds = (milliseconds.abs() / 1000.0).ceil() as u64;
    let (minutes, rest) = (seconds / 60, seconds % 60);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    match (hours, minutes) {
        (0, 0) => format!("{rest} s"),
        (0, _) => format!("{minutes} min {rest} s"),
        _ => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Distance, Sample, told};

    /// Asks eight times in two seconds, of a server that is `ahead` and takes `trip` each way.
    fn ask(ahead: f64, trip: f64) -> Vec<Sample> {
        let sample = |turn: u32| {
            let sent = 1_700_000_000_123.0 + f64::from(turn) * 271.0;
            let written = sent + trip + ahead;
            Sample { sent, came: sent + 2.0 * trip, stamp: (written / 1000.0).floor() * 1000.0 }
        };
        (0..8).map(sample).collect()
    }

    #[test]
    fn the_distance_lies_within_its_bound() {
        for ahead in [0.0, 700.0, -59_000.0, 600_000.0, -86_400_000.0, 1.0e12] {
            for trip in [0.0, 20.0, 400.0] {
                let distance = Distance::between(&ask(ahead, trip)).unwrap_or_else(|| {
                    panic!("{ahead} and {trip} contradict each other");
                });
                assert!((distance.ahead - ahead).abs() <= distance.bound + 0.001, "{distance:?}");
                assert!(distance.bound <= 150.0 + trip, "{distance:?} of {trip}");
            }
        }
    }

    #[test]
    fn only_what_is_sure_is_said() {
        let agrees = |ahead, bound| Distance { ahead, bound }.agrees();
        assert_eq!(agrees(600_000.0, 100.0), Some(false));
        assert_eq!(agrees(-600_000.0, 100.0), Some(false));
        assert_eq!(agrees(30_000.0, 100.0), Some(true));
        assert_eq!(agrees(60_000.0, 100.0), None);
        assert_eq!(agrees(61_000.0, 5_000.0), None, "a slow line proves nothing about a second");
        assert_eq!(agrees(0.0, 90_000.0), None);
    }

    #[test]
    fn stamps_that_contradict_each_other_say_nothing() {
        let mut kept = ask(0.0, 5.0);
        let first = kept[0].stamp;
        for sample in &mut kept {
            sample.stamp = first;
        }
        assert_eq!(Distance::between(&kept), None, "a cache kept it");
        let mut stepped = ask(0.0, 5.0);
        for sample in stepped.iter_mut().skip(4) {
            sample.stamp += 3_600_000.0;
        }
        assert_eq!(Distance::between(&stepped), None, "somebody set a clock meanwhile");
        assert_eq!(Distance::between(&[]), None);
        let odd = Sample { sent: 0.0, came: 1.0, stamp: f64::NAN };
        assert_eq!(Distance::between(&[odd]).and_then(Distance::agrees), None);
    }

    #[test]
    fn a_length_of_time_is_rounded_up() {
        assert_eq!(told(1.0), "1 s");
        assert_eq!(told(-602_000.0), "10 min 2 s");
        assert_eq!(told(7_260_000.0), "2 h 1 min");
    }
}
